"""What people do to a workbook, and what `verify` says of it: which cell, what stood there, and why."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from decimal import Decimal

import pytest
from tampering import (
    UNUSED,
    back,
    changed,
    column,
    example,
    example_back,
    example_file,
    made_anew,
    row_of,
    set_cell,
)

from esgmap.export.workbook_summary_blocks import TOTALS_ROW
from esgmap.export.workbook_table import FIRST_ROW, HEADER_ROW
from esgmap.findings import Assessment
from esgmap.seals import mark, row_hash
from esgmap.verify import Group, compare

INDEX = "SASB index"
ROW = "sasb:tc-si-2018-10/TC-SI-130a.1"
FACT = "ghg-scope1-2021"


@pytest.fixture(scope="module")
def raw():
    return example_file()


@pytest.fixture(scope="module")
def fresh():
    return example_back()


def groups(found):
    return {group: len(found.of(group)) for group in Group if found.of(group)}


def alone(found):
    (difference,) = found.differences
    return difference


# --- nothing was done -----------------------------------------------------------------------------


def test_a_workbook_as_written_has_no_difference(fresh):
    found = compare(fresh, fresh)
    assert found.differences == () == found.sources
    assert found.rows > 400
    assert compare(fresh, None).differences == ()


def test_every_row_seal_is_the_hash_of_what_is_read_back(fresh):
    checked = 0
    for (key, row_id), seal in fresh.seals.items():
        sheet = fresh.sheets[key]
        cells = sheet.rows[row_id].canonical(sheet.layout.content)
        assert row_hash(key, row_id, cells) == seal.row_hash
        assert tuple(map(mark, cells)) == seal.marks
        checked += 1
    assert checked == sum(len(sheet.rows) for sheet in fresh.sheets.values()) > 400


def test_saving_by_another_program_is_no_difference(raw, fresh):
    found = compare(back(changed(raw, lambda book: None)), fresh)
    assert found.differences == ()
    assert any("formulas have no result" in note for note in found.notes), "openpyxl drops stored results"


@pytest.mark.office
def test_saving_by_libreoffice_is_no_difference(raw, fresh, tmp_path, tool):
    source = tmp_path / "index.xlsx"
    source.write_bytes(raw)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [tool("soffice"), profile, "--headless", "--convert-to", "xlsx", "--outdir", tmp_path / "out"]
    subprocess.run([*command, source], check=True, capture_output=True, timeout=180)
    found = compare(back((tmp_path / "out" / "index.xlsx").read_bytes()), fresh)
    assert found.differences == ()
    assert found.notes == ()


# --- edited by hand -------------------------------------------------------------------------------


def test_an_edited_status_is_told_with_cell_row_and_what_stood_there(raw, fresh):
    tampered = back(changed(raw, set_cell(INDEX, ROW, "Status", "met")))
    difference = alone(compare(tampered, fresh))
    assert difference.group is Group.BY_HAND
    assert (difference.row_id, difference.title) == (ROW, "Status")
    assert (difference.found, difference.expected) == ("met", "partial")
    sheet, cell = difference.place.split("!")
    assert sheet == INDEX
    assert cell.endswith(str(fresh.sheets[INDEX].rows[ROW].number))


def test_without_the_folder_the_cell_is_told_and_not_what_stood_there(raw):
    difference = alone(compare(back(changed(raw, set_cell(INDEX, ROW, "Status", "met"))), None))
    assert (difference.group, difference.title, difference.expected) == (Group.BY_HAND, "Status", "not known")


EDITS = [
    ("Value", 1284.2, "1284.2"),
    ("Value as printed", "1,284.2", "1,284.2"),
    ("Value as printed", None, ""),
    ("Note", '=HYPERLINK("x")', '=HYPERLINK("x")'),
    ("Value", "128.42", "128.42"),
]
"""What is put under a title, each into another fact, and what is told of it; the last is a number as text."""


def test_edited_facts_are_told(raw, fresh):
    printed = [row_id for row_id, row in fresh.sheets["Facts"].rows.items() if row.text("Value as printed")]
    ids = [*[each for each in printed if each != FACT][: len(EDITS) - 1], FACT]
    assert fresh.sheets["Facts"].rows[FACT].text("Value") == "128.42"

    def edit(book):
        for row_id, (title, value, _) in zip(ids, EDITS, strict=True):
            set_cell("Facts", row_id, title, value, "Id")(book)

    told = compare(back(changed(raw, edit)), fresh).of(Group.BY_HAND)
    assert {(each.row_id, each.title.partition(":")[0], each.found) for each in told} == {
        (row_id, title, found) for row_id, (title, _, found) in zip(ids, EDITS, strict=True)
    }
    assert len(told) == len(EDITS)


def test_a_formula_overtyped_with_its_own_value_is_told(raw, fresh):
    def overtype(book):
        book["Summary"].cell(TOTALS_ROW, 3).value = 9999

    difference = alone(compare(back(changed(raw, overtype)), fresh))
    assert (difference.group, difference.found) == (Group.BY_HAND, "9999")
    value = next(iter(fresh.sheets["Summary"].rows.values()))
    assert value

    def same_value(book):
        row = next(each for each in fresh.sheets["Summary"].rows.values() if each.number == TOTALS_ROW)
        book["Summary"].cell(TOTALS_ROW, 3).value = int(row.text("Disclosures"))

    told = alone(compare(back(changed(raw, same_value)), None))
    assert (told.group, told.title) == (Group.BY_HAND, "Disclosures")


def test_a_changed_formula_is_told_even_if_its_result_is_not_stored(raw, fresh):
    def bend(book):
        book["Summary"].cell(TOTALS_ROW, 4).value = "=1+1"

    difference = alone(compare(back(changed(raw, bend)), fresh))
    assert difference.group is Group.BY_HAND
    assert difference.title == "Met: formula"
    assert difference.found == "=1+1"
    assert difference.expected.startswith("=COUNTIFS(")


def test_an_edited_title_line_is_told(raw, fresh):
    def edit(book):
        book[INDEX]["A3"].value = "In accordance with everything"

    assert groups(compare(back(changed(raw, edit)), fresh)) == {Group.ROWS: 2}


def test_an_edited_first_sheet_is_told(raw, fresh):
    def edit(book):
        sheet = book["Read me"]
        row = next(each for each in sheet.iter_rows() if each[0].value == "Reporting entity")
        row[1].value = "Another Company"

    told = alone(compare(back(changed(raw, edit)), fresh))
    assert (told.group, told.found, told.expected) == (
        Group.BY_HAND,
        "Another Company",
        example().report.entity,
    )


# --- rows, columns, sheets ------------------------------------------------------------------------


def test_a_deleted_row_is_told(raw, fresh):
    def delete(book):
        sheet = book[INDEX]
        sheet.delete_rows(row_of(sheet, ROW))

    told = [each for each in compare(back(changed(raw, delete)), fresh).differences if each.row_id == ROW]
    assert [(each.group, each.found) for each in told] == [(Group.ROWS, "the row is missing")]
    assert "TC-SI-130a.1" in told[0].expected


def test_an_added_row_and_a_copied_row_are_told(raw, fresh):
    def add(book):
        sheet = book[INDEX]
        last = sheet.max_row + 1
        sheet.cell(last, 1).value = "One more topic"
        place = column(sheet, "Row id")
        sheet.cell(last + 1, place).value = ROW
        sheet.cell(last + 2, place).value = "sasb:tc-si-2018-10/TC-SI-999z.9"

    told = compare(back(changed(raw, add)), fresh).of(Group.ROWS)
    assert sorted(each.found.partition(":")[0] for each in told) == [
        "a row added",
        "a row added",
        "a row that stands twice",
    ]


def test_sorted_and_hidden_rows_are_no_difference(raw, fresh):
    def sort(book):
        sheet = book["Gaps"]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=FIRST_ROW)]
        for number, row in enumerate(sorted(rows, key=str), start=FIRST_ROW):
            for place, value in enumerate(row, start=1):
                sheet.cell(number, place).value = value
        sheet.row_dimensions[FIRST_ROW + 1].hidden = True

    assert compare(back(changed(raw, sort)), fresh).differences == ()


def test_an_inserted_column_is_no_edit_but_what_stands_in_it_is_told(raw, fresh):
    def insert(book):
        sheet = book[INDEX]
        sheet.insert_cols(2)
        sheet.cell(HEADER_ROW, 2).value = "My notes"
        sheet.cell(row_of(sheet, ROW), 2).value = "seen"

    found = compare(back(changed(raw, insert)), fresh)
    assert groups(found) == {Group.BESIDE: 1}
    assert found.differences[0].found == "seen"
    assert found.differences[0].row_id == ROW


def test_a_deleted_column_is_told_once(raw, fresh):
    def delete(book):
        sheet = book[INDEX]
        sheet.delete_cols(column(sheet, "What is missing"))

    difference = alone(compare(back(changed(raw, delete)), fresh))
    assert (difference.group, difference.title) == (Group.ROWS, "What is missing")


def test_a_renamed_hidden_sheet_is_found_and_noted(raw, fresh):
    def rename(book):
        book["Facts"].title = "Data 2021"
        book["Data 2021"].sheet_state = "hidden"
        book.create_sheet("Workings")["A1"].value = "mine"

    found = compare(back(changed(raw, rename)), fresh)
    assert found.differences == ()
    assert "the sheet Facts is called Data 2021 now" in found.notes
    assert "the sheet Data 2021 is hidden" in found.notes
    assert "sheets that are not ours: Workings" in found.notes


def test_a_deleted_sheet_is_told(raw, fresh):
    difference = alone(compare(back(changed(raw, lambda book: book.remove(book["Gaps"]))), fresh))
    assert (difference.group, difference.place, difference.expected) == (
        Group.ROWS,
        "Gaps",
        "the whole sheet",
    )


def test_a_note_on_a_cell_is_told(raw, fresh):
    def note(book):
        from openpyxl.comments import Comment

        sheet = book[INDEX]
        sheet.cell(row_of(sheet, ROW), 3).comment = Comment("Which year?", "B. Li")

    difference = alone(compare(back(changed(raw, note)), fresh))
    assert (difference.group, difference.row_id) == (Group.BESIDE, ROW)
    assert "Which year?" in difference.found


def test_what_reviewers_fill_in_is_no_difference_but_counted(raw, fresh):
    found = compare(back(changed(raw, set_cell(INDEX, ROW, "Review status", "agreed"))), fresh)
    assert found.differences == ()
    assert found.remarked == 1


# --- the seals ------------------------------------------------------------------------------------


def test_a_changed_seal_is_told(raw, fresh):
    def bend(book):
        sheet = book["Seals"]
        for row in sheet.iter_rows(min_row=FIRST_ROW):
            if row[1].value == ROW:
                row[2].value = "0" * 32

    bent = back(changed(raw, bend))
    found = compare(bent, fresh)
    assert found.of(Group.SEALS)
    assert {each.title for each in found.of(Group.SEALS)} >= {"Root"}
    assert compare(bent, None).of(Group.SEALS)


def test_an_edit_hidden_by_a_new_seal_is_still_found_with_the_folder(raw, fresh):
    """Whoever edits a cell and its seal cannot also change what the inputs give."""

    def forge(book):
        set_cell(INDEX, ROW, "Status", "met")(book)
        copy = back(changed(raw, set_cell(INDEX, ROW, "Status", "met")))
        sheet = copy.sheets[INDEX]
        cells = sheet.rows[ROW].canonical(sheet.layout.content)
        for row in book["Seals"].iter_rows(min_row=FIRST_ROW):
            if row[1].value == ROW:
                row[2].value = row_hash(INDEX, ROW, cells)
                row[3].value = " ".join(map(mark, cells))

    found = compare(back(changed(raw, forge)), fresh)
    told = [each for each in found.differences if each.row_id == ROW]
    assert [(each.title, each.found, each.expected) for each in told] == [("Status", "met", "partial")]


def test_a_workbook_without_seals_is_held_against_the_new_one(raw, fresh):
    def strip(book):
        book.remove(book["Seals"])
        set_cell(INDEX, ROW, "Status", "met")(book)

    stripped = changed(raw, strip)
    found = compare(back(stripped, layouts=fresh.layouts), fresh)
    told = [each for each in found.differences if each.group is not Group.SEALS]
    assert [(each.row_id, each.title) for each in told] == [(ROW, "Status")]


# --- changed since --------------------------------------------------------------------------------


def without(assessment: Assessment, fact_id: str) -> Assessment:
    """The assessment without what was examined about a fact that is no longer what it was."""
    kept = tuple(each for each in assessment.examined if fact_id not in {fact.id for fact in each.facts})
    return replace(assessment, examined=kept)


def test_a_changed_fact_is_an_input_changed_since(fresh):
    assessment = example()
    facts = tuple(
        replace(fact, value="130", number=Decimal(130), value_as_printed="130") if fact.id == FACT else fact
        for fact in assessment.report.facts
    )
    inputs = tuple(
        replace(each, sha256="0" * 64) if each.path == "facts.csv" else each for each in assessment.inputs
    )
    now = replace(assessment, report=replace(assessment.report, facts=facts), inputs=inputs)
    anew = made_anew(without(now, FACT))
    found = compare(fresh, anew)
    assert [(each.kind, each.name) for each in found.sources] == [("input file", "facts.csv")]
    assert set(groups(found)) == {Group.INPUT}
    told = {(each.row_id, each.title): (each.found, each.expected) for each in found.differences}
    assert told[FACT, "Value as printed"] == ("128.42", "130")


def test_a_sheet_that_is_new_since_is_no_deleted_sheet(fresh):
    layouts = {key: each for key, each in fresh.layouts.items() if key != "Gaps"}
    sheets = {key: each for key, each in fresh.sheets.items() if key != "Gaps"}
    seals = {key: each for key, each in fresh.seals.items() if key[0] != "Gaps"}
    older = replace(fresh, layouts=layouts, sheets=sheets, seals=seals)
    told = [each for each in compare(older, fresh).differences if each.place == "Gaps"]
    assert [(each.group is Group.ROWS, each.found) for each in told] == [(False, "no such sheet yet")]


def test_another_version_of_the_tool_is_told(fresh):
    anew = made_anew(replace(example(), tool_version="99.0"))
    found = compare(fresh, anew)
    assert {each.kind for each in found.sources} == {"tool"}
    assert Group.TOOL in groups(found)
    assert set(groups(found)) <= {Group.TOOL}


def test_an_edit_and_a_changed_input_are_told_apart(raw):
    assessment = example()
    inputs = tuple(
        replace(each, sha256="0" * 64) if each.path == "facts.csv" else each for each in assessment.inputs
    )
    kept = tuple(each for each in assessment.report.facts if each.id != UNUSED[1])
    fewer = replace(assessment.report, facts=kept)
    now = replace(assessment, report=fewer, inputs=inputs)
    anew = made_anew(without(now, UNUSED[1]))
    found = compare(back(changed(raw, set_cell("Facts", FACT, "Note", "mine", "Id"))), anew)
    assert [(each.row_id, each.title) for each in found.of(Group.BY_HAND)] == [(FACT, "Note")]
    gone = [each for each in found.of(Group.INPUT) if each.row_id == UNUSED[1]]
    assert [each.expected for each in gone] == ["no such row any more"]
