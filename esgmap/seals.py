"""What a cell, a row and a whole sheet come to as fingerprints, however a program has saved them since.

A *mark* is a few letters for one cell: it tells which cell differs. A *row hash* is the proof for a row. The
*root* is one hash over all rows. Plain SHA-256 throughout. Knows no workbook.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

COLUMNS = "(columns)"
"""The row id under which the Seals keep the column titles of a sheet."""
INPUT, NAMING = "[to fill in] ", "[id] "
"""Before a title in the Seals: a column for people, which no row hash covers; a column that names the row."""
ID_GLUE = " / "
"""Between the parts of a row id that is made of several columns."""
TITLE_GLUE = "|"
"""Between the name of a sheet and its column titles, where the Seals tell them."""
BARE = "~"
"""Begins the id of a row that has none of its own."""
HASH_LETTERS, MARK_LETTERS, FILLED_LETTERS = 32, 4, 16


@dataclass(frozen=True, slots=True)
class Seal:
    """The fingerprint of a row as written: its hash, a mark for each cell, one for what people fill in."""

    sheet: str
    row_id: str
    row_hash: str
    marks: tuple[str, ...]
    input_mark: str


def canonical(text: str, kind: str) -> str:
    """A cell as it is compared: its kind and its text, with what programs change on saving left out.

    Numbers keep 12 significant digits, texts lose blanks at their ends and kinds of line end.

    >>> canonical("128.420", "number"), canonical("128.420", "text"), canonical(" a ", "text")
    ('number:128.42', 'text:128.420', 'text:a')
    """
    if kind == "number":
        return f"number:{_plain_number(text)}"
    bare = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return f"{kind}:{bare}" if bare else ""


def calculated(cell: str) -> str:
    """A canonical cell whose value a formula gives: the same value typed in by hand is another cell."""
    return f"={cell}"


def _plain_number(text: str) -> str:
    try:
        number = Decimal(f"{Decimal(text):.12g}")
    except InvalidOperation:
        return text
    plain = f"{number:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def mark(cell: str, letters: int = MARK_LETTERS) -> str:
    """A few letters for a canonical cell; `-` for an empty one."""
    if not cell:
        return "-"
    return base64.urlsafe_b64encode(hashlib.sha256(cell.encode()).digest())[:letters].decode()


def row_hash(sheet: str, row_id: str, cells: Sequence[str]) -> str:
    """The hash of a row: of its sheet, its id, and its canonical cells in the order of the columns."""
    text = json.dumps([sheet, row_id, list(cells)], ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:HASH_LETTERS]


def bare_id(sheet: str, cells: Sequence[str]) -> str:
    """The id of a row that has none of its own: made from what stands in it."""
    return f"{BARE}{row_hash(sheet, '', cells)[:12]}"


def nth_id(row_id: str, number: int) -> str:
    """The id of the same bare row when it stands a second time, or a third."""
    return row_id if number == 1 else f"{row_id}-{number}"


def seal_row(sheet: str, row_id: str, cells: Sequence[str], inputs: Sequence[str]) -> Seal:
    """The seal of a row from its canonical cells and from those that people fill in."""
    found = row_hash(sheet, row_id, cells)
    return Seal(sheet, row_id, found, tuple(map(mark, cells)), filled_mark(inputs))


def filled_mark(inputs: Sequence[str]) -> str:
    """The mark of what people filled in, longer than that of a cell: nothing written may be missed."""
    return mark(json.dumps(list(inputs), ensure_ascii=True), FILLED_LETTERS) if any(inputs) else mark("")


def root(pairs: Iterable[tuple[str, str]]) -> str:
    """One SHA-256 over ids and hashes: of the lines `id TAB hash`, sorted, each ended by a line feed."""
    lines = sorted(f"{row_id}\t{each}\n" for row_id, each in pairs)
    return hashlib.sha256("".join(lines).encode()).hexdigest()
