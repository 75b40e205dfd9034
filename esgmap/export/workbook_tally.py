"""Counts over the rows of a table as formulas, each with the value that it has now.

The value is counted from the same rows, under the same criteria, that the formula names. Knows no workbook.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from esgmap.export.workbook_table import FIRST_ROW, Formula, Table, Value, column_letter, shown
from esgmap.export.workbook_text import safe

BLOCKS = ("proof", "review", "own")
"""Where a column is looked for first, as a title of the standard's own may be the same."""
OK, CHECK = "ok", "check"


@dataclass(frozen=True, slots=True)
class Criterion:
    """What a cell must hold: as a formula writes it, and as a text."""

    written: str
    text: str


@dataclass(frozen=True, slots=True)
class Tally:
    """The rows of a table, counted by what stands under some of its titles."""

    table: Table
    titles: tuple[str, ...]
    groups: Counter[tuple[str, ...]]

    def count(self, criteria: Mapping[str, Criterion | str]) -> Formula:
        """How many rows hold this under each title; an empty text asks for an empty cell."""
        wanted = {title: _of(each) for title, each in criteria.items()}
        pairs = (f"{column(self.table, title)},{each.written}" for title, each in wanted.items())
        texts = {self.titles.index(title): each.text.casefold() for title, each in wanted.items()}
        found = sum(
            times
            for group, times in self.groups.items()
            if all(group[number] == text for number, text in texts.items())
        )
        return Formula(f"=COUNTIFS({','.join(pairs)})", found)


def tally(table: Table, *titles: str) -> Tally:
    """Count the rows of a table by what stands under these titles, as far as it has them."""
    known = tuple(title for title in titles if any(each.title == title for each in table.columns))
    places = [place(table, title) for title in known]
    groups = Counter(tuple(shown(row.cells[at]).casefold() for at in places) for row in table.rows)
    return Tally(table, known, groups)


def _of(criterion: Criterion | str) -> Criterion:
    return criterion if isinstance(criterion, Criterion) else Criterion(quoted(criterion), criterion)


def at(cell: str, text: str) -> Criterion:
    """The criterion that stands in another cell."""
    return Criterion(cell, text)


def quoted(text: str) -> str:
    """A text as a formula writes it."""
    doubled = safe(text).replace('"', '""')
    return f'"{doubled}"'


def place(table: Table, title: str) -> int:
    """The position of a column of this title; one of the assurance block before one of the standard's own."""
    found = [(each.block, number) for number, each in enumerate(table.columns) if each.title == title]
    return min(found, key=lambda each: BLOCKS.index(each[0]))[1]


def column(table: Table, title: str) -> str:
    """All cells below a title, as a formula writes them."""
    letter = column_letter(place(table, title))
    return f"{sheet_name(table.sheet)}${letter}${FIRST_ROW}:${letter}${max(table.last_row, FIRST_ROW)}"


def cell(table: Table, title: str, row: int) -> str:
    """One cell of a table, as a formula writes it."""
    return f"{sheet_name(table.sheet)}${column_letter(place(table, title))}${row}"


def sheet_name(name: str) -> str:
    """The name of a sheet before the cells of it, as a formula writes it."""
    doubled = name.replace("'", "''")
    return f"'{doubled}'!"


def texts(table: Table, title: str) -> list[str]:
    """What stands below a title, row by row."""
    number = place(table, title)
    return [shown(row.cells[number]) for row in table.rows]


def total(formulas: Iterable[Formula]) -> Formula:
    """The sum of several counts."""
    known = list(formulas)
    text = "+".join(each.text.removeprefix("=") for each in known)
    return Formula(f"={text}", int(sum(number(each) for each in known)))


def number(value: Value) -> float:
    """What a cell comes to in a sum; what is no number counts as nothing, as it does for the programs."""
    told = value.value if isinstance(value, Formula) else value
    return float(told) if isinstance(told, int | float | Decimal) else 0.0


def fact_value(fact_id: str, known: Iterable[str], column: str = "Facts_Value") -> str:
    """A cell of a fact on the sheet Facts, wherever its row was sorted to: of a column that has a name.

    `known` are the ids of all, or only those that differ from another in nothing but the case of letters.
    """
    if sum(1 for each in known if each.casefold() == fact_id.casefold()) > 1:
        return f"SUMPRODUCT(--EXACT(Facts_Id,{quoted(fact_id)}),{column})"
    return f"INDEX({column},MATCH({quoted(fact_id)},Facts_Id,0))"


def control(test: str, holds: bool) -> Formula:
    """A cell that says `ok` while the test holds, and `check` when it does not."""
    return Formula(f'=IF({test},"{OK}","{CHECK}")', OK if holds else CHECK)
