"""`reviews.csv`: what reviewers wrote into copies of the workbook, one row a remark ⇄ `Remark`.

A log: remarks are added, never changed and never taken out. What a remark is worth today is no part of it;
see `review_standing`.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterable
from dataclasses import asdict, astuple, dataclass, fields, replace
from pathlib import Path

from esgmap.beside import file_of
from esgmap.cells import read_list
from esgmap.model import Problem, Severity
from esgmap.tables import Row, error, read_table

FILE = "reviews.csv"
REVIEW, WITHDRAWN, NOTE, BESIDE, EDIT, ADDED = "review", "withdrawn", "note", "beside", "edit", "added-row"
UNKNOWN = "unknown"
"""The content hash of a row whose own could not be told: it equals none."""
LONGEST = 60_000
"""Most characters of a comment in one row of the log; a text of several cells goes on in the next remark."""
_FORMULA = re.compile(r"'*[=+\-@\t]")
_GUARDED = re.compile(r"'+[=+\-@\t]")
_ID_LETTERS = 16
_MADE_OF = (
    *("sheet", "row_id", "content_hash", "kind", "review_status", "reviewer", "date", "comment"),
    *("place", "was", "after"),
)


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that a reviewer wrote: where, about which content, and which file brought it.

    `place` is the column or cell of a remark outside the review columns, `was` what an edited cell held
    before. `after` holds the ids of the remarks on the row that the reviewer had in front of them.
    """

    sheet: str
    row_id: str
    content_hash: str
    kind: str
    review_status: str = ""
    reviewer: str = ""
    date: str = ""
    comment: str = ""
    place: str = ""
    was: str = ""
    after: tuple[str, ...] = ()
    file: str = ""
    file_sha256: str = ""
    made_with: str = ""
    id: str = ""

    @property
    def row(self) -> tuple[str, str]:
        """The row that the remark is about: sheet and row id."""
        return self.sheet, self.row_id

    @property
    def is_unnamed(self) -> bool:
        """Whether nobody is named as its reviewer."""
        return self.reviewer == unnamed(self.file)


def unnamed(file: str) -> str:
    """What stands for the name of a reviewer who gave none."""
    return f"unnamed ({file})"


def identified(remark: Remark) -> Remark:
    """The remark with its id: a fingerprint of what was written where, not of the file that brought it."""
    told = {key: value for key, value in asdict(remark).items() if key in _MADE_OF}
    text = json.dumps(told, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return replace(remark, id=hashlib.sha256(text.encode()).hexdigest()[:_ID_LETTERS])


def tidy(text: str) -> str:
    """A text as the log can hold it: one kind of line end, no blanks at its ends, nothing UTF-8 cannot say.

    >>> tidy(" a\\r\\nb ")
    'a\\nb'
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    return re.sub("[\ud800-\udfff]", "\ufffd", text).strip()


def pieces(text: str) -> list[str]:
    """A long text in pieces that the log can hold; one piece, maybe empty, if it is not long."""
    return [text[start : start + LONGEST] for start in range(0, len(text), LONGEST)] or [""]


def in_order(remarks: Iterable[Remark]) -> list[Remark]:
    """Remarks that come in together in the order in which they are written; one that came twice, once."""
    known: dict[str, Remark] = {}
    for remark in sorted(remarks, key=lambda each: (each.file, each.file_sha256, each.made_with)):
        known.setdefault(remark.id, remark)
    return sorted(
        known.values(),
        key=lambda each: (each.sheet, each.row_id, each.kind, each.place, each.reviewer, each.date, each.id),
    )


# --- the file -------------------------------------------------------------------------------------


def load_reviews(folder: Path) -> tuple[tuple[Remark, ...] | None, list[Problem]]:
    """The remarks of a report folder, in the order of the file; none if there is no file.

    None, with the problems that say why, if anything in the file cannot be used.
    """
    path = file_of(folder, FILE)
    return read_reviews(path) if path.exists() else ((), [])


def read_reviews(path: Path) -> tuple[tuple[Remark, ...] | None, list[Problem]]:
    """The remarks of one file; None, with the problems that say why, if anything in it cannot be used."""
    table, problems = read_table(path, "reviews", path.name)
    remarks: dict[str, Remark] = {}
    places: dict[str, Row] = {}
    for row in table.rows if table else ():
        remark = _remark(row)
        first = places.setdefault(remark.id, row)
        if remark.id and remarks.setdefault(remark.id, remark) != remark:
            message = f"id `{remark.id}` stands twice, with two texts; first at {first.source('id')}"
            hint = (
                "take the file as `esgmap review merge` wrote it, and keep both rows only if their ids differ"
            )
            problems.append(error("duplicate-id", message, hint, row.source("id")))
    if table is None or any(problem.severity is Severity.ERROR for problem in problems):
        return None, problems
    return tuple(remarks.values()), problems


def _remark(row: Row) -> Remark:
    texts = {each.name: _plain(row[each.name]) for each in fields(Remark)}
    after = read_list(texts.pop("after"))
    return Remark(**texts, after=after)


def render_reviews(remarks: Iterable[Remark]) -> str:
    """The text of the file; no cell of it begins as a formula does."""
    names = [each.name for each in fields(Remark)]
    columns = ["id", *(name for name in names if name != "id")]
    body = io.StringIO()
    writer = csv.writer(body, lineterminator="\n")
    writer.writerow(columns)
    for remark in remarks:
        cells = dict(zip(names, astuple(remark), strict=True))
        cells["after"] = ";".join(remark.after)
        writer.writerow([_guarded(cells[column]) for column in columns])
    return body.getvalue()


def write_reviews(remarks: tuple[Remark, ...], path: Path) -> None:
    """Write the log and read it back; the caller makes it whole or not at all.

    Raises RuntimeError, which is a fault of ours, if what was read back is not what was to be written.
    """
    path.write_bytes(render_reviews(remarks).encode("utf-8"))
    back, problems = read_reviews(path)
    if back != remarks:
        told = "; ".join(problem.message for problem in problems) or "other remarks"
        raise RuntimeError(f"the remarks cannot be read back as they were written: {told}")


def _guarded(text: str) -> str:
    """A text that a spreadsheet would take for a formula gets an apostrophe before it."""
    return f"'{text}" if _FORMULA.match(text) else text


def _plain(text: str) -> str:
    return text[1:] if _GUARDED.match(text) else text
