"""The same question put to other engines: a plain loop, our SPARQL stages on Oxigraph, pySHACL on rdflib.

Each gives statuses that are compared before anything is timed: a faster wrong answer is no measure.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import plain

from esgmap.assess import Evidenced, assess_disclosure, gather_evidence
from esgmap.findings import Assessment, Status
from esgmap.graph import make_triples
from esgmap.model import Disclosure
from esgmap.reperform import differences, reperform, statuses
from esgmap.report import load_report
from esgmap.shipped import load_content
from esgmap.store import LocalStore
from esgmap.workspace import run

SHAPES = Path(__file__).parent / "shapes.ttl"
VOCAB = "https://w3id.org/esgmap/vocab#"


@dataclass(frozen=True, slots=True)
class Loaded:
    """An example, loaded: what the assessment walks over, and what came of it."""

    disclosures: list[Disclosure]
    evidence: Evidenced
    assessment: Assessment


@cache
def loaded(example: Path) -> Loaded:
    """Load an example once."""
    report, assessment = load_report(example).report, run(example).assessment
    if report is None or assessment is None:
        raise SystemExit(f"{example} cannot be read")
    content, _ = load_content(report)
    evidence = gather_evidence(report, assessment.hub, assessment.grounds)
    editions = content.catalogue.editions.values()
    return Loaded([each for edition in editions for each in edition.disclosures], evidence, assessment)


def assess(example: Path) -> Callable[[], None]:
    """The assessment alone, with its proof."""
    found = loaded(example)

    def walk() -> None:
        for disclosure in found.disclosures:
            assess_disclosure(disclosure, found.evidence)

    return walk


def plain_loop(example: Path) -> Callable[[], None]:
    """The plain loop over dicts, after its statuses were seen to be equal."""
    found = loaded(example)
    data = plain.as_dicts(found.disclosures, found.evidence)
    derived = plain.reported(data)
    told = _by_requirement(found.assessment)
    reported = {Status.MET, Status.PARTIAL, Status.UNMET}
    wrong = [each for each, status in told.items() if status in reported and derived[each] != status.value]
    _same(wrong, "the plain loop")
    return lambda: _ignored(plain.reported(data))


def staged_sparql(example: Path) -> Callable[[], None]:
    """Our queries on the embedded Oxigraph, after their statuses were seen to be equal."""
    found = loaded(example).assessment
    wrong = differences(statuses(found), reperform(found, LocalStore()))
    _same([each.id for each in wrong], "SPARQL")
    return lambda: _ignored(reperform(found, LocalStore()))


def shacl(example: Path) -> Callable[[], None]:
    """pySHACL on a loaded graph, once its answer was seen to be equal for what it checks."""
    from pyshacl import validate
    from rdflib import DCTERMS, RDF, Graph, Namespace

    sh = Namespace("http://www.w3.org/ns/shacl#")
    data = Graph().parse(data=make_triples(loaded(example).assessment), format="nt")
    shapes = Graph().parse(SHAPES, format="turtle")

    def check() -> Any:
        return validate(data, shacl_graph=shapes, inference="none", advanced=True)[1]

    results = check()
    failed = {
        str(results.value(each, sh.focusNode)) for each in results.subjects(RDF.type, sh.ValidationResult)
    }
    ids = {
        str(node): str(data.value(node, DCTERMS.identifier))
        for node in data.subjects(RDF.type, Namespace(VOCAB).Requirement)
    }
    told = {
        finding.requirement.id
        for framework in loaded(example).assessment.frameworks
        for finding in framework.findings
        if finding.requirement.kind == "narrative"
        and finding.requirement.periods == 1
        and not finding.requirement.needs.breakdowns
        and not finding.requirement.needs.fixed
        and finding.status is not Status.MET
    }
    _same(sorted(told ^ {ids[node] for node in failed}), "pySHACL")
    return lambda: _ignored(check())


def _by_requirement(assessment: Assessment) -> dict[str, Status]:
    return {
        finding.requirement.id: finding.status
        for framework in assessment.frameworks
        for finding in framework.findings
    }


def _same(wrong: list[str], what: str) -> None:
    if wrong:
        raise SystemExit(f"{what} gives other statuses, nothing was measured: {', '.join(wrong[:5])}")


def _ignored(_: object) -> None:
    """A measure is of the work, not of what came out."""
