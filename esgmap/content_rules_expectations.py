"""What the tables that the checks of statements go by keep: names that exist, and each thing said once.

A rule takes the rows of the tables by the table's name (check-words, jump-limits, contradictions, beside
indicators, dimensions and units), and yields a problem for each fault.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from esgmap.cells import read_list
from esgmap.expectations import OTHERS, indicators_named
from esgmap.model import Problem
from esgmap.tables import Row, error

HubRows = dict[str, list[Row]]
Rule = Callable[[HubRows], Iterator[Problem]]
BOUNDARY = "boundary"
CHANGE = "change"


def rate_bases(rows: HubRows) -> Iterator[Problem]:
    """What an indicator is a rate of is another indicator, or a change; no text is better when higher."""
    known = {row["id"] for row in rows["indicators"]}
    for row in rows["indicators"]:
        for name in read_list(row["base"]):
            if name not in known | {CHANGE} or name == row["id"]:
                message = f"`{row['id']}` is no rate of `{name}`"
                yield error(
                    "base", message, "see the ids of this table, or write `change`", row.source("base")
                )
        if row["better"] and row["value_type"] != "quantity":
            message = f"`{row['id']}` is no quantity, and {row['better']} is said to be better"
            yield error("better", message, "leave it empty", row.source("better"))


def boundary_dimensions(rows: HubRows) -> Iterator[Problem]:
    """The dimensions that tell parts of the company exist."""
    known = {row["id"] for row in rows["dimensions"]}
    for row in rows.get("check-words", ()):
        for name in read_list(row["words"]) if row["kind"] == BOUNDARY else ():
            if name not in known:
                message = f"`{name}` is no dimension"
                yield error("boundary", message, "see dimensions.tsv", row.source("words"))


def jump_limits(rows: HubRows) -> Iterator[Problem]:
    """A limit is that of a kind of unit, once; and there is one for all others."""
    kinds = {row["kind"] for row in rows["units"]} | {OTHERS}
    limits = rows.get("jump-limits", [])
    seen: set[str] = set()
    for row in limits:
        kind = row["unit_kind"]
        if kind not in kinds or kind in seen:
            told = "stands twice" if kind in seen else "is no kind of unit"
            yield error("jump-limit", f"`{kind}` {told}", "see units.tsv", row.source("unit_kind"))
        seen.add(kind)
    if limits and OTHERS not in seen:
        yield error("jump-limit", "there is no limit for other kinds", f"add `{OTHERS}`", limits[0].source())


def contradictions(rows: HubRows) -> Iterator[Problem]:
    """A claim and what speaks against it are indicators, or figures found by words; a pair stands once."""
    known = {row["id"] for row in rows["indicators"]}
    seen: set[tuple[str, ...]] = set()
    for row in rows.get("contradictions", ()):
        strange = [each for each in (row["claim"], *indicators_named(row["against"])) if each not in known]
        key = (row["claim"], row["says"], row["against"], row["words"])
        if strange:
            message = f"`{strange[0]}` is no indicator"
            yield error("contradiction", message, "see indicators.tsv", row.source("claim"))
        elif not row["against"] and not row["words"]:
            message = f"nothing speaks against `{row['claim']}` here"
            yield error("contradiction", message, "name an indicator, or words", row.source("against"))
        elif key in seen:
            message = f"`{row['claim']}` against `{row['against']}` stands twice"
            yield error("contradiction", message, "keep one of them", row.source("against"))
        seen.add(key)


RULES: tuple[Rule, ...] = (rate_bases, boundary_dimensions, jump_limits, contradictions)
