"""The terms of a computation as formulas over the sheet Facts: what they come to, and between which limits.

Each figure is looked up by the id of its fact, its rounding likewise, so that a changed cell changes what
follows from it. Which sign a figure has, and which limit is missing, is taken from the run. Comes in: terms.
Goes out: formulas without their `=`. Knows no workbook.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import reduce

from esgmap.checks.ledger import COUNTED
from esgmap.computations import Constant, Figure, Term
from esgmap.export.workbook_rows import Plan
from esgmap.export.workbook_tally import fact_value
from esgmap.intervals import Interval, Number, exactly, printed_interval
from esgmap.model import Hub
from esgmap.reported import Fact

VALUE, ROUNDING = "Facts_Value", "Facts_Rounding"
SIGNS = {"+": "+", "-": "-", "×": "*", "÷": "/"}
LONGEST = 8_000
"""Characters of a formula: Excel takes 8,192."""
PLACES = 15
SUM, PRODUCT, ATOM = 0, 1, 2
"""How closely a formula holds together: what needs brackets where."""


@dataclass(frozen=True, slots=True)
class Written:
    """A term as formulas write it: its value, its limits (None: there is none), and how closely it holds.

    `bounds` is what the limits come to in the run.
    """

    value: str
    low: str | None
    high: str | None
    grip: int
    bounds: Interval

    @property
    def is_short(self) -> bool:
        """Whether each of its formulas is one that the programs take."""
        return all(len(each) <= LONGEST for each in (self.value, self.low, self.high) if each)


@dataclass(frozen=True, slots=True)
class Lookup:
    """How facts are found on the sheet Facts: those that stand there, and ids that differ in case alone.

    `roundings` is how far each figure may lie off, as the sheet tells it.
    """

    facts: dict[str, Fact]
    twins: frozenset[str]
    roundings: dict[str, Fraction]

    def cell(self, fact: Fact, column: str) -> str:
        """The cell of a fact in a named column, wherever its row was sorted to."""
        return fact_value(fact.id, self.twins, column)

    def has(self, fact: Fact) -> bool:
        """Whether it is this fact that stands on the sheet."""
        return self.facts.get(fact.id) == fact


def lookup_of(plan: Plan) -> Lookup:
    """The facts of the workbook."""
    times = Counter(each.casefold() for each in plan.facts)
    twins = frozenset(each for each in plan.facts if times[each.casefold()] > 1)
    told = {each.id: rounding(each, plan.assessment.hub) for each in plan.facts.values()}
    return Lookup(plan.facts, twins, {key: Fraction(off) for key, off in told.items() if off is not None})


def rounding(fact: Fact, hub: Hub) -> Decimal | None:
    """How far a figure may lie off the number that is printed, as the sheet Facts tells it."""
    if fact.value_state != "number" or fact.number is None:
        return None
    unit = hub.units.get(fact.unit)
    return _off(fact, printed_interval(fact, unit is not None and unit.kind == COUNTED))


def _off(fact: Fact, bounds: Interval) -> Decimal:
    end = bounds.low if math.isinf(bounds.high) else bounds.high
    off = abs(Fraction(end) - Fraction(fact.number or 0))
    return Decimal(off.numerator) / Decimal(off.denominator)


# --- terms ----------------------------------------------------------------------------------------


def write_term(term: Term, lookup: Lookup) -> Written:
    """A term as formulas."""
    if isinstance(term, Figure):
        return _figure(term, lookup)
    if isinstance(term, Constant):
        text = literal(Fraction(term.number))
        return Written(text, text, text, ATOM if term.number >= 0 else SUM, exactly(term.number))
    return joined(term.sign, (write_term(each, lookup) for each in term.terms))


def literal(number: Number) -> str:
    """A number as a formula writes it, to the digits that the programs keep."""
    exact = Decimal(Fraction(number).numerator) / Decimal(Fraction(number).denominator)
    return f"{Decimal(f'{exact:.{PLACES}g}'):f}"


def _figure(figure: Figure, lookup: Lookup) -> Written:
    """A figure and its limits, from its cell and that of its rounding; one from elsewhere as a number."""
    fact, bounds = figure.fact, printed_interval(figure.fact, figure.is_counted)
    number = Fraction(fact.number or 0)
    if not lookup.has(fact):
        low, high = (None if math.isinf(end) else f"({literal(end)})" for end in (bounds.low, bounds.high))
        own = Written(f"({literal(number)})", low, high, ATOM, bounds)
    else:
        value = lookup.cell(fact, VALUE)
        low = _limit(figure, bounds.low, value, lookup)
        own = Written(value, low, _limit(figure, bounds.high, value, lookup), ATOM, bounds)
    return own if figure.factor == 1 else _times(own, figure.factor)


def _limit(figure: Figure, end: Number, value: str, lookup: Lookup) -> str | None:
    """One limit: the value and its rounding; a zero below which nothing can lie stands as it is."""
    if math.isinf(end):
        return None
    number = Fraction(figure.fact.number or 0)
    off = Fraction(end) - number
    if not off:
        return value
    if abs(off) == lookup.roundings.get(figure.fact.id):
        return f"({value}{'+' if off > 0 else '-'}{lookup.cell(figure.fact, ROUNDING)})"
    if not end:
        return "0"
    return f"({value}{'+' if off > 0 else '-'}{literal(abs(off))})"


def _times(own: Written, factor: Fraction) -> Written:
    """A figure in another unit: times the factor, or divided where only that is a short number."""
    if factor < 0:
        raise ValueError("a factor between units is above zero")
    turned = 1 / factor
    exact = Decimal(literal(factor))
    told = f"*{literal(factor)}"
    if Fraction(exact) != factor:
        is_short = Fraction(Decimal(literal(turned))) == turned
        told = f"/{literal(turned)}" if is_short else f"*{factor.numerator}/{factor.denominator}"
    low, high = (None if end is None else f"{end}{told}" for end in (own.low, own.high))
    return Written(f"{own.value}{told}", low, high, PRODUCT, own.bounds * exactly(factor))


def joined(sign: str, terms: Iterable[Written]) -> Written:
    """Terms under one sign, from left to right."""
    return reduce(lambda one, other: _pair(sign, one, other), terms)


def _pair(sign: str, one: Written, other: Written) -> Written:
    grip = SUM if sign in "+-" else PRODUCT
    value = _put(sign, one.value, other.value, (one.grip, other.grip))
    low, high = _ends(sign, one, other)
    return Written(value, low, high, grip, _bounds(sign, one.bounds, other.bounds))


def _bounds(sign: str, one: Interval, other: Interval) -> Interval:
    if sign == "+":
        return one + other
    if sign == "-":
        return one - other
    return one * other if sign == "×" else one / other


def _put(sign: str, one: str, other: str, grips: tuple[int, int]) -> str:
    """Two formulas under a sign, in brackets where they need them."""
    least = SUM if sign in "+-" else PRODUCT
    left = f"({one})" if grips[0] < least else one
    right = f"({other})" if grips[1] <= least and sign != "+" else other
    return f"{left}{SIGNS[sign]}{right}"


def _ends(sign: str, one: Written, other: Written) -> tuple[str | None, str | None]:
    """The two limits of a pair, by the arithmetic of intervals."""

    def put(first: str | None, second: str | None) -> str | None:
        if first is None or second is None:
            return None
        return _put(sign, first, second, (one.grip, other.grip))

    is_turned = sign in "-÷"
    first, last = (other.high, other.low) if is_turned else (other.low, other.high)
    if sign in "+-" or _rises(sign, one.bounds, other.bounds):
        low = "0" if sign == "÷" and first is None and one.low is not None else put(one.low, first)
        return low, put(one.high, last)
    bounds = _bounds(sign, one.bounds, other.bounds)
    if not (one.bounds.is_bounded and other.bounds.is_bounded and bounds.is_bounded):
        low, high = (None if math.isinf(end) else literal(end) for end in (bounds.low, bounds.high))
        return low, high
    all_four = ",".join(str(put(a, b)) for a in (one.low, one.high) for b in (other.low, other.high))
    return f"MIN({all_four})", f"MAX({all_four})"


def _rises(sign: str, one: Interval, other: Interval) -> bool:
    """Whether neither side can be below zero (nor the divisor zero), so that low gives low, and high high."""
    return one.low >= 0 and (other.low > 0 or (sign == "×" and other.low >= 0))
