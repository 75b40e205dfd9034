"""Highlights are borne out by the body, or told."""

from __future__ import annotations

import pytest
from made_statements import alarms, examined, fact, told

CODE = "highlight-unsupported"
TOP = "2021 ESG Performance Highlights"
BODY = [fact(f"b{number}", "water-withdrawn", "5", unit="m3", cut=f"site=s{number}") for number in range(9)]


def top(fact_id: str, indicator: str, printed: str, **changes: str):
    return fact(fact_id, indicator, printed, section=TOP, **{"unit": "pct", **changes})


@pytest.mark.parametrize(
    ("printed", "changes", "found"),
    [
        ("95%", {}, True),
        ("95.0%", {"cut": "part=survey"}, True),
        ("95.3%", {}, True),  # the highlight is rounded
        ("95.3%", {"cut": "part=survey"}, False),
        ("93%", {}, False),
        ("95%", {"period": "2020"}, False),
    ],
)
def test_a_figure_of_the_same_indicator_and_year_bears_it_out(
    printed: str, changes: dict[str, str], found: bool
):
    body = fact("body", "service-metric", printed, unit="pct", **changes)
    results = examined(CODE, top("top", "service-metric", "95%"), body, *BODY)
    assert [each.problem is None for each in results] == [found]


def test_without_indicator_the_label_must_be_alike():
    head = top("top", "", "4", unit="count", label="Supplier conferences")
    assert (
        alarms(CODE, head, fact("body", "", "4", unit="count", label="Conferences of suppliers"), *BODY) == []
    )
    assert len(alarms(CODE, head, fact("body", "", "4", unit="count", label="Teams"), *BODY)) == 1


def test_figures_of_one_indicator_are_told_together_and_older_ones_less_gravely():
    rates = [top(name, "service-metric", "95%", cut=f"part={name}") for name in ("a", "b")]
    old = top("old", "pue", "1.39", unit="ratio", period="2020")
    assert told(alarms(CODE, *rates, old, *BODY)) == [("warning", ("a", "b")), ("note", ("old",))]


def test_a_report_that_is_all_highlights_has_no_other_body():
    assert examined(CODE, top("top", "service-metric", "95%")) == []
    assert examined(CODE, fact("x", "service-metric", "95%", unit="pct"), *BODY) == []
