"""The sheet that stands for report.yaml: a line for each key, a list for each list, and drop-downs.

Comes in: the values of report.yaml. Goes out: the sheet, and where the ids of the documents stand.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from xlsxwriter.worksheet import Worksheet

from esgmap.export.workbook_pen import KINDS, LOOKS, NAVY, SLATE, Pen, row_height
from esgmap.export.workbook_request_lists import offer
from esgmap.export.workbook_table import Column, Row, Value
from esgmap.form_columns import (
    CHOICES,
    DOCUMENTS,
    EDITIONS,
    FIELDS,
    FRAMEWORKS,
    REPORT,
    SECTORS,
    TO_BE_STATED,
    TOPICS,
    Block,
    Field,
)

WIDTHS = (30, 46, 34, 26, 30, 14, 16, 16)
Records = tuple[dict[str, str], ...]


def write_report(pen: Pen, head: dict[str, Any], dimensions: tuple[str, ...]) -> str:
    """Draw the sheet; gives the cells of the documents' ids, as a formula writes them.

    `dimensions` are those whose members the team names itself.
    """
    sheet = pen.add_sheet(REPORT)
    for number, width in enumerate(WIDTHS):
        sheet.set_column(number, number, width)
    title = pen.format(bold=True, font_size=14, font_color=NAVY, text_wrap=False)
    pen.put(sheet, 1, 0, "The report", title)
    told = "What it is, what it is checked against, and where its facts stand. Fill in the yellow cells."
    pen.put(sheet, 2, 0, told, pen.format(italic=True, text_wrap=False))
    row = 4
    for field in FIELDS:
        for value in _values(head, field):
            _line(pen, sheet, row, field, value)
            row += 1
    documents = ""
    for block, records in _lists(head, dimensions):
        first = _block(pen, sheet, row + 1, block, records)
        row = first + len(records) + block.spare
        if block is DOCUMENTS:
            documents = f"={REPORT}!$A${first}:$A${row - 1}"
    sheet.freeze_panes(3, 0)
    sheet.print_area(0, 0, row - 1, len(WIDTHS) - 1)
    look = pen.conditional({"bg_color": "#F4A14B", "font_color": "#000000", "bold": True})
    rule = {"type": "cell", "criteria": "==", "value": f'"{TO_BE_STATED}"', "format": look}
    sheet.conditional_format(3, 1, 3 + len(FIELDS), 1, rule)
    return documents


def _values(head: dict[str, Any], field: Field) -> list[str]:
    """What stands under a field: one text, or one for each line of a repeated one; an empty one at last."""
    value: Any = head
    for key in field.keys:
        value = value.get(key, "") if isinstance(value, dict) else ""
    return [*value, ""] if field.repeated else [value]


def _line(pen: Pen, sheet: Worksheet, row: int, field: Field, text: str) -> None:
    pen.put(sheet, row, 0, field.label, pen.format(**KINDS["plain"], bold=True))
    value: Value = text
    look = LOOKS["input"]
    if field.keys[0] == "period":
        value, look = date.fromisoformat(text), {**LOOKS["date"], "align": "left"}
    pen.put(sheet, row, 1, value, pen.format(**look))
    pen.put(sheet, row, 2, field.help, pen.format(font_color="#5A5A5A", text_wrap=False))
    sheet.set_row(row - 1, max(15.0, row_height((Column("", WIDTHS[1]),), Row((str(text),)))))
    if field.choices:
        offer(sheet, 1, [row], field.choices)


def _block(pen: Pen, sheet: Worksheet, row: int, block: Block, records: Records) -> int:
    """Draw a list from its heading on; gives the row of its first entry."""
    for column in range(len(WIDTHS)):
        text = (block.heading, block.help)[column] if column < 2 else ""
        bold = {"bold": True} if column == 0 else {"bold": False, "font_size": 9, "font_color": "#5A5A5A"}
        pen.put(sheet, row, column, text, pen.format(**{**KINDS["heading"], **bold, "text_wrap": False}))
    sheet.set_row(row - 1, 18)
    head = pen.format(bold=True, font_color="#FFFFFF", bg_color=SLATE)
    for column, (title, _) in enumerate(block.columns):
        pen.put(sheet, row + 1, column, title, head)
    first = row + 2
    for number in range(len(records) + block.spare):
        record = records[number] if number < len(records) else {}
        cells = tuple(record.get(key, "") for _, key in block.columns)
        for column, text in enumerate(cells):
            pen.put(sheet, first + number, column, text, pen.format(**LOOKS["input"]))
        columns = tuple(Column("", width) for width in WIDTHS[: len(cells)])
        sheet.set_row(first + number - 1, max(15.0, row_height(columns, Row(cells))))
    rows = range(first, first + len(records) + block.spare)
    keys = [key for _, key in block.columns]
    for key, name in block.choices:
        offer(sheet, keys.index(key), rows, name)
    return first


def _lists(head: dict[str, Any], dimensions: tuple[str, ...]) -> Iterator[tuple[Block, Records]]:
    """The lists of report.yaml, each with its lines."""
    frameworks = head["frameworks"]
    keys = {key for _, key in FRAMEWORKS.columns}
    yield FRAMEWORKS, tuple({key: each[key] for key in keys & each.keys()} for each in frameworks)
    yield EDITIONS, tuple(_editions(frameworks))
    yield SECTORS, tuple(_sectors(frameworks))
    topics = head.get("material_topics", {}).get("topics", [])
    yield TOPICS, tuple(_topic(each) for each in topics)
    yield DOCUMENTS, tuple(head["documents"])
    yield CHOICES, tuple({"dimension": each} for each in dimensions)


def _editions(frameworks: list[dict[str, Any]]) -> Iterator[dict[str, str]]:
    for each in frameworks:
        pinned = {_full(each["framework"], text) for text in each.get("pinned", ())}
        for text in each["editions"]:
            full = _full(each["framework"], text)
            yield {"edition": full, "pinned": "yes" if full in pinned else ""}


def _full(framework: str, edition: str) -> str:
    return edition if ":" in edition else f"{framework}:{edition}"


def _sectors(frameworks: list[dict[str, Any]]) -> Iterator[dict[str, str]]:
    for each in frameworks:
        for standard in each.get("sector_standards", ()):
            record = {"framework": each["framework"], "title": standard["title"]}
            topics: list[dict[str, str]] = standard.get("not_material", [])
            yield from ({**record, **topic} for topic in topics or [{}])


def _topic(topic: dict[str, Any]) -> dict[str, str]:
    refs = topic.get("sector_refs", ())
    return {
        "id": topic["id"],
        "label": topic["label"],
        "disclosures": "; ".join(topic.get("disclosures", ())),
        "sector_ref": topic.get("sector_ref", ""),
        "sector_refs": "; ".join(f"{each['disclosure']} = {each['number']}" for each in refs),
    }
