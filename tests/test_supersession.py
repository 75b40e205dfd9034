"""Single disclosures that have given way: from the day on, unless the edition is pinned; and why."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from esgmap.content import frameworks_folder
from esgmap.findings import Status
from esgmap.model import Severity
from esgmap.supersession import load_supersessions
from esgmap.workspace import Outcome, run

GRI_305, GRI_102 = "gri-305-2016", "gri-102-2025"
GONE = "disclosure-superseded"
MakeReport = Callable[..., Path]


def judged(make_report: MakeReport, published: str, editions: list[str], pinned: list[str]) -> Outcome:
    """A report of 2026 with a Scope 1 figure, checked against these editions of GRI."""
    claim = {"framework": "gri", "claim": "with-reference", "editions": editions, "pinned": pinned}
    fact = {
        "id": "scope1",
        "indicator": "ghg-scope1",
        "label": "Scope 1",
        "value_state": "number",
        "value": "12.5",
        "value_as_printed": "12.5",
        "unit": "tCO2e",
        "period": "2026",
        "document": "report",
        "pages": "3",
    }
    period = {"start": "2026-01-01", "end": "2026-12-31"}
    return run(make_report([fact], period=period, published=published, frameworks=[claim]))


def statuses(outcome: Outcome) -> dict[str, Status]:
    """The status of each disclosure by code, and of 305-1-a."""
    assert outcome.assessment
    found = {each.disclosure.code: each for each in outcome.assessment.frameworks[0].disclosures}
    parts = {each.requirement.local_id: each.status for each in found["305-1"].findings}
    return {code: each.status for code, each in found.items()} | {"305-1-a": parts["305-1-a"]}


@pytest.mark.parametrize(
    ("published", "gone"), [("2026-12-31", False), ("2027-01-01", True), ("2026", False), ("2027", True)]
)
def test_five_of_seven_give_way_with_the_day_of_publication(
    make_report: MakeReport, published: str, gone: bool
):
    outcome = judged(make_report, published, [GRI_305], [])
    found = statuses(outcome)
    assert found["305-2"] is (Status.NOT_REQUIRED if gone else Status.UNMET)
    assert found["305-5"] is found["305-2"]
    assert found["305-6"] is found["305-7"] is Status.UNMET
    assert found["305-1-a"] is Status.MET
    assert [each.code for each in outcome.problems].count(GONE) == gone


def test_the_reason_is_told_where_the_disclosure_stands(make_report: MakeReport):
    outcome = judged(make_report, "2027-02", [GRI_305], [])
    assert outcome.assessment
    notes = {e.disclosure.code: e.disclosure.note for e in outcome.assessment.frameworks[0].disclosures}
    assert notes["305-2"].startswith("Superseded by gri:gri-102-2025 for reports published on or after 2027")
    assert "Superseded" not in notes["305-6"]


@pytest.mark.parametrize(
    ("editions", "severity", "told"),
    [
        ([GRI_305], Severity.WARNING, "name gri:gri-102-2025 too"),
        ([GRI_305, GRI_102], Severity.NOTE, "asks in their place"),
    ],
)
def test_without_the_successor_it_is_a_warning(
    make_report: MakeReport, editions: list[str], severity: Severity, told: str
):
    outcome = judged(make_report, "2027-02", editions, [])
    (problem,) = [each for each in outcome.problems if each.code == GONE]
    assert problem.severity is severity
    assert "305-1, 305-2, 305-3, 305-4, 305-5 superseded by" in problem.message
    assert told in problem.hint
    assert problem.source
    assert problem.source.path == "report.yaml"


def test_a_pinned_edition_keeps_its_questions(make_report: MakeReport):
    outcome = judged(make_report, "2027-02", [GRI_305], [GRI_305])
    assert statuses(outcome)["305-2"] is Status.UNMET
    assert GONE not in [each.code for each in outcome.problems]


def test_shipped_rows_are_read():
    rows, problems = load_supersessions(frameworks_folder())
    assert problems == []
    assert {(row.edition_id, row.by) for row in rows} == {
        ("gri:gri-305-2016", "gri:gri-102-2025"),
        ("gri:gri-201-2016", "gri:gri-102-2025"),
        ("gri:gri-306-2016", "gri:gri-303-2018"),
        ("gri:gri-306-2016", "gri:gri-306-2020"),
    }
