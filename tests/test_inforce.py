"""Which edition is in force for a report: each kind of date, the day before and the day itself, and why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from esgmap.catalogue import Catalogue, load_catalogue
from esgmap.cells import read_period
from esgmap.content import frameworks_folder
from esgmap.inforce import ASSESSED, BASES, in_force, standing
from esgmap.model import Edition, Period, Severity
from esgmap.workspace import run

IN_FORCE, EARLY, SUPERSEDED = "in force", "early", "superseded"
EARLIER, LATER = "hkex:esg-guide-2020", "hkex:esg-code-2025"


@cache
def catalogue() -> Catalogue:
    found, problems = load_catalogue(frameworks_folder())
    assert problems == []
    return found


def edition(edition_id: str = "made:up-2021", **changes: Any) -> Edition:
    """A made-up edition without any date."""
    values = dict.fromkeys(Edition.__dataclass_fields__, "") | {"id": edition_id, "role": ASSESSED}
    return Edition(**{**values, "disclosures": (), **changes})


def span(text: str) -> Period:
    period = read_period(text)
    assert isinstance(period, Period)
    return period


def year_from(day: str) -> Period:
    start = date.fromisoformat(day)
    return Period(start, start.replace(year=start.year + 1) - timedelta(days=1))


def judged(found: Edition, published: str, begins: str = "2021-01-01") -> str:
    """The judgement in one word; exactly one of the three holds."""
    result = standing(found, span(published), year_from(begins))
    words = {IN_FORCE: result.is_in_force, EARLY: result.is_early, SUPERSEDED: result.is_superseded}
    (word,) = [each for each, holds in words.items() if holds]
    assert result.edition_id == found.id
    return word


# --- which day counts -----------------------------------------------------------------------------

GRI = {"effective_from": "2022-01-01", "superseded_from": "2023-01-01", "effective_basis": "publication-date"}
HKEX = {**GRI, "effective_basis": "financial-year-start"}
FREE = {"superseded_from": "2023-01-01", "effective_basis": "voluntary"}


@pytest.mark.parametrize(
    ("dates", "published", "begins", "word"),
    [
        # By publication: the financial year says nothing.
        (GRI, "2021-12-31", "2023-01-01", EARLY),
        (GRI, "2022-01-01", "2020-01-01", IN_FORCE),
        (GRI, "2022-12-31", "2023-01-01", IN_FORCE),
        (GRI, "2023-01-01", "2020-01-01", SUPERSEDED),
        # By financial year: the publication says nothing.
        (HKEX, "2023-05-01", "2021-12-31", EARLY),
        (HKEX, "2021-05-01", "2022-01-01", IN_FORCE),
        (HKEX, "2024-05-01", "2022-12-31", IN_FORCE),
        (HKEX, "2022-05-01", "2023-01-01", SUPERSEDED),
        ({**HKEX, "effective_basis": "annual-period-start"}, "2030-01-01", "2021-12-31", EARLY),
        ({**HKEX, "effective_basis": "annual-period-start"}, "2000-01-01", "2022-01-01", IN_FORCE),
        # By choice: without a date of effect it is never early.
        (FREE, "1999-01-01", "1998-01-01", IN_FORCE),
        (FREE, "2022-12-31", "2030-01-01", IN_FORCE),
        (FREE, "2023-01-01", "2000-01-01", SUPERSEDED),
        ({**FREE, "superseded_basis": "financial-year-start"}, "2023-06-01", "2022-12-31", IN_FORCE),
        ({**FREE, "superseded_basis": "financial-year-start"}, "2022-06-01", "2023-01-01", SUPERSEDED),
        # Without any date.
        ({}, "1999-01-01", "1998-01-01", IN_FORCE),
    ],
)
def test_the_day_that_counts(dates: dict[str, str], published: str, begins: str, word: str):
    assert judged(edition(**dates), published, begins) == word


@pytest.mark.parametrize(
    ("published", "word", "is_told"),
    [
        ("2021", EARLY, False),
        ("2022", IN_FORCE, True),
        ("2023", IN_FORCE, False),
        ("2022-06", EARLY, False),
        ("2022-07", IN_FORCE, True),
        ("2022-07-14", EARLY, False),
        ("2022-07-15", IN_FORCE, False),
        ("2022-07-15/2022-08-14", IN_FORCE, False),
        ("2022-07-14/2022-08-14", IN_FORCE, True),
    ],
)
def test_an_unknown_day_inside_a_known_span_is_judged_by_the_last_and_said_so(
    published: str, word: str, is_told: bool
):
    found = edition(effective_from="2022-07-15", effective_basis="publication-date")
    assert judged(found, published) == word
    reason = standing(found, span(published), year_from("2021-01-01")).reason
    assert ("the day is not known; the last is taken" in reason) is is_told


def test_what_is_superseded_inside_the_span_is_superseded():
    found = edition(superseded_from="2022-07-15", effective_basis="publication-date")
    assert judged(found, "2022") == SUPERSEDED
    assert judged(found, "2021") == IN_FORCE


@pytest.mark.parametrize(
    ("dates", "published", "reason"),
    [
        (
            GRI,
            "2022-05-03",
            "in force for reports published on or after 2022-01-01; this one was published on 2022-05-03",
        ),
        (
            GRI,
            "2022",
            "in force for reports published on or after 2022-01-01; this one was published in 2022",
        ),
        (
            GRI,
            "2022-05",
            "in force for reports published on or after 2022-01-01; this one was published in 2022-05",
        ),
        (
            GRI,
            "2021-12-31",
            "used early: in force for reports published on or after 2022-01-01; "
            "this one is judged by the last day of its period, 2021-12-31",
        ),
        (
            {**GRI, "superseded_by": "made:up-2023"},
            "2023-02-10/2023-02-12",
            "superseded by made:up-2023 for reports published on or after 2023-01-01; "
            "this one was published in the days from 2023-02-10 to 2023-02-12",
        ),
        (
            HKEX,
            "2022",
            "used early: in force for financial years that begin on or after 2022-01-01; "
            "this one begins on 2021-01-01",
        ),
        ({}, "2022", "used by choice, without a date of effect"),
        (
            {**FREE, "superseded_basis": "financial-year-start"},
            "2022",
            "used by choice, without a date of effect; superseded only for financial years that begin on or "
            "after 2023-01-01; this one begins on 2021-01-01",
        ),
    ],
)
def test_the_reason_is_a_sentence_with_both_days(dates: dict[str, str], published: str, reason: str):
    assert standing(edition(**dates), span(published), year_from("2021-01-01")).reason == reason


def test_only_assessed_editions_are_ever_in_force():
    editions = [
        edition("a:a"),
        edition("b:b", role="entry"),
        edition("c:c", role="reference"),
        edition("d:d"),
    ]
    found = in_force(editions, span("2022"), year_from("2021-01-01"))
    assert [each.id for each in found] == ["a:a", "d:d"]


# --- the shipped editions -------------------------------------------------------------------------


def shipped(framework: str, published: str, begins: str) -> list[str]:
    """The editions of a framework in force."""
    own = [each for each in catalogue().editions.values() if each.framework == framework]
    return [each.id.split(":")[1] for each in in_force(own, span(published), year_from(begins))]


@pytest.mark.parametrize(
    ("begins", "edition_ids"),
    [
        ("2015-12-31", []),
        ("2016-01-01", ["esg-guide-2016"]),
        ("2020-06-30", ["esg-guide-2016"]),
        ("2020-07-01", ["esg-guide-2020"]),
        ("2021-01-01", ["esg-guide-2020"]),
        ("2024-12-31", ["esg-guide-2020"]),
        ("2025-01-01", ["esg-code-2025"]),
        ("2026-01-01", ["esg-code-2025"]),
    ],
)
def test_hkex_by_financial_year(begins: str, edition_ids: list[str]):
    assert shipped("hkex", "2030-01-01", begins) == edition_ids
    assert shipped("hkex", "2010-01-01", begins) == edition_ids


@pytest.mark.parametrize(
    ("begins", "published", "edition_ids"),
    [
        ("2021-01-01", "2022", ["tc-si-2018-10"]),
        ("2024-01-01", "2025-04-30", ["tc-si-2018-10"]),
        ("2024-12-31", "2026-04-30", ["tc-si-2018-10"]),
        ("2025-01-01", "2025-12-31", ["tc-si-2023-12"]),
    ],
)
def test_sasb_has_one_edition_for_every_year(begins: str, published: str, edition_ids: list[str]):
    assert shipped("sasb", published, begins) == edition_ids


@pytest.mark.parametrize(
    ("published", "begins", "held", "lacking"),
    [
        ("2022-12-31", "2021-01-01", {"gri-102-2016", "gri-103-2016", "gri-302-2016"}, {"gri-2-2021"}),
        ("2023-01-01", "2021-01-01", {"gri-2-2021", "gri-3-2021"}, {"gri-102-2016", "gri-412-2016"}),
        ("2020-12-31", "2020-01-01", {"gri-403-2016", "gri-303-2016"}, {"gri-403-2018", "gri-207-2019"}),
        ("2021-01-01", "2019-01-01", {"gri-403-2018", "gri-303-2018", "gri-207-2019"}, {"gri-403-2016"}),
        ("2021-12-31", "2021-01-01", {"gri-306-2016"}, {"gri-306-2020"}),
        ("2022-01-01", "2021-01-01", {"gri-306-2020", "gri-306-2016"}, set()),
        ("2025-12-31", "2024-01-01", {"gri-304-2016"}, {"gri-101-2024"}),
        ("2026-01-01", "2024-01-01", {"gri-101-2024"}, {"gri-304-2016"}),
        ("2026-12-31", "2026-01-01", {"gri-302-2016", "gri-305-2016"}, {"gri-102-2025", "gri-103-2025"}),
        ("2027-01-01", "2026-01-01", {"gri-102-2025", "gri-103-2025"}, {"gri-302-2016"}),
        ("2030-01-01", "2029-01-01", set(), {"gri-1-2021", "gri-11-2021", "gri-101-2016"}),
    ],
)
def test_gri_by_publication(published: str, begins: str, held: set[str], lacking: set[str]):
    found = set(shipped("gri", published, begins))
    assert held <= found
    assert not lacking & found


def test_nasdaq_and_reference_frameworks():
    assert shipped("nasdaq", "1999-01-01", "1998-01-01") == ["esg-guide-2019"]
    assert shipped("sdg", "2022", "2021-01-01") == shipped("ungc", "2022", "2021-01-01") == []


def test_dates_of_the_shipped_editions_leave_no_gap_to_their_successor():
    pairs = 0
    for old in catalogue().editions.values():
        new = catalogue().editions.get(old.superseded_by)
        if new and old.superseded_by and new.effective_from and old.id.split(":")[0] != "gri":
            assert new.effective_from == old.superseded_from
            assert BASES[old.superseded_basis or old.effective_basis] == BASES[new.effective_basis]
            pairs += 1
    assert pairs == 3
    for old in catalogue().editions.values():
        if old.superseded_from and old.framework == "gri":
            assert catalogue().editions[old.superseded_by].effective_from == old.superseded_from


# --- what a report is told ------------------------------------------------------------------------


def told(
    make_report: Callable[..., Path], period: str = "2021", **claim: Any
) -> list[tuple[Severity, str, str]]:
    """The problems of timing of a report of an HKEX issuer."""
    claims = [{"framework": "hkex", "editions": [LATER.split(":")[1]], **claim}]
    first = span(period).start
    days = {"start": str(first), "end": str(year_from(str(first)).end)}
    problems = run(make_report((), period=days, frameworks=claims, published="2022")).problems
    found = [each for each in problems if each.code == "edition-not-in-force"]
    return [(each.severity, each.message, each.hint) for each in found]


def test_a_report_of_2021_against_the_code_of_2025_is_warned(make_report):
    ((severity, message, hint),) = told(make_report)
    assert severity is Severity.WARNING
    assert message == (
        "hkex:esg-code-2025: used early: in force for financial years that begin on or after 2025-01-01; "
        "this one begins on 2021-01-01"
    )
    assert "name the edition that is in force" in hint


def test_pinned_it_is_a_note_with_the_reason_given(make_report):
    ((severity, _, hint),) = told(make_report, pinned=["esg-code-2025"], why="to see what comes")
    assert (severity, hint) == (Severity.NOTE, "pinned in report.yaml: to see what comes")


@pytest.mark.parametrize(
    ("period", "early"), [("2024-12-31/2025-12-30", True), ("2025-01-01/2025-12-31", False)]
)
def test_the_day_decides(make_report, period: str, early: bool):
    assert bool(told(make_report, period)) is early


def test_the_guide_of_2020_for_years_that_begin_around_the_first_of_july(make_report):
    guide = [EARLIER.split(":")[1]]
    ((_, message, _),) = told(make_report, "2020-06-30/2021-06-29", editions=guide)
    assert "used early" in message
    assert told(make_report, "2020-07-01/2021-06-30", editions=guide) == []
