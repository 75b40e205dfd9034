"""A quotient filed under a part whose arithmetic is that of the whole."""

from __future__ import annotations

import pytest
from made_statements import alarms, examined, fact, told

from esgmap.reported import Fact

CODE = "label-against-figures"


def facts(printed: str = "3.87", cut: str = "part=offices", **changes: str) -> list[Fact]:
    return [
        fact("energy", "energy-total", "35,081.89", unit="MWh", **changes),
        fact("per", "energy-intensity-revenue", printed, unit="MWh-per-mRMB", cut=cut, **changes),
        fact("ghg", "ghg-scope1-2", "24,677.72", unit="tCO2e", **changes),
        fact("ghg-per", "ghg-intensity-revenue", "2.72", unit="tCO2e-per-mRMB", **changes),
    ]


def test_the_whole_over_the_base_of_its_neighbours():
    (found,) = alarms(CODE, *facts())
    assert told([found]) == [("warning", ("per", "energy", "ghg", "ghg-per"))]
    assert found.problem is not None
    assert "filed under offices, but the arithmetic is that of the whole (`energy`)" in found.problem.message


def test_the_whole_over_a_base_that_is_printed():
    money = fact("money", "revenue", "9,060.8", unit="mRMB")
    assert told(alarms(CODE, *facts()[:2], money)) == [("warning", ("per", "energy", "money"))]


def test_two_years_are_one_matter():
    before = facts(period="2020")
    renamed = [
        fact(
            f"{e.id}-20",
            e.indicator,
            e.value_as_printed,
            unit=e.unit,
            cut="part=offices" if e.id == "per" else "",
            period="2020",
        )
        for e in before
    ]
    (found,) = alarms(CODE, *facts(), *renamed)
    assert found.problem is not None
    assert found.problem.message.startswith("`per`, `per-20` are filed")


@pytest.mark.parametrize("printed", ["3.50", "0.90", "4"])
def test_a_value_of_its_own_or_too_few_digits_say_nothing(printed: str):
    assert examined(CODE, *facts(printed)) == []


def test_a_numerator_of_the_part_is_taken_at_its_word():
    own = fact("office-energy", "energy-total", "3,000", unit="MWh", cut="part=offices")
    assert examined(CODE, *facts(), own) == []


def test_full_time_staff_are_no_part_in_this_sense():
    rate = fact("rate", "turnover-rate", "10.0", unit="pct", cut="employment-type=full-time")
    left = fact("left", "turnover-number", "42", unit="persons")
    staff = fact("staff", "workforce-headcount", "420", unit="persons")
    assert examined(CODE, rate, left, staff) == []


def test_without_any_base_nothing_is_said():
    assert examined(CODE, *facts()[:2]) == []
