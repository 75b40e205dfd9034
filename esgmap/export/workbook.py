"""The content-index workbook: the order of its sheets and what makes two runs give the same bytes.

Comes in: an assessment. Goes out: an Excel file with every index in its standard's own layout, the proof
of each row, gaps, facts, crosswalk, checks and sources. The other `workbook_…` modules make the plain rows.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from esgmap.export.workbook_entries import refuse_omissions
from esgmap.export.workbook_file import new_book, unwritten_book
from esgmap.export.workbook_howto import NAME as HOWTO
from esgmap.export.workbook_howto import write_howto
from esgmap.export.workbook_index import report_line
from esgmap.export.workbook_names import Name, table_names
from esgmap.export.workbook_options import DEFAULT, IndexOptions
from esgmap.export.workbook_pen import Pen, mark_statuses
from esgmap.export.workbook_readme import NAME as FRONT
from esgmap.export.workbook_readme import Front, write_readme
from esgmap.export.workbook_record import Record
from esgmap.export.workbook_reviews import mark_reviews, reviews_table, standings
from esgmap.export.workbook_rows import Plan, make_plan
from esgmap.export.workbook_seals import seals_table
from esgmap.export.workbook_sheets import LISTS, make_sheets
from esgmap.export.workbook_summary import mark_failed, write_summary
from esgmap.export.workbook_summary_blocks import CONTROL
from esgmap.export.workbook_table import FIRST_ROW, HEADER_ROW, REVIEW_CHOICES, Table
from esgmap.export.workbook_tally import sheet_name
from esgmap.findings import Assessment

NAME = "xlsx"
COLUMN_TITLES = "ColumnTitle"
"""The name by which screen readers know where the header row of a sheet begins."""


def write(assessment: Assessment, target: Path, options: IndexOptions = DEFAULT) -> None:
    """Write the workbook to `target`, dated by the report; the caller makes it whole or not at all.

    Raises OSError if the file system refuses, as every other exporter does.
    """
    report = assessment.report
    with new_book(target, f"ESG content index: {report.entity}", report.title, report.period.end) as book:
        _draw(book, assessment, options)


def record_of(assessment: Assessment, options: IndexOptions = DEFAULT) -> Record:
    """What `write` would put into each cell, without a file."""
    return _draw(unwritten_book(), assessment, options)


def _draw(book: Workbook, assessment: Assessment, options: IndexOptions) -> Record:
    plan, owner = make_plan(assessment), report_line(assessment.report)
    sheets = make_sheets(plan, options)
    book.set_custom_property("Language", options.lang)
    pen = Pen(book, options.titles.font if options.titles else "")
    front = pen.add_sheet(FRONT)
    names = tuple(table_names(plan, sheets.indexes, sheets.lists))
    about = Front(_contents(plan, options), sheets.laid, sheets.checks, names)
    names = write_readme(pen, front, plan, about)
    write_summary(pen, book, sheets.laid, owner)
    for table in sheets.indexes:
        _draw_index(pen, table, owner)
    for table in sheets.lists:
        _draw_list(pen, table, owner)
    write_howto(pen, plan)
    tables = (*sheets.indexes, *sheets.lists)
    _draw_reviews(pen, tables, options, owner)
    _draw_seals(pen, owner)
    _define_names(book, names, tables)
    front.activate()
    return pen.record


def _draw_seals(pen: Pen, owner: str) -> None:
    """The sheet for programs: on paper only its first page, which has the root."""
    table = seals_table(pen.record)
    sheet = pen.table(table, owner)
    sheet.print_area(
        0, 0, min(table.last_row, FIRST_ROW + len(pen.record.names())) - 1, len(table.columns) - 1
    )


def _contents(plan: Plan, options: IndexOptions) -> list[tuple[str, str]]:
    """The sheets after the first, each with what it shows."""
    indexes = [
        (sheet.name, f"{sheet.title}, in the standard's own layout, with the proof of each row to the right")
        for sheet in plan.sheets
    ]
    reviews = [("Reviews", "Every remark that came back from reviewers, conflicts first")]
    return [
        ("Summary", "How much is reported, by framework and topic; reasons, evidence, review; all live"),
        *indexes,
        *LISTS.items(),
        (HOWTO, "What the words mean: statuses, assurance columns, rules, and how the catalogue is sourced"),
        *(reviews if options.reviews else ()),
        ("Seals", "A fingerprint of each row as it was written, by which esgmap verify finds what changed"),
    ]


def _define_names(book: Workbook, names: tuple[Name, ...], tables: tuple[Table, ...]) -> None:
    """Names for formulas; and on each table sheet the one by which screen readers know its header row."""
    for name in names:
        book.define_name(name.name, f"={name.cells}")
    for table in tables:
        sheet = sheet_name(table.sheet)
        book.define_name(f"{sheet}{COLUMN_TITLES}", f"={sheet}$A${HEADER_ROW}")


def _draw_index(pen: Pen, table: Table, owner: str) -> None:
    sheet = pen.table(table, owner)
    sheet.outline_settings(visible=True, symbols_below=False, symbols_right=False)
    mark_statuses(pen, sheet, table)
    mark_reviews(pen, sheet, table)
    _offer_choices(sheet, table)
    refuse_omissions(sheet, table)


def _offer_choices(sheet: Worksheet, table: Table) -> None:
    """Drop-downs and a date check in the review columns."""
    first, last = FIRST_ROW - 1, max(table.last_row, FIRST_ROW) - 1
    status, day = table.column("Review status"), table.column("Date")
    choices = {"validate": "list", "source": list(REVIEW_CHOICES), "ignore_blank": True}
    sheet.data_validation(first, status, last, status, choices)
    dates = {
        "validate": "date",
        "criteria": ">=",
        "value": datetime(2000, 1, 1),
        "error_title": "A date, please",
        "error_message": "Enter the day of the review as a date, such as 2022-11-30.",
    }
    sheet.data_validation(first, day, last, day, dates)


def _draw_list(pen: Pen, table: Table, owner: str) -> None:
    sheet = pen.table(table, owner)
    mark_statuses(pen, sheet, table)
    mark_reviews(pen, sheet, table)
    titles = [column.title for column in table.columns]
    if "Review status" in titles:
        _offer_choices(sheet, table)
    if CONTROL in titles:
        mark_failed(pen, sheet, titles.index(CONTROL), table.last_row)


def _draw_reviews(pen: Pen, tables: tuple[Table, ...], options: IndexOptions, owner: str) -> None:
    """The sheet of remarks, if there are any."""
    if options.reviews:
        table = reviews_table(standings(options.reviews, tables, pen.record), tables)
        mark_reviews(pen, pen.table(table, owner), table)
