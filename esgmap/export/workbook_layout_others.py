"""The columns and cells of the Nasdaq index, and of any framework without a layout of its own.

Knows no workbook.
"""

from __future__ import annotations

from esgmap.export.workbook_cells import NOT_REPORTED, answer, location, reason_text
from esgmap.export.workbook_lines import Line
from esgmap.export.workbook_rows import IndexSheet, Plan
from esgmap.export.workbook_table import Column, Value

NASDAQ_COLUMNS = (
    Column("Metric", 28, "repeated"),
    Column("Question", 46, "label"),
    Column("Answer", 50),
    Column("Location", 36),
)
GENERAL_COLUMNS = (
    Column("Topic", 24, "repeated"),
    Column("Code", 16, "repeated"),
    Column("Requirement", 50, "label"),
    Column("Location", 36),
    Column("Explanation given by the report", 40, is_omission=True),
)


def nasdaq_cells(line: Line, _: IndexSheet, plan: Plan) -> tuple[Value, ...]:
    """Metric, question, answer, location."""
    metric = f"{line.disclosure.code} {line.disclosure.title}"
    question = f"{line.item.local_id}  {line.item.label}" if line.item else ""
    return metric, question, answer(line, plan), location(line, plan)


def general_cells(line: Line, _: IndexSheet, plan: Plan) -> tuple[Value, ...]:
    """Topic, code, requirement, location, explanation."""
    disclosure = line.disclosure
    name = line.item.label if line.item else disclosure.title
    place = location(line, plan, NOT_REPORTED)
    return disclosure.topic, disclosure.code, name, place, reason_text(line)
