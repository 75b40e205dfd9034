"""The figures that a `ratio` is made of: numerator, base, and what the unit multiplies them with.

A rate is per hundred, an intensity per what its unit names (`quotient` in frameworks/units.tsv), an average
per one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from esgmap.calculations import Expression, Part, read_quotient
from esgmap.checks.ledger import Cell, Ledger
from esgmap.checks.reckoning import Sum, find, openings, sums
from esgmap.computations import Comparison, Constant, Figure, Operation, Term, ratio, total, value
from esgmap.model import Unit
from esgmap.reported import Fact

PERCENTAGE = "percentage"
TWO = Constant(Decimal(2), "opening and closing")
ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Measures:
    """In which units numerator and base are taken, and what their quotient is multiplied with."""

    top: Unit | None
    bottom: Unit | None
    number: Decimal

    def of(self, top: Term, bottom: Term) -> Term:
        """The quotient."""
        if self.number == ONE:
            return ratio(top, bottom)
        return Operation("×", (ratio(top, bottom), Constant(self.number, "the unit")))

    def base(self, top: Term, share: Term) -> Term:
        """What the base is, if numerator and quotient are right."""
        return self.of(top, share)


def measures(ledger: Ledger, cell: Cell, fact: Fact, expression: Expression) -> Measures:
    """How the unit of a quotient is to be taken; both parts of a percentage in the unit of one of them."""
    unit = ledger.unit(fact)
    if unit and unit.kind == PERCENTAGE:
        cells = (find(ledger, cell, part, True) for part in expression.parts)
        told = (ledger.unit(each) for found in cells if found for each in ledger.readings(found))
        common = next((each for each in told if each), None)
        return Measures(common, common, Decimal(100))
    found = read_quotient(unit.quotient) if unit else None
    if found:
        return Measures(ledger.hub.units.get(found.top), ledger.hub.units.get(found.bottom), found.number)
    return Measures(unit, None, ONE)


def numerators(ledger: Ledger, cell: Cell, expression: Expression, measured: Measures) -> list[Sum]:
    """The numerator of a quotient's cell, for each way to read it."""
    return sums(ledger, cell, expression.top, measured.top)


def bases(ledger: Ledger, cell: Cell, parts: tuple[Part, ...], measured: Measures) -> list[Sum]:
    """What the report tells of the base, for the period or at its end."""
    found = sums(ledger, cell, parts, measured.bottom, is_loose=True)
    return [each for each in found if value(each.term)]


def averages(ledger: Ledger, cell: Cell, part: Part, closing: Sum) -> Iterator[Sum]:
    """The mean of what is counted at the end and of what was counted the year before."""
    end = find(ledger, cell, part, True)
    if end is None or not isinstance(closing.term, Figure) or not closing.term.is_counted:
        return
    for period in openings(cell.period):
        before = Cell(end.indicator, period, end.cut, end.basis, end.whose)
        opening = find(ledger, before, Part(part.name), True)
        facts = ledger.readings(opening) if opening else ()
        if len(facts) == 1:
            mean = Operation("÷", (total([ledger.figure(facts[0]), closing.term]), TWO))
            yield Sum(mean, closing.is_settled)
            return


def is_nil(term: Term) -> bool:
    """Whether it comes to exactly nothing."""
    return value(term) == 0


def compare(ledger: Ledger, fact: Fact, made: Term) -> Comparison:
    """The printed quotient beside what it is made of."""
    unit = ledger.unit(fact)
    return Comparison((ledger.figure(fact), made), "=", unit.label if unit else "")
