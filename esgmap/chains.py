"""Requirement → indicator ← requirement: chains of mappings, and the algebra of their predicates.

A chain is one mapping of either side and the indicator between them, or two indicators of which one is wider.
Its predicate follows from the two predicates, from the hub, and from how the two requirements cut the figure
(breakdowns, members, years); its confidence is that of its weakest link. A pair keeps all its chains.
`docs/crosswalk.md` has the algebra and where it departs from the chaining rules of SSSOM. What comes out of
(A, B) is what comes out of (B, A), turned round.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from decimal import Decimal

from esgmap.calculations import read_calculations
from esgmap.model import NO_TERM, Hub, Indicator, Mapping, Requirement

EXACT, CLOSE, RELATED = "skos:exactMatch", "skos:closeMatch", "skos:relatedMatch"
NARROW, BROAD = "skos:narrowMatch", "skos:broadMatch"
STRENGTH = (EXACT, CLOSE, NARROW, BROAD, RELATED)
"""From the strongest; a narrower and a wider match are equally strong."""

SAME = frozenset({EXACT, CLOSE})


@dataclass(frozen=True, slots=True)
class Chain:
    """One way from a requirement to another: its mapping, the indicators walked through, the other's mapping.

    `via` holds one indicator, or two of which one is wider than the other.
    """

    first: Mapping
    second: Mapping
    via: tuple[str, ...]
    predicate: str
    confidence: Decimal


@dataclass(frozen=True, slots=True)
class Pair:
    """A requirement of one edition and its counterpart in another, with every chain, the strongest first."""

    from_id: str
    to_id: str
    predicate: str
    confidence: Decimal
    chains: tuple[Chain, ...]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A chain that a negative mapping forbids: it would make alike what was said not to be alike."""

    chain: Chain
    forbidden_by: Mapping
    agrees_with: Mapping


# --- the algebra ----------------------------------------------------------------------------------


def inverse(predicate: str) -> str:
    """The predicate read from the other end."""
    return {NARROW: BROAD, BROAD: NARROW}.get(predicate, predicate)


def compose(*steps: str) -> str | None:
    """The predicate of a chain of predicates, in whatever order; None if the chain says nothing.

    The weakest step wins. Opposite directions leave a mere relation, and two mere relations leave nothing.
    """
    loose = steps.count(RELATED) + (NARROW in steps and BROAD in steps)
    if loose:
        return RELATED if loose == 1 else None
    return max(steps, key=STRENGTH.index, default=EXACT)


def cut(asked: Requirement, other: Requirement) -> str | None:
    """How two requirements cut the same matter; None if they want different members or breakdowns of it.

    A figure and words on the same matter are related, never alike; so are a total and a breakdown.
    """
    mine, theirs = dict(asked.needs.fixed), dict(other.needs.fixed)
    if any(theirs.get(dimension, member) != member for dimension, member in mine.items()):
        return None
    details, others = _details(asked), _details(other)
    if "total" not in details | others and not _dimensions(asked) & _dimensions(other):
        return None
    # More members named means less is asked; more breakdowns or years mean more is asked.
    members = _against(set(other.needs.fixed), set(asked.needs.fixed))
    years = _against(_years(asked), _years(other))
    kinds = EXACT if (asked.kind == "quantitative") == (other.kind == "quantitative") else RELATED
    return compose(members, _against(details, others), years, kinds)


def _against(mine: AbstractSet[object], theirs: AbstractSet[object]) -> str:
    """A set against another: equal, one in the other, or neither."""
    if mine == theirs:
        return EXACT
    return NARROW if mine > theirs else BROAD if mine < theirs else RELATED


def _dimensions(asked: Requirement) -> set[str]:
    return {dimension for each in asked.needs.breakdowns for dimension in each.dimensions}


def _details(asked: Requirement) -> set[object]:
    """What is asked of the figure: its total, and each breakdown as the set of its dimensions."""
    details: set[object] = {frozenset(each.dimensions) for each in asked.needs.breakdowns}
    return details | ({"total"} if asked.needs.total or not details else set())


# --- chains ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reach:
    """The mappings of some requirements, ready to be walked."""

    positive: dict[str, tuple[Mapping, ...]]
    negative: dict[str, dict[str, Mapping]]
    seen: frozenset[str]

    def alike(self, requirement_id: str) -> Iterator[Mapping]:
        """The mappings that say that an indicator is what the requirement asks."""
        return (each for each in self.positive.get(requirement_id, ()) if each.predicate_id in SAME)


def index_mappings(mappings: Iterable[Mapping]) -> Reach:
    """The mappings by requirement; who has any row at all has been looked at."""
    positive: dict[str, list[Mapping]] = defaultdict(list)
    negative: dict[str, dict[str, Mapping]] = defaultdict(dict)
    seen = set()
    for each in mappings:
        seen.add(each.subject_id)
        if each.object_id == NO_TERM:
            continue
        if each.is_negative:
            negative[each.subject_id][each.object_id] = each
        else:
            positive[each.subject_id].append(each)
    return Reach({key: tuple(rows) for key, rows in positive.items()}, dict(negative), frozenset(seen))


def wider_indicators(hub: Hub) -> dict[str, frozenset[str]]:
    """For each indicator all wider ones: what is `broader`, and each sum that it is a part of."""
    above: dict[str, set[str]] = {name: set() for name in hub.indicators}
    for name, indicator in hub.indicators.items():
        if indicator.broader in above:
            above[name].add(indicator.broader)
        for part in _parts(indicator):
            above.setdefault(part, set()).add(name)
    return {name: frozenset(_climb(name, above)) for name in above}


def _parts(indicator: Indicator) -> Iterator[str]:
    """The indicators that are always a part of this one, in one way or another to add it up."""
    for each in read_calculations(indicator.calculation):
        if (each.verb, each.strength) == ("sum", "always"):
            for expression in each.alternatives:
                plain = (part for part in expression.top if not (part.is_taken_off or part.members))
                yield from (part.name for part in plain)


def _climb(name: str, above: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = list(above[name])
    while waiting:
        step = waiting.pop()
        if step not in found:
            found.add(step)
            waiting += above.get(step, ())
    return found - {name}


def _chain(asked: Requirement, other: Requirement, rows: tuple[Mapping, Mapping], link: str) -> Chain | None:
    """The chain over two mappings whose indicators are linked so (`EXACT` if they are the same one)."""
    first, second = rows
    slices = cut(asked, other)
    if slices is None:
        return None
    predicate = compose(first.predicate_id, link, slices, inverse(second.predicate_id))
    if predicate is None or (link != EXACT and predicate not in (NARROW, BROAD)):
        return None
    if predicate == EXACT and not _same_quantity(asked, other):
        predicate = CLOSE
    via = (first.object_id,) if link == EXACT else (first.object_id, second.object_id)
    confidence = min(Decimal(each.confidence or "0") for each in rows)
    return Chain(first, second, via, predicate, confidence)


def _same_quantity(asked: Requirement, other: Requirement) -> bool:
    """Whether both ask for a figure of the same kind; only then may a chain be exact."""
    return asked.kind == other.kind == "quantitative" and asked.unit_kind == other.unit_kind != ""


def _denial(chain: Chain, reach: Reach) -> Contradiction | None:
    """The negative mapping that denies that the ends of a chain are alike, if any.

    One end is like an indicator that the other end is said not to be like. A part is not denied by it: that a
    part is not the whole is why there is a negative mapping.
    """
    ends = (chain.first.subject_id, chain.second.subject_id)
    found = []
    for mine, yours in (ends, ends[::-1]) if chain.predicate in SAME else ():
        denied = reach.negative.get(mine, {})
        found += [
            Contradiction(chain, denied[row.object_id], row)
            for row in reach.alike(yours)
            if row.object_id in denied
        ]
    return min(found, key=lambda each: STRENGTH.index(each.agrees_with.predicate_id), default=None)


def _to_pair(chains: list[Chain]) -> Pair:
    """A pair of its chains: the strongest counts; chains in opposite directions leave a mere relation."""
    ordered = sorted(chains, key=lambda each: (STRENGTH.index(each.predicate), -each.confidence, each.via))
    best = ordered[0]
    confidence, predicate = best.confidence, best.predicate
    directions = {each.predicate for each in ordered} & {NARROW, BROAD}
    if predicate not in SAME and len(directions) == 2:
        predicate = RELATED
        confidence = min(max(c.confidence for c in ordered if c.predicate == each) for each in directions)
    return Pair(best.first.subject_id, best.second.subject_id, predicate, confidence, tuple(ordered))


def find_pairs(
    asked: Iterable[Requirement], others: Iterable[Requirement], reach: Reach, hub: Hub
) -> tuple[list[Pair], list[Contradiction]]:
    """Every pair of a requirement with another, and every chain that a negative mapping forbids."""
    wider = wider_indicators(hub)
    holders: dict[str, list[tuple[Requirement, Mapping]]] = defaultdict(list)
    rank: dict[str, int] = {}
    for other in others:
        rank[other.id] = len(rank)
        for row in reach.positive.get(other.id, ()):
            holders[row.object_id].append((other, row))
    pairs: list[Pair] = []
    contradictions: list[Contradiction] = []
    for requirement in asked:
        found: dict[str, list[Chain]] = defaultdict(list)
        for chain in _chains_of(requirement, reach, holders, wider):
            denial = _denial(chain, reach)
            if denial and denial.agrees_with.predicate_id == EXACT:
                contradictions.append(denial)
            else:
                # What is close to an indicator need not be unlike all that the indicator is not.
                kept = replace(chain, predicate=RELATED) if denial else chain
                found[chain.second.subject_id].append(kept)
        pairs += [_to_pair(found[other]) for other in sorted(found, key=rank.__getitem__)]
    return pairs, contradictions


def _chains_of(
    asked: Requirement,
    reach: Reach,
    holders: dict[str, list[tuple[Requirement, Mapping]]],
    wider: dict[str, frozenset[str]],
) -> Iterator[Chain]:
    """Every chain that begins at a requirement."""
    for row in reach.positive.get(asked.id, ()):
        name = row.object_id
        links = [(name, EXACT)] + [(each, BROAD) for each in sorted(wider.get(name, ()))]
        links += [(each, NARROW) for each in sorted(holders) if name in wider.get(each, ())]
        for end, link in links:
            for other, theirs in holders.get(end, ()):
                if other.id != asked.id and (chain := _chain(asked, other, (row, theirs), link)):
                    yield chain


def _years(requirement: Requirement) -> set[object]:
    """The years that are asked for, counted back from the reporting year; a base year is another one."""
    return set(range(requirement.periods)) or {-1}
