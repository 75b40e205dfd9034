"""Intensities of one year imply one base: held, an outlier, a thousandfold, two that disagree."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from made_statements import alarms, examined, fact, told

from esgmap.reported import Fact

CODE = "bases-differ"
NAMES = (
    ("ghg-scope1-2", "ghg-intensity-revenue", "tCO2e", "tCO2e-per-mRMB"),
    ("energy-total", "energy-intensity-revenue", "MWh", "MWh-per-mRMB"),
    ("water-tap-consumed", "water-tap-intensity", "t-water", "t-water-per-mRMB"),
)


def pairs(*printed: tuple[str, str], **changes: str) -> list[Fact]:
    found = []
    for (top, per, unit, quotient), (amount, intensity) in zip(NAMES, printed, strict=False):
        found += [
            fact(f"{top}", top, amount, unit=unit, **changes),
            fact(f"{per}", per, intensity, unit=quotient, **changes),
        ]
    return found


HELD = (("24,677.72", "2.72"), ("35,081.89", "3.87"), ("112,639.79", "12.43"))


def test_quotients_of_one_revenue_agree():
    (found,) = examined(CODE, *pairs(*HELD))
    assert found.problem is None
    assert found.title == "revenue of the period, 2021 that 3 quotients imply: 9,058.29 to 9,065.58"


def test_the_one_that_does_not_is_named():
    (found,) = alarms(CODE, *pairs(HELD[0], HELD[1], ("112,639.79", "10.75")))
    assert told([found])[0][0] == "error"
    assert found.facts[0].id == "water-tap-intensity"
    assert found.problem is not None
    assert (
        "revenue of the period, 2021 is 10,473.2 to 10,483 by `water-tap-intensity`; "
        in found.problem.message
    )


def test_a_thousandfold_points_to_the_units():
    (found,) = alarms(CODE, *pairs(HELD[0], ("35,081,890", "3.87"), HELD[2]))
    assert found.problem is not None
    assert found.problem.hint.startswith("about a thousand apart")


def test_two_that_disagree_are_both_told():
    (found,) = alarms(CODE, *pairs(HELD[0], ("35,081.89", "5.00")))
    assert found.problem is not None
    assert "imply different values" in found.problem.message


def test_a_base_that_is_printed_is_no_matter_of_this_check():
    money = fact("money", "revenue", "5", unit="mRMB")
    assert examined(CODE, *pairs(*HELD), money) == []
    assert examined(CODE, *pairs(HELD[0])) == []


def test_years_cuts_and_currencies_have_their_own_base():
    assert examined(CODE, *pairs(HELD[0]), *pairs(HELD[1], period="2020")) == []
    assert examined(CODE, *pairs(HELD[0]), *pairs(HELD[1], cut="site=a")) == []


def test_people_told_and_trained_are_shares_of_the_same_people():
    def people(told_share: str) -> list[Fact]:
        return [
            *(fact("told", "anticorruption-informed", "2", unit="persons"),),
            *(fact("told-share", "anticorruption-informed-share", told_share, unit="pct"),),
            *(fact("trained", "anticorruption-trained", "1", unit="persons"),),
            *(fact("trained-share", "anticorruption-trained-share", "50.0", unit="pct"),),
        ]

    assert [each.problem for each in examined(CODE, *people("100.0"))] == [None]
    (found,) = alarms(CODE, *people("80.0"))
    assert told([found])[0][0] == "warning"


@settings(max_examples=40, deadline=None)
@given(
    st.decimals(100, 10**4, places=1), st.lists(st.decimals(10**3, 10**6, places=2), min_size=3, max_size=3)
)
def test_rounded_quotients_of_one_base_never_alarm(revenue: Decimal, amounts: list[Decimal]):
    step = Decimal("0.01")
    printed = [(str(each), format((each / revenue).quantize(step, ROUND_HALF_UP), "f")) for each in amounts]
    assert [each.problem for each in examined(CODE, *pairs(*printed))] == [None]
    off = Decimal(printed[2][1]) * 2 + 1
    assert len(alarms(CODE, *pairs(*printed[:2], (printed[2][0], format(off, "f"))))) == 1
