"""What of one edition is asked in another: pairs of requirements, rolled up to codes, and what has no pair.

`chains` finds the pairs. What has no pair is either known to have none, because all of both sides was looked
at, or has not been looked at yet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum

from esgmap.catalogue import Catalogue
from esgmap.chains import (
    BROAD,
    CLOSE,
    NARROW,
    RELATED,
    SAME,
    Contradiction,
    Pair,
    Reach,
    find_pairs,
    index_mappings,
)
from esgmap.model import Edition, Hub, Mapping, Requirement


class Standing(Enum):
    """Why a requirement has no pair."""

    NO_COUNTERPART = "no counterpart"
    NOT_LOOKED_AT = "not yet looked at"


@dataclass(frozen=True, slots=True)
class Unpaired:
    """A requirement that has no pair, and whether that is known or merely not looked into."""

    requirement: Requirement
    is_from: bool
    standing: Standing
    unseen: int


@dataclass(frozen=True, slots=True)
class CodePair:
    """Two disclosures that share something: the pairs of their requirements, how many of how many match."""

    from_id: str
    to_id: str
    predicate: str
    confidence: Decimal
    pairs: tuple[Pair, ...]
    from_matched: int
    from_total: int
    to_matched: int
    to_total: int


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """Everything that was found between two sets of editions, in the order of their tables."""

    from_editions: tuple[Edition, ...]
    to_editions: tuple[Edition, ...]
    pairs: tuple[Pair, ...]
    code_pairs: tuple[CodePair, ...]
    contradictions: tuple[Contradiction, ...]
    unpaired: tuple[Unpaired, ...]


def make_crosswalk(
    catalogue: Catalogue, mappings: Iterable[Mapping], hub: Hub, from_ids: list[str], to_ids: list[str]
) -> Crosswalk:
    """Everything between these editions of the catalogue; `mappings` are those of both sides."""
    sides = [tuple(catalogue.editions[each] for each in ids) for ids in (from_ids, to_ids)]
    asked, others = ([each for edition in side for each in _requirements(edition)] for side in sides)
    reach = index_mappings(mappings)
    pairs, contradictions = find_pairs(asked, others, reach, hub)
    unpaired = [*_unpaired(asked, others, {each.from_id for each in pairs}, reach, True)]
    unpaired += _unpaired(others, asked, {each.to_id for each in pairs}, reach, False)
    code_pairs = roll_up(pairs, *({each.id: each for each in side} for side in (asked, others)))
    return Crosswalk(
        sides[0], sides[1], tuple(pairs), tuple(code_pairs), tuple(contradictions), tuple(unpaired)
    )


def _requirements(edition: Edition) -> Iterator[Requirement]:
    for disclosure in edition.disclosures:
        yield from disclosure.requirements


def _unpaired(
    side: list[Requirement], opposite: list[Requirement], paired: set[str], reach: Reach, is_from: bool
) -> Iterator[Unpaired]:
    """The requirements of a side without a pair; that there is none is known if all was looked at."""
    unseen = sum(each.id not in reach.seen for each in opposite)
    for each in side:
        if each.id not in paired:
            known = each.id in reach.seen and not unseen
            standing = Standing.NO_COUNTERPART if known else Standing.NOT_LOOKED_AT
            yield Unpaired(each, is_from, standing, 0 if each.id not in reach.seen else unseen)


def roll_up(
    pairs: Iterable[Pair], asked: dict[str, Requirement], others: dict[str, Requirement]
) -> list[CodePair]:
    """The pairs of requirements by the disclosures that they belong to, in the order of the pairs."""
    groups: dict[tuple[str, str], list[Pair]] = defaultdict(list)
    for pair in pairs:
        groups[asked[pair.from_id].disclosure_id, others[pair.to_id].disclosure_id].append(pair)
    sizes: dict[str, int] = defaultdict(int)
    for each in {**asked, **others}.values():
        sizes[each.disclosure_id] += 1
    found = [_code_pair(ends, group, sizes) for ends, group in groups.items()]
    rank = {each.disclosure_id: place for place, each in enumerate([*asked.values(), *others.values()])}
    return sorted(found, key=lambda each: (rank[each.from_id], rank[each.to_id]))


def _code_pair(ends: tuple[str, str], pairs: list[Pair], sizes: dict[str, int]) -> CodePair:
    """A disclosure is wholly in the other one if each of its requirements is; else they share a part."""
    from_id, to_id = ends
    inside = {each.from_id for each in pairs if each.predicate in {*SAME, BROAD}}
    around = {each.to_id for each in pairs if each.predicate in {*SAME, NARROW}}
    is_inside, is_around = len(inside) == sizes[from_id], len(around) == sizes[to_id]
    if is_inside and is_around:
        one = sizes[from_id] == sizes[to_id] == 1
        predicate = pairs[0].predicate if one else CLOSE
    else:
        predicate = BROAD if is_inside else NARROW if is_around else RELATED
    return CodePair(
        from_id=from_id,
        to_id=to_id,
        predicate=predicate,
        confidence=min(each.confidence for each in pairs),
        pairs=tuple(pairs),
        from_matched=len({each.from_id for each in pairs}),
        from_total=sizes[from_id],
        to_matched=len({each.to_id for each in pairs}),
        to_total=sizes[to_id],
    )


def limit(crosswalk: Crosswalk, disclosure_ids: frozenset[str]) -> Crosswalk:
    """The part of a crosswalk that begins or ends at these disclosures."""
    code_pairs = [each for each in crosswalk.code_pairs if {each.from_id, each.to_id} & disclosure_ids]
    kept = {(pair.from_id, pair.to_id) for each in code_pairs for pair in each.pairs}
    own = {
        item.id
        for edition in (*crosswalk.from_editions, *crosswalk.to_editions)
        for item in _requirements(edition)
        if item.disclosure_id in disclosure_ids
    }
    return replace(
        crosswalk,
        pairs=tuple(each for each in crosswalk.pairs if (each.from_id, each.to_id) in kept),
        code_pairs=tuple(code_pairs),
        contradictions=tuple(
            each
            for each in crosswalk.contradictions
            if {each.chain.first.subject_id, each.chain.second.subject_id} & own
        ),
        unpaired=tuple(each for each in crosswalk.unpaired if each.requirement.id in own),
    )
