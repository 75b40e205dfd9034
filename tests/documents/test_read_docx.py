from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from made_documents import with_part, word
from reading import good, read, refusal

MAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MACRO = b"application/vnd.ms-word.document.macroEnabled.main+xml"
WORDS = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = b"http://schemas.openxmlformats.org/package/2006/relationships"
BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY x SYSTEM "file:///etc/hostname">]><w>&x;&b;</w>'
)


def report(document: Any) -> None:
    document.add_heading("Energy", 1)
    document.add_paragraph("Energy used")
    table = document.add_table(3, 3)
    for at, row in enumerate((("What", "MWh", ""), ("", "2023", "2024"), ("Grid", "1", "2"))):
        for column, text in enumerate(row):
            table.cell(at, column).text = text
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(0, 0).merge(table.cell(1, 0))
    document.add_page_break()
    document.add_heading("Waste", 1)
    document.add_paragraph("13 t of waste")


def simple() -> bytes:
    return word(lambda document: document.add_paragraph("Energy used: 12 MWh"))


def test_pages_headings_and_merged_cells(tmp_path: Path):
    document = good(tmp_path, "a.docx", word(report))
    assert [page.sections for page in document.pages] == [("Energy",), ("Energy", "Waste")]
    assert "13 t of waste" in document.pages[1].text
    (table,) = document.tables
    assert table.rows == (("What", "MWh", "MWh"), ("What", "2023", "2024"), ("Grid", "1", "2"))
    assert (table.caption, table.section, table.physical) == ("Energy used", "Energy", 1)


def test_a_document_without_page_breaks_has_no_page_numbers(tmp_path: Path):
    document = good(tmp_path, "a.docx", simple())
    assert [page.physical for page in document.pages] == [0]


@pytest.mark.parametrize("part", ["word/document.xml", "customXml/item1.xml"])
def test_entities_are_refused_unread(tmp_path: Path, part: str):
    assert refusal(tmp_path, "a.docx", with_part(simple(), part, BOMB)) == (
        f"the file declares entities in its part `{part}`, which no word processor does → ask who sent it; "
        "open it in Word or LibreOffice and save it again as .docx"
    )


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path):
    bomb = with_part(simple(), "word/media/a.xml", b" " * (300 * 2**20))
    told = refusal(tmp_path, "a.docx", bomb)
    assert told.startswith("the file would take 301 MB unpacked, ")
    assert told.endswith(" times its size → it may have been made to stop programs: ask who sent it")


def test_macros_are_told_and_not_run(tmp_path: Path):
    raw = simple()
    with zipfile.ZipFile(io.BytesIO(raw)) as file:
        types = file.read("[Content_Types].xml").replace(MAIN, MACRO)
    made = with_part(with_part(raw, "[Content_Types].xml", types), "word/vbaProject.bin", b"x")
    document, (problem,) = read(tmp_path, "a.docm", made)
    assert document is not None
    assert "12 MWh" in document.pages[0].text
    assert problem.message == "the file holds macros; they were not run"


def test_damaged_files(tmp_path: Path):
    assert refusal(tmp_path, "a.docx", simple()[:5000]) == (
        "the file was cut off on its way, or damaged → "
        "fetch it once more, or open it in its program and save it again"
    )
    told = refusal(tmp_path, "b.docx", with_part(simple(), "word/document.xml", b"<a"))
    assert told.startswith("the file is damaged (its part `word/document.xml`: ")
    assert told.endswith("open it in Word or LibreOffice and save it again as .docx")


@pytest.mark.parametrize(
    ("part", "body"),
    [
        ("word/document.xml", b'<w:document xmlns:w="%s"/>' % WORDS),
        ("word/styles.xml", b"<a/>"),
        ("_rels/.rels", b'<Relationships xmlns="%s"/>' % RELATIONS),
    ],
)
def test_parts_that_are_not_what_they_should_be(tmp_path: Path, part: str, body: bytes):
    assert refusal(tmp_path, "a.docx", with_part(simple(), part, body)) == (
        "the Word file is damaged → open it in Word or LibreOffice and save it again as .docx"
    )


def test_an_old_or_locked_file(tmp_path: Path):
    told = refusal(tmp_path, "a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    assert told.startswith(
        "the file is a Word or Excel file of the old form, or one that is locked by a password"
    )


def test_a_file_without_text(tmp_path: Path):
    _, (problem,) = read(tmp_path, "a.docx", word(lambda document: None))
    assert problem.message == "the Word file holds no text"
