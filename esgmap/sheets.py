"""One sheet of an xlsx workbook → a grid of text. The only module that opens workbooks (openpyxl)."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import openpyxl

from esgmap.model import Problem, Severity, Source


def read_sheet(raw: bytes, shown: str, wanted: str) -> tuple[str, list[tuple[int, list[str]]], list[Problem]]:
    """Read the sheet called `wanted` (else the first): its name, its non-empty rows as text, the problems."""
    try:
        book = openpyxl.load_workbook(io.BytesIO(raw), data_only=True)
        formulas = openpyxl.load_workbook(io.BytesIO(raw))
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as fault:
        hint = "open it in Excel or LibreOffice and save it again as .xlsx"
        message = f"is not a readable xlsx workbook ({fault})"
        return "", [], [Problem("unreadable-workbook", Severity.ERROR, message, hint, Source(shown))]
    names = {name.casefold(): name for name in book.sheetnames}
    sheet = book[names.get(wanted.casefold(), book.sheetnames[0])]
    written = formulas[sheet.title]
    grid: list[tuple[int, list[str]]] = []
    problems = []
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        texts = [cell_text(cell.value) for cell in cells]
        for cell in cells:
            if cell.value is None and written[cell.coordinate].data_type == "f":
                place = Source(shown, cell=f"{sheet.title}!{cell.coordinate}")
                message = "the cell holds a formula without a stored result"
                hint = "open the workbook in Excel or LibreOffice, let it calculate, and save it"
                problems.append(Problem("formula-without-value", Severity.ERROR, message, hint, place))
        if any(texts):
            grid.append((number, texts))
    if not grid and not problems:
        place = Source(shown, cell=f"{sheet.title}!A1")
        problems.append(
            Problem("empty-file", Severity.ERROR, "the sheet is empty", "fill in a header row", place)
        )
    return sheet.title, grid, problems


def cell_text(value: Any) -> str:
    """A cell's value as the text a person would type: a float keeps the 15 digits a spreadsheet holds.

    >>> cell_text(0.1 + 0.2), cell_text(2021), cell_text(True)
    ('0.3', '2021', 'TRUE')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        short = f"{value:.15g}"
        return format(float(short), "f").rstrip("0").rstrip(".") if "e" in short else short
    if hasattr(value, "isoformat"):
        return str(value.isoformat()).removesuffix("T00:00:00")
    return str(value)
