"""What the search for the facts came to, as JSON.

Its form is published as `esgmap/schemas/documents.schema.json`.
"""

from __future__ import annotations

import json
from typing import Any

from esgmap.evidence.located import Located, Looked, Outcome, Search
from esgmap.export.evidence_words import counts
from esgmap.export.json_gaps import problem_data

OUTCOMES = {
    Outcome.FOUND: "found",
    Outcome.ELSEWHERE: "elsewhere",
    Outcome.DIFFERS: "differs",
    Outcome.NOT_FOUND: "not-found",
    Outcome.TO_READ: "to-read",
    Outcome.NO_DOCUMENT: "no-document",
}
"""The outcomes as programs know them."""


def render(search: Search) -> str:
    """The text: every document, every fact with its place, and the problems of the documents."""
    number = counts(search.located)
    data = {
        "schema": 1,
        "documents": [_document(each) for each in search.looked],
        "counts": {OUTCOMES[outcome]: number[outcome] for outcome in Outcome},
        "void": sum(each.is_void for each in search.located),
        "facts": [_fact(each) for each in search.located],
        "problems": [problem_data(each) for each in search.problems],
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _document(each: Looked) -> dict[str, Any]:
    return {
        "id": each.document.id,
        "title": each.document.title,
        "file": each.file or None,
        "form": each.form or None,
        "standing": each.standing.name.lower().replace("_", "-"),
        "pinned_sha256": each.document.sha256 or None,
        "sha256": each.sha256 or None,
        "pages": each.pages or None,
        "numbered_pages": each.numbered,
        "offset": each.offset,
        "tables": each.tables,
    }


def _fact(each: Located) -> dict[str, Any]:
    evidence = each.fact.evidence
    return {
        "id": each.fact.id,
        "where": str(each.fact.source),
        "outcome": OUTCOMES[each.outcome],
        "void": each.is_void,
        "value_as_printed": each.fact.value_as_printed,
        "document": evidence.document,
        "pages": evidence.pages,
        "section": evidence.section,
        "anchor": evidence.anchor,
        "place": each.place,
        "line": each.line,
        "detail": each.detail,
    }
