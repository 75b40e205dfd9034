"""A report moved from one edition to another: what it says of the old questions, carried to the new ones.

Facts that answer a requirement by its id, and omissions, follow the rows of the newer edition that ask the
same question (`replaces`, with `change` unchanged or reworded). What answered a question that is no longer
asked, or is another question now, is dropped: that is the point of looking.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from esgmap.model import Edition
from esgmap.reported import FrameworkClaim, MaterialTopic, Omission, Report

SAME_QUESTION = frozenset({"unchanged", "reworded"})


def migrated(report: Report, old: Edition, new: Edition, issuer_class: str) -> Report:
    """The report as if it were checked against the new edition, by an issuer of this class."""
    claims = tuple(_claim(each, old, new) if old.id in each.editions else each for each in report.claims)
    heirs = _heirs(old, new)
    facts = tuple(
        replace(fact, answers=_carried(fact.answers, heirs, old)) if fact.answers else fact
        for fact in report.facts
    )
    omissions = tuple(moved for each in report.omissions for moved in _moved(each, heirs, old, new))
    report = replace(report, claims=claims, issuer_class=issuer_class, facts=facts, omissions=omissions)
    return replace(report, topics=tuple(_topic(each, old, new) for each in report.topics))


def _topic(topic: MaterialTopic, old: Edition, new: Edition) -> MaterialTopic:
    """The topic with the new edition in the old one's place; single disclosures of the old are dropped."""
    kept = tuple(
        replace(each, id=new.id) if each.id == old.id else each
        for each in topic.disclosures
        if not each.id.startswith(f"{old.id}/")
    )
    refs = tuple(each for each in topic.sector_refs if not each.disclosure_id.startswith(f"{old.id}/"))
    return replace(topic, disclosures=kept, sector_refs=refs)


def _claim(claim: FrameworkClaim, old: Edition, new: Edition) -> FrameworkClaim:
    """The claim with the new edition in the old one's place, pinned: it is used on purpose."""
    editions = tuple(new.id if each == old.id else each for each in claim.editions)
    return replace(claim, editions=editions, pinned=(*claim.pinned, new.id))


def _heirs(old: Edition, new: Edition) -> dict[str, tuple[str, ...]]:
    """The requirements of the new edition that ask the same question, by the old requirement's id."""
    heirs: dict[str, tuple[str, ...]] = {}
    for disclosure in new.disclosures:
        for row in disclosure.requirements:
            for each in row.replaces if row.change in SAME_QUESTION else ():
                if each.startswith(f"{old.id}/"):
                    heirs[each] = (*heirs.get(each, ()), row.id)
    return heirs


def _carried(ids: tuple[str, ...], heirs: dict[str, tuple[str, ...]], old: Edition) -> tuple[str, ...]:
    carried: list[str] = []
    for each in ids:
        carried += heirs.get(each, ()) if each.startswith(f"{old.id}/") else (each,)
    return tuple(carried)


def _moved(
    omission: Omission, heirs: dict[str, tuple[str, ...]], old: Edition, new: Edition
) -> Iterator[Omission]:
    """The omission, for the requirements that are still the same question; once for each disclosure."""
    if not omission.disclosure_id.startswith(f"{old.id}/"):
        yield omission
        return
    named = omission.requirement_ids or tuple(
        item.id
        for disclosure in old.disclosures
        for item in disclosure.requirements
        if disclosure.id == omission.disclosure_id
    )
    heir_ids = _carried(named, heirs, old)
    for disclosure in new.disclosures:
        same = tuple(item.id for item in disclosure.requirements if item.id in heir_ids)
        if same:
            is_whole = not omission.requirement_ids and len(same) == len(disclosure.requirements)
            yield replace(omission, disclosure_id=disclosure.id, requirement_ids=() if is_whole else same)
