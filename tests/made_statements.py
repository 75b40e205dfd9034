"""Small invented facts for the checks of statements, held against the shipped hub and its expectations."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from esgmap.catalogue import Catalogue
from esgmap.cells import Misread, read_members, read_period
from esgmap.checks import FIGURES
from esgmap.checks.subject import Subject
from esgmap.content import frameworks_folder
from esgmap.examined import Examined
from esgmap.expectations import Expectations, load_expectations
from esgmap.hub import load_hub
from esgmap.model import Hub, Period, Source
from esgmap.reported import Document, Evidence, Fact, Report

YEAR = Period(date(2021, 1, 1), date(2021, 12, 31))
LINES = iter(range(2, 1_000_000))


@cache
def content() -> tuple[Hub, Expectations]:
    """The shipped hub and expectations."""
    return load_hub(frameworks_folder())[0], load_expectations(frameworks_folder())[0]


def fact(fact_id: str, indicator: str, printed: str = "", **changes: Any) -> Fact:
    """A figure of 2021 in a section of its own: a number, or NA, nil or words by `state`."""
    state = changes.pop("state", "number")
    number = (
        Decimal(changes.pop("number", printed.replace(",", "").rstrip("%"))) if state == "number" else None
    )
    where = Evidence(
        changes.pop("document", "report"),
        changes.pop("pages", "1"),
        changes.pop("section", "Data"),
        changes.pop("anchor", ""),
    )
    period = read_period(changes.pop("period", "2021"))
    cut = read_members(changes.pop("cut", "")) if changes.get("cut") else ()
    changes.pop("cut", None)
    assert not isinstance(period, Misread)
    assert not isinstance(cut, Misread)
    made = Fact(
        *(fact_id, indicator, (), False, "", changes.pop("label", fact_id), state, changes.pop("value", "")),
        *(number, printed, changes.pop("unit", ""), "", period, cut),
        *(
            changes.pop("basis", "measured"),
            changes.pop("whose", "own"),
            where,
            "",
            Source("facts.csv", next(LINES)),
        ),
    )
    return replace(made, value=made.value or (str(number) if number is not None else ""), **changes)


def words(fact_id: str, said: str, indicator: str = "", **changes: Any) -> Fact:
    """A statement in words."""
    return fact(fact_id, indicator, state="text", value=said, **changes)


def report_of(*facts: Fact, pages: str = "50", exclusions: tuple[str, ...] = (), name: str = "now") -> Report:
    """A report of 2021 with these facts."""
    document = Document("report", "The report", "", pages)
    return Report(
        *(name, "A report", "A company", YEAR, "2022", "the company", exclusions, "", "", (), (), ""),
        *((document,), facts),
    )


def subject_of(report: Report) -> Subject:
    """A report held against the shipped content."""
    hub, expectations = content()
    return Subject(report, Catalogue({}), hub, {}, frozenset(), expectations=expectations)


def examined(code: str, *facts: Fact, **head: Any) -> list[Examined]:
    """All that a check looks at in these facts."""
    return list(FIGURES[code](subject_of(report_of(*facts, **head))))


def alarms(code: str, *facts: Fact, **head: Any) -> list[Examined]:
    """What a check objects to."""
    return [each for each in examined(code, *facts, **head) if each.problem]


def told(found: list[Examined]) -> list[tuple[str, tuple[str, ...]]]:
    """Severity and facts of each objection."""
    return [(each.problem.severity.value, each.problem.facts) for each in found if each.problem]
