"""What indicators, dimensions and units keep: kinds that exist, calculations of known parts, no circles.

A rule takes the rows of the three tables by the table's name, and yields a problem for each fault.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from esgmap.cells import read_list
from esgmap.model import Problem
from esgmap.tables import Row, error

HubRows = dict[str, list[Row]]
Rule = Callable[[HubRows], Iterator[Problem]]


def indicator_kinds(rows: HubRows) -> Iterator[Problem]:
    """A quantity has a kind of unit that exists; nothing else has one."""
    kinds = {row["kind"] for row in rows["units"]}
    for row in rows["indicators"]:
        if row["value_type"] == "quantity" and row["unit_kind"] not in kinds:
            message = f"`{row['id']}` is a quantity of `{row['unit_kind']}`, which no unit has"
            yield error("unit-kind", message, "see units.tsv", row.source("unit_kind"))
        elif row["value_type"] != "quantity" and row["unit_kind"]:
            message = f"`{row['id']}` is no quantity and has a unit kind"
            yield error("unit-kind", message, "leave it empty", row.source("unit_kind"))


def broader_indicators(rows: HubRows) -> Iterator[Problem]:
    """The wider indicator exists, and no indicator is wider than itself in the end."""
    broader = {row["id"]: row["broader"] for row in rows["indicators"]}
    for row in rows["indicators"]:
        seen = [row["id"]]
        while broader.get(seen[-1]) and seen.count(seen[-1]) == 1:
            seen.append(broader[seen[-1]])
        if seen[-1] not in broader:
            message = f"`{seen[-1]}` is no indicator"
            yield error("broader", message, "see the ids of this table", row.source("broader"))
        elif seen.count(seen[-1]) > 1:
            message = f"{' → '.join(seen)} goes round in a circle"
            yield error("broader", message, "take one step out", row.source("broader"))


def calculations(rows: HubRows) -> Iterator[Problem]:
    """A calculation is a sum or a ratio of indicators that exist."""
    known = {row["id"] for row in rows["indicators"]}
    for row in rows["indicators"]:
        first, *parts = row["calculation"].replace("+", " ").replace("/", " ").split() or ["sum"]
        strange = ([] if first in {"sum", "ratio"} else [first]) + [
            each for each in parts if each not in known
        ]
        if strange:
            message = f"the calculation of `{row['id']}` has `{strange[0]}`"
            hint = "write `sum a + b` or `ratio a / b`, in ids of this table"
            yield error("calculation", message, hint, row.source("calculation"))


def dimension_members(rows: HubRows) -> Iterator[Problem]:
    """What a complete breakdown shows is among the members, and at least as many are asked for."""
    for row in rows["dimensions"]:
        required = read_list(row["required"])
        strange = [each for each in required if each not in read_list(row["members"])]
        if strange or len(required) > int(row["min_members"]):
            message = f"`{row['id']}` requires {', '.join(strange or required)}"
            hint = "list it among `members`, and let `min_members` be as many at least"
            yield error("dimension", message, hint, row.source("required"))


def unit_factors(rows: HubRows) -> Iterator[Problem]:
    """A factor is above zero, and each kind has its base unit."""
    kinds: dict[str, list[Row]] = {}
    for row in rows["units"]:
        kinds.setdefault(row["kind"], []).append(row)
        if not Decimal(row["factor"]):
            yield error("unit-factor", f"the factor of `{row['id']}` is zero", "", row.source("factor"))
    for kind, units in kinds.items():
        if all(Decimal(row["factor"]) != 1 for row in units):
            message = f"no unit of the kind `{kind}` has the factor 1"
            yield error("unit-factor", message, "one of them is the base unit", units[0].source("factor"))


RULES: tuple[Rule, ...] = (
    indicator_kinds,
    broader_indicators,
    calculations,
    dimension_members,
    unit_factors,
)
