"""Figures that are declared to be a part of others."""

from __future__ import annotations

import pytest
from made_statements import alarms, examined, fact, told

from esgmap.reported import Fact

CODE = "part-exceeds-whole"


@pytest.mark.parametrize(
    ("tap", "expected"), [("99.9", None), ("100", None), ("100.5", None), ("102", "error"), ("over 90", None)]
)
def test_tap_water_is_a_part_of_all_water(tap: str, expected: str | None):
    facts = (
        fact("tap", "water-tap-consumed", tap, unit="m3", number=tap.split()[-1]),
        fact("all", "water-consumed", "100", unit="t-water"),
    )
    (found,) = examined(CODE, *facts)
    assert (found.problem.severity.value if found.problem else None) == expected


def test_what_usually_is_a_part_is_a_warning():
    facts = (
        fact("valid", "survey-questionnaires", "1,700", unit="count"),
        fact("came", "survey-participants", "1,666", unit="persons"),
    )
    assert told(alarms(CODE, *facts)) == [("warning", ("valid", "came"))]


def test_nothing_and_no_whole_say_nothing():
    assert examined(CODE, fact("tap", "water-tap-consumed", "5", unit="m3")) == []
    nil = fact("tap", "water-tap-consumed", "none", state="nil")
    assert examined(CODE, nil, fact("all", "water-consumed", "100", unit="m3")) == []


def rights(stage: str, number: str, period: str = "2021-12-31") -> Fact:
    return fact(stage, "ip-count", number, unit="count", cut=f"part=software;ip-stage={stage}", period=period)


@pytest.mark.parametrize(
    ("applied", "granted", "period", "count"),
    [
        *(("357", "358", "2021-12-31", 1), ("357", "357", "2021-12-31", 0), ("143", "850", "2021-12-31", 1)),
        *(("357", "358", "2021", 1), ("143", "850", "2021", 0), ("2000", "400", "2021", 0)),
    ],
)
def test_granted_is_no_more_than_applied_for(applied: str, granted: str, period: str, count: int):
    found = alarms(CODE, rights("applied", applied, period), rights("granted", granted))
    assert told(found) == [("warning", ("granted", "applied"))] * count
