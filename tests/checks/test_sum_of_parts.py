"""Totals and what they are made of: held, off by rounding, off by more, by another way to count."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_statements import alarms, examined, fact, told

from esgmap.reported import Fact

CODE = "sum-differs"


def tonnes(name: str, printed: str, **changes: str) -> Fact:
    return fact(name, f"ghg-{name}", printed, unit="tCO2e", **changes)


@pytest.mark.parametrize(
    ("total", "severity"),
    [("30.0", None), ("30.1", None), ("29.9", None), ("30.2", "error"), ("30", None), ("31", "error")],
)
def test_a_total_is_the_sum_as_far_as_rounding_allows(total: str, severity: str | None):
    facts = (tonnes("scope1-2", total), tonnes("scope1", "10.0"), tonnes("scope2", "20.0"))
    found = examined(CODE, *facts)
    assert len(found) == 1
    expected = [(severity, ("scope1-2", "scope1", "scope2"))] if severity else []
    assert told(found) == expected


def test_a_difference_of_less_than_a_thousandth_is_a_warning():
    facts = (tonnes("scope1-2", "30,020"), tonnes("scope1", "10,000"), tonnes("scope2", "20,000"))
    assert [severity for severity, _ in told(examined(CODE, *facts))] == ["warning"]


def test_one_way_that_holds_is_enough():
    facts = (
        *(tonnes("scope1-2", "627.0"), tonnes("scope1", "8.2")),
        *(tonnes("scope2-market", "526.1"), tonnes("scope2-location", "618.8")),
    )
    (found,) = examined(CODE, *facts)
    assert found.problem is None
    assert [each.id for each in found.facts] == ["scope1-2", "scope1", "scope2-location"]


def test_units_are_converted_and_bounds_respected():
    energy = (
        fact("all", "energy-total", "4,124.2", unit="GJ"),
        fact("own", "energy-direct", "9.6", unit="MWh"),
        fact("bought", "energy-indirect", "1,136.0", unit="MWh"),
    )
    assert alarms(CODE, *energy) == []
    over = (tonnes("scope1-2", "over 30", number="30"), tonnes("scope1", "10"), tonnes("scope2", "25"))
    assert alarms(CODE, *over) == []
    under = (tonnes("scope1-2", "below 30", number="30"), tonnes("scope1", "10"), tonnes("scope2", "25"))
    assert len(alarms(CODE, *under)) == 1


def test_a_nil_counts_as_nothing_and_what_is_not_available_as_unknown():
    waste = (fact("all", "waste-total", "5", unit="t"), fact("safe", "waste-nonhazardous", "5", unit="t"))
    nil = fact("bad", "waste-hazardous", "none", state="nil")
    missing = fact("bad", "waste-hazardous", "NA", state="not-available", unit="t")
    assert [each.problem for each in examined(CODE, *waste, nil)] == [None]
    assert examined(CODE, *waste, missing) == []
    assert examined(CODE, *waste) == []


def test_years_cuts_and_owners_are_kept_apart():
    parts = (tonnes("scope1", "10"), tonnes("scope2", "20"))
    assert examined(CODE, tonnes("scope1-2", "99", period="2020"), *parts) == []
    assert examined(CODE, tonnes("scope1-2", "99", cut="site=a"), *parts) == []
    assert examined(CODE, tonnes("scope1-2", "99", whose="joint"), *parts) == []


def test_a_part_with_two_values_is_no_ground_for_an_alarm():
    parts = (tonnes("scope1", "10"), fact("again", "ghg-scope1", "12", unit="tCO2e"), tonnes("scope2", "20"))
    assert alarms(CODE, tonnes("scope1-2", "40"), *parts) == []
    assert [each.problem for each in examined(CODE, tonnes("scope1-2", "32"), *parts)] == [None]


def test_those_who_took_part_and_those_who_did_not():
    people = (
        fact("all", "workforce-headcount", "1,997", unit="persons", cut="employment-type=full-time"),
        fact("yes", "survey-participants", "1,666", unit="persons"),
        fact("no", "survey-nonparticipants", "345", unit="persons"),
        fact("yes-rate", "survey-participation-rate", "83%", unit="pct"),
        fact("no-rate", "survey-nonparticipation-rate", "17%", unit="pct"),
    )
    (found,) = alarms(CODE, *people)
    assert told([found]) == [("warning", ("no", "all", "yes"))]
    assert found.problem is not None
    assert found.problem.computation.startswith("345 = 1,997 − 1,666 → 331")
    off = (*people[:4], fact("no-rate", "survey-nonparticipation-rate", "19%", unit="pct"))
    assert ("error", ("no-rate", "yes-rate")) in told(alarms(CODE, *off))


@settings(max_examples=60, deadline=None)
@given(
    st.tuples(*(st.decimals(1, 10**5, places=4) for _ in range(2))),
    st.integers(0, 3),
    st.integers(2, 9),
)
def test_rounded_parts_never_alarm_and_a_changed_total_does(
    true: tuple[Decimal, Decimal], places: int, steps: int
):
    step = Decimal(1).scaleb(-places)

    def shown(number: Decimal) -> str:
        return format(number.quantize(step, ROUND_HALF_UP), "f")

    parts = (tonnes("scope1", shown(true[0])), tonnes("scope2", shown(true[1])))
    assert alarms(CODE, tonnes("scope1-2", shown(sum(true))), *parts) == []
    wrong = Decimal(shown(true[0])) + Decimal(shown(true[1])) + steps * step
    assert len(alarms(CODE, tonnes("scope1-2", shown(wrong)), *parts)) == 1


def test_the_whole_of_a_part_counts_where_it_is_told():
    facts = (
        *(fact("all", "energy-total", "110", unit="MWh"), fact("own", "energy-direct", "10", unit="MWh")),
        fact("power", "energy-indirect", "100", unit="MWh", cut="energy-type=electricity"),
    )
    assert alarms(CODE, *facts) == []
    assert len(alarms(CODE, *facts, fact("bought", "energy-indirect", "130", unit="MWh"))) == 1
