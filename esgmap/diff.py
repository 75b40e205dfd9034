"""Two editions side by side: what was added, removed, renumbered, and what asks another question.

Rests on what the newer edition's table says of itself (`replaces`, `change`), not on likeness of words. A row
that the newer edition leaves alone is removed only if the older one is superseded as a whole; else it stays
there, or another edition has taken it over. With two assessments of one report, also how its statuses move
and which facts, mappings and omissions are touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from esgmap.findings import Assessment, Finding
from esgmap.model import Disclosure, Edition, Requirement


class Change(Enum):
    """What became of a row."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "taken over by another edition"
    KEPT = "kept in the older edition"
    WITHIN = "part of a disclosure compared only as a whole"
    CHANGED = "changed question"
    RENUMBERED = "renumbered"
    REWORDED = "reworded"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the newer edition with the older rows that it takes the place of, or an old row alone."""

    change: Change
    level: str
    old_ids: tuple[str, ...]
    new_id: str
    code: str
    label: str
    note: str


@dataclass(frozen=True, slots=True)
class Move:
    """How the status of a requirement moves, and what of the report is touched."""

    step: Step
    before: str
    after: str
    obligation: str
    facts: tuple[str, ...]
    mappings: tuple[str, ...]
    omissions: tuple[str, ...]


AFTER = {
    Change.REMOVED: "no longer asked",
    Change.MOVED: "asked by another edition",
    Change.KEPT: "asked by the older edition still",
    Change.WITHIN: "not compared",
}
"""What becomes of the status of a row that the newer edition does not have."""


def inherited(old: Edition, editions: Iterable[Edition]) -> dict[str, tuple[str, ...]]:
    """For each row of an edition, the rows of these editions that take its place."""
    heirs: dict[str, tuple[str, ...]] = {}
    for edition in editions:
        for row in _rows(edition):
            for each in row.replaces:
                if each.startswith(f"{old.id}/"):
                    heirs[each] = (*heirs.get(each, ()), row.id)
    return heirs


def compare(old: Edition, new: Edition, others: Iterable[Edition] = ()) -> list[Step]:
    """Every disclosure and requirement of the newer edition, then what is left of the older one."""
    elsewhere = inherited(old, [each for each in others if each.id not in (old.id, new.id)])
    steps: list[Step] = []
    vague: set[str] = set()
    for disclosure in new.disclosures:
        whole = _step(disclosure, old)
        parts = [_step(item, old, bool(whole.old_ids)) for item in disclosure.items]
        steps += [whole, *parts]
        if any(each.change is Change.WITHIN for each in parts):
            vague.update(whole.old_ids)
    taken = {each for step in steps for each in step.old_ids}
    for disclosure in old.disclosures:
        heirs = elsewhere.get(disclosure.id, ())
        is_vague = disclosure.id in vague
        if disclosure.id not in taken:
            steps.append(_left(disclosure, old, heirs))
        for item in disclosure.items:
            if item.id not in taken:
                # The row of a disclosure with one requirement speaks for that requirement too.
                spoken_for = heirs if len(disclosure.items) == 1 else ()
                steps.append(_left(item, old, elsewhere.get(item.id, spoken_for), is_vague))
    return steps


def _rows(edition: Edition) -> Iterator[Disclosure | Requirement]:
    for disclosure in edition.disclosures:
        yield disclosure
        yield from disclosure.items


def _step(row: Disclosure | Requirement, old: Edition, within_known: bool = False) -> Step:
    """What a row of the newer edition is; a part of a known disclosure is new only if its row says so."""
    replaced = tuple(each for each in row.replaces if each.startswith(f"{old.id}/"))
    if not replaced:
        change = Change.WITHIN if within_known and row.change != "new" else Change.ADDED
    elif row.change == "changed":
        change = Change.CHANGED
    elif any(each.split("/", 1)[1] != row.id.split("/", 1)[1] for each in replaced):
        change = Change.RENUMBERED
    else:
        change = Change.REWORDED if row.change == "reworded" else Change.UNCHANGED
    return Step(change, _level(row), replaced, row.id, row.code, _label(row), row.change_note)


def _left(
    row: Disclosure | Requirement, old: Edition, heirs: tuple[str, ...], is_vague: bool = False
) -> Step:
    """A row of the older edition that no row of the newer one names."""
    change = Change.REMOVED if old.superseded_from else Change.KEPT
    if heirs or is_vague:
        change = Change.MOVED if heirs else Change.WITHIN
    return Step(change, _level(row), (row.id,), "", row.code, _label(row), ", ".join(heirs))


def _level(row: Disclosure | Requirement) -> str:
    if isinstance(row, Disclosure):
        return "disclosure"
    return "group" if row.is_group else "requirement"


def _label(row: Disclosure | Requirement) -> str:
    return row.title if isinstance(row, Disclosure) else row.label


def moves(steps: list[Step], before: Assessment, after: Assessment) -> list[Move]:
    """Every requirement whose status moves, or whose question changed under facts that counted for it."""
    old, new = _findings(before), _findings(after)
    found = []
    for step in steps:
        if step.level != "requirement":
            continue
        earlier = [old[each] for each in step.old_ids if each in old]
        later = new.get(step.new_id)
        was = "not compared" if step.change is Change.WITHIN and not earlier else _worst(earlier)
        now = later.status.value if later else AFTER.get(step.change, "not asked")
        touched = [*earlier, *([later] if later else [])]
        facts = _facts(touched)
        if was != now or (step.change is Change.CHANGED and facts):
            obliged = later.requirement.obligation if later else ""
            found.append(Move(step, was, now, obliged, facts, _mappings(touched), _omissions(touched)))
    return found


def _findings(assessment: Assessment) -> dict[str, Finding]:
    return {
        finding.requirement.id: finding
        for framework in assessment.frameworks
        for finding in framework.findings
    }


def _worst(findings: list[Finding]) -> str:
    order = ["met", "explained", "relief", "not-required", "partial", "unmet"]
    statuses = [finding.status.value for finding in findings]
    return max(statuses, key=order.index, default="not asked")


def _facts(findings: list[Finding]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.fact_id for finding in findings for each in finding.because))


def _mappings(findings: list[Finding]) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            str(each.mapping.source) for finding in findings for each in finding.because if each.mapping
        )
    )


def _omissions(findings: list[Finding]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(finding.omission.source) for finding in findings if finding.omission))
