"""The sheets on which a team gives reasons: for what is left out, and for problems that it accepts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from esgmap.export.workbook_pen import KINDS, LOOKS, Pen, row_height
from esgmap.export.workbook_request_facts import Part, draw_header
from esgmap.export.workbook_request_lists import offer
from esgmap.export.workbook_table import FIRST_ROW, HEADER_ROW, Column, Row
from esgmap.form_columns import OMISSION_TITLES, OMISSIONS, RESPONSE_TITLES, RESPONSES

SPARE = 40
Rows = tuple[Mapping[str, str], ...]
"""Texts by the names of their columns."""


@dataclass(frozen=True, slots=True)
class Reasons:
    """One such sheet: its name, heading and note, its columns with their widths, and its drop-downs."""

    sheet: str
    title: str
    note: str
    titles: Mapping[str, str]
    widths: Mapping[str, int]
    lists: tuple[tuple[str, str], ...]


LEFT_OUT = Reasons(
    OMISSIONS,
    "What is left out, and why",
    "Only reasons that the report itself gives; leave Requirements empty for the whole disclosure.",
    OMISSION_TITLES,
    {
        "disclosure": 30,
        "requirements": 22,
        "reason": 28,
        "explanation": 60,
        "document": 14,
        "pages": 8,
        "section": 22,
        "note": 28,
    },
    (("disclosure", "disclosures"), ("reason", "reasons"), ("document", "documents")),
)
ACCEPTED = Reasons(
    RESPONSES,
    "Problems that are accepted as they stand",
    "esgmap check prints the key of each problem of the figures. An answered problem stays in sight.",
    RESPONSE_TITLES,
    {"problem": 40, "accepted_because": 60, "by": 18, "on": 12, "until": 12, "note": 36},
    (),
)


def write_reasons(pen: Pen, kind: Reasons, owner: str, rows: Rows) -> None:
    """Draw the sheet, with the rows that are there and empty ones for more."""
    columns = tuple(
        Part(title, kind.widths[name], "place" if name in {"document", "pages", "section"} else "answer")
        for name, title in kind.titles.items()
    )
    sheet = pen.add_sheet(kind.sheet, sum(kind.widths.values()))
    pen.head(sheet, kind.title, owner, kind.note)
    draw_header(pen, sheet, columns)
    look = pen.format(**{**KINDS["plain"], **LOOKS["input"]})
    measured = tuple(Column(part.title, part.width) for part in columns)
    for number in range(len(rows) + SPARE):
        row = rows[number] if number < len(rows) else {}
        cells = tuple(row.get(name, "") for name in kind.titles)
        for column, text in enumerate(cells):
            pen.put(sheet, FIRST_ROW + number, column, text, look)
        sheet.set_row(FIRST_ROW + number - 1, row_height(measured, Row(cells)))
    prepared = range(FIRST_ROW, FIRST_ROW + len(rows) + SPARE)
    for name, told in kind.lists:
        offer(sheet, list(kind.titles).index(name), prepared, told)
    sheet.autofilter(HEADER_ROW - 1, 0, prepared[-1] - 1, len(columns) - 1)
    sheet.freeze_panes(HEADER_ROW, 1)
    sheet.repeat_rows(HEADER_ROW - 1)
