"""Pages of words: sheets that are read from the top, with a label, a text and a link in each row."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from xlsxwriter.worksheet import Worksheet

from esgmap.export.workbook_pen import KINDS, LOOKS, NAVY, STATUS_LOOKS, Pen, row_height
from esgmap.export.workbook_table import Column, Link, Row, Value

COLUMNS = (Column("", 25, "code"), Column("", 92), Column("", 38))
Entry = tuple[str, tuple[Value, ...]]
"""The kind of a row (`title`, `subtitle`, `section`, `line`, `head`, `proposed`, a status) and its cells."""


def write_page(
    pen: Pen, sheet: Worksheet, name: str, entries: Iterable[Entry], is_named: bool = False
) -> None:
    """Write the rows and seal them; `is_named` says that the labels name the rows, each only once."""
    for number, column in enumerate(COLUMNS):
        sheet.set_column(number, number, column.width)
    row = 0
    for row, (kind, cells) in enumerate(entries, start=1):
        _write(pen, sheet, row, kind, cells)
    sheet.freeze_panes(2, 0)
    sheet.repeat_rows(0, 1)
    sheet.print_area(0, 0, max(row, 1) - 1, len(COLUMNS) - 1)
    pen.record.sheet(name, name, COLUMNS, (0,) if is_named else (), (1, row))


def _write(pen: Pen, sheet: Worksheet, row: int, kind: str, cells: tuple[Value, ...]) -> None:
    padded = (*cells, *[""] * (len(COLUMNS) - len(cells)))
    if kind == "title":
        look = pen.format(bold=True, font_size=16, font_color=NAVY, text_wrap=False)
        pen.put(sheet, row, 0, cells[0], look)
        sheet.set_row(row - 1, 24)
        return
    if kind == "subtitle":
        pen.put(sheet, row, 0, cells[0], pen.format(text_wrap=False, font_color="#5A5A5A", bottom=0))
        sheet.set_row(row - 1, 16)
        return
    for number, value in enumerate(padded):
        pen.put(sheet, row, number, value, pen.format(**_look(kind, number, value)))
    height = 20.0 if kind == "section" else row_height(COLUMNS, Row(padded))
    sheet.set_row(row - 1, height)


def _look(kind: str, number: int, value: Value) -> dict[str, Any]:
    if kind == "section":
        return {**KINDS["heading"], "text_wrap": False, "valign": "vcenter"}
    look: dict[str, Any] = dict(KINDS["plain"])
    if number == 0:
        look |= {"bold": True}
        look |= STATUS_LOOKS.get(kind, {})
    if kind == "head":
        look |= {"bold": True, "font_color": "#5A5A5A"}
    if kind == "proposed":
        look |= {"bg_color": "#FFFBEA"}
    if isinstance(value, date):
        look |= {"num_format": "yyyy-mm-dd", "align": "left"}
    if isinstance(value, Link):
        look |= LOOKS["link"]
    return look


def sentence(words: str) -> str:
    """The words with a capital letter at their start."""
    return words[:1].upper() + words[1:]
