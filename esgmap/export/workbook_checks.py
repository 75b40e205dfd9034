"""The sheet of checks as a table: every problem, and every thing that was examined and held.

Problems stand first, the gravest on top, what is accepted below them, then what held. The computation of each
stands in its own row as formulas over the sheet Facts. Knows no workbook.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from esgmap.computations import told
from esgmap.examined import Examined, key_of
from esgmap.export.check_words import HELD, answer_text, places_of, severity_counts, state_of
from esgmap.export.wording import spoken, stopped
from esgmap.export.workbook_checks_rows import COLUMNS as COMPUTED
from esgmap.export.workbook_checks_rows import Laid, Told, lay_out, sheet_of
from esgmap.export.workbook_checks_terms import lookup_of
from esgmap.export.workbook_lists import told_apart
from esgmap.export.workbook_rows import Plan
from esgmap.export.workbook_table import FIRST_ROW, Column, Link, Row, Table, Value
from esgmap.model import Problem

NAME = "Checks"
COLUMNS = (
    Column("Severity", 9.5, "status"),
    Column("Check", 18, "code"),
    Column("What was found", 46),
    Column("Computation", 38),
    Column("What would resolve it", 32),
    Column("First fact", 29, "link"),
    Column("Second fact", 29, "link"),
    Column("Further facts", 20),
    Column("Where", 13),
    Column("State", 9, "status"),
    Column("Answer", 26),
    Column("Answered by", 12),
    Column("Until", 10.5),
    Column("", 1.6, "gap", "gap"),
    *COMPUTED,
    Column("Key", 40, "small", "proof"),
)
BAND = "Live: each number is a formula over the sheet Facts, from each value and its rounding"


def checks_table(plan: Plan) -> Table:
    """What was found wrong or inconsistent, and what was checked and held."""
    assessment = plan.assessment
    held = [each for each in assessment.examined if each.problem is None]
    rows = told_apart(_rows(plan, held))
    none = ("none", "", "No problem was found in the input.")
    first = () if assessment.problems else (Row((*none, *([""] * (len(COLUMNS) - 4)), "check:none")),)
    counted = severity_counts(assessment.problems).rstrip(".")
    day = f", answers as of {assessment.as_of}" if assessment.as_of else ""
    note = (
        f"{counted}{day}; {len(held)} checked and held, below. Counts by check stand on Summary, live. An "
        f"error must be put right or answered; a warning or note asks for a look."
    )
    return Table(
        sheet=NAME,
        title="Checks: problems and inconsistencies found, and what was checked and held",
        note=note,
        columns=COLUMNS,
        rows=(*first, *rows),
        frozen=2,
        id_titles=("Key",),
        proof=BAND,
    )


def _rows(plan: Plan, held: list[Examined]) -> Iterator[Row]:
    """Every row, each computation in the row that it will stand in."""
    assessment = plan.assessment
    sheet = sheet_of(COLUMNS, lookup_of(plan))
    by_key = {each.problem.key: each for each in assessment.examined if each.problem}
    row = FIRST_ROW + (not assessment.problems)
    entries = [(_problem(each, plan), by_key.get(each.key)) for each in assessment.problems]
    entries += [(_held(each, plan), each) for each in held]
    for cells, examined in entries:
        comparison = examined.comparison if examined else None
        laid = lay_out(comparison, row, sheet) if comparison else Laid({}, ())
        yield _row(cells | laid.cells)
        for number, part in enumerate(laid.parts, 1):
            key = f"{cells['Key']} {number}"
            yield _row({"Computation": part.label, **part.cells, "Key": key}, "requirement")
        row += 1 + len(laid.parts)


def _row(cells: Told, kind: str = "plain") -> Row:
    return Row(tuple(cells.get(each.title, "") for each in COLUMNS), kind)


def _problem(problem: Problem, plan: Plan) -> Told:
    answer = problem.answer
    return {
        "Severity": problem.severity.value,
        "Check": problem.code,
        "What was found": stopped(spoken(problem.message)),
        "Computation": problem.computation,
        "What would resolve it": stopped(spoken(problem.hint)),
        **_facts(problem.facts, plan),
        "Where": "; ".join(place for _, place in places_of(problem)),
        "State": state_of(problem),
        "Answer": stopped(answer_text(answer)) if answer else "",
        "Answered by": answer.by if answer else "",
        "Until": str(answer.until) if answer and answer.until else "",
        "Key": problem.key or _bare_key(problem),
    }


def _held(each: Examined, plan: Plan) -> Told:
    return {
        "Severity": HELD,
        "Check": each.code,
        "What was found": stopped(each.title),
        "Computation": told(each.comparison) if each.comparison else "",
        **_facts((fact.id for fact in each.facts), plan),
        "Where": "; ".join(str(fact.source) for fact in each.facts[:2]),
        "Key": f"{HELD}/{key_of(each.code, each.facts, each.title)}",
    }


def _facts(ids: Iterable[str], plan: Plan) -> Told:
    """The first two facts with links to their rows, the others beside them."""
    first, second, *others = (*ids, "", "")
    cells: Told = {"Further facts": "; ".join(other for other in others if other)}
    for title, fact_id in (("First fact", first), ("Second fact", second)):
        row = plan.fact_row.get(fact_id)
        linked: Value = Link(fact_id, "Facts", row) if row else fact_id
        cells[title] = linked
    return cells


def _bare_key(problem: Problem) -> str:
    """A name for the row of a problem that cannot be answered."""
    digest = hashlib.sha256(f"{problem.code}\t{problem.message}".encode()).hexdigest()[:8]
    return f"check:{problem.code}:{digest}"
