"""One sheet of an xlsx workbook → a grid of text. The only module that opens workbooks (openpyxl)."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from decimal import Decimal
from typing import Any

import openpyxl

from esgmap.model import Problem, Severity, Source

_OLE = b"\xd0\xcf\x11\xe0"


def read_sheet(raw: bytes, shown: str, wanted: str) -> tuple[str, list[tuple[int, list[str]]], list[Problem]]:
    """Read the sheet called `wanted` (else the first): its name, its non-empty rows as text, the problems."""
    try:
        values, formulas = _open(raw, data_only=True), _open(raw, data_only=False)
        names = {sheet.title.casefold(): sheet.title for sheet in values.worksheets}
        sheet = values[names.get(wanted.casefold(), values.worksheets[0].title)]
    except Exception as fault:  # openpyxl raises whatever a damaged file leads it into
        return "", [], [_unreadable(raw, shown, fault)]
    written = formulas[sheet.title]
    grid: list[tuple[int, list[str]]] = []
    problems: list[Problem] = []
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        for cell in cells:
            place = Source(shown, number, cell=f"{sheet.title}!{cell.coordinate}")
            problems += _formula_problems(cell, written[cell.coordinate], place)
        texts = [shown_text(cell.value, cell.number_format) for cell in cells]
        if any(map(str.strip, texts)):
            grid.append((number, texts))
    if not grid and not problems:
        place = Source(shown, 1, cell=f"{sheet.title}!A1")
        problems.append(
            Problem("empty-file", Severity.ERROR, "the sheet is empty", "fill in a header row", place)
        )
    return sheet.title, grid, problems


def _open(raw: bytes, data_only: bool) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what openpyxl leaves out (drop-downs, styles) is no text of a cell
        return openpyxl.load_workbook(io.BytesIO(raw), data_only=data_only)


def _unreadable(raw: bytes, shown: str, fault: Exception) -> Problem:
    message = f"the workbook is damaged ({fault})"
    hint = "open it in Excel or LibreOffice and save it again as .xlsx"
    if isinstance(fault, zipfile.BadZipFile):
        message = "the file is no xlsx workbook, or it was cut off on its way"
        hint += "; a text table gets the ending .csv or .tsv"
    if raw.startswith(_OLE):
        message = "the file is an old .xls workbook, or protected by a password; expected .xlsx"
        hint = "open it in Excel or LibreOffice and save it as .xlsx, without a password to open it"
    return Problem("unreadable-workbook", Severity.ERROR, message, hint, Source(shown))


def _formula_problems(cell: Any, written: Any, place: Source) -> list[Problem]:
    """What keeps the result of a formula from being read."""
    if cell.value is None and written.data_type == "f":
        message = f"the formula `{_formula(written.value)}` has no stored result"
        hint = "open the workbook in Excel or LibreOffice, let it calculate, and save it"
        return [Problem("formula-without-value", Severity.ERROR, message, hint, place)]
    if cell.data_type == "e":
        message = f"the cell shows the error `{cell.value}`"
        hint = "mend the formula, or type the value itself"
        return [Problem("formula-error", Severity.ERROR, message, hint, place)]
    return []


def _formula(value: Any) -> str:
    return str(getattr(value, "text", value))  # an array formula is an object


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
    if hasattr(value, "isoformat"):
        return str(value.isoformat()).removesuffix("T00:00:00")
    return str(value)
