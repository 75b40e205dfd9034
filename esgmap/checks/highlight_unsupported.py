"""A figure of the highlights stands nowhere in the body of the report.

Highlights are what most readers take home; each figure there needs a place where it is explained and can
be followed (GRI 1: 2021, Verifiability and Balance). A section counts as highlights by its name
(`frameworks/check-words.tsv`). A highlight is borne out by a figure of the same indicator and year with
the same value elsewhere, whatever part or day it is filed under (the checks of boundaries and dates look
at those), or by one of the same part that may be the same before rounding; one without indicator, by a
figure with a like label. All figures of one indicator are told together. Silent where more than half of
all figures stand there: then it is the body.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from esgmap.checks.ledger import ACTUAL, cell_of
from esgmap.checks.passages import is_figure, is_highlights, label_of, passage_of, telling_words
from esgmap.checks.subject import Subject
from esgmap.computations import interval
from esgmap.examined import Examined, Objection, held, objected
from esgmap.model import Severity
from esgmap.reported import Fact

CODE = "highlight-unsupported"


def examine(subject: Subject) -> Iterator[Examined]:
    """Look for each figure of a highlights section in the other sections."""
    figures = [fact for fact in subject.report.facts if is_figure(fact)]
    passages = {passage_of(fact) for fact in figures}
    named = {each for each in passages if is_highlights(each, subject.expectations)}
    inside = [fact for fact in figures if passage_of(fact) in named]
    if 2 * len(inside) > len(figures):
        return
    body: dict[str, list[Fact]] = defaultdict(list)
    for fact in figures:
        if passage_of(fact) not in named:
            body[fact.indicator].append(fact)
    lonely: dict[tuple[str, str, str], list[Fact]] = defaultdict(list)
    for fact in inside:
        borne_out = next((each for each in body[fact.indicator] if _bears_out(subject, each, fact)), None)
        if borne_out:
            yield held(CODE, f"{label_of(fact, subject.hub)}: in highlights and body", (fact, borne_out))
        else:
            lonely[fact.evidence.document, fact.evidence.section, fact.indicator or fact.label].append(fact)
    for (_, section, _), facts in lonely.items():
        yield _told(subject, section, facts)


def _bears_out(subject: Subject, other: Fact, fact: Fact) -> bool:
    """Whether another figure of the indicator, or with a like label, may be the same value of the year."""
    ledger = subject.ledger
    if other.period.end.year != fact.period.end.year or not ledger.is_alike(other, fact):
        return False
    if not fact.indicator:
        plain = subject.expectations.words.get("plain", ())
        if not telling_words(fact.label, plain) & telling_words(other.label, plain):
            return False
    if other.number == fact.number:
        return True
    if cell_of(other).cut != cell_of(fact).cut:
        return False
    unit = ledger.unit(fact) or ledger.unit(other)
    return interval(ledger.figure(fact, unit)).meets(interval(ledger.figure(other, unit)))


def _told(subject: Subject, section: str, facts: list[Fact]) -> Examined:
    """A figure of this year is more than a figure to compare it with, or an aim."""
    period = subject.report.period
    main = [fact for fact in facts if fact.basis in ACTUAL and fact.period.end >= period.start]
    values = ", ".join(
        f"{label_of(fact, subject.hub)} {fact.value_as_printed or fact.value}" for fact in facts
    )
    message = f"only under “{section}”: {values}"
    hint = "tell it in the body, too, with how it was measured and of what; or take it out of the highlights"
    severity = Severity.WARNING if main else Severity.NOTE
    title = f"{label_of(facts[0], subject.hub)}: only in the highlights"
    return objected(CODE, title, facts, Objection(severity, message, hint))
