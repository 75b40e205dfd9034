"""The bytes of an .xlsx file → its sheets as openpyxl reads them. The only module that opens workbooks.

What openpyxl would take in silence is looked for first: floods of cells, sheets that it would leave out or
call otherwise, and the strict form, whose cells it does not see. Nothing is calculated, run or followed.
"""

from __future__ import annotations

import gc
import io
import math
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.datetime import from_excel

from esgmap.archive import SAVE_AGAIN, Archive, UnreadableError, open_archive, refusal
from esgmap.model import Problem, Source

Place = tuple[int, int]
"""Row and column of a cell, both counted from 1."""

MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
MOST_CELLS = 1_000_000
"""Cells that are taken in at most, empty ones with a look of their own too: about a gigabyte of memory."""

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT_BOOK = "http://purl.oclc.org/ooxml/spreadsheetml/main workbook"
_CELL, _FORMULA = f"{_MAIN} c", f"{_MAIN} f"
_SPREAD = (f"{_MAIN} mergeCell", f"{_MAIN} hyperlink", f"{_MAIN} comment")
"""Elements that make openpyxl create every cell of the range they name."""
_KINDS = {
    "n": "number",
    "s": "text",
    "str": "text",
    "inlineStr": "text",
    "d": "date",
    "b": "bool",
    "e": "error",
}
_STATES = {"hidden": "hidden", "veryHidden": "very hidden"}
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")

_MONTH, _DAY, _TIME = 'yyyy"年"m"月"', 'yyyy"年"m"月"d"日"', "h:mm:ss"
CHINESE_FORMATS = {
    **dict.fromkeys((27, 36, 50, 52, 57), _MONTH),
    **dict.fromkeys((28, 29, 30, 31, 51, 53, 54, 58), _DAY),
    **dict.fromkeys((32, 33, 34, 35, 55, 56), _TIME),
}
"""Formats that a Chinese Excel names by number alone (ECMA-376 part 1, 18.8.30); openpyxl knows none."""


@dataclass(frozen=True, slots=True)
class StoredCell:
    """A cell that holds something: its kind is text, number, date, bool or error.

    The value of a formula is None if its result is not in the file, and empty if the result is an empty text.
    """

    kind: str
    value: Any
    number_format: str
    formula: str
    """Begins with `=`; empty if the cell holds none."""


@dataclass(frozen=True, slots=True)
class StoredSheet:
    """A sheet of cells as openpyxl has it: once with the results of its formulas, once with the formulas."""

    shown: str
    name: str
    state: str
    values: Any
    written: Any

    def cells(self) -> dict[Place, StoredCell]:
        """The cells that hold something, by rows; raises `UnreadableError` at one that is damaged.

        Goes over the cells that there are (`_cells`): every public way walks the grid up to the farthest of
        them, which for one stray cell in the last corner is 17 thousand million.
        """
        told = ((place, _formula(cell)) for place, cell in self.written._cells.items())
        formulas = {place: formula for place, formula in told if formula}
        filled = {place for place, cell in self.values._cells.items() if cell.value not in (None, "")}
        return {
            place: self._cell(self.values._cells[place], formulas.get(place, ""))
            for place in sorted(filled | formulas.keys())
        }

    def _cell(self, cell: Any, formula: str) -> StoredCell:
        value, kind, number_format = cell.value, _KINDS.get(cell.data_type, ""), cell.number_format
        if cell.row > MOST_ROWS or cell.column > MOST_COLUMNS:
            raise self._damaged(f"no sheet has a cell `{cell.coordinate}`", cell)
        if not kind:
            raise self._damaged(f"a value of an unknown kind, `{cell.data_type}`", cell)
        if isinstance(value, float) and not math.isfinite(value):
            raise self._damaged("a number that is larger than any sheet can hold", cell)
        if kind == "text":
            value = _plain_text(value or "")
        number_format = CHINESE_FORMATS.get(cell._style.numFmtId, number_format)  # kept nowhere else
        if kind == "number" and value is not None and cell._style.numFmtId in CHINESE_FORMATS:
            value, kind = _moment(value, cell.parent.parent.epoch)
        return StoredCell(kind, value, number_format, formula)

    def _damaged(self, told: str, cell: Any) -> UnreadableError:
        place = Source(self.shown, cell.row, cell=f"{self.name}!{cell.coordinate}")
        return UnreadableError(refusal(f"the workbook is damaged ({told})", SAVE_AGAIN, place))

    def notes(self) -> dict[Place, tuple[str, str]]:
        """Author and text of the notes pinned to cells; openpyxl gives threaded comments as such notes."""
        pinned = [(place, cell.comment) for place, cell in self.values._cells.items() if cell.comment]
        return {place: (_author(note), _plain_text(note.text or "")) for place, note in sorted(pinned)}

    def hidden_rows(self) -> frozenset[int]:
        """The numbers of the rows that are not shown."""
        return frozenset(number for number, row in self.values.row_dimensions.items() if row.hidden)

    def merged(self) -> tuple[tuple[Place, Place], ...]:
        """The first and the last cell of each range that is merged into one."""
        ranges = self.values.merged_cells.ranges
        return tuple(sorted(((each.min_row, each.min_col), (each.max_row, each.max_col)) for each in ranges))

    def indents(self) -> dict[Place, int]:
        """How many steps a cell's text stands in, where it does."""
        found = {}
        for place, cell in self.values._cells.items():
            if cell.value is not None and cell.has_style and cell.alignment.indent:
                found[place] = int(cell.alignment.indent)
        return found

    def is_filtered(self) -> bool:
        """Whether a filter leaves out rows, of the sheet or of a table on it."""
        filters = [self.values.auto_filter, *(table.autoFilter for table in self.values.tables.values())]
        by_columns = any(each is not None and each.filterColumn for each in filters)
        return by_columns or bool(self.values.sheet_properties.filterMode)


@dataclass(frozen=True, slots=True)
class OpenBook:
    """A workbook that was opened: its sheets of cells in their order, and its parts."""

    archive: Archive
    sheets: tuple[StoredSheet, ...]


def open_book(raw: bytes, shown: str) -> tuple[OpenBook | None, list[Problem]]:
    """Open the bytes of a workbook, which messages call `shown`."""
    archive, problems = open_archive(raw, shown)
    if archive is None:
        return None, problems
    try:
        return _opened(raw, archive), []
    except UnreadableError as fault:
        return None, [fault.problem]


def coordinate(place: Place) -> str:
    """A cell's name as people write it.

    >>> coordinate((3, 28))
    'AB3'
    """
    return f"{get_column_letter(place[1])}{place[0]}"


# --- before openpyxl ------------------------------------------------------------------------------


@dataclass(slots=True)
class _Look:
    """Receives every element of every part, and keeps what is needed to know whether openpyxl can read it."""

    shown: str
    cells: int = 0
    spread: int = 0
    has_formulas: bool = False
    strict: bool = False
    faults: list[Problem] = field(default_factory=list)

    def begun(self, name: str, given: dict[str, str]) -> None:
        """An element begins."""
        if name == _CELL:
            self.cells += 1
        elif name == _FORMULA:
            self.has_formulas = True
        elif name in _SPREAD:
            self.spread += _area(given.get("ref", ""))
        elif name == _STRICT_BOOK:
            self.strict = True

    def problem(self) -> Problem | None:
        """What keeps openpyxl from reading the workbook rightly."""
        place = Source(self.shown)
        if self.strict:
            message = "the workbook was saved in the strict form of xlsx, which few programs read"
            return refusal(message, "save it as `Excel Workbook (*.xlsx)`", place)
        if self.cells > MOST_CELLS:
            message = (
                f"the workbook has more than {MOST_CELLS:,} cells, empty ones with a look of their own too"
            )
            hint = "delete empty rows and columns below and beside the tables, and sheets that are not needed"
            return refusal(message, hint, place)
        if self.spread > MOST_CELLS:
            message = f"more than {MOST_CELLS:,} cells of the workbook are merged or linked"
            return refusal(message, "undo the merging or linking of whole rows and columns", place)
        return None


def _area(ref: str) -> int:
    """How many cells a range has; whole rows and columns count in full."""
    try:
        left, top, right, bottom = range_boundaries(ref)
    except ValueError:
        return 0  # openpyxl will refuse it
    wide = (right or MOST_COLUMNS) - (left or 1) + 1
    return max(wide * ((bottom or MOST_ROWS) - (top or 1) + 1), 0)


# --- openpyxl -------------------------------------------------------------------------------------


def _opened(raw: bytes, archive: Archive) -> OpenBook:
    if "[Content_Types].xml" not in archive:
        raise UnreadableError(archive.damaged("its part `[Content_Types].xml` is missing"))
    look = _Look(archive.shown)
    archive.read_all(look.begun)
    if problem := look.problem():
        raise UnreadableError(problem)
    names = _names(archive)
    with _uncollected():
        values = _load(raw, archive, data_only=True)
        written = _load(raw, archive, data_only=False) if look.has_formulas else values
    for name in names:
        if name not in values.sheetnames:  # openpyxl leaves out a sheet whose part is missing
            raise UnreadableError(archive.damaged(f"the part of its sheet `{name}` is missing"))
    if not values.worksheets:
        raise UnreadableError(archive.damaged("it lists no sheet with cells"))
    return OpenBook(archive, tuple(_sheet(archive.shown, each, written) for each in values.worksheets))


@contextmanager
def _uncollected() -> Iterator[None]:
    """While a workbook is loaded, nothing is looked through for what could be freed.

    openpyxl makes some objects a cell and keeps all of them; the collector would go over them again and
    again, for a seventh of the time of loading.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _sheet(shown: str, values: Any, written: Any) -> StoredSheet:
    state = _STATES.get(values.sheet_state, "visible")
    return StoredSheet(shown, values.title, state, values, written[values.title])


def _load(raw: bytes, archive: Archive, data_only: bool) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what openpyxl leaves out (drop-downs, styles) is no text of a cell
        try:
            return openpyxl.load_workbook(io.BytesIO(raw), data_only=data_only, keep_links=False)
        except Exception as fault:  # openpyxl raises whatever a damaged file leads it into
            message = (
                "the workbook is damaged, or the program that saved it does not keep to the rules of xlsx"
            )
            raise UnreadableError(refusal(message, SAVE_AGAIN, Source(archive.shown))) from fault


def _names(archive: Archive) -> list[str]:
    """What the workbook calls its sheets; openpyxl gives another name to one whose name was there before."""
    mains = [each.target for each in archive.relations("") if each.kind == "officeDocument"]
    listed: list[str] = []

    def begun(name: str, given: dict[str, str]) -> None:
        if name == f"{_MAIN} sheet":
            listed.append(given.get("name", ""))

    archive.read(mains[0] if mains else "xl/workbook.xml", begun)
    folded = [name.casefold() for name in listed]
    for name in listed:
        if folded.count(name.casefold()) > 1:
            raise UnreadableError(archive.damaged(f"two of its sheets are called `{name}`"))
    return listed


def _formula(cell: Any) -> str:
    if cell.data_type != "f":
        return ""
    value = cell.value
    if hasattr(value, "r1"):  # a table of results, one for each value put into one or two cells
        return f"=TABLE({value.r1 or ''},{value.r2 or ''})"
    text = str(getattr(value, "text", value))  # an array formula is an object
    return text if text != "=" else ""


def _author(note: Any) -> str:
    author = _plain_text(note.author or "").strip()
    return "" if author == "None" else author  # what openpyxl makes of a note of nobody


def _moment(value: Any, epoch: Any) -> tuple[Any, str]:
    try:
        return from_excel(value, epoch), "date"
    except (OverflowError, ValueError):
        return value, "number"


def _plain_text(text: str) -> str:
    r"""A stored text as a person sees it: `_x000D_` and the like are signs, and lines end with `\n`."""
    if "_x" in text:
        text = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")
