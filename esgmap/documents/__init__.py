"""Documents → pages, sections and tables, whatever form they come in; through well-kept libraries only.

Comes in: a file that a person names. Goes out: a `ReadDocument`, or problems that say what the file is and
what to do. The form is told by what the file holds, not by its name. Nothing opens the network.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from esgmap.documents.refusals import missing_library, refused
from esgmap.model import Problem, Severity
from esgmap.pages import ReadDocument

MOST_BYTES = 512 * 2**20
Progress = Callable[[int, int], None]
"""Called with the pages done and the pages there are."""
FORMS = {
    "PDF": ("esgmap.documents.pdf", "pypdfium2 and pdfplumber"),
    "DOCX": ("esgmap.documents.docx", "python-docx"),
    "HTML": ("esgmap.documents.html", "lxml"),
    "Markdown": ("esgmap.documents.plain", "charset-normalizer and ftfy"),
    "text": ("esgmap.documents.plain", "charset-normalizer and ftfy"),
}
ENDINGS = {
    "PDF": (".pdf",),
    "DOCX": (".docx", ".docm"),
    "HTML": (".html", ".htm", ".xhtml"),
    "Markdown": (".md", ".markdown"),
    "text": (".txt", ".text"),
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_document(
    path: Path, progress: Progress | None = None, with_tables: bool = True
) -> tuple[ReadDocument | None, list[Problem]]:
    """Read a document; the problems say what was wrong, and None that nothing could be read."""
    shown = path.name
    raw, problems = _bytes(path)
    if raw is None:
        return None, problems
    form = _form(raw, path)
    if form not in FORMS:
        return None, [refused(shown, f"the file is {form}", _advice(form))]
    module, library = FORMS[form]
    try:
        read = import_module(module).read
    except ImportError:
        return None, [missing_library(shown, library)]
    sha256 = hashlib.sha256(raw).hexdigest()
    document, found = read(raw, shown, form, (progress or _quiet, with_tables))
    found = [*_misnamed(path, form), *found]
    if document is None:
        return None, found
    return ReadDocument(shown, sha256, form, document.pages, document.tables, document.offset), found


def _misnamed(path: Path, form: str) -> list[Problem]:
    """A note where the ending of the name promises another form."""
    suffix = path.suffix.casefold()
    if suffix in ENDINGS[form] or suffix not in {each for endings in ENDINGS.values() for each in endings}:
        return []
    hint = f"read as what it is; give it the ending {ENDINGS[form][0]}"
    told = f"the file is {form}, whatever its name says"
    return [refused(path.name, told, hint, Severity.NOTE)]


def _quiet(_done: int, _all: int) -> None:
    """Tell nobody."""


def _bytes(path: Path) -> tuple[bytes | None, list[Problem]]:
    if path.is_dir():
        return None, [refused(path.name, "this is a folder, not a document", "name the file in it")]
    try:
        if path.stat().st_size > MOST_BYTES:
            hint = "split it, or save it with smaller pictures"
            return None, [refused(path.name, f"the file is larger than {MOST_BYTES // 2**20} MB", hint)]
        raw = path.read_bytes()
    except FileNotFoundError:
        return None, [refused(path.name, "there is no such file", f"looked for in {path.parent}")]
    except OSError as fault:
        return None, [
            refused(path.name, f"the file cannot be read: {fault.strerror}", "check its permissions")
        ]
    if not raw.strip(b"\0 \t\r\n"):
        return None, [refused(path.name, "the file is empty", "save it again, or name another file")]
    return raw, []


def _form(raw: bytes, path: Path) -> str:
    """What the file is, by its first bytes; only plain texts are told apart by their name."""
    start = raw[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"%pdf-" in raw[:1024].lower():
        return "PDF"
    if raw.startswith(b"PK"):
        return _zipped(raw)
    if raw.startswith(_OLE):
        return "a Word or Excel file of the old form, or one that is locked by a password"
    if raw.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*")):
        return "a picture"
    if raw.startswith(b"{\\rtf"):
        return "RTF"
    if start.startswith((b"<!doctype html", b"<html")) or (
        start.startswith((b"<?xml", b"<!doctype")) and b"<html" in raw[:65536].lower()
    ):
        return "HTML"
    suffix = path.suffix.casefold()
    if suffix in {".html", ".htm", ".xhtml"}:
        return "HTML"
    if start.startswith(b"<?xml"):
        return "XML, but no page of text"
    return "Markdown" if suffix in {".md", ".markdown"} else "text"


def _zipped(raw: bytes) -> str:
    if b"word/document.xml" in raw or b"word/" in raw:
        return "DOCX"
    if b"xl/workbook" in raw:
        return "a workbook"
    if b"mimetypeapplication/vnd.oasis" in raw[:200]:
        return "an OpenDocument file"
    return "a zip archive, or a document that is cut off"


def _advice(form: str) -> str:
    if form == "a workbook":
        return "its tables: esgmap documents tables FILE.xlsx; as a report's document, save it as PDF"
    if form == "a picture":
        return "run text recognition (OCR) over it and save it as PDF with text"
    return "save it as PDF, .docx, .html or .txt (UTF-8)"
