"""The figures of a report by what they measure: the index that the checks of figures look things up in.

A cell is one indicator, period, cut, kind of basis and owner; several facts in one cell are the same quantity
told more than once. Comes in: a report and the hub. Goes out: facts, and figures in a common unit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from esgmap.computations import Figure, interval
from esgmap.intervals import Number, half_step
from esgmap.model import Dimension, Hub, Period, Unit
from esgmap.reported import TOPIC, Fact, Report

ACTUAL = frozenset({"measured", "estimated", "restated"})
"""Bases that say what was; all others say what is aimed at, designed or expected."""
Cut = frozenset[tuple[str, str]]
COUNTED = "count"
ONCE_MORE, ONE = 2, Fraction(1)


@dataclass(frozen=True, slots=True)
class Cell:
    """What a figure measures: of what, when, cut how, on which basis, whose."""

    indicator: str
    period: Period
    cut: Cut
    basis: str
    whose: str

    def over(self, *dimensions: str) -> Cell:
        """The cell without these dimensions: the whole of which it is a part."""
        kept = frozenset(pair for pair in self.cut if pair[0] not in dimensions)
        return Cell(self.indicator, self.period, kept, self.basis, self.whose)

    def of(self, indicator: str) -> Cell:
        """The same cut of another indicator."""
        return Cell(indicator, self.period, self.cut, self.basis, self.whose)

    def before(self, years: int = 1) -> Cell:
        """The same figure of an earlier year."""
        return Cell(self.indicator, self.period.years_before(years), self.cut, self.basis, self.whose)

    @property
    def dimensions(self) -> frozenset[str]:
        """The dimensions that it is cut by."""
        return frozenset(name for name, _ in self.cut)


@dataclass(frozen=True, slots=True)
class Ledger:
    """Every fact with a figure (a number or a nil) by its cell, and what is printed as not available.

    `of_indicator` has the cells with a figure by indicator, in the order of the facts; `stand_ins` has the
    members that reports give for a whole (`as_whole` in dimensions.tsv).
    """

    hub: Hub
    cells: dict[Cell, tuple[Fact, ...]]
    absent: dict[Cell, tuple[Fact, ...]]
    of_indicator: dict[str, tuple[Cell, ...]] = field(default_factory=dict)
    stand_ins: tuple[tuple[str, str], ...] = ()

    def first(self, cell: Cell) -> Fact | None:
        """The first fact of the cell in the table of facts, if there is one."""
        found = self.cells.get(cell)
        return found[0] if found else None

    def printed(self, cell: Cell) -> tuple[Fact, ...]:
        """One fact for each value that the cell is printed with, precision counted, in order."""
        facts = self.cells.get(cell, ())
        if len(facts) < ONCE_MORE:
            return facts
        found: dict[tuple[object, ...], Fact] = {}
        for fact in facts:
            found.setdefault((fact.number, fact.unit, half_step(fact)), fact)
        return tuple(found.values())

    def readings(self, cell: Cell) -> tuple[Fact, ...]:
        """The values that the cell can have: of those that agree with each other the finest, in order."""
        facts = self.cells.get(cell, ())
        if len(facts) < ONCE_MORE:
            return facts
        kept: list[Fact] = []
        for fact in sorted(self.printed(cell), key=self._width):
            if not any(self.is_alike(fact, each) and self._meets(fact, each) for each in kept):
                kept.append(fact)
        return tuple(kept)

    def _width(self, fact: Fact) -> Number:
        own = self.unit(fact)
        bounds = interval(self.figure(fact, replace(own, factor=Decimal(1)) if own else None))
        return bounds.high - bounds.low

    def _meets(self, first: Fact, second: Fact) -> bool:
        unit = self.unit(first) or self.unit(second)
        return interval(self.figure(first, unit)).meets(interval(self.figure(second, unit)))

    def unit(self, fact: Fact) -> Unit | None:
        """The unit of a fact, if the hub knows it."""
        return self.hub.units.get(fact.unit)

    def figure(self, fact: Fact, into: Unit | None = None) -> Figure:
        """The fact as a term, in a unit of its kind; in its own if none is given."""
        own = self.unit(fact)
        factor = ONE
        if own and into and own is not into and own.kind == into.kind:
            factor = _quotient(own.factor, into.factor)
        return Figure(fact, factor, own is not None and own.kind == COUNTED)

    def is_alike(self, first: Fact, second: Fact) -> bool:
        """Whether two figures can be brought into one unit; a nil fits any, a currency only itself."""
        one, other = self.unit(first), self.unit(second)
        if "nil" in {first.value_state, second.value_state}:
            return True
        if one is None or other is None:
            return first.unit == second.unit
        return is_one_kind(one, other)

    def dimension(self, name: str) -> Dimension | None:
        """A dimension of the hub."""
        return self.hub.dimensions.get(name)


CURRENCIES = ("RMB", "HKD", "USD", "EUR", "GBP", "AUD", "SGD", "TWD", "JPY")


@lru_cache(256)
def _quotient(top: Decimal, bottom: Decimal) -> Fraction:
    return Fraction(top) / Fraction(bottom)


def is_one_kind(first: Unit, second: Unit) -> bool:
    """Whether one unit can be brought into the other; a currency is never converted."""
    return first.kind == second.kind and _money(first) == _money(second)


def _money(unit: Unit) -> str:
    return next((each for each in CURRENCIES if unit.id.endswith(each)), "")


def ledger_of(report: Report, hub: Hub) -> Ledger:
    """Index a report's facts; those without an indicator, or of a kind that is no figure, are left out."""
    cells: dict[Cell, list[Fact]] = defaultdict(list)
    absent: dict[Cell, list[Fact]] = defaultdict(list)
    for fact, cell in _placed(report):
        if fact.value_state in {"number", "nil"}:
            cells[cell].append(fact)
        elif fact.value_state == "not-available":
            absent[cell].append(fact)
    by_indicator: dict[str, list[Cell]] = defaultdict(list)
    for cell in cells:
        by_indicator[cell.indicator].append(cell)
    return Ledger(
        hub,
        {cell: tuple(facts) for cell, facts in cells.items()},
        {cell: tuple(facts) for cell, facts in absent.items()},
        {indicator: tuple(found) for indicator, found in by_indicator.items()},
        tuple((each.id, each.as_whole) for each in hub.dimensions.values() if each.as_whole),
    )


def _placed(report: Report) -> Iterator[tuple[Fact, Cell]]:
    for fact in report.facts:
        if fact.indicator:
            yield fact, cell_of(fact)


def cell_of(fact: Fact) -> Cell:
    """What a fact measures; which material topic it is about makes no difference to its figure."""
    cut = frozenset(pair for pair in fact.dimensions if pair[0] != TOPIC)
    basis = "actual" if fact.basis in ACTUAL else fact.basis
    return Cell(fact.indicator, fact.period, cut, basis, fact.whose)
