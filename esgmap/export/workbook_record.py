"""What was written into each cell, kept while a workbook is drawn, and the seals that follow from it.

Every cell goes through the pen, so the record holds all of them; a sheet that says where its rows and columns
are gets a seal for each of its rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from esgmap.export.workbook_table import FIRST_ROW, Column, Formula, Link, Table, Value
from esgmap.export.workbook_text import safe
from esgmap.seals import BARE, ID_GLUE, INPUT, NAMING, Seal, bare_id, calculated, canonical, nth_id, seal_row


class Record:
    """The values of each sheet by row (from 1) and column (from 0), and the sheets whose rows are sealed."""

    def __init__(self) -> None:
        self._values: dict[str, dict[tuple[int, int], Value]] = {}
        self._sheets: dict[str, _Sealed] = {}

    def cell(self, sheet: str, row: int, column: int, value: Value) -> None:
        """Keep the value of one cell."""
        self._values.setdefault(sheet, {})[row, column] = value

    def values(self) -> Iterator[tuple[str, dict[tuple[int, int], Value]]]:
        """Each sheet that was written on, with its values, in the order of writing."""
        yield from self._values.items()

    def table(self, table: Table) -> None:
        """Seal the rows of a table."""
        titles = [column.title for column in table.columns]
        ids = tuple(titles.index(each) for each in table.id_titles if each in titles)
        self.sheet(table.sheet, table.key or table.sheet, table.columns, ids, (FIRST_ROW, table.last_row))

    def sheet(
        self, name: str, key: str, columns: tuple[Column, ...], ids: tuple[int, ...], rows: tuple[int, int]
    ) -> None:
        """Seal the rows of a sheet; `ids` are the columns that name each row from the first to the last.

        The row before the first is the header; what stands above it is sealed as it is, without a name.
        """
        self._sheets[name] = _Sealed(key, columns, ids, rows)

    def names(self) -> tuple[str, ...]:
        """What the sealed sheets are called."""
        return tuple(self._sheets)

    def layouts(self) -> Iterator[tuple[str, str, list[str]]]:
        """For each sealed sheet its key, its name on the tab, and its column titles with their use."""
        for name, sheet in self._sheets.items():
            titles = [
                (INPUT if column.block == "review" else NAMING if place in sheet.ids else "") + column.title
                for place, column in enumerate(sheet.columns)
                if column.block != "gap"
            ]
            yield sheet.key, name, titles

    def seals(self) -> Iterator[Seal]:
        """The seal of every row, sheet by sheet, in order; a row with nothing in it has none."""
        for name, sheet in self._sheets.items():
            values = self._values.get(name, {})
            bare: Counter[str] = Counter()
            for row in range(1, sheet.rows[1] + 1):
                found = [canonical_value(values.get((row, place))) for place in range(len(sheet.columns))]
                if not any(found) or row == sheet.rows[0] - 1:
                    continue
                row_id = sheet.row_id(found, row >= sheet.rows[0])
                bare[row_id] += 1
                yield sheet.seal(nth_id(row_id, bare[row_id] if row_id.startswith(BARE) else 1), found)


@dataclass(frozen=True, slots=True)
class _Sealed:
    """A sheet whose rows are sealed: its key, its columns, those that name a row, its first and last row."""

    key: str
    columns: tuple[Column, ...]
    ids: tuple[int, ...]
    rows: tuple[int, int]

    def row_id(self, cells: list[str], is_named: bool) -> str:
        """The id that the naming columns give, else one made from what stands in the row."""
        named = [cells[place].partition(":")[2] for place in self.ids] if is_named else []
        return ID_GLUE.join(named) if any(named) else bare_id(self.key, self._content(cells))

    def seal(self, row_id: str, cells: list[str]) -> Seal:
        """The seal of a row of this id."""
        pairs = zip(self.columns, cells, strict=True)
        filled = [cell for column, cell in pairs if column.block == "review"]
        return seal_row(self.key, row_id, self._content(cells), filled)

    def _content(self, cells: list[str]) -> list[str]:
        pairs = zip(self.columns, cells, strict=True)
        return [cell for column, cell in pairs if column.block not in {"gap", "review"}]


def canonical_value(value: Value) -> str:
    """A value as it will be read back."""
    if isinstance(value, Formula):
        return calculated(canonical_value(value.value))
    if isinstance(value, Link):
        value = value.text
    if value is None or isinstance(value, str):
        return canonical(safe(value or ""), "text")
    if isinstance(value, date):
        return canonical(value.isoformat(), "date")
    return canonical(f"{float(value):.15g}", "number")
