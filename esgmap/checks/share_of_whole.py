"""A share is not what the counts come to, or shares of one whole do not come to 100 %.

Which count a share is of is declared (`share-of`). The share of a cell is its count over the count of the
whole, or of a part that is told: women among managers are a share of the managers, or of everybody. The
cells of one breakdown use one base; that with which most of them hold is taken, and shares that do not fit
it are told in one finding for the breakdown. Where the count of the cell is not told, some whole number of
people must give the share. Members that are declared to make up the whole must come to 100 %, as far as
rounding allows. An error where counts and share cannot both be true; a warning where a cell fits another
base than its neighbours, or the whole number is not told. The usual slip is a text that was carried over
from last year beside a table that was not (GRI 1: 2021, Accuracy; ISAE 3000 A111).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from esgmap.calculations import Part
from esgmap.checks.cuts import Group, groups
from esgmap.checks.ledger import Cell, Ledger
from esgmap.checks.reckoning import HUNDRED, calculations, find, quoted, titled
from esgmap.checks.subject import Subject
from esgmap.checks.whole_numbers import nearest_whole
from esgmap.computations import Comparison, Constant, Term, number_text, percent, total, value
from esgmap.examined import Examined, Objection, compared, objected
from esgmap.model import Severity
from esgmap.reported import Fact

CODE = "share-differs"
UNIT = "percent"
NOTHING = Objection(Severity.WARNING, "", "")
Dropped = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tried:
    """A share against its count and one base: of which cell, without which dimensions, with what outcome."""

    cell: Cell
    fact: Fact
    dropped: Dropped
    comparison: Comparison
    is_counted: bool
    holds: bool


def examine(subject: Subject) -> Iterator[Examined]:
    """Hold every share against counts, breakdown by breakdown, and add up what makes up the whole."""
    ledger = subject.ledger
    for indicator, calculation in calculations(ledger, "share-of"):
        (part,) = calculation.alternatives[0].top
        yield from _added_up(ledger, indicator)
        families: dict[tuple[object, ...], list[Cell]] = defaultdict(list)
        for cell in ledger.of_indicator[indicator]:
            families[cell.period, cell.basis, cell.whose, tuple(sorted(cell.dimensions))].append(cell)
        for cells in families.values():
            yield from _family(ledger, cells, part)


# --- against counts -------------------------------------------------------------------------------


def _family(ledger: Ledger, cells: list[Cell], count: Part) -> Iterator[Examined]:
    """The shares of one breakdown, by the base with which most of them hold."""
    by_base: dict[Dropped, list[Tried]] = defaultdict(list)
    names = sorted(cells[0].dimensions)
    for size in range(1, len(names) + 1):
        for dropped in combinations(names, size):
            for cell in cells:
                by_base[dropped] += _tried(ledger, cell, count, dropped)
        if any(_is_settled(found, cells) for found in by_base.values()):
            break
    if not any(by_base.values()):
        by_base = {(): [each for cell in cells for each in _itself(ledger, cell, count)]}
    best = max(by_base.values(), key=_score, default=[])
    failed = []
    for each in best:
        if each.holds:
            yield Examined(CODE, _title(ledger, each), each.comparison.facts, each.comparison)
        else:
            failed.append(each)
    if failed:
        yield _told(ledger, failed, by_base)


def _is_settled(tried: list[Tried], cells: list[Cell]) -> bool:
    """Whether a base could be tried with every cell of the breakdown, and all of them hold."""
    return len({each.cell for each in tried}) == len(cells) and all(each.holds for each in tried)


def _score(tried: list[Tried]) -> tuple[int, int, int]:
    """Most that hold, then most that can be tried, then the nearest base."""
    held = sum(each.holds for each in tried)
    return held, len(tried), -len(tried[0].dropped) if tried else 0


def _tried(ledger: Ledger, cell: Cell, count: Part, dropped: Dropped) -> Iterator[Tried]:
    """The share of a cell over its base without some dimensions, if the base is told once and not nil."""
    base = _only(ledger, find(ledger, cell.over(*dropped), count, True))
    if base is None or not base.number:
        return
    own = find(ledger, cell, count, True)
    part = _only(ledger, own)
    for fact in ledger.printed(cell):
        whole = ledger.figure(base)
        if part and part.id != base.id:
            share = percent(ledger.figure(part, ledger.unit(base)), whole)
            yield _outcome(cell, fact, dropped, Comparison((ledger.figure(fact), share), "=", UNIT), True)
        elif own is None:
            number = nearest_whole(ledger.figure(fact), whole)
            if number:
                share = percent(number, whole)
                comparison = Comparison((ledger.figure(fact), share), "=", UNIT)
                yield _outcome(cell, fact, dropped, comparison, False)


def _outcome(cell: Cell, fact: Fact, dropped: Dropped, comparison: Comparison, is_counted: bool) -> Tried:
    return Tried(cell, fact, dropped, comparison, is_counted, comparison.holds)


def _itself(ledger: Ledger, cell: Cell, count: Part) -> Iterator[Tried]:
    """A share that is told beside the count of the whole is all of it."""
    base = _only(ledger, find(ledger, cell, count, True))
    if base is None or not base.number:
        return
    for fact in ledger.printed(cell):
        if fact.number == HUNDRED:
            share = percent(ledger.figure(base), ledger.figure(base))
            yield _outcome(cell, fact, (), Comparison((ledger.figure(fact), share), "=", UNIT), True)


def _only(ledger: Ledger, cell: Cell | None) -> Fact | None:
    facts = ledger.readings(cell) if cell else ()
    return facts[0] if len(facts) == 1 else None


def _told(ledger: Ledger, failed: list[Tried], by_base: dict[Dropped, list[Tried]]) -> Examined:
    """The shares of one breakdown that do not fit its base, in one finding; the one furthest off is shown."""
    worst = max(failed, key=_distance)
    others = [each for each in failed if each is not worst]
    message = _sentence(worst)
    if others:
        message += "; so too " + ", ".join(f"`{each.fact.id}` {_against(each)}" for each in others)
    tried = (each for found in by_base.values() for each in found if each.is_counted)
    elsewhere = {each.fact.id for each in tried if each.holds}
    fits = all(each.fact.id in elsewhere for each in failed)
    if fits:
        message += ", although the others of the breakdown are shares of that whole"
    counted = all(each.is_counted for each in failed)
    severity = Severity.ERROR if counted and not fits else Severity.WARNING
    hint = "mend the share or the counts; if it is a share of something else, say of what"
    facts = {fact.id: fact for each in (worst, *others) for fact in each.comparison.facts}
    objection = Objection(severity, message, hint)
    return objected(CODE, _title(ledger, worst), tuple(facts.values()), objection, worst.comparison)


def _distance(tried: Tried) -> Fraction:
    share, quotient = tried.comparison.sides
    return abs(value(share) - value(quotient))


def _sentence(tried: Tried) -> str:
    share, quotient = tried.comparison.sides
    *parts, base = (each for each in tried.comparison.facts if each.id != tried.fact.id)
    if parts:
        what = f"{parts[0].value_as_printed} of {base.value_as_printed} ({quoted((parts[0], base))})"
        return f"`{tried.fact.id}` says {_percent(share)}, but {what} are {_percent(quotient)}"
    return f"`{tried.fact.id}` says {_percent(share)}, which no whole number of {quoted((base,))} gives"


def _against(tried: Tried) -> str:
    share, quotient = tried.comparison.sides
    return f"({_percent(share)} against {_percent(quotient)})"


def _percent(term: Term) -> str:
    return f"{number_text(round(value(term), 2))} %"


def _title(ledger: Ledger, tried: Tried) -> str:
    return f"{titled(ledger, tried.cell)}: against the counts"


# --- adding up ------------------------------------------------------------------------------------


def _added_up(ledger: Ledger, indicator: str) -> Iterator[Examined]:
    """Complete lists of members come to 100 %, or to the share that they are parts of.

    Of a breakdown that is cut twice only the dimension counts along which most of it comes to that.
    """
    families: dict[tuple[Cell, tuple[str, ...]], dict[str, list[Examined]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for group in groups(ledger, indicator):
        outer = group.outer
        names = tuple(sorted({*outer.dimensions, group.dimension}))
        found = _hundred(ledger, group)
        if found:
            families[outer.over(*outer.dimensions), names][group.dimension].append(found)
    for (_, names), along in families.items():
        best = max(along.values(), key=lambda found: sum(each.problem is None for each in found))

        varied = [name for name in names if _varies(ledger, indicator, name)]
        if any(each.problem is None for each in best) or len(varied) == 1:
            yield from best


def _varies(ledger: Ledger, indicator: str, name: str) -> bool:
    """Whether the report cuts the indicator by several members of the dimension, or not always by it."""
    return len({dict(cell.cut).get(name) for cell in ledger.of_indicator[indicator]}) > 1


def _hundred(ledger: Ledger, group: Group) -> Examined | None:
    """A complete list of shares against 100, or against the share of what they are parts of."""
    title = f"{titled(ledger, group.outer)}: shares by {_name(ledger, group)} come to the whole"
    wholes: list[Term] = [Constant(HUNDRED, UNIT)]
    outer = _only(ledger, group.outer if group.outer in ledger.cells else None)
    if outer:
        wholes.append(ledger.figure(outer))
    failed = None
    for _, members in group.complete():
        facts = [_only(ledger, group.members[name]) for name in members]
        parts: list[Term] = [ledger.figure(fact) for fact in facts if fact]
        if len(parts) == len(members):
            for whole in wholes:
                comparison = Comparison((total(parts), whole), "=", UNIT)
                if comparison.holds:
                    return compared(CODE, title, comparison, NOTHING)
                failed = failed or comparison
    if failed is None:
        return None
    message = f"the shares {quoted(failed.facts)} make up the whole and do not come to 100 %"
    hint = "find the share that is wrong, or say of which wholes they are shares"
    return compared(CODE, title, failed, Objection(Severity.ERROR, message, hint))


def _name(ledger: Ledger, group: Group) -> str:
    known = ledger.dimension(group.dimension)
    return known.label.lower() if known else group.dimension
