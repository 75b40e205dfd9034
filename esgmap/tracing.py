"""What a name in an assessment leads to: from a code to its findings, from a fact to all it counts for.

Comes in: an assessment, and a code, a requirement, a fact or an indicator by its name. Goes out: the findings
it names; every requirement that a fact counts for, in part or not, and why; what an indicator serves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from esgmap.assess import Evidenced, candidates, cut_of
from esgmap.coverage import COVERS, NO, dimension_label
from esgmap.findings import Assessment, DisclosureFinding, Finding, Support
from esgmap.lacks import evidence_of
from esgmap.model import Edition, Indicator, Mapping, Requirement
from esgmap.reported import Fact


@dataclass(frozen=True, slots=True)
class CodeTrace:
    """A disclosure of an edition, and those of its findings that were asked for."""

    framework: str
    edition: Edition
    within: DisclosureFinding
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Use:
    """One requirement that a fact was, or could be, held against; the support says how it ended."""

    framework: str
    within: DisclosureFinding
    finding: Finding
    support: Support


@dataclass(frozen=True, slots=True)
class FactTrace:
    """A fact, and every requirement in scope that it counts for in full, in part, or not."""

    fact: Fact
    full: tuple[Use, ...]
    part: tuple[Use, ...]
    near: tuple[Use, ...]


@dataclass(frozen=True, slots=True)
class Service:
    """A requirement that an indicator is mapped to, and how."""

    framework: str
    within: DisclosureFinding
    finding: Finding
    mapping: Mapping


@dataclass(frozen=True, slots=True)
class IndicatorTrace:
    """An indicator, the facts that report it, and the requirements in scope that it is mapped to."""

    indicator: Indicator
    facts: tuple[Fact, ...]
    serves: tuple[Service, ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """All that one name leads to; a name may be a fact's and an indicator's at once."""

    asked: str
    evidence: Evidenced
    codes: tuple[CodeTrace, ...]
    facts: tuple[FactTrace, ...]
    indicators: tuple[IndicatorTrace, ...]

    @property
    def is_empty(self) -> bool:
        """Whether the name leads nowhere."""
        return not (self.codes or self.facts or self.indicators)


def trace(assessment: Assessment, asked: str) -> Trace:
    """Find what a code, a requirement's local id, a full id, a fact or an indicator leads to."""
    wanted = asked.strip().casefold()
    evidence = evidence_of(assessment)
    name = wanted.removeprefix("esgmap:")
    indicators = [each for each in assessment.hub.indicators.values() if each.id.casefold() == name]
    return Trace(
        asked=asked,
        evidence=evidence,
        codes=tuple(_codes(assessment, wanted)),
        facts=tuple(
            trace_fact(fact, assessment, evidence)
            for fact in assessment.report.facts
            if fact.id.casefold() == wanted
        ),
        indicators=tuple(_indicator(each, assessment, evidence) for each in indicators),
    )


def names(assessment: Assessment) -> set[str]:
    """Everything that can be asked for."""
    codes = {
        name
        for framework in assessment.frameworks
        for each in framework.disclosures
        for name in (each.disclosure.code, *(finding.requirement.local_id for finding in each.findings))
    }
    return codes | {fact.id for fact in assessment.report.facts} | set(assessment.hub.indicators)


def _codes(assessment: Assessment, wanted: str) -> Iterator[CodeTrace]:
    for framework in assessment.frameworks:
        editions = {each.id: each for each in framework.editions}
        for within in framework.disclosures:
            disclosure = within.disclosure
            is_whole = wanted in (disclosure.code.casefold(), disclosure.id.casefold())
            found = tuple(each for each in within.findings if is_whole or wanted in _ids(each))
            if found:
                yield CodeTrace(framework.claim.framework, editions[disclosure.edition_id], within, found)


def _ids(finding: Finding) -> tuple[str, ...]:
    requirement = finding.requirement
    parent = requirement.parent_id
    found = (requirement.id, requirement.local_id, parent, parent.split("/", 1)[1])
    return tuple(each.casefold() for each in found)


# --- from a fact ----------------------------------------------------------------------------------


def trace_fact(fact: Fact, assessment: Assessment, evidence: Evidenced) -> FactTrace:
    """Every requirement in scope that the fact counts for in full, in part, or not, with the reasons."""
    uses = []
    for framework in assessment.frameworks:
        for within in framework.disclosures:
            for finding in within.findings:
                if support := _support(fact, finding, evidence):
                    uses.append(Use(framework.claim.framework, within, finding, support))
    full = tuple(use for use in uses if use.support.verdict == COVERS)
    near = tuple(use for use in uses if use.support.verdict == NO)
    return FactTrace(fact, full, tuple(use for use in uses if use not in (*full, *near)), near)


def _support(fact: Fact, finding: Finding, evidence: Evidenced) -> Support | None:
    """How the fact fared with a requirement; None if nothing brings the two together."""
    requirement = finding.requirement
    mapping = next(
        (each for each in evidence.mappings.get(requirement.id, ()) if each.object_id == fact.indicator), None
    )
    if requirement.id not in fact.answers and (mapping is None or not fact.indicator):
        return None
    for support in (*finding.because, *finding.near_misses):
        if support.fact_id == fact.id:
            return support
    judged = [support for support, found in candidates(requirement, evidence) if found.id == fact.id]
    refused = next((support for support in judged if support.verdict == NO), None)
    if refused and all(support.verdict == NO for support in judged):
        return refused
    reason = _unused(requirement, fact, evidence) if judged else _unconcerned(requirement, fact, evidence)
    return Support(fact.id, judged[0].mapping if judged else mapping, NO, (reason,))


def _unused(requirement: Requirement, fact: Fact, evidence: Evidenced) -> str:
    """Why a fact that might count was not taken."""
    needs, scope = requirement.needs, evidence.scope
    cut = cut_of(requirement, fact, scope)
    if needs.breakdowns and not any(set(each.dimensions) <= set(cut) for each in needs.breakdowns):
        by = " or ".join(
            " and ".join(dimension_label(name, scope.hub) for name in each.dimensions)
            for each in needs.breakdowns
        )
        if not needs.total or cut:
            return f"not broken down by {by}, as is asked"
    if needs.breakdowns and cut:
        return "one member alone is no breakdown, or the member is shown in full by another fact"
    return "a wider figure of the report answers this; its parts add nothing"


def _unconcerned(requirement: Requirement, fact: Fact, evidence: Evidenced) -> str:
    """Why a fact was not even judged: it is about another member, or another year."""
    hub = evidence.scope.hub
    absent = [pair[0] for pair in requirement.needs.fixed if pair not in fact.dimensions]
    if absent:
        return (
            f"not about the {' and '.join(dimension_label(name, hub) for name in absent)} that is asked for"
        )
    return f"stated for {fact.period}; only the reporting year is asked for"


# --- from an indicator ----------------------------------------------------------------------------


def _indicator(indicator: Indicator, assessment: Assessment, evidence: Evidenced) -> IndicatorTrace:
    serves = tuple(
        Service(framework.claim.framework, within, finding, mapping)
        for framework in assessment.frameworks
        for within in framework.disclosures
        for finding in within.findings
        for mapping in evidence.mappings.get(finding.requirement.id, ())
        if mapping.object_id == indicator.id
    )
    facts = tuple(fact for fact in assessment.report.facts if fact.indicator == indicator.id)
    return IndicatorTrace(indicator, facts, serves)
