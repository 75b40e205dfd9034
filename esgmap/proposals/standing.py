"""Proposals beside the facts that a report has → new, the same, another value, and rows that are gone.

A row is known again by the words on its way (section, parents, label, column) without the year, else by
indicator and members. What a person decided for it once, indicator, members and id, is kept.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from esgmap.cells import read_period
from esgmap.model import Hub, Period
from esgmap.numerals import folded
from esgmap.packs.headings import heading
from esgmap.proposals.members import written
from esgmap.proposals.records import CHANGED, HIGH, NEW, SAME, Proposal, Vanished
from esgmap.reported import Fact, Report

STEP = " › "
Key = tuple[str, ...]
_POINTERS = re.compile(r"\(\d{1,2}\)|[*†‡#]|(?<=[a-z)])\d{1,2}$")


@dataclass(frozen=True, slots=True)
class _Known:
    """The facts of a report by the ways on which a row is known again."""

    by_path: dict[Key, list[Fact]]
    by_claim: dict[tuple[str, str], list[Fact]]
    start: tuple[int, int]


def beside(proposals: Iterable[Proposal], report: Report, hub: Hub) -> tuple[list[Proposal], list[Vanished]]:
    """The proposals with their standing against the facts of a report, and facts whose rows are gone."""
    known = _known(report)
    found = [_stood(each, known, hub) for each in proposals]
    return unique(found, {fact.id for fact in report.facts}), _vanished(found, report)


def unique(proposals: Iterable[Proposal], taken: set[str]) -> list[Proposal]:
    """The proposals with ids of which each stands once, beside those of the facts."""
    seen = set(taken)
    found = []
    for proposal in proposals:
        name, number = proposal.id, 2
        while name in seen and proposal.standing != SAME:
            name, number = f"{proposal.id}-{number}", number + 1
        seen.add(name)
        found.append(replace(proposal, id=name))
    return found


def path_key(anchor: str) -> Key:
    """The words on the way to a figure, without the table's own name and without years.

    >>> path_key("Energy › Fuels › Diesel (2) › FY23") == path_key("Table 4 › Fuels › Diesel › FY24")
    True
    """
    found = []
    for part in folded(anchor).split(STEP)[1:]:
        read = heading(part)
        bare = read.rest if read.period else part
        plain = " ".join(_POINTERS.sub("", bare.casefold()).split()).strip(" :,-")
        if plain:
            found.append(plain)
    return tuple(found)


def _known(report: Report) -> _Known:
    paths: dict[Key, list[Fact]] = defaultdict(list)
    claims: dict[tuple[str, str], list[Fact]] = defaultdict(list)
    for fact in report.facts:
        if fact.value_state == "text":
            continue
        if STEP in fact.evidence.anchor and (key := path_key(fact.evidence.anchor)):
            paths[key].append(fact)
        if fact.indicator:
            claims[fact.indicator, written(dict(fact.dimensions))].append(fact)
    return _Known(dict(paths), dict(claims), (report.period.start.month, report.period.start.day))


def _stood(proposal: Proposal, known: _Known, hub: Hub) -> Proposal:
    earlier = _of_its_kind(known.by_path.get(path_key(proposal.anchor), []), proposal, hub)
    decided = next((each for each in reversed(earlier) if each.indicator), None)
    if decided is not None:
        proposal = _as_decided(proposal, decided, hub)
    elif proposal.indicator:
        earlier = known.by_claim.get((proposal.indicator, proposal.dimensions), [])
    earlier = [each for each in earlier if _basis(each.basis) == _basis(proposal.basis)]
    period = _period(proposal, known)
    now = [each for each in earlier if period is not None and each.period == period]
    if now:
        return _again(proposal, now[-1], hub)
    if earlier and period is not None:
        return replace(proposal, standing=NEW, id=_next_id(proposal, earlier[-1], period))
    return replace(proposal, standing=NEW)


def _of_its_kind(facts: list[Fact], proposal: Proposal, hub: Hub) -> list[Fact]:
    """The facts that may be of the row: “Petrol” in tonnes of CO2e is another row than “Petrol” in MWh.

    Where none is in a unit of its kind, a row of a table of the same name may have changed its unit.
    """
    unit = hub.units.get(proposal.unit)
    if unit is None:
        return facts
    units = {fact.id: hub.units.get(fact.unit) for fact in facts}
    alike = [each for each in facts if (own := units[each.id]) is None or own.kind == unit.kind]
    return alike or [each for each in facts if _table(each.evidence.anchor) == _table(proposal.anchor)]


def _table(anchor: str) -> str:
    return " ".join(re.sub(r"[*_#:]", " ", anchor.split(STEP)[0]).casefold().split())


def _as_decided(proposal: Proposal, fact: Fact, hub: Hub) -> Proposal:
    """The proposal with what was decided for its row before, as far as its unit bears it."""
    unit = hub.units.get(proposal.unit)
    indicator = hub.indicators.get(fact.indicator)
    if unit is not None and indicator is not None and unit.kind != indicator.unit_kind:
        told = f"{fact.id} took this row for {fact.indicator}, but the unit is another now"
        return replace(proposal, why=f"{told}; {proposal.why}")
    return replace(
        proposal,
        indicator=fact.indicator,
        dimensions=written(dict(fact.dimensions)),
        unit=proposal.unit or (fact.unit if proposal.value_state == "number" else ""),
        confidence=HIGH
        if proposal.period and (proposal.value or proposal.value_state != "number")
        else "low",
        why=f"as {fact.id} before; {proposal.why}",
    )


def _again(proposal: Proposal, fact: Fact, hub: Hub) -> Proposal:
    """The proposal of a figure that the report has already: the same, or another value."""
    if _says_the_same(proposal, fact, hub):
        return replace(proposal, standing=SAME, id=fact.id)
    was = f"{fact.id}: {fact.value_as_printed or fact.value or fact.value_state} {fact.unit}".strip()
    told = f"restates {was}" if fact.value_state == "number" else f"given now; {was}"
    is_restated = fact.value_state == "number" and proposal.basis == "measured"
    return replace(
        proposal,
        standing=CHANGED,
        id=f"{fact.id}-restated",
        was=was,
        basis="restated" if is_restated else proposal.basis,
        note=f"{proposal.note}; {told}" if proposal.note else told,
        why=f"{told}; {proposal.why}",
    )


def _says_the_same(proposal: Proposal, fact: Fact, hub: Hub) -> bool:
    if proposal.value_state != fact.value_state:
        return False
    if proposal.value_state != "number":
        return True
    if proposal.number is None or fact.number is None:
        return False
    one, other = hub.units.get(proposal.unit), hub.units.get(fact.unit)
    if one is not None and other is not None and one.kind == other.kind:
        return proposal.number * one.factor == fact.number * other.factor
    return proposal.number == fact.number


def _period(proposal: Proposal, known: _Known) -> Period | None:
    read = read_period(proposal.period, known.start) if proposal.period else None
    return read if isinstance(read, Period) else None


def _next_id(proposal: Proposal, fact: Fact, period: Period) -> str:
    """The id of last year's fact with this year in it; the proposal's own if it names no year."""
    for last, now in ((fact.period.end, period.end), (fact.period.start, period.start)):
        if re.search(rf"(?<!\d){last.year}(?!\d)", fact.id):
            return re.sub(rf"(?<!\d){last.year}(?!\d)", str(now.year), fact.id).removesuffix("-restated")
    return proposal.id


def _basis(basis: str) -> str:
    return {"restated": "measured", "estimated": "measured"}.get(basis, basis)


def _vanished(proposals: list[Proposal], report: Report) -> list[Vanished]:
    """Facts that were read from a table of this name before, and whose rows it no longer has."""
    names = {_name(each.anchor) for each in proposals}
    keys = {path_key(each.anchor) for each in proposals}
    ids = {each.id for each in proposals}
    found = []
    seen: set[Key] = set()
    for fact in report.facts:
        key = path_key(fact.evidence.anchor)
        if STEP not in fact.evidence.anchor or not key or key in keys | seen or fact.id in ids:
            continue
        if _name(fact.evidence.anchor) in names:
            seen.add(key)
            told = f"no row of the table is on the way `{fact.evidence.anchor}`"
            found.append(Vanished(fact.id, fact.label, str(fact.period), told))
    return found


def _name(anchor: str) -> str:
    """The name of a table without its year."""
    read = heading(anchor.split(STEP)[0])
    return (read.rest if read.period else anchor.split(STEP)[0]).casefold().strip()


def difference(was: Decimal, now: Decimal) -> str:
    """By how much a value changed, in words.

    >>> difference(Decimal(100), Decimal(112))
    '+12.0 %'
    """
    return f"{(now - was) / was * 100:+.1f} %" if was else "from zero"
