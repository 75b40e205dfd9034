"""What every output form says alike: which editions are used and why, and whether it holds their text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from example_workbooks import example_book
from openpyxl.workbook import Workbook

from esgmap.export.markdown import escape
from esgmap.export.registry import render_gaps
from esgmap.export.wording import NOTICE, edition_reason, text_notice
from esgmap.export.workbook import write
from esgmap.export.workbook_table import HEADER_ROW
from esgmap.findings import Assessment
from esgmap.model import Edition, Period
from esgmap.workspace import run


def editions(assessment: Assessment) -> list[Edition]:
    return [edition for framework in assessment.frameworks for edition in framework.editions]


def edition(assessment: Assessment, edition_id: str) -> Edition:
    return next(each for each in editions(assessment) if each.id == edition_id)


# --- the sentence ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("edition_id", "reason"),
    [
        (
            "gri:gri-2-2021",
            "Used early: in force for reports published on or after 2023-01-01; "
            "this one was published in 2022 (pinned).",
        ),
        (
            "gri:gri-305-2016",
            "In force for reports published on or after 2018-07-01; this one was published in 2022.",
        ),
        (
            "hkex:esg-guide-2020",
            "In force for financial years that begin on or after 2020-07-01; this one begins on 2021-01-01.",
        ),
        ("nasdaq:esg-guide-2019", "Used by choice, without a date of effect."),
    ],
)
def test_the_reason_of_an_edition_of_the_example(assessment: Assessment, edition_id: str, reason: str):
    assert edition_reason(edition(assessment, edition_id), assessment) == reason


def test_only_what_is_pinned_is_called_pinned(assessment: Assessment):
    pinned = [each.id for each in editions(assessment) if "(pinned)" in edition_reason(each, assessment)]
    assert pinned == ["gri:gri-2-2021", "gri:gri-3-2021"]


def test_a_report_without_publication_date_says_which_day_was_taken(assessment: Assessment):
    report = replace(assessment.report, publication=None)
    reason = edition_reason(edition(assessment, "gri:gri-305-2016"), replace(assessment, report=report))
    assert reason.endswith("this one is judged by the last day of its period, 2021-12-31.")


def test_the_day_counts_not_the_year(assessment: Assessment):
    day = assessment.report.period.end.replace(year=2023, month=1, day=1)
    report = replace(assessment.report, publication=Period(day, day))
    reason = edition_reason(edition(assessment, "gri:gri-2-2021"), replace(assessment, report=report))
    assert reason.startswith(
        "In force for reports published on or after 2023-01-01; this one was published on"
    )


# --- every form says it ---------------------------------------------------------------------------


def sources(book: Workbook) -> dict[Any, dict[str, Any]]:
    """The rows of the workbook's sheet of sources by their id."""
    head, *rows = book["Sources & hashes"].iter_rows(min_row=HEADER_ROW, values_only=True)
    return {row[1]: dict(zip(head, row, strict=True)) for row in rows}


def test_the_workbook_says_in_its_sources_which_editions_and_why(
    assessment: Assessment, tmp_path_factory: pytest.TempPathFactory
):
    book = example_book(assessment.report.id, tmp_path_factory)
    rows = {row[0]: row[1:] for row in book["Read me"].iter_rows(values_only=True) if row[0]}
    told = sources(book)
    for each in editions(assessment):
        assert told[each.id]["Why it is used"] == edition_reason(each, assessment)
    assert rows["Text of the standards"][0] == text_notice(assessment)
    assert rows["Affiliation and wording"][0] == NOTICE


def test_the_html_page_says_which_editions_and_why(assessment: Assessment):
    text = unescape(render_gaps(assessment, "html"))
    for each in editions(assessment):
        row = text.split(f'data-edition="{each.id}"')[1].split("</tr>")[0]
        assert edition_reason(each, assessment) in row
    assert text_notice(assessment) in text.split(NOTICE)[1]


def test_the_markdown_report_says_which_editions_and_why(assessment: Assessment):
    lines = render_gaps(assessment, "md").splitlines()
    for each in editions(assessment):
        (row,) = [line for line in lines if line.startswith("|") and each.sha256 in line]
        assert escape(edition_reason(each, assessment)) in row
    assert lines.index(escape(text_notice(assessment))) > lines.index(NOTICE)


def test_an_edition_out_of_its_time_is_told_in_every_form(make_report: Callable[..., Path], tmp_path: Path):
    claims = [{"framework": "hkex", "editions": ["esg-code-2025"]}]
    found = run(make_report((), frameworks=claims)).assessment
    assert found is not None
    told = (
        "Used early: in force for financial years that begin on or after 2025-01-01; this one begins on 2021"
    )
    assert told in render_gaps(found, "md")
    assert told in render_gaps(found, "html")
    write(found, tmp_path / "index.xlsx")
    assert (
        told
        in sources(openpyxl.load_workbook(tmp_path / "index.xlsx"))["hkex:esg-code-2025"]["Why it is used"]
    )
