"""A crosswalk as JSON: pairs with their chains, what has no pair, and what a negative mapping forbids."""

from __future__ import annotations

import json
from typing import Any

from esgmap.chains import Chain
from esgmap.export.crosswalk_rows import End, Line, View, lone_lines, pair_lines

NAME = "json"


def render(view: View) -> str:
    """The crosswalk as JSON text."""
    crosswalk = view.crosswalk
    data: dict[str, Any] = {
        "schema": 1,
        "level": view.level,
        "from": [each.id for each in crosswalk.from_editions],
        "to": [each.id for each in crosswalk.to_editions],
        "pairs": [_line(each) for each in pair_lines(view)],
        "without_pair": [
            {
                **_end(each.end),
                "side": "from" if each.is_from else "to",
                "standing": each.standing.value,
                "why": each.why,
            }
            for each in lone_lines(view)
        ],
        "contradictions": [
            {
                **_chain(each.chain),
                "from": each.chain.first.subject_id,
                "to": each.chain.second.subject_id,
                "forbidden_by": str(each.forbidden_by.source),
                "agrees_with": str(each.agrees_with.source),
            }
            for each in crosswalk.contradictions
        ],
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _line(line: Line) -> dict[str, Any]:
    return {
        "from": _end(line.start),
        "to": _end(line.end),
        "predicate": line.predicate,
        "confidence": line.confidence,
        **({"share": line.share} if line.share else {}),
        "chains": [_chain(each) for each in line.chains],
    }


def _end(end: End) -> dict[str, str]:
    return {"id": end.id, "code": end.code, "label": end.label}


def _chain(chain: Chain) -> dict[str, Any]:
    return {
        "via": list(chain.via),
        "predicate": chain.predicate,
        "confidence": str(chain.confidence),
        "mappings": [
            {
                "id": row.subject_id,
                "predicate": row.predicate_id,
                "indicator": row.object_id,
                "where": str(row.source),
            }
            for row in (chain.first, chain.second)
        ],
    }
