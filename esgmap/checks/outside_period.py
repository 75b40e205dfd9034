"""A fact lies outside the reporting period and is no comparative of an earlier year.

It stays in the table of facts, but counts for no requirement of the period. Under the highlights of the
year it is worse: a reader takes it for an event of that year. All mentions of one matter (of one period,
and of one indicator or with much the same label) are told together. A figure that is told with the same
value as of two days, of which one lies outside the period, is told as that: at most one of the two was
looked up. Silent for targets, plans and projections, for figures of earlier years (but not among the
highlights, unless beside this year's), and for the same value exactly one year apart, which is a
comparison.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from esgmap.checks.ledger import Cell, cell_of
from esgmap.checks.passages import is_highlights, label_of, passage_of, quoted, telling_words
from esgmap.checks.subject import Subject
from esgmap.examined import Examined, Objection, held, objected
from esgmap.model import Period, Severity
from esgmap.reported import Fact

CODE = "outside-period"
AHEAD = frozenset({"target", "plan", "projection"})
YEAR = timedelta(days=366)
YEARS_BACK = 10
ALIKE = 2
STOCKS = frozenset({"pct", "persons"})
"""Units of figures that are often told for a year and are those of its last day."""


def examine(subject: Subject) -> Iterator[Examined]:
    """Tell each matter outside the period once, and how many facts lie inside."""
    period = subject.report.period
    matters: list[list[Fact]] = []
    inside = 0
    for fact in subject.report.facts:
        if not _is_outside(subject, fact):
            inside += 1
        elif same := next((each for each in matters if _is_same(subject, each[0], fact)), None):
            same.append(fact)
        else:
            matters.append([fact])
    for facts in matters:
        yield _twice_dated(subject, facts) or _told(subject, facts)
    if inside:
        yield held(CODE, f"{inside} facts are of {period}, or of a time that fits", ())


def _is_same(subject: Subject, one: Fact, other: Fact) -> bool:
    """Whether two facts tell one matter: of one day, and of one indicator or with much the same label."""
    if one.period != other.period:
        return False
    plain = subject.expectations.words.get("plain", ())
    shared = telling_words(one.label, plain) & telling_words(other.label, plain)
    return len(shared) >= ALIKE or (bool(one.indicator) and one.indicator == other.indicator)


def _is_outside(subject: Subject, fact: Fact) -> bool:
    period = subject.report.period
    if fact.basis in AHEAD or period.holds(fact.period):
        return False
    if fact.period.end >= period.start:
        return True
    return _is_highlighted(subject, fact) and not _has_later(subject, cell_of(fact))


def _is_highlighted(subject: Subject, fact: Fact) -> bool:
    return is_highlights(passage_of(fact), subject.expectations)


def _has_later(subject: Subject, cell: Cell) -> bool:
    """Whether the figure of an earlier year stands beside one of the period."""
    return any(cell.before(-years) in subject.ledger.cells for years in range(1, YEARS_BACK))


def _told(subject: Subject, facts: list[Fact]) -> Examined:
    first, period = facts[0], subject.report.period
    highlighted = next((fact for fact in facts if _is_highlighted(subject, fact)), None)
    late = first.period.start > period.end and first.value_state != "text"
    severity = Severity.WARNING if late or highlighted else Severity.NOTE
    names = f"fact {quoted(facts)} is" if len(facts) == 1 else f"facts {quoted(facts)} are"
    message = f"{names} of {first.period}, {_relation(first.period, period)} {period}"
    hint = "it counts for no requirement of this period; check the date, or leave it as it stands"
    if highlighted:
        message += f"; `{highlighted.id}` stands under “{highlighted.evidence.section}”"
        hint = "take it out of the highlights of the year, or date it there"
    title = f"{label_of(first, subject.hub)}: when"
    return _placed(subject, objected(CODE, title, facts, Objection(severity, message, hint)))


def _relation(fact: Period, period: Period) -> str:
    if fact.start > period.end:
        return "after the reporting period"
    return (
        "before the reporting period" if fact.end < period.start else "not wholly inside the reporting period"
    )


def _twice_dated(subject: Subject, facts: list[Fact]) -> Examined | None:
    """The same value as of a day outside and a day inside the period."""
    first = facts[0]
    if first.value_state != "number" or not first.indicator:
        return None
    twin = next((each for each in subject.report.facts if _is_twin(each, first)), None)
    if twin is None:
        return None
    message = f"`{twin.id}` and `{first.id}` give {first.value_as_printed or first.value} as of {twin.period}"
    message += f" and as of {first.period}"
    hint = "give each value its own day, or mend the day that is wrong"
    title = f"{label_of(first, subject.hub)}: one value, two days"
    objection = Objection(Severity.WARNING, message, hint)
    return _placed(subject, objected(CODE, title, (first, twin, *facts[1:]), objection))


def _is_twin(other: Fact, fact: Fact) -> bool:
    """Whether the other is the same figure with the same digits, of another day less than a year away."""
    if other.indicator != fact.indicator or other.period == fact.period or other.value != fact.value:
        return False
    if cell_of(other) != replace(cell_of(fact), period=other.period) or other.unit != fact.unit:
        return False
    early, late = sorted((other.period, fact.period), key=lambda each: each.start)
    apart = late.start - early.end
    comparison = any(late.years_before(years) == early for years in range(1, YEARS_BACK))
    is_stock = (_is_day(early) and _is_day(late)) or fact.unit in STOCKS
    return is_stock and not comparison and timedelta(0) < apart < YEAR


def _is_day(period: Period) -> bool:
    return period.start == period.end


def _placed(subject: Subject, examined: Examined) -> Examined:
    """The finding at the cell that holds the date."""
    if examined.problem is None:
        return examined
    place = subject.place(examined.facts[0].source, "period")
    return replace(examined, problem=replace(examined.problem, source=place))
