"""One figure for two parts of the company, as own and as joint, equivalents of elsewhere, the revenue."""

from __future__ import annotations

import pytest
from made_statements import alarms, examined, fact, told, words

CODE = "boundary-mismatch"
LEFT_OUT = ("Bought Inc., acquired in September.",)


def pue(fact_id: str, cut: str, printed: str = "1.37", **changes: str):
    return fact(fact_id, "pue", printed, unit="ratio", cut=cut, **changes)


def test_one_value_for_a_site_and_for_several_is_told_once_with_its_targets():
    (found,) = alarms(
        CODE,
        *(pue("site", "site=a"), pue("all", "part=self-owned")),
        *(
            pue("goal-site", "site=a", "1.38", basis="target"),
            pue("goal", "part=self-owned", "1.38", basis="target"),
        ),
    )
    assert told([found]) == [("warning", ("site", "all", "goal-site", "goal"))]
    assert found.problem is not None
    assert "1.37 for site a and for part self-owned" in found.problem.message


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("site=a", "site=b"),  # siblings may be equal
        ("site=a", ""),  # one site may be all
        ("gender=male", "age-group=over-50"),  # no parts of the company
        ("site=a", "site=a"),
    ],
)
def test_what_may_well_be_equal_is_left_alone(one: str, other: str):
    assert alarms(CODE, pue("one", one), pue("other", other)) == []


def test_a_part_and_its_whole_where_another_part_is_named():
    assert len(alarms(CODE, pue("one", "site=a"), pue("all", ""), words("w", "It runs", cut="site=b"))) == 1
    heat = [
        fact(name, "heat-recovered", "317", unit="GJ", cut=cut) for name, cut in (("a", "site=a"), ("b", ""))
    ]
    assert alarms(CODE, *heat, words("w", "It runs", cut="site=b")) == []  # the rest may be nil


@pytest.mark.parametrize(("printed", "count"), [("1.4", 0), ("1.37", 1), ("1.30", 0), ("120", 0), ("123", 1)])
def test_a_round_value_may_be_chance(printed: str, count: int):
    assert len(alarms(CODE, pue("one", "site=a", printed), pue("all", "part=b", printed))) == count


def test_own_here_and_joint_there():
    gift = [
        fact(whose, "community-money", "10.5", unit="mRMB", whose=whose, cut="part=relief")
        for whose in ("own", "joint")
    ]
    (found,) = alarms(CODE, *gift)
    assert "as own and as joint" in found.problem.message
    assert (
        alarms(
            CODE,
            gift[0],
            fact("x", "community-money", "10.5", unit="mRMB", whose="customer", cut="part=relief"),
        )
        == []
    )


def test_an_equivalent_of_another_site():
    heat = fact("heat", "heat-recovered", "30,554", unit="GJ", cut="site=b", basis="design")
    sun = fact("sun", "solar-heat", "458", unit="GJ", cut="site=t", basis="design")
    coal = fact("coal", "coal-equivalent-saved", "917", unit="tce", cut="site=t", basis="design")
    (found,) = alarms(CODE, heat, sun, coal)
    assert told([found]) == [("warning", ("coal", "heat"))]
    right = fact("coal", "coal-equivalent-saved", "15", unit="tce", cut="site=t", basis="design")
    assert [each.facts for each in examined(CODE, heat, sun, right) if not each.problem] == [(right, sun)]
    assert alarms(CODE, sun, coal) == []


def test_the_revenue_of_a_report_that_leaves_an_entity_out():
    rate = fact("rate", "ghg-intensity-revenue", "2.72", unit="tCO2e-per-mRMB")
    source = words("source", "Revenue as in the annual report")
    assert told(alarms(CODE, rate, source, exclusions=LEFT_OUT)) == [("warning", ("rate", "source"))]
    assert alarms(CODE, rate, source) == []
    assert alarms(CODE, rate, words("source", "Revenue in millions"), exclusions=LEFT_OUT) == []
    assert alarms(CODE, source, exclusions=LEFT_OUT) == []
