"""The data request: a workbook that stands for a report folder, to be filled in and given back as DIR.

Comes in: what report.yaml would hold, the rows that are asked, and the assessment behind them. Goes out: an
Excel file whose sheets `forms` reads. Two runs give the same bytes.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from esgmap.datarequest import Asked
from esgmap.export.workbook_file import new_book
from esgmap.export.workbook_pages import write_page
from esgmap.export.workbook_pen import Pen
from esgmap.export.workbook_request_facts import EARLIER, OTHER_TOPIC, write_facts
from esgmap.export.workbook_request_lists import list_name, unit_lists, write_lists
from esgmap.export.workbook_request_pages import Count, columns_page, front
from esgmap.export.workbook_request_reasons import ACCEPTED, LEFT_OUT, Rows, write_reasons
from esgmap.export.workbook_request_report import write_report
from esgmap.findings import Assessment
from esgmap.form_columns import COLUMNS, README
from esgmap.lacks import is_open
from esgmap.reported import TOPIC
from esgmap.tables import load_schema


@dataclass(frozen=True, slots=True)
class Request:
    """Everything that goes into the workbook.

    `document` is the id of the document that new rows point to; `editions` and `claims` are offered.
    """

    head: dict[str, Any]
    asked: tuple[Asked, ...]
    assessment: Assessment
    document: str
    editions: tuple[str, ...]
    claims: tuple[str, ...]
    omissions: Rows = ()
    responses: Rows = ()


def write(request: Request, target: Path, named: str) -> None:
    """Write the workbook to `target`, dated by the report; it is called `named` in what it says.

    Raises OSError if the file system refuses, as every other exporter does.
    """
    assessment, report = request.assessment, request.assessment.report
    title = f"ESG data request: {report.entity}"
    owner = f"{report.entity}, {report.period.start} to {report.period.end}"
    with new_book(target, title, report.title, report.period.end) as book:
        pen = Pen(book)
        first = pen.add_sheet(README)
        documents = write_report(pen, request.head, _own_choices(request.asked))
        drawn = write_facts(pen, request.asked, assessment, (owner, request.document))
        write_reasons(pen, LEFT_OUT, owner, request.omissions)
        write_reasons(pen, ACCEPTED, owner, request.responses)
        write_page(pen, pen.add_sheet(COLUMNS), COLUMNS, columns_page(assessment))
        write_lists(pen, book, _choices(request))
        book.define_name(list_name("documents"), documents)
        write_page(pen, first, README, front(assessment, drawn, _counts(request), named))
        first.activate()


def _own_choices(asked: tuple[Asked, ...]) -> tuple[str, ...]:
    """The dimensions whose members the team names itself, but for topics, which have a list of their own."""
    names = (name for each in asked for name, member in each.dimensions if is_open(member))
    return tuple(name for name in dict.fromkeys(names) if name != TOPIC)


def _counts(request: Request) -> list[Count]:
    """The topics with the number of their rows, and of those that are answered."""
    start = request.assessment.report.period.start
    rows: Counter[str] = Counter()
    answered: Counter[str] = Counter()
    for each in request.asked:
        is_past = each.fact is not None and each.fact.period.end < start
        topic = EARLIER if is_past else each.topic or OTHER_TOPIC
        rows[topic] += 1
        answered[topic] += each.fact is not None and each.before is None
    return [(topic, count, answered[topic]) for topic, count in rows.items()]


def _choices(request: Request) -> dict[str, tuple[str, ...]]:
    """Every list that a drop-down offers."""
    assessment = request.assessment
    facts = load_schema("facts").columns
    issuers = load_schema("applicability").columns["issuer_class"].choices
    named = [each.claim.framework for each in assessment.frameworks]
    reasons = [each.reason for name in named for each in assessment.grounds.reasons.get(name, ())]
    reliefs = [each.name for each in assessment.grounds.reliefs]
    disclosures = (
        within.disclosure.id
        for framework in assessment.frameworks
        for within in framework.disclosures
        if within.disclosure.omission_permitted
    )
    return {
        **{name: facts[name].choices for name in ("value_state", "basis", "whose", "extent")},
        "yes": ("yes",),
        "yes-no": ("Yes", "No"),
        "issuer_class": issuers,
        "frameworks": tuple(dict.fromkeys(each.partition(":")[0] for each in request.editions)),
        "claims": request.claims,
        "editions": request.editions,
        "reasons": tuple(dict.fromkeys([*reasons, *reliefs])),
        "disclosures": tuple(disclosures),
        **unit_lists(assessment.hub),
    }
