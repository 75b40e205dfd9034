"""`frameworks/` indicators, dimensions, units and omission reasons → records.

The hub is what companies report, once, in our own words: every framework maps to it. Content is ours, so a
problem in it is returned like a user's: `load_*` gives the records and all problems.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from esgmap.cells import read_list
from esgmap.model import (
    Dimension,
    Hub,
    Indicator,
    OmissionReason,
    PlausibleFactor,
    PlausibleRange,
    Problem,
    Severity,
    Unit,
)
from esgmap.tables import Row, read_rows


def load_hub(folder: Path) -> tuple[Hub, list[Problem]]:
    """Read indicators.tsv, dimensions.tsv, units.tsv and the two tables of what is plausible."""
    problems: list[Problem] = []
    indicators = {
        row["id"]: Indicator(
            id=row["id"],
            label=row["label"],
            definition=row["definition"],
            value_type=row["value_type"],
            unit_kind=row["unit_kind"],
            basis=row["basis"] or "performance",
            broader=row["broader"],
            calculation=row["calculation"],
            source=row.source(),
            better=row["better"],
            base=read_list(row["base"]),
        )
        for row in _rows(folder, "indicators", problems)
    }
    dimensions = {
        row["id"]: Dimension(
            id=row["id"],
            label=row["label"],
            members=read_list(row["members"]),
            required=read_list(row["required"]),
            min_members=int(row["min_members"]),
            restricts=row["restricts"] != "no",
            partitions=read_list(row["partitions"]),
            as_whole=row["as_whole"],
        )
        for row in _rows(folder, "dimensions", problems)
    }
    units = {
        row["id"]: Unit(
            id=row["id"],
            label=row["label"],
            kind=row["kind"],
            factor=Decimal(row["factor"]),
            printed=read_list(row["printed"]),
            quotient=row["quotient"],
        )
        for row in _rows(folder, "units", problems)
    }
    factors = tuple(_factor(row) for row in _rows(folder, "plausible-factors", problems))
    ranges = {row["id"]: _range(row) for row in _rows(folder, "plausible-ranges", problems)}
    return Hub(indicators, dimensions, units, factors, ranges), problems


def _factor(row: Row) -> PlausibleFactor:
    low, high, change = (Decimal(row[name] or "0") for name in ("low", "high", "change"))
    why = f"{row['why']} ({row['source']})"
    return PlausibleFactor(
        *(row["id"], row["label"], row["top"], row["bottom"], row["units"], low, high, change, why)
    )


def _range(row: Row) -> PlausibleRange:
    low, high = (Decimal(row[name]) if row[name] else None for name in ("low", "high"))
    return PlausibleRange(low, high, row["firm"], row["why"])


def load_reasons(folder: Path) -> tuple[dict[str, tuple[OmissionReason, ...]], list[Problem]]:
    """Read omission-reasons.tsv: the reasons each framework allows, by framework."""
    rows, problems = read_rows(folder, "omission-reasons", "reasons")
    reasons: dict[str, tuple[OmissionReason, ...]] = {}
    for row in rows:
        reason = OmissionReason(
            framework=row["framework"],
            reason=row["reason"],
            accompanied_by=row["accompanied_by"],
            clause=row["clause"],
            claims=read_list(row["claims"]),
            must_name=read_list(row["must_name"]),
        )
        reasons[reason.framework] = (*reasons.get(reason.framework, ()), reason)
    return reasons, problems


def _rows(folder: Path, stem: str, problems: list[Problem]) -> list[Row]:
    """The rows of a table whose ids are unique."""
    rows, found = read_rows(folder, stem, stem)
    problems += found
    seen: set[str] = set()
    for row in rows:
        if row["id"] in seen:
            message = f"id `{row['id']}` stands twice"
            place = row.source("id")
            problems.append(Problem("duplicate-id", Severity.ERROR, message, "keep one of them", place))
        seen.add(row["id"])
    return rows
