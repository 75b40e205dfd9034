"""Draws plain tables into a workbook: formats, heights, links, filters, print set-up.

The only way text reaches a cell is `Pen.put`, which never lets text become a formula, a link or a number.
"""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from esgmap.export.workbook_record import Record
from esgmap.export.workbook_table import (
    FIRST_ROW,
    HEADER_ROW,
    Column,
    Formula,
    Link,
    Row,
    Table,
    Value,
    column_letter,
    shown,
)
from esgmap.export.workbook_text import FONT_SIZE, count_lines, is_wide, line_height, safe

NAVY, SLATE, OCHRE, INK = "#1F3864", "#4F5B66", "#8A5A00", "#222222"
GREY_OUT = "#BFBFBF"
HEADER_COLOURS = {"own": NAVY, "gap": "#FFFFFF", "proof": SLATE, "review": OCHRE}
STATUS_LOOKS: dict[str, dict[str, Any]] = {
    "met": {"bg_color": "#1F5C99", "font_color": "#FFFFFF", "bold": True},
    "partial": {"bg_color": "#BDD7EE", "font_color": INK},
    "unmet": {"bg_color": "#F4A14B", "font_color": "#000000", "bold": True},
    "explained": {"bg_color": "#D0D0D0", "font_color": INK},
    "relief": {"bg_color": "#E4E4E4", "font_color": INK, "italic": True},
    "not-required": {"bg_color": "#F7F7F7", "font_color": "#6A6A6A", "italic": True},
}
SOFT_LOOK = {"bg_color": "#FDF0E0", "font_color": "#7A4A00", "italic": True}
USED_LOOKS = {
    "in full": STATUS_LOOKS["met"],
    "in part": STATUS_LOOKS["partial"],
    "near miss only": SOFT_LOOK,
    "for nothing": STATUS_LOOKS["explained"],
}
SEVERITY_LOOKS = {
    "error": STATUS_LOOKS["unmet"],
    "warning": SOFT_LOOK,
    "note": STATUS_LOOKS["explained"],
    "held": {"bg_color": "#E9F1E4", "font_color": INK},
}
VERDICT_LOOKS = {
    "holds": STATUS_LOOKS["met"],
    "for a person to judge": SOFT_LOOK,
    "does not hold": STATUS_LOOKS["unmet"],
}
COMPUTED_LOOKS = {"agrees": SEVERITY_LOOKS["held"], "differs": STATUS_LOOKS["unmet"]}
STATE_LOOKS = {"open": SOFT_LOOK, "expired": STATUS_LOOKS["unmet"], "accepted": STATUS_LOOKS["explained"]}
BESIDE = {"Severity": {"State": STATE_LOOKS, "Verdict": COMPUTED_LOOKS}}
"""On a sheet with the first title, the other columns that are coloured too."""
STATUS_COLUMNS = {
    "Status": STATUS_LOOKS,
    "Used": USED_LOOKS,
    "Severity": SEVERITY_LOOKS,
    "Whether it holds": VERDICT_LOOKS,
}
BASE: dict[str, Any] = {"font_name": "Arial", "font_size": FONT_SIZE, "valign": "top", "font_color": INK}
KINDS: dict[str, dict[str, Any]] = {
    "plain": {"bottom": 1, "bottom_color": "#D9D9D9"},
    "heading": {
        "bold": True,
        "bg_color": "#D6DCE5",
        "font_color": NAVY,
        "font_size": 10,
        "valign": "vcenter",
    },
    "subheading": {"bold": True, "bg_color": "#EEF1F6", "font_color": NAVY, "valign": "vcenter"},
    "head": {"bottom": 1, "bottom_color": "#D9D9D9"},
    "note": {"bottom": 1, "bottom_color": "#D9D9D9"},
    "reference": {"italic": True, "font_color": "#5A5A5A", "bottom": 1, "bottom_color": "#D9D9D9"},
    "disclosure": {"bold": True, "bg_color": "#EAEEF4", "top": 1, "top_color": "#8496B0"},
    "group": {"italic": True, "bg_color": "#F6F7F9", "bottom": 1, "bottom_color": "#D9D9D9"},
    "requirement": {"bottom": 1, "bottom_color": "#D9D9D9"},
}
LOOKS: dict[str, dict[str, Any]] = {
    "code": {"bold": True},
    "small": {"font_size": 8, "font_color": "#5A5A5A"},
    "seal": {"font_size": 8, "font_color": "#5A5A5A", "text_wrap": False},
    "link": {"font_color": "#0B4F8A", "underline": 1},
    "number": {"align": "right", "indent": 1},
    "status": {"align": "center"},
    "input": {"bg_color": "#FFFBEA", "border": 1, "border_color": "#E3D7AE"},
    "date": {"bg_color": "#FFFBEA", "border": 1, "border_color": "#E3D7AE", "num_format": "yyyy-mm-dd"},
    "gap": {"bg_color": "#FFFFFF"},
    "answer": {"align": "left"},
}
HEADINGS = ("heading", "subheading")
MOST_HEIGHT = 330.0
A4, A3 = 9, 8
"""Paper sizes by their numbers in the file format."""
WIDEST_ON_A4 = 220
"""Characters of all columns together that are still readable on a landscape A4 page."""


class Pen:
    """One workbook being drawn, with its formats, each made once; `wide_font` is for Chinese text."""

    def __init__(self, book: Workbook, wide_font: str = "") -> None:
        self._book = book
        self._wide_font = wide_font
        self._formats: dict[str, Format] = {}
        self.record = Record()

    def format(self, **properties: Any) -> Format:
        """The format with these properties on top of the base."""
        wanted = {**BASE, "text_wrap": True, **properties}
        key = repr(sorted(wanted.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(wanted)
        return self._formats[key]

    def conditional(self, look: dict[str, Any]) -> Format:
        """A format for a conditional rule, which holds nothing but what it changes."""
        key = f"conditional {sorted(look.items())!r}"
        if key not in self._formats:
            self._formats[key] = self._book.add_format(look)
        return self._formats[key]

    def add_sheet(self, name: str, characters: float = 0) -> Worksheet:
        """A new sheet with the print set-up that all share; a wide one is printed on A3, to stay readable."""
        sheet = self._book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(A3 if characters > WIDEST_ON_A4 else A4)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&8&A&R&8Page &P of &N")
        sheet.hide_gridlines(2)
        sheet.set_zoom(100)
        sheet.ignore_errors({"number_stored_as_text": "A1:AZ20000", "two_digit_text_year": "A1:AZ20000"})
        return sheet

    def put(self, sheet: Worksheet, row: int, column: int, value: Value, look: Format) -> None:
        """Write one value; rows are counted from 1, columns from 0. What was written is recorded."""
        self.record.cell(sheet.get_name(), row, column, value)
        if value is None or value == "":
            sheet.write_blank(row - 1, column, None, look)
        elif isinstance(value, Link):
            text = safe(value.text)
            sheet.write_url(row - 1, column, f"internal:'{value.sheet}'!A{value.row}", look, text)
        elif isinstance(value, str):
            sheet.write_string(row - 1, column, safe(value), look)
        elif isinstance(value, Formula):
            sheet.write_formula(row - 1, column, value.text, look, _cached(value))
        elif isinstance(value, date):
            sheet.write_datetime(row - 1, column, datetime.combine(value, time()), look)
        else:
            sheet.write_number(row - 1, column, float(value), look)

    def head(self, sheet: Worksheet, title: str, owner: str, note: str) -> None:
        """The three lines above every table: title, whose report, note."""
        looks: tuple[dict[str, Any], ...] = (
            {"bold": True, "font_size": 14, "font_color": NAVY},
            {"font_color": "#5A5A5A"},
            {"italic": True},
        )
        for row, (text, look) in enumerate(zip((title, owner, note), looks, strict=True), start=1):
            self.put(sheet, row, 0, text, self.format(text_wrap=False, **look, **self._font(text)))
        for row, height in enumerate((21.0, 13.5, 13.5, 14.0)):
            sheet.set_row(row, height)

    def header(self, sheet: Worksheet, row: int, columns: tuple[Column, ...]) -> None:
        """One header row."""
        for number, column in enumerate(columns):
            look = self.format(
                align={"number": "right", "status": "center"}.get(column.look, "left"),
                indent=1 if column.look == "number" else 0,
                bold=True,
                font_color="#FFFFFF",
                bg_color=HEADER_COLOURS[column.block],
                valign="vcenter",
                border=1,
                border_color="#FFFFFF",
                **self._font(column.title),
            )
            self.put(sheet, row, number, column.title, look if column.block != "gap" else self.format())
        sheet.set_row(row - 1, _header_height(columns))

    def table(self, table: Table, owner: str) -> Worksheet:
        """Draw a whole sheet from a table: head, header, rows, filter, frozen panes, widths, seals."""
        printed = sum(column.width for column in table.columns if column.block == "own")
        sheet = self.add_sheet(table.sheet, printed)
        self.head(sheet, table.title, owner, table.note)
        self._bands(sheet, table)
        self.header(sheet, HEADER_ROW, table.columns)
        self._columns(sheet, table)
        for number, row in enumerate(table.rows):
            self._row(sheet, table, FIRST_ROW + number, row)
        sheet.autofilter(HEADER_ROW - 1, 0, max(table.last_row, FIRST_ROW) - 1, len(table.columns) - 1)
        sheet.freeze_panes(HEADER_ROW, table.frozen)
        sheet.repeat_rows(HEADER_ROW - 1)
        last = max(table.last_row - table.unprinted, HEADER_ROW)
        sheet.print_area(0, 0, last - 1, _printed(table) - 1)
        self.record.table(table)
        return sheet

    def _font(self, text: str) -> dict[str, Any]:
        """The font of a text that the base font has no letters for."""
        return {"font_name": self._wide_font} if self._wide_font and is_wide(text) else {}

    def _columns(self, sheet: Worksheet, table: Table) -> None:
        for number, column in enumerate(table.columns):
            options = {"level": 1} if column.block in {"proof", "review"} else {}
            sheet.set_column(number, number, column.width, None, options)

    def _bands(self, sheet: Worksheet, table: Table) -> None:
        """Name the blocks over their first columns, where a sheet has more than one."""
        words = {"proof": table.proof, "review": "Review: to be filled in"}
        blocks = [column.block for column in table.columns]
        for block in ("proof", "review"):
            if block not in blocks:
                continue
            for number in (place for place, each in enumerate(blocks) if each == block):
                text = words[block] if number == blocks.index(block) else ""
                colour = HEADER_COLOURS[block]
                look = self.format(
                    bold=True, text_wrap=False, font_color=colour, bottom=2, bottom_color=colour
                )
                self.put(sheet, HEADER_ROW - 1, number, text, look)
        places = [place for place, each in enumerate(table.columns) if each.is_omission]
        for place in places if len(places) > 1 else ():
            text = "Omission" if place == places[0] else ""
            look = self.format(bold=True, text_wrap=False, font_color=NAVY, bottom=2, bottom_color=NAVY)
            self.put(sheet, HEADER_ROW - 1, place, text, look)

    def _row(self, sheet: Worksheet, table: Table, number: int, row: Row) -> None:
        last = number == table.last_row
        for place, value in enumerate(row.cells):
            self.put(sheet, number, place, value, self._cell_format(table, row, (place, last), value))
        level = {"level": 1} if row.kind in {"group", "requirement"} else {}
        sheet.set_row(number - 1, row_height(table.columns, row), None, level)

    def _cell_format(self, table: Table, row: Row, at: tuple[int, bool], value: Value) -> Format:
        """The format of a cell at a place, in the last row or not; cells that differ in nothing share it."""
        shape = ""
        if isinstance(value, Decimal):
            shape = _number_format(value)
        elif isinstance(value, Formula):
            shape = value.number_format
        is_plain = isinstance(value, str) and table.columns[at[0]].look == "link"
        font = self._font(shown(value))
        key = repr((table.sheet, row.kind, row.depth, bool(row.closed), at, shape, is_plain, bool(font)))
        if key not in self._formats:
            look = self._look(table.columns, at[0], row, at[1]) | font
            if shape:
                look["num_format"] = shape
            if is_plain:
                look.pop("underline", None)
                look["font_color"] = INK
            self._formats[key] = self.format(**look)
        return self._formats[key]

    def _look(self, columns: tuple[Column, ...], place: int, row: Row, last: bool) -> dict[str, Any]:
        column = columns[place]
        if column.block == "gap":
            return {**LOOKS["gap"], **_lock(columns, place, row)}
        is_heading = row.kind in HEADINGS
        look = {**KINDS[row.kind], **({} if is_heading else LOOKS.get(column.look, {}))}
        if is_heading:
            look["text_wrap"] = False
        if column.look == "repeated" and row.kind in {"group", "requirement"}:
            look |= {"font_color": "#7A7A7A", "font_size": 8}
        if column.look == "label" and row.depth:
            look["indent"] = row.depth
        if row.kind == "head" and place == 0:
            look["bold"] = True
        if column.is_omission and row.closed:
            look["bg_color"] = GREY_OUT
        return {**look, **_lock(columns, place, row), **_edges(columns, place, last)}


def _lock(columns: tuple[Column, ...], place: int, row: Row) -> dict[str, Any]:
    """On a sheet with columns on omission, whether a cell is locked: only where none is permitted."""
    if not any(each.is_omission for each in columns):
        return {}
    return {"locked": columns[place].is_omission and bool(row.closed)}


def _edges(columns: tuple[Column, ...], place: int, last: bool) -> dict[str, Any]:
    """The outline around the assurance block."""
    if columns[place].block not in {"proof", "review"}:
        return {}
    edges: dict[str, Any] = {}
    if columns[place - 1].block == "gap":
        edges |= {"left": 2, "left_color": SLATE}
    if place == len(columns) - 1:
        edges |= {"right": 2, "right_color": SLATE}
    if last:
        edges |= {"bottom": 2, "bottom_color": SLATE}
    return edges


def _printed(table: Table) -> int:
    """How many columns go to paper: the standard's own, or all where a sheet has no assurance block."""
    return sum(1 for column in table.columns if column.block == "own")


def _header_height(columns: tuple[Column, ...]) -> float:
    titles = ((column.title, column.width - 2.5) for column in columns)
    heights = (count_lines(text, width, bold=True) * line_height(text) for text, width in titles)
    return max(28.0, max(heights) + 6)


def row_height(columns: tuple[Column, ...], row: Row) -> float:
    """The height that shows every wrapped line of a row."""
    if row.kind in HEADINGS:
        return 17.0
    bold = row.kind == "disclosure"
    height = line_height("")
    for column, value in zip(columns, row.cells, strict=True):
        if column.look == "seal":
            continue
        width = column.width - (1.3 * row.depth if column.look == "label" else 0)
        muted = column.look == "repeated" and row.kind in {"group", "requirement"}
        size = 8 if column.look == "small" or muted else FONT_SIZE
        text = shown(value)
        if not text:
            continue
        lines = count_lines(text, width, bold or column.look == "code", size)
        height = max(height, lines * line_height(text))
    return min(MOST_HEIGHT, height + 4)


def _cached(formula: Formula) -> str | int | float:
    return float(formula.value) if isinstance(formula.value, Decimal) else formula.value


def _number_format(value: Decimal) -> str:
    exponent = value.as_tuple().exponent
    digits = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return "#,##0" + ("." + "0" * digits if digits else "")


def mark_statuses(pen: Pen, sheet: Worksheet, table: Table) -> None:
    """Colour the status cells by rules, so that a status changed by hand changes its colour."""
    titles = [each.title for each in table.columns]
    title = next((title for title in STATUS_COLUMNS if title in titles), "")
    if not title:
        return
    column = titles.index(title)
    first, last = FIRST_ROW - 1, max(table.last_row, FIRST_ROW) - 1
    if "Counts" in titles:
        letter, counts = column_letter(column), column_letter(titles.index("Counts"))
        formula = f'=AND(${letter}{FIRST_ROW}="unmet",${counts}{FIRST_ROW}="no")'
        rule = {
            "type": "formula",
            "criteria": formula,
            "format": pen.conditional(SOFT_LOOK),
            "stop_if_true": True,
        }
        sheet.conditional_format(first, column, last, column, rule)
    marked = {title: STATUS_COLUMNS[title], **BESIDE.get(title, {})}
    for name, looks in marked.items():
        place = titles.index(name)
        for word, look in looks.items():
            rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": pen.conditional(look)}
            sheet.conditional_format(first, place, last, place, rule)
