"""Load → check → assess: the one orchestrator. Reads as a table of contents.

Comes in: a report folder. Goes out: an `Assessment`, or the problems that keep it from being made.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace
from pathlib import Path

from esgmap import __version__
from esgmap.assess import Evidenced, assess_disclosure, index_evidence
from esgmap.catalogue import Catalogue, edition_files, load_catalogue
from esgmap.checks import REFERENCES, run_checks
from esgmap.checks.subject import Subject
from esgmap.content import frameworks_folder, mappings_folder
from esgmap.coverage import Scope
from esgmap.findings import Assessment, FrameworkFinding, InputFile
from esgmap.hub import load_hub, load_reasons
from esgmap.mappings import load_mappings
from esgmap.model import FrameworkClaim, Problem, Report, Severity, Source
from esgmap.report import load_report
from esgmap.tables import error


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a run: an assessment or None, and every problem, gravest first."""

    assessment: Assessment | None
    problems: tuple[Problem, ...]


def run(folder: Path) -> Outcome:
    """Load a report folder with the content it names, check it and assess it.

    Input that cannot be read, or that points to nothing, is not assessed at all: the outcome then holds the
    problems alone.
    """
    loaded = load_report(folder)
    report, problems = loaded.report, [*loaded.problems]
    if report is None:
        return Outcome(None, _sorted(problems))
    wanted, unknown = _editions(report)
    catalogue, catalogue_problems = load_catalogue(frameworks_folder(), wanted)
    hub, hub_problems = load_hub(frameworks_folder())
    mappings, mapping_problems = load_mappings(mappings_folder(), catalogue.editions)
    reasons, reason_problems = load_reasons(frameworks_folder())
    problems += unknown + catalogue_problems + hub_problems + mapping_problems + reason_problems
    unusable = any(problem.severity is Severity.ERROR for problem in problems)
    known = frozenset(edition_files(frameworks_folder()))
    found = run_checks(Subject(report, catalogue, hub, reasons, known, loaded.place))
    unusable |= any(each.code in REFERENCES and each.severity is Severity.ERROR for each in found)
    everything = _sorted(problems + found)
    if unusable:
        return Outcome(None, everything)
    scope = Scope(report.period, tuple(topic.id for topic in report.topics), hub)
    evidence = index_evidence(report.facts, mappings, report.omissions, reasons, scope)
    assessment = Assessment(
        report=report,
        hub=hub,
        frameworks=tuple(_framework(claim, catalogue, evidence) for claim in report.claims),
        problems=everything,
        inputs=_content_inputs(loaded.inputs, catalogue),
        tool_version=__version__,
    )
    return Outcome(assessment, everything)


def only(assessment: Assessment, framework: str) -> Assessment:
    """The assessment with one framework alone."""
    kept = tuple(each for each in assessment.frameworks if each.claim.framework == framework)
    return replace(assessment, frameworks=kept)


def _editions(report: Report) -> tuple[list[str], list[Problem]]:
    """The editions that report.yaml names and we have, and a problem for each other one."""
    known = edition_files(frameworks_folder())
    wanted, problems = [], []
    for claim in report.claims:
        for edition_id, source in zip(claim.editions, claim.sources, strict=True):
            if edition_id in known:
                wanted.append(edition_id)
            else:
                same = [each for each in known if each.rsplit("-", 1)[0] == edition_id.rsplit("-", 1)[0]]
                near = same or difflib.get_close_matches(edition_id, known, 3, 0.6)
                hint = f"nearest: {', '.join(near)}; " if near else ""
                hint += "`esgmap frameworks list` shows all"
                message = f"edition `{edition_id}` is not known"
                problems.append(error("unknown-edition", message, hint, source))
    return wanted, problems


def _framework(claim: FrameworkClaim, catalogue: Catalogue, evidence: Evidenced) -> FrameworkFinding:
    editions = tuple(catalogue.editions[each] for each in claim.editions)
    disclosures = tuple(
        assess_disclosure(disclosure, evidence) for edition in editions for disclosure in edition.disclosures
    )
    return FrameworkFinding(claim, editions, disclosures)


def _content_inputs(inputs: tuple[InputFile, ...], catalogue: Catalogue) -> tuple[InputFile, ...]:
    content = [InputFile(f"frameworks/{each.id}", each.sha256) for each in catalogue.editions.values()]
    return (*inputs, *content)


def _sorted(problems: list[Problem]) -> tuple[Problem, ...]:
    """Gravest first, then in the order of the files: report.yaml, then by name, line and column."""

    def key(problem: Problem) -> tuple[int, bool, str, int, int, int, str]:
        at = problem.source or Source("")
        is_table = at.path != "report.yaml"
        return -problem.severity.rank, is_table, at.path, at.line, at.column, len(at.cell), at.cell

    return tuple(sorted(problems, key=key))
