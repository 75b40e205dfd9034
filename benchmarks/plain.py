"""The yardstick for the assessment: the same statuses by a plain loop over dicts, without any proof.

No reasons, no facts that count, no near misses: what is left when only the answer matters. It takes each
verdict as soon as it is known, where the assessment puts every rule to every fact to be able to say why not.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from esgmap.assess import Evidenced
from esgmap.coverage import reporting_years
from esgmap.model import Disclosure, Period

PERFORMANCE = {"measured", "estimated", "restated"}
FULL = {"skos:exactMatch", "skos:closeMatch"}


def as_dicts(disclosures: list[Disclosure], evidence: Evidenced) -> dict[str, Any]:
    """What the loop reads: requirements, facts, dimensions, all as dicts (not a part of the measure)."""
    hub, scope = evidence.scope.hub, evidence.scope
    facts = {
        fact.id: {
            "state": fact.value_state,
            "kind": hub.units[fact.unit].kind if fact.unit in hub.units else "",
            "basis": fact.basis,
            "whose": fact.whose,
            "period": fact.period,
            "dims": dict(fact.dimensions),
            "part": fact.is_partial,
        }
        for each in (*evidence.by_indicator.values(), *evidence.by_answer.values())
        for fact in each
    }
    requirements = []
    for disclosure in disclosures:
        for asked in disclosure.requirements:
            ways = [
                (fact.id, "", hub.indicators[m.object_id].basis if m.object_id in hub.indicators else "", m)
                for m in evidence.mappings.get(asked.id, ())
                for fact in evidence.by_indicator.get(m.object_id, ())
            ]
            requirements.append(
                {
                    "id": asked.id,
                    "kind": asked.kind,
                    "unit_kind": asked.unit_kind,
                    "periods": asked.periods,
                    "years": reporting_years(scope.period, asked.periods),
                    "total": asked.needs.total or not asked.needs.breakdowns,
                    "breakdowns": [each.dimensions for each in asked.needs.breakdowns],
                    "fixed": dict(asked.needs.fixed),
                    "direct": [fact.id for fact in evidence.by_answer.get(asked.id, ())],
                    "mapped": [
                        (fact_id, "Not" if m.is_negative else m.predicate_id, basis)
                        for fact_id, _, basis, m in ways
                    ],
                }
            )
    dimensions = {
        each.id: (each.required, each.min_members, each.restricts) for each in hub.dimensions.values()
    }
    return {
        "facts": facts,
        "requirements": requirements,
        "dimensions": dimensions,
        "topics": scope.topics,
        "start": scope.period.start,
    }


def reported(data: dict[str, Any]) -> dict[str, str]:
    """`met`, `partial` or `unmet` by requirement id, before what the report explains."""
    return {asked["id"]: _status(asked, data) for asked in data["requirements"]}


def _status(asked: dict[str, Any], data: dict[str, Any]) -> str:
    usable = _usable(asked, data)
    levels = []
    for year in asked["years"]:
        inside = [each for each in usable if year.holds(each[0]["period"])]
        if asked["total"]:
            levels.append(_total(inside))
        levels += [_breakdown(asked, names, inside, data) for names in asked["breakdowns"]]
    return "met" if min(levels) == 2 else "partial" if any(levels) else "unmet"


def _usable(asked: dict[str, Any], data: dict[str, Any]) -> list[tuple[dict[str, Any], bool, dict[str, str]]]:
    """Facts that count, whether wholly, and by what they are cut."""
    facts, found, direct = data["facts"], [], set(asked["direct"])
    ways = [(each, "", "performance") for each in asked["direct"]]
    for fact_id, predicate, basis in asked["mapped"]:
        fact = facts[fact_id]
        is_old = asked["periods"] == 1 and fact["period"].end < data["start"]
        fits = all(fact["dims"].get(name) == member for name, member in asked["fixed"].items())
        if fact_id not in direct and fits and not is_old:
            ways.append((fact_id, predicate, basis))
    names = {name for each in asked["breakdowns"] for name in each}
    for fact_id, predicate, basis in ways:
        verdict = _verdict(asked, facts[fact_id], predicate, basis)
        if verdict:
            cut = {
                name: member
                for name, member in facts[fact_id]["dims"].items()
                if asked["fixed"].get(name) != member
                and (name in names or name not in data["dimensions"] or data["dimensions"][name][2])
            }
            found.append((facts[fact_id], verdict == 2, cut))
    return found


def _verdict(asked: dict[str, Any], fact: dict[str, Any], predicate: str, basis: str) -> int:
    is_figure, state, verdict = asked["kind"] == "quantitative", fact["state"], 2
    if predicate and predicate not in FULL:
        if predicate != "skos:narrowMatch" or (state == "nil" and is_figure):
            return 0
        verdict = 1
    if state == "not-available" or (is_figure and state == "text"):
        return 0
    if basis != "any" and not (basis == "performance" and fact["basis"] in PERFORMANCE):
        named = not predicate and not is_figure
        if fact["basis"] != "target" or not (basis == "target" or named):
            return 0
    if fact["whose"] != "own":
        if fact["whose"] != "joint" or state != "text":
            return 0
        verdict = 1
    if asked["unit_kind"] and state == "number" and fact["kind"] != asked["unit_kind"]:
        return 0
    period: Period = fact["period"]
    year = next((each for each in asked["years"] if each.holds(period)), None)
    if year is None:
        return 0
    if asked["periods"] and period != year and period.start != period.end and state != "text":
        verdict = 1
    return 1 if fact["part"] else verdict


def _total(inside: list[tuple[dict[str, Any], bool, dict[str, str]]]) -> int:
    if any(whole and not cut for _, whole, cut in inside):
        return 2
    return 1 if inside else 0


def _breakdown(asked: dict[str, Any], names: tuple[str, ...], inside: list[Any], data: dict[str, Any]) -> int:
    whole, shown = set(), set()
    for _, covers, cut in inside:
        if all(name in cut for name in names):
            key = tuple(cut[name] for name in names)
            shown.add(key)
            if covers and len(cut) == len(names):
                whole.add(key)
    needs_more = data["dimensions"].get(names[0], ((), 1, True))[1] > 1
    is_figure = asked["kind"] == "quantitative" and asked["unit_kind"] != "percentage"
    if not shown or (len(shown) == 1 and needs_more and is_figure):
        return 0
    return 2 if _complete(names, whole, data) else 1


def _complete(names: tuple[str, ...], shown: set[tuple[str, ...]], data: dict[str, Any]) -> bool:
    required, least, _ = data["dimensions"].get(names[0], ((), 1, True))
    if names[0] == "topic":
        required, least = data["topics"], max(1, len(data["topics"]))
    below: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for key in shown:
        below[key[0]].add(key[1:])
    if any(member not in below for member in required) or len(below) < least:
        return False
    return len(names) == 1 or all(_complete(names[1:], each, data) for each in below.values())
