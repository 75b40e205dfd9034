"""The summary sheet: counts as live formulas over the index rows, a check of each row, and a chart.

Comes in: the plan and the index tables. Each formula carries the value it has now, so that the sheet reads
right in a viewer that does not calculate.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name, xl_range_abs
from xlsxwriter.worksheet import Worksheet

from esgmap.export.counts import ORDER, by_topic, count
from esgmap.export.workbook_pen import KINDS, NAVY, STATUS_LOOKS, Pen, row_height
from esgmap.export.workbook_rows import IndexSheet, Plan
from esgmap.export.workbook_table import FIRST_ROW, HEADER_ROW, Column, Row, Table
from esgmap.findings import DisclosureFinding, Finding, Status

STATUSES = tuple(status.value for status in ORDER)
SHORT_HEADS = tuple(name.replace("-", " ").capitalize() for name in STATUSES)
COLUMNS = (
    Column("Framework", 34),
    Column("Topic", 48),
    Column("Disclosures", 11.5, "number"),
    *(Column(head, 9, "number") for head in SHORT_HEADS),
    Column("Adds up", 8, "status"),
    Column("", 1.6, "gap", "gap"),
    Column("Requirements", 13, "number", "proof"),
    *(Column(head, 9, "number", "proof") for head in SHORT_HEADS),
    Column("Unmet but softened", 10, "number", "proof"),
    Column("Met, of those that count", 11, "number", "proof"),
    Column("Adds up", 8, "status", "proof"),
)
DISCLOSURES, REQUIREMENTS = 2, 11
SOFTENED, SHARE = REQUIREMENTS + 7, REQUIREMENTS + 8
CHART_ROWS = 17


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of counts: where its rows stand, its topic if it has one, and what is counted."""

    name: str
    topic: str
    table: Table
    disclosures: tuple[DisclosureFinding, ...]

    @property
    def findings(self) -> list[Finding]:
        """Every requirement's finding that the row counts."""
        return [finding for found in self.disclosures for finding in found.findings]


def write_summary(pen: Pen, book: Workbook, plan: Plan, tables: tuple[Table, ...], owner: str) -> None:
    """Fill the summary sheet, which stands before the index sheets that it counts."""
    sheet = pen.add_sheet("Summary")
    note = (
        "Live counts over the rows of the index sheets: left by disclosure (rolled up), right by requirement."
    )
    pen.head(sheet, "Summary: coverage by framework and topic", owner, note)
    for number, column in enumerate(COLUMNS):
        sheet.set_column(number, number, column.width)
    pen.header(sheet, HEADER_ROW, COLUMNS)
    totals = [_total(each, table) for each, table in zip(plan.sheets, tables, strict=True)]
    topics = [
        entry for each, table in zip(plan.sheets, tables, strict=True) for entry in _topics(each, table)
    ]
    topic_head = FIRST_ROW + len(totals) + CHART_ROWS
    first, last = topic_head + 1, topic_head + len(topics)
    for number, entry in enumerate(totals):
        _write_entry(pen, sheet, FIRST_ROW + number, entry, (first, last))
    if totals:
        _write_chart(book, sheet, len(totals))
    pen.header(sheet, topic_head, COLUMNS)
    for number, entry in enumerate(topics):
        _write_entry(pen, sheet, first + number, entry, None)
    _mark(pen, sheet, last)
    sheet.autofilter(topic_head - 1, 0, max(last, first) - 1, len(COLUMNS) - 1)
    sheet.freeze_panes(HEADER_ROW, 2)
    sheet.repeat_rows(HEADER_ROW - 1)
    sheet.print_area(0, 0, max(last, first) - 1, len(COLUMNS) - 1)


def _total(sheet: IndexSheet, table: Table) -> Entry:
    return Entry(sheet.title, "", table, sheet.framework.disclosures)


def _topics(sheet: IndexSheet, table: Table) -> list[Entry]:
    return [Entry(sheet.title, topic.name, table, topic.disclosures) for topic in by_topic(sheet.framework)]


def _write_entry(pen: Pen, sheet: Worksheet, row: int, entry: Entry, topics: tuple[int, int] | None) -> None:
    look: dict[str, Any] = {**KINDS["disclosure" if topics else "plain"], "valign": "vcenter"}
    pen.put(sheet, row, 0, entry.name, pen.format(**look))
    pen.put(sheet, row, 1, entry.topic or "all topics", pen.format(**look))
    _write_counts(pen, sheet, row, entry, (DISCLOSURES, "disclosure", look))
    _write_counts(pen, sheet, row, entry, (REQUIREMENTS, "requirement", look))
    _write_softened(pen, sheet, row, entry, look)
    _write_check(pen, sheet, row, DISCLOSURES, topics)
    _write_check(pen, sheet, row, REQUIREMENTS, topics)
    height = row_height(COLUMNS[:2], Row((entry.name, entry.topic), "disclosure"))
    sheet.set_row(row - 1, height + 0.5)


def _write_counts(
    pen: Pen, sheet: Worksheet, row: int, entry: Entry, block: tuple[int, str, dict[str, Any]]
) -> None:
    """How many rows there are, and how many with each status."""
    start, level, look = block
    items: Iterable[DisclosureFinding | Finding]
    items = entry.disclosures if level == "disclosure" else entry.findings
    counts = count(items)
    form = pen.format(**{**look, "align": "right"})
    total = counts_formula(entry, row, level)
    sheet.write_formula(row - 1, start, total, form, sum(counts.values()))
    for number, status in enumerate(STATUSES, start=1):
        formula = counts_formula(entry, row, level, Status=status)
        sheet.write_formula(row - 1, start + number, formula, form, counts[status])


def counts_formula(entry: Entry, row: int, level: str, **criteria: str) -> str:
    """A COUNTIFS over the index rows of the entry's level, topic and further columns."""
    pairs = [_range(entry.table, "Level"), f'"{level}"']
    if entry.topic:
        pairs += [_range(entry.table, "Topic"), f"$B{row}"]
    for title, word in criteria.items():
        pairs += [_range(entry.table, title), f'"{word}"']
    return f"=COUNTIFS({','.join(pairs)})"


def _range(table: Table, title: str) -> str:
    titles = [(column.block, column.title) for column in table.columns]
    column = titles.index(("proof", title))
    cells = xl_range_abs(FIRST_ROW - 1, column, max(table.last_row, FIRST_ROW) - 1, column)
    return f"'{table.sheet}'!{cells}"


def _write_softened(pen: Pen, sheet: Worksheet, row: int, entry: Entry, look: dict[str, Any]) -> None:
    """The unmet that lower nothing, and the share of met among those that count."""
    findings = entry.findings
    softened = sum(1 for finding in findings if not finding.lowers)
    aside = sum(1 for finding in findings if finding.status is Status.NOT_REQUIRED)
    met = sum(1 for finding in findings if finding.status is Status.MET)
    form = pen.format(**{**look, "align": "right"})
    formula = counts_formula(entry, row, "requirement", Counts="no")
    sheet.write_formula(row - 1, SOFTENED, formula, form, softened)
    cell = {name: f"{xl_col_to_name(REQUIREMENTS + n)}{row}" for n, name in enumerate(("all", *STATUSES))}
    counting = f"({cell['all']}-{cell['not-required']}-{xl_col_to_name(SOFTENED)}{row})"
    share = met / (len(findings) - softened - aside) if len(findings) > softened + aside else "n/a"
    percent = pen.format(**{**look, "align": "right", "num_format": "0%"})
    sheet.write_formula(row - 1, SHARE, f'=IF({counting}=0,"n/a",{cell["met"]}/{counting})', percent, share)


def _write_check(pen: Pen, sheet: Worksheet, row: int, start: int, topics: tuple[int, int] | None) -> None:
    """Do the statuses add up to the rows, and the topics to the framework? Says `ok`, or `check`."""
    first, last = xl_col_to_name(start + 1), xl_col_to_name(start + len(STATUSES))
    all_cell = f"{xl_col_to_name(start)}{row}"
    test = f"SUM({first}{row}:{last}{row})={all_cell}"
    if topics:
        column = xl_col_to_name(start)
        names = f"$A${topics[0]}:$A${topics[1]}"
        test = f"AND({test},SUMIF({names},$A{row},{column}${topics[0]}:{column}${topics[1]})={all_cell})"
    place = start + len(STATUSES) + (1 if start == DISCLOSURES else 3)
    look = pen.format(align="center", bold=True, **{**KINDS["plain"], "valign": "vcenter"})
    sheet.write_formula(row - 1, place, f'=IF({test},"ok","check")', look, "ok")


def _mark(pen: Pen, sheet: Worksheet, last: int) -> None:
    """Zeros pale, a failed check in red."""
    for start in (DISCLOSURES, REQUIREMENTS):
        place = start + len(STATUSES) + (1 if start == DISCLOSURES else 3)
        failed = pen.conditional({"bg_color": "#C00000", "font_color": "#FFFFFF"})
        rule = {"type": "cell", "criteria": "==", "value": '"check"', "format": failed}
        sheet.conditional_format(FIRST_ROW - 1, place, last - 1, place, rule)
        pale = {
            "type": "cell",
            "criteria": "==",
            "value": 0,
            "format": pen.conditional({"font_color": "#A6A6A6"}),
        }
        sheet.conditional_format(FIRST_ROW - 1, start + 1, last - 1, start + len(STATUSES), pale)


def _write_chart(book: Workbook, sheet: Worksheet, frameworks: int) -> None:
    chart = book.add_chart({"type": "bar", "subtype": "percent_stacked"})
    first, last = FIRST_ROW - 1, FIRST_ROW + frameworks - 2
    for number, status in enumerate(STATUSES, start=1):
        column = REQUIREMENTS + number
        look = STATUS_LOOKS[status]
        chart.add_series(
            {
                "name": ["Summary", HEADER_ROW - 1, column],
                "categories": ["Summary", first, 0, last, 0],
                "values": ["Summary", first, column, last, column],
                "fill": {"color": look["bg_color"]},
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
        FIRST_ROW + frameworks - 1, 0, chart, {"x_offset": 8, "y_offset": 10, "description": words}
    )
