"""The crosswalk in long form: one row for each fact that counts for a requirement, with its proof.

Filtered by a fact or an indicator it shows every framework that it serves; filtered by a code, every fact of
a requirement. Which rows belong to which index row is laid down in the plan. Knows no workbook.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from esgmap.coverage import COVERS
from esgmap.export.wording import MATCH_WORDS, members_text, period_text, value_text
from esgmap.export.workbook_lines import Line
from esgmap.export.workbook_lists import told_apart
from esgmap.export.workbook_rows import IndexSheet, Plan, requirement_code
from esgmap.export.workbook_table import Column, Link, Row, Table, Value
from esgmap.findings import Finding, Status, Support

NAME = "Crosswalk"
COLUMNS = (
    Column("Framework", 10),
    Column("Code", 17, "code"),
    Column("Requirement", 32),
    Column("Status", 9, "status"),
    Column("Indicator", 19),
    Column("How the indicator fits", 19),
    Column("Confidence", 10.5, "number"),
    Column("Fact", 24),
    Column("Value as printed", 34),
    Column("Period", 8),
    Column("Dimensions", 14),
    Column("How it counts", 9),
    Column("Document", 14),
    Column("Page", 6.5),
    Column("Fact row", 14, "link"),
    Column("Index row", 17, "link"),
    Column("Row id", 44, "small"),
)
DIRECT = "the fact names this requirement"


def proofs_table(plan: Plan) -> Table:
    """Every fact that counts for a requirement of an index, in the order of the indexes."""
    rows = told_apart(_row(sheet, line, support, plan) for sheet, line, support in _proofs(plan))
    note = (
        "One row a fact that counts for a requirement. Filter by fact or indicator, or by code. "
        "What no fact counts for stands on Gaps; which facts came near, on Gaps and Facts."
    )
    return Table(
        sheet=NAME,
        title="Crosswalk: every fact that counts, and for what",
        note=note,
        columns=COLUMNS,
        rows=rows,
        frozen=2,
    )


def _proofs(plan: Plan) -> Iterator[tuple[IndexSheet, Line, Support]]:
    for sheet in plan.sheets:
        for line in sheet.lines:
            for support in line.finding.because if line.finding else ():
                yield sheet, line, support


def _row(sheet: IndexSheet, line: Line, support: Support, plan: Plan) -> Row:
    finding = line.finding
    if finding is None:
        raise ValueError("a proof belongs to a finding")
    fact, mapping = plan.facts[support.fact_id], support.mapping
    number = sheet.row_of[line.id]
    is_whole = support.verdict == COVERS and finding.status is Status.MET
    cells: tuple[Value, ...] = (
        sheet.short,
        _code(line, finding),
        finding.requirement.label,
        finding.status.value,
        fact.indicator,
        MATCH_WORDS.get(mapping.predicate_id, mapping.predicate_id) if mapping else DIRECT,
        _confidence(mapping.confidence) if mapping else "",
        fact.id,
        fact.value_as_printed or value_text(fact),
        period_text(fact.period),
        members_text(fact, plan.assessment.hub, plan.assessment.report),
        "in full" if is_whole else "in part",
        fact.evidence.document,
        fact.evidence.pages,
        Link(f"Facts, row {plan.fact_row[fact.id]}", "Facts", plan.fact_row[fact.id]),
        Link(f"{sheet.name}, row {number}", sheet.name, number),
        f"{line.id} / {fact.id}",
    )
    return Row(cells)


def _code(line: Line, finding: Finding) -> str:
    code = requirement_code(finding.requirement)
    return f"{code} ({line.topic})" if line.topic else code


def _confidence(told: str) -> Value:
    """The confidence of a mapping as a number, if it is one."""
    try:
        return Decimal(told)
    except InvalidOperation:
        return told
