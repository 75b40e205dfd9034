"""Quotients against numerator and base: exact bases, year ends and averages, rates per hours, nothing."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_statements import alarms, examined, fact, told

CODE = "ratio-differs"
EMISSIONS = fact("ghg", "ghg-scope1-2", "627.0", unit="tCO2e")


@pytest.mark.parametrize(("printed", "count"), [("1.02", 0), ("1.024", 0), ("1.03", 1), ("1.0", 0), ("1", 0)])
@pytest.mark.parametrize(("revenue", "unit"), [("612.0", "mHKD"), ("612,000,000", "HKD")])
def test_an_intensity_is_its_numerator_over_revenue(printed: str, count: int, revenue: str, unit: str):
    money = fact("money", "revenue", revenue, unit=unit)
    per = fact("per", "ghg-intensity-revenue", printed, unit="tCO2e-per-mHKD")
    assert told(alarms(CODE, EMISSIONS, money, per)) == [("error", ("per", "ghg", "money"))] * count


def test_money_is_never_converted_into_another_currency():
    money = fact("money", "revenue", "612.0", unit="mRMB")
    per = fact("per", "ghg-intensity-revenue", "9.99", unit="tCO2e-per-mHKD")
    assert examined(CODE, EMISSIONS, money, per) == []


def test_a_sum_may_be_the_numerator():
    parts = (fact("s1", "ghg-scope1", "8.2", unit="tCO2e"), fact("s2", "ghg-scope2", "618.8", unit="tCO2e"))
    rest = (
        fact("money", "revenue", "612.0", unit="mHKD"),
        fact("per", "ghg-intensity-revenue", "1.02", unit="tCO2e-per-mHKD"),
    )
    assert [each.problem for each in examined(CODE, *parts, *rest)] == [None]


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("10.0", [None]),  # by the year end
        ("10.5", [None]),  # by the average of two year ends
        ("9.5", []),  # by a base that may be an average
        ("20.0", ["warning"]),
        ("1.0", ["warning"]),
    ],
)
def test_a_rate_by_any_base_that_may_be_meant(printed: str, expected: list[str | None]):
    facts = (
        fact("left", "turnover-number", "42", unit="persons"),
        fact("now", "workforce-headcount", "420", unit="persons", period="2021-12-31"),
        fact("then", "workforce-headcount", "380", unit="persons", period="2020-12-31"),
        fact("rate", "turnover-rate", printed, unit="pct"),
    )
    found = examined(CODE, *facts)
    assert [each.problem.severity.value if each.problem else None for each in found] == expected


def test_a_rate_of_nothing_is_nothing_whatever_the_base():
    none = fact("deaths", "fatalities", "0", unit="persons")
    assert [e.problem for e in examined(CODE, none, fact("r", "fatality-rate", "0.00", unit="pct"))] == [None]
    assert len(alarms(CODE, none, fact("r", "fatality-rate", "0.5", unit="pct"))) == 1
    nil = fact("deaths", "fatalities", "none", state="nil")
    assert [e.problem for e in examined(CODE, nil, fact("r", "fatality-rate", "0.00", unit="pct"))] == [None]


@pytest.mark.parametrize(
    ("unit", "printed", "count"),
    [("per-1M-hours", "5.0", 0), ("per-200k-hours", "1.0", 0), ("per-200k-hours", "5.0", 1)],
)
def test_rates_per_hours_worked(unit: str, printed: str, count: int):
    facts = (
        fact("hurt", "injuries-recordable", "4", unit="count"),
        fact("hours", "hours-worked", "800,000", unit="hours"),
        fact("rate", "injury-rate-hours", printed, unit=unit),
    )
    assert len(alarms(CODE, *facts)) == count


def test_revenue_is_never_averaged():
    facts = (
        fact("now", "revenue", "700", unit="mHKD"),
        fact("then", "revenue", "524", unit="mHKD", period="2020"),
        fact("per", "ghg-intensity-revenue", "1.0245", unit="tCO2e-per-mHKD"),
    )
    assert told(alarms(CODE, EMISSIONS, *facts)) == [("error", ("per", "ghg", "now"))]


def test_a_base_of_nothing_is_no_base():
    nobody = fact("now", "workforce-headcount", "0", unit="persons")
    facts = (
        fact("left", "turnover-number", "4", unit="persons"),
        fact("rate", "turnover-rate", "4", unit="pct"),
    )
    assert examined(CODE, nobody, *facts) == []


def test_energy_in_two_units_and_a_share_of_it():
    facts = (
        fact("all", "energy-total", "4,124.2", unit="GJ"),
        fact("bought", "energy-indirect", "1,136.0", unit="MWh", cut="energy-type=electricity"),
        fact("share", "energy-grid-share", "99.2", unit="pct"),
    )
    assert [each.problem for each in examined(CODE, *facts)] == [None]


@settings(max_examples=50, deadline=None)
@given(st.decimals("0.1", 10**5, places=2), st.decimals(1, 10**5, places=1), st.integers(2, 4))
def test_rounded_quotients_never_alarm(top: Decimal, bottom: Decimal, places: int):
    made = (top / bottom).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    facts = (
        fact("ghg", "ghg-scope1-2", str(top), unit="tCO2e"),
        fact("money", "revenue", str(bottom), unit="mRMB"),
        fact("per", "ghg-intensity-revenue", format(made, "f"), unit="tCO2e-per-mRMB"),
    )
    assert alarms(CODE, *facts) == []
    wrong = format(made * 3 + 1, "f")
    assert (
        len(alarms(CODE, *facts[:2], fact("per", "ghg-intensity-revenue", wrong, unit="tCO2e-per-mRMB"))) == 1
    )


def test_quotients_that_agree_on_another_base_are_one_finding():
    facts = (
        *(EMISSIONS, fact("ghg-per", "ghg-intensity-revenue", "1.00", unit="tCO2e-per-mHKD")),
        fact("energy", "energy-total", "1,145.6", unit="MWh"),
        fact("energy-per", "energy-intensity-revenue", "1.83", unit="MWh-per-mHKD"),
        fact("money", "revenue", "612.0", unit="mHKD"),
    )
    (found,) = alarms(CODE, *facts)
    assert told([found]) == [("error", ("ghg-per", "energy-per", "money", "ghg", "energy"))]
    assert found.problem is not None
    assert "are all measured against 624.278 to 627.753" in found.problem.message
    other = fact("energy-per", "energy-intensity-revenue", "3.00", unit="MWh-per-mHKD")
    assert len(alarms(CODE, *facts[:3], other, facts[4])) == 2


def test_where_others_hold_by_the_year_end_an_average_is_no_excuse():
    facts = [
        made
        for name, people, left, rate in (
            ("a", "100", "10", "10.0"),
            ("b", "200", "10", "5.0"),
            ("c", "50", "6", "11.0"),
        )
        for made in (
            fact(f"n-{name}", "workforce-headcount", people, unit="persons", cut=f"region={name}"),
            fact(f"l-{name}", "turnover-number", left, unit="persons", cut=f"region={name}"),
            fact(f"r-{name}", "turnover-rate", rate, unit="pct", cut=f"region={name}"),
        )
    ]
    assert told(alarms(CODE, *facts)) == [("warning", ("r-c", "l-c", "n-c"))]
    assert alarms(CODE, *facts[3:]) == []


def test_many_rates_by_another_base_are_one_question():
    found = []
    for number, year in enumerate(("2019", "2020", "2021", "2022", "2023")):
        staff = (("", 1000), ("gender=male", 800), ("gender=female", 200))
        found += [
            fact(
                f"n{number}{cut[7:]}", "workforce-headcount", str(count), unit="persons", cut=cut, period=year
            )
            for cut, count in staff
        ]
        found.append(fact(f"h{number}", "new-hires", "80", unit="persons", cut="gender=female", period=year))
        found.append(fact(f"r{number}", "new-hire-rate", "8.0", unit="pct", cut="gender=female", period=year))
    (one,) = alarms(CODE, *found)
    assert one.problem is not None
    assert "4 more differ so" in one.problem.message
