"""The gap report as Markdown that reads well on GitHub and as plain text.

Comes in: an assessment. Goes out: scope, counts, then every disclosure with what it still lacks, the near
misses, the problems found in the input and the editions. Whatever a person wrote passes through `escape`, and
no line begins with it, so that nobody's text can turn into Markdown or HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from esgmap.export.check_words import ACCEPTED, SHOWN_NOTES, SHOWN_PLACES, answer_text, folded, pressing
from esgmap.export.claim_wording import claim_summary, condition_text, failing
from esgmap.export.counts import ORDER, by_topic, count, framework_name, softened
from esgmap.export.wording import (
    CLAIM_WORDS,
    ISSUER_WORDS,
    NOTICE,
    SOFTENED_NOTE,
    STATUS_MEANINGS,
    STATUS_WORDS,
    NearGroup,
    day_text,
    disclosure_locations,
    disclosure_status,
    edition_reason,
    edition_text,
    gap_texts,
    near_groups,
    obligation_text,
    place_text,
    plain,
    softened_text,
    spoken,
    stopped,
    text_notice,
    value_text,
    worded,
)
from esgmap.findings import Assessment, DisclosureFinding, Finding, FrameworkFinding, Status
from esgmap.model import Edition, Problem
from esgmap.reported import Fact, Report

NAME = "md"
NAMED_FACTS = 3
"""How many near misses of one kind are named; the rest are counted."""

_SPECIAL = re.compile(r"[\\`*\[\]<>|~$]|(?<!\S)#|(?<!\w)_|_(?!\w)|&(?=#?\w+;)")
_BLOCK_START = re.compile(r"^([+=-]|\d+(?=[.)]))")


def render(assessment: Assessment) -> str:
    """The gap report as Markdown text."""
    return "\n".join(_lines(assessment)) + "\n"


def escape(text: str) -> str:
    r"""Text on one line that Markdown prints as it stands, wherever in a line it is put.

    >>> print(escape("# a|b [x](javascript:y) <b>"))
    \# a\|b \[x\](javascript:y) \<b\>
    """
    marked = _SPECIAL.sub(lambda found: f"\\{found.group()}", plain(text))
    return _BLOCK_START.sub(_quiet_start, marked)


def _quiet_start(found: re.Match[str]) -> str:
    start = found.group()
    # A number that opens a list is disarmed at its full stop; a backslash before a digit would be printed.
    return start + "\\" if start.isdigit() else "\\" + start


def _lines(assessment: Assessment) -> Iterator[str]:
    report = assessment.report
    yield f"# ESG gap report: {escape(report.entity)} {report.period.end.year}"
    yield ""
    yield from _head(report, assessment.tool_version)
    yield from _scope(assessment)
    yield from _summary(assessment)
    facts = assessment.facts_by_id()
    for framework in assessment.frameworks:
        yield from _framework(framework, assessment, facts)
    yield from _problems(assessment)
    yield from _editions(assessment)
    yield from ("", "## Notice", "", NOTICE, "", escape(text_notice(assessment)))


def _head(report: Report, tool_version: str) -> Iterator[str]:
    yield f"- **Report:** {escape(report.title)}"
    yield f"- **Reporting period:** {day_text(report.period.start)} to {day_text(report.period.end)}"
    if report.boundary:
        yield f"- **Boundary:** {escape(report.boundary)}"
    for exclusion in report.exclusions:
        yield f"- **Left out of the report:** {escape(exclusion)}"
    for document in report.documents:
        yield f"- **Read from:** {escape(document.title)} (SHA-256 {escape(document.sha256) or 'not stated'})"
    yield f"- **Made with:** esgmap {tool_version}"


def _scope(assessment: Assessment) -> Iterator[str]:
    report = assessment.report
    yield from ("", "## Scope and obligations", "")
    issuer = worded(ISSUER_WORDS, report.issuer_class)
    note = f". {escape(report.issuer_note)}" if report.issuer_note else ""
    yield f"**Issuer:** {escape(issuer)}{note}"
    for framework in assessment.frameworks:
        claim = framework.claim
        yield ""
        yield f"**{escape(framework_name(framework))}**"
        yield ""
        yield f"- Claim: {escape(worded(CLAIM_WORDS, claim.claim))}"
        if claim.obligation:
            yield f"- Obligation: {escape(claim.obligation)}"
        if claim.why:
            yield f"- Why these editions: {escape(claim.why)}"
        if told := claim_summary(framework):
            yield f"- Conditions of the claim: {escape(told)}"
        for condition in failing(framework):
            yield f"  - **{escape(condition.rule)}** does not hold: {escape(condition_text(condition))}"
        yield f"- Editions: {_joined(escape(edition_text(each)) for each in framework.editions)}"


def _summary(assessment: Assessment) -> Iterator[str]:
    yield from ("", "## Summary", "")
    yield f"| Framework | Counted | {' | '.join(STATUS_WORDS[each.value] for each in ORDER)} | total |"
    yield f"| --- | --- |{' ---: |' * (len(ORDER) + 1)}"
    for framework in assessment.frameworks:
        name = escape(framework_name(framework))
        for label, items in (("disclosures", framework.disclosures), ("requirements", framework.findings)):
            numbers = [*count(items).values(), len(items)]
            yield f"| {name} | {label} | {' | '.join(str(number) for number in numbers)} |"
    yield ""
    for framework in assessment.frameworks:
        if absent := softened(framework):
            name = escape(framework_name(framework))
            yield f"- {name}: {softened_text(absent)}"
    yield ""
    for status in ORDER:
        yield f"- **{STATUS_WORDS[status.value]}** ({status.value}): {STATUS_MEANINGS[status.value]}"


def _framework(framework: FrameworkFinding, assessment: Assessment, facts: dict[str, Fact]) -> Iterator[str]:
    yield from ("", f"## {escape(framework_name(framework))}")
    for topic in by_topic(framework):
        yield from ("", f"### {escape(topic.name)}")
        for found in topic.disclosures:
            yield from _disclosure(found, assessment, facts)


def _disclosure(found: DisclosureFinding, assessment: Assessment, facts: dict[str, Fact]) -> Iterator[str]:
    disclosure = found.disclosure
    yield ""
    yield f"#### {escape(disclosure.code)} {escape(disclosure.title)}: {disclosure_status(found)}"
    yield ""
    obligation = obligation_text(disclosure)
    places = disclosure_locations(found, facts)
    yield f"Obligation: {escape(obligation)}. Location: {escape(places) or 'none'}."
    gaps = [finding for finding in found.findings if finding.status is not Status.MET]
    if gaps:
        yield ""
    for finding in gaps:
        yield from _gap(finding, assessment, facts)


def _gap(finding: Finding, assessment: Assessment, facts: dict[str, Fact]) -> Iterator[str]:
    requirement = finding.requirement
    condition = f" (the standard adds: {escape(requirement.condition)})" if requirement.condition else ""
    label = f"**{escape(requirement.local_id)}** {escape(requirement.label)}{condition}"
    note = "" if finding.lowers else f"; {SOFTENED_NOTE}"
    missing = _joined(escape(text) for text in gap_texts(finding))
    lacks = f" Missing: {missing}." if missing else ""
    yield f"- {label}: {STATUS_WORDS[finding.status.value]}{note}.{lacks}"
    if finding.omission:
        reason = f"{escape(finding.omission.reason)}: {escape(finding.omission.explanation)}"
        yield f"  - Reason given: {reason}"
    for group in near_groups(finding):
        yield f"  - Near miss: {_near(group, facts, assessment.report)}"


def _near(group: NearGroup, facts: dict[str, Fact], report: Report) -> str:
    named = [_fact(facts[each.fact_id], report) for each in group.supports[:NAMED_FACTS]]
    rest = len(group.supports) - len(named)
    more = f"; and {rest} more alike" if rest else ""
    reasons = group.supports[0].reasons if len(group.supports) == 1 else (group.reason,)
    return f"{_joined(named)}{more}. Why not: {escape(stopped('; '.join(reasons)))}"


def _fact(fact: Fact, report: Report) -> str:
    place = place_text(fact, report)
    where = f" ({escape(place)})" if place else ""
    return f"{escape(fact.label)}, “{escape(value_text(fact))}”{where}"


def _problems(assessment: Assessment) -> Iterator[str]:
    yield from ("", "## Problems found in the input", "")
    if not assessment.problems:
        yield "None."
    for problem in pressing(assessment.problems):
        yield from _problem(problem)
    for code, alike in folded(assessment.problems):
        shown = alike if code == ACCEPTED else alike[:SHOWN_NOTES]
        for problem in shown:
            yield from _problem(problem)
        if len(alike) > len(shown):
            more = len(alike) - len(shown)
            yield f"- **note** {escape(code)}: {more} more alike, which `esgmap check` tells."


def _problem(problem: Problem) -> Iterator[str]:
    places = [str(each) for each in (problem.source, *problem.also) if each][:SHOWN_PLACES]
    where = f" ({escape(', '.join(places))})" if places else ""
    is_asked = problem.hint and not problem.is_accepted
    hint = f" What to do: {escape(spoken(problem.hint))}." if is_asked else ""
    told = f"{escape(problem.code)}: {escape(spoken(problem.message))}{where}.{hint}"
    yield f"- **{problem.severity.value}** {told}"
    if problem.computation:
        yield f"  - Computation: {escape(problem.computation)}"
    if problem.answer:
        yield f"  - {escape(stopped(answer_text(problem.answer)))}"


def _editions(assessment: Assessment) -> Iterator[str]:
    yield from ("", "## Editions and sources", "")
    yield "| Edition | Why this edition | Official text | Checked on | SHA-256 of our table |"
    yield "| --- | --- | --- | --- | --- |"
    for framework in assessment.frameworks:
        for edition in framework.editions:
            yield _edition(edition, assessment)
    yield ""
    for file in assessment.inputs:
        if file.kind != "edition":
            yield f"- {escape(file.path)}: SHA-256 {escape(file.sha256)}"


def _edition(edition: Edition, assessment: Assessment) -> str:
    cells = (
        edition_text(edition),
        edition_reason(edition, assessment),
        edition.reference,
        edition.checked_on,
        edition.sha256,
    )
    return f"| {' | '.join(escape(cell) for cell in cells)} |"


def _joined(texts: Iterable[str]) -> str:
    return "; ".join(texts)
