"""The index sheets as tables: the standard's own columns, then the block for assurance and review.

Comes in: the plan. Goes out: one `Table` per framework. The titles of the assurance columns are the same on
every index sheet; formulas, links and returning reviews find their columns by them. Knows no workbook.
"""

from __future__ import annotations

from collections import Counter

from esgmap.export.claim_wording import index_title
from esgmap.export.counts import ORDER
from esgmap.export.wording import (
    CLAIM_WORDS,
    gap_texts,
    obligation_text,
    rule_parts,
    worded,
)
from esgmap.export.workbook_layouts import layout_of
from esgmap.export.workbook_rows import IndexSheet, Line, Plan, disclosure_hash, finding_hash
from esgmap.export.workbook_table import Column, Row, Table, Value
from esgmap.findings import Finding
from esgmap.reported import Report

GAP = Column("", 1.6, "gap", "gap")
PROOF = (
    Column("Row id", 46, "small", "proof"),
    Column("Status", 11, "status", "proof"),
    Column("Obligation", 21, "text", "proof"),
    Column("Condition", 16, "text", "proof"),
    Column("Counts", 7, "text", "proof"),
    Column("Facts", 40, "link", "proof"),
    Column("Further facts", 40, "text", "proof"),
    Column("What is missing", 58, "text", "proof"),
    Column("Near misses", 118, "text", "proof"),
    Column("Rule", 26, "text", "proof"),
    Column("Place in the standard", 40, "text", "proof"),
    Column("Catalogue confidence", 13, "text", "proof"),
    Column("Content hash", 18, "small", "proof"),
    Column("Level", 12, "text", "proof"),
    Column("Topic", 44, "text", "proof"),
)
REVIEW = (
    Column("Review status", 13, "input", "review"),
    Column("Reviewer", 14, "input", "review"),
    Column("Date", 11, "date", "review"),
    Column("Comment", 40, "input", "review"),
)
REVIEW_CHOICES = ("open", "agreed", "question", "rejected")
MOST_NAMED = 8


def index_table(sheet: IndexSheet, plan: Plan) -> Table:
    """One framework's index."""
    layout = layout_of(sheet)
    columns = (*layout.columns, GAP, *PROOF, *REVIEW)
    return Table(
        sheet=sheet.name,
        title=index_title(sheet.framework) or f"{sheet.title}: content index",
        note=f"Checked as: {worded(CLAIM_WORDS, sheet.framework.claim.claim)}. {layout.note}",
        columns=columns,
        rows=tuple(_row(line, sheet, plan, len(columns)) for line in sheet.lines),
        frozen=layout.frozen,
    )


def report_line(report: Report) -> str:
    """Whose report a sheet is about, for its second row."""
    return f"{report.entity} · {report.title} · {report.period.start} to {report.period.end}"


def _row(line: Line, sheet: IndexSheet, plan: Plan, width: int) -> Row:
    if line.kind == "heading":
        cells: tuple[Value, ...] = (line.text,)
        return Row(cells + ("",) * (width - 1), line.kind)
    own = layout_of(sheet).cells(line, plan)
    proof = _proof(line, plan)
    cells = (*own, "", *proof, *("" for _ in REVIEW))
    return Row(cells, line.kind, line.depth, not line.disclosure.omission_permitted)


def _proof(line: Line, plan: Plan) -> tuple[Value, ...]:
    if line.finding:
        return _finding_proof(line.finding, line, plan)
    return _group_proof(line) if line.item else _disclosure_proof(line, plan)


def _group_proof(line: Line) -> tuple[Value, ...]:
    """A group asks nothing of its own: it shows its id, its rolled-up status and its place."""
    status = line.found.groups.get(line.id) if line.found else None
    told = {
        "Row id": line.id,
        "Status": status.value if status else "",
        "Place in the standard": line.item.locator if line.item else "",
        "Level": "group",
        "Topic": line.disclosure.topic,
    }
    return tuple(told.get(column.title, "") for column in PROOF)


def _disclosure_proof(line: Line, plan: Plan) -> tuple[Value, ...]:
    found, disclosure = line.found, line.disclosure
    if found is None:
        return ()
    return (
        line.id,
        found.status.value,
        obligation_text(disclosure),
        "",
        "yes",
        "",
        "",
        f"Requirements: {rolled_up(found.findings)}",
        "",
        "rolled up",
        disclosure.locator,
        disclosure.confidence,
        disclosure_hash(found, plan.facts),
        "disclosure",
        disclosure.topic,
    )


def rolled_up(findings: tuple[Finding, ...]) -> str:
    """How many requirements have which status, in words."""
    counts = Counter(finding.status.value for finding in findings)
    words = ", ".join(f"{counts[each.value]} {each.value}" for each in ORDER if counts[each.value])
    softened = sum(1 for finding in findings if not finding.lowers)
    return words + (f" ({softened} softened)" if softened else "")


def _finding_proof(finding: Finding, line: Line, plan: Plan) -> tuple[Value, ...]:
    requirement = finding.requirement
    rule, words = rule_parts(finding)
    return (
        line.id,
        finding.status.value,
        obligation_text(requirement),
        requirement.condition,
        "yes" if finding.lowers else "no",
        *plan.fact_cells(support.fact_id for support in finding.because),
        "; ".join(gap_texts(finding)),
        nearest_text(finding),
        rule.replace("-", " ") or words,
        requirement.locator,
        requirement.confidence,
        finding_hash(finding, plan.facts),
        "requirement",
        line.disclosure.topic,
    )


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
