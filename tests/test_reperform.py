"""The statuses derived from the graph alone, by the published queries: the same as the engine's."""

from __future__ import annotations

import re
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from pyoxigraph import RdfFormat, Store
from random_reports import assessments, grids
from rdflib_store import RdflibStore
from sparql_servers import oxigraph_program, oxigraph_server, virtuoso_server
from test_assessments import CASES, Case, assess

from esgmap.assess import candidates, index_evidence
from esgmap.coverage import RULES, Scope
from esgmap.endpoint import EndpointStore
from esgmap.export.rdf import render
from esgmap.findings import Assessment, Status
from esgmap.graph import make_triples
from esgmap.graph_terms import PREFIXES
from esgmap.reperform import (
    DEEPEST,
    GUIDE,
    Difference,
    as_update,
    derive,
    differences,
    read_stages,
    reperform,
    statuses,
)
from esgmap.store import LocalStore
from esgmap.store import Store as AnyStore
from esgmap.workspace import only, run

ROOT = Path(__file__).parent.parent
EXAMPLES = sorted(path.parent.name for path in (ROOT / "examples").glob("*/report.yaml"))
STAGES = [stage for stage in read_stages() if stage.is_construct]
SLOWEST = {"oxigraph": 5.0, "rdflib": 60.0}
"""Seconds that one query may take on the example; both need a small part of it."""


def assessment_of(name: str) -> Assessment:
    outcome = run(ROOT / "examples" / name)
    assert outcome.assessment
    return outcome.assessment


def slim(assessment: Assessment, framework: str) -> Assessment:
    """One framework alone, without the facts that come near none of its requirements: for what is slow."""
    kept = only(assessment, framework)
    findings = [each for found in kept.frameworks for each in found.findings]
    near = {each.fact_id for finding in findings for each in (*finding.because, *finding.near_misses)}
    facts = tuple(each for each in kept.report.facts if each.id in near)
    assert 50 < len(facts) < len(kept.report.facts)
    return replace(kept, report=replace(kept.report, facts=facts))


class Timed:
    """A store that remembers how long its slowest query took."""

    def __init__(self, inner: AnyStore) -> None:
        self.inner, self.slowest, self.number = inner, 0.0, 0

    def load(self, triples: bytes) -> None:
        self.inner.load(triples)

    def construct(self, query: str) -> bytes:
        start = time.perf_counter()
        found = self.inner.construct(query)
        self.slowest = max(self.slowest, time.perf_counter() - start)
        self.number += 1
        return found

    def select(self, query: str) -> list[dict[str, str]]:
        return self.inner.select(query)

    def drop(self) -> None:
        self.inner.drop()


# --- the examples ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_are_equal(name: str):
    assessment = assessment_of(name)
    told = statuses(assessment)
    store = Timed(LocalStore())
    assert differences(told, reperform(assessment, store)) == []
    assert len(told) > 500
    assert store.number >= len(STAGES)
    assert store.slowest < SLOWEST["oxigraph"]


def test_the_example_is_equal_on_rdflib(assessment: Assessment):
    store = Timed(RdflibStore())
    alone = slim(assessment, "hkex")  # all of it takes rdflib half a minute
    assert differences(statuses(alone), reperform(alone, store)) == []
    assert store.slowest < SLOWEST["rdflib"]


@pytest.mark.parametrize("case", CASES, ids=[f"{case['file']}: {case['name']}" for case in CASES])
def test_cases_are_equal(case: Case, make_report: Callable[..., Path]):
    assessment, _ = assess(case, make_report)
    derived = reperform(assessment, LocalStore())
    assert differences(statuses(assessment), derived) == []
    edition = case["edition"]
    told = {f"{edition}/{each}": status for each, status in case["statuses"].items()}
    assert {each: derived[each] for each in told if each in derived} == {
        each: told[each] for each in told if each in derived
    }


# --- random reports -------------------------------------------------------------------------------

slow = settings(suppress_health_check=[HealthCheck.too_slow], max_examples=8)


def test_random_reports_are_equal_and_show_every_status():
    seen: Counter[str] = Counter()

    @settings(max_examples=250)
    @given(assessments())
    def compare(assessment: Assessment) -> None:
        told = statuses(assessment)
        assert differences(told, reperform(assessment, LocalStore())) == []
        seen.update(told.values())

    compare()
    assert set(seen) == {status.value for status in Status}
    assert min(seen.values()) > 5


def test_random_grids_are_equal():
    seen: Counter[tuple[str, int]] = Counter()

    @settings(max_examples=250)
    @given(grids())
    def compare(assessment: Assessment) -> None:
        assert differences(statuses(assessment), reperform(assessment, LocalStore())) == []
        (finding,) = assessment.frameworks[0].findings
        depth = max(len(each.dimensions) for each in finding.requirement.needs.breakdowns)
        seen[finding.status.value, depth] += 1

    compare()
    assert {(status, depth) for status in ("met", "partial") for depth in (1, 2, 3)} <= set(seen)


@slow
@given(assessments())
def test_random_reports_are_equal_on_rdflib(assessment: Assessment):
    assert differences(statuses(assessment), reperform(assessment, RdflibStore())) == []


@settings(max_examples=40)
@given(assessments())
def test_every_verdict_is_the_one_of_the_rules(assessment: Assessment):
    grounds, report = assessment.grounds, assessment.report
    scope = Scope(report.period, tuple(each.id for each in report.topics), assessment.hub)
    evidence = index_evidence(report.facts, grounds.mappings, (), {}, scope)
    judged = {
        (finding.requirement.id, fact.id, support.verdict)
        for finding in assessment.frameworks[0].findings
        for support, fact in candidates(finding.requirement, evidence)
    }
    (asked,) = (stage.text for stage in read_stages() if stage.name == "98-verdicts")
    rows = final_store(assessment).select(asked)
    assert {(row["requirement"], row["fact"], row["verdict"]) for row in rows} == judged
    names = {rule.__name__.strip("_").replace("_", "-") for rule in RULES}
    assert {row[name] for row in rows for name in ("refused", "reduced") if name in row} <= names


def final_store(assessment: Assessment) -> LocalStore:
    """A store in which all stages have run."""
    store = LocalStore()
    store.load(make_triples(assessment))
    for stage in STAGES:
        for _ in range(DEEPEST if stage.repeats else 1):
            store.load(store.construct(stage.text))
    return store


# --- one thing changed ----------------------------------------------------------------------------


def both(assessment: Assessment, changed: Assessment) -> tuple[dict[str, str], dict[str, str]]:
    """What changes when something is changed: as the engine has it, and as the queries derive it."""
    before, told = statuses(assessment), statuses(changed)
    derived = reperform(changed, LocalStore())
    return (
        {each: told[each] for each in told if told[each] != before[each]},
        {each: derived[each] for each in derived if derived[each] != before[each]},
    )


def test_a_changed_fact_changes_both(make_report: Callable[..., Path]):
    case = next(
        each
        for each in CASES
        if each["name"] == "Intensity where appropriate lowers nothing when it is absent"
    )
    assessment, _ = assess(case, make_report)
    facts = [
        {**each, "basis": "design"} if each["indicator"] == "ghg-scope2" else each for each in case["facts"]
    ]
    changed, _ = assess({**case, "facts": facts}, make_report)
    told, derived = both(assessment, changed)
    assert (
        told == derived == {f"{case['edition']}/A1.2": "partial", f"{case['edition']}/A1.2-scope2": "unmet"}
    )


def test_a_triple_changed_by_hand_changes_the_status(assessment: Assessment):
    """Whoever doubts a mapping turns it round in the graph, and sees what becomes of the status."""
    asked = "hkex:esg-guide-2020/A1.2-scope1"
    (finding,) = (
        each for each in assessment.frameworks[2].findings if each.requirement.id == asked and each.because
    )
    assert finding.status is Status.MET
    triples = make_triples(assessment)
    (row,) = {each.mapping for each in finding.because}
    assert row
    word = f'<{PREFIXES["sssom"]}predicate_modifier> "Not" .\n'
    node = next(
        line.split(b" ")[0].decode()
        for line in triples.splitlines()
        if line.endswith(f'"{row.source}" .'.encode()) and b"/mapping/" in line
    )
    derived = derive(triples + f"{node} {word}".encode(), LocalStore())
    assert derived[asked] == "unmet"
    others = {each.id for each in differences(statuses(assessment), derived)}
    assert others == {asked, "hkex:esg-guide-2020/A1.2"}


def test_an_omission_that_says_nothing_changes_both():
    assessment = assessment_of("quillharbour-2025")
    explained = [
        each.requirement.id
        for framework in assessment.frameworks
        for each in framework.findings
        if each.status is Status.EXPLAINED
    ]
    text = make_triples(assessment).replace(b'saysSomething> "yes"', b'saysSomething> "no"')
    derived = derive(text, LocalStore())
    assert len(explained) > 10
    assert {derived[each] for each in explained} <= {"unmet", "partial", "not-required"}
    assert "relief" not in derived.values()


def test_differences_are_told():
    assert differences({"a": "met", "b": "met"}, {"b": "unmet", "c": "met"}) == [
        Difference("a", "met", ""),
        Difference("b", "met", "unmet"),
        Difference("c", "", "met"),
    ]


# --- the published files --------------------------------------------------------------------------


def test_stages_are_in_order_and_say_what_they_do():
    names = [stage.name for stage in read_stages()]
    assert names == sorted(names)
    assert len({name[:2] for name in names}) == len(names) >= 50
    assert [stage.name for stage in read_stages() if stage.repeats] == ["78-breakdown-crossed"]
    for stage in read_stages():
        assert stage.purpose.endswith(".") and len(stage.purpose) > 20, stage.name


def test_every_rule_of_coverage_has_a_file_of_its_own():
    names = [stage.name.split("-rule-")[1] for stage in STAGES if "-rule-" in stage.name]
    assert names == [rule.__name__.strip("_").replace("_", "-") for rule in RULES]


def test_no_stage_reads_what_esgmap_found():
    found = {
        "status",
        "because",
        "nearMiss",
        "rule",
        "verdict",
        "missing",
        "omission",
        "reason",
        "requirement",
    }
    found |= {"disclosure", "mapping", "fact", "Finding", "DisclosureFinding", "Support"}
    for stage in read_stages():
        if stage.name != "99-differences":
            assert set(re.findall(r"\besgm:([\w-]+)", stage.text)) & found == set(), stage.name


def test_the_queries_are_plain_sparql():
    for stage in read_stages():
        functions = set(re.findall(r"\b([A-Za-z]+:?[A-Za-z]*)\(", stage.text))
        known = {"FILTER", "BIND", "IRI", "CONCAT", "STR", "IF", "COALESCE", "BOUND", "COUNT"}
        assert functions <= known, (stage.name, functions - known)
        assert not re.search(r"\b(GRAPH|FROM|SERVICE)\b", stage.text), stage.name
        assert "BIND(EXISTS" not in stage.text


def test_no_breakdown_crosses_more_than_the_update_follows(assessment: Assessment):
    found = [
        len(each.dimensions)
        for framework in assessment.frameworks
        for finding in framework.findings
        for each in finding.requirement.needs.breakdowns
    ]
    assert 1 < max(found) <= DEEPEST


@pytest.mark.parametrize("name", EXAMPLES)
def test_all_stages_as_one_update_and_no_difference(name: str):
    """What the guide tells an auditor to do with the whole graph, assessment and all."""
    assessment = assessment_of(name)
    store = Store()
    store.load(render(assessment, ".ttl"), format=RdfFormat.TURTLE)
    store.update(as_update())
    asked = {stage.name: stage.text for stage in read_stages()}
    rows = list(store.query(asked["97-statuses"]))
    assert len(rows) == len(statuses(assessment))
    assert list(store.query(asked["99-differences"])) == []
    finding = "?finding a esgm:Finding ; esgm:status esgm:met . BIND(esgm:unmet AS ?other)"
    store.update(
        f"PREFIX esgm: <{PREFIXES['esgm']}> DELETE {{ ?finding esgm:status esgm:met }} "
        f"INSERT {{ ?finding esgm:status ?other }} WHERE {{ {finding} }}"
    )
    met = [
        each
        for framework in assessment.frameworks
        for each in framework.findings
        if each.status is Status.MET
    ]
    assert len(list(store.query(asked["99-differences"]))) == len(met) > 50


def test_the_commands_of_the_guide_work(tmp_path: Path):
    assessment = slim(assessment_of(EXAMPLES[-1]), "hkex")
    (tmp_path / "graph.ttl").write_bytes(render(assessment, ".ttl"))
    (tmp_path / "all-stages.ru").write_text(as_update(), encoding="utf-8")
    for stage in read_stages():
        (tmp_path / f"{stage.name}.rq").write_text(stage.text, encoding="utf-8")
    guide = GUIDE.read_text(encoding="utf-8")
    lines = [line.split() for line in guide.splitlines() if line.startswith("oxigraph ")]
    assert [words[1] for words in lines] == ["load", "update", "query", "query"]
    printed = []
    for _, *words in lines:
        ran = subprocess.run([oxigraph_program(), *words], cwd=tmp_path, capture_output=True, text=True)
        assert ran.returncode == 0, ran.stderr
        printed.append(ran.stdout)
    assert len(printed[2].splitlines()) == 1 + len(statuses(assessment))
    assert printed[3].splitlines() == ["id,told,derived"]


# --- servers --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an Oxigraph server."""
    with oxigraph_server(tmp_path_factory.mktemp("oxigraph") / "log") as address:
        yield address


@pytest.fixture(scope="module")
def virtuoso(tool: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Virtuoso server."""
    with virtuoso_server(tool("virtuoso"), tmp_path_factory.mktemp("virtuoso")) as address:
        yield address


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_are_equal_on_an_oxigraph_server(name: str, oxigraph: str):
    assessment = assessment_of(name)
    derived = reperform(assessment, EndpointStore(f"{oxigraph}/query"))
    assert differences(statuses(assessment), derived) == []


@pytest.mark.server
@pytest.mark.parametrize("name", EXAMPLES[-1:])
def test_examples_are_equal_on_virtuoso(name: str, virtuoso: str):
    assessment = slim(assessment_of(name), "hkex")  # Virtuoso takes long to load
    derived = reperform(assessment, EndpointStore(virtuoso))
    assert differences(statuses(assessment), derived) == []


@slow
@given(assessment=assessments())
def test_random_reports_are_equal_on_an_oxigraph_server(assessment: Assessment, oxigraph: str):
    derived = reperform(assessment, EndpointStore(f"{oxigraph}/query"))
    assert differences(statuses(assessment), derived) == []


@pytest.mark.server
@slow
@given(assessment=assessments())
def test_random_reports_are_equal_on_virtuoso(assessment: Assessment, virtuoso: str):
    derived = reperform(assessment, EndpointStore(virtuoso))
    assert differences(statuses(assessment), derived) == []
