"""What is made anew without a file says cell by cell what is read of the file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from example_workbooks import EXAMPLES, example_workbook
from hypothesis import given, settings
from hypothesis import strategies as st
from tampering import back, example
from xlsxwriter import Workbook

from esgmap.content import frameworks_folder
from esgmap.export.workbook import record_of, write
from esgmap.export.workbook_options import IndexOptions
from esgmap.export.workbook_pen import Pen
from esgmap.export.workbook_returned import SHOWN, returned
from esgmap.export.workbook_seals import seals_table
from esgmap.export.workbook_table import Column, Formula, Link, Row, Table, Value
from esgmap.findings import Assessment
from esgmap.returned import Returned
from esgmap.reviews import Remark, identified
from esgmap.titles import load_titles
from esgmap.workspace import run

ROW = "sasb:tc-si-2018-10/TC-SI-130a.1"


def same(made: Returned, read: Returned) -> None:
    """Nothing differs, and rows and sheets stand in the same order."""
    assert list(made.sheets) == list(read.sheets)
    for key, sheet in made.sheets.items():
        assert list(sheet.rows.items()) == list(read.sheets[key].rows.items()), key
    assert list(made.seals.items()) == list(read.seals.items())
    assert replace(made, shown="") == replace(read, shown="")


@pytest.mark.parametrize("name", sorted(path.parent.name for path in EXAMPLES.glob("*/report.yaml")))
def test_examples_are_as_their_files_are_read(name: str, tmp_path_factory: pytest.TempPathFactory):
    assessment = run(EXAMPLES / name).assessment
    assert assessment
    made = returned(record_of(assessment))
    assert made.shown == SHOWN and made.root_told == made.root_found != ""
    assert sum(len(sheet.rows) for sheet in made.sheets.values()) > 2000
    same(made, back(example_workbook(name, tmp_path_factory).read_bytes()))


def with_texts(assessment: Assessment) -> Assessment:
    """The example with texts and figures that programs like to write otherwise."""
    texts = ["=1+1", " blanks ", "a\r\nb\tc", "bell\x07", "<r><t>raw</t></r>", "你好 مرحبا", "😀" * 20_000]
    texts += ["\u202egnorw", "1.10", "TRUE", "2021-01-01", "#N/A", "'quoted"]
    facts = list(assessment.report.facts)
    for number, text in enumerate(texts):
        facts[number] = replace(facts[number], label=text, note=text)
    return replace(assessment, report=replace(assessment.report, facts=tuple(facts), entity="=1+1"))


def remarks() -> tuple[Remark, ...]:
    told = [("agreed", "A. Chan", "2026-11-01", "fits\nwell"), ("question", "B. Li", "1/11/2026", "=1+1")]
    return tuple(
        identified(
            Remark(
                sheet="SASB index",
                row_id=ROW,
                content_hash="",
                kind="review",
                review_status=status,
                reviewer=reviewer,
                date=day,
                comment=comment,
            )
        )
        for status, reviewer, day, comment in told
    )


@pytest.mark.parametrize("lang", ["en", "zh-Hant"])
def test_odd_texts_reviews_and_other_languages_too(lang: str, tmp_path: Path):
    titles = load_titles(frameworks_folder(), lang)[0] if lang != "en" else None
    options = IndexOptions(lang, remarks(), titles)
    assessment = with_texts(example())
    write(assessment, tmp_path / "index.xlsx", options)
    made = returned(record_of(assessment, options))
    same(made, back((tmp_path / "index.xlsx").read_bytes()))
    assert len(made.sheets["Reviews"].rows) > len(remarks())


# --- whatever stands in a cell --------------------------------------------------------------------


def link(text: str) -> Link:
    return Link(text, "Values", 1)


def result(value: str | int | float | Decimal) -> Formula:
    return Formula("=1+1", value)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12).filter(lambda each: "_x" not in each)
NUMBERS = st.one_of(
    st.integers(-(10**18), 10**18),
    st.floats(allow_nan=False, allow_infinity=False, min_value=-1e300, max_value=1e300),
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**18), max_value=10**18),
)
DAYS = st.dates(date(1900, 3, 1))
SHOWS: st.SearchStrategy[Value] = st.one_of(TEXTS, NUMBERS, st.none(), TEXTS.filter(str.strip).map(link))
RESULTS = st.one_of(st.sampled_from(["", "ok", "n/a", "met, 3"]), NUMBERS).map(result)


@settings(max_examples=6)
@given(st.lists(st.tuples(st.one_of(SHOWS, RESULTS), st.one_of(DAYS, st.none())), min_size=40, max_size=80))
def test_every_kind_of_value_is_as_its_file_is_read(
    tmp_path_factory: pytest.TempPathFactory, values: list[tuple[Value, Value]]
):
    columns = (Column("Id", 9), Column("Value", 20), Column("Day", 11, "date", "review"))
    rows = tuple(Row((f"row {number}", *each)) for number, each in enumerate(values))
    target = tmp_path_factory.mktemp("values") / "values.xlsx"
    with Workbook(str(target)) as book:
        pen = Pen(book)
        pen.table(Table("Values", "Values", "", columns, rows, id_titles=("Id",)), "owner")
        pen.table(seals_table(pen.record), "owner")
    made = returned(pen.record)
    assert len(made.sheets["Values"].rows) == 2 + len(values)
    same(made, back(target.read_bytes()))
