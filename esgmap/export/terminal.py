"""The gap report as lines of plain text for a terminal; the command adds colour."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from esgmap.export.claim_wording import claim_summary, condition_text, failing
from esgmap.export.counts import ORDER, by_topic, count, framework_name, softened
from esgmap.export.wording import CLAIM_WORDS, gap_texts, text_notice, worded
from esgmap.findings import Assessment, DisclosureFinding, Finding, FrameworkFinding, Status

NAME = "terminal"
Line = tuple[str, str]
"""A line's text, and the status or word that decides its colour."""


def lines(assessment: Assessment, width: int) -> Iterator[Line]:
    """The gap report, wrapped to a width: the summary, then what is not fully reported."""
    report = assessment.report
    for text, _ in _hanging("", f"{report.entity}: {report.title}", width):
        yield text, "title"
    yield f"{report.period.start} to {report.period.end}", ""
    yield from _hanging("", text_notice(assessment), width)
    yield from summary(assessment, width)
    for framework in assessment.frameworks:
        yield from _framework(framework, width)
    yield "", ""
    yield "Every status with its facts and reasons: esgmap trace DIR CODE", ""


def summary(assessment: Assessment, width: int) -> Iterator[Line]:
    """The table of counts; a status that nothing has gets no column."""
    rows = [
        (framework_name(framework) if label == "disclosures" else "", label, count(items))
        for framework in assessment.frameworks
        for label, items in (("disclosures", framework.disclosures), ("requirements", framework.findings))
    ]
    usual = (Status.MET, Status.PARTIAL, Status.UNMET)
    shown = [each.value for each in ORDER if each in usual or any(row[2][each.value] for row in rows)]
    widths = {status: max(9, len(status) + 2) for status in shown}
    wide = max((len(name) for name, _, _ in rows), default=0) + 1
    is_narrow = wide + 12 + sum(widths.values()) > width
    if is_narrow:  # the framework's name stands above its counts
        wide, widths = 2, {status: len(status) + 2 for status in shown}
    yield "", ""
    yield f"{'':{wide + 12}}{''.join(f'{status:>{widths[status]}}' for status in shown)}", "head"
    for name, label, counts in rows:
        if name and is_narrow:
            yield name, ""
        start = "" if is_narrow else name
        yield (
            f"{start:{wide}}{label:12}{''.join(f'{counts[status]:>{widths[status]}}' for status in shown)}",
            "",
        )


def _framework(framework: FrameworkFinding, width: int) -> Iterator[Line]:
    yield "", ""
    yield framework_name(framework), "title"
    if framework.claim.obligation:
        for text in textwrap.wrap(framework.claim.obligation, width - 2):
            yield f"  {text}", ""
    yield from _claim(framework, width)
    for topic in by_topic(framework):
        open_ones = [
            each for each in topic.disclosures if each.status not in {Status.MET, Status.NOT_REQUIRED}
        ]
        done = len(topic.disclosures) - len(open_ones)
        yield "", ""
        for text, _ in _hanging("", f"{topic.name} ({done} of {len(topic.disclosures)} met)", width):
            yield text, "head"
        for found in open_ones:
            yield from _disclosure(found, width)
    if absent := softened(framework):
        told = (
            f"{absent} softened parts (“where appropriate” and the like) are not whole; they lower no status."
        )
        yield "", ""
        yield from _hanging("  ", told, width)


def _claim(framework: FrameworkFinding, width: int) -> Iterator[Line]:
    """What the claim requires and the report does not hold."""
    if told := claim_summary(framework):
        words = worded(CLAIM_WORDS, framework.claim.claim)
        yield from _hanging("  ", f"Claim, {words}: {told}", width)
    for condition in failing(framework):
        for text, _ in _hanging(f"      {condition.rule}: ", condition_text(condition), width):
            yield text, "unmet"


def _disclosure(found: DisclosureFinding, width: int) -> Iterator[Line]:
    disclosure = found.disclosure
    start = f"  {disclosure.code:<14} {found.status.value:<9} "
    mandatory = " [mandatory]" if disclosure.standard_obligation == "mandatory" else ""
    for text, _ in _hanging(start, f"{disclosure.title}{mandatory}", width):
        yield text, found.status.value if text.startswith(start) else ""
    for finding in found.findings:
        if finding.lowers and finding.status in {Status.PARTIAL, Status.UNMET}:
            yield from _finding(finding, width)


def _finding(finding: Finding, width: int) -> Iterator[Line]:
    mark = "~" if finding.status is Status.PARTIAL else "-"
    yield from _hanging(f"      {mark} ", finding.requirement.label, width)
    if finding.status is Status.PARTIAL:
        for text in gap_texts(finding)[:1]:
            yield from _hanging("          ", text, width)


def _hanging(start: str, text: str, width: int) -> Iterator[Line]:
    """A text behind a start, its further lines indented as far."""
    for number, piece in enumerate(textwrap.wrap(text, max(20, width - len(start)))):
        yield f"{start if number == 0 else ' ' * len(start)}{piece}", ""
