"""Load → check → assess: the one orchestrator. Reads as a table of contents.

Comes in: a report folder. Goes out: an `Assessment`, or the problems that keep it from being made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from esgmap import __version__
from esgmap.assess import Evidenced, assess_disclosure, gather_evidence
from esgmap.catalogue import Catalogue, edition_files, load_catalogue
from esgmap.checks import REFERENCES, evidence_found, restated, run_checks, run_figures
from esgmap.checks.ledger import ledger_of
from esgmap.checks.subject import Subject
from esgmap.claims import Case, closed_rows, formulas_of, judge_claim
from esgmap.content import frameworks_folder
from esgmap.examined import Examined
from esgmap.explanations import telling
from esgmap.findings import Assessment, FrameworkFinding, Grounds, InputFile
from esgmap.form_columns import REPORT, plain_title
from esgmap.migrate import migrated
from esgmap.model import OmissionReason, Problem, Severity, Source
from esgmap.regulations import ClaimRule
from esgmap.report import Loaded, load_report
from esgmap.reported import FrameworkClaim, Report
from esgmap.responses import day_of, settle, stray_answers
from esgmap.shipped import Content, content_files, load_content
from esgmap.topics import assess_by_topic

FORMULA_PROBLEMS = frozenset({"formula-without-value", "formula-error"})
BESIDE = frozenset({restated.CODE, *evidence_found.CODES})
"""The checks that need more than the report folder: its documents, or last year's folder."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a run: an assessment or None, and every problem, gravest first."""

    assessment: Assessment | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a run is asked beyond the folder itself.

    `as_of` is the day on which answers to problems are looked at; without it, that of the latest answer, so
    that no clock is read. `further` are checks that need more than the folder; `waiting` the codes of those
    that are not run this time.
    """

    as_of: date | None = None
    further: tuple[Callable[[Subject], Iterable[Examined]], ...] = ()
    waiting: frozenset[str] = BESIDE


NOTHING_MORE = Asked()


def run(folder: Path, asked: Asked = NOTHING_MORE) -> Outcome:
    """Load a report folder with the content it names, check it and assess it.

    Input that cannot be read, or that points to nothing, is not assessed at all: the outcome then holds the
    problems alone.
    """
    loaded = load_report(folder)
    if loaded.report is None:
        return Outcome(None, _sorted([*loaded.problems]))
    return _checked(loaded.report, loaded, asked)


def run_report(report: Report) -> Outcome:
    """Check and assess a report that was read before, or put together."""
    return _checked(report, Loaded(report, (), {}, ()))


def run_migrated(folder: Path, old_id: str, new_id: str, issuer_class: str = "") -> Outcome:
    """Assess the report as if it were checked against another edition, by another class of issuer."""
    loaded = load_report(folder)
    if loaded.report is None:
        return Outcome(None, _sorted([*loaded.problems]))
    editions = load_catalogue(frameworks_folder(), [old_id, new_id])[0].editions
    issuer = issuer_class or loaded.report.issuer_class
    return _checked(migrated(loaded.report, editions[old_id], editions[new_id], issuer), loaded)


def _checked(report: Report, loaded: Loaded, asked: Asked = NOTHING_MORE) -> Outcome:
    """Check the report against its content, and assess it if nothing stands against that."""
    content, content_problems = load_content(report)
    problems = [*loaded.problems, *content_problems]
    unusable = any(problem.severity is Severity.ERROR for problem in problems)
    known = frozenset(edition_files(frameworks_folder()))
    subject = Subject(
        *(report, content.catalogue, content.hub, content.reasons, known, loaded.place, content.reliefs),
        ledger_of(report, content.hub),
        content.expectations,
    )
    found = [*problems, *run_checks(subject)]
    unusable |= any(each.code in REFERENCES and each.severity is Severity.ERROR for each in found)
    if unusable:
        return Outcome(None, _sorted(found))
    examined = [*run_figures(subject), *(each for check in asked.further for each in check(subject))]
    as_of = asked.as_of or day_of(loaded.responses)
    settled = settle(found, examined, {each.id: each for each in report.facts}, loaded.responses, as_of)
    stray = stray_answers(settled.problems, loaded.responses, asked.waiting)
    everything = _sorted([*settled.problems, *stray])
    assessment = _assess(report, content, loaded.inputs, everything)
    answered_on = as_of if loaded.responses else None
    return Outcome(replace(assessment, examined=settled.examined, as_of=answered_on), everything)


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
    """Gravest first, what is accepted last; then as the files: report.yaml, then by name, line and column.

    A cell whose formula gives nothing is told of once: what else is wrong with it follows from that.
    """
    void = {problem.source for problem in problems if problem.code in FORMULA_PROBLEMS}

    def key(problem: Problem) -> tuple[bool, int, bool, str, str, int, int, int, str]:
        at = problem.source or Source("")
        sheet = at.cell.partition("!")[0]
        is_table = at.path != "report.yaml" and plain_title(sheet) != plain_title(REPORT)
        cell = len(at.cell), at.cell
        return (
            problem.is_accepted,
            -problem.severity.rank,
            is_table,
            at.path,
            sheet,
            at.line,
            at.column,
            *cell,
        )

    told = [each for each in problems if each.source not in void or each.code in FORMULA_PROBLEMS]
    return tuple(sorted(told, key=key))
