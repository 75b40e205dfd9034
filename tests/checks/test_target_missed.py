"""Targets: reached or missed by the better direction, claims of success, and what a target lacks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_statements import alarms, examined, fact, told, words

CODE = "target-in-doubt"


def pue(actual: str, target: str, **changes: str):
    return (
        fact("actual", "pue", actual, unit="ratio", label="PUE"),
        fact(
            "goal",
            "pue",
            target,
            number=target.split()[-1],
            unit="ratio",
            basis="target",
            label="PUE target",
            **changes,
        ),
    )


@pytest.mark.parametrize(
    ("actual", "target", "missed"),
    [
        ("1.37", "1.38", False),
        ("1.38", "1.38", False),
        ("1.39", "1.38", True),
        ("1.37", "lower than 1.38", False),
        ("1.39", "lower than 1.38", True),
        ("1.4", "1.38", False),  # printed to one decimal: 1.35 rounds to it
        ("1.4", "1.34", True),
    ],
)
def test_lower_is_better_for_pue(actual: str, target: str, missed: bool):
    assert told(alarms(CODE, *pue(actual, target))) == [("note", ("actual", "goal"))] * missed
    assert len(examined(CODE, *pue(actual, target))) == 1


def test_higher_is_better_for_renewable_energy():
    def shares(actual: str):
        goal = fact("goal", "energy-renewable-share", "60", unit="pct", basis="target")
        return fact("actual", "energy-renewable-share", actual, unit="pct"), goal

    assert alarms(CODE, *shares("60")) == []
    assert len(alarms(CODE, *shares("59"))) == 1


def test_a_missed_target_that_is_called_reached_is_an_error():
    claim = words("claim", "The PUE target was achieved")
    (found,) = alarms(CODE, *pue("1.41", "1.38"), claim)
    assert found.problem is not None
    assert found.problem.severity.value == "error"
    assert "(`claim`)" in found.problem.message
    assert told(alarms(CODE, *pue("1.41", "1.38"), words("admits", "The PUE target was not met"))) == [
        ("note", ("actual", "goal"))
    ]


def test_a_target_that_fell_due_without_a_figure():
    assert told(alarms(CODE, pue("1.37", "1.38")[1])) == [("note", ("goal",))]
    assert examined(CODE, pue("1.37", "1.38", period="2030")[1]) == []
    assert examined(CODE, pue("1.37", "1.38", whose="supplier")[1]) == []


def test_no_direction_no_verdict():
    goal = fact("goal", "workforce-headcount", "500", unit="persons", basis="target")
    assert examined(CODE, goal, fact("actual", "workforce-headcount", "400", unit="persons")) == []


@pytest.mark.parametrize(
    ("said", "count"),
    [
        ("Hold the level and lower it slightly, long-term", 1),
        ("A fall to 1.38 by 2030", 0),
        ("Renewable power for all sites", 1),
    ],
)
def test_a_target_in_words(said: str, count: int):
    goal = words("goal", said, label="Aim", basis="target")
    assert told(alarms(CODE, goal)) == [("warning", ("goal",))] * count
    assert alarms(CODE, words("goal", said, label="Aim", basis="target", whose="third-party")) == []


def test_a_target_in_words_with_its_figure_elsewhere_is_whole():
    goal = words("goal", "A PUE target is among our indicators", label="Indicator", basis="target")
    assert len(alarms(CODE, goal)) == 1
    assert alarms(CODE, goal, *pue("1.37", "1.38")) == []


def test_a_cut_needs_a_base():
    def cut(label: str):
        name = "ghg-reduction-target-share"
        return fact("cut", name, "42%", unit="pct", basis="target", label=label, period="2030")

    assert told(alarms(CODE, cut("Cut of emissions"))) == [("warning", ("cut",))]
    assert alarms(CODE, cut("Cut of emissions against 2023")) == []
    assert alarms(CODE, cut("Cut"), fact("b", "ghg-base-year-scope1", "9", unit="tCO2e", period="2020")) == []
    level = fact(
        "level", "energy-renewable-share", "60", unit="pct", basis="target", label="Renewable", period="2030"
    )
    assert examined(CODE, level) == []


@given(st.decimals("1", "2", places=6), st.integers(1, 3))
def test_a_target_that_is_just_reached_never_alarms(true, places: int):
    printed = f"{true:.{places}f}"
    assert alarms(CODE, *pue(printed, str(true))) == []
