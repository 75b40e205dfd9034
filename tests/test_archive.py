"""The bytes of a workbook: what is none is refused in one clear sentence, and nothing is unpacked unseen."""

from __future__ import annotations

import io
import re
import struct
import tracemalloc
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_workbooks import TYPES, made, ole, parts_of, with_parts, zipped

from esgmap import archive
from esgmap.archive import open_archive
from esgmap.books import read_book
from esgmap.model import Problem, Severity
from esgmap.sheets import read_sheet

ROW = '<row r="1"><c r="A1"><v>1</v></c></row>'
AGAIN = "open it in Excel or LibreOffice and save it again as .xlsx"
BEYOND = "the workbook is damaged, or the program that saved it does not keep to the rules of xlsx"
AS_XLSX = "open it in Excel or LibreOffice and save it as .xlsx"


def refused(raw: bytes) -> Problem:
    """The one problem, which is the same for a workbook that came back and for a table of facts."""
    book, problems = read_book(raw, "back.xlsx")
    assert book is None
    _, rows, others = read_sheet(raw, "back.xlsx", "facts")
    assert rows == []
    assert others == problems
    assert len(problems) == 1
    assert (problems[0].code, problems[0].severity) == ("unreadable-workbook", Severity.ERROR)
    return problems[0]


def encrypted() -> bytes:
    """A workbook whose parts are locked inside the zip archive."""
    raw = bytearray(made(ROW))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        for found in re.finditer(re.escape(mark), bytes(raw)):
            raw[found.start() + offset] |= 1
    return bytes(raw)


def doubled() -> bytes:
    stream = io.BytesIO(made(ROW))
    with zipfile.ZipFile(stream, "a") as more:
        more.writestr("XL/worksheets/Sheet1.xml", "<worksheet/>")
    return stream.getvalue()


FORMS: list[tuple[str, bytes, str, str]] = [
    (
        "protected by a password",
        ole("EncryptionInfo", "EncryptedPackage"),
        "the workbook can only be opened with a password",
        "open it with its password, take the password off (Excel: File > Info > Protect Workbook), and save "
        "it as .xlsx",
    ),
    ("xls", ole("Workbook"), "the file is an old .xls workbook, whatever its name says", AS_XLSX),
    ("xls of Excel 5", ole("Book"), "the file is an old .xls workbook, whatever its name says", AS_XLSX),
    (
        "unknown old Office file",
        ole("WordDocument"),
        "the file is an old .xls workbook, or protected by a password; expected .xlsx",
        f"{AS_XLSX}, without a password to open it",
    ),
    (
        "text",
        b"id,label\na,b\n",
        "the file is no xlsx workbook, or it was cut off on its way",
        f"{AGAIN}; a text table gets the ending .csv or .tsv",
    ),
    (
        "cut off",
        made(ROW)[:-200],
        "the file was cut off on its way, or damaged: the list of its parts is missing",
        f"fetch it once more, or {AGAIN}",
    ),
    (
        "PDF",
        b"%PDF-1.7\n%\xe2\xe3",
        "the file is a PDF, whatever its name says",
        "ask for the workbook itself (.xlsx)",
    ),
    (
        "web page",
        b"\xef\xbb\xbf\r\n<HTML><table><tr><td>1</td></tr></table></HTML>",
        "the file is a web page, whatever its name says",
        AS_XLSX,
    ),
    (
        "XML spreadsheet",
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
        "the file is an XML spreadsheet of 2003, whatever its name says",
        AS_XLSX,
    ),
    (
        "OpenDocument",
        zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}),
        "the file is an OpenDocument file (.ods or the like), whatever its name says",
        AS_XLSX,
    ),
    (
        "xlsb",
        zipped({"[Content_Types].xml": TYPES, "xl/workbook.bin": b"\x83\x01"}),
        "the file is a binary workbook (.xlsb), whatever its name says",
        AS_XLSX,
    ),
    (
        "Numbers",
        zipped({"Index/Document.iwa": b"\0", "Metadata/Properties.plist": b""}),
        "the file is a file of Apple Numbers, Pages or Keynote, whatever its name says",
        "export it as Excel (.xlsx)",
    ),
    (
        "Word",
        zipped({"[Content_Types].xml": TYPES, "word/document.xml": "<x/>"}),
        "the file is a Word document, whatever its name says",
        "put its table into a workbook and save that as .xlsx",
    ),
    (
        "PowerPoint",
        zipped({"[Content_Types].xml": TYPES, "ppt/presentation.xml": "<x/>"}),
        "the file is a PowerPoint presentation, whatever its name says",
        "put its table into a workbook and save that as .xlsx",
    ),
    (
        "zip",
        zipped({"index.xlsx": made(ROW), "read me.txt": "hello"}),
        "the file is a zip archive without a workbook's parts, whatever its name says",
        "unpack it, and give the .xlsx file that it holds",
    ),
    (
        "locked parts",
        encrypted(),
        "parts of the file can only be opened with a password",
        f"{AS_XLSX}, without a password to open it",
    ),
    (
        "a part twice",
        doubled(),
        "the file holds its part `xl/worksheets/sheet1.xml` 2 times, so that programs differ in what they "
        "show",
        AGAIN,
    ),
]


@pytest.mark.parametrize(
    ("raw", "message", "hint"), [each[1:] for each in FORMS], ids=[each[0] for each in FORMS]
)
def test_what_is_no_workbook_is_named_for_what_it_is(raw: bytes, message: str, hint: str):
    found = refused(raw)
    assert (found.message, found.hint) == (message, hint)
    assert str(found.source) == "back.xlsx"


def test_the_name_of_a_stream_counts_only_in_the_directory():
    """An .xls may well hold the word that stands for a password."""
    raw = ole("Workbook") + b"\0" * 7 + "EncryptedPackage\0".encode("utf-16-le")
    assert "old .xls" in refused(raw).message


# --- floods ---------------------------------------------------------------------------------------


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    raw = bomb(600 * 2**20)
    assert len(raw) < 700_000
    tracemalloc.start()
    found = refused(raw)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert re.fullmatch(r"the file would take 600 MB unpacked, \d,\d\d\d times its size", found.message)
    assert found.hint == (
        "it may have been made to stop programs: ask who sent it; empty rows and columns can be deleted"
    )
    assert peak < 2_000_000


def test_a_small_file_that_swells_without_measure_is_refused():
    found = refused(bomb(40 * 2**20))
    assert re.fullmatch(r"the file would take 40 MB unpacked, \d{3} times its size", found.message)


def bomb(size: int) -> bytes:
    stream = io.BytesIO(made(ROW))
    with (
        zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as more,
        more.open("xl/media/image1.png", "w", force_zip64=True) as part,
    ):
        for _ in range(size >> 20):
            part.write(bytes(1 << 20))
    return stream.getvalue()


def test_a_part_that_is_longer_than_it_says_is_damage():
    """What a header tells of a length is a limit for reading, never a promise."""
    rows = "".join(f'<row r="{number}"><c r="A{number}"><v>1</v></c></row>' for number in range(1, 50_000))
    raw = bytearray(made(rows))
    info = zipfile.ZipFile(io.BytesIO(raw)).getinfo("xl/worksheets/sheet1.xml")
    found = re.search(re.escape(b"PK\x01\x02") + b".{42}xl/worksheets/sheet1.xml", bytes(raw), re.DOTALL)
    assert found
    assert struct.unpack_from("<I", raw, found.start() + 24) == (info.file_size,)
    struct.pack_into("<I", raw, found.start() + 24, 5_000)
    assert refused(bytes(raw)).message.startswith(
        "the workbook is damaged (its part `xl/worksheets/sheet1.xml`:"
    )


def test_too_many_parts_are_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(archive, "MOST_PARTS", 5)
    assert refused(made(ROW)).message == "the file holds 7 parts; at most 5 are read"


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_part_that_declares_entities_is_refused(part: str, encoding: str):
    """A few lines of entities could unfold into gigabytes, or draw in other files."""
    text = str(parts_of(ROW)[part])
    text = text.removeprefix('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n')
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/hostname">]>'
    whole = f'<?xml version="1.0" encoding="{encoding}"?>{laughs}{text}'
    found = refused(with_parts(ROW, {part: whole.encode(encoding)}))
    assert found.message == (
        f"the workbook declares entities in its part `{part}`, which no spreadsheet program does"
    )
    assert found.hint == f"ask who sent it; {AGAIN}"


# --- parts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "text", "told"),
    [
        ("[Content_Types].xml", None, "its part `[Content_Types].xml` is missing"),
        ("xl/workbook.xml", None, "its part `xl/workbook.xml` is missing"),
        ("xl/workbook.xml", "<workbook", "its part `xl/workbook.xml`: "),
        ("xl/workbook.xml", "<workbook/>", "it lists no sheet with cells"),
        ("xl/worksheets/sheet1.xml", None, "the part of its sheet `Facts` is missing"),
        (
            "xl/worksheets/sheet1.xml",
            "<worksheet><sheetData>",
            "its part `xl/worksheets/sheet1.xml`: no element",
        ),
        ("xl/worksheets/sheet1.xml", "", "its part `xl/worksheets/sheet1.xml`: no element"),
    ],
)
def test_a_part_that_is_missing_or_broken_is_named(part: str, text: str | None, told: str):
    parts = {name: value for name, value in {**parts_of(ROW), part: text}.items() if value is not None}
    found = refused(zipped(parts))
    assert found.message.startswith(f"the workbook is damaged ({told}")
    assert found.hint == AGAIN


def test_names_of_parts_that_openpyxl_does_not_find_are_refused():
    """Some programs write `\\` for `/`, a leading `/`, or other capitals."""
    parts = parts_of(ROW)
    for form in (lambda name: f"/{name}", lambda name: name.replace("/", "\\").upper()):
        found = refused(zipped({form(name): text for name, text in parts.items()}))
        assert (found.message, found.hint) == (BEYOND, AGAIN)


def test_a_workbook_that_does_not_say_where_its_sheets_are_is_refused():
    parts = parts_of(ROW)
    del parts["xl/_rels/workbook.xml.rels"]
    found = refused(zipped(parts))
    assert (found.message, found.hint) == (BEYOND, AGAIN)


def test_a_picture_may_hold_anything_but_entities():
    """Only parts that are XML by their names must be well formed."""
    book, problems = read_book(with_parts(ROW, {"xl/media/image1.png": b"\x89PNG\r\n"}), "back.xlsx")
    assert problems == []
    assert book is not None
    hostile = '<!DOCTYPE svg [<!ENTITY a "ha">]><svg/>'
    assert "declares entities" in refused(with_parts(ROW, {"xl/media/image1.svg": hostile})).message


def test_a_name_that_leads_out_of_the_archive_harms_nothing():
    book, problems = read_book(
        with_parts(ROW, {"../../outside.xml": "<x/>", "/etc/passwd": "x"}), "back.xlsx"
    )
    assert problems == []
    assert book is not None
    assert book.sheets[0].cells[1, 1].text == "1"


@given(st.integers(0, 4000), st.binary(min_size=1, max_size=8))
def test_no_damage_makes_the_reader_fail(position: int, junk: bytes):
    raw = bytearray(made(ROW, "<si><t>a</t></si>"))
    raw[position % len(raw) : position % len(raw) + len(junk)] = junk
    book, problems = read_book(bytes(raw), "back.xlsx")
    assert (book is None) == bool(problems)


@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0", b"<html"]),
)
def test_no_bytes_make_the_look_fail(junk: bytes, start: bytes):
    found, problems = open_archive(start + junk, "back.xlsx")
    assert (found is None) == bool(problems)
