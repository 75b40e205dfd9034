"""Two indicators that stand for one quantity have different values.

Which are one is declared (`same`): employees abroad and the members “outside China” of the workforce, women
on the board and the board's women, hazardous waste and waste of the type hazardous, the figure of a base
year and that of the year itself. Figures agree if some value rounds to both; where they agree and still
read as two values, as 1 % and 0.5 % of the same ten people do, that is a note. Told twice is the most
frequent way in which a report contradicts itself (GRI 1: 2021, Comparability).
"""

from __future__ import annotations

from collections.abc import Iterator

from esgmap.calculations import Calculation
from esgmap.checks.ledger import Cell, Ledger
from esgmap.checks.reckoning import calculations as declared
from esgmap.checks.reckoning import fits, is_small, quoted, sums, titled, unit_label
from esgmap.checks.same_fact import is_one_step_apart, reads_apart
from esgmap.checks.subject import Subject
from esgmap.computations import Comparison
from esgmap.examined import Examined, Objection, compared, objected
from esgmap.model import Severity
from esgmap.reported import Fact

CODE = "same-quantity-differs"


def examine(subject: Subject) -> Iterator[Examined]:
    """Compare each figure with those of the indicators that stand for the same."""
    ledger = subject.ledger
    for indicator, calculation in declared(ledger, "same"):
        for cell in ledger.of_indicator[indicator]:
            facts = ledger.readings(cell)
            if len(facts) == 1:
                found = _tried(ledger, cell, facts[0], calculation)
                if found:
                    yield found


def _tried(ledger: Ledger, cell: Cell, fact: Fact, calculation: Calculation) -> Examined | None:
    unit = ledger.unit(fact)
    comparisons = []
    for expression in calculation.alternatives:
        for each in sums(ledger, cell, expression.top, unit, is_loose=True):
            if each.is_settled and fits(ledger, fact, unit):
                comparisons.append(Comparison((ledger.figure(fact, unit), each.term), "=", unit_label(unit)))
    if not comparisons:
        return None
    comparison = next((each for each in comparisons if each.holds), comparisons[0])
    title = f"{titled(ledger, cell)}: told under two names"
    one, other = comparison.facts
    one_step = is_one_step_apart(comparison)
    if comparison.holds and not one_step and reads_apart(comparison):
        message = f"{quoted((one, other))} are one quantity to two precisions, which read as two values"
        hint = "print it to the finer precision in both places"
        return objected(CODE, title, (one, other), Objection(Severity.NOTE, message, hint), comparison)
    message = f"{quoted((one, other))} stand for the same and differ"
    hint = "find the right one and mend the other; if they measure different things, say in both places what"
    mild = calculation.strength == "usually" or is_small(comparison)
    objection = Objection(Severity.WARNING if mild else Severity.ERROR, message, hint)
    if one_step:
        return objected(CODE, title, (one, other), objection, comparison)
    return compared(CODE, title, comparison, objection)
