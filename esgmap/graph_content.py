"""Content → statements: editions, the hub, mappings, reasons and reliefs. All that a status depends on.

SKOS for the frameworks, SSSOM terms for the mappings, and a few terms of our own (`esgmap/vocab.ttl`). What
queries compare is an IRI, a plain text or a whole number, which every store gives back as it got it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode

from esgmap.findings import Grounds
from esgmap.graph_terms import (
    Statement,
    breakdown_iri,
    content_iri,
    iri,
    mapping_iri,
    member_iri,
    relief_iri,
    target_iri,
    term,
    whole_number,
    yes_or_no,
)
from esgmap.model import (
    NO_TERM,
    Breakdown,
    Dimension,
    Disclosure,
    Edition,
    Hub,
    Indicator,
    Mapping,
    OmissionReason,
    Relief,
    Requirement,
    Unit,
)


def edition_statements(edition: Edition) -> Iterator[Statement]:
    """An edition with its disclosures and requirements, and the obligations of this issuer and year."""
    node = content_iri(edition.id)
    yield node, "rdf:type", term("skos:ConceptScheme")
    yield node, "dct:identifier", edition.id
    yield node, "dct:title", f"{edition.standard}: {edition.title} ({edition.edition})"
    yield node, "dct:publisher", edition.publisher
    if edition.effective_from:
        yield node, "esgm:effectiveFrom", edition.effective_from
    if edition.superseded_by:
        yield node, "dct:isReplacedBy", edition.superseded_by
    yield node, "esgm:sha256", edition.sha256
    for disclosure in edition.disclosures:
        yield from _disclosure(disclosure, node)
        for item in disclosure.items:
            yield from _requirement(item, node)


def _disclosure(disclosure: Disclosure, scheme: NamedNode) -> Iterator[Statement]:
    node = content_iri(disclosure.id)
    yield node, "rdf:type", term("skos:Concept")
    yield node, "rdf:type", term("esgm:Disclosure")
    yield node, "dct:identifier", disclosure.id
    yield node, "skos:inScheme", scheme
    yield node, "skos:notation", disclosure.code
    yield node, "skos:prefLabel", disclosure.title
    yield node, "esgm:topic", disclosure.topic
    yield node, "esgm:obligation", disclosure.obligation
    yield node, "esgm:omissionPermitted", yes_or_no(disclosure.omission_permitted)
    yield node, "esgm:confidence", disclosure.confidence


def _requirement(requirement: Requirement, scheme: NamedNode) -> Iterator[Statement]:
    node = content_iri(requirement.id)
    yield node, "rdf:type", term("skos:Concept")
    yield node, "rdf:type", term("esgm:RequirementGroup" if requirement.is_group else "esgm:Requirement")
    yield node, "dct:identifier", requirement.id
    yield node, "skos:inScheme", scheme
    yield node, "skos:broader", content_iri(requirement.parent_id)
    yield node, "esgm:ofDisclosure", content_iri(requirement.disclosure_id)
    yield node, "skos:prefLabel", requirement.label
    yield node, "esgm:locator", requirement.locator
    yield node, "esgm:obligation", requirement.obligation
    yield node, "esgm:confidence", requirement.confidence
    if not requirement.is_group:
        yield node, "esgm:kind", requirement.kind
    yield from _texts(
        node, (("esgm:unitKind", requirement.unit_kind), ("esgm:condition", requirement.condition))
    )
    yield node, "esgm:periods", whole_number(requirement.periods)
    yield from _needs(requirement, node)


def _needs(requirement: Requirement, node: NamedNode) -> Iterator[Statement]:
    """What the requirement wants to see: a total, breakdowns, and the members that it is about."""
    yield node, "esgm:needsTotal", yes_or_no(requirement.needs.total)
    for breakdown in requirement.needs.breakdowns:
        place = breakdown_iri(requirement.id, breakdown)
        yield node, "esgm:breakdown", place
        yield from _breakdown(breakdown, place)
    for dimension, member in requirement.needs.fixed:
        yield node, "esgm:fixedMember", member_iri(dimension, member)
        yield from member_statements(dimension, member)


def _breakdown(breakdown: Breakdown, node: NamedNode) -> Iterator[Statement]:
    """A breakdown: its dimensions in order, each position behind the one before it."""
    yield node, "rdf:type", term("esgm:Breakdown")
    yield node, "rdfs:label", "*".join(breakdown.dimensions)
    before = None
    for number, dimension in enumerate(breakdown.dimensions, start=1):
        place = NamedNode(f"{node.value}/{number}")
        yield node, "esgm:position", place
        yield place, "esgm:order", whole_number(number)
        yield place, "esgm:dimension", iri("dimension", dimension)
        if before:
            yield place, "esgm:after", before
        before = place


def member_statements(dimension: str, member: str) -> Iterator[Statement]:
    """A member of a dimension, known to the hub or not."""
    node = member_iri(dimension, member)
    yield node, "rdf:type", term("esgm:Member")
    yield node, "rdfs:label", f"{dimension}={member}"
    yield node, "esgm:dimension", iri("dimension", dimension)


# --- the hub --------------------------------------------------------------------------------------


def hub_statements(hub: Hub) -> Iterator[Statement]:
    """Indicators, dimensions and units."""
    for indicator in hub.indicators.values():
        yield from _indicator(indicator)
    for dimension in hub.dimensions.values():
        yield from _dimension(dimension)
    for unit in hub.units.values():
        yield from _unit(unit)


def _dimension(dimension: Dimension) -> Iterator[Statement]:
    node = iri("dimension", dimension.id)
    yield node, "rdf:type", term("esgm:Dimension")
    yield node, "dct:identifier", dimension.id
    yield node, "skos:prefLabel", dimension.label
    yield node, "esgm:minMembers", whole_number(dimension.min_members)
    yield node, "esgm:restricts", yes_or_no(dimension.restricts)
    for member in dimension.required:
        yield node, "esgm:requiredMember", member_iri(dimension.id, member)
        yield from member_statements(dimension.id, member)


def _unit(unit: Unit) -> Iterator[Statement]:
    node = iri("unit", unit.id)
    yield node, "rdf:type", term("esgm:Unit")
    yield node, "dct:identifier", unit.id
    yield node, "skos:prefLabel", unit.label
    yield node, "esgm:unitKind", unit.kind


def _indicator(indicator: Indicator) -> Iterator[Statement]:
    node = iri("indicator", indicator.id)
    yield node, "rdf:type", term("skos:Concept")
    yield node, "rdf:type", term("esgm:Indicator")
    yield node, "dct:identifier", indicator.id
    yield node, "skos:prefLabel", indicator.label
    yield node, "esgm:valueType", indicator.value_type
    yield node, "esgm:wantedBasis", indicator.basis
    if indicator.definition:
        yield node, "skos:definition", indicator.definition
    if indicator.unit_kind:
        yield node, "esgm:unitKind", indicator.unit_kind
    if indicator.broader:
        yield node, "skos:broader", iri("indicator", indicator.broader)


# --- mappings, reasons, reliefs -------------------------------------------------------------------


def mapping_statements(mapping: Mapping) -> Iterator[Statement]:
    """A mapping as an axiom with its provenance, and as a plain statement if it says that something fits."""
    node = mapping_iri(mapping)
    yield node, "rdf:type", term("owl:Axiom")
    yield node, "owl:annotatedSource", content_iri(mapping.subject_id)
    yield node, "owl:annotatedProperty", term(mapping.predicate_id)
    yield node, "owl:annotatedTarget", target_iri(mapping.object_id)
    if mapping.is_negative:
        yield node, "sssom:predicate_modifier", "Not"
    elif mapping.object_id != NO_TERM:
        yield content_iri(mapping.subject_id), mapping.predicate_id, target_iri(mapping.object_id)
    yield node, "sssom:mapping_justification", term(mapping.justification)
    yield node, "dct:source", str(mapping.source)
    for predicate, text in (
        ("sssom:author_label", mapping.author),
        ("sssom:mapping_date", mapping.mapping_date),
        ("sssom:confidence", mapping.confidence),
        ("rdfs:comment", mapping.comment),
    ):
        if text:
            yield node, predicate, text


def grounds_statements(grounds: Grounds) -> Iterator[Statement]:
    """The reasons for leaving something out that the report's claims know, and the reliefs."""
    for reason in (each for known in grounds.reasons.values() for each in known):
        yield from _reason(reason)
    for relief in grounds.reliefs:
        yield from _relief(relief)


def _reason(reason: OmissionReason) -> Iterator[Statement]:
    node = iri("reason", reason.framework, reason.reason)
    yield node, "rdf:type", term("esgm:OmissionReason")
    yield node, "rdfs:label", reason.reason
    yield node, "esgm:framework", reason.framework
    yield from _texts(node, (("esgm:accompaniedBy", reason.accompanied_by), ("esgm:clause", reason.clause)))


def _relief(relief: Relief) -> Iterator[Statement]:
    node = relief_iri(relief)
    yield node, "rdf:type", term("esgm:Relief")
    yield node, "rdfs:label", relief.name
    yield node, "esgm:leavesOut", yes_or_no(relief.leaves_out)
    yield from _texts(node, (("esgm:accompaniedBy", relief.must_still_say), ("esgm:clause", relief.clause)))
    for requirement_id in relief.requirement_ids:
        yield node, "esgm:mayBeTakenBy", content_iri(requirement_id)


def _texts(node: NamedNode, pairs: Iterable[tuple[str, str]]) -> Iterator[Statement]:
    """What is not empty."""
    return ((node, predicate, text) for predicate, text in pairs if text)
