"""The graph and its files: what rdflib reads back is what was found, digit by digit, on every run."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from made_assessment import assessed
from made_up import (
    REQUIREMENT_ID,
    disclosure,
    fact,
    mapping,
    omission,
    requirement,
    statement,
)
from rdflib import RDF, XSD, BNode, Dataset, Graph, Literal, Namespace, URIRef

import esgmap
from esgmap.export.rdf import FORMATS, WITH_GRAPHS, render, write
from esgmap.findings import Assessment, Status, Support
from esgmap.graph import make_quads
from esgmap.graph_terms import BASE, PREFIXES
from esgmap.model import Disclosure, Relief
from esgmap.reported import Fact
from esgmap.workspace import only

NAMES = {".ttl": "turtle", ".trig": "trig", ".nq": "nquads", ".nt": "nt"}
ESGM, DCT, OWL = (Namespace(PREFIXES[prefix]) for prefix in ("esgm", "dct", "owl"))
VOCAB = Graph().parse(Path(esgmap.__file__).parent / "vocab.ttl", format="turtle")

own_warnings = pytest.mark.filterwarnings(
    "ignore:Dataset.default_context is deprecated:DeprecationWarning",
    "ignore:ConjunctiveGraph is deprecated:DeprecationWarning",
)
"""What rdflib says about itself when it reads TriG and N-Quads."""


def load(content: bytes, suffix: str) -> Graph:
    """The file as rdflib reads it; named graphs are queried as one."""
    graph = Dataset(default_union=True) if suffix in WITH_GRAPHS else Graph()
    graph.parse(data=content, format=NAMES[suffix])
    return graph


@pytest.fixture(scope="module")
def part(assessment: Assessment) -> Assessment:
    """The example against the Nasdaq guide alone, with the facts that this needs."""
    alone = only(assessment, "nasdaq")
    findings = [each for framework in alone.frameworks for each in framework.findings]
    used = {support.fact_id for each in findings for support in (*each.because, *each.near_misses)}
    facts = tuple(each for each in alone.report.facts if each.id in used)
    assert len(facts) > 50
    return replace(alone, report=replace(alone.report, facts=facts))


@pytest.fixture(scope="module")
def whole(assessment: Assessment) -> Graph:
    """The example against everything, as rdflib reads its Turtle."""
    return load(render(assessment), ".ttl")


# --- forms ----------------------------------------------------------------------------------------


def test_every_form_is_tried():
    assert set(NAMES) == set(FORMATS)


@own_warnings
@pytest.mark.parametrize("suffix", NAMES)
def test_rdflib_reads_every_statement(part: Assessment, suffix: str):
    quads = make_quads(part)
    graph = load(render(part, suffix), suffix)
    if isinstance(graph, Dataset):
        read = {(str(s), str(p), str(o), str(g)) for s, p, o, g in graph.quads()}
        assert len(read) == len(quads)
        assert {g for *_, g in read} == {quad.graph_name.value for quad in quads}
    else:
        assert len(graph) == len({quad.triple for quad in quads})


def test_each_part_has_its_own_named_graph(part: Assessment):
    names = {quad.graph_name.value.removeprefix(BASE) for quad in make_quads(part)}
    assert names == {
        "graph/nasdaq/esg-guide-2019",
        "graph/mappings/nasdaq/esg-guide-2019",
        "graph/indicators",
        "graph/reasons",
        "graph/report/kingsoft-cloud-2021",
        "graph/assessment/kingsoft-cloud-2021",
    }


def test_there_are_no_blank_nodes(whole: Graph):
    assert len(whole) > 40_000
    assert [term for triple in whole for term in triple if isinstance(term, BNode)] == []


def test_no_number_or_date_is_ill_typed(whole: Graph):
    typed = [term for term in whole.objects() if isinstance(term, Literal) and term.datatype]
    assert {term.datatype for term in typed} == {XSD.decimal, XSD.date, XSD.integer}
    assert [term for term in typed if term.ill_typed] == []


def test_write_puts_the_file_in_place(part: Assessment, tmp_path: Path):
    target = tmp_path / "new" / "graph.trig"
    write(part, target)
    assert target.read_bytes() == render(part, ".trig")
    assert [path.name for path in target.parent.iterdir()] == ["graph.trig"]


# --- the findings, read back ----------------------------------------------------------------------


def test_statuses_read_back_are_the_findings(whole: Graph, assessment: Assessment):
    rows = whole.query(
        """SELECT ?id ?status ?rule WHERE {
             ?finding a esgm:Finding ; esgm:requirement ?asked ; esgm:status ?status ; esgm:rule ?rule .
             ?asked dct:identifier ?id }""",
        initNs={"esgm": ESGM, "dct": DCT},
    )
    read = {str(row.id): (str(row.status).removeprefix(str(ESGM)), str(row.rule)) for row in rows}
    findings = [each for framework in assessment.frameworks for each in framework.findings]
    assert len(findings) > 700
    assert read == {each.requirement.id: (each.status.value, each.rule) for each in findings}


def test_rolled_up_statuses_read_back_are_the_disclosures(whole: Graph, assessment: Assessment):
    rows = whole.query(
        """SELECT ?id ?status WHERE {
             ?finding a esgm:DisclosureFinding ; esgm:disclosure ?asked ; esgm:status ?status .
             ?asked dct:identifier ?id }""",
        initNs={"esgm": ESGM, "dct": DCT},
    )
    read = {str(row.id): str(row.status).removeprefix(str(ESGM)) for row in rows}
    disclosures = [each for framework in assessment.frameworks for each in framework.disclosures]
    assert read == {each.disclosure.id: each.status.value for each in disclosures}


def test_supports_read_back_are_the_proof(whole: Graph, assessment: Assessment):
    rows = whole.query(
        """SELECT ?support ?fact ?verdict WHERE {
             ?support esgm:fact ?fact ; esgm:verdict ?verdict }""",
        initNs={"esgm": ESGM},
    )
    ids = {node: str(text) for node, text in whole.subject_objects(DCT.identifier)}
    told = {row.support: (ids[row.fact], str(row.verdict)) for row in rows}
    targets = {node: ids.get(target) for node, target in whole.subject_objects(OWL.annotatedTarget)}
    read = {
        (ids[asked], str(role), *told[support], targets.get(whole.value(support, ESGM.mapping)))
        for role in (ESGM.because, ESGM.nearMiss)
        for finding, support in whole.subject_objects(role)
        for asked in whole.objects(finding, ESGM.requirement)
    }
    proof = {
        (each.requirement.id, str(role), support.fact_id, support.verdict, _object(support))
        for framework in assessment.frameworks
        for each in framework.findings
        for role, supports in ((ESGM.because, each.because), (ESGM.nearMiss, each.near_misses))
        for support in supports
    }
    assert len(proof) > 1000
    assert read == proof


def _object(support: Support) -> str | None:
    return support.mapping.object_id if support.mapping else None


def test_reasons_and_what_is_missing_are_there(whole: Graph, assessment: Assessment):
    findings = [each for framework in assessment.frameworks for each in framework.findings]
    missing = {text for each in findings for text in each.missing}
    assert {str(text) for text in whole.objects(None, ESGM.missing)} == missing
    reasons = {
        text
        for each in findings
        for support in (*each.because, *each.near_misses)
        for text in support.reasons
    }
    assert {str(text) for text in whole.objects(None, ESGM.reason)} == reasons


def test_values_read_back_as_they_were_reported(whole: Graph, assessment: Assessment):
    read = {
        str(whole.value(node, DCT.identifier)): (
            str(whole.value(node, ESGM.value)),
            str(whole.value(node, ESGM.valueAsPrinted)),
        )
        for node in whole.subjects(RDF.type, ESGM.Fact)
    }
    facts = assessment.report.facts
    assert read == {each.id: (each.value, each.value_as_printed) for each in facts}
    assert any(each.value.endswith("0") and "." in each.value for each in facts), "0.50 is not 0.5"


def test_every_mapping_of_the_editions_is_there(part: Assessment, whole: Graph):
    written = {str(text) for text in whole.objects(None, DCT.source) if "mappings/" in str(text)}
    assert written == {str(each.source) for each in part.grounds.mappings}
    quads = [quad for quad in make_quads(part) if quad.predicate.value == str(OWL.annotatedSource)]
    nasdaq = {each for each in part.grounds.mappings if each.subject_id.startswith("nasdaq:")}
    assert len(quads) == len(nasdaq) > 150


def test_the_omission_behind_a_status_is_there():
    graph = load(render(made([], is_omitted=True)), ".ttl")
    (given,) = graph.objects(None, ESGM.omission)
    (finding,) = graph.subjects(ESGM.omission, given)
    assert graph.value(finding, ESGM.status) == ESGM.explained
    assert str(graph.value(given, ESGM.explanation)) == omission().explanation
    assert str(graph.value(given, ESGM.saysSomething)) == "yes"


# --- made-up reports ------------------------------------------------------------------------------

RELIEF = Relief("Sensitive", frozenset({REQUIREMENT_ID}), "that it is used", "Part D", "single", True)


def made(
    facts: list[Fact],
    *,
    asked: Disclosure | None = None,
    report_id: str = "made-2021",
    is_omitted: bool = False,
) -> Assessment:
    """The assessment of a made-up report against one made-up disclosure."""
    asked = asked or disclosure(requirement())
    rows = [mapping(subject_id=each.id) for each in asked.requirements]
    given = [omission()] if is_omitted else []
    return assessed([asked], facts, rows, given, (RELIEF,), report_id=report_id)


@pytest.mark.parametrize(
    "value", ["1200.50", "0.0000001", "-3.00", "007", "0", "123456789012345678901234567890.10"]
)
def test_a_number_keeps_its_digits_and_stays_a_number(value: str):
    graph = load(render(made([fact(value=value, number=Decimal(value))])), ".ttl")
    assert [str(text) for text in graph.objects(None, ESGM.value)] == [value]
    (number,) = graph.objects(None, ESGM.number)
    assert isinstance(number, Literal)
    assert (number.datatype, number.ill_typed, number.value) == (XSD.decimal, False, Decimal(value))
    assert re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", number_as_written(made([fact(number=Decimal(value))])))


def number_as_written(assessment: Assessment) -> str:
    """The number as it stands in the file: rdflib writes it anew."""
    found = re.findall(rb'vocab#number> "([^"]*)"', render(assessment, ".nt"))
    assert len(found) == 1
    return found[0].decode()


HOSTILE = [
    "a b",
    "a/b",
    "a%2Fb",
    "../..",
    'say "no"',
    "it's <b>",
    "back\\slash",
    "{brace} |pipe| ^hat `tick`",
    "größe 尺寸 🙂",
    "#fragment?query=1&x",
    "tab\tand\nline",
    "\u2028\u0001",
]
IRI = re.compile(r"https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")


@own_warnings
@pytest.mark.parametrize("suffix", NAMES)
def test_hostile_ids_and_labels_survive(suffix: str):
    edition_id = 'made:up "2021" ü'
    asked = requirement(
        id=f"{edition_id}/X 1-<a>", disclosure_id=f"{edition_id}/X 1", parent_id=f"{edition_id}/X 1"
    )
    facts = [
        fact(text, label=text, dimensions="site=oslo", note=text, value_as_printed=text) for text in HOSTILE
    ]
    facts = [replace(each, dimensions=(("site", each.id),)) for each in facts]
    held = replace(disclosure(asked), id=f"{edition_id}/X 1", edition_id=edition_id, code="X 1")
    graph = load(render(made(facts, asked=held, report_id='re "port" 1'), suffix), suffix)
    nodes = set(graph.subjects(RDF.type, ESGM.Fact))
    assert {str(graph.value(node, DCT.identifier)) for node in nodes} == set(HOSTILE)
    labels = {str(label) for node in nodes for label in graph.objects(node, rdflib.RDFS.label)}
    assert labels == set(HOSTILE)
    iris = {str(term) for triple in graph for term in triple if isinstance(term, URIRef)}
    assert [iri for iri in iris if not IRI.fullmatch(iri)] == []
    supports = set(graph.objects(None, ESGM.because))
    assert {graph.value(support, ESGM.fact) for support in supports} == nodes


plain_text = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)


@given(st.lists(plain_text, min_size=2, max_size=4, unique=True))
def test_two_ids_never_share_an_iri(ids: list[str]):
    quads = make_quads(made([statement(each) for each in ids]))
    kind = f"{PREFIXES['rdf']}type"
    facts = [
        quad.subject.value
        for quad in quads
        if quad.predicate.value == kind and str(quad.object) == f"<{ESGM.Fact}>"
    ]
    assert len(set(facts)) == len(facts) == len(ids)


# --- the same bytes -------------------------------------------------------------------------------

HASHES = """
import hashlib, sys
from pathlib import Path
from esgmap.export.rdf import FORMATS, render
from esgmap.workspace import only, run
assessment = only(run(Path(sys.argv[1])).assessment, "hkex")
for suffix in FORMATS:
    print(suffix, hashlib.sha256(render(assessment, suffix)).hexdigest())
"""


def test_another_process_writes_the_same_bytes(example: Path, assessment: Assessment):
    environment = {**os.environ, "PYTHONHASHSEED": "4711", "TZ": "Asia/Shanghai"}
    command = [sys.executable, "-c", HASHES, str(example)]
    other = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    part = only(assessment, "hkex")
    ours = [f"{suffix} {hashlib.sha256(render(part, suffix)).hexdigest()}" for suffix in FORMATS]
    assert other.splitlines() == ours


# --- the vocabulary -------------------------------------------------------------------------------


def ours(terms: object) -> set[str]:
    """The local names of our own terms."""
    return {str(term).removeprefix(str(ESGM)) for term in terms if str(term).startswith(str(ESGM))}  # type: ignore[attr-defined]


def declared(*kinds: str) -> set[str]:
    """What vocab.ttl declares as one of these."""
    return ours({each for kind in kinds for each in VOCAB.subjects(RDF.type, URIRef(kind))})


PROPERTIES = declared(PREFIXES["owl"] + "ObjectProperty", PREFIXES["owl"] + "DatatypeProperty")
CLASSES = declared(PREFIXES["rdfs"] + "Class")


def test_every_term_is_declared(whole: Graph):
    assert len(PROPERTIES) > 40
    statuses = declared(str(ESGM.Status))
    assert statuses == {status.value for status in Status}
    for graph in (whole, load(render(made([fact(dimensions="site=oslo")], is_omitted=True)), ".ttl")):
        assert ours(graph.predicates()) - PROPERTIES == set()
        assert ours(graph.objects(None, RDF.type)) - CLASSES == set()
        assert ours(graph.objects(None, ESGM.status)) <= statuses


@pytest.fixture(scope="module")
def varied(whole: Graph) -> Graph:
    """The example, and a made-up report that leaves something out and uses a relief."""
    return whole + load(render(made([fact(dimensions="site=oslo")], is_omitted=True)), ".ttl")


def test_every_declared_term_is_used(varied: Graph):
    assert PROPERTIES - ours(varied.predicates()) == set()
    assert CLASSES - ours(varied.objects(None, RDF.type)) == {"Status"}


@pytest.mark.parametrize("kind", ["ObjectProperty", "DatatypeProperty"])
def test_properties_point_to_what_they_say(varied: Graph, kind: str):
    for name in declared(PREFIXES["owl"] + kind):
        objects = list(varied.objects(None, ESGM[name]))
        assert {isinstance(each, URIRef) for each in objects} == {kind == "ObjectProperty"}, name
