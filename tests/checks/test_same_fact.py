"""One quantity told twice: two values, two precisions, two units, rows of one table, no indicator."""

from __future__ import annotations

import pytest
from made_statements import alarms, examined, fact, told

from esgmap.reported import Fact

CODE = "same-fact-differs"


def water(name: str, printed: str, **changes: str) -> Fact:
    return fact(name, "water-withdrawn", printed, **{"unit": "m3", "section": name, **changes})


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        *(("12.34", "12.34", None), ("12.34", "12.3", None), ("12.34", "12.4", "error")),
        *(("12", "12.5", None), ("12", "12.6", "error"), ("1", "0.5", "note"), ("over 12", "20", None)),
        *(("about 12", "12.5", None), ("5", "6", "error"), ("12.34", "12.35", "warning")),
    ],
)
def test_figures_agree_if_some_value_rounds_to_both(one: str, other: str, expected: str | None):
    number = one.split()[-1]
    (found,) = examined(CODE, water("a", one, number=number), water("b", other))
    assert (found.problem.severity.value if found.problem else None) == expected


def test_units_are_converted_and_a_thousandfold_is_named():
    one = fact("a", "energy-total", "1,145.6", unit="MWh", section="x")
    assert alarms(CODE, one, fact("b", "energy-total", "4,124.2", unit="GJ", section="y")) == []
    (found,) = alarms(CODE, one, fact("b", "energy-total", "1,145.6", unit="kWh", section="y"))
    assert found.problem is not None
    assert found.problem.hint.startswith("about a thousand apart")


def test_rows_of_one_table_are_different_things():
    rows = [
        water(name, printed, section="S", anchor=f"Water › {name} › 2021")
        for name, printed in (("a", "5"), ("b", "9"))
    ]
    assert examined(CODE, *rows) == []
    twice = [
        water(name, printed, section="S", anchor="Water › a › 2021")
        for name, printed in (("a", "5"), ("b", "9"))
    ]
    assert told(alarms(CODE, *twice)) == [("warning", ("a", "b"))]


@pytest.mark.parametrize(("other", "expected"), [("6", ["warning"]), ("50", [])])
def test_two_figures_of_one_passage_under_two_labels(other: str, expected: list[str]):
    found = alarms(CODE, water("a", "5", section="S"), water("b", other, section="S"))
    assert [severity for severity, _ in told(found)] == expected


def test_other_years_cuts_owners_and_bases_are_other_quantities():
    changes = (
        {"period": "2020"},
        {"cut": "site=x"},
        {"whose": "joint"},
        {"basis": "restated"},
        {"basis": "target"},
    )
    for each in changes:
        assert examined(CODE, water("a", "5"), water("b", "9", **each)) == []


def test_a_nil_beside_a_number():
    (found,) = alarms(CODE, water("a", "5"), water("b", "none", state="nil"))
    assert told([found]) == [("error", ("a", "b"))]
    assert alarms(CODE, water("a", "5"), water("b", "NA", state="not-available")) == []


def test_figures_without_an_indicator_are_known_by_their_label():
    one = fact("a", "", "4", unit="count", label="Awards", section="x")
    assert told(alarms(CODE, one, fact("b", "", "5", unit="count", label="Awards", section="y"))) == [
        ("error", ("a", "b"))
    ]
    assert examined(CODE, one, fact("b", "", "5", unit="count", label="Prizes", section="y")) == []


@pytest.mark.parametrize(
    ("table", "expected"), [("24,678", "note"), ("26,900", "error"), ("25,001", "warning")]
)
def test_a_round_figure_elsewhere_may_be_rounded(table: str, expected: str):
    (found,) = alarms(CODE, water("text", "25,000"), water("table", table))
    assert told([found]) == [(expected, ("text", "table"))]


def test_two_methods_shown_beside_each_other_are_two_quantities():
    market = fact("a", "ghg-scope1-2", "150", unit="tCO2e", label="Total, market-based", section="x")
    location = fact("b", "ghg-scope1-2", "180", unit="tCO2e", label="Total (location based)", section="y")
    assert alarms(CODE, market, location) == []
    again = fact("c", "ghg-scope1-2", "160", unit="tCO2e", label="Market based total", section="y")
    assert told(alarms(CODE, market, again)) == [("error", ("a", "c"))]


def test_rows_of_one_label_in_two_named_tables_measure_their_own():
    one = fact(
        "a", "", "70.1", unit="pct", label="Electricity share", anchor="Market › Electricity share › 2024"
    )
    two = fact(
        "b", "", "77.9", unit="pct", label="Electricity share", anchor="Location › Electricity share › 2024"
    )
    assert examined(CODE, one, two) == []
