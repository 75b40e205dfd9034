"""Data packs → tables: encodings, headings anywhere, merged cells, notes, hidden sheets, bad files."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Alignment

from esgmap.content import frameworks_folder
from esgmap.hub import load_hub
from esgmap.packs import is_pack, read_pack
from esgmap.packs.figures import figure, sign_of, values
from esgmap.packs.headings import heading, is_heading
from esgmap.packs.layout import Layout, lay_out
from esgmap.packs.measures import Units, measure, measure_in, read_units
from esgmap.packs.shown import shown_number, unit_in_format
from esgmap.pages import PageTable, ReadDocument


@pytest.fixture(scope="module")
def units() -> Units:
    hub, problems = load_hub(frameworks_folder())
    assert problems == []
    return read_units(hub.units)


def pack(folder: Path, name: str, text: str, encoding: str = "utf-8") -> ReadDocument:
    (folder / name).write_bytes(text.encode(encoding))
    document, _ = read_pack(folder / name)
    assert document is not None
    return document


def told(folder: Path, name: str, raw: bytes) -> list[str]:
    (folder / name).write_bytes(raw)
    document, problems = read_pack(folder / name)
    assert document is None
    return [problem.message for problem in problems]


# --- figures --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "sign", "value"),
    [
        ("12,345.6", "", "12345.6"),
        ("12 345,6", "", "12345.6"),
        ("12\u202f345,6", "", "12345.6"),
        ("12.345,6", "", "12345.6"),
        ("12’345.6", "", "12345.6"),
        ("１２，３４５．６", "", "12345.6"),
        ("1,23,456", ".", "123456"),
        ("(123)", "", "-123"),
        ("−5.0", "", "-5.0"),
        ("(2.5)%", "", "-2.5"),
        ("0.50", "", "0.50"),
        ("1,352ü", ".", "1352"),
        ("22.7 (2)", "", "22.7"),
        ("38.2 kt of CO2 eq", "", "38.2"),
        ("RMB 1,000,000", "", "1000000"),
        ("1,234", ",", "1.234"),
    ],
)
def test_a_figure_is_read_however_it_is_written(text: str, sign: str, value: str):
    found = figure(text, sign)
    assert (found.kind, found.value) == ("number", Decimal(value))
    assert str(found.value) == value, "digits as printed"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        *[(each, "not-available") for each in ("n/a", "NA", "N.A.", "na.", "Not available", "不适用")],
        *[(each, "nil") for each in ("nil", "None", "ZERO", "无")],
        *[(each, "dash") for each in ("-", "–", "--", "—", "‐")],
        *[
            (each, "text")
            for each in ("Under 30", "50 and over", "30-39", "305-1", "2023 Annual report", "stable")
        ],
        ("", "blank"),
        ("0", "number"),
    ],
)
def test_what_is_no_number_is_told_apart(text: str, kind: str):
    assert figure(text).kind == kind


def test_a_comma_is_settled_by_the_table_or_left_open():
    assert figure("1,234").others == (Decimal("1.234"), Decimal("1234"))
    assert sign_of(["1,234", "5,5"]) == (",", False)
    assert sign_of(["1,234", "5.5"]) == (".", False)
    assert sign_of(["1,234", "12,000", "7,500"]) == (".", False), "groups of three, three times"
    assert sign_of(["1.234", "12.000", "7.500"]) == ("", False), "three decimals are as likely"
    assert sign_of(["1.5", "1,5"]) == (".", True)
    assert values("3,12,13", "") == []


# --- headings -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "period", "role"),
    [
        ("2021", "2021", "value"),
        ("FY23", "2023", "value"),
        ("F22", "2022", "value"),
        ("FY2022", "2022", "value"),
        ("2022/23", "2022", "value"),
        ("31 Dec 2021", "2021-12-31", "value"),
        ("As at 30 June 2023", "2023-06-30", "value"),
        ("2021年12月31日", "2021-12-31", "value"),
        ("二〇二一年", "2021", "value"),
        ("2021年度", "2021", "value"),
        ("Aug 2021", "2021-08", "value"),
        ("Q1 2023", "2023-01-01/2023-03-31", "value"),
        ("H2 2022", "2022-07-01/2022-12-31", "value"),
        ("2019-2021", "2019-01-01/2021-12-31", "value"),
        ("Target 2030", "2030", "target"),
        ("Base year: 2020", "2020", "base"),
        ("2022 adjusted", "2022", "restated"),
        ("% change 2022/23", "2022", "change"),
        ("+/-%", "", "change"),
        ("Category", "", "value"),
    ],
)
def test_a_heading_names_a_period_and_a_role(text: str, period: str, role: str):
    found = heading(text)
    assert (found.period, found.role) == (period, role)


def test_a_row_of_years_is_a_heading_and_a_row_of_figures_none():
    assert is_heading(["Indicator", "Unit", "2022", "2023"])
    assert not is_heading(["Employees", "2,022", "2,023"])
    assert not is_heading(["Employees", "1999", "2450.5"])


# --- units ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "unit", "kind"),
    [
        ("(million m3)", "million-m3", "volume"),
        ("in t CO2", "tCO2e", "emissions"),
        ("mmtonnes CO2eq.", "MtCO2e", "emissions"),
        ("tCO2-e", "tCO2e", "emissions"),
        ("t CO2/CO2e", "tCO2e", "emissions"),
        ("MtCO2e", "MtCO2e", "emissions"),
        ("MT CO2e", "tCO2e", "emissions"),
        ("million kWh", "GWh", "energy"),
        ("RMB'000", "kRMB", "currency"),
        ("RMB million", "mRMB", "currency"),
        ("万元", "wRMB", "currency"),
        ("EUR m", "mEUR", "currency"),
        ("'000 tonnes", "kt", "mass"),
        ("tonnes", "t", "mass"),
        ("tonnes", "tCO2e", "emissions"),
        ("headcount", "persons", "count"),
        ("吨二氧化碳当量", "tCO2e", "emissions"),
        ("per 1,000,000 hours worked", "per-1M-hours", "injury-frequency"),
    ],
)
def test_a_printed_unit_is_known(text: str, unit: str, kind: str, units: Units):
    found = measure(text, units)
    assert found is not None
    assert found.unit_of(kind) == unit


def test_a_quotient_without_a_unit_of_ours_still_has_its_kind(units: Units):
    found = measure("TJ/EUR mln", units)
    assert found is not None
    assert (found.units, found.kinds) == ((), frozenset({"energy-intensity"}))
    assert found.fits("energy-intensity")
    assert not found.fits("energy")


@pytest.mark.parametrize(
    ("label", "printed", "rest"),
    [
        ("Diesel (in 1,000 liters)", "in 1,000 liters", "Diesel"),
        ("Emissions in t", "t", "Emissions"),
        ("Share of women, in %", "in %", "Share of women"),
        ("直接排放（吨二氧化碳当量）", "吨二氧化碳当量", "直接排放"),
    ],
)
def test_the_unit_in_a_label_is_found(label: str, printed: str, rest: str, units: Units):
    found, bare = measure_in(label, units)
    assert found is not None
    assert (found.printed, bare) == (printed, rest)


@pytest.mark.parametrize("label", ["Employees in Germany", "of which: upstream", "Staff (Managers/Others)"])
def test_words_are_no_unit(label: str, units: Units):
    assert measure_in(label, units)[0] is None


# --- delimited texts ------------------------------------------------------------------------------


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_any_separator_is_told(tmp_path: Path, separator: str):
    name = "pack.tsv" if separator == "\t" else "pack.csv"
    text = "\n".join(separator.join(row) for row in (("", "2022", "2023"), ("Waste", "5", "6")))
    table = pack(tmp_path, name, text).tables[0]
    assert table.rows == (("", "2022", "2023"), ("Waste", "5", "6"))
    assert table.cells[1][2] == "C2"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(tmp_path: Path, encoding: str):
    text = ";2022;2023\nÉnergie consommée à l’usine, été;5,5;6,25\nDéchets générés par l’activité;1,0;2,0\n"
    table = pack(tmp_path, "pack.csv", text, encoding).tables[0]
    assert table.rows[1][0] == "Énergie consommée à l’usine, été"


def test_chinese_packs_in_gb18030(tmp_path: Path):
    text = "指标,单位,2022年,2023年\n温室气体排放总量,吨二氧化碳当量,1,2\n员工总数,人,10,20\n用水量,吨,3,4\n"
    table = pack(tmp_path, "pack.csv", text, "gb18030").tables[0]
    assert table.rows[1][0] == "温室气体排放总量"


def test_utf8_that_was_read_as_latin1_is_put_right(tmp_path: Path):
    wrong = "Label;2023\nDéchets – été;5\nDéchets – hiver;6\nÉnergie;7\n".encode().decode("cp1252", "ignore")
    (tmp_path / "pack.csv").write_text(wrong, encoding="utf-8")
    document, problems = read_pack(tmp_path / "pack.csv")
    assert document is not None
    assert document.tables[0].rows[1][0] == "Déchets – été"
    assert "put right" in problems[0].message


@pytest.mark.parametrize(
    ("name", "raw", "message"),
    [
        ("pack.csv", b"", "the file is empty"),
        ("pack.csv", b"  \n", "the file is empty"),
        ("pack.csv", b"one\ntwo\nthree\n", "no line has more than one cell"),
        ("pack.csv", b"a,b\nc,d\n", "no table with figures was found"),
        ("pack.csv", b",2022,2023\n", "no table with figures was found"),
        ("pack.csv", b'a,b\n"c,1\n', "no table with figures was found"),
        ("pack.xlsx", b"no workbook at all", "the file is no xlsx workbook"),
        ("pack.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "an old .xls workbook, or protected by a password"),
        ("pack.xlsx", b"PK\x03\x04 cut off", "the file was cut off on its way"),
    ],
)
def test_bad_files_are_told(tmp_path: Path, name: str, raw: bytes, message: str):
    assert message in told(tmp_path, name, raw)[0]


def test_a_protected_workbook_says_so(tmp_path: Path):
    stream = "EncryptedPackage\0".encode("utf-16-le").ljust(128, b"\0")
    raw = b"\xd0\xcf\x11\xe0".ljust(512, b"\0") + stream
    assert "password" in told(tmp_path, "pack.xlsx", raw)[0]


def test_missing_files_and_folders(tmp_path: Path):
    assert "no such file" in read_pack(tmp_path / "none.csv")[1][0].message
    assert "a folder" in read_pack(tmp_path)[1][0].message
    assert is_pack(tmp_path / "x.xlsx")
    assert not is_pack(tmp_path / "x.pdf")


# --- workbooks ------------------------------------------------------------------------------------


def workbook(folder: Path, change: object = None) -> ReadDocument:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Energy"
    rows: list[list[object]] = [
        ["Our energy"],
        [],
        ["", "", "FY22", None, "FY23", None],
        ["Indicator", "Unit", "Site A", "Site B", "Site A", "Site B"],
        ["Electricity", "MWh", 1200.456, 5, 1300, None],
        ["  of which solar", "MWh", 1.5, "–", "n/a", 7],
        ["(1) Metered"],
        ["– : not measured"],
        [],
        ["Share of waste"],
        ["", "2023"],
        ["Recycled", 0.4675],
    ]
    for row in rows:
        sheet.append(row)
    sheet.merge_cells("C3:D3")
    sheet.merge_cells("E3:F3")
    for column in "CDEF":
        sheet[f"{column}5"].number_format = "#,##0"
    sheet["B12"].number_format = "0.0%"
    sheet["A6"].alignment = Alignment(indent=2)
    secret = book.create_sheet("Draft")
    secret.append(["", "2023"])
    secret.append(["Water", 5])
    secret.sheet_state = "hidden"
    if callable(change):
        change(book)
    book.save(folder / "pack.xlsx")
    document, _ = read_pack(folder / "pack.xlsx")
    assert document is not None
    return document


def test_a_sheet_with_two_tables_and_a_hidden_one(tmp_path: Path, units: Units):
    first, second, hidden = workbook(tmp_path).tables
    assert (first.sheet, first.caption, first.cells[0][2], first.is_hidden) == (
        "Energy",
        "Our energy",
        "Energy!C3",
        False,
    )
    assert first.notes == ("(1) Metered", "– : not measured")
    assert (second.caption, hidden.is_hidden) == ("Share of waste", True)
    layout = lay_out(first, units)
    assert [column.name for column in layout.columns] == [
        *("FY22 › Site A", "FY22 › Site B", "FY23 › Site A", "FY23 › Site B")
    ]
    assert layout.dash == "not-available"
    electricity, solar = layout.lines
    assert electricity.figures[0][1].printed == "1200", "as its number format shows it"
    assert solar.parents == ("Electricity",)
    assert second.rows[1] == ("Recycled", "46.8%")


def test_hidden_sheets_formulas_and_errors_are_told(tmp_path: Path):
    def change(book: openpyxl.Workbook) -> None:
        book["Energy"]["C5"] = "=1+1"
        book["Energy"]["D5"] = "#REF!"
        book["Energy"]["D5"].data_type = "e"

    workbook(tmp_path, change)
    messages = [problem.message for problem in read_pack(tmp_path / "pack.xlsx")[1]]
    assert any("no stored result" in each for each in messages)
    assert any("the error `#REF!`" in each for each in messages)
    assert any("hidden sheets: `Draft`" in each for each in messages)


def test_a_table_far_down_a_sheet_is_found_and_costs_little(tmp_path: Path):
    def change(book: openpyxl.Workbook) -> None:
        book["Energy"]["A200000"] = "Gas"
        book["Energy"]["B200000"] = 5

    tables = workbook(tmp_path, change).tables
    assert sum(len(table.rows) for table in tables) < 20


def test_number_formats():
    assert shown_number(0.375, "0%") == "38%"
    assert shown_number(1234567, "0.0,,") == "1.2"
    assert shown_number(-0.0001, "0.00") == "0.00"
    assert shown_number(2.5, "General") == "2.5"
    assert shown_number(1250, '#,##0" t"') == "1250"
    assert unit_in_format('#,##0" t CO2e"') == "t CO2e"


# --- layouts --------------------------------------------------------------------------------------


def laid_out(folder: Path, text: str, units: Units) -> Layout:
    return lay_out(pack(folder, "pack.csv", text).tables[0], units)


def test_rows_know_their_parents_and_sections(tmp_path: Path, units: Units):
    text = (
        ";Unit;2023\nSCOPE 1;;\nTotal;t CO2e;10\n– of which vehicles;;4\nheating;;6\nSCOPE 2;;\nTotal;;20\n"
    )
    lines = laid_out(tmp_path, text, units).lines
    assert [(line.sections, line.parents, line.bare) for line in lines] == [
        (("SCOPE 1",), (), "Total"),
        (("SCOPE 1",), ("Total",), "vehicles"),
        (("SCOPE 1",), ("Total",), "heating"),
        (("SCOPE 2",), (), "Total"),
    ]
    assert [line.unit_from for line in lines] == ["column", "above", "above", "above"]


def test_a_label_that_comes_again_and_again_belongs_to_the_row_above(tmp_path: Path, units: Units):
    text = ";2023\nManagement;10\nMale;6\nFemale;4\nTechnical staff;20\nMale;15\nFemale;5\n"
    lines = laid_out(tmp_path, text, units).lines
    assert [line.parents for line in lines] == [
        *((), ("Management",), ("Management",), (), ("Technical staff",), ("Technical staff",))
    ]


def test_a_header_that_comes_again_changes_the_columns(tmp_path: Path, units: Units):
    text = ";2022;2023\nWaste;1;2\nWater;2021;2022\nWithdrawn;30;40\n"
    lines = laid_out(tmp_path, text, units).lines
    assert [[column.period.period for column, _ in line.figures] for line in lines] == [
        *(["2022", "2023"], ["2021", "2022"])
    ]


def test_years_may_stand_in_the_rows(tmp_path: Path, units: Units):
    text = "Year;Energy used (MWh);Waste (t)\n2021;10;1\n2022;11;2\n2023;12;3\n"
    lines = laid_out(tmp_path, text, units).lines
    assert [line.period.period for line in lines if line.period] == ["2021", "2022", "2023"]
    assert lines[0].figures[0][0].unit is not None


def test_a_table_without_labels_or_years_is_still_laid_out(units: Units):
    rows = (("a", "b"), ("c", "d"))
    bare = PageTable(1, 0, "", "", "", rows, (("r1c1", "r1c2"), ("r2c1", "r2c2")))
    assert lay_out(bare, units).lines == ()


def test_bytes_of_a_workbook_under_another_name(tmp_path: Path):
    book = openpyxl.Workbook()
    book.active.append(["", "2023"])
    book.active.append(["Waste", 5])
    raw = io.BytesIO()
    book.save(raw)
    (tmp_path / "pack.csv").write_bytes(raw.getvalue())
    document, _ = read_pack(tmp_path / "pack.csv")
    assert document is not None
    assert document.form == "workbook"
