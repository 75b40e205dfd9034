"""What a printed figure can have been: by its digits, by bounding words, and through arithmetic."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esgmap.computations import (
    Comparison,
    Constant,
    Figure,
    Operation,
    interval,
    number_text,
    percent,
    ratio,
    told,
    total,
    value,
)
from esgmap.intervals import Interval, exactly, half_step, printed_interval
from esgmap.model import Period, Source
from esgmap.reported import Evidence, Fact

YEAR = Period(date(2024, 1, 1), date(2024, 12, 31))


def fact(printed: str, number: str | None = None, id: str = "f", state: str = "number") -> Fact:
    written = number if number is not None else printed
    return Fact(
        *(id, "x", (), False, "", "", state, written, Decimal(written) if state == "number" else Decimal(0)),
        *(printed, "t", "", YEAR, (), "measured", "own", Evidence("d", "1", "", ""), "", Source("facts.csv")),
    )


@pytest.mark.parametrize(
    ("printed", "number", "low", "high"),
    [
        ("2.72", "2.72", "2.715", "2.725"),
        ("2.50", "2.5", "2.495", "2.505"),
        ("12,345", "12345", "12344.5", "12345.5"),
        ("RMB 10 million", "10000000", "9500000", "10500000"),
        ("-3.1", "-3.1", "-3.15", "-3.05"),
        ("approximately 89%", "89", "84.55", "93.45"),
        ("约 100", "100", "95", "105"),
        ("about 3", "3", "2.5", "3.5"),
    ],
)
def test_a_figure_is_as_wide_as_its_last_digit(printed: str, number: str, low: str, high: str) -> None:
    assert printed_interval(fact(printed, number)) == Interval(Fraction(low), Fraction(high))


@pytest.mark.parametrize("printed", ["over 60", "exceeded 60", "60+", "more than 60", "at least 60", "逾60"])
def test_a_lower_bound_is_open_above(printed: str) -> None:
    found = printed_interval(fact(printed, "60"))
    assert (found.low, found.high) == (Fraction("59.5"), math.inf)


@pytest.mark.parametrize(
    "printed", ["lower than 60", "not be greater than 60", "up to 60", "<60", "不超过60"]
)
def test_an_upper_bound_begins_at_zero(printed: str) -> None:
    found = printed_interval(fact(printed, "60"))
    assert (found.low, found.high) == (Fraction(0), Fraction("60.5"))


def test_people_are_counted_and_not_rounded_unless_printed_in_thousands() -> None:
    assert printed_interval(fact("1,997", "1997"), is_counted=True) == exactly(1997)
    assert printed_interval(fact("2 thousand", "2000"), is_counted=True).high == 2500
    assert printed_interval(fact("1.5", "1.5"), is_counted=True).high == Fraction("1.55")


def test_a_nil_is_exactly_zero() -> None:
    assert printed_interval(fact("Zero", "0", state="nil")) == exactly(0)
    assert half_step(fact("Zero", "0", state="nil")) == 0


def test_a_quotient_by_what_may_be_zero_is_open() -> None:
    top = exactly(5)
    assert top / Interval(Fraction(0), Fraction(2)) == Interval(Fraction(5, 2), math.inf)
    assert not (top / Interval(Fraction(-1), Fraction(2))).is_bounded
    assert exactly(0) * Interval(Fraction(1), math.inf) == exactly(0)
    assert exactly(1) / Interval(Fraction(2), math.inf) == Interval(Fraction(0), Fraction(1, 2))


def test_intervals_meet_in_a_point() -> None:
    low, high = Interval(Fraction(1), Fraction(2)), Interval(Fraction(2), Fraction(3))
    assert low.meets(high)
    assert low.common(high) == exactly(2)
    assert low.common(exactly(3)) is None


ends = st.fractions(min_value=-50, max_value=50, max_denominator=20)
intervals = st.builds(lambda a, b: Interval(min(a, b), max(a, b)), ends, ends)


@given(intervals, intervals, st.fractions(0, 1), st.fractions(0, 1))
def test_arithmetic_holds_every_value_that_it_can_come_to(
    one: Interval, other: Interval, first: Fraction, second: Fraction
) -> None:
    a = one.low + (one.high - one.low) * first
    b = other.low + (other.high - other.low) * second
    pairs = [(one + other, a + b), (one - other, a - b), (one * other, a * b)]
    if b:
        pairs.append((one / other, a / b))
    for found, exact in pairs:
        assert found.low <= exact <= found.high


@given(st.lists(st.decimals(0, 10**6, places=6), min_size=2, max_size=6), st.integers(0, 3))
def test_a_correctly_rounded_sum_always_holds(parts: list[Decimal], places: int) -> None:
    step = Decimal(1).scaleb(-places)
    printed = [format(each.quantize(step, ROUND_HALF_UP), "f") for each in (*parts, sum(parts, Decimal(0)))]
    *shown, whole = [Figure(fact(text, id=str(n))) for n, text in enumerate(printed)]
    assert Comparison((whole, total(shown)), "=").holds


def test_a_comparison_tells_its_numbers() -> None:
    whole, one, other = (
        Figure(fact(text, number, id=text))
        for text, number in (("24,677.72", "24677.72"), ("128.42", "128.42"), ("24,549.30", "24549.30"))
    )
    held = Comparison((whole, total([one, other])), "=", "tonnes")
    assert held.holds
    assert told(held) == (
        "24,677.72 [24,677.715 to 24,677.725] = 128.42 + 24,549.30 → 24,677.71 to 24,677.73 (tonnes)"
    )
    share = percent(
        Figure(fact("650", id="a"), is_counted=True), Figure(fact("690", id="b"), is_counted=True)
    )
    differs = Comparison((Figure(fact("99.1%", "99.1", id="c")), share), "=", "percent")
    assert not differs.holds
    assert told(differs) == "99.1 [99.05 to 99.15] = 650 ÷ 690 × 100 → 94.2029 (percent)"
    assert [each.id for each in differs.facts] == ["c", "a", "b"]


def test_bounds_and_common_ranges_compare() -> None:
    target, actual = Figure(fact("lower than 1.38", "1.38")), Figure(fact("1.37"))
    assert Comparison((actual, target), "≤").holds
    assert not Comparison((actual, Figure(fact("1.30", "1.3"))), "≤").holds
    assert Comparison((actual, Figure(fact("1.30", "1.3"))), "≥").holds
    three = [
        ratio(Figure(fact(a)), Figure(fact(b))) for a, b in (("10.0", "2.0"), ("5.0", "1.0"), ("9.0", "2.0"))
    ]
    assert Comparison(tuple(three[:2]), "=").holds
    assert not Comparison(tuple(three), "=").holds


def test_terms_come_to_exact_values() -> None:
    term = Operation(
        "-", (Figure(fact("3.6"), Fraction(10)), Constant(Decimal(6), "given"), Figure(fact("1")))
    )
    assert value(term) == 29
    assert interval(term) == Interval(Fraction("28"), Fraction("30"))
    with pytest.raises(ZeroDivisionError):
        value(ratio(Figure(fact("1")), Figure(fact("0", "0"))))


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Fraction(0), "0"),
        (Fraction(1, 3), "0.333333"),
        (Fraction(92, 10**7), "0.0000092"),
        (Fraction(123456789), "123,456,789"),
        (Fraction(10, 3), "3.33333"),
        (Fraction(-5, 2), "-2.5"),
        (math.inf, "any"),
    ],
)
def test_numbers_are_short_and_keep_their_size(number: Fraction | float, text: str) -> None:
    assert number_text(number) == text


def test_a_target_is_set_and_not_rounded() -> None:
    goal = replace(fact("lower than 1.38", "1.38"), basis="target")
    assert half_step(goal) == 0
    assert printed_interval(goal) == Interval(Fraction(0), Fraction("1.38"))
