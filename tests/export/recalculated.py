"""Workbooks calculated anew by LibreOffice, and their cells read by a reader that did not write them."""

from __future__ import annotations

import datetime
import html
import re
import subprocess
import zipfile
from collections.abc import Iterable
from pathlib import Path

from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import coordinate_to_tuple
from python_calamine import CalamineWorkbook

FORMULA_CELL = re.compile(rb'<c r="([A-Z]+[0-9]+)"[^>]*><f>([^<]*)</f>')
CACHED = re.compile(rb"(</f>)<v>[^<]*</v>")
Value = str | float | int | bool | datetime.date | None
Cells = dict[tuple[str, int, int], Value]


def calculated(soffice: str, books: Iterable[Path], folder: Path) -> dict[str, Path]:
    """The workbooks as LibreOffice saves them after calculating, by file name; all in one run."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(folder / "out")]
    subprocess.run([*command, *map(str, books)], check=True, capture_output=True, timeout=240)
    return {path.name: path for path in (folder / "out").glob("*.xlsx")}


def cells(path: Path) -> Cells:
    """Every cell that holds something, by sheet, row and column, counted from 1."""
    book = CalamineWorkbook.from_path(str(path))
    return {
        (name, row, column): value
        for name in book.sheet_names
        for row, values in enumerate(book.get_sheet_by_name(name).to_python(skip_empty_area=False), 1)
        for column, value in enumerate(values, 1)
        if value != ""
    }


def formulas(path: Path) -> dict[tuple[str, int, int], str]:
    """Every formula by sheet, row and column."""
    names = CalamineWorkbook.from_path(str(path)).sheet_names
    with zipfile.ZipFile(path) as parts:
        return {
            (name, *coordinate_to_tuple(place.decode())): html.unescape(formula.decode())
            for number, name in enumerate(names, 1)
            for place, formula in FORMULA_CELL.findall(parts.read(f"xl/worksheets/sheet{number}.xml"))
        }


def with_cells(source: Path, target: Path, changes: dict[tuple[str, int, int], str | int]) -> Path:
    """A copy of a workbook with some cells overwritten and all formulas without values."""
    names = CalamineWorkbook.from_path(str(source)).sheet_names
    by_part: dict[str, dict[str, str | int]] = {}
    for (sheet, row, column), value in changes.items():
        part = f"xl/worksheets/sheet{names.index(sheet) + 1}.xml"
        by_part.setdefault(part, {})[f"{get_column_letter(column)}{row}"] = value
    with zipfile.ZipFile(source) as parts, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as changed:
        for name in parts.namelist():
            content = parts.read(name)
            for place, value in by_part.get(name, {}).items():
                content = _overwritten(content, place, value)
            is_sheet = name.startswith("xl/worksheets/")
            changed.writestr(name, CACHED.sub(rb"\1", content) if is_sheet else content)
    return target


def _overwritten(content: bytes, place: str, value: str | int) -> bytes:
    cell = re.compile(rf'<c r="{place}"( s="[0-9]+")?(?: t="[a-z]+")?(?:/>|>.*?</c>)'.encode())
    told = f"<v>{value}</v>" if isinstance(value, int) else f"<is><t>{html.escape(value)}</t></is>"
    kind = "" if isinstance(value, int) else ' t="inlineStr"'
    new, number = cell.subn(
        lambda found: (
            b'<c r="%s"%s%s>%s</c>' % (place.encode(), found[1] or b"", kind.encode(), told.encode())
        ),
        content,
    )
    assert number == 1, place
    return new
