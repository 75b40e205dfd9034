"""The same sheets by two libraries: what the index workbook holds, written by XlsxWriter and by openpyxl.

The cells are read once from a workbook of ours, with the looks that they have; both writers get the same.
Before anything is timed, a third library reads both files and must find the same values.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import python_calamine
import xlsxwriter
from openpyxl.styles import Alignment, Font, PatternFill


@dataclass(frozen=True)
class Looks:
    """What both writers set on a cell."""

    font: str
    size: float
    bold: bool
    italic: bool
    colour: str
    fill: str
    wrap: bool
    format: str


Cells = dict[str, list[tuple[int, int, Any, Looks]]]


def cells_of(path: Path) -> Cells:
    """Every cell of a workbook with its looks, by sheet; rows and columns from 0."""
    book = openpyxl.load_workbook(path)
    return {
        sheet.title: [
            (cell.row - 1, cell.column - 1, cell.value, _looks(cell))
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None or cell.has_style
        ]
        for sheet in book
    }


def _looks(cell: Any) -> Looks:
    font, fill = cell.font, cell.fill
    colour = font.color.rgb if font.color and isinstance(font.color.rgb, str) else "FF000000"
    ground = fill.fgColor.rgb if fill.fill_type == "solid" and isinstance(fill.fgColor.rgb, str) else ""
    wrap = bool(cell.alignment.wrap_text)
    return Looks(
        font.name, font.size, bool(font.bold), bool(font.italic), colour, ground, wrap, cell.number_format
    )


def by_xlsxwriter(cells: Cells, target: Path) -> None:
    """Write with XlsxWriter, as esgmap does."""
    settings = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(target), settings) as book:
        formats: dict[Looks, Any] = {}
        for name, rows in cells.items():
            sheet = book.add_worksheet(name)
            for row, column, value, looks in rows:
                if looks not in formats:
                    formats[looks] = book.add_format(_properties(looks))
                if isinstance(value, str):
                    sheet.write_string(row, column, value, formats[looks])
                elif value is None:
                    sheet.write_blank(row, column, None, formats[looks])
                else:
                    sheet.write(row, column, value, formats[looks])


def _properties(looks: Looks) -> dict[str, Any]:
    told = {
        "font_name": looks.font,
        "font_size": looks.size,
        "bold": looks.bold,
        "italic": looks.italic,
        "font_color": f"#{looks.colour[2:]}",
        "text_wrap": looks.wrap,
        "num_format": looks.format,
    }
    return {**told, "bg_color": f"#{looks.fill[2:]}"} if looks.fill else told


def by_openpyxl(cells: Cells, target: Path) -> None:
    """Write with openpyxl, each look made once."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    styles: dict[Looks, tuple[Any, ...]] = {}
    for name, rows in cells.items():
        sheet = book.create_sheet(name)
        for row, column, value, looks in rows:
            if looks not in styles:
                styles[looks] = _styles(looks)
            cell = sheet.cell(row + 1, column + 1, value)
            cell.font, cell.fill, cell.alignment, cell.number_format = styles[looks]
    book.save(target)


def _styles(looks: Looks) -> tuple[Any, ...]:
    font = Font(name=looks.font, size=looks.size, bold=looks.bold, italic=looks.italic, color=looks.colour)
    fill = PatternFill("solid", fgColor=looks.fill) if looks.fill else PatternFill()
    return font, fill, Alignment(wrap_text=looks.wrap), looks.format


def values(path: Path) -> list[list[list[Any]]]:
    """What a third library reads."""
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


def pair(workbook: Path, folder: Path) -> tuple[Callable[[], None], Callable[[], None]]:
    """Both writers over the cells of a workbook, once their results were found equal.

    Formulas are left out: openpyxl stores no results with them, which alone rules it out for our workbook.
    """
    cells = cells_of(workbook)
    for rows in cells.values():
        rows[:] = [each for each in rows if not (isinstance(each[2], str) and each[2].startswith("="))]
    ours, theirs = folder / "xlsxwriter.xlsx", folder / "openpyxl.xlsx"
    by_xlsxwriter(cells, ours)
    by_openpyxl(cells, theirs)
    if values(ours) != values(theirs):
        raise SystemExit("the two writers do not give the same values")
    return (lambda: by_xlsxwriter(cells, ours)), (lambda: by_openpyxl(cells, theirs))
