"""A crosswalk as plain rows in words: what the table, page, workbook and terminal forms of it share."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from esgmap.chains import BROAD, CLOSE, EXACT, NARROW, RELATED, Chain, Pair
from esgmap.crosswalk import CodePair, Crosswalk, Standing
from esgmap.export.wording import edition_text, plain
from esgmap.model import Disclosure, Edition, Hub, Requirement

REQUIREMENT, DISCLOSURE = "requirement", "disclosure"
LEVELS = (REQUIREMENT, DISCLOSURE)
PREDICATE_WORDS = {EXACT: "same", CLOSE: "close", NARROW: "narrower", BROAD: "wider", RELATED: "related"}
"""What the second is to the first."""

INDICATOR_WORDS = {
    EXACT: "the same as",
    CLOSE: "close to",
    NARROW: "narrower than",
    BROAD: "wider than",
    RELATED: "related to",
}
"""What an indicator is to a requirement."""

PREDICATE_MEANINGS = {
    EXACT: "both ask for the very same figure",
    CLOSE: "what answers one answers the other in practice; the comments name the differences",
    NARROW: "the second asks for less: what answers it answers the first in part",
    BROAD: "the second asks for more: what answers the first answers it in part",
    RELATED: "both touch the same matter; neither answers the other",
}
STANDING_MEANINGS = {
    Standing.NO_COUNTERPART: "all of both sides was looked at, and nothing on the other side fits",
    Standing.NOT_LOOKED_AT: "it, or some of the other side, has not been mapped yet",
}


@dataclass(frozen=True, slots=True)
class End:
    """One end of a row: its id, its code or local id as printed, its label, its edition."""

    id: str
    code: str
    label: str
    edition: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a crosswalk: two ends, what the second is to the first, and how that is known."""

    start: End
    end: End
    predicate: str
    confidence: str
    share: str
    steps: tuple[str, ...]
    chains: tuple[Chain, ...]


@dataclass(frozen=True, slots=True)
class Lone:
    """One row without a counterpart."""

    end: End
    is_from: bool
    standing: Standing
    why: str


@dataclass(frozen=True, slots=True)
class View:
    """A crosswalk with what is needed to put it in words."""

    crosswalk: Crosswalk
    hub: Hub
    level: str
    names: tuple[str, str]

    @property
    def title(self) -> str:
        """Which editions in which."""
        return f"Crosswalk from {self.names[0]} to {self.names[1]}"


def side_name(editions: tuple[Edition, ...]) -> str:
    """One edition by its title; several by their framework and number."""
    if len(editions) == 1:
        return edition_text(editions[0])
    return f"{editions[0].framework.upper()}, {len(editions)} standards"


def make_view(crosswalk: Crosswalk, hub: Hub, level: str) -> View:
    """A crosswalk at a level, with the names of its sides."""
    return View(crosswalk, hub, level, (side_name(crosswalk.from_editions), side_name(crosswalk.to_editions)))


def pair_lines(view: View) -> list[Line]:
    """The pairs, at the level of the view."""
    if view.level == DISCLOSURE:
        return [code_line(each, view) for each in view.crosswalk.code_pairs]
    return [pair_line(pair, view) for each in view.crosswalk.code_pairs for pair in each.pairs]


def code_line(found: CodePair, view: View) -> Line:
    """Two disclosures, with how many of their requirements match."""
    known = disclosures(view.crosswalk)
    share = f"{found.from_matched} of {found.from_total} ↔ {found.to_matched} of {found.to_total}"
    steps = tuple(
        f"{_local(each.from_id)} {PREDICATE_WORDS[each.predicate]} {_local(each.to_id)}"
        for each in found.pairs
    )
    chains = tuple(each.chains[0] for each in found.pairs)
    start, end = (_disclosure_end(known[each]) for each in (found.from_id, found.to_id))
    return Line(start, end, found.predicate, str(found.confidence), share, steps, chains)


def pair_line(found: Pair, view: View) -> Line:
    """Two requirements, with every chain in words."""
    known = requirements(view.crosswalk)
    steps = tuple(chain_text(each, view.hub) for each in found.chains)
    start, end = (_requirement_end(known[each]) for each in (found.from_id, found.to_id))
    return Line(start, end, found.predicate, str(found.confidence), "", steps, found.chains)


def chain_text(chain: Chain, hub: Hub) -> str:
    """A chain in words: through which indicators, and what they are to either end."""
    labels = [f"“{hub.indicators[each].label}”" for each in chain.via]
    first, second = (INDICATOR_WORDS[each.predicate_id] for each in (chain.first, chain.second))
    if len(labels) == 2:
        return f"through {labels[0]} ({first} the first) and {labels[1]} ({second} the second)"
    told = f"{first} both" if first == second else f"{first} the first, {second} the second"
    return f"through {labels[0]} ({told})"


def lone_lines(view: View) -> list[Lone]:
    """The requirements that have no pair, with the reason; at the level of codes, the disclosures."""
    if view.level == DISCLOSURE:
        return _lone_codes(view)
    return [
        Lone(
            _requirement_end(each.requirement), each.is_from, each.standing, _why(each.standing, each.unseen)
        )
        for each in view.crosswalk.unpaired
    ]


def _lone_codes(view: View) -> list[Lone]:
    """Disclosures of which no requirement has a pair."""
    paired = {end for each in view.crosswalk.code_pairs for end in (each.from_id, each.to_id)}
    known = disclosures(view.crosswalk)
    lone: dict[str, Lone] = {}
    for each in view.crosswalk.unpaired:
        owner = each.requirement.disclosure_id
        known_none = each.standing is Standing.NO_COUNTERPART
        if owner not in paired and (owner not in lone or not known_none):
            why = _why(each.standing, each.unseen)
            lone[owner] = Lone(_disclosure_end(known[owner]), each.is_from, each.standing, why)
    return list(lone.values())


def _why(standing: Standing, unseen: int) -> str:
    if standing is Standing.NO_COUNTERPART:
        return ""
    if not unseen:
        return "it has no mapping"
    return (
        f"{unseen} requirement{'s' * (unseen != 1)} of the other side {'have' if unseen != 1 else 'has'} none"
    )


def standing_counts(view: View) -> dict[tuple[bool, Standing], int]:
    """How many lone rows each side has, by standing."""
    return dict(Counter((each.is_from, each.standing) for each in lone_lines(view)))


def summary_texts(view: View) -> list[str]:
    """How much was found, in sentences."""
    pairs, codes = len(view.crosswalk.pairs), len(view.crosswalk.code_pairs)
    counted = f"{pairs} pair{'s' * (pairs != 1)} of requirements"
    texts = [f"{counted} in {codes} pair{'s' * (codes != 1)} of disclosures."]
    counts = standing_counts(view)
    for is_from, name in zip((True, False), view.names, strict=True):
        told = [f"{counts[is_from, each]} {each.value}" for each in Standing if (is_from, each) in counts]
        if told:
            texts.append(f"{view.level.capitalize()}s of {name} without a pair: {', '.join(told)}.")
    if forbidden := len(view.crosswalk.contradictions):
        texts.append(f"{forbidden} chain{'s' * (forbidden != 1)} left out: a negative mapping forbids them.")
    return texts


def disclosures(crosswalk: Crosswalk) -> dict[str, Disclosure]:
    """Every disclosure of both sides by id."""
    editions = (*crosswalk.from_editions, *crosswalk.to_editions)
    return {each.id: each for edition in editions for each in edition.disclosures}


def requirements(crosswalk: Crosswalk) -> dict[str, Requirement]:
    """Every requirement of both sides by id."""
    return {item.id: item for each in disclosures(crosswalk).values() for item in each.requirements}


def _local(full_id: str) -> str:
    return full_id.split("/", 1)[1]


def _disclosure_end(found: Disclosure) -> End:
    return End(found.id, found.code, plain(found.title), found.edition_id)


def _requirement_end(found: Requirement) -> End:
    return End(found.id, found.local_id, plain(found.label), found.edition_id)
