"""Restated figures: marked and explained, and compared with an earlier report."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_statements import alarms, content, examined, fact, report_of, told, words

from esgmap.checks.restated import restatements
from esgmap.examined import Examined
from esgmap.reported import Fact

CODE = "restated-figure"
WHY = words("why", "A meter had counted a neighbour", "restatement-reasons")


def energy(fact_id: str, printed: str, **changes: str) -> Fact:
    return fact(fact_id, "energy-total", printed, **{"unit": "MWh", "period": "2020", **changes})


def compare(now: list[Fact], before: list[Fact]) -> list[Examined]:
    return list(restatements(report_of(*now), report_of(*before, name="last"), content()[0]))


def test_a_marked_figure_needs_a_statement():
    assert told(alarms(CODE, energy("r", "430", basis="restated"))) == [("warning", ("r",))]
    assert alarms(CODE, energy("r", "430", basis="restated"), WHY) == []
    assert examined(CODE, energy("r", "430")) == []


@pytest.mark.parametrize(
    ("basis", "statements", "severity"),
    [
        ("measured", [], "error"),
        ("measured", [WHY], "error"),
        ("restated", [], "warning"),
        ("restated", [WHY], "note"),
    ],
)
def test_a_figure_that_differs_from_last_year(basis: str, statements: list[Fact], severity: str):
    (found,) = compare([energy("e20", "430", basis=basis), *statements], [energy("e20", "452")])
    assert told([found]) == [(severity, ("e20", "e20 of last"))]
    assert found.problem is not None
    assert "430 [429.5 to 430.5] = 452" in found.problem.computation
    assert str(found.problem.also[0]).startswith("last/facts.csv:")


@pytest.mark.parametrize(
    ("printed", "changes"), [("430", {}), ("430.4", {}), ("0.43", {"unit": "GWh"}), ("1,548", {"unit": "GJ"})]
)
def test_the_same_figure_in_other_digits_or_units_holds(printed: str, changes: dict[str, str]):
    (found,) = compare([energy("a", "430")], [energy("b", printed, **changes)])
    assert found.problem is None
    assert found.comparison is not None


def test_marked_as_restated_and_still_the_same():
    assert told(compare([energy("a", "430", basis="restated"), WHY], [energy("b", "430")])) == [
        ("note", ("a", "b of last"))
    ]


def test_a_target_that_was_moved():
    goals = [energy("goal", value, basis="target", period="2030") for value in ("400", "380")]
    assert told(compare(goals[:1], goals[1:])) == [("warning", ("goal", "goal of last"))]
    assert [each.problem for each in compare(goals[:1], goals[:1])] == [None]


def test_figures_without_indicator_are_paired_by_label():
    one = fact("x", "", "5", unit="count", label="Trees planted", period="2020")
    other = fact("y", "", "7", unit="count", label="trees planted", period="2020")
    assert told(compare([one], [other])) == [("error", ("x", "y of last"))]
    assert compare([one], [fact("y", "", "7", unit="count", label="Cars", period="2020")]) == []


def test_other_cuts_are_not_compared_and_what_is_gone_is_told_once():
    assert compare([energy("a", "430", cut="site=a")], [energy("b", "999", cut="site=b")]) == []
    gone = [energy("b", "999", period="2021"), fact("c", "pue", "1.4", unit="ratio")]
    assert told(compare([], gone)) == [("note", ("b of last", "c of last"))]


@given(st.integers(1000, 10**9), st.integers(0, 3))
def test_a_figure_printed_to_fewer_digits_is_no_restatement(thousandths: int, places: int):
    true = thousandths / 1000
    found = compare([energy("a", f"{true:.{places}f}")], [energy("b", f"{true:.3f}")])
    assert all(each.problem is None for each in found)
