"""Cells that take no entry: where a standard permits no omission, none can be written in.

The sheet itself is not protected, for protection stops the outlines and the sorting in Excel and in
LibreOffice: the entry is refused by validation, with the clause. The cells are locked all the same, for those
who protect it.
"""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from esgmap.export.workbook_table import FIRST_ROW, Table

MOST_MESSAGE = 255
"""How long a message of a validation may be, by the file format."""
Span = tuple[int, int]
"""The first and last row of a block, counted from 0."""


def refuse_omissions(sheet: Worksheet, table: Table) -> None:
    """Refuse any entry in the omission columns of the rows where none is permitted, naming the clause."""
    places = [place for place, column in enumerate(table.columns) if column.is_omission]
    for told, spans in closed_spans(table).items() if places else ():
        areas = [[first, places[0], last, places[-1]] for first, last in spans]
        rule = {
            "validate": "length",
            "criteria": "==",
            "value": 0,
            "error_title": "No omission permitted here",
            "error_message": told if len(told) <= MOST_MESSAGE else f"{told[: MOST_MESSAGE - 1]}…",
            "other_cells": areas,
        }
        sheet.data_validation(*areas[0], rule)


def closed_spans(table: Table) -> dict[str, list[Span]]:
    """The blocks of rows that are closed, by what is told of them."""
    spans: dict[str, list[Span]] = {}
    for number, row in enumerate(table.rows, start=FIRST_ROW - 1):
        if row.closed:
            found = spans.setdefault(row.closed, [])
            if found and found[-1][1] == number - 1:
                found[-1] = (found[-1][0], number)
            else:
                found.append((number, number))
    return spans
