"""Figures of earlier years are marked as restated, and the report does not say why; or the other way round.

A restated figure without reason and effect leaves a reader with two figures for one year (GRI 2-4; HKEX:
consistency). What is marked as restated (`basis`) calls for a statement on restatements, and a statement
for figures that are marked. Whether a figure of an earlier year is what last year's report gave is seen
with `esgmap check DIR --prior FOLDER`: a figure that differs without being marked is an error, for one of
the two reports is wrong, or the restatement is not told; a marked one with a reason is listed as
restated.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from esgmap.checks.ledger import ACTUAL, Cell, Ledger, cell_of, ledger_of
from esgmap.checks.passages import is_figure, label_of, quoted, texts
from esgmap.checks.subject import Subject
from esgmap.computations import Comparison
from esgmap.examined import Examined, Objection, compared, held, objected
from esgmap.model import Hub, Severity
from esgmap.reported import Fact, Report

CODE = "restated-figure"
RESTATED = "restated"
TELLING = frozenset({"restatements", "restatement-reasons", "restatement-effects"})
REASONS = frozenset({"restatements", "restatement-reasons"})
FEW = 5


def examine(subject: Subject) -> Iterator[Examined]:
    """Hold the figures that are marked as restated against the statements on restatements."""
    marked = [fact for fact in subject.report.facts if fact.basis == RESTATED]
    told = [fact for fact in texts(subject.report) if fact.indicator in TELLING]
    if marked and not told:
        message = (
            f"{quoted(marked[:FEW])} restated ({len(marked)} in all), and no statement says what and why"
        )
        hint = "say which figures were restated, why, and with what effect"
        yield objected(
            CODE, "Restated figures: the reason", marked, Objection(Severity.WARNING, message, hint)
        )
    elif marked:
        yield held(CODE, "Restated figures: the reason", (*marked, *told))


def restatements(report: Report, prior: Report, hub: Hub) -> Iterator[Examined]:
    """Compare the figures that two reports give for the same time: this one, and an earlier one.

    A fact of the earlier report is told as `its id of <report>`, so that the two can be told apart. Figures
    are paired by indicator, period, cut and owner; those without indicator by label, period and cut; targets
    with targets.
    """
    past = _of_prior(prior)
    ledgers = ledger_of(report, hub), ledger_of(past, hub)
    has_reason = any(fact.indicator in REASONS for fact in texts(report))
    for cell, before in ledgers[1].cells.items():
        if (now := ledgers[0].first(cell)) and ledgers[0].is_alike(now, before[0]):
            yield _pair(ledgers[0], now, before[0], has_reason)
    unlisted = {_label_key(fact): fact for fact in report.facts if _is_unlisted(fact)}
    for fact in past.facts:
        twin = unlisted.get(_label_key(fact)) if _is_unlisted(fact) else None
        if twin and ledgers[0].is_alike(twin, fact):
            yield _pair(ledgers[0], twin, fact, has_reason)
    yield from _dropped(ledgers[0], ledgers[1], past)


def _of_prior(prior: Report) -> Report:
    """The earlier report with ids and places that say that they are its own."""
    facts = tuple(
        replace(
            fact,
            id=f"{fact.id} of {prior.id}",
            source=replace(fact.source, path=f"{prior.id}/{fact.source.path}"),
        )
        for fact in prior.facts
    )
    return replace(prior, facts=facts)


def _is_unlisted(fact: Fact) -> bool:
    return not fact.indicator and is_figure(fact)


def _label_key(fact: Fact) -> tuple[str, Cell]:
    return fact.label.casefold(), cell_of(fact)


def _pair(ledger: Ledger, now: Fact, before: Fact, has_reason: bool) -> Examined:
    unit = ledger.unit(now) or ledger.unit(before)
    sides = (ledger.figure(now, unit), ledger.figure(before, unit))
    comparison = Comparison(sides, "=", unit.label if unit else "")
    title = f"{label_of(now, ledger.hub)}, {now.period}: as reported before"
    if now.basis not in ACTUAL and not comparison.holds:
        message = f"the {now.basis} `{now.id}` was another one before (`{before.id}`)"
        hint = "say that it was changed, and why"
        return objected(CODE, title, (now, before), Objection(Severity.WARNING, message, hint), comparison)
    if now.basis == RESTATED and comparison.holds:
        message = f"`{now.id}` is marked as restated, and is what was reported before"
        return objected(
            CODE, title, (now, before), Objection(Severity.NOTE, message, "mend `basis`"), comparison
        )
    return compared(CODE, title, comparison, _restated(now, before, has_reason))


def _restated(now: Fact, before: Fact, has_reason: bool) -> Objection:
    if now.basis != RESTATED:
        message = f"`{now.id}` is not what was reported before (`{before.id}`), and is not marked as restated"
        hint = "mend the figure that is wrong, or mark it as restated and say why"
        return Objection(Severity.ERROR, message, hint)
    if not has_reason:
        message = f"`{now.id}` was restated (before: `{before.id}`), and no statement says why"
        return Objection(Severity.WARNING, message, "give the reason and the effect of the restatement")
    message = f"`{now.id}` was restated (before: `{before.id}`); the report gives a reason"
    return Objection(Severity.NOTE, message, "see whether the reason explains the difference")


def _dropped(ledger: Ledger, past: Ledger, prior: Report) -> Iterator[Examined]:
    """Indicators that had a figure of their own year before and have none at all now."""
    had = {
        cell.indicator: facts[0]
        for cell, facts in past.cells.items()
        if cell.basis == "actual" and prior.period.holds(cell.period)
    }
    has = {cell.indicator for cell in (*ledger.cells, *ledger.absent)}
    gone = [fact for indicator, fact in had.items() if indicator not in has]
    if gone:
        names = ", ".join(f"“{label_of(fact, ledger.hub)}”" for fact in gone)
        message = f"reported before and no longer: {names}"
        hint = "report them again, or say why they are left out"
        yield objected(
            CODE, "Figures that are no longer reported", gone, Objection(Severity.NOTE, message, hint)
        )
