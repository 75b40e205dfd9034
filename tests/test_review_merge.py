"""Reviewers' copies come back: what they wrote is found whatever was done to them, and nothing is lost."""

from __future__ import annotations

import io
import itertools
import zipfile
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.workbook import Workbook
from review_trips import CELLS, INDEX, Trip, cells, fill, filled, listed, put, read
from small_reports import FACTS, SASB_ALONE, write_report, write_rows
from tampering import column, row_of
from xlsxwriter import Workbook as Drawing

from esgmap.drawings import read_drawings
from esgmap.reviews import tidy

A, B = "sasb:tc-si-2018-10/TC-SI-220a.1-privacy", "sasb:tc-si-2018-10/TC-SI-130a.1-1"
DAY = date(2026, 11, 1)
CHAN = ("agreed", "A. Chan", DAY, "p. 12 seen")
LI = ("question", "B. Li", DAY, "which boundary?")


@pytest.fixture
def trip(make_report) -> Trip:
    return Trip(make_report(frameworks=SASB_ALONE))


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The workbook of the small report, before any review."""
    return small_trip(tmp_path_factory.mktemp("first")).workbook()


def small_trip(folder: Path) -> Trip:
    return Trip(write_report(folder, frameworks=SASB_ALONE))


def texts(remarks: Any) -> list[tuple[str, ...]]:
    return [(each.kind, each.review_status, each.reviewer, each.date, each.comment) for each in remarks]


def standings(trip: Trip) -> dict[str, str]:
    return {f"{each.remark.reviewer}: {each.remark.comment}": each.standing.value for each in trip.stood()}


# --- what comes in --------------------------------------------------------------------------------


def test_an_untouched_copy_brings_nothing(trip: Trip, first: bytes):
    assert trip.merge(a=first) == []
    assert trip.merge(a=filled(first)) == [], "nor does one that another program saved"
    assert trip.problems == []


def test_what_stands_in_the_review_cells_comes_in_once(trip: Trip, first: bytes):
    copy = filled(first, fill(A, *CHAN), fill(B, "open"))
    found = trip.merge(a=copy)
    assert texts(found) == [
        ("review", "open", "unnamed (a.xlsx)", "", ""),
        ("review", "agreed", "A. Chan", "2026-11-01", "p. 12 seen"),
    ]
    row = read(first).sheets[INDEX].rows[A]
    assert found[1].content_hash == row.text("Content hash") != ""
    assert found[1].made_with.startswith("esgmap ") and found[1].file == "a.xlsx"
    assert len(found[1].file_sha256) == 64
    before = (trip.folder / "reviews.csv").read_bytes()
    assert (
        trip.merge(a=copy)
        == []
        == trip.merge(a=filled(copy))
        == trip.merge(renamed=filled(copy, fill(B, None)))
    )
    assert (trip.folder / "reviews.csv").read_bytes() == before


def test_the_option_as_names_whoever_gave_no_name(trip: Trip, first: bytes):
    copy = filled(first, fill(A, "agreed", None, None, "fine"), fill(B, *LI))
    assert sorted(each.reviewer for each in trip.merge("C. Ho", a=copy)) == ["B. Li", "C. Ho"]
    assert trip.merge(a=copy) == [], "the same without the name is nothing new"


def test_a_name_that_comes_later_replaces_the_file_name(trip: Trip, first: bytes):
    copy = filled(first, fill(A, "agreed", None, None, "fine"))
    trip.merge(a=copy)
    trip.merge("C. Ho", a=copy)
    assert standings(trip) == {"unnamed (a.xlsx): fine": "superseded", "C. Ho: fine": "current"}


TEXTS = ["=1+1", "+1", "@x", "-5 t", "你好", "مرحبا ١٢", "a\nb\n\nc", "'x", "x" * 32_000]


def test_a_text_stays_that_text_all_the_way_round(trip: Trip, first: bytes):
    ids = [row for row in read(first).sheets[INDEX].rows if row.startswith("sasb:")][: len(TEXTS)]
    entries = {row: ("agreed", text[:50], text[:50], text) for row, text in zip(ids, TEXTS, strict=True)}
    trip.merge(a=filled(first, *(fill(row, *entry) for row, entry in entries.items())))
    told = {each.row_id: (each.review_status, each.reviewer, each.date, each.comment) for each in trip.log}
    assert told == entries
    second = trip.workbook()
    assert {row: cells(second, row) for row in ids} == entries
    assert {row["Comment"] for row in listed(second) if row["Remark"]} == set(TEXTS)
    assert trip.merge(a=second, b=filled(second)) == []


def test_a_text_longer_than_we_write_into_a_cell_is_whole_in_the_log_and_on_the_sheet(
    trip: Trip, first: bytes
):
    text = "".join(f"{number:05d} " for number in range(6000))[:32_767].strip()
    trip.merge(a=filled(first, fill(A, "agreed", "A", DAY, text)))
    assert trip.log[0].comment == text
    row = listed(trip.workbook())[1]
    assert row["Comment, continued"] and row["Comment"] + row["Comment, continued"] == text
    assert trip.merge(a=trip.workbook()) == []


# --- whoever writes last loses nothing ------------------------------------------------------------


def test_two_reviewers_who_differ_are_a_conflict_with_both_texts(trip: Trip, first: bytes):
    trip.merge(a=filled(first, fill(A, *CHAN)), b=filled(first, fill(A, *LI)))
    assert set(standings(trip).values()) == {"conflict"}
    second = trip.workbook()
    status, reviewer, day, comment = cells(second, A)
    assert (status, reviewer, day) == ("conflict", "A. Chan; B. Li", datetime(2026, 11, 1))
    assert (
        comment == "A. Chan (2026-11-01, agreed): p. 12 seen\nB. Li (2026-11-01, question): which boundary?"
    )
    rows = listed(second)
    assert rows[0]["Standing"] == "Conflicts: 2"
    assert [(row["Standing"], row["Review status"], row["Comment"]) for row in rows[1:]] == [
        ("conflict", "agreed", "p. 12 seen"),
        ("conflict", "question", "which boundary?"),
    ]
    assert trip.merge(c=second) == [], "what we wrote ourselves is no remark"


def test_a_copy_made_before_other_remarks_were_merged_loses_none(trip: Trip, first: bytes):
    trip.merge(a=filled(first, fill(A, *CHAN)))
    trip.merge(b=filled(first, fill(B, *LI)))
    assert cells(trip.workbook(), A)[:2] == ("agreed", "A. Chan")
    assert cells(trip.workbook(), B)[:2] == ("question", "B. Li")


def test_a_reviewer_changes_their_mind_in_the_next_workbook(trip: Trip, first: bytes):
    trip.merge(a=filled(first, fill(A, *CHAN)))
    found = trip.merge(a2=filled(trip.workbook(), fill(A, "rejected", ..., date(2026, 11, 3), "not there")))
    assert texts(found) == [("review", "rejected", "A. Chan", "2026-11-03", "not there")]
    assert standings(trip) == {"A. Chan: p. 12 seen": "superseded", "A. Chan: not there": "current"}
    assert cells(trip.workbook(), A) == ("rejected", "A. Chan", datetime(2026, 11, 3), "not there")


def test_another_reviewer_writes_over_the_first(trip: Trip, first: bytes):
    trip.merge(a=filled(first, fill(A, *CHAN)))
    trip.merge(b=filled(trip.workbook(), fill(A, *LI)))
    assert set(standings(trip).values()) == {"conflict"}


def test_an_answer_below_a_comment_is_kept_without_saying_the_comment_twice(trip: Trip, first: bytes):
    trip.merge(a=filled(first, fill(A, *CHAN)))
    found = trip.merge(b=filled(trip.workbook(), fill(A, ..., "B. Li", ..., "p. 12 seen\nand p. 13 too")))
    assert texts(found) == [("review", "agreed", "B. Li", "2026-11-01", "and p. 13 too")]


def test_a_third_person_settles_a_conflict(trip: Trip, first: bytes):
    trip.merge(a=filled(first, fill(A, *CHAN)), b=filled(first, fill(A, *LI)))
    second = trip.workbook()
    found = trip.merge(
        c=filled(second, fill(A, "agreed", "C. Ho", ..., cells(second, A)[3] + "\nas Chan says"))
    )
    assert texts(found) == [("review", "agreed", "C. Ho", "2026-11-01", "as Chan says")]
    assert standings(trip) == {
        "A. Chan: p. 12 seen": "superseded",
        "B. Li: which boundary?": "superseded",
        "C. Ho: as Chan says": "current",
    }


def test_whoever_leaves_two_names_standing_is_nobody_in_particular(trip: Trip, first: bytes):
    trip.merge(a=filled(first, fill(A, *CHAN)), b=filled(first, fill(A, *LI)))
    copy = filled(trip.workbook(), fill(A, "agreed"))
    assert [each.reviewer for each in trip.merge(c=copy)] == ["unnamed (c.xlsx)"]
    assert [each.reviewer for each in trip.merge("C. Ho", c=copy)] == ["C. Ho"]


def test_emptied_cells_are_a_withdrawal_that_only_its_author_can_make(trip: Trip, first: bytes):
    trip.merge(a=filled(first, fill(A, *CHAN)))
    copy = filled(trip.workbook(), fill(A, None, None, None, None))
    assert texts(trip.merge(b=copy)) == [("withdrawn", "", "unnamed (b.xlsx)", "", "")]
    assert cells(trip.workbook(), A)[1] == "A. Chan", "nobody's remark is taken out by somebody else"
    trip.merge("A. Chan", b=copy)
    assert standings(trip)["A. Chan: p. 12 seen"] == "superseded"
    assert cells(trip.workbook(), A) == (None,) * 4


def test_back_to_the_first_opinion_is_a_remark_of_its_own(trip: Trip, first: bytes):
    trip.merge(a=filled(first, fill(A, *CHAN)))
    trip.merge(b=filled(trip.workbook(), fill(A, "rejected")))
    found = trip.merge(c=filled(trip.workbook(), fill(A, "agreed")))
    assert texts(found) == [texts(trip.log)[0]]
    assert [each.standing.value for each in trip.stood()] == ["superseded", "superseded", "current"]


def test_without_the_sheet_reviews_the_log_tells_what_stood_there(trip: Trip, first: bytes):
    trip.merge(a=filled(first, fill(A, *CHAN)))
    copy = filled(trip.workbook(), lambda book: book.remove(book["Reviews"]), fill(A, "rejected"))
    trip.merge(b=filled(first, fill(B, *LI)))
    found = trip.merge(c=copy)
    assert texts(found) == [("review", "rejected", "A. Chan", "2026-11-01", "p. 12 seen")]
    assert found[0].after == (trip.log[0].id,)


def test_remarks_that_the_log_lost_come_back_with_the_workbook(trip: Trip, first: bytes):
    trip.merge(a=filled(first, fill(A, *CHAN)), b=filled(first, fill(A, *LI)))
    log, second = trip.log, trip.workbook()
    (trip.folder / "reviews.csv").unlink()
    trip.merge(c=filled(second, fill(B, "open", "C")))
    assert set(log) <= set(trip.log) and len(trip.log) == 3


# --- what changed since ---------------------------------------------------------------------------


def test_a_fact_that_changed_asks_for_another_review(trip: Trip, first: bytes):
    trip.merge(a=filled(first, fill(A, *CHAN), fill(B, *LI)))
    facts = [
        {**FACTS[2], "value": "Another policy altogether"} if each is FACTS[2] else each for each in FACTS
    ]
    write_rows(trip.folder / "facts.csv", "facts", facts)
    assert standings(trip) == {"A. Chan: p. 12 seen": "re-review", "B. Li: which boundary?": "current"}
    second = trip.workbook()
    assert cells(second, A) == ("re-review", "A. Chan", datetime(2026, 11, 1), "p. 12 seen")
    assert listed(second)[1]["Review status"] == "agreed", "what was said of the old content still stands"
    trip.merge(a=filled(second, fill(A, "agreed", ..., date(2026, 11, 9))))
    assert sorted(each.standing.value for each in trip.stood()) == ["current", "current", "superseded"]
    write_rows(trip.folder / "facts.csv", "facts", FACTS)
    assert standings(trip)["A. Chan: p. 12 seen"] in ("superseded", "re-review"), (
        "no old opinion comes back to life"
    )


def test_facts_are_reviewed_like_the_rows_of_an_index(trip: Trip, first: bytes):
    copy = filled(first, fill("scope1-2021", *CHAN, sheet="Facts"), fill("scope1-2020", *LI, sheet="Facts"))
    trip.merge(a=copy)
    assert set(standings(trip).values()) == {"current"}
    write_rows(trip.folder / "facts.csv", "facts", [{**FACTS[0], "value": "128.43"}, *FACTS[1:]])
    assert standings(trip) == {"A. Chan: p. 12 seen": "re-review", "B. Li: which boundary?": "current"}
    assert cells(trip.workbook(), "scope1-2021", "Facts")[0] == "re-review"
    assert cells(trip.workbook(), "scope1-2020", "Facts")[:2] == ("question", "B. Li")
    write_rows(trip.folder / "facts.csv", "facts", FACTS[1:])
    assert standings(trip)["A. Chan: p. 12 seen"] == "orphaned"


def test_a_row_that_is_gone_keeps_its_remarks(make_report):
    trip = Trip(make_report())
    old = Trip(trip.folder, "hkex")
    row = "hkex:esg-guide-2020/B1.1-gender"
    old.merge(a=filled(old.workbook(), fill(row, *CHAN, sheet="HKEX index")))
    assert [each.standing.value for each in trip.stood()] == ["orphaned"]
    rows = listed(trip.workbook())
    assert rows[0]["Standing"].startswith("Orphaned") and rows[1]["Comment"] == "p. 12 seen"
    assert trip.merge(b=trip.workbook()) == []


# --- what is written beside the review cells ------------------------------------------------------


def note(row_id: str, title: str, text: str) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        sheet = book[INDEX]
        sheet.cell(row_of(sheet, row_id), column(sheet, title)).comment = Comment(text, "A. Chan")

    return change


def beside(row_id: str, text: str, heading: str | None = None) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        sheet = book[INDEX]
        sheet.cell(row_of(sheet, row_id), sheet.max_column + (0 if heading is None else 1)).value = text
        if heading:
            sheet.cell(5, sheet.max_column).value = heading

    return change


def test_notes_pinned_to_cells_come_in_and_are_shown_again(trip: Trip, first: bytes):
    copy = filled(first, note(A, "Status", "why met?"), note(A, "Comment", "see mail"))
    found = trip.merge(a=copy)
    assert [(each.kind, each.row_id, each.place) for each in found] == [
        ("note", A, "Comment"),
        ("note", A, "Status"),
    ]
    assert ["see mail" in found[0].comment, "why met?" in found[1].comment] == [True, True]
    assert trip.merge(b=filled(first, note(A, "Status", "why met?"))) != [], "another file, without a name"
    shown = [row["Comment"] for row in listed(trip.workbook()) if row["Kind"] == "note"]
    assert len(shown) == 3


def test_text_beside_our_columns_is_kept_with_the_title_it_was_given(trip: Trip, first: bytes):
    found = trip.merge(
        a=filled(first, beside(A, "seen on site", "My own check"), beside(B, "=SUM(1,2)", "Sum"))
    )
    told = {(each.kind, each.row_id, each.place, each.comment) for each in found}
    assert ("beside", A, "My own check", "seen on site") in told
    assert ("beside", B, "Sum", "=SUM(1,2)") in told
    assert {each.comment for each in found} >= {"My own check", "Sum"}


def test_a_cell_typed_over_is_kept_with_what_stood_there(trip: Trip, first: bytes):
    was = read(first).sheets[INDEX].rows[B].text("Status")
    found = trip.merge("B. Li", a=filled(first, lambda book: put(book, B, "Status", "met")))
    assert [(each.kind, each.row_id, each.place, each.was, each.comment) for each in found] == [
        ("edit", B, "Status", was, "met")
    ]
    assert cells(trip.workbook(), B) == (None,) * 4, "an edit is no review, and changes no status"


def test_a_content_hash_typed_over_binds_a_remark_to_nothing(trip: Trip, first: bytes):
    copy = filled(first, lambda book: put(book, A, "Content hash", "ffff"), fill(A, *CHAN))
    trip.merge(a=copy)
    assert {each.content_hash for each in trip.log} == {"unknown"}
    assert {each.standing.value for each in trip.stood()} == {"re-review"}


def test_added_rows_and_sheets_are_kept_whole(trip: Trip, first: bytes):
    def change(book: Workbook) -> None:
        sheet = book[INDEX]
        last = sheet.max_row + 2
        sheet.cell(last, 1).value = "A row of my own"
        sheet.cell(last, column(sheet, "Reviewer")).value = "D. Wu"
        sheet.cell(last + 1, column(sheet, "Comment")).value = "a stray comment"
        sheet.cell(2, 12).value = "above the table"
        own = book.create_sheet("My notes")
        own["B2"], own["C2"], own["B3"] = "to do", 3, "ask about scope 3"
        own["B3"].comment = Comment("by phone", "D. Wu")

    found = trip.merge(a=filled(first, change))
    told = "\n".join(each.comment for each in found)
    for text in (
        "A row of my own",
        "a stray comment",
        "above the table",
        "to do · 3\nask about scope 3",
        "by phone",
    ):
        assert text in told
    assert "D. Wu" in {each.reviewer for each in found if each.kind == "added-row"}
    assert ("review-sheet", "My notes!A1") in trip.told()
    assert {each.standing.value for each in trip.stood()} <= {"current", "orphaned"}
    assert trip.merge(a=filled(first, change)) == []


def test_text_boxes_are_kept_and_pictures_told(trip: Trip, first: bytes):
    kept = io.BytesIO()
    with Drawing(kept, {"in_memory": True}) as book:
        sheet = book.add_worksheet("My drawings")
        sheet.insert_textbox(1, 1, "a box\nof two lines 你好")
        sheet.insert_image(9, 1, "dot.png", {"image_data": io.BytesIO(DOT)})
        book.add_worksheet("Empty")
    drawn = read_drawings(kept.getvalue(), "x.xlsx")
    assert [(each.sheet, each.texts, each.pictures) for each in drawn] == [
        ("My drawings", ("a box\nof two lines 你好",), 1)
    ]
    assert read_drawings(first, "x.xlsx") == [], "our own chart is no remark"

    body = "<xdr:txBody><a:p><a:r><a:t>see mail</a:t></a:r></a:p></xdr:txBody>"
    shape = f'<xdr:sp xmlns:xdr="{XDR}" xmlns:a="{DML}">{body}</xdr:sp>'
    copy = with_part(
        first, "xl/drawings/drawing1.xml", lambda text: text.replace("</xdr:wsDr>", f"{shape}</xdr:wsDr>")
    )
    found = trip.merge("A. Chan", a=copy)
    assert [(each.kind, each.sheet, each.place, each.comment) for each in found] == [
        ("beside", "Summary", "text box", "see mail")
    ]


DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c63f8cfc0f01f0005"
    "0001ff89993d1d0000000049454e44ae426082"
)
"""A picture of one pixel."""
XDR = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
DML = "http://schemas.openxmlformats.org/drawingml/2006/main"


def with_part(raw: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """A workbook with one of its parts changed."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, change(text.decode()).encode() if name == part else text)
    return kept.getvalue()


# --- what was done to the copy --------------------------------------------------------------------


def test_sorted_hidden_renamed_and_moved_makes_no_difference(trip: Trip, first: bytes):
    def change(book: Workbook) -> None:
        sheet = book[INDEX]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=6)]
        for number, row in enumerate(reversed(rows), 6):
            for place, value in enumerate(row, 1):
                sheet.cell(number, place).hyperlink = None
                sheet.cell(number, place).value = value
        sheet.insert_cols(3)
        sheet.insert_rows(1, 2)
        sheet.auto_filter.ref = None
        sheet.row_dimensions[9].hidden = True
        sheet.title = "for Chan"
        sheet.sheet_state = "hidden"
        book.move_sheet(sheet, -2)

    found = trip.merge(a=filled(first, fill(A, *CHAN), fill(B, *LI), change))
    assert {each.row_id: each.comment for each in found} == {A: "p. 12 seen", B: "which boundary?"}
    assert set(standings(trip).values()) == {"current"}


def test_rows_that_were_deleted_are_told_and_their_remarks_stay(trip: Trip, first: bytes):
    trip.merge(a=filled(first, fill(A, *CHAN)))
    copy = filled(trip.workbook(), lambda book: book[INDEX].delete_rows(row_of(book[INDEX], A)))
    assert trip.merge(b=copy) == []
    assert trip.told() == [("review-rows", INDEX)]
    assert A in trip.problems[0].message
    assert cells(trip.workbook(), A)[1] == "A. Chan"


def test_review_columns_that_were_deleted_withdraw_nothing(trip: Trip, first: bytes):
    trip.merge(a=filled(first, fill(A, *CHAN)))

    def drop(*titles: str) -> Callable[[Workbook], None]:
        return lambda book: [book[INDEX].delete_cols(column(book[INDEX], title)) for title in titles]

    assert trip.merge(b=filled(trip.workbook(), drop(*CELLS))) == []
    assert [code for code, _ in trip.told()] == ["review-columns"]
    assert trip.merge(c=filled(trip.workbook(), drop("Date", "Reviewer"))) == []
    found = trip.merge(d=filled(trip.workbook(), fill(A, "rejected"), drop("Comment")))
    assert texts(found) == [("review", "rejected", "A. Chan", "2026-11-01", "p. 12 seen")]


def test_a_sheet_that_was_deleted_is_told(trip: Trip, first: bytes):
    trip.merge(a=filled(first, fill(A, *CHAN)))
    assert trip.merge(b=filled(trip.workbook(), lambda book: book.remove(book[INDEX]))) == []
    assert [code for code, _ in trip.told()] == ["review-sheet"]


def test_a_row_that_was_copied_brings_both_remarks(trip: Trip, first: bytes):
    def change(book: Workbook) -> None:
        sheet = book[INDEX]
        number, last = row_of(sheet, A), sheet.max_row + 1
        for place in range(1, sheet.max_column + 1):
            sheet.cell(last, place).value = sheet.cell(number, place).value
        sheet.cell(last, column(sheet, "Comment")).value = "once more"

    found = trip.merge(a=filled(first, fill(A, *CHAN), change))
    assert sorted(each.comment for each in found) == ["once more", "p. 12 seen"]
    assert [code for code, _ in trip.told()] == ["review-twice"]


def test_a_sheet_that_was_copied_brings_both_remarks(trip: Trip, first: bytes):
    def change(book: Workbook) -> None:
        book.copy_worksheet(book[INDEX]).title = "mine"
        put(book, A, "Comment", "in my own copy", "mine")

    found = trip.merge(a=filled(first, fill(B, *LI), change))
    assert sorted((each.sheet, each.row_id, each.comment) for each in found) == [
        (INDEX, B, "which boundary?"),
        (INDEX, A, "in my own copy"),
    ]
    assert ("review-sheet", "mine!A1") in trip.told()


def test_a_copy_without_seals_is_read_by_those_of_the_new_workbook(trip: Trip, first: bytes):
    trip.merge(a=filled(first, fill(A, *CHAN)))
    copy = filled(trip.workbook(), lambda book: book.remove(book["Seals"]), fill(B, *LI))
    found = trip.merge(b=copy)
    assert [(each.row_id, each.comment) for each in found] == [(B, "which boundary?")]
    assert "review-seals" in [code for code, _ in trip.told()]


def test_what_was_typed_otherwise_than_offered_is_kept_and_told(trip: Trip, first: bytes):
    sheet = read(first).sheets[INDEX]
    copy = filled(first, fill(A, "OK!", "A. Chan", "1/11/2026", "fine"), fill(B, "open", "B", 45962, "=1+1"))
    found = trip.merge(a=copy)
    assert texts(found) == [
        ("review", "open", "B", "2025-11-01", "=1+1"),
        ("review", "OK!", "A. Chan", "1/11/2026", "fine"),
    ]
    assert sorted(trip.told()) == sorted(
        [
            ("review-status", sheet.cell(sheet.rows[A], "Review status")),
            ("review-date", sheet.cell(sheet.rows[A], "Date")),
        ]
    )
    assert cells(trip.workbook(), A) == ("OK!", "A. Chan", "1/11/2026", "fine")
    assert cells(trip.workbook(), B)[2] == datetime(2025, 11, 1), "a number under a date format is a date"
    assert trip.merge(b=trip.workbook()) == []


def test_a_formula_without_a_result_is_kept_as_its_text(trip: Trip, first: bytes):
    def change(book: Workbook) -> None:
        sheet = book[INDEX]
        sheet.cell(row_of(sheet, A), column(sheet, "Comment")).value = "=1+1"

    assert [each.comment for each in trip.merge(a=filled(first, change))] == ["=1+1"]
    assert [code for code, _ in trip.told()] == ["review-formula"]


# --- whatever they write, in whatever order -------------------------------------------------------

WORDS = st.text(
    st.characters(
        codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"], exclude_characters="\ufffe\uffff"
    ),
    max_size=30,
).map(str.strip)
STATUSES = st.sampled_from(["", "open", "agreed", "question", "rejected", "done"])
NAMES = st.sampled_from(["", "A. Chan", "B. Li", "陈"])
DAYS = st.sampled_from([None, date(2026, 11, 1), date(2026, 11, 2), "1/11/2026"])
ENTRY = st.tuples(STATUSES, NAMES, DAYS, WORDS.filter(bool))
PLACES = st.integers(0, 39)
ONE_COPY = st.dictionaries(PLACES, ENTRY, min_size=1, max_size=5)


def named(number: int) -> Callable[[Workbook], None]:
    """Two copies are never the same file."""
    return lambda book: setattr(book.properties, "title", f"copy {number}")


@settings(max_examples=2)
@given(copies=st.lists(ONE_COPY, min_size=1, max_size=3), after=ONE_COPY)
def test_no_remark_is_ever_lost_and_the_order_of_the_copies_does_not_matter(
    first: bytes,
    tmp_path_factory: pytest.TempPathFactory,
    copies: list[dict[int, Any]],
    after: dict[int, Any],
):
    fresh = read(first)
    ids = [row for row in fresh.sheets[INDEX].rows if row.startswith("sasb:")][:40]
    sent = {
        f"copy{number}": filled(
            first, *(fill(ids[place], *entry) for place, entry in copy.items()), named(number)
        )
        for number, copy in enumerate(copies)
    }
    logs = []
    for order in list(itertools.permutations(sent))[:3]:
        trip = small_trip(tmp_path_factory.mktemp("trip"))
        for name in order:
            trip.merge(fresh=fresh, **{name: sent[name]})
        assert trip.merge(fresh=fresh, **sent) == []
        logs.append(trip)
    assert all(set(each.log) == set(logs[0].log) for each in logs)
    trip = logs[0]
    told = Counter((each.row_id, each.review_status, each.comment) for each in trip.log)
    for copy in copies:
        for place, (status, _, _, comment) in copy.items():
            assert told[ids[place], status, tidy(comment)] >= 1

    second = trip.workbook()
    shown = {row["Remark"]: row["Comment"] for row in listed(second) if row["Remark"]}
    assert set(shown) == {each.id for each in trip.log}
    assert trip.merge(again=second) == []
    more = filled(second, *(fill(ids[place], *entry) for place, entry in after.items()))
    before = trip.log
    trip.merge(more=more)
    assert trip.log[: len(before)] == before
    everything = "\n".join(each.comment for each in trip.log)
    assert all(tidy(entry[3]) in everything for entry in after.values())
