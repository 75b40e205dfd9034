"""The sheet of reconciliations: totals against rows, rows against rows, figures against figures.

Each line holds two values as formulas, their difference, and a control that says `ok` or `check`. What is
known only from the run, not from the sheets, stands there as a plain number and is called so. Knows no
workbook.
"""

from __future__ import annotations

from collections.abc import Iterator

from esgmap.export.workbook_checks_rows import DIFFERS
from esgmap.export.workbook_lists import told_apart
from esgmap.export.workbook_pairs import TAIL, Compared, Pair
from esgmap.export.workbook_reconcile_figures import conversion_pairs, quantity_pairs
from esgmap.export.workbook_rows import IndexSheet, Plan
from esgmap.export.workbook_summary_blocks import CONTROL, REQUIREMENTS, STATUSES, TOTALS_ROW
from esgmap.export.workbook_table import FIRST_ROW, Column, Formula, Row, Table, Value, column_letter
from esgmap.export.workbook_tally import column, control, number, tally, texts, total
from esgmap.findings import Status
from esgmap.model import Severity

NAME = "Reconciliation"
SLACK = 1e-9
"""How far, of their size, two values may differ by the arithmetic of the programs alone."""
ROWS, RUN = "rows and totals", "rows and the run"
HEAD = (
    Column("What is compared", 15),
    Column("What must agree", 38),
    Column("First figure", 27),
    Column("First value", 13, "number"),
    Column("Second figure", 27),
    Column("Second value", 13, "number"),
    Column("Difference", 10.5, "number"),
    Column("Rounding allowed", 10, "number"),
    Column(CONTROL, 8.5, "status"),
    Column("Value in Facts", 13, "number"),
    Column("Factor", 10, "number"),
)


def reconciliation_table(plan: Plan, compared: Compared) -> Table:
    """Every line, those on figures last."""
    names = [sheet.short for sheet in plan.sheets]
    columns = (*HEAD, *(Column(f"In {name}", 12, "number") for name in names), *TAIL)
    pairs = [*_by_index(plan, compared), *_facts(plan, compared)]
    pairs += quantity_pairs(plan, FIRST_ROW + len(pairs), columns)
    pairs += conversion_pairs(plan, compared, FIRST_ROW + len(pairs), columns)
    rows = (Row(_cells(pair, row, columns)) for row, pair in enumerate(pairs, FIRST_ROW))
    return Table(
        sheet=NAME,
        title="Reconciliations: totals, rows and figures that must agree",
        note=(
            "A control turns red when two values differ by more than rounding. Where an index uses several "
            "facts for one figure, the highest is shown. “The run” is what esgmap counted when it wrote this."
        ),
        columns=columns,
        rows=told_apart(rows),
        frozen=2,
    )


def _cells(pair: Pair, row: int, columns: tuple[Column, ...]) -> tuple[Value, ...]:
    place = {each.title: f"{column_letter(n)}{row}" for n, each in enumerate(columns)}
    first, second = number(pair.first[1]), number(pair.second[1])
    difference = second - first
    near = abs(difference) <= float(pair.rounding) + SLACK * max(abs(first), abs(second))
    one, other, allowed = place["First value"], place["Second value"], place["Rounding allowed"]
    test = f"ABS({place['Difference']})<={allowed}+{SLACK:.0E}*MAX(ABS({one}),ABS({other}))"
    told: dict[str, Value] = {
        "What is compared": pair.kind,
        "What must agree": pair.what,
        "First figure": pair.first[0],
        "First value": pair.first[1],
        "Second figure": pair.second[0],
        "Second value": pair.second[1],
        "Difference": Formula(f"={other}-{one}", difference if abs(difference) > SLACK * abs(first) else 0),
        "Rounding allowed": float(pair.rounding) if pair.rounding else "",
        CONTROL: control(test, near),
        "Row id": pair.row_id,
        **pair.more,
    }
    return tuple(told.get(each.title, "") for each in columns)


# --- rows and totals ------------------------------------------------------------------------------


def _by_index(plan: Plan, compared: Compared) -> Iterator[Pair]:
    gaps = tally(compared.gaps, "Framework", "Status")
    for offset, (sheet, table) in enumerate(zip(plan.sheets, compared.indexes, strict=True)):
        row = TOTALS_ROW + offset
        rows = tally(table, "Level", "Status")
        listed = {status: rows.count({"Level": "requirement", "Status": status}) for status in STATUSES}
        open_ones = ("unmet", "partial")
        told = total(gaps.count({"Framework": sheet.short, "Status": each}) for each in open_ones)
        counted = sum(number(listed[each]) for each in open_ones)
        places = [
            f"'Summary'!{column_letter(REQUIREMENTS + 1 + STATUSES.index(each))}{row}" for each in open_ones
        ]
        yield Pair(
            ROWS,
            f"Every open requirement of the {sheet.name} is on Gaps",
            ("rows on Gaps", told),
            ("unmet and partial on Summary", Formula(f"={'+'.join(places)}", int(counted))),
            f"rows:gaps:{sheet.short}",
        )
        yield _proofs(sheet, table, compared)
        yield from _against_the_run(sheet, row, table)


def _proofs(sheet: IndexSheet, table: Table, compared: Compared) -> Pair:
    """The rows of the crosswalk against the facts that the rows of the index name."""
    first, others = column(table, "Facts"), column(table, "Further facts")
    named = (
        f"=SUMPRODUCT(--(LEN({first})>0))+SUMPRODUCT((LEN({others})>0)"
        f'*(1+LEN({others})-LEN(SUBSTITUTE({others},";",""))))'
    )
    known = sum(1 for each in texts(table, "Facts") if each)
    known += sum(1 + each.count(";") for each in texts(table, "Further facts") if each)
    rows = tally(compared.proofs, "Framework").count({"Framework": sheet.short})
    return Pair(
        ROWS,
        f"Every fact named on the {sheet.name} stands on Crosswalk",
        ("facts named in its rows", Formula(named, known)),
        ("rows on Crosswalk", rows),
        f"rows:crosswalk:{sheet.short}",
    )


def _against_the_run(sheet: IndexSheet, row: int, table: Table) -> Iterator[Pair]:
    """What the index lists against what the editions hold and the run found."""
    rows = tally(table, "Level", "Status")
    framework = sheet.framework
    met = sum(1 for each in framework.findings if each.status is Status.MET)
    editions = (
        f"in the {len(framework.editions)} editions" if len(framework.editions) > 1 else "in the edition"
    )
    for level, place, known in (
        ("disclosure", "C", len(framework.disclosures)),
        ("requirement", "L", len(framework.findings)),
    ):
        listed = int(number(rows.count({"Level": level})))
        yield Pair(
            RUN,
            f"The {sheet.name} lists every {level} of the standard",
            (f"{level}s on Summary", Formula(f"='Summary'!{place}{row}", listed)),
            (f"{level}s {editions}, by the run", known),
            f"run:{level}s:{sheet.short}",
        )
    counted = rows.count({"Level": "requirement", "Status": Status.MET.value})
    yield Pair(
        RUN,
        f"The {sheet.name} shows the statuses that were found",
        ("requirements met, in its rows", counted),
        ("requirements met, by the run", met),
        f"run:met:{sheet.short}",
    )


def _facts(plan: Plan, compared: Compared) -> Iterator[Pair]:
    facts = compared.facts
    listed = Formula(f"=COUNTA({column(facts, 'Id')})", len(facts.rows))
    yield Pair(
        RUN,
        "Every fact of the input stands on Facts",
        ("rows on Facts", listed),
        ("facts in the input, by the run", len(plan.assessment.report.facts)),
        "run:facts",
    )
    yield from _checks(plan, compared)
    used = tally(facts, "Used")
    words = ("in full", "in part", "near miss only", "for nothing")
    yield Pair(
        ROWS,
        "Facts used and not used are all facts",
        ("in full, in part, near miss, nothing", total(used.count({"Used": word}) for word in words)),
        ("rows on Facts", listed),
        "rows:used",
    )
    proven = column(facts, "Crosswalk rows")
    with_rows = sum(1 for each in texts(facts, "Crosswalk rows") if each != "0")
    yield Pair(
        ROWS,
        "Facts that count stand on Crosswalk, the others do not",
        ("facts used in full or in part", total(used.count({"Used": word}) for word in words[:2])),
        ("facts with rows on Crosswalk", Formula(f'=COUNTIF({proven},">0")', with_rows)),
        "rows:proven",
    )
    documents = sum(1 for each in texts(facts, "Document") if each)
    resting = column(compared.sources, "Facts")
    known = sum(int(each) for each in texts(compared.sources, "Facts") if each)
    yield Pair(
        ROWS,
        "Every fact with a document rests on one of Sources & hashes",
        ("facts that name a document", Formula(f"=COUNTA({column(facts, 'Document')})", documents)),
        ("facts counted with their documents", Formula(f"=SUM({resting})", known)),
        "rows:documents",
    )


def _checks(plan: Plan, compared: Compared) -> Iterator[Pair]:
    """What stands on Checks against what the run found; a changed figure changes the verdicts."""
    rows = tally(compared.checks, "Severity", "Verdict")
    problems, examined = plan.assessment.problems, plan.assessment.examined
    yield Pair(
        RUN,
        "Every problem that was found stands on Checks",
        ("problems in its rows", total(rows.count({"Severity": each.value}) for each in Severity)),
        ("problems found, by the run", len(problems)),
        "run:problems",
    )
    yield Pair(
        RUN,
        "The computations on Checks come out as they did in the run",
        ("verdicts that differ", rows.count({"Verdict": DIFFERS})),
        (
            "computations that differ, by the run",
            sum(1 for each in examined if each.comparison and not each.comparison.holds),
        ),
        "run:verdicts",
    )
