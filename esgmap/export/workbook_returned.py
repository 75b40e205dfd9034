"""What was drawn into a workbook → what would be read of it, without a file in between.

Whoever compares a workbook that came back with what the inputs give now needs only this; a file would take
longer to write and to read again than everything else. Tests hold it equal to what is read of the file.
"""

from __future__ import annotations

from datetime import date, datetime, time

from esgmap.books import Book, BookSheet, Cell
from esgmap.export.workbook_record import Record
from esgmap.export.workbook_table import Formula, Link, Value
from esgmap.export.workbook_text import safe
from esgmap.opening import Place
from esgmap.returned import Returned, returned_of
from esgmap.sheets import cell_text

SHOWN = "the workbook made anew"


def returned(record: Record) -> Returned:
    """The workbook as it would come back untouched."""
    sheets = tuple(_sheet(name, values) for name, values in record.values())
    found = returned_of(Book(sheets, has_macros=False, external_links=0), SHOWN)
    if found is None:
        raise ValueError("a workbook was drawn without its seals")
    return found


def _sheet(name: str, values: dict[Place, Value]) -> BookSheet:
    """A sheet as it would be read; the record counts columns from 0, a reader from 1."""
    cells: dict[Place, Cell] = {}
    formulas: dict[Place, str] = {}
    for row, column in sorted(values):
        place, value = (row, column + 1), values[row, column]
        if isinstance(value, Formula):
            formulas[place] = value.text
        if cell := _cell(value):
            cells[place] = cell
    return BookSheet(name, "visible", cells, formulas, {}, hidden_rows=0, filtered=False)


def _cell(value: Value) -> Cell | None:
    """What a value shows; None where a reader finds nothing."""
    if isinstance(value, Link):
        value = value.text
    if isinstance(value, Formula):
        return _cell(value.value) if isinstance(value.value, str) else _number(float(value.value))
    if value is None or isinstance(value, str):
        text = safe(value or "")
        return Cell(text, "text") if text else None
    if isinstance(value, date):
        return Cell(cell_text(datetime.combine(value, time())), "date")
    return _number(float(f"{float(value):.16g}"))  # a file holds no more digits, but of results it does


def _number(value: float) -> Cell:
    return Cell(cell_text(value + 0.0), "number")  # no program keeps the sign of a zero
