"""One figure over another that goes with it lies where it cannot, or moves more than it should.

What goes with what, and between which bounds, is data with its source (frameworks/plausible-factors.tsv):
emissions of bought electricity per electricity, of fuel per fuel, hours worked per head, heat recovered per
capacity. A quotient out of bounds is a warning: one of the two is in the wrong unit, of another boundary,
or wrong. Where it is declared how far it may move in a year, a greater move is a note: a grid factor that
changes by a third calls for the reason. Silent where one of the two is nil or not told (ISAE 3000 A111,
analytical procedures; GRI 305-2-g: the source of the emission factors).
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from esgmap.calculations import read_expression, read_quotient
from esgmap.checks.ledger import Cell, Ledger
from esgmap.checks.reckoning import HUNDRED, find, fits, period_text, quoted
from esgmap.checks.subject import Subject
from esgmap.computations import Comparison, Constant, Term, interval, number_text, ratio, value
from esgmap.examined import Examined, Objection, compared, objected
from esgmap.model import PlausibleFactor, Severity
from esgmap.reported import Fact

CODE = "factor-implausible"


def examine(subject: Subject) -> Iterator[Examined]:
    """Divide what goes with each other, and hold it against its bounds and the year before."""
    ledger = subject.ledger
    for factor in ledger.hub.factors:
        cells = ledger.of_indicator.get(factor.top, ())
        made = {cell: term for cell in cells for term in _terms(ledger, cell, factor)}
        for cell, term in made.items():
            yield _within(factor, _when(cell), term)
            before = made.get(cell.before())
            if before and factor.change:
                yield _moved(factor, cell, term, before)


def _terms(ledger: Ledger, cell: Cell, factor: PlausibleFactor) -> Iterator[Term]:
    """The quotient, if both are told once, in units that fit, and neither is nothing."""
    own, units = _only(ledger, cell), read_quotient(factor.units)
    if own is None or units is None:
        return
    top, bottom = ledger.hub.units.get(units.top), ledger.hub.units.get(units.bottom)
    for each in factor.bottom.split("|"):
        other = _only(ledger, find(ledger, cell, read_expression(each.strip()).top[0], True))
        if other and fits(ledger, own, top) and fits(ledger, other, bottom):
            yield ratio(ledger.figure(own, top), ledger.figure(other, bottom))
            return


def _only(ledger: Ledger, cell: Cell | None) -> Fact | None:
    facts = ledger.readings(cell) if cell else ()
    return facts[0] if len(facts) == 1 and facts[0].number else None


def _when(cell: Cell) -> str:
    """Cut and time of a cell."""
    cut = (member.replace("-", " ") for _, member in sorted(cell.cut))
    return ", ".join((*cut, period_text(cell.period)))


def _within(factor: PlausibleFactor, when: str, term: Term) -> Examined:
    is_low = interval(term).high < Fraction(factor.low)
    bound = Constant(factor.low if is_low else factor.high, "plausible")
    comparison = Comparison((term, bound), "≥" if is_low else "≤", factor.units)
    title = f"{factor.label}, {when}"
    made = number_text(round(value(term), 4))
    message = (
        f"{factor.label.lower()} come to {made} {factor.units}, {'below' if is_low else 'above'} "
        f"{bound.number}: {factor.why}"
    )
    hint = f"look at the units and at what {quoted(comparison.facts)} cover"
    return compared(CODE, title, comparison, Objection(Severity.WARNING, message, hint))


def _moved(factor: PlausibleFactor, cell: Cell, now: Term, before: Term) -> Examined:
    new, old = value(now), value(before)
    share = ratio(now, before) if new >= old else ratio(before, now)
    limit = Constant(1 + factor.change / HUNDRED, "plausible")
    comparison = Comparison((share, limit), "≤")
    years = f"{period_text(cell.before().period)} to {period_text(cell.period)}"
    title = f"{factor.label}: change from {years}"
    percent = number_text(round(abs(new / old - 1) * 100, 1))
    message = (
        f"{factor.label.lower()} {'rose' if new > old else 'fell'} by {percent} % "
        f"({number_text(round(old, 4))} to {number_text(round(new, 4))} {factor.units})"
    )
    hint = "say what changed: the factors, the method, the sites, or the power that is bought"
    if comparison.holds:
        return compared(CODE, title, comparison, Objection(Severity.NOTE, "", ""))
    return objected(CODE, title, comparison.facts, Objection(Severity.NOTE, message, hint), comparison)
