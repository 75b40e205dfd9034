"""Workbooks that come back from any program: every cell, formula and note, or the place that cannot be."""

from __future__ import annotations

import io
import subprocess
import time
import warnings
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import python_calamine
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from made_workbooks import (
    CHINESE_DAY,
    DAY,
    DAY_TIME,
    LENGTH,
    MAIN,
    PERCENT,
    RELATIONS,
    TYPES,
    made,
    parts_of,
    relations,
    sheet_xml,
    with_parts,
    zipped,
)
from openpyxl.comments import Comment

from esgmap.books import Book, BookSheet, Cell, read_book
from esgmap.export.workbook_text import safe
from esgmap.model import Problem
from esgmap.opening import coordinate
from esgmap.sheets import cell_text

STRICT = "http://purl.oclc.org/ooxml"
ADVICE = "open it in Excel or LibreOffice and save it again as .xlsx"
BEYOND = "the workbook is damaged, or the program that saved it does not keep to the rules of xlsx"


def book(raw: bytes) -> Book:
    found, problems = read_book(raw, "back.xlsx")
    assert problems == []
    assert found is not None
    return found


def sheet(raw: bytes) -> BookSheet:
    return book(raw).sheets[0]


def texts(raw: bytes) -> dict[str, tuple[str, str]]:
    """The cells of the first sheet by their names: text and kind."""
    return {coordinate(place): (cell.text, cell.kind) for place, cell in sheet(raw).cells.items()}


def refused(raw: bytes) -> Problem:
    found, problems = read_book(raw, "back.xlsx")
    assert found is None
    assert len(problems) == 1
    assert problems[0].code == "unreadable-workbook"
    return problems[0]


def row(*cells: str, number: int = 1) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


# --- values ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "text", "kind"),
    [
        ('<c r="A1"><v>20513.66</v></c>', "20513.66", "number"),
        ('<c r="A1" t="n"><v>0.30000000000000004</v></c>', "0.3", "number"),
        ('<c r="A1"><v>1.0000000000000001E-2</v></c>', "0.01", "number"),
        ('<c r="A1"><v>1E-7</v></c>', "0.0000001", "number"),
        ('<c r="A1"><v> 2021 </v></c>', "2021", "number"),
        ('<c r="A1"><v>-0</v></c>', "0", "number"),
        ('<c r="A1"><v>123456789012345678</v></c>', "123456789012346000", "number"),
        ('<c r="A1"><v>1.2345678901234568E+17</v></c>', "123456789012346000", "number"),
        (f'<c r="A1" s="{PERCENT}"><v>0.25</v></c>', "0.25", "number"),
        (f'<c r="A1" s="{DAY}"><v>44561</v></c>', "2021-12-31", "date"),
        (f'<c r="A1" s="{CHINESE_DAY}"><v>44561</v></c>', "2021-12-31", "date"),
        (f'<c r="A1" s="{DAY_TIME}"><v>44561.520833333336</v></c>', "2021-12-31T12:30:00", "date"),
        (f'<c r="A1" s="{DAY}"><v>0.5</v></c>', "12:00:00", "date"),
        (f'<c r="A1" s="{LENGTH}"><v>1.5</v></c>', "36:00:00", "date"),
        (f'<c r="A1" s="{DAY}"><v>1</v></c>', "1900-01-01", "date"),
        (f'<c r="A1" s="{DAY}"><v>61</v></c>', "1900-03-01", "date"),
        (f'<c r="A1" s="{DAY}"><v>99999999</v></c>', "#VALUE!", "error"),
        ('<c r="A1" t="d"><v>2021-12-31</v></c>', "2021-12-31", "date"),
        ('<c r="A1" t="d"><v>2021-12-31T12:30:00Z</v></c>', "2021-12-31T12:30:00", "date"),
        ('<c r="A1" t="d"><v>12:30:00</v></c>', "12:30:00", "date"),
        ('<c r="A1" t="b"><v>1</v></c>', "TRUE", "bool"),
        ('<c r="A1" t="b"><v>0</v></c>', "FALSE", "bool"),
        ('<c r="A1" t="e"><v>#REF!</v></c>', "#REF!", "error"),
        ('<c r="A1" t="e"><v>#SPILL!</v></c>', "#SPILL!", "error"),
        ('<c r="A1" t="str"><v>#REF!</v></c>', "#REF!", "text"),
        ('<c r="A1" t="str"><v>007</v></c>', "007", "text"),
    ],
)
def test_a_value_is_read_as_it_is_seen(cell: str, text: str, kind: str):
    assert texts(made(row(cell))) == {"A1": (text, kind)}


def test_days_may_be_counted_from_1904():
    cells = [f'<c r="A1" s="{DAY}"><v>43099</v></c>', f'<c r="B1" s="{CHINESE_DAY}"><v>1</v></c>']
    found = texts(made(row(*cells), properties='<workbookPr date1904="1"/>'))
    assert found == {"A1": ("2021-12-31", "date"), "B1": ("1904-01-02", "date")}


@pytest.mark.parametrize(
    "empty",
    [
        '<c r="A1"/>',
        '<c r="A1" s="1"></c>',
        '<c r="A1"><v></v></c>',
        '<c r="A1" t="s"/>',
        '<c r="A1" t="inlineStr"><is><t></t></is></c>',
        '<c r="A1" t="str"><v/></c>',
    ],
)
def test_a_cell_without_content_is_none(empty: str):
    assert texts(made(row(empty))) == {}


# --- texts as other programs write them -----------------------------------------------------------


def test_shared_texts_are_put_together_from_their_runs():
    strings = (
        "<si><t>plain</t></si>"
        '<si><r><t>bold</t></r><r><rPr><b/></rPr><t xml:space="preserve"> and not </t></r></si>'
        '<si><t>範圍</t><rPh sb="0" eb="2"><t>はんい</t></rPh><phoneticPr fontId="1"/></si>'
        "<si/>"
    )
    cells = [f'<c r="{letter}1" t="s"><v>{number}</v></c>' for number, letter in enumerate("ABCD")]
    assert texts(made(row(*cells), strings)) == {
        "A1": ("plain", "text"),
        "B1": ("bold and not ", "text"),
        "C1": ("範圍", "text"),
    }


def test_texts_may_stand_in_their_cells():
    """Google Sheets and many libraries share no texts."""
    cells = [
        '<c r="A1" t="inlineStr"><is><t>a</t></is></c>',
        '<c r="B1" t="inlineStr"><is><r><t>x</t></r><r><t xml:space="preserve"> y </t></r>'
        '<rPh sb="0" eb="1"><t>aloud</t></rPh></is></c>',
    ]
    assert texts(made(row(*cells), sharedStrings=None)) == {"A1": ("a", "text"), "B1": ("x y ", "text")}


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        ("a_x000D_\nb", "a\nb"),
        ("a\r\nb", "a\nb"),
        ("a&#13;b", "a\nb"),
        ("tail \n ", "tail \n "),
        ("_x4F60__x597D_", "你好"),
        ("_xD83D__xDE00_", "😀"),
        ("a_xyz_b", "a_xyz_b"),
        ("&lt;b&gt; &amp; 你", "<b> & 你"),
    ],
)
def test_signs_and_line_ends_are_read_as_they_are_seen(stored: str, text: str):
    kinds = [
        made(row('<c r="A1" t="s"><v>0</v></c>'), f'<si><t xml:space="preserve">{stored}</t></si>'),
        made(row(f'<c r="A1" t="inlineStr"><is><t xml:space="preserve">{stored}</t></is></c>')),
        made(row(f'<c r="A1" t="str"><v>{stored}</v></c>')),
    ]
    for raw in kinds:
        assert texts(raw) == {"A1": (text, "text")}


# --- where a cell stands --------------------------------------------------------------------------


def test_cells_and_rows_may_leave_out_where_they_stand():
    rows = (
        "<row><c><v>1</v></c><c/><c><v>3</v></c></row>"
        '<row r="5"><c r="C5"><v>4</v></c><c><v>5</v></c></row>'
        "<row><c><v>6</v></c></row>"
    )
    found = {name: text for name, (text, _) in texts(made(rows)).items()}
    assert found == {"A1": "1", "C1": "3", "C5": "4", "D5": "5", "A6": "6"}


def test_rows_may_stand_in_any_order():
    rows = row('<c r="A9"><v>9</v></c>', number=9) + row('<c r="A2"><v>2</v></c>', number=2)
    assert {name: text for name, (text, _) in texts(made(rows)).items()} == {"A9": "9", "A2": "2"}


# --- parts as other programs name them ------------------------------------------------------------


def test_parts_may_have_any_names_in_any_order():
    """The list of sheets says which is which: not their numbers, and not the order of the parts."""
    main = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets><sheet name="One" sheetId="7" r:id="x"/>'
        '<sheet name="Two" sheetId="2" r:id="a" state="hidden"/>'
        '<sheet name="Three" sheetId="3" r:id="c" state="veryHidden"/></sheets>'
        "</workbook>"
    )
    related = relations(
        ("a", "worksheet", "/xl/worksheets/sheet1.xml"),
        ("c", "worksheet", "../xl/odd/./three.xml"),
        ("x", "worksheet", "worksheets/Sheet9.xml"),
    )
    added = {
        "xl/workbook.xml": main,
        "xl/_rels/workbook.xml.rels": related,
        "xl/worksheets/Sheet9.xml": sheet_xml(row('<c r="A1"><v>1</v></c>')),
        "xl/odd/three.xml": sheet_xml(row('<c r="A1"><v>3</v></c>')),
    }
    found = book(with_parts(row('<c r="A1"><v>2</v></c>'), added))
    assert [(each.name, each.state, each.cells[1, 1].text) for each in found.sheets] == [
        ("One", "visible", "1"),
        ("Two", "hidden", "2"),
        ("Three", "very hidden", "3"),
    ]


def test_the_workbook_itself_may_stand_anywhere():
    """Google Sheets and other services name the first part as they like; its list of parts says where."""
    parts = parts_of(row('<c r="A1"><v>1</v></c>'))
    parts["_rels/.rels"] = relations(("rId1", "officeDocument", "/book/main.xml"))
    parts["book/main.xml"] = parts.pop("xl/workbook.xml")
    parts["[Content_Types].xml"] = TYPES.replace("/xl/workbook.xml", "/book/main.xml")
    parts["book/_rels/main.xml.rels"] = relations(("rId1", "worksheet", "/xl/worksheets/sheet1.xml"))
    del parts["xl/_rels/workbook.xml.rels"]
    assert texts(zipped(parts)) == {"A1": ("1", "number")}


def test_styles_and_shared_texts_may_be_missing():
    assert texts(made(row('<c r="A1"><v>44561</v></c>'), styles=None, sharedStrings=None)) == {
        "A1": ("44561", "number")
    }


def test_names_may_carry_prefixes_and_stand_for_more_than_one_standard():
    """Open XML libraries write `x:c`, WPS and Excel add name spaces of their own."""
    prefixed = (
        f'<x:worksheet xmlns:x="{MAIN}" xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision"'
        ' xmlns:wps="http://www.wps.cn/officeDocument/2013/wpsCustomData" xr:uid="{00}"><wps:cell r="A1"/>'
        '<x:sheetData><x:row r="1" wps:spans="1">'
        '<x:c r="A1" xr:t="s"><x:v>1</x:v><wps:v>7</wps:v></x:c></x:row>'
        '</x:sheetData><wps:c r="A2"><wps:v>5</wps:v></wps:c></x:worksheet>'
    )
    assert texts(made(sheet1=prefixed)) == {"A1": ("1", "number")}


def test_the_strict_form_is_refused():
    """Openpyxl sees none of its cells, and would give an empty sheet."""
    parts = {
        name: str(text)
        .replace(MAIN, f"{STRICT}/spreadsheetml/main")
        .replace(RELATIONS, f"{STRICT}/officeDocument/relationships")
        for name, text in parts_of(row('<c r="A1" t="s"><v>0</v></c>'), "<si><t>a</t></si>").items()
    }
    found = refused(zipped({**parts}))
    assert found.message == "the workbook was saved in the strict form of xlsx, which few programs read"
    assert found.hint == "save it as `Excel Workbook (*.xlsx)`"


def test_alternatives_for_newer_programs_are_left_out():
    alternative = (
        '<mc:AlternateContent><mc:Choice Requires="x14"><row r="2"><c r="A2"><v>4</v></c></row></mc:Choice>'
        '<mc:Fallback><row r="2"><c r="A2"><v>5</v></c></row></mc:Fallback></mc:AlternateContent>'
    )
    found = texts(made(row('<c r="A1"><v>1</v></c>') + alternative + row('<c r="A3"><v>3</v></c>', number=3)))
    assert {name: text for name, (text, _) in found.items()} == {"A1": "1", "A2": "5", "A3": "3"}


JUNK = (
    '<dataValidations><dataValidation type="nonsense" sqref="A1"/></dataValidations>',
    '<conditionalFormatting sqref="??"><cfRule type="none"/></conditionalFormatting>',
    "<mergeCells><mergeCell ref='nowhere'/></mergeCells>",
)


@pytest.mark.parametrize("junk", JUNK)
def test_a_sheet_that_openpyxl_cannot_load_is_refused(junk: str):
    found = refused(made(sheet1=sheet_xml(row('<c r="A1"><v>1</v></c>'), after=junk)))
    assert (found.message, found.hint) == (BEYOND, ADVICE)


@pytest.mark.parametrize(
    "styles",
    [
        f'<styleSheet xmlns="{MAIN}"><fills><fill/></fills></styleSheet>',
        f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="x"/></cellXfs></styleSheet>',
    ],
)
def test_styles_that_openpyxl_cannot_load_are_refused(styles: str):
    found = refused(made(row('<c r="A1"><v>1</v></c>'), styles=styles))
    assert (found.message, found.hint) == (BEYOND, ADVICE)


@pytest.mark.office
def test_what_openpyxl_cannot_load_is_read_once_libreoffice_has_saved_it(
    tool: Callable[[str], str], tmp_path: Path
):
    """The advice of the message helps."""
    program = tool("soffice")
    whole = sheet_xml(
        row('<c r="A1"><v>1</v></c>', '<c r="B1" t="inlineStr"><is><t>a</t></is></c>'), "", JUNK[0]
    )
    saved = saved_by_libreoffice(program, made(sheet1=whole), tmp_path)
    assert texts(saved) == {"A1": ("1", "number"), "B1": ("a", "text")}


def test_what_calamine_cannot_load_is_read():
    raw = made(row('<c r="A1"><v>1</v></c>', '<c r="B1" t="e"><v>#SPILL!</v></c>'))
    loaded = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(raw))
    with pytest.raises(python_calamine.CalamineError, match="SPILL"):
        loaded.get_sheet_by_index(0)
    assert texts(raw) == {"A1": ("1", "number"), "B1": ("#SPILL!", "error")}


# --- formulas -------------------------------------------------------------------------------------


def formulas(raw: bytes) -> dict[str, str]:
    return {coordinate(place): formula for place, formula in sheet(raw).formulas.items()}


def test_formulas_stand_beside_their_results():
    raw = made(
        row(
            '<c r="A1"><f>1+1</f><v>2</v></c>',
            '<c r="B1" t="str"><f>IF(A1=2,"yes","no")</f><v>yes</v></c>',
            '<c r="C1" t="str"><f>IF(A1=2,"","no")</f><v></v></c>',
            '<c r="D1"><f>A1*3</f></c>',
            '<c r="E1" t="e"><f>1/0</f><v>#DIV/0!</v></c>',
            '<c r="F1" t="b"><f>A1&gt;1</f><v>1</v></c>',
            '<c r="G1"><f t="array" ref="G1">SUM(A1:B1*2)</f><v>4</v></c>',
            '<c r="H1"><f/><v>7</v></c>',
        )
    )
    assert formulas(raw) == {
        "A1": "=1+1",
        "B1": '=IF(A1=2,"yes","no")',
        "C1": '=IF(A1=2,"","no")',
        "D1": "=A1*3",
        "E1": "=1/0",
        "F1": "=A1>1",
        "G1": "=SUM(A1:B1*2)",
    }
    assert texts(raw) == {
        "A1": ("2", "number"),
        "B1": ("yes", "text"),
        "E1": ("#DIV/0!", "error"),
        "F1": ("TRUE", "bool"),
        "G1": ("4", "number"),
        "H1": ("7", "number"),
    }


def test_a_shared_formula_is_told_for_each_of_its_cells():
    rows = row('<c r="B1"><f t="shared" ref="B1:B3" si="0">A1*$C$1+SUM(Other!A:A)</f><v>1</v></c>')
    rows += row('<c r="B2"><f t="shared" si="0"/><v>2</v></c>', number=2)
    rows += row('<c r="B3"><f t="shared" si="0"></f><v>3</v></c>', number=3)
    assert formulas(made(rows)) == {
        "B1": "=A1*$C$1+SUM(Other!A:A)",
        "B2": "=A2*$C$1+SUM(Other!A:A)",
        "B3": "=A3*$C$1+SUM(Other!A:A)",
    }


# --- notes ----------------------------------------------------------------------------------------

LEGACY = (
    "[Threaded comment]\n\nYour version of Excel allows you to read this threaded comment; however, any "
    "edits to it will get removed if the file is opened in a newer version of Excel. Learn more: "
    "https://go.microsoft.com/fwlink/?linkid=870924\n\nComment:\n    Where is this from?\nReply:\n"
    "    Page 12."
)
COMMENTS = (
    f'<comments xmlns="{MAIN}">'
    "<authors><author>An Auditor</author><author>tc={1}</author><author/></authors>"
    '<commentList><comment ref="B2" authorId="0"><text><r><rPr><b/></rPr><t>An Auditor:</t></r>'
    '<r><t xml:space="preserve">\nseen</t></r></text></comment>'
    '<comment ref="C2" authorId="0"><text><t>not so</t></text></comment>'
    f'<comment ref="D2" authorId="1"><text><t>{LEGACY}</t></text></comment>'
    '<comment ref="E2" authorId="2"><text><t>of nobody</t></text></comment></commentList></comments>'
)


def test_notes_are_read_with_their_authors():
    raw = with_parts(
        row('<c r="A1"><v>1</v></c>'),
        {
            "xl/worksheets/_rels/sheet1.xml.rels": relations(("rId1", "comments", "../comments1.xml")),
            "xl/comments1.xml": COMMENTS,
        },
    )
    assert sheet(raw).notes == {
        (2, 2): "An Auditor:\nseen",
        (2, 3): "An Auditor: not so",
        (2, 4): "Comment:\n    Where is this from?\nReply:\n    Page 12.",
        (2, 5): "of nobody",
    }


def test_a_threaded_comment_is_read_with_its_answers_but_not_their_authors():
    """Excel keeps the thread as a note too, without names; openpyxl reads that one."""
    threads = (
        '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
        '<threadedComment ref="D2" personId="{A}" id="{1}"><text>Where is this from?</text></threadedComment>'
        '<threadedComment ref="D2" personId="{B}" id="{2}" parentId="{1}"><text>Page 12.</text>'
        "</threadedComment>"
        "</ThreadedComments>"
    )
    raw = with_parts(
        row('<c r="A1"><v>1</v></c>'),
        {
            "xl/worksheets/_rels/sheet1.xml.rels": relations(
                ("rId1", "comments", "../comments1.xml"),
                ("rId2", "threadedComment", "../threadedComments/threadedComment1.xml"),
            ),
            "xl/comments1.xml": COMMENTS,
            "xl/threadedComments/threadedComment1.xml": threads,
        },
    )
    notes = sheet(raw).notes
    assert notes[2, 4] == "Comment:\n    Where is this from?\nReply:\n    Page 12."
    assert set(notes) == {(2, 2), (2, 3), (2, 4), (2, 5)}


# --- what is out of sight, and what is not run ----------------------------------------------------


def test_hidden_rows_are_read_and_counted():
    rows = row('<c r="A1"><v>1</v></c>')
    rows += (
        '<row r="2" hidden="1"><c r="A2"><v>2</v></c></row><row r="3" hidden="true"><c r="A3" s="1"/></row>'
    )
    found = sheet(made(rows))
    assert set(found.cells) == {(1, 1), (2, 1)}
    assert (found.hidden_rows, found.filtered) == (1, False)


@pytest.mark.parametrize(
    ("before", "after", "filtered"),
    [
        ('<sheetPr filterMode="1"/>', "", True),
        ("", '<autoFilter ref="A1:B2"/>', False),
        (
            "",
            '<autoFilter ref="A1:B2"><filterColumn colId="0"><filters><filter val="x"/></filters>'
            "</filterColumn></autoFilter>",
            True,
        ),
    ],
)
def test_a_filter_is_told_once_it_leaves_out_rows(before: str, after: str, filtered: bool):
    assert sheet(made(sheet1=sheet_xml(row('<c r="A1"><v>1</v></c>'), before, after))).filtered is filtered


def test_a_filtered_table_is_told_too():
    table = (
        f'<table xmlns="{MAIN}" id="1" name="T" displayName="T" ref="A1:A2"><autoFilter ref="A1:A2">'
        '<filterColumn colId="0"/></autoFilter><tableColumns count="1"><tableColumn id="1" name="id"/>'
        "</tableColumns></table>"
    )
    added: dict[str, str | bytes] = {
        "xl/worksheets/_rels/sheet1.xml.rels": relations(("rId1", "table", "../tables/table1.xml")),
        "xl/tables/table1.xml": table,
    }
    named = sheet_xml(
        row('<c r="A1" t="inlineStr"><is><t>id</t></is></c>') + row('<c r="A2"><v>1</v></c>', number=2),
        after='<tableParts count="1"><tablePart r:id="rId1"/></tableParts>',
    )
    assert sheet(with_parts("", {"xl/worksheets/sheet1.xml": named, **added})).filtered


def test_macros_and_links_are_told_and_left_alone():
    related = relations(
        ("rId1", "worksheet", "worksheets/sheet1.xml"),
        ("rId2", "vbaProject", "vbaProject.bin"),
        ("rId3", "externalLink", "externalLinks/externalLink1.xml"),
        ("rId4", "externalLink", "externalLinks/externalLink2.xml"),
    )
    linked = row('<c r="A1"><f>[1]Sheet1!A1</f><v>5</v></c>')
    raw = with_parts(
        linked, {"xl/_rels/workbook.xml.rels": related, "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"}
    )
    found = book(raw)
    assert (found.has_macros, found.external_links) == (True, 2)
    assert found.sheets[0].cells == {(1, 1): Cell("5", "number")}
    assert found.sheets[0].formulas == {(1, 1): "=[1]Sheet1!A1"}
    plain = book(made(linked))
    assert (plain.has_macros, plain.external_links) == (False, 0)


# --- rows of nothing ------------------------------------------------------------------------------


def empty_rows(count: int) -> bytes:
    """A sheet as real data packs have them: formatted rows without content down to the last, then nothing."""
    rows = "".join(
        f'<row r="{number}" spans="1:3" ht="15" s="1" customFormat="1">'
        f'<c r="A{number}" s="1"/><c r="B{number}" s="1"/></row>'
        for number in range(2, count + 1)
    )
    first = row('<c r="A1" t="inlineStr"><is><t>id</t></is></c>')
    return made(sheet1=sheet_xml(first + rows, f'<dimension ref="A1:XFD{count}"/>'))


def test_rows_of_nothing_cost_little_and_keep_nothing():
    raw = empty_rows(221_306)
    started = time.perf_counter()
    found = sheet(raw)
    assert time.perf_counter() - started < 40, "about seven seconds on a small machine"
    assert found.cells == {(1, 1): Cell("id", "text")}


def test_two_cells_at_the_far_ends_of_a_sheet_are_two_cells():
    """A reader that makes a grid of it would ask for 500 GB."""
    rows = row('<c r="A1"><v>1</v></c>') + row('<c r="XFD1048576"><v>2</v></c>', number=1_048_576)
    assert texts(made(rows)) == {"A1": ("1", "number"), "XFD1048576": ("2", "number")}


def test_a_formula_at_the_far_end_is_one_cell_too():
    rows = row('<c r="A1"><v>1</v></c>') + row('<c r="XFD1048576"><f>A1</f><v>1</v></c>', number=1_048_576)
    assert formulas(made(rows)) == {"XFD1048576": "=A1"}


def test_more_cells_than_a_report_can_have_are_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("esgmap.opening.MOST_CELLS", 3)
    cells = [f'<c r="{letter}1"><v>1</v></c>' for letter in "ABC"]
    assert len(texts(made(row(*cells)))) == 3
    found = refused(made(row(*cells, '<c r="D1" s="1"/>')))
    assert found.message == "the workbook has more than 3 cells, empty ones with a look of their own too"
    assert found.hint == (
        "delete empty rows and columns below and beside the tables, and sheets that are not needed"
    )


@pytest.mark.parametrize(
    "spread",
    [
        '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
        '<mergeCells><mergeCell ref="A1:A600000"/><mergeCell ref="B1:B600000"/></mergeCells>',
        '<hyperlinks><hyperlink ref="A:XFD" location="x"/></hyperlinks>',
    ],
)
def test_whole_sheets_merged_or_linked_are_refused(spread: str):
    """Openpyxl makes a cell for each of them; a sheet has 17 thousand million."""
    found = refused(made(sheet1=sheet_xml(row('<c r="A1"><v>1</v></c>'), after=spread)))
    assert found.message == "more than 1,000,000 cells of the workbook are merged or linked"
    assert found.hint == "undo the merging or linking of whole rows and columns"


def test_a_note_on_a_whole_sheet_is_refused():
    added: dict[str, str | bytes] = {
        "xl/worksheets/_rels/sheet1.xml.rels": relations(("rId1", "comments", "../comments1.xml")),
        "xl/comments1.xml": COMMENTS.replace('ref="B2"', 'ref="A1:XFD1048576"'),
    }
    assert "merged or linked" in refused(with_parts(row('<c r="A1"><v>1</v></c>'), added)).message


# --- what cannot be read rightly ------------------------------------------------------------------


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="B1" t="s"><v>9</v></c>',
        '<c r="B1" t="s"><v>x</v></c>',
        '<c r="B1"><v>1,5</v></c>',
        '<c r="B1"><v>nan</v></c>',
        '<c r="B1" t="b"><v>yes</v></c>',
        '<c r="B1" t="d"><v>soon</v></c>',
        '<c r="B1" s="99"><v>5</v></c>',
        '<c r="11"><v>1</v></c>',
        '<c r="$B$1"><v>1</v></c>',
    ],
)
def test_a_cell_that_openpyxl_cannot_read_is_refused(cell: str):
    found = refused(made(row(cell)))
    assert (found.message, found.hint, str(found.source)) == (BEYOND, ADVICE, "back.xlsx")


@pytest.mark.parametrize(
    ("cell", "told", "place"),
    [
        ('<c r="B1"><v>1e999</v></c>', "a number that is larger than any sheet can hold", "Facts!B1"),
        ('<c r="B1" t="zz"><v>1</v></c>', "a value of an unknown kind, `zz`", "Facts!B1"),
        ('<c r="XFE1"><v>1</v></c>', "no sheet has a cell `XFE1`", "Facts!XFE1"),
        ('<c r="A1048577"><v>1</v></c>', "no sheet has a cell `A1048577`", "Facts!A1048577"),
    ],
)
def test_a_damaged_cell_is_named(cell: str, told: str, place: str):
    found = refused(made(row(cell)))
    assert (found.message, str(found.source)) == (f"the workbook is damaged ({told})", f"back.xlsx:{place}")
    assert found.hint == ADVICE


def test_two_sheets_of_one_name_are_refused():
    main = str(parts_of()["xl/workbook.xml"])
    twice = main.replace("</sheets>", '<sheet name="FACTS" sheetId="2" r:id="rId1"/></sheets>')
    found = refused(made(workbook=twice))
    assert found.message == "the workbook is damaged (two of its sheets are called `Facts`)"


# --- held against other libraries -----------------------------------------------------------------

LETTERS = st.characters(blacklist_categories=["Cs"])
TEXTS = st.text(LETTERS, max_size=40).map(safe).filter(bool)
VALUES = st.one_of(
    TEXTS,
    st.booleans(),
    st.integers(-(10**14), 10**14),
    st.floats(-1e15, 1e15, allow_nan=False).map(lambda number: float(f"{number:.15g}")),
    st.dates(date(1900, 3, 1), date(9999, 12, 31)),
    st.datetimes(datetime(1900, 3, 1), datetime(9999, 12, 30)).map(
        lambda moment: moment.replace(microsecond=0)
    ),
)
PLACES = st.tuples(st.integers(1, 60), st.integers(1, 30))


def written(cells: dict[tuple[int, int], Any]) -> bytes:
    """A workbook by XlsxWriter, with these values as they are."""
    stream = io.BytesIO()
    out = xlsxwriter.Workbook(stream, {"in_memory": True})
    page = out.add_worksheet("Facts")
    day = out.add_format({"num_format": "yyyy-mm-dd"})
    moment = out.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    for (number, column), value in cells.items():
        place = (number - 1, column - 1)
        if isinstance(value, bool):
            page.write_boolean(*place, value)
        elif isinstance(value, str):
            page.write_string(*place, value)
        elif isinstance(value, datetime):
            page.write_datetime(*place, value, moment)
        elif isinstance(value, date):
            page.write_datetime(*place, value, day)
        else:
            page.write_number(*place, value)
    out.close()
    return stream.getvalue()


def kind_of(value: Any) -> str:
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, date):
        return "date"
    return "text" if isinstance(value, str) else "number"


@given(st.dictionaries(PLACES, VALUES, max_size=12))
def test_what_is_written_is_read(cells: dict[tuple[int, int], Any]):
    found = sheet(written(cells))
    assert found.cells == {place: Cell(cell_text(value), kind_of(value)) for place, value in cells.items()}
    assert found.formulas == {}


def assorted() -> openpyxl.Workbook:
    """A workbook with something of everything, as openpyxl writes it."""
    out = openpyxl.Workbook()
    first = out.worksheets[0]
    first.title = "Facts"
    first.append(
        ["id", "值", 1.5, 20513.66, 0.1 + 0.2, True, date(2021, 12, 31), datetime(2021, 12, 31, 12, 30)]
    )
    first.append([" blanks ", "two\nlines", -7, 1e20, 1e-9, False, "=1+1", "#N/A"])
    first["C1"].number_format = "0.0%"
    first["B2"].comment = Comment("what is this?", "An Auditor")
    first.row_dimensions[2].hidden = True
    second = out.create_sheet("Hidden")
    second["D9"] = "far"
    second.sheet_state = "hidden"
    return out


def stored(out: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    out.save(stream)
    return stream.getvalue()


def by_openpyxl(raw: bytes) -> dict[tuple[str, int, int], tuple[str, str]]:
    kinds = {"n": "number", "s": "text", "d": "date", "b": "bool", "e": "error"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        loaded = openpyxl.load_workbook(io.BytesIO(raw), data_only=True)
    return {
        (page.title, cell.row, cell.column): (cell_text(cell.value), kinds[cell.data_type])
        for page in loaded.worksheets
        for line in page.iter_rows()
        for cell in line
        if cell.value not in (None, "")
    }


def by_calamine(raw: bytes) -> dict[tuple[str, int, int], str]:
    loaded = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(raw))
    found = {}
    for name in loaded.sheet_names:
        page = loaded.get_sheet_by_name(name)
        down, right = page.start or (0, 0)
        for number, line in enumerate(page.to_python(), start=down + 1):
            for column, value in enumerate(line, start=right + 1):
                if value != "":
                    found[name, number, column] = cell_text(value)
    return found


def by_us(raw: bytes) -> dict[tuple[str, int, int], tuple[str, str]]:
    return {
        (page.name, *place): (cell.text, cell.kind)
        for page in book(raw).sheets
        for place, cell in page.cells.items()
    }


def test_two_other_libraries_read_the_same():
    raw = stored(assorted())
    ours = by_us(raw)
    assert len(ours) == 16
    assert ours == by_openpyxl(raw)
    without_errors = {place: text for place, (text, kind) in ours.items() if kind != "error"}
    assert without_errors == by_calamine(raw)


def saved_by_libreoffice(program: str, raw: bytes, folder: Path) -> bytes:
    (folder / "back.xlsx").write_bytes(raw)
    profile = (folder / "profile").as_uri()
    options = [f"-env:UserInstallation={profile}", "--headless", "--convert-to", "xlsx"]
    command = [program, *options, "--outdir", str(folder / "saved"), str(folder / "back.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return (folder / "saved" / "back.xlsx").read_bytes()


@pytest.mark.office
def test_a_workbook_saved_by_libreoffice_reads_the_same(tool: Callable[[str], str], tmp_path: Path):
    program = tool("soffice")
    raw = stored(assorted())
    saved = saved_by_libreoffice(program, raw, tmp_path)
    assert saved != raw
    before, after = by_us(raw), by_us(saved)
    assert after.pop(("Facts", 2, 7)) == ("2", "number"), "LibreOffice calculates what openpyxl cannot"
    assert after == before
    assert after == {key: value for key, value in by_openpyxl(saved).items() if key != ("Facts", 2, 7)}
    first, second = book(saved).sheets
    assert first.formulas == {(1, 6): "=TRUE()", (2, 6): "=FALSE()", (2, 7): "=1+1", (2, 8): "=#N/A"}
    assert list(first.notes) == [(2, 2)]
    assert "what is this?" in first.notes[2, 2]
    assert (first.hidden_rows, second.state) == (1, "hidden")
