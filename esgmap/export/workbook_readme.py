"""The first sheet: whose report this is, what it is checked against, the result, where the rest stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from xlsxwriter.worksheet import Worksheet

from esgmap.export.check_words import ACCEPTED, EXPIRED, HELD, OPEN
from esgmap.export.claim_wording import claim_summary, failing, statement_text
from esgmap.export.wording import (
    CLAIM_WORDS,
    ISSUER_WORDS,
    NOTICE,
    day_text,
    text_notice,
    worded,
)
from esgmap.export.workbook_claims import NAME as CLAIMS
from esgmap.export.workbook_howto import NAME as HOWTO
from esgmap.export.workbook_names import Name, front_names
from esgmap.export.workbook_pages import Entry, sentence, write_page
from esgmap.export.workbook_pen import Pen
from esgmap.export.workbook_reconcile import NAME as RECONCILIATION
from esgmap.export.workbook_rows import IndexSheet, Plan
from esgmap.export.workbook_summary import FAILED
from esgmap.export.workbook_summary_blocks import REQUIREMENTS, SHARE, STATUSES, Laid
from esgmap.export.workbook_table import Formula, Link, Table, column_letter
from esgmap.export.workbook_tally import CHECK, OK, number, quoted, tally, total
from esgmap.export.workbook_text import safe
from esgmap.reported import Report

NAME = "Read me"
CONTROLS = "Controls"
STATEMENT = "Statement of use"
NAMED = {
    "Reporting entity": "Entity",
    "Title of the report": "Report title",
    "Period, first day": "Period start",
    "Period, last day": "Period end",
    STATEMENT: STATEMENT,
}
"""The rows whose text has a name for formulas, with what it stands for."""
MOST_LITERAL = 200
"""Characters of a text inside a formula: Excel takes 255."""


@dataclass(frozen=True, slots=True)
class Front:
    """What the first sheet tells of the others: what each shows, the counts, the checks, the names."""

    contents: list[tuple[str, str]]
    laid: Laid
    checks: Table
    names: tuple[Name, ...]


def write_readme(pen: Pen, sheet: Worksheet, plan: Plan, front: Front) -> tuple[Name, ...]:
    """Fill the first sheet; gives the names for its own cells with those of the others."""
    glance = list(_glance(plan, front))
    rows = {str(cells[0]): row for row, (_, cells) in enumerate(glance, start=1)}
    own = front_names(NAME, {what: rows[label] for label, what in NAMED.items() if label in rows})
    names = (*own, *front.names)
    write_page(pen, sheet, NAME, [*glance, *_further(plan, front, names)], is_named=True)
    control = rows[CONTROLS] - 1
    failed = {"type": "text", "criteria": "begins with", "value": CHECK, "format": pen.conditional(FAILED)}
    sheet.conditional_format(control, 1, control, 1, failed)
    return names


# --- at a glance ----------------------------------------------------------------------------------


def _glance(plan: Plan, front: Front) -> Iterator[Entry]:
    """The first screen."""
    report = plan.assessment.report
    yield "title", (f"ESG content index and gap assessment: {report.entity}",)
    yield "subtitle", (f"{report.title}, {day_text(report.period.start)} to {day_text(report.period.end)}",)
    yield "section", ("At a glance",)
    yield "line", ("Reporting entity", report.entity)
    yield "line", ("Title of the report", report.title)
    yield "line", ("Period, first day", report.period.start)
    yield "line", ("Period, last day", report.period.end)
    for sheet in plan.sheets:
        yield (
            "line",
            (f"Checked: {sheet.short}", _result(sheet, plan, front.laid), Link(sheet.name, sheet.name, 1)),
        )
    yield from _statements(plan)
    yield "line", (CONTROLS, _controls(front.laid), Link(RECONCILIATION, RECONCILIATION, 1))
    yield "line", ("Problems in the input", _problems(front.checks), Link("Checks", "Checks", 1))
    told = (
        "A status says what this report shows, with its proof to the right of each standard's own columns. "
        "Follow the links from a row to its facts, and from a fact to document and page."
    )
    yield "line", ("How to read this", told, Link(HOWTO, HOWTO, 1))


def _result(sheet: IndexSheet, plan: Plan, laid: Laid) -> Formula:
    """What it is checked as, and how much is met: live from the summary."""
    row, cells = laid.total(plan.sheets.index(sheet))
    place = {status: REQUIREMENTS + 1 + n for n, status in enumerate(STATUSES)}
    at = {status: f"'Summary'!{column_letter(each)}{row}" for status, each in place.items()}
    known = {status: int(number(cells[each])) for status, each in place.items()}
    whole, share = f"'Summary'!{column_letter(REQUIREMENTS)}{row}", f"'Summary'!{column_letter(SHARE)}{row}"
    claim = worded(CLAIM_WORDS, sheet.framework.claim.claim) or "no claim"
    start = safe(f"{sheet.title}, {claim}"[:MOST_LITERAL]) + ": "
    text = (
        f'={quoted(start)}&{at["met"]}&" of "&{whole}&" requirements met ("&TEXT({share},"0%")&" of those '
        f'that count), "&{at["partial"]}&" in part, "&{at["unmet"]}&" not, "&'
        f'({at["explained"]}+{at["relief"]})&" left out with a reason"'
    )
    value = (
        f"{start}{known['met']} of {int(number(cells[REQUIREMENTS]))} requirements met "
        f"({_percent(cells[SHARE])} of those that count), {known['partial']} in part, {known['unmet']} not, "
        f"{known['explained'] + known['relief']} left out with a reason"
    )
    return Formula(text, value)


def _percent(share: object) -> str:
    """A share as the programs print it, halves rounded up."""
    told = share.value if isinstance(share, Formula) else share
    if not isinstance(told, float):
        return str(told)
    return f"{(Decimal(repr(told)) * 100).quantize(Decimal(1), ROUND_HALF_UP)}%"


def _controls(laid: Laid) -> Formula:
    fine = f"{OK}: all {laid.controls} agree, totals with rows and figures with each other"
    failed = f"{CHECK}: see the red cells on Summary and {RECONCILIATION}"
    holds = laid.every.value == OK
    return Formula(f'=IF(All_controls="{OK}",{quoted(fine)},{quoted(failed)})', fine if holds else failed)


def _problems(checks: Table) -> Formula:
    rows = tally(checks, "Severity", "State")
    found = {
        f"{word}s": total(rows.count({"Severity": word, "State": state}) for state in (OPEN, EXPIRED))
        for word in ("error", "warning", "note")
    }
    found |= {ACCEPTED: rows.count({"State": ACCEPTED}), "checked and held": rows.count({"Severity": HELD})}
    parts = (f'"{word}: "&({each.text.removeprefix("=")})' for word, each in found.items())
    value = ", ".join(f"{word}: {each.value}" for word, each in found.items())
    return Formula("=" + '&", "&'.join(parts), value)


def _statements(plan: Plan) -> Iterator[Entry]:
    """The statement of use of each claim that lays one down: proposed only if nothing checked fails."""
    label = STATEMENT
    for sheet in plan.sheets:
        statement = statement_text(sheet.framework, plan.assessment.report)
        if not statement:
            continue
        fails = failing(sheet.framework)
        link = Link(CLAIMS, CLAIMS, 1)
        if fails:
            told = f"Not proposed: the claim does not hold; see {', '.join(each.rule for each in fails)}."
            yield "unmet", (label, told, link)
        else:
            yield (
                "proposed",
                (label, statement, "PROPOSED: to be confirmed by the organisation; not its words."),
            )
        label = f"{STATEMENT}, {sheet.short}"


# --- below ----------------------------------------------------------------------------------------


def _further(plan: Plan, front: Front, names: tuple[Name, ...]) -> Iterator[Entry]:
    yield "section", ("The sheets",)
    for name, words in front.contents:
        yield "line", (Link(name, name, 1), words)
    yield from _report(plan.assessment.report)
    for sheet in plan.sheets:
        yield from _framework(sheet, plan.assessment.report)
    yield from _working()
    yield "section", ("Names for formulas of your own",)
    for each in names:
        yield "line", (each.name, sentence(each.what), each.link)
    yield "section", ("Notice",)
    yield "line", ("Affiliation and wording", NOTICE)
    yield "line", ("Text of the standards", text_notice(plan.assessment))
    yield "line", ("Made with", f"esgmap {plan.assessment.tool_version}")


def _report(report: Report) -> Iterator[Entry]:
    yield "section", ("The report",)
    yield "line", ("Published", report.published)
    yield "line", ("Boundary", report.boundary)
    yield "line", ("Left out", "\n".join(report.exclusions) or "Nothing is named as left out.")
    yield "line", ("Issuer", sentence(worded(ISSUER_WORDS, report.issuer_class)))
    yield "line", ("What that means", report.issuer_note)
    yield "line", ("Material topics, as named", "\n".join(topic.label for topic in report.topics))
    yield "line", ("On the material topics", report.topics_note)


def _framework(sheet: IndexSheet, report: Report) -> Iterator[Entry]:
    claim, short = sheet.framework.claim, sheet.short
    yield "section", (f"{sheet.title} ({sheet.name})",)
    yield "line", (f"{short}: checked as", sentence(worded(CLAIM_WORDS, claim.claim)))
    yield "line", (f"{short}: obligatory", claim.obligation)
    yield "line", (f"{short}: editions", claim.why, Link("Sources & hashes", "Sources & hashes", 1))
    if sheet.framework.conditions:
        told = f"{sentence(worded(CLAIM_WORDS, claim.claim))}: {claim_summary(sheet.framework)}"
        yield "line", (f"{short}: conditions", told, Link(CLAIMS, CLAIMS, 1))
    if statement_text(sheet.framework, report):
        yield (
            "line",
            (f"{short}: statement made", "None: the organisation is not recorded as having made one."),
        )


def _working() -> Iterator[Entry]:
    yield "section", ("Working with this workbook",)
    for label, told in WORKING.items():
        yield "line", (label, told)


WORKING = {
    "Collapse and expand": (
        "+ and − beside the rows fold requirements; those above the columns fold the assurance block."
    ),
    "Printing": (
        "An index prints the standard's own columns, and not what stands below it as no part of it; to print "
        "all, clear the print area first."
    ),
    "Reviewing": "Fill in yellow cells only. The content hash of a row changes when its facts or status do.",
    "Values": "The sheet Facts holds each value as printed and, beside it, as a number to calculate with.",
}
