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

from esgmap.export.claim_wording import HEAD_WIDTH
from esgmap.export.counts import by_topic, count, framework_name
from esgmap.export.workbook import write
from esgmap.export.workbook_layouts import hkex_cells
from esgmap.export.workbook_pen import GREY_OUT, row_height
from esgmap.export.workbook_rows import Line, finding_hash, make_plan
from esgmap.export.workbook_table import FIRST_ROW, HEADER_ROW, Column, Row
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
    "Checks",
    "Sources & hashes",
]
FORMULA_RANGE = re.compile(r"'([^']+)'!\$([A-Z]+)\$(\d+):\$([A-Z]+)\$(\d+)")


@pytest.fixture(scope="module")
def assessment():
    outcome = run(EXAMPLE)
    assert outcome.assessment, outcome.problems
    return outcome.assessment


@pytest.fixture(scope="module")
def path(assessment, tmp_path_factory):
    target = tmp_path_factory.mktemp("workbook") / "index.xlsx"
    write(assessment, target)
    return target


@pytest.fixture(scope="module")
def book(path):
    return openpyxl.load_workbook(path)


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


def test_omission_cells_are_grey_exactly_where_no_omission_is_permitted(assessment, book):
    closed = {
        each.disclosure.id
        for framework in assessment.frameworks
        for each in framework.disclosures
        if not each.disclosure.omission_permitted
    }
    seen = set()
    for row in table(book["GRI index"]):
        row_id = row["Row id"].value
        if not row_id:
            continue
        for title in ("Requirement(s) omitted", "Reason", "Explanation"):
            is_grey = row[title].fill.fgColor.rgb == "FF" + GREY_OUT.lstrip("#")
            disclosure = re.match(r".*/\d+-\d+", row_id)[0]
            assert is_grey == (disclosure in closed), row_id
            seen |= {disclosure} if is_grey else set()
    assert {each.rsplit("/", 1)[1] for each in seen} == {"2-1", "2-2", "2-3", "2-4", "2-5", "3-1", "3-2"}


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
    assert hkex_cells(line, make_plan(assessment))[3] == words


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
    proposed = rows["Statement of use, PROPOSED"]
    assert proposed[1].value == (
        "Kingsoft Cloud Holdings Limited has reported the information cited in this GRI content index "
        "for the period 1 January 2021 to 31 December 2021 with reference to the GRI Standards."
    )
    assert "to be confirmed" in proposed[2].value
    assert "none of its 10 conditions is seen to fail" in rows["Conditions of the claim"][1].value
    assert rows["notify"][1].value.startswith("GRI is told of the use and of the statement of use")
    assert rows["notify"][2].value == "for a person to judge"


def test_the_gri_index_carries_what_its_claim_lays_down(book):
    column = [cell.value for cell in book["GRI index"]["A"][:10]]
    assert column[0] == "GRI content index"
    assert column[5].startswith(
        "Statement of use, proposed, to be confirmed: Kingsoft Cloud Holdings Limited has"
    )
    assert column[6].endswith("with reference to the GRI Standards.")
    assert column[7] == "GRI 1 used: GRI 1: Foundation 2021"
    assert column[8].startswith("Material topics: Data security and privacy; Product and service quality;")
    assert max(len(each) for each in column[5:10]) <= HEAD_WIDTH
    assert book["SASB index"]["A1"].value.endswith(": content index")


# --- formulas -------------------------------------------------------------------------------------


def summary_rows(sheet):
    """The rows of the summary that hold formulas, by row number."""
    for row in sheet.iter_rows(min_row=FIRST_ROW):
        if isinstance(row[2].value, str) and row[2].value.startswith("="):
            yield row[0].row, row


def test_summary_formulas_cover_all_rows_of_the_index_sheets(book):
    ranges = [
        found
        for _, row in summary_rows(book["Summary"])
        for cell in row
        if isinstance(cell.value, str)
        for found in FORMULA_RANGE.findall(cell.value)
    ]
    assert ranges
    for name, left, first, right, last in ranges:
        assert left == right
        assert (int(first), int(last)) == (FIRST_ROW, book[name].max_row)


def test_summary_formulas_look_at_the_columns_they_mean(book):
    for _, row in summary_rows(book["Summary"]):
        for cell in row:
            if isinstance(cell.value, str) and cell.value.startswith("=COUNTIFS"):
                for name, column, *_ in FORMULA_RANGE.findall(cell.value):
                    assert book[name][f"{column}{HEADER_ROW}"].value in {"Level", "Topic", "Status", "Counts"}


def test_summary_values_equal_a_recount(assessment, book, values):
    statuses = [status.value for status in (Status.MET, Status.PARTIAL, Status.UNMET)]
    statuses += [status.value for status in (Status.EXPLAINED, Status.RELIEF, Status.NOT_REQUIRED)]
    expected = {}
    for framework in assessment.frameworks:
        groups = {"all topics": framework.disclosures}
        groups |= {topic.name: topic.disclosures for topic in by_topic(framework)}
        for topic, disclosures in groups.items():
            findings = [finding for found in disclosures for finding in found.findings]
            blocks = (count(disclosures), count(findings))
            expected[framework_name(framework), topic] = [
                [sum(block.values()), *(block[status] for status in statuses)] for block in blocks
            ]
    told = {}
    for number, _ in summary_rows(book["Summary"]):
        cells = [cell.value for cell in values["Summary"][number]]
        told[cells[0], cells[1]] = [cells[2:9], cells[11:18]]
        assert cells[9] == cells[20] == "ok"
    assert told == expected


@pytest.mark.office
@pytest.mark.office
def test_libreoffice_calculates_the_values_that_are_cached(path, values, tmp_path, tool):
    bare, profile = tmp_path / "bare.xlsx", tmp_path / "profile"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(bare, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name.startswith("xl/worksheets/"):
                content = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", content)
            target.writestr(name, content)
    command = [
        tool("soffice"),
        f"-env:UserInstallation={profile.as_uri()}",
        "--headless",
        "--convert-to",
        "xlsx",
    ]
    subprocess.run(
        [*command, "--outdir", tmp_path / "out", bare], check=True, capture_output=True, timeout=180
    )
    calculated = openpyxl.load_workbook(tmp_path / "out" / "bare.xlsx", data_only=True)["Summary"]
    compared = 0
    for row in values["Summary"].iter_rows(min_row=FIRST_ROW, max_col=21):
        for cell in row:
            if cell.value is not None:
                found = calculated[cell.coordinate].value
                same = pytest.approx(cell.value) if isinstance(cell.value, float) else cell.value
                assert found == same, cell.coordinate
                compared += 1
    assert compared > 500


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
        with_formulas = [name for name in names if b"<f>" in parts.read(name)]
        assert with_formulas == ["xl/worksheets/sheet2.xml"]
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


def test_links_lead_to_rows_that_exist_and_hold_what_they_name(book):
    links = 0
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.hyperlink:
                    assert not cell.hyperlink.target
                    name, place = re.fullmatch(r"'([^']+)'!A(\d+)", cell.hyperlink.location).groups()
                    assert int(place) <= book[name].max_row
                    if name == "Facts" and sheet.title != "Read me":
                        assert book[name][f"A{place}"].value == cell.value
                    if name.endswith(" index") and sheet.title != "Read me":
                        assert cell.value == f"{name}, row {place}"
                        assert book[name][f"A{place}"].value
                    links += 1
    assert links > 500


def test_two_runs_give_the_same_bytes(tmp_path):
    script = (
        "import sys; from pathlib import Path; from esgmap.workspace import run; "
        "from esgmap.export.workbook import write; "
        "write(run(Path(sys.argv[1])).assessment, Path(sys.argv[2]))"
    )
    contents = []
    for seed, zone in (("1", "Asia/Hong_Kong"), ("4242", "America/New_York")):
        target = tmp_path / f"{seed}.xlsx"
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone}
        subprocess.run([sys.executable, "-c", script, EXAMPLE, target], check=True, env=environment)
        contents.append(target.read_bytes())
    assert contents[0] == contents[1]


def test_the_file_is_dated_by_the_report(assessment, book):
    end = assessment.report.period.end
    assert book.properties.created == datetime(end.year, end.month, end.day)


# --- looks ----------------------------------------------------------------------------------------


def test_sheets_are_frozen_filtered_and_set_up_for_print(book):
    for sheet in book:
        assert sheet.page_setup.orientation == "landscape"
        wide = sheet.title in {"Gaps", "Facts", "Crosswalk", "Checks", "Sources & hashes"}
        assert sheet.page_setup.paperSize == (8 if wide else 9)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.freeze_panes
        assert sheet.print_title_rows
        assert not sheet.merged_cells.ranges
        assert "&A" in (sheet.oddFooter.left.text or "")
        if sheet.title != "Read me":
            assert sheet.auto_filter.ref


def test_filters_cover_every_row(book):
    for sheet in book:
        if sheet.title not in {"Read me", "Summary"}:
            first, last = sheet.auto_filter.ref.split(":")
            assert first == f"A{HEADER_ROW}"
            assert int(re.sub(r"\D", "", last)) == sheet.max_row


def test_review_cells_are_empty_and_offer_choices(book):
    for name in INDEXES.values():
        sheet = book[name]
        for row in table(sheet):
            assert not any(row[title].value for title in ("Review status", "Reviewer", "Date", "Comment"))
        choices = [rule for rule in sheet.data_validations.dataValidation if rule.type == "list"]
        assert [rule.formula1 for rule in choices] == ['"open,agreed,question,rejected"']


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
