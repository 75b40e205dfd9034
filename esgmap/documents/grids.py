"""Rows of text that some form gave → a `PageTable`: even rows, addresses, caption, notes; halves joined.

Comes in: ragged rows, and where they stood. Goes out: tables numbered through the document. A table that is
cut at the foot of a page goes on at the head of the next one if that begins with a table of as many columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from esgmap.pages import PageTable

CAPTION = 160
"""A line above a table that is longer than this is running text, not its caption."""


@dataclass(frozen=True, slots=True)
class Found:
    """A table as a form gave it, before it has a number. `is_first` and `is_last`: on its page."""

    rows: tuple[tuple[str, ...], ...]
    physical: int = 0
    printed: str = ""
    caption: str = ""
    section: str = ""
    is_first: bool = False
    is_last: bool = False


def numbered(found: Iterable[Found]) -> tuple[PageTable, ...]:
    """The tables with their numbers, those cut over pages joined; a table of one cell is none."""
    joined: list[tuple[Found, tuple[str, ...]]] = []
    for each in found:
        table = replace(each, rows=even(each.rows))
        if sum(1 for row in table.rows for text in row if text) < 2:
            continue
        if joined and _goes_on(joined[-1][0], table):
            joined[-1] = _join(*joined[-1], table)
        else:
            joined.append((table, ()))
    return tuple(_table(number, table, notes) for number, (table, notes) in enumerate(joined, 1))


def even(rows: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """Rows of one length, white space folded; rows and columns that are wholly empty are left out."""
    texts = [[" ".join(str(text or "").split()) for text in row] for row in rows]
    width = max((len(row) for row in texts), default=0)
    full = [row + [""] * (width - len(row)) for row in texts if any(row)]
    kept = [column for column in range(width) if any(row[column] for row in full)]
    return tuple(tuple(row[column] for column in kept) for row in full)


def _goes_on(above: Found, below: Found) -> bool:
    if below.physical != above.physical + 1 or not (above.is_last and below.is_first):
        return False
    return len(above.rows[0]) == len(below.rows[0]) and not below.caption


def _join(above: Found, notes: tuple[str, ...], below: Found) -> tuple[Found, tuple[str, ...]]:
    repeated = below.rows[0] == above.rows[0]
    rows = (*above.rows, *below.rows[repeated:])
    where = below.printed or str(below.physical)
    note = f"continued on page {where}" + (", with its header repeated there" if repeated else "")
    return replace(above, rows=rows, physical=below.physical, is_last=below.is_last), (*notes, note)


def _table(number: int, found: Found, notes: tuple[str, ...]) -> PageTable:
    cells = tuple(
        tuple(f"r{row}c{column}" for column in range(1, len(texts) + 1))
        for row, texts in enumerate(found.rows, 1)
    )
    caption = found.caption if len(found.caption) <= CAPTION else ""
    physical = found.physical - sum(note.startswith("continued") for note in notes)
    return PageTable(number, physical, found.printed, caption, found.section, found.rows, cells, notes)
