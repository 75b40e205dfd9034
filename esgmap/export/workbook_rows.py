"""What the index sheets share: which line stands in which row, what each fact is used for, content hashes.

Comes in: an assessment. Goes out: a `Plan` with one `IndexSheet` per framework, whose lines have their final
row numbers, so that sheets can link to each other. Knows no workbook.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from esgmap.coverage import COVERS
from esgmap.export.counts import framework_name
from esgmap.export.workbook_lines import Line
from esgmap.export.workbook_order import index_lines
from esgmap.export.workbook_table import FIRST_ROW, Link
from esgmap.findings import (
    Assessment,
    Condition,
    DisclosureFinding,
    Finding,
    FrameworkFinding,
    Status,
    Support,
)
from esgmap.model import Requirement
from esgmap.reported import TOPIC, Fact, Report

SHORT_NAMES = {"gri": "GRI", "sasb": "SASB", "hkex": "HKEX", "nasdaq": "Nasdaq"}
FULL, PART, NEAR = "counts for", "counts in part for", "near miss for"


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

    @property
    def counted(self) -> tuple[Line, ...]:
        """The lines that hold each disclosure's and each requirement's one finding, in their order."""
        return tuple(line for line in self.lines if line.is_counted)


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
    proof_rows: dict[str, range]

    def proof_cell(self, row_ids: Iterable[str]) -> Link | str:
        """A link to the rows of the sheet Crosswalk where the facts of index rows stand with their proof.

        The requirements of a disclosure stand one after the other there.
        """
        rows = [row for row_id in row_ids for row in self.proof_rows.get(row_id, ())]
        if not rows:
            return ""
        told = f"row {rows[0]}" if len(rows) == 1 else f"rows {rows[0]}–{rows[-1]}"
        return Link(f"{len(rows)} in Crosswalk, {told}", "Crosswalk", rows[0])

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
    facts = assessment.facts_by_id()
    uses: dict[str, list[Use]] = {fact.id: [] for fact in assessment.report.facts}
    for sheet in sheets:
        for fact_id, use in _uses(sheet, facts):
            uses[fact_id].append(use)
    return Plan(
        assessment=assessment,
        sheets=sheets,
        facts=facts,
        fact_row={fact.id: FIRST_ROW + number for number, fact in enumerate(assessment.report.facts)},
        uses={fact_id: tuple(found) for fact_id, found in uses.items()},
        proof_rows=_proof_rows(sheets),
    )


def _proof_rows(sheets: Iterable[IndexSheet]) -> dict[str, range]:
    """The rows of each requirement on the sheet Crosswalk: one a fact, in the order of the indexes."""
    rows: dict[str, range] = {}
    start = FIRST_ROW
    for sheet in sheets:
        for line in sheet.lines:
            if line.finding and line.finding.because:
                end = start + len(line.finding.because)
                rows.setdefault(line.id, range(start, end))
                start = end
    return rows


def _index_sheet(framework: FrameworkFinding, earlier: int, report: Report) -> IndexSheet:
    """One framework's lines; `earlier` says how many sheets of the same framework stand before it."""
    name = framework.claim.framework
    short = SHORT_NAMES.get(name, re.sub(r"[\[\]:*?/\\']", " ", name)[:20])
    short += f" {earlier + 1}" if earlier else ""
    lines = index_lines(framework, report)
    row_of = {line.id: FIRST_ROW + number for number, line in enumerate(lines) if line.id}
    return IndexSheet(framework, short, f"{short} index", lines, row_of)


def requirement_code(requirement: Requirement, short: str = "") -> str:
    """A requirement's code for a reader, after the framework's short name where several stand together."""
    return f"{short} {requirement.local_id}".strip()


def _uses(sheet: IndexSheet, facts: dict[str, Fact]) -> Iterator[tuple[str, Use]]:
    for line in sheet.counted:
        finding = line.finding
        if finding is None:
            continue
        code = requirement_code(finding.requirement, sheet.short)
        for support in finding.because:
            whole = support.verdict == COVERS and finding.status is Status.MET
            link = _link(sheet, line.id, facts[support.fact_id])
            yield support.fact_id, Use(FULL if whole else PART, sheet.short, code, link)
        for support in finding.near_misses:
            link = _link(sheet, line.id, facts[support.fact_id])
            yield support.fact_id, Use(NEAR, sheet.short, code, link)


def _link(sheet: IndexSheet, row_id: str, fact: Fact) -> Link:
    """A link to the requirement's row; of a fact about one material topic, to the row of that topic."""
    topic = dict(fact.dimensions).get(TOPIC, "")
    row = sheet.row_of.get(f"{row_id}@{topic}", sheet.row_of[row_id])
    return Link(f"{sheet.name}, row {row}", sheet.name, row)


# --- content hashes -------------------------------------------------------------------------------


def finding_hash(finding: Finding, facts: dict[str, Fact], row_id: str = "") -> str:
    """A short hash of all that a row's status rests on: if it changes, the row is to be reviewed again.

    That is what is asked and where, the status with its rule, each fact with the mapping that brings it here,
    what is missing, and the reason that the report gives. `row_id` is needed where it is not the
    requirement's.
    """
    requirement, omission = finding.requirement, finding.omission
    return _short_hash(
        {
            "id": row_id or requirement.id,
            "asked": [requirement.label, requirement.locator],
            "status": finding.status.value,
            "rule": finding.rule,
            "facts": [
                [fact_hash(facts[each.fact_id]), *_support_substance(each)] for each in finding.because
            ],
            "missing": list(finding.missing),
            "omission": [omission.reason, omission.explanation] if omission else [],
        }
    )


def disclosure_hash(found: DisclosureFinding, facts: dict[str, Fact], row_id: str = "") -> str:
    """A short hash of what a disclosure's findings say together."""
    hashes = [finding_hash(finding, facts) for finding in found.findings]
    row_id = row_id or found.disclosure.id
    return _short_hash({"id": row_id, "status": found.status.value, "findings": hashes})


def fact_hash(fact: Fact) -> str:
    """A short hash of all that a fact says and where; not of its place in the input file."""
    evidence = fact.evidence
    return _short_hash(
        {
            "id": fact.id,
            "about": [fact.indicator, *fact.answers],
            "extent": [fact.is_partial, fact.lacks],
            "label": fact.label,
            "value": [fact.value_state, fact.value, fact.value_as_printed],
            "unit": [fact.unit, fact.unit_as_printed],
            "period": str(fact.period),
            "dimensions": [f"{name}={member}" for name, member in fact.dimensions],
            "basis": [fact.basis, fact.whose],
            "evidence": [evidence.document, evidence.pages, evidence.section, evidence.anchor],
            "note": fact.note,
        }
    )


def condition_hash(condition: Condition) -> str:
    """A short hash of what a claim requires and whether it holds."""
    told = [condition.rule, condition.requirement, condition.clause]
    return _short_hash(
        {"asked": told, "verdict": condition.verdict.value, "why": [condition.why, *condition.codes]}
    )


def _support_substance(support: Support) -> list[object]:
    """How a fact counts, and by which mapping; a fact that names the requirement itself has none."""
    mapping = support.mapping
    told: list[object] = [support.verdict]
    if mapping:
        told += [mapping.subject_id, mapping.predicate_id, mapping.object_id, mapping.is_negative]
    return told


def _short_hash(substance: dict[str, object]) -> str:
    text = json.dumps(substance, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]
