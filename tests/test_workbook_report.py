"""A workbook in place of a report folder: what spreadsheets and people do to it, and what is read then."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from openpyxl.worksheet.worksheet import Worksheet

from esgmap.cli import cli
from esgmap.findings import Status
from esgmap.model import Severity, Source
from esgmap.report import Loaded, load_report
from esgmap.reported import Report
from esgmap.workspace import run

NOWHERE = Source("")
HEADER = 5
EDITIONS = ("gri-402-2016", "gri-405-2016", "gri-305-2016")
Sheet = Callable[[str], Worksheet]


def init(*words: object) -> Any:
    return CliRunner().invoke(cli, ["init", *map(str, words)], catch_exceptions=False)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An untouched data request for three small editions."""
    path = tmp_path_factory.mktemp("template") / "data.xlsx"
    editions = [word for each in EDITIONS for word in ("--edition", each)]
    made = init(
        *("--workbook", path, "--entity", "Example", "--start", "2025-01-01", "--end", "2025-12-31"),
        *editions,
    )
    assert made.exit_code == 0, made.output
    return path


class Filled:
    """A copy of the template that is being filled in."""

    def __init__(self, template: Path, target: Path) -> None:
        self.book = openpyxl.load_workbook(template)
        self.target = target
        self["Report"]["B10"] = "The company alone"
        assert self["Report"]["A10"].value == "Boundary"

    def __getitem__(self, name: str) -> Worksheet:
        return self.book[name]

    def row(self, name: str, title: str = "Id") -> int:
        place = self.column(title)
        return next(n for n in range(HEADER + 1, 400) if self["Facts"].cell(n, place).value == name)

    def column(self, title: str) -> int:
        return next(cell.column for cell in self["Facts"][HEADER] if cell.value == title)

    def rows_in(self, unit: str) -> list[str]:
        """The ids of rows that ask for a value in this unit and leave no choice open."""
        names = ("Id", "Unit", "Dimensions")
        lines = ([self["Facts"].cell(n, self.column(t)).value or "" for t in names] for n in range(6, 400))
        return [name for name, found, cut in lines if name and found == unit and "?" not in cut]

    def fill(self, name: str, **cells: object) -> None:
        for title, value in cells.items():
            self["Facts"].cell(self.row(name), self.column(title.replace("_", " "))).value = value

    def cell(self, name: str, title: str) -> Any:
        return self["Facts"].cell(self.row(name), self.column(title))

    def load(self) -> Loaded:
        self.book.save(self.target)
        return load_report(self.target)

    def facts(self) -> dict[str, Any]:
        loaded = self.load()
        assert loaded.report is not None, loaded.problems
        return {fact.id: fact for fact in loaded.report.facts}


@pytest.fixture
def filled(template: Path, tmp_path: Path) -> Filled:
    return Filled(template, tmp_path / "filled.xlsx")


SCOPE1, NARRATIVE = "ghg-scope1-2025", "gri-405-2016"


# --- silence --------------------------------------------------------------------------------------


def test_an_untouched_request_reports_nothing(template: Path):
    loaded = load_report(template)
    assert loaded.report is not None
    assert loaded.report.facts == ()
    assert {problem.code for problem in loaded.problems} == {"no-facts", "to-be-stated"}
    assessment = run(template).assessment
    assert assessment is not None
    found = {finding.status for framework in assessment.frameworks for finding in framework.findings}
    assert found == {Status.UNMET}


def test_owner_due_date_document_and_place_make_no_fact(filled: Filled):
    filled.fill(
        SCOPE1, Owner="A. Chan", Due_date=datetime.date(2026, 1, 31), Document="report-2025", Pages=12
    )
    loaded = filled.load()
    assert loaded.report is not None
    assert loaded.report.facts == ()
    told = [problem for problem in loaded.problems if problem.code == "row-without-value"]
    assert [(each.severity, each.source and each.source.cell) for each in told] == [
        (Severity.WARNING, f"Facts!{filled.cell(SCOPE1, 'Value').coordinate}")
    ]


PLACEHOLDERS = ["n/a", "N.A.", "-", "TBD", "tbc", "none", "nil", "?", "not available", "不适用", "…"]


def test_a_word_that_keeps_a_place_is_no_statement(filled: Filled):
    rows = filled.rows_in("")
    for row, word in zip(rows, PLACEHOLDERS, strict=False):
        filled.fill(row, Value=word)
    filled.fill(rows[len(PLACEHOLDERS)], Value="No")
    problems = [problem for problem in filled.load().problems if problem.severity is Severity.ERROR]
    assert [problem.code for problem in problems] == ["says-nothing"] * len(PLACEHOLDERS), "`No` is an answer"
    assert all("nil" in problem.hint for problem in problems)


# --- what a spreadsheet makes of values -----------------------------------------------------------


NUMBERS = [
    (1234.5, "General", "1234.5"),
    (1234, "General", "1234"),
    (1.0, "General", "1"),
    (1234.5, "#,##0.00", "1234.50"),
    ("1234.50", "@", "1234.50"),
    ("  77.1 ", "General", "77.1"),
    (0.1 + 0.2, "General", "0.3"),
    (-3, "0", "-3"),
]
PERCENTAGES = [
    (0.73, "0%", "73"),
    (0.735, "0.0%", "73.5"),
    (0.7, "0.0%", "70.0"),
    ("73%", "@", "73"),
    (73, "General", "73"),
]


def test_a_number_is_read_as_it_is_shown(filled: Filled):
    rows = filled.rows_in("tCO2e")
    wanted = dict(zip(rows, NUMBERS, strict=False))
    for row, (typed, number_format, _) in wanted.items():
        filled.fill(row, Value=typed)
        filled.cell(row, "Value").number_format = number_format
    facts = filled.facts()
    assert {row: facts[row].value for row in wanted} == {row: value for row, (_, _, value) in wanted.items()}
    assert len(wanted) == len(NUMBERS)
    assert {(fact.value_state, fact.unit) for fact in facts.values()} == {("number", "tCO2e")}


def test_a_number_that_is_none_is_refused(filled: Filled):
    rows = filled.rows_in("tCO2e")[:4]
    for row, typed in zip(rows, ["12 345,6", "1,234", "about 5", "n/a"], strict=True):
        filled.fill(row, Value=typed)
    problems = [problem for problem in filled.load().problems if problem.severity is Severity.ERROR]
    assert [problem.code for problem in problems] == ["number-format"] * 4
    places = {f"filled.xlsx:Facts!{filled.cell(row, 'Value').coordinate}" for row in rows}
    assert {str(problem.source) for problem in problems} == places


def test_a_percentage_is_never_a_hundred_times_too_small(filled: Filled):
    wanted = dict(zip(filled.rows_in("tCO2e"), PERCENTAGES, strict=False))
    for row, (typed, number_format, _) in wanted.items():
        filled.fill(row, Value=typed, Unit="pct")
        filled.cell(row, "Value").number_format = number_format
    facts = filled.facts()
    assert len(wanted) == len(PERCENTAGES)
    assert {row: facts[row].value for row in wanted} == {row: value for row, (_, _, value) in wanted.items()}


def test_a_bare_share_under_a_percentage_is_told(filled: Filled):
    share = filled.rows_in("pct")[0]
    filled.fill(share, Value=0.73)
    codes = [problem.code for problem in filled.load().problems]
    assert "percent-below-one" in codes
    filled.fill(share, Value_as_printed="0.73%")
    assert "percent-below-one" not in [problem.code for problem in filled.load().problems]


def test_a_percentage_in_another_unit_is_refused(filled: Filled):
    filled.fill(SCOPE1, Value=0.73)
    filled.cell(SCOPE1, "Value").number_format = "0%"
    (problem,) = (each for each in filled.load().problems if each.severity is Severity.ERROR)
    assert problem.code == "number-format"
    assert "73" in problem.hint
    assert "`pct`" in problem.hint


def test_dates_and_years_are_periods(filled: Filled):
    filled.fill(SCOPE1, Value=5, Period=2024)
    assert filled.facts()[SCOPE1].period.start == datetime.date(2024, 1, 1)
    filled.fill(SCOPE1, Period=datetime.date(2025, 12, 31))
    assert str(filled.facts()[SCOPE1].period) == "2025-12-31"


def test_nil_and_not_available(filled: Filled):
    filled.fill(SCOPE1, Value_state="nil")
    assert (filled.facts()[SCOPE1].value_state, filled.facts()[SCOPE1].number) == ("nil", 0)
    filled.fill(SCOPE1, Value_state="not-available")
    assert filled.facts()[SCOPE1].number is None


def test_a_formula_without_a_result_is_told_only_where_it_matters(filled: Filled):
    filled.fill(SCOPE1, Value="=2+3")
    problems = [problem for problem in filled.load().problems if problem.severity is Severity.ERROR]
    assert "formula-without-value" in {problem.code for problem in problems}
    places = {problem.source and problem.source.cell for problem in problems}
    assert places == {f"Facts!{filled.cell(SCOPE1, 'Value').coordinate}"}, (
        "the live status lost its results, too"
    )


# --- what people do to the sheets -----------------------------------------------------------------


def test_rows_and_sheets_may_be_moved_and_renamed(filled: Filled):
    filled.fill(SCOPE1, Value=5, Pages="12")
    sheet = filled["Facts"]
    rows = [[cell.value for cell in line] for line in sheet.iter_rows(min_row=HEADER + 1)]
    asked = [line for line in rows if line[filled.column("Id") - 1]]
    sheet.delete_rows(HEADER + 1, len(rows))
    for line in sorted(asked, key=lambda line: line[filled.column("Id") - 1], reverse=True):
        sheet.append(line)
    sheet.insert_rows(HEADER + 2)
    sheet.insert_rows(1)
    sheet.insert_cols(1)
    sheet.cell(HEADER + 1, 1).value = "Jane’s column"
    sheet.cell(HEADER + 5, 1).value = "her remark"
    sheet.row_dimensions[HEADER + 9].hidden = True
    sheet.title, filled["Report"].title = "facts ", " Report"
    facts = filled.facts()
    assert list(facts) == [SCOPE1]
    assert facts[SCOPE1].source.cell.startswith("facts !")


def test_rows_may_be_added_below(filled: Filled):
    last = max(
        cell.row
        for cell in filled["Facts"][openpyxl.utils.get_column_letter(filled.column("Id"))]
        if cell.value
    )
    added = {
        "Id": "own-1",
        "What to report": "Trees planted",
        "Value": 12,
        "Unit": "count",
        "Period": 2025,
    }
    for title, value in added.items():
        filled["Facts"].cell(last + 30, filled.column(title)).value = value
    fact = filled.facts()["own-1"]
    assert (fact.value, fact.evidence.document) == ("12", "report-2025"), "there is but one document"


def test_a_column_that_is_nearly_known_is_told(filled: Filled):
    filled["Facts"].cell(HEADER, filled.column("Pages")).value = "Page"
    filled.fill(SCOPE1, Value=5)
    told = [problem for problem in filled.load().problems if problem.code == "unknown-column"]
    assert "`pages`" in told[0].hint


def test_own_choices_are_put_in_place(filled: Filled):
    sheet, facts = filled["Report"], filled["Facts"]
    places = {row[0].value: row[0].row for row in sheet.iter_rows(max_col=1) if row[0].value}
    dimension = "employee-category"
    open_rows = [
        str(facts.cell(n, filled.column("Id")).value)
        for n in range(HEADER + 1, facts.max_row)
        if facts.cell(n, filled.column("Dimensions")).value == f"{dimension}=?1;gender=female"
    ]
    assert open_rows
    filled.fill(open_rows[0], Value=41, Unit="pct")
    (problem,) = (each for each in filled.load().problems if each.severity is Severity.ERROR)
    assert (problem.code, "Own choices" in problem.hint) == ("open-member", True)
    sheet.cell(places[dimension], 2).value = "management"
    fact = filled.facts()[open_rows[0]]
    assert fact.dimensions == (("employee-category", "management"), ("gender", "female"))


def test_a_report_that_is_filled_in_wrongly_names_the_cells(filled: Filled):
    sheet = filled["Report"]
    places = {row[0].value: row[0].row for row in sheet.iter_rows(max_col=1) if row[0].value}
    sheet.cell(places["Entity"], 2).value = None
    sheet.cell(places["Last day of the period"], 2).value = datetime.date(2024, 12, 31)
    sheet.cell(places["Issuer class"], 2).value = "main board"
    sheet.cell(places["gri:gri-402-2016"], 1).value = "gri-999-2016"
    loaded = filled.load()
    assert loaded.report is None
    told = {(problem.code, problem.source and problem.source.cell) for problem in loaded.problems}
    assert ("missing-key", f"Report!B{places['Entity']}") in told
    assert ("date-format", f"Report!B{places['First day of the period']}") in told
    assert ("unknown-choice", f"Report!B{places['Issuer class']}") in told


def test_an_unknown_edition_names_its_cell(filled: Filled):
    sheet = filled["Report"]
    row = next(row[0].row for row in sheet.iter_rows(max_col=1) if row[0].value == "gri:gri-402-2016")
    sheet.cell(row, 1).value = "gri-402-2061"
    filled.load()
    problems = [each for each in run(filled.target).problems if each.code == "unknown-edition"]
    assert [(str(each.source), "gri:gri-402-2016" in each.hint) for each in problems] == [
        (f"filled.xlsx:Report!A{row}", True)
    ]


def test_an_omission_counts(filled: Filled):
    sheet = filled["Omissions"]
    titles = {cell.value: cell.column for cell in sheet[HEADER]}
    cells = {
        "Disclosure": "gri:gri-402-2016/402-1",
        "Reason": "Not applicable",
        "Explanation": "The group has no collective agreements and its operations never change.",
    }
    for title, text in cells.items():
        sheet.cell(HEADER + 3, titles[title]).value = text
    loaded = filled.load()
    assert loaded.report is not None
    (omission,) = loaded.report.omissions
    assert str(omission.source) == f"filled.xlsx:Omissions!A{HEADER + 3}"
    assert omission.evidence.document == "report-2025"


# --- what is no such workbook ---------------------------------------------------------------------


def only_problem(path: Path) -> Any:
    loaded = load_report(path)
    assert loaded.report is None
    (problem,) = loaded.problems
    return problem


def test_a_workbook_without_the_sheets_is_told_what_it_has(tmp_path: Path):
    book = openpyxl.Workbook()
    book.active.title = "Data 2025"
    book.save(tmp_path / "pack.xlsx")
    problem = only_problem(tmp_path / "pack.xlsx")
    assert "no sheet `Report` and `Facts`" in problem.message
    assert "`Data 2025`" in problem.message
    assert "init --workbook" in problem.hint


def test_an_index_is_told_which_command_it_is_for(tmp_path: Path):
    book = openpyxl.Workbook()
    for name in ("Facts", "Seals"):
        book.create_sheet(name)
    book.save(tmp_path / "index.xlsx")
    problem = only_problem(tmp_path / "index.xlsx")
    assert problem.code == "not-a-report"
    assert "esgmap verify" in problem.hint


@pytest.mark.parametrize(
    ("name", "raw", "told"),
    [
        ("facts.csv", b"id,label\n", "the folder that the file lies in"),
        ("report.yaml", b"id: x\n", "the folder that the file lies in"),
        ("data.ods", b"PK", "save it as Excel Workbook"),
        ("data.xls", b"\xd0\xcf\x11\xe0", "save it as Excel Workbook"),
        ("data.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504), "without a password"),
        (
            "data.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage\0".encode("utf-16-le"),
            "with its password",
        ),
        ("data.xlsx", b"", "save it again as .xlsx"),
    ],
)
def test_another_kind_of_file_is_told_apart(name: str, raw: bytes, told: str, tmp_path: Path):
    (tmp_path / name).write_bytes(raw)
    assert told in only_problem(tmp_path / name).hint


# --- there and back -------------------------------------------------------------------------------


def plain(report: Report | None) -> Report:
    """The report without the places that it was read from, and without the order of its facts."""
    assert report is not None
    facts = sorted((replace(each, source=NOWHERE) for each in report.facts), key=lambda each: each.id)
    topics = tuple(
        replace(
            each,
            disclosures=tuple(replace(one, source=NOWHERE) for one in each.disclosures),
            sector_refs=tuple(replace(one, source=NOWHERE) for one in each.sector_refs),
        )
        for each in report.topics
    )
    return replace(
        report,
        facts=tuple(facts),
        omissions=tuple(replace(each, source=NOWHERE) for each in report.omissions),
        claims=tuple(replace(each, sources=()) for each in report.claims),
        topics=topics,
    )


@pytest.mark.parametrize("name", ["kingsoft-cloud-2021", "quillharbour-2025"])
def test_an_example_comes_back_equal_from_a_workbook(name: str, example: Path, tmp_path: Path):
    folder, path = example.parent / name, tmp_path / "whole.xlsx"
    assert init("--workbook", path, "--from", folder).exit_code == 0
    loaded = load_report(path)
    assert not [problem for problem in loaded.problems if problem.severity is Severity.ERROR]
    assert plain(loaded.report) == plain(load_report(folder).report)


EVERY_KEY: dict[str, Any] = {
    "exclusions": ["joint ventures", "sites with fewer than ten people"],
    "published": "2022-06",
    "issuer": {"class": "hkex-gem", "note": "listed in May"},
    "frameworks": [
        {
            "framework": "gri",
            "claim": "in-accordance",
            "obligation": 'by choice: "all" of it',
            "why": "=not a formula",
            "editions": ["gri-2-2021", "gri:gri-3-2021", "gri-305-2016"],
            "pinned": ["gri-305-2016"],
            "sector_standards": [
                {"title": "GRI 14: Mining Sector 2024"},
                {
                    "title": "GRI 11: Oil and Gas Sector 2021",
                    "not_material": [
                        {"topic": "Noise", "explanation": "no drilling near homes"},
                        {"topic": "Light", "explanation": "no work by night"},
                    ],
                },
            ],
        },
        {"framework": "sasb", "editions": ["tc-si-2023-12"]},
    ],
    "material_topics": {
        "note": "from the report",
        "topics": [
            {
                "id": "climate",
                "label": "Climate",
                "disclosures": ["gri-305-2016/305-1", "gri-2-2021"],
                "sector_ref": "14.1",
                "sector_refs": [{"disclosure": "gri-305-2016/305-1", "number": "14.1.5"}],
            }
        ],
    },
    "documents": [
        {"id": "report", "title": "Report", "sha256": "0" * 64, "pages": "23", "language": "en"},
        {"id": "annual", "title": "Annual report", "form": "pdf", "location": "on the site"},
    ],
}


def test_every_key_of_a_report_comes_back(make_report: Callable[..., Path], tmp_path: Path):
    folder, path = make_report(**EVERY_KEY), tmp_path / "whole.xlsx"
    (folder / "facts.csv").write_text(
        "id,label,value_state,value,unit,period,document,indicator,value_as_printed,extent,lacks,note\n"
        'a,"=1+1",number,0.50,pct,2021,annual,,0.50%,part,the rest,"two\nlines"\n'
        "b,Large,number,12345678901234567,count,2021,report,,,,,\n"
        "c,Code,text,007,,2021,report,,,,,\n",
        encoding="utf-8",
    )
    answer = (
        "problem,accepted_because,by,on,until,note\nsome-key,as printed,A. Chan,2022-01-05,,see the minutes\n"
    )
    (folder / "responses.csv").write_text(answer, encoding="utf-8")
    left_out = "disclosure,reason,explanation,note\ngri:gri-2-2021/2-6,Not applicable,none is there,a note\n"
    (folder / "omissions.csv").write_text(left_out, encoding="utf-8")
    made = init("--workbook", path, "--from", folder)
    assert made.exit_code == 0, made.output
    back, there = load_report(path), load_report(folder)
    assert plain(back.report) == plain(there.report)
    assert back.raw is not None
    assert back.raw["documents"] == EVERY_KEY["documents"]
    sheet = openpyxl.load_workbook(path)["Omissions"]
    assert "a note" in [cell.value for cell in sheet[HEADER + 1]]
    keys = [[each.key for each in loaded.responses] for loaded in (back, there)]
    assert keys == [["some-key"], ["some-key"]]
