"""Load → check → assess: the one orchestrator. Reads as a table of contents.

Comes in: a report folder. Goes out: an `Assessment`, or the problems that keep it from being made.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from esgmap import __version__
from esgmap.assess import Evidenced, assess_disclosure, gather_evidence
from esgmap.catalogue import Catalogue, edition_files, load_catalogue
from esgmap.checks import REFERENCES, run_checks
from esgmap.checks.subject import Subject
from esgmap.claims import Case, closed_rows, formulas_of, judge_claim
from esgmap.content import frameworks_folder
from esgmap.explanations import telling
from esgmap.findings import Assessment, FrameworkFinding, Grounds, InputFile
from esgmap.migrate import migrated
from esgmap.model import OmissionReason, Problem, Severity, Source
from esgmap.regulations import ClaimRule
from esgmap.report import Loaded, load_report
from esgmap.reported import FrameworkClaim, Report
from esgmap.shipped import Content, content_files, load_content
from esgmap.topics import assess_by_topic

FORMULA_PROBLEMS = frozenset({"formula-without-value", "formula-error"})


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
    if loaded.report is None:
        return Outcome(None, _sorted([*loaded.problems]))
    return _checked(loaded.report, loaded)


def run_migrated(folder: Path, old_id: str, new_id: str, issuer_class: str = "") -> Outcome:
    """Assess the report as if it were checked against another edition, by another class of issuer."""
    loaded = load_report(folder)
    if loaded.report is None:
        return Outcome(None, _sorted([*loaded.problems]))
    editions = load_catalogue(frameworks_folder(), [old_id, new_id])[0].editions
    issuer = issuer_class or loaded.report.issuer_class
    return _checked(migrated(loaded.report, editions[old_id], editions[new_id], issuer), loaded)


def _checked(report: Report, loaded: Loaded) -> Outcome:
    """Check the report against its content, and assess it if nothing stands against that."""
    content, content_problems = load_content(report)
    problems = [*loaded.problems, *content_problems]
    unusable = any(problem.severity is Severity.ERROR for problem in problems)
    known = frozenset(edition_files(frameworks_folder()))
    found = run_checks(
        Subject(report, content.catalogue, content.hub, content.reasons, known, loaded.place, content.reliefs)
    )
    unusable |= any(each.code in REFERENCES and each.severity is Severity.ERROR for each in found)
    everything = _sorted(problems + found)
    if unusable:
        return Outcome(None, everything)
    return Outcome(_assess(report, content, loaded.inputs, everything), everything)


def _assess(
    report: Report, content: Content, inputs: tuple[InputFile, ...], problems: tuple[Problem, ...]
) -> Assessment:
    omissions = telling(report.omissions, content.catalogue)
    grounds = Grounds(tuple(content.mappings), content.reasons, content.reliefs, omissions)
    evidence = gather_evidence(report, content.hub, grounds)
    return Assessment(
        report=report,
        hub=content.hub,
        frameworks=tuple(
            _with_claim(_framework(claim, content.catalogue, evidence), report, grounds, content.claim_rules)
            for claim in report.claims
        ),
        problems=problems,
        inputs=(*inputs, *content_files(content.catalogue)),
        tool_version=__version__,
        grounds=grounds,
    )


def only(assessment: Assessment, framework: str) -> Assessment:
    """The assessment with one framework alone."""
    kept = tuple(each for each in assessment.frameworks if each.claim.framework == framework)
    return replace(assessment, frameworks=kept)


def _framework(claim: FrameworkClaim, catalogue: Catalogue, evidence: Evidenced) -> FrameworkFinding:
    editions = tuple(catalogue.editions[each] for each in claim.editions)
    disclosures = tuple(
        assess_disclosure(disclosure, evidence) for edition in editions for disclosure in edition.disclosures
    )
    asked = (disclosure for edition in editions for disclosure in edition.disclosures)
    return FrameworkFinding(claim, editions, disclosures, by_topic=assess_by_topic(asked, evidence))


def _with_claim(
    framework: FrameworkFinding, report: Report, grounds: Grounds, rules: tuple[ClaimRule, ...]
) -> FrameworkFinding:
    """The framework with what its claim requires, judged."""
    name = framework.claim.framework
    reliefs = (OmissionReason(name, each.name, "", each.clause) for each in grounds.reliefs)
    reasons = (*grounds.reasons.get(name, ()), *reliefs)
    return replace(
        framework,
        conditions=judge_claim(rules, Case(framework, report, reasons, grounds.telling)),
        formulas=formulas_of(rules, framework.claim),
        closed=closed_rows(rules, framework),
    )


def _sorted(problems: list[Problem]) -> tuple[Problem, ...]:
    """Gravest first, then in the order of the files: report.yaml, then by name, line and column.

    A cell whose formula gives nothing is told of once: what else is wrong with it follows from that.
    """
    void = {problem.source for problem in problems if problem.code in FORMULA_PROBLEMS}

    def key(problem: Problem) -> tuple[int, bool, str, int, int, int, str]:
        at = problem.source or Source("")
        is_table = at.path != "report.yaml"
        return -problem.severity.rank, is_table, at.path, at.line, at.column, len(at.cell), at.cell

    told = [each for each in problems if each.source not in void or each.code in FORMULA_PROBLEMS]
    return tuple(sorted(told, key=key))
