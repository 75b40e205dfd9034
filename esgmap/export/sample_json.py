"""An audit sample and its results as JSON.

The published forms are `esgmap/schemas/sample.schema.json` and `sample-results.schema.json` beside it.
"""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

from esgmap.export.json_gaps import report_data
from esgmap.export.sample_words import population_text, since_text, stated_text
from esgmap.population import Member, Sample
from esgmap.sample_returned import Judged, Tally
from esgmap.sampling import TARGETED, Drawn, Plan, rank_hash


def render(sample: Sample) -> str:
    """The draw as JSON text."""
    return _text(as_data(sample))


def render_results(judged: Judged, plan: Plan) -> str:
    """The results of a working paper as JSON text."""
    return _text(results_data(judged, plan))


def _text(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def as_data(sample: Sample) -> dict[str, Any]:
    """The draw as plain data."""
    plan, population = sample.plan, sample.population
    baseline = population.baseline
    return {
        "schema": 1,
        "report": report_data(sample.assessment.report),
        "inputs": {each.path: each.sha256 for each in sample.assessment.inputs},
        "command": sample.command,
        "method": plan.method,
        "seed": plan.seed,
        "confidence": _percent(plan.confidence),
        "tolerable_error": _percent(plan.tolerable),
        "population": {
            "of": plan.of,
            "definition": population_text(plan),
            "rows": len(population.members),
            "fingerprint": population.fingerprint,
        },
        "baseline": {"name": baseline.name, "matched": population.matched, "gone": list(population.gone)}
        if baseline
        else None,
        "strata": [
            {"name": part.name, "rows": len(part.ids), "drawn": part.size} for part in sample.draw.strata
        ],
        "rows": [_row(number, *each, plan) for number, each in enumerate(sample.chosen(), start=1)],
    }


def _row(number: int, drawn: Drawn, member: Member, plan: Plan) -> dict[str, Any]:
    return {
        "number": number,
        "id": drawn.id,
        "drawn_for": list(drawn.strata),
        "stated": stated_text(member),
        "places": list(
            dict.fromkeys(f"{fact.evidence.document}: {fact.evidence.location}" for fact in member.facts)
        ),
        "facts": [fact.id for fact in member.facts],
        "counts_for": [
            {
                "framework": use.framework,
                "requirement": use.code,
                "status": use.status.value,
                "in_full": use.in_full,
            }
            for use in member.uses
        ],
        "since_baseline": since_text(member),
        "content": member.item.content,
        "rank": rank_hash(plan.seed, drawn.id),
    }


def results_data(judged: Judged, plan: Plan) -> dict[str, Any]:
    """The results as plain data."""
    paper = judged.paper
    return {
        "schema": 1,
        "paper": paper.shown,
        "command": paper.command,
        "method": plan.method,
        "confidence": _percent(plan.confidence),
        "tolerable_error": _percent(plan.tolerable),
        "same_rows": judged.same_rows,
        "missing": list(judged.missing),
        "not_drawn": list(judged.beside),
        "fingerprint_fits": not judged.misprinted,
        "edited": [
            {"place": each.place, "id": each.row_id, "what": each.title, "found": each.found}
            for each in paper.edits
        ],
        "same_population": judged.same_population,
        "added": list(judged.added),
        "removed": list(judged.removed),
        "changed": list(judged.changed),
        "drawn_today_only": list(judged.today_only),
        "strata": [_tally(each, plan.method != TARGETED) for each in judged.tallies],
        "whole": _tally(judged.whole, with_rate=False),
        "errors": [
            {"id": row.id, "place": row.place, "result": row.result, "found": row.found, "nature": row.nature}
            for row in paper.rows
            if row.is_error
        ],
        "open": [row.id for row in paper.rows if row.is_open],
        "doubts": [{"id": row.id, "place": row.place, "doubt": row.doubt} for row in paper.rows if row.doubt],
    }


def _tally(tally: Tally, with_rate: bool) -> dict[str, Any]:
    return {
        "name": tally.name,
        "rows": tally.population,
        "drawn": tally.drawn,
        "tested": tally.tested,
        "open": tally.open,
        "errors": tally.errors,
        "error_rate": _percent(tally.rate if with_rate else None),
        "upper_limit": _percent(None if tally.limit is None else Fraction(tally.limit)),
        "in_error_at_most": tally.at_most,
    }


def _percent(share: Fraction | None) -> str | None:
    """A share of one in per cent, with four decimals."""
    if share is None:
        return None
    number = Decimal(share.numerator) * 100 / Decimal(share.denominator)
    return str(number.quantize(Decimal("0.0001")))
