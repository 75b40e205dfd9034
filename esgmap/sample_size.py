"""How many rows to test, and what the errors found say of all rows: exact binomial attribute sampling.

Comes in: rates as fractions, numbers of rows. Goes out: numbers of rows and rates. Whole numbers decide, so
that every machine gives the same; limits are rounded up. Knows no report.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, Context, Decimal
from fractions import Fraction
from math import ceil, comb

FORMULA = (
    "Formula: the smallest n for which no more than c errors are found with a probability of at most 1 − "
    "confidence, were the tolerable share of all rows in error; c is n × the expected share, rounded up. "
    "This is binomial attribute sampling, as in appendix A of the AICPA Audit Guide “Audit Sampling”."
)
"""How a size is worked out, in words; held against the printed tables in the tests."""
DIGITS = Context(prec=40)
STEP = Decimal("0.000001")
"""How finely a limit is given; it is rounded up to it."""


@dataclass(frozen=True, slots=True)
class Needed:
    """How many rows to test, and how many errors among them the conclusion still bears."""

    rows: int
    errors: int


def needed(confidence: Fraction, tolerable: Fraction, expected: Fraction, most: int) -> Needed | None:
    """The smallest sample that can show a share of errors below `tolerable`, of at most `most` rows.

    None if that takes more rows than there are. Raises ValueError unless all three are shares of one and
    `expected` is less than `tolerable`.

    >>> needed(Fraction(95, 100), Fraction(5, 100), Fraction(0), 560)
    Needed(rows=59, errors=0)
    """
    if not (0 < confidence < 1 and 0 < tolerable < 1 and 0 <= expected < tolerable):
        raise ValueError("expected < tolerable < 1 and 0 < confidence < 1")
    errors = 0
    while errors < most and is_shown(confidence, tolerable, most, errors):
        rows = _fewest(confidence, tolerable, errors, most)
        if ceil(rows * expected) <= errors:
            return Needed(rows, errors)
        errors = max(errors + 1, ceil(rows * expected))
    return None


def _fewest(confidence: Fraction, tolerable: Fraction, errors: int, most: int) -> int:
    """The fewest rows that show it in spite of so many errors; more rows with as few errors show it too."""
    low, high = errors, most
    while high - low > 1:
        middle = (low + high) // 2
        if is_shown(confidence, tolerable, middle, errors):
            high = middle
        else:
            low = middle
    return high


def is_shown(confidence: Fraction, tolerable: Fraction, rows: int, errors: int) -> bool:
    """Whether so few errors among so many rows would be rare enough, were the tolerable share in error."""
    bad, whole = tolerable.numerator, tolerable.denominator
    ways: int = sum(
        comb(rows, found) * bad**found * (whole - bad) ** (rows - found)
        for found in range(min(errors, rows) + 1)
    )
    risk = 1 - confidence
    all_ways: int = whole**rows
    return ways * risk.denominator <= risk.numerator * all_ways


def upper_limit(confidence: Fraction, rows: int, errors: int) -> Decimal:
    """The one-sided upper limit of the share of errors (Clopper and Pearson), rounded up to a millionth.

    Raises ValueError without a row, or with more errors than rows.

    >>> upper_limit(Fraction(95, 100), 59, 0)
    Decimal('0.049508')
    """
    if not 0 <= errors <= rows or rows == 0:
        raise ValueError(f"{errors} errors in {rows} rows")
    if errors == rows:
        return Decimal(1)
    risk = DIGITS.divide(Decimal((1 - confidence).numerator), Decimal((1 - confidence).denominator))
    low, high = 0, int(1 / STEP)
    while high - low > 1:
        middle = (low + high) // 2
        if _at_most(errors, rows, DIGITS.multiply(STEP, Decimal(middle))) <= risk:
            high = middle
        else:
            low = middle
    return DIGITS.multiply(STEP, Decimal(high))


def _at_most(errors: int, rows: int, share: Decimal) -> Decimal:
    """The probability of so many errors or fewer; all terms are positive, so no digit is lost."""
    odds = DIGITS.divide(share, DIGITS.subtract(Decimal(1), share))
    term = DIGITS.power(DIGITS.subtract(Decimal(1), share), rows)
    total = term
    for found in range(errors):
        more = DIGITS.multiply(odds, Decimal(rows - found))
        term = DIGITS.divide(DIGITS.multiply(term, more), Decimal(found + 1))
        total = DIGITS.add(total, term)
    return total


def capped_limit(confidence: Fraction, population: int, tested: int, errors: int) -> Decimal:
    """The upper limit in a population of so many rows: only what was not tested can still be wrong."""
    rest = DIGITS.divide(Decimal(errors + population - tested), Decimal(population))
    return min(upper_limit(confidence, tested, errors), rest.quantize(STEP, ROUND_CEILING))


def most_in_error(limit: Decimal, population: int) -> int:
    """How many rows of the population are in error at most, by the limit."""
    return int(DIGITS.multiply(limit, Decimal(population)))
