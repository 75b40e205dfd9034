"""A sheet as plain data: columns, rows, links. What the workbook writer draws and tests can read.

Every table sheet has the same head, so that each row's number is known before anything is written: row 1
the title, row 2 whose report it is, row 3 a note, row 4 bands over the columns, row 5 the header, then data.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

HEADER_ROW = 5
FIRST_ROW = 6


@dataclass(frozen=True, slots=True)
class Link:
    """Text that leads to a row of a sheet (rows counted from 1, as a reader sees them)."""

    text: str
    sheet: str
    row: int


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula and the value it has now, which stands in the file too: for viewers that do not calculate.

    `number_format` shows the value in its own way, with its unit; empty: as the column does.
    """

    text: str
    value: str | int | float | Decimal
    number_format: str = ""


Value = str | int | float | Decimal | date | Link | Formula | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its header, width, look, and the block it is part of (`own`, `gap`, `proof`, `review`)."""

    title: str
    width: float
    look: str = "text"
    block: str = "own"
    is_omission: bool = False


REVIEW = (
    Column("Review status", 13, "input", "review"),
    Column("Reviewer", 14, "input", "review"),
    Column("Date", 11, "date", "review"),
    Column("Comment", 40, "input", "review"),
)
"""The columns that reviewers fill in, the same on every sheet that is reviewed row by row."""
REVIEW_CHOICES = ("open", "agreed", "question", "rejected", "re-review", "conflict")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of values; `kind` is plain, heading, subheading, head, note, disclosure, group, requirement.

    `closed` says why nothing may be entered in the columns on omission, and by which clause; empty: it may.
    """

    cells: tuple[Value, ...]
    kind: str = "plain"
    depth: int = 0
    closed: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet: its name, title, note, columns, rows, and how many columns stay in view.

    `id_titles` are the columns that together name a row for good; `key` names the sheet for good, whatever
    its tab says. The last `unprinted` rows do not go to paper. `proof` stands over the columns of proof.
    """

    sheet: str
    title: str
    note: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    frozen: int = 1
    id_titles: tuple[str, ...] = ("Row id",)
    key: str = ""
    unprinted: int = 0
    proof: str = "Assurance: the proof of each status"

    @property
    def last_row(self) -> int:
        """The number of the last data row, or of the header if there is none."""
        return HEADER_ROW + len(self.rows)

    def column(self, title: str) -> int:
        """The position of a column, counted from 0."""
        return [each.title for each in self.columns].index(title)


def column_letter(column: int) -> str:
    """The letter of a column counted from 0.

    >>> column_letter(0), column_letter(27)
    ('A', 'AB')
    """
    high, low = divmod(column, 26)
    return (column_letter(high - 1) if high else "") + chr(65 + low)


def shown(value: Value) -> str:
    """A value as text, for measuring."""
    if value is None:
        return ""
    if isinstance(value, Formula):
        return str(value.value)
    return value.text if isinstance(value, Link) else str(value)
