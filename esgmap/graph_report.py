"""A report → statements: its years, facts with their evidence, material topics, and omissions."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode

from esgmap.coverage import BASE_YEAR, reporting_years
from esgmap.graph_content import member_statements
from esgmap.graph_terms import (
    Statement,
    content_iri,
    date_literal,
    fact_iri,
    iri,
    member_iri,
    omission_iri,
    term,
    whole_number,
    yes_or_no,
)
from esgmap.model import Source
from esgmap.reported import Evidence, Fact, Omission, Report


def report_statements(report: Report, years: int, telling: tuple[Omission, ...]) -> Iterator[Statement]:
    """The report, with as many reporting years as any requirement asks for.

    `telling` are its omissions whose explanation says something.
    """
    node = iri("report", report.id)
    yield node, "rdf:type", term("esgm:Report")
    yield node, "dct:identifier", report.id
    yield node, "dct:title", report.title
    yield node, "esgm:entity", report.entity
    yield node, "esgm:periodStart", date_literal(report.period.start)
    yield node, "esgm:periodEnd", date_literal(report.period.end)
    yield node, "esgm:boundary", report.boundary
    yield from _years(report, years, node)
    yield node, "esgm:topicNumber", whole_number(len(report.topics))
    for topic in report.topics:
        yield node, "esgm:materialTopic", member_iri("topic", topic.id)
        yield member_iri("topic", topic.id), "skos:prefLabel", topic.label
        yield from member_statements("topic", topic.id)
    for document in report.documents:
        place = iri("report", report.id, "document", document.id)
        yield place, "rdf:type", term("prov:Entity")
        yield place, "dct:title", document.title
        yield place, "esgm:sha256", document.sha256
    for fact in report.facts:
        yield from _fact(fact, report, node)
    for number, omission in enumerate(report.omissions, start=1):
        yield from _omission(omission, number, report)
        said = bool(omission.explanation) and omission in telling
        yield omission_iri(report.id, number), "esgm:saysSomething", yes_or_no(said)


def _years(report: Report, number: int, node: NamedNode) -> Iterator[Statement]:
    """The reporting period, the same in the years before it, and, as -1, where a base year may lie."""
    years = dict(enumerate(reporting_years(report.period, number)))
    (years[-1],) = reporting_years(report.period, BASE_YEAR)
    for back, year in years.items():
        place = iri("report", report.id, "year", str(back))
        yield node, "esgm:year", place
        yield place, "rdf:type", term("esgm:ReportingYear")
        yield place, "esgm:yearsBack", whole_number(back)
        yield place, "esgm:periodStart", date_literal(year.start)
        yield place, "esgm:periodEnd", date_literal(year.end)


def _fact(fact: Fact, report: Report, node: NamedNode) -> Iterator[Statement]:
    subject = fact_iri(report.id, fact.id)
    yield subject, "rdf:type", term("esgm:Fact")
    yield subject, "rdf:type", term("prov:Entity")
    yield subject, "dct:identifier", fact.id
    yield subject, "dct:isPartOf", node
    yield subject, "rdfs:label", fact.label
    yield subject, "esgm:valueState", fact.value_state
    yield subject, "esgm:value", fact.value
    yield subject, "esgm:valueAsPrinted", fact.value_as_printed
    if fact.number is not None:
        yield subject, "esgm:number", Literal(format(fact.number, "f"), datatype=term("xsd:decimal"))
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
    yield subject, "esgm:periodStart", date_literal(fact.period.start)
    yield subject, "esgm:periodEnd", date_literal(fact.period.end)
    if fact.indicator:
        yield subject, "esgm:indicator", iri("indicator", fact.indicator)
    for requirement_id in fact.answers:
        yield subject, "esgm:answers", content_iri(requirement_id)
    for dimension, member in fact.dimensions:
        yield subject, "esgm:member", member_iri(dimension, member)
        yield from member_statements(dimension, member)
    yield from _evidence(fact.evidence, fact.source, report, subject)


def _omission(omission: Omission, number: int, report: Report) -> Iterator[Statement]:
    """An omission: what it leaves out (the whole disclosure unless it names requirements), and why."""
    node = omission_iri(report.id, number)
    yield node, "rdf:type", term("esgm:Omission")
    yield node, "dct:isPartOf", iri("report", report.id)
    yield node, "esgm:order", whole_number(number)
    yield node, "esgm:ofDisclosure", content_iri(omission.disclosure_id)
    for target in omission.requirement_ids or (omission.disclosure_id,):
        yield node, "esgm:leaves", content_iri(target)
    yield node, "esgm:framework", omission.disclosure_id.split(":", 1)[0]
    yield node, "esgm:reasonGiven", omission.reason
    yield node, "esgm:explanation", omission.explanation
    yield from _evidence(omission.evidence, omission.source, report, node)


def _evidence(evidence: Evidence, source: Source, report: Report, subject: NamedNode) -> Iterator[Statement]:
    place = NamedNode(f"{subject.value}/evidence")
    yield subject, "prov:wasDerivedFrom", place
    yield place, "rdf:type", term("oa:SpecificResource")
    if evidence.document:
        yield place, "oa:hasSource", iri("report", report.id, "document", evidence.document)
    yield place, "dct:source", str(source)
    for predicate, text in (
        ("esgm:pages", evidence.pages),
        ("esgm:section", evidence.section),
        ("esgm:anchor", evidence.anchor),
    ):
        if text:
            yield place, predicate, text
