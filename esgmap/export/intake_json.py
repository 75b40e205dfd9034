"""What was found in the tables of a document, and what was proposed, as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from esgmap.export.intake_words import periods, units
from esgmap.export.json_gaps import problem_data
from esgmap.model import Problem
from esgmap.packs.layout import Layout
from esgmap.pages import ReadDocument
from esgmap.proposals.records import Proposal, Skipped, Vanished
from esgmap.proposals.tablefile import columns


def render_tables(document: ReadDocument, layouts: Sequence[Layout], problems: Sequence[Problem]) -> str:
    """The tables of a document."""
    return _text(
        {
            "schema": 1,
            "file": document.path,
            "form": document.form,
            "sha256": document.sha256,
            "tables": [_table(layout) for layout in layouts],
            "problems": [problem_data(each) for each in problems],
        }
    )


def _table(layout: Layout) -> dict[str, Any]:
    table = layout.table
    return {
        "number": table.number,
        "page": table.physical or None,
        "printed_page": table.printed,
        "sheet": table.sheet,
        "hidden": table.is_hidden,
        "first_cell": table.cells[0][0],
        "caption": table.caption,
        "section": table.section,
        "rows": len(table.rows),
        "columns": len(table.rows[0]),
        "years": periods(layout),
        "units": units(layout),
        "labels": [line.bare or line.label for line in layout.lines],
        "notes": list(table.notes),
    }


def render_proposals(
    proposals: Sequence[Proposal], skipped: Sequence[Skipped], vanished: Sequence[Vanished]
) -> str:
    """The proposals, with what gave none and what is gone."""
    return _text(
        {
            "schema": 1,
            "proposals": [{name: getattr(each, name, "") for name in columns()} for each in proposals],
            "skipped": [{"table": each.table, "what": each.what, "why": each.why} for each in skipped],
            "vanished": [
                {"fact": each.fact_id, "label": each.label, "period": each.period, "why": each.why}
                for each in vanished
            ],
        }
    )


def _text(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
