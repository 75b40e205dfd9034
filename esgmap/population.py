"""The population of a sample: facts or requirements of a report as items to draw from.

Comes in: an assessment, a plan, and the earlier report to compare with, if any. Goes out: every item with
what it is about, and a fingerprint of all of them. Knows no output form.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from esgmap.coverage import COVERS, PART
from esgmap.fact_changes import CHANGED, NEW, UNCHANGED, Change, changes_since
from esgmap.findings import Assessment, Finding, FrameworkFinding, Status
from esgmap.model import Hub, Period
from esgmap.reported import Fact, Report
from esgmap.sampling import Draw, Drawn, Item, Plan
from esgmap.seals import root

KINDS = {
    "facts": "every fact of the report",
    "counting": "every fact that counts for a requirement, in full or in part",
    "figures": "every fact whose value is a number",
    "requirements": "every requirement with one of the named statuses",
}
RATES = ("percentage", "ratio", "intensity", "frequency", "effectiveness", "price")
"""Kinds of unit that end so are no amounts: the largest of them is not the weightiest."""
NOTHING = "counts for nothing"


@dataclass(frozen=True, slots=True)
class Use:
    """One requirement that a fact counts for, and whether it alone makes it whole."""

    framework: str
    code: str
    status: Status
    in_full: bool


@dataclass(frozen=True, slots=True)
class Member:
    """One item of a population with what it is about: a fact, or a finding with its facts."""

    item: Item
    facts: tuple[Fact, ...]
    finding: Finding | None
    uses: tuple[Use, ...]
    change: Change | None


@dataclass(frozen=True, slots=True)
class Baseline:
    """The earlier report that facts are compared with, under the name that the auditor gave it."""

    name: str
    report: Report


@dataclass(frozen=True, slots=True)
class Population:
    """All items that may be drawn, in the order of the report, and what became of the baseline's facts."""

    members: tuple[Member, ...]
    period: Period
    baseline: Baseline | None = None
    matched: int = 0
    gone: tuple[str, ...] = ()

    @property
    def items(self) -> tuple[Item, ...]:
        """The items alone."""
        return tuple(member.item for member in self.members)

    @property
    def fingerprint(self) -> str:
        """One SHA-256 over the ids and contents of all items, whatever their order."""
        return root((item.id, item.content) for item in self.items)


@dataclass(frozen=True, slots=True)
class _Counted:
    """One use of a fact, with the finding that it stands in."""

    framework: str
    name: str
    finding: Finding
    in_full: bool
    is_sole: bool


@dataclass(frozen=True, slots=True)
class Sample:
    """A draw with everything that led to it; `command` is the line that gives the same rows again."""

    assessment: Assessment
    plan: Plan
    population: Population
    draw: Draw
    command: str

    def chosen(self) -> Iterator[tuple[Drawn, Member]]:
        """Each row drawn, with what it is about."""
        members = {member.item.id: member for member in self.population.members}
        for row in self.draw.rows:
            yield row, members[row.id]


def gather(assessment: Assessment, plan: Plan, baseline: Baseline | None = None) -> Population:
    """The population that a plan names."""
    report = assessment.report
    changes: dict[str, Change] = {}
    matched = 0
    gone: tuple[str, ...] = ()
    if baseline:
        earlier = baseline.report
        changes = changes_since(report.facts, earlier.facts, earlier.period == report.period)
        matched = sum(1 for change in changes.values() if change.kind != NEW)
        gone = tuple(fact.id for fact in earlier.facts if fact.id not in changes)
    gatherer = _requirements if plan.of == "requirements" else _facts
    members = {member.item.id: member for member in gatherer(assessment, plan, changes)}
    return Population(tuple(members.values()), report.period, baseline, matched, gone)


# --- facts ----------------------------------------------------------------------------------------


def _facts(assessment: Assessment, plan: Plan, changes: dict[str, Change]) -> Iterator[Member]:
    counted = _counted(assessment)
    for fact in assessment.report.facts:
        uses = counted.get(fact.id, [])
        frameworks = {use.framework for use in uses}
        if (
            (plan.of == "counting" and not uses)
            or (plan.of == "figures" and fact.value_state != "number")
            or (plan.frameworks and not frameworks & set(plan.frameworks))
            or (plan.bases and fact.basis not in plan.bases)
        ):
            continue
        yield _fact(fact, uses, changes.get(fact.id), assessment.hub)


def _counted(assessment: Assessment) -> dict[str, list[_Counted]]:
    """What each fact counts for, in the order of the frameworks."""
    found: dict[str, list[_Counted]] = {}
    for framework in assessment.frameworks:
        name = framework_name(framework)
        for finding in framework.findings:
            for support in finding.because:
                in_full = support.verdict == COVERS and finding.status is Status.MET
                use = _Counted(framework.claim.framework, name, finding, in_full, _is_sole(finding))
                found.setdefault(support.fact_id, []).append(use)
    return found


def framework_name(framework: FrameworkFinding) -> str:
    """What a framework is called in short: as its standards begin, such as `GRI` of `GRI 305`."""
    known = framework.claim.framework
    words = (edition.standard.partition(" ")[0] for edition in framework.editions)
    return next((word for word in words if word.casefold() == known.casefold()), known)


def _is_sole(finding: Finding) -> bool:
    return finding.status is Status.MET and len({each.fact_id for each in finding.because}) == 1


def _fact(fact: Fact, counted: list[_Counted], change: Change | None, hub: Hub) -> Member:
    uses = tuple(
        Use(each.framework, each.finding.requirement.local_id, each.finding.status, each.in_full)
        for each in counted
    )
    verdicts = {
        support.verdict for each in counted for support in each.finding.because if support.fact_id == fact.id
    }
    how = "in full" if any(use.in_full for use in uses) else "in part" if uses else NOTHING
    evidence = fact.evidence
    item = Item(
        id=f"fact:{fact.id}",
        content=_hash([*_stated(fact), *([each.framework, each.code, each.status.value] for each in uses)]),
        marks={
            "framework": tuple(dict.fromkeys(each.name for each in counted)) or (NOTHING,),
            "basis": (fact.basis,),
            "document": (evidence.document,),
            "section": (evidence.section or "no section",),
            "status": (how,),
            **({"change": (change.kind,)} if change else {}),
        },
        traits=frozenset(
            {
                fact.basis,
                *(["part"] if PART in verdicts else []),
                *(["unverified"] if any(_is_unverified(each.finding) for each in counted) else []),
                *(["sole"] if any(each.is_sole for each in counted) else []),
                *(["changed"] if change and change.kind != UNCHANGED else []),
            }
        ),
        figure=_figure(fact, hub),
        weight=len(uses),
    )
    return Member(item, (fact,), None, uses, change)


def _is_unverified(finding: Finding) -> bool:
    return finding.requirement.confidence != "verified"


def _figure(fact: Fact, hub: Hub) -> tuple[str, Decimal] | None:
    """The kind of an amount and the amount in the base unit of that kind; none of a rate or a share."""
    unit = hub.units.get(fact.unit)
    if fact.value_state != "number" or fact.number is None or unit is None or unit.kind.endswith(RATES):
        return None
    return unit.kind, fact.number * unit.factor


def _stated(fact: Fact) -> list[object]:
    """What a fact states; its note and the place of its row are no part of it."""
    evidence = fact.evidence
    return [
        *(fact.id, fact.indicator, list(fact.answers), fact.is_partial, fact.lacks, fact.label),
        *(fact.value_state, fact.value, fact.value_as_printed, fact.unit, fact.unit_as_printed),
        *(str(fact.period), [list(pair) for pair in fact.dimensions], fact.basis, fact.whose),
        *(evidence.document, evidence.pages, evidence.section, evidence.anchor),
    ]


def _hash(stated: object) -> str:
    text = json.dumps(stated, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


# --- requirements ---------------------------------------------------------------------------------


def _requirements(assessment: Assessment, plan: Plan, changes: dict[str, Change]) -> Iterator[Member]:
    facts = assessment.facts_by_id()
    for framework in assessment.frameworks:
        name = framework.claim.framework
        if plan.frameworks and name not in plan.frameworks:
            continue
        for finding in framework.findings:
            behind = tuple(facts[each] for each in dict.fromkeys(each.fact_id for each in finding.because))
            if finding.status.value not in plan.statuses or (
                plan.bases and not any(fact.basis in plan.bases for fact in behind)
            ):
                continue
            yield _requirement(framework_name(framework), finding, behind, _together(behind, changes))


def _together(facts: tuple[Fact, ...], changes: dict[str, Change]) -> Change | None:
    """The change of all facts behind a requirement: new if all are, changed if any is new or changed."""
    if not changes:
        return None
    kinds = Counter(changes[fact.id].kind for fact in facts)
    told = tuple(
        f"{fact.id}: {changes[fact.id].kind}" for fact in facts if changes[fact.id].kind != UNCHANGED
    )
    if kinds[NEW] and kinds[NEW] == len(facts):
        return Change(NEW, told)
    return Change(CHANGED if told else UNCHANGED, told)


def _requirement(name: str, finding: Finding, facts: tuple[Fact, ...], change: Change | None) -> Member:
    requirement, omission = finding.requirement, finding.omission
    bases = tuple(dict.fromkeys(fact.basis for fact in facts))
    stated = [
        *(requirement.id, finding.status.value, finding.rule, list(finding.missing)),
        [[each.fact_id, each.verdict] for each in finding.because],
        [_stated(fact) for fact in facts],
        [omission.reason, omission.explanation] if omission else [],
    ]
    none = ("no fact",)
    verdicts = {each.verdict for each in finding.because}
    item = Item(
        id=requirement.id,
        content=_hash(stated),
        marks={
            "framework": (name,),
            "basis": bases or none,
            "document": tuple(dict.fromkeys(fact.evidence.document for fact in facts)) or none,
            "section": tuple(dict.fromkeys(fact.evidence.section or "no section" for fact in facts)) or none,
            "status": (finding.status.value,),
            **({"change": (change.kind,)} if change else {}),
        },
        traits=frozenset(
            {
                *bases,
                *(["part"] if PART in verdicts or finding.status is Status.PARTIAL else []),
                *(["unverified"] if _is_unverified(finding) else []),
                *(["sole"] if _is_sole(finding) else []),
                *(["changed"] if change and change.kind != UNCHANGED else []),
            }
        ),
    )
    return Member(item, facts, finding, (), change)
