"""Text and Markdown → pages, sections and tables: form feeds part pages, tabs and pipes part cells.

The encoding is UTF-8 if the bytes are; otherwise it is told by charset-normalizer, and said to the reader.
UTF-8 that was once read as Latin-1 is put right by ftfy, and said too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import charset_normalizer
import ftfy

from esgmap.documents.grids import Found, numbered
from esgmap.documents.printed import with_printed
from esgmap.documents.refusals import refused
from esgmap.model import Problem, Severity
from esgmap.pages import Page, ReadDocument

HEADING = re.compile(r"^(#{1,6})\s+(.+?)\s*#*$")
CONTENTS = re.compile(r"^\W*(\d{1,3})\s+(\D.{2,80})$|^\W*(\D.{2,80}?)[\s.·…]+(\d{1,3})$")
RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*$")
MARK = re.compile(r"^\s*<!--\s*(?:page|p\.)\s*([0-9ivxlc]+)\s*-->\s*$", re.I | re.M)
LIKELY = [
    "cp1252",
    "cp1250",
    "cp1251",
    "cp1253",
    "cp1254",
    "cp1255",
    "cp1256",
    "gb18030",
    "big5",
    "shift_jis",
    "euc_kr",
]
"""The encodings in which texts of offices were saved before UTF-8; others only if none of them fits."""
MOJIBAKE = re.compile(r"[ÃÂâæåçè][\u0080-\u00bf‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")
Line = tuple[int, str]
"""A line with the number of its page, from 0."""


def read(raw: bytes, shown: str, form: str, _options: object) -> tuple[ReadDocument | None, list[Problem]]:
    """Read a text; pages are numbered only where form feeds part them."""
    text, problems = decoded(raw, shown)
    if text is None:
        return None, problems
    sheets, marks = _sheets(text)
    lines = [(page, line) for page, sheet in enumerate(sheets) for line in sheet.splitlines()]
    known = _headings([line for _, line in lines])
    pages: list[Page] = []
    section = ""
    for number, sheet in enumerate(sheets):
        within = [section] if section else []
        for line in sheet.splitlines():
            if name := known.get(line.strip()):
                section = name
                within.append(name)
        printed = marks[number] if marks else ""
        pages.append(Page(number + 1 if len(sheets) > 1 else 0, printed, sheet, tuple(within)))
    named, offset = with_printed(pages, {}) if len(pages) > 1 and not marks else (tuple(pages), None)
    tables = numbered(_tables(lines, known, named))
    return ReadDocument(shown, "", form, named, tables, offset), problems


def _sheets(text: str) -> tuple[list[str], list[str]]:
    """The text by pages, and their printed numbers where marks such as `<!-- page 7 -->` give them.

    What stands before the first mark belongs to the first page.
    """
    parts = MARK.split(text)
    if len(parts) > 2:
        return [parts[0] + parts[2], *parts[4::2]], parts[1::2]
    sheets = text.split("\f")
    if len(sheets) > 1 and not sheets[-1].strip():
        sheets.pop()
    return sheets, []


def decoded(raw: bytes, shown: str) -> tuple[str | None, list[Problem]]:
    """The text of the bytes, and what had to be guessed or put right."""
    problems: list[Problem] = []
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = raw.decode("utf-16", "replace")
    else:
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            best = _likeliest(raw)
            if best is None or b"\0" in raw:
                return None, [refused(shown, "the file is no text", "save it as PDF, .docx or UTF-8 text")]
            text = str(best)
            told = f"the text is not UTF-8; it was read as {best.encoding}"
            problems.append(refused(shown, told, "save it as UTF-8 if letters look wrong", Severity.WARNING))
    if "\0" in text:
        return None, [refused(shown, "the file is no text", "save it as PDF, .docx or UTF-8 text")]
    if len(MOJIBAKE.findall(text)) > len(text) // 2000 + 1:
        text = ftfy.fix_encoding(text)
        told = "UTF-8 letters stood in the file as others (â€™ for ’); they were put right"
        problems.append(refused(shown, told, "save the source again as UTF-8", Severity.WARNING))
    return text, problems


def _likeliest(raw: bytes) -> charset_normalizer.CharsetMatch | None:
    """The encoding that fits best; of several Western ones that fit as well, the usual one."""
    matches = charset_normalizer.from_bytes(raw, cp_isolation=LIKELY)
    best = matches.best() or charset_normalizer.from_bytes(raw).best()
    if best is None or best.multi_byte_usage:
        return best
    usual = (each for name in LIKELY for each in matches if each.encoding == name)
    return next((each for each in usual if each.chaos <= best.chaos), best)


def _headings(lines: list[str]) -> dict[str, str]:
    """The lines that are headings: Markdown's, and those that the document's own contents name."""
    found = {}
    named = set()
    for line in lines:
        stripped = line.strip()
        if mark := HEADING.match(stripped):
            found[stripped] = mark[2]
        elif entry := CONTENTS.match(stripped):
            named.add((entry[2] or entry[3]).strip(" .·…").casefold())
    for line in lines:
        stripped = line.strip()
        if stripped.casefold() in named and stripped not in found:
            found[stripped] = stripped
    return found


def _tables(lines: list[Line], known: dict[str, str], pages: tuple[Page, ...]) -> Iterator[Found]:
    section, caption, block, gap = "", "", list[tuple[str, ...]](), 0
    page, piped = 0, False
    for number, line in [*lines, (-1, "")]:
        stripped = line.strip()
        cells = _cells(line)
        if cells is not None:
            piped = line.lstrip().startswith("|")
            page = number if not block else page
            if cells:
                block.append(cells)
            gap = 0
            continue
        gap += not stripped
        if block and (stripped or gap > 1 or number < 0 or piped):
            yield Found(tuple(block), pages[page].physical, pages[page].printed, caption, section)
            block, caption = [], ""
        if name := known.get(stripped):
            section = caption = name
        elif stripped:
            caption = stripped.strip("*_ ")
    if block:
        yield Found(tuple(block), pages[page].physical, pages[page].printed, caption, section)


def _cells(line: str) -> tuple[str, ...] | None:
    """The cells of a line of a table; empty for the rule under a header, None for any other line."""
    if line.lstrip().startswith("|"):
        return (
            ()
            if RULE.match(line)
            else tuple(
                each.replace("\\|", "|").strip() for each in re.split(r"(?<!\\)\|", line.strip().strip("|"))
            )
        )
    return tuple(each.strip() for each in line.rstrip("\n").split("\t")) if "\t" in line.strip("\n") else None
