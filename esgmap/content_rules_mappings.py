"""What a file of mappings keeps: it points to things that exist, does not contradict itself, and says why.

A rule takes the mappings of one edition with what they point to, and yields a problem, with its place and its
remedy, for each fault.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from esgmap.coverage import FULL_MATCH
from esgmap.mappings import SUFFIX
from esgmap.model import NO_TERM, Hub, Mapping, Problem, Requirement, Source
from esgmap.tables import Table, error

BY_HAND = "semapv:ManualMappingCuration"
LEAST_CONFIDENCE = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class MappingSet:
    """The mappings of one edition as they are written, with the requirements and indicators there are."""

    edition_id: str
    table: Table
    mappings: list[Mapping]
    requirements: dict[str, Requirement]
    hub: Hub


Rule = Callable[[MappingSet], Iterator[Problem]]


def header(found: MappingSet) -> Iterator[Problem]:
    """The header names the set as its file is named, its title and licence, and each prefix in use."""
    lines, place = found.table.header, Source(found.table.path, 1)
    name = found.table.path.rsplit("/", 1)[-1].removesuffix(SUFFIX)
    set_id = f"https://w3id.org/esgmap/mappings/{name}"
    if lines.get("mapping_set_id") != set_id:
        message = f"`mapping_set_id` is `{lines.get('mapping_set_id', '')}`"
        yield error("mapping-header", message, f"write {set_id}", place)
    if not lines.get("mapping_set_title") or not lines.get("license", "").startswith("https://"):
        message = "`mapping_set_title` or the address of the `license` is missing"
        yield error("mapping-header", message, "see the header of another file", place)
    known = {key.removeprefix("curie_map.") for key in lines if key.startswith("curie_map.")}
    columns = ("subject_id", "predicate_id", "object_id", "mapping_justification")
    used = {row[column].split(":", 1)[0] for row in found.table.rows for column in columns}
    if missing := sorted(used - known):
        message = f"`curie_map` does not say what {', '.join(missing)} stands for"
        yield error("mapping-header", message, "add a line for each prefix", place)


def subjects(found: MappingSet) -> Iterator[Problem]:
    """The subject is an assessed requirement of the file's own edition, not a group or a disclosure."""
    for row in found.mappings:
        if row.subject_id not in found.requirements:
            message = f"`{row.subject_id}` is no requirement"
            hint = "a mapping is about a requirement: not a group, nor a whole disclosure"
            yield error("mapping-subject", message, hint, row.source)
        elif not row.subject_id.startswith(f"{found.edition_id}/"):
            message = f"`{row.subject_id}` is not of {found.edition_id}"
            yield error("mapping-subject", message, "move it to its own edition's file", row.source)


def objects(found: MappingSet) -> Iterator[Problem]:
    """The object is an indicator of the hub, or says that there is none."""
    for row in found.mappings:
        if row.object_id not in found.hub.indicators and row.object_id != NO_TERM:
            message = f"`{row.object_id}` is no indicator"
            yield error("mapping-object", message, "see indicators.tsv", row.source)


def pairs(found: MappingSet) -> Iterator[Problem]:
    """A requirement and an indicator meet once: never under two predicates, never as yes and as no."""
    seen: dict[tuple[str, str], Mapping] = {}
    for row in found.mappings:
        first = seen.setdefault((row.subject_id, row.object_id), row)
        if first is not row:
            told = "as yes and as no" if first.is_negative != row.is_negative else "twice"
            message = f"`{row.subject_id}` and `{row.object_id}` meet {told}; first at {first.source}"
            yield error("mapping-twice", message, "keep one of them", row.source)


def nothing_found(found: MappingSet) -> Iterator[Problem]:
    """Who says that a requirement has no counterpart names none: no other row but negative ones."""
    covered = {row.subject_id for row in found.mappings if row.object_id != NO_TERM and not row.is_negative}
    for row in found.mappings:
        if row.object_id == NO_TERM and (row.subject_id in covered or row.is_negative):
            message = f"`{row.subject_id}` is said to have no counterpart, and has one"
            yield error("mapping-no-term", message, "keep one of the two", row.source)


def comments(found: MappingSet) -> Iterator[Problem]:
    """What is not an exact match says why, in a comment."""
    for row in found.mappings:
        if not row.comment and (row.is_negative or row.predicate_id != "skos:exactMatch"):
            predicate = f"{'Not ' * row.is_negative}{row.predicate_id}"
            message = f"`{row.subject_id}` {predicate} `{row.object_id}` does not say why"
            yield error("mapping-comment", message, "name the difference in `comment`", row.source)


def confidences(found: MappingSet) -> Iterator[Problem]:
    """Every mapping says how sure we are; one that covers is more likely right than wrong."""
    for row in found.mappings:
        if not row.confidence:
            message = f"`{row.subject_id}` and `{row.object_id}`: `confidence` is empty"
            yield error("mapping-confidence", message, "give a number from 0 to 1", row.source)
        elif _covers(row) and Decimal(row.confidence) < LEAST_CONFIDENCE:
            message = f"`{row.object_id}` covers `{row.subject_id}` with a confidence of {row.confidence}"
            hint = f"below {LEAST_CONFIDENCE} it must not make a requirement met: narrow or related, at most"
            yield error("mapping-confidence", message, hint, row.source)


def provenance(found: MappingSet) -> Iterator[Problem]:
    """Made by hand, by a named author, on a day."""
    for row in found.mappings:
        if row.justification != BY_HAND or not row.author or not _is_day(row.mapping_date):
            message = f"`{row.subject_id}` and `{row.object_id}`: made how, by whom or when is not said"
            yield error("mapping-provenance", message, f"give {BY_HAND}, author and day", row.source)


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def unit_kinds(found: MappingSet) -> Iterator[Problem]:
    """What covers a figure wholly is an indicator for figures of the same kind of unit."""
    for row in found.mappings:
        asked = found.requirements.get(row.subject_id)
        indicator = found.hub.indicators.get(row.object_id)
        if asked is None or indicator is None or not _covers(row) or asked.kind != "quantitative":
            continue
        if indicator.value_type != "quantity" or asked.unit_kind not in {"", indicator.unit_kind}:
            has = indicator.unit_kind or indicator.value_type
            message = (
                f"`{row.subject_id}` asks for {asked.unit_kind or 'a figure'}, `{row.object_id}` has {has}"
            )
            yield error("mapping-unit-kind", message, "it cannot cover: choose another", row.source)


def _covers(row: Mapping) -> bool:
    return row.predicate_id in FULL_MATCH and not row.is_negative


RULES: tuple[Rule, ...] = (
    *(header, subjects, objects, pairs, nothing_found, comments),
    *(confidences, provenance, unit_kinds),
)
