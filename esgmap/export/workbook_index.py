"""The index sheets as tables: the standard's own columns, then the block for assurance and review.

Comes in: the plan. Goes out: one `Table` per framework. The titles of the assurance columns are the same on
every index sheet; formulas, links and returning reviews find their columns by them. Knows no workbook.
"""

from __future__ import annotations

from collections import Counter

from esgmap.export.counts import ORDER
from esgmap.export.wording import (
    CLAIM_WORDS,
    OBLIGATION_WORDS,
    SOFTENED_NOTE,
    NearMisses,
    gap_texts,
    near_misses,
    worded,
)
from esgmap.export.workbook_layouts import layout_of
from esgmap.export.workbook_rows import IndexSheet, Line, Plan, disclosure_hash, finding_hash
from esgmap.export.workbook_table import Column, Link, Row, Table, Value
from esgmap.findings import Finding
from esgmap.model import Report

GAP = Column("", 1.6, "gap", "gap")
PROOF = (
    Column("Row id", 30, "small", "proof"),
    Column("Status", 11, "status", "proof"),
    Column("Obligation", 13, "text", "proof"),
    Column("Condition", 13, "text", "proof"),
    Column("Counts", 7, "text", "proof"),
    Column("Facts", 30, "link", "proof"),
    Column("What is missing", 46, "text", "proof"),
    Column("Near misses", 74, "text", "proof"),
    Column("Rule", 60, "text", "proof"),
    Column("Catalogue confidence", 13, "text", "proof"),
    Column("Content hash", 18, "small", "proof"),
    Column("Level", 12, "text", "proof"),
    Column("Topic", 26, "text", "proof"),
)
REVIEW = (
    Column("Review status", 13, "input", "review"),
    Column("Reviewer", 14, "input", "review"),
    Column("Date", 11, "date", "review"),
    Column("Comment", 40, "input", "review"),
)
REVIEW_CHOICES = ("open", "agreed", "question", "rejected")
MOST_NEAR = 5


def index_table(sheet: IndexSheet, plan: Plan) -> Table:
    """One framework's index."""
    layout = layout_of(sheet)
    columns = (*layout.columns, GAP, *PROOF, *REVIEW)
    return Table(
        sheet=sheet.name,
        title=f"{sheet.title}: content index",
        note=f"{worded(CLAIM_WORDS, sheet.framework.claim.claim).capitalize()}. {layout.note}",
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
    if line.kind == "group":
        status = line.found.groups.get(line.id) if line.found else None
        told = status.value if status else ""
        return (line.id, told, *[""] * 9, "group", line.disclosure.topic)
    return _disclosure_proof(line, plan)


def _disclosure_proof(line: Line, plan: Plan) -> tuple[Value, ...]:
    found, disclosure = line.found, line.disclosure
    if found is None:
        return ()
    return (
        line.id,
        found.status.value,
        worded(OBLIGATION_WORDS, disclosure.obligation),
        "",
        "yes",
        "",
        f"Of its requirements: {rolled_up(found.findings)}",
        "",
        "rolled up from the requirements below",
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
    return words + (f" ({softened} of them absent but softened)" if softened else "")


def _finding_proof(finding: Finding, line: Line, plan: Plan) -> tuple[Value, ...]:
    requirement = finding.requirement
    condition = requirement.condition
    if not finding.lowers:
        condition = f"{condition}; absent, {SOFTENED_NOTE}"
    return (
        line.id,
        finding.status.value,
        worded(OBLIGATION_WORDS, requirement.obligation),
        condition,
        "yes" if finding.lowers else "no",
        _fact_cell(finding, plan),
        "; ".join(gap_texts(finding)),
        near_text(finding, MOST_NEAR),
        finding.rule,
        requirement.confidence,
        finding_hash(finding, plan.facts),
        "requirement",
        line.disclosure.topic,
    )


def _fact_cell(finding: Finding, plan: Plan) -> Value:
    ids = [support.fact_id for support in finding.because]
    link: Link | str = plan.fact_link("; ".join(ids), ids[0]) if ids else ""
    return link


def near_text(finding: Finding, most: int) -> str:
    """The near misses with their reasons, the nearest first; beyond the given number only named."""
    groups = sorted(near_misses(finding), key=_distance)
    told = [f"{_named(group)}: {'; '.join(group.reasons)}" for group in groups[:most]]
    rest = [fact_id for group in groups[most:] for fact_id in group.fact_ids]
    if rest:
        told.append(f"Further off: {', '.join(rest)}")
    return "\n".join(told)


def _distance(group: NearMisses) -> int:
    """A fact with fewer objections against it is nearer."""
    return len(group.reasons)


def _named(group: NearMisses) -> str:
    return ", ".join(group.fact_ids)
