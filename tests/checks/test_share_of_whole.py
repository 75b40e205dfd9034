"""Percentages against counts, and shares of one whole that come to 100 %."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from made_statements import alarms, examined, fact, told

from esgmap.reported import Fact

CODE = "share-differs"


def staff(cut: str, number: int) -> Fact:
    name = cut.replace("=", "-").replace(";", "-") or "all"
    return fact(name, "workforce-headcount", str(number), unit="persons", cut=cut)


def share(cut: str, printed: str, **changes: str) -> Fact:
    name = f"share-{cut.replace('=', '-').replace(';', '-') or 'all'}"
    return fact(name, "workforce-share", printed, unit="pct", cut=cut, **changes)


@pytest.mark.parametrize(
    ("printed", "count"), [("73%", 0), ("72.7%", 0), ("72.66", 0), ("72%", 1), ("72.6", 1)]
)
def test_a_share_is_its_count_over_the_whole(printed: str, count: int):
    found = alarms(CODE, staff("", 1997), staff("gender=male", 1451), share("gender=male", printed))
    assert [each.problem.severity.value for each in found if each.problem] == ["error"] * count


def test_supplier_shares_carried_over_from_another_year_are_told_once():
    suppliers = [
        fact("all", "suppliers", "690", unit="count"),
        fact("in", "suppliers", "650", unit="count", cut="region=mainland-china"),
        fact("out", "suppliers", "40", unit="count", cut="region=outside-mainland-china"),
        fact("in-share", "suppliers-share", "99.1%", unit="pct", cut="region=mainland-china"),
        fact("out-share", "suppliers-share", "0.9%", unit="pct", cut="region=outside-mainland-china"),
    ]
    (found,) = alarms(CODE, *suppliers)
    assert told([found]) == [("error", ("in-share", "in", "all", "out-share", "out"))]
    assert found.problem is not None
    assert found.problem.message.startswith("`in-share` says 99.1 %, but 650 of 690 (`in`, `all`) are 94.2 %")


def test_one_base_for_all_cells_of_a_breakdown():
    counts = [
        *(staff("", 200), staff("employee-category=management", 20), staff("employee-category=other", 180)),
        staff("employee-category=management;gender=male", 12),
        staff("employee-category=management;gender=female", 8),
        staff("employee-category=other;gender=male", 90),
        staff("employee-category=other;gender=female", 90),
    ]
    of_category = [
        share("employee-category=management;gender=male", "60"),
        share("employee-category=management;gender=female", "40"),
        share("employee-category=other;gender=male", "50"),
    ]
    assert alarms(CODE, *counts, *of_category, share("employee-category=other;gender=female", "50")) == []
    of_all = share("employee-category=other;gender=female", "45")
    found = [
        each
        for each in alarms(CODE, *counts, *of_category, of_all)
        if each.problem and each.title.endswith("against the counts")
    ]
    assert [each.problem.severity.value for each in found if each.problem] == ["warning"]
    assert found[0].problem is not None
    assert "although the others of the breakdown are shares of that whole" in found[0].problem.message


@pytest.mark.parametrize(("printed", "count"), [("30.0", 0), ("33.0", 1), ("0.0", 0)])
def test_some_whole_number_of_people_gives_the_share(printed: str, count: int):
    category = staff("employee-category=executive-management", 10)
    women = share("employee-category=executive-management;gender=female", printed)
    found = alarms(CODE, category, women)
    assert [each.problem.severity.value for each in found if each.problem] == ["warning"] * count


def test_a_small_share_may_be_printed_as_nothing():
    facts = (staff("", 5000), staff("age-group=over-50", 2), share("age-group=over-50", "0.0%", number="0.0"))
    assert alarms(CODE, *facts) == []


def test_full_time_stands_for_everybody_and_a_day_for_its_year():
    facts = (
        *(staff("employment-type=full-time", 96), staff("employment-type=full-time;gender=female", 25)),
        share("gender=female", "26%", period="2021-12-31"),
    )
    (found,) = examined(CODE, *facts)
    assert found.problem is None
    assert len(found.facts) == 3
    assert examined(CODE, *facts[:2], share("gender=female", "26%", period="2022-03-31")) == []


@pytest.mark.parametrize(("women", "count"), [("27", 0), ("26", 0), ("25", 1), ("28", 0), ("29", 1)])
def test_shares_of_one_whole_come_to_100(women: str, count: int):
    assert len(alarms(CODE, share("gender=male", "73"), share("gender=female", women))) == count


def test_shares_that_are_not_of_one_whole_need_not():
    women = [
        share(f"employee-category={name};gender=female", "40")
        for name in ("management", "technical", "other")
    ]
    groups = [
        share(f"employee-category={name};ethnicity=ethnic-minority", "5") for name in ("management", "other")
    ]
    assert alarms(CODE, *women, *groups) == []


def test_nothing_is_said_without_counts_or_of_nothing():
    assert examined(CODE, share("gender=male", "73")) == []
    nil = fact("all", "workforce-headcount", "none", state="nil")
    assert examined(CODE, nil, share("gender=male", "73")) == []


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 4000), st.integers(1, 4000), st.integers(0, 2), st.integers(-20, 20))
def test_rounded_shares_never_alarm_and_changed_ones_do(men: int, women: int, places: int, off: int):
    step = Decimal(1).scaleb(-places)
    counts = (staff("", men + women), staff("gender=male", men), staff("gender=female", women))
    true = [(Decimal(100 * part) / (men + women)).quantize(step, ROUND_HALF_UP) for part in (men, women)]
    cuts = ("gender=male", "gender=female")
    shares = [share(cut, format(each, "f"), number=str(each)) for cut, each in zip(cuts, true, strict=True)]
    assert alarms(CODE, *counts, *shares) == []
    wrong = true[0] + off * step
    assume(abs(off) > 1 and wrong > 0)
    assert len(alarms(CODE, *counts, share(cuts[0], format(wrong, "f"), number=str(wrong)))) == 1
