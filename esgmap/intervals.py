"""What a printed figure can have been before it was rounded: closed intervals, and arithmetic with them.

As XBRL Calculations 1.1 does: a figure printed as 2.72 stands for anything from 2.715 to 2.725, both ends
included, and a computation agrees with a printed result if their intervals have a point in common.
Comes in: a fact. Goes out: exact fractions; an end may be infinite where the report gives a bound only.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from esgmap.reported import Fact

HALF = Decimal("0.5")
REMEMBERED = 8192
"""How many printed figures are kept with what they can have been."""
TARGET = "target"
NUMBER = re.compile(r"\d[\d,\u00a0\u202f ]*(?:\.\d+)?")
SCALES = tuple(Decimal(10) ** power for power in (0, 3, 4, 6, 8, 9))
"""Ones, thousands, 10,000 (万), millions, 100 million (亿), billions: what a printed number may count."""
Number = Fraction | float

OVER = re.compile(
    r"\b(over|above|more than|exceed\w*|at least|not less than|no less than|greater than|upwards of)\b"
    r"|\d\s*\+|[>≥]|超过|逾|以上|不少于|不低于",
    re.I,
)
UNDER = re.compile(
    r"\b(under|below|less than|lower than|fewer than|up to|at most|no more than|not more than|not exceed\w*"
    r"|not be greater than|not greater than)\b|[<≤]|不超过|低于|以下|不足|少于",
    re.I,
)
ABOUT = re.compile(
    r"\b(about|around|approximately|approx|nearly|almost|circa|some|roughly)\b|[~≈]|约|近", re.I
)
ABOUT_SHARE = Fraction(5, 100)
"""How far a figure said to be approximate may lie off, where its digits do not leave more room."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Every value from `low` to `high`, both included."""

    low: Number
    high: Number

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Interval) -> Interval:
        return Interval(self.low - other.high, self.high - other.low)

    def __mul__(self, other: Interval) -> Interval:
        if self.low >= 0 and other.low >= 0:
            return Interval(_times(self.low, other.low), _times(self.high, other.high))
        ends = [_times(a, b) for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(ends), max(ends))

    def __truediv__(self, other: Interval) -> Interval:
        if other.low <= 0 <= other.high:
            return _divided_through_zero(self, other)
        if self.low >= 0 and other.low > 0:
            return Interval(_over(self.low, other.high), _over(self.high, other.low))
        ends = [_over(a, b) for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(ends), max(ends))

    def meets(self, other: Interval) -> bool:
        """Whether the two have a point in common."""
        return self.low <= other.high and other.low <= self.high

    def common(self, other: Interval) -> Interval | None:
        """What the two have in common, or None."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        return Interval(low, high) if low <= high else None

    @property
    def is_bounded(self) -> bool:
        """Whether both ends are finite."""
        return not (math.isinf(self.low) or math.isinf(self.high))


EVERYTHING = Interval(-math.inf, math.inf)


def _times(first: Number, second: Number) -> Number:
    return Fraction(0) if not first or not second else first * second


def _over(first: Number, second: Number) -> Number:
    if math.isinf(second):
        return Fraction(0)
    return first / second


def _divided_through_zero(top: Interval, bottom: Interval) -> Interval:
    """A quotient whose divisor may be zero: bounded on one side only, if at all."""
    if bottom.low == 0 < bottom.high and top.low >= 0:
        return Interval(_over(top.low, bottom.high), math.inf)
    return EVERYTHING


def exactly(number: Decimal | int | Fraction) -> Interval:
    """The interval of a number that is not rounded."""
    return Interval(Fraction(number), Fraction(number))


def printed_interval(fact: Fact, is_counted: bool = False) -> Interval:
    """What the figure can have been, in its own unit: by its digits, and by words such as “over” or “about”.

    A nil is exactly zero, and so is a whole number of people or things exact (`is_counted`) unless it is
    printed in thousands or more. Units: those of the fact; percentages stay percent.
    """
    return _around(fact.number or Decimal(0), str(half_step(fact)), fact.value_as_printed, is_counted)


@lru_cache(REMEMBERED)
def _around(figure: Decimal, step: str, text: str, is_counted: bool) -> Interval:
    number, half = Fraction(figure), Fraction(step)
    if is_counted and half == Fraction(1, 2):
        half = Fraction(0)
    if UNDER.search(text):
        return Interval(Fraction(0) if number >= 0 else -math.inf, number + half)
    if OVER.search(text):
        return Interval(number - half, math.inf)
    if ABOUT.search(text):
        half = max(half, abs(number) * ABOUT_SHARE)
    return Interval(number - half, number + half)


def half_step(fact: Fact) -> Decimal:
    """Half a unit of the last digit that is printed: what the figure may have been before it was rounded.

    Read off the printed value where that shows the figure, or so many thousands or millions; else off the
    figure itself. A target is set, not measured: it was never rounded. A printed 0.0 may have been 0.04.
    """
    if fact.value_state != "number" or fact.number is None or fact.basis == TARGET:
        return Decimal(0)
    return _half_step(str(fact.number), fact.value_as_printed)


@lru_cache(REMEMBERED)
def _half_step(figure: str, text: str) -> Decimal:
    number = Decimal(figure)
    steps = {scale: HALF.scaleb(_exponent(each)) * scale for each, scale in _printed(text, abs(number))}
    own = HALF.scaleb(min(_exponent(number), 0))
    return steps.get(Decimal(1)) or next(iter(steps.values()), own)


def _printed(text: str, number: Decimal) -> Iterator[tuple[Decimal, Decimal]]:
    """The numbers in a printed text that show the figure, each with what it is a multiple of."""
    for match in NUMBER.findall(text):
        printed = Decimal(re.sub(r"[^\d.]", "", match))
        for scale in SCALES if printed else SCALES[:1]:
            if printed * scale == number:
                yield printed, scale


def _exponent(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0
