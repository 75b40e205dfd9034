"""Facts outside the period: each matter once, graver among the highlights, one value of two days as that."""

from __future__ import annotations

import pytest
from made_statements import alarms, examined, fact, told, words

CODE = "outside-period"
HIGHLIGHTS = "2021 ESG Performance Highlights"


def appointed(fact_id: str, **changes: str):
    return fact(fact_id, "board-women-appointed", "1", unit="persons", period="2022", **changes)


def test_all_mentions_of_a_matter_are_one_finding():
    (found,) = alarms(CODE, appointed("body"), appointed("again"))
    assert told([found]) == [("warning", ("body", "again"))]


def test_among_the_highlights_it_is_said_so():
    (found,) = alarms(CODE, appointed("body"), appointed("top", section=HIGHLIGHTS))
    assert found.problem is not None
    assert f"`top` stands under “{HIGHLIGHTS}”" in found.problem.message


@pytest.mark.parametrize(("section", "severity"), [("Governance", "note"), (HIGHLIGHTS, "warning")])
def test_a_dated_statement_is_worth_knowing_and_a_highlight_more(section: str, severity: str):
    found = alarms(
        CODE, words("rating", "Rated 4A", label="Rating of the centre", period="2022", section=section)
    )
    assert told(found) == [(severity, ("rating",))]


def test_statements_with_much_the_same_label_are_one_matter():
    one = words("one", "It got the duty", label="Committee put in charge of ESG", period="2022")
    other = words("two", "It has the duty", label="ESG committee in charge", period="2022")
    assert told(alarms(CODE, one, other)) == [("note", ("one", "two"))]
    assert len(alarms(CODE, one, words("three", "Rated", label="ESG rating", period="2022"))) == 2


def share(fact_id: str, day: str, printed: str = "26%", **changes: str):
    return fact(fact_id, "workforce-share", printed, unit="pct", period=day, cut="gender=female", **changes)


def test_one_value_of_two_days():
    (found,) = alarms(CODE, share("in", "2021-12-31"), share("out", "2022-03-31"))
    assert told([found]) == [("warning", ("out", "in"))]
    assert found.problem is not None
    assert "26% as of 2021-12-31 and as of 2022-03-31" in found.problem.message


@pytest.mark.parametrize(
    ("day", "printed"), [("2022-03-31", "27%"), ("2022-12-31", "26%"), ("2023-06-30", "26%")]
)
def test_another_value_or_a_year_apart_is_no_second_date(day: str, printed: str):
    (found,) = alarms(CODE, share("in", "2021-12-31"), share("out", day, printed))
    assert told([found]) == [("warning", ("out",))]


def test_emissions_of_a_year_are_not_those_of_a_day():
    year = fact("in", "ghg-scope1", "128.42", unit="tCO2e")
    (found,) = alarms(CODE, year, fact("out", "ghg-scope1", "128.42", unit="tCO2e", period="2022-01-01"))
    assert told([found]) == [("warning", ("out",))]


def test_what_straddles_the_period_is_a_note():
    assert told(alarms(CODE, fact("s", "energy-total", "5", unit="GJ", period="2021-11-01/2022-03-31"))) == [
        ("note", ("s",))
    ]


def test_an_earlier_year_among_the_highlights_needs_this_year_beside_it():
    old = fact("old", "pue", "1.39", unit="ratio", period="2020", section=HIGHLIGHTS)
    assert told(alarms(CODE, old)) == [("warning", ("old",))]
    assert alarms(CODE, old, fact("now", "pue", "1.37", unit="ratio")) == []
    assert alarms(CODE, fact("old", "pue", "1.39", unit="ratio", period="2020")) == []


def test_what_lies_ahead_on_purpose_is_left_alone():
    aims = [
        words(f"w{basis}", "later", period="2030", basis=basis) for basis in ("target", "plan", "projection")
    ]
    (found,) = examined(CODE, *aims)
    assert found.problem is None
    assert found.title.startswith("3 facts")
