"""Our crosswalk against the concordances that others published: precision, recall, every disagreement.

`frameworks/concordances.tsv` holds their pairs, at the level of codes; `frameworks/concordance-reasons.tsv`
why we differ. A source is held to what it speaks of: its own codes, in the editions that it points to.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from esgmap.catalogue import Catalogue
from esgmap.chains import find_pairs, index_mappings
from esgmap.crosswalk import roll_up
from esgmap.inforce import ASSESSED
from esgmap.model import Edition, Hub, Mapping, Problem, Requirement, Source
from esgmap.tables import read_rows

OURS_ONLY, THEIRS_ONLY = "ours-only", "theirs-only"
OUTSIDE = {
    "ifrs-s2": "paragraphs of IFRS S2, which is not shipped",
    "ifrs-s2-industry": "the industry guidance of IFRS S2, which is not shipped",
    "sasb-issue": "general issue categories of SASB, which are no codes of a standard",
    "tcfd": "recommendations of the TCFD, which are not shipped",
}
"""Schemes that others point to and that have no edition here, each with why nothing is compared."""

TAKEN_OVER = "goals and principles: taken over from the source, with nothing of ours to compare"


@dataclass(frozen=True, slots=True)
class Claim:
    """One pair of codes that a source publishes. An end is a disclosure, or a whole standard (an edition)."""

    from_id: str
    to_id: str
    relation: str
    publisher: str
    confidence: str
    source: Source


@dataclass(frozen=True, slots=True)
class Reason:
    """Why we have a pair that others have not, or the other way round."""

    from_id: str
    to_id: str
    side: str
    text: str
    source: Source


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A pair that one side has and the other has not; `reason` is empty if nobody has said why."""

    from_id: str
    to_id: str
    side: str
    relation: str
    reason: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two frameworks: how many of our pairs others confirm, how many of theirs we have, and what differs.

    Where nothing can be compared, `not_comparable` says why and the other numbers are 0.
    """

    frameworks: tuple[str, str]
    publishers: tuple[str, ...]
    claims: int
    ours: int = 0
    ours_confirmed: int = 0
    theirs_found: int = 0
    disagreements: tuple[Disagreement, ...] = ()
    not_comparable: str = ""

    @property
    def precision(self) -> float | None:
        """The share of our pairs that they have too; None if we have none."""
        return self.ours_confirmed / self.ours if self.ours else None

    @property
    def recall(self) -> float | None:
        """The share of their pairs that we have too; None if nothing is compared."""
        return None if self.not_comparable else self.theirs_found / self.claims


def load_claims(folder: Path) -> tuple[list[Claim], list[Problem]]:
    """Read concordances.tsv."""
    rows, problems = read_rows(folder, "concordances", "concordances")
    claims = [
        Claim(row["from"], row["to"], row["relation"], row["source"], row["confidence"], row.source())
        for row in rows
    ]
    return claims, problems


def load_reasons(folder: Path) -> tuple[list[Reason], list[Problem]]:
    """Read concordance-reasons.tsv."""
    rows, problems = read_rows(folder, "concordance-reasons", "concordance-reasons")
    reasons = [Reason(row["from"], row["to"], row["side"], row["reason"], row.source()) for row in rows]
    return reasons, problems


def compare_all(
    claims: Iterable[Claim],
    reasons: Iterable[Reason],
    catalogue: Catalogue,
    mappings: list[Mapping],
    hub: Hub,
) -> list[Comparison]:
    """One comparison for each two frameworks, in the order of the claims."""
    groups: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in claims:
        groups[claim.from_id.split(":")[0], claim.to_id.split(":")[0]].append(claim)
    told = {(each.from_id, each.to_id, each.side): each.text for each in reasons}
    ours = _Ours(catalogue, mappings, hub)
    return [_compare(frameworks, group, ours, told) for frameworks, group in groups.items()]


@dataclass(frozen=True, slots=True)
class _Ours:
    """What our side is made of."""

    catalogue: Catalogue
    mappings: list[Mapping]
    hub: Hub

    def code_pairs(self, from_ids: set[str], to_editions: set[str]) -> dict[tuple[str, str], str]:
        """Our pairs from these disclosures or editions to all disclosures of these editions."""
        asked = {
            item.id: item
            for each in sorted({_edition_id(name) for name in from_ids})
            for item in _requirements(self.catalogue.editions[each])
            if {each, item.disclosure_id} & from_ids
        }
        others = {
            item.id: item
            for each in sorted(to_editions)
            for item in _requirements(self.catalogue.editions[each])
        }
        pairs, _ = find_pairs(asked.values(), others.values(), index_mappings(self.mappings), self.hub)
        return {(each.from_id, each.to_id): each.predicate for each in roll_up(pairs, asked, others)}


def _requirements(edition: Edition) -> list[Requirement]:
    return [item for disclosure in edition.disclosures for item in disclosure.requirements]


def _edition_id(name: str) -> str:
    return name.split("/", 1)[0]


def _compare(
    frameworks: tuple[str, str], claims: list[Claim], ours: _Ours, told: dict[tuple[str, str, str], str]
) -> Comparison:
    publishers = tuple(dict.fromkeys(each.publisher for each in claims))
    if why := _not_comparable(claims, ours.catalogue):
        return Comparison(frameworks, publishers, len(claims), not_comparable=why)
    scope: dict[str, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    for each in claims:
        codes, editions = scope[each.publisher]
        codes.add(each.from_id)
        editions.add(_edition_id(each.to_id))
    mine: dict[tuple[str, str], str] = {}
    for codes, editions in scope.values():
        mine |= ours.code_pairs(codes, editions)
    theirs = {(each.from_id, each.to_id): each.relation for each in claims}
    confirmed = [pair for pair in mine if _is_among(pair, set(theirs))]
    missed = [pair for pair in theirs if not _holds_any(pair, set(mine))]
    unconfirmed = [pair for pair in mine if pair not in set(confirmed)]
    differing = [
        _differ(pair, OURS_ONLY, mine[pair].removeprefix("skos:").removesuffix("Match"), told)
        for pair in unconfirmed
    ]
    differing += [_differ(pair, THEIRS_ONLY, theirs[pair], told) for pair in missed]
    found = len(theirs) - len(missed)
    return Comparison(frameworks, publishers, len(theirs), len(mine), len(confirmed), found, tuple(differing))


def _differ(
    pair: tuple[str, str], side: str, relation: str, told: dict[tuple[str, str, str], str]
) -> Disagreement:
    return Disagreement(*pair, side, relation, told.get((*pair, side), ""))


def _not_comparable(claims: list[Claim], catalogue: Catalogue) -> str:
    """Why these two frameworks cannot be compared; empty if they can."""
    for each in (end for claim in claims for end in (claim.from_id, claim.to_id)):
        if each.split(":")[0] in OUTSIDE:
            return OUTSIDE[each.split(":")[0]]
        if catalogue.editions[_edition_id(each)].role != ASSESSED:
            return TAKEN_OVER
    return ""


def _is_among(pair: tuple[str, str], theirs: set[tuple[str, str]]) -> bool:
    """Whether a pair of codes is claimed, itself or with its whole standard."""
    starts, ends = ((name, _edition_id(name)) for name in pair)
    return any((start, end) in theirs for start in starts for end in ends)


def _holds_any(claim: tuple[str, str], mine: set[tuple[str, str]]) -> bool:
    """Whether we have a claimed pair, or for a whole standard any of its codes."""
    return any(all(_fits(end, name) for end, name in zip(claim, pair, strict=True)) for pair in mine)


def _fits(claimed: str, name: str) -> bool:
    return name == claimed or _edition_id(name) == claimed
