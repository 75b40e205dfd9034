"""The first sheet: whose report this is, what it is checked against, and how to read the other sheets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from xlsxwriter.worksheet import Worksheet

from esgmap.assess import RULES
from esgmap.coverage import rule_texts
from esgmap.export.claim_wording import VERDICTS, chosen, claim_summary, failing, statement_text
from esgmap.export.counts import ORDER
from esgmap.export.wording import (
    CLAIM_WORDS,
    ISSUER_WORDS,
    NOTICE,
    STATUS_MEANINGS,
    STATUS_WORDS,
    day_text,
    edition_reason,
    text_notice,
    worded,
)
from esgmap.export.workbook_pen import KINDS, NAVY, STATUS_LOOKS, Pen, row_height
from esgmap.export.workbook_rows import IndexSheet, Plan
from esgmap.export.workbook_table import Column, Link, Row, Value
from esgmap.findings import FrameworkFinding, Verdict
from esgmap.reported import Report

COLUMNS = (Column("", 27, "code"), Column("", 92), Column("", 46), Column("", 46))
CONFIDENCE_MEANINGS = {
    "verified": "two sources or more agree on what the standard asks here",
    "single": "one source only; look it up in the standard before relying on it",
    "unverified": "written from memory; look it up in the standard before relying on it",
}
RULE_TITLES = {
    "negative": "Look-alikes",
    "predicate": "How near the indicator is",
    "value-state": "Is there a value",
    "basis": "Performance or target",
    "whose": "Whose figure",
    "unit": "Unit",
    "period": "Period",
    "extent": "Whole or in part",
}
PROOF_WORDS = (
    ("Row id", "The stable id of the requirement or disclosure; a review comes back by it."),
    (
        "Status",
        "See “Statuses”. A disclosure is met only if every requirement of it that counts is met.",
    ),
    ("Obligation", "What the standard asks of those it binds; whether it binds this issuer stands above."),
    ("Condition", "The standard's own softener, such as “if applicable”."),
    ("Counts", "“no”: a softened part that is absent or incomplete; it lowers no status."),
    ("Facts", "The first fact that the status rests on, with a link to it on the sheet Facts."),
    ("Further facts", "The other facts that the status rests on."),
    ("What is missing", "Exactly what keeps the status from being “met”."),
    (
        "Near misses",
        "Facts that came near but may not count: the nearest with the reasons; more on the sheet Gaps.",
    ),
    ("Rule", "The rule that gave the status; the rules are listed below."),
    ("Place in the standard", "Where the standard asks it."),
    ("Catalogue confidence", "How well our wording of the requirement is sourced; see below."),
    (
        "Content hash",
        "A fingerprint of id, status, facts with values, and what is missing. If it changes, review again.",
    ),
    ("Level, Topic", "What the Summary counts by."),
    ("Review status … Comment", "For the reviewer; empty when the workbook is made."),
)
Entry = tuple[str, tuple[Value, ...]]
"""The kind of a row (`title`, `section`, `line`, `proposed`, a status) and its cells."""


def write_readme(pen: Pen, sheet: Worksheet, plan: Plan, contents: list[tuple[str, str]]) -> None:
    """Fill the first sheet."""
    for number, column in enumerate(COLUMNS):
        sheet.set_column(number, number, column.width)
    row = 0
    for kind, cells in _entries(plan, contents):
        row += 1
        _write(pen, sheet, row, kind, cells)
    sheet.freeze_panes(2, 0)
    sheet.repeat_rows(0, 1)
    sheet.print_area(0, 0, row - 1, len(COLUMNS) - 1)


def _write(pen: Pen, sheet: Worksheet, row: int, kind: str, cells: tuple[Value, ...]) -> None:
    padded = (*cells, *[""] * (len(COLUMNS) - len(cells)))
    if kind == "title":
        pen.put(
            sheet, row, 0, cells[0], pen.format(bold=True, font_size=16, font_color=NAVY, text_wrap=False)
        )
        sheet.set_row(row - 1, 24)
        return
    if kind == "subtitle":
        pen.put(sheet, row, 0, cells[0], pen.format(text_wrap=False, font_color="#5A5A5A", bottom=0))
        sheet.set_row(row - 1, 16)
        return
    for number, value in enumerate(padded):
        pen.put(sheet, row, number, value, pen.format(**_look(kind, number, value)))
    height = 20.0 if kind == "section" else row_height(COLUMNS, Row(padded))
    sheet.set_row(row - 1, height)


def _look(kind: str, number: int, value: Value) -> dict[str, object]:
    if kind == "section":
        return {**KINDS["heading"], "text_wrap": False, "valign": "vcenter"}
    look: dict[str, object] = dict(KINDS["plain"])
    if number == 0:
        look |= {"bold": True}
        look |= STATUS_LOOKS.get(kind, {})
    if kind == "head":
        look |= {"bold": True, "font_color": "#5A5A5A"}
    if kind == "proposed":
        look |= {"bg_color": "#FFFBEA"}
    if isinstance(value, Link):
        look |= {"font_color": "#0B4F8A", "underline": 1}
    return look


def _entries(plan: Plan, contents: list[tuple[str, str]]) -> Iterator[Entry]:
    assessment = plan.assessment
    report = assessment.report
    yield "title", (f"ESG content index and gap assessment: {report.entity}",)
    yield "subtitle", (f"{report.title}, {day_text(report.period.start)} to {day_text(report.period.end)}",)
    yield "section", ("The sheets",)
    for name, words in contents:
        yield "line", (Link(name, name, 1), words)
    yield from _report(report)
    for sheet in plan.sheets:
        yield from _framework(sheet, report)
    yield from _editions(plan)
    yield from _legend()
    yield from _confidence(plan)
    yield from _working()
    yield "section", ("Notice",)
    yield "line", ("Affiliation and wording", NOTICE)
    yield "line", ("Text of the standards", text_notice(assessment))
    yield "line", ("Made with", f"esgmap {assessment.tool_version}")


def _report(report: Report) -> Iterator[Entry]:
    yield "section", ("The report",)
    yield "line", ("Entity", report.entity)
    yield "line", ("Report", report.title)
    yield "line", ("Period", f"{day_text(report.period.start)} to {day_text(report.period.end)}")
    yield "line", ("Published", report.published)
    yield "line", ("Boundary", report.boundary)
    for excluded in report.exclusions or ("Nothing is named as left out.",):
        yield "line", ("Left out", excluded)
    yield "line", ("Issuer", _sentence(worded(ISSUER_WORDS, report.issuer_class)))
    yield "line", ("What that means", report.issuer_note)
    for number, topic in enumerate(report.topics):
        yield "line", ("Material topics, as named" if number == 0 else "", topic.label)
    yield "line", ("On the material topics", report.topics_note)


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _framework(sheet: IndexSheet, report: Report) -> Iterator[Entry]:
    claim = sheet.framework.claim
    yield "section", (sheet.title,)
    yield "line", ("Checked as", _sentence(worded(CLAIM_WORDS, claim.claim)))
    yield "line", ("What is obligatory", claim.obligation)
    yield "line", ("Why these editions", claim.why)
    yield from _claim(sheet.framework, report)


def _claim(framework: FrameworkFinding, report: Report) -> Iterator[Entry]:
    """What the claim requires. Its statement of use is proposed only if nothing that can be checked fails."""
    if not framework.conditions:
        return
    words = _sentence(worded(CLAIM_WORDS, framework.claim.claim))
    yield "line", ("Conditions of the claim", f"{words}: {claim_summary(framework)}")
    statement, fails = statement_text(framework, report), failing(framework)
    if statement:
        told = "None: the organisation is not recorded as having made one."
        yield "line", ("Statement of use, as made", told)
        if fails:
            told = f"Not proposed: the claim does not hold; see {', '.join(each.rule for each in fails)}."
            yield "unmet", ("Statement of use", told)
        else:
            told = "A proposal, to be confirmed by the organisation; not its words."
            yield "proposed", ("Statement of use, PROPOSED", statement, told)
    yield "head", ("Condition", "What it requires", "Whether it holds", "Clause")
    for verdict in (Verdict.FAILS, Verdict.BY_PERSON, Verdict.HOLDS):
        for condition in chosen(framework, verdict):
            codes = f": {', '.join(condition.codes)}" if condition.codes else ""
            told = (
                VERDICTS[verdict] if verdict is Verdict.BY_PERSON else f"{VERDICTS[verdict]}: {condition.why}"
            )
            kind = "unmet" if verdict is Verdict.FAILS else "line"
            yield kind, (condition.rule, condition.requirement, f"{told}{codes}", condition.clause)


def _editions(plan: Plan) -> Iterator[Entry]:
    yield "section", ("Editions used",)
    yield "head", ("Id", "Title", "Publisher", "Why this edition")
    for sheet in plan.sheets:
        for edition in sheet.framework.editions:
            title = f"{edition.standard}: {edition.title} ({edition.edition})"
            yield "line", (edition.id, title, edition.publisher, edition_reason(edition, plan.assessment))


def _legend() -> Iterator[Entry]:
    yield "section", ("Statuses",)
    for status in ORDER:
        words = _sentence(STATUS_WORDS[status.value])
        yield status.value, (status.value, STATUS_MEANINGS[status.value], words)
    yield (
        "line",
        (
            "Softened parts",
            "Where the standard itself softens a part (“if applicable”, “where appropriate”) and the report "
            "is silent, the part is listed as unmet but lowers nothing: neither its disclosure's status nor "
            "the share of met.",
        ),
    )
    yield "section", ("How to read the assurance columns, to the right of each standard's own columns",)
    for name, words in PROOF_WORDS:
        yield "line", (name, words)
    yield "section", ("When a fact counts: the rules of coverage",)
    for name, words in rule_texts().items():
        yield "line", (RULE_TITLES.get(name, _sentence(name.replace("-", " "))), words.replace("`", ""))
    yield "section", ("Which rule gave a status",)
    for name, words in RULES.items():
        yield "line", (_sentence(name.replace("-", " ")), _sentence(words) + ".")


def _confidence(plan: Plan) -> Iterator[Entry]:
    yield "section", ("How well the catalogue of requirements is sourced",)
    for name, words in CONFIDENCE_MEANINGS.items():
        counted = "; ".join(
            f"{sheet.short} {number}" for sheet in plan.sheets if (number := _counted(sheet.framework)[name])
        )
        yield (
            "line",
            (name.capitalize(), _sentence(words) + ".", f"Requirements: {counted or 'none'}"),
        )
    yield (
        "line",
        (
            "Where each was read",
            "The sheet Sources & hashes names what each edition was compiled from, and what is unsure.",
        ),
    )


def _counted(framework: FrameworkFinding) -> Counter[str]:
    return Counter(finding.requirement.confidence for finding in framework.findings)


def _working() -> Iterator[Entry]:
    yield "section", ("Working with this workbook",)
    yield (
        "line",
        (
            "Collapse and expand",
            "+ and − beside the rows fold requirements; those above the columns fold the assurance block.",
        ),
    )
    yield (
        "line",
        (
            "Printing",
            "An index prints the standard's own columns; to print all, clear the print area first.",
        ),
    )
    yield (
        "line",
        (
            "Reviewing",
            "Fill in the yellow cells only. The content hash of a row changes when its facts or status do.",
        ),
    )
    yield (
        "line",
        (
            "Values",
            "The sheet Facts holds each value as printed and, beside it, as a number to calculate with.",
        ),
    )
