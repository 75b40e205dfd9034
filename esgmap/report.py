"""A report folder (`report.yaml`, facts, omissions) → a `Report`, with every problem in it.

What is wrong with one cell never hides what is wrong with the next: a row with an error stays in the report,
without the value that could not be read, so that the checks see the rest of it. The error tells the caller
not to assess.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from esgmap.cells import Misread, read_decimal, read_list, read_members, read_period
from esgmap.findings import InputFile
from esgmap.model import Period, Problem, Severity, Source
from esgmap.reported import (
    Document,
    Evidence,
    Fact,
    FrameworkClaim,
    MaterialTopic,
    Omission,
    Report,
    SectorRef,
    SectorStandard,
    SectorTopic,
    TopicDisclosure,
)
from esgmap.reviews import FILE as REVIEWS
from esgmap.reviews import load_reviews
from esgmap.tables import Row, Table, error, find_table, read_table
from esgmap.yamlfile import Place, read_yaml

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a report folder holds: the report, the files it was read from, the tables, and all problems."""

    report: Report | None
    inputs: tuple[InputFile, ...]
    tables: dict[str, Table]
    problems: tuple[Problem, ...]

    def place(self, source: Source, column: str) -> Source:
        """Where a cell stands in the row that a source names."""
        table = self.tables.get(source.path)
        return table.place(source.line, column) if table and source.line else source


HARMLESS = frozenset({"unknown-key", "duplicate-key"})
"""Errors of report.yaml that do not keep the facts from being checked against the rest of it."""


def load_report(folder: Path) -> Loaded:
    """Read a report folder; no report comes of it if report.yaml cannot be used, but all problems do."""
    raw, places, problems = read_yaml(folder / "report.yaml", "report", "report.yaml")
    inputs = [] if raw is None else [_input(folder / "report.yaml")]
    head, period = None, None
    if raw is not None:
        is_whole = all(problem.code in HARMLESS for problem in problems)
        period = _report_period(raw, places, problems)
        head = _head(raw, period, places) if period and is_whole else None
        problems += _topic_problems(raw, places) + _sector_problems(raw, places) if is_whole else []
    tables = {stem: _table(folder, stem, problems) for stem in ("facts", "omissions")}
    known = {table.path: table for table in tables.values() if table}
    inputs += [InputFile(table.path, table.sha256) for table in known.values()]
    reviews, review_problems = load_reviews(folder)
    problems += review_problems
    inputs += [_input(folder / REVIEWS)] if reviews else []
    facts = _facts(tables["facts"], period, problems)
    omissions = _omissions(tables["omissions"])
    report = replace(head, facts=tuple(facts), omissions=tuple(omissions)) if head else None
    return Loaded(report, tuple(inputs), known, tuple(problems))


def _input(path: Path) -> InputFile:
    return InputFile(path.name, hashlib.sha256(path.read_bytes()).hexdigest())


def _table(folder: Path, stem: str, problems: list[Problem]) -> Table | None:
    """The table of this name; facts must be there, omissions need not."""
    found, clash = find_table(folder, stem)
    problems += clash
    if found:
        table, table_problems = read_table(found, stem)
        problems += table_problems
        if stem == "facts" and table and not table.rows and not table_problems:
            message = "there is no row below the header"
            hint = "enter what the report says, one fact a row; until then every requirement counts as unmet"
            problems.append(Problem("no-facts", Severity.WARNING, message, hint, Source(table.path)))
        return table
    if stem == "facts" and not clash:
        hint = "a report folder holds facts.csv (or .tsv, .xlsx); see docs/content.md"
        problems.append(error("unreadable-file", "the file is missing", hint, Source("facts.csv")))
    return None


def _head(raw: dict[str, Any], period: Period, places: Place) -> Report:
    """The report without its facts."""
    topics = raw.get("material_topics", {})
    issuer = raw["issuer"]
    claims = tuple(_claim(each, number, places) for number, each in enumerate(raw["frameworks"]))
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
        claims=claims,
        topics=tuple(_topic(each, n, claims, places) for n, each in enumerate(topics.get("topics", ()))),
        topics_note=topics.get("note", ""),
        documents=tuple(
            Document(each["id"], each["title"], each.get("sha256", ""), each.get("pages", ""))
            for each in raw["documents"]
        ),
        publication=_publication(raw),
    )


def _claim(raw: dict[str, Any], number: int, places: Place) -> FrameworkClaim:
    framework, editions = raw["framework"], raw["editions"]
    at = [places[("frameworks", number, "editions", each)] for each in range(len(editions))]
    return FrameworkClaim(
        framework=framework,
        claim=raw.get("claim", ""),
        editions=tuple(_edition_id(framework, each) for each in editions),
        obligation=raw.get("obligation", ""),
        why=raw.get("why", ""),
        sources=tuple(Source("report.yaml", *place) for place in at),
        pinned=tuple(_edition_id(framework, each) for each in raw.get("pinned", ())),
        sector_standards=tuple(_sector_standard(each) for each in raw.get("sector_standards", ())),
        no_sector_standard=raw.get("no_sector_standard", ""),
    )


def _sector_standard(raw: dict[str, Any]) -> SectorStandard:
    topics = raw.get("not_material", ())
    return SectorStandard(
        raw["title"], tuple(SectorTopic(each["topic"], each["explanation"]) for each in topics)
    )


def _topic(
    raw: dict[str, Any], number: int, claims: tuple[FrameworkClaim, ...], places: Place
) -> MaterialTopic:
    """A material topic; what it names stands under its full id as far as an edition of the report fits."""
    at = ("material_topics", "topics", number)
    refs = raw.get("sector_refs", ())
    return MaterialTopic(
        id=raw["id"],
        label=raw["label"],
        disclosures=tuple(
            TopicDisclosure(_full_id(each, claims), _place(places, *at, "disclosures", place))
            for place, each in enumerate(raw.get("disclosures", ()))
        ),
        sector_ref=raw.get("sector_ref", ""),
        sector_refs=tuple(
            SectorRef(
                _full_id(each["disclosure"], claims),
                each["number"],
                _place(places, *at, "sector_refs", place, "disclosure"),
            )
            for place, each in enumerate(refs)
        ),
    )


def _place(places: Place, *keys: str | int) -> Source:
    return Source("report.yaml", *places[keys])


def _full_id(written: str, claims: tuple[FrameworkClaim, ...]) -> str:
    """An edition or a disclosure with the framework in front, which people may leave out."""
    stem, slash, code = written.partition("/")
    known = (edition for claim in claims for edition in claim.editions)
    full = next((each for each in known if each.split(":", 1)[-1] == stem), stem)
    return f"{full}{slash}{code}"


def _topic_problems(raw: dict[str, Any], places: Place) -> list[Problem]:
    """An error for each topic whose id another topic has: facts and rows of the index are told by it."""
    first: dict[str, Source] = {}
    problems = []
    for number, topic in enumerate(raw.get("material_topics", {}).get("topics", ())):
        place = _place(places, "material_topics", "topics", number, "id")
        if first.setdefault(topic["id"], place) is not place:
            message = f"topic id `{topic['id']}` stands twice; first at {first[topic['id']]}"
            problems.append(error("duplicate-id", message, "give each material topic its own id", place))
    return problems


def _sector_problems(raw: dict[str, Any], places: Place) -> list[Problem]:
    """An error where Sector Standards are named and are said not to apply, too."""
    problems = []
    for number, claim in enumerate(raw["frameworks"]):
        if "sector_standards" in claim and "no_sector_standard" in claim:
            place = _place(places, "frameworks", number, "no_sector_standard")
            message = "`no_sector_standard` stands beside `sector_standards`: one says that none applies"
            problems.append(error("contradiction", message, "keep the one that the report bears out", place))
    return problems


def _edition_id(framework: str, written: str) -> str:
    return written if ":" in written else f"{framework}:{written}"


def _publication(raw: dict[str, Any]) -> Period | None:
    """When the report was published: a day, or the month or year in which it lies."""
    period = read_period(raw.get("published", ""))
    return period if isinstance(period, Period) else None


def _report_period(raw: dict[str, Any], places: Place, problems: list[Problem]) -> Period | None:
    """The reporting period, or None; what the schema already found wrong is not said again."""
    written = raw.get("period")
    if not isinstance(written, dict) or not {"start", "end"} <= set(written):
        return None
    days = []
    for key in ("start", "end"):
        place = Source("report.yaml", *places[("period", key)])
        try:
            days.append(date.fromisoformat(written[key]))
        except (TypeError, ValueError):
            if all(problem.source != place for problem in problems):
                message = f"`period › {key}` is `{written[key]}`; expected a day that exists in the calendar"
                problems.append(error("date-format", message, "check year, month and day", place))
    if len(days) < 2:
        return None
    if days[0] < days[1]:
        return Period(*days)
    message = f"the period runs from {days[0]} to {days[1]}; expected a start before the end"
    place = Source("report.yaml", *places[("period", "start")])
    problems.append(error("date-format", message, "swap the two days, or correct the year", place))
    return None


def _facts(table: Table | None, year: Period | None, problems: list[Problem]) -> list[Fact]:
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


def _omissions(table: Table | None) -> list[Omission]:
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
