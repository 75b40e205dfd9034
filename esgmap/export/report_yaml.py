"""`report.yaml` for a new report, with what each key is for beside it.

Comes in: the values. Goes out: YAML text in which every text stands in double quotes.
"""

from __future__ import annotations

import json
from typing import Any

NAME = "report.yaml"
_PINNED = "    # pinned: []          # editions used on purpose before or after their time; `why` says why"


def render(head: dict[str, Any]) -> str:
    """The file for the values that `starting` gives."""
    period, issuer = head["period"], head["issuer"]
    lines = [
        "# What the report is, and what it is checked against. docs/content.md explains every key.",
        "# Then enter what the report says in facts.csv, one fact a row, and run `esgmap check`.",
        f"id: {_text(head['id'])}",
        f"title: {_text(head['title'])}",
        f"entity: {_text(head['entity'])}",
        "period:",
        f"  start: {_text(period['start'])}",
        f"  end: {_text(period['end'])}",
        '# published: "2026-04-23"   # day, month or year, once it is known',
        "# Which companies, sites and joint ventures the figures cover, in your own words:",
        f"boundary: {_text(head['boundary'])}",
        "# exclusions:               # what the report says it leaves out",
        "#   - one thing a line",
        "issuer:",
        "  # not-hkex-listed, hkex-main-board, hkex-largecap or hkex-gem",
        f"  class: {_text(issuer['class'])}",
        "  # note: what that means for what is mandatory",
        "frameworks:",
    ]
    for each in head["frameworks"]:
        lines += [
            f"  - framework: {_text(each['framework'])}",
            "    # claim:            # `esgmap frameworks claims` says what each claim requires",
            "    # why: why these editions",
            _PINNED,
            "    editions:           # take out those of topics that are not material",
            *(f"      - {_text(edition)}" for edition in each["editions"]),
        ]
    lines += [*_topics(head.get("material_topics", {}).get("topics", [])), "documents:"]
    for each in head["documents"]:
        lines += [
            f"  - id: {_text(each['id'])}",
            f"    title: {_text(each['title'])}",
            '    # pages: "64"         # and, once it is out: sha256, language, location',
        ]
    return "\n".join(lines) + "\n"


def _topics(topics: list[dict[str, str]]) -> list[str]:
    if not topics:
        return [
            "# material_topics:          # the topics that the report itself names as material",
            "#   topics:",
            "#     - id: climate",
            "#       label: Climate and energy",
            "#       disclosures: [gri-302-2016, gri-305-2016/305-1]",
        ]
    lines = ["material_topics:", "  topics:"]
    for each in topics:
        lines += [
            f"    - id: {_text(each['id'])}",
            f"      label: {_text(each['label'])}",
            "      # disclosures: []   # editions, or single disclosures as gri-305-2016/305-1",
        ]
    return lines


def _text(text: str) -> str:
    """A text in double quotes, as JSON and YAML both write it."""
    return json.dumps(text, ensure_ascii=False)
