"""The draw: the same rows always, fair to every row, and sizes that add up."""

from __future__ import annotations

import hashlib
import itertools
import random
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esgmap.sampling import (
    GLUE,
    TARGETS,
    WHOLE,
    Draw,
    Item,
    Plan,
    allocate,
    by_stratum,
    draw_from,
    in_order,
    obstacle,
    perform,
    rank_hash,
    reasons,
    rows_wanted,
    strata_of,
    stratum_name,
)

AXES = ("framework", "basis")
ITEMS = tuple(
    Item(
        id=f"fact:{number}",
        content=f"{number}",
        marks={
            "framework": (("GRI",), ("HKEX",), ("GRI", "HKEX"), ("nothing",))[number % 4],
            "basis": ("estimated" if number % 7 == 0 else "measured",),
        },
        traits=frozenset({"estimated"} if number % 7 == 0 else set()),
        figure=("energy", Decimal(number * (-1) ** number)) if number % 3 else None,
        weight=number % 5,
    )
    for number in range(60)
)


def drawn(plan: Plan, items: tuple[Item, ...] = ITEMS) -> Draw:
    """The draw of a plan that can be carried out."""
    assert obstacle(items, plan) == ""
    return perform(items, plan)


def ids(draw: Draw) -> list[str]:
    return [row.id for row in draw.rows]


# --- the same rows --------------------------------------------------------------------------------


def test_the_order_is_that_of_a_plain_sha256():
    assert rank_hash("2021", "fact:a") == hashlib.sha256(b"2021\nfact:a").hexdigest()
    assert rank_hash("2021", "fact:a")[:16] == "ef2bd309be7a37b4"
    by_hand = sorted(ITEMS, key=lambda item: hashlib.sha256(f"x\n{item.id}".encode()).hexdigest())
    assert ids(drawn(Plan(seed="x", size=9))) == [item.id for item in by_hand[:9]]


PLANS = [
    Plan(seed="x", size=20),
    Plan(seed="x", share=Fraction(1, 3)),
    Plan(seed="x", tolerable=Fraction(1, 10)),
    Plan(seed="x", by=("framework",), size=20),
    Plan(seed="x", by=AXES, size=20, allocation="equal"),
    Plan(seed="x", by=("basis",), size=4, allocation="each"),
    Plan(seed="x", targets=("estimated", "most-used", "largest"), size=11),
]


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: f"{plan.method} {plan.by} {plan.allocation}")
def test_the_order_of_the_input_does_not_matter(plan: Plan):
    first = drawn(plan)
    for number in range(5):
        shuffled = list(ITEMS)
        random.Random(number).shuffle(shuffled)
        assert drawn(plan, tuple(shuffled)) == first


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: f"{plan.method} {plan.by} {plan.allocation}")
def test_no_row_stands_twice_and_every_row_was_drawn_for_something(plan: Plan):
    found = drawn(plan)
    assert len(set(ids(found))) == len(found.rows)
    told = {row.id: set(row.strata) for row in found.rows}
    for part in found.strata:
        assert len(part.drawn) == part.size
        assert all(part.name in told[each] for each in part.drawn)
    assert all(told.values())


def test_another_interpreter_draws_the_same_rows():
    code = "from esgmap.sampling import *; print(*in_order((f'fact:{n}' for n in range(40)), 'a seed')[:12])"
    found = {
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, env={"PYTHONHASHSEED": seed}
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert found == {" ".join(in_order((f"fact:{number}" for number in range(40)), "a seed")[:12])}


def test_another_seed_gives_another_draw():
    draws = {tuple(ids(drawn(Plan(seed=f"{number}", size=8)))) for number in range(50)}
    assert len(draws) == 50


def test_a_larger_sample_holds_the_smaller_one():
    for smaller, larger in itertools.pairwise(range(1, 60)):
        few, many = (ids(drawn(Plan(seed="x", size=size))) for size in (smaller, larger))
        assert many[:smaller] == few


def test_one_more_row_in_the_population_changes_one_row_at_most():
    for number in range(30):
        more = (*ITEMS, Item(id=f"fact:new-{number}", content="new"))
        before, after = (set(ids(drawn(Plan(seed="x", size=15), each))) for each in (ITEMS, more))
        assert after - before <= {f"fact:new-{number}"}
        assert len(before - after) <= 1


def test_every_row_is_drawn_as_often_as_chance_would():
    """Over 3,000 seeds each of 12 rows is drawn in a third; the bounds hold but once in a million."""
    names, seeds = [f"fact:{number}" for number in range(12)], 3000
    counts = Counter(each for seed in range(seeds) for each in in_order(names, f"seed {seed}")[:4])
    low, high = _bounds(seeds, Fraction(1, 3), Fraction(1, 1_000_000))
    assert sum(counts.values()) == 4 * seeds
    assert all(low <= counts[each] <= high for each in names), counts


def test_every_pair_of_rows_is_drawn_as_often_as_chance_would():
    names, seeds = [f"fact:{number}" for number in range(8)], 3000
    counts = Counter(
        pair
        for seed in range(seeds)
        for pair in itertools.combinations(sorted(in_order(names, f"seed {seed}")[:3]), 2)
    )
    low, high = _bounds(seeds, Fraction(3 * 2, 8 * 7), Fraction(1, 1_000_000))
    assert len(counts) == 28
    assert all(low <= number <= high for number in counts.values()), counts


def _bounds(tries: int, rate: Fraction, risk: Fraction) -> tuple[int, int]:
    """The counts outside of which a binomial count falls with less than the risk, at each end."""
    whole = rate.denominator**tries
    ways = [
        comb(tries, hits) * rate.numerator**hits * (rate.denominator - rate.numerator) ** (tries - hits)
        for hits in range(tries + 1)
    ]

    def first(weights: list[int]) -> int:
        total = 0
        for place, weight in enumerate(weights):
            total += weight
            if total > risk * whole:
                return place
        raise AssertionError

    return first(ways), tries - first(ways[::-1])


# --- strata ---------------------------------------------------------------------------------------


def test_a_row_of_several_values_belongs_to_several_strata():
    item = ITEMS[14]
    assert strata_of(item, ()) == (WHOLE,)
    assert strata_of(item, ("framework",)) == ("GRI", "HKEX")
    assert strata_of(item, AXES) == ("GRI / estimated", "HKEX / estimated")
    assert sum(map(len, by_stratum(ITEMS, ("framework",)).values())) == 75


def test_each_stratum_is_drawn_from_by_itself():
    found = drawn(Plan(seed="x", by=("framework",), size=24))
    strata = by_stratum(ITEMS, ("framework",))
    assert [part.name for part in found.strata] == sorted(strata)
    for part in found.strata:
        assert part.drawn == in_order(strata[part.name], "x")[: part.size]
    assert found.overlaps
    several = [row for row in found.rows if len(row.strata) > 1]
    assert several
    assert sum(len(row.strata) for row in found.rows) == 24
    assert not drawn(Plan(seed="x", by=("basis",), size=24)).overlaps


def test_names_of_strata_hold_no_separator():
    assert stratum_name("Energy; water\n and\x07waste ") == "Energy, water and waste"
    assert GLUE.strip() not in stratum_name("a;b; c")


populations = st.lists(st.integers(1, 200), min_size=1, max_size=12)


@given(populations, st.integers(0, 2000), st.sampled_from(["proportional", "equal"]), st.integers(0, 4))
def test_allocations_add_up_and_keep_every_bound(
    found: list[int], wanted: int, allocation: str, minimum: int
):
    floors = [min(minimum, population) for population in found]
    size = min(max(wanted, sum(floors)), sum(found))
    sizes = allocate(found, size, allocation, minimum)
    assert sum(sizes) == size
    assert all(
        floor <= number <= population for floor, number, population in zip(floors, sizes, found, strict=True)
    )


@given(populations, st.integers(0, 2000))
def test_without_a_minimum_every_stratum_has_its_quota(found: list[int], wanted: int):
    size = min(wanted, sum(found))
    for number, population in zip(allocate(found, size, "proportional", 0), found, strict=True):
        quota = Fraction(size * population, sum(found))
        assert quota - 1 < number < quota + 1


@given(populations, st.integers(0, 2000))
def test_equal_strata_differ_by_one_unless_they_are_used_up(found: list[int], wanted: int):
    sizes = allocate(found, min(wanted, sum(found)), "equal", 0)
    open_ones = [number for number, population in zip(sizes, found, strict=True) if number < population]
    assert not open_ones or max(open_ones) - min(open_ones) <= 1
    assert all(number <= min(open_ones) + 1 for number in sizes) if open_ones else sizes == tuple(found)


@pytest.mark.parametrize(
    ("found", "size", "allocation", "minimum", "sizes"),
    [
        ([100, 10, 1], 11, "proportional", 1, (9, 1, 1)),
        ([100, 10, 1], 11, "proportional", 0, (10, 1, 0)),
        ([50, 50, 50], 10, "proportional", 0, (4, 3, 3)),
        ([50, 50, 50], 11, "proportional", 0, (4, 4, 3)),
        ([90, 5, 5], 10, "proportional", 3, (4, 3, 3)),
        ([90, 2, 2], 10, "equal", 1, (6, 2, 2)),
        ([5, 5, 5], 10, "equal", 1, (4, 3, 3)),
        ([3, 3], 6, "proportional", 1, (3, 3)),
    ],
)
def test_allocations_that_can_be_checked_by_hand(
    found: list[int], size: int, allocation: str, minimum: int, sizes: tuple[int, ...]
):
    assert allocate(found, size, allocation, minimum) == sizes


@pytest.mark.parametrize(("size", "minimum"), [(1, 1), (7, 0)])
def test_an_allocation_that_cannot_be_is_refused(size: int, minimum: int):
    with pytest.raises(ValueError, match="rows for strata of"):
        allocate([3, 3], size, "proportional", minimum)


def test_each_stratum_can_have_a_sample_of_its_own():
    found = drawn(Plan(seed="x", by=("basis",), size=12, allocation="each"))
    assert [(part.name, len(part.ids), part.size) for part in found.strata] == [
        ("estimated", 9, 9),
        ("measured", 51, 12),
    ]
    worked_out = drawn(Plan(seed="x", by=("basis",), tolerable=Fraction(1, 10), allocation="each"))
    assert [part.size for part in worked_out.strata] == [9, 29]


# --- how many -------------------------------------------------------------------------------------


def test_sizes_are_asked_for_in_one_of_three_ways():
    assert rows_wanted(Plan(seed="x", size=7), 100) == 7
    assert rows_wanted(Plan(seed="x", share=Fraction(1, 10)), 101) == 11
    assert rows_wanted(Plan(seed="x", tolerable=Fraction(5, 100)), 560) == 59
    assert rows_wanted(Plan(seed="x", tolerable=Fraction(5, 100)), 58) == 58, "too few for a sample: all"


@pytest.mark.parametrize(
    ("plan", "told"),
    [
        (Plan(seed="x", size=61), "61 rows are asked for, and the population has 60"),
        (
            Plan(seed="x", by=("framework",), size=2),
            "2 rows cannot hold 1 of each of 3 strata: ask for 3 rows",
        ),
        (Plan(seed="x", by=("basis",), size=9, minimum=5), "ask for 10 rows at least"),
        (Plan(seed="x", targets=("restated",)), "no row fits restated"),
    ],
)
def test_what_cannot_be_drawn_is_said(plan: Plan, told: str):
    assert told in obstacle(ITEMS, plan)


def test_an_empty_population_is_said():
    assert "empty" in obstacle((), Plan(seed="x", size=1))


# --- targets --------------------------------------------------------------------------------------


def test_every_target_has_its_reason_beside_the_row():
    plan = Plan(seed="x", targets=("estimated", "most-used", "largest"), top=4)
    found = drawn(plan)
    told = {row.id: row.strata for row in found.rows}
    for item in ITEMS:
        assert ("estimated" in item.traits) == ("estimated" in told.get(item.id, ()))
    used = [item for item in ITEMS if "most-used" in told.get(item.id, ())]
    assert (len(used), {item.weight for item in used}) == (4, {4})
    largest = {item.id for item in ITEMS if "largest" in told.get(item.id, ())}
    assert largest == {"fact:59", "fact:58", "fact:56", "fact:55"}, "whatever its sign"
    assert set(told) == set(reasons(ITEMS, plan))


def test_a_targeted_sample_keeps_the_rows_with_most_reasons():
    plan = Plan(seed="x", targets=("estimated", "most-used", "largest"), size=5)
    found, every = drawn(plan), reasons(ITEMS, plan)
    kept = [len(every[row.id]) for row in found.rows]
    assert len(kept) == 5
    assert kept == sorted(map(len, every.values()), reverse=True)[:5]
    assert [part.name for part in found.strata] == list(plan.targets)
    for part in found.strata:
        assert set(part.ids) == {each for each in every if part.name in every[each]}
        assert set(part.drawn) == {row.id for row in found.rows if part.name in row.strata}


def test_ties_are_broken_by_the_seed():
    chosen = {
        tuple(sorted(reasons(ITEMS, Plan(seed=f"{seed}", targets=("most-used",), top=3))))
        for seed in range(9)
    }
    assert len(chosen) > 1


def test_every_target_is_known_and_means_something():
    assert len(TARGETS) == 8
    assert all(words and not words.endswith(".") for words in TARGETS.values())


# --- again from what a paper lists ----------------------------------------------------------------


@pytest.mark.parametrize("plan", [plan for plan in PLANS if not plan.targets], ids=lambda plan: f"{plan.by}")
def test_the_strata_alone_give_the_same_draw(plan: Plan):
    assert draw_from(by_stratum(ITEMS, plan.by), plan) == drawn(plan)
