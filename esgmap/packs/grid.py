"""One sheet, or one delimited text, as cells of text with their addresses: what tables are looked for in.

Comes in: nothing of its own; `workbooks` and `delimited` fill it. Knows no file format.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from esgmap.cells import letters

Place = tuple[int, int]
"""Row and column of a cell, both counted from 1."""


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells that hold something, as a person sees them.

    `stored` are those that a spreadsheet keeps as numbers; `filled` those that hold nothing of their own and
    show the text of the merged cell that they are part of; `indents` how far a text stands in.
    """

    texts: dict[Place, str]
    sheet: str = ""
    is_hidden: bool = False
    stored: frozenset[Place] = frozenset()
    filled: frozenset[Place] = frozenset()
    indents: dict[Place, int] = field(default_factory=dict)

    def address(self, row: int, column: int) -> str:
        """How a spreadsheet program names the cell: `Sheet!B3`, or `B3` where there is but one sheet."""
        cell = f"{letters(column)}{row}"
        return f"{self.sheet}!{cell}" if self.sheet else cell
