"""Figures of one indicator that are cut by one dimension: the members beside each other, and their whole.

Comes in: the ledger. Goes out: groups. Rows and columns of a table that is cut twice are groups alike: of
every cell, each of its dimensions in turn is the one that is looked along.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from esgmap.calculations import Makeup, Partition, read_calculations, read_makeup
from esgmap.checks.ledger import Cell, Ledger

ADDITIVE = frozenset(
    {
        *("energy", "power", "emissions", "mass", "volume", "area", "length", "ods", "count", "currency"),
        *("hours", "days", "minutes", "data-volume", "processing-capacity"),
    }
)
"""Kinds of unit whose figures add up; shares, ratios, rates and averages do not."""
AVERAGES = ("ratio", "share-of", "whole-part-of")


@dataclass(frozen=True, slots=True)
class Group:
    """The cells that differ in the member of one dimension only, by member, and the cell of their whole."""

    dimension: str
    outer: Cell
    members: dict[str, Cell]
    makeup: Makeup

    def complete(self) -> Iterator[tuple[Partition, tuple[str, ...]]]:
        """The lists of members that make up the whole and are all told; also with what none names."""
        others = tuple(name for name in self.members if name not in self.makeup.named)
        for each in self.makeup.wholes:
            if all(name in self.members for name in each.members):
                yield each, each.members
                if others:
                    yield each, (*each.members, *others)

    def top(self) -> tuple[str, ...]:
        """The members that are not told as a part of another that is told too."""
        parts = {name for each in self.makeup.partitions if each.of in self.members for name in each.members}
        return tuple(name for name in self.members if name not in parts)


def groups(ledger: Ledger, indicator: str) -> Iterator[Group]:
    """The groups of an indicator's cells, along dimensions whose members have to do with the whole."""
    found: dict[tuple[str, Cell], dict[str, Cell]] = defaultdict(dict)
    for cell in ledger.of_indicator[indicator]:
        for name, member in sorted(cell.cut):
            found[name, cell.over(name)][member] = cell
    for (name, outer), members in found.items():
        known = ledger.dimension(name)
        makeup = read_makeup(known.partitions) if known else Makeup(mode="apart")
        if makeup.mode != "apart":
            yield Group(name, outer, members, makeup)


def is_additive(ledger: Ledger, indicator: str) -> bool:
    """Whether figures of the indicator add up."""
    known = ledger.hub.indicators.get(indicator)
    if known is None or known.unit_kind not in ADDITIVE:
        return False
    return all(each.verb not in AVERAGES for each in read_calculations(known.calculation))
