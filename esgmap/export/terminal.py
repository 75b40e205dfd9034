"""The gap report as lines of plain text for a terminal; the command adds colour."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from esgmap.export.counts import ORDER, by_topic, count, framework_name, softened
from esgmap.findings import Assessment, DisclosureFinding, Finding, FrameworkFinding, Status

NAME = "terminal"
Line = tuple[str, str]
"""A line's text, and the status or word that decides its colour."""


def lines(assessment: Assessment, width: int) -> Iterator[Line]:
    """The gap report, wrapped to a width: the summary, then what is not fully reported."""
    report = assessment.report
    yield f"{report.entity}: {report.title}", "title"
    yield f"{report.period.start} to {report.period.end}", ""
    yield from summary(assessment)
    for framework in assessment.frameworks:
        yield from _framework(framework, width)
    yield "", ""
    yield "Every status with its facts and reasons: esgmap trace DIR CODE", ""


def summary(assessment: Assessment) -> Iterator[Line]:
    """The table of counts."""
    names = [framework_name(each) for each in assessment.frameworks]
    wide = max([len(name) for name in names], default=0) + 14
    heads = "".join(
        f"{status.value:>13}" if status is Status.NOT_REQUIRED else f"{status.value:>10}" for status in ORDER
    )
    yield "", ""
    yield f"{'':{wide}}{heads}", "head"
    for name, framework in zip(names, assessment.frameworks, strict=True):
        for label, items in (("disclosures", framework.disclosures), ("requirements", framework.findings)):
            counts = count(items)
            numbers = "".join(
                f"{counts[status.value]:>13}"
                if status is Status.NOT_REQUIRED
                else f"{counts[status.value]:>10}"
                for status in ORDER
            )
            yield f"{name if label == 'disclosures' else '':{wide - 13}}{label:13}{numbers}", ""


def _framework(framework: FrameworkFinding, width: int) -> Iterator[Line]:
    yield "", ""
    yield framework_name(framework), "title"
    if framework.claim.obligation:
        for text in textwrap.wrap(framework.claim.obligation, width - 2):
            yield f"  {text}", ""
    for topic in by_topic(framework):
        open_ones = [
            each for each in topic.disclosures if each.status not in {Status.MET, Status.NOT_REQUIRED}
        ]
        done = len(topic.disclosures) - len(open_ones)
        yield "", ""
        yield f"{topic.name} ({done} of {len(topic.disclosures)} met)", "head"
        for found in open_ones:
            yield from _disclosure(found, width)
    absent = softened(framework)
    if absent:
        yield "", ""
        yield (
            f"  {absent} softened parts (“where appropriate” and the like) are absent and lower no status.",
            "",
        )


def _disclosure(found: DisclosureFinding, width: int) -> Iterator[Line]:
    disclosure = found.disclosure
    start = f"  {disclosure.code:<14} {found.status.value:<9} "
    mandatory = " [mandatory]" if disclosure.obligation == "mandatory" else ""
    text = textwrap.wrap(f"{disclosure.title}{mandatory}", max(20, width - len(start)))
    yield f"{start}{text[0] if text else ''}", found.status.value
    for more in text[1:]:
        yield f"{'':{len(start)}}{more}", ""
    for finding in found.findings:
        if finding.lowers and finding.status in {Status.PARTIAL, Status.UNMET}:
            yield from _finding(finding, width)


def _finding(finding: Finding, width: int) -> Iterator[Line]:
    mark = "~" if finding.status is Status.PARTIAL else "-"
    text = finding.requirement.label
    if finding.status is Status.PARTIAL and finding.missing:
        text += f" (in part: {finding.missing[0]})"
    wrapped = textwrap.wrap(text, max(20, width - 8))
    for number, piece in enumerate(wrapped):
        yield f"      {mark if number == 0 else ' '} {piece}", ""
