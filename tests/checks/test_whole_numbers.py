"""Percentages of few things: some whole number of them must give it."""

from __future__ import annotations

import pytest
from made_statements import examined, fact

CODE = "no-whole-number"


@pytest.mark.parametrize(
    ("of", "printed", "expected"),
    [
        *(("2", "50.0", [None]), ("2", "0", [None]), ("2", "100%", [None])),
        *(("2", "30%", ["error"]), ("9", "44.4", [None]), ("9", "44.5", ["error"])),
        *(("5000", "44.4", []), ("over 20", "50.0", []), ("0", "50", [])),
    ],
)
def test_a_percentage_of_a_count(of: str, printed: str, expected: list[str | None]):
    whole = fact("of", "lawful-requests", of, unit="count", number=of.removeprefix("over "))
    found = examined(CODE, whole, fact("share", "lawful-request-disclosure-share", printed, unit="pct"))
    assert [each.problem.severity.value if each.problem else None for each in found] == expected


def test_a_usual_base_is_a_warning_and_no_base_is_silence():
    share = fact("share", "subscriptions-cloud-share", "33", unit="pct")
    (found,) = examined(CODE, share, fact("of", "subscriptions", "2", unit="count"))
    assert found.problem is not None
    assert found.problem.severity.value == "warning"
    assert examined(CODE, share) == []
