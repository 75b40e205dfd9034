"""The words of the graph: prefixes, IRIs minted from ids, literals. No triple is made here.

IRIs are minted from ids alone, percent-encoded part by part, so that two ids never share one and the same id
has the same IRI in every run.
"""

from __future__ import annotations

import hashlib
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode

from esgmap.model import NO_TERM, Breakdown, Mapping, Relief

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
"""Subject, predicate as `prefix:name`, and a node, a literal, or the text of a plain literal."""


def term(curie: str) -> NamedNode:
    """`skos:broader` → its IRI."""
    prefix, _, name = curie.partition(":")
    return NamedNode(PREFIXES[prefix] + name)


def iri(*parts: str) -> NamedNode:
    """An IRI of ours, of these parts."""
    return NamedNode(BASE + "/".join(quote(part, safe="") for part in parts))


def content_iri(content_id: str) -> NamedNode:
    """`hkex:esg-guide-2020/B1.1` → <…/hkex/esg-guide-2020/B1.1>."""
    framework, _, rest = content_id.partition(":")
    return iri(framework, *rest.split("/"))


def edition_graph(edition_id: str) -> NamedNode:
    """The named graph of an edition."""
    return iri("graph", *edition_id.split(":"))


def mapping_iri(mapping: Mapping) -> NamedNode:
    """One for each pair, predicate and sign."""
    text = f"{mapping.subject_id} {mapping.is_negative} {mapping.predicate_id} {mapping.object_id}"
    return iri("mapping", _digest(text))


def target_iri(object_id: str) -> NamedNode:
    """The indicator that a mapping names, or the term that says that there is none."""
    return term(object_id) if object_id == NO_TERM else iri("indicator", object_id)


def relief_iri(relief: Relief) -> NamedNode:
    """One for each name, clause and set of requirements: the same name may stand for several."""
    text = " ".join([relief.name, relief.clause, str(relief.leaves_out), *sorted(relief.requirement_ids)])
    return iri("relief", relief.name, _digest(text))


def breakdown_iri(requirement_id: str, breakdown: Breakdown) -> NamedNode:
    """The breakdown of a requirement by these dimensions, in this order."""
    framework, _, rest = requirement_id.partition(":")
    return iri("breakdown", framework, *rest.split("/"), "*".join(breakdown.dimensions))


def member_iri(dimension: str, member: str) -> NamedNode:
    """A member of a dimension."""
    return iri("member", dimension, member)


def fact_iri(report_id: str, fact_id: str) -> NamedNode:
    """A fact of a report."""
    return iri("report", report_id, "fact", fact_id)


def omission_iri(report_id: str, number: int) -> NamedNode:
    """An omission of a report, numbered from 1 in the order in which the report gives them."""
    return iri("report", report_id, "omission", str(number))


def finding_iri(report_id: str, content_id: str) -> NamedNode:
    """What was found on a requirement or a disclosure."""
    return iri("report", report_id, "finding", *content_id.replace(":", "/").split("/"))


def date_literal(day: object) -> Literal:
    """A day."""
    return Literal(str(day), datatype=term("xsd:date"))


def whole_number(number: int) -> Literal:
    """A whole number."""
    return Literal(str(number), datatype=term("xsd:integer"))


def yes_or_no(value: bool) -> Literal:
    """A plain `yes` or `no`: some stores make numbers of booleans, and no query could rely on them."""
    return Literal("yes" if value else "no")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
