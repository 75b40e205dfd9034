"""A line of the reconciliations: two values that must agree, and what stands beside. Knows no workbook."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from esgmap.export.workbook_table import Column, Formula, Table, Value

TAIL = (
    Column("First fact", 34, "link"),
    Column("Facts and what they count for", 50),
    Column("Index row", 17, "link"),
    Column("Row id", 44, "small"),
)


@dataclass(frozen=True, slots=True)
class Compared:
    """The tables whose rows must agree."""

    indexes: tuple[Table, ...]
    gaps: Table
    facts: Table
    proofs: Table
    sources: Table
    checks: Table


@dataclass(frozen=True, slots=True)
class Pair:
    """One line: what must agree, each side's name and value, and what else stands beside them by title."""

    kind: str
    what: str
    first: tuple[str, Formula]
    second: tuple[str, Formula | int | Decimal]
    row_id: str
    rounding: Decimal = Decimal(0)
    more: dict[str, Value] = field(default_factory=dict)
