"""An index sheet in another language: official titles, and the fixed words of its layout.

Comes in: a finished table and its lines. Goes out: the same table, with the standard's own columns in the
language of the titles. Row ids, hashes and every assurance column stay as they are, for formulas, reviews and
`esgmap verify` find them by their English titles. What the report says is left in its own words, unless they
are the very words that the layout itself uses.
"""

from __future__ import annotations

import re
from dataclasses import replace

from esgmap.export.workbook_lines import HEADINGS, Line
from esgmap.export.workbook_rows import IndexSheet
from esgmap.export.workbook_table import Column, Row, Table, Value
from esgmap.titles import VERIFIED, Titles

NOTICE = (
    "Titles: official Chinese ones where a source has them, else English, so marked. "
    "Requirements: gists in our own English words."
)
PROVISION = "Provision"
LETTERS = re.compile(r"(.+) \(([a-z](?: in part)?(?:; [a-z](?: in part)?)*)\)")
"""A place with the items of a disclosure that are reported: `p. 12 (a; b in part)`."""
ASPECT = re.compile(r"Aspect (\w+): (.+)")


def translated(table: Table, sheet: IndexSheet, titles: Titles | None) -> Table:
    """The table of an index sheet in the language of the titles; without titles as it is, in English."""
    if titles is None:
        return table
    rows = []
    for line, row in zip(sheet.lines, table.rows, strict=True):
        own = _heading(line.text, sheet, titles) if line.kind in HEADINGS else ""
        rows.append(_row(row, line, table.columns, titles) if not own else _with_first(row, own))
    return replace(
        table,
        title=titles.word("title", table.title),
        note=f"{titles.word('note', table.note)} {titles.word('note', NOTICE)}",
        columns=tuple(_column(each, titles) for each in table.columns),
        rows=tuple(rows),
    )


def coverage_text(sheets: tuple[IndexSheet, ...], titles: Titles) -> str:
    """How many disclosures of the indexes have an official title on record, and how well it is sourced."""
    disclosures = {line.disclosure.id: line.disclosure for sheet in sheets for line in sheet.counted}
    found = [title for each in disclosures.values() if (title := titles.found(each))]
    verified = sum(1 for each in found if each.confidence == VERIFIED)
    return (
        f"official titles for {len(found)} of {len(disclosures)} disclosures: "
        f"{verified} in two sources, {len(found) - verified} in one"
    )


def _column(column: Column, titles: Titles) -> Column:
    return replace(column, title=titles.word("column", column.title)) if column.block == "own" else column


def _heading(text: str, sheet: IndexSheet, titles: Titles) -> str:
    """A heading in the language: the title of the topic that it names, or fixed words."""
    aspect = ASPECT.fullmatch(text)
    topic = f"{aspect[1]} {aspect[2]}" if aspect else text
    found = (line.disclosure for line in sheet.counted)
    edition_id = next((each.edition_id for each in found if each.topic == topic), "")
    if not edition_id:
        return titles.word("heading", text)
    title = titles.topic_title(edition_id, topic)
    return titles.word("heading", f"Aspect {title}") if aspect else title


def _with_first(row: Row, text: str) -> Row:
    return replace(row, cells=(text, *row.cells[1:]))


def _row(row: Row, line: Line, columns: tuple[Column, ...], titles: Titles) -> Row:
    pairs = zip(row.cells, columns, strict=True)
    cells = (_cell(value, column, line, titles) for value, column in pairs)
    return replace(row, cells=tuple(cells))


def _cell(value: Value, column: Column, line: Line, titles: Titles) -> Value:
    """One cell of the standard's own columns: a title, fixed words of ours, or the report's own words."""
    if column.block != "own" or not isinstance(value, str):
        return value
    if line.kind == "head":
        return titles.word("head", value)
    if column.title == PROVISION:
        return titles.word("provision", value)
    title = _title(value, line, titles) if line.found else ""
    return title or _words(value, titles)


def _words(text: str, titles: Titles) -> str:
    """Fixed words, also behind a place: which lettered items are reported there."""
    letters = LETTERS.fullmatch(text)
    if letters:
        return f"{letters[1]} ({titles.phrase('letter', letters[2])})"
    return titles.phrase("cell", text)


def _title(text: str, line: Line, titles: Titles) -> str:
    """The title in the language if the cell holds one, of the disclosure or its topic; empty if it does not.

    The gist of a requirement stays as it is, also where it reads like the title.
    """
    disclosure = line.disclosure
    if text == f"{disclosure.code} {disclosure.title}":
        return f"{disclosure.code} {titles.disclosure_title(disclosure)}"
    if text == disclosure.title and line.item is None and text != disclosure.topic:
        return titles.disclosure_title(disclosure)
    return titles.topic_title(disclosure.edition_id, text) if text == disclosure.topic else ""
