"""Breakdowns and their wholes: complete lists, open ones, overlapping ones, rows and columns."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_statements import alarms, examined, fact, told

from esgmap.reported import Fact

CODE = "parts-differ-from-whole"


def staff(cut: str, number: int | str, fact_id: str = "", **changes: str) -> Fact:
    name = fact_id or cut.replace("=", "-").replace(";", "-") or "all"
    return fact(name, "workforce-headcount", str(number), unit="persons", cut=cut, **changes)


@pytest.mark.parametrize(
    ("total", "severity"),
    [(2000, None), (2001, "warning"), (2002, "warning"), (2003, "error"), (1990, "error")],
)
def test_men_and_women_are_everybody(total: int, severity: str | None):
    found = alarms(CODE, staff("", total), staff("gender=male", 1200), staff("gender=female", 800))
    assert [each.problem.severity.value for each in found if each.problem] == ([severity] if severity else [])


def test_members_that_no_list_names_are_added_where_that_is_needed():
    parts = (staff("gender=male", 1200), staff("gender=female", 790), staff("gender=undisclosed", 10))
    assert [each.problem for each in examined(CODE, staff("", 2000), *parts)] == [None]
    assert len(alarms(CODE, staff("", 1900), *parts)) == 1


def test_any_of_the_declared_lists_will_do():
    inner, outer = staff("region=mainland-china", 80), staff("region=outside-mainland-china", 20)
    assert alarms(CODE, staff("", 100), inner, outer) == []
    three = (staff("region=hong-kong-macao-taiwan", 5), staff("region=outside-china", 15))
    found = examined(CODE, staff("", 100), inner, outer, *three)
    assert [each.problem for each in found] == [None, None]  # the whole, and what is outside the mainland
    wrong = (staff("region=hong-kong-macao-taiwan", 5), staff("region=outside-china", 25))
    assert told(alarms(CODE, staff("", 100), inner, outer, *wrong)) == [
        (
            "error",
            ("region-outside-mainland-china", "region-hong-kong-macao-taiwan", "region-outside-china"),
        )
    ]


def test_rows_and_columns_are_both_added_up():
    table = {
        ("technical", "male"): 50,
        ("technical", "female"): 30,
        ("other", "male"): 15,
        ("other", "female"): 5,
    }
    cells = [staff(f"employee-category={a};gender={b}", n) for (a, b), n in table.items()]
    sides = [
        *(staff("employee-category=technical", 80), staff("employee-category=other", 20)),
        *(staff("gender=male", 65), staff("gender=female", 35), staff("", 100)),
    ]
    found = examined(CODE, *cells, *sides)
    assert len(found) == 6
    assert [each for each in found if each.problem] == []
    wrong = [staff("gender=male", 66, "gender-male") if each.id == "gender-male" else each for each in sides]
    found = alarms(CODE, *cells, *wrong)
    assert len(found) == 2  # men by category, and everybody by gender
    assert all("gender-male" in each.problem.facts for each in found if each.problem)


def test_two_breakdowns_without_a_total_come_to_one():
    parts = (staff("gender=male", 60), staff("gender=female", 40))
    ages = [staff(f"age-group={name}", n) for name, n in (("under-30", 30), ("30-50", 60))]
    assert [each.problem for each in examined(CODE, *parts, *ages, staff("age-group=over-50", 10))] == [None]
    (found,) = alarms(CODE, *parts, *ages, staff("age-group=over-50", 20))
    assert found.problem is not None
    assert "two breakdowns of one figure" in found.problem.message


@pytest.mark.parametrize(("last", "count"), [(100, 0), (110, 1), (60, 1), (20, 0)])
def test_an_open_list_may_be_short_of_the_whole_but_neither_exceed_nor_just_miss_it(last: int, count: int):
    parts = [
        fact(name, "ghg-scope3", str(n), unit="tCO2e", cut=f"scope3-category={name}")
        for name, n in (("commuting", 400), ("business-travel", 500), ("waste", last))
    ]
    found = alarms(CODE, fact("all", "ghg-scope3", "1,000", unit="tCO2e"), *parts)
    assert [each.problem.severity.value for each in found if each.problem] == ["warning"] * count


def test_some_members_may_make_up_the_whole_where_others_are_nested():
    parts = [
        fact(name, "income-tax-paid", str(n), unit="mRMB", cut=f"country={name}")
        for name, n in (("china", 70), ("japan", 30), ("beijing", 25))
    ]
    found = examined(CODE, fact("all", "income-tax-paid", "100", unit="mRMB"), *parts)
    assert [each.problem for each in found] == [None]


def test_overlapping_groups_are_each_no_more_than_the_whole():
    groups = [staff(f"ethnicity={name}", n) for name, n in (("ethnic-minority", 60), ("other-minority", 60))]
    found = examined(CODE, staff("", 100), *groups)
    assert [(each.problem, each.comparison.relation) for each in found if each.comparison] == [
        (None, "≤")
    ] * 2
    assert told(alarms(CODE, staff("", 50), groups[0])) == [("error", ("ethnicity-ethnic-minority", "all"))]


def test_people_who_are_not_employees_are_no_part_of_them():
    assert examined(CODE, staff("", 100), staff("worker-type=contractor", 300)) == []


def test_shares_rates_and_averages_are_not_added():
    rates = [
        fact(name, "training-hours-average", "20", unit="hours", cut=cut)
        for name, cut in (("all", ""), ("men", "gender=male"), ("women", "gender=female"))
    ]
    assert examined(CODE, *rates) == []


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 5000), min_size=2, max_size=2), st.integers(3, 50))
def test_counted_people_add_up_or_are_told(parts: list[int], off: int):
    cells = (staff("gender=male", parts[0]), staff("gender=female", parts[1]))
    assert alarms(CODE, staff("", sum(parts)), *cells) == []
    assert len(alarms(CODE, staff("", sum(parts) + off), *cells)) == 1


@pytest.mark.parametrize(("cut", "indicator"), [("part", "ghg-scope1"), ("site", "ghg-scope1")])
def test_the_same_parts_that_were_all_of_it_last_year_are_all_of_it_now(cut: str, indicator: str):
    def year(period: str, vans: str) -> list[Fact]:
        cells = (("", "8.0"), (f"{cut}=vans", vans), (f"{cut}=cooling", "5.5"))
        return [
            fact(f"{name or 'all'}-{period}", indicator, number, unit="tCO2e", cut=name, period=period)
            for name, number in cells
        ]

    assert alarms(CODE, *year("2021", "1.0")) == []
    assert alarms(CODE, *year("2020", "2.5"), *year("2021", "2.5")) == []
    (found,) = alarms(CODE, *year("2020", "2.5"), *year("2021", "1.0"))
    assert found.problem is not None
    assert found.problem.severity.value == "warning"


def test_nothing_made_up_of_nothing_is_not_listed():
    assert examined(CODE, staff("", 0), staff("gender=male", 0), staff("gender=female", 0)) == []


def test_one_part_that_is_once_as_much_as_the_whole_is_not_all_of_it():
    fuel = (fact("d", "ghg-scope1", "100", unit="tCO2e", cut="site=a"),)
    fuel += (fact("d-p", "ghg-scope1", "100", unit="tCO2e", cut="site=a;entity=parent"),)
    whole = (fact("t", "ghg-scope1", "500", unit="tCO2e"),)
    part = (fact("t-p", "ghg-scope1", "300", unit="tCO2e", cut="entity=parent"),)
    assert alarms(CODE, *fuel, *whole, *part) == []
