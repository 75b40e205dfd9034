"""Tables: the same rows from every form, every cell at its place, every problem at once."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from openpyxl.utils import get_column_letter

from esgmap.model import Problem, Severity
from esgmap.tables import SCHEMAS, Schema, Table, find_table, load_schema, read_table


def raw_schema(name: str) -> dict[str, Any]:
    return json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))


NAMES = sorted(path.name.removesuffix(".schema.json") for path in SCHEMAS.glob("*.schema.json"))
TABLES = [name for name in NAMES if raw_schema(name)["title"].startswith("One row of ")]
HEAD = "id,indicator,label,value_state,value,unit,period,document,pages\n"
GOOD = "a,ghg-scope1,Scope 1,number,1.5,tCO2e,2021,report,32\n"


def read(folder: Path, text: str | bytes, name: str = "facts.csv") -> tuple[Table, list[Problem]]:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    table, problems = read_table(path, "facts")
    assert table is not None, problems
    return table, problems


def refused(folder: Path, text: str | bytes, name: str = "facts.csv") -> Problem:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    table, problems = read_table(path, "facts")
    assert table is None
    assert len(problems) == 1
    assert problems[0].hint
    return problems[0]


def told(problems: list[Problem]) -> list[tuple[str, str]]:
    return [(str(problem.source), problem.code) for problem in problems]


# --- one table in every form ----------------------------------------------------------------------

CELL = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn"), include_characters="\n\t"), max_size=12
) | st.sampled_from(["", "=1+1", "1,5", "a;b", '"', "#", "'x", "0.50", "NO", "1e5", "-", "\u2028"])
COLUMNS = tuple(load_schema("facts").columns)[:6]


def delimited(rows: list[tuple[str, ...]], delimiter: str, end: str) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter, lineterminator=end)
    writer.writerows([COLUMNS, *rows])
    return stream.getvalue().encode()


def workbook(rows: list[tuple[str, ...]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for number, row in enumerate([COLUMNS, *rows], start=1):
        for column, text in enumerate(row, start=1):
            if text:
                cell = sheet.cell(number, column)
                cell.value = text
                cell.data_type = "s"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@settings(max_examples=30)
@given(st.lists(st.tuples(*[CELL] * len(COLUMNS)), max_size=4))
def test_a_table_reads_to_the_same_rows_from_every_form(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]]
):
    folder = tmp_path_factory.mktemp("forms")
    expected = [
        {name: cell.strip() for name, cell in zip(COLUMNS, row, strict=True)}
        for row in rows
        if any(map(str.strip, row))
    ]
    forms = {
        "facts.csv": delimited(rows, ",", "\n"),
        "windows.csv": b"\xef\xbb\xbf" + delimited(rows, ",", "\r\n"),
        "german.csv": delimited(rows, ";", "\r\n"),
        "tabs.csv": delimited(rows, "\t", "\n"),
        "facts.tsv": delimited(rows, "\t", "\n"),
        "facts.xlsx": workbook(rows),
    }
    for name, raw in forms.items():
        table, _ = read(folder, raw, name)
        found = [{name: row[name] for name in COLUMNS} for row in table.rows]
        assert found == expected, name


def test_text_stays_text(tmp_path: Path):
    line = "NO,1.10,12:30,text,0.50,1e5,2021,TRUE,007"
    table, problems = read(tmp_path, f"{HEAD}{line}\n")
    assert problems == []
    assert ",".join(table.rows[0][name] for name in table.positions) == line


def test_other_line_separators_of_unicode_do_not_split_a_row(tmp_path: Path):
    """A vertical tab or U+2028 pasted from a document stays inside its cell."""
    table, problems = read(
        tmp_path, HEAD + "a,,one\x0btwo\u2028three\x85four,text,x,,2021,report,\nb,,,nil\n"
    )
    assert table.rows[0]["label"] == "one\x0btwo\u2028three\x85four"
    assert told(problems)[0] == ("facts.csv:3:4", "missing-value")


# --- where a cell stands --------------------------------------------------------------------------


def test_cells_after_quoted_commas_and_line_breaks_have_their_line_and_column(tmp_path: Path):
    text = (
        "# a header line\n"
        + HEAD
        + '\na,,"Scope 1, direct","number",1.5,tCO2e,2021,report,32\n'
        + 'b,,"first\nsecond, ""third""\n",number,x,tCO2e,2021,report,p1\n'
        + 'c,,Sc 5" pipe,number,y,tCO2e,,report,\n'
    )
    table, problems = read(tmp_path, text)
    first, second, third = table.rows
    assert str(first.source()) == "facts.csv:4"
    assert str(first.source("label")) == "facts.csv:4:4"
    assert str(first.source("value")) == "facts.csv:4:31"
    assert str(second.source("label")) == "facts.csv:5:4"
    assert str(second.source("value_state")) == "facts.csv:7:3"
    assert str(second.source("pages")) == "facts.csv:7:30"
    assert str(third.source()) == "facts.csv:8"
    assert str(third.source("value")) == "facts.csv:8:22"
    lines = text.split("\n")
    for row, column, start in ((first, "value", "1.5"), (second, "value", "x,"), (third, "value", "y,")):
        place = row.source(column)
        assert lines[place.line - 1][place.column - 1 :].startswith(start)
    assert told(problems) == [("facts.csv:7:30", "malformed-value"), ("facts.csv:8:30", "missing-value")]


def test_a_row_knows_the_place_of_a_cell_that_is_not_there(tmp_path: Path):
    table, _ = read(tmp_path, HEAD + "a,,L\n")
    assert str(table.rows[0].source("document")) == "facts.csv:2:5"
    assert str(table.rows[0].source("no such column")) == "facts.csv:2"
    assert table.rows[0]["document"] == ""


@given(st.integers(0, 16383), st.integers(1, 1048576))
def test_sheet_cells_are_named_as_spreadsheets_name_them(index: int, line: int):
    table = Table("facts.xlsx", "", positions={"value": index}, sheet="Facts")
    place = table.place(line, "value")
    assert str(place) == f"facts.xlsx:Facts!{get_column_letter(index + 1)}{line}"
    assert place.line == line


def test_the_column_after_z_is_aa(tmp_path: Path):
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Facts"
    for number, name in enumerate(HEAD.strip().split(","), start=24):
        sheet.cell(1, number).value = name
        sheet.cell(3, number).value = "x"
    stream = io.BytesIO()
    book.save(stream)
    table, problems = read(tmp_path, stream.getvalue(), "facts.xlsx")
    assert str(table.rows[0].source("indicator")) == "facts.xlsx:Facts!Y3"
    assert told(problems) == [
        ("facts.xlsx:Facts!AA3", "unknown-choice"),
        ("facts.xlsx:Facts!AF3", "malformed-value"),
    ]


# --- columns --------------------------------------------------------------------------------------


def test_a_missing_column_names_what_was_found_and_the_slip(tmp_path: Path):
    _, problems = read(tmp_path, "ID,lable,value_state,Period\na,L,nil,2021\n")
    assert [(problem.message.split(";")[0], problem.hint) for problem in problems] == [
        ("column `id` is missing", "rename `ID`"),
        ("column `label` is missing", "rename `lable`"),
        ("column `period` is missing", "rename `Period`"),
        ("column `document` is missing", "add the column: the id of a document of report.yaml"),
    ]
    assert all("found ID, lable, value_state, Period" in problem.message for problem in problems)
    assert {str(problem.source) for problem in problems} == {"facts.csv:1:1"}


def test_a_missing_column_does_not_hide_a_bad_cell(tmp_path: Path):
    _, problems = read(tmp_path, HEAD.replace("label,", "") + "a,,numbr,1,t,2021,report,\n")
    assert told(problems) == [("facts.csv:1:1", "missing-column"), ("facts.csv:2:4", "unknown-choice")]


def test_an_unknown_column_is_a_warning_at_its_title(tmp_path: Path):
    table, problems = read(tmp_path, HEAD.replace("pages", "Page,my own remarks") + GOOD.strip() + ",x\n")
    assert [(str(each.source), each.code, each.severity, each.hint) for each in problems] == [
        (f"facts.csv:1:{HEAD.index('pages') + 1}", "unknown-column", Severity.WARNING, "is `pages` meant?"),
        (f"facts.csv:1:{HEAD.index('pages') + 6}", "unknown-column", Severity.WARNING, problems[1].hint),
    ]
    assert problems[1].hint.startswith("known columns: id, indicator")
    assert len(table.rows) == 1


def test_a_doubled_column_is_found_at_the_second(tmp_path: Path):
    _, problems = read(tmp_path, HEAD.replace("pages", "unit") + GOOD)
    assert told(problems) == [(f"facts.csv:1:{HEAD.index('pages') + 1}", "duplicate-column")]
    assert f"first at facts.csv:1:{HEAD.index('unit') + 1}" in problems[0].message


def test_too_many_cells_are_found_and_the_row_is_left_alone(tmp_path: Path):
    shifted = GOOD.replace("Scope 1", "Scope 1, direct")
    table, problems = read(tmp_path, HEAD + shifted + GOOD)
    assert told(problems) == [(f"facts.csv:2:{shifted.index('32') + 1}", "extra-cells")]
    assert "10 cells found, 9 columns expected; `32` is too many" in problems[0].message
    assert "a comma in double quotes" in problems[0].hint
    assert [row.line for row in table.rows] == [3]


def test_empty_cells_too_many_do_no_harm(tmp_path: Path):
    table, problems = read(tmp_path, HEAD.strip() + ",,\n" + GOOD.strip() + ",,,,\n")
    assert problems == []
    assert len(table.rows) == 1


def test_a_cell_below_no_title_is_not_passed_over(tmp_path: Path):
    _, problems = read(tmp_path, HEAD.replace("label", "label,") + GOOD.replace("Scope 1", "Scope 1,remark"))
    assert told(problems) == [("facts.csv:2:22", "extra-cells")]
    assert "`remark` stands in a column without a title" in problems[0].message


# --- cells ----------------------------------------------------------------------------------------


def test_every_bad_cell_is_reported_with_what_was_expected(tmp_path: Path):
    _, problems = read(tmp_path, HEAD + "a b,,,Numbr,1,t,2021,,p. 3\n,,L,nil,,,2021,report,\n")
    assert told(problems) == [
        ("facts.csv:2:1", "malformed-value"),
        ("facts.csv:2:6", "missing-value"),
        ("facts.csv:2:7", "unknown-choice"),
        ("facts.csv:2:22", "missing-value"),
        ("facts.csv:2:23", "malformed-value"),
        ("facts.csv:3:1", "missing-value"),
    ]
    assert problems[2].message == "`value_state` is `Numbr`; expected one of number, text, nil, not-available"
    assert problems[2].hint == "is `number` meant?"
    assert all(problem.hint for problem in problems)


def test_blank_rows_are_passed_over_and_counted(tmp_path: Path):
    table, problems = read(tmp_path, HEAD + "\n ,  ,\n,,,,\n" + GOOD)
    assert problems == []
    assert [row.line for row in table.rows] == [5]


# --- files ----------------------------------------------------------------------------------------


def test_header_lines_are_read_as_keys(tmp_path: Path):
    text = '# id: x:y\n# edition: "2018-10"\n# mapping:\n#   tool: esgmap\n# no key here\n' + HEAD
    table, _ = read(tmp_path, text)
    assert table.header == {"id": "x:y", "edition": "2018-10", "mapping": "", "mapping.tool": "esgmap"}


@pytest.mark.parametrize("text", ["", " \n\r\n", "\ufeff"])
def test_an_empty_file_is_refused(tmp_path: Path, text: str):
    found = refused(tmp_path, text)
    assert found.code == "empty-file"
    assert "id, indicator" in found.hint


def test_header_lines_alone_are_no_table(tmp_path: Path):
    assert refused(tmp_path, "# id: x\n").code == "empty-file"


def test_a_file_that_cannot_be_read_is_a_problem(tmp_path: Path):
    (tmp_path / "facts.csv").mkdir()
    table, problems = read_table(tmp_path / "facts.csv", "facts")
    assert table is None
    assert told(problems) == [("facts.csv", "unreadable-file")]
    assert problems[0].hint


@pytest.mark.parametrize("text", ['b,"open', 'b,"a" b,c', 'b,x,"a\nb"c\n' + GOOD])
def test_broken_quotes_never_swallow_rows_in_silence(tmp_path: Path, text: str):
    table, problems = read(tmp_path, HEAD + GOOD + text)
    assert [row["id"] for row in table.rows] == ["a"]
    assert [problem.code for problem in problems] == ["broken-quotes"]
    assert str(problems[0].source) == ("facts.csv:3:5" if text.startswith("b,x") else "facts.csv:3:3")


def test_a_cell_beyond_all_measure_is_a_problem(tmp_path: Path):
    _, problems = read(tmp_path, HEAD + GOOD + f"b,,{'x' * 200_000}\n")
    assert told(problems) == [("facts.csv:3", "broken-quotes")]


def test_two_tables_of_one_name_are_not_guessed_between(tmp_path: Path):
    assert find_table(tmp_path, "facts") == (None, [])
    (tmp_path / "facts.csv").write_text(HEAD)
    assert find_table(tmp_path, "facts") == (tmp_path / "facts.csv", [])
    (tmp_path / "facts.xlsx").write_text("")
    found, problems = find_table(tmp_path, "facts")
    assert found is None
    assert [problem.code for problem in problems] == ["two-tables"]
    assert "facts.csv and facts.xlsx both exist" in problems[0].message


# --- schemas --------------------------------------------------------------------------------------


def test_all_schemas_were_collected():
    assert len(NAMES) >= 9
    assert "report" in NAMES
    assert len(TABLES) >= 8
    assert {"facts", "omissions", "edition", "mapping"} <= set(TABLES)


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_a_valid_json_schema(name: str):
    raw = raw_schema(name)
    assert raw["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(raw)


@pytest.mark.parametrize("name", TABLES)
def test_a_column_says_what_it_holds(name: str):
    raw, schema = raw_schema(name), load_schema(name)
    assert list(schema.columns) == list(raw["properties"])
    assert set(raw["required"]) <= set(raw["properties"])
    assert raw["additionalProperties"] is False
    for column in schema.columns.values():
        assert column.description
        assert not column.pattern or column.shape, "a pattern needs a title in words"
        assert not column.choices or column.default in ("", *column.choices)


def random_cell(name: str, schema: Schema) -> st.SearchStrategy[str]:
    column = schema.columns[name]
    plain = st.characters(codec="ascii", exclude_characters="\0\r")
    cells = [st.just(""), st.text(plain, max_size=6)]
    if column.choices:
        cells += [st.sampled_from(column.choices), st.sampled_from([each.upper() for each in column.choices])]
    if column.pattern:
        good = st.from_regex(column.pattern, fullmatch=True, alphabet=plain)
        cells += [good, good.map(lambda text: text + "!"), good.map(lambda text: f"! {text}")]
    return st.one_of(cells).map(str.strip)


@pytest.mark.parametrize("name", TABLES)
def test_the_fast_column_checks_agree_with_jsonschema(tmp_path: Path, name: str):
    schema, validator = load_schema(name), Draft202012Validator(raw_schema(name))
    rows = st.fixed_dictionaries({column: random_cell(column, schema) for column in schema.columns})
    seen = {True: 0, False: 0}

    @settings(max_examples=35)
    @given(rows.filter(lambda row: any(row.values())))
    def agree(row: dict[str, str]) -> None:
        path = tmp_path / "rows.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerows([row.keys(), row.values()])
        table, problems = read_table(path, name)
        assert table is not None
        places = {table.rows[0].source(column): column for column in row}
        found = sorted((places[problem.source], problem.code) for problem in problems if problem.source)
        instance = {column: text for column, text in table.rows[0].cells.items() if text}
        expected = sorted(map(column_and_code, validator.iter_errors(instance)))
        assert found == expected
        seen[not expected] += 1

    agree()
    assert seen[False] >= 5, "rows with faults were among them"


def column_and_code(fault) -> tuple[str, str]:
    """What jsonschema found, in our words."""
    if fault.validator == "required":
        return fault.message.split("'")[1], "missing-value"
    code = {"enum": "unknown-choice", "pattern": "malformed-value"}[fault.validator]
    return str(fault.absolute_path[0]), code
