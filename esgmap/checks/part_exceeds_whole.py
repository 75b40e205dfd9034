"""A figure is more than the one that it is declared to be a part of.

What is a part of what is declared (`within`): tap water of all water, fatalities of recordable injuries,
employees abroad of all employees, suppliers whose cooperation ended of all suppliers, valid questionnaires
of those who took part. Compared for the same cut and year; a count at the end of the year may stand for the
year. An error where the part cannot be more, by any rounding; a warning where it usually is not, where the
excess is one or two people, and where a count at a day is compared with one over a year. Members
of a dimension may be ordered, too: rights granted are no more than those applied for. Silent where
nothing is told of the whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from esgmap.calculations import Calculation, Part, read_makeup
from esgmap.checks.ledger import Cell, Ledger
from esgmap.checks.reckoning import calculations, find, fits, gap, is_small, titled, unit_label
from esgmap.checks.subject import Subject
from esgmap.computations import Comparison
from esgmap.examined import Examined, Objection, compared
from esgmap.model import Severity
from esgmap.reported import Fact

CODE = "part-exceeds-whole"
SLIP = Fraction(1, 20)
"""By how much a count at a day may exceed one over a year and still be taken for a slip."""


def examine(subject: Subject) -> Iterator[Examined]:
    """Compare each figure with what it is declared to be a part of."""
    ledger = subject.ledger
    for indicator, calculation in calculations(ledger, "within"):
        for cell in ledger.of_indicator[indicator]:
            facts = ledger.readings(cell)
            if len(facts) == 1 and facts[0].number:
                found = _tried(ledger, cell, facts[0], calculation)
                if found:
                    yield found
    yield from _ordered(ledger)


def _tried(ledger: Ledger, cell: Cell, fact: Fact, calculation: Calculation) -> Examined | None:
    for expression in calculation.alternatives:
        whole = find(ledger, cell, expression.top[0], True)
        if whole:
            return _compare(ledger, (cell, fact), whole, calculation.strength == "usually")
    return None


def _ordered(ledger: Ledger) -> Iterator[Examined]:
    """Members of which one is declared never to be more than another: rights granted, and applied for."""
    orders = {each.id: read_makeup(each.partitions).orders for each in ledger.hub.dimensions.values()}
    for cell in ledger.cells:
        for name, member in sorted(cell.cut):
            for less, more in orders.get(name, ()):
                facts = ledger.readings(cell)
                if member == less and len(facts) == 1 and facts[0].number:
                    whole = find(ledger, cell, Part(cell.indicator, ((name, more),)), True)
                    found = _compare(ledger, (cell, facts[0]), whole, True) if whole else None
                    if found:
                        yield found


def _compare(ledger: Ledger, own: tuple[Cell, Fact], whole: Cell, is_mild: bool) -> Examined | None:
    """A part beside its whole; a count at a day that is far above that of a year is another thing."""
    (cell, fact), facts = own, ledger.readings(whole)
    unit = ledger.unit(fact)
    if len(facts) != 1 or not fits(ledger, facts[0], unit):
        return None
    sides = (ledger.figure(fact, unit), ledger.figure(facts[0], unit))
    comparison = Comparison(sides, "≤", unit_label(unit))
    if whole.period != cell.period and not comparison.holds and gap(comparison) > SLIP:
        return None
    part, more = (f"`{each.id}` ({each.value_as_printed or each.value})" for each in (fact, facts[0]))
    message = f"{part} is more than {more}, of which it is a part"
    hint = "find the wrong figure; if the part is counted over other people, sites or years, say so"
    mild = is_mild or whole.period != cell.period or is_small(comparison)
    severity = Severity.WARNING if mild else Severity.ERROR
    title = f"{titled(ledger, cell)}: no more than what it is a part of"
    return compared(CODE, title, comparison, Objection(severity, message, hint))
