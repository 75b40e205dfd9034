"""A whole workbook as it came back → sheets of cells with their kinds, formulas and notes.

What comes in: the bytes of an .xlsx file that any program may have saved. What goes out: every cell that
holds something, as the text a person sees; or problems that say why the file cannot be read. Nothing is
calculated, no macro is run and no link is followed.
"""

from __future__ import annotations

from dataclasses import dataclass

from esgmap.archive import Archive, UnreadableError
from esgmap.model import Problem
from esgmap.opening import Place, StoredCell, StoredSheet, open_book
from esgmap.sheets import cell_text

MACROS = ("vbaProject", "xlMacrosheet", "xlIntlMacrosheet")
THREAD_AUTHOR = "tc="
THREAD_PREFACE = "linkid=870924"
"""Stands in the lines that Excel puts before a threaded comment for programs that know none."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell shows: `kind` is one of text, number, date, bool, error."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class BookSheet:
    """One sheet: its cells that hold something, the formulas behind them, and the notes pinned to them."""

    name: str
    state: str
    """visible, hidden, or very hidden (not offered in the menu that shows hidden sheets)."""
    cells: dict[Place, Cell]
    formulas: dict[Place, str]
    """Each begins with `=`. Without a stored result, or with an empty one, there is no cell in `cells`."""
    notes: dict[Place, str]
    """`author: text`; a line for each answer."""
    hidden_rows: int
    """How many rows that hold something are not shown."""
    filtered: bool
    """Whether a filter leaves out rows."""


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook: its sheets in their order, and what in it was neither run nor followed."""

    sheets: tuple[BookSheet, ...]
    has_macros: bool
    external_links: int


def read_book(raw: bytes, shown: str) -> tuple[Book | None, list[Problem]]:
    """Read the bytes of a workbook, called `shown` in messages: the book, or why it cannot be read."""
    opened, problems = open_book(raw, shown)
    if opened is None:
        return None, problems
    try:
        kinds = _parts_of_book(opened.archive)
        sheets = tuple(map(_sheet, opened.sheets))
    except UnreadableError as fault:
        return None, [fault.problem]
    return Book(sheets, any(kind in MACROS for kind in kinds), kinds.count("externalLink")), []


def _parts_of_book(archive: Archive) -> list[str]:
    mains = [each.target for each in archive.relations("") if each.kind == "officeDocument"]
    return [each.kind for main in mains for each in archive.relations(main)]


def _sheet(stored: StoredSheet) -> BookSheet:
    found = stored.cells()
    cells = {place: _cell(cell) for place, cell in found.items() if cell.value not in (None, "")}
    formulas = {place: cell.formula for place, cell in found.items() if cell.formula}
    notes = {place: _note(author, text) for place, (author, text) in stored.notes().items()}
    hidden = len({row for row, _ in found} & stored.hidden_rows())
    return BookSheet(stored.name, stored.state, cells, formulas, notes, hidden, stored.is_filtered())


def _cell(cell: StoredCell) -> Cell:
    value = cell.value
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10**15:
        value = float(value)  # as every spreadsheet program shows and saves it
    return Cell(cell_text(value), cell.kind)


def _note(author: str, text: str) -> str:
    """Author and text; Excel writes the author's name before a note itself, and none before a thread."""
    lines = text.split("\n")
    preface = [number for number, line in enumerate(lines) if THREAD_PREFACE in line]
    text = "\n".join(lines[preface[0] + 1 :] if preface else lines).strip()
    if not author or author.startswith(THREAD_AUTHOR) or text.startswith(f"{author}:"):
        return text
    return f"{author}: {text}"
