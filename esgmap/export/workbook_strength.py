"""How strong the evidence of a status is: how closely it says where the report says so, and what weakens it.

The weakest fact counts: a chain holds no more than that. Knows no workbook.
"""

from __future__ import annotations

from collections.abc import Iterable

from esgmap.findings import Finding, Support
from esgmap.reported import Evidence, Fact

STRENGTHS = {
    "table cell": "page or section, and the cell of a table, are named",
    "passage": "page or section, and words that find the place, are named",
    "page and section": "page and section are named, but not the place on the page",
    "page or section": "only one of the two is named",
    "document only": "the document is named, but no place in it",
    "none": "not even the document is named",
}
"""From the strongest to the weakest, with what each means."""
WEAKNESSES = {
    "estimated": "a figure is an estimate",
    "close match": "an indicator counts that is near what is asked, and not the same",
    "named by hand": "a fact counts because the input names the requirement, not through an indicator",
    "wording unconfirmed": "our wording of the requirement rests on one source, or on none",
}
CELL = "›"
"""What stands between table, row and column in an anchor."""


def place_strength(evidence: Evidence) -> str:
    """How closely the evidence names its place."""
    if not evidence.document:
        return "none"
    if not (evidence.pages or evidence.section):
        return "document only"
    if evidence.anchor:
        return "table cell" if CELL in evidence.anchor else "passage"
    return "page and section" if evidence.pages and evidence.section else "page or section"


def evidence_strength(findings: Iterable[Finding], facts: dict[str, Fact]) -> str:
    """The weakest place that the findings rest on, then what weakens them; empty without any."""
    findings = [each for each in findings if each.because or each.omission]
    supports = [support for each in findings for support in each.because]
    places = [facts[each.fact_id].evidence for each in supports]
    places += [each.omission.evidence for each in findings if each.omission]
    if not places:
        return ""
    weakest = max((place_strength(each) for each in places), key=list(STRENGTHS).index)
    found = {word for support in supports for word in _weaknesses(support, facts[support.fact_id])}
    if any(each.requirement.confidence != "verified" for each in findings):
        found.add("wording unconfirmed")
    return "; ".join((weakest, *(word for word in WEAKNESSES if word in found)))


def _weaknesses(support: Support, fact: Fact) -> set[str]:
    found = set()
    if fact.basis == "estimated":
        found.add("estimated")
    if support.mapping is None:
        found.add("named by hand")
    elif support.mapping.predicate_id != "skos:exactMatch":
        found.add("close match")
    return found
