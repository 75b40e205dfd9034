"""One reviewer's copy of the workbook, with everything that its remarks are told apart by.

Beside the copy stand the workbook as the inputs give it now, the remarks that the copy's own sheet Reviews
lists, and those that the log knows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace

from esgmap.drawings import Drawn, read_drawings
from esgmap.export.workbook_reviews import HASH, KEY, remark_from
from esgmap.model import Problem, Severity, Source
from esgmap.returned import Returned, ReturnedRow, ReturnedSheet
from esgmap.reviews import UNKNOWN, Remark, identified, tidy, unnamed
from esgmap.seals import Seal, mark, row_hash

Row = tuple[str, str]
"""A row by the key of its sheet and its id."""
Found = Remark | Problem
"""What a look at a copy gives: a remark, or something that the user should know."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that came back; `author` is who its remarks without a name are by, if that is told."""

    file: Returned
    sha256: str
    fresh: Returned
    author: str
    listed: dict[Row, tuple[Remark, ...]]
    known: dict[Row, tuple[Remark, ...]]
    drawn: tuple[Drawn, ...] = ()

    @property
    def nobody(self) -> str:
        """The reviewer of a remark without a name."""
        return self.author or unnamed(self.file.shown)

    @property
    def made_with(self) -> str:
        """Which workbook this is a copy of: the tool, and the beginning of the root of the seals."""
        tool = next((row.text("Title") for row in self.file.sources("tool").values()), "")
        root = f"seals {self.file.root_told[:12]}" if self.file.root_told else ""
        return ", ".join(part for part in (tool, root) if part)

    def seal(self, sheet: ReturnedSheet, row: ReturnedRow) -> Seal | None:
        """The seal that the row was written with."""
        return self.file.seals.get((sheet.layout.key, row.row_id))

    def is_ours(self, sheet: ReturnedSheet, row: ReturnedRow) -> bool:
        """Whether the workbook was written with this row; without seals, whether it would be now."""
        if not row.row_id:
            return False
        if self.file.seals:
            return self.seal(sheet, row) is not None
        anew = self.fresh.sheets.get(sheet.layout.key)
        return anew is not None and row.row_id in anew.rows

    def is_untouched(self, sheet: ReturnedSheet, row: ReturnedRow) -> bool:
        """Whether a row says what it was written with, review cells aside."""
        seal = self.seal(sheet, row)
        cells = row.canonical(sheet.layout.content)
        return seal is None or row_hash(seal.sheet, seal.row_id, cells) == seal.row_hash

    def content_hash(self, sheet: ReturnedSheet, row: ReturnedRow) -> str:
        """The content hash that the row was written with; empty on sheets whose rows have none."""
        titles = sheet.layout.content
        if HASH not in titles:
            return ""
        if HASH not in sheet.columns:
            return UNKNOWN
        seal = self.seal(sheet, row)
        if seal is None:
            return row.text(HASH) or UNKNOWN
        marks = dict(zip(titles, seal.marks, strict=False))
        return tidy(row.text(HASH)) if mark(row.canonical((HASH,))[0]) == marks.get(HASH) else UNKNOWN

    def remark(
        self, row: Row, content_hash: str, kind: str, after: Iterable[str] = (), **texts: str
    ) -> Remark:
        """A remark that this copy brought; by nobody unless a reviewer is told."""
        told = {"reviewer": self.nobody, **{name: tidy(text) for name, text in texts.items()}}
        remark = Remark(
            sheet=row[0],
            row_id=row[1],
            content_hash=content_hash,
            kind=kind,
            after=tuple(sorted(after)),
            file=self.file.shown,
            file_sha256=self.sha256,
            made_with=self.made_with,
            **told,
        )
        return identified(remark)

    def told(self, code: str, message: str, hint: str, cell: str) -> Problem:
        """Something that the user should know of a place in the copy."""
        return Problem(code, Severity.WARNING, message, hint, Source(self.file.shown, cell=cell))


def make_copy(file: Returned, raw: bytes, fresh: Returned, author: str, known: Iterable[Remark]) -> Copy:
    """The copy of these bytes, with the remarks that it lists itself and those that are known."""
    sha256 = hashlib.sha256(raw).hexdigest()
    drawn = tuple(read_drawings(raw, file.shown))
    copy = Copy(file, sha256, fresh, author, {}, _by_row(known), drawn)
    return replace(copy, listed=_by_row(_listed(copy)))


def _listed(copy: Copy) -> list[Remark]:
    """The remarks on the copy's own sheet Reviews, as far as they stand there as they were written."""
    sheet = copy.file.sheets.get(KEY)
    if sheet is None:
        return []
    told = [
        (row, remark_from({title: tidy(cell.text) for title, cell in row.cells.items()}))
        for row in sheet.rows.values()
        if row.text("Remark")
    ]
    return [
        remark
        for row, remark in told
        if identified(remark).id == remark.id or (copy.seal(sheet, row) and copy.is_untouched(sheet, row))
    ]


def _by_row(remarks: Iterable[Remark]) -> dict[Row, tuple[Remark, ...]]:
    rows: dict[Row, list[Remark]] = {}
    for remark in remarks:
        rows.setdefault(remark.row, []).append(remark)
    return {row: tuple(each) for row, each in rows.items()}
