"""The rows of a report's tables → facts and omissions, with every problem in them.

What is wrong with one cell never hides what is wrong with the next: a row with an error stays, without the
value that could not be read.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TypeVar

from esgmap.cells import Misread, read_decimal, read_list, read_members, read_period
from esgmap.model import Period, Problem
from esgmap.reported import Evidence, Fact, Omission
from esgmap.tables import Row, Table, error

T = TypeVar("T")


def facts_of(table: Table | None, year: Period | None, problems: list[Problem]) -> list[Fact]:
    """Every row as a fact, as far as it can be read; `year` is the reporting period, if that is known."""
    rows = table.rows if table else []
    seen: dict[str, Row] = {}
    for row in rows:
        first = seen.setdefault(row["id"], row)
        if row["id"] and first is not row:
            message = f"fact id `{row['id']}` stands twice; first at {first.source('id')}"
            hint = "give each row its own id; ids stay the same from year to year"
            problems.append(error("duplicate-id", message, hint, row.source("id")))
    return [fact for row in rows if (fact := _fact(row, year, problems))]


def _fact(row: Row, year: Period | None, problems: list[Problem]) -> Fact | None:
    """The fact of a row; None without any period. That a needed cell is empty, the table has said already."""
    year_start = (year.start.month, year.start.day) if year else (1, 1)
    period = year
    if row["period"]:
        period = _refused(row, "period", read_period(row["period"], year_start), problems) or year
    dimensions = _refused(row, "dimensions", read_members(row["dimensions"]), problems) or ()
    number = _number(row, problems)
    problems += _extent_problems(row)
    if period is None:
        return None
    return Fact(
        id=row["id"],
        indicator=row["indicator"],
        answers=read_list(row["answers"]),
        is_partial=row["extent"] == "part",
        lacks=row["lacks"],
        label=row["label"],
        value_state=row["value_state"],
        value=row["value"],
        number=number,
        value_as_printed=row["value_as_printed"],
        unit=row["unit"],
        unit_as_printed=row["unit_as_printed"],
        period=period,
        dimensions=dimensions,
        basis=row["basis"] or "measured",
        whose=row["whose"] or "own",
        evidence=_evidence(row),
        note=row["note"],
        source=row.source(),
    )


def _refused(row: Row, column: str, value: T | Misread, problems: list[Problem]) -> T | None:
    """The value, or None with a problem in its place."""
    if isinstance(value, Misread):
        message = f"`{column}` is `{row[column]}`; expected {value.expected}"
        problems.append(error(value.code, message, value.hint, row.source(column)))
        return None
    return value


def _number(row: Row, problems: list[Problem]) -> Decimal | None:
    state, text = row["value_state"], row["value"]
    if state in {"number", "text"} and not text:
        message = f"`value` is empty although value_state is `{state}`"
        hint = "put the gist there, in your own words"
        if state == "number":
            hint = "put the number there, or say `nil` (there were none) or `not-available` in value_state"
        problems.append(error("missing-value", message, hint, row.source("value")))
    elif state == "number":
        return _refused(row, "value", read_decimal(text), problems)
    elif state in {"nil", "not-available"} and text and text != "0":
        message = f"`value` is `{text}` although value_state is `{state}`"
        hint = "leave value empty, or say `number`; what is printed belongs in value_as_printed"
        problems.append(error("value-state", message, hint, row.source("value")))
    return Decimal(0) if state == "nil" else None


def _extent_problems(row: Row) -> list[Problem]:
    if row["extent"] == "part" and not row["lacks"]:
        message = "`extent` is `part` but `lacks` does not say what is missing"
        hint = "say in a few words what the statement leaves open"
        return [error("missing-value", message, hint, row.source("lacks" if row.has("lacks") else "extent"))]
    return []


def _evidence(row: Row) -> Evidence:
    return Evidence(row["document"], row["pages"], row["section"], row["anchor"])


def omissions_of(table: Table | None) -> list[Omission]:
    """Every row as an omission, as far as it names a disclosure."""
    omissions = []
    for row in table.rows if table else []:
        edition_id, slash, _ = row["disclosure"].partition("/")
        if not slash:
            continue  # the table has reported it: which disclosure is meant cannot be said
        omissions.append(
            Omission(
                disclosure_id=row["disclosure"],
                requirement_ids=tuple(f"{edition_id}/{each}" for each in read_list(row["requirements"])),
                reason=row["reason"],
                explanation=row["explanation"],
                evidence=_evidence(row),
                source=row.source("disclosure"),
            )
        )
    return omissions
