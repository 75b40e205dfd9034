"""The gap report as JSON, in the published form of `esgmap/schemas/gaps.schema.json`."""

from __future__ import annotations

import json
from typing import Any

from esgmap.export.counts import count, edition_stem
from esgmap.export.wording import text_notice
from esgmap.findings import Assessment, Condition, DisclosureFinding, Finding, FrameworkFinding, Support
from esgmap.model import Answer, Problem
from esgmap.reported import Report

NAME = "json"


def render(assessment: Assessment) -> str:
    """The gap report as JSON text."""
    return json.dumps(as_data(assessment), ensure_ascii=False, indent=1) + "\n"


def as_data(assessment: Assessment) -> dict[str, Any]:
    """The gap report as plain data."""
    return {
        "schema": 1,
        "answers_as_of": str(assessment.as_of) if assessment.as_of else None,
        "text_note": text_notice(assessment),
        "report": report_data(assessment.report),
        "frameworks": [_framework(each) for each in assessment.frameworks],
        "problems": [problem_data(each) for each in assessment.problems],
    }


def report_data(report: Report) -> dict[str, Any]:
    """Which report it is, as plain data."""
    return {
        "id": report.id,
        "entity": report.entity,
        "period": {"start": str(report.period.start), "end": str(report.period.end)},
    }


def _framework(framework: FrameworkFinding) -> dict[str, Any]:
    return {
        "id": framework.claim.framework,
        "edition": edition_stem(framework),
        "editions": [each.id.split(":", 1)[1] for each in framework.editions],
        "claim": framework.claim.claim,
        "conditions": [_condition(each) for each in framework.conditions],
        "summary": count(framework.disclosures),
        "requirements_summary": count(framework.findings),
        "disclosures": [_disclosure(each) for each in framework.disclosures],
    }


def _condition(condition: Condition) -> dict[str, Any]:
    return {
        "rule": condition.rule,
        "requirement": condition.requirement,
        "clause": condition.clause,
        "verdict": condition.verdict.value,
        "why": condition.why,
        "codes": list(condition.codes),
        "confidence": condition.confidence,
    }


def _disclosure(found: DisclosureFinding) -> dict[str, Any]:
    disclosure = found.disclosure
    return {
        "id": disclosure.id,
        "code": disclosure.code,
        "title": disclosure.title,
        "topic": disclosure.topic,
        "obligation": disclosure.obligation,
        "standard_obligation": disclosure.standard_obligation,
        "omission_permitted": disclosure.omission_permitted,
        "status": found.status.value,
        "groups": {group: status.value for group, status in found.groups.items()},
        "requirements": [finding_data(each) for each in found.findings],
    }


def finding_data(finding: Finding) -> dict[str, Any]:
    """One requirement's status with its proof, as plain data."""
    requirement = finding.requirement
    return {
        "id": requirement.id,
        "label": requirement.label,
        "locator": requirement.locator,
        "obligation": requirement.obligation,
        "standard_obligation": requirement.standard_obligation,
        "condition": requirement.condition,
        "confidence": requirement.confidence,
        "status": finding.status.value,
        "counts": finding.lowers,
        "facts": [support.fact_id for support in finding.because],
        "rule": finding.rule,
        "because": [_support(each) for each in finding.because],
        "near_misses": [_support(each) for each in finding.near_misses],
        "missing": list(finding.missing),
        "omission": finding.omission.reason if finding.omission else None,
    }


def _support(support: Support) -> dict[str, Any]:
    mapping = support.mapping
    return {
        "fact": support.fact_id,
        "verdict": support.verdict,
        "predicate": _predicate(support),
        "indicator": mapping.object_id if mapping else None,
        "mapping": str(mapping.source) if mapping else None,
        "reasons": list(support.reasons),
    }


def _predicate(support: Support) -> str:
    if support.mapping is None:
        return "answers"
    return (
        f"Not {support.mapping.predicate_id}" if support.mapping.is_negative else support.mapping.predicate_id
    )


def problem_data(problem: Problem) -> dict[str, Any]:
    """One problem as plain data."""
    answer = problem.answer
    return {
        "code": problem.code,
        "severity": problem.severity.value,
        "message": problem.message,
        "hint": problem.hint,
        "facts": list(problem.facts),
        "where": str(problem.source) if problem.source else None,
        "key": problem.key or None,
        "computation": problem.computation,
        "also": [str(each) for each in problem.also],
        "answer": _answer(answer) if answer else None,
    }


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        "accepted_because": answer.because,
        "by": answer.by,
        "on": str(answer.on),
        "until": str(answer.until) if answer.until else None,
        "note": answer.note,
        "expired": answer.has_expired,
    }
