"""An intensity, a rate or an average is not its numerator over its base.

Of what it is the quotient is declared (`ratio`): emissions over revenue, leavers over employees, hours of
training over employees, injuries over hours worked. It is tried where the report tells both, for the same
cut and year. A base that is counted at a day may be meant at the end of the year or as average of two year
ends: one that fits is enough, and where none fits although the base would lie within a quarter of those
that are told, nothing is said, because the true average is not known, unless two others of the year do hold
by a base that is told. A rate of nothing is nothing, whatever the base. Quotients that do not fit one
printed base but agree on another are told together. A quotient by a figure of the same period that cannot
come from it is an error; rates by an average base are a warning. GRI 305-4, 302-3, 404-1, 401-1 and 403-9
ask for these quotients by their parts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from esgmap.calculations import Calculation
from esgmap.checks.implied_base import Implied, agreed
from esgmap.checks.ledger import Cell, Ledger
from esgmap.checks.quotients import Measures, averages, bases, compare, is_nil, measures, numerators
from esgmap.checks.reckoning import Reading, Sum, calculations, figures_of, judged, quoted, titled
from esgmap.checks.subject import Subject
from esgmap.computations import Comparison, Term, interval, number_text, range_text, value, written
from esgmap.examined import Examined, Objection, objected
from esgmap.intervals import Interval
from esgmap.model import Period, Severity
from esgmap.reported import Fact

CODE = "ratio-differs"
MANY = 3
"""How many rates of one indicator are told one by one."""
NEAR, SEVERAL = Fraction(5, 4), 2
"""How far from a base that is told the true average may lie; how many others show that it is none."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to read a quotient: its outcome, the base, and what the quotient implies of the base."""

    reading: Reading
    bottom: Term
    implied: Term


@dataclass(frozen=True, slots=True)
class Failed:
    """A quotient that does not hold, with the way that comes nearest."""

    fact: Fact
    examined: Examined
    way: Way


def examine(subject: Subject) -> Iterator[Examined]:
    """Divide what the declared ratios name, and compare it with each printed quotient."""
    ledger = subject.ledger
    failed: dict[str, list[Failed]] = defaultdict(list)
    for indicator, calculation in calculations(ledger, "ratio"):
        held: Counter[Period] = Counter()
        near: list[tuple[Period, Examined]] = []
        odd: list[Examined] = []
        for cell in ledger.of_indicator[indicator]:
            for fact in ledger.printed(cell):
                ways = _ways(ledger, cell, fact, calculation)
                found = _judged(ledger, (cell, fact), ways, calculation.strength)
                if found is None:
                    continue
                held[cell.period] += found.problem is None
                if found.problem and calculation.strength == "always":
                    way = next(way for way in ways if way.reading.comparison is found.comparison)
                    failed[found.facts[-1].id].append(Failed(fact, found, way))
                elif found.problem and fact.number and any(_is_near(each) for each in ways):
                    near.append((cell.period, found))
                elif found.problem:
                    odd.append(found)
                else:
                    yield found
        odd += [found for period, found in near if held[period] >= SEVERAL]
        yield from _together(odd)
    for several in failed.values():
        yield from _told(several)


def _together(odd: list[Examined]) -> Iterator[Examined]:
    """Rates of one indicator by a base that is only usual: more than a few of them are one question."""
    if len(odd) <= MANY:
        yield from odd
        return
    first, *others = odd
    facts = list({fact.id: fact for each in odd for fact in each.facts}.values())
    named = quoted(each.facts[0] for each in others[:MANY])
    message = f"{first.problem.message if first.problem else ''}; {len(others)} more differ so ({named}, …)"
    hint = "say of what base the rates are: of all employees, or of the group that each is told for"
    objection = Objection(Severity.WARNING, message, hint)
    yield objected(CODE, first.title, facts, objection, first.comparison)


def _ways(ledger: Ledger, cell: Cell, fact: Fact, calculation: Calculation) -> list[Way]:
    """The quotient by each numerator and base that may be meant; by the mean of two years if by no other."""
    found: list[Way] = []
    for expression in calculation.alternatives:
        measured = measures(ledger, cell, fact, expression)
        tops = numerators(ledger, cell, expression, measured)
        bottoms = bases(ledger, cell, expression.bottom, measured) if tops else []
        for top in tops:
            if is_nil(top.term) and not bottoms:
                reading = Reading(compare(ledger, fact, top.term), top.is_settled)
                found.append(Way(reading, top.term, top.term))
            ways = [_way(ledger, fact, top, bottom, measured) for bottom in bottoms]
            if bottoms and len(expression.bottom) == 1 and not any(_holds(each) for each in ways):
                means = averages(ledger, cell, expression.bottom[0], bottoms[0])
                ways += [_way(ledger, fact, top, mean, measured) for mean in means]
            found += ways
    return found


def _way(ledger: Ledger, fact: Fact, top: Sum, bottom: Sum, measured: Measures) -> Way:
    made = measured.of(top.term, bottom.term)
    reading = Reading(compare(ledger, fact, made), top.is_settled and bottom.is_settled)
    return Way(reading, bottom.term, measured.base(top.term, ledger.figure(fact)))


def _holds(way: Way) -> bool:
    return way.reading.comparison.holds


def _judged(ledger: Ledger, told: tuple[Cell, Fact], ways: list[Way], strength: str) -> Examined | None:
    cell, fact = told

    def words(comparison: Comparison) -> tuple[str, str]:
        made = comparison.sides[1]
        parts = quoted(each for each in comparison.facts if each.id != fact.id)
        message = f"`{fact.id}` is {fact.value_as_printed or fact.value}, but {written(made)} ({parts}) is "
        message += number_text(value(made))
        return message, "mend the figure that is wrong; if it is measured against something else, say what"

    readings = [each.reading for each in ways]
    return judged(CODE, f"{titled(ledger, cell)}: the quotient", readings, strength, words)


def _is_near(way: Way) -> bool:
    """Whether the base that a quotient implies lies near one that is counted and told, as an average may."""
    if not all(each.is_counted for each in figures_of(way.bottom)) or way.bottom is way.implied:
        return False
    bounds = interval(way.bottom)
    return interval(way.implied).meets(Interval(bounds.low / NEAR, bounds.high * NEAR))


def _told(failed: list[Failed]) -> Iterator[Examined]:
    """Quotients by one base, each by itself; or in one finding where they agree on another base."""
    several = [
        Implied(each.fact, (each.way.implied,), (interval(each.way.implied),), "always") for each in failed
    ]
    common = agreed(several) if len(several) > 1 and all(each.fact.number for each in several) else None
    if common is None or not all(each.term_at(common) for each in several):
        yield from (each.examined for each in failed)
        return
    base = failed[0].way.bottom
    comparison = Comparison((base, *(each.way.implied for each in failed)), "=")
    printed = next(figures_of(base)).fact
    facts = (*(each.fact for each in failed), *comparison.facts)
    message = (
        f"{quoted(each.fact for each in failed)} are all measured against {range_text(common)}, "
        f"not against `{printed.id}` ({written(base)})"
    )
    hint = "say against what they are measured, and why it is not the figure that is printed"
    objection = Objection(Severity.ERROR, message, hint)
    title = f"{printed.label or printed.id}: the base of {len(failed)} quotients"
    yield objected(CODE, title, tuple(dict.fromkeys(facts)), objection, comparison)
