"""The four review cells of a row that came back → the remark in them, if there is a new one.

Three-way: what stands in the cells, what they were written with, and which remarks that came from. Cells that
are as they were written are no remark, whatever the log has learnt since.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple, dataclass

from esgmap.export.workbook_record import canonical_value
from esgmap.export.workbook_reviews import review_values
from esgmap.export.workbook_table import REVIEW_CHOICES
from esgmap.returned import ReturnedRow, ReturnedSheet
from esgmap.review_copy import Copy, Found
from esgmap.review_standing import Filled, filled, is_day, stand
from esgmap.reviews import REVIEW, WITHDRAWN, Remark, tidy
from esgmap.seals import filled_mark

CELLS = 4
"""How many review cells a row has: status, reviewer, date, comment."""


@dataclass(frozen=True, slots=True)
class Written:
    """What the review cells were written with (None: not known), and the remarks that it came from."""

    cells: Filled | None
    remarks: tuple[Remark, ...]

    @property
    def reviewers(self) -> set[str]:
        """Who those remarks are by."""
        return {each.reviewer for each in self.remarks if each.kind == REVIEW}


def review_in(copy: Copy, sheet: ReturnedSheet, row: ReturnedRow) -> Iterator[Found]:
    """The new remark in the review cells of a row, if there is one, and what the user should know of it."""
    titles = sheet.layout.inputs
    if len(titles) != CELLS or not any(title in sheet.columns for title in titles):
        return
    seal = copy.seal(sheet, row)
    if seal and filled_mark(row.canonical(titles)) == seal.input_mark:
        return
    content_hash = copy.content_hash(sheet, row)
    written = _written(copy, sheet, row, content_hash)
    cells = _cells(sheet, row, written.cells)
    if not seal and (cells == Filled() or _is_printed(copy, sheet, row)):
        return
    if written.cells and _alike(cells, written.cells):
        return
    entry = _entry(copy, cells, written)
    kind = REVIEW if cells != Filled() else WITHDRAWN
    yield copy.remark(
        (sheet.layout.key, row.row_id),
        content_hash,
        kind,
        (each.id for each in written.remarks),
        review_status=entry.status,
        reviewer=entry.reviewer,
        date=entry.date,
        comment=entry.comment,
    )
    yield from _oddities(copy, sheet, row, cells)


def _is_printed(copy: Copy, sheet: ReturnedSheet, row: ReturnedRow) -> bool:
    """Whether the cells hold what the workbook is written with now, as the bands above the columns do."""
    new = copy.fresh.sheets.get(sheet.layout.key)
    anew = new.rows.get(row.row_id) if new else None
    titles = sheet.layout.inputs
    return anew is not None and anew.canonical(titles) == row.canonical(titles)


def text_of(row: ReturnedRow, title: str) -> str:
    """What stands in a cell; of a formula without a result, the formula."""
    return tidy(row.text(title) or row.formulas.get(title, ""))


def _cells(sheet: ReturnedSheet, row: ReturnedRow, written: Filled | None) -> Filled:
    """The review cells as they stand; those whose column was deleted, as they were written."""
    old = astuple(written or Filled())
    pairs = zip(sheet.layout.inputs, old, strict=True)
    return Filled(*(text_of(row, title) if title in sheet.columns else before for title, before in pairs))


def _written(copy: Copy, sheet: ReturnedSheet, row: ReturnedRow, content_hash: str) -> Written:
    """What the review cells of a row were written with, as far as that is known.

    The copy lists the remarks that it was written with. If that sheet is gone, the log may know them: it only
    grows, so they are the first so many of today's. The seal tells which; without one, cells that are as some
    of these remarks would fill them are taken for written.
    """
    key = (sheet.layout.key, row.row_id)
    listed, known = (_entries(each.get(key, ())) for each in (copy.listed, copy.known))
    seal = copy.seal(sheet, row)
    found = _cells(sheet, row, None)
    for remarks in (listed, *(known[:number] for number in range(len(known), -1, -1))):
        cells = filled(stand(remarks, {key: content_hash}))
        if filled_mark(_canonical(cells)) == seal.input_mark if seal else _alike(found, cells):
            return Written(cells, remarks)
    return Written(None, listed)


def _entries(remarks: tuple[Remark, ...]) -> tuple[Remark, ...]:
    return tuple(each for each in remarks if each.kind in (REVIEW, WITHDRAWN))


def _canonical(cells: Filled) -> list[str]:
    return [canonical_value(value) for value in review_values(cells)]


def _alike(one: Filled, other: Filled) -> bool:
    """Whether two sets of cells say the same, whether a day is a date or a text in them."""
    texts = ([_bare(each) for each in astuple(cells)] for cells in (one, other))
    return next(texts) == next(texts)


def _bare(text: str) -> str:
    """A text as it is after it stood in a cell."""
    return canonical_value(text).partition(":")[2]


def _entry(copy: Copy, cells: Filled, written: Written) -> Filled:
    """The new remark: without what the cells only repeat of the remarks that stood there before."""
    before = written.cells
    reviewer, comment = cells.reviewer or copy.nobody, cells.comment
    if before and before.reviewer and _bare(cells.reviewer) == _bare(before.reviewer):
        alone = len(written.reviewers) == 1
        reviewer = copy.author or (cells.reviewer if alone else copy.nobody)
    if before and before.comment and written.reviewers != {reviewer}:
        start = _bare(before.comment)
        comment = comment[len(start) :] if comment.startswith(start) else comment
    return Filled(cells.status, reviewer, cells.date, comment)


def _oddities(copy: Copy, sheet: ReturnedSheet, row: ReturnedRow, cells: Filled) -> Iterator[Found]:
    """What of a remark was kept as it was typed, although it may be meant otherwise."""
    status, _, day, _ = sheet.layout.inputs
    if cells.status and cells.status not in REVIEW_CHOICES:
        message = (
            f"the review status “{cells.status}” is none of {', '.join(REVIEW_CHOICES)}; kept as written"
        )
        hint = "it counts as a status of its own beside those of other reviewers"
        yield copy.told("review-status", message, hint, sheet.cell(row, status))
    if cells.date and not is_day(cells.date):
        message = f"the date “{cells.date}” is text, and which day is meant is not guessed; kept as written"
        hint = "enter it as a date, or as 2026-11-01"
        yield copy.told("review-date", message, hint, sheet.cell(row, day))
    for title in sheet.layout.inputs:
        if title in row.formulas:
            kept = "its result was kept" if title in row.cells else "its text was kept"
            message = f"a formula stands in `{title}`; {kept}"
            yield copy.told("review-formula", message, "type the text itself", sheet.cell(row, title))
