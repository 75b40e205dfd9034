"""What the mappings of all editions keep among themselves, and the concordances of others.

A crosswalk is composed of the mappings of two editions, so a fault in one file may only show beside another
one. A rule takes everything that was read, and yields a problem, with place and remedy, for each fault.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from esgmap.chains import (
    BROAD,
    EXACT,
    NARROW,
    find_pairs,
    index_mappings,
    inverse,
    wider_indicators,
)
from esgmap.concordance import OUTSIDE, Claim, Reason
from esgmap.model import NO_TERM, Edition, Hub, Mapping, Problem, Requirement
from esgmap.tables import error


@dataclass(frozen=True, slots=True)
class Web:
    """The editions, all their mappings, the hub, and what others published."""

    editions: dict[str, Edition]
    requirements: dict[str, Requirement]
    mappings: list[Mapping]
    hub: Hub
    claims: list[Claim]
    reasons: list[Reason]


Rule = Callable[[Web], Iterator[Problem]]


def _by_subject(web: Web) -> dict[str, dict[str, Mapping]]:
    """The positive mappings by requirement and indicator, of those that exist."""
    found: dict[str, dict[str, Mapping]] = defaultdict(dict)
    for row in web.mappings:
        if not row.is_negative and row.subject_id in web.requirements and row.object_id != NO_TERM:
            found[row.subject_id][row.object_id] = row
    return found


def chain_contradictions(web: Web) -> Iterator[Problem]:
    """No chain makes alike what a negative mapping sets apart from the very thing that the other one asks."""
    everything = list(web.requirements.values())
    _, contradictions = find_pairs(everything, everything, index_mappings(web.mappings), web.hub)
    for each in contradictions:
        chain, denied = each.chain, each.forbidden_by
        ends = (chain.first.subject_id, chain.second.subject_id)
        if denied.subject_id != ends[0]:
            continue  # told once, at the end that denies
        message = (
            f"`{ends[0]}` and `{ends[1]}` are alike through `{chain.via[0]}`, yet the first is said "
            f"not to be `{denied.object_id}`, which the second is ({each.agrees_with.source})"
        )
        hint = "one of the three mappings is wrong, or less than exact or close"
        yield error("crosswalk-contradiction", message, hint, denied.source)


def directions(web: Web) -> Iterator[Problem]:
    """Read from both ends, nothing is wider and narrower than the same thing."""
    wider = wider_indicators(web.hub)
    for subject, rows in _by_subject(web).items():
        for name, row in rows.items():
            for above in sorted(wider.get(name, frozenset()) & rows.keys()):
                if row.predicate_id == BROAD and rows[above].predicate_id in {EXACT, NARROW}:
                    message = (
                        f"`{name}` is mapped as wider than `{subject}`, `{above}` as not wider, "
                        f"though `{above}` is wider than `{name}`"
                    )
                    hint = "see which of the two is wrong; `related` claims no direction"
                    yield error("crosswalk-direction", message, hint, row.source)


def granularity(web: Web) -> Iterator[Problem]:
    """A requirement is exactly one figure: with two, one is a part, or the sum, or another reading."""
    for subject, rows in _by_subject(web).items():
        figures = [
            name
            for name, row in rows.items()
            if row.predicate_id == EXACT and web.hub.indicators[name].value_type == "quantity"
        ]
        if len(figures) > 1:
            message = f"`{subject}` is exactly `{figures[0]}` and exactly `{figures[1]}`"
            hint = "keep the one that is asked; the other is close, narrower or wider, and says why"
            yield error("crosswalk-granularity", message, hint, rows[figures[1]].source)


def kinds(web: Web) -> Iterator[Problem]:
    """What asks for words is not exactly a figure, and what asks for a figure not exactly words."""
    for row in web.mappings:
        asked, indicator = web.requirements.get(row.subject_id), web.hub.indicators.get(row.object_id)
        if asked is None or indicator is None or row.is_negative or row.predicate_id != EXACT:
            continue
        if (asked.kind == "quantitative") != (indicator.value_type == "quantity"):
            message = f"`{asked.id}` is {asked.kind}, `{row.object_id}` is {indicator.value_type}"
            hint = "close at most, with a comment on what the other kind leaves out"
            yield error("crosswalk-kind", message, hint, row.source)


# --- concordances ---------------------------------------------------------------------------------


def claimed_ids(web: Web) -> Iterator[Problem]:
    """Each end of a concordance exists, or is of a scheme that is known not to be shipped."""
    known = {each.id for edition in web.editions.values() for each in edition.disclosures} | set(web.editions)
    for claim in web.claims:
        for end in (claim.from_id, claim.to_id):
            if end not in known and end.split(":")[0] not in OUTSIDE:
                message = f"`{end}` is no disclosure or edition"
                hint = f"see `esgmap frameworks list`; schemes without an edition: {', '.join(OUTSIDE)}"
                yield error("concordance-id", message, hint, claim.source)


def claims_once(web: Web) -> Iterator[Problem]:
    """A pair stands once; from the other end it says the same."""
    seen: dict[tuple[str, str], Claim] = {}
    for claim in web.claims:
        pair = (claim.from_id, claim.to_id)
        first, back = seen.get(pair), seen.get(pair[::-1])
        seen.setdefault(pair, claim)
        if first:
            message = f"{pair[0]} and {pair[1]} stand twice; first at {first.source}"
            yield error("duplicate-row", message, "keep one of them", claim.source)
        elif back and back.relation != _turned(claim.relation):
            message = (
                f"{pair[0]} is {claim.relation} here, and {back.relation} at {back.source}, turned round"
            )
            hint = "narrow one way is broad the other way; all else is the same both ways"
            yield error("crosswalk-direction", message, hint, claim.source)


def _turned(relation: str) -> str:
    return inverse(f"skos:{relation}Match").removeprefix("skos:").removesuffix("Match")


def reasons_once(web: Web) -> Iterator[Problem]:
    """A reason stands once for each pair, and is about ends that exist."""
    known = {each.id for edition in web.editions.values() for each in edition.disclosures} | set(web.editions)
    seen: dict[tuple[str, str, str], Reason] = {}
    for reason in web.reasons:
        for end in (reason.from_id, reason.to_id):
            if end not in known:
                message = f"`{end}` is no disclosure or edition"
                hint = "see `esgmap frameworks list`"
                yield error("concordance-id", message, hint, reason.source)
        first = seen.setdefault((reason.from_id, reason.to_id, reason.side), reason)
        if first is not reason:
            message = f"{reason.from_id} and {reason.to_id} stand twice; first at {first.source}"
            yield error("duplicate-row", message, "keep one of them", reason.source)


RULES: tuple[Rule, ...] = (
    *(chain_contradictions, directions, granularity, kinds),
    *(claimed_ids, claims_once, reasons_once),
)
