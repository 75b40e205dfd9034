"""A fact's figure in the tables of a document: the cell that its row and its column name.

The anchor of a fact in a table is `table › row › column`. A part names the rows that hold all of its words
with fewest others; of several, the first below the row that the part before it names. The figure must stand
in such a row, in a column that its other parts and its year allow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from esgmap.evidence.wanted import NOT_THERE, Wanted
from esgmap.evidence.words import years_of
from esgmap.numerals import folded, numerals
from esgmap.pages import PageTable

WORD = re.compile(r"[^\W\d_\u2e80-\u9fff]+|[\u2e80-\u9fff]|\d+")
BRACKETS = re.compile(r"[(（][^()（）]*[)）]")
SHARE = re.compile(r"%|per\s?cent|percentage|share|rate|ratio|proportion|比例|占比|率|百分", re.IGNORECASE)
FIGURE = re.compile(
    r"[^\w%]*(?:[a-z]{0,3}[$€£¥]?\s?)?[(-]?\d[\d.,' ]*(?!\s*(?:\d|to\b|and\b|-|years?\b|岁|歲|[a-z]+ \d))"
)
"""A cell with a figure, not one that names a band such as `30 to 50`."""
COUNTING = frozenset({"non", "not", "no", "without", "excluding"})
Words = frozenset[str]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table made ready: the words of its rows, which rows are its head, the texts over each column."""

    table: PageTable
    rows: tuple[tuple[Words, ...], ...]
    is_head: tuple[bool, ...]
    heads: tuple[tuple[str, ...], ...]
    about: Words
    caption: Words


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that is the fact's by its row and column; `fits` if it shows the fact's figure."""

    grid: Grid
    row: int
    column: int
    fits: bool


def grid_of(table: PageTable) -> Grid:
    """Tell the head of a table from its rows."""
    is_head = tuple(_is_head(row) for row in table.rows)
    heads: list[tuple[str, ...]] = []
    over: list[list[str]] = []
    for number, row in enumerate(table.rows):
        if is_head[number]:
            over = [*over, _filled(row)] if number and is_head[number - 1] else [_filled(row)]
        heads.append(tuple(" ".join(dict.fromkeys(each[c] for each in over)) for c in range(len(row))))
    corner = " ".join(row[0] for row, head in zip(table.rows, is_head, strict=True) if head)
    about = bag(" ".join((table.caption, table.section, corner)))
    rows = tuple(tuple(bag(text) for text in row) for row in table.rows)
    return Grid(
        table, rows, is_head, tuple(heads), about, bag(table.caption.strip("*# ").removeprefix("Table:"))
    )


def cells_of(sought: Wanted, grid: Grid) -> Iterator[Cell]:
    """The cells that are the fact's, whether or not they show its figure; none if no row is its own."""
    parts = [bag(part) for part in sought.parts if bag(part) and not _is_year(part)]
    row, used = _row_of(parts, grid)
    if row < 0:
        return
    columns = [each for each in range(len(grid.table.rows[row])) if _is_data(grid, row, each)]
    rest = [part for part in parts if part not in used]
    named = _named_columns(rest, grid, row, columns)
    if named is None:
        return
    for column in _of_year(sought, grid, row, named):
        yield Cell(grid, row, column, _shows(sought, grid, row, column))


def names_caption(sought: Wanted, grid: Grid) -> bool:
    """Whether the anchor begins with the caption of the table."""
    return bool(grid.caption) and bool(sought.parts) and bag(sought.parts[0]) == grid.caption


def _row_of(parts: list[Words], grid: Grid) -> tuple[int, list[Words]]:
    """The row that the parts name one below the other (or -1), and the parts that name it or its group."""
    at, end, used = 0, len(grid.rows), list[Words]()
    for number, part in enumerate(parts):
        if (
            part <= grid.about
            and number < len(parts) - 1
            and any(_best_rows(each, grid) for each in parts[number + 1 :])
        ):
            used.append(part)
            continue
        if used and _is_column(part, grid, at):
            continue
        best = [row for row in _best_rows(part, grid) if not used or row >= at]
        if not best:
            continue
        if best[0] >= end:
            return -1, []
        at = best[0]
        end = _group_end(grid, at, part, end)
        used.append(part)
    named = [part for part in used if not part <= grid.about or part in _row_words(grid, at)]
    return (
        (at, used)
        if any(part in _row_words(grid, at) or _best_rows(part, grid) for part in named)
        else (-1, [])
    )


def _is_column(part: Words, grid: Grid, row: int) -> bool:
    """Whether a part names a column rather than a row: its words are more of the head than of any row."""
    heads = [bag(text) for text in grid.heads[min(row, len(grid.heads) - 1)][1:]]
    over = max((len(part) / len(each) for each in heads if part <= each), default=0.0)
    return over > 0 and over >= max(
        (
            len(part) / len(each)
            for at in _best_rows(part, grid)
            for each in _row_words(grid, at)
            if part <= each
        ),
        default=0.0,
    )


def _row_words(grid: Grid, row: int) -> list[Words]:
    return [*grid.rows[row], *(bag(BRACKETS.sub(" ", text)) for text in grid.table.rows[row])]


def _group_end(grid: Grid, row: int, part: Words, end: int) -> int:
    """Where the group ends that a row begins: at the next text in the first column."""
    first = grid.rows[row][0]
    if not first or not part <= first or row + 1 >= len(grid.rows) or grid.rows[row + 1][0]:
        return end
    return next((each for each in range(row + 1, end) if grid.rows[each][0]), end)


def _best_rows(part: Words, grid: Grid) -> list[int]:
    """The rows whose labels hold all words of a part, with fewest others; `non-` and `without` count."""
    scores: dict[int, float] = {}
    for number, row in enumerate(grid.table.rows):
        if grid.is_head[number]:
            continue
        for column, text in enumerate(row):
            if column and _is_figure(text):
                break
            words = grid.rows[number][column]
            bare = bag(BRACKETS.sub(" ", text)) or words
            for each in (words, bare):
                if part <= each and part & COUNTING == each & COUNTING:
                    scores[number] = max(scores.get(number, 0.0), len(part) / len(each))
    best = max(scores.values(), default=0.0)
    return [number for number, score in scores.items() if score == best]


def _named_columns(parts: list[Words], grid: Grid, row: int, columns: list[int]) -> list[int] | None:
    """Of the columns with figures, those that the parts name which name no row; None if one names another."""
    every = range(1, len(grid.heads[row]))
    for part in parts:
        scores = {
            c: len(part) / len(bag(grid.heads[row][c])) for c in every if part <= bag(grid.heads[row][c])
        }
        if scores:
            best = max(scores.values())
            columns = [c for c in columns if scores.get(c) == best]
        elif not part <= grid.about and _best_rows(part, grid):
            return None
    return columns


def _of_year(sought: Wanted, grid: Grid, row: int, columns: list[int]) -> list[int]:
    """Of the columns, those under the fact's year, where the head names years."""
    years = {c: years_of(grid.heads[row][c]) for c in columns}
    if not any(years.values()):
        return columns
    return [c for c in columns if years[c] & sought.years]


def _shows(sought: Wanted, grid: Grid, row: int, column: int) -> bool:
    """Whether the cell shows the figure: the value, and a share only where one is meant."""
    text = folded(grid.table.rows[row][column])
    plain = " ".join(text.casefold().split())
    if sought.fact.value_state == "not-available":
        return plain in NOT_THERE
    if sought.phrase and not sought.values:
        return sought.phrase in plain
    found = [each for each in numerals(text) if sought.values & each.readings]
    if not found:
        return False
    around = " ".join((*grid.table.rows[row], grid.heads[row][column], grid.table.caption))
    if sought.is_percent:
        return any(each.is_percent for each in found) or bool(SHARE.search(around))
    return any(not each.is_percent for each in found)


def _is_head(row: tuple[str, ...]) -> bool:
    """Whether a row is a head: words or years beside the first cell, no figures."""
    beside = [text for text in row[1:] if text]
    if not beside:
        return False
    return all(not _is_figure(text) or _is_year(text) for text in beside) and (
        len(beside) > 1 or _is_year(beside[0]) or not row[0]
    )


def _filled(row: tuple[str, ...]) -> list[str]:
    """A head with the text of a year carried over the empty cells to its right."""
    texts = [row[0]]
    for text in row[1:]:
        texts.append(text or (texts[-1] if len(texts) > 1 and years_of(texts[-1]) else ""))
    return texts


def _is_data(grid: Grid, row: int, column: int) -> bool:
    return column > 0 and _is_figure(grid.table.rows[row][column])


@lru_cache(maxsize=65536)
def _is_figure(text: str) -> bool:
    plain = folded(text).strip().casefold()
    return bool(FIGURE.match(plain)) or plain in NOT_THERE


def _is_year(text: str) -> bool:
    return bool(years_of(text)) and not bag(re.sub(r"\d+", " ", text)) - {"fy", "fye", "year", "the"}


@lru_cache(maxsize=65536)
def bag(text: str) -> Words:
    """Every word and number of a text, small ones too: a row may be named “Total”."""
    return frozenset(
        each.removesuffix("s") if len(each) > 3 else each for each in WORD.findall(folded(text).casefold())
    )
