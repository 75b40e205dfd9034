"""Names for the cells and columns that people refer to in formulas of their own. Knows no workbook.

A name holds letters, digits and underscores, so that Excel and LibreOffice both take it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from esgmap.export.workbook_rows import Plan
from esgmap.export.workbook_summary import ALL_CONTROLS_CELL
from esgmap.export.workbook_summary import NAME as SUMMARY
from esgmap.export.workbook_table import FIRST_ROW, HEADER_ROW, Link, Table, column_letter
from esgmap.export.workbook_tally import column, sheet_name

INDEX_TITLES = {"RowId": "Row id", "Level": "Level", "Status": "Status", "Counts": "Counts"}
LIST_TITLES = {
    "Facts": {
        "Id": "Id",
        "Indicator": "Indicator",
        "Value": "Value",
        "Rounding": "Rounding, ±",
        "Unit": "Unit",
        "Period": "Period",
        "Used": "Used",
    },
    "Crosswalk": {"Code": "Code", "Indicator": "Indicator", "Fact": "Fact"},
    "Checks": {"Severity": "Severity", "Check": "Check", "State": "State", "Verdict": "Verdict"},
    "Gaps": {"Framework": "Framework", "Code": "Code", "Status": "Status"},
}
"""The columns that have a name, after the name of their sheet."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name, what it stands for, the cells as a formula writes them, and the way there."""

    name: str
    what: str
    cells: str
    link: Link


def front_names(sheet: str, rows: dict[str, int]) -> Iterator[Name]:
    """The names of cells on the first sheet, by what they stand for."""
    for told, row in rows.items():
        cells = f"{sheet_name(sheet)}$B${row}"
        yield Name(told.replace(" ", "_"), told, cells, Link(f"{sheet}, row {row}", sheet, row))


def table_names(plan: Plan, indexes: tuple[Table, ...], lists: tuple[Table, ...]) -> Iterator[Name]:
    """The names of the controls' overall state, of every table, and of columns of the more used ones."""
    link = Link(f"{SUMMARY}, row {FIRST_ROW}", SUMMARY, FIRST_ROW)
    yield Name("All_controls", "Whether every control holds: ok or check", ALL_CONTROLS_CELL, link)
    for sheet, table in zip(plan.sheets, indexes, strict=True):
        yield from _of_table(table, stem(sheet.short), INDEX_TITLES)
    for table in lists:
        name = stem(table.sheet.partition(" ")[0])
        yield from _of_table(table, name, LIST_TITLES.get(name, {}))


def stem(told: str) -> str:
    """A word as names may begin with: `GRI 2` gives `GRI_2`."""
    letters = re.sub(r"[^A-Za-z0-9_]", "_", told)
    return letters if letters[:1].isalpha() else f"_{letters}"


def _of_table(table: Table, name: str, titles: dict[str, str]) -> Iterator[Name]:
    last = column_letter(len(table.columns) - 1)
    cells = f"{sheet_name(table.sheet)}$A${HEADER_ROW}:${last}${max(table.last_row, FIRST_ROW)}"
    link = Link(table.sheet, table.sheet, HEADER_ROW)
    yield Name(f"{name}_Table", f"{table.sheet}: header and rows", cells, link)
    for short, title in titles.items():
        yield Name(f"{name}_{short}", f"{table.sheet}: the column {title}", column(table, title), link)
