"""What is passed around on the way from a table to accepted facts; frozen, plain values only."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

HIGH, MEDIUM, LOW = "high", "medium", "low"
NEW, SAME, CHANGED = "new", "same", "changed"
ACCEPT, EDITED, REJECT = "accept", "changed", "reject"


@dataclass(frozen=True, slots=True)
class Proposal:
    """One proposed fact: the columns of facts.csv, and what it rests on (see proposals.schema.json).

    `number` is the value as a number; `table` the number of its table in the document; `path` names its row.
    """

    id: str
    label: str
    value_state: str
    value: str = ""
    value_as_printed: str = ""
    indicator: str = ""
    unit: str = ""
    unit_as_printed: str = ""
    period: str = ""
    dimensions: str = ""
    basis: str = "measured"
    document: str = ""
    pages: str = ""
    section: str = ""
    anchor: str = ""
    note: str = ""
    confidence: str = LOW
    standing: str = ""
    was: str = ""
    why: str = ""
    alternatives: str = ""
    cell: str = ""
    file: str = ""
    sha256: str = ""
    number: Decimal | None = None
    table: int = 0
    path: tuple[str, ...] = ()
    decision: str = ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A column or a table that gives no facts, and why."""

    table: int
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Vanished:
    """A fact that was read from this file before, and whose row is no longer there."""

    fact_id: str
    label: str
    period: str
    why: str
