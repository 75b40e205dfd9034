"""Jumps: from the declared limit on, whatever the digits were rounded from, unless the report says why."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_statements import alarms, content, examined, fact, told, words

from esgmap.reported import Fact

CODE = "unexplained-jump"


def water(now: str, before: str, **changes: str) -> tuple[Fact, Fact]:
    one = fact("now", "water-withdrawn", now, unit="m3", label="Water withdrawn", **changes)
    other = fact(
        "before", "water-withdrawn", before, unit="m3", period="2020", label="Water withdrawn", **changes
    )
    return one, other


@pytest.mark.parametrize(
    ("now", "before", "jumps"),
    [
        ("1,590", "1,000", True),
        ("1,290", "1,000", False),
        ("1,300", "1,000", False),
        ("1,302", "1,000", True),
        ("1,301", "1,000", False),  # 1,300.5 over 1,000.5 is less than 1.3
        ("690", "1,000", True),
        ("710", "1,000", False),
        ("99", "20", False),  # both small
        ("101", "20", True),
    ],
)
def test_the_limit(now: str, before: str, jumps: bool):
    assert len(alarms(CODE, *water(now, before))) == jumps
    assert len(examined(CODE, *water(now, before))) == (now != "99")


def test_a_jump_tells_both_places_and_the_numbers():
    (found,) = alarms(CODE, *water("1,590", "1,000"))
    assert told([found]) == [("warning", ("now", "before"))]
    assert found.problem is not None
    assert "rose by 59 %" in found.problem.message
    assert "(1,590 ÷ 1,000 − 1) × 100" in found.problem.computation
    assert found.comparison is not None
    assert not found.comparison.holds


@pytest.mark.parametrize(
    ("said", "changes", "explains"),
    [
        ("More water was used because a plant was opened", {}, True),
        ("More water was used because a plant was opened", {"section": "Notes"}, False),
        ("Water use increased because a plant was opened", {"section": "Notes"}, True),
        ("Waste rose because a plant was opened", {}, False),
        ("Water is precious", {}, False),
    ],
)
def test_an_explanation_is_a_reason_about_the_same_thing_near(
    said: str, changes: dict[str, str], explains: bool
):
    found = alarms(CODE, *water("1,590", "1,000"), words("why", said, **changes))
    assert (found == []) == explains


def test_a_readers_note_explains_nothing():
    now, before = water("1,590", "1,000")
    assert alarms(CODE, now, before)
    assert alarms(CODE, fact("n", "water-withdrawn", "1590", unit="m3", note="because of a leak"), before)


def test_jumps_of_one_indicator_are_told_once_widest_cut_first():
    parts = [
        fact(f"site-{period}", "water-withdrawn", value, unit="m3", cut="site=a", period=period)
        for period, value in (("2021", "800"), ("2020", "300"))
    ]
    (found,) = alarms(CODE, *parts, *water("1,590", "1,000"))
    assert [each.id for each in found.facts] == ["now", "before", "site-2021", "site-2020"]


def test_percentages_move_in_points():
    def shares(now: str) -> list[Fact]:
        return [
            fact("now", "energy-renewable-share", now, unit="pct"),
            fact("before", "energy-renewable-share", "20", unit="pct", period="2020"),
        ]

    assert alarms(CODE, *shares("34")) == []
    assert alarms(CODE, *shares("36")) == []  # 35.5 less 20.5 is 15
    assert len(alarms(CODE, *shares("37"))) == 1


def test_units_are_brought_together_and_nil_is_no_ground():
    now = fact("now", "energy-total", "1,000", unit="MWh")
    assert alarms(CODE, now, fact("old", "energy-total", "3,600", unit="GJ", period="2020")) == []
    assert len(alarms(CODE, now, fact("old", "energy-total", "1,000", unit="GJ", period="2020"))) == 1
    assert examined(CODE, now, fact("old", "energy-total", "0", unit="GJ", period="2020")) == []
    assert examined(CODE, now, fact("old", "energy-total", "NA", state="not-available", period="2020")) == []


def test_targets_and_figures_of_other_years_are_left_alone():
    goal = fact("goal", "energy-total", "9,000", unit="MWh", basis="target")
    assert examined(CODE, goal, fact("old", "energy-total", "1,000", unit="MWh", period="2020")) == []


@given(st.integers(20_000, 900_000), st.decimals("0.75", "1.295", places=4), st.integers(0, 2))
def test_a_rounded_move_inside_the_limit_never_alarms(true: int, factor: Decimal, places: int):
    step = Decimal(1).scaleb(-places)
    before, now = Decimal(true) / 7, Decimal(true) / 7 * factor
    printed = [str(each.quantize(step, ROUND_HALF_UP)) for each in (now, before)]
    assert alarms(CODE, *water(*printed)) == []


def test_every_kind_of_unit_has_a_limit():
    hub, expectations = content()
    assert all(expectations.limit(unit.kind) for unit in hub.units.values())
