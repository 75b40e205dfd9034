"""What indicators, dimensions and units keep: kinds that exist, calculations of known parts, no circles.

A rule takes the rows of these tables and of what is plausible by the table's name, and yields a problem for
each fault.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from esgmap.calculations import Part, read_calculations, read_expression, read_makeup, read_quotient
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
    """A calculation can be read, and names indicators and dimensions that exist."""
    for row in rows["indicators"]:
        for strange in _strange_calculation(row["calculation"], rows):
            message = f"the calculation of `{row['id']}` has {strange}"
            hint = "write `sum a + b`, `ratio a / b` and the like, in ids of this table; see docs/content.md"
            yield error("calculation", message, hint, row.source("calculation"))


def _strange_calculation(text: str, rows: HubRows) -> Iterator[str]:
    try:
        read = read_calculations(text)
    except ValueError as fault:
        yield str(fault)
        return
    for each in read:
        yield from _strange_parts((part for way in each.alternatives for part in way.parts), rows)


def _strange_parts(parts: Iterable[Part], rows: HubRows) -> Iterator[str]:
    known = {row["id"] for row in rows["indicators"]}
    dimensions = {row["id"] for row in rows["dimensions"]}
    for part in parts:
        if not part.is_unnamed and part.name not in known:
            yield f"`{part.name}`"
        yield from (f"`{name}={member}`" for name, member in part.members if name not in dimensions)


def dimension_members(rows: HubRows) -> Iterator[Problem]:
    """What a complete breakdown shows is among the members, and at least as many are asked for."""
    for row in rows["dimensions"]:
        required = read_list(row["required"])
        strange = [each for each in required if each not in read_list(row["members"])]
        if strange or len(required) > int(row["min_members"]):
            message = f"`{row['id']}` requires {', '.join(strange or required)}"
            hint = "list it among `members`, and let `min_members` be as many at least"
            yield error("dimension", message, hint, row.source("required"))


def partitions(rows: HubRows) -> Iterator[Problem]:
    """How members make up a whole can be read, and names members of the dimension."""
    for row in rows["dimensions"]:
        members = read_list(row["members"])
        try:
            named = read_makeup(read_list(row["partitions"])).named
        except ValueError as fault:
            message = f"`partitions` of `{row['id']}` has {fault}"
            yield error("partitions", message, "see docs/content.md", row.source("partitions"))
            continue
        wanted = {*named, *({row["as_whole"]} if row["as_whole"] else ())}
        for strange in sorted(wanted.difference(members)):
            message = f"`{row['id']}` is made up of `{strange}`, which is not among its members"
            yield error("partitions", message, "list it among `members`", row.source("partitions"))


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


def quotients(rows: HubRows) -> Iterator[Problem]:
    """What a unit is a quotient of are units."""
    known = {row["id"] for row in rows["units"]}
    for row in rows["units"]:
        for strange in _strange_units(row["quotient"], known):
            message = f"`{row['id']}` is a quotient of {strange}"
            yield error(
                "quotient", message, "write `unit / unit`, in ids of this table", row.source("quotient")
            )


def _strange_units(text: str, known: set[str]) -> Iterator[str]:
    try:
        found = read_quotient(text)
    except ValueError as fault:
        yield str(fault)
        return
    if found:
        yield from (f"`{each}`, which is no unit" for each in (found.top, found.bottom) if each not in known)


def plausible_factors(rows: HubRows) -> Iterator[Problem]:
    """A plausible factor is of indicators that exist, in units that exist, with the least below the most."""
    units = {row["id"] for row in rows["units"]}
    for row in rows["plausible-factors"]:
        try:
            texts = (row["top"], *row["bottom"].split("|"))
            parts = [part for each in texts for part in read_expression(each.strip()).parts]
            strange = list(_strange_parts(parts, rows))
        except ValueError as fault:
            strange = [str(fault)]
        strange += _strange_units(row["units"], units)
        if Decimal(row["low"]) > Decimal(row["high"]):
            strange.append(f"{row['low']} as the least and {row['high']} as the most")
        for each in strange:
            message = f"the plausible factor `{row['id']}` has {each}"
            yield error("plausible", message, "see indicators.tsv and units.tsv", row.source("top"))


def plausible_ranges(rows: HubRows) -> Iterator[Problem]:
    """A plausible range is that of an indicator or of a kind of unit, with the least below the most."""
    known = {row["id"] for row in rows["indicators"]} | {f"kind:{row['kind']}" for row in rows["units"]}
    for row in rows["plausible-ranges"]:
        if row["id"] not in known:
            message = f"`{row['id']}` is neither an indicator nor a kind of unit"
            yield error("plausible", message, "see indicators.tsv and units.tsv", row.source("id"))
        if row["low"] and row["high"] and Decimal(row["low"]) > Decimal(row["high"]):
            message = f"`{row['id']}` has {row['low']} as the least and {row['high']} as the most"
            yield error("plausible", message, "exchange them", row.source("low"))


RULES: tuple[Rule, ...] = (
    indicator_kinds,
    broader_indicators,
    calculations,
    dimension_members,
    partitions,
    unit_factors,
    quotients,
    plausible_factors,
    plausible_ranges,
)
