"""The results of an audit sample by stratum: counts, rates and limits as formulas over the rows tested."""

from __future__ import annotations

from typing import Any

from xlsxwriter.utility import xl_range_abs
from xlsxwriter.worksheet import Worksheet

from esgmap.export.sample_words import criteria
from esgmap.export.workbook_pen import KINDS, LOOKS, NAVY, Pen, row_height
from esgmap.export.workbook_sample_rows import SAMPLE
from esgmap.export.workbook_table import FIRST_ROW, Column, Formula, Row, Table, Value
from esgmap.population import Sample
from esgmap.sampling import GLUE, TARGETED

RESULT_COLUMNS = (
    "Rows",
    "Drawn",
    "Tested",
    "Open",
    "Errors",
    "Error rate",
    "Upper limit",
    "Rows in error at most",
    "Within tolerable",
)
RATES = RESULT_COLUMNS[5:]
ERRORS = ("differs", "not found")
TESTED = ("agrees", *ERRORS)
PERCENT = "0.0%"
NAME = Column("Stratum", 24)


def write_results(pen: Pen, sheet: Worksheet, row: int, sample: Sample, rows: Table) -> int:
    """Draw the table of results from a row on; gives the last row used."""
    level, tolerable = row, row + 1
    if sample.plan.method != TARGETED:
        _write_level(pen, sheet, level, "Confidence", float(sample.plan.confidence))
        share = sample.plan.tolerable
        _write_level(
            pen, sheet, tolerable, "Tolerable error rate", float(share) if share is not None else None
        )
        row += 2
    _write_header(pen, sheet, row, sample)
    first = row + 1
    parts, words = sample.draw.strata, dict(criteria(sample.plan))
    for number, part in enumerate(parts):
        at = first + number
        cells = _counts(at, len(part.ids), part.size, _of_stratum(at, rows))
        rates: tuple[Value, ...] = ("",) * len(RATES)
        if sample.plan.method != TARGETED:
            rates = _rates(at, f"$B${level}", f"$B${tolerable}")
        _write_row(pen, sheet, at, part.name, (*cells, *rates), "plain")
        if part.name in words:
            _write_meaning(pen, sheet, at, words[part.name])
    last = first + len(parts) - 1
    if len(parts) > 1 or sample.plan.method == TARGETED:
        last += 1
        distinct = len({each for part in parts for each in part.ids})
        whole = _counts(last, distinct, len(sample.draw.rows), _of_all(rows))
        weighted = _weighted(first, last - 1) if not sample.draw.overlaps and sample.plan.by else ""
        _write_row(pen, sheet, last, "All, each row once", (*whole, weighted, "", "", ""), "disclosure")
    return _write_check(pen, sheet, last + 1, len(sample.draw.rows), rows)


def _write_level(pen: Pen, sheet: Worksheet, row: int, label: str, value: float | None) -> None:
    pen.put(sheet, row, 0, label, pen.format(**KINDS["plain"], bold=True))
    pen.put(sheet, row, 1, value, pen.format(**LOOKS["input"], num_format="0.##%", align="right", indent=1))
    sheet.set_row(row - 1, 16)


def _write_header(pen: Pen, sheet: Worksheet, row: int, sample: Sample) -> None:
    titles: tuple[str, ...] = ("Stratum", *RESULT_COLUMNS)
    if sample.plan.method == TARGETED:
        titles = ("Target", *RESULT_COLUMNS[: -len(RATES)], "What it looks for", *[""] * (len(RATES) - 1))
    columns = tuple(
        Column(title, NAME.width if place == 0 else 10.5, "number" if title in RESULT_COLUMNS else "text")
        for place, title in enumerate(titles)
    )
    pen.header(sheet, row, columns)
    if sample.plan.method == TARGETED:
        first, last = len(RESULT_COLUMNS) - len(RATES) + 1, len(RESULT_COLUMNS)
        title = titles[first]
        look = pen.format(bold=True, font_color="#FFFFFF", bg_color=NAVY, valign="vcenter")
        sheet.merge_range(row - 1, first, row - 1, last, "", look)
        pen.put(sheet, row, first, title, look)


def _write_row(pen: Pen, sheet: Worksheet, row: int, name: str, cells: tuple[Value, ...], kind: str) -> None:
    pen.put(sheet, row, 0, name, pen.format(**KINDS[kind]))
    for place, value in enumerate(cells, start=1):
        look: dict[str, Any] = {**KINDS[kind], "align": "right", "indent": 1}
        if RESULT_COLUMNS[place - 1] in {"Error rate", "Upper limit"}:
            look["num_format"] = PERCENT
        pen.put(sheet, row, place, value, pen.format(**look))
    sheet.set_row(row - 1, max(15.0, row_height((NAME,), Row((name,), kind))))


def _write_meaning(pen: Pen, sheet: Worksheet, row: int, words: str) -> None:
    """What a target looks for, in the columns where a stratum has its rates."""
    first, last = len(RESULT_COLUMNS) - len(RATES) + 1, len(RESULT_COLUMNS)
    look = pen.format(**KINDS["plain"])
    sheet.merge_range(row - 1, first, row - 1, last, "", look)
    pen.put(sheet, row, first, words, look)
    room = Column("", 10.5 * len(RATES))
    sheet.set_row(row - 1, row_height((room,), Row((words,))) + 2)


def _column(table: Table, title: str) -> str:
    place = table.column(title)
    cells = xl_range_abs(FIRST_ROW - 1, place, table.last_row - 1, place)
    return f"'{SAMPLE}'!{cells}"


def _of_stratum(row: int, rows: Table) -> tuple[str, str]:
    """How many rows of the stratum are tested and in error; a row may stand for several strata."""
    drawn, result = _column(rows, "Drawn for"), _column(rows, "Result")
    named = f'ISNUMBER(FIND("{GLUE}"&$A{row}&";","{GLUE}"&{drawn}&";"))'
    return _sum(f"{named}*", TESTED, result), _sum(f"{named}*", ERRORS, result)


def _of_all(rows: Table) -> tuple[str, str]:
    result = _column(rows, "Result")
    return _sum("", TESTED, result), _sum("", ERRORS, result)


def _sum(start: str, words: tuple[str, ...], result: str) -> str:
    return f"=SUMPRODUCT({start}({_one_of(words, result)}))"


def _one_of(words: tuple[str, ...], result: str) -> str:
    return "+".join(f'({result}="{word}")' for word in words)


def _counts(row: int, population: int, drawn: int, formulas: tuple[str, str]) -> tuple[Value, ...]:
    tested, errors = formulas
    return population, drawn, Formula(tested, 0), Formula(f"=C{row}-D{row}", drawn), Formula(errors, 0)


def _rates(row: int, level: str, tolerable: str) -> tuple[Value, ...]:
    """Error rate, its exact upper limit, the rows in error at most, and whether that is tolerable."""
    rows, tested, open_rows, errors = (f"{letter}{row}" for letter in "BDEF")
    exact = f"IF({errors}={tested},1,BETAINV({level},{errors}+1,{tested}-{errors}))"
    rest = f"({errors}+{rows}-{tested})/{rows}"
    return (
        Formula(f'=IF({tested}=0,"",{errors}/{tested})', ""),
        Formula(f'=IF(OR({tested}=0,{open_rows}>0),"open",MIN({exact},{rest}))', "open"),
        Formula(f'=IF(ISNUMBER(H{row}),INT(H{row}*{rows}+0.000001),"")', ""),
        Formula(
            f'=IF(AND(ISNUMBER(H{row}),ISNUMBER({tolerable})),IF(H{row}<={tolerable},"yes","no"),"")', ""
        ),
    )


def _weighted(first: int, last: int) -> Formula:
    """The error rate of all strata, each weighted by its rows; none while a stratum has no rate."""
    rows, rates = f"B{first}:B{last}", f"G{first}:G{last}"
    text = f'=IF(COUNT({rates})<ROWS({rates}),"",SUMPRODUCT({rows},{rates})/SUM({rows}))'
    return Formula(text, "")


def _write_check(pen: Pen, sheet: Worksheet, row: int, drawn: int, rows: Table) -> int:
    """Are all rows that were drawn still on the sheet, each with a known result? Says `ok`, or `check`."""
    ids, result = _column(rows, "Row id"), _column(rows, "Result")
    known = _one_of((*TESTED, "not tested", ""), result)
    test = f"AND(COUNTA({ids})={drawn},SUMPRODUCT({known})=ROWS({ids}))"
    look = {**KINDS["plain"], "bold": True}
    pen.put(sheet, row, 0, "Rows on the sheet Sample", pen.format(**look))
    cell = pen.format(**look, align="right", indent=1)
    pen.put(sheet, row, 1, Formula(f'=IF({test},"ok","check")', "ok"), cell)
    failed = pen.conditional({"bg_color": "#C00000", "font_color": "#FFFFFF"})
    rule = {"type": "cell", "criteria": "==", "value": '"check"', "format": failed}
    sheet.conditional_format(row - 1, 1, row - 1, 1, rule)
    sheet.set_row(row - 1, 16)
    return row
