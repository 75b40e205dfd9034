"""The index sheets in Chinese: official titles or a mark, the same row ids and hashes, and the way back."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from small_reports import SASB_ALONE
from tampering import (
    EXAMPLES,
    back,
    changed,
    column,
    example,
    example_back,
    example_file,
    opened,
    row_of,
    set_cell,
)

from esgmap.cli import cli
from esgmap.content import frameworks_folder
from esgmap.export import workbook_layout_hkex as hkex
from esgmap.export import workbook_layout_sasb as sasb
from esgmap.export import workbook_order_gri as gri
from esgmap.export.wording import CLAIM_WORDS
from esgmap.export.workbook import write
from esgmap.export.workbook_cells import AS_ABOVE, NO_PLACE, NONE_GIVEN, NOT_REPORTED
from esgmap.export.workbook_index import index_table
from esgmap.export.workbook_language import NOTICE, coverage_text, translated
from esgmap.export.workbook_layouts import GENERAL, LAYOUTS
from esgmap.export.workbook_options import IndexOptions
from esgmap.export.workbook_order import HKEX_PARTS, HKEX_SUBJECTS
from esgmap.export.workbook_pen import row_height
from esgmap.export.workbook_rows import IndexSheet, Plan, make_plan
from esgmap.export.workbook_table import HEADER_ROW, Column, Row, Table
from esgmap.export.workbook_text import count_lines, line_height
from esgmap.titles import Titles, load_titles
from esgmap.verify import Group, compare
from esgmap.workspace import run

CHINESE = ("zh-Hant", "zh-Hans")
MARKS = {"zh-Hant": "（暫無正式中文標題）", "zh-Hans": "（暂无正式中文标题）"}
REPORTS = ("kingsoft-cloud-2021", "quillharbour-2025")
HAN = re.compile("[\u4e00-\u9fff]")
EVERY = [(report, lang) for report in REPORTS for lang in CHINESE]


@cache
def titles(lang: str) -> Titles:
    found, problems = load_titles(frameworks_folder(), lang)
    assert found, problems
    return found


@cache
def plan(report: str) -> Plan:
    assessment = run(EXAMPLES / report).assessment
    assert assessment
    return make_plan(assessment)


@cache
def tables(report: str, lang: str) -> tuple[tuple[IndexSheet, Table, Table], ...]:
    """Each index of a report: its lines, its table in English and in the language."""
    known, found = plan(report), []
    for sheet in known.sheets:
        english = index_table(sheet, known)
        found.append((sheet, english, translated(english, sheet, titles(lang))))
    return tuple(found)


def own(table: Table) -> int:
    return sum(1 for each in table.columns if each.block == "own")


# --- what changes, and what may not ---------------------------------------------------------------


@pytest.mark.parametrize(("report", "lang"), EVERY)
def test_nothing_but_the_own_columns_changes(report, lang):
    for _, english, chinese in tables(report, lang):
        width = own(english)
        assert [row.cells[width:] for row in chinese.rows] == [row.cells[width:] for row in english.rows]
        assert chinese.columns[width:] == english.columns[width:]
        kept = ("kind", "depth", "closed")
        for before, after in zip(english.rows, chinese.rows, strict=True):
            assert all(getattr(before, name) == getattr(after, name) for name in kept)
            assert len(before.cells) == len(after.cells)
        assert (chinese.sheet, chinese.key, chinese.id_titles) == (
            english.sheet,
            english.key,
            english.id_titles,
        )


@pytest.mark.parametrize(("report", "lang"), EVERY)
def test_every_disclosure_has_its_official_title_or_says_that_none_is_on_record(report, lang):
    official = marked = 0
    for sheet, _, chinese in tables(report, lang):
        for line, row in zip(sheet.lines, chinese.rows, strict=True):
            if line.kind != "disclosure":
                continue
            shown = titles(lang).disclosure_title(line.disclosure)
            assert any(str(cell).endswith(shown) for cell in row.cells[: own(chinese)])
            if titles(lang).found(line.disclosure):
                official += 1
                assert MARKS[lang] not in shown
            else:
                marked += 1
                assert shown == line.disclosure.title + MARKS[lang]
    assert official > 30
    assert marked > 30


@pytest.mark.parametrize(("report", "lang"), EVERY)
def test_the_gist_of_a_requirement_stays_as_it_is(report, lang):
    seen = 0
    for sheet, english, chinese in tables(report, lang):
        place = next(at for at, each in enumerate(english.columns) if each.look == "label")
        for line, before, after in zip(sheet.lines, english.rows, chinese.rows, strict=True):
            if line.kind == "requirement":
                assert before.cells[place] == after.cells[place]
                seen += 1
    assert seen > 300


@pytest.mark.parametrize(("report", "lang"), EVERY)
def test_headings_column_titles_and_statuses_are_chinese(report, lang):
    for sheet, _, chinese in tables(report, lang):
        heads = [each.title for each in chinese.columns if each.block == "own"]
        assert all(HAN.search(each) for each in heads)
        assert len(set(heads)) == len(heads)
        assert HAN.search(chinese.title)
        assert titles(lang).word("note", NOTICE) in chinese.note
        headings = [row.cells[0] for row in chinese.rows if row.kind in {"heading", "subheading"}]
        assert all(HAN.search(str(each)) for each in headings)
        if sheet.short == "HKEX":
            told = chinese.columns[3].title
            place = chinese.column(told)
            assert all(HAN.search(str(row.cells[place])) for row in chinese.rows if row.kind == "disclosure")


def test_without_titles_the_table_is_left_as_it_is():
    sheet, english, _ = tables(REPORTS[0], CHINESE[0])[0]
    assert translated(english, sheet, None) is english


@pytest.mark.parametrize("lang", CHINESE)
def test_every_fixed_word_of_the_layouts_is_translated(lang):
    known = titles(lang)
    layouts = (*LAYOUTS.values(), GENERAL)
    cells = (*hkex.WORDS.values(), *sasb.SUMMED_WORDS.values(), NOT_REPORTED, NONE_GIVEN, NO_PLACE, AS_ABOVE)
    cells += (*(word for pair in hkex.BREACHES.values() for word in pair), "All", "See above, under “x”")
    headings = (gri.GENERAL, gri.MATERIAL, gri.FURTHER, gri.SECTOR, gri.OUTSIDE, gri.REPORTED)
    headings += (gri.TOPIC_OF, gri.TOGETHER, *HKEX_PARTS.values(), *HKEX_SUBJECTS.values())
    fixed = {
        "column": {each.title for layout in layouts for each in layout.columns},
        "note": {layout.note for layout in layouts} | set(CLAIM_WORDS.values()) | {NOTICE},
        "heading": set(headings),
        "cell": set(cells),
    }
    lacking = [
        (where, text) for where, texts in fixed.items() for text in texts if known.word(where, text) == text
    ]
    assert lacking == []


def test_a_title_in_the_reports_own_words_is_left_alone():
    sheet, english, _ = tables(REPORTS[0], "zh-Hant")[0]
    words = "Location of the head office; whatever else"
    rows = tuple(
        replace(row, cells=(*row.cells[:2], words, *row.cells[3:])) if row.kind == "requirement" else row
        for row in english.rows
    )
    chinese = translated(replace(english, rows=rows), sheet, titles("zh-Hant"))
    assert {row.cells[2] for row in chinese.rows if row.kind == "requirement"} == {words}


def test_a_reference_names_its_heading_in_the_same_language():
    assert titles("zh-Hant").phrase("cell", f"See above, under “{gri.GENERAL}”") == "見上文「一般揭露」"
    told = titles("zh-Hans").phrase("cell", f"See above, under “{gri.TOPIC_OF.format(label='Water')}”")
    assert told == "见上文“实质性议题：Water”"


def test_how_many_titles_are_on_record_is_told():
    told = coverage_text(plan(REPORTS[0]).sheets, titles("zh-Hant"))
    official, total, verified, single = map(int, re.findall(r"\d+", told))
    assert official == verified + single
    ids = {line.disclosure.id for sheet in plan(REPORTS[0]).sheets for line in sheet.counted}
    assert total == len(ids) > official > 0


# --- the workbook ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def english():
    return example_file()


@pytest.fixture(scope="module")
def chinese(tmp_path_factory):
    target = tmp_path_factory.mktemp("chinese") / "index.xlsx"
    write(example(), target, IndexOptions("zh-Hant", titles=titles("zh-Hant")))
    return target.read_bytes()


@pytest.fixture(scope="module")
def returned(chinese):
    return back(chinese)


def ids_and_hashes(raw: bytes) -> list[tuple[object, ...]]:
    sheet = opened(raw)["SASB index"]
    places = [column(sheet, title) for title in ("Row id", "Status", "Content hash", "Level")]
    rows = range(HEADER_ROW + 1, sheet.max_row + 1)
    return [tuple(sheet.cell(row, place).value for place in places) for row in rows]


def test_row_ids_and_content_hashes_are_the_same_in_every_language(english, chinese):
    assert ids_and_hashes(chinese) == ids_and_hashes(english)
    assert len(ids_and_hashes(english)) > 60


def test_every_other_sheet_is_the_same_but_for_sources_and_seals(returned):
    before, after = example_back().seals, returned.seals
    differing = {key for key, row_id in before.keys() ^ after.keys()}
    differing |= {key for (key, row_id), seal in before.items() if after.get((key, row_id), seal) != seal}
    assert differing <= {"SASB index", "Sources & hashes"}


def test_the_language_and_its_tables_stand_among_the_sources(returned):
    told = returned.sources("option")["lang"]
    assert told.text("Title") == "zh-Hant"
    assert "official titles for 0 of" in told.text("Note")
    files = returned.sources("shared table")
    for each in titles("zh-Hant").files:
        assert files[each.name].text("SHA-256") == each.sha256


def test_chinese_text_has_a_font_with_its_letters(chinese):
    sheet = opened(chinese)["SASB index"]
    fonts = {True: set(), False: set()}
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str):
                fonts[bool(HAN.search(cell.value))].add(cell.font.name)
    assert fonts == {True: {"Microsoft JhengHei"}, False: {"Arial"}}


def test_verify_finds_an_edit_in_a_chinese_workbook(chinese, returned):
    assert compare(returned, returned).differences == ()
    sheet = opened(chinese)["SASB index"]
    title = sheet.cell(HEADER_ROW, 1).value
    row_id = "sasb:tc-si-2018-10/TC-SI-130a.1"
    assert sheet.cell(row_of(sheet, row_id), 1).value.endswith(MARKS["zh-Hant"])
    edited = back(changed(chinese, set_cell("SASB index", row_id, title, "另一個標題")))
    (found,) = compare(edited, returned).differences
    assert found.group is Group.BY_HAND
    assert (found.title, found.found) == (title, "另一個標題")


# --- room on the sheet ----------------------------------------------------------------------------


def test_chinese_lines_are_broken_anywhere_and_are_taller():
    text = "本標題很長" * 8
    assert count_lines(text, 40) == count_lines(f"{text[:20]} {text[20:]}", 40) == 2
    assert count_lines("x" + text[1:], 40) == 2
    assert line_height(text) > line_height("Title")
    columns = (Column("Title", 20),)
    assert row_height(columns, Row(("短",))) > row_height(columns, Row(("short",)))
    assert row_height(columns, Row((text,))) > row_height(columns, Row((text[:10],)))


# --- the command ----------------------------------------------------------------------------------


def call(*words):
    return CliRunner().invoke(cli, [str(each) for each in words], catch_exceptions=False)


def test_a_workbook_in_chinese_is_written_and_verified(make_report, tmp_path):
    folder, target = make_report(), tmp_path / "index.xlsx"
    assert call("index", folder, "-o", target, "--lang", "zh-Hans").exit_code == 0
    sheet = openpyxl.load_workbook(target)["HKEX index"]
    assert sheet.cell(HEADER_ROW, 1).value == "层面"
    result = call("verify", target, folder)
    assert result.exit_code == 0
    assert "Every cell is as it was written, and as the inputs give it now." in result.output


def test_a_language_changed_by_hand_is_found_by_verify(make_report, tmp_path):
    folder, target = make_report(frameworks=SASB_ALONE), tmp_path / "index.xlsx"
    assert call("index", folder, "-o", target, "--lang", "zh-Hans").exit_code == 0
    edit = set_cell("Sources & hashes", "lang", "Title", "klingon", "Id or file")
    target.write_bytes(changed(target.read_bytes(), edit))
    result = call("verify", target, folder)
    assert result.exit_code == 1
    assert "klingon" in result.output


def test_an_unknown_language_is_refused(make_report, tmp_path):
    target = Path(tmp_path) / "index.xlsx"
    result = CliRunner().invoke(cli, ["index", str(make_report()), "-o", str(target), "--lang", "zh"])
    assert result.exit_code == 2
    assert "zh-Hant" in result.output
    assert not target.exists()
