"""A computation over the facts of a report: terms, what they come to, and whether two sides agree.

Comes in: facts. Goes out: exact values, intervals, and the computation in words with the numbers put in.
The workbook writes the same terms as formulas over its sheet of facts.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from esgmap.intervals import Interval, Number, exactly, printed_interval
from esgmap.reported import Fact

Quantity = TypeVar("Quantity", Fraction, Interval)
SIGNS = {"+": " + ", "-": " − ", "×": " × ", "÷": " ÷ "}
DIGITS, EXACT = 6, 7


@dataclass(frozen=True, slots=True)
class Figure:
    """A printed figure, times what brings it into the unit of the computation; a count is not rounded."""

    fact: Fact
    factor: Fraction = Fraction(1)
    is_counted: bool = False


@dataclass(frozen=True, slots=True)
class Constant:
    """A number that is not the report's, and where it comes from."""

    number: Decimal
    why: str


@dataclass(frozen=True, slots=True)
class Operation:
    """Two or more terms under one sign: + - × ÷, taken from left to right."""

    sign: str
    terms: tuple[Term, ...]


Term = Figure | Constant | Operation


@dataclass(frozen=True, slots=True)
class Comparison:
    """Sides that must agree (`=`: their intervals share a point), or two of which one bounds the other.

    `relation` is `=`, `≤` or `≥`. `unit` is what the sides are told in, empty for plain numbers.
    """

    sides: tuple[Term, ...]
    relation: str
    unit: str = ""

    @property
    def holds(self) -> bool:
        """Whether some values that round to what is printed fulfil the relation."""
        ranges = [interval(side) for side in self.sides]
        if self.relation == "≤":
            return ranges[0].low <= ranges[1].high
        if self.relation == "≥":
            return ranges[0].high >= ranges[1].low
        return max(each.low for each in ranges) <= min(each.high for each in ranges)

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Every fact of the sides, once, in their order."""
        return tuple({fact.id: fact for side in self.sides for fact in facts_of(side)}.values())


def total(terms: list[Term] | tuple[Term, ...]) -> Term:
    """The sum of terms; one term stays as it is."""
    return terms[0] if len(terms) == 1 else Operation("+", tuple(terms))


def ratio(top: Term, bottom: Term) -> Operation:
    """One term over another."""
    return Operation("÷", (top, bottom))


def percent(part: Term, whole: Term) -> Operation:
    """A part as percentage of a whole."""
    return Operation("×", (ratio(part, whole), Constant(Decimal(100), "percent")))


# --- what a term comes to -------------------------------------------------------------------------


def value(term: Term) -> Fraction:
    """The term with the figures as they are given; a division by zero raises ZeroDivisionError."""
    if isinstance(term, Figure):
        return Fraction(term.fact.number or 0) * term.factor
    if isinstance(term, Constant):
        return Fraction(term.number)
    first, *others = (value(each) for each in term.terms)
    for other in others:
        first = _apply(term.sign, first, other)
    return first


def interval(term: Term) -> Interval:
    """Everything that the term can come to with figures that round to what is printed."""
    if isinstance(term, Figure):
        bounds = printed_interval(term.fact, term.is_counted)
        return bounds if term.factor == 1 else bounds * exactly(term.factor)
    if isinstance(term, Constant):
        return exactly(term.number)
    first, *others = (interval(each) for each in term.terms)
    for other in others:
        first = _apply(term.sign, first, other)
    return first


def _apply(sign: str, first: Quantity, second: Quantity) -> Quantity:
    if sign == "+":
        return first + second
    if sign == "-":
        return first - second
    return first * second if sign == "×" else first / second


def facts_of(term: Term) -> Iterator[Fact]:
    """The facts of a term, in order."""
    if isinstance(term, Figure):
        yield term.fact
    elif isinstance(term, Operation):
        for each in term.terms:
            yield from facts_of(each)


# --- in words -------------------------------------------------------------------------------------


def written(term: Term) -> str:
    """The term with the numbers put in, as 155.17 + 20,358.49."""
    if isinstance(term, Figure):
        own = f"{term.fact.number or Decimal(0):,f}"
        return own if term.factor == 1 else f"{own} × {number_text(term.factor)}"
    if isinstance(term, Constant):
        return number_text(Fraction(term.number))
    return SIGNS[term.sign].join(
        f"({written(each)})" if _needs_brackets(each, term.sign, place) else written(each)
        for place, each in enumerate(term.terms)
    )


def _needs_brackets(term: Term, around: str, place: int) -> bool:
    if isinstance(term, Figure):
        return term.factor != 1 and around == "÷"
    if not isinstance(term, Operation):
        return False
    return (term.sign in "+-" and around in "-×÷") or (around == "÷" and place > 0)


def told(comparison: Comparison) -> str:
    """The comparison in one line: each side with its numbers, what it comes to, and between which bounds."""
    sides = (_side(side) for side in comparison.sides)
    unit = f" ({comparison.unit})" if comparison.unit else ""
    return f" {comparison.relation} ".join(sides) + unit


def _side(term: Term) -> str:
    if isinstance(term, Operation):
        return f"{written(term)} → {range_text(interval(term))}"
    return written(term) if isinstance(term, Constant) else f"{written(term)} {_within(term)}".rstrip()


def _within(term: Figure) -> str:
    bounds = interval(term)
    return "" if bounds.low == bounds.high else f"[{range_text(bounds)}]"


def range_text(bounds: Interval) -> str:
    """An interval as `94.2` or `9,056.04 to 9,089.4`; an open end is said in words."""
    if math.isinf(bounds.high):
        return "any" if math.isinf(bounds.low) else f"{number_text(bounds.low)} or more"
    if math.isinf(bounds.low):
        return f"{number_text(bounds.high)} or less"
    if bounds.low == bounds.high:
        return number_text(bounds.low)
    width = bounds.high - bounds.low
    return f"{number_text(bounds.low, width)} to {number_text(bounds.high, width)}"


def number_text(number: Number, width: Number = 0) -> str:
    """A number with commas: exact where it is short, else to six digits, or to what tells a width apart."""
    if isinstance(number, float):
        return "any" if math.isinf(number) else f"{number:g}"
    exact = next((places for places in range(EXACT) if 10**places % number.denominator == 0), None)
    places = DIGITS - 1 - _size(number) if exact is None else exact
    if exact is None and width:
        places = max(places, 1 - _size(Fraction(width)))
    text = f"{Decimal(number.numerator) / Decimal(number.denominator):,.{max(0, places)}f}"
    return text.rstrip("0").rstrip(".") if exact is None and "." in text else text


def _size(number: Fraction) -> int:
    """The power of ten that a number begins with: 0 for 5, 2 for 650, -2 for 0.03."""
    return math.floor(math.log10(abs(number))) if number else 0
