"""A workbook that came back → its sheets, rows and columns, found again whatever was moved or renamed.

Sheets are known by their column titles, columns by their title, rows by their id; the sheet Seals says which
there were. What people added stands apart: text beside our columns, notes on cells, rows that have no seal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from esgmap.books import Book, BookSheet, Cell, read_book
from esgmap.cells import letters
from esgmap.model import Problem, Severity, Source
from esgmap.seals import (
    BARE,
    COLUMNS,
    ID_GLUE,
    INPUT,
    NAMING,
    TITLE_GLUE,
    Seal,
    bare_id,
    calculated,
    canonical,
    nth_id,
    root,
)

SEAL_TITLES = ("Sheet", "Row id", "Row hash", "Cell marks", "Filled-in mark")
NO_SEALS = "no-seals"
SOURCES = "Sources & hashes"
HEADER_WITHIN = 40
"""A header row stands among the first so many rows; people put a few lines of their own above it."""
FITS = 0.6
"""How much of its titles a sheet must still carry to be known."""
EMPTY = Cell("", "text")


@dataclass(frozen=True, slots=True)
class Layout:
    """One sheet as the Seals tell of it: its key, its name then, and its column titles.

    `naming` titles name a row, `inputs` are for people to fill in. Titles that stand twice are told apart as
    `Met` and `Met (2)`; a sheet without titles has `A`, `B` …
    """

    key: str
    name: str
    titles: tuple[str, ...]
    naming: tuple[str, ...]
    inputs: tuple[str, ...]
    titled: bool

    @property
    def content(self) -> tuple[str, ...]:
        """The titles of the columns that a row hash covers."""
        return tuple(title for title in self.titles if title not in self.inputs)


@dataclass(frozen=True, slots=True)
class ReturnedRow:
    """One row: its id, its number, the cells of our columns by title, and what stands there beside them."""

    row_id: str
    number: int
    cells: dict[str, Cell]
    formulas: dict[str, str]
    extras: dict[str, str]
    notes: dict[str, str]

    def canonical(self, titles: tuple[str, ...]) -> list[str]:
        """The canonical cells under the given titles."""
        return [self._canonical(title) for title in titles]

    def _canonical(self, title: str) -> str:
        cell = self.cells.get(title, EMPTY)
        plain = canonical(cell.text, cell.kind)
        return calculated(plain) if title in self.formulas else plain

    def is_uncalculated(self, title: str) -> bool:
        """Whether a formula stands there whose result is not in the file."""
        return title in self.formulas and title not in self.cells

    def text(self, title: str) -> str:
        """The text under a title; empty if there is none."""
        return self.cells.get(title, EMPTY).text


@dataclass(frozen=True, slots=True)
class ReturnedSheet:
    """One sheet of ours as it came back; `loose` rows have no id of their own, or one that stood before."""

    layout: Layout
    name: str
    state: str
    columns: dict[str, int]
    header: int
    rows: dict[str, ReturnedRow]
    loose: tuple[ReturnedRow, ...]
    remarks: dict[str, str] = field(default_factory=dict)
    added_titles: dict[str, str] = field(default_factory=dict)

    def cell(self, row: ReturnedRow, title: str) -> str:
        """The coordinate of a row's cell, such as `GRI index!C12`; of the row alone if the column is gone."""
        place = self.columns.get(title)
        return f"{self.name}!{letters(place) if place else ''}{row.number}"

    @property
    def missing_columns(self) -> tuple[str, ...]:
        """Titles of ours that no column carries any more."""
        return tuple(title for title in self.layout.titles if title not in self.columns)


@dataclass(frozen=True, slots=True)
class Returned:
    """A workbook of ours as it came back: its sheets by key, its seals, and what it says of its making."""

    shown: str
    sheets: dict[str, ReturnedSheet]
    layouts: dict[str, Layout]
    seals: dict[tuple[str, str], Seal]
    root_told: str
    root_found: str
    others: tuple[str, ...]
    has_macros: bool
    external_links: int
    added_sheets: tuple[BookSheet, ...] = ()
    second_sheets: tuple[ReturnedSheet, ...] = ()

    def sources(self, kind: str) -> dict[str, ReturnedRow]:
        """The rows of one kind on the sheet of sources, by their id."""
        sheet = self.sheets.get(SOURCES)
        rows = sheet.rows.values() if sheet else ()
        return {row.text("Id or file"): row for row in rows if row.text("Kind") == kind}


def read_returned(
    raw: bytes, shown: str, layouts: dict[str, Layout] | None = None
) -> tuple[Returned | None, list[Problem]]:
    """Read a workbook; `layouts` are those of a workbook made anew, in case its own Seals are gone."""
    book, problems = read_book(raw, shown)
    if book is None:
        return None, problems
    found = returned_of(book, shown, layouts)
    return (found, problems) if found else (None, [*problems, _no_seals(shown)])


def returned_of(book: Book, shown: str, layouts: dict[str, Layout] | None = None) -> Returned | None:
    """What a workbook holds of ours; None if neither its own Seals nor `layouts` tell what to look for."""
    sheet_of_seals = _seals_sheet(book)
    known, seals, told = _seals(sheet_of_seals) if sheet_of_seals else ({}, {}, "")
    lines = ((f"{key[0]}\t{key[1]}", seal.row_hash) for key, seal in seals.items())
    known = {**(layouts or {}), **known}
    if not known:
        return None
    sheets = _find_sheets(book, known)
    ours = {sheet.name for sheet in sheets.values()} | ({sheet_of_seals.name} if sheet_of_seals else set())
    others = tuple(each.name for each in book.sheets if each.name not in ours)
    added = [each for each in book.sheets if each.name not in ours]
    second = {each.name: found for each in added if (found := _second(each, known))}
    content = {key: seal for key, seal in seals.items() if key[1] != COLUMNS}
    return Returned(
        shown,
        sheets,
        known,
        content,
        told,
        root(lines) if seals else "",
        others,
        book.has_macros,
        book.external_links,
        tuple(each for each in added if each.name not in second),
        tuple(second.values()),
    )


def _no_seals(shown: str) -> Problem:
    message = (
        "the workbook has no sheet Seals, so it is no index workbook made by esgmap, or the sheet was deleted"
    )
    hint = "take the file as esgmap wrote it; if only the sheet is gone, name the report folder as well"
    return Problem(NO_SEALS, Severity.ERROR, message, hint, Source(shown))


# --- the seals ------------------------------------------------------------------------------------


def _seals_sheet(book: Book) -> BookSheet | None:
    return next((sheet for sheet in book.sheets if _header_row(sheet, SEAL_TITLES)), None)


def _seals(sheet: BookSheet) -> tuple[dict[str, Layout], dict[tuple[str, str], Seal], str]:
    """What the sheet Seals holds: the layouts, the seals, and the root that it names."""
    header = _header_row(sheet, SEAL_TITLES)
    columns = _columns(sheet, header, SEAL_TITLES)
    layouts: dict[str, Layout] = {}
    seals: dict[tuple[str, str], Seal] = {}
    for number in sorted({row for row, _ in sheet.cells if row > header}):
        key, row_id, found, marks, filled = (
            sheet.cells.get((number, columns[title]), EMPTY).text if title in columns else ""
            for title in SEAL_TITLES
        )
        if row_id == COLUMNS:
            layouts[key] = _layout(key, marks)
        seals[key, row_id] = Seal(key, row_id, found, tuple(marks.split(" ")), filled)
    told = " ".join(cell.text for (row, _), cell in sheet.cells.items() if row < header)
    return layouts, seals, told.rpartition("Root: ")[2].strip()


def _layout(key: str, text: str) -> Layout:
    name, *told = text.split(TITLE_GLUE)
    bare = [each.removeprefix(INPUT).removeprefix(NAMING) for each in told]
    titled = any(bare)
    titles = _apart(bare) if titled else tuple(letters(place) for place in range(1, len(bare) + 1))
    pairs = list(zip(titles, told, strict=True))
    naming = tuple(title for title, each in pairs if each.startswith(NAMING))
    inputs = tuple(title for title, each in pairs if each.startswith(INPUT))
    return Layout(key, name, titles, naming, inputs, titled)


def _apart(titles: list[str]) -> tuple[str, ...]:
    """The titles with those that stand twice numbered."""
    seen: Counter[str] = Counter()
    told = []
    for title in titles:
        seen[title] += 1
        told.append(title if seen[title] == 1 else f"{title} ({seen[title]})")
    return tuple(told)


# --- sheets, columns, rows ------------------------------------------------------------------------


def _find_sheets(book: Book, layouts: dict[str, Layout]) -> dict[str, ReturnedSheet]:
    """The sheet of each layout: the one of its old name if it fits, else the one that fits best."""
    free = {sheet.name: sheet for sheet in book.sheets}
    found: dict[str, ReturnedSheet] = {}
    for by_name in (True, False):
        for key, layout in layouts.items():
            if key in found:
                continue
            fits = [sheet for sheet in free.values() if not by_name or sheet.name == layout.name]
            best = max(fits, key=lambda sheet: _fit(sheet, layout), default=None)
            if best and _fit(best, layout) >= FITS:
                found[key] = _sheet(best, layout)
                del free[best.name]
    return found


def _second(sheet: BookSheet, layouts: dict[str, Layout]) -> ReturnedSheet | None:
    """A sheet of ours that somebody copied inside the workbook."""
    best = max(layouts.values(), key=lambda layout: _fit(sheet, layout))
    return _sheet(sheet, best) if _fit(sheet, best) >= FITS else None


def _fit(sheet: BookSheet, layout: Layout) -> float:
    """How much of the titles one row of the sheet carries; without titles, whether its name is the same."""
    if not layout.titled:
        return 1.0 if sheet.name == layout.name else 0.0
    header = _header_row(sheet, layout.titles)
    return len(_columns(sheet, header, layout.titles)) / len(layout.titles) if header else 0.0


def _header_row(sheet: BookSheet, titles: tuple[str, ...]) -> int:
    """The row that carries most of the titles, at least half of them; 0 if there is none."""
    wanted = set(titles)
    counts: Counter[int] = Counter()
    for (row, _), cell in sheet.cells.items():
        if row <= HEADER_WITHIN and cell.text.strip() in wanted:
            counts[row] += 1
    row, number = max(counts.items(), key=lambda each: (each[1], -each[0]), default=(0, 0))
    return row if number * 2 >= len({title.partition(" (")[0] for title in titles}) else 0


def _columns(sheet: BookSheet, header: int, titles: tuple[str, ...]) -> dict[str, int]:
    """The column of each title in the header row."""
    places = sorted(column for row, column in sheet.cells if row == header)
    told = _apart([sheet.cells[header, column].text.strip() for column in places])
    found = dict(zip(told, places, strict=True))
    return {title: found[title] for title in titles if title in found}


def _sheet(sheet: BookSheet, layout: Layout) -> ReturnedSheet:
    header = _header_row(sheet, layout.titles) if layout.titled else 0
    columns = {title: number for number, title in enumerate(layout.titles, start=1)}
    if layout.titled:
        columns = _columns(sheet, header, layout.titles)
    rows: dict[str, ReturnedRow] = {}
    loose: list[ReturnedRow] = []
    bare: Counter[str] = Counter()
    for each in _rows(sheet, layout, columns, header):
        row = each
        if row.row_id.startswith(BARE):
            bare[row.row_id] += 1
            row = replace(row, row_id=nth_id(row.row_id, bare[row.row_id]))
        if row.row_id and row.row_id not in rows:
            rows[row.row_id] = row
        else:
            loose.append(row)
    above = {
        f"{letters(place[1])}{place[0]}": text for place, text in sheet.notes.items() if place[0] == header
    }
    added = {
        letters(column): cell.text
        for (row, column), cell in sheet.cells.items()
        if header and row == header and column not in columns.values()
    }
    return ReturnedSheet(layout, sheet.name, sheet.state, columns, header, rows, tuple(loose), above, added)


def _rows(sheet: BookSheet, layout: Layout, columns: dict[str, int], header: int) -> Iterator[ReturnedRow]:
    places: dict[int, list[int]] = {}
    for row, column in {*sheet.cells, *sheet.notes, *sheet.formulas}:
        if row != header:
            places.setdefault(row, []).append(column)
    title_of = {column: title for title, column in columns.items()}
    for number in sorted(places):
        cells: dict[str, Cell] = {}
        formulas: dict[str, str] = {}
        extras: dict[str, str] = {}
        notes: dict[str, str] = {}
        for column in sorted(places[number]):
            place = (number, column)
            if place in sheet.notes:
                notes[f"{letters(column)}{number}"] = sheet.notes[place]
            title = title_of.get(column)
            if title is None:
                text = sheet.cells[place].text if place in sheet.cells else sheet.formulas.get(place)
                if text:
                    extras[f"{letters(column)}{number}"] = text
                continue
            if place in sheet.cells:
                cells[title] = sheet.cells[place]
            if place in sheet.formulas:
                formulas[title] = sheet.formulas[place]
        found = ReturnedRow("", number, cells, formulas, extras, notes)
        yield replace(found, row_id=_row_id(found, layout, number > header))


def _row_id(row: ReturnedRow, layout: Layout, is_named: bool) -> str:
    """The id that the naming columns give; for a row that none names, one made from what stands in it."""
    named = [row.text(title).strip() for title in layout.naming] if is_named else []
    if any(named):
        return ID_GLUE.join(named)
    content = row.canonical(layout.content)
    return bare_id(layout.key, content) if any(content) else ""
