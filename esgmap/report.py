"""A report folder (`report.yaml`, facts, omissions) → a `Report`, with every problem in it.

What is wrong with one row never hides what is wrong with the next. A row with an error is not guessed at: it
is left out of the report, and the error tells the caller not to assess.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from esgmap.cells import Misread, read_decimal, read_list, read_members, read_period
from esgmap.findings import InputFile
from esgmap.model import (
    Document,
    Evidence,
    Fact,
    FrameworkClaim,
    MaterialTopic,
    Omission,
    Period,
    Problem,
    Report,
    Severity,
    Source,
)
from esgmap.tables import Row, Table, error, find_table, read_table
from esgmap.yamlfile import Place, read_yaml

T = TypeVar("T")


def load_report(folder: Path) -> tuple[Report | None, list[InputFile], list[Problem]]:
    """Read a report folder: the report (None if report.yaml cannot be used), its files, and all problems."""
    if not folder.is_dir():
        hint = "give the folder that holds report.yaml and facts.csv"
        return None, [], [error("unreadable-file", "is not a folder", hint, Source(folder.name))]
    path = folder / "report.yaml"
    raw, places, problems = read_yaml(path, "report", "report.yaml")
    head = None if raw is None or problems else _head(raw, places, problems)
    inputs = [_input(path)] if path.is_file() else []
    tables: dict[str, Table | None] = {}
    for stem in ("facts", "omissions"):
        found, clash = find_table(folder, stem)
        problems += clash
        if found:
            tables[stem], table_problems = read_table(found, stem)
            problems += table_problems
            inputs.append(_input(found))
        elif stem == "facts" and not clash:
            hint = "a report folder holds facts.csv (or .tsv, .xlsx); see docs/content.md"
            problems.append(error("unreadable-file", "the file is missing", hint, Source("facts.csv")))
    if head is None:
        return None, inputs, problems
    facts = _facts(tables.get("facts"), head, problems)
    omissions = _omissions(tables.get("omissions"), problems)
    return replace(head, facts=tuple(facts), omissions=tuple(omissions)), inputs, problems


def _input(path: Path) -> InputFile:
    return InputFile(path.name, hashlib.sha256(path.read_bytes()).hexdigest())


def _head(raw: dict[str, Any], places: Place, problems: list[Problem]) -> Report | None:
    """The report without its facts, or None if its period is unusable."""
    period = _report_period(raw, places, problems)
    if period is None:
        return None
    topics = raw.get("material_topics", {})
    issuer = raw["issuer"]
    return Report(
        id=raw["id"],
        title=raw["title"],
        entity=raw["entity"],
        period=period,
        published=raw.get("published", ""),
        boundary=raw["boundary"],
        exclusions=tuple(raw.get("exclusions", ())),
        issuer_class=issuer["class"],
        issuer_note=issuer.get("note", ""),
        claims=tuple(_claim(each) for each in raw["frameworks"]),
        topics=tuple(MaterialTopic(each["id"], each["label"]) for each in topics.get("topics", ())),
        topics_note=topics.get("note", ""),
        documents=tuple(
            Document(each["id"], each["title"], each.get("sha256", ""), each.get("pages", ""))
            for each in raw["documents"]
        ),
    )


def _claim(raw: dict[str, Any]) -> FrameworkClaim:
    framework = raw["framework"]
    return FrameworkClaim(
        framework=framework,
        claim=raw.get("claim", ""),
        editions=tuple(each if ":" in each else f"{framework}:{each}" for each in raw["editions"]),
        obligation=raw.get("obligation", ""),
        why=raw.get("why", ""),
    )


def _report_period(raw: dict[str, Any], places: Place, problems: list[Problem]) -> Period | None:
    days = []
    for key in ("start", "end"):
        place = Source("report.yaml", *places[("period", key)])
        try:
            days.append(date.fromisoformat(raw["period"][key]))
        except ValueError:
            message = f"period.{key} is `{raw['period'][key]}`; expected a day that exists, as 2021-01-31"
            problems.append(error("date-format", message, "check year, month and day", place))
    if len(days) == 2 and days[0] >= days[1]:
        message = f"the period runs from {days[0]} to {days[1]}"
        place = Source("report.yaml", *places[("period",)])
        problems.append(error("date-format", message, "give the first day as start, the last as end", place))
        return None
    return Period(*days) if len(days) == 2 else None


def _facts(table: Table | None, report: Report, problems: list[Problem]) -> list[Fact]:
    facts: list[Fact] = []
    seen: dict[str, Row] = {}
    for row in table.rows if table else []:
        before = len(problems)
        if row["id"] in seen:
            message = f"fact id `{row['id']}` stands twice; first at {seen[row['id']].source('id')}"
            hint = "give each row its own id; ids stay the same from year to year"
            problems.append(error("duplicate-id", message, hint, row.source("id")))
        seen.setdefault(row["id"], row)
        fact = _fact(row, report, problems)
        if fact and not any(problem.severity is Severity.ERROR for problem in problems[before:]):
            facts.append(fact)
    return facts


def _fact(row: Row, report: Report, problems: list[Problem]) -> Fact | None:
    year_start = (report.period.start.month, report.period.start.day)
    period = _refused(row, "period", read_period(row["period"], year_start), problems)
    dimensions = _refused(row, "dimensions", read_members(row["dimensions"]), problems)
    number = _number(row, problems)
    problems += _extent_problems(row)
    if period is None or dimensions is None:
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
    if state == "number":
        return _refused(row, "value", read_decimal(text), problems)
    if state == "text" and not text:
        message = "`value` is empty although value_state is `text`"
        problems.append(
            error("missing-value", message, "put the gist there, in your own words", row.source("value"))
        )
    if state in {"nil", "not-available"} and text and text != "0":
        message = f"`value` is `{text}` although value_state is `{state}`"
        hint = "leave value empty, or say `number`; what is printed belongs in value_as_printed"
        problems.append(error("value-state", message, hint, row.source("value")))
    return Decimal(0) if state == "nil" else None


def _extent_problems(row: Row) -> list[Problem]:
    if row["extent"] == "part" and not row["lacks"]:
        message = "`extent` is `part` but `lacks` does not say what is missing"
        hint = "say in a few words what the statement leaves open"
        return [error("missing-value", message, hint, row.source("lacks"))]
    return []


def _evidence(row: Row) -> Evidence:
    return Evidence(row["document"], row["pages"], row["section"], row["anchor"])


def _omissions(table: Table | None, problems: list[Problem]) -> list[Omission]:
    omissions = []
    for row in table.rows if table else []:
        disclosure_id = row["disclosure"]
        edition_id = disclosure_id.split("/", 1)[0]
        omissions.append(
            Omission(
                disclosure_id=disclosure_id,
                requirement_ids=tuple(f"{edition_id}/{each}" for each in read_list(row["requirements"])),
                reason=row["reason"],
                explanation=row["explanation"],
                evidence=_evidence(row),
                source=row.source("disclosure"),
            )
        )
    return omissions
