"""What to collect next as JSON, in the published form of `esgmap/schemas/next.schema.json`."""

from __future__ import annotations

import json
from typing import Any

from esgmap.agenda import WEIGHTS, Agenda, FactNeed, Open, Step, Writing
from esgmap.export.agenda_words import by_framework, effort_text, indicator_label, share
from esgmap.export.json_gaps import report_data
from esgmap.export.json_lacks import dimensions_data, lack_data, period_data
from esgmap.findings import Assessment


def render(agenda: Agenda, assessment: Assessment, limit: int | None = None) -> str:
    """The agenda as JSON text."""
    return json.dumps(as_data(agenda, assessment, limit), ensure_ascii=False, indent=1) + "\n"


def as_data(agenda: Agenda, assessment: Assessment, limit: int | None = None) -> dict[str, Any]:
    """The agenda as plain data."""
    total = len(agenda.opens)
    return {
        "schema": 1,
        "report": report_data(assessment.report),
        "frameworks": [each.claim.framework for each in assessment.frameworks],
        "weights": WEIGHTS,
        "open": total,
        "open_by_framework": by_framework(agenda.opens),
        "indicators": len(agenda.steps),
        "steps": [
            {"rank": rank, **_step(each, assessment), **_so_far(each, total)}
            for rank, each in enumerate(agenda.steps[:limit], 1)
        ],
        "cheapest": [_step(each, assessment) for each in agenda.cheapest],
        "statements": [
            {"rank": rank, **_writing(each), **_so_far(each, total)}
            for rank, each in enumerate(agenda.writings[:limit], 1)
        ],
        "barred": [{**_open(each), "why": each.lacks[0].text} for each in agenda.barred],
    }


def _so_far(each: Step | Writing, total: int) -> dict[str, Any]:
    return {"closed_so_far": each.closed_so_far, "share_so_far": share(each.closed_so_far, total)}


def _step(step: Step, assessment: Assessment) -> dict[str, Any]:
    return {
        "indicator": step.indicator,
        "label": indicator_label(step.indicator, assessment.hub),
        "effort": effort_text(step.effort),
        "gain": step.gain,
        "collect": [_need(each) for each in step.facts],
        "closes": [_open(each) for each in step.closes],
        "closes_by_framework": by_framework(step.closes),
        "completes": [each.disclosure.id for each in step.completes],
    }


def _need(need: FactNeed) -> dict[str, Any]:
    return {
        "period": period_data(need.period),
        "dimensions": dimensions_data(need.dimensions),
        "basis": need.basis,
        "unit_kind": need.unit_kind,
        "value_type": need.value_type,
    }


def _open(each: Open) -> dict[str, Any]:
    requirement = each.finding.requirement
    return {
        "requirement": requirement.id,
        "framework": each.framework,
        "obligation": requirement.obligation,
        "condition": requirement.condition,
        "status": each.finding.status.value,
    }


def _writing(writing: Writing) -> dict[str, Any]:
    return {
        "disclosure": writing.within.disclosure.id,
        "framework": writing.framework,
        "code": writing.within.disclosure.code,
        "title": writing.within.disclosure.title,
        "gain": writing.gain,
        "closes": [
            {
                **_open(each),
                "label": each.finding.requirement.label,
                "lacks": [lack_data(lack) for lack in each.lacks],
            }
            for each in writing.closes
        ],
        "completes": writing.completes,
    }
