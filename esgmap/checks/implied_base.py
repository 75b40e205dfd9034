"""Intensities and rates of one year do not imply one base, where the base is not printed.

Emissions per revenue, energy per revenue and water per revenue of one year are quotients by one revenue:
each gives an interval in which it must lie, and the intervals must have a point in common. Where they have
none, the largest set that agrees is taken, and the figures outside it are told: their numerator, their unit
or their base is another one. An error, because the report names one base for all (as declared with
`ratio`); a warning where the declared base is only usual. This finds what no reader sees, because the base
stands in another document (GRI 305-4-b, 302-3-b: the denominator chosen). Silent where only one quotient
has its numerator, and where the base is printed (then each quotient is checked by itself).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from esgmap.calculations import Calculation, Expression
from esgmap.checks.ledger import Cell, Ledger
from esgmap.checks.quotients import Measures, bases, is_nil, measures, numerators
from esgmap.checks.reckoning import calculations, figures_of, label, period_text, quoted
from esgmap.checks.subject import Subject
from esgmap.computations import Comparison, Term, interval, range_text, value
from esgmap.examined import Examined, Objection, objected
from esgmap.intervals import Interval
from esgmap.model import Severity
from esgmap.reported import Fact

CODE = "bases-differ"
SEVERAL = 2
THOUSAND = (900, 1100)


@dataclass(frozen=True, slots=True)
class Base:
    """A base that is not printed: what it is called, its cell, and the unit that it is implied in."""

    name: str
    cell: Cell
    unit: str


@dataclass(frozen=True, slots=True)
class Implied:
    """A quotient and what it says of its base: one term for each way to read its numerator."""

    fact: Fact
    terms: tuple[Term, ...]
    ranges: tuple[Interval, ...]
    strength: str

    def term_at(self, place: Interval) -> Term | None:
        """The first way to read it whose base may be there."""
        ways = zip(self.terms, self.ranges, strict=True)
        return next((term for term, bounds in ways if bounds.meets(place)), None)


def examine(subject: Subject) -> Iterator[Examined]:
    """Compare what the quotients of each base say of it."""
    for base, found in implied(subject.ledger).items():
        if len(found) >= SEVERAL:
            yield _judge(subject.ledger, base, found)


def implied(ledger: Ledger) -> dict[Base, list[Implied]]:
    """Every quotient whose base is not printed, by its base, with what it says of it."""
    bases_found: dict[Base, list[Implied]] = defaultdict(list)
    for indicator, calculation in calculations(ledger, "ratio"):
        if calculation.strength == "perhaps":
            continue
        for cell in ledger.of_indicator[indicator]:
            facts = ledger.readings(cell)
            if len(facts) == 1 and facts[0].number:
                for base, found in _implied_by(ledger, cell, facts[0], calculation):
                    bases_found[base].append(found)
    return dict(bases_found)


def _implied_by(
    ledger: Ledger, cell: Cell, fact: Fact, calculation: Calculation
) -> Iterator[tuple[Base, Implied]]:
    found: dict[Base, list[Term]] = defaultdict(list)
    for expression in calculation.alternatives:
        measured = measures(ledger, cell, fact, expression)
        base = base_of(ledger, cell, expression, measured)
        if base:
            for top in numerators(ledger, cell, expression, measured):
                if top.is_settled and not is_nil(top.term):
                    found[base].append(measured.base(top.term, ledger.figure(fact)))
    for base, terms in found.items():
        ranges = tuple(interval(each) for each in terms)
        yield base, Implied(fact, tuple(terms), ranges, calculation.strength)


def base_of(ledger: Ledger, cell: Cell, expression: Expression, measured: Measures) -> Base | None:
    """The base of a quotient, if it is one quantity and the report does not print it."""
    if len(expression.bottom) != 1 or bases(ledger, cell, expression.bottom, measured):
        return None
    (part,) = expression.bottom
    unit = measured.bottom.label if measured.bottom else ""
    return Base(part.name, Cell("", cell.period, cell.cut, cell.basis, cell.whose), unit)


def agreed(found: list[Implied]) -> Interval | None:
    """Where most of the quotients agree that the base lies; None where no two agree."""
    ranges = [each.ranges for each in found]
    best: tuple[int, Interval] | None = None
    for low in sorted({each.low for several in ranges for each in several}):
        at = Interval(low, low)
        common: Interval | None = None
        count = 0
        for several in ranges:
            here = next((each for each in several if each.meets(at)), None)
            if here:
                common = here.common(common) if common else here
                count += 1
        if common and count >= SEVERAL and (best is None or count > best[0]):
            best = (count, common)
    return best[1] if best else None


def _judge(ledger: Ledger, base: Base, found: list[Implied]) -> Examined:
    common = agreed(found)
    name = _name(ledger, base)
    inside = [each.term_at(common) if common else None for each in found]
    terms = [term for term in inside if term]
    outside = [each for each, term in zip(found, inside, strict=True) if not term]
    if common and not outside:
        title = f"{name} that {len(found)} quotients imply: {range_text(common)}"
        comparison = Comparison(tuple(terms), "=", base.unit)
        return Examined(CODE, title, comparison.facts, comparison)
    comparison = Comparison((*(each.terms[0] for each in outside), *terms), "=", base.unit)
    usual = any(each.strength != "always" for each in found)
    severity = Severity.WARNING if usual else Severity.ERROR
    objection = Objection(severity, *_words(name, outside, terms, common))
    facts = tuple({each.fact.id: each.fact for each in outside}.values())
    facts += tuple(fact for fact in comparison.facts if fact not in facts)
    return objected(CODE, f"{name} that {len(found)} quotients imply", facts, objection, comparison)


def _words(name: str, outside: list[Implied], terms: list[Term], common: Interval | None) -> tuple[str, str]:
    told = "; ".join(f"{range_text(each.ranges[0])} by `{each.fact.id}`" for each in outside)
    if common is None:
        message = f"the quotients imply different values of {name}: {told}"
        return message, "find which numerator, unit or base is another one"
    agree = quoted({figure.fact.id: figure.fact for each in terms for figure in figures_of(each)}.values())
    message = f"{name} is {told}; {agree} agree on {range_text(common)}"
    hint = "find which numerator, unit or base is another one"
    if any(_is_thousand(each, common) for each in outside):
        hint = "about a thousand apart: look at the units (kWh and MWh, kg and t)"
    return message, hint


def _is_thousand(one: Implied, common: Interval) -> bool:
    middle = value(one.terms[0]) / ((common.low + common.high) / 2) if common.low > 0 else 0
    low, high = THOUSAND
    return bool(middle) and (low <= middle <= high or low <= 1 / middle <= high)


def _name(ledger: Ledger, base: Base) -> str:
    plain = base.name.removeprefix("~").replace("-", " ")
    cut = ", ".join(member.replace("-", " ") for _, member in sorted(base.cell.cut))
    called = label(ledger, base.name).lower().rstrip(".") if base.name[0] != "~" else plain
    return ", ".join(part for part in (called, cut, period_text(base.cell.period)) if part)
