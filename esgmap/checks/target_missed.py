"""A target is missed while the report says it was reached; or it has no figure, no year or no base.

A target that fell due is held against the figure of its year and cut, by the direction that is better
(`better` in `frameworks/indicators.tsv`): a figure on the wrong side of it is an error where the report
says that the target was reached, and worth knowing where the report says neither that nor the opposite. A
target is set, not measured: its own digits leave no room, those of the figure do. A target in words
without any figure, for no date (“long-term”), cannot be judged by anybody; a cut by so many per cent
needs a base, that is a figure or a year to start from (GRI 3-3-e, GRI 102; HKEX: targets). Silent for
targets of others, for plans, and where neither direction is better.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from esgmap.checks.ledger import Cell
from esgmap.checks.passages import gist, label_of, passage_of, quoted, telling_words, texts, topics
from esgmap.checks.subject import Subject
from esgmap.computations import Comparison
from esgmap.examined import Examined, Objection, compared, held, objected
from esgmap.model import Severity
from esgmap.reported import Fact

CODE = "target-in-doubt"
TARGET = "target"
OWN = frozenset({"own", "joint"})
RELATIONS = {"lower": "≤", "higher": "≥"}
PERCENT = "pct"
DIGIT = re.compile(r"\d")
YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def examine(subject: Subject) -> Iterator[Examined]:
    """Compare targets that fell due with what was reached; look at what the others lack."""
    for cell, facts in subject.ledger.cells.items():
        if cell.basis == TARGET and cell.whose in OWN:
            yield from _due(subject, cell, facts[0])
            yield from _base(subject, facts[0])
    yield from _in_words(subject)


def _due(subject: Subject, cell: Cell, target: Fact) -> Iterator[Examined]:
    """The target beside what was reached, if its time is over."""
    indicator = subject.hub.indicators.get(cell.indicator)
    if indicator is None or cell.period.end > subject.report.period.end:
        return
    title = f"{label_of(target, subject.hub)}, {cell.period.end.year}: reached?"
    reached = subject.ledger.first(Cell(cell.indicator, cell.period, cell.cut, "actual", cell.whose))
    if reached is None:
        message = (
            f"`{target.id}` is a target for a time that is over, and no figure says whether it was reached"
        )
        hint = "give the figure of that year, for the same part of the company"
        yield objected(CODE, title, (target,), Objection(Severity.NOTE, message, hint))
    elif indicator.better and subject.ledger.is_alike(target, reached):
        unit = subject.ledger.unit(target) or subject.ledger.unit(reached)
        sides = (subject.ledger.figure(reached, unit), subject.ledger.figure(target, unit))
        comparison = Comparison(sides, RELATIONS[indicator.better], unit.label if unit else "")
        if comparison.holds:
            yield Examined(CODE, title, (reached, target), comparison)
        else:
            yield compared(CODE, title, comparison, _missed(subject, target, reached))


def _missed(subject: Subject, target: Fact, reached: Fact) -> Objection:
    """How grave it is that a target was missed: by what the report says of it."""
    words = subject.expectations
    said = [each for each in _about(subject, reached) if words.pattern("achieved").search(gist(each))]
    admitted = any(words.pattern("missed").search(gist(each)) for each in _about(subject, reached))
    message = f"`{reached.id}` is on the wrong side of the target `{target.id}`"
    if said and not admitted:
        message += f", while the report says that it was reached ({quoted(said[:2])})"
        return Objection(Severity.ERROR, message, "mend the figure or the target, or say that it was missed")
    told = "" if admitted else ", and nothing says so"
    return Objection(Severity.NOTE, message + told, "say that the target was missed, why, and what follows")


def _about(subject: Subject, fact: Fact) -> Iterator[Fact]:
    """The fact itself, and statements of its section that are about the same thing."""
    yield fact
    plain = subject.expectations.words.get("plain", ())
    about = topics(fact, subject.hub, subject.expectations)
    for each in texts(subject.report):
        if passage_of(each) == passage_of(fact) and about & telling_words(gist(each), plain):
            yield each


# --- what a target lacks --------------------------------------------------------------------------


def _base(subject: Subject, target: Fact) -> Iterator[Examined]:
    """A cut by so many per cent, and where it starts from."""
    indicator = subject.hub.indicators.get(target.indicator)
    told = subject.expectations.pattern("rises", "falls").search(target.label)
    if (
        target.unit != PERCENT
        or indicator is None
        or not (told or (indicator.base and indicator.basis == TARGET))
    ):
        return
    title = f"{label_of(target, subject.hub)}: from which base"
    years = {int(each) for each in YEAR.findall(f"{gist(target)}")} - {target.period.end.year}
    cells = subject.ledger.cells
    base = next((facts[0] for cell, facts in cells.items() if cell.indicator in indicator.base), None)
    if years or base:
        yield held(CODE, title, (target, base) if base else (target,))
        return
    message = f"`{target.id}` is a cut or a rise in per cent, and no base is given for it"
    hint = "give the base year and the figure of that year"
    yield objected(CODE, title, (target,), Objection(Severity.WARNING, message, hint))


def _in_words(subject: Subject) -> Iterator[Examined]:
    """Targets that are told in words, by indicator: those without a figure together."""
    vague: dict[str, list[Fact]] = defaultdict(list)
    for fact in texts(subject.report):
        if fact.basis != TARGET or fact.whose not in OWN:
            continue
        if DIGIT.search(f"{fact.label} {fact.value}") or not _is_open(subject, fact):
            yield held(CODE, f"{fact.label}: figure and year of the target", (fact,))
        else:
            vague[fact.evidence.section].append(fact)
    for facts in vague.values():
        message = (
            f"{quoted(facts)}: {'a target' if len(facts) == 1 else 'targets'} without a figure and a year"
        )
        hint = "give each target a figure, a year and a base, or call it an aim"
        title = f"{facts[0].label}: figure and year of the target"
        yield objected(CODE, title, facts, Objection(Severity.WARNING, message, hint))


def _is_open(subject: Subject, fact: Fact) -> bool:
    """Whether a target in words is for no date, or has no figure beside it that is about the same thing."""
    if subject.expectations.pattern("no-date").search(f"{fact.label} {fact.value}"):
        return True
    about = telling_words(f"{fact.label} {fact.value}", subject.expectations.words.get("plain", ()))
    figures = (each for each in subject.report.facts if each.basis == TARGET and each.number is not None)
    return not any(about & topics(each, subject.hub, subject.expectations) for each in figures)
