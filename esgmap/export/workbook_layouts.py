"""The index layouts: which standard's index has which columns and cells, by its claim.

A layout is a row of columns and a function from a line to its cells. A framework without a layout of its own
gets the general one. Knows no workbook.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from esgmap.export import workbook_layout_hkex as hkex
from esgmap.export import workbook_layout_sasb as sasb
from esgmap.export.workbook_layout_gri import (
    OMISSION_COLUMNS,
    REFERENCE_COLUMNS,
    SECTOR_COLUMN,
    omission_cells,
    reference_cells,
    sector_cells,
)
from esgmap.export.workbook_layout_others import (
    GENERAL_COLUMNS,
    NASDAQ_COLUMNS,
    general_cells,
    nasdaq_cells,
)
from esgmap.export.workbook_lines import Line
from esgmap.export.workbook_order import form_of
from esgmap.export.workbook_rows import IndexSheet, Plan
from esgmap.export.workbook_table import Column, Value

Cells = Callable[[Line, IndexSheet, Plan], tuple[Value, ...]]


@dataclass(frozen=True, slots=True)
class Layout:
    """A standard's own columns, the cells of a line, a note, and how many columns stay in view."""

    columns: tuple[Column, ...]
    cells: Cells
    note: str
    frozen: int = 2


def layout_of(sheet: IndexSheet) -> Layout:
    """The layout of a framework's index."""
    return LAYOUTS.get(form_of(sheet.framework), GENERAL)


GREY = "Dark grey: no omission is permitted, and the cell takes no entry."
LAYOUTS = {
    "gri-in-accordance": Layout(
        (*OMISSION_COLUMNS, SECTOR_COLUMN),
        sector_cells,
        f"Location says where; the information stands in the report. {GREY}",
    ),
    "gri-omissions": Layout(
        OMISSION_COLUMNS,
        omission_cells,
        f"Location says where; the information stands in the report. {GREY}",
    ),
    "gri-with-reference": Layout(
        REFERENCE_COLUMNS,
        reference_cells,
        "The index is what stands above “Checked and not reported”; letters in brackets: reported of it.",
    ),
    "sasb": Layout(
        sasb.COLUMNS,
        sasb.cells,
        "Metric titles are gists in our own words; the codes and topics are the standard's.",
    ),
    "hkex": Layout(
        hkex.COLUMNS,
        hkex.cells,
        "Mandatory items come first. Dark grey: no explanation takes their place; the cell takes no entry.",
    ),
    "nasdaq": Layout(NASDAQ_COLUMNS, nasdaq_cells, "“No” is an answer in this guide; silence is not."),
}
GENERAL = Layout(
    GENERAL_COLUMNS,
    general_cells,
    "Location says where; the information itself stands in the report.",
)
