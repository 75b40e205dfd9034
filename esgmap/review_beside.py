"""What people wrote into a copy beside the review cells: notes, text, cells typed over, rows, sheets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from esgmap.books import BookSheet
from esgmap.cells import letters
from esgmap.returned import ReturnedRow, ReturnedSheet
from esgmap.review_cells import CELLS, text_of
from esgmap.review_copy import Copy, Found
from esgmap.reviews import ADDED, BESIDE, EDIT, NOTE, pieces, tidy
from esgmap.verify import UNTOLD, Group, compare

FORMULA = ": formula"


def beside_in(copy: Copy, sheet: ReturnedSheet, row: ReturnedRow) -> Iterator[Found]:
    """Notes pinned to a row's cells, and text in columns that are not ours."""
    content_hash = copy.content_hash(sheet, row) if copy.is_ours(sheet, row) else ""
    key = (sheet.layout.key, row.row_id)
    for place, text in row.notes.items():
        yield copy.remark(key, content_hash, NOTE, comment=text, place=_column(sheet, place))
    for place, text in row.extras.items():
        yield copy.remark(key, content_hash, BESIDE, comment=text, place=_column(sheet, place))
    if len(sheet.layout.inputs) != CELLS:
        for title in sheet.layout.inputs:
            if text := text_of(row, title):
                yield copy.remark(key, content_hash, BESIDE, comment=text, place=title)


def head_in(copy: Copy, sheet: ReturnedSheet) -> Iterator[Found]:
    """Notes on the titles of the columns, and the titles of columns that were added."""
    for place, text in sheet.remarks.items():
        yield copy.remark((sheet.layout.key, ""), "", NOTE, comment=text, place=place)
    for column, text in sheet.added_titles.items():
        told = f"title of the added column {column}"
        yield copy.remark((sheet.layout.key, ""), "", BESIDE, comment=text, place=told)


def _column(sheet: ReturnedSheet, place: str) -> str:
    """The title of the column of a cell; where it has none, its letters."""
    column = place.rstrip("0123456789")
    titles = (
        {letters(number): title for title, number in sheet.columns.items()} if sheet.layout.titled else {}
    )
    return titles.get(column) or sheet.added_titles.get(column) or f"column {column}"


def added_row(copy: Copy, sheet: ReturnedSheet, row: ReturnedRow) -> Iterator[Found]:
    """A row that the workbook was not written with, with all that stands in it."""
    inputs = sheet.layout.inputs if len(sheet.layout.inputs) == CELLS else ()
    texts = {title: text_of(row, title) for title in sheet.layout.titles if title in sheet.columns}
    fields = dict(
        zip(("review_status", "reviewer", "date"), (texts.get(each, "") for each in inputs), strict=False)
    )
    lines = [f"{title}: {text}" for title, text in texts.items() if text and title not in inputs[:3]]
    if not lines and not any(fields.values()):
        return
    fields["reviewer"] = fields.get("reviewer") or copy.nobody
    for number, piece in enumerate(pieces("\n".join(lines)), start=1):
        place = f"part {number}" if number > 1 else ""
        yield copy.remark((sheet.layout.key, row.row_id), "", ADDED, comment=piece, place=place, **fields)


def edits_in(copy: Copy) -> Iterator[Found]:
    """Cells of ours that were typed over, with what stood there as far as that is known."""
    if not copy.file.seals:
        return
    sheets = {sheet.name: sheet for sheet in copy.file.sheets.values()}
    shapes = {key: _shapes(sheet) for key, sheet in copy.fresh.sheets.items()}
    for each in compare(copy.file, copy.fresh).of(Group.BY_HAND):
        sheet = sheets[each.place.rpartition("!")[0]]
        key, row = sheet.layout.key, sheet.rows.get(each.row_id)
        title = each.title.removesuffix(FORMULA)
        if row is None or _shape(row.formulas.get(title, "")) in shapes.get(key, ()):
            continue
        was = "" if each.expected == UNTOLD else each.expected
        content_hash = copy.content_hash(sheet, row)
        yield copy.remark((key, each.row_id), content_hash, EDIT, comment=each.found, place=title, was=was)


def _shapes(sheet: ReturnedSheet) -> set[str]:
    """What the formulas of a sheet look like: one of these in a copy is ours, whatever it adds up today."""
    return {_shape(formula) for row in sheet.rows.values() for formula in row.formulas.values()}


def _shape(formula: str) -> str:
    """A formula without places and numbers, and with any count of them taken for one."""
    bare = re.sub(r"('[^']*'|[\w.]+)!|[$\s]|_XLFN\.", "", formula.upper())
    return re.sub(r"#([+*,:-]#)*", "#", re.sub(r"\b[A-Z]{1,3}\d+\b|\b\d+(\.\d+)?\b", "#", bare))


def added_sheet(copy: Copy, sheet: BookSheet) -> Iterator[Found]:
    """Everything on a sheet that is not ours, row by row; rows that are those of a sheet of ours left out."""
    rows: dict[int, list[tuple[int, str]]] = {}
    for row, column in {*sheet.cells, *sheet.formulas}:
        cell = sheet.cells.get((row, column))
        rows.setdefault(row, []).append((column, cell.text if cell else sheet.formulas[row, column]))
    lines = (" · ".join(text for _, text in sorted(rows[number])) for number in sorted(rows))
    ours = _lines(copy)
    text = "\n".join(line for line in lines if line not in ours)
    for number, piece in enumerate(pieces(text) if text else (), start=1):
        place = f"sheet of its own, part {number}" if number > 1 else "sheet of its own"
        yield copy.remark((sheet.name, ""), "", BESIDE, comment=piece, place=place)
    for (row, column), note in sorted(sheet.notes.items()):
        yield copy.remark((sheet.name, ""), "", NOTE, comment=note, place=f"{letters(column)}{row}")
    if text or sheet.notes:
        message = f"the sheet “{sheet.name}” is not of this workbook; what stands on it was kept"
        hint = "remarks are matched to rows only on the sheets that esgmap wrote"
        yield copy.told("review-sheet", message, hint, f"{sheet.name}!A1")


def _lines(copy: Copy) -> set[str]:
    """The rows of our sheets in this copy, each as one line."""
    rows = (row for sheet in copy.file.sheets.values() for row in sheet.rows.values())
    return {" · ".join(cell.text for cell in row.cells.values()) for row in rows}


def drawn_in(copy: Copy) -> Iterator[Found]:
    """Text boxes on any sheet, and how many pictures could not be read."""
    keys = {sheet.name: key for key, sheet in copy.file.sheets.items()}
    for drawn in copy.drawn:
        for text in drawn.texts:
            for number, piece in enumerate(pieces(tidy(text)), start=1):
                place = f"text box, part {number}" if number > 1 else "text box"
                key = (keys.get(drawn.sheet, drawn.sheet), "")
                yield copy.remark(key, "", BESIDE, comment=piece, place=place)
        if drawn.pictures:
            pictures = "a picture" if drawn.pictures == 1 else f"{drawn.pictures} pictures"
            message = f"{pictures} on the sheet {drawn.sheet}; what they show is not read"
            yield copy.told("review-pictures", message, "look at the copy itself, and keep it", drawn.sheet)
