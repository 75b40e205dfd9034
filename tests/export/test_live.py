"""What the workbook calculates: counts, controls, reconciliations; by LibreOffice and by our own recount."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from example_workbooks import example_workbook
from openpyxl.utils import column_index_from_string
from recalculated import Cells, calculated, cells, formulas, with_cells

from esgmap.export.counts import by_topic, count, framework_name
from esgmap.export.workbook_figures import half_step, quantities
from esgmap.export.workbook_names import table_names
from esgmap.export.workbook_options import DEFAULT
from esgmap.export.workbook_reconcile_figures import FIGURES, TWINS, UNITS
from esgmap.export.workbook_rows import make_plan
from esgmap.export.workbook_sheets import Sheets, make_sheets
from esgmap.export.workbook_strength import STRENGTHS
from esgmap.export.workbook_summary import lay_out_summary
from esgmap.export.workbook_summary_blocks import Counted
from esgmap.export.workbook_table import FIRST_ROW, HEADER_ROW, Formula, Table, shown
from esgmap.findings import Assessment, Status
from esgmap.reported import Fact
from esgmap.workspace import run

EXAMPLES = Path(__file__).parents[2] / "examples"
NAMES = ("kingsoft-cloud-2021", "quillharbour-2025")
STATUSES = (
    *(Status.MET, Status.PARTIAL, Status.UNMET),
    *(Status.EXPLAINED, Status.RELIEF, Status.NOT_REQUIRED),
)
FORMULA_RANGE = re.compile(r"'([^']+)'!\$([A-Z]+)\$(\d+):\$([A-Z]+)\$(\d+)")
TAMPERED = "tampered.xlsx"
Tell = dict[str, object]


@dataclass(frozen=True)
class Written:
    """An example's assessment, its workbook, and the cells of that."""

    assessment: Assessment
    path: Path
    cells: Cells
    formulas: dict[tuple[str, int, int], str]

    def place(self, sheet: str, title: str, **where: str) -> tuple[str, int, int]:
        """The cell under a title in the first row that holds this."""
        rows = self.rows(sheet)
        row = next(row for row in rows if all(row.get(name) == told for name, told in where.items()))
        heads = {each: at[2] for at, each in self.cells.items() if at[:2] == (sheet, HEADER_ROW)}
        return sheet, int(str(row["#"])), heads[title]

    def section(self, header: int) -> list[Tell]:
        """The rows of one section of the summary."""
        return section_of(self.cells, header)

    def rows(self, sheet: str, header: int = HEADER_ROW) -> list[Tell]:
        """The rows below a header as values by title, each with the number of its row under `#`."""
        return rows_of(self.cells, sheet, header)


def rows_of(known: Cells, sheet: str, header: int = HEADER_ROW) -> list[Tell]:
    heads = {
        column: str(value) for (name, row, column), value in known.items() if (name, row) == (sheet, header)
    }
    rows: dict[int, Tell] = {}
    for (name, row, column), value in known.items():
        if name == sheet and row > header and column in heads:
            rows.setdefault(row, {"#": row}).setdefault(heads[column], value)
    return [rows[row] for row in sorted(rows)]


def section_of(known: Cells, header: int) -> list[Tell]:
    """The rows of one section of the summary, up to the first empty row."""
    rows = rows_of(known, "Summary", header)
    return [row for number, row in enumerate(rows, header + 1) if row["#"] == number]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Written]:
    made = {}
    for name in NAMES:
        outcome = run(EXAMPLES / name)
        assert outcome.assessment, outcome.problems
        path = example_workbook(name, tmp_path_factory)
        made[name] = Written(outcome.assessment, path, cells(path), formulas(path))
    return made


@pytest.fixture(scope="module")
def anew(
    written: dict[str, Written], tmp_path_factory: pytest.TempPathFactory, tool: Callable[[str], str]
) -> dict[str, Cells]:
    """The examples and a tampered copy, calculated by LibreOffice."""
    folder = tmp_path_factory.mktemp("anew")
    books = [with_cells(each.path, folder / each.path.name, {}) for each in written.values()]
    books.append(tampered(written["quillharbour-2025"], folder / TAMPERED))
    return {name: cells(path) for name, path in calculated(tool("soffice"), books, folder).items()}


@pytest.fixture(params=NAMES)
def example(request: pytest.FixtureRequest, written: dict[str, Written]) -> Written:
    return written[request.param]


def sheets_of(assessment: Assessment) -> Sheets:
    return make_sheets(make_plan(assessment), DEFAULT)


def told(table: Table) -> list[Tell]:
    """The rows of a table as what a reader sees, by title."""
    return [
        {column.title: shown(value) for column, value in zip(table.columns, row.cells, strict=True)}
        for row in table.rows
    ]


# --- LibreOffice ----------------------------------------------------------------------------------


@pytest.mark.office
@pytest.mark.parametrize("name", NAMES)
def test_libreoffice_calculates_on_every_sheet_the_values_that_are_cached(written, anew, name):
    cached, found = written[name].cells, anew[f"{name}.xlsx"]
    places = written[name].formulas
    assert len(places) > 1500
    calculating = {"Read me", "Summary", "SASB index", "Facts", "Reconciliation", "Checks"}
    calculating |= {"Sources & hashes"}
    assert calculating == {sheet for sheet, _, _ in places}
    for place in sorted(places):
        wanted = cached[place]
        same = pytest.approx(wanted, rel=1e-9, abs=1e-9) if isinstance(wanted, float) else wanted
        assert found.get(place) == same, place


@pytest.mark.office
@pytest.mark.parametrize("name", [*(f"{each}.xlsx" for each in NAMES), TAMPERED])
def test_no_cell_shows_an_error(anew, name):
    errors = {"#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!"}
    shown_errors = {place: value for place, value in anew[name].items() if value in errors}
    assert shown_errors == {}


def tampered(example: Written, target: Path) -> Path:
    """A copy in which statuses, a figure, a row of the crosswalk and reviews were changed by hand."""
    energy = "energy-energy-in-total-2025"
    changes = (
        example.place("HKEX index", "Status", Status="unmet", Level="requirement"),
        example.place("SASB index", "Status", Status="met", Level="requirement"),
        example.place("Facts", "Value", Id=energy),
        example.place("Crosswalk", "Framework", Framework="GRI"),
        example.place("Facts", "Review status", Id=energy),
        example.place("Claims", "Review status", Framework="GRI"),
    )
    values = ("met", "done", 1999, "gri?", "agreed", "perhaps")
    return with_cells(example.path, target, dict(zip(changes, values, strict=True)))


@pytest.mark.office
def test_a_control_fails_where_a_row_was_changed_and_nowhere_else(written, anew):
    known = anew[TAMPERED]
    failed = {row["Row id"] for row in rows_of(known, "Reconciliation") if row["Control"] == "check"}
    energy = {each for each in failed if each.startswith(("figure:energy-total|", "unit:"))}
    assert failed - energy == {
        "rows:gaps:HKEX",
        "run:met:HKEX",
        "run:met:SASB",
        "rows:crosswalk:GRI",
        "run:verdicts",
    }
    assert len(energy) >= 2
    rows = {row for (sheet, row, _), value in known.items() if sheet == "Summary" and value == "check"}
    told_rows = {(known["Summary", row, 1], known["Summary", row, 2]) for row in rows}
    names = {each.claim.framework: framework_name(each) for each in written[NAMES[1]].assessment.frameworks}
    assert ("All controls", "on this sheet and on Reconciliation") in told_rows
    assert (names["sasb"], "all topics") in told_rows
    assert ("Claims", "review status of its rows") in told_rows
    assert not any(each[0] == names["gri"] for each in told_rows)
    front = next(row for (sheet, row, _), value in known.items() if (sheet, value) == ("Read me", "Controls"))
    assert str(known["Read me", front, 2]).startswith("check")


@pytest.mark.office
def test_a_review_is_counted_as_it_proceeds(anew):
    header = header_row(anew[TAMPERED], "Review")
    progress = {row["Sheet"]: row for row in section_of(anew[TAMPERED], header)}
    assert progress["Facts"]["Agreed"] == 1
    assert progress["Facts"]["Open or empty"] == progress["Facts"]["Rows"] - 1


def header_row(known: Cells, title: str) -> int:
    """The row of the summary that holds this title."""
    return next(row for (sheet, row, _), value in known.items() if (sheet, value) == ("Summary", title))


# --- as written -----------------------------------------------------------------------------------


def test_every_control_holds_as_written_and_the_front_says_how_many(example):
    controls = [row["Control"] for row in example.rows("Reconciliation")]
    summary = [
        value
        for (sheet, row, column), value in example.cells.items()
        if sheet == "Summary" and column in {10, 21} and row > FIRST_ROW and value in {"ok", "check"}
    ]
    assert set(controls) | set(summary) == {"ok"}
    places = (place for place, value in example.cells.items() if (place[0], value) == ("Read me", "Controls"))
    row = next(places)[1]
    assert example.cells["Read me", row, 2] == (
        f"ok: all {len(controls) + len(summary)} agree, totals with rows and figures with each other"
    )
    assert example.cells["Summary", FIRST_ROW, 10] == "ok"


def test_another_reader_reads_the_same_values(written):
    path = written[NAMES[1]].path
    other = openpyxl.load_workbook(path, data_only=True)
    found = {
        (sheet.title, cell.row, cell.column): cell.value
        for sheet in other
        for row in sheet.iter_rows()
        for cell in row
        if cell.value not in (None, "")
    }
    dated = {place: getattr(value, "date", lambda v=value: v)() for place, value in found.items()}
    assert dated == written[NAMES[1]].cells


def test_summary_values_equal_a_recount(example):
    expected = {}
    for framework in example.assessment.frameworks:
        groups = {"all topics": framework.disclosures}
        groups |= {topic.name: topic.disclosures for topic in by_topic(framework)}
        for topic, disclosures in groups.items():
            findings = [finding for each in disclosures for finding in each.findings]
            blocks = (count(disclosures), count(findings))
            expected[framework_name(framework), topic] = [
                [sum(block.values()), *(block[status.value] for status in STATUSES)] for block in blocks
            ]
    found = {}
    for (sheet, row, column), value in example.cells.items():
        if sheet == "Summary" and column == 12 and isinstance(value, float):
            cell = {number: example.cells.get(("Summary", row, number)) for number in range(1, 22)}
            found[cell[1], cell[2]] = [[cell[n] for n in range(3, 10)], [cell[n] for n in range(12, 19)]]
    assert found == expected


def test_reasons_add_up_to_all_that_is_left_out(example):
    header = header_row(example.cells, "Reason for leaving out")
    known = {
        (row["Framework"], row["Reason for leaving out"]): row["Requirements"]
        for row in example.section(header)
    }
    open_ones = {Status.UNMET, Status.PARTIAL}
    for framework in example.assessment.frameworks:
        name = framework_name(framework)
        counting = [each for each in framework.findings if each.lowers]
        used = Counter(each.omission.reason for each in counting if each.omission)
        without = sum(1 for each in counting if each.status in open_ones and not each.omission)
        assert known[name, "no reason given"] == without
        assert known[name, "not wholly reported, of what counts"] == without + sum(used.values())
        allowed = example.assessment.grounds.reasons.get(framework.claim.framework, ())
        reasons = {*used, *(each.reason for each in allowed)}
        assert reasons <= {reason for each, reason in known if each == name}
        assert {reason: known[name, reason] for reason in used} == used


def test_the_strength_of_evidence_is_counted_by_its_first_word(example):
    header = header_row(example.cells, "Evidence")
    rows = {row["Framework"]: row for row in example.section(header)}
    for framework in example.assessment.frameworks:
        with_evidence = sum(1 for each in framework.findings if each.because or each.omission)
        row = rows[framework_name(framework)]
        assert row["With evidence"] == with_evidence
        assert sum(row.get(word.capitalize(), 0) for word in STRENGTHS if word != "none") <= with_evidence


def test_formulas_cover_all_rows_of_the_columns_that_they_mean(example):
    names = {sheet for sheet, _, _ in example.cells}
    last = {each: max(row for name, row, _ in example.cells if name == each) for each in names}
    counted = {*("Level", "Topic", "Status", "Counts", "Reason used", "Evidence strength"), "Review status"}
    counted |= {*("Row id", "Id", "Used", "Framework", "Fact", "Facts", "Further facts"), "Document"}
    counted |= {*("Severity", "State", "Check", "Verdict"), "Control", "Crosswalk rows"}
    seen = set()
    for formula in example.formulas.values():
        for name, left, first, right, end in FORMULA_RANGE.findall(formula):
            title = example.cells[name, HEADER_ROW, column_index_from_string(left)]
            assert (left, int(first), int(end)) == (right, FIRST_ROW, last[name]), formula
            seen.add(title)
    assert seen == counted


# --- figures --------------------------------------------------------------------------------------


def test_each_figure_that_several_indexes_use_has_one_line(example):
    plan = make_plan(example.assessment)
    uses: dict[tuple[object, ...], dict[str, set[str]]] = {}
    for sheet in plan.sheets:
        for finding in sheet.framework.findings:
            for support in finding.because:
                fact = plan.facts[support.fact_id]
                if fact.value_state == "number" and fact.indicator:
                    key = (fact.indicator, fact.period, frozenset(fact.dimensions), fact.basis, fact.whose)
                    uses.setdefault(key, {}).setdefault(sheet.short, set()).add(fact.id)
    several = [used for used in uses.values() if len(used) > 1]
    assert len(several) > 20
    lines = [row for row in example.rows("Reconciliation") if row["What is compared"] in {FIGURES, TWINS}]
    for used in several:
        ids = set().union(*used.values())
        named = r"^(\S+) \("
        (line,) = (
            row
            for row in lines
            if ids <= set(re.findall(named, str(row["Facts and what they count for"]), re.MULTILINE))
        )
        assert {name for name in used if f"In {name}" in line} == set(used)
        for name, known in used.items():
            if len(ids) == 1:
                (fact_id,) = known
                assert line[f"In {name}"] == pytest.approx(float(plan.facts[fact_id].number))


def test_two_printed_forms_of_one_figure_agree_within_their_digits(written):
    lines = {row["Row id"]: row for row in written["quillharbour-2025"].rows("Reconciliation")}
    line = next(row for row_id, row in lines.items() if str(row_id).startswith("figure:energy-total|2025"))
    assert line["First value"] != line["Second value"]
    assert line["Difference"] == pytest.approx(line["Second value"] - line["First value"])
    assert line["Difference"] <= line["Rounding allowed"]
    assert {line[f"In {name}"] for name in ("GRI", "SASB", "HKEX")} == {line["Second value"]}


def changed(assessment: Assessment, fact_id: str, **new: object) -> Assessment:
    """The assessment with a fact changed and every finding as it was."""
    facts = tuple(replace(each, **new) if each.id == fact_id else each for each in assessment.report.facts)
    return replace(assessment, report=replace(assessment.report, facts=facts))


@pytest.mark.parametrize(
    ("value", "printed", "control"),
    [
        ("4124.2", "4,124.2", "ok"),
        ("4124.3", "4,124.3", "ok"),
        ("4125.2", "4,125.2", "check"),
        ("4000", "4,000", "check"),
        ("4100000", "4.1 million", "check"),
    ],
)
def test_two_facts_for_one_figure_that_disagree_are_shown_as_written(written, value, printed, control):
    assessment = changed(
        written["quillharbour-2025"].assessment,
        "energy-energy-in-total-in-gigajoules-2025",
        value=value,
        number=Decimal(value),
        value_as_printed=printed,
    )
    sheets = sheets_of(assessment)
    line = next(row for row in told(sheets.lists[4]) if row["Row id"].startswith("figure:energy-total|2025"))
    assert line["Control"] == control
    assert sheets.laid.every.value == control


def test_currencies_are_never_converted_into_each_other(written):
    example = written["kingsoft-cloud-2021"].assessment
    plan = make_plan(example)
    known = quantities(plan)
    both = next(each for each in known if len(each.figures) == 1 and len(each.used_in) > 1)
    fact = both.figures[0].fact
    twin = replace(fact, id="twin", unit="HKD", number=Decimal(7), value="7", value_as_printed="7")
    paid = replace(fact, unit="mRMB", number=Decimal(7), value="7", value_as_printed="7")
    figures = _quantity_of(example, fact, paid, twin)
    assert [len(each.figures) for each in figures] == [1, 1]
    million = replace(twin, unit="RMB", number=Decimal(7_000_000), value="7000000")
    (one,) = _quantity_of(example, fact, paid, million)
    assert one.values == [Decimal(7), Decimal(7)]


def _quantity_of(example: Assessment, fact: Fact, first: Fact, second: Fact):
    """The quantities of two facts that every finding with a fact rests on."""
    frameworks = tuple(
        replace(each, disclosures=tuple(_with_both(found, fact, second) for found in each.disclosures))
        for each in example.frameworks
    )
    facts = [each for each in example.report.facts if each.id != fact.id]
    report = replace(example.report, facts=(first, second, *facts))
    found = quantities(make_plan(replace(example, report=report, frameworks=frameworks)))
    return [each for each in found if {fact.id, "twin"} & {figure.fact.id for figure in each.figures}]


def _with_both(found, fact: Fact, second: Fact):
    findings = []
    for finding in found.findings:
        extra = [replace(each, fact_id=second.id) for each in finding.because if each.fact_id == fact.id]
        findings.append(replace(finding, because=(*finding.because, *extra)))
    return replace(found, findings=tuple(findings))


@pytest.mark.parametrize(
    ("value", "printed", "step"),
    [
        ("128.42", "128.42", "0.005"),
        ("1200000", "1.2 million", "50000"),
        ("120000000", "1.2亿", "5000000"),
        ("500", "In 2021, 500 employees", "0.5"),
        ("500", "5 of 500", "0.5"),
        ("0.312", "0.312", "0.0005"),
        ("35081.89", "35,081.89", "0.005"),
        ("42", "", "0.5"),
        ("0", "0", "0.5"),
        ("0", "0.0", "0.05"),
    ],
)
def test_half_of_the_last_digit_is_read_off_the_printed_value(written, value, printed, step):
    fact = next(each for each in written[NAMES[0]].assessment.report.facts if each.value_state == "number")
    number = Decimal(value)
    assert half_step(replace(fact, value=value, number=number, value_as_printed=printed)) == Decimal(step)


def test_a_nil_is_exactly_zero(written):
    fact = next(each for each in written[NAMES[0]].assessment.report.facts if each.value_state == "nil")
    assert half_step(fact) == 0


def test_conversions_show_the_printed_value_the_factor_and_what_the_index_shows(example):
    hub = example.assessment.hub
    facts = example.assessment.facts_by_id()
    wanted = {
        f"unit:{finding.requirement.id} / {support.fact_id}"
        for framework in example.assessment.frameworks
        for finding in framework.findings
        for support in finding.because
        if (fact := facts[support.fact_id]).value_state == "number"
        and finding.requirement.unit in hub.units
        and fact.unit in hub.units
        and hub.units[fact.unit].kind == hub.units[finding.requirement.unit].kind
        and hub.units[fact.unit].factor != hub.units[finding.requirement.unit].factor
    }
    lines = [row for row in example.rows("Reconciliation") if row["What is compared"] == UNITS]
    assert {row["Row id"] for row in lines} == wanted
    assert len(wanted) >= 6
    for line in lines:
        assert line["First value"] == pytest.approx(line["Value in Facts"] * line["Factor"])
        assert line["Second value"] == pytest.approx(line["First value"])
    shown_there = sum("Response on SASB index" in str(line["Second figure"]) for line in lines)
    assert bool(shown_there) == (example.assessment.report.id == NAMES[0])


def test_a_summary_without_frameworks_still_holds(written):
    assessment = replace(written[NAMES[0]].assessment, frameworks=())
    sheets = sheets_of(assessment)
    assert sheets.laid.every == Formula(sheets.laid.every.text, "ok")


def test_a_review_that_came_back_is_counted_as_written(written):
    plan = make_plan(written[NAMES[0]].assessment)
    sheets = make_sheets(plan, DEFAULT)
    facts = sheets.lists[1]
    place = facts.column("Review status")
    first, second, *others = facts.rows
    marked = [
        replace(row, cells=(*row.cells[:place], word, *row.cells[place + 1 :]))
        for row, word in ((first, "agreed"), (second, "re-review"))
    ]
    reviewed = replace(facts, rows=(*marked, *others))
    laid = lay_out_summary(plan, Counted(sheets.indexes, (reviewed,), sheets.lists[4], sheets.checks))
    (cells,) = next(block.rows for _, block in laid.blocks if block.titles.get(1) == "Review")
    values = [shown(cells[number]) for number in range(2, 10)]
    assert values == [str(len(facts.rows)), str(len(facts.rows) - 2), "1", "0", "0", "1", "0", "ok"]


def test_a_framework_that_is_checked_twice_is_counted_twice(written):
    assessment = written[NAMES[1]].assessment
    (sasb,) = (each for each in assessment.frameworks if each.claim.framework == "sasb")
    plan = make_plan(replace(assessment, frameworks=(sasb, sasb)))
    sheets = make_sheets(plan, DEFAULT)
    assert sheets.laid.every.value == "ok"
    assert [sheets.laid.total(number)[1][0] for number in (0, 1)] == [
        f"{framework_name(sasb)}, SASB",
        f"{framework_name(sasb)}, SASB 2",
    ]
    for table in (*sheets.indexes, *sheets.lists):
        titles = [table.column(title) for title in table.id_titles]
        ids = [tuple(shown(row.cells[place]) for place in titles) for row in table.rows]
        named = [each for each in ids if any(each)]
        assert len(named) == len(set(named)), table.sheet
    names = [each.name for each in table_names(plan, sheets.indexes, sheets.lists)]
    assert len(names) == len(set(names))
    assert {"SASB_Status", "SASB_2_Status"} <= set(names)
