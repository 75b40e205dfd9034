"""Averages of a whole between those of its parts, without any counts."""

from __future__ import annotations

import pytest
from made_statements import examined, fact

CODE = "average-outside-parts"


def rate(cut: str, printed: str, indicator: str = "turnover-rate", unit: str = "pct"):
    return fact(cut.replace("=", "-") or "all", indicator, printed, unit=unit, cut=cut)


@pytest.mark.parametrize(
    ("printed", "expected"),
    [("9.7", None), ("11.0", None), ("11.9", None), ("12", None), ("12.1", "warning"), ("9.5", "warning")],
)
def test_the_rate_of_all_lies_between_men_and_women(printed: str, expected: str | None):
    (found,) = examined(CODE, rate("", printed), rate("gender=male", "11.9"), rate("gender=female", "9.7"))
    assert (found.problem.severity.value if found.problem else None) == expected


def test_a_strict_base_is_an_error():
    names = ("foreign-employees-share", "pct")
    (found,) = examined(
        CODE, rate("", "5", *names), rate("gender=male", "1", *names), rate("gender=female", "2", *names)
    )
    assert found.problem is not None
    assert found.problem.severity.value == "error"


def test_incomplete_lists_and_intensities_say_nothing():
    assert examined(CODE, rate("", "50"), rate("gender=male", "11.9")) == []
    assert examined(CODE, rate("gender=female", "50"), rate("gender=male", "11.9")) == []
    sites = [rate(cut, "5", "energy-intensity-revenue", "MWh-per-mRMB") for cut in ("", "site=a", "site=b")]
    assert examined(CODE, *sites) == []
