"""The columns and cells of an HKEX index: each provision complied with, explained, or neither.

Knows no workbook.
"""

from __future__ import annotations

from esgmap.export.wording import is_excused_in_part
from esgmap.export.workbook_cells import (
    NONE_GIVEN,
    NOT_REPORTED,
    asked_only,
    findings_of,
    location,
    open_findings,
    reason_text,
    status_of,
)
from esgmap.export.workbook_lines import Line
from esgmap.export.workbook_rows import IndexSheet, Plan
from esgmap.export.workbook_table import Column, Value
from esgmap.findings import Finding, Status

COLUMNS = (
    Column("Aspect", 20, "repeated"),
    Column("Provision", 24, "repeated"),
    Column("Requirement", 46, "label"),
    Column("Complied / explained / not reported", 19),
    Column("Section and page", 36),
    Column("Explanation", 44, is_omission=True),
)
WORDS = {
    Status.MET: "Complied",
    Status.PARTIAL: "Complied in part",
    Status.UNMET: NOT_REPORTED,
    Status.EXPLAINED: "Explained",
    Status.RELIEF: "Relief used",
    Status.NOT_REQUIRED: "Not required",
}
BREACHES = {
    "comply-or-explain": ("Neither complied nor explained", "Complied in part; the rest not explained"),
    "mandatory": ("Not complied; mandatory", "Complied in part; mandatory as a whole"),
}
"""Under a claim that binds: what a gap is called that is absent, and one that is reported in part."""


def cells(line: Line, sheet: IndexSheet, plan: Plan) -> tuple[Value, ...]:
    """Aspect, provision, requirement, complied or explained, section and page, explanation."""
    disclosure = line.disclosure
    silent = NONE_GIVEN if disclosure.omission_permitted and line.item is None else ""
    name = line.item.label if line.item else disclosure.title
    place = disclosure.locator
    provision = place.partition(", ")[2] if disclosure.code in place else place
    return (
        disclosure.topic,
        provision,
        name,
        complied(line, sheet),
        location(line, plan),
        reason_text(line, silent),
    )


def complied(line: Line, sheet: IndexSheet) -> str:
    """Whether the provision is complied with or explained; a breach is called by its name."""
    status = status_of(line)
    if status is None:
        return ""
    if line.found and line.item is None and is_excused_in_part(line.found):
        words = WORDS[status]
        return f"{WORDS[Status.MET]}; {words[:1].lower()}{words[1:]} for a part"
    wanting = open_findings(line)
    if wanting:
        return _gap(status, wanting, sheet)
    softened = [each for each in findings_of(line) if each.status is Status.UNMET]
    return asked_only(softened[0], NOT_REPORTED) if status is Status.UNMET and softened else WORDS[status]


def _gap(status: Status, wanting: list[Finding], sheet: IndexSheet) -> str:
    """What counts and is not there: a breach where the claim binds, else not reported."""
    obligations = {each.requirement.obligation for each in wanting}
    binding = [each for each in ("mandatory", "comply-or-explain") if each in obligations]
    if not binding or not sheet.framework.conditions:
        return WORDS[status]
    absent, part = BREACHES[binding[0]]
    return absent if status is Status.UNMET else part
