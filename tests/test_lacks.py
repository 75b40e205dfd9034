"""What is lacking is enough and no more: with all of it a requirement is met, without any one of it not."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lack_facts import fact_for, with_facts
from made_up import (
    DISCLOSURE_ID,
    HUB,
    REASONS,
    SCOPE,
    disclosure,
    fact,
    indicator,
    mapping,
    narrative,
    omission,
    requirement,
    statement,
)

from esgmap.assess import Evidenced, assess_requirement, index_evidence
from esgmap.coverage import Scope
from esgmap.findings import Assessment, Finding, Lack, Status, Way
from esgmap.lacks import evidence_of, lacks_of, pair_words
from esgmap.model import Disclosure, Mapping, Requirement
from esgmap.reported import Fact, Omission
from esgmap.workspace import run

MET = Status.MET
USE = Way("use", "performance", "energy", "quantity")


def found(asked: Requirement, *facts: Fact, **changes: Any) -> tuple[Lack, ...]:
    """What a requirement lacks, under an exact match with `use` unless told otherwise."""
    evidence = evidence_for(list(facts), **changes)
    return lacks_of(assess_requirement(asked, disclosure(asked), evidence), evidence)


def evidence_for(
    facts: list[Fact],
    mappings: list[Mapping] | None = None,
    scope: Scope = SCOPE,
    omissions: list[Omission] | None = None,
) -> Evidenced:
    """Facts and mappings, indexed."""
    rows = [mapping()] if mappings is None else mappings
    return index_evidence(facts, rows, omissions or [], REASONS, scope)


def members(lacks: tuple[Lack, ...]) -> list[tuple[tuple[str, str], ...]]:
    """The dimensions of each lack."""
    return [lack.dimensions for lack in lacks]


def status_with(finding: Finding, within: Disclosure, evidence: Evidenced, facts: list[Fact]) -> Status:
    """The status after facts have been added."""
    return assess_requirement(finding.requirement, within, with_facts(evidence, facts)).status


def assert_enough_and_no_more(finding: Finding, within: Disclosure, evidence: Evidenced) -> int:
    """Facts for all lacks, in each of the ways, give met; without any one of them it is not met."""
    lacks = lacks_of(finding, evidence)
    assert lacks
    hub = evidence.scope.hub
    for way in (*lacks[0].ways, None):
        facts = [fact_for(lack, way, hub, number) for number, lack in enumerate(lacks)]
        assert status_with(finding, within, evidence, facts) is MET, (finding.requirement.id, way)
        for left_out in facts:
            others = [each for each in facts if each is not left_out]
            assert status_with(finding, within, evidence, others) is not MET, (finding.requirement.id, way)
    return len(lacks)


# --- single requirements --------------------------------------------------------------------------


def test_a_requirement_that_is_met_lacks_nothing():
    assert found(requirement(), fact()) == ()


def test_a_total_lacks_one_figure():
    (lack,) = found(requirement())
    assert (lack.kind, lack.ways, lack.dimensions, lack.period) == ("figure", (USE,), (), SCOPE.period)
    assert (lack.unit_kind, lack.unit, lack.text) == ("energy", "GJ", "a figure (GJ)")


def test_each_year_lacks_its_own_figure():
    lacks = found(requirement(periods=3), fact(period="2020"))
    assert [lack.period.end.year for lack in lacks] == [2021, 2019]
    assert [lack.text for lack in lacks] == ["a figure (GJ) for 2021", "a figure (GJ) for 2019"]


def test_a_breakdown_lacks_its_absent_members():
    asked = requirement(dimensions="total;gender")
    assert members(found(asked)) == [(), (("gender", "male"),), (("gender", "female"),)]
    assert members(found(asked, fact(dimensions="gender=male"))) == [(), (("gender", "female"),)]
    assert found(asked, fact(dimensions="gender=male"))[1].text == "a figure (GJ), gender: female"


def test_where_any_members_will_do_as_many_are_lacking_as_are_too_few():
    asked = requirement(dimensions="region")
    assert members(found(asked)) == [(("region", "*1"),), (("region", "*2"),)]
    assert members(found(asked, fact(dimensions="region=north"))) == [(("region", "*1"),)]
    assert pair_words("region", "*1", HUB) == "region: one more, of your own choice (1)"


def test_a_member_that_is_shown_in_part_is_asked_for_first():
    asked = requirement(dimensions="region")
    half = fact("f2", dimensions="region=south", period="2021-03")
    assert members(found(asked, fact(dimensions="region=north"), half)) == [(("region", "south"),)]


def test_crossed_members_are_lacking_under_each_member():
    asked = requirement(dimensions="level*gender")
    lacks = found(asked, fact(dimensions="level=top;gender=male"))
    assert members(lacks) == [
        (("gender", "female"), ("level", "top")),
        (("gender", "male"), ("level", "*1")),
        (("gender", "female"), ("level", "*1")),
    ]


def test_the_topics_are_those_of_the_report():
    asked = narrative(dimensions="topic")
    assert members(found(asked)) == [(("topic", "climate"),), (("topic", "people"),)]
    (barrier,) = found(asked, scope=replace(SCOPE, topics=()))
    assert (barrier.kind, barrier.dimensions) == ("barrier", ())
    assert "declare them first" in barrier.text


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"dimensions": "colour"}, "a breakdown by colour, which frameworks/dimensions.tsv does not have"),
        ({"dimensions": "gender;gender=male"}, "gender, of which one member alone is asked for"),
        ({"unit_kind": "noise"}, "a unit of noise, and frameworks/units.tsv has none"),
    ],
)
def test_what_no_fact_can_mend_is_said(changes: dict[str, Any], told: str):
    (barrier,) = found(requirement(**changes))
    assert barrier.kind == "barrier"
    assert told in barrier.text


def test_a_fixed_member_is_asked_for():
    (lack,) = found(requirement(dimensions="gender=male"))
    assert lack.dimensions == (("gender", "male"),)


def test_a_statement_in_part_lacks_a_whole_one():
    (lack,) = found(narrative(), statement(is_partial=True, lacks="the reason"))
    assert lack.kind == "statement"
    assert lack.text == "a statement that answers it whole; what is there lacks: the reason"
    assert found(narrative(kind="yes-no"))[0].kind == "answer"


@pytest.mark.parametrize(
    "row",
    [
        mapping(predicate_id="skos:narrowMatch"),
        mapping(predicate_id="skos:broadMatch"),
        mapping(predicate_id="skos:relatedMatch"),
        mapping(is_negative=True),
        mapping(object_id="sssom:NoTermFound"),
        mapping(object_id="rating"),
        mapping(object_id="goal"),
    ],
)
def test_an_indicator_that_would_not_count_in_full_is_no_way(row: Mapping):
    (lack,) = found(requirement(), mappings=[row])
    assert lack.ways == ()


def test_every_indicator_that_would_count_in_full_is_a_way():
    rows = [mapping(object_id="goal"), mapping(predicate_id="skos:closeMatch"), mapping(object_id="rating")]
    (lack,) = found(narrative(), mappings=rows)
    assert [(way.indicator, way.basis) for way in lack.ways] == [
        ("goal", "target"),
        ("use", "performance"),
        ("rating", "any"),
    ]


def test_what_is_explained_still_says_what_would_make_it_met():
    evidence = evidence_for([], omissions=[omission()])
    asked = requirement(disclosure_id=DISCLOSURE_ID)
    finding = assess_requirement(asked, disclosure(asked), evidence)
    assert finding.status is Status.EXPLAINED
    assert_enough_and_no_more(finding, disclosure(asked), evidence)


# --- enough and no more ---------------------------------------------------------------------------


EXAMPLES = sorted(path.parent for path in Path(__file__).parent.parent.glob("examples/*/report.yaml"))


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda path: path.name)
def test_enough_and_no_more_on_every_example(folder: Path):
    assessment = run(folder).assessment
    assert assessment
    evidence = evidence_of(assessment)
    kinds: Counter[str] = Counter()
    sets = 0
    for framework in assessment.frameworks:
        for each in framework.disclosures:
            for finding in each.findings:
                kinds.update(lack.kind for lack in lacks_of(finding, evidence))
                if finding.status is not MET:
                    sets += assert_enough_and_no_more(finding, each.disclosure, evidence) > 1
    assert kinds["barrier"] == 0
    assert kinds.total() > 0
    if folder.name == "kingsoft-cloud-2021":
        assert min(kinds["figure"], kinds["statement"], kinds["answer"]) > 20
        assert sets > 20, "breakdowns were among them"


def test_the_evidence_is_the_one_the_findings_were_judged_by(assessment: Assessment):
    evidence = evidence_of(assessment)
    for framework in assessment.frameworks:
        for each in framework.disclosures:
            again = [assess_requirement(old.requirement, each.disclosure, evidence) for old in each.findings]
            assert again == list(each.findings)


CUTS = ["", "total;gender", "gender", "region", "level*gender", "level*region", "gender*level*region"]
CUTS += ["gender;region", "topic", "topic*gender", "gender=male", "total;region;gender=female", "fuel"]
MEMBERS = {
    "gender": ["male", "female"],
    "region": ["north", "south", "*"],
    "level": ["top", "low"],
    "topic": ["climate", "people"],
    "fuel": ["oil"],
    "site": ["plant"],
}
ODD_HUB = replace(HUB, indicators={**HUB.indicators, "more": indicator("more", value_type="quantity")})
ODD_SCOPE = replace(SCOPE, hub=ODD_HUB)


@st.composite
def cut_facts(draw: st.DrawFn) -> Fact:
    """A fact of any kind, cut in any way."""
    names = draw(st.lists(st.sampled_from(sorted(MEMBERS)), max_size=3, unique=True))
    pairs = [f"{name}={draw(st.sampled_from(MEMBERS[name])).replace('*', 'east')}" for name in names]
    make = draw(st.sampled_from([fact, fact, fact, statement]))
    named = draw(st.sampled_from([(), (), ("made:up-2021/X1-a",)]))
    return make(
        f"f{draw(st.integers(0, 10**6))}",
        dimensions=";".join(pairs),
        indicator=draw(st.sampled_from(["use", "more", "goal"])),
        answers=named,
        period=draw(st.sampled_from(["2021", "2021", "2020", "2021-03", "2021-12-31"])),
        whose=draw(st.sampled_from(["own", "own", "own", "joint", "supplier"])),
        basis=draw(st.sampled_from(["measured", "measured", "target"])),
        unit=draw(st.sampled_from(["MWh", "MWh", "t"])),
        is_partial=draw(st.booleans()) and make is statement,
        lacks="a half",
    )


@st.composite
def rows(draw: st.DrawFn) -> Mapping:
    """A mapping of the requirement in any predicate."""
    predicates = ["exact", "close", "narrow", "broad", "related"]
    return mapping(
        object_id=draw(st.sampled_from(["use", "more", "goal"])),
        predicate_id=f"skos:{draw(st.sampled_from(predicates))}Match",
        is_negative=draw(st.sampled_from([False, False, True])),
    )


@given(
    st.sampled_from(CUTS),
    st.sampled_from(["quantitative", "narrative", "yes-no"]),
    st.sampled_from([1, 1, 2]),
    st.lists(cut_facts(), max_size=8, unique_by=lambda each: each.id),
    st.lists(rows(), max_size=3, unique_by=lambda row: row.object_id),
)
def test_enough_and_no_more_on_any_report(
    cut: str, kind: str, periods: int, facts: list[Fact], mappings: list[Mapping]
):
    make = requirement if kind == "quantitative" else narrative
    asked = make(dimensions=cut, kind=kind, periods=periods)
    evidence = evidence_for(facts, mappings, ODD_SCOPE)
    finding = assess_requirement(asked, disclosure(asked), evidence)
    if finding.status is MET:
        assert lacks_of(finding, evidence) == ()
    else:
        assert_enough_and_no_more(finding, disclosure(asked), evidence)


def test_an_omission_that_counts_for_nothing_is_no_evidence(make_report):
    rows = [
        {"disclosure": "hkex:esg-guide-2020/A2.5", "reason": "Not material", "explanation": "Not material."},
        {
            "disclosure": "hkex:esg-guide-2020/A1.3",
            "reason": "Not material",
            "explanation": "Offices alone, no works.",
        },
    ]
    outcome = run(make_report(omissions=rows))
    assert outcome.assessment is not None
    assert set(evidence_of(outcome.assessment).omissions) == {"hkex:esg-guide-2020/A1.3"}
