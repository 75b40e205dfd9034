"""The columns and cells of a SASB index: each metric with its response in the metric's unit.

A response that is one figure is a live formula over the sheet Facts, times the factor between the units; what
was printed stands in the last column. Knows no workbook.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from esgmap.export.wording import value_text
from esgmap.export.workbook_cells import (
    NONE_GIVEN,
    NOT_REPORTED,
    aside,
    findings_of,
    joined,
    location,
    printed_value,
    reason_text,
)
from esgmap.export.workbook_lines import Line
from esgmap.export.workbook_rows import IndexSheet, Plan
from esgmap.export.workbook_table import Column, Formula, Value
from esgmap.export.workbook_tally import fact_value
from esgmap.export.workbook_units import Measure, measured
from esgmap.findings import Finding, Status
from esgmap.model import Requirement
from esgmap.reported import Fact

COLUMNS = (
    Column("Topic", 22, "repeated"),
    Column("Code", 13, "repeated"),
    Column("Metric (and part)", 36, "label"),
    Column("Category", 12),
    Column("Unit of measure", 14),
    Column("Response", 36, "answer"),
    Column("Location", 24),
    Column("Modification or omission: rationale", 34, is_omission=True),
    Column("As printed in the report", 22),
)
MODIFIED = "Modified"
"""The reason by which a metric is given in another form (SASB Standards Application Guidance)."""
UNIT_WORDS = {"pct": "Percentage (%)", "count": "Number", "persons": "Number"}
KIND_WORDS = {
    "percentage": "Percentage (%)",
    "count": "Number",
    "currency": "Reporting currency",
    "": "n/a",
}
SUMMED_WORDS = {
    Status.MET: "Reported",
    Status.PARTIAL: "Reported in part",
    Status.EXPLAINED: "Explained",
    Status.RELIEF: "Relief used",
    Status.UNMET: NOT_REPORTED,
    Status.NOT_REQUIRED: "Not required",
}
SUMMED = tuple(SUMMED_WORDS)
Figure = tuple[Fact, Measure]


def cells(line: Line, _: IndexSheet, plan: Plan) -> tuple[Value, ...]:
    """Topic, code, metric, category, unit, response, location, rationale, as printed."""
    disclosure = line.disclosure
    items = disclosure.requirements if line.item is None else (line.item,)
    name = disclosure.title if line.item is None else _part(line.item) + line.item.label
    return (
        disclosure.topic,
        disclosure.code,
        name,
        _category(items),
        "; ".join(dict.fromkeys(_unit_of_measure(each, plan) for each in items)),
        _response(line, plan),
        location(line, plan),
        reason_text(line, "" if line.item else NONE_GIVEN),
        _printed(line, plan),
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
    unit = plan.assessment.hub.units.get(requirement.unit)
    if requirement.unit in UNIT_WORDS:
        return UNIT_WORDS[requirement.unit]
    if unit:
        label = unit.label[:1].upper() + unit.label[1:]
        return label if unit.id in label.lower() or "-" in unit.id else f"{label} ({unit.id})"
    kind = requirement.unit_kind
    return KIND_WORDS.get(kind, kind.replace("-", " ").capitalize())


# --- the response ---------------------------------------------------------------------------------


def _response(line: Line, plan: Plan) -> Value:
    if line.finding is None:
        return _summary(line)
    finding = line.finding
    if finding.status is Status.EXPLAINED and finding.omission and finding.omission.reason == MODIFIED:
        return _modified(finding, plan)
    if not finding.because:
        return NOT_REPORTED if finding.status is Status.UNMET else "Omitted; see the rationale"
    facts = [plan.facts[each.fact_id] for each in finding.because]
    live = _live(finding, facts, plan) if finding.status is Status.MET else None
    if live:
        return live
    part = " (in part)" if finding.status is Status.PARTIAL else ""
    return joined(_values(facts, finding.requirement, plan)) + part


def _summary(line: Line) -> str:
    """What became of a metric, part by part where its parts differ."""
    words: dict[str, list[str]] = {}
    for finding in sorted(findings_of(line), key=lambda each: SUMMED.index(each.status)):
        words.setdefault(_word(finding), []).append(_part_name(finding.requirement))
    if len(words) == 1:
        word = next(iter(words))
        return f"{word}: see below" if word in SUMMED_WORDS.values() and word != NOT_REPORTED else word
    return "; ".join(f"{word}: {', '.join(names)}" for word, names in words.items())


def _part_name(requirement: Requirement) -> str:
    """What a part is called beside others: `(1)`, `(1) share`, `advertising`."""
    name = requirement.local_id.removeprefix(f"{requirement.code}-")
    number, _, rest = name.partition("-")
    return f"({number}) {rest}".strip() if number.isdigit() else name.replace("-", " ")


def _word(finding: Finding) -> str:
    if finding.omission:
        return finding.omission.reason
    return SUMMED_WORDS[finding.status]


def _modified(finding: Finding, plan: Plan) -> str:
    """What the report gives instead: the facts that count in part, else those that name the requirement."""
    named = [each.fact_id for each in finding.near_misses if each.mapping is None]
    ids = [each.fact_id for each in finding.because] or named
    if not ids:
        return "Modified: nothing in the form that is asked; see the rationale"
    return f"Modified; given instead: {joined([printed_value(plan.facts[each], plan) for each in ids])}"


def _live(finding: Finding, facts: list[Fact], plan: Plan) -> Formula | None:
    """The one figure that answers the part, as a formula over the sheet Facts; None if there are several."""
    figure = _one_figure(facts, finding.requirement, plan)
    shown = figure[1].number_format(aside(figure[0], plan)) if figure else ""
    if figure is None or not shown:
        return None
    fact, measure = figure
    times = "" if measure.factor == 1 else f"*{_plain(measure.factor)}"
    return Formula(f"={fact_value(fact.id, plan.facts)}{times}", measure.number, shown)


def _plain(number: Decimal) -> str:
    return f"{Decimal(f'{number:.15g}'):f}"


def _one_figure(facts: list[Fact], requirement: Requirement, plan: Plan) -> Figure | None:
    """The figure in the metric's own unit if there is one; figures of several cuts or values are not one."""
    hub = plan.assessment.hub
    figures = [(fact, found) for fact in facts if (found := measured(fact, requirement, hub))]
    if len(figures) < len(facts) or len({(fact.period, fact.dimensions) for fact, _ in figures}) != 1:
        return None
    figures = [each for each in figures if each[0].unit == requirement.unit] or figures
    return figures[0] if len({found.number for _, found in figures}) == 1 else None


def _values(facts: list[Fact], requirement: Requirement, plan: Plan) -> list[str]:
    """Each value in the metric's unit, with what sets it apart; a nil as zero, a statement as its gist."""
    texts = []
    for fact in facts:
        found = measured(fact, requirement, plan.assessment.hub)
        text, told = "0", aside(fact, plan)
        if found:
            text = found.text()
        elif fact.value_state != "nil":
            text, told = value_text(fact).rstrip("."), ""
        texts.append(f"{text} ({told})" if told else text)
    return texts


def _printed(line: Line, plan: Plan) -> str:
    """Figures as the report prints them."""
    if line.finding is None:
        return ""
    facts = [plan.facts[each.fact_id] for each in line.finding.because]
    return joined([value_text(fact) for fact in facts if fact.value_state != "text"])
