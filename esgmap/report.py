"""A report folder (`report.yaml`, facts, omissions) → a `Report`, with every problem in it.

What is wrong with one cell never hides what is wrong with the next: a row with an error stays in the report,
without the value that could not be read, so that the checks see the rest of it. The error tells the caller
not to assess.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from esgmap.beside import file_of
from esgmap.cells import read_period
from esgmap.findings import InputFile
from esgmap.form_columns import TO_BE_STATED
from esgmap.model import Period, Problem, Severity, Source
from esgmap.report_rows import facts_of, omissions_of
from esgmap.reported import (
    Document,
    FrameworkClaim,
    MaterialTopic,
    Report,
    SectorRef,
    SectorStandard,
    SectorTopic,
    TopicDisclosure,
)
from esgmap.responses import STEM as RESPONSES
from esgmap.responses import Response, responses_of
from esgmap.reviews import FILE as REVIEWS
from esgmap.reviews import load_reviews
from esgmap.tables import Table, error, find_table, read_table
from esgmap.yamlfile import Keys, read_yaml

Spots = Mapping[Keys, Source]
"""Where each value of report.yaml stands."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a report folder holds: the report, the files it was read from, the tables, and all problems."""

    report: Report | None
    inputs: tuple[InputFile, ...]
    tables: dict[str, Table]
    problems: tuple[Problem, ...]
    raw: dict[str, Any] | None = None
    """What report.yaml says, as it stands there."""
    responses: tuple[Response, ...] = ()

    def place(self, source: Source, column: str) -> Source:
        """Where a cell stands in the row that a source names."""
        sheet = source.cell.partition("!")[0]
        table = self.tables.get(source.path) or self.tables.get(f"{source.path}!{sheet}")
        return table.place(source.line, column) if table and source.line else source


HARMLESS = frozenset({"unknown-key", "duplicate-key"})
"""Errors of report.yaml that do not keep the facts from being checked against the rest of it."""


def load_report(folder: Path) -> Loaded:
    """Read a report folder, or the workbook that stands for one (see `forms`).

    No report comes of it if report.yaml cannot be used, but all problems do.
    """
    if folder.is_file():
        return _load_form(folder)
    raw, places, problems = read_yaml(folder / "report.yaml", "report", "report.yaml")
    inputs = [] if raw is None else [_input(folder / "report.yaml")]
    spots = {keys: Source("report.yaml", *place) for keys, place in places.items()}
    head, period = _report_head(raw, spots, problems)
    tables = {stem: _table(folder, stem, problems) for stem in ("facts", "omissions", RESPONSES)}
    inputs += [InputFile(table.path, table.sha256) for table in tables.values() if table]
    return _loaded(folder, (head, period, raw), tables, (inputs, problems))


def report_of(raw: dict[str, Any]) -> Report | None:
    """The report that the values of a report.yaml make, without facts; None if they cannot be used."""
    nowhere: Spots = defaultdict(lambda: Source("report.yaml"))
    return _report_head(raw, nowhere, [])[0]


def _load_form(path: Path) -> Loaded:
    """Read a workbook in place of a report folder."""
    from esgmap.forms import read_form  # takes long to import: openpyxl

    form = read_form(path)
    problems = list(form.head_problems)
    head, period = _report_head(form.raw, form.spots, problems)
    problems += form.problems
    if form.facts and not form.facts.rows and not form.problems:
        problems.append(_no_facts("no row is filled in", Source(path.name, cell=form.facts.sheet)))
    inputs = [InputFile(path.name, form.sha256)] if form.sha256 else []
    tables = {"facts": form.facts, "omissions": form.omissions, RESPONSES: form.responses}
    return _loaded(path, (head, period, form.raw), tables, (inputs, problems))


def _loaded(
    path: Path,
    head: tuple[Report | None, Period | None, dict[str, Any] | None],
    tables: dict[str, Table | None],
    found: tuple[list[InputFile], list[Problem]],
) -> Loaded:
    """The report with its facts, the answers to problems, and the remarks that lie with it."""
    report, period, raw = head
    inputs, problems = found
    reviews, review_problems = load_reviews(path)
    problems += review_problems
    inputs += [_input(file_of(path, REVIEWS))] if reviews else []
    facts = facts_of(tables["facts"], period, problems)
    omissions = omissions_of(tables["omissions"])
    responses = responses_of(tables[RESPONSES], problems)
    whole = replace(report, facts=tuple(facts), omissions=tuple(omissions)) if report else None
    known = {_table_key(table.path, table.sheet, path): table for table in tables.values() if table}
    return Loaded(whole, tuple(inputs), known, tuple(problems), raw, responses)


def _table_key(path: str, sheet: str, read_from: Path) -> str:
    """By what a table is found again: its file; in a workbook that holds several, its sheet too."""
    return f"{path}!{sheet}" if read_from.name == path else path


def _input(path: Path) -> InputFile:
    return InputFile(path.name, hashlib.sha256(path.read_bytes()).hexdigest())


def _no_facts(message: str, place: Source) -> Problem:
    hint = "enter what the report says, one fact a row; until then every requirement counts as unmet"
    return Problem("no-facts", Severity.WARNING, message, hint, place)


def _report_head(
    raw: dict[str, Any] | None, spots: Spots, problems: list[Problem]
) -> tuple[Report | None, Period | None]:
    """The report without its facts, if nothing is wrong with it, and its period."""
    if raw is None:
        return None, None
    graves = (problem for problem in problems if problem.severity is Severity.ERROR)
    is_whole = all(problem.code in HARMLESS for problem in graves)
    period = _report_period(raw, spots, problems)
    head = _head(raw, period, spots) if period and is_whole else None
    problems += _topic_problems(raw, spots) + _sector_problems(raw, spots) if is_whole else []
    if head and head.boundary == TO_BE_STATED:
        message = f"`boundary` is still `{TO_BE_STATED}`"
        hint = (
            "say which companies, sites and joint ventures the figures cover; the index carries these words"
        )
        problems.append(Problem("to-be-stated", Severity.WARNING, message, hint, spots.get(("boundary",))))
    return head, period


def _table(folder: Path, stem: str, problems: list[Problem]) -> Table | None:
    """The table of this name; facts must be there, the others need not."""
    found, clash = find_table(folder, stem)
    problems += clash
    if found:
        table, table_problems = read_table(found, stem)
        problems += table_problems
        if stem == "facts" and table and not table.rows and not table_problems:
            problems.append(_no_facts("there is no row below the header", Source(table.path)))
        return table
    if stem == "facts" and not clash:
        hint = "a report folder holds facts.csv (or .tsv, .xlsx); see docs/content.md"
        problems.append(error("unreadable-file", "the file is missing", hint, Source("facts.csv")))
    return None


def _head(raw: dict[str, Any], period: Period, spots: Spots) -> Report:
    """The report without its facts."""
    topics = raw.get("material_topics", {})
    issuer = raw["issuer"]
    claims = tuple(_claim(each, number, spots) for number, each in enumerate(raw["frameworks"]))
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
        topics=tuple(_topic(each, n, claims, spots) for n, each in enumerate(topics.get("topics", ()))),
        topics_note=topics.get("note", ""),
        documents=tuple(
            Document(
                *(each["id"], each["title"], each.get("sha256", ""), each.get("pages", "")),
                each.get("file", ""),
            )
            for each in raw["documents"]
        ),
        publication=_publication(raw),
    )


def _claim(raw: dict[str, Any], number: int, spots: Spots) -> FrameworkClaim:
    framework, editions = raw["framework"], raw["editions"]
    at = [spots["frameworks", number, "editions", each] for each in range(len(editions))]
    return FrameworkClaim(
        framework=framework,
        claim=raw.get("claim", ""),
        editions=tuple(_edition_id(framework, each) for each in editions),
        obligation=raw.get("obligation", ""),
        why=raw.get("why", ""),
        sources=tuple(at),
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
    raw: dict[str, Any], number: int, claims: tuple[FrameworkClaim, ...], spots: Spots
) -> MaterialTopic:
    """A material topic; what it names stands under its full id as far as an edition of the report fits."""
    at = ("material_topics", "topics", number)
    refs = raw.get("sector_refs", ())
    return MaterialTopic(
        id=raw["id"],
        label=raw["label"],
        disclosures=tuple(
            TopicDisclosure(_full_id(each, claims), spots[*at, "disclosures", place])
            for place, each in enumerate(raw.get("disclosures", ()))
        ),
        sector_ref=raw.get("sector_ref", ""),
        sector_refs=tuple(
            SectorRef(
                _full_id(each["disclosure"], claims),
                each["number"],
                spots[*at, "sector_refs", place, "disclosure"],
            )
            for place, each in enumerate(refs)
        ),
    )


def _full_id(written: str, claims: tuple[FrameworkClaim, ...]) -> str:
    """An edition or a disclosure with the framework in front, which people may leave out."""
    stem, slash, code = written.partition("/")
    known = (edition for claim in claims for edition in claim.editions)
    full = next((each for each in known if each.split(":", 1)[-1] == stem), stem)
    return f"{full}{slash}{code}"


def _topic_problems(raw: dict[str, Any], spots: Spots) -> list[Problem]:
    """An error for each topic whose id another topic has: facts and rows of the index are told by it."""
    first: dict[str, Source] = {}
    problems = []
    for number, topic in enumerate(raw.get("material_topics", {}).get("topics", ())):
        place = spots["material_topics", "topics", number, "id"]
        if first.setdefault(topic["id"], place) is not place:
            message = f"topic id `{topic['id']}` stands twice; first at {first[topic['id']]}"
            problems.append(error("duplicate-id", message, "give each material topic its own id", place))
    return problems


def _sector_problems(raw: dict[str, Any], spots: Spots) -> list[Problem]:
    """An error where Sector Standards are named and are said not to apply, too."""
    problems = []
    for number, claim in enumerate(raw["frameworks"]):
        if "sector_standards" in claim and "no_sector_standard" in claim:
            place = spots["frameworks", number, "no_sector_standard"]
            message = "`no_sector_standard` stands beside `sector_standards`: one says that none applies"
            problems.append(error("contradiction", message, "keep the one that the report bears out", place))
    return problems


def _edition_id(framework: str, written: str) -> str:
    return written if ":" in written else f"{framework}:{written}"


def _publication(raw: dict[str, Any]) -> Period | None:
    """When the report was published: a day, or the month or year in which it lies."""
    period = read_period(raw.get("published", ""))
    return period if isinstance(period, Period) else None


def _report_period(raw: dict[str, Any], spots: Spots, problems: list[Problem]) -> Period | None:
    """The reporting period, or None; what the schema already found wrong is not said again."""
    written = raw.get("period")
    if not isinstance(written, dict) or not {"start", "end"} <= set(written):
        return None
    days = []
    for key in ("start", "end"):
        place = spots["period", key]
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
    place = spots["period", "start"]
    problems.append(error("date-format", message, "swap the two days, or correct the year", place))
    return None
