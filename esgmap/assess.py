"""Requirements, mappings, facts and omissions → findings. A pure function of records.

Every requirement gets a status, the rule that gave it, the facts and mappings it rests on, the near misses,
and what exactly is missing. Statuses are rolled up to the lettered group and the disclosure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from esgmap.coverage import COVERS, NO, PART, Scope, dimension_label, judge, reporting_years
from esgmap.findings import DisclosureFinding, Finding, Grounds, Status, Support
from esgmap.model import Disclosure, Hub, Mapping, OmissionReason, Relief, Requirement
from esgmap.reported import Fact, Omission, Report

RULES = {
    "covered": "a fact of the right kind, period, unit and boundary answers the requirement",
    "covered-in-full-breakdown": "facts show every member that the breakdown must show",
    "covered-in-part": "facts answer a part; what is missing is listed",
    "near-misses-only": "facts come near, but none may count; each says why",
    "nothing-reported": "no fact of the report answers the requirement; silence is never “not applicable”",
    "omission-explained": "the report gives a reason that the framework allows here, with an explanation",
    "relief-used": "the report uses a relief that this requirement may take, with what must still be said",
    "not-asked": "not asked of this class of issuer in this year",
    "softened-not-reported": "the standard softens this part, and the report is silent; it lowers no status",
}
EXCUSED = {
    Status.EXPLAINED: "omission-explained",
    Status.RELIEF: "relief-used",
    Status.NOT_REQUIRED: "not-asked",
}
Candidate = tuple[Support, Fact]
Shown = dict[tuple[str, ...], list[Support]]
"""By member (or crossed members) of a breakdown, what shows it."""

Slot = tuple[int, list[Support], list[str]]
"""How far one part of a requirement is answered (2 whole, 1 in part, 0 not), by what, and what lacks."""


@dataclass(frozen=True, slots=True)
class Evidenced:
    """Facts, mappings and omissions, indexed for a walk over the requirements."""

    by_indicator: dict[str, list[Fact]]
    by_answer: dict[str, list[Fact]]
    mappings: dict[str, list[Mapping]]
    omissions: dict[str, Omission]
    scope: Scope
    reliefs: tuple[Relief, ...] = ()


def index_evidence(
    facts: Iterable[Fact],
    mappings: Iterable[Mapping],
    omissions: Iterable[Omission],
    reasons: dict[str, tuple[OmissionReason, ...]],
    scope: Scope,
    reliefs: tuple[Relief, ...] = (),
) -> Evidenced:
    """Index what a report offers; only omissions that say something under an allowed reason are kept."""
    by_indicator: dict[str, list[Fact]] = defaultdict(list)
    by_answer: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.indicator:
            by_indicator[fact.indicator].append(fact)
        for requirement_id in fact.answers:
            by_answer[requirement_id].append(fact)
    by_subject: dict[str, list[Mapping]] = defaultdict(list)
    for mapping in mappings:
        by_subject[mapping.subject_id].append(mapping)
    kept = {}
    for omission in omissions:
        framework = omission.disclosure_id.split(":", 1)[0]
        known = {*(each.reason for each in reasons.get(framework, ())), *(each.name for each in reliefs)}
        if omission.explanation and omission.reason in known:
            for target in omission.requirement_ids or (omission.disclosure_id,):
                kept[target] = omission
    return Evidenced(by_indicator, by_answer, by_subject, kept, scope, reliefs)


def gather_evidence(report: Report, hub: Hub, grounds: Grounds) -> Evidenced:
    """What a report is judged by, indexed."""
    scope = Scope(report.period, tuple(topic.id for topic in report.topics), hub)
    return index_evidence(
        report.facts, grounds.mappings, grounds.telling, grounds.reasons, scope, grounds.reliefs
    )


def assess_disclosure(disclosure: Disclosure, evidence: Evidenced) -> DisclosureFinding:
    """Assess every requirement of one disclosure and roll the statuses up."""
    findings = tuple(assess_requirement(each, disclosure, evidence) for each in disclosure.requirements)
    groups = {
        item.id: roll_up(_below(item.id, disclosure, findings)) for item in disclosure.items if item.is_group
    }
    return DisclosureFinding(disclosure, roll_up(findings), findings, groups)


def _below(group_id: str, disclosure: Disclosure, findings: Sequence[Finding]) -> list[Finding]:
    family = {group_id}
    for item in disclosure.items:
        if item.parent_id in family:
            family.add(item.id)
    return [finding for finding in findings if finding.requirement.id in family]


def roll_up(findings: Sequence[Finding]) -> Status:
    """The status of a whole: a softened part never lowers it, but what it reports counts as reported."""
    statuses = {finding.status for finding in findings if finding.lowers}
    if len(statuses) == 1 and Status.UNMET not in statuses:
        return statuses.pop()
    if not statuses or statuses & {Status.UNMET, Status.PARTIAL}:
        answered = any(finding.status in {Status.MET, Status.PARTIAL} for finding in findings)
        return Status.PARTIAL if answered else Status.UNMET
    order = [Status.EXPLAINED, Status.RELIEF, Status.MET, Status.NOT_REQUIRED]
    return next(status for status in order if status in statuses)


def assess_requirement(requirement: Requirement, disclosure: Disclosure, evidence: Evidenced) -> Finding:
    """Give one requirement its status with its proof."""
    usable, near = [], []
    begins = evidence.scope.period.start
    for candidate in candidates(requirement, evidence):
        support, fact = candidate
        if support.verdict != NO:
            usable.append(candidate)
        elif fact.period.end >= begins:  # a refused fact of an earlier year says nothing
            near.append(support)
    slots = _slots(requirement, usable, evidence.scope)
    because = _unique(support for _, supports, _ in slots for support in supports)
    status = _status([level for level, _, _ in slots])
    missing = dict.fromkeys(text for _, _, texts in slots for text in texts)
    omission = None
    if status is not Status.MET:
        status, omission, told = _excused(status, requirement, disclosure, evidence)
        missing |= dict.fromkeys(told)
    near_misses = _unique(near)
    rule = _rule(requirement, status, bool(near_misses))
    return Finding(requirement, status, rule, because, near_misses, tuple(missing), omission)


def _status(levels: list[int]) -> Status:
    if all(level == 2 for level in levels):
        return Status.MET
    return Status.PARTIAL if any(levels) else Status.UNMET


def _excused(
    status: Status, requirement: Requirement, disclosure: Disclosure, evidence: Evidenced
) -> tuple[Status, Omission | None, tuple[str, ...]]:
    """The status after what the report explains, and after what is asked of this issuer at all.

    With it the omission that gave it, and what is to be said of one that gave none.
    """
    is_unasked = requirement.obligation == "not-required" and status is Status.UNMET
    unexcused = Status.NOT_REQUIRED if is_unasked else status
    omission = evidence.omissions.get(requirement.id) or evidence.omissions.get(disclosure.id)
    if omission is None:
        return unexcused, None, ()
    taken = _may_take(omission, requirement, evidence)
    if not any(each.name == omission.reason for each in evidence.reliefs):
        if disclosure.omission_permitted and requirement.obligation != "mandatory":
            return Status.EXPLAINED, omission, ()
    elif any(each.leaves_out or status is not Status.UNMET for each in taken):
        return Status.RELIEF, omission, ()
    if taken:
        told = f"the relief “{omission.reason}” leaves nothing out: what is at hand is still to be reported"
        return status, None, (told,)
    return unexcused, None, ()


def _may_take(omission: Omission, requirement: Requirement, evidence: Evidenced) -> list[Relief]:
    """The reliefs of this name that the requirement may take."""
    named = [each for each in evidence.reliefs if each.name == omission.reason]
    return [each for each in named if requirement.id in each.requirement_ids]


def _rule(requirement: Requirement, status: Status, has_near_misses: bool) -> str:
    if status is Status.MET:
        name = "covered-in-full-breakdown" if requirement.needs.breakdowns else "covered"
    elif status is Status.PARTIAL:
        name = "covered-in-part"
    elif status is not Status.UNMET:
        name = EXCUSED[status]
    elif requirement.condition:
        name = "softened-not-reported"
    else:
        name = "near-misses-only" if has_near_misses else "nothing-reported"
    return f"{name}: {RULES[name]} ({requirement.locator})"


def candidates(requirement: Requirement, evidence: Evidenced) -> list[Candidate]:
    """Every fact that a mapping or the fact itself brings to the requirement, judged."""
    scope = evidence.scope
    found = [
        (judge(requirement, fact, None, scope), fact) for fact in evidence.by_answer.get(requirement.id, ())
    ]
    direct = {fact.id for _, fact in found}
    # A mapped fact is worth judging if it is no comparative of an earlier year, and for the member asked for.
    begins = scope.period.start if requirement.periods == 1 else date.min
    fixed = requirement.needs.fixed
    for mapping in evidence.mappings.get(requirement.id, ()):
        for fact in evidence.by_indicator.get(mapping.object_id, ()):
            if fact.period.end < begins or fact.id in direct:
                continue
            if not fixed or all(each in fact.dimensions for each in fixed):
                found.append((judge(requirement, fact, mapping, scope), fact))
    return found


def _unique(supports: Iterable[Support]) -> tuple[Support, ...]:
    return tuple({support.fact_id: support for support in supports}.values())


# --- the parts of a requirement ------------------------------------------------------------------


def _slots(requirement: Requirement, usable: list[Candidate], scope: Scope) -> list[Slot]:
    """Each part that the requirement needs (total, breakdowns; for each year) and how it is answered."""
    slots = []
    for year in reporting_years(scope.period, requirement.periods):
        inside = [(support, fact) for support, fact in usable if year.holds(fact.period)]
        label = "" if requirement.periods <= 1 else f" for {year.end.year}"
        needs = requirement.needs
        if needs.total or not needs.breakdowns:
            slots.append(_total(requirement, inside, scope, label))
        slots += [_breakdown(requirement, each.dimensions, inside, scope) for each in needs.breakdowns]
    return slots


def cut_of(requirement: Requirement, fact: Fact, scope: Scope) -> dict[str, str]:
    """The dimensions that narrow the fact beyond what the requirement is about."""
    fixed = dict(requirement.needs.fixed)
    asked = {name for each in requirement.needs.breakdowns for name in each.dimensions}
    dimensions = scope.hub.dimensions
    return {
        name: member
        for name, member in fact.dimensions
        if fixed.get(name) != member
        and (name in asked or name not in dimensions or dimensions[name].restricts)
    }


def _total(requirement: Requirement, inside: list[Candidate], scope: Scope, label: str) -> Slot:
    whole: list[Support] = []
    cut_down: dict[int, list[Support]] = defaultdict(list)
    for support, fact in inside:
        cut = cut_of(requirement, fact, scope)
        support = _restricted(support, cut, scope.hub)
        if support.verdict == COVERS:
            whole.append(support)
        else:
            cut_down[len(cut)].append(support)
    if whole:
        return 2, whole, []
    if cut_down:
        # Of figures, only the widest ones show how far the total is known; their own parts add nothing.
        levels = [min(cut_down)] if requirement.kind == "quantitative" else sorted(cut_down)
        partial = [support for level in levels for support in cut_down[level]]
        missing = dict.fromkeys(reason for support in partial for reason in support.reasons)
        return 1, partial, [f"{text}{label}" for text in missing]
    return 0, [], [f"{_asked(requirement, scope.hub)}{label}"]


def _restricted(support: Support, cut: dict[str, str], hub: Hub) -> Support:
    """The support, in part only if the fact is narrowed further than is asked."""
    if not cut:
        return support
    shown = ", ".join(member_words(name, member, hub) for name, member in cut.items())
    return replace(support, verdict=PART, reasons=(*support.reasons, f"only for {shown}"))


def member_words(name: str, member: str, hub: Hub) -> str:
    """A member behind its dimension, as an auditor reads it: `employment type: full time`."""
    return f"{dimension_label(name, hub)}: {member.replace('-', ' ')}"


def _asked(requirement: Requirement, hub: Hub) -> str:
    what = {"quantitative": "a figure", "yes-no": "an answer, yes or no,"}.get(
        requirement.kind, "a statement"
    )
    unit = hub.units.get(requirement.unit)
    told = f" ({unit.label})" if unit and unit.kind != "count" else ""
    return f"{what}{told} on: {requirement.label}"


def _breakdown(
    requirement: Requirement, names: tuple[str, ...], inside: list[Candidate], scope: Scope
) -> Slot:
    """Judge whether a breakdown is complete: every required member, and enough of them, crossed if asked."""
    whole, partial = by_members(requirement, names, inside, scope)
    shown = {*whole, *partial}
    if not shown or (len(shown) == 1 and _is_lone_figure(requirement, names[0], scope)):
        by = " and ".join(dimension_label(name, scope.hub) for name in names)
        return 0, [], [f"{_asked(requirement, scope.hub)}, by {by}"]
    supports = [support for each in whole.values() for support in each]
    if not _lacking(names, set(whole), scope):
        return 2, supports, []
    rest = [support for key, each in partial.items() if key not in whole for support in each]
    reasons = dict.fromkeys(reason for support in rest for reason in support.reasons)
    return 1, [*supports, *rest], [*_lacking(names, shown, scope), *reasons]


def by_members(
    requirement: Requirement, names: tuple[str, ...], inside: list[Candidate], scope: Scope
) -> tuple[Shown, Shown]:
    """What shows each member (or crossed members) of a breakdown in full, and what shows it in part."""
    whole: Shown = defaultdict(list)
    partial: Shown = defaultdict(list)
    for support, fact in inside:
        cut = cut_of(requirement, fact, scope)
        if set(names) <= set(cut):
            key = tuple(cut[name] for name in names)
            further = {name: member for name, member in cut.items() if name not in names}
            support = _restricted(support, further, scope.hub)
            (whole if support.verdict == COVERS else partial)[key].append(support)
    return whole, partial


def _is_lone_figure(requirement: Requirement, name: str, scope: Scope) -> bool:
    """One member alone is no breakdown where two are needed; a percentage at least implies the rest."""
    dimension = scope.hub.dimensions.get(name)
    needs_more = dimension is not None and dimension.min_members > 1
    return needs_more and requirement.kind == "quantitative" and requirement.unit_kind != "percentage"


def _lacking(names: tuple[str, ...], shown: set[tuple[str, ...]], scope: Scope) -> list[str]:
    """What a breakdown by these dimensions still lacks."""
    first, rest = names[0], names[1:]
    members = {key[0] for key in shown}
    lacking = _lacking_members(first, members, scope)
    for member in sorted(members) if rest else ():
        below = {key[1:] for key in shown if key[0] == member}
        lacking += [
            f"{member_words(first, member, scope.hub)}: {text}" for text in _lacking(rest, below, scope)
        ]
    return lacking


def wanted_members(name: str, scope: Scope) -> tuple[tuple[str, ...], int]:
    """The members that a complete breakdown must show, and how many it shows at least."""
    if name == "topic":
        return scope.topics, max(1, len(scope.topics))
    dimension = scope.hub.dimensions.get(name)
    return (dimension.required, dimension.min_members) if dimension else ((), 1)


def _lacking_members(name: str, members: set[str], scope: Scope) -> list[str]:
    required, least = wanted_members(name, scope)
    absent = [member for member in required if member not in members]
    if absent or len(members) >= least:
        return [f"nothing for {member_words(name, member, scope.hub)}" for member in absent]
    found = ", ".join(sorted(member.replace("-", " ") for member in members)) or "none"
    return [f"a breakdown by {dimension_label(name, scope.hub)}: at least {least} members, found {found}"]
