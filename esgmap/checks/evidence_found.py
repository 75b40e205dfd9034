"""A fact does not stand in its document where its evidence says, or stands there with another figure.

Runs with `esgmap check DIR --in FOLDER`, where the documents are. Each fact's figure is searched by the
words of its label and place. Another figure beside the words of the row, and a figure that is found
nowhere, call for a look into the document: either the fact or the place is mistyped, or the document is
another edition. A figure on another page or in another section is worth knowing. A document whose
fingerprint is not the one pinned in report.yaml voids the evidence of what is no longer found where it
stood. Statements in our own words are not searched: a person has to read them. What is found elsewhere,
or void, is told together for each place.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from esgmap.checks.passages import quoted
from esgmap.evidence.located import Located, Outcome
from esgmap.examined import Examined, Objection, held, objected
from esgmap.model import Severity

DIFFERS, NOT_FOUND = "evidence-differs", "evidence-not-found"
ELSEWHERE, VOID = "evidence-elsewhere", "evidence-void"
CODES = (DIFFERS, NOT_FOUND, ELSEWHERE, VOID)
FOUND = "evidence-found"


def evidence_problems(located: Iterable[Located]) -> Iterator[Examined]:
    """What the search for each fact came to: those found by document, the others with what to do."""
    found: Counter[str] = Counter()
    together: dict[tuple[str, str, str], list[Located]] = defaultdict(list)
    for each in located:
        evidence = each.fact.evidence
        if each.is_void:
            together[VOID, evidence.document, evidence.location].append(each)
        elif each.outcome is Outcome.FOUND:
            found[evidence.document] += 1
        elif each.outcome is Outcome.ELSEWHERE:
            together[ELSEWHERE, evidence.location, each.place].append(each)
        elif each.outcome in {Outcome.DIFFERS, Outcome.NOT_FOUND}:
            yield _single(each)
    for (code, *_), members in together.items():
        yield _group(code, members)
    for document, number in found.items():
        yield held(FOUND, f"{number} facts stand in `{document}` where their evidence says", ())


def _single(each: Located) -> Examined:
    fact = each.fact
    said = fact.value_as_printed or fact.value
    where = fact.evidence.location or "the document"
    if each.outcome is Outcome.DIFFERS:
        message = (
            f"`{fact.id}` is given as {said}, and {each.place or where} reads “{each.line or each.detail}”"
        )
        objection = Objection(
            Severity.WARNING, message, "mend the fact, or its place, after a look at the page"
        )
        return objected(DIFFERS, f"{fact.label}: figure in the document", (fact,), objection)
    message = f"{said} of `{fact.id}` is not found by its label, neither in {where} nor elsewhere"
    objection = Objection(
        Severity.WARNING, message, "mend the place, the label or the figure after a look at it"
    )
    return objected(NOT_FOUND, f"{fact.label}: figure in the document", (fact,), objection)


def _group(code: str, members: list[Located]) -> Examined:
    facts = [each.fact for each in members]
    where = facts[0].evidence.location or "no stated place"
    if code == VOID:
        message = f"the document changed since, and {quoted(facts)} no longer stand in {where}"
        objection = Objection(Severity.WARNING, message, "read them again in the new document, and pin it")
        return objected(code, f"{where}: evidence of another document", facts, objection)
    message = f"{quoted(facts)}: said to stand in {where}, found in {members[0].place}"
    objection = Objection(
        Severity.NOTE, message, "mend pages or section, if the figure found is the one meant"
    )
    return objected(code, f"{where}: place of the figures", facts, objection)
