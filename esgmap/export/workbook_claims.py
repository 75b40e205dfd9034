"""The sheet of claims as a table: what each claim requires, and whether it holds. Knows no workbook."""

from __future__ import annotations

from esgmap.export.claim_wording import VERDICTS, chosen
from esgmap.export.wording import CLAIM_WORDS, stopped, worded
from esgmap.export.workbook_lists import told_apart
from esgmap.export.workbook_rows import IndexSheet, Plan, condition_hash
from esgmap.export.workbook_table import REVIEW, Column, Row, Table, Value
from esgmap.findings import Condition, Verdict

NAME = "Claims"
COLUMNS = (
    Column("Framework", 11),
    Column("Claim", 24),
    Column("Condition", 20, "code"),
    Column("What it requires", 54),
    Column("Whether it holds", 15, "status"),
    Column("Why, and where", 46),
    Column("Clause", 34),
    Column("", 1.6, "gap", "gap"),
    Column("Content hash", 18, "small", "proof"),
    Column("Row id", 50, "small", "proof"),
    *REVIEW,
)
ORDER = (Verdict.FAILS, Verdict.BY_PERSON, Verdict.HOLDS)


def claims_table(plan: Plan) -> Table:
    """Every condition of every claim, those that do not hold first."""
    rows = [
        _row(sheet, condition)
        for sheet in plan.sheets
        for verdict in ORDER
        for condition in chosen(sheet.framework, verdict)
    ]
    none = ("none", "", "", "No claim with conditions is checked.", "", "", "", "", "", "claim:none")
    blank = ("",) * len(REVIEW)
    return Table(
        sheet=NAME,
        title="Claims: what each claim requires, and whether it holds",
        note="What only a person can judge never counts as held: write your judgement into the yellow cells.",
        columns=COLUMNS,
        rows=tuple(Row((*row.cells, *blank)) for row in told_apart(rows or [Row(none)])),
        frozen=3,
    )


def _row(sheet: IndexSheet, condition: Condition) -> Row:
    claim = sheet.framework.claim
    codes = f": {', '.join(condition.codes)}" if condition.codes else ""
    why = "" if condition.verdict is Verdict.BY_PERSON else stopped(condition.why + codes)
    cells: tuple[Value, ...] = (
        sheet.short,
        worded(CLAIM_WORDS, claim.claim),
        condition.rule,
        condition.requirement,
        VERDICTS[condition.verdict],
        why,
        condition.clause,
        "",
        condition_hash(condition),
        f"claim:{claim.framework}:{claim.claim}:{condition.rule}",
    )
    return Row(cells)
