"""A quotient is labelled as that of a part, but its arithmetic is that of the whole.

A row says “energy in offices per revenue”, no energy of the offices is told, and the printed value is what
the energy of the whole company comes to over the revenue that the report prints, or that its other
intensities imply. Then either the label is wrong, or the figure. Told as a warning, once for all years;
silent where the numerator of the part is told, where the value does not fit the whole, and where the
printed digits are too few for that to say anything (GRI 302-3-d, 305-4-c: what is in the ratio must be
told).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from esgmap.calculations import Calculation, Expression
from esgmap.checks.implied_base import Base, Implied, agreed, base_of, implied
from esgmap.checks.ledger import Cell, Ledger
from esgmap.checks.quotients import bases, compare, is_nil, measures, numerators
from esgmap.checks.reckoning import calculations, label, quoted
from esgmap.checks.subject import Subject
from esgmap.computations import Comparison, interval
from esgmap.examined import Examined, Objection, objected
from esgmap.intervals import Interval
from esgmap.model import Severity
from esgmap.reported import Fact

CODE = "label-against-figures"
TELLING = Fraction(1, 20)
"""How wide a quotient and its base may be, as a share of themselves, to say whether they fit."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A quotient of a part that is that of the whole."""

    cell: Cell
    fact: Fact
    comparison: Comparison


def examine(subject: Subject) -> Iterator[Examined]:
    """Try every quotient of a part whose numerator is not told with the numerator of the whole."""
    ledger = subject.ledger
    known: dict[Base, list[Implied]] | None = None
    found: dict[tuple[str, frozenset[tuple[str, str]], str], list[Fit]] = defaultdict(list)
    for indicator, calculation in calculations(ledger, "ratio"):
        for cell in ledger.of_indicator[indicator]:
            if _part(ledger, cell) and _is_of_whole_alone(ledger, cell, calculation):
                known = implied(ledger) if known is None else known
                for fact in ledger.readings(cell):
                    fit = _fit(ledger, cell, fact, (calculation, known))
                    if fit:
                        found[indicator, cell.cut, cell.whose].append(fit)
    for fits in found.values():
        yield _told(ledger, sorted(fits, key=lambda each: each.cell.period.end, reverse=True))


def _part(ledger: Ledger, cell: Cell) -> frozenset[str]:
    """The dimensions that make the cell a part: all but what may stand for the whole or narrows nothing."""
    found = set()
    for name, member in sorted(cell.cut):
        known = ledger.dimension(name)
        if known and known.restricts and member != known.as_whole:
            found.add(name)
    return frozenset(found)


def _is_of_whole_alone(ledger: Ledger, cell: Cell, calculation: Calculation) -> bool:
    """Whether the numerator is told of the whole and not of the part."""
    fact = ledger.readings(cell)[0]
    made = ((each, measures(ledger, cell, fact, each)) for each in calculation.alternatives)
    whole = cell.over(*_part(ledger, cell))
    told = [(numerators(ledger, cell, *each), numerators(ledger, whole, *each)) for each in made]
    return any(ours for _, ours in told) and not any(part for part, _ in told)


def _fit(
    ledger: Ledger, cell: Cell, fact: Fact, by: tuple[Calculation, dict[Base, list[Implied]]]
) -> Fit | None:
    calculation, known = by
    whole = cell.over(*_part(ledger, cell))
    for expression in calculation.alternatives:
        measured = measures(ledger, whole, fact, expression)
        for top in numerators(ledger, whole, expression, measured):
            if is_nil(top.term):
                continue
            for bottom in bases(ledger, whole, expression.bottom, measured):
                comparison = compare(ledger, fact, measured.of(top.term, bottom.term))
                if comparison.holds and all(_is_telling(interval(side)) for side in comparison.sides):
                    return Fit(cell, fact, comparison)
            comparison_with_others = _beside(ledger, whole, fact, (expression, known))
            if comparison_with_others:
                mine = measured.base(top.term, ledger.figure(fact))
                sides = (mine, *comparison_with_others.sides)
                made = Comparison(sides, "=", comparison_with_others.unit)
                if made.holds and _is_telling(interval(mine)):
                    return Fit(cell, fact, made)
    return None


def _beside(
    ledger: Ledger, whole: Cell, fact: Fact, by: tuple[Expression, dict[Base, list[Implied]]]
) -> Comparison | None:
    """What other quotients say of the base, if they say it closely enough."""
    expression, known = by
    base = base_of(ledger, whole, expression, measures(ledger, whole, fact, expression))
    others = known.get(base, []) if base else []
    common = agreed(others) if len(others) > 1 else None
    at = common or (interval(others[0].terms[0]) if others else None)
    if base is None or at is None or not _is_telling(at):
        return None
    telling = (each.term_at(at) for each in others)
    terms = [term for term in telling if term and _is_telling(interval(term))]
    return Comparison(tuple(terms), "=", base.unit)


def _is_telling(bounds: Interval) -> bool:
    middle = (bounds.low + bounds.high) / 2
    return bounds.is_bounded and middle > 0 and (bounds.high - bounds.low) / middle <= TELLING


def _told(ledger: Ledger, fits: list[Fit]) -> Examined:
    first = fits[0]
    members = dict(first.cell.cut)
    cut = ", ".join(members[name].replace("-", " ") for name in sorted(_part(ledger, first.cell)))
    own = [each.fact for each in fits]
    ordered = (*own, *(fact for fact in first.comparison.facts if fact not in own))
    whole = next(fact for fact in first.comparison.facts if fact.id != first.fact.id)
    verb = "is" if len(own) == 1 else "are"
    message = (
        f"{quoted(own)} {verb} filed under {cut}, but the arithmetic is that of the whole (`{whole.id}`)"
    )
    hint = "mend the label if the whole is meant, the figure if it is not; tell the numerator of the part"
    title = f"{label(ledger, first.cell.indicator)}, {cut}: whose quotient it is"
    return objected(CODE, title, ordered, Objection(Severity.WARNING, message, hint), first.comparison)
