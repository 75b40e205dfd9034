"""The rows of the index sheets before any layout: which line stands where, and what each fact is used for.

Comes in: an assessment. Goes out: a `Plan` with one `IndexSheet` per framework, whose lines (headings,
disclosures, groups, requirements) have their final row numbers, so that sheets can link to each other.
Knows no workbook.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from esgmap.coverage import COVERS
from esgmap.export.claim_wording import index_head
from esgmap.export.counts import framework_name
from esgmap.export.workbook_table import FIRST_ROW, Link
from esgmap.findings import Assessment, DisclosureFinding, Finding, FrameworkFinding, Status
from esgmap.model import Disclosure, Requirement
from esgmap.reported import Fact, Report

SHORT_NAMES = {"gri": "GRI", "sasb": "SASB", "hkex": "HKEX", "nasdaq": "Nasdaq"}
FULL, PART, NEAR = "counts for", "counts in part for", "near miss for"
NASDAQ_SECTIONS = {"E": "Environmental", "S": "Social", "G": "Corporate governance"}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of an index sheet: a heading, a disclosure, a group, or a requirement with its finding."""

    kind: str
    text: str = ""
    found: DisclosureFinding | None = None
    item: Requirement | None = None
    finding: Finding | None = None
    depth: int = 0

    @property
    def id(self) -> str:
        """The id of the requirement, group or disclosure; headings have none."""
        if self.item:
            return self.item.id
        return self.found.disclosure.id if self.found else ""

    @property
    def disclosure(self) -> Disclosure:
        """The disclosure that the line belongs to."""
        if self.found is None:
            raise ValueError("a heading has no disclosure")
        return self.found.disclosure


@dataclass(frozen=True, slots=True)
class IndexSheet:
    """One framework's index: its sheet name, its lines in order, and the row of each id."""

    framework: FrameworkFinding
    short: str
    name: str
    lines: tuple[Line, ...]
    row_of: dict[str, int]

    @property
    def title(self) -> str:
        """The framework's name with its edition."""
        return framework_name(self.framework)


@dataclass(frozen=True, slots=True)
class Use:
    """One use of a fact: how it counts, for which requirement, and where that stands."""

    how: str
    framework: str
    code: str
    link: Link


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that the sheets share: the assessment, the index sheets, the facts and where they stand."""

    assessment: Assessment
    sheets: tuple[IndexSheet, ...]
    facts: dict[str, Fact]
    fact_row: dict[str, int]
    uses: dict[str, tuple[Use, ...]]

    def fact_cells(self, ids: Iterable[str]) -> tuple[Link | str, str]:
        """The first fact with a link to its row, and the others beside it.

        A cell holds one link, and LibreOffice does not wrap the text of a link.
        """
        first, *others = (*ids, "")
        rest = "; ".join(other for other in others if other)
        known = first in self.fact_row
        return (Link(first, "Facts", self.fact_row[first]) if known else first), rest


def make_plan(assessment: Assessment) -> Plan:
    """Lay out every index line and fact, so that row numbers are known."""
    claimed = [each.claim.framework for each in assessment.frameworks]
    sheets = tuple(
        _index_sheet(each, claimed[:number].count(each.claim.framework), assessment.report)
        for number, each in enumerate(assessment.frameworks)
    )
    uses: dict[str, list[Use]] = {fact.id: [] for fact in assessment.report.facts}
    for sheet in sheets:
        for fact_id, use in _uses(sheet):
            uses[fact_id].append(use)
    return Plan(
        assessment=assessment,
        sheets=sheets,
        facts=assessment.facts_by_id(),
        fact_row={fact.id: FIRST_ROW + number for number, fact in enumerate(assessment.report.facts)},
        uses={fact_id: tuple(found) for fact_id, found in uses.items()},
    )


def _index_sheet(framework: FrameworkFinding, earlier: int, report: Report) -> IndexSheet:
    """One framework's lines; `earlier` says how many sheets of the same framework stand before it."""
    name = framework.claim.framework
    short = SHORT_NAMES.get(name, re.sub(r"[\[\]:*?/\\']", " ", name)[:20])
    short += f" {earlier + 1}" if earlier else ""
    head = (Line("heading", text) for text in index_head(framework, report))
    lines = (*head, *_lines(framework))
    row_of = {line.id: FIRST_ROW + number for number, line in enumerate(lines) if line.id}
    return IndexSheet(framework, short, f"{short} index", lines, row_of)


def _lines(framework: FrameworkFinding) -> Iterator[Line]:
    sections: dict[str, list[DisclosureFinding]] = {}
    for found in sorted(framework.disclosures, key=_section_rank):
        sections.setdefault(section(found.disclosure), []).append(found)
    for name, disclosures in sections.items():
        if name:
            yield Line("heading", name)
        for found in disclosures:
            yield Line("disclosure", found=found)
            yield from _items(found)


def _items(found: DisclosureFinding) -> Iterator[Line]:
    findings = {finding.requirement.id: finding for finding in found.findings}
    depths = {found.disclosure.id: 0}
    for item in found.disclosure.items:
        depths[item.id] = depths.get(item.parent_id, 0) + 1
        kind = "group" if item.is_group else "requirement"
        yield Line(kind, found=found, item=item, finding=findings.get(item.id), depth=depths[item.id])


def section(disclosure: Disclosure) -> str:
    """The heading of the part of the index that a disclosure stands in, if the layout has parts."""
    framework = disclosure.edition_id.split(":", 1)[0]
    if framework == "sasb":
        return (
            "Activity metrics" if _is_activity(disclosure) else "Sustainability disclosure topics and metrics"
        )
    if framework == "hkex":
        mandatory = disclosure.standard_obligation == "mandatory"
        return "Mandatory disclosure requirements" if mandatory else "“Comply or explain” provisions"
    if framework == "nasdaq":
        return NASDAQ_SECTIONS.get(disclosure.topic, disclosure.topic)
    return ""


def _section_rank(found: DisclosureFinding) -> int:
    """HKEX mandatory items stand first, SASB activity metrics last; all else keeps the standard's order."""
    disclosure = found.disclosure
    framework = disclosure.edition_id.split(":", 1)[0]
    if framework == "hkex":
        return 0 if disclosure.standard_obligation == "mandatory" else 1
    return 1 if framework == "sasb" and _is_activity(disclosure) else 0


def _is_activity(disclosure: Disclosure) -> bool:
    return "-000." in disclosure.code


def requirement_code(requirement: Requirement, short: str = "") -> str:
    """A requirement's code for a reader, after the framework's short name where several stand together."""
    return f"{short} {requirement.local_id}".strip()


def _uses(sheet: IndexSheet) -> Iterator[tuple[str, Use]]:
    for line in sheet.lines:
        finding = line.finding
        if finding is None:
            continue
        code = requirement_code(finding.requirement, sheet.short)
        row = sheet.row_of[line.id]
        link = Link(f"{sheet.name}, row {row}", sheet.name, row)
        for support in finding.because:
            whole = support.verdict == COVERS and finding.status is Status.MET
            yield support.fact_id, Use(FULL if whole else PART, sheet.short, code, link)
        for support in finding.near_misses:
            yield support.fact_id, Use(NEAR, sheet.short, code, link)


# --- content hashes -------------------------------------------------------------------------------


def finding_hash(finding: Finding, facts: dict[str, Fact]) -> str:
    """A short hash of what a finding says: id, status, facts with their values, what is missing."""
    substance: dict[str, object] = {
        "id": finding.requirement.id,
        "status": finding.status.value,
        "facts": [[each.verdict, *_fact_substance(facts[each.fact_id])] for each in finding.because],
        "missing": list(finding.missing),
        "omission": [finding.omission.reason, finding.omission.explanation] if finding.omission else [],
    }
    return _short_hash(substance)


def disclosure_hash(found: DisclosureFinding, facts: dict[str, Fact]) -> str:
    """A short hash of what a disclosure's findings say together."""
    hashes = [finding_hash(finding, facts) for finding in found.findings]
    return _short_hash({"id": found.disclosure.id, "status": found.status.value, "findings": hashes})


def _fact_substance(fact: Fact) -> list[str]:
    evidence = fact.evidence
    value = [fact.value_state, fact.value, fact.value_as_printed, fact.unit, str(fact.period)]
    cut = [f"{name}={member}" for name, member in fact.dimensions]
    return [
        fact.id,
        *value,
        *cut,
        fact.basis,
        fact.whose,
        evidence.document,
        evidence.pages,
        evidence.section,
    ]


def _short_hash(substance: dict[str, object]) -> str:
    text = json.dumps(substance, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]
