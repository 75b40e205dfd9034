"""Rates beside NA and nil, rates of nothing that is told, and changes without a value to start from."""

from __future__ import annotations

import pytest
from made_statements import alarms, examined, fact, told

CODE = "rate-without-base"
RATE = "waste-hazardous-compliant-disposal"


def test_a_rate_beside_na_is_a_warning():
    rate = fact("rate", RATE, "100%", unit="pct")
    na = fact("na", "waste-hazardous", "NA", state="not-available", unit="t")
    (found,) = alarms(CODE, rate, na)
    assert told([found]) == [("warning", ("rate", "na"))]
    assert "gives 100% of an amount that is printed as NA for 2021" in found.problem.message


@pytest.mark.parametrize(
    ("rate", "base", "count"),
    [
        ("100%", {"printed": "0.092"}, 0),
        ("100%", {"printed": "", "state": "nil"}, 1),
        ("100%", {"printed": "0"}, 1),
        ("0%", {"printed": "", "state": "nil"}, 0),
        ("100%", {"printed": "0.092", "period": "2020"}, 0),  # told, but of another year: not looked at
        ("100%", {"printed": "NA", "state": "not-available", "period": "2020"}, 0),
    ],
)
def test_a_rate_beside_its_amount(rate: str, base: dict[str, str], count: int):
    amount = fact("amount", "waste-hazardous", unit="t", **base)
    assert len(alarms(CODE, fact("rate", RATE, rate, unit="pct"), amount)) == count


def test_what_is_told_twice_as_na_and_as_a_figure_is_a_figure():
    rate = fact("rate", RATE, "100%", unit="pct")
    na = fact("na", "waste-hazardous", "NA", state="not-available", unit="t")
    (found,) = examined(CODE, rate, na, fact("amount", "waste-hazardous", "2", unit="t", cut="site=a"))
    assert found.problem is None
    assert [each.id for each in found.facts] == ["rate", "amount"]


def test_rates_of_a_whole_that_is_nowhere_are_told_once():
    rates = [
        fact(f"r{number}", "training-coverage", "9", unit="pct", cut=f"site=s{number}") for number in range(3)
    ]
    assert told(alarms(CODE, *rates)) == [("note", ("r0", "r1", "r2"))]
    assert alarms(CODE, *rates, fact("all", "workforce-headcount", "50", unit="persons")) == []
    assert alarms(CODE, *rates, fact("all", "", "50", unit="persons", label="Number of employees")) == []


def test_the_part_beside_the_rate_is_enough():
    rate = fact("rate", "training-coverage", "9", unit="pct", label="Share of people trained")
    part = fact("part", "", "4", unit="persons", label="People trained")
    assert alarms(CODE, rate, part) == []
    assert (
        len(alarms(CODE, rate, fact("part", "", "4", unit="persons", label="People trained", section="X")))
        == 1
    )


@pytest.mark.parametrize(
    ("label", "indicator", "count"),
    [
        ("Cut in the time to solve problems", "", 1),
        ("Improvement in response time", "", 1),
        ("故障处理时间缩短", "", 1),
        ("Share of suppliers with agreed improvements", "", 0),
        ("Satisfied customers", "", 0),
        ("Fall in work orders", "work-order-change", 1),
    ],
)
def test_a_change_needs_a_value_to_start_from(label: str, indicator: str, count: int):
    change = fact("change", indicator, "50%", unit="pct", label=label)
    assert told(alarms(CODE, change)) == [("warning", ("change",))] * count
    ends = [fact(f"o{year}", "", "9", unit="count", label=label.replace("Fall in w", "W"), period=year)
            for year in ("2020", "2021")]  # fmt: skip
    assert alarms(CODE, change, *ends) == []


def test_targets_and_rates_of_others_are_left_alone():
    assert examined(CODE, fact("t", RATE, "100%", unit="pct", basis="target")) == []
    assert examined(CODE, fact("t", RATE, "100%", unit="pct", whose="supplier")) == []


def test_a_figure_that_fell_needs_the_year_before():
    fell = fact("now", "wue", "fell to 2.04", number="2.04", unit="L-per-kWh")
    assert told(alarms(CODE, fell)) == [("warning", ("now",))]
    assert alarms(CODE, fell, fact("old", "wue", "2.10", unit="L-per-kWh", period="2020")) == []
    assert alarms(CODE, fact("now", "wue", "lower than 2.04", number="2.04", unit="L-per-kWh")) == []
