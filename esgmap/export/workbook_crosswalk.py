"""A crosswalk as an Excel workbook: the pairs, what has no pair, and what the words mean."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from esgmap.chains import STRENGTH
from esgmap.crosswalk import Standing
from esgmap.export.crosswalk_rows import (
    DISCLOSURE,
    PREDICATE_MEANINGS,
    PREDICATE_WORDS,
    STANDING_MEANINGS,
    Line,
    View,
    lone_lines,
    pair_lines,
    summary_texts,
)
from esgmap.export.workbook_file import new_book
from esgmap.export.workbook_pen import Pen
from esgmap.export.workbook_table import Column, Row, Table

NAME = "xlsx"
PAIR_COLUMNS = (
    Column("From", 20, "code"),
    Column("What it asks", 38),
    Column("The second is", 12, "status"),
    Column("To", 20, "code"),
    Column("What that asks", 38),
    Column("Confidence", 11, "number"),
    Column("How it is known", 70),
    Column("From edition", 22, "small"),
    Column("To edition", 22, "small"),
)
LONE_COLUMNS = (
    Column("Side", 8),
    Column("Code", 24, "code"),
    Column("What it asks", 62),
    Column("Standing", 20, "status"),
    Column("Why", 48),
    Column("Edition", 24, "small"),
)
WORD_COLUMNS = (Column("Word", 20, "code"), Column("What it says", 90))


def write(view: View, target: Path) -> None:
    """Write the workbook to `target`; the caller makes it whole or not at all.

    Raises OSError if the file system refuses, as every other exporter does.
    """
    with new_book(target, view.title, view.title, _day(view)) as book:
        pen = Pen(book)
        for table in (pairs_table(view), lone_table(view), words_table(view)):
            pen.table(table, " ".join(summary_texts(view)[:1]))


def _day(view: View) -> date:
    """Date the file by the newest check of its editions, never by the clock."""
    editions = (*view.crosswalk.from_editions, *view.crosswalk.to_editions)
    return max(date.fromisoformat(each.checked_on) for each in editions)


def pairs_table(view: View) -> Table:
    """Every pair."""
    note = (
        "Made by esgmap through its indicators: each pair says how it is known. Not an official concordance."
    )
    rows = tuple(Row(_cells(each)) for each in pair_lines(view))
    none = Row(("none", "No pair was found.", *[""] * (len(PAIR_COLUMNS) - 2)))
    return Table("Pairs", view.title, note, PAIR_COLUMNS, rows or (none,), 1)


def _cells(line: Line) -> tuple[str | Decimal, ...]:
    how = "\n".join(filter(None, (line.share, *line.steps)))
    ends = (line.start.code, line.start.label, PREDICATE_WORDS[line.predicate], line.end.code, line.end.label)
    return (*ends, Decimal(line.confidence), how, line.start.edition, line.end.edition)


def lone_table(view: View) -> Table:
    """What has no pair."""
    what = "Disclosures" if view.level == DISCLOSURE else "Requirements"
    rows = tuple(
        Row(
            (
                "from" if each.is_from else "to",
                each.end.code,
                each.end.label,
                each.standing.value,
                each.why,
                each.end.edition,
            )
        )
        for each in lone_lines(view)
    )
    none = Row(("none", "", "Everything has a pair.", "", "", ""))
    note = "Known to have none, or not looked at yet: two different things."
    return Table("Without a pair", f"{what} without a pair", note, LONE_COLUMNS, rows or (none,), 2)


def words_table(view: View) -> Table:
    """What the words mean."""
    words = [(PREDICATE_WORDS[each], PREDICATE_MEANINGS[each]) for each in STRENGTH]
    words += [(each.value, STANDING_MEANINGS[each]) for each in Standing]
    rows = tuple(Row((word, f"{told[:1].upper()}{told[1:]}.")) for word, told in words)
    return Table("Words", "What the words mean", "The second is to the first:", WORD_COLUMNS, rows)
