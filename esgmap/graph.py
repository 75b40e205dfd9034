"""Records and findings → RDF, in named graphs: the proof of every status, and all that it depends on.

PROV-O for what came from what, Web Annotation for the place where a fact stands, SKOS and SSSOM terms for the
content (`graph_content`). There are no blank nodes, and one named graph holds each edition, each mapping set,
the hub, the reasons, the report and the assessment. Whoever drops the graph of the assessment can derive
every status again from the others (`esgmap/queries/`).
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, serialize

from esgmap.findings import Assessment, DisclosureFinding, Finding, Support
from esgmap.graph_content import (
    edition_statements,
    grounds_statements,
    hub_statements,
    mapping_statements,
)
from esgmap.graph_report import report_statements
from esgmap.graph_terms import (
    Statement,
    content_iri,
    edition_graph,
    fact_iri,
    finding_iri,
    iri,
    mapping_iri,
    omission_iri,
    term,
)
from esgmap.reported import Report


def make_quads(assessment: Assessment) -> list[Quad]:
    """Everything that led to the statuses, and the statuses, sorted and without doubles."""
    return sorted({*_grounds(assessment), *_statuses(assessment)}, key=str)


def make_triples(assessment: Assessment) -> bytes:
    """Everything that the statuses depend on, and no status, as N-Triples: where a re-performance starts."""
    triples = {quad.triple for quad in _grounds(assessment)}
    return serialize(triples, format=RdfFormat.N_TRIPLES) or b""


def _statuses(assessment: Assessment) -> Iterator[Quad]:
    graph = iri("graph", "assessment", assessment.report.id)
    return _in(graph, _assessment(assessment, iri("report", assessment.report.id)))


def _grounds(assessment: Assessment) -> Iterator[Quad]:
    editions = {each.id: each for framework in assessment.frameworks for each in framework.editions}
    for edition in editions.values():
        yield from _in(edition_graph(edition.id), edition_statements(edition))
    yield from _in(iri("graph", "indicators"), hub_statements(assessment.hub))
    yield from _in(iri("graph", "reasons"), grounds_statements(assessment.grounds))
    for mapping in assessment.grounds.mappings:
        edition_id = mapping.subject_id.split("/", 1)[0]
        if edition_id in editions:
            graph = iri("graph", "mappings", *edition_id.split(":"))
            yield from _in(graph, mapping_statements(mapping))
    findings = [each for framework in assessment.frameworks for each in framework.findings]
    years = max((each.requirement.periods for each in findings), default=1)
    graph = iri("graph", "report", assessment.report.id)
    yield from _in(graph, report_statements(assessment.report, years, assessment.grounds.telling))


def _in(graph: NamedNode, statements: Iterator[Statement]) -> Iterator[Quad]:
    for subject, predicate, value in statements:
        node = Literal(value) if isinstance(value, str) else value
        yield Quad(subject, term(predicate), node, graph)


# --- the assessment -----------------------------------------------------------------------------


def _assessment(assessment: Assessment, report: NamedNode) -> Iterator[Statement]:
    node = iri("report", assessment.report.id, "assessment")
    yield node, "rdf:type", term("prov:Activity")
    yield node, "prov:used", report
    yield node, "esgm:toolVersion", assessment.tool_version
    for inputs in assessment.inputs:
        source = iri("report", assessment.report.id, "input", inputs.path)
        yield node, "prov:used", source
        yield source, "rdf:type", term("prov:Entity")
        yield source, "dct:title", inputs.path
        yield source, "esgm:sha256", inputs.sha256
    for framework in assessment.frameworks:
        for found in framework.disclosures:
            yield from _rolled_up(found, assessment.report.id, node)
            for finding in found.findings:
                yield from _finding(finding, assessment.report, node)


def _rolled_up(found: DisclosureFinding, report_id: str, activity: NamedNode) -> Iterator[Statement]:
    node = finding_iri(report_id, found.disclosure.id)
    yield node, "rdf:type", term("esgm:DisclosureFinding")
    yield node, "esgm:disclosure", content_iri(found.disclosure.id)
    yield node, "esgm:status", term(f"esgm:{found.status.value}")
    yield node, "prov:wasGeneratedBy", activity


def _finding(finding: Finding, report: Report, activity: NamedNode) -> Iterator[Statement]:
    node = finding_iri(report.id, finding.requirement.id)
    yield node, "rdf:type", term("esgm:Finding")
    yield node, "esgm:requirement", content_iri(finding.requirement.id)
    yield node, "esgm:status", term(f"esgm:{finding.status.value}")
    yield node, "esgm:rule", finding.rule
    yield node, "prov:wasGeneratedBy", activity
    if finding.omission:
        number = report.omissions.index(finding.omission) + 1
        yield node, "esgm:omission", omission_iri(report.id, number)
    for text in finding.missing:
        yield node, "esgm:missing", text
    for predicate, supports in (("esgm:because", finding.because), ("esgm:nearMiss", finding.near_misses)):
        for support in supports:
            place = NamedNode(f"{node.value}/{quote(support.fact_id, safe='')}")
            yield node, predicate, place
            yield from _support(support, report.id, place)


def _support(support: Support, report_id: str, node: NamedNode) -> Iterator[Statement]:
    yield node, "rdf:type", term("esgm:Support")
    yield node, "esgm:fact", fact_iri(report_id, support.fact_id)
    yield node, "esgm:verdict", support.verdict
    if support.mapping:
        yield node, "esgm:mapping", mapping_iri(support.mapping)
    for reason in support.reasons:
        yield node, "esgm:reason", reason
