"""One sheet of an xlsx workbook → a grid of text, as a person sees it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from esgmap.archive import UnreadableError
from esgmap.model import Problem, Severity, Source
from esgmap.opening import OpenBook, Place, StoredCell, StoredSheet, coordinate, open_book

MOST_COLUMNS = 1_000
"""A table is not wider than this; what stands further to the right got there by mistake."""


def read_sheet(raw: bytes, shown: str, wanted: str) -> tuple[str, list[tuple[int, list[str]]], list[Problem]]:
    """Read the sheet called `wanted` (else the first that is not hidden): its name, its rows, the problems.

    A row is its number and its texts up to the last that is not empty; rows without any are left out. What a
    filter hides is read like the rest.
    """
    book, problems = open_book(raw, shown)
    if book is None:
        return "", [], problems
    sheet = _choose(book, wanted)
    try:
        stored = sheet.cells()
    except UnreadableError as fault:
        return sheet.name, [], [fault.problem]
    rows: dict[int, list[str]] = {}
    for (row, column), cell in stored.items():
        place = Source(shown, row, cell=f"{sheet.name}!{coordinate((row, column))}")
        problems += _cell_problems(cell, column, place)
        text = shown_text(cell.value, cell.number_format)
        if text.strip() and column <= MOST_COLUMNS:
            texts = rows.setdefault(row, [])
            texts += [""] * (column - 1 - len(texts))
            texts.append(text)
    if not rows and not problems:
        place = Source(shown, 1, cell=f"{sheet.name}!A1")
        problems = [
            Problem("empty-file", Severity.ERROR, "the sheet is empty", "fill in a header row", place)
        ]
    return sheet.name, list(rows.items()), problems


@dataclass(frozen=True, slots=True)
class SheetCells:
    """One sheet by its cells, for whoever looks for a table inside it.

    `numbers` are the cells that hold a number; `faults` what keeps a cell from being read.
    """

    name: str
    texts: dict[Place, str]
    numbers: frozenset[Place]
    faults: dict[Place, Problem]

    def rows(self) -> dict[int, dict[int, str]]:
        """The texts by row and column, in order."""
        rows: dict[int, dict[int, str]] = {}
        for (row, column), text in self.texts.items():
            rows.setdefault(row, {})[column] = text
        return rows

    def text(self, row: int, column: int) -> str:
        """The text of a cell; empty if it holds none."""
        return self.texts.get((row, column), "")

    def source(self, shown: str, row: int, column: int) -> Source:
        """Where a cell stands, in a workbook that messages call `shown`."""
        return Source(shown, row, cell=f"{self.name}!{coordinate((row, column))}")


def read_cells(sheet: StoredSheet) -> SheetCells:
    """Read every cell of a sheet as a person sees it; raises UnreadableError at a damaged one."""
    texts, faults, numbers = {}, {}, set()
    for place, cell in sheet.cells().items():
        source = Source(sheet.shown, place[0], cell=f"{sheet.name}!{coordinate(place)}")
        for problem in _cell_problems(cell, place[1], source):
            faults[place] = problem
        text = _with_zeros(shown_text(cell.value, cell.number_format), cell).strip()
        if text:
            texts[place] = text
        if cell.kind == "number":
            numbers.add(place)
    return SheetCells(sheet.name, texts, frozenset(numbers), faults)


def _with_zeros(text: str, cell: StoredCell) -> str:
    """A number with the zeros at its end that its format shows: 0.5 under `0.00` is seen as 0.50."""
    decimals = re.search(r"0\.(0+)", re.sub(r'\[[^]]*\]|"[^"]*"|\\.', "", cell.number_format.split(";")[0]))
    if cell.kind != "number" or not decimals or "E" in cell.number_format.upper().replace("GENERAL", ""):
        return text
    bare = text.removesuffix("%")
    whole, _, fraction = bare.partition(".")
    padded = f"{whole}.{fraction.ljust(len(decimals[1]), '0')}"
    return padded + text[len(bare) :]


def _choose(book: OpenBook, wanted: str) -> StoredSheet:
    named = [sheet for sheet in book.sheets if sheet.name.casefold() == wanted.casefold()]
    seen = [sheet for sheet in book.sheets if sheet.state == "visible"]
    return [*named, *seen, *book.sheets][0]


def _cell_problems(cell: StoredCell, column: int, place: Source) -> Iterator[Problem]:
    """What keeps a cell from being read."""
    if cell.value is None:
        message = f"the formula `{cell.formula}` has no stored result"
        hint = "open the workbook in Excel or LibreOffice, let it calculate, and save it"
        yield Problem("formula-without-value", Severity.ERROR, message, hint, place)
    elif cell.kind == "error":
        message = f"the cell shows the error `{cell.value}`"
        hint = "mend the formula, or type the value itself"
        yield Problem("formula-error", Severity.ERROR, message, hint, place)
    elif column > MOST_COLUMNS and str(cell.value).strip():
        message = f"the cell stands far to the right of any table (in column {column:,})"
        yield Problem("extra-cells", Severity.ERROR, message, "clear the cell", place)


def shown_text(value: Any, number_format: str) -> str:
    """A cell's text as its number format shows it, where that says more than the value alone.

    A spreadsheet stores 25% as 0.25, and turns `2021-08` into the first of August.

    >>> from datetime import date
    >>> shown_text(0.25, "0.0%"), shown_text(date(2021, 8, 1), "mmm-yy"), shown_text(20.5, "0.00")
    ('25%', '2021-08', '20.5')
    """
    if "%" in number_format and isinstance(value, int | float) and not isinstance(value, bool):
        return f"{cell_text(Decimal(cell_text(value)) * 100)}%"
    if hasattr(value, "year"):
        letters = re.sub(r'\[[^]]*\]|"[^"]*"|\\.', "", number_format).casefold()
        if "y" in letters and "d" not in letters and value.day == 1:
            return f"{value:%Y-%m}" if "m" in letters else f"{value:%Y}"
    return cell_text(value)


def cell_text(value: Any) -> str:
    """A cell's value as the text a person would type: a float keeps the 15 digits a spreadsheet holds.

    >>> cell_text(0.1 + 0.2), cell_text(2021), cell_text(True), cell_text(1.25e-7)
    ('0.3', '2021', 'TRUE', '0.000000125')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        value = Decimal(f"{value:.15g}")
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, timedelta):
        seconds = round(abs(value).total_seconds())
        sign = "-" if value < timedelta(0) else ""
        return f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    if hasattr(value, "isoformat"):
        return str(value.isoformat()).removesuffix("T00:00:00")
    return str(value)
