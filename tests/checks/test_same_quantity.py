"""Two indicators that stand for one quantity."""

from __future__ import annotations

import pytest
from made_statements import alarms, examined, fact, told

CODE = "same-quantity-differs"
FULL_TIME = "employment-type=full-time"


@pytest.mark.parametrize(("printed", "expected"), [("0.5%", "note"), ("1%", None), ("2%", "warning")])
def test_employees_abroad_and_the_region_outside_china(printed: str, expected: str | None):
    facts = (
        fact("abroad", "offshore-employees-share", printed, unit="pct", cut=FULL_TIME),
        fact("region", "workforce-share", "1%", unit="pct", cut=f"{FULL_TIME};region=outside-china"),
    )
    (found,) = examined(CODE, *facts)
    assert (found.problem.severity.value if found.problem else None) == expected


def test_what_always_is_the_same_is_an_error():
    facts = (
        fact("women", "board-women", "3", unit="count"),
        fact("members", "board-members", "5", unit="count", cut="gender=female"),
    )
    assert told(alarms(CODE, *facts)) == [("error", ("women", "members"))]


def test_one_of_several_methods_is_enough():
    facts = (
        fact("s2", "ghg-scope2", "526.1", unit="tCO2e"),
        fact("by-grid", "ghg-scope2-location", "618.8", unit="tCO2e"),
    )
    assert [severity for severity, _ in told(alarms(CODE, *facts))] == ["warning"]
    assert alarms(CODE, *facts, fact("by-contract", "ghg-scope2-market", "526.1", unit="tCO2e")) == []


def test_alone_it_says_nothing():
    assert examined(CODE, fact("s2", "ghg-scope2", "526.1", unit="tCO2e")) == []
