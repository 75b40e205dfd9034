"""Sign-offs: who signed which rows of an index, bound to what the rows said; and whether they still say it.

A sign-off keeps the hash of each row signed and one root over them, in `signoffs.json`. Plain SHA-256 and
names: it shows that a row changed after it was signed, not that the person is who the name says.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from esgmap.model import Problem, Severity, Source
from esgmap.returned import Returned, ReturnedRow, ReturnedSheet
from esgmap.seals import BARE, mark, root, row_hash

FILE = "signoffs.json"
VALID, VOID = "valid", "void"
KEYS = (
    "signer",
    "role",
    "date",
    "statement",
    "report",
    "workbook",
    "workbook_sha256",
    "tool",
    "root",
)


@dataclass(frozen=True, slots=True)
class SignedRow:
    """A row as it was signed: its sheet, its id, and the hash of what it said."""

    sheet: str
    row_id: str
    row_hash: str


@dataclass(frozen=True, slots=True)
class Signoff:
    """Who signed what, when, under which words; `root` is one hash over all rows."""

    signer: str
    role: str
    date: str
    statement: str
    report: str
    workbook: str
    workbook_sha256: str
    tool: str
    root: str
    rows: tuple[SignedRow, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether the signature on one row still stands, and if not, why."""

    row: SignedRow
    state: str
    why: str = ""


def present_hash(file: Returned, sheet: ReturnedSheet, row: ReturnedRow) -> str:
    """The hash of what a row says now; what reviewers filled in is no part of it.

    Some programs save a formula without its result. Such a cell is passed over: if all others are as they
    were sealed, the row says what its seal says.
    """
    titles = sheet.layout.content
    cells = row.canonical(titles)
    seal = file.seals.get((sheet.layout.key, row.row_id))
    passed = [row.is_uncalculated(title) for title in titles]
    if seal and any(passed) and len(seal.marks) == len(cells):
        pairs = zip(passed, cells, seal.marks, strict=True)
        if all(is_passed or mark(cell) == each for is_passed, cell, each in pairs):
            return seal.row_hash
    return row_hash(sheet.layout.key, row.row_id, cells)


def signed_rows(
    file: Returned, chosen: Callable[[ReturnedSheet, ReturnedRow], bool]
) -> tuple[list[SignedRow], list[str]]:
    """The rows that were chosen, as they stand; and the places of those that are not as they were written."""
    rows, edited = [], []
    for key, sheet in file.sheets.items():
        for row_id, row in sheet.rows.items():
            if row_id.startswith(BARE) or not chosen(sheet, row):
                continue
            found = present_hash(file, sheet, row)
            rows.append(SignedRow(key, row_id, found))
            seal = file.seals.get((key, row_id))
            if seal is None or seal.row_hash != found:
                edited.append(f"{sheet.name}!{row.number}")
    return rows, edited


def root_of(rows: Iterable[SignedRow]) -> str:
    """The root over signed rows: see `seals.root`."""
    return root((f"{row.sheet}\t{row.row_id}", row.row_hash) for row in rows)


def standings(signoff: Signoff, file: Returned, fresh: Returned | None) -> list[Standing]:
    """For each signed row, whether it says in the file and by the inputs what it said when signed."""
    return [Standing(row, *_standing(row, file, fresh)) for row in signoff.rows]


def _standing(signed: SignedRow, file: Returned, fresh: Returned | None) -> tuple[str, str]:
    sheet = file.sheets.get(signed.sheet)
    row = sheet.rows.get(signed.row_id) if sheet else None
    if sheet is None or row is None:
        return VOID, "the row is no longer in the workbook"
    found = present_hash(file, sheet, row)
    if found != signed.row_hash:
        seal = file.seals.get((signed.sheet, signed.row_id))
        by_hand = seal is None or seal.row_hash != found
        return (
            VOID,
            "edited by hand after it was signed" if by_hand else "the workbook was written anew since",
        )
    if fresh is None:
        return VALID, ""
    anew = fresh.seals.get((signed.sheet, signed.row_id))
    if anew is None:
        return VOID, "the inputs give no such row any more"
    return (VALID, "") if anew.row_hash == signed.row_hash else (VOID, "the inputs give another row now")


# --- the file -------------------------------------------------------------------------------------


def read_signoffs(path: Path) -> tuple[tuple[Signoff, ...], list[Problem]]:
    """The sign-offs of a file, none if there is no file; one whose root is not that of its rows is told."""
    if not path.exists():
        return (), []
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        signoffs = tuple(_signoff(each) for each in data["signoffs"])
    except (ValueError, KeyError, TypeError, AttributeError, OSError) as fault:
        message = f"the sign-offs cannot be read ({type(fault).__name__}: {fault})"
        hint = "take the file as esgmap wrote it from a backup; nothing in it was changed"
        return (), [Problem("unreadable-signoffs", Severity.ERROR, message, hint, Source(str(path)))]
    return signoffs, [_altered(path, each) for each in signoffs if root_of(each.rows) != each.root]


def _signoff(data: dict[str, Any]) -> Signoff:
    rows = tuple(
        SignedRow(str(each["sheet"]), str(each["row_id"]), str(each["row_hash"])) for each in data["rows"]
    )
    told = {key: str(data[key]) for key in KEYS}
    return Signoff(**told, rows=rows)


def _altered(path: Path, signoff: Signoff) -> Problem:
    message = (
        f"the sign-off of {signoff.signer} on {signoff.date} was altered: its root is not that of its rows"
    )
    hint = "take the file from a backup, or have the rows signed again"
    return Problem("altered-signoff", Severity.ERROR, message, hint, Source(str(path)))


def signoffs_text(signoffs: Iterable[Signoff]) -> str:
    """The text of the file: JSON, in the order of signing."""
    return (
        json.dumps(
            {"schema": 1, "signoffs": [asdict(each) for each in signoffs]}, ensure_ascii=False, indent=1
        )
        + "\n"
    )
