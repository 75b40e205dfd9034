"""The summary sheet: live counts over the rows of the other sheets, a control beside each, and a chart.

Comes in: the plan and the tables that are counted. Each formula carries the value that it has now, so that
the sheet reads right in a viewer that does not calculate.
"""

from __future__ import annotations

from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from esgmap.export.workbook_pen import KINDS, NAVY, STATUS_LOOKS, Pen, row_height
from esgmap.export.workbook_rows import Plan
from esgmap.export.workbook_summary_blocks import (
    DISCLOSURES,
    LEFT_CONTROL,
    REQUIREMENTS,
    RIGHT_CONTROL,
    SHORT_HEADS,
    STATUSES,
    TOTALS_ROW,
    Block,
    Cells,
    Counted,
    Laid,
    lay_out,
)
from esgmap.export.workbook_table import (
    FIRST_ROW,
    HEADER_ROW,
    Column,
    Formula,
    Row,
    Value,
    column_letter,
    shown,
)
from esgmap.export.workbook_tally import CHECK

NAME = "Summary"
ALL_CONTROLS = ("All controls", "on this sheet and on Reconciliation")
ALL_CONTROLS_CELL = f"'{NAME}'!${column_letter(LEFT_CONTROL)}${FIRST_ROW}"
COLUMNS = (
    Column("Framework", 24),
    Column("Topic", 34),
    Column("Disclosures", 12.5, "number"),
    *(Column(head, 9.3, "number") for head in SHORT_HEADS),
    Column("Adds up", 7.5, "status"),
    Column("", 1.2, "gap", "gap"),
    Column("Requirements", 12.5, "number", "proof"),
    *(Column(head, 9.3, "number", "proof") for head in SHORT_HEADS),
    Column("Unmet but softened", 9.5, "number", "proof"),
    Column("Met, of those that count", 11, "number", "proof"),
    Column("Adds up", 7.5, "status", "proof"),
)
CHART_ROWS = 17
HATCHED = {"explained": "wide_upward_diagonal", "relief": "wide_downward_diagonal"}
FAILED = {"bg_color": "#C00000", "font_color": "#FFFFFF", "bold": True}


def lay_out_summary(plan: Plan, counted: Counted) -> Laid:
    """The summary before it is drawn: other sheets refer to its rows."""
    return lay_out(plan, counted, CHART_ROWS, {n: each.title for n, each in enumerate(COLUMNS) if each.title})


def write_summary(pen: Pen, book: Workbook, laid: Laid, owner: str) -> None:
    """Fill the summary sheet, which stands before the sheets that it counts."""
    sheet = pen.add_sheet(NAME)
    note = "Live counts over the rows of the other sheets: left by disclosure, right by requirement."
    pen.head(sheet, "Summary: coverage, reasons for leaving out, review", owner, note)
    for number, column in enumerate(COLUMNS):
        sheet.set_column(number, number, column.width)
    pen.header(sheet, HEADER_ROW, COLUMNS)
    _write_row(
        pen, sheet, FIRST_ROW, {**dict(enumerate(ALL_CONTROLS)), LEFT_CONTROL: laid.every}, "disclosure"
    )
    for first, block in laid.blocks:
        _write_block(pen, sheet, first, block)
    frameworks = len(laid.blocks[0][1].rows)
    if frameworks:
        _write_chart(book, sheet, frameworks)
    first, topics = laid.blocks[-1]
    last = first + max(len(topics.rows), 1) - 1
    _mark(pen, sheet, last)
    sheet.autofilter(first - 2, 0, last - 1, len(COLUMNS) - 1)
    sheet.freeze_panes(HEADER_ROW, 2)
    sheet.repeat_rows(HEADER_ROW - 1)
    sheet.print_area(0, 0, last - 1, len(COLUMNS) - 1)
    pen.record.sheet(NAME, NAME, COLUMNS, (0, 1), (FIRST_ROW, last))


def _write_block(pen: Pen, sheet: Worksheet, first: int, block: Block) -> None:
    """A section below its header; one without titles of its own stands under those of the sheet."""
    if block.titles:
        columns = tuple(_titled(number, column, block) for number, column in enumerate(COLUMNS))
        pen.header(sheet, first - 1, columns)
    for row, cells in enumerate(block.rows, first):
        _write_row(pen, sheet, row, cells, block.kind)


def _titled(number: int, column: Column, block: Block) -> Column:
    """A column under the title of a section; a section that counts one thing has no right half."""
    title = block.titles.get(number, "")
    is_shown = number <= LEFT_CONTROL or REQUIREMENTS in block.titles
    return Column(title, column.width, column.look, column.block if is_shown else "gap")


def _write_row(pen: Pen, sheet: Worksheet, row: int, cells: Cells, kind: str) -> None:
    look: dict[str, Any] = {**KINDS[kind], "valign": "vcenter"}
    last = LEFT_CONTROL if REQUIREMENTS not in cells else RIGHT_CONTROL
    for place in range(last + 1):
        if COLUMNS[place].block != "gap":
            value = cells.get(place, "")
            pen.put(sheet, row, place, value, pen.format(**{**look, **_aligned(place, value)}))
    names = tuple(shown(cells.get(place)) for place in (0, 1))
    sheet.set_row(row - 1, row_height(COLUMNS[:2], Row(names, "disclosure")) + 0.5)


def _aligned(place: int, value: Value) -> dict[str, Any]:
    if place in {LEFT_CONTROL, RIGHT_CONTROL}:
        return {"align": "center", "bold": True}
    shape = {"num_format": value.number_format} if isinstance(value, Formula) and value.number_format else {}
    return {**shape, **({"align": "right"} if place >= DISCLOSURES else {})}


def mark_failed(pen: Pen, sheet: Worksheet, place: int, last: int) -> None:
    """Turn every control of a column red that says `check`."""
    rule = {"type": "cell", "criteria": "==", "value": f'"{CHECK}"', "format": pen.conditional(FAILED)}
    sheet.conditional_format(FIRST_ROW - 1, place, last - 1, place, rule)


def _mark(pen: Pen, sheet: Worksheet, last: int) -> None:
    """A failed control in red, zeros pale."""
    pale = pen.conditional({"font_color": "#767676"})
    for start, place in ((DISCLOSURES, LEFT_CONTROL), (REQUIREMENTS, RIGHT_CONTROL)):
        mark_failed(pen, sheet, place, last)
        rule = {"type": "cell", "criteria": "==", "value": 0, "format": pale}
        sheet.conditional_format(FIRST_ROW - 1, start, last - 1, start + len(STATUSES), rule)


def _filled(status: str) -> dict[str, Any]:
    """The fill of a status: two pale ones are hatched, to be told apart without colours."""
    colour = STATUS_LOOKS[status]["bg_color"]
    if status not in HATCHED:
        return {"fill": {"color": colour}}
    return {"pattern": {"pattern": HATCHED[status], "fg_color": "#595959", "bg_color": "#FFFFFF"}}


def _write_chart(book: Workbook, sheet: Worksheet, frameworks: int) -> None:
    chart = book.add_chart({"type": "bar", "subtype": "percent_stacked"})
    first, last = TOTALS_ROW - 1, TOTALS_ROW + frameworks - 2
    for number, status in enumerate(STATUSES, start=1):
        column = REQUIREMENTS + number
        look = STATUS_LOOKS[status]
        chart.add_series(
            {
                "name": [NAME, HEADER_ROW - 1, column],
                "categories": [NAME, first, 0, last, 0],
                "values": [NAME, first, column, last, column],
                **_filled(status),
                "border": {"color": "#404040", "width": 0.75},
                "data_labels": {
                    "value": True,
                    "num_format": "0;;;",
                    "font": {"size": 9, "color": look["font_color"]},
                },
                "gap": 60,
            }
        )
    chart.set_title(
        {
            "name": "Requirements by status, as a share of each framework",
            "name_font": {"size": 11, "color": NAVY},
        }
    )
    chart.set_y_axis({"reverse": True, "num_font": {"size": 9}, "crossing": "max"})
    chart.set_x_axis({"num_format": "0%", "num_font": {"size": 8}, "major_gridlines": {"visible": False}})
    chart.set_legend({"position": "bottom", "font": {"size": 9}})
    chart.set_size({"width": 1100, "height": 20 * (CHART_ROWS - 2)})
    words = (
        "Stacked bars: how many requirements of each framework have which status; the figures stand above."
    )
    sheet.insert_chart(
        TOTALS_ROW + frameworks - 1, 0, chart, {"x_offset": 8, "y_offset": 10, "description": words}
    )
