"""A figure lies where no such figure can lie, or where hardly any does.

The bounds are data (frameworks/plausible-ranges.tsv), by indicator or by kind of unit: no count or mass is
negative, no share of one whole is above 100 %, no data centre has a PUE below 1 (ISO/IEC 30134-2), few
staffs get 300 hours of training a head. Beyond a firm bound is an error, beyond another a warning. A
fraction of a person is a note: full-time equivalents are not people. Figures in bounds are not listed one
by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from esgmap.checks.ledger import Cell, Ledger
from esgmap.checks.reckoning import titled
from esgmap.checks.subject import Subject
from esgmap.computations import Comparison, Constant, interval
from esgmap.examined import Examined, Objection, compared, held, objected
from esgmap.intervals import ABOUT
from esgmap.model import PlausibleRange, Severity, Unit
from esgmap.reported import Fact

CODE = "value-impossible"
PEOPLE = "persons"
BOTH = "yes"


def examine(subject: Subject) -> Iterator[Examined]:
    """Hold every figure against the bounds of its indicator or kind."""
    ledger = subject.ledger
    looked_at = 0
    for cell in ledger.cells:
        for fact in ledger.printed(cell):
            if fact.value_state == "number" and _bounds(ledger, cell.indicator, ledger.unit(fact)):
                problems = [*_beyond(ledger, cell, fact), *_fraction(ledger, cell, fact)]
                yield from problems
                looked_at += not problems
    if looked_at:
        yield held(CODE, f"{looked_at} figures: within what can be", ())


def _bounds(ledger: Ledger, indicator: str, unit: Unit | None) -> PlausibleRange | None:
    ranges = ledger.hub.ranges
    return ranges.get(indicator) or (ranges.get(f"kind:{unit.kind}") if unit else None)


def _beyond(ledger: Ledger, cell: Cell, fact: Fact) -> Iterator[Examined]:
    unit = ledger.unit(fact)
    bounds = _bounds(ledger, cell.indicator, unit)
    if bounds is None or fact.number is None:
        return
    factor = unit.factor if unit else 1
    number = fact.number * factor
    for end, limit, sign in (("low", bounds.low, "≥"), ("high", bounds.high, "≤")):
        if limit is None or (number >= limit if end == "low" else number <= limit):
            continue
        bound = Constant(limit / factor, "bound")
        comparison = Comparison((ledger.figure(fact), bound), sign, unit.label if unit else "")
        if not comparison.holds and interval(bound).is_bounded:
            is_firm = bounds.firm in {end, BOTH}
            told = f"{'below' if end == 'low' else 'above'} {Fraction(bound.number)}"
            message = f"`{fact.id}` is {fact.value_as_printed or fact.value}, {told}: {bounds.why}"
            hint = "look at the sign, the unit and the decimal point"
            severity = Severity.ERROR if is_firm else Severity.WARNING
            title = f"{titled(ledger, cell)}: within what can be"
            yield compared(CODE, title, comparison, Objection(severity, message, hint))


def _fraction(ledger: Ledger, cell: Cell, fact: Fact) -> Iterator[Examined]:
    if fact.unit == PEOPLE and fact.number is not None and fact.number % 1 and not _is_about(fact):
        message = f"`{fact.id}` counts {fact.value_as_printed or fact.value} people"
        hint = "if these are full-time equivalents, say so: shares and averages by people do not fit them"
        title = f"{titled(ledger, cell)}: whole people"
        yield objected(CODE, title, (fact,), Objection(Severity.NOTE, message, hint))


def _is_about(fact: Fact) -> bool:
    return bool(ABOUT.search(fact.value_as_printed))
