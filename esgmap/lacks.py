"""What would lift a requirement to met: the smallest set of facts that it still lacks.

Comes in: a finding and the evidence it was judged by. Goes out: its `Lack`s, worked out when they are asked
for. Facts for all of them lift the requirement to met; leave one out and it stays as it is, or in part.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from esgmap.assess import (
    Candidate,
    Evidenced,
    by_members,
    candidates,
    cut_of,
    gather_evidence,
    member_words,
    wanted_members,
)
from esgmap.coverage import BASE_YEAR, COVERS, FULL_MATCH, NO, Scope, dimension_label, reporting_years
from esgmap.findings import Assessment, Finding, Lack, Status, Way
from esgmap.model import Hub, Indicator, Period, Requirement

KINDS = {"quantitative": "figure", "yes-no": "answer"}
OPEN = "*"
"""How a member begins that the report may choose; its number follows."""

Members = tuple[str, ...]
Pairs = tuple[tuple[str, str], ...]
Cut = tuple[Period, Pairs]


def evidence_of(assessment: Assessment) -> Evidenced:
    """What the findings of an assessment were judged by."""
    return gather_evidence(assessment.report, assessment.hub, assessment.grounds)


def lacks_of(finding: Finding, evidence: Evidenced, coming: frozenset[Cut] = frozenset()) -> tuple[Lack, ...]:
    """The facts that would lift a finding to met; none if it is met.

    `coming` are facts that will be there, by period and dimensions, and would count in full; a new member
    of a crossed breakdown may make even what is met incomplete.
    """
    if finding.status is Status.MET and not coming:
        return ()
    requirement, scope = finding.requirement, evidence.scope
    ways = ways_of(requirement, evidence)
    if barrier := _barrier(requirement, scope):
        return (replace(_lack(requirement, ways, scope.period, (), barrier), kind="barrier"),)
    usable = [each for each in candidates(requirement, evidence) if each[0].verdict != NO]
    found: list[Lack] = []
    for year in reporting_years(scope.period, requirement.periods):
        inside = [each for each in usable if year.holds(each[1].period)]
        there = frozenset(pairs for period, pairs in coming if period == year)
        for pairs in _absent(requirement, inside, there, scope):
            text = _text(requirement, year, pairs, scope)
            if pairs == requirement.needs.fixed:
                text += _short_of(inside)
            found.append(_lack(requirement, ways, year, pairs, text))
    return tuple(found)


def _short_of(inside: list[Candidate]) -> str:
    """What the statements that count in part lack, as their facts say."""
    lacking = dict.fromkeys(fact.lacks for _, fact in inside if fact.is_partial and fact.lacks)
    return f" that answers it whole; what is there lacks: {'; '.join(lacking)}" if lacking else ""


def ways_of(requirement: Requirement, evidence: Evidenced) -> tuple[Way, ...]:
    """The indicators whose facts would count in full for the requirement, in the order of the mappings."""
    indicators = evidence.scope.hub.indicators
    ways = [
        Way(each.id, each.basis, requirement.unit_kind or each.unit_kind, each.value_type)
        for mapping in evidence.mappings.get(requirement.id, ())
        if not mapping.is_negative and mapping.predicate_id in FULL_MATCH
        if (each := indicators.get(mapping.object_id)) and _can_give(each, requirement)
    ]
    return tuple(dict.fromkeys(ways))


def _can_give(indicator: Indicator, requirement: Requirement) -> bool:
    """Whether facts of the indicator can have the kind of value and of unit that is asked for."""
    if requirement.kind != "quantitative":
        return True
    kinds = {indicator.unit_kind, requirement.unit_kind}
    return indicator.value_type == "quantity" and (len(kinds) == 1 or "" in kinds)


def _barrier(requirement: Requirement, scope: Scope) -> str:
    """What no new fact can mend, or nothing."""
    needs, hub = requirement.needs, scope.hub
    cuts = {name for each in needs.breakdowns for name in each.dimensions}
    if "topic" in cuts and not scope.topics:
        return "one for each material topic, and report.yaml declares no material topics: declare them first"
    if unknown := sorted(cuts - hub.dimensions.keys()):
        return f"a breakdown by {', '.join(unknown)}, which frameworks/dimensions.tsv does not have"
    if both := sorted(cuts & dict(needs.fixed).keys()):
        return f"a breakdown by {', '.join(both)}, of which one member alone is asked for"
    if requirement.unit_kind and all(each.kind != requirement.unit_kind for each in hub.units.values()):
        return f"a figure in a unit of {requirement.unit_kind}, and frameworks/units.tsv has none"
    return ""


def _lack(requirement: Requirement, ways: tuple[Way, ...], year: Period, pairs: Pairs, text: str) -> Lack:
    return Lack(
        requirement_id=requirement.id,
        kind=KINDS.get(requirement.kind, "statement"),
        ways=ways,
        unit_kind=requirement.unit_kind,
        unit=requirement.unit,
        period=year,
        dimensions=pairs,
        text=text,
    )


# --- which parts are absent -----------------------------------------------------------------------


def _absent(
    requirement: Requirement, inside: list[Candidate], coming: frozenset[Pairs], scope: Scope
) -> list[Pairs]:
    """The dimensions of each fact that one year lacks."""
    needs = requirement.needs
    found: list[Pairs] = []
    if (needs.total or not needs.breakdowns) and not _has_total(requirement, inside, scope):
        found += {needs.fixed} - coming
    for breakdown in needs.breakdowns:
        names = breakdown.dimensions
        whole, partial = by_members(requirement, names, inside, scope)
        shown = {*whole, *_members_coming(names, needs.fixed, coming)}
        keys = _completion(names, shown, set(partial), scope)
        found += [tuple(sorted([*needs.fixed, *zip(names, key, strict=True)])) for key in keys]
    return found


def _members_coming(names: Members, fixed: Pairs, coming: frozenset[Pairs]) -> Iterator[Members]:
    for pairs in coming:
        members = dict(pairs)
        if members.keys() == {*names, *dict(fixed)} and set(fixed) <= set(pairs):
            yield tuple(members[name] for name in names)


def _has_total(requirement: Requirement, inside: list[Candidate], scope: Scope) -> bool:
    return any(support.verdict == COVERS and not cut_of(requirement, fact, scope) for support, fact in inside)


def _completion(names: Members, whole: set[Members], partial: set[Members], scope: Scope) -> list[Members]:
    """The fewest members (crossed, if there are several names) that make a breakdown complete.

    Members that are shown in part come before those that the report may choose.
    """
    first, rest = names[0], names[1:]
    required, least = wanted_members(first, scope)
    shown = {key[0] for key in whole}
    wanted = list(dict.fromkeys([*sorted(shown), *required]))
    further = [each for each in sorted({key[0] for key in partial}) if each not in wanted]
    further += [each for number in range(1, least + 2) if (each := f"{OPEN}{number}") not in wanted]
    wanted += further[: max(0, max(1, least) - len(wanted))]
    if not rest:
        return [(member,) for member in wanted if member not in shown]
    return [
        (member, *others)
        for member in wanted
        for others in _completion(rest, _below(member, whole), _below(member, partial), scope)
    ]


def _below(member: str, keys: set[Members]) -> set[Members]:
    return {key[1:] for key in keys if key[0] == member}


# --- in words -------------------------------------------------------------------------------------


def _text(requirement: Requirement, year: Period, pairs: Pairs, scope: Scope) -> str:
    """What is lacking, without the requirement's label: kind, unit, members, year."""
    what = {"quantitative": "a figure", "yes-no": "an answer, yes or no"}.get(requirement.kind, "a statement")
    unit = scope.hub.units.get(requirement.unit)
    told = f" ({unit.label})" if unit and unit.kind != "count" else ""
    when = f" for {year.end.year}" if requirement.periods > 1 else ""
    if requirement.periods == BASE_YEAR:
        when = " for the base year"
    cut = "".join(f", {pair_words(name, member, scope.hub)}" for name, member in pairs)
    return f"{what}{told}{when}{cut}"


def pair_words(name: str, member: str, hub: Hub) -> str:
    """A dimension and its member in words: `gender: female`, `region: one of your own choice (1)`."""
    if is_open(member):
        return f"{dimension_label(name, hub)}: one more, of your own choice ({member.removeprefix(OPEN)})"
    return member_words(name, member, hub)


def is_open(member: str) -> bool:
    """Whether the report may choose the member itself."""
    return member.startswith(OPEN)
