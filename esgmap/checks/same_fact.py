"""The same quantity is told with two values, or to two precisions that read differently.

The same means: one indicator, one period, one cut, one owner, one basis; for what no indicator stands for,
also one label. Figures agree if some value rounds to each of them; of one precision, if they are equal. A
reader who meets 1 % in one table and 0.5 % in another for the same ten people sees two values, although
0.5007 % rounds to both: that is a note, where the printed numbers lie more than a tenth apart. Rows of one
table with different labels measure different things, however they were filed, and are not compared; figures
of one passage with different labels may, and are a warning, and nothing at all where one is more than twice
the other. A round figure that stands alone elsewhere (25,000 beside 24,678) is a note. The reader of a
report that contradicts itself trusts neither value (GRI 1: 2021, Accuracy).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction

from esgmap.checks.ledger import Cell, Ledger, cell_of
from esgmap.checks.passages import STEP, TABLE_DEPTH, passage_of
from esgmap.checks.reckoning import is_small, period_text, quoted, round_figures, titled
from esgmap.checks.subject import Subject
from esgmap.computations import Comparison, interval, value
from esgmap.examined import Examined, Objection, compared, objected
from esgmap.model import Severity
from esgmap.reported import Fact

CODE = "same-fact-differs"
APART, FAR = Fraction(1, 10), 2
METHODS = ("location based", "market based", "operational control", "equity share")
"""Ways of counting emissions and energy that a report may show beside each other."""
THOUSANDS = ((Fraction(990), Fraction(1010)), (Fraction(99, 100000), Fraction(101, 100000)))


def examine(subject: Subject) -> Iterator[Examined]:
    """Compare every later fact of a quantity with the first that it can be compared with."""
    ledger = subject.ledger
    for cell, facts in ledger.cells.items():
        if len(facts) > 1:
            yield from _pairs(ledger, titled(ledger, cell), facts)
    for (cell, label), found in _unfiled(subject).items():
        if len(found) > 1:
            for table in _tables(found):
                yield from _pairs(ledger, f"{label}, {period_text(cell.period)}", table)


def _unfiled(subject: Subject) -> dict[tuple[Cell, str], list[Fact]]:
    """Figures that no indicator stands for, by their label and what else tells them apart."""
    found: dict[tuple[Cell, str], list[Fact]] = defaultdict(list)
    for fact in subject.report.facts:
        if not fact.indicator and fact.label and fact.value_state in {"number", "nil"}:
            found[cell_of(fact), fact.label].append(fact)
    return found


def _tables(found: list[Fact]) -> Iterator[tuple[Fact, ...]]:
    """The facts by the table that their anchors name: a row of the same label in another measures its own."""
    tables: dict[str, list[Fact]] = defaultdict(list)
    for fact in found:
        steps = fact.evidence.anchor.split(STEP)
        tables[steps[0] if len(steps) >= TABLE_DEPTH else ""].append(fact)
    yield from (tuple(each) for each in tables.values())


def _pairs(ledger: Ledger, name: str, facts: tuple[Fact, ...]) -> Iterator[Examined]:
    for number, fact in enumerate(facts):
        alike = (each for each in facts[:number] if _is_comparable(ledger, each, fact))
        first = next(alike, None)
        if first:
            yield _pair(ledger, f"{name}: told twice", first, fact)


def _is_comparable(ledger: Ledger, first: Fact, second: Fact) -> bool:
    """Whether both can be brought into one unit, on one basis, and are not two rows of one table."""
    if first.basis != second.basis or not ledger.is_alike(first, second) or _by_two_methods(first, second):
        return False
    if is_one_table(first, second):
        return _row(first) == _row(second)
    is_one_passage = passage_of(first) == passage_of(second) and first.label != second.label
    return not (is_one_passage and _is_far(ledger, first, second))


def _by_two_methods(first: Fact, second: Fact) -> bool:
    """Whether each names another method in its label or place: both may be right."""
    one, other = ({each for each in METHODS if each in _words(fact)} for fact in (first, second))
    return bool(one and other) and not one & other


def _words(fact: Fact) -> str:
    return f"{fact.label} {fact.evidence.anchor} {fact.evidence.section}".casefold().replace("-", " ")


def _is_far(ledger: Ledger, first: Fact, second: Fact) -> bool:
    """Whether one is more than twice the other: told together under two labels, two things are meant."""
    unit = ledger.unit(first) or ledger.unit(second)
    one, other = (abs(value(ledger.figure(each, unit))) for each in (first, second))
    return max(one, other) > FAR * min(one, other)


def is_one_table(first: Fact, second: Fact) -> bool:
    """Whether both stand in one table, as their anchors say it (table › row › column)."""
    parts = [each.evidence.anchor.split(STEP) for each in (first, second)]
    if any(len(each) < TABLE_DEPTH for each in parts) or passage_of(first) != passage_of(second):
        return False
    return parts[0][0] == parts[1][0]


def _row(fact: Fact) -> tuple[str, ...]:
    return tuple(fact.evidence.anchor.split(STEP)[1:-1])


def _pair(ledger: Ledger, title: str, first: Fact, second: Fact) -> Examined:
    unit = ledger.unit(first) or ledger.unit(second)
    sides = (ledger.figure(first, unit), ledger.figure(second, unit))
    comparison = Comparison(sides, "=", unit.label if unit else "")
    one_step = is_one_step_apart(comparison)
    if comparison.holds and not one_step and reads_apart(comparison):
        message = (
            f"`{first.id}` and `{second.id}` print one quantity to two precisions, which read as two values"
        )
        objection = Objection(Severity.NOTE, message, "print it to the finer precision in both places")
        return objected(CODE, title, (first, second), objection, comparison)
    message = f"`{first.id}` and `{second.id}` are the same quantity with two values"
    hint = "find the right one and mend the other; if they measure different things, say in both places what"
    if _is_thousandfold(comparison):
        hint = "about a thousand apart: look at the units (kWh and MWh, kg and t)"
    apart = passage_of(first) == passage_of(second) and first.label != second.label
    mild = apart or (one_step and is_small(comparison))
    severity = Severity.WARNING if mild else Severity.ERROR
    round_ones = round_figures(comparison)
    if round_ones:
        severity, hint = (
            Severity.NOTE,
            f"if {quoted(round_ones)} is rounded, print it so (“about …”); else {hint}",
        )
    objection = Objection(severity, message, hint)
    if one_step:
        return objected(CODE, title, (first, second), objection, comparison)
    return compared(CODE, title, comparison, objection)


def is_one_step_apart(comparison: Comparison) -> bool:
    """Whether two figures of one precision differ in the last digit: no value is rounded to both of them."""
    one, other = (interval(side) for side in comparison.sides)
    if not (one.is_bounded and other.is_bounded) or one == other:
        return False
    return one.high - one.low == other.high - other.low and (one.high == other.low or other.high == one.low)


def reads_apart(comparison: Comparison) -> bool:
    """Whether two figures that agree read as two values: closed intervals whose middles lie a tenth apart."""
    if not all(interval(side).is_bounded for side in comparison.sides):
        return False
    one, other = (value(side) for side in comparison.sides)
    return abs(one - other) > APART * max(abs(one), abs(other))


def _is_thousandfold(comparison: Comparison) -> bool:
    one, other = (value(side) for side in comparison.sides)
    return bool(other) and any(low <= one / other <= high for low, high in THOUSANDS)
