"""The content-index workbook: the order of its sheets and what makes two runs give the same bytes.

Comes in: an assessment. Goes out: an Excel file with every index in its standard's own layout, the proof
of each row, gaps, facts, crosswalk, checks and sources. The other `workbook_…` modules make the plain rows.
"""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime, time
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.worksheet import Worksheet

from esgmap.export.workbook_facts import crosswalk_table, facts_table
from esgmap.export.workbook_index import REVIEW_CHOICES, index_table, report_line
from esgmap.export.workbook_lists import checks_table, gaps_table, sources_table
from esgmap.export.workbook_pen import Pen, mark_statuses
from esgmap.export.workbook_readme import write_readme
from esgmap.export.workbook_rows import Plan, make_plan
from esgmap.export.workbook_seals import seals_table
from esgmap.export.workbook_summary import write_summary
from esgmap.export.workbook_table import FIRST_ROW, Table
from esgmap.export.workbook_text import safe
from esgmap.findings import Assessment
from esgmap.reported import Report

NAME = "xlsx"
OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "in_memory": True,
    # Column widths are counted in digits of the default font: Arial is as wide in Excel as in LibreOffice.
    "default_format_properties": {"font_name": "Arial", "font_size": 10},
}


def write(assessment: Assessment, target: Path) -> None:
    """Write the workbook to `target`; the caller makes it whole or not at all.

    Raises OSError if the file system refuses, as every other exporter does.
    """
    try:
        _write(assessment, target)
    except FileCreateError as fault:
        cause = fault.args[0] if fault.args else fault
        raise cause if isinstance(cause, OSError) else OSError(str(fault)) from fault


def _write(assessment: Assessment, target: Path) -> None:
    plan = make_plan(assessment)
    owner = report_line(assessment.report)
    indexes = tuple(index_table(sheet, plan) for sheet in plan.sheets)
    with Workbook(str(target), deepcopy(OPTIONS)) as book:
        _set_properties(book, assessment.report)
        pen = Pen(book)
        front = pen.add_sheet("Read me")
        write_readme(pen, front, plan, _contents(plan))
        write_summary(pen, book, plan, indexes, owner)
        for table in indexes:
            _draw_index(pen, table, owner)
        _draw_lists(pen, plan, owner)
        pen.table(seals_table(pen.record), owner)
        front.activate()


def _set_properties(book: Workbook, report: Report) -> None:
    """Date the file by the report, never by the clock."""
    book.set_properties(
        {
            "title": safe(f"ESG content index: {report.entity}")[:250],
            "subject": safe(report.title)[:250],
            "author": "esgmap",
            "created": datetime.combine(report.period.end, time()),
        }
    )


def _contents(plan: Plan) -> list[tuple[str, str]]:
    """The sheets after the first, each with what it shows."""
    indexes = [
        (sheet.name, f"{sheet.title}, in the standard's own layout, with the proof of each row to the right")
        for sheet in plan.sheets
    ]
    return [
        ("Summary", "How much is reported, by framework and topic: live counts, checks, chart"),
        *indexes,
        ("Gaps", "Every requirement that is not reported, or in part only, and what is missing"),
        ("Facts", "Every fact of the report: value, place in the report, and what it counts for"),
        ("Crosswalk", "Which requirements of which framework one indicator reaches"),
        ("Checks", "Problems found in the input"),
        ("Sources & hashes", "Documents, input files and editions, each with its fingerprint"),
        ("Seals", "A fingerprint of each row as it was written, by which esgmap verify finds what changed"),
    ]


def _draw_index(pen: Pen, table: Table, owner: str) -> None:
    sheet = pen.table(table, owner)
    sheet.outline_settings(visible=True, symbols_below=False, symbols_right=False)
    mark_statuses(pen, sheet, table)
    _offer_choices(sheet, table)


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


def _draw_lists(pen: Pen, plan: Plan, owner: str) -> None:
    tables = (
        gaps_table(plan),
        facts_table(plan),
        crosswalk_table(plan),
        checks_table(plan),
        sources_table(plan),
    )
    for table in tables:
        mark_statuses(pen, pen.table(table, owner), table)
