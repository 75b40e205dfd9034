"""What `esgmap init --workbook` puts into the workbook: a new report, or one that there is, moved on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from esgmap.catalogue import load_catalogue
from esgmap.content import frameworks_folder
from esgmap.datarequest import Asked, request, rolled
from esgmap.export.agenda_words import counted
from esgmap.export.workbook_request import Request
from esgmap.export.workbook_request_facts import too_long
from esgmap.findings import Assessment
from esgmap.inforce import ASSESSED
from esgmap.model import Period, Problem, Severity
from esgmap.regulations import load_claim_rules
from esgmap.report import Loaded, load_report, report_of
from esgmap.reported import Fact, Report
from esgmap.starting import Wanted, chosen_frameworks, first_head, period_of, topics_of
from esgmap.tables import error
from esgmap.workspace import run_report


@dataclass(frozen=True, slots=True)
class Prepared:
    """What goes into the workbook, and what is told of it."""

    request: Request
    told: str


def prepared(source: Path | None, wanted: Wanted) -> tuple[Prepared | None, list[Problem], list[str]]:
    """The request for a new report or for one that there is; problems of its files, faults of the options."""
    if source is None:
        head, faults = first_head(wanted)
        report = report_of(head) if head else None
        if report is None:
            return None, [], faults
        return (*_asked(head, report, {}), [])
    loaded = load_report(source)
    problems = [each for each in loaded.problems if each.severity is Severity.ERROR]
    if loaded.report is None or loaded.raw is None or problems:
        return None, problems, []
    period, faults = period_of(wanted)
    head, more = _moved_head(loaded.raw, wanted, period if period != loaded.report.period else None)
    if faults or more:
        return None, [], [*faults, *more]
    if period and period.start < loaded.report.period.start:
        return None, [], [f"the period of {source} begins on {loaded.report.period.start}, after --start"]
    report = report_of(head)
    if report is None:
        return None, [], [f"what {source} says cannot be used with these options"]
    report = replace(report, facts=loaded.report.facts, omissions=loaded.report.omissions)
    found, told = _from(head, loaded.report, report)
    if found and report.period == loaded.report.period:
        omissions, responses = (_rows(loaded, key) for key in ("disclosure", "problem"))
        whole = replace(found.request, omissions=omissions, responses=responses)
        found = replace(found, request=whole)
    return found, told, []


def _rows(loaded: Loaded, key: str) -> tuple[dict[str, str], ...]:
    """The rows of the table that has this column, as they stand there; none if there is no such table."""
    tables = (table for table in loaded.tables.values() if key in table.positions)
    return tuple(row.cells for table in tables for row in table.rows)


def _from(head: dict[str, Any], old: Report, report: Report) -> tuple[Prepared | None, list[Problem]]:
    """The request that begins with a report."""
    if long := [fact for fact in report.facts if too_long(fact)]:
        message = "a text of this fact is longer than a cell can hold (32,000 characters)"
        hint = "keep this report as a folder, or shorten the text"
        return None, [error("too-long", message, hint, fact.source) for fact in long]
    if report.period == old.period:
        return _asked(head, report, {})
    moved = rolled(replace(report, period=old.period), report.period, report.documents[0].id)
    return _asked(head, replace(moved.report, omissions=()), moved.before)


def _asked(
    head: dict[str, Any], report: Report, before: dict[str, Fact]
) -> tuple[Prepared | None, list[Problem]]:
    outcome = run_report(report)
    if outcome.assessment is None:
        return None, list(outcome.problems)
    rows = request(outcome.assessment, before)
    editions = load_catalogue(frameworks_folder())[0].editions.values()
    claims = load_claim_rules(frameworks_folder())[0]
    made = Request(
        head=head,
        asked=rows,
        assessment=outcome.assessment,
        document=report.documents[0].id,
        editions=tuple(each.id for each in editions if each.role == ASSESSED),
        claims=tuple(dict.fromkeys(each.claim for each in claims)),
    )
    return Prepared(made, "; ".join(_told(rows, outcome.assessment)) + "."), []


def _told(rows: tuple[Asked, ...], assessment: Assessment) -> Iterator[str]:
    """What the workbook asks, in numbers."""
    there = [each for each in rows if each.fact and not each.before]
    asked = [each for each in rows if not each.fact or each.before]
    figures = sum(each.value_type == "quantity" for each in asked)
    opens = sum(len(each.findings) for each in assessment.frameworks)
    yield (
        f"{counted(len(asked), 'row')} to fill in for {counted(opens, 'requirement')}: "
        f"{counted(figures, 'figure')}, {counted(len(asked) - figures, 'statement')}"
    )
    if there:
        yield f"{counted(len(there), 'fact')} filled in already"


# --- a report that there is -----------------------------------------------------------------------


def _moved_head(
    raw: dict[str, Any], wanted: Wanted, period: Period | None
) -> tuple[dict[str, Any], list[str]]:
    """What report.yaml holds, with what was said in its place; moved to another period, if one is given."""
    head = {**raw}
    faults: list[str] = []
    if wanted.entity.strip():
        head["entity"] = wanted.entity.strip()
    if wanted.issuer_class:
        head["issuer"] = {**raw.get("issuer", {}), "class": wanted.issuer_class}
    if wanted.topics:
        head["material_topics"] = {**raw.get("material_topics", {}), "topics": topics_of(wanted.topics)}
    if period:
        head |= _next_year(raw, period)
    if wanted.frameworks or wanted.editions:
        known = {each["framework"]: each for each in raw["frameworks"]}
        chosen, faults = chosen_frameworks(wanted, period or _period(raw))
        head["frameworks"] = [{**_without_pins(known.get(each["framework"], {})), **each} for each in chosen]
    return head, faults


def _without_pins(framework: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in framework.items() if key not in {"pinned", "why"}}


def _period(raw: dict[str, Any]) -> Period | None:
    return period_of(Wanted(start=raw["period"]["start"], end=raw["period"]["end"]))[0]


def _next_year(raw: dict[str, Any], period: Period) -> dict[str, Any]:
    """The keys that tell of the year, moved to another; the new report is the first of the documents."""
    was, now = raw["period"]["end"][:4], str(period.end.year)
    title = re.sub(rf"(?<![0-9]){was}(?![0-9])", now, raw["title"])
    found = re.sub(rf"(?<![0-9]){was}(?![0-9])", now, raw["id"])
    ids = {each["id"] for each in raw["documents"]}
    new = f"report-{now}"
    while new in ids:
        new += "-new"
    return {
        "id": found if found != raw["id"] else f"{raw['id']}-{now}",
        "title": title if title != raw["title"] else f"{title} ({now})",
        "period": {"start": str(period.start), "end": str(period.end)},
        "published": "",
        "documents": [{"id": new, "title": title}, *raw["documents"]],
    }
