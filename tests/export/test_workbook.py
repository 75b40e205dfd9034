"""The content-index workbook, written from the example and read back cell by cell."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from collections import Counter
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from example_workbooks import example_book, example_workbook

from esgmap.export.counts import count, framework_name
from esgmap.export.workbook import write
from esgmap.export.workbook_layout_hkex import complied
from esgmap.export.workbook_lines import Line
from esgmap.export.workbook_pen import row_height
from esgmap.export.workbook_rows import finding_hash, make_plan
from esgmap.export.workbook_table import FIRST_ROW, HEADER_ROW, REVIEW_CHOICES, Column, Row
from esgmap.export.workbook_text import LIMIT, count_lines, safe
from esgmap.findings import Status
from esgmap.workspace import run

EXAMPLE = Path(__file__).parents[2] / "examples" / "kingsoft-cloud-2021"
INDEXES = {"gri": "GRI index", "sasb": "SASB index", "hkex": "HKEX index", "nasdaq": "Nasdaq index"}
SHEETS = [
    "Read me",
    "Summary",
    *INDEXES.values(),
    "Gaps",
    "Facts",
    "Crosswalk",
    "Indicators",
    "Reconciliation",
    "Claims",
    "Checks",
    "Sources & hashes",
    "How to read",
    "Seals",
]
PAGES = {"Read me", "How to read"}


@pytest.fixture(scope="module")
def assessment():
    outcome = run(EXAMPLE)
    assert outcome.assessment, outcome.problems
    return outcome.assessment


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return example_workbook(EXAMPLE.name, tmp_path_factory)


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    return example_book(EXAMPLE.name, tmp_path_factory)


@pytest.fixture(scope="module")
def values(path):
    return openpyxl.load_workbook(path, data_only=True)


def table(sheet):
    """The rows of a table sheet as dictionaries of cells, by header; of equal headers the last one counts."""
    heads = [cell.value for cell in sheet[HEADER_ROW]]
    for row in sheet.iter_rows(min_row=FIRST_ROW):
        yield dict(zip(heads, row, strict=True))


def of_level(sheet, level):
    return [row for row in table(sheet) if row["Level"].value == level]


def indexes(assessment, book):
    return [(each, book[INDEXES[each.claim.framework]]) for each in assessment.frameworks]


# --- what is there --------------------------------------------------------------------------------


def test_the_sheets_stand_in_their_order_and_the_first_is_open(book):
    assert book.sheetnames == SHEETS
    assert book.active.title == "Read me"


def test_every_finding_stands_exactly_once_with_its_status(assessment, book):
    for framework, sheet in indexes(assessment, book):
        told = [(row["Row id"].value, row["Status"].value) for row in of_level(sheet, "requirement")]
        assert sorted(told) == sorted((each.requirement.id, each.status.value) for each in framework.findings)


def test_every_disclosure_stands_exactly_once_with_its_rolled_up_status(assessment, book):
    for framework, sheet in indexes(assessment, book):
        told = [(row["Row id"].value, row["Status"].value) for row in of_level(sheet, "disclosure")]
        expected = [(each.disclosure.id, each.status.value) for each in framework.disclosures]
        assert sorted(told) == sorted(expected)


def test_index_rows_tell_what_counts_what_is_missing_and_the_hash(assessment, book):
    facts = assessment.facts_by_id()
    for framework, sheet in indexes(assessment, book):
        rows = {row["Row id"].value: row for row in of_level(sheet, "requirement")}
        for finding in framework.findings:
            row = rows[finding.requirement.id]
            assert row["Counts"].value == ("yes" if finding.lowers else "no")
            assert row["Content hash"].value == finding_hash(finding, facts)
            assert bool(row["What is missing"].value) == bool(finding.missing)
            ids = "; ".join(filter(None, (row["Facts"].value, row["Further facts"].value)))
            assert ids == "; ".join(support.fact_id for support in finding.because)


def test_a_content_hash_changes_with_the_value_of_a_fact(assessment):
    facts = assessment.facts_by_id()
    finding = next(each for each in assessment.frameworks[0].findings if each.because)
    first = finding.because[0].fact_id
    changed = {**facts, first: replace(facts[first], value=facts[first].value + "0")}
    assert finding_hash(finding, facts) != finding_hash(finding, changed)


def test_mandatory_provisions_come_first_and_activity_metrics_last(assessment, book):
    obligations = [row["Obligation"].value for row in of_level(book["HKEX index"], "disclosure")]
    assert obligations == sorted(obligations, key=lambda words: words != "mandatory")
    codes = [row["Code"].value for row in of_level(book["SASB index"], "disclosure")]
    assert codes == sorted(codes, key=lambda code: "-000." in code)


@pytest.mark.parametrize(
    ("status", "words"),
    [(Status.PARTIAL, "Complied in part"), (Status.UNMET, "Not reported; asked only “where appropriate”")],
)
def test_a_softened_hkex_part_is_not_reported_only_if_it_is_absent(assessment, status, words):
    disclosures = [each for framework in assessment.frameworks for each in framework.disclosures]
    found = next(each for each in disclosures if each.disclosure.code == "A1.2")
    softened = next(each for each in found.findings if each.requirement.condition)
    finding = replace(softened, status=status)
    line = Line("requirement", found=found, item=finding.requirement, finding=finding)
    sheet = next(each for each in make_plan(assessment).sheets if each.short == "HKEX")
    assert complied(line, sheet) == words


def test_gaps_hold_every_requirement_that_counts_and_is_open(assessment, book):
    told = Counter(
        (row["Framework"].value, row["Code"].value) for row in table(book["Gaps"]) if row["Status"].value
    )
    short = {framework: name.removesuffix(" index") for framework, name in INDEXES.items()}
    open_ones = Counter(
        (short[framework.claim.framework], finding.requirement.local_id)
        for framework in assessment.frameworks
        for finding in framework.findings
        if finding.status in {Status.UNMET, Status.PARTIAL}
    )
    assert told == open_ones


def test_facts_tell_what_they_count_for(assessment, book):
    rows = {row["Id"].value: row for row in table(book["Facts"])}
    assert list(rows) == [fact.id for fact in assessment.report.facts]
    for fact in assessment.report.facts:
        number = rows[fact.id]["Value"].value
        assert number == (float(fact.number) if fact.value_state == "number" else None)
    met = [
        each
        for framework in assessment.frameworks
        for each in framework.findings
        if each.status is Status.MET
    ]
    for finding in met:
        for support in finding.because:
            uses = rows[support.fact_id]["Counts for"].value or ""
            parts = rows[support.fact_id]["Counts in part for"].value or ""
            assert finding.requirement.local_id in uses + parts
    unused = [row for row in rows.values() if row["Used"].value == "for nothing"]
    assert len(unused) == sum(1 for uses in make_plan(assessment).uses.values() if not uses)
    assert not any(row["Counts for"].value or row["Near miss for"].value for row in unused)


def test_a_fact_of_a_partial_finding_never_counts_in_full(assessment, book):
    full = {
        code
        for row in table(book["Facts"])
        for code in (row["Counts for"].value or "").split("; ")
        if code.startswith("GRI ")
    }
    met = {
        f"GRI {each.requirement.local_id}"
        for each in assessment.frameworks[0].findings
        if each.status is Status.MET
    }
    assert full <= met


def test_the_proposed_statement_of_use_is_filled_in_and_marked(assessment, book):
    rows = {row[0].value: row for row in book["Read me"].iter_rows()}
    proposed = rows["Statement of use"]
    assert proposed[1].value == (
        "Kingsoft Cloud Holdings Limited has reported the information cited in this GRI content index "
        "for the period 1 January 2021 to 31 December 2021 with reference to the GRI Standards."
    )
    assert "to be confirmed" in proposed[2].value
    assert "none of its 10 conditions is seen to fail" in rows["GRI: conditions"][1].value
    claims = {row["Condition"].value: row for row in table(book["Claims"])}
    assert claims["notify"]["What it requires"].value.startswith("GRI is told of the use")
    assert claims["notify"]["Whether it holds"].value == "for a person to judge"
    conditions = [each for framework in assessment.frameworks for each in framework.conditions]
    assert Counter(table_of_claims(book)) == Counter(each.rule for each in conditions)


def table_of_claims(book):
    return [row["Condition"].value for row in table(book["Claims"])]


def test_the_first_screen_tells_what_is_checked_and_with_which_result(assessment, values):
    rows = [[cell.value for cell in row] for row in values["Read me"].iter_rows(max_row=24)]
    told = {row[0]: row[1] for row in rows}
    for framework in assessment.frameworks:
        counts = count(framework.findings)
        line = told[f"Checked: {INDEXES[framework.claim.framework].removesuffix(' index')}"]
        assert line.startswith(framework_name(framework))
        assert f": {counts['met']} of {len(framework.findings)} requirements met (" in line
        assert f"{counts['partial']} in part, {counts['unmet']} not" in line
    assert told["Reporting entity"] == assessment.report.entity
    open_ones = [each.severity.value for each in assessment.problems]
    held = sum(1 for each in assessment.examined if each.problem is None)
    assert told["Problems in the input"] == (
        f"errors: {open_ones.count('error')}, warnings: {open_ones.count('warning')}, "
        f"notes: {open_ones.count('note')}, accepted: 0, checked and held: {held}"
    )
    assert "How to read" in [row[2] for row in rows]


def test_each_row_of_the_first_sheet_has_its_own_label(book):
    labels = [row[0].value for row in book["Read me"].iter_rows() if row[0].value]
    assert len(labels) == len(set(labels))


def test_the_gri_index_carries_what_its_claim_lays_down(book):
    sheet = book["GRI index"]
    assert sheet["A1"].value == "GRI content index"
    assert sheet["A6"].value == "Statement of use (proposed, to be confirmed)"
    assert sheet["B6"].value.startswith("Kingsoft Cloud Holdings Limited has reported the information cited")
    assert sheet["B6"].value.endswith("with reference to the GRI Standards.")
    assert (sheet["A7"].value, sheet["B7"].value) == ("GRI 1 used", "GRI 1: Foundation 2021")
    assert book["SASB index"]["A1"].value.endswith(": content index")


# --- safety ---------------------------------------------------------------------------------------


def hostile(assessment):
    """The example with text that tries to be a formula, a link, markup, or too much."""
    facts = list(assessment.report.facts)
    texts = ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "bell\x07 and null\x00", "<r><t>raw</t></r>"]
    texts += ["https://example.org/", "😀" * 20_000, "\ud800 lone", "\u202egnorw", "_x0041_"]
    for number, text in enumerate(texts):
        facts[number] = replace(facts[number], label=text, note=text)
    report = replace(assessment.report, facts=tuple(facts), entity='=HYPERLINK("http://example.org")')
    return replace(assessment, report=report), texts


def test_text_from_users_stays_text(assessment, tmp_path):
    attacked, texts = hostile(assessment)
    target = tmp_path / "hostile.xlsx"
    write(attacked, target)
    with zipfile.ZipFile(target) as parts:
        names = [name for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
        formulas = [each for name in names for each in re.findall(r"<f>([^<]*)", parts.read(name).decode())]
        assert len(formulas) > 1000
        assert not [each for each in formulas if "HYPERLINK" in each or "cmd" in each or "@SUM" in each]
        assert b"http" not in b"".join(
            parts.read(name) for name in parts.namelist() if ".rels" in name
        ).replace(b"http://schemas.openxmlformats.org", b"")
        assert b"<t>raw</t>" not in parts.read("xl/sharedStrings.xml")
    rows = list(table(openpyxl.load_workbook(target)["Facts"]))
    labels = [rows[number]["Label"] for number in range(len(texts))]
    assert [cell.data_type for cell in labels] == ["s"] * len(texts)
    shown = [cell.value for cell in labels]
    assert shown[:4] == ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "bell and null"]
    assert shown[4].strip() == "<r><t>raw</t></r>"
    assert "cut here" in shown[6]
    assert shown[7:9] == [" lone", "gnorw"]


def test_a_cell_never_holds_more_than_excel_can():
    for text in ("x" * 40_000, "😀" * 20_000, "a😀" * 15_000):
        units = len(safe(text).encode("utf-16-le")) // 2
        assert units <= LIMIT
        assert "cut here" in safe(text)
    assert safe("x" * LIMIT) == "x" * LIMIT


def test_another_process_gives_the_same_bytes(path, tmp_path):
    script = (
        "import sys; from pathlib import Path; from esgmap.workspace import run; "
        "from esgmap.export.workbook import write; "
        "write(run(Path(sys.argv[1])).assessment, Path(sys.argv[2]))"
    )
    target = tmp_path / "index.xlsx"
    environment = {**os.environ, "PYTHONHASHSEED": "4242", "TZ": "America/New_York"}
    subprocess.run([sys.executable, "-c", script, EXAMPLE, target], check=True, env=environment)
    assert target.read_bytes() == path.read_bytes()


def test_the_file_is_dated_by_the_report(assessment, book):
    end = assessment.report.period.end
    assert book.properties.created == datetime(end.year, end.month, end.day)


# --- looks ----------------------------------------------------------------------------------------


def test_sheets_are_frozen_filtered_and_set_up_for_print(book):
    for sheet in book:
        assert sheet.page_setup.orientation == "landscape"
        wide = sheet.title in {*SHEETS[6:10], "Reconciliation", "Checks", "Sources & hashes", "Seals"}
        assert sheet.page_setup.paperSize == (8 if wide else 9)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.freeze_panes
        assert sheet.print_title_rows
        assert not sheet.merged_cells.ranges
        assert "&A" in (sheet.oddFooter.left.text or "")
        if sheet.title not in PAGES:
            assert sheet.auto_filter.ref


def test_filters_cover_every_row(book):
    for sheet in book:
        if sheet.title not in {*PAGES, "Summary"}:
            first, last = sheet.auto_filter.ref.split(":")
            assert first == f"A{HEADER_ROW}"
            assert int(re.sub(r"\D", "", last)) == sheet.max_row


def test_review_cells_are_empty_and_offer_choices(book):
    for name in INDEXES.values():
        sheet = book[name]
        for row in table(sheet):
            assert not any(row[title].value for title in ("Review status", "Reviewer", "Date", "Comment"))
        choices = [rule for rule in sheet.data_validations.dataValidation if rule.type == "list"]
        assert [rule.formula1 for rule in choices] == [f'"{",".join(REVIEW_CHOICES)}"']


def test_requirements_can_be_folded_and_so_can_the_assurance_block(book):
    for name in INDEXES.values():
        sheet = book[name]
        for row in table(sheet):
            level = sheet.row_dimensions[row["Status"].row].outlineLevel
            assert level == (1 if row["Level"].value in {"requirement", "group"} else 0)
        letter = next(cell.column_letter for cell in sheet[HEADER_ROW] if cell.value == "Row id")
        assert sheet.column_dimensions[letter].outlineLevel == 1


@pytest.mark.parametrize("frameworks", [(), ("nasdaq",)])
def test_a_report_with_fewer_frameworks_and_no_facts_is_written_too(assessment, tmp_path, frameworks):
    kept = tuple(
        replace(each, disclosures=tuple(_without_facts(found) for found in each.disclosures))
        for each in assessment.frameworks
        if each.claim.framework in frameworks
    )
    report = replace(assessment.report, facts=(), omissions=())
    target = tmp_path / "small.xlsx"
    write(replace(assessment, frameworks=kept, report=report, problems=()), target)
    book = openpyxl.load_workbook(target)
    assert [name for name in book.sheetnames if name.endswith(" index")] == [
        INDEXES[each] for each in frameworks
    ]
    assert "No problem" in book["Checks"]["C6"].value


def _without_facts(found):
    findings = tuple(replace(each, because=(), near_misses=()) for each in found.findings)
    return replace(found, findings=findings)


def test_rows_are_high_enough_for_their_text():
    column = Column("Text", 20)
    assert count_lines("one line", 20) == 1
    assert count_lines("a\nb\nc", 20) == 3
    assert count_lines("word " * 40, 20) > count_lines("word " * 10, 20) > 1
    assert row_height((column,), Row(("word " * 40,))) > 2 * row_height((column,), Row(("word",)))
