"""Word files (.docx, .docm) → pages as Word last broke them, headings and tables, through python-docx.

The container is looked at before anything is unpacked: its size, entities, passwords. Macros are not run.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml import etree

from esgmap.archive import package_problems
from esgmap.documents.grids import Found, numbered
from esgmap.documents.printed import with_printed
from esgmap.documents.refusals import CODE, refused
from esgmap.model import Problem, Severity
from esgmap.pages import Page, ReadDocument

FAULTS = (PackageNotFoundError, LookupError, ValueError, TypeError, AttributeError, etree.LxmlError)
"""What python-docx raises over parts that are missing, or not what they should be."""


def read(raw: bytes, shown: str, _form: str, _options: object) -> tuple[ReadDocument | None, list[Problem]]:
    """Read a Word file; its pages are numbered only where Word left its page breaks in it."""
    if unsafe := package_problems(raw, shown):
        return None, [_as_word(each) for each in unsafe]
    problems: list[Problem] = []
    with zipfile.ZipFile(io.BytesIO(raw)) as file:
        if any(name.casefold().endswith("vbaproject.bin") for name in file.namelist()):
            told = "the file holds macros; they were not run"
            problems.append(refused(shown, told, "ask for it as .docx or PDF", Severity.NOTE))
    try:
        pages, tables = _walk(docx.Document(io.BytesIO(_as_docx(raw))))
    except FAULTS:
        hint = "open it in Word or LibreOffice and save it again as .docx"
        return None, [*problems, refused(shown, "the Word file is damaged", hint)]
    if not any(page.text.strip() for page in pages):
        hint = "what stands in text boxes or pictures is not read: save it as PDF with text"
        problems.append(refused(shown, "the Word file holds no text", hint))
    named, offset = with_printed(pages, {}) if len(pages) > 1 else (tuple(pages), None)
    return ReadDocument(shown, "", "DOCX", named, numbered(tables), offset), problems


def _as_word(problem: Problem) -> Problem:
    """A problem of the container, which speaks of workbooks, in the words of a Word file."""
    message = problem.message.replace("workbook", "file").replace("spreadsheet program", "word processor")
    hint = problem.hint.replace("Excel or LibreOffice", "Word or LibreOffice").replace(".xlsx", ".docx")
    hint = hint.partition("; empty rows")[0]
    return replace(problem, code=CODE, message=message, hint=hint)


def _as_docx(raw: bytes) -> bytes:
    """The file under the type that python-docx opens: one with macros calls itself another."""
    kinds = b"application/vnd.ms-word.document.macroEnabled.main+xml"
    with zipfile.ZipFile(io.BytesIO(raw)) as file:
        listed = file.read("[Content_Types].xml") if "[Content_Types].xml" in file.namelist() else b""
        if kinds not in listed:
            return raw
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
            for name in file.namelist():
                body = file.read(name)
                if name == "[Content_Types].xml":
                    plain = (
                        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
                    )
                    body = body.replace(kinds, plain)
                copy.writestr(name, body)
    return out.getvalue()


def _walk(document: Any) -> tuple[list[Page], list[Found]]:
    texts: list[list[str]] = [[]]
    sections: list[list[str]] = [[]]
    tables: list[Found] = []
    section, last = "", ""
    for block in document.iter_inner_content():
        if isinstance(block, Paragraph):
            breaks = len(block.rendered_page_breaks) + _own_breaks(block)
            for _ in range(breaks):
                texts.append([])
                sections.append([section] if section else [])
            text = block.text.strip()
            if (
                block.style is not None and (block.style.name or "").startswith(("Heading", "Title"))
            ) and text:
                section = text
                sections[-1].append(text)
            last = text or last
            texts[-1].append(text)
        elif isinstance(block, Table):
            rows = tuple(tuple(row) for row in _rows(block))
            tables.append(Found(rows, len(texts), "", last, section))
            texts[-1] += ["\t".join(row) for row in rows]
    paged = len(texts) > 1
    pages = [
        Page(number if paged else 0, "", "\n".join(text), tuple(within))
        for number, (text, within) in enumerate(zip(texts, sections, strict=True), 1)
    ]
    return pages, [each if paged else _unpaged(each) for each in tables]


def _unpaged(found: Found) -> Found:
    return Found(found.rows, 0, "", found.caption, found.section)


def _own_breaks(paragraph: Any) -> int:
    """Page breaks that the author put in, where Word has not marked its own."""
    if paragraph.rendered_page_breaks:
        return 0
    return sum(1 for mark in paragraph._p.xpath(".//w:br[@w:type='page']"))


def _rows(table: Any) -> Iterator[list[str]]:
    """The rows; a merged cell is given in each place that it covers."""
    for row in table.rows:
        yield [""] * row.grid_cols_before + [" ".join(cell.text.split()) for cell in row.cells]
