"""The index layouts: each standard's own columns, and what stands in them for each line.

A layout is a row of columns and a function from a line to its cells. A framework without a layout of its own
gets the general one. Knows no workbook.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from esgmap.export.wording import (
    cut_text,
    disclosure_locations,
    is_excused_in_part,
    kind_text,
    locations,
    period_text,
    value_text,
)
from esgmap.export.workbook_rows import IndexSheet, Line, Plan
from esgmap.export.workbook_table import Column, Value
from esgmap.findings import Finding, Status
from esgmap.model import Requirement
from esgmap.reported import Fact, Omission

NOT_REPORTED = "Not reported"
NONE_GIVEN = "None given"
HKEX_WORDS = {
    Status.MET: "Complied",
    Status.PARTIAL: "Complied in part",
    Status.UNMET: NOT_REPORTED,
    Status.EXPLAINED: "Explained",
    Status.RELIEF: "Relief used",
    Status.NOT_REQUIRED: "Not required",
}
MOST_VALUES = 6
Cells = Callable[[Line, Plan], tuple[Value, ...]]


@dataclass(frozen=True, slots=True)
class Layout:
    """A standard's own columns, the cells of a line, how many columns stay in view, and a note."""

    columns: tuple[Column, ...]
    cells: Cells
    frozen: int
    note: str


def layout_of(sheet: IndexSheet) -> Layout:
    """The layout of a framework's index."""
    return LAYOUTS.get(sheet.framework.claim.framework, GENERAL)


# --- what several layouts share -------------------------------------------------------------------


def _status(line: Line) -> Status | None:
    if line.finding:
        return line.finding.status
    return line.found.status if line.found and line.item is None else None


def _location(line: Line, plan: Plan, silent: str = "") -> str:
    """Where the facts stand; where there are none, the given word."""
    if line.kind == "group" or line.found is None:
        return ""
    if line.finding is None:
        return disclosure_locations(line.found, plan.facts) or silent
    place = locations(line.finding, plan.facts)
    if place or line.finding.status is not Status.UNMET:
        return place
    condition = line.finding.requirement.condition
    return f"{silent}; asked only “{condition}”" if silent and condition else silent


def _omissions(line: Line) -> list[Omission]:
    """The reasons that the report gives here, each once, in order."""
    findings = [line.finding] if line.finding else line.found.findings if line.found else ()
    if line.kind == "group":
        return []
    return list(dict.fromkeys(each.omission for each in findings if each and each.omission))


def _explanation(omission: Omission) -> str:
    place = omission.evidence.location
    return f"{omission.explanation} ({place})" if place else omission.explanation


def _reasons(line: Line, silent: str) -> tuple[str, str]:
    """The reasons and explanations that the report gives; the given words for a gap without any."""
    omissions = _omissions(line)
    reasons = list(dict.fromkeys(each.reason for each in omissions))
    if silent and _open_findings(line):
        reasons.append(silent)
    return "; ".join(reasons), "; ".join(dict.fromkeys(_explanation(each) for each in omissions))


def _why(line: Line, silent: str) -> str:
    """Reasons and explanations in one cell, for layouts that have one column for both."""
    return ": ".join(part for part in _reasons(line, silent) if part)


def _open_findings(line: Line) -> list[Finding]:
    """The requirements of the line that count and are not wholly reported."""
    findings = [line.finding] if line.finding else line.found.findings if line.found and not line.item else ()
    wanting = {Status.UNMET, Status.PARTIAL}
    return [each for each in findings if each and each.lowers and each.status in wanting]


def _answer(line: Line, plan: Plan) -> str:
    """The values or gists that a requirement's facts give, with their units."""
    if line.finding is None:
        return ""
    if line.finding.status is Status.UNMET:
        return NOT_REPORTED
    facts = [plan.facts[each.fact_id] for each in line.finding.because]
    texts = list(dict.fromkeys(_value(fact, plan) for fact in facts))
    more = f"; and {len(texts) - MOST_VALUES} more, see Facts" if len(texts) > MOST_VALUES else ""
    part = " (in part)" if line.finding.status is Status.PARTIAL else ""
    return "; ".join(texts[:MOST_VALUES]) + more + part


def _value(fact: Fact, plan: Plan) -> str:
    year = "" if fact.period == plan.assessment.report.period else period_text(fact.period)
    is_figure = fact.value_state != "text"
    period = f"for {year}" if year and is_figure else ""
    text = value_text(fact).rstrip(".")
    aside = ", ".join(part for part in (cut_text(fact, plan.assessment.hub), period, kind_text(fact)) if part)
    if not is_figure:
        return text
    return f"{text} ({aside})" if aside else text


# --- GRI ------------------------------------------------------------------------------------------


def gri_cells(line: Line, plan: Plan) -> tuple[Value, ...]:
    """GRI: standard, disclosure, location, and the three columns on omission."""
    disclosure = line.disclosure
    if line.item is None:
        name = f"{disclosure.code} {disclosure.title}"
        omitted = _omitted(line) if disclosure.omission_permitted else ""
        reason, explanation = _reasons(line, NONE_GIVEN if disclosure.omission_permitted else "")
    else:
        name = f"{_letter(line.item)}  {line.item.label}"
        reason, explanation = _reasons(line, "")
        omitted = _letter(line.item) if reason else ""
    return disclosure.topic, name, _location(line, plan, NOT_REPORTED), omitted, reason, explanation


def _letter(requirement: Requirement) -> str:
    """The letter of an item in the standard, `c.ii`; a suffix of ours follows in brackets: `b.i (value)`."""
    parts = requirement.local_id.removeprefix(requirement.code).strip("-").split("-")
    numerals = [part for part in parts[1:] if re.fullmatch("[ivx]+", part)]
    ours = " ".join(part for part in parts[1:] if part not in numerals)
    return ".".join([parts[0], *numerals]) + (f" ({ours})" if ours else "")


def _omitted(line: Line) -> str:
    """The items that are not reported, or in part only; `All` if nothing is there."""
    found = line.found
    if found is None:
        return ""
    wanting = _open_findings(line)
    counting = [each for each in found.findings if each.lowers]
    absent = [each for each in counting if each.status in {Status.UNMET, Status.EXPLAINED}]
    if absent and absent == counting:
        return "All"
    return "; ".join(_omitted_letter(each) for each in found.findings if each in wanting or each.omission)


def _omitted_letter(finding: Finding) -> str:
    part = " (in part)" if finding.status is Status.PARTIAL else ""
    return _letter(finding.requirement) + part


# --- SASB -----------------------------------------------------------------------------------------


def sasb_cells(line: Line, plan: Plan) -> tuple[Value, ...]:
    """SASB: topic, code, metric, category, unit, response, location, reason."""
    disclosure = line.disclosure
    items = disclosure.requirements if line.item is None else (line.item,)
    name = disclosure.title if line.item is None else _part(line.item) + line.item.label
    why = _why(line, "" if line.item else NONE_GIVEN)
    units = "; ".join(dict.fromkeys(_unit_of_measure(each, plan) for each in items))
    kinds = _category(items)
    return (
        disclosure.topic,
        disclosure.code,
        name,
        kinds,
        units,
        _answer(line, plan),
        _location(line, plan),
        why,
    )


def _part(requirement: Requirement) -> str:
    found = re.search(r"part (\(\d+\))", requirement.locator)
    return f"{found.group(1)} " if found else ""


def _category(items: Iterable[Requirement]) -> str:
    kinds = dict.fromkeys(
        "Quantitative" if each.kind == "quantitative" else "Discussion and analysis" for each in items
    )
    return "; ".join(kinds)


def _unit_of_measure(requirement: Requirement, plan: Plan) -> str:
    words = {"pct": "Percentage (%)", "count": "Number", "persons": "Number"}
    unit = plan.assessment.hub.units.get(requirement.unit)
    if requirement.unit in words:
        return words[requirement.unit]
    if unit:
        label = unit.label[:1].upper() + unit.label[1:]
        return label if unit.id in label.lower() or "-" in unit.id else f"{label} ({unit.id})"
    kinds = {"percentage": "Percentage (%)", "count": "Number", "currency": "Reporting currency", "": "n/a"}
    kind = requirement.unit_kind
    return kinds.get(kind, kind.replace("-", " ").capitalize())


# --- HKEX, Nasdaq, others -------------------------------------------------------------------------


def hkex_cells(line: Line, plan: Plan) -> tuple[Value, ...]:
    """HKEX: aspect, provision, requirement, complied or explained, section and page, explanation."""
    disclosure = line.disclosure
    status = _status(line)
    words = HKEX_WORDS[status] if status else ""
    if line.found and line.item is None and is_excused_in_part(line.found):
        words = f"{HKEX_WORDS[Status.MET]}; {words[:1].lower()}{words[1:]} for a part"
    if line.finding and line.finding.requirement.condition and status is Status.UNMET:
        words = f"{NOT_REPORTED}; asked only “{line.finding.requirement.condition}”"
    silent = NONE_GIVEN if disclosure.omission_permitted and line.item is None else ""
    why = _why(line, silent)
    name = line.item.label if line.item else disclosure.title
    place = disclosure.locator
    provision = place.partition(", ")[2] if disclosure.code in place else place
    return disclosure.topic, provision, name, words, _location(line, plan), why


def nasdaq_cells(line: Line, plan: Plan) -> tuple[Value, ...]:
    """Nasdaq: metric, question, answer, location."""
    metric = f"{line.disclosure.code} {line.disclosure.title}"
    question = f"{line.item.local_id}  {line.item.label}" if line.item else ""
    return metric, question, _answer(line, plan), _location(line, plan)


def general_cells(line: Line, plan: Plan) -> tuple[Value, ...]:
    """Any other framework: topic, code, requirement, location, explanation."""
    disclosure = line.disclosure
    name = line.item.label if line.item else disclosure.title
    why = _why(line, "")
    return disclosure.topic, disclosure.code, name, _location(line, plan, NOT_REPORTED), why


GRI = Layout(
    (
        Column("GRI standard", 35, "repeated"),
        Column("Disclosure", 50, "label"),
        Column("Location", 34),
        Column("Requirement(s) omitted", 17, is_omission=True),
        Column("Reason", 17, is_omission=True),
        Column("Explanation", 22, is_omission=True),
    ),
    gri_cells,
    2,
    "Location says where; the information stands in the report. Dark grey: no omission is permitted.",
)
SASB = Layout(
    (
        Column("Topic", 20, "repeated"),
        Column("Code", 12.5, "repeated"),
        Column("Metric (and part)", 36, "label"),
        Column("Category", 12),
        Column("Unit of measure", 14),
        Column("Response", 36),
        Column("Location", 24),
        Column("Reason if omitted or modified", 16, is_omission=True),
    ),
    sasb_cells,
    2,
    "Metric titles are gists in our own words; the codes and topics are the standard's.",
)
HKEX = Layout(
    (
        Column("Aspect", 20, "repeated"),
        Column("Provision", 26, "repeated"),
        Column("Requirement", 46, "label"),
        Column("Complied / explained / not reported", 18),
        Column("Section and page", 36),
        Column("Explanation given by the report", 24, is_omission=True),
    ),
    hkex_cells,
    2,
    "Mandatory items come first; dark grey: no explanation can take the place of a mandatory item.",
)
NASDAQ = Layout(
    (
        Column("Metric", 28, "repeated"),
        Column("Question", 46, "label"),
        Column("Answer", 50),
        Column("Location", 36),
    ),
    nasdaq_cells,
    2,
    "“No” is an answer in this guide; silence is not.",
)
GENERAL = Layout(
    (
        Column("Topic", 24, "repeated"),
        Column("Code", 16, "repeated"),
        Column("Requirement", 50, "label"),
        Column("Location", 36),
        Column("Explanation given by the report", 30, is_omission=True),
    ),
    general_cells,
    2,
    "Location says where; the information itself stands in the report.",
)
LAYOUTS = {"gri": GRI, "sasb": SASB, "hkex": HKEX, "nasdaq": NASDAQ}
