"""The sheet of a data request that is filled in: one row for each thing to report, and room for more.

Comes in: the rows that are asked. Goes out: the sheet, with drop-downs, a live status, and what is there
already in its place. Text is never cut: `too_long` says beforehand what no cell can hold.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from xlsxwriter.worksheet import Worksheet

from esgmap.datarequest import Asked
from esgmap.export import request_words as words
from esgmap.export.workbook_pen import KINDS, LOOKS, NAVY, OCHRE, SLATE, STATUS_LOOKS, Pen, row_height
from esgmap.export.workbook_request_lists import explain, offer, unit_list
from esgmap.export.workbook_table import FIRST_ROW, HEADER_ROW, Column, Formula, Row, Value, column_letter
from esgmap.export.workbook_text import LIMIT
from esgmap.findings import Assessment
from esgmap.form_columns import (
    DUE,
    FACT_TITLES,
    FACTS,
    HELP,
    LAST_YEAR,
    OWNER,
    STATUS,
    TOPIC,
    WHAT_FOR,
)
from esgmap.reported import Fact

SPARE = 60
"""Empty rows below the request, for what the team reports beside it."""
OPEN, NO_PLACE, FILLED = "open", "no place", "filled"
STATUS_LOOK = {
    OPEN: STATUS_LOOKS["unmet"],
    NO_PLACE: STATUS_LOOKS["partial"],
    FILLED: STATUS_LOOKS["met"],
}
OTHER_TOPIC = "Not asked by these frameworks"
EARLIER = "Earlier years"
EXACT_DIGITS = 15
"""How many digits of a number a spreadsheet keeps."""
PLAIN_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")

GREY = "#7F7F7F"
BLOCKS = {
    "asked": (NAVY, "What is asked"),
    "answer": (OCHRE, "Your answer"),
    "place": (OCHRE, "Where it stands in the report"),
    "team": (SLATE, "Who, and by when"),
    "more": (SLATE, "If it needs saying"),
    "program": (
        GREY,
        "For the program: leave these; new rows need an Id, and an Indicator or what they answer",
    ),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One column: its title, its width, how it looks, and the block that it is part of."""

    title: str
    width: float
    block: str
    look: str = "text"


def parts(with_last_year: bool) -> tuple[Part, ...]:
    """The columns in their order."""
    fact = FACT_TITLES
    last = (Part(LAST_YEAR, 16, "asked", "small"),) if with_last_year else ()
    return (
        Part(STATUS, 8, "asked", "status"),
        Part(TOPIC, 16, "asked", "small"),
        Part(WHAT_FOR, 18, "asked", "small"),
        Part(fact["label"], 34, "asked"),
        Part(HELP, 46, "asked", "small"),
        *last,
        Part(fact["value"], 26, "answer", "input"),
        Part(fact["unit"], 12, "answer", "choice"),
        Part(fact["value_state"], 12, "answer", "choice"),
        Part(fact["period"], 11, "answer", "choice"),
        Part(fact["dimensions"], 24, "answer", "choice"),
        Part(fact["basis"], 11, "answer", "choice"),
        Part(fact["whose"], 10, "answer", "choice"),
        Part(fact["document"], 13, "place", "choice"),
        Part(fact["pages"], 8, "place", "input"),
        Part(fact["section"], 20, "place", "input"),
        Part(fact["anchor"], 24, "place", "input"),
        Part(fact["note"], 24, "place", "input"),
        Part(OWNER, 14, "team", "input"),
        Part(DUE, 11, "team", "date"),
        Part(fact["extent"], 8, "more", "choice"),
        Part(fact["lacks"], 20, "more", "choice"),
        Part(fact["value_as_printed"], 14, "more", "choice"),
        Part(fact["unit_as_printed"], 14, "more", "choice"),
        Part(fact["id"], 26, "program", "small"),
        Part(fact["indicator"], 24, "program", "small"),
        Part(fact["answers"], 24, "program", "small"),
    )


CHOICE = {"border": 1, "border_color": "#E3D7AE", "font_color": "#5A5A5A"}
"""Cells that are filled in for the team, or seldom needed: to be changed where that is wrong."""

HINTS = {
    "value": "The number alone, or a sentence or two. Leave it empty if you have nothing to say: an empty "
    "row counts for nothing.",
    "value_state": "Leave it empty for a number or a statement. nil: there were none. not-available: the "
    "report prints NA.",
    "pages": "The printed page: 32, 32-33, or 12, 15-16",
    "dimensions": "Which part this is. ?1, ?2 … are yours to name, on the sheet Report.",
}
LISTED = {"value_state", "basis", "whose", "extent"}


def write_facts(pen: Pen, asked: tuple[Asked, ...], assessment: Assessment, told: tuple[str, str]) -> Sheet:
    """Draw the sheet; `told` is whose it is, and the id of the document that new rows point to."""
    owner, document = told
    columns = parts(any(each.before for each in asked))
    sheet = pen.add_sheet(FACTS, 400)
    drawn = Sheet(FACTS, columns, FIRST_ROW + len(asked) - 1)
    note = (
        "One row for each thing to report. A row without a value says nothing: it is never taken as “none”."
    )
    pen.head(sheet, "Data request", owner, note)
    draw_header(pen, sheet, columns)
    for number, each in enumerate(asked):
        line = _line(each, assessment, document)
        _draw_row(pen, sheet, drawn, FIRST_ROW + number, line)
    for row in range(drawn.last_row + 1, drawn.end + 1):
        _draw_row(pen, sheet, drawn, row, {})
    _prepare(pen, sheet, drawn, asked)
    return drawn


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of rows as it was drawn: its name, its columns, and the number of its last row that asks."""

    name: str
    columns: tuple[Part, ...]
    last_row: int

    @property
    def end(self) -> int:
        """The number of the last row that is prepared, spare ones too."""
        return self.last_row + SPARE

    def place(self, title: str) -> int:
        """The position of a column, counted from 0."""
        return [each.title for each in self.columns].index(title)

    def letter(self, title: str) -> str:
        """The letter of a column."""
        return column_letter(self.place(title))

    def cells(self, title: str) -> str:
        """All cells of a column, as a formula of another sheet writes them."""
        letter = self.letter(title)
        return f"{self.name}!${letter}${FIRST_ROW}:${letter}${self.end}"


def draw_header(pen: Pen, sheet: Worksheet, columns: tuple[Part, ...]) -> None:
    """The names of the blocks, the titles, the widths; the header stays in view."""
    for number, part in enumerate(columns):
        colour, told = BLOCKS[part.block]
        first = number == 0 or columns[number - 1].block != part.block
        band = pen.format(bold=True, text_wrap=False, font_color=colour, bottom=2, bottom_color=colour)
        pen.put(sheet, HEADER_ROW - 1, number, told if first else "", band)
        look = pen.format(
            bold=True,
            font_color="#FFFFFF",
            bg_color=colour,
            valign="vcenter",
            border=1,
            border_color="#FFFFFF",
        )
        pen.put(sheet, HEADER_ROW, number, part.title, look)
        sheet.set_column(number, number, part.width)
    sheet.set_row(HEADER_ROW - 1, 28)


def _draw_row(pen: Pen, sheet: Worksheet, drawn: Sheet, row: int, line: dict[str, Value]) -> None:
    line[STATUS] = _status(drawn, row, line)
    cells = tuple(line.get(part.title) for part in drawn.columns)
    for number, (part, value) in enumerate(zip(drawn.columns, cells, strict=True)):
        look: dict[str, Any] = {
            **KINDS["plain"],
            **LOOKS.get(part.look, CHOICE if part.look == "choice" else {}),
        }
        if part.title == FACT_TITLES["label"]:
            look["bold"] = True
        if isinstance(value, Decimal):
            exponent = value.as_tuple().exponent
            digits = -exponent if isinstance(exponent, int) and exponent < 0 else 0
            look["num_format"] = "#,##0" + (f".{'0' * digits}" if digits else "")
        pen.put(sheet, row, number, value, pen.format(**look))
    columns = tuple(Column(part.title, part.width, part.look) for part in drawn.columns)
    if len(line) > 1:
        sheet.set_row(row - 1, min(row_height(columns, Row(cells)), 150.0))


def _status(drawn: Sheet, row: int, line: dict[str, Value]) -> Formula:
    """Whether the row is filled in, as a formula with the value that it has now."""
    names = ("value", "value_state", "pages", "section")
    value, state, pages, section = (f"{drawn.letter(FACT_TITLES[name])}{row}" for name in names)
    told = {name: line.get(FACT_TITLES[name]) not in (None, "") for name in names}
    answered = told["value"] or told["value_state"]
    now = FILLED if told["pages"] or told["section"] else NO_PLACE
    if not line:
        label = f"{drawn.letter(FACT_TITLES['label'])}{row}"
        inner = f'IF({label}="","","{OPEN}")'
    else:
        inner = f'"{OPEN}"'
    formula = (
        f'=IF(AND({value}="",{state}=""),{inner},IF(AND({pages}="",{section}=""),"{NO_PLACE}","{FILLED}"))'
    )
    return Formula(formula, now if answered else OPEN if line else "")


def _line(asked: Asked, assessment: Assessment, document: str) -> dict[str, Value]:
    """The cells of a row by their titles; what is to be answered is empty."""
    year, hub, fact = assessment.report.period, assessment.hub, asked.fact
    topic = asked.topic or OTHER_TOPIC
    if fact and fact.period.end < year.start:
        topic = EARLIER
    line: dict[str, Value] = {
        TOPIC: topic,
        WHAT_FOR: words.codes(asked.serves),
        HELP: words.help_text(asked, year, hub),
        FACT_TITLES["label"]: words.label(asked, year, hub),
        FACT_TITLES["unit"]: asked.unit,
        FACT_TITLES["period"]: words.period(asked, year),
        FACT_TITLES["dimensions"]: words.members(asked),
        FACT_TITLES["basis"]: asked.basis,
        FACT_TITLES["document"]: document,
        FACT_TITLES["id"]: asked.id,
        FACT_TITLES["indicator"]: asked.indicator,
        FACT_TITLES["answers"]: "; ".join(asked.answers),
    }
    if fact:
        line |= _again(fact) if asked.before else _filled(fact)
    if asked.before:
        line[LAST_YEAR] = words.last_year(asked.before)
    return line


def _again(fact: Fact) -> dict[str, Value]:
    """What stays the same from year to year, of a fact that is asked for again."""
    return {
        FACT_TITLES["extent"]: "part" if fact.is_partial else "",
        FACT_TITLES["lacks"]: fact.lacks,
        FACT_TITLES["whose"]: fact.whose,
        FACT_TITLES["unit_as_printed"]: fact.unit_as_printed,
    }


def _filled(fact: Fact) -> dict[str, Value]:
    """The cells of a fact that is there."""
    evidence = fact.evidence
    return {
        **_again(fact),
        FACT_TITLES["value"]: number_or_text(fact.value) if fact.value_state == "number" else fact.value,
        FACT_TITLES["value_state"]: fact.value_state,
        FACT_TITLES["document"]: evidence.document,
        FACT_TITLES["pages"]: evidence.pages,
        FACT_TITLES["section"]: evidence.section,
        FACT_TITLES["anchor"]: evidence.anchor,
        FACT_TITLES["note"]: fact.note,
        FACT_TITLES["value_as_printed"]: fact.value_as_printed,
    }


def number_or_text(text: str) -> Value:
    """A number as such if a spreadsheet keeps every digit of it, else the text itself.

    >>> number_or_text("0.50"), number_or_text("12345678901234567")
    (Decimal('0.50'), '12345678901234567')
    """
    digits = sum(map(str.isdigit, text))
    return Decimal(text) if PLAIN_NUMBER.fullmatch(text) and digits <= EXACT_DIGITS else text


def too_long(fact: Fact) -> bool:
    """Whether a text of the fact is longer than a cell can hold."""
    texts = (fact.label, fact.value, fact.lacks, fact.note, fact.evidence.anchor, fact.evidence.section)
    return any(len(text.encode("utf-16-le")) // 2 > LIMIT for text in texts)


def _prepare(pen: Pen, sheet: Worksheet, drawn: Sheet, asked: tuple[Asked, ...]) -> None:
    """Drop-downs, hints, colours, filter, and how it prints."""
    rows = range(FIRST_ROW, drawn.end + 1)
    for name in LISTED:
        offer(sheet, drawn.place(FACT_TITLES[name]), rows, name, HINTS.get(name, ""))
    offer(sheet, drawn.place(FACT_TITLES["document"]), rows, "documents")
    for name in ("pages", "dimensions"):
        explain(sheet, drawn.place(FACT_TITLES[name]), rows, HINTS[name])
    kinds: dict[str, list[int]] = defaultdict(list)
    answers: dict[bool, list[int]] = defaultdict(list)
    for row in rows:
        each = asked[row - FIRST_ROW] if row <= drawn.last_row else None
        kinds[each.unit_kind if each else ""].append(row)
        answers[bool(each and each.value_type == "yes-no")].append(row)
    for kind, found in kinds.items():
        offer(sheet, drawn.place(FACT_TITLES["unit"]), found, unit_list(kind))
    offer(sheet, drawn.place(FACT_TITLES["value"]), answers[True], "yes-no", HINTS["value"])
    explain(sheet, drawn.place(FACT_TITLES["value"]), answers[False], HINTS["value"])
    due = drawn.place(DUE)
    day = {"validate": "date", "criteria": ">=", "value": datetime(2000, 1, 1), "error_type": "warning"}
    told = {"error_title": "A date, please", "error_message": "Enter the day as a date, such as 2026-02-28."}
    sheet.data_validation(FIRST_ROW - 1, due, drawn.end - 1, due, {**day, **told})
    _colour(pen, sheet, drawn)
    sheet.autofilter(HEADER_ROW - 1, 0, drawn.end - 1, len(drawn.columns) - 1)
    sheet.freeze_panes(HEADER_ROW, drawn.place(FACT_TITLES["label"]) + 1)
    sheet.repeat_rows(HEADER_ROW - 1)
    sheet.print_area(0, 0, drawn.last_row - 1, due)


def _colour(pen: Pen, sheet: Worksheet, drawn: Sheet) -> None:
    for word, look in STATUS_LOOK.items():
        rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": pen.conditional(look)}
        place = drawn.place(STATUS)
        sheet.conditional_format(FIRST_ROW - 1, place, drawn.end - 1, place, rule)
    due, status = drawn.letter(DUE), drawn.letter(STATUS)
    late = f'=AND(${due}{FIRST_ROW}<>"",${due}{FIRST_ROW}<TODAY(),${status}{FIRST_ROW}="{OPEN}")'
    look = pen.conditional({"bg_color": "#C00000", "font_color": "#FFFFFF", "bold": True})
    place = drawn.place(DUE)
    rule = {"type": "formula", "criteria": late, "format": look}
    sheet.conditional_format(FIRST_ROW - 1, place, drawn.end - 1, place, rule)
