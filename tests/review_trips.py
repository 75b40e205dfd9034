"""A workbook on its way to reviewers and back: written for a folder, filled in, merged, written again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from openpyxl.workbook import Workbook
from tampering import changed, column, opened, row_of

from esgmap.export.files import write_whole
from esgmap.export.workbook import record_of, write
from esgmap.export.workbook_options import IndexOptions
from esgmap.export.workbook_returned import returned
from esgmap.findings import Assessment
from esgmap.model import Problem
from esgmap.returned import Returned, read_returned
from esgmap.review_copy import make_copy
from esgmap.review_merge import merged, rows_of, take
from esgmap.review_standing import Stood, stand
from esgmap.reviews import FILE, Remark, load_reviews, write_reviews
from esgmap.workspace import only, run

Change = Callable[[Workbook], object]
INDEX = "SASB index"
CELLS = ("Review status", "Reviewer", "Date", "Comment")


MADE: dict[tuple[str, str], Any] = {}


@lru_cache(maxsize=32)
def read(raw: bytes) -> Returned | None:
    """A copy as it came back, read once; None if it has no Seals."""
    return read_returned(raw, "back.xlsx")[0]


@dataclass
class Trip:
    """A report folder, limited to one framework to be quick, and what was told of the copies."""

    folder: Path
    framework: str = "sasb"
    problems: list[Problem] = field(default_factory=list)

    @property
    def log(self) -> tuple[Remark, ...]:
        """The remarks of the folder."""
        remarks, problems = load_reviews(self.folder)
        assert remarks is not None, problems
        return remarks

    def workbook(self) -> bytes:
        """The workbook that the folder gives now; made once for the same files."""
        return self._once("file", self._written)

    def anew(self) -> Returned:
        """The same as if it had come back untouched; made once for the same files."""
        return self._once("anew", lambda: returned(record_of(*self._given())))

    def _once(self, form: str, make: Callable[[], Any]) -> Any:
        files = {path.name: path.read_bytes() for path in sorted(self.folder.iterdir())}
        key = form, sha256(repr((self.framework, files)).encode()).hexdigest()
        if key not in MADE:
            MADE[key] = make()
        return MADE[key]

    def _given(self) -> tuple[Assessment, IndexOptions]:
        outcome = run(self.folder)
        assert outcome.assessment, outcome.problems
        return only(outcome.assessment, self.framework), IndexOptions(reviews=self.log)

    def _written(self) -> bytes:
        assessment, options = self._given()
        target = self.folder / "scratch.xlsx"
        write(assessment, target, options)
        raw = target.read_bytes()
        target.unlink()
        return raw

    def merge(self, author: str = "", fresh: Returned | None = None, **copies: bytes) -> list[Remark]:
        """Merge copies, named without their ending; gives what was added to the log."""
        anew, known = fresh or self.anew(), self.log
        takings = []
        for name, raw in copies.items():
            shown, file = f"{name}.xlsx", read(raw)
            file = replace(file, shown=shown) if file else read_returned(raw, shown, anew.layouts)[0]
            assert file
            copy = make_copy(file, raw, anew, author, known)
            takings.append(take(copy))
        self.problems = [problem for taken in takings for problem in taken.problems]
        log = merged(known, takings)
        write_whole(self.folder / FILE, lambda path: write_reviews(log, path))
        return list(log[len(known) :])

    def stood(self) -> tuple[Stood, ...]:
        """The standing of each remark in the workbook that the folder gives now."""
        rows = {**rows_of(self.anew()), **{("Reviews", each.id): "" for each in self.log}}
        return stand(self.log, rows)

    def told(self) -> list[tuple[str, str]]:
        """The code and the cell of each thing that was told of the copies."""
        return [(each.code, each.source.cell if each.source else "") for each in self.problems]


@dataclass(frozen=True)
class Fill:
    """Fills in the review cells of a row; two that do the same are equal."""

    row_id: str
    cells: tuple[Any, ...]
    sheet: str

    def __call__(self, book: Workbook) -> None:
        for title, value in zip(CELLS, self.cells, strict=False):
            if value is not ...:
                put(book, self.row_id, title, value, self.sheet)


def fill(row_id: str, *cells: Any, sheet: str = INDEX) -> Change:
    """Fill in the review cells of a row; `...` leaves one as it is."""
    return Fill(row_id, cells, sheet)


def put(book: Workbook, row_id: str, title: str, value: object, sheet: str = INDEX) -> None:
    """Overwrite one cell; a text is a text, whatever it begins with."""
    place = book[sheet].cell(number_of(book[sheet], row_id), column(book[sheet], title))
    place.value = value
    if isinstance(value, str) and value[:1] == "=":
        place.data_type = "s"


def number_of(sheet: Any, row_id: str) -> int:
    """The number of a row; the sheet of facts names its rows by their ids alone."""
    return row_of(sheet, row_id, "Id" if sheet.title == "Facts" else "Row id")


@lru_cache(maxsize=64)
def filled(raw: bytes, *changes: Change) -> bytes:
    """A copy of the workbook with changes made in it; for the same changes the same copy."""

    def change(book: Workbook) -> None:
        for each in changes:
            each(book)

    return changed(raw, change)


def cells(raw: bytes, row_id: str, sheet: str = INDEX) -> tuple[Any, ...]:
    """The review cells of a row."""
    found = opened(raw)[sheet]
    number = number_of(found, row_id)
    return tuple(found.cell(number, column(found, title)).value for title in CELLS)


def listed(raw: bytes) -> list[dict[str, Any]]:
    """The rows of the sheet Reviews, by title; none if there is no such sheet."""
    book = opened(raw)
    if "Reviews" not in book.sheetnames:
        return []
    rows = list(book["Reviews"].iter_rows(min_row=5, values_only=True))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
