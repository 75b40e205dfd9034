"""A figure differs from the year before by more than its kind usually does, and nothing near says why.

How much is much is declared for each kind of unit (`frameworks/jump-limits.tsv`); it must be exceeded
whatever the printed digits were rounded from. An explanation is a statement of the report itself, entered
as a fact in words, that gives a reason and is about the same thing, in the same section; or anywhere, if
it also says that something rose or fell. The `note` of a fact is the reader's own remark and no
explanation. Analytical procedures ask for every such change (ISA 520, ISSA 5000); HKEX and GRI 1 ask that
changes can be understood. All jumps of one indicator are told together, with the widest cut first. Silent
where a figure of one of the years is nil, where both are small, and for figures that are not the report's
own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from esgmap.checks.ledger import Cell
from esgmap.checks.passages import gist, label_of, passage_of, quoted, telling_words, texts, topics
from esgmap.checks.subject import Subject
from esgmap.computations import Comparison, Constant, Operation, Term, ratio, value
from esgmap.examined import Examined, Objection, held, objected
from esgmap.model import Severity
from esgmap.reported import Fact

CODE = "unexplained-jump"
PERCENTAGE = "percentage"
HUNDRED = 100
POINTS = "points"
SURE = 0.99


@dataclass(frozen=True, slots=True)
class Move:
    """A figure, that of the year before, and their difference held against the limit.

    `is_within` says that the figures as printed keep well inside the limit: no rounding leads out of it.
    """

    cell: Cell
    now: Fact
    before: Fact
    comparison: Comparison
    is_within: bool
    rises: bool


def examine(subject: Subject) -> Iterator[Examined]:
    """Compare each figure of the period with that of the year before."""
    jumps: dict[tuple[str, str], list[Move]] = defaultdict(list)
    for move in _moves(subject):
        if move.is_within or move.comparison.holds:
            yield Examined(CODE, _title(subject, move), (move.now, move.before), move.comparison)
        else:
            jumps[move.cell.indicator, move.cell.whose].append(move)
    for found in jumps.values():
        yield _told(subject, sorted(found, key=lambda each: len(each.cell.cut)))


def _moves(subject: Subject) -> Iterator[Move]:
    ledger, period = subject.ledger, subject.report.period
    for cell, facts in ledger.cells.items():
        if cell.basis != "actual" or not period.holds(cell.period):
            continue
        now, before = facts[0], ledger.first(cell.before())
        if before is None or not ledger.is_alike(now, before):
            continue
        if move := _move(subject, cell, now, before):
            yield move


def _move(subject: Subject, cell: Cell, now: Fact, before: Fact) -> Move | None:
    """How much the figure moved, beside its limit; None where that cannot or need not be asked."""
    ledger = subject.ledger
    unit, old_unit = ledger.unit(now), ledger.unit(before)
    limit = subject.expectations.limit(unit.kind) if unit else None
    if unit is None or limit is None or old_unit is None or not now.number or not before.number:
        return None
    new, old = (
        float(fact.number or 0) * float(own.factor) for fact, own in ((now, unit), (before, old_unit))
    )
    if min(new, old) <= 0 or max(new, old) < limit.least:
        return None
    figures = ledger.figure(now, unit), ledger.figure(before, unit)
    if unit.kind == PERCENTAGE:
        moved = Operation("-", figures if new >= old else figures[::-1])
        comparison = Comparison((moved, Constant(limit.change, "limit in points")), "≤", POINTS)
        return Move(cell, now, before, comparison, abs(new - old) < SURE * float(limit.change), new > old)
    terms: tuple[Term, Term] = (ratio(*figures), Constant(Decimal(1), "whole"))
    share = Operation("-", terms if new >= old else terms[::-1])
    moved = Operation("×", (share, Constant(Decimal(HUNDRED), "percent")))
    comparison = Comparison((moved, Constant(limit.change, "limit")), "≤", "%")
    is_within = abs(new / old - 1) * HUNDRED < SURE * float(limit.change)
    return Move(cell, now, before, comparison, is_within, new > old)


def _told(subject: Subject, moves: list[Move]) -> Examined:
    """All jumps of one indicator: held if something explains the first, else a problem."""
    first = moves[0]
    facts = [fact for move in moves for fact in (move.now, move.before)]
    reason = next(_reasons(subject, first.now), None)
    title = _title(subject, first)
    if reason:
        return held(CODE, f"{title}, explained", (first.now, first.before, reason))
    message = f"{label_of(first.now, subject.hub)} {_moved(first)}, and nothing near says why"
    others = quoted(move.now for move in moves[1:])
    message += f" (so too {others})" if others else ""
    hint = "say in the report what changed: activity, boundary, method, or an error in one of the years"
    return objected(CODE, title, facts, Objection(Severity.WARNING, message, hint), first.comparison)


def _reasons(subject: Subject, fact: Fact) -> Iterator[Fact]:
    """Statements that give a reason for a change of what the figure is about."""
    expectations = subject.expectations
    explains, moves = expectations.pattern("explains"), expectations.pattern("rises", "falls")
    about = topics(fact, subject.hub, expectations)
    plain = expectations.words.get("plain", ())
    for each in texts(subject.report):
        said = gist(each)
        if not about & telling_words(said, plain) or not explains.search(said):
            continue
        if passage_of(each) == passage_of(fact) or moves.search(said):
            yield each


def _title(subject: Subject, move: Move) -> str:
    years = f"{move.before.period.end.year} to {move.now.period.end.year}"
    return f"{label_of(move.now, subject.hub)}: change from {years}"


def _moved(move: Move) -> str:
    word = "rose" if move.rises else "fell"
    if move.comparison.unit == POINTS:
        return f"{word} from {move.before.value_as_printed} to {move.now.value_as_printed}"
    return f"{word} by {float(value(move.comparison.sides[0])):,.0f} %"
