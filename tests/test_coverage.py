"""Each rule of coverage on made-up records: what it refuses, what it takes in part, what it lets pass."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from made_up import HUB, REQUIREMENT_ID, SCOPE, fact, mapping, narrative, nil, requirement, statement, unit

from esgmap.coverage import BASE_YEAR, COVERS, NO, PART, RULES, judge, reporting_years, rule_texts
from esgmap.model import Mapping, Period, Requirement
from esgmap.reported import Fact

FIGURE, WORDS = requirement(), narrative()
NOT_PERFORMANCE = ("target", "design", "projection", "plan")


def judged(asked: Requirement, found: Fact, by: Mapping | None) -> tuple[str, tuple[str, ...]]:
    """The verdict and its reasons."""
    support = judge(asked, found, by, SCOPE)
    assert support.fact_id == found.id
    assert support.mapping is by
    return support.verdict, support.reasons


def refused(asked: Requirement, found: Fact, by: Mapping | None, reason: str) -> None:
    """The fact does not count, for this one reason."""
    verdict, reasons = judged(asked, found, by)
    assert verdict == NO
    assert len(reasons) == 1
    assert reason in reasons[0]


def in_part(asked: Requirement, found: Fact, by: Mapping | None, reason: str) -> None:
    """The fact counts in part, for this one reason."""
    verdict, reasons = judged(asked, found, by)
    assert verdict == PART
    assert len(reasons) == 1
    assert reason in reasons[0]


def covers(asked: Requirement, found: Fact, by: Mapping | None) -> None:
    """Nothing speaks against the fact."""
    assert judged(asked, found, by) == (COVERS, ())


def test_a_fact_of_the_right_kind_covers():
    covers(FIGURE, fact(), mapping())
    covers(FIGURE, fact(indicator="", answers=(REQUIREMENT_ID,)), None)
    covers(WORDS, statement(), mapping())


# --- mappings -------------------------------------------------------------------------------------


@pytest.mark.parametrize("predicate", ["skos:exactMatch", "skos:closeMatch", "skos:narrowMatch"])
def test_negative_mapping_refuses_under_any_predicate(predicate: str):
    refused(FIGURE, fact(), mapping(predicate_id=predicate, is_negative=True), "mapped as not answering")
    refused(FIGURE, fact(), mapping(predicate_id=predicate, is_negative=True, comment="too wide"), "too wide")


def test_exact_and_close_match_cover():
    covers(FIGURE, fact(), mapping(predicate_id="skos:exactMatch", comment="the same"))
    covers(FIGURE, fact(), mapping(predicate_id="skos:closeMatch", comment="nearly the same"))


def test_nil_for_a_part_is_no_figure_for_the_whole():
    narrow = mapping(predicate_id="skos:narrowMatch", comment="oil alone")
    told = ("oil alone", "a nil for “Use” is no nil for all that is asked")
    assert judged(FIGURE, nil(), narrow) == (NO, told)
    covers(FIGURE, nil(), mapping())
    in_part(WORDS, nil(), narrow, "oil alone")


def test_narrow_match_covers_in_part():
    in_part(FIGURE, fact(), mapping(predicate_id="skos:narrowMatch"), "“Use” is narrower than what is asked")
    in_part(FIGURE, fact(), mapping(predicate_id="skos:narrowMatch", comment="oil alone"), "oil alone")


@pytest.mark.parametrize(
    ("predicate", "reason"),
    [("skos:broadMatch", "“Use” is wider than"), ("skos:relatedMatch", "“Use” is only related to")],
)
def test_wider_and_related_never_cover(predicate: str, reason: str):
    refused(FIGURE, fact(), mapping(predicate_id=predicate), reason)
    refused(FIGURE, fact(), mapping(predicate_id=predicate, comment="another thing"), "another thing")


# --- value state ----------------------------------------------------------------------------------


@pytest.mark.parametrize("asked", [FIGURE, WORDS, narrative(kind="yes-no")])
def test_not_available_answers_nothing(asked: Requirement):
    empty = fact(value_state="not-available", value="", number=None, unit="", value_as_printed="n.a.")
    refused(asked, empty, mapping(), "printed as “n.a.”: not available answers nothing")
    refused(asked, replace(empty, value_as_printed=""), None, "printed as “NA”")


def test_a_figure_is_not_answered_with_words():
    refused(FIGURE, statement(), mapping(), "a statement without the figure")
    refused(FIGURE, statement(), None, "a statement without the figure")
    covers(narrative(kind="yes-no"), statement(), mapping())


def test_nil_is_a_figure_without_a_unit():
    covers(FIGURE, nil(), mapping())
    covers(WORDS, nil(), mapping())


# --- basis ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("basis", ["measured", "estimated", "restated"])
def test_performance_may_be_measured_estimated_or_restated(basis: str):
    covers(FIGURE, fact(basis=basis), mapping())
    covers(WORDS, statement(basis=basis), mapping())


@pytest.mark.parametrize("basis", NOT_PERFORMANCE)
@pytest.mark.parametrize("asked", [FIGURE, WORDS])
def test_what_is_meant_or_hoped_for_is_not_performance(asked: Requirement, basis: str):
    found = fact(basis=basis) if asked is FIGURE else statement(basis=basis)
    refused(asked, found, mapping(), f"a {basis} value is not performance")


@pytest.mark.parametrize("basis", NOT_PERFORMANCE)
def test_not_even_if_the_fact_claims_to_answer_the_figure(basis: str):
    refused(FIGURE, fact(basis=basis), None, f"a {basis} value is not performance")


@pytest.mark.parametrize("basis", ["measured", "design", "projection", "plan"])
def test_a_question_about_targets_needs_a_target(basis: str):
    by = mapping(object_id="goal")
    covers(WORDS, statement(basis="target"), by)
    refused(WORDS, statement(basis=basis), by, f"a target is asked for, this is {basis}")


def test_a_target_may_answer_words_directly_but_a_plan_may_not():
    covers(WORDS, statement(basis="target"), None)
    refused(WORDS, statement(basis="plan"), None, "a plan value is not performance")


@pytest.mark.parametrize("basis", ["measured", *NOT_PERFORMANCE])
def test_an_indicator_may_take_any_basis(basis: str):
    covers(requirement(unit_kind=""), fact(basis=basis), mapping(object_id="rating"))


# --- whose ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("whose", ["landlord", "supplier", "customer", "third-party"])
@pytest.mark.parametrize("by", [mapping(), None])
def test_other_people_s_figures_and_practices_never_count(whose: str, by: Mapping | None):
    refused(FIGURE, fact(whose=whose), by, f"this is the {whose}'s")
    refused(WORDS, statement(whose=whose), by, f"this is the {whose}'s")
    refused(FIGURE, nil(whose=whose), by, f"this is the {whose}'s")


@pytest.mark.parametrize("by", [mapping(), None])
def test_a_joint_figure_never_counts_a_joint_practice_in_part(by: Mapping | None):
    refused(FIGURE, fact(whose="joint"), by, "stated jointly with others")
    in_part(WORDS, statement(whose="joint"), by, "stated jointly with others")


# --- unit -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["GJ", "MWh"])
def test_units_of_one_kind_convert(name: str):
    covers(FIGURE, fact(unit=name), mapping())


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("t", "mass"),
        ("pct", "percentage"),
        ("", "no unit"),
        ("furlong", "no unit"),
    ],
)
def test_units_of_another_kind_do_not(name: str, reason: str):
    refused(FIGURE, fact(unit=name), mapping(), reason)
    refused(FIGURE, fact(unit=name), mapping(), "energy")


def test_kinds_of_units_are_read_as_words():
    units = {**HUB.units, "L/kWh": unit("L/kWh", "water-usage-effectiveness")}
    scope = replace(SCOPE, hub=replace(HUB, units=units))
    support = judge(FIGURE, fact(unit="L/kWh"), mapping(), scope)
    assert "water usage effectiveness" in support.reasons[0]


def test_where_no_kind_is_asked_any_unit_will_do():
    covers(requirement(unit_kind=""), fact(unit="pct"), mapping())
    covers(requirement(unit_kind=""), fact(unit=""), mapping())


# --- period ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("period", ["2021", "2021-12-31", "2021-06-30", "2021-01-01/2021-12-31"])
def test_the_year_and_a_date_in_it_cover(period: str):
    covers(FIGURE, fact(period=period), mapping())


@pytest.mark.parametrize("period", ["2020", "2022", "2020-12-31", "2022-01-01", "2020-12-01/2021-01-31"])
def test_what_lies_outside_the_year_does_not_count(period: str):
    refused(FIGURE, fact(period=period), mapping(), "outside 2021-01-01/2021-12-31")
    refused(WORDS, statement(period=period), None, "outside 2021-01-01/2021-12-31")


@pytest.mark.parametrize("period", ["2021-08", "2021-01-01/2021-12-30"])
def test_a_figure_for_a_part_of_the_year_covers_in_part(period: str):
    in_part(FIGURE, fact(period=period), mapping(), "only, a part of the year")
    in_part(FIGURE, nil(period=period), None, "only, a part of the year")
    covers(WORDS, statement(period=period), mapping())


def test_three_years_are_the_reporting_year_and_the_two_before():
    asked = requirement(periods=3)
    for year in ("2019", "2020", "2021", "2019-12-31"):
        covers(asked, fact(period=year), mapping())
    for year in ("2018", "2022", "2018-12-31", "2020-07-01/2021-06-30"):
        refused(asked, fact(period=year), mapping(), "outside 2019-01-01/2021-12-31")


# --- extent ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", [mapping(), None])
def test_a_statement_in_part_covers_in_part(by: Mapping | None):
    in_part(WORDS, statement(is_partial=True, lacks="the outcome"), by, "lacks: the outcome")


# --- all together ---------------------------------------------------------------------------------


def test_the_worst_verdict_stands_and_all_reasons_are_kept():
    found = fact(basis="target", whose="supplier", unit="t", period="2020", is_partial=True, lacks="half")
    verdict, reasons = judged(FIGURE, found, mapping(predicate_id="skos:narrowMatch", comment="oil alone"))
    assert verdict == NO
    told = ("oil alone", "target", "supplier", "mass", "outside", "half")
    assert len(reasons) == len(told)
    assert [word in reason for word, reason in zip(told, reasons, strict=True)] == [True] * len(told)


def test_two_reservations_are_still_a_part():
    verdict, reasons = judged(
        WORDS,
        statement(whose="joint", is_partial=True, lacks="half"),
        mapping(predicate_id="skos:narrowMatch"),
    )
    assert verdict == PART
    assert len(reasons) == 3


def test_every_rule_explains_itself():
    assert list(rule_texts()) == [
        "negative",
        "predicate",
        "nil",
        "value-state",
        "basis",
        "whose",
        "unit",
        "period",
        "extent",
    ]
    assert len(set(rule_texts().values())) == len(RULES)
    assert all(text.endswith(".") for text in rule_texts().values())


def test_a_year_that_ends_on_a_leap_day_is_the_year_itself():
    year = Period(date(2023, 3, 1), date(2024, 2, 29))
    assert reporting_years(year, 2) == (year, Period(date(2022, 3, 1), date(2023, 2, 28)))


def test_a_base_year_is_the_reports_own_choice():
    base = requirement(periods=BASE_YEAR)
    covers(base, fact(period="2015"), mapping())
    covers(base, fact(period="2021"), mapping())
    verdict, reasons = judged(base, fact(period="2022"), mapping())
    assert (verdict, len(reasons)) == (NO, 1)
    assert "outside" in reasons[0]
