"""Workbooks: a cell gives the text that a person sees in it, or says why it cannot."""

from __future__ import annotations

import io
import subprocess
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from time import perf_counter as time_now
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_workbooks import CHINESE_DAY, CHINESE_MONTH, made
from openpyxl.chart import BarChart
from openpyxl.worksheet.datavalidation import DataValidation

from esgmap.cells import read_decimal
from esgmap.model import Problem
from esgmap.sheets import cell_text, read_sheet, shown_text
from esgmap.tables import read_table


def saved(*rows: list[Any], title: str = "Facts", prepare: Callable[[Any], None] | None = None) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(row)
    if prepare:
        prepare(sheet)
    return stored(book)


def stored(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def grid(raw: bytes) -> list[tuple[int, list[str]]]:
    _, found, problems = read_sheet(raw, "facts.xlsx", "facts")
    assert problems == []
    return found


def refused(raw: bytes) -> Problem:
    _, _, problems = read_sheet(raw, "facts.xlsx", "facts")
    assert len(problems) == 1
    assert problems[0].hint
    return problems[0]


# --- values ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (2021, "2021"),
        (10**14, "100000000000000"),
        (2021.0, "2021"),
        (20513.66, "20513.66"),
        (0.1 + 0.2, "0.3"),
        (1.234e-5, "0.00001234"),
        (1e-7, "0.0000001"),
        (1e20, "100000000000000000000"),
        (-0.5, "-0.5"),
        (100.0, "100"),
        (True, "TRUE"),
        (False, "FALSE"),
        (" 0.50 ", " 0.50 "),
        (datetime(2021, 12, 31), "2021-12-31"),
        (date(2021, 12, 31), "2021-12-31"),
        (datetime(2021, 12, 31, 12, 30), "2021-12-31T12:30:00"),
        (time(12, 30), "12:30:00"),
        (timedelta(hours=36, minutes=5), "36:05:00"),
        (timedelta(minutes=-90), "-01:30:00"),
    ],
)
def test_a_value_becomes_the_text_that_was_typed(value: Any, text: str):
    assert cell_text(value) == text


@given(st.floats(-1e15, 1e15, allow_nan=False))
def test_a_number_keeps_the_digits_that_a_spreadsheet_shows(value: float):
    text = cell_text(value)
    assert isinstance(read_decimal(text), Decimal)
    assert float(text) == float(f"{value:.15g}")


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (0.25, "0%", "25%"),
        (0.253, "0.0%", "25.3%"),
        (0.07, "0.00%", "7%"),
        (1, "0%", "100%"),
        ("0.25", "0%", "0.25"),
        (True, "0%", "TRUE"),
        (0.25, "General", "0.25"),
        (datetime(2021, 8, 1), "mmm-yy", "2021-08"),
        (datetime(2021, 8, 1), "yyyy\\-mm", "2021-08"),
        (datetime(2021, 8, 1), "[$-807]mmmm yyyy", "2021-08"),
        (datetime(2021, 8, 1), 'yyyy"年"m"月"', "2021-08"),
        (datetime(2021, 1, 1), "yyyy", "2021"),
        (datetime(2021, 8, 1), "d-mmm-yy", "2021-08-01"),
        (datetime(2021, 8, 1), "yyyy-mm-dd", "2021-08-01"),
        (datetime(2021, 8, 15), "mmm-yy", "2021-08-15"),
    ],
)
def test_percentages_and_months_are_read_as_they_are_shown(value: Any, number_format: str, text: str):
    """25% is stored as 0.25 and `2021-08` as a day: taken bare, each would be a wrong fact."""
    assert shown_text(value, number_format) == text


# --- the sheet ------------------------------------------------------------------------------------


def test_rows_keep_their_numbers_and_blank_ones_are_left_out():
    raw = saved(["id", "label"], [], ["a", 1.5], [" ", None], ["b", "x"])
    assert grid(raw) == [(1, ["id", "label"]), (3, ["a", "1.5"]), (5, ["b", "x"])]


def test_the_sheet_is_found_by_its_name_else_the_first_is_taken():
    book = openpyxl.Workbook()
    book.worksheets[0].title = "Notes"
    book.worksheets[0].append(["a note"])
    book.create_sheet("FACTS").append(["id"])
    name, found, _ = read_sheet(stored(book), "facts.xlsx", "facts")
    assert (name, found) == ("FACTS", [(1, ["id"])])
    name, found, _ = read_sheet(stored(book), "facts.xlsx", "omissions")
    assert (name, found) == ("Notes", [(1, ["a note"])])


def test_a_sheet_that_is_only_a_chart_is_not_taken_for_a_table():
    book = openpyxl.Workbook()
    book.worksheets[0].append(["id"])
    book.create_chartsheet("Facts", 0).add_chart(BarChart())
    name, found, _ = read_sheet(stored(book), "facts.xlsx", "facts")
    assert (name, found) == ("Sheet", [(1, ["id"])])


def test_drop_downs_and_merged_cells_are_no_hindrance():
    def prepare(sheet: Any) -> None:
        choice = DataValidation(type="list", formula1='"number,text"')
        choice.add("A2:A9")
        sheet.add_data_validation(choice)
        sheet.merge_cells("A3:B3")

    raw = saved(["id", "label"], ["a", "x"], ["over both", None], prepare=prepare)
    assert grid(raw)[2] == (3, ["over both"])


def test_what_openpyxl_warns_of_does_not_reach_the_user():
    """A workbook without styles makes openpyxl warn; warnings are errors here."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(["id"], ["a"]))) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "xl/styles.xml":
                text = b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
            new.writestr(name, text)
    with pytest.warns(UserWarning, match="no stylesheet"):
        openpyxl.load_workbook(io.BytesIO(stream.getvalue()))
    assert grid(stream.getvalue()) == [(1, ["id"]), (2, ["a"])]


def test_rows_that_are_hidden_are_read_like_the_rest():
    def prepare(sheet: Any) -> None:
        sheet.row_dimensions[2].hidden = True

    assert grid(saved(["id"], ["a"], ["b"], prepare=prepare)) == [(1, ["id"]), (2, ["a"]), (3, ["b"])]


def test_a_hidden_sheet_is_taken_by_its_name_but_not_as_the_first():
    book = openpyxl.Workbook()
    book.worksheets[0].title = "Lists"
    book.worksheets[0].append(["for drop-downs"])
    book.worksheets[0].sheet_state = "veryHidden"
    book.create_sheet("Data").append(["id"])
    book.create_sheet("Facts").append(["hidden"])
    book["Facts"].sheet_state = "hidden"
    assert read_sheet(stored(book), "facts.xlsx", "facts")[:2] == ("Facts", [(1, ["hidden"])])
    assert read_sheet(stored(book), "facts.xlsx", "omissions")[:2] == ("Data", [(1, ["id"])])


def test_the_result_of_a_formula_may_be_a_text_or_nothing():
    cells = [
        '<c r="A1" t="inlineStr"><is><t>id</t></is></c>',
        '<c r="B1" t="str"><f>"val"&amp;"ue"</f><v>value</v></c>',
    ]
    results = [
        '<c r="A2" t="str"><f>"a"</f><v>a</v></c>',
        '<c r="B2" t="str"><f>IF(A2="","no","")</f><v></v></c>',
    ]
    rows = f'<row r="1">{"".join(cells)}</row><row r="2">{"".join(results)}</row>'
    assert grid(made(rows)) == [(1, ["id", "value"]), (2, ["a"])]


def test_days_and_months_of_a_chinese_excel_are_read():
    """It names these formats by number alone; openpyxl gives 44409 for each."""
    cells = [
        f'<c r="A1" s="{CHINESE_DAY}"><v>44409</v></c>',
        f'<c r="B1" s="{CHINESE_MONTH}"><v>44409</v></c>',
    ]
    assert grid(made(f'<row r="1">{"".join(cells)}</row>')) == [(1, ["2021-08-01", "2021-08"])]


def test_rows_of_nothing_are_left_out_quickly():
    rows = "".join(
        f'<row r="{n}" s="1"><c r="A{n}" s="1"/><c r="Z{n}" s="1"/></row>' for n in range(2, 30_000)
    )
    raw = made(f'<row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c></row>{rows}')
    started = time_now()
    assert grid(raw) == [(1, ["id"])]
    assert time_now() - started < 15, "about a second on a small machine"


def test_a_cell_far_from_the_table_is_refused_at_its_place():
    """One stray cell in the last corner must not make a grid of 17 thousand million cells."""
    far = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>'
    near = '<row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c></row>'
    _, rows, problems = read_sheet(made(near + far), "facts.xlsx", "facts")
    assert rows == [(1, ["id"])]
    assert [(str(each.source), each.code, each.message, each.hint) for each in problems] == [
        (
            "facts.xlsx:Facts!XFD1048576",
            "extra-cells",
            "the cell stands far to the right of any table (in column 16,384)",
            "clear the cell",
        )
    ]


# --- what cannot be read --------------------------------------------------------------------------


def test_a_formula_without_a_stored_result_is_refused_at_its_cell():
    found = refused(saved(["id", "value"], ["a", "=1+1"]))
    assert (str(found.source), found.code) == ("facts.xlsx:Facts!B2", "formula-without-value")
    assert "=1+1" in found.message
    assert "let it calculate" in found.hint


def test_every_formula_without_a_result_is_reported():
    _, rows, problems = read_sheet(saved(["id", "value"], ["a", "=1+1"], ["=A2", 1]), "facts.xlsx", "facts")
    assert [str(problem.source) for problem in problems] == ["facts.xlsx:Facts!B2", "facts.xlsx:Facts!A3"]
    assert len(rows) == 3


@pytest.mark.parametrize("shown", ["#REF!", "#DIV/0!", "#N/A"])
def test_a_cell_that_shows_an_error_is_no_value(shown: str):
    found = refused(saved(["id", "value"], ["a", shown]))
    assert (str(found.source), found.code) == ("facts.xlsx:Facts!B2", "formula-error")
    assert shown in found.message


def test_an_empty_sheet_is_refused():
    found = refused(saved())
    assert (str(found.source), found.code) == ("facts.xlsx:Facts!A1", "empty-file")


def damaged(part: str, text: bytes) -> bytes:
    """A workbook in which one part is replaced, or taken out if the text is empty."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(["id"], ["a"]))) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
            elif text:
                new.writestr(name, text)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"id,label\na,b\n", "no xlsx workbook"),
        (saved(["id"])[:-200], "cut off"),
        (saved(["id"])[:300], "cut off"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "password"),
        (damaged("xl/workbook.xml", b""), "damaged"),
        (damaged("xl/workbook.xml", b"<workbook"), "damaged"),
        (damaged("xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row>"), "damaged"),
        (damaged("xl/worksheets/sheet1.xml", b""), "damaged"),
        (damaged("[Content_Types].xml", b""), "damaged"),
    ],
)
def test_a_broken_workbook_is_a_problem_and_never_a_crash(raw: bytes, told: str):
    found = refused(raw)
    assert found.code == "unreadable-workbook"
    assert told in found.message
    assert ".xlsx" in found.hint


@given(st.integers(0, 4000), st.binary(min_size=1, max_size=8))
def test_no_damage_makes_the_reader_fail(position: int, junk: bytes):
    raw = bytearray(saved(["id", "label"], ["a", 1.5]))
    raw[position % len(raw) : position % len(raw) + len(junk)] = junk
    _, rows, problems = read_sheet(bytes(raw), "facts.xlsx", "facts")
    assert rows or problems


# --- LibreOffice ----------------------------------------------------------------------------------


@pytest.mark.office
def test_a_workbook_saved_by_libreoffice_reads_to_the_same_rows(tool: Callable[[str], str], tmp_path: Path):
    program = tool("soffice")

    def prepare(sheet: Any) -> None:
        sheet["D3"].number_format = "0.0%"
        sheet["E3"].number_format = "mmm-yy"
        sheet["E2"].number_format = "yyyy-mm-dd"

    raw = saved(
        ["id", "label", "value_state", "value", "period", "document"],
        ["a", "Scope 1, “direct” 范围一\nsecond line", "number", 20513.66, date(2021, 12, 31), "report"],
        ["b", "Sum", "number", 0.253, date(2021, 8, 1), "report"],
        ["c", "Calculated", "number", "=D2*2", "2021", "report"],
        prepare=prepare,
    )
    (tmp_path / "facts.xlsx").write_bytes(raw)
    out = tmp_path / "saved"
    profile = (tmp_path / "profile").as_uri()
    options = [f"-env:UserInstallation={profile}", "--headless", "--convert-to", "xlsx", "--outdir", out]
    subprocess.run(
        [program, *options, tmp_path / "facts.xlsx"],
        check=True,
        capture_output=True,
        timeout=120,
    )
    table, problems = read_table(out / "facts.xlsx", "facts")
    assert problems == []
    assert table is not None
    assert [(row["label"], row["value"], row["period"]) for row in table.rows] == [
        ("Scope 1, “direct” 范围一\nsecond line", "20513.66", "2021-12-31"),
        ("Sum", "25.3%", "2021-08"),
        ("Calculated", "41027.32", "2021"),
    ]
    assert str(table.rows[2].source("value")) == "facts.xlsx:Facts!D4"
