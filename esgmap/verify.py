"""A workbook that came back against its own seals, and against the same workbook made anew from the inputs.

A cell that differs from its seal was edited by hand. A seal that differs from the new one shows that an
input, or the tool or an edition, changed since; the hashes on the sheet of sources tell which. Pure: compares
what was read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from esgmap.returned import EMPTY, Returned, ReturnedRow, ReturnedSheet
from esgmap.seals import BARE, Seal, mark, row_hash

UNTOLD = "not known"
OF_THE_REPORT = ("document", "input file", "option", "report")
OF_THE_TOOL = ("edition", "mapping", "shared table", "tool")


class Group(Enum):
    """Why something differs."""

    BY_HAND = "edited by hand"
    FOLLOWS = "recalculated after an edit"
    ROWS = "row or column missing or added"
    BESIDE = "written beside"
    INPUT = "input changed since"
    TOOL = "tool or edition changed since"
    BOTH = "input and tool or edition changed since"
    SEALS = "the sheet Seals was changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell or row that differs: where it stands, what stands there, and what the inputs give."""

    group: Group
    place: str
    row_id: str
    title: str
    found: str
    expected: str


@dataclass(frozen=True, slots=True)
class ChangedSource:
    """An input, an edition, a mapping or the tool that is not what it was when the workbook was written."""

    kind: str
    name: str
    then: str
    now: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What a comparison found, how much was compared, and how many rows carry a reviewer's entries."""

    differences: tuple[Difference, ...]
    sources: tuple[ChangedSource, ...]
    notes: tuple[str, ...]
    rows: int
    cells: int
    remarked: int

    def of(self, group: Group) -> tuple[Difference, ...]:
        """The differences of one group."""
        return tuple(each for each in self.differences if each.group is group)


def compare(file: Returned, fresh: Returned | None) -> Verification:
    """Compare a workbook with its seals and, if it could be made anew, with what the inputs give now."""
    sources = tuple(changed_sources(file, fresh)) if fresh else ()
    since = _since(sources, file)
    found: list[Difference] = []
    for key, layout in (fresh or file).layouts.items():
        sheet = file.sheets.get(key)
        if sheet is None and key not in file.layouts:
            found.append(Difference(since, layout.name, "", "", "no such sheet yet", "the whole sheet"))
            continue
        if sheet is None:
            found.append(Difference(Group.ROWS, layout.name, "", "", "", "the whole sheet"))
            continue
        found += _in_sheet(sheet, file, fresh)
        if fresh:
            found += _since_in_sheet(key, file, fresh, since)
    if file.root_told != file.root_found:
        found.append(Difference(Group.SEALS, "Seals!A3", "", "Root", file.root_told, file.root_found))
    rows = [row for sheet in file.sheets.values() for row in sheet.rows.values()]
    return Verification(
        tuple(found),
        sources,
        tuple(_notes(file)),
        len(rows),
        sum(len(row.cells) for row in rows),
        sum(1 for sheet in file.sheets.values() for row in sheet.rows.values() if is_remarked(sheet, row)),
    )


def is_remarked(sheet: ReturnedSheet, row: ReturnedRow) -> bool:
    """Whether a person filled in a review cell of the row."""
    named = not row.row_id.startswith(BARE)
    return named and any(row.text(title) for title in sheet.layout.inputs)


# --- against its own seals ------------------------------------------------------------------------


def _in_sheet(sheet: ReturnedSheet, file: Returned, fresh: Returned | None) -> Iterator[Difference]:
    """What was done by hand in one sheet."""
    key = sheet.layout.key
    for title in sheet.missing_columns:
        yield Difference(Group.ROWS, sheet.name, "", title, "no column of this title", title)
    for row_id, row in sheet.rows.items():
        seal = file.seals.get((key, row_id))
        if seal is None:
            yield from _unsealed(sheet, row, fresh)
        else:
            yield from _edits(sheet, row, seal, fresh)
        yield from _beside(sheet, row)
    for row in sheet.loose:
        told = "a row that stands twice" if row.row_id else "text below or between the rows"
        yield Difference(Group.ROWS, f"{sheet.name}!{row.number}", row.row_id, "", told, "no such row")
        yield from _beside(sheet, row)
    for (sheet_key, row_id), _ in file.seals.items():
        if sheet_key == key and row_id not in sheet.rows:
            yield Difference(
                Group.ROWS, sheet.name, row_id, "", "the row is missing", _whole(fresh, key, row_id)
            )
    for place, text in sheet.remarks.items():
        yield Difference(Group.BESIDE, f"{sheet.name}!{place}", "", "note", text, "")


def _whole(fresh: Returned | None, key: str, row_id: str) -> str:
    """What a missing row said, as far as that is known."""
    sheet = fresh.sheets.get(key) if fresh else None
    row = sheet.rows.get(row_id) if sheet else None
    if row is None or sheet is None:
        return "the row"
    told = [row.text(title) for title in sheet.layout.content if row.text(title)]
    return " · ".join(told[:4])


def _unsealed(sheet: ReturnedSheet, row: ReturnedRow, fresh: Returned | None) -> Iterator[Difference]:
    """A row without a seal: added by hand, or its seal was taken away."""
    seal = fresh.seals.get((sheet.layout.key, row.row_id)) if fresh else None
    place = f"{sheet.name}!{row.number}"
    if seal is None:
        told = " · ".join(row.text(title) for title in sheet.layout.titles if row.text(title))
        yield Difference(Group.ROWS, place, row.row_id, "", f"a row added: {told}", "no such row")
        return
    yield Difference(Group.SEALS, place, row.row_id, "", "no seal for this row", seal.row_hash)
    yield from _edits(sheet, row, seal, fresh)


def _edits(
    sheet: ReturnedSheet, row: ReturnedRow, seal: Seal, fresh: Returned | None
) -> Iterator[Difference]:
    """The cells of a row that are not as they were written."""
    titles = sheet.layout.content
    cells = row.canonical(titles)
    marks = dict(zip(titles, seal.marks, strict=False))
    anew = _anew(fresh, sheet.layout.key, row.row_id)
    edited = 0
    for title, cell in zip(titles, cells, strict=True):
        edited += 1
        if title not in sheet.columns:
            continue
        if mark(cell) != marks.get(title) and not row.is_uncalculated(title):
            yield _edit(sheet, row, title, marks.get(title, ""), anew)
        elif anew and not _same_formula(row, anew[0], title):
            place = sheet.cell(row, title)
            told = row.formulas.get(title, ""), anew[0].formulas.get(title, "")
            yield Difference(Group.BY_HAND, place, row.row_id, f"{title}: formula", *told)
        elif not row.is_uncalculated(title):
            edited -= 1
    if not edited and row_hash(seal.sheet, seal.row_id, cells) != seal.row_hash:
        place = f"{sheet.name}!{row.number}"
        yield Difference(Group.SEALS, place, row.row_id, "Row hash", seal.row_hash, "another hash")


def _edit(
    sheet: ReturnedSheet,
    row: ReturnedRow,
    title: str,
    sealed: str,
    anew: tuple[ReturnedRow, dict[str, str]] | None,
) -> Difference:
    """One cell that differs from its seal, with what stood there as far as that is known."""
    expected = anew[0].text(title) if anew and anew[1].get(title) == sealed else UNTOLD
    is_ours = title in row.formulas and (anew is None or _same_formula(row, anew[0], title))
    group = Group.FOLLOWS if is_ours else Group.BY_HAND
    found = row.formulas.get(title) if group is Group.BY_HAND else None
    return Difference(group, sheet.cell(row, title), row.row_id, title, found or row.text(title), expected)


def _anew(fresh: Returned | None, key: str, row_id: str) -> tuple[ReturnedRow, dict[str, str]] | None:
    """The same row made anew, and its marks by title."""
    sheet = fresh.sheets.get(key) if fresh else None
    row = sheet.rows.get(row_id) if sheet else None
    seal = fresh.seals.get((key, row_id)) if fresh else None
    if row is None or sheet is None or seal is None:
        return None
    return row, dict(zip(sheet.layout.content, seal.marks, strict=False))


def _same_formula(one: ReturnedRow, other: ReturnedRow, title: str) -> bool:
    """Whether two rows have the same formula under a title, or both none; most are the same to the letter."""
    is_equal = one.formulas.get(title) == other.formulas.get(title)
    return is_equal or _formula(one, title) == _formula(other, title)


def _formula(row: ReturnedRow, title: str) -> str:
    """A formula without what programs write differently, and without the numbers of rows and columns."""
    text = row.formulas.get(title, "").replace("_xlfn.", "").replace("$", "").replace(" ", "")
    parts = text.split('"')
    parts[::2] = [_plain(part) for part in parts[::2]]
    return '"'.join(parts)


def _plain(part: str) -> str:
    """A part of a formula outside quoted text: names of sheets bare, places as `#`, numbers in one form."""
    part = re.sub(r"'([^']*)'!", lambda found: f"{found[1]}!".replace(" ", ""), part)
    part = re.sub(r"\b[A-Za-z]{1,3}\d+\b", "#", part)
    return re.sub(
        r"(?<![\w#.])\d+(\.\d*)?([eE][+-]?\d+)?", lambda found: f"{float(found[0]):.12g}", part
    ).upper()


def _beside(sheet: ReturnedSheet, row: ReturnedRow) -> Iterator[Difference]:
    for place, text in row.extras.items():
        yield Difference(Group.BESIDE, f"{sheet.name}!{place}", row.row_id, "beside our columns", text, "")
    for place, text in row.notes.items():
        yield Difference(Group.BESIDE, f"{sheet.name}!{place}", row.row_id, "note", text, "")


# --- against the workbook made anew ---------------------------------------------------------------


def changed_sources(file: Returned, fresh: Returned) -> Iterator[ChangedSource]:
    """What the workbook was made from that is not the same now."""
    for kind in (*OF_THE_REPORT, *OF_THE_TOOL):
        then, now = file.sources(kind), fresh.sources(kind)
        for name in dict.fromkeys((*then, *now)):
            told = [_version(rows[name]) if name in rows else "" for rows in (then, now)]
            if told[0] != told[1]:
                yield ChangedSource(kind, name, *told)


def _version(row: ReturnedRow) -> str:
    return row.text("SHA-256") or row.text("Title") or "there"


def _since(sources: tuple[ChangedSource, ...], file: Returned) -> Group:
    """Why the seals of the file and the new ones can differ."""
    kinds = {each.kind for each in sources}
    report, tool = kinds & set(OF_THE_REPORT), kinds & set(OF_THE_TOOL)
    if report and tool:
        return Group.BOTH
    if report:
        return Group.INPUT
    return Group.TOOL if tool else Group.SEALS


def _since_in_sheet(key: str, file: Returned, fresh: Returned, group: Group) -> Iterator[Difference]:
    """The rows and cells of a sheet that the inputs give otherwise now."""
    sheet, new = file.sheets[key], fresh.sheets[key]
    then = {row_id: seal for (each, row_id), seal in file.seals.items() if each == key}
    now = {row_id: seal for (each, row_id), seal in fresh.seals.items() if each == key}
    if not then:
        return
    for row_id in dict.fromkeys((*then, *now)):
        row, anew = sheet.rows.get(row_id), new.rows.get(row_id)
        if row_id not in now:
            place = f"{sheet.name}!{row.number}" if row else sheet.name
            yield Difference(group, place, row_id, "", "the row", "no such row any more")
        elif row_id not in then:
            if row is None and anew:
                told = _whole(fresh, key, row_id)
                yield Difference(group, f"{new.name}!{anew.number}", row_id, "", "no such row yet", told)
        elif row and anew and then[row_id].row_hash != now[row_id].row_hash:
            yield from _since_in_row(sheet, row, (then[row_id], now[row_id]), (new, anew), group)


def _since_in_row(
    sheet: ReturnedSheet,
    row: ReturnedRow,
    seals: tuple[Seal, Seal],
    new: tuple[ReturnedSheet, ReturnedRow],
    group: Group,
) -> Iterator[Difference]:
    then = dict(zip(sheet.layout.content, seals[0].marks, strict=False))
    now = dict(zip(new[0].layout.content, seals[1].marks, strict=False))
    cells = dict(zip(sheet.layout.content, row.canonical(sheet.layout.content), strict=True))
    for title in dict.fromkeys((*then, *now)):
        if then.get(title) != now.get(title):
            untouched = mark(cells.get(title, "")) == then.get(title)
            found = row.text(title) if untouched else "edited by hand"
            place = sheet.cell(row, title)
            yield Difference(group, place, row.row_id, title, found, new[1].cells.get(title, EMPTY).text)


def _notes(file: Returned) -> Iterator[str]:
    """What is worth knowing of the file, and is no difference."""
    for sheet in file.sheets.values():
        if sheet.name != sheet.layout.name:
            yield f"the sheet {sheet.layout.name} is called {sheet.name} now"
        if sheet.state != "visible":
            yield f"the sheet {sheet.name} is {sheet.state}"
    rows = [row for sheet in file.sheets.values() for row in sheet.rows.values()]
    without = sum(1 for row in rows for title in row.formulas if row.is_uncalculated(title))
    if without:
        yield f"{without} formulas have no result in the file; a spreadsheet program stores them on saving"
    if file.others:
        yield f"sheets that are not ours: {', '.join(file.others)}"
    if file.has_macros:
        yield "the file holds macros; none was run"
    if file.external_links:
        yield f"the file has {file.external_links} links to other files; none was followed"
