"""Both directions of a trace agree, and each fact that does not count says why."""

from __future__ import annotations

import pytest
from made_up import REQUIREMENT_ID, SCOPE, disclosure, fact, mapping, narrative, requirement, statement

from esgmap.assess import assess_disclosure, index_evidence
from esgmap.findings import Assessment
from esgmap.lacks import evidence_of
from esgmap.model import Mapping, Requirement
from esgmap.reported import Fact
from esgmap.tracing import Use, _support, names, trace, trace_fact


def why_not(asked: Requirement, found: Fact, *others: Fact, row: Mapping | None = None) -> tuple[str, ...]:
    """Why a fact does not count, seen from the fact."""
    evidence = index_evidence([found, *others], [row or mapping()], [], {}, SCOPE)
    finding = assess_disclosure(disclosure(asked), evidence).findings[0]
    support = _support(found, finding, evidence)
    assert support
    assert support.verdict == "no"
    return support.reasons


def test_both_directions_agree_on_the_example(assessment: Assessment):
    evidence = evidence_of(assessment)
    findings = [each for framework in assessment.frameworks for each in framework.findings]
    seen = {"covers": 0, "part": 0, "no": 0}
    for each in assessment.report.facts:
        traced = trace_fact(each, assessment, evidence)
        by_verdict = {"covers": traced.full, "part": traced.part}
        for verdict, uses in by_verdict.items():
            assert {use.finding.requirement.id for use in uses} == {
                finding.requirement.id
                for finding in findings
                for support in finding.because
                if (support.fact_id, support.verdict) == (each.id, verdict)
            }
            seen[verdict] += len(uses)
        near = {use.finding.requirement.id for use in traced.near}
        assert near >= {
            finding.requirement.id
            for finding in findings
            if each.id in {support.fact_id for support in finding.near_misses}
            and each.id not in {support.fact_id for support in finding.because}
        }
        assert all(use.support.reasons for use in (*traced.part, *traced.near)), each.id
        seen["no"] += len(near)
    assert min(seen.values()) > 0


def test_every_requirement_that_something_connects_with_a_fact_is_told(assessment: Assessment):
    evidence = evidence_of(assessment)
    for each in assessment.report.facts[::10]:
        traced = trace_fact(each, assessment, evidence)
        uses: tuple[Use, ...] = (*traced.full, *traced.part, *traced.near)
        told = [use.finding.requirement.id for use in uses]
        assert len(set(told)) == len(told)
        in_scope = {item.requirement.id for framework in assessment.frameworks for item in framework.findings}
        mapped = {
            row.subject_id for row in assessment.grounds.mappings if row.object_id == each.indicator != ""
        }
        assert set(told) == (mapped | set(each.answers)) & in_scope


def test_an_indicator_is_traced_to_all_its_mappings(assessment: Assessment):
    in_scope = {item.requirement.id for framework in assessment.frameworks for item in framework.findings}
    for indicator in list(assessment.hub.indicators)[::15]:
        (found,) = trace(assessment, indicator).indicators
        rows = [row for row in assessment.grounds.mappings if row.object_id == indicator]
        assert {each.mapping for each in found.serves} == {row for row in rows if row.subject_id in in_scope}
        assert [each.indicator for each in found.facts] == [indicator] * len(found.facts)


def test_all_names_lead_somewhere(assessment: Assessment):
    every = sorted(names(assessment))
    assert len(every) > len(assessment.report.facts) + len(assessment.hub.indicators)
    for name in every[::25]:
        assert not trace(assessment, name).is_empty, name
    assert trace(assessment, "no-such-thing").is_empty


@pytest.mark.parametrize(
    ("asked", "found", "told"),
    [
        (requirement(), fact(period="2019"), "only the reporting year is asked for"),
        (requirement(dimensions="gender=male"), fact(), "not about the gender that is asked for"),
        (requirement(dimensions="gender"), fact(), "not broken down by gender, as is asked"),
        (
            requirement(dimensions="level*gender"),
            fact(dimensions="level=top"),
            "by level and gender, as is asked",
        ),
        (
            requirement(dimensions="gender"),
            fact(dimensions="gender=male"),
            "one member alone is no breakdown",
        ),
        (requirement(), fact(unit="t"), "the requirement asks for"),
    ],
)
def test_a_fact_that_does_not_count_says_why(asked: Requirement, found: Fact, told: str):
    (reason,) = why_not(asked, found)
    assert told in reason


def test_a_part_beside_the_whole_adds_nothing():
    (reason,) = why_not(requirement(), fact(dimensions="site=north"), fact("f2"))
    assert "a wider figure of the report answers this" in reason


def test_a_negative_mapping_gives_its_comment():
    assert why_not(requirement(), fact(), row=mapping(is_negative=True, comment="too wide")) == ("too wide",)


def test_what_nothing_connects_is_not_told():
    evidence = index_evidence([statement(indicator="")], [mapping()], [], {}, SCOPE)
    finding = assess_disclosure(disclosure(narrative()), evidence).findings[0]
    assert _support(statement(indicator=""), finding, evidence) is None
    assert _support(statement(indicator="", answers=(REQUIREMENT_ID,)), finding, evidence)
