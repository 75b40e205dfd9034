"""The lists behind the drop-downs of a data request: on a hidden sheet, each under a name.

A list written into the drop-down itself could hold 255 characters; a name can hold any number. A drop-down
only offers: what is not in its list can be typed and pasted all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from esgmap.export.workbook_pen import NAVY, Pen
from esgmap.export.workbook_table import column_letter
from esgmap.form_columns import LISTS
from esgmap.model import Hub

Span = tuple[int, int]
"""The first and last row of a block of rows, counted from 1."""


def list_name(name: str) -> str:
    """The name of a list in formulas.

    >>> list_name("emissions-intensity")
    'List_emissions_intensity'
    """
    return f"List_{name.replace('-', '_')}"


def unit_list(kind: str) -> str:
    """The name of the list of units of a kind; of all units, if the kind is not known."""
    return f"units-{kind}" if kind else "units"


def unit_lists(hub: Hub) -> dict[str, tuple[str, ...]]:
    """The units of each kind, and all of them."""
    kinds = dict.fromkeys(unit.kind for unit in hub.units.values())
    found = {
        unit_list(kind): tuple(unit.id for unit in hub.units.values() if unit.kind == kind) for kind in kinds
    }
    return {**found, unit_list(""): tuple(hub.units)}


def write_lists(pen: Pen, book: Workbook, lists: Mapping[str, tuple[str, ...]]) -> None:
    """Write every list into a column of the hidden sheet, and name it."""
    sheet = pen.add_sheet(LISTS)
    for column, (name, texts) in enumerate(lists.items()):
        pen.put(sheet, 1, column, name, pen.format(bold=True, font_color=NAVY))
        for row, text in enumerate(texts, start=2):
            pen.put(sheet, row, column, text, pen.format(text_wrap=False))
        letter = column_letter(column)
        book.define_name(list_name(name), f"={LISTS}!${letter}$2:${letter}${max(2, len(texts) + 1)}")
    sheet.hide()


def offer(sheet: Worksheet, column: int, rows: Iterable[int], name: str, told: str = "") -> None:
    """Offer the entries of a list in a column (from 0) of the given rows (from 1); nothing is refused."""
    rule: dict[str, Any] = {"validate": "list", "source": f"={list_name(name)}", "ignore_blank": True}
    _validate(sheet, column, rows, {**rule, "show_error": False}, told)


def explain(sheet: Worksheet, column: int, rows: Iterable[int], told: str) -> None:
    """Show a hint beside the cells of a column while they are filled in."""
    _validate(sheet, column, rows, {"validate": "any"}, told)


def _validate(sheet: Worksheet, column: int, rows: Iterable[int], rule: dict[str, Any], told: str) -> None:
    areas = [[first - 1, column, last - 1, column] for first, last in spans(rows)]
    if areas:
        hint = {"input_message": told[:255]} if told else {}
        sheet.data_validation(*areas[0], {**rule, **hint, "other_cells": areas})


def spans(rows: Iterable[int]) -> list[Span]:
    """Rows as blocks that hang together.

    >>> spans([6, 7, 9])
    [(6, 7), (9, 9)]
    """
    found: list[Span] = []
    for row in sorted(rows):
        if found and found[-1][1] == row - 1:
            found[-1] = (found[-1][0], row)
        else:
            found.append((row, row))
    return found
