"""Where links and names of the workbook lead: from an index row to its facts and documents, and back."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
from example_workbooks import example_book, example_workbook
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from esgmap.commands.build import _manifest
from esgmap.export.workbook import COLUMN_TITLES
from esgmap.export.workbook_lists import told_apart
from esgmap.export.workbook_names import stem
from esgmap.export.workbook_rows import make_plan
from esgmap.export.workbook_table import FIRST_ROW, HEADER_ROW, Row
from esgmap.findings import Assessment, Status
from esgmap.workspace import run

EXAMPLES = Path(__file__).parents[2] / "examples"
NAMES = ("kingsoft-cloud-2021", "quillharbour-2025")
PLACE = re.compile(r"'([^']+)'!A(\d+)")
NOT_TABLES = {"Read me", "Summary", "How to read"}


@dataclass(frozen=True)
class Written:
    """An example's assessment and its workbook as read back."""

    assessment: Assessment
    path: Path
    book: Workbook
    heads: dict[str, dict[str, int]]

    def cell(self, sheet: str, row: int, title: str) -> Cell:
        return self.book[sheet].cell(row, self.heads[sheet][title])

    def rows(self, sheet: str) -> list[dict[str, Cell]]:
        heads = list(self.heads[sheet])
        return [dict(zip(heads, row, strict=False)) for row in self.book[sheet].iter_rows(min_row=FIRST_ROW)]

    @property
    def indexes(self) -> list[str]:
        return [name for name in self.book.sheetnames if name.endswith(" index")]


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Written]:
    made = {}
    for name in NAMES:
        outcome = run(EXAMPLES / name)
        assert outcome.assessment, outcome.problems
        path = example_workbook(name, tmp_path_factory)
        book = example_book(name, tmp_path_factory)
        heads = {each.title: {cell.value: cell.column for cell in each[HEADER_ROW]} for each in book}
        made[name] = Written(outcome.assessment, path, book, heads)
    return made


@pytest.fixture(params=NAMES)
def written(request: pytest.FixtureRequest, books: dict[str, Written]) -> Written:
    return books[request.param]


def target(cell: Cell) -> tuple[str, int]:
    """Where a link leads: to which row of which sheet."""
    found = PLACE.fullmatch(cell.hyperlink.location)
    assert found and not cell.hyperlink.target, cell.coordinate
    return found[1], int(found[2])


def linked(sheet: Worksheet) -> list[Cell]:
    return [cell for row in sheet.iter_rows() for cell in row if cell.hyperlink]


# --- every link -----------------------------------------------------------------------------------


def test_every_link_leads_to_the_row_that_it_names(written):
    told = Counter()
    last = {sheet.title: sheet.max_row for sheet in written.book}
    for sheet in written.book:
        for cell in linked(sheet):
            name, row = target(cell)
            assert 1 <= row <= last[name]
            told[_kind(written, cell, name, row)] += 1
    assert min(told[kind] for kind in ("fact", "row", "document", "crosswalk")) > 100
    assert told["sheet"] >= 20


def _kind(written: Written, cell: Cell, name: str, row: int) -> str:
    """What a link names, and whether that is there."""
    text = str(cell.value)
    if name == "Crosswalk" and " in Crosswalk, " in text:
        return "crosswalk"
    numbered = re.fullmatch(r"(.+), row (\d+)", text)
    if numbered:
        assert (numbered[1], int(numbered[2])) == (name, row)
        assert written.book[name].cell(row, 1).value not in (None, "") or name in written.indexes
        return "row"
    if text == name:
        assert row in {1, HEADER_ROW}
        return "sheet"
    title = "Id" if name == "Facts" else "Id or file"
    assert written.cell(name, row, title).value == text, cell.coordinate
    return "fact" if name == "Facts" else "document"


def test_no_link_leads_out_of_the_workbook(written):
    assert all(not cell.hyperlink.target for sheet in written.book for cell in linked(sheet))


# --- from an index row to its facts, and back -----------------------------------------------------


def test_an_index_row_leads_to_exactly_its_facts_on_the_crosswalk(written):
    rows = written.rows("Crosswalk")
    reached = Counter()
    for name in written.indexes:
        for row in written.rows(name):
            link, level = row["All facts"], row["Level"].value
            ids = "; ".join(filter(None, (row["Facts"].value, row["Further facts"].value)))
            wanted = ids.split("; ") if ids else []
            if not wanted and "requirement" in (level or ""):
                assert not link.value
            if not wanted:
                continue
            _, first = target(link)
            found = rows[first - FIRST_ROW : first - FIRST_ROW + len(wanted)]
            assert [each["Fact"].value for each in found] == wanted
            assert {target(each["Index row"]) for each in found} == {(name, link.row)}
            ids = [each["Row id"].value for each in found]
            assert ids == [f"{row['Row id'].value} / {each}" for each in wanted]
            last = first + len(wanted) - 1
            span = f"row {first}" if last == first else f"rows {first}–{last}"
            assert link.value == f"{len(wanted)} in Crosswalk, {span}"
            reached.update(ids)
    assert set(reached.values()) == {1}
    assert len(reached) == len(rows)


def test_a_disclosure_leads_to_the_facts_of_its_requirements(written):
    rows = [row["Row id"].value for row in written.rows("Crosswalk")]
    seen = 0
    for sheet in make_plan(written.assessment).sheets:
        for line in sheet.lines:
            if line.kind != "disclosure":
                continue
            topic = f"@{line.topic}" if line.topic else ""
            wanted = [
                f"{finding.requirement.id}{topic} / {support.fact_id}"
                for finding in line.found.findings
                for support in finding.because
            ]
            link = written.cell(sheet.name, sheet.row_of[line.id], "All facts")
            first = target(link)[1] - FIRST_ROW if wanted else 0
            assert bool(link.value) == bool(wanted)
            assert rows[first : first + len(wanted)] == wanted
            seen += bool(wanted)
    assert seen > 50


def test_the_crosswalk_holds_each_use_of_each_fact_once_with_its_proof(written):
    facts = written.assessment.facts_by_id()
    plan = make_plan(written.assessment)
    told = {row["Row id"].value: row for row in written.rows("Crosswalk")}
    assert len(told) == len(written.rows("Crosswalk"))
    for sheet in plan.sheets:
        for finding in sheet.framework.findings:
            for support in finding.because:
                row = told[f"{finding.requirement.id} / {support.fact_id}"]
                fact = facts[support.fact_id]
                assert row["Framework"].value == sheet.short
                assert row["Status"].value == finding.status.value
                assert row["Indicator"].value == (fact.indicator or None)
                assert row["Page"].value == (fact.evidence.pages or None)
                mapped = support.mapping is not None
                assert (row["How the indicator fits"].value == "the fact names this requirement") != mapped
                assert (row["Confidence"].value is not None) == (mapped and bool(support.mapping.confidence))
                whole = support.verdict == "covers" and finding.status is Status.MET
                assert row["How it counts"].value == ("in full" if whole else "in part")
                assert target(row["Fact row"]) == ("Facts", plan.fact_row[fact.id])


def test_filtering_the_crosswalk_gives_what_facts_and_indicators_tell(written):
    by_fact: dict[str, set[str]] = {}
    by_indicator: dict[str, set[str]] = {}
    topics = re.compile(r" \([^)]*\)$")
    for row in written.rows("Crosswalk"):
        code = f"{row['Framework'].value} {topics.sub('', row['Code'].value)}"
        by_fact.setdefault(row["Fact"].value, set()).add(code)
        if row["Indicator"].value:
            by_indicator.setdefault(row["Indicator"].value, set()).add(row["Framework"].value)
    for row in written.rows("Facts"):
        parts = (row[title].value for title in ("Counts for", "Counts in part for"))
        codes = {code for part in parts if part for code in part.split("; ")}
        assert codes == by_fact.get(row["Id"].value, set()), row["Id"].value
    for row in written.rows("Indicators"):
        frameworks = {each.removesuffix(" index") for each in written.indexes}
        reached = {name for name in frameworks if row[name].value}
        assert reached == by_indicator.get(row["Indicator"].value, set())


def test_a_fact_leads_to_its_document_and_the_document_back(written):
    facts = {fact.id: fact for fact in written.assessment.report.facts}
    for row in written.rows("Facts"):
        name, number = target(row["Document"])
        assert written.cell(name, number, "Kind").value == "document"
        assert written.cell(name, number, "Id or file").value == facts[row["Id"].value].evidence.document
    for row in written.rows("Sources & hashes"):
        if row["Kind"].value == "document" and row["First fact"].value:
            name, number = target(row["First fact"])
            assert written.cell(name, number, "Document").value == row["Id or file"].value


# --- what the workbook rests on -------------------------------------------------------------------


def test_sources_name_every_input_of_the_manifest_with_its_kind_and_hash(written):
    inputs = _manifest(written.assessment, [])["inputs"]
    rows = {(row["Kind"].value, row["Id or file"].value): row for row in written.rows("Sources & hashes")}
    assert {kind for kind, _ in rows} == {
        *("document", "input file", "report", "option", "edition", "mapping", "shared table", "tool")
    }
    hashes = {name: row["SHA-256"].value for (_, name), row in rows.items()}
    for path, sha256 in inputs.items():
        name = path.removeprefix("frameworks/") if (path.removeprefix("frameworks/")) in hashes else path
        assert hashes[name] == sha256
    folder = EXAMPLES / written.assessment.report.id
    tables = {path.name for path in folder.iterdir() if path.suffix in {".csv", ".yaml"}}
    assert {name for kind, name in rows if kind == "input file"} == tables
    shared = {name for kind, name in rows if kind == "shared table"}
    assert {"frameworks/claim-rules.tsv", "frameworks/units.tsv", "frameworks/supersessions.tsv"} <= shared
    assert rows["option", "lang"]["Title"].value == "en"
    assert rows["report", written.assessment.report.id]["Title"].value == written.assessment.report.title


# --- names ----------------------------------------------------------------------------------------


def test_names_lead_where_they_say(written):
    book, report = written.book, written.assessment.report
    cells = {name: list(found.destinations) for name, found in book.defined_names.items()}
    values = {
        name: book[places[0][0]][places[0][1].replace("$", "")].value
        for name, places in cells.items()
        if ":" not in places[0][1]
    }
    assert values["Entity"] == report.entity
    assert values["Period_start"].date() == report.period.start
    assert values["Period_end"].date() == report.period.end
    assert values["Statement_of_use"].startswith(report.entity)
    assert str(values["All_controls"]).startswith("=IF(")
    for name, title in {
        "Facts_Id": "Id",
        "Facts_Value": "Value",
        "Facts_Unit": "Unit",
        "GRI_RowId": "Row id",
        "GRI_Status": "Status",
        "HKEX_Status": "Status",
        "Crosswalk_Fact": "Fact",
        "Gaps_Code": "Code",
    }.items():
        ((sheet, place),) = cells[name]
        first, last = place.replace("$", "").split(":")
        column = re.sub(r"\d", "", first)
        assert book[sheet][f"{column}{HEADER_ROW}"].value == title
        assert (first, last) == (f"{column}{FIRST_ROW}", f"{column}{book[sheet].max_row}")


def test_the_names_stand_on_the_first_sheet(written):
    labels = {row[0].value: row for row in written.book["Read me"].iter_rows()}
    names = set(written.book.defined_names)
    assert len(names) > 30
    assert names <= set(labels)
    for name in names:
        assert re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name)
        assert not re.fullmatch(r"[A-Za-z]{1,3}\d+", name)
        ((sheet, _),) = written.book.defined_names[name].destinations
        assert target(labels[name][2])[0] == sheet


@pytest.mark.parametrize(
    ("short", "name"), [("GRI", "GRI"), ("GRI 2", "GRI_2"), ("2nd", "_2nd"), ("naïve", "na_ve")]
)
def test_names_begin_with_what_excel_and_libreoffice_take(short, name):
    assert stem(short) == name


# --- for everybody --------------------------------------------------------------------------------


def test_screen_readers_know_the_header_row_of_every_table(written):
    for sheet in written.book:
        if sheet.title in NOT_TABLES | {"Seals"}:
            continue
        assert sheet.defined_names[COLUMN_TITLES].attr_text.endswith(f"!$A${HEADER_ROW}")
        assert sheet.cell(HEADER_ROW, 1).value


def test_no_cells_are_merged_and_every_filled_column_has_a_header(written):
    for sheet in written.book:
        assert not sheet.merged_cells.ranges
        if sheet.title in NOT_TABLES:
            continue
        for column in sheet.iter_cols(min_row=FIRST_ROW):
            if any(cell.value not in (None, "") for cell in column):
                assert sheet.cell(HEADER_ROW, column[0].column).value, (sheet.title, column[0].column)


def test_row_ids_are_unique_on_every_sheet(written):
    rows = Counter((row["Sheet"].value, row["Row id"].value) for row in written.rows("Seals"))
    assert [each for each, number in rows.items() if number > 1] == []


def test_the_chart_has_words_for_those_who_do_not_see_it(written):
    with zipfile.ZipFile(written.path) as parts:
        assert b'descr="Stacked bars' in parts.read("xl/drawings/drawing1.xml")
        assert b"Language" in parts.read("docProps/custom.xml")
        assert written.assessment.report.entity.encode() in parts.read("docProps/core.xml")


def test_a_row_id_that_stood_before_gets_a_number():
    rows = told_apart((Row(("a", "x")), Row(("b", "x")), Row(("c", "y"))))
    assert [row.cells for row in rows] == [("a", "x"), ("b", "x (2)"), ("c", "y")]
