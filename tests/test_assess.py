"""Statuses on made-up records: totals, breakdowns, years, softened parts, omissions, roll-up, and order."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up import (
    DISCLOSURE_ID,
    REQUIREMENT_ID,
    assess,
    assess_one,
    disclosure,
    fact,
    mapping,
    narrative,
    nil,
    omission,
    requirement,
    statement,
)

from esgmap.assess import RULES, roll_up
from esgmap.findings import DisclosureFinding, Finding, Status
from esgmap.model import Mapping, Requirement
from esgmap.reported import Fact

MET, PARTIAL, UNMET = Status.MET, Status.PARTIAL, Status.UNMET
EXPLAINED, RELIEF, NOT_REQUIRED = Status.EXPLAINED, Status.RELIEF, Status.NOT_REQUIRED


def counted(finding: Finding) -> list[str]:
    """The facts that count."""
    return [support.fact_id for support in finding.because]


def near(finding: Finding) -> list[str]:
    """The facts that nearly counted."""
    return [support.fact_id for support in finding.near_misses]


def cuts(*dimensions: str, **changes: Any) -> list[Fact]:
    """One fact for each way of cutting."""
    return [fact(f"f{number}", dimensions=cut, **changes) for number, cut in enumerate(dimensions)]


# --- one question, one answer ---------------------------------------------------------------------


def test_a_fact_that_answers_is_the_proof():
    finding = assess_one(requirement(), fact())
    assert finding.status is MET
    assert counted(finding) == ["f1"]
    assert finding.missing == ()
    assert finding.rule == f"covered: {RULES['covered']} (Clause X1, a)"


def test_silence_is_unmet_and_says_what_is_asked():
    finding = assess_one(requirement())
    assert finding.status is UNMET
    assert finding.missing == ("a figure (GJ) on: Energy used",)
    assert finding.rule.startswith("nothing-reported: ")
    assert assess_one(narrative()).missing == ("a statement on: Words on it",)
    assert assess_one(narrative(kind="yes-no")).missing == ("an answer, yes or no, on: Words on it",)


def test_a_fact_may_name_the_requirement_itself():
    finding = assess_one(narrative(), statement(indicator="", answers=(REQUIREMENT_ID,)), mappings=[])
    assert finding.status is MET
    assert finding.because[0].mapping is None


def test_a_fact_that_names_the_requirement_is_not_judged_by_its_mapping_too():
    named = statement(answers=(REQUIREMENT_ID,))
    finding = assess_one(narrative(), named, mappings=[mapping(is_negative=True)])
    assert finding.status is MET
    assert near(finding) == []


def test_an_answer_in_part_says_what_it_lacks():
    finding = assess_one(narrative(), statement(is_partial=True, lacks="the outcome"))
    assert finding.status is PARTIAL
    assert [("the outcome" in text) for text in finding.missing] == [True]
    assert finding.rule.startswith("covered-in-part: ")


def test_a_whole_answer_beside_one_in_part_is_whole():
    finding = assess_one(narrative(), statement("a", is_partial=True, lacks="half"), statement("b"))
    assert finding.status is MET
    assert counted(finding) == ["b"]
    assert finding.missing == ()


def test_nil_answers_only_its_own_question():
    both = disclosure(requirement(), narrative(id=f"{DISCLOSURE_ID}-b"))
    found = assess(both, [nil()])
    assert [finding.status for finding in found.findings] == [MET, UNMET]
    assert assess_one(requirement(), nil(dimensions="site=oslo")).status is PARTIAL
    assert assess_one(requirement(), nil(), mappings=[mapping(object_id="goal")]).status is UNMET


# --- near misses ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"unit": "t"},
        {"basis": "target", "period": "2030"},
        {"basis": "design"},
        {"whose": "landlord"},
        {"whose": "joint"},
        {"value_state": "not-available", "number": None, "unit": ""},
        {"value_state": "text", "number": None, "unit": ""},
        {"period": "2020-07-01/2021-06-30"},
        {"period": "2022-01"},
    ],
)
def test_what_comes_near_is_shown_with_its_reason(changes: dict[str, Any]):
    finding = assess_one(requirement(), fact(**changes))
    assert finding.status is UNMET
    assert counted(finding) == []
    assert near(finding) == ["f1"]
    assert all(finding.near_misses[0].reasons)
    assert finding.rule.startswith("near-misses-only: ")
    assert finding.missing == ("a figure (GJ) on: Energy used",)


def test_a_negative_mapping_is_a_near_miss():
    finding = assess_one(requirement(), fact(), mappings=[mapping(is_negative=True, comment="too wide")])
    assert finding.status is UNMET
    assert finding.near_misses[0].reasons == ("too wide",)


@pytest.mark.parametrize("period", ["2020", "2011", "2020-12-31"])
def test_last_year_s_comparatives_are_no_near_miss(period: str):
    finding = assess_one(requirement(), fact(period=period))
    assert finding.status is UNMET
    assert near(finding) == []
    assert finding.rule.startswith("nothing-reported: ")


def test_other_members_are_no_near_miss():
    finding = assess_one(requirement(dimensions="gender=female"), fact(dimensions="gender=male"))
    assert finding.status is UNMET
    assert near(finding) == []


# --- totals, fixed members ------------------------------------------------------------------------


def test_a_fact_for_less_than_the_whole_counts_in_part():
    finding = assess_one(requirement(), fact(dimensions="site=oslo"))
    assert finding.status is PARTIAL
    assert finding.missing == ("only for site: oslo",)


def test_of_figures_only_the_widest_show_how_far_the_total_is_known():
    finding = assess_one(requirement(), *cuts("gender=male;site=oslo", "site=oslo", "site=bergen"))
    assert counted(finding) == ["f1", "f2"]


def test_a_dimension_that_restricts_nothing_leaves_the_whole():
    assert assess_one(requirement(), fact(dimensions="topic=climate")).status is MET


def test_an_unknown_dimension_restricts():
    assert assess_one(requirement(), fact(dimensions="shoe-size=44")).status is PARTIAL


@pytest.mark.parametrize(
    ("dimensions", "status"),
    [
        ("gender=female", MET),
        ("gender=male", UNMET),
        ("", UNMET),
        ("gender=female;site=oslo", PARTIAL),
    ],
)
def test_a_fixed_member_needs_that_member(dimensions: str, status: Status):
    finding = assess_one(requirement(dimensions="gender=female"), fact(dimensions=dimensions))
    assert finding.status is status


def test_who_names_the_requirement_need_not_repeat_its_fixed_member():
    named = statement(indicator="", answers=(REQUIREMENT_ID,))
    assert assess_one(narrative(dimensions="gender=female"), named).status is MET


# --- breakdowns -----------------------------------------------------------------------------------

FOUR_CUTS = [f"level={level};gender={gender}" for level in ("high", "low") for gender in ("male", "female")]


@pytest.mark.parametrize(
    ("asked", "shown", "status", "missing"),
    [
        pytest.param("gender", ["gender=male", "gender=female"], MET, [], id="both required members"),
        pytest.param("gender", ["gender=male"], UNMET, ["by gender"], id="a lone member"),
        pytest.param("gender", [""], UNMET, ["by gender"], id="the total is no breakdown"),
        pytest.param("region", ["region=north", "region=south"], MET, [], id="as many as needed"),
        pytest.param("region", ["region=north"], UNMET, ["by region"], id="one of two"),
        pytest.param("fuel", ["fuel=oil"], MET, [], id="one member is enough here"),
        pytest.param("total;fuel", ["fuel=oil"], PARTIAL, ["only for fuel: oil"], id="no total"),
        pytest.param("total;fuel", ["fuel=oil", ""], MET, [], id="total and breakdown"),
        pytest.param("total;gender", [""], PARTIAL, ["by gender"], id="total without breakdown"),
        pytest.param(
            "gender;region",
            ["gender=male", "gender=female"],
            PARTIAL,
            ["by region"],
            id="one of two breakdowns",
        ),
        pytest.param(
            "gender;region",
            ["gender=male", "gender=female", "region=north", "region=south"],
            MET,
            [],
            id="two breakdowns, each on its own",
        ),
        pytest.param(
            "level*gender",
            FOUR_CUTS,
            MET,
            [],
            id="crossed",
        ),
        pytest.param(
            "level*gender",
            ["level=high", "level=low", "gender=male", "gender=female"],
            UNMET,
            ["by level and gender"],
            id="both cuts, but not crossed",
        ),
        pytest.param(
            "level*gender",
            ["level=high;gender=male", "level=high;gender=female", "level=low;gender=male"],
            PARTIAL,
            ["level: low: nothing for gender: female"],
            id="crossed, with a hole",
        ),
        pytest.param(
            "level*gender",
            ["level=high;gender=male", "level=high;gender=female"],
            PARTIAL,
            ["breakdown by level: at least 2 members, found high"],
            id="crossed, for one level only",
        ),
        pytest.param(
            "gender",
            ["gender=male;site=oslo", "gender=female;site=oslo"],
            PARTIAL,
            ["only for site: oslo"],
            id="at one site only",
        ),
        pytest.param(
            "level=high;gender",
            ["level=high;gender=male", "level=high;gender=female", "level=low;gender=male"],
            MET,
            [],
            id="a breakdown of a fixed member",
        ),
        pytest.param(
            "level=high;gender",
            ["level=low;gender=male", "level=low;gender=female"],
            UNMET,
            ["by gender"],
            id="a breakdown of another member",
        ),
    ],
)
def test_breakdowns(asked: str, shown: list[str], status: Status, missing: list[str]):
    finding = assess_one(requirement(dimensions=asked), *cuts(*shown))
    assert finding.status is status
    assert len(finding.missing) == len(missing)
    assert all(part in text for part, text in zip(missing, finding.missing, strict=True))


def test_a_complete_breakdown_names_its_rule_and_all_its_facts():
    finding = assess_one(requirement(dimensions="gender"), *cuts("gender=male", "gender=female"))
    assert finding.rule.startswith("covered-in-full-breakdown: ")
    assert counted(finding) == ["f0", "f1"]


def test_a_percentage_for_one_member_implies_the_rest_in_part():
    asked = requirement(dimensions="gender", unit_kind="percentage", unit="pct")
    finding = assess_one(asked, *cuts("gender=female", unit="pct"))
    assert finding.status is PARTIAL
    assert finding.missing == ("nothing for gender: male",)


def test_every_figure_for_a_member_is_kept_as_proof():
    shown = cuts("gender=male", "gender=male", "gender=female")
    assert counted(assess_one(requirement(dimensions="gender"), *shown)) == ["f0", "f1", "f2"]


@pytest.mark.parametrize(
    ("topics", "status", "missing"),
    [
        ("climate people", MET, ()),
        ("climate people water", MET, ()),
        ("climate", PARTIAL, ("nothing for topic: people",)),
        ("water", PARTIAL, ("nothing for topic: climate", "nothing for topic: people")),
        ("", UNMET, ("a statement on: Words on it, by topic",)),
    ],
)
def test_the_topic_breakdown_needs_every_topic_the_report_declares(
    topics: str, status: Status, missing: tuple[str, ...]
):
    shown = [statement(topic, dimensions=f"topic={topic}") for topic in topics.split()]
    finding = assess_one(narrative(dimensions="topic"), *shown)
    assert finding.status is status
    assert finding.missing == missing


# --- years ----------------------------------------------------------------------------------------


def test_three_years_need_three_figures():
    asked = requirement(periods=3)
    facts = [fact(year, period=year) for year in ("2019", "2020", "2021")]
    whole = assess_one(asked, *facts)
    assert whole.status is MET
    assert sorted(counted(whole)) == ["2019", "2020", "2021"]
    part = assess_one(asked, *facts[1:])
    assert part.status is PARTIAL
    assert part.missing == ("a figure (GJ) on: Energy used for 2019",)
    none = assess_one(asked, fact(period="2018"))
    assert none.status is UNMET
    assert len(none.missing) == 3


def test_a_figure_for_a_month_answers_the_year_in_part():
    finding = assess_one(requirement(), fact(period="2021-08"))
    assert finding.status is PARTIAL
    assert finding.missing == ("stated for 2021-08-01/2021-08-31 only, a part of the year",)


# --- softened parts -------------------------------------------------------------------------------

HARD = requirement()
SOFT = requirement(id=f"{DISCLOSURE_ID}-b", condition="where appropriate")
SOFT_MAPPING = mapping(subject_id=SOFT.id)


def softened(*facts_for: str) -> DisclosureFinding:
    """A hard and a softened requirement, answered as named."""
    answers = {"hard": REQUIREMENT_ID, "soft": SOFT.id, "part": SOFT.id}
    facts = [
        fact(name, indicator="", answers=(answers[name],), is_partial=name == "part", lacks="half")
        for name in facts_for
    ]
    return assess(disclosure(HARD, SOFT), facts)


def test_a_softened_part_that_is_absent_lowers_nothing():
    found = softened("hard")
    assert found.status is MET
    absent = found.findings[1]
    assert (absent.status, absent.lowers) == (UNMET, False)
    assert absent.rule.startswith("softened-not-reported: ")


@pytest.mark.parametrize(
    ("answered", "status"),
    [(("hard", "soft"), MET), (("soft",), PARTIAL), ((), UNMET)],
)
def test_a_softened_part_that_is_answered_counts(answered: tuple[str, ...], status: Status):
    assert softened(*answered).status is status


def test_a_softened_part_answered_in_part_lowers_nothing():
    assert softened("hard", "part").status is MET


def test_softened_parts_alone_are_unmet_when_absent():
    assert assess(disclosure(SOFT), []).status is UNMET
    assert assess(disclosure(SOFT), [fact()], [SOFT_MAPPING]).status is MET


# --- omissions ------------------------------------------------------------------------------------


def test_a_legal_omission_explains_what_is_not_reported():
    found = assess(disclosure(requirement()), [], omissions=[omission()])
    finding = found.findings[0]
    assert (found.status, finding.status) == (EXPLAINED, EXPLAINED)
    assert finding.omission == omission()
    assert finding.rule.startswith("omission-explained: ")
    assert finding.missing == ("a figure (GJ) on: Energy used",)


@pytest.mark.parametrize(
    ("changes", "permitted"),
    [
        ({}, False),
        ({"explanation": ""}, True),
        ({"reason": "Did not feel like it"}, True),
        ({"reason": "secret"}, True),
        ({"disclosure_id": "made:up-2021/X2"}, True),
        ({"disclosure_id": "other:up-2021/X1"}, True),
        ({"requirement_ids": (f"{DISCLOSURE_ID}-z",)}, True),
    ],
)
def test_an_illegal_omission_counts_for_nothing(changes: dict[str, Any], permitted: bool):
    asked = disclosure(requirement(), omission_permitted=permitted)
    found = assess(asked, [], omissions=[omission(**changes)])
    assert found.status is UNMET
    assert found.findings[0].omission is None


def test_an_omission_may_name_one_requirement():
    asked = disclosure(requirement(), requirement(id=f"{DISCLOSURE_ID}-b"))
    found = assess(asked, [], omissions=[omission(requirement_ids=(f"{DISCLOSURE_ID}-b",))])
    assert [finding.status for finding in found.findings] == [UNMET, EXPLAINED]
    assert found.status is UNMET


def test_an_omission_explains_the_rest_of_a_part_but_not_what_is_met():
    part = assess(disclosure(requirement()), [fact(dimensions="site=oslo")], omissions=[omission()])
    assert part.status is EXPLAINED
    assert counted(part.findings[0]) == ["f1"]
    met = assess(disclosure(requirement()), [fact()], omissions=[omission()])
    assert met.status is MET
    assert met.findings[0].omission is None


# --- groups and roll-up ---------------------------------------------------------------------------


def test_a_group_is_rolled_up_from_what_stands_below_it():
    group = requirement(id=f"{DISCLOSURE_ID}-g", is_group=True, kind="")
    inner = requirement(id=f"{DISCLOSURE_ID}-g-i", parent_id=group.id)
    deeper = requirement(id=f"{DISCLOSURE_ID}-g-i-1", parent_id=inner.id)
    found = assess(
        disclosure(requirement(), group, inner, deeper), [fact()], [mapping(), mapping(subject_id=inner.id)]
    )
    assert [finding.status for finding in found.findings] == [MET, MET, UNMET]
    assert found.groups == {group.id: PARTIAL}
    assert found.status is PARTIAL


ROLL_UP = {
    (MET, MET): MET,
    (MET, EXPLAINED): EXPLAINED,
    (MET, RELIEF): RELIEF,
    (MET, NOT_REQUIRED): MET,
    (MET, PARTIAL): PARTIAL,
    (MET, UNMET): PARTIAL,
    (EXPLAINED, EXPLAINED): EXPLAINED,
    (EXPLAINED, RELIEF): EXPLAINED,
    (EXPLAINED, NOT_REQUIRED): EXPLAINED,
    (EXPLAINED, PARTIAL): PARTIAL,
    (EXPLAINED, UNMET): UNMET,
    (RELIEF, RELIEF): RELIEF,
    (RELIEF, NOT_REQUIRED): RELIEF,
    (RELIEF, PARTIAL): PARTIAL,
    (RELIEF, UNMET): UNMET,
    (NOT_REQUIRED, NOT_REQUIRED): NOT_REQUIRED,
    (NOT_REQUIRED, PARTIAL): PARTIAL,
    (NOT_REQUIRED, UNMET): UNMET,
    (PARTIAL, PARTIAL): PARTIAL,
    (PARTIAL, UNMET): PARTIAL,
    (UNMET, UNMET): UNMET,
}


@pytest.mark.parametrize(("one", "other"), list(product(Status, Status)))
def test_roll_up_of_two(one: Status, other: Status):
    wanted = ROLL_UP.get((one, other)) or ROLL_UP[other, one]
    assert roll_up([Finding(HARD, one, ""), Finding(HARD, other, "")]) is wanted


def test_the_roll_up_table_is_whole():
    assert len({frozenset(pair) for pair in ROLL_UP}) == len(ROLL_UP) == 21


@pytest.mark.parametrize("statuses", list(product(Status, repeat=3)))
def test_roll_up_of_three_is_never_better_than_its_parts(statuses: tuple[Status, ...]):
    rolled = roll_up([Finding(HARD, status, "") for status in statuses])
    if rolled is MET:
        assert set(statuses) <= {MET, NOT_REQUIRED}
    if UNMET in statuses:
        assert rolled in {UNMET, PARTIAL}
    if set(statuses) & {MET, PARTIAL}:
        assert rolled is not UNMET


# --- properties -----------------------------------------------------------------------------------

RANK = {UNMET: 0, PARTIAL: 1, EXPLAINED: 2, MET: 3}
DIMENSIONS = ("", "gender", "total;gender", "gender;region", "gender=female", "level=high;gender", "topic")
CUTS = {
    "gender": ("male", "female"),
    "region": ("north", "south"),
    "level": ("high", "low"),
    "site": ("oslo",),
    "topic": ("climate", "people", "water"),
}
MAPPINGS = (
    mapping(),
    mapping(object_id="goal"),
    mapping(object_id="oil", predicate_id="skos:narrowMatch", comment="oil alone"),
    mapping(object_id="all", predicate_id="skos:broadMatch", comment="more than that"),
    mapping(object_id="sold", is_negative=True, comment="sold, not used"),
)


@st.composite
def some_facts(draw: st.DrawFn) -> list[Fact]:
    """Up to eight facts of all sorts, good and bad, without a fact twice."""
    facts = []
    for number in range(draw(st.integers(1, 8))):
        names = draw(st.lists(st.sampled_from(sorted(CUTS)), unique=True, max_size=2))
        members = ";".join(f"{name}={draw(st.sampled_from(CUTS[name]))}" for name in names)
        make = draw(st.sampled_from([fact, fact, statement, nil]))
        facts.append(
            make(
                f"f{number}",
                indicator=draw(st.sampled_from(["use", "use", "goal", "oil", "all", "sold", ""])),
                answers=draw(st.sampled_from([(), (), (REQUIREMENT_ID,)])),
                dimensions=members,
                period=draw(st.sampled_from(["2021", "2021", "2021-08", "2021-12-31", "2020", "2019"])),
                basis=draw(st.sampled_from(["measured", "measured", "estimated", "target", "plan"])),
                whose=draw(st.sampled_from(["own", "own", "own", "joint", "supplier"])),
                is_partial=draw(st.sampled_from([False, False, True])),
                lacks="half",
            )
        )
    return facts


@st.composite
def some_requirement(draw: st.DrawFn) -> Requirement:
    """A requirement for words or figures, in one year or three, with some of the usual breakdowns."""
    make = draw(st.sampled_from([requirement, narrative]))
    return make(dimensions=draw(st.sampled_from(DIMENSIONS)), periods=draw(st.sampled_from([1, 1, 3])))


@given(some_requirement(), some_facts(), st.booleans())
def test_another_fact_never_lowers_a_status(asked: Requirement, facts: list[Fact], is_omitted: bool):
    told = [omission()] if is_omitted else []
    whole = assess(disclosure(asked), facts, list(MAPPINGS), told).findings[0]
    for left_out in range(len(facts)):
        fewer = facts[:left_out] + facts[left_out + 1 :]
        less = assess(disclosure(asked), fewer, list(MAPPINGS), told).findings[0]
        assert RANK[less.status] <= RANK[whole.status]


def test_only_a_crossed_breakdown_can_be_shown_to_have_a_hole():
    """A third level shown for one gender alone proves that the table is not whole: the one exception."""
    asked = requirement(dimensions="level*gender")
    four = cuts(*FOUR_CUTS)
    assert assess_one(asked, *four).status is MET
    fifth = fact("f5", dimensions="level=middle;gender=male")
    assert assess_one(asked, *four, fifth).status is PARTIAL


def said(found: DisclosureFinding) -> tuple[Any, ...]:
    """All that a finding says, without the order in which it says it."""
    finding = found.findings[0]
    proof = [
        frozenset((support.fact_id, support.verdict, support.reasons) for support in supports)
        for supports in (finding.because, finding.near_misses)
    ]
    return found.status, finding.status, finding.rule, *proof, frozenset(finding.missing)


@given(some_requirement(), some_facts(), st.randoms(use_true_random=False))
def test_order_changes_nothing(asked: Requirement, facts: list[Fact], chance: random.Random):
    rows: list[Mapping] = list(MAPPINGS)
    before = said(assess(disclosure(asked), facts, rows))
    chance.shuffle(facts)
    chance.shuffle(rows)
    assert said(assess(disclosure(asked), facts, rows)) == before


@given(some_requirement(), some_facts())
def test_a_status_is_what_its_proof_says(asked: Requirement, facts: list[Fact]):
    finding = assess(disclosure(asked), facts, list(MAPPINGS)).findings[0]
    verdicts = {support.verdict for support in finding.because}
    assert "no" not in verdicts
    assert {support.verdict for support in finding.near_misses} <= {"no"}
    assert not set(counted(finding)) & set(near(finding))
    assert bool(finding.missing) == (finding.status is not MET)
    assert bool(finding.because) == (finding.status is not UNMET)
    if finding.status is MET:
        assert verdicts == {"covers"}


@given(some_facts())
def test_a_target_a_plan_or_a_joint_figure_never_answers_a_figure(facts: list[Fact]):
    unfit = [replace(each, basis="target") for each in facts] + [
        replace(each, id=f"{each.id}-joint", whose="joint") for each in facts if each.value_state == "number"
    ]
    assert assess(disclosure(requirement()), unfit).status is UNMET
