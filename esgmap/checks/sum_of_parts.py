"""A total is not the sum of the figures that it is made of.

What a total is made of is declared with the indicator (`sum` and `rest` in frameworks/indicators.tsv):
emissions by scope, energy bought and burned, waste by hazard, those who took part and those who did not, a
share and its rest. It is tried for every year and every cut for which the total and all parts are told. Of
several declared ways (emissions by location or by market) one that holds is enough. A total that cannot
come from its parts by any rounding is an error; a difference of one or two people, or of less than a
thousandth, and what is only usually a sum, is a warning. Recalculation is the first test of an assurance
(ISAE 3000 A111, AA1000AS). Silent where a part is missing or printed as not available.
"""

from __future__ import annotations

from collections.abc import Iterator

from esgmap.calculations import Calculation, Expression, Part
from esgmap.checks.ledger import Cell, Ledger
from esgmap.checks.reckoning import (
    HUNDRED,
    Reading,
    calculations,
    find,
    judged,
    quoted,
    sums,
    titled,
    unit_label,
)
from esgmap.checks.subject import Subject
from esgmap.computations import Comparison, Constant, Operation, Term, number_text, value, written
from esgmap.examined import Examined
from esgmap.reported import Fact

CODE = "sum-differs"


def examine(subject: Subject) -> Iterator[Examined]:
    """Add up what the declared sums name, and compare it with each total."""
    ledger = subject.ledger
    for indicator, calculation in calculations(ledger, "sum", "rest"):
        for cell in ledger.of_indicator[indicator]:
            for fact in ledger.printed(cell):
                found = _tried(ledger, cell, fact, calculation)
                if found:
                    yield found


def _tried(ledger: Ledger, cell: Cell, fact: Fact, calculation: Calculation) -> Examined | None:
    readings = [
        reading
        for expression in calculation.alternatives
        for reading in _readings(ledger, cell, fact, expression, calculation.verb == "rest")
    ]
    what = "the rest of 100 %" if calculation.verb == "rest" else "sum of its parts"

    def words(comparison: Comparison) -> tuple[str, str]:
        made = comparison.sides[1]
        parts = quoted(each for each in comparison.facts if each.id != fact.id)
        message = f"`{fact.id}` is {fact.value_as_printed or fact.value}, but {written(made)} ({parts}) is "
        message += number_text(value(made))
        return message, "find the figure that is wrong, or say what else the total holds or leaves out"

    return judged(CODE, f"{titled(ledger, cell)}: {what}", readings, calculation.strength, words)


def _readings(
    ledger: Ledger, cell: Cell, fact: Fact, expression: Expression, is_rest: bool
) -> Iterator[Reading]:
    unit = ledger.unit(fact)
    if any(find(ledger, cell, part) == cell or _has_whole(ledger, cell, part) for part in expression.parts):
        return
    for each in sums(ledger, cell, expression.top, unit):
        made: Term = each.term
        if is_rest:
            made = Operation("-", (Constant(HUNDRED, "percent"), made))
        yield Reading(Comparison((ledger.figure(fact, unit), made), "=", unit_label(unit)), each.is_settled)


def _has_whole(ledger: Ledger, cell: Cell, part: Part) -> bool:
    """Whether a part is named by its members although its whole is told: then the whole counts."""
    return bool(part.members) and find(ledger, cell, Part(part.name)) is not None
