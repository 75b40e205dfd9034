"""Several reviewers' copies → what is new in them, and the log with it added.

Whatever the order in which copies come in, the same remarks come out; a copy that comes in twice adds
nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from esgmap.export.workbook_reviews import HASH
from esgmap.model import Problem, Severity, Source
from esgmap.returned import Returned, ReturnedRow, ReturnedSheet
from esgmap.review_beside import added_row, added_sheet, beside_in, drawn_in, edits_in, head_in
from esgmap.review_cells import review_in
from esgmap.review_copy import Copy, Found
from esgmap.review_standing import Rows
from esgmap.reviews import Remark, in_order
from esgmap.seals import BARE

PLENTY = 8
"""How many rows are named one by one before the others are only counted."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What one copy brought: its remarks, new or not, and what the user should know of it."""

    copy: Copy
    remarks: tuple[Remark, ...]
    problems: tuple[Problem, ...]


def rows_of(workbook: Returned) -> Rows:
    """The content hash of each row of a workbook; empty where its sheet has none."""
    return {
        (key, row_id): row.text(HASH)
        for key, sheet in workbook.sheets.items()
        for row_id, row in sheet.rows.items()
    }


def other_report(file: Returned, fresh: Returned) -> Problem | None:
    """Why a copy is not of this report, if it says so itself."""
    theirs, ours = set(file.sources("report")), set(fresh.sources("report"))
    if not theirs or not ours or theirs & ours:
        return None
    message = (
        f"the workbook is of the report {', '.join(sorted(theirs))}, and DIR holds {', '.join(sorted(ours))}"
    )
    hint = "name the folder of its own report; nothing was taken from any copy"
    return Problem("other-report", Severity.ERROR, message, hint, Source(file.shown))


def take(copy: Copy) -> Taken:
    """Everything that people wrote into a copy."""
    found = [*_listed(copy), *edits_in(copy)]
    for sheet in copy.file.sheets.values():
        found += _in_sheet(copy, sheet)
    for sheet in copy.file.second_sheets:
        found += _in_second_sheet(copy, sheet)
    for added in copy.file.added_sheets:
        found += added_sheet(copy, added)
    found += drawn_in(copy)
    remarks = [each for each in found if isinstance(each, Remark)]
    problems = [each for each in found if isinstance(each, Problem)]
    return Taken(copy, tuple(in_order(remarks)), (*_about(copy), *problems))


def _listed(copy: Copy) -> list[Remark]:
    """Remarks that the workbook was made with and that this log does not hold, as those of another folder."""
    known = {each.id for remarks in copy.known.values() for each in remarks}
    return [each for remarks in copy.listed.values() for each in remarks if each.id not in known]


def _in_sheet(copy: Copy, sheet: ReturnedSheet) -> Iterator[Found]:
    yield from head_in(copy, sheet)
    for row in sheet.rows.values():
        if copy.is_ours(sheet, row):
            yield from review_in(copy, sheet, row)
        else:
            yield from added_row(copy, sheet, row)
        yield from beside_in(copy, sheet, row)
    for row in sheet.loose:
        if copy.is_ours(sheet, row):
            message = f"the row `{row.row_id}` stands twice; the remarks of both were kept"
            hint = f"it stands in row {sheet.rows[row.row_id].number} as well"
            yield copy.told("review-twice", message, hint, f"{sheet.name}!{row.number}")
        yield from _once_more(copy, sheet, row)


def _in_second_sheet(copy: Copy, sheet: ReturnedSheet) -> Iterator[Found]:
    """A sheet of ours that somebody copied inside the workbook."""
    message = f"the sheet {sheet.name} is a second copy of {sheet.layout.name}; the remarks of both were kept"
    yield copy.told("review-sheet", message, "", f"{sheet.name}!A1")
    yield from head_in(copy, sheet)
    for row in (*sheet.rows.values(), *sheet.loose):
        yield from _once_more(copy, sheet, row)


def _once_more(copy: Copy, sheet: ReturnedSheet, row: ReturnedRow) -> Iterator[Found]:
    """A row that stands somewhere else already, or that is none of ours."""
    if copy.is_ours(sheet, row):
        yield from review_in(copy, sheet, row)
    if not copy.is_ours(sheet, row) or not copy.is_untouched(sheet, row):
        yield from added_row(copy, sheet, row)
    yield from beside_in(copy, sheet, row)


def _about(copy: Copy) -> Iterator[Problem]:
    """What is gone from a copy, so that nothing could be read there."""
    file = copy.file
    if not file.seals:
        message = (
            "the sheet Seals is gone, so cells that were typed over cannot be told; remarks were taken in"
        )
        yield copy.told("review-seals", message, "ask for copies with all their sheets", "")
    for key, layout in file.layouts.items():
        if key not in file.sheets:
            message = f"the sheet {layout.name} is gone or cannot be told apart; no remark was found on it"
            yield copy.told("review-sheet", message, "ask the reviewer whether it held remarks", "")
    for key, sheet in file.sheets.items():
        gone = [title for title in sheet.missing_columns if title]
        if gone:
            message = (
                f"no column is called {', '.join(gone)} any more; what stands in others was kept as text"
            )
            hint = "give the columns their titles back and merge again, if they held remarks"
            yield copy.told("review-columns", message, hint, f"{sheet.name}!{max(sheet.header, 1)}")
        rows = [row_id for each, row_id in file.seals if each == key and row_id not in sheet.rows]
        named = [row_id for row_id in rows if not row_id.startswith(BARE)]
        if named:
            told = ", ".join(named[:PLENTY]) + (
                f" and {len(named) - PLENTY} more" if len(named) > PLENTY else ""
            )
            message = f"{len(named)} row{'s are' if len(named) > 1 else ' is'} missing from the copy: {told}"
            yield copy.told("review-rows", message, "remarks on them from other copies stay", sheet.name)


# --- the log --------------------------------------------------------------------------------------


def new_in(taken: Taken, known: Iterable[Remark]) -> tuple[Remark, ...]:
    """The remarks of a copy that the log does not hold yet.

    What the same file brought before, under another name or with the name of its author, is not new.
    """
    log = tuple(known)
    ids = {each.id for each in log}
    same_file = {_text(each) for each in log if each.file_sha256 == taken.copy.sha256}
    return tuple(
        each
        for each in taken.remarks
        if each.id not in ids and not (each.is_unnamed and _text(each) in same_file)
    )


def merged(known: Sequence[Remark], takings: Iterable[Taken]) -> tuple[Remark, ...]:
    """The log with everything new added at its end."""
    new = in_order(each for taken in takings for each in new_in(taken, known))
    return (*known, *new)


def _text(remark: Remark) -> Remark:
    """A remark without its reviewer and without the file that brought it."""
    return replace(remark, id="", reviewer="", file="", file_sha256="", made_with="")
