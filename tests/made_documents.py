"""Small documents for the tests, made on the spot: PDFs by fpdf2 or by hand, Word files by python-docx."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable
from typing import Any

import docx
from fpdf import FPDF

Rows = list[list[str]]


def pdf(pages: Iterable[Iterable[str]], password: str | None = None) -> bytes:
    """A PDF with lines of text on each page; a password locks it, an empty one only encrypts it."""
    out = FPDF(unit="pt", format="A4")
    out.set_auto_page_break(False)
    if password is not None:
        out.set_encryption(owner_password="owner", user_password=password)
    out.set_font("helvetica", size=11)
    for lines in pages:
        out.add_page()
        for number, line in enumerate(lines):
            if line:
                out.text(60, 60 + 16 * number, line)
    return bytes(out.output())


def footed(texts: Iterable[tuple[str, str]]) -> bytes:
    """A PDF with one line of text on each page, and one at its foot."""
    return pdf([[text, "in plain words", *[""] * 42, foot] for text, foot in texts])


def columns(left: Iterable[str], right: Iterable[str]) -> bytes:
    """A PDF with one page of two columns, the left one written first."""
    out = FPDF(unit="pt", format="A4")
    out.set_font("helvetica", size=10)
    out.add_page()
    for across, lines in ((50, left), (310, right)):
        for number, line in enumerate(lines):
            out.text(across, 80 + 14 * number, line)
    return bytes(out.output())


def table_pdf(tables: Iterable[tuple[str, Rows]]) -> bytes:
    """A PDF with one ruled table under each caption, each begun on a page of its own."""
    out = FPDF(unit="pt", format="A4")
    out.set_font("helvetica", size=10)
    for caption, rows in tables:
        out.add_page()
        if caption:
            out.cell(text=caption, new_x="LMARGIN", new_y="NEXT")
            out.ln(4)
        with out.table() as table:
            for row in rows:
                table.row(row)
    return bytes(out.output())


def page_of(text: str, pages: int = 1) -> bytes:
    """A PDF whose pages all show one line, letter by letter through a map to Unicode: any script, no font."""
    codes = {letter: number for number, letter in enumerate(dict.fromkeys(text), 1)}
    shown = "".join(f"{codes[letter]:04x}" for letter in text)
    stream = f"BT /F1 12 Tf 72 700 Td <{shown}> Tj ET".encode()
    lines = "\n".join(
        f"<{number:04x}> <{letter.encode('utf-16-be').hex()}>" for letter, number in codes.items()
    )
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n"
        f"1 begincodespacerange <0000> <ffff> endcodespacerange\n{len(codes)} beginbfchar\n{lines}\n"
        "endbfchar endcmap end end"
    ).encode()
    kids = " ".join(f"{8 + number} 0 R" for number in range(pages))
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 3 0 R >> >> >>"
    )
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {pages} /Kids [{kids}] >>".encode(),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Made /Encoding /Identity-H "
        b"/DescendantFonts [5 0 R] /ToUnicode 6 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Made /DW 600 /FontDescriptor 7 0 R "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(cmap), cmap),
        b"<< /Type /FontDescriptor /FontName /Made /Flags 4 /FontBBox [0 0 600 700] /ItalicAngle 0 "
        b"/Ascent 700 /Descent 0 /CapHeight 700 /StemV 80 >>",
    ]
    return _numbered([*objects, *[page] * pages])


def _numbered(objects: list[bytes]) -> bytes:
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.4\n")
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    for place in places:
        out.write(b"%010d 00000 n \n" % place)
    size = len(objects) + 1
    out.write(b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (size, start))
    return out.getvalue()


def word(write: Callable[[Any], None]) -> bytes:
    """A Word file that a function fills."""
    made = docx.Document()
    write(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def with_part(raw: bytes, name: str, body: bytes) -> bytes:
    """A package with one part put in, or put in the place of what was there."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.namelist():
            if each != name:
                new.writestr(each, old.read(each))
        new.writestr(name, body)
    return out.getvalue()
