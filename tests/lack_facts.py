"""Facts that are made from what is lacking, so that a test can see whether they lift the status."""

from __future__ import annotations

from dataclasses import replace

from made_up import fact

from esgmap.assess import Evidenced
from esgmap.findings import Lack, Way
from esgmap.lacks import is_open
from esgmap.model import Hub, Period
from esgmap.reported import Fact


def fact_for(lack: Lack, way: Way | None, hub: Hub, number: int = 0) -> Fact:
    """The fact that a lack asks for: under one of its indicators, or naming the requirement (way None)."""
    if way is None:
        answers = (lack.requirement_id,)
        is_figure, kind = lack.kind == "figure", lack.unit_kind
        made = made_fact(f"new-{number}", lack.period, lack.dimensions, is_figure, kind, hub)
        return replace(made, indicator="", answers=answers)
    is_figure = lack.kind == "figure" or way.value_type == "quantity"
    made = made_fact(f"new-{number}", lack.period, lack.dimensions, is_figure, way.unit_kind, hub)
    return replace(made, indicator=way.indicator, basis="target" if way.basis == "target" else "measured")


def made_fact(
    fact_id: str,
    period: Period,
    pairs: tuple[tuple[str, str], ...],
    is_figure: bool,
    unit_kind: str,
    hub: Hub,
) -> Fact:
    """A fact for these members; each open member gets a name that no report uses."""
    members = tuple((name, f"chosen-{each[1:]}" if is_open(each) else each) for name, each in pairs)
    unit = next((each.id for each in hub.units.values() if each.kind == unit_kind), "")
    made = replace(fact(fact_id), period=period, dimensions=members)
    if is_figure:
        return replace(made, unit=unit, unit_as_printed=unit)
    return replace(made, value_state="text", value="words", number=None, value_as_printed="", unit="")


def with_facts(evidence: Evidenced, facts: list[Fact]) -> Evidenced:
    """The evidence with more facts."""
    by_indicator = {key: list(each) for key, each in evidence.by_indicator.items()}
    by_answer = {key: list(each) for key, each in evidence.by_answer.items()}
    for each in facts:
        if each.indicator:
            by_indicator.setdefault(each.indicator, []).append(each)
        for requirement_id in each.answers:
            by_answer.setdefault(requirement_id, []).append(each)
    return replace(evidence, by_indicator=by_indicator, by_answer=by_answer)
