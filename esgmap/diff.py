"""Two editions side by side: what was added, removed, renumbered, and what asks another question.

Rests on what the newer edition's table says of itself (`replaces`, `change`), not on likeness of words. With
two assessments of one report, also how its statuses move and which facts, mappings and omissions are touched.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from esgmap.findings import Assessment, Finding
from esgmap.model import Disclosure, Edition, Requirement


class Change(Enum):
    """What became of a row."""

    ADDED = "added"
    REMOVED = "removed"
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


def compare(old: Edition, new: Edition) -> list[Step]:
    """Every disclosure and requirement of the newer edition, then what is left of the older one."""
    steps: list[Step] = []
    taken: set[str] = set()
    for disclosure in new.disclosures:
        rows: list[Disclosure | Requirement] = [disclosure, *disclosure.items]
        for row in rows:
            replaced = tuple(each for each in row.replaces if each.startswith(f"{old.id}/"))
            taken.update(replaced)
            steps.append(_step(row, replaced))
    steps += [_removed(row) for row in _rows(old) if row.id not in taken]
    return steps


def _rows(edition: Edition) -> Iterator[Disclosure | Requirement]:
    for disclosure in edition.disclosures:
        yield disclosure
        yield from disclosure.items


def _step(row: Disclosure | Requirement, replaced: tuple[str, ...]) -> Step:
    if not replaced:
        change = Change.ADDED
    elif row.change == "changed":
        change = Change.CHANGED
    elif any(each.split("/", 1)[1] != row.id.split("/", 1)[1] for each in replaced):
        change = Change.RENUMBERED
    else:
        change = Change.REWORDED if row.change == "reworded" else Change.UNCHANGED
    return Step(change, _level(row), replaced, row.id, row.code, _label(row), row.change_note)


def _removed(row: Disclosure | Requirement) -> Step:
    return Step(Change.REMOVED, _level(row), (row.id,), "", row.code, _label(row), "")


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
        was = _worst(earlier)
        now = later.status.value if later else "no longer asked"
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
