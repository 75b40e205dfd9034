"""The sheet of gaps as a table. Knows no workbook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from esgmap.export.wording import gap_texts, obligation_text
from esgmap.export.workbook_index import near_text
from esgmap.export.workbook_lines import Line
from esgmap.export.workbook_rows import IndexSheet, Plan, requirement_code
from esgmap.export.workbook_table import Column, Link, Row, Table, Value, shown
from esgmap.findings import Status

GAP_COLUMNS = (
    Column("Framework", 10),
    Column("Disclosure", 30),
    Column("Code", 22, "code"),
    Column("Requirement", 36),
    Column("Obligation", 19),
    Column("Status", 10, "status"),
    Column("Counts", 7),
    Column("What is missing", 40),
    Column("Nearest facts and why they do not count", 62),
    Column("Index row", 17, "link"),
    Column("Row id", 40, "small"),
)
URGENCY = ("mandatory", "comply-or-explain", "by-claim", "recommended", "voluntary")
MOST_NEAR = 6


def gaps_table(plan: Plan) -> Table:
    """Every requirement that counts and is not wholly reported; then the softened parts."""
    counting: list[Row] = []
    softened: list[Row] = []
    for sheet in plan.sheets:
        for line in sorted(sheet.counted, key=_urgency):
            finding = line.finding
            if finding and finding.status in {Status.UNMET, Status.PARTIAL}:
                (counting if finding.lowers else softened).append(_gap(sheet, line, plan))
    told = (
        f"{len(counting)} that count: by framework, mandatory items first, then in the standard's order. "
        f"Below them {len(softened)} that the standard softens (Counts: no). Silence is a gap."
    )
    return Table(
        sheet="Gaps",
        title="Gaps: what is not reported, or in part only",
        note=told,
        columns=GAP_COLUMNS,
        rows=told_apart((*counting, *softened)),
        frozen=3,
    )


def told_apart(rows: Iterable[Row]) -> tuple[Row, ...]:
    """The rows with a number behind a row id, the last cell, that stood before."""
    seen: Counter[str] = Counter()
    apart = []
    for row in rows:
        row_id = shown(row.cells[-1])
        seen[row_id] += 1
        again = f" ({seen[row_id]})" if seen[row_id] > 1 else ""
        apart.append(replace(row, cells=(*row.cells[:-1], row_id + again)))
    return tuple(apart)


def _urgency(line: Line) -> int:
    obligation = line.item.standard_obligation if line.item else ""
    return URGENCY.index(obligation) if obligation in URGENCY else len(URGENCY)


def _gap(sheet: IndexSheet, line: Line, plan: Plan) -> Row:
    finding = line.finding
    if finding is None:
        raise ValueError("a gap is a finding")
    requirement = finding.requirement
    obligation = obligation_text(requirement)
    if requirement.condition:
        obligation += f" ({requirement.condition})"
    row = sheet.row_of[line.id]
    cells: tuple[Value, ...] = (
        sheet.short,
        f"{line.disclosure.code} {line.disclosure.title}",
        requirement_code(requirement),
        requirement.label,
        obligation,
        finding.status.value,
        "yes" if finding.lowers else "no",
        "; ".join(gap_texts(finding)),
        near_text(finding, MOST_NEAR),
        Link(f"{sheet.name}, row {row}", sheet.name, row),
        line.id,
    )
    return Row(cells)
