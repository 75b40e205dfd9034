"""Equivalents in another unit: by the units, and by one factor for all."""

from __future__ import annotations

import pytest
from made_statements import alarms, examined, fact, told

from esgmap.reported import Fact

CODE = "conversion-differs"


def coal(name: str, printed: str, **changes: str) -> Fact:
    return fact(name, "coal-equivalent-saved", printed, unit="tce", **changes)


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("1,042.5", None),
        ("1,043", None),
        ("1,000", None),
        ("1,090", None),
        ("985", "warning"),
        ("917", "warning"),
    ],
)
def test_an_equivalent_follows_its_units_or_nearly(printed: str, expected: str | None):
    (found,) = examined(CODE, fact("heat", "heat-recovered", "30,554", unit="GJ"), coal("coal", printed))
    assert (found.problem.severity.value if found.problem else None) == expected


def test_pairs_of_one_passage_go_by_their_order():
    facts = (
        *(
            fact("heat", "heat-recovered", "30,554", unit="GJ", cut="site=a"),
            coal("coal-1", "917", cut="site=b"),
        ),
        *(fact("sun", "solar-heat", "458", unit="GJ", cut="site=b"), coal("coal-2", "15", cut="site=b")),
        *(
            fact("saved", "energy-saved", "500,000", unit="kWh", cut="part=x"),
            coal("coal-3", "60", cut="part=x"),
        ),
    )
    found = examined(CODE, *facts)
    assert [tuple(fact.id for fact in each.facts) for each in found] == [
        *(("saved", "coal-3"), ("coal-1", "heat"), ("sun", "coal-2")),
        ("saved", "coal-3", "sun", "coal-2"),
    ]
    (alarm,) = [each for each in found if each.problem]
    assert alarm.problem is not None
    assert alarm.problem.message == (
        "`coal-1` as the equivalent of `heat` takes 33.32 GJ a tce; by definition it is 29.31, "
        "and `coal-3`, `coal-2` take 30, 30.53"
    )


def test_other_passages_years_and_bases_do_not_go_together():
    heat = fact("heat", "heat-recovered", "30,554", unit="GJ", cut="site=a")
    for changes in ({"section": "Other"}, {"period": "2020"}, {"basis": "design"}):
        assert examined(CODE, heat, coal("coal", "917", cut="site=b", **changes)) == []
    assert examined(CODE, coal("coal", "917", cut="site=b"), heat) == []  # told before it


def test_pairs_that_are_near_the_units_must_still_use_one_factor():
    facts = (
        *(
            fact("heat", "heat-recovered", "30,000", unit="GJ", cut="part=a"),
            coal("coal-1", "1,023.6", cut="part=a"),
        ),
        *(
            fact("sun", "solar-heat", "30,000", unit="GJ", cut="part=b"),
            coal("coal-2", "1,000.0", cut="part=b"),
        ),
    )
    assert told(alarms(CODE, *facts)) == [("note", ("heat", "coal-1", "sun", "coal-2"))]
