"""A trace as JSON, in the published form of `esgmap/schemas/trace.schema.json`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from esgmap.export.json_gaps import finding_data, report_data
from esgmap.export.json_lacks import dimensions_data, lack_data, period_data
from esgmap.findings import Assessment, DisclosureFinding, Finding, Support
from esgmap.lacks import lacks_of
from esgmap.model import Indicator, Mapping
from esgmap.reported import Fact
from esgmap.tracing import CodeTrace, FactTrace, IndicatorTrace, Trace, Use


def render(traced: Trace, assessment: Assessment) -> str:
    """The trace as JSON text."""
    return json.dumps(as_data(traced, assessment), ensure_ascii=False, indent=1) + "\n"


def as_data(traced: Trace, assessment: Assessment) -> dict[str, Any]:
    """The trace as plain data."""
    facts = assessment.facts_by_id()
    return {
        "schema": 1,
        "asked": traced.asked,
        "report": report_data(assessment.report),
        "codes": [_code(each, traced, facts) for each in traced.codes],
        "facts": [_traced_fact(each) for each in traced.facts],
        "indicators": [_indicator(each) for each in traced.indicators],
    }


# --- from a code ----------------------------------------------------------------------------------


def _code(found: CodeTrace, traced: Trace, facts: dict[str, Fact]) -> dict[str, Any]:
    edition, disclosure = found.edition, found.within.disclosure
    return {
        "framework": found.framework,
        "edition": {
            "id": edition.id,
            "standard": edition.standard,
            "edition": edition.edition,
            "title": edition.title,
        },
        "disclosure": {
            "id": disclosure.id,
            "code": disclosure.code,
            "title": disclosure.title,
            "obligation": disclosure.obligation,
            "standard_obligation": disclosure.standard_obligation,
            "status": found.within.status.value,
        },
        "requirements": [_finding(each, traced, facts) for each in found.findings],
    }


def _finding(finding: Finding, traced: Trace, facts: dict[str, Fact]) -> dict[str, Any]:
    return {
        **finding_data(finding),
        "because": _supports(finding.because, facts),
        "near_misses": _supports(finding.near_misses, facts),
        "lacks": [lack_data(each) for each in lacks_of(finding, traced.evidence)],
    }


def _supports(supports: Iterable[Support], facts: dict[str, Fact]) -> list[dict[str, Any]]:
    return [{"fact": _fact(facts[each.fact_id]), **_support(each)} for each in supports]


def _support(support: Support) -> dict[str, Any]:
    return {
        "verdict": support.verdict,
        "reasons": list(support.reasons),
        "mapping": _mapping(support.mapping) if support.mapping else None,
    }


def _mapping(mapping: Mapping) -> dict[str, Any]:
    return {
        "predicate": mapping.predicate_id,
        "negative": mapping.is_negative,
        "indicator": mapping.object_id,
        "confidence": mapping.confidence,
        "author": mapping.author,
        "date": mapping.mapping_date,
        "justification": mapping.justification,
        "comment": mapping.comment,
        "where": str(mapping.source),
    }


# --- from a fact or an indicator ------------------------------------------------------------------


def _traced_fact(found: FactTrace) -> dict[str, Any]:
    return {
        "fact": _fact(found.fact),
        "full": [_use(each) for each in found.full],
        "part": [_use(each) for each in found.part],
        "near": [_use(each) for each in found.near],
    }


def _use(use: Use) -> dict[str, Any]:
    return {**_requirement(use.framework, use.within, use.finding), **_support(use.support)}


def _requirement(framework: str, within: DisclosureFinding, finding: Finding) -> dict[str, Any]:
    requirement = finding.requirement
    return {
        "framework": framework,
        "disclosure": within.disclosure.id,
        "code": within.disclosure.code,
        "requirement": requirement.id,
        "label": requirement.label,
        "locator": requirement.locator,
        "obligation": requirement.obligation,
        "status": finding.status.value,
    }


def _indicator(found: IndicatorTrace) -> dict[str, Any]:
    indicator: Indicator = found.indicator
    return {
        "indicator": indicator.id,
        "label": indicator.label,
        "definition": indicator.definition,
        "value_type": indicator.value_type,
        "unit_kind": indicator.unit_kind,
        "basis": indicator.basis,
        "facts": [_fact(each) for each in found.facts],
        "serves": [
            {
                **_requirement(each.framework, each.within, each.finding),
                "mapping": _mapping(each.mapping),
            }
            for each in found.serves
        ],
    }


def _fact(fact: Fact) -> dict[str, Any]:
    place = fact.evidence
    return {
        "id": fact.id,
        "indicator": fact.indicator,
        "answers": list(fact.answers),
        "label": fact.label,
        "value_state": fact.value_state,
        "value": fact.value,
        "value_as_printed": fact.value_as_printed,
        "unit": fact.unit,
        "unit_as_printed": fact.unit_as_printed,
        "period": period_data(fact.period),
        "dimensions": dimensions_data(fact.dimensions),
        "basis": fact.basis,
        "whose": fact.whose,
        "extent": "part" if fact.is_partial else "full",
        "lacks": fact.lacks,
        "evidence": {
            "document": place.document,
            "pages": place.pages,
            "section": place.section,
            "anchor": place.anchor,
        },
        "where": str(fact.source),
    }
