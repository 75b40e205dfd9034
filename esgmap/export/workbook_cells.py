"""What several index layouts say in the same words: places, reasons, values. Knows no workbook."""

from __future__ import annotations

from esgmap.export.wording import (
    disclosure_locations,
    kind_text,
    locations,
    members_text,
    period_text,
    value_text,
)
from esgmap.export.workbook_lines import Line
from esgmap.export.workbook_rows import Plan
from esgmap.findings import Finding, Status
from esgmap.reported import Fact, Omission

NOT_REPORTED = "Not reported"
NONE_GIVEN = "None given"
NO_PLACE = "No place given"
AS_ABOVE = "as for the whole disclosure"
OPEN = frozenset({Status.UNMET, Status.PARTIAL})
MOST_VALUES = 6


def status_of(line: Line) -> Status | None:
    """The status of a requirement or a disclosure; a group has none of its own."""
    if line.finding:
        return line.finding.status
    return line.found.status if line.found and line.item is None else None


def findings_of(line: Line) -> tuple[Finding, ...]:
    """The findings that the line is about: a requirement's one, all of a disclosure, none of a group."""
    if line.finding:
        return (line.finding,)
    return line.found.findings if line.found and line.item is None else ()


def open_findings(line: Line) -> list[Finding]:
    """The requirements of the line that count and are not wholly reported."""
    return [each for each in findings_of(line) if each.lowers and each.status in OPEN]


def location(line: Line, plan: Plan, silent: str = "") -> str:
    """Where the facts stand; where there are none, the given word."""
    findings = findings_of(line)
    place = disclosure_locations(line.found, plan.facts) if line.found and findings else ""
    if line.finding:
        place = locations(line.finding, plan.facts)
    if place or status_of(line) is not Status.UNMET or not silent:
        return place or (NO_PLACE if any(each.because for each in findings) else "")
    return asked_only(line.finding, silent) if line.finding else silent


def asked_only(finding: Finding, word: str) -> str:
    """The word for what is not reported, with the standard's own softener where it has one."""
    condition = finding.requirement.condition
    return f"{word}; asked only “{condition}”" if condition else word


def reasons(line: Line, silent: str = "") -> tuple[str, str]:
    """The reasons and explanations that the report gives; the given words for a gap without any."""
    omissions = [each.omission for each in findings_of(line) if each.omission]
    told = list(dict.fromkeys(each.reason for each in omissions))
    if silent and open_findings(line):
        told.append(silent)
    texts = (explanation(each) if not _stands_above(each, line) else AS_ABOVE for each in omissions)
    return "; ".join(told), "; ".join(dict.fromkeys(texts))


def _stands_above(omission: Omission, line: Line) -> bool:
    """Whether the explanation of a part is that of the whole disclosure, told in the disclosure's own row."""
    return line.item is not None and not omission.requirement_ids


def reason_text(line: Line, silent: str = "") -> str:
    """Reasons and explanations in one cell, for layouts that have one column for both."""
    return ": ".join(part for part in reasons(line, silent) if part)


def explanation(omission: Omission) -> str:
    """What the report says with a reason, and where."""
    place = omission.evidence.location
    return f"{omission.explanation} ({place})" if place else omission.explanation


def answer(line: Line, plan: Plan) -> str:
    """The values or gists that a requirement's facts give, with their units as printed."""
    if line.finding is None:
        return ""
    if line.finding.status is Status.UNMET:
        return NOT_REPORTED
    facts = [plan.facts[each.fact_id] for each in line.finding.because]
    part = " (in part)" if line.finding.status is Status.PARTIAL else ""
    return joined([printed_value(fact, plan) for fact in facts]) + part


def joined(texts: list[str]) -> str:
    """Values in one cell, each once; beyond a few they are counted."""
    texts = list(dict.fromkeys(texts))
    more = f"; and {len(texts) - MOST_VALUES} more, see Facts" if len(texts) > MOST_VALUES else ""
    return "; ".join(texts[:MOST_VALUES]) + more


def printed_value(fact: Fact, plan: Plan) -> str:
    """A fact's value as printed, with what sets it apart; a statement's gist as it is."""
    text = value_text(fact).rstrip(".")
    told = "" if fact.value_state == "text" else aside(fact, plan)
    return f"{text} ({told})" if told else text


def aside(fact: Fact, plan: Plan) -> str:
    """What sets a figure apart: by what it is cut, for which time, whether it is estimated, whose it is."""
    report = plan.assessment.report
    period = "" if fact.period == report.period else f"for {period_text(fact.period)}"
    parts = (members_text(fact, plan.assessment.hub, report), period, kind_text(fact))
    return ", ".join(part for part in parts if part)
