"""Sizes and limits against the printed tables, against brute force, and against finite populations."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, comb

import pytest

from esgmap.sample_size import STEP, Needed, capped_limit, is_shown, most_in_error, needed, upper_limit

LARGE = 100_000
PRINTED: dict[tuple[str, str], str] = {
    ("95", "0"): "5:59(0) 6:49(0) 7:42(0) 8:36(0) 9:32(0) 10:29(0) 15:19(0) 20:14(0)",
    ("95", "1"): "5:93(1) 6:78(1) 7:66(1) 8:58(1) 9:51(1) 10:46(1) 15:30(1) 20:22(1)",
    ("95", "2"): "5:181(4) 6:127(3) 7:88(2) 8:77(2) 9:68(2) 10:46(1) 15:30(1) 20:22(1)",
    ("90", "0"): "5:45(0) 6:38(0) 7:32(0) 8:28(0) 9:25(0) 10:22(0) 15:15(0) 20:11(0)",
    ("90", "1"): "5:77(1) 6:64(1) 7:55(1) 8:48(1) 9:42(1) 10:38(1) 15:25(1) 20:18(1)",
}
"""Confidence, expected rate → tolerable rate, size and errors: AICPA Audit Sampling, tables A-1 and A-2."""


def percent(text: str) -> Fraction:
    return Fraction(text) / 100


def probability(rows: int, errors: int, rate: Fraction) -> Fraction:
    """The probability of at most so many errors, written out."""
    return sum((comb(rows, k) * rate**k * (1 - rate) ** (rows - k) for k in range(errors + 1)), Fraction(0))


def finite(population: int, wrong: int, rows: int, errors: int) -> Fraction:
    """The probability of at most so many errors, drawn without replacement from so many rows."""
    ways = sum(comb(wrong, k) * comb(population - wrong, rows - k) for k in range(min(errors, rows) + 1))
    return Fraction(ways, comb(population, rows))


CELLS = [
    (confidence, expected, *cell.replace("(", ":").rstrip(")").split(":"))
    for (confidence, expected), line in PRINTED.items()
    for cell in line.split()
]


@pytest.mark.parametrize(("confidence", "expected", "tolerable", "rows", "errors"), CELLS)
def test_sizes_are_those_of_the_printed_tables(
    confidence: str, expected: str, tolerable: str, rows: str, errors: str
):
    found = needed(percent(confidence), percent(tolerable), percent(expected), LARGE)
    assert found == Needed(int(rows), int(errors))


@pytest.mark.parametrize("confidence", ["80", "95", "99.5"])
@pytest.mark.parametrize(("tolerable", "expected"), [("20", "0"), ("12.5", "2"), ("30", "10"), ("40", "29")])
def test_a_size_is_the_smallest_that_will_do(confidence: str, tolerable: str, expected: str):
    level, high, low = percent(confidence), percent(tolerable), percent(expected)
    found = needed(level, high, low, LARGE)
    assert found is not None
    fits = [
        rows for rows in range(1, found.rows + 1) if probability(rows, ceil(rows * low), high) <= 1 - level
    ]
    assert fits == [found.rows]
    assert found.errors == ceil(found.rows * low)


def test_a_population_that_is_too_small_is_tested_whole():
    level = percent("95")
    assert needed(level, percent("5"), Fraction(0), 58) is None
    assert needed(level, percent("5"), Fraction(0), 59) == Needed(59, 0)
    assert needed(level, percent("5"), Fraction(0), 1) is None
    assert needed(level, percent("5"), percent("4.9"), 200) is None


@pytest.mark.parametrize(
    ("confidence", "tolerable", "expected"),
    [
        ("0", "5", "0"),
        ("100", "5", "0"),
        ("95", "0", "0"),
        ("95", "100", "0"),
        ("95", "5", "5"),
        ("95", "5", "9"),
    ],
)
def test_rates_that_make_no_sense_are_refused(confidence: str, tolerable: str, expected: str):
    with pytest.raises(ValueError, match="expected < tolerable"):
        needed(percent(confidence), percent(tolerable), percent(expected), LARGE)


def test_exact_numbers_decide_at_the_edge():
    """One row, 95 % of all wrong: the probability of none is exactly the risk."""
    assert is_shown(percent("95"), percent("95"), 1, 0)
    assert not is_shown(percent("95"), percent("94.999999"), 1, 0)


@pytest.mark.parametrize("confidence", ["80", "90", "95", "99"])
def test_a_limit_is_the_rate_at_which_so_few_errors_become_rare(confidence: str):
    level = percent(confidence)
    for rows in (1, 2, 5, 17, 59):
        for errors in range(rows):
            limit = Fraction(upper_limit(level, rows, errors))
            assert probability(rows, errors, limit) <= 1 - level
            assert probability(rows, errors, limit - Fraction(STEP)) > 1 - level
        assert upper_limit(level, rows, rows) == 1


def test_a_sample_of_the_size_that_was_worked_out_shows_what_it_was_for():
    level = percent("95")
    for tolerable, expected in (("5", "0"), ("5", "1"), ("10", "3"), ("20", "2")):
        found = needed(level, percent(tolerable), percent(expected), LARGE)
        assert found is not None
        assert upper_limit(level, found.rows, found.errors) <= percent(tolerable) + Fraction(STEP)
        assert upper_limit(level, found.rows, found.errors + 1) > percent(tolerable)


@pytest.mark.parametrize(("rows", "errors"), [(0, 0), (3, 4), (3, -1)])
def test_a_limit_of_nothing_is_refused(rows: int, errors: int):
    with pytest.raises(ValueError, match="errors in"):
        upper_limit(percent("95"), rows, errors)


def test_the_binomial_is_on_the_safe_side_for_every_small_population():
    """More rows in error than the limit allows would show so few errors with less than the risk."""
    tried = 0
    for level in map(percent, ("80", "90", "95", "99")):
        for population in range(1, 31):
            for rows in range(1, population + 1):
                for errors in range((rows + 1) // 2):
                    most = most_in_error(capped_limit(level, population, rows, errors), population)
                    assert errors <= most <= errors + population - rows
                    if most < errors + population - rows:
                        assert finite(population, most + 1, rows, errors) <= 1 - level
                    tried += 1
    assert tried > 10_000


def test_sizes_are_on_the_safe_side_for_small_populations():
    for population in (20, 50, 100, 500):
        for tolerable in range(2, 40):
            found = needed(percent("95"), Fraction(tolerable, 100), Fraction(1, 100), population)
            if found:
                wrong = ceil(Fraction(tolerable, 100) * population)
                assert finite(population, wrong, found.rows, found.errors) <= percent("5")


def test_a_population_tested_whole_has_its_errors_as_limit():
    assert most_in_error(capped_limit(percent("95"), 7, 7, 2), 7) == 2
    assert most_in_error(capped_limit(percent("95"), 6, 5, 0), 6) == 1
    assert capped_limit(percent("95"), 10_000, 59, 0) == upper_limit(percent("95"), 59, 0)
