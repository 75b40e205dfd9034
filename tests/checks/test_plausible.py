"""Figures and quotients of figures within what can be, and figures of one order of size in each year."""

from __future__ import annotations

import pytest
from made_statements import alarms, examined, fact, told

FACTOR, VALUE, SLIP = "factor-implausible", "value-impossible", "unit-slip"


@pytest.mark.parametrize(
    ("power", "unit", "count"),
    [
        ("34,587.19", "MWh", 0),
        ("34,587.19", "kWh", 1),
        ("34,587.19", "GWh", 1),
        ("17,600", "MWh", 0),
        ("17,000", "MWh", 1),
    ],
)
def test_a_grid_factor_lies_between_hydro_and_lignite(power: str, unit: str, count: int):
    facts = (
        fact("scope2", "ghg-scope2", "24,549.30", unit="tCO2e"),
        fact("power", "energy-indirect", power, unit=unit, cut="energy-type=electricity"),
    )
    found = alarms(FACTOR, *facts)
    assert told(found) == [("warning", ("scope2", "power"))] * count


@pytest.mark.parametrize(("before", "severity"), [("1,000", None), ("1,249", None), ("1,300", "note")])
def test_a_factor_that_moves_much_is_a_note(before: str, severity: str | None):
    facts = [
        fact(f"{name}-{year}", name, amount, unit=unit, period=year)
        for name, unit, amounts in (
            ("ghg-scope2-location", "tCO2e", ("1,000", before)),
            ("energy-indirect", "MWh", ("2,000", "2,000")),
        )
        for year, amount in zip(("2021", "2020"), amounts, strict=True)
    ]
    found = examined(FACTOR, *facts)
    assert len(found) == 3
    assert [each for each, _ in told(found)] == ([severity] if severity else [])


def test_heat_of_more_hours_than_a_year_has():
    plant = fact("plant", "heat-recovery-capacity", "2,947", unit="kW")
    assert alarms(FACTOR, plant, fact("heat", "heat-recovered", "30,554", unit="GJ")) == []
    assert len(alarms(FACTOR, plant, fact("heat", "heat-recovered", "130,554", unit="GJ"))) == 1


def test_nil_and_missing_parts_say_nothing():
    assert examined(FACTOR, fact("scope2", "ghg-scope2", "0", unit="tCO2e")) == []
    nil = fact("power", "energy-indirect", "none", state="nil")
    assert examined(FACTOR, fact("scope2", "ghg-scope2", "5", unit="tCO2e"), nil) == []


@pytest.mark.parametrize(
    ("indicator", "printed", "unit", "expected"),
    [
        *(("workforce-share", "100", "pct", []), ("workforce-share", "100.6", "pct", ["error"])),
        *(
            ("pue", "1.37", "ratio", []),
            ("pue", "0.95", "ratio", ["error"]),
            ("pue", "13.7", "ratio", ["warning"]),
        ),
        *(("waste-total", "-5", "t", ["error"]), ("ghg-net", "-5", "tCO2e", [])),
        *(("ghg-total", "-5", "tCO2e", ["warning"]), ("turnover-rate", "160", "pct", ["warning"])),
        *(("workforce-headcount", "1997.5", "persons", ["note"]), ("work-order-change", "-40", "pct", [])),
    ],
)
def test_a_figure_within_what_can_be(indicator: str, printed: str, unit: str, expected: list[str]):
    found = alarms(VALUE, fact("f", indicator, printed, unit=unit))
    assert [severity for severity, _ in told(found)] == expected


def test_what_is_in_bounds_is_told_as_a_number():
    facts = [fact(f"f{n}", "workforce-share", "50", unit="pct", cut=f"gender=g{n}") for n in range(3)]
    assert [each.title for each in examined(VALUE, *facts)] == ["3 figures: within what can be"]
    assert examined(VALUE, fact("f", "work-order-change", "5", unit="pct")) == []


@pytest.mark.parametrize(("before", "count"), [("35,081", 0), ("350", 0), ("35.08", 1), ("35,081,890", 1)])
def test_a_thousandfold_in_a_year_is_a_slip(before: str, count: int):
    facts = (
        fact("now", "energy-total", "35,081.89", unit="MWh"),
        fact("then", "energy-total", before, unit="MWh", period="2020"),
    )
    found = alarms(SLIP, *facts)
    assert [severity for severity, _ in told(found)] == ["warning"] * count
    assert len(examined(SLIP, *facts)) == 1


def test_counts_and_small_figures_may_grow_a_thousandfold():
    for name, unit, now, then in (
        ("complaints", "count", "2,000", "2"),
        ("waste-hazardous", "t", "5", "0.005"),
    ):
        facts = (fact("now", name, now, unit=unit), fact("then", name, then, unit=unit, period="2020"))
        assert alarms(SLIP, *facts) == []
