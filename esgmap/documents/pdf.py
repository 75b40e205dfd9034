"""PDF → pages with both numbers, sections from the outline, and tables; one page in memory at a time.

pypdfium2 gives the text, the labels and the outline, pdfplumber the tables. A page without text is counted
and told: it is a picture, and what stands on it cannot be searched.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Callable, Iterator
from typing import Any

import pdfplumber
import pypdfium2

from esgmap.documents.grids import Found, numbered
from esgmap.documents.printed import with_printed
from esgmap.documents.refusals import refused
from esgmap.documents.streams import LARGEST, floods
from esgmap.model import Problem, Severity
from esgmap.pages import Page, ReadDocument

MOST_PAGES = 5_000
FEW_LETTERS = 4
"""A page with fewer letters than this holds no text to speak of."""
RULED = {"vertical_strategy": "lines", "horizontal_strategy": "lines"}
GROUP, HEAD, WORDS = 60, 3, 5
"""A heading between rows has fewer letters than this; a head has at most so many lines; a cell with a figure
has at most so many words."""
Cell = tuple[float, float, str, Any]
"""Left, right, the text, and the line that it stands in."""
Progress = Callable[[int, int], None]


def read(
    raw: bytes, shown: str, _form: str, options: tuple[Progress, bool]
) -> tuple[ReadDocument | None, list[Problem]]:
    """Read a PDF; `options` are who is told of progress, and whether tables are wanted."""
    progress, with_tables = options
    file, problems = _opened(raw, shown)
    if file is None:
        return None, problems
    try:
        pages, problems = _pages(file, shown, progress)
    finally:
        file.close()
    named, offset = pages
    tables, unread = _tables(raw, named, progress) if with_tables and named else ([], [])
    if unread:
        hint = "figures there are looked for in the text alone; export the PDF again"
        told = f"the tables of {_some(unread)} cannot be read"
        problems.append(refused(shown, told, hint, Severity.WARNING))
    return ReadDocument(shown, "", "PDF", named, numbered(tables), offset), problems


def _opened(raw: bytes, shown: str) -> tuple[Any, list[Problem]]:
    if floods(raw):
        told = f"a part of the file would take more than {LARGEST // 2**20} MB unpacked"
        return None, [refused(shown, told, "it may have been made to stop programs: ask who sent it")]
    try:
        file = pypdfium2.PdfDocument(raw)
        count = len(file)
    except pypdfium2.PdfiumError as fault:
        if "password" in str(fault).lower() or "security" in str(fault).lower():
            hint = "open it with its password and save it without one"
            return None, [refused(shown, "the PDF is locked by a password", hint)]
        hint = "download or export it again; opening it in a PDF reader and saving it may mend it"
        return None, [refused(shown, "the PDF is damaged or cut off and cannot be opened", hint)]
    if not count:
        file.close()
        return None, [refused(shown, "the PDF has no pages", "export it again")]
    if count > MOST_PAGES:
        file.close()
        return None, [
            refused(shown, f"the PDF has {count:,} pages; {MOST_PAGES:,} are read at most", "split it")
        ]
    return file, []


def _pages(
    file: Any, shown: str, progress: Progress
) -> tuple[tuple[tuple[Page, ...], int | None], list[Problem]]:
    count = len(file)
    headings = _outline(file)
    pages, bare, broken, section = [], [], [], ""
    for index in range(count):
        text = _text(file, index)
        if text is None:
            broken.append(index + 1)
        elif sum(letter.isalnum() for letter in text) < FEW_LETTERS:
            bare.append(index + 1)
        within = [section] if section else []
        within += headings.get(index, [])
        section = within[-1] if within else ""
        pages.append(Page(index + 1, "", text or "", tuple(within)))
        progress(index + 1, count)
    labels = {index + 1: label for index in range(count) if (label := file.get_page_label(index))}
    return with_printed(pages, labels), _page_problems(shown, count, bare, broken)


def _text(file: Any, index: int) -> str | None:
    """The text of one page, or None if the page is damaged; the page is let go of again."""
    try:
        page = file[index]
        try:
            layer = page.get_textpage()
            try:
                return str(layer.get_text_bounded()).replace("\r\n", "\n").replace("\x02", "-")
            finally:
                layer.close()
        finally:
            page.close()
    except pypdfium2.PdfiumError:
        return None


def _outline(file: Any) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    try:
        for mark in file.get_toc():
            target = mark.get_dest()
            index = target.get_index() if target else None
            title = " ".join((mark.get_title() or "").split())
            if index is not None and title:
                found.setdefault(index, []).append(title)
    except (pypdfium2.PdfiumError, ValueError):
        return found
    return found


def _page_problems(shown: str, count: int, bare: list[int], broken: list[int]) -> list[Problem]:
    problems = []
    if broken:
        message = f"{_some(broken)} cannot be read"
        problems.append(refused(shown, message, "export the PDF again", Severity.WARNING))
    if len(bare) + len(broken) == count:
        whole = "1 page holds no text" if count == 1 else f"none of the {count} pages holds text"
        message = f"{whole}: the PDF is scanned, or made of pictures"
        hint = "run text recognition (OCR) over it and save it as PDF with text"
        return [*problems, refused(shown, message, hint)]
    if bare:
        message = f"{_some(bare)} of {count} hold no text (pictures, or blank)"
        hint = "what stands there cannot be searched; run text recognition (OCR) over the file"
        problems.append(refused(shown, message, hint, Severity.NOTE))
    return problems


def _some(pages: list[int]) -> str:
    named = ", ".join(str(each) for each in pages[:8]) + (" …" if len(pages) > 8 else "")
    return f"{len(pages)} page{'s' * (len(pages) > 1)} ({named})"


# --- tables -----------------------------------------------------------------------------------------


def _tables(raw: bytes, pages: tuple[Page, ...], progress: Progress) -> tuple[list[Found], list[int]]:
    """The tables with ruled lines; on a page without any, those that the columns of its numbers make.

    A page without a single digit is not searched. Second, the pages whose tables cannot be read.
    """
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # it tells small faults that harm nothing
    found: list[Found] = []
    unread: list[int] = []
    with_digits = [page.physical for page in pages if any(letter.isdigit() for letter in page.text)]
    try:
        sheets = pdfplumber.open(io.BytesIO(raw)).pages
    except Exception:  # over damaged content pdfminer raises nearly anything
        return [], with_digits
    if len(sheets) != len(pages):
        return [], with_digits
    for page, sheet in zip(pages, sheets, strict=True):
        if page.physical in with_digits:
            try:
                found += _on_page(page, sheet)
            except Exception:
                unread.append(page.physical)
        sheet.close()
        progress(page.physical, len(pages))
    return found, unread


def _on_page(page: Page, sheet: Any) -> Iterator[Found]:
    tables = [each for each in sheet.find_tables(RULED) if _is_table(each)]
    found = [(each.bbox, each.extract()) for each in tables] or list(_aligned(sheet))
    for place, (box, rows) in enumerate(found):
        yield Found(
            tuple(tuple(text or "" for text in row) for row in rows),
            page.physical,
            page.printed,
            _above(sheet, box),
            page.sections[-1] if page.sections else "",
            is_first=place == 0 and box[1] < 0.25 * sheet.height,
            is_last=place == len(found) - 1 and box[3] > 0.7 * sheet.height,
        )


def _is_table(table: Any) -> bool:
    rows = table.extract()
    full = [sum(bool(text and text.strip()) for text in row) for row in rows]
    return len(rows) > 1 and max(full, default=0) > 1


def _aligned(sheet: Any) -> Iterator[tuple[tuple[float, float, float, float], list[list[str]]]]:
    """Lines of words that end in figures, below each other: a table without rules.

    Words are parted into cells where the gap is wider than a blank; cells that overlap sideways are a column.
    A line of several cells right above is the head; a short line between two rows heads a group.
    """
    block: list[list[Cell]] = []
    held: list[list[Cell]] = []
    for line in [*sheet.extract_text_lines(return_chars=True), None]:
        cells = _split(line) if line else []
        is_row = any(_is_short(each) and any(letter.isdigit() for letter in each[2]) for each in cells[1:])
        if is_row:
            block += [*(held if block else [each for each in held if _is_head(each, cells)]), cells]
            held = []
            continue
        is_group = len(cells) == 1 and len(cells[0][2]) < GROUP and not cells[0][2].endswith(".")
        if block and line and not held and (len(cells) > 1 or is_group):
            held = [cells]
            continue
        if len(block) > 1:
            yield _box(block), _columns(block)
        block, held = [], [] if block or not cells else [*held, cells][-HEAD:]


def _is_short(cell: Cell) -> bool:
    """Whether a cell is no line of a second column of text."""
    return len(cell[2].split()) <= WORDS


def _is_head(cells: list[Cell], row: list[Cell]) -> bool:
    """Whether a line above a row is of its head: several cells, or one that stands over the figures."""
    return len(cells) > 1 or cells[0][0] > row[0][1]


def _split(line: dict[str, Any], least: float = 1.2) -> list[Cell]:
    """The cells of a line, parted by gaps of at least so many times the size of its letters."""
    cells: list[Cell] = []
    text, left, right = "", 0.0, 0.0
    for char in line["chars"]:
        gap = char["x0"] - right
        if text.strip() and gap > max(least * char["size"], 5 * least):
            cells.append((left, right, text.strip(), line))
            text = ""
        if not text.strip():
            text, left = "", char["x0"]
        elif gap > 0.2 * char["size"] and not text.endswith(" "):
            text += " "
        text += char["text"]
        right = char["x1"] if char["text"].strip() else max(right, char["x0"])
    return [*cells, (left, right, text.strip(), line)] if text.strip() else cells


def _box(block: list[list[Cell]]) -> tuple[float, float, float, float]:
    first, last = block[0][0][3], block[-1][0][3]
    lefts, rights = [row[0][0] for row in block], [row[-1][1] for row in block]
    return min(lefts), first["top"], max(rights), last["bottom"]


def _columns(block: list[list[Cell]]) -> list[list[str]]:
    """The cells of the lines under each other: those that overlap sideways stand in one column.

    The rows with figures make the columns; the words of the head go to the nearest. The first column holds
    the labels; a line that begins further right has none.
    """
    head = next((number for number, row in enumerate(block) if _is_data(row)), 0)
    spans: list[list[float]] = []
    for left, right, _, _ in sorted(
        (cell for row in block[head:] for cell in row[1:]), key=lambda each: each[0]
    ):
        if spans and left <= spans[-1][1]:
            spans[-1][1] = max(spans[-1][1], right)
        else:
            spans.append([left, right])
    labels = max(row[0][1] for row in block[head:] if len(row) > 1)
    rows = []
    for number, row in enumerate(block):
        cells = [""] * (len(spans) + 1)
        for place, (left, right, text, _) in enumerate(_words(row) if number < head else row):
            is_label = right <= labels if number < head else place == 0
            at = 0 if is_label and (number < head or left < spans[0][0]) else _nearest(spans, left, right)
            cells[at] = f"{cells[at]} {text}".strip()
        rows.append(cells)
    return rows


def _is_data(row: list[Cell]) -> bool:
    """Whether a line shows figures that are no years."""
    texts = [re.sub(r"\b(?:19|20)\d\d\b", "", text) for _, _, text, _ in row[1:]]
    return any(letter.isdigit() for text in texts for letter in text)


def _words(row: list[Cell]) -> list[Cell]:
    """The words of a line, each by itself."""
    line = row[0][3]
    return _split(line, 0.2)


def _nearest(spans: list[list[float]], left: float, right: float) -> int:
    """The number of the column, from 1, whose middle is nearest; of those that overlap, if any do."""
    middle = (left + right) / 2
    over = [n for n, span in enumerate(spans, 1) if span[0] <= right and left <= span[1]]
    among = over or range(1, len(spans) + 1)
    return min(among, key=lambda n: abs((spans[n - 1][0] + spans[n - 1][1]) / 2 - middle))


def _above(sheet: Any, box: tuple[float, float, float, float]) -> str:
    """The line right above a table."""
    top = max(box[1] - 40, sheet.bbox[1])
    if top >= box[1]:
        return ""
    text = sheet.within_bbox((sheet.bbox[0], top, sheet.bbox[2], box[1])).extract_text() or ""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else ""
