"""The sheet on how to read the others: statuses, assurance columns, rules, how the catalogue is sourced."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from esgmap.assess import RULES
from esgmap.coverage import rule_texts
from esgmap.export.counts import ORDER
from esgmap.export.wording import STATUS_MEANINGS, STATUS_WORDS
from esgmap.export.workbook_pages import Entry, sentence, write_page
from esgmap.export.workbook_pen import Pen
from esgmap.export.workbook_rows import Plan
from esgmap.export.workbook_strength import STRENGTHS, WEAKNESSES
from esgmap.findings import FrameworkFinding

NAME = "How to read"
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
    (
        "Row id",
        "The stable id of the requirement or disclosure; a review comes back by it. After @: for one topic.",
    ),
    (
        "Status",
        "See “Statuses”. A disclosure is met only if every requirement of it that counts is met.",
    ),
    ("What is missing", "Exactly what keeps the status from being “met”."),
    (
        "Evidence strength",
        "How closely the weakest of the facts that the status rests on says where it stands; then what "
        "weakens it. Empty: the status rests on no fact.",
    ),
    *((f"   {word}", f"{meaning}.") for word, meaning in {**STRENGTHS, **WEAKNESSES}.items()),
    ("Facts", "The first fact that the status rests on, with a link to it on the sheet Facts."),
    ("Further facts", "The other facts that the status rests on."),
    ("All facts", "A link to the rows of the sheet Crosswalk where each of them stands with its proof."),
    (
        "Near misses",
        "Facts that came near but may not count: the nearest with the reasons; more on the sheet Gaps.",
    ),
    ("Rule", "The rule that gave the status; the rules are listed below."),
    ("Reason used", "The reason or relief that the report gives and that is allowed here."),
    (
        "Obligation",
        "What the standard asks of those it binds; whether it binds this issuer: see Read me.",
    ),
    ("Condition", "The standard's own softener, such as “if applicable”."),
    ("Counts", "“no”: a softened part that is absent or incomplete; it lowers no status."),
    ("Place in the standard", "Where the standard asks it."),
    ("Catalogue confidence", "How well our wording of the requirement is sourced; see below."),
    (
        "Content hash",
        "A fingerprint of what is asked, the status, the facts with all they say, the mappings that bring "
        "them here, what is missing and the reason given. If it changes, review again.",
    ),
    (
        "Level, Topic",
        "What the Summary counts by. It counts no row of one topic alone, and no reference to another row.",
    ),
    ("Review status … Comment", "For the reviewer; empty when the workbook is made."),
)


def write_howto(pen: Pen, plan: Plan) -> None:
    """Add the sheet."""
    write_page(pen, pen.add_sheet(NAME), NAME, _entries(plan))


def _entries(plan: Plan) -> Iterator[Entry]:
    yield "title", ("How to read this workbook",)
    yield "subtitle", ("What the words on the other sheets mean, and by which rules a status is given",)
    yield from _legend()
    yield from _confidence(plan)


def _legend() -> Iterator[Entry]:
    yield "section", ("Statuses",)
    for status in ORDER:
        words = sentence(STATUS_WORDS[status.value])
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
        yield "line", (RULE_TITLES.get(name, sentence(name.replace("-", " "))), words.replace("`", ""))
    yield "section", ("Which rule gave a status",)
    for name, words in RULES.items():
        yield "line", (sentence(name.replace("-", " ")), sentence(words) + ".")


def _confidence(plan: Plan) -> Iterator[Entry]:
    yield "section", ("How well the catalogue of requirements is sourced",)
    for name, words in CONFIDENCE_MEANINGS.items():
        counted = "; ".join(
            f"{sheet.short} {number}" for sheet in plan.sheets if (number := _counted(sheet.framework)[name])
        )
        yield (
            "line",
            (name.capitalize(), sentence(words) + ".", f"Requirements: {counted or 'none'}"),
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
