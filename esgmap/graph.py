"""Records and findings → RDF. The only place that makes triples.

SKOS for the frameworks, SSSOM terms for the mappings, PROV-O for what came from what, Web Annotation for the
place where a fact stands, and a few terms of our own (`esgmap/vocab.ttl`). IRIs are minted from ids, there
are no blank nodes, and one named graph holds each edition, each mapping set, the report and the assessment.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, Quad

from esgmap.findings import Assessment, DisclosureFinding, Finding, Support
from esgmap.model import Disclosure, Edition, Fact, Indicator, Mapping, Report, Requirement

BASE = "https://w3id.org/esgmap/"
PREFIXES = {
    "dct": "http://purl.org/dc/terms/",
    "esgm": f"{BASE}vocab#",
    "oa": "http://www.w3.org/ns/oa#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "semapv": "https://w3id.org/semapv/vocab/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "sssom": "https://w3id.org/sssom/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
Statement = tuple[NamedNode, str, "NamedNode | Literal | str"]


def make_quads(assessment: Assessment) -> list[Quad]:
    """Everything that led to the statuses, and the statuses, sorted and without doubles."""
    return sorted(set(_all(assessment)), key=str)


def _all(assessment: Assessment) -> Iterator[Quad]:
    report = _iri("report", assessment.report.id)
    for framework in assessment.frameworks:
        for edition in framework.editions:
            yield from _in(_graph(edition.id), _edition(edition))
    for indicator in assessment.hub.indicators.values():
        yield from _in(_iri("graph", "indicators"), _indicator(indicator))
    yield from _in(_iri("graph", "report", assessment.report.id), _report(assessment.report, report))
    for mapping in _mappings(assessment):
        edition_id = mapping.subject_id.split("/", 1)[0]
        yield from _in(_iri("graph", "mappings", *edition_id.split(":")), _mapping(mapping))
    graph = _iri("graph", "assessment", assessment.report.id)
    yield from _in(graph, _assessment(assessment, report))


def _in(graph: NamedNode, statements: Iterator[Statement]) -> Iterator[Quad]:
    for subject, predicate, value in statements:
        node = Literal(value) if isinstance(value, str) else value
        yield Quad(subject, _term(predicate), node, graph)


# --- IRIs ---------------------------------------------------------------------------------------


def _term(curie: str) -> NamedNode:
    prefix, _, name = curie.partition(":")
    return NamedNode(PREFIXES[prefix] + name)


def _iri(*parts: str) -> NamedNode:
    return NamedNode(BASE + "/".join(quote(part, safe="") for part in parts))


def _content_iri(content_id: str) -> NamedNode:
    """`hkex:esg-guide-2020/B1.1` → <…/hkex/esg-guide-2020/B1.1>."""
    framework, _, rest = content_id.partition(":")
    return _iri(framework, *rest.split("/"))


def _graph(edition_id: str) -> NamedNode:
    return _iri("graph", *edition_id.split(":"))


def _mapping_iri(mapping: Mapping) -> NamedNode:
    text = f"{mapping.subject_id} {mapping.is_negative} {mapping.predicate_id} {mapping.object_id}"
    return _iri("mapping", hashlib.sha256(text.encode()).hexdigest()[:16])


def _date(day: object) -> Literal:
    return Literal(str(day), datatype=_term("xsd:date"))


# --- content ------------------------------------------------------------------------------------


def _edition(edition: Edition) -> Iterator[Statement]:
    node = _content_iri(edition.id)
    yield node, "rdf:type", _term("skos:ConceptScheme")
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
    node = _content_iri(disclosure.id)
    yield node, "rdf:type", _term("skos:Concept")
    yield node, "rdf:type", _term("esgm:Disclosure")
    yield node, "dct:identifier", disclosure.id
    yield node, "skos:inScheme", scheme
    yield node, "skos:notation", disclosure.code
    yield node, "skos:prefLabel", disclosure.title
    yield node, "esgm:topic", disclosure.topic
    yield node, "esgm:obligation", disclosure.obligation
    yield node, "esgm:omissionPermitted", _boolean(disclosure.omission_permitted)
    yield node, "esgm:confidence", disclosure.confidence


def _requirement(requirement: Requirement, scheme: NamedNode) -> Iterator[Statement]:
    node = _content_iri(requirement.id)
    yield node, "rdf:type", _term("skos:Concept")
    yield node, "rdf:type", _term("esgm:RequirementGroup" if requirement.is_group else "esgm:Requirement")
    yield node, "dct:identifier", requirement.id
    yield node, "skos:inScheme", scheme
    yield node, "skos:broader", _content_iri(requirement.parent_id)
    yield node, "skos:prefLabel", requirement.label
    yield node, "esgm:locator", requirement.locator
    yield node, "esgm:obligation", requirement.obligation
    yield node, "esgm:confidence", requirement.confidence
    for predicate, text in (
        ("esgm:kind", requirement.kind),
        ("esgm:unitKind", requirement.unit_kind),
        ("esgm:condition", requirement.condition),
    ):
        if text:
            yield node, predicate, text
    yield node, "esgm:periods", Literal(str(requirement.periods), datatype=_term("xsd:integer"))
    if requirement.needs.total:
        yield node, "esgm:needsTotal", _boolean(True)
    for breakdown in requirement.needs.breakdowns:
        yield node, "esgm:breakdown", "*".join(breakdown.dimensions)
    for dimension, member in requirement.needs.fixed:
        yield node, "esgm:fixedMember", f"{dimension}={member}"


def _indicator(indicator: Indicator) -> Iterator[Statement]:
    node = _iri("indicator", indicator.id)
    yield node, "rdf:type", _term("skos:Concept")
    yield node, "rdf:type", _term("esgm:Indicator")
    yield node, "dct:identifier", indicator.id
    yield node, "skos:prefLabel", indicator.label
    yield node, "esgm:valueType", indicator.value_type
    yield node, "esgm:wantedBasis", indicator.basis
    if indicator.definition:
        yield node, "skos:definition", indicator.definition
    if indicator.unit_kind:
        yield node, "esgm:unitKind", indicator.unit_kind
    if indicator.broader:
        yield node, "skos:broader", _iri("indicator", indicator.broader)


def _mappings(assessment: Assessment) -> Iterator[Mapping]:
    """Every mapping that a finding rests on or came near by."""
    for framework in assessment.frameworks:
        for finding in framework.findings:
            for support in (*finding.because, *finding.near_misses):
                if support.mapping:
                    yield support.mapping


def _mapping(mapping: Mapping) -> Iterator[Statement]:
    node = _mapping_iri(mapping)
    yield node, "rdf:type", _term("owl:Axiom")
    yield node, "owl:annotatedSource", _content_iri(mapping.subject_id)
    yield node, "owl:annotatedProperty", _term(mapping.predicate_id)
    yield node, "owl:annotatedTarget", _iri("indicator", mapping.object_id)
    if mapping.is_negative:
        yield node, "sssom:predicate_modifier", "Not"
    else:
        yield _content_iri(mapping.subject_id), mapping.predicate_id, _iri("indicator", mapping.object_id)
    yield node, "sssom:mapping_justification", _term(mapping.justification)
    yield node, "dct:source", str(mapping.source)
    for predicate, text in (
        ("sssom:author_label", mapping.author),
        ("sssom:mapping_date", mapping.mapping_date),
        ("sssom:confidence", mapping.confidence),
        ("rdfs:comment", mapping.comment),
    ):
        if text:
            yield node, predicate, text


# --- the report ---------------------------------------------------------------------------------


def _report(report: Report, node: NamedNode) -> Iterator[Statement]:
    yield node, "rdf:type", _term("esgm:Report")
    yield node, "dct:identifier", report.id
    yield node, "dct:title", report.title
    yield node, "esgm:entity", report.entity
    yield node, "esgm:periodStart", _date(report.period.start)
    yield node, "esgm:periodEnd", _date(report.period.end)
    yield node, "esgm:boundary", report.boundary
    for document in report.documents:
        place = _iri("report", report.id, "document", document.id)
        yield place, "rdf:type", _term("prov:Entity")
        yield place, "dct:title", document.title
        yield place, "esgm:sha256", document.sha256
    for fact in report.facts:
        yield from _fact(fact, report, node)


def _fact_iri(report_id: str, fact_id: str) -> NamedNode:
    return _iri("report", report_id, "fact", fact_id)


def _fact(fact: Fact, report: Report, node: NamedNode) -> Iterator[Statement]:
    subject = _fact_iri(report.id, fact.id)
    yield subject, "rdf:type", _term("esgm:Fact")
    yield subject, "rdf:type", _term("prov:Entity")
    yield subject, "dct:identifier", fact.id
    yield subject, "dct:isPartOf", node
    yield subject, "rdfs:label", fact.label
    yield subject, "esgm:valueState", fact.value_state
    yield subject, "esgm:value", fact.value
    yield subject, "esgm:valueAsPrinted", fact.value_as_printed
    if fact.number is not None:
        yield subject, "esgm:number", Literal(format(fact.number, "f"), datatype=_term("xsd:decimal"))
    for predicate, text in (
        ("esgm:unit", fact.unit),
        ("esgm:unitAsPrinted", fact.unit_as_printed),
        ("esgm:lacks", fact.lacks),
        ("rdfs:comment", fact.note),
    ):
        if text:
            yield subject, predicate, text
    yield subject, "esgm:extent", "part" if fact.is_partial else "full"
    yield subject, "esgm:basis", fact.basis
    yield subject, "esgm:whose", fact.whose
    yield subject, "esgm:periodStart", _date(fact.period.start)
    yield subject, "esgm:periodEnd", _date(fact.period.end)
    if fact.indicator:
        yield subject, "esgm:indicator", _iri("indicator", fact.indicator)
    for requirement_id in fact.answers:
        yield subject, "esgm:answers", _content_iri(requirement_id)
    for dimension, member in fact.dimensions:
        yield subject, "esgm:member", f"{dimension}={member}"
    yield from _evidence(fact, report, subject)


def _evidence(fact: Fact, report: Report, subject: NamedNode) -> Iterator[Statement]:
    place = _iri("report", report.id, "fact", fact.id, "evidence")
    yield subject, "prov:wasDerivedFrom", place
    yield place, "rdf:type", _term("oa:SpecificResource")
    yield place, "oa:hasSource", _iri("report", report.id, "document", fact.evidence.document)
    yield place, "dct:source", str(fact.source)
    for predicate, text in (
        ("esgm:pages", fact.evidence.pages),
        ("esgm:section", fact.evidence.section),
        ("esgm:anchor", fact.evidence.anchor),
    ):
        if text:
            yield place, predicate, text


# --- the assessment -----------------------------------------------------------------------------


def _assessment(assessment: Assessment, report: NamedNode) -> Iterator[Statement]:
    node = _iri("report", assessment.report.id, "assessment")
    yield node, "rdf:type", _term("prov:Activity")
    yield node, "prov:used", report
    yield node, "esgm:toolVersion", assessment.tool_version
    for inputs in assessment.inputs:
        source = _iri("report", assessment.report.id, "input", inputs.path)
        yield node, "prov:used", source
        yield source, "rdf:type", _term("prov:Entity")
        yield source, "dct:title", inputs.path
        yield source, "esgm:sha256", inputs.sha256
    for framework in assessment.frameworks:
        for found in framework.disclosures:
            yield from _rolled_up(found, assessment.report.id, node)
            for finding in found.findings:
                yield from _finding(finding, assessment.report.id, node)


def _rolled_up(found: DisclosureFinding, report_id: str, activity: NamedNode) -> Iterator[Statement]:
    node = _finding_iri(report_id, found.disclosure.id)
    yield node, "rdf:type", _term("esgm:DisclosureFinding")
    yield node, "esgm:disclosure", _content_iri(found.disclosure.id)
    yield node, "esgm:status", _term(f"esgm:{found.status.value}")
    yield node, "prov:wasGeneratedBy", activity


def _finding_iri(report_id: str, content_id: str) -> NamedNode:
    return _iri("report", report_id, "finding", *content_id.replace(":", "/").split("/"))


def _finding(finding: Finding, report_id: str, activity: NamedNode) -> Iterator[Statement]:
    node = _finding_iri(report_id, finding.requirement.id)
    yield node, "rdf:type", _term("esgm:Finding")
    yield node, "esgm:requirement", _content_iri(finding.requirement.id)
    yield node, "esgm:status", _term(f"esgm:{finding.status.value}")
    yield node, "esgm:rule", finding.rule
    yield node, "prov:wasGeneratedBy", activity
    for text in finding.missing:
        yield node, "esgm:missing", text
    for predicate, supports in (("esgm:because", finding.because), ("esgm:nearMiss", finding.near_misses)):
        for support in supports:
            place = NamedNode(f"{node.value}/{quote(support.fact_id, safe='')}")
            yield node, predicate, place
            yield from _support(support, report_id, place)


def _support(support: Support, report_id: str, node: NamedNode) -> Iterator[Statement]:
    yield node, "rdf:type", _term("esgm:Support")
    yield node, "esgm:fact", _fact_iri(report_id, support.fact_id)
    yield node, "esgm:verdict", support.verdict
    if support.mapping:
        yield node, "esgm:mapping", _mapping_iri(support.mapping)
    for reason in support.reasons:
        yield node, "esgm:reason", reason


def _boolean(value: bool) -> Literal:
    return Literal("true" if value else "false", datatype=_term("xsd:boolean"))
