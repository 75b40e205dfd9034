"""A grid of cells → the tables in it: several below one another, with their captions, sections and notes.

Comes in: one sheet. Goes out: `PageTable` records. A table ends where rows without any figure stand between
two headings, or where a new row of headings begins; what stands above it is its caption, below it its notes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from esgmap.packs.figures import NUMBER, figure, is_year
from esgmap.packs.grid import Grid
from esgmap.packs.headings import heading, is_heading
from esgmap.pages import PageTable

NOTE = re.compile(
    r"\s*(?:\(\d{1,2}\)|\d{1,2}(?:[.)]|\s+[‐–—-])\s+\S|\*|†|‡|notes?\b|sources?\s*:|#\s|注|註|備註|备注|"
    r"(?:[‐–—-]|\"-\"|'-'|N\.?/?[AD]\.?)\s*[:=]|[A-Z]{2,4}\s*:\s|[a-z]\)|\^?[¹²³⁴⁵⁶⁷⁸⁹])",
    re.I,
)
CAPTION = 200
WIDEST = 60


@dataclass(slots=True)
class _Block:
    """Rows of a table that is being gathered, and the texts that stand before and behind it."""

    before: list[str] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def tables(grid: Grid, first: int = 1) -> list[PageTable]:
    """The tables of a grid, numbered from `first` on."""
    found: list[PageTable] = []
    section = ""
    for block in _blocks(grid):
        captions = [each for each in block.before if len(each) <= CAPTION]
        if len(captions) > 1 or (captions and not section):
            section = captions[0] if len(captions) > 1 else section
        made = _table(grid, block, captions)
        if made:
            own = section if section != made.caption else ""
            found.append(replace(made, number=first + len(found), section=own))
    return found


def _blocks(grid: Grid) -> Iterator[_Block]:
    rows: dict[int, dict[int, str]] = {}
    for (row, column), text in grid.texts.items():
        rows.setdefault(row, {})[column] = text
    block, pending, last = _Block(), list[int](), 0
    for row in [*sorted(rows), 0]:
        cells = _own(grid, row, rows.get(row, {}))
        gap = row - last > 1 or not row
        last = row
        kind = _kind(cells) if row else "end"
        if block.rows and (kind == "end" or _begins(kind, block, pending, gap, rows)):
            after = _notes(block, pending, rows)
            yield block
            block, pending = _Block(), after
        if not row:
            return
        if kind == "data":
            kept = _headings(pending, rows, bool(block.rows))
            if not block.rows:
                block.before = [next(iter(rows[each].values())) for each in pending if each not in kept]
            block.rows += [*kept, row]
            pending = []
        else:
            pending.append(row)


def _own(grid: Grid, row: int, cells: dict[int, str]) -> dict[int, str]:
    """The cells of a row without those that only show what a cell beside them holds."""
    return {column: text for column, text in cells.items() if (row, column) not in grid.filled}


def _kind(cells: dict[int, str]) -> str:
    """`data` (a label and a figure, or figures alone), `head` (headings of columns) or `text`."""
    texts = [cells[column] for column in sorted(cells)]
    if is_heading(texts) and (len(texts) > 1 or not heading(texts[0]).rest):
        return "head"
    first, *others = texts or [""]
    shown = [figure(each) for each in others]
    if any(each.is_shown for each in shown):
        return "data"
    alone = figure(first)
    if len(texts) == 1 and alone.kind == NUMBER and not alone.unit and not is_year(first):
        return "data"
    return "head" if len(texts) > 1 else "text"


def _begins(kind: str, block: _Block, pending: list[int], gap: bool, rows: dict[int, dict[int, str]]) -> bool:
    """Whether a row begins another table than the one that is being gathered."""
    if kind == "head":
        return gap or any(NOTE.match(_first(rows, each)) for each in pending) or len(pending) > 0
    if kind == "data" and pending:
        between = [_first(rows, each) for each in pending]
        return any(len(each) > CAPTION for each in between) or all(NOTE.match(each) for each in between)
    return False


def _first(rows: dict[int, dict[int, str]], row: int) -> str:
    return next(iter(rows[row].values()), "")


def _notes(block: _Block, pending: list[int], rows: dict[int, dict[int, str]]) -> list[int]:
    """Take the notes among the texts behind a table; what is left stands before the next."""
    rest = list(pending)
    while rest:
        text = _first(rows, rest[0])
        if not NOTE.match(text) and len(text) <= CAPTION:
            break
        block.notes.append(text)
        rest.pop(0)
    return rest


def _headings(pending: list[int], rows: dict[int, dict[int, str]], goes_on: bool) -> list[int]:
    """Which of the rows before figures belong to the table: its headings, and headings inside it."""
    if goes_on:
        return pending
    wide = [each for each in pending if _is_wide(rows[each])]
    first = wide[0] if wide else 0
    close = [each for each in pending if first and each >= first]
    if close:
        return close
    return pending[-1:] if pending and is_heading([_first(rows, pending[-1])]) else []


def _is_wide(cells: dict[int, str]) -> bool:
    """Whether a row heads columns: several texts, or one period that stands over no label."""
    texts = list(dict.fromkeys(cells.values()))
    return len(texts) > 1 or (min(cells) > 1 and is_heading(texts) and not heading(texts[0]).rest)


def _table(grid: Grid, block: _Block, captions: list[str]) -> PageTable | None:
    places = [place for place in grid.texts if place[0] in set(block.rows)]
    columns = sorted({column for _, column in places})[:WIDEST]
    if len(columns) < 2 or not any(
        figure(grid.texts[place]).kind == NUMBER and not is_year(grid.texts[place]) for place in places
    ):
        return None
    rows = tuple(tuple(grid.texts.get((row, column), "") for column in columns) for row in block.rows)
    cells = tuple(tuple(grid.address(row, column) for column in columns) for row in block.rows)
    stored = frozenset(
        (number, at)
        for number, row in enumerate(block.rows)
        for at, column in enumerate(columns)
        if (row, column) in grid.stored
    )
    indents = tuple(
        next((grid.indents.get((row, c), 0) for c in columns if (row, c) in grid.texts), 0)
        for row in block.rows
    )
    caption = captions[-1] if captions else ""
    return PageTable(
        *(0, 0, "", caption, "", rows, cells, tuple(block.notes)),
        sheet=grid.sheet,
        is_hidden=grid.is_hidden,
        stored=stored,
        indents=indents if any(indents) else (),
    )
