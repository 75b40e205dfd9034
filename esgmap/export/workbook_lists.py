"""The sheets of gaps, checks and sources as tables. Knows no workbook."""

from __future__ import annotations

from esgmap.export.wording import gap_texts, obligation_text, spoken, stopped
from esgmap.export.workbook_index import near_text
from esgmap.export.workbook_rows import IndexSheet, Line, Plan, requirement_code
from esgmap.export.workbook_table import Column, Link, Row, Table, Value
from esgmap.findings import Assessment, Status
from esgmap.model import Edition, Problem

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
)
CHECK_COLUMNS = (
    Column("Severity", 11, "status"),
    Column("Code", 22, "code"),
    Column("Message", 60),
    Column("What to do", 46),
    Column("Where", 18),
    Column("Facts", 38, "link"),
    Column("Further facts", 30),
)
SOURCE_COLUMNS = (
    Column("Kind", 12),
    Column("Id or file", 25, "code"),
    Column("Title", 32),
    Column("Where from", 34),
    Column("Compiled from", 50),
    Column("Checked on", 12),
    Column("SHA-256", 56, "small"),
    Column("Note", 44),
)
URGENCY = ("mandatory", "comply-or-explain", "by-claim", "recommended", "voluntary")
MOST_NEAR = 6


def gaps_table(plan: Plan) -> Table:
    """Every requirement that counts and is not wholly reported; then the softened parts."""
    counting: list[Row] = []
    softened: list[Row] = []
    for sheet in plan.sheets:
        for line in sorted(sheet.lines, key=_urgency):
            finding = line.finding
            if finding and finding.status in {Status.UNMET, Status.PARTIAL}:
                (counting if finding.lowers else softened).append(_gap(sheet, line, plan))
    blocks = (
        (f"Gaps that count: {len(counting)}", counting),
        (f"Softened parts that are not whole, which lower no status: {len(softened)}", softened),
    )
    rows = [row for heading, block in blocks for row in (_heading(heading), *block)]
    return Table(
        sheet="Gaps",
        title="Gaps: what is not reported, or in part only",
        note="By framework, mandatory items first, then in the standard's order. Silence is a gap.",
        columns=GAP_COLUMNS,
        rows=tuple(rows),
        frozen=3,
    )


def _urgency(line: Line) -> int:
    obligation = line.item.standard_obligation if line.item else ""
    return URGENCY.index(obligation) if obligation in URGENCY else len(URGENCY)


def _heading(text: str) -> Row:
    return Row((text, *[""] * (len(GAP_COLUMNS) - 1)), "heading")


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
    )
    return Row(cells)


# --- checks ---------------------------------------------------------------------------------------


def checks_table(plan: Plan) -> Table:
    """What was found wrong or inconsistent in the input."""
    problems = plan.assessment.problems
    rows = tuple(Row(_problem_cells(each, plan)) for each in problems)
    none = Row(("none", "", "No problem was found in the input.", "", "", "", ""))
    return Table(
        sheet="Checks",
        title="Checks: problems and inconsistencies found in the input",
        note=f"{len(problems)} found. An error must be put right; a warning or note asks for a look.",
        columns=CHECK_COLUMNS,
        rows=rows or (none,),
        frozen=2,
    )


def _problem_cells(problem: Problem, plan: Plan) -> tuple[Value, ...]:
    where = str(problem.source) if problem.source else ""
    return (
        problem.severity.value,
        problem.code,
        stopped(spoken(problem.message)),
        stopped(spoken(problem.hint)),
        where,
        *plan.fact_cells(problem.facts),
    )


# --- sources and hashes ---------------------------------------------------------------------------


def sources_table(plan: Plan) -> Table:
    """The documents, input files and editions that this workbook rests on, with their hashes."""
    assessment = plan.assessment
    rows = [*_documents(assessment), *_inputs(assessment), *_editions(assessment)]
    rows.append(("tool", "esgmap", f"esgmap {assessment.tool_version}", "", "", "", "", "made this workbook"))
    return Table(
        sheet="Sources & hashes",
        title="Sources and hashes: what this workbook rests on",
        note="A file with the same SHA-256 is the same file to the last byte.",
        columns=SOURCE_COLUMNS,
        rows=tuple(Row(cells) for cells in rows),
        frozen=2,
    )


def _documents(assessment: Assessment) -> list[tuple[Value, ...]]:
    return [
        (
            "document",
            each.id,
            each.title,
            "",
            "",
            "",
            each.sha256,
            f"{each.pages} pages" if each.pages else "",
        )
        for each in assessment.report.documents
    ]


def _inputs(assessment: Assessment) -> list[tuple[Value, ...]]:
    """The input files; those of editions stand with the editions, under the same hash."""
    editions = {f"frameworks/{each.id}" for framework in assessment.frameworks for each in framework.editions}
    return [
        ("input file", each.path, "", "", "", "", each.sha256, "")
        for each in assessment.inputs
        if each.path not in editions
    ]


def _editions(assessment: Assessment) -> list[tuple[Value, ...]]:
    return [_edition(each) for framework in assessment.frameworks for each in framework.editions]


def _edition(edition: Edition) -> tuple[Value, ...]:
    title = f"{edition.standard}: {edition.title} ({edition.edition})"
    source = (edition.reference, edition.compiled_from, edition.checked_on, edition.sha256, edition.note)
    return ("edition", edition.id, title, *source)
