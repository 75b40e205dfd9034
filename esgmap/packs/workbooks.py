"""The bytes of an .xlsx data pack → one grid for each sheet, through the one door to workbooks.

Comes in: whatever was sent under that name. Goes out: grids, and problems for what could not be read in
them: a formula without a result, a cell that shows an error, hidden sheets, macros. Nothing is calculated.
"""

from __future__ import annotations

from collections.abc import Iterable

from esgmap.archive import CODE, UnreadableError
from esgmap.model import Problem, Severity, Source
from esgmap.opening import OpenBook, StoredCell, StoredSheet, coordinate, open_book
from esgmap.packs.grid import Grid, Place
from esgmap.packs.shown import shown_value, unit_in_format

MACROS = ("vbaProject", "xlMacrosheet", "xlIntlMacrosheet")
MOST_COLUMNS = 1_000
MOST_MERGED = 2_000
"""A merged range larger than this is a background, not a heading."""
MOST_TOLD = 5
YEARS = range(1900, 2101)


def read_workbook(raw: bytes, shown: str) -> tuple[list[Grid], list[Problem]]:
    """Read every sheet that holds cells, hidden ones too; no grid if the workbook cannot be opened."""
    book, problems = open_book(raw, shown)
    if book is None:
        return [], problems
    grids: list[Grid] = []
    try:
        problems += _macros(book, shown)
        for sheet in book.sheets:
            grid, found = _grid(sheet, shown)
            problems += found
            if grid.texts:
                grids.append(grid)
    except UnreadableError as fault:
        return [], [*problems, fault.problem]
    hidden = [each.sheet for each in grids if each.is_hidden]
    if hidden:
        names = ", ".join(f"`{name}`" for name in hidden)
        told = f"hidden sheets: {names}; their tables are listed, and left out by --all"
        problems.append(_told(told, "name a table of theirs with --table if it counts", Source(shown)))
    return grids, problems


def _macros(book: OpenBook, shown: str) -> list[Problem]:
    mains = [each.target for each in book.archive.relations("") if each.kind == "officeDocument"]
    kinds = [each.kind for main in mains for each in book.archive.relations(main)]
    if not any(kind in MACROS for kind in kinds):
        return []
    return [_told("the workbook holds macros; they were not run", "", Source(shown))]


def _grid(sheet: StoredSheet, shown: str) -> tuple[Grid, list[Problem]]:
    texts: dict[Place, str] = {}
    stored: set[Place] = set()
    faults: list[tuple[Place, str]] = []
    for place, cell in sheet.cells().items():
        if place[1] > MOST_COLUMNS:
            continue
        if fault := _fault(cell):
            faults.append((place, fault))
        if text := _text(cell):
            texts[place] = text
            if cell.kind == "number" and not unit_in_format(cell.number_format):
                stored.add(place)
    filled = dict(_filled(sheet, texts, stored))
    texts.update(filled)
    where = {place: indent for place, indent in sheet.indents().items() if place in texts}
    for place, text in texts.items():
        if blanks := len(text) - len(text.lstrip(" \u00a0\u3000")):
            where[place] = where.get(place, 0) * 2 + blanks
    folded = {place: " ".join(text.split()) for place, text in sorted(texts.items())}
    grid = Grid(folded, sheet.name, sheet.state != "visible", frozenset(stored), frozenset(filled), where)
    return grid, _faults(faults, sheet.name, shown)


def _text(cell: StoredCell) -> str:
    """What the cell shows; a unit that its format puts beside the number goes with it."""
    text = shown_value(cell.value, cell.number_format, cell.kind) if cell.value is not None else ""
    if cell.kind == "number" and text and (unit := unit_in_format(cell.number_format)):
        return f"{text} {unit}"
    return text if text.strip() else ""


def _filled(sheet: StoredSheet, texts: dict[Place, str], stored: set[Place]) -> Iterable[tuple[Place, str]]:
    """What the empty cells of merged ranges show: headings and labels; a figure stands but once."""
    for (top, left), (bottom, right) in sheet.merged():
        text = texts.get((top, left), "")
        if not text or (bottom - top + 1) * (right - left + 1) > MOST_MERGED:
            continue
        if (top, left) in stored and not (text.isdigit() and int(text) in YEARS):
            continue
        for row in range(top, bottom + 1):
            for column in range(left, min(right, MOST_COLUMNS) + 1):
                if (row, column) not in texts:
                    yield (row, column), text


def _fault(cell: StoredCell) -> str:
    if cell.value is None:
        return f"the formula `{cell.formula[:40]}` has no stored result, and the cell was taken as empty"
    if cell.kind == "error":
        return f"the cell shows the error `{cell.value}`, and gives no figure"
    return ""


def _faults(faults: list[tuple[Place, str]], sheet: str, shown: str) -> list[Problem]:
    """Each cell that could not be read; beyond a few of one sheet, their number."""
    hint = "open the workbook in Excel or LibreOffice, let it calculate or mend it, and save it again"
    found = [
        _told(told, hint, Source(shown, place[0], cell=f"{sheet}!{coordinate(place)}"))
        for place, told in faults[:MOST_TOLD]
    ]
    if more := len(faults) - len(found):
        found.append(_told(f"{more} more cells of the sheet `{sheet}` like these", hint, Source(shown)))
    return found


def _told(message: str, hint: str, place: Source) -> Problem:
    return Problem(CODE, Severity.WARNING, message, hint, place)
