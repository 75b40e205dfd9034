from __future__ import annotations

import zlib
from pathlib import Path

import pytest
from made_documents import Rows, columns, footed, page_of, pdf, table_pdf
from pdfplumber.page import Page
from pdfplumber.utils.exceptions import PdfminerException
from reading import good, printed, read, refusal

from esgmap.documents import read_document

DAMAGED = (
    "the PDF is damaged or cut off and cannot be opened → download or export it again; opening it in a PDF "
    "reader and saving it may mend it"
)
HEAD = ["Indicator", "2023", "2024"]


def rows(first: int, last: int) -> Rows:
    return [[f"Row {n}", f"{n},100", f"{n},200"] for n in range(first, last)]


def test_the_offset_of_printed_numbers_is_found(tmp_path: Path):
    sheets = [(f"sheet {n} has 7 words", str(n - 3) if n > 3 else "") for n in range(1, 11)]
    document = good(tmp_path, "a.pdf", footed(sheets))
    assert printed(document) == ["", "", "", *map(str, range(1, 8))]
    assert document.offset == 3
    assert document.pages[4].name == "p. 2 (page 5 of the file)"


def test_one_odd_number_at_the_edge_does_not_move_the_offset(tmp_path: Path):
    sheets = [(f"sheet {n}", "2030" if n == 4 else str(n + 10)) for n in range(1, 9)]
    document = good(tmp_path, "a.pdf", footed(sheets))
    assert printed(document) == [str(n + 10) for n in range(1, 9)]


def test_numbers_that_begin_anew_are_told_as_they_are_printed(tmp_path: Path):
    feet = [*map(str, range(1, 7)), *map(str, range(1, 5))]
    document = good(tmp_path, "a.pdf", footed(("words without number", foot) for foot in feet))
    assert printed(document) == feet
    assert document.offset == 0


@pytest.mark.parametrize("head", ["Kestrel Report 2024 {}", "{} 2024 Kestrel Report", "{} | Kestrel 2024"])
def test_a_number_beside_the_year_of_a_running_head(tmp_path: Path, head: str):
    sheets = [[head.format(n + 4), "words", f"Total {n * 100}", f"sum of {n * 7}"] for n in range(1, 7)]
    assert printed(good(tmp_path, "a.pdf", pdf(sheets))) == [str(n + 4) for n in range(1, 7)]


@pytest.mark.parametrize("count", [1, 2, 7])
def test_a_year_at_the_edge_is_no_page_number(tmp_path: Path, count: int):
    document = good(tmp_path, "a.pdf", pdf([["Report 2024", "words alone", "2024"]] * count))
    assert (printed(document), document.offset) == ([""] * count, None)


def test_two_columns_of_text_are_no_table(tmp_path: Path):
    left, right = ["The board has nine directors, and"] * 4, ["energy use fell by 7 in the whole year"] * 4
    assert good(tmp_path, "a.pdf", columns(left, right)).tables == ()


def test_roman_numbers_before_arabic_ones(tmp_path: Path):
    feet = ["", "ii", "iii", "iv", *map(str, range(1, 7))]
    document = good(tmp_path, "a.pdf", footed(("words without number", foot) for foot in feet))
    assert printed(document) == ["i", "ii", "iii", "iv", "1", "2", "3", "4", "5", "6"]


@pytest.mark.parametrize("foot", ["{} {}", "{} Kestrel Report 2024 {}"])
def test_two_printed_pages_on_one(tmp_path: Path, foot: str):
    feet = ["", *(foot.format(2 * n, 2 * n + 1) for n in range(1, 8))]
    document = good(tmp_path, "a.pdf", footed(("words without number", each) for each in feet))
    assert printed(document)[1:] == [f"{2 * n}-{2 * n + 1}" for n in range(1, 8)]


def test_a_ruled_table_with_its_caption_and_cells(tmp_path: Path):
    document = good(tmp_path, "a.pdf", table_pdf([("Energy of the group", [HEAD, *rows(1, 4)])]))
    (table,) = document.tables
    assert (table.caption, table.physical, table.rows[1]) == (
        "Energy of the group",
        1,
        ("Row 1", "1,100", "1,200"),
    )
    assert table.cells[1][2] == "r2c3"


def test_a_table_cut_over_pages_is_joined_and_says_so(tmp_path: Path):
    document = good(tmp_path, "a.pdf", table_pdf([("Energy of the group", [HEAD, *rows(1, 60)])]))
    (table,) = document.tables
    assert len(table.rows) == 60, "the header that is repeated is left out"
    assert [row[0] for row in table.rows[1:]] == [f"Row {n}" for n in range(1, 60)]
    assert table.notes[0] == "continued on page 2, with its header repeated there"


def test_two_tables_with_one_header_stay_two(tmp_path: Path):
    made = table_pdf([("Energy", [HEAD, *rows(1, 4)]), ("Water", [HEAD, *rows(5, 8)])])
    assert [table.caption for table in good(tmp_path, "a.pdf", made).tables] == ["Energy", "Water"]


@pytest.mark.parametrize("text", ["公司能源消耗总量为12,345.6吨", "Énergie 12 345,6 MWh"])
def test_other_scripts(tmp_path: Path, text: str):
    assert good(tmp_path, "a.pdf", page_of(text)).pages[0].text.strip() == text


def test_right_to_left_text_is_given_in_reading_order(tmp_path: Path):
    painted = "12345 ןוט היגרנא"
    assert good(tmp_path, "a.pdf", page_of(painted)).pages[0].text.strip() == "אנרגיה טון 12345"


def test_a_thousand_pages_are_told_one_by_one(tmp_path: Path):
    path, told = tmp_path / "a.pdf", []
    path.write_bytes(page_of("Energy 4,321 MWh", 1000))
    document, problems = read_document(path, lambda done, every: told.append((done, every)))
    assert document is not None
    assert (len(document.pages), problems) == (1000, [])
    assert told[:1000] == [(n, 1000) for n in range(1, 1001)]


def test_a_scanned_pdf_is_told_with_its_pages(tmp_path: Path):
    document, (problem,) = read(tmp_path, "scan.pdf", pdf([[], [], []]))
    assert document is not None
    assert problem.message == "none of the 3 pages holds text: the PDF is scanned, or made of pictures"
    assert problem.hint == "run text recognition (OCR) over it and save it as PDF with text"


def test_pages_without_text_are_counted_and_named(tmp_path: Path):
    _, (problem,) = read(tmp_path, "half.pdf", pdf([["Energy in words"], [], ["Water in words"], []]))
    assert problem.message == "2 pages (2, 4) of 4 hold no text (pictures, or blank)"


def test_a_locked_pdf_is_refused_and_one_with_an_empty_password_is_read(tmp_path: Path):
    locked = refusal(tmp_path, "a.pdf", pdf([["Energy 12 MWh"]], password="secret"))
    assert locked == "the PDF is locked by a password → open it with its password and save it without one"
    assert "Energy 12 MWh" in good(tmp_path, "b.pdf", pdf([["Energy 12 MWh"]], password="")).pages[0].text


def test_a_part_that_unpacks_without_end_is_refused_unread(tmp_path: Path):
    pack = zlib.compressobj(9)
    packed = b"".join(pack.compress(b" " * 2**20) for _ in range(201)) + pack.flush()
    told = refusal(tmp_path, "a.pdf", b"%PDF-1.4\n1 0 obj\n<< >>\nstream\n" + packed + b"\nendstream")
    assert told == (
        "a part of the file would take more than 200 MB unpacked → "
        "it may have been made to stop programs: ask who sent it"
    )


def test_tables_that_cannot_be_read_are_told_and_the_text_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def broken(*_: object, **__: object) -> None:
        raise PdfminerException("No /Root object!")

    monkeypatch.setattr("pdfplumber.open", broken)
    document, (problem,) = read(tmp_path, "a.pdf", pdf([["Energy 12 MWh"], ["Words"]]))
    assert document is not None
    assert "Energy 12 MWh" in document.pages[0].text
    assert problem.message == "the tables of 1 page (1) cannot be read"


def test_a_page_with_broken_content_keeps_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    found = Page.find_tables

    def broken(page: Page, *options: object) -> object:
        if page.page_number == 1:
            raise AttributeError("no such thing")
        return found(page, *options)

    monkeypatch.setattr(Page, "find_tables", broken)
    made = table_pdf([("Energy", [HEAD, *rows(1, 4)]), ("Water", [HEAD, *rows(5, 8)])])
    document, (problem,) = read(tmp_path, "a.pdf", made)
    assert document is not None
    assert [table.caption for table in document.tables] == ["Water"]
    assert problem.message == "the tables of 1 page (1) cannot be read"


@pytest.mark.parametrize("keep", [9, 400, 1500])
def test_a_pdf_that_is_cut_off(tmp_path: Path, keep: int):
    raw = footed([("words", "1"), ("words", "2"), ("words", "3")])
    assert len(raw) > 1500
    assert refusal(tmp_path, "a.pdf", raw[:keep]) == DAMAGED


def test_a_pdf_of_noise(tmp_path: Path):
    assert refusal(tmp_path, "a.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 40) == DAMAGED
