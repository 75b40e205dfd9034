"""The columns and cells of a GRI content index, under a claim of accordance and under one of reference.

The columns are those of the two layouts in the appendices of GRI 1: Foundation 2021. Knows no workbook.
"""

from __future__ import annotations

import re

from esgmap.export.wording import disclosure_locations
from esgmap.export.workbook_cells import NONE_GIVEN, NOT_REPORTED, location, open_findings, reasons
from esgmap.export.workbook_lines import Line
from esgmap.export.workbook_rows import IndexSheet, Plan
from esgmap.export.workbook_table import Column, Value
from esgmap.findings import DisclosureFinding, Finding, Status
from esgmap.model import Requirement

OMISSION_COLUMNS = (
    Column("GRI standard / other source", 27, "repeated"),
    Column("Disclosure", 46, "label"),
    Column("Location", 36),
    Column("Requirement(s) omitted", 14, is_omission=True),
    Column("Reason", 16, is_omission=True),
    Column("Explanation", 46, is_omission=True),
)
SECTOR_COLUMN = Column("GRI Sector Standard ref. no.", 12)
REFERENCE_COLUMNS = (
    Column("GRI standard", 34, "repeated"),
    Column("Disclosure", 62, "label"),
    Column("Location", 74),
)
ANSWERED = frozenset({Status.MET, Status.PARTIAL})


def omission_cells(line: Line, _: IndexSheet, plan: Plan) -> tuple[Value, ...]:
    """Standard, disclosure, location, and the three columns on omission."""
    if line.item is None:
        permitted = line.disclosure.omission_permitted
        reason, explanation = reasons(line, NONE_GIVEN if permitted and not line.is_outside else "")
        omitted = _omitted(line) if permitted and not line.is_outside else ""
    else:
        reason, explanation = reasons(line)
        omitted = letter(line.item) if reason else ""
    return *_named(line), location(line, plan, NOT_REPORTED), omitted, reason, explanation


def sector_cells(line: Line, sheet: IndexSheet, plan: Plan) -> tuple[Value, ...]:
    """The same, and the disclosure's number in the Sector Standard for the topic that it stands under."""
    return *omission_cells(line, sheet, plan), _sector_number(line, plan)


def reference_cells(line: Line, _: IndexSheet, plan: Plan) -> tuple[Value, ...]:
    """Standard, disclosure, location; of a disclosure that is not whole, which parts stand there."""
    place = location(line, plan, NOT_REPORTED)
    if line.item is None and line.found and line.found.status is not Status.MET:
        told = _parts(line.found)
        place = f"{disclosure_locations(line.found, plan.facts)} ({told})" if told else NOT_REPORTED
    return *_named(line), place


def _named(line: Line) -> tuple[str, str]:
    disclosure = line.disclosure
    if line.item is None:
        return disclosure.topic, f"{disclosure.code} {disclosure.title}"
    return disclosure.topic, f"{letter(line.item)}  {line.item.label}"


def letter(requirement: Requirement) -> str:
    """The letter of an item in the standard, `c.ii`; a suffix of ours follows in brackets: `b.i (value)`."""
    parts = requirement.local_id.removeprefix(requirement.code).strip("-").split("-")
    numerals = [part for part in parts[1:] if re.fullmatch("[ivx]+", part)]
    ours = " ".join(part for part in parts[1:] if part not in numerals)
    return ".".join([parts[0], *numerals]) + (f" ({ours})" if ours else "")


def _omitted(line: Line) -> str:
    """The items that are not reported, or in part only; `All` if nothing is there."""
    if line.found is None:
        return ""
    wanting = open_findings(line)
    counting = [each for each in line.found.findings if each.lowers]
    absent = [each for each in counting if each.status in {Status.UNMET, Status.EXPLAINED}]
    if absent and absent == counting:
        return "All"
    findings = line.found.findings
    return "; ".join(_omitted_letter(each) for each in findings if each in wanting or each.omission)


def _omitted_letter(finding: Finding) -> str:
    part = " (in part)" if finding.status is Status.PARTIAL else ""
    return letter(finding.requirement) + part


def _parts(found: DisclosureFinding) -> str:
    """Which letters of a disclosure are reported, `a; c in part`; nothing if none is."""
    statuses: dict[str, list[Status]] = {}
    for finding in found.findings:
        first = letter(finding.requirement).partition(".")[0].partition(" ")[0]
        statuses.setdefault(first, []).append(finding.status)
    told = []
    for name, each in statuses.items():
        if all(status is Status.MET for status in each):
            told.append(name)
        elif any(status in ANSWERED for status in each):
            told.append(f"{name} in part")
    return "in part" if told == ["whole in part"] else "; ".join(told)


def _sector_number(line: Line, plan: Plan) -> str:
    """Of a disclosure its own number; of what is asked of every topic the topic's, if it has none."""
    topics = plan.assessment.report.topics
    topic = next((each for each in topics if each.id == line.under), None)
    if topic is None or line.item:
        return ""
    own = topic.sector_number(line.disclosure.id)
    return own or (topic.sector_ref if line.topic else "")
