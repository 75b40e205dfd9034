"""The index sheets as tables: the standard's own columns, then the block for assurance and review.

Comes in: the plan. Goes out: one `Table` per framework. The titles of the assurance columns are the same on
every index sheet; formulas, links and returning reviews find their columns by them. Knows no workbook.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import takewhile

from esgmap.export.claim_wording import index_title
from esgmap.export.counts import ORDER
from esgmap.export.wording import (
    CLAIM_WORDS,
    gap_texts,
    obligation_text,
    rule_parts,
    worded,
)
from esgmap.export.workbook_cells import explanation, findings_of
from esgmap.export.workbook_layouts import Layout, layout_of
from esgmap.export.workbook_lines import HEADINGS, Line
from esgmap.export.workbook_rows import IndexSheet, Plan, disclosure_hash, finding_hash
from esgmap.export.workbook_strength import evidence_strength
from esgmap.export.workbook_table import REVIEW, Column, Row, Table, Value
from esgmap.findings import Finding
from esgmap.model import Requirement
from esgmap.reported import Report

GAP = Column("", 1.6, "gap", "gap")
PROOF = (
    Column("Row id", 46, "small", "proof"),
    Column("Status", 11, "status", "proof"),
    Column("What is missing", 70, "text", "proof"),
    Column("Evidence strength", 40, "text", "proof"),
    Column("Facts", 40, "link", "proof"),
    Column("Further facts", 64, "text", "proof"),
    Column("All facts", 28, "link", "proof"),
    Column("Near misses", 140, "text", "proof"),
    Column("Rule", 26, "text", "proof"),
    Column("Reason used", 22, "text", "proof"),
    Column("Obligation", 36, "text", "proof"),
    Column("Condition", 16, "text", "proof"),
    Column("Counts", 7, "text", "proof"),
    Column("Place in the standard", 40, "text", "proof"),
    Column("Catalogue confidence", 13, "text", "proof"),
    Column("Content hash", 18, "small", "proof"),
    Column("Level", 16, "text", "proof"),
    Column("Topic", 44, "text", "proof"),
)
MOST_NAMED = 8
Told = dict[str, Value]
"""The cells of the assurance columns by their titles."""


def index_table(sheet: IndexSheet, plan: Plan) -> Table:
    """One framework's index."""
    layout = layout_of(sheet)
    columns = (*layout.columns, GAP, *PROOF, *REVIEW)
    return Table(
        sheet=sheet.name,
        title=index_title(sheet.framework) or f"{sheet.title}: content index",
        note=f"Checked as: {worded(CLAIM_WORDS, sheet.framework.claim.claim)}. {layout.note}",
        columns=columns,
        rows=tuple(_row(line, sheet, plan, layout) for line in sheet.lines),
        frozen=layout.frozen,
        unprinted=sum(1 for _ in takewhile(lambda line: line.is_outside, reversed(sheet.lines))),
    )


def report_line(report: Report) -> str:
    """Whose report a sheet is about, for its second row."""
    return f"{report.entity} · {report.title} · {report.period.start} to {report.period.end}"


def _row(line: Line, sheet: IndexSheet, plan: Plan, layout: Layout) -> Row:
    own, told = _own(line, sheet, plan, layout), _proof(line, plan, layout)
    proof = tuple(told.get(column.title, "") for column in PROOF)
    cells = (*own, "", *proof, *("" for _ in REVIEW))
    return Row(cells, line.kind, line.depth, _closed(line, sheet, plan))


def _own(line: Line, sheet: IndexSheet, plan: Plan, layout: Layout) -> tuple[Value, ...]:
    """What stands in the standard's own columns."""
    width = len(layout.columns)
    if line.kind in HEADINGS:
        return (line.text, *[""] * (width - 1))
    if line.own:
        return (*line.own, *[""] * width)[:width]
    return layout.cells(line, sheet, plan)


def _closed(line: Line, sheet: IndexSheet, plan: Plan) -> str:
    """Why no omission may stand in the row, with the clause; nothing where one may, or a relief be used."""
    asked = _asked(line)
    if not asked or not all(_is_closed(each, line, plan) for each in asked):
        return ""
    told = sheet.framework.closed
    clause = told.get(line.disclosure.id) or told.get(asked[0].id)
    return clause or f"No omission is permitted here ({line.disclosure.locator})"


def _asked(line: Line) -> list[Requirement]:
    """The requirements that a line is about: its own, those of its group, or all of its disclosure."""
    if line.found is None or line.own:
        return []
    if line.item is None:
        return list(line.disclosure.requirements)
    family = {line.item.id}
    for item in line.disclosure.items:
        if item.parent_id in family:
            family.add(item.id)
    return [each for each in line.disclosure.requirements if each.id in family]


def _is_closed(requirement: Requirement, line: Line, plan: Plan) -> bool:
    may = line.disclosure.omission_permitted and requirement.obligation != "mandatory"
    reliefs = plan.assessment.grounds.reliefs
    return not may and not any(requirement.id in each.requirement_ids for each in reliefs)


# --- the proof ------------------------------------------------------------------------------------


def _proof(line: Line, plan: Plan, layout: Layout) -> Told:
    """What stands in the assurance columns."""
    told: Told = {"Row id": line.id, "Level": line.level}
    if line.found is None:
        return told
    told["Topic"] = line.disclosure.topic
    if line.own:
        return told
    if line.finding:
        return told | _finding_proof(line.finding, line, plan, layout)
    return told | (_group_proof(line) if line.item else _disclosure_proof(line, plan))


def _group_proof(line: Line) -> Told:
    """A group asks nothing of its own: it shows its rolled-up status and its place."""
    status = line.found.groups.get(line.item.id) if line.found and line.item else None
    return {
        "Status": status.value if status else "",
        "Place in the standard": line.item.locator if line.item else "",
    }


def _disclosure_proof(line: Line, plan: Plan) -> Told:
    found, disclosure = line.found, line.disclosure
    if found is None:
        return {}
    return {
        "Status": found.status.value,
        "What is missing": f"Requirements: {rolled_up(found.findings)}",
        "Evidence strength": evidence_strength(findings_of(line), plan.facts),
        "All facts": plan.proof_cell(_below(line)),
        "Rule": "rolled up",
        "Obligation": obligation_text(disclosure),
        "Counts": "yes",
        "Place in the standard": disclosure.locator,
        "Catalogue confidence": disclosure.confidence,
        "Content hash": disclosure_hash(found, plan.facts, line.id),
    }


def _below(line: Line) -> list[str]:
    """The row ids of a disclosure's requirements."""
    topic = f"@{line.topic}" if line.topic else ""
    return [each.requirement.id + topic for each in line.found.findings] if line.found else []


def rolled_up(findings: tuple[Finding, ...]) -> str:
    """How many requirements have which status, in words."""
    counts = Counter(finding.status.value for finding in findings)
    words = ", ".join(f"{counts[each.value]} {each.value}" for each in ORDER if counts[each.value])
    softened = sum(1 for finding in findings if not finding.lowers)
    return words + (f" ({softened} softened)" if softened else "")


def _finding_proof(finding: Finding, line: Line, plan: Plan, layout: Layout) -> Told:
    requirement = finding.requirement
    rule, words = rule_parts(finding)
    first, further = plan.fact_cells(support.fact_id for support in finding.because)
    return {
        "Status": finding.status.value,
        "What is missing": "; ".join(_missing(finding, layout.columns)),
        "Evidence strength": evidence_strength((finding,), plan.facts),
        "Facts": first,
        "Further facts": further,
        "All facts": plan.proof_cell((line.id,)),
        "Near misses": nearest_text(finding),
        "Rule": rule.replace("-", " ") or words,
        "Reason used": finding.omission.reason if finding.omission else "",
        "Obligation": obligation_text(requirement),
        "Condition": requirement.condition,
        "Counts": "yes" if finding.lowers else "no",
        "Place in the standard": requirement.locator,
        "Catalogue confidence": requirement.confidence,
        "Content hash": finding_hash(finding, plan.facts, line.id),
    }


def _missing(finding: Finding, columns: Sequence[Column]) -> tuple[str, ...]:
    """What is missing; and the reason that the report gives, where the layout has no column for it."""
    omission = finding.omission
    if omission is None or any(column.is_omission for column in columns):
        return gap_texts(finding)
    return *gap_texts(finding), f"the report gives the reason “{omission.reason}”: {explanation(omission)}"


def nearest_text(finding: Finding) -> str:
    """The nearest miss with its reasons, and the names of those further off; short, for an index row."""
    groups = _near_groups(finding)
    if not groups:
        return ""
    rest = [fact_id for _, ids in groups[1:] for fact_id in ids]
    return _told(*groups[0]) + (f". Further off: {_named(rest)}" if rest else "")


def near_text(finding: Finding, most: int) -> str:
    """The near misses with their reasons, the nearest first; beyond the given number only named."""
    groups = _near_groups(finding)
    told = [_told(*group) for group in groups[:most]]
    rest = [fact_id for _, ids in groups[most:] for fact_id in ids]
    if rest:
        told.append(f"Further off: {_named(rest)}")
    return "\n".join(told)


def _near_groups(finding: Finding) -> list[tuple[tuple[str, ...], list[str]]]:
    """The facts that came near, those with the same reasons together; the fewer the reasons, the nearer."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for support in finding.near_misses:
        groups.setdefault(support.reasons, []).append(support.fact_id)
    return sorted(groups.items(), key=lambda group: len(group[0]))


def _told(reasons: tuple[str, ...], ids: list[str]) -> str:
    return f"{_named(ids)}: {'; '.join(reason.rstrip('.') for reason in reasons)}"


def _named(ids: list[str]) -> str:
    more = f" and {len(ids) - MOST_NAMED} more" if len(ids) > MOST_NAMED else ""
    return ", ".join(ids[:MOST_NAMED]) + more
