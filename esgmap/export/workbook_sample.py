"""The working paper of an audit sample: population, method, results as live formulas, and the rows to test.

Comes in: a sample. Goes out: an Excel file whose error rates and limits follow from what the testers fill in.
Each formula carries the value it has while nothing is filled in. Two runs give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from xlsxwriter.worksheet import Worksheet

from esgmap.export.sample_words import (
    RESULT_MEANINGS,
    baseline_texts,
    method_text,
    objective_text,
    population_text,
    size_text,
    telling,
)
from esgmap.export.wording import NOTICE, day_text
from esgmap.export.workbook_file import new_book
from esgmap.export.workbook_index import report_line
from esgmap.export.workbook_pen import KINDS, LOOKS, NAVY, STATUS_LOOKS, Pen, mark_statuses, row_height
from esgmap.export.workbook_sample_results import RESULT_COLUMNS, write_results
from esgmap.export.workbook_sample_rows import letter, population_table, sample_table
from esgmap.export.workbook_seals import seals_table
from esgmap.export.workbook_table import FIRST_ROW, Column, Row, Table
from esgmap.population import Sample
from esgmap.sampling import RESULTS

PAPER = "Working paper"
COMMAND, FINGERPRINT = "To draw it again", "Fingerprint"
LABEL, TEXT_WIDTH = Column("", 24, "code"), 94.5
COLUMNS = (LABEL, *(Column("", TEXT_WIDTH / len(RESULT_COLUMNS)) for _ in RESULT_COLUMNS))
LAST = len(COLUMNS) - 1
LOOK_OF_RESULT = {
    "agrees": STATUS_LOOKS["met"],
    "differs": STATUS_LOOKS["unmet"],
    "not found": STATUS_LOOKS["unmet"],
    "not tested": STATUS_LOOKS["explained"],
}
Entry = tuple[str, str, str]
"""The kind of a line (`section`, `line`, `input`, `room`), its label and its text."""


def write(sample: Sample, target: Path) -> None:
    """Write the working paper to `target`; the caller makes it whole or not at all.

    Raises OSError if the file system refuses, as every other exporter does.
    """
    report = sample.assessment.report
    owner = report_line(report)
    rows = sample_table(sample)
    with new_book(target, f"Audit sample: {report.entity}", report.title, report.period.end) as book:
        pen = Pen(book)
        front = pen.add_sheet(PAPER)
        _write_paper(pen, front, sample, rows)
        sheet = pen.table(rows, owner)
        _prepare_rows(pen, sheet, rows)
        mark_statuses(pen, sheet, rows)
        pen.table(population_table(sample), owner)
        pen.table(seals_table(pen.record), owner)
        front.activate()


# --- the first sheet ------------------------------------------------------------------------------


def _write_paper(pen: Pen, sheet: Worksheet, sample: Sample, rows: Table) -> None:
    sheet.set_portrait()
    for number, column in enumerate(COLUMNS):
        sheet.set_column(number, number, column.width)
    title = pen.format(bold=True, font_size=16, font_color=NAVY, text_wrap=False)
    pen.put(sheet, 1, 0, "Working paper: audit sample", title)
    sheet.set_row(0, 24)
    quiet = pen.format(text_wrap=False, font_color="#5A5A5A")
    pen.put(sheet, 2, 0, report_line(sample.assessment.report), quiet)
    row = 2
    for entry in _before(sample):
        row += 1
        _write_entry(pen, sheet, row, entry)
    row = write_results(pen, sheet, row + 1, sample, rows)
    for entry in _after(sample):
        row += 1
        _write_entry(pen, sheet, row, entry)
    sheet.print_area(0, 0, row - 1, LAST)


def _write_entry(pen: Pen, sheet: Worksheet, row: int, entry: Entry) -> None:
    kind, label, text = entry
    if kind == "section":
        look = pen.format(**{**KINDS["heading"], "text_wrap": False})
        for column in range(LAST + 1):
            pen.put(sheet, row, column, label if column == 0 else "", look)
        sheet.set_row(row - 1, 18)
        return
    pen.put(sheet, row, 0, label, pen.format(**KINDS["plain"], bold=True))
    look = pen.format(**(LOOKS["input"] if kind in {"input", "room"} else KINDS["plain"]))
    last = LAST if kind != "input" else len(RESULT_COLUMNS) // 2
    sheet.merge_range(row - 1, 1, row - 1, last, "", look)
    pen.put(sheet, row, 1, text, look)
    height = row_height((LABEL, Column("", TEXT_WIDTH)), Row((label, text)))
    sheet.set_row(row - 1, 90 if kind == "room" else max(16.0, height + 2))


def _before(sample: Sample) -> Iterator[Entry]:
    report, plan, population = sample.assessment.report, sample.plan, sample.population
    yield "section", "The engagement", ""
    yield "line", "Entity", report.entity
    yield "line", "Report", report.title
    yield "line", "Period", f"{day_text(report.period.start)} to {day_text(report.period.end)}"
    yield "input", "Prepared by", ""
    yield "input", "Prepared on", ""
    yield "input", "Reviewed by", ""
    yield "input", "Reviewed on", ""
    yield "section", "The population", ""
    yield "line", "Objective", objective_text(plan)
    yield "line", "Population", population_text(plan)
    yield "line", "Rows", f"{len(population.members)}; all stand on the sheet Population."
    yield "line", FINGERPRINT, population.fingerprint
    for number, text in enumerate(baseline_texts(population)):
        yield "line", "" if number else "Baseline", text
    yield "section", "The method", ""
    yield "line", "Method", method_text(sample)
    yield "line", "Seed", plan.seed
    yield "line", "Size", size_text(sample)
    yield "line", COMMAND, sample.command
    yield "section", "The results, by target" if plan.targets else "The results, by stratum", ""


def _after(sample: Sample) -> Iterator[Entry]:
    assessment = sample.assessment
    for number, text in enumerate(telling(sample)):
        yield "line", "" if number else "What this tells", text
    yield "section", "The conclusion", ""
    yield "room", "Conclusion", ""
    yield "section", "What the results mean", ""
    for word in RESULTS:
        yield "line", word, RESULT_MEANINGS[word]
    yield "section", "What went in", ""
    for number, file in enumerate(assessment.inputs):
        yield "line", "" if number else "Hashes (SHA-256)", f"{file.sha256}  {file.path}"
    yield "line", "Made with", f"esgmap {assessment.tool_version}"
    yield "line", "Notice", NOTICE


# --- the rows to test -----------------------------------------------------------------------------


def _prepare_rows(pen: Pen, sheet: Worksheet, table: Table) -> None:
    """Drop-downs, a date check, colours, and print set-up for the columns that testers fill in."""
    titles = [column.title for column in table.columns]
    first, last = FIRST_ROW - 1, table.last_row - 1
    result, day = titles.index("Result"), titles.index("Date")
    choices: dict[str, Any] = {"validate": "list", "source": list(RESULTS), "ignore_blank": True}
    choices |= {"error_title": "One of the list, please", "error_message": f"Choose {', '.join(RESULTS)}."}
    sheet.data_validation(first, result, last, result, choices)
    dates = {
        "validate": "date",
        "criteria": ">=",
        "value": datetime(2000, 1, 1),
        "error_title": "A date, please",
        "error_message": "Enter the day of the test as a date, such as 2022-11-30.",
    }
    sheet.data_validation(first, day, last, day, dates)
    for word, look in LOOK_OF_RESULT.items():
        rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": pen.conditional(look)}
        sheet.conditional_format(first, result, last, result, rule)
    if "Difference" in titles:
        place = titles.index("Difference")
        cell, told = f"${letter(place)}{FIRST_ROW}", f"${letter(result)}{FIRST_ROW}"
        formula = f'=AND(ISNUMBER({cell}),{cell}<>0,{told}="agrees")'
        look = pen.conditional({"bg_color": "#FDF0E0", "font_color": "#7A4A00", "bold": True})
        sheet.conditional_format(
            first, place, last, place, {"type": "formula", "criteria": formula, "format": look}
        )
    sheet.print_area(0, 0, table.last_row - 1, len(titles) - 1)
    sheet.set_paper(8)
