"""The sheet of sources as a table: what the workbook rests on, each hashed. Knows no workbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from esgmap.export.wording import edition_reason
from esgmap.export.workbook_language import coverage_text
from esgmap.export.workbook_options import IndexOptions
from esgmap.export.workbook_rows import Plan
from esgmap.export.workbook_table import FIRST_ROW, Column, Formula, Link, Row, Table, Value
from esgmap.export.workbook_tally import column, texts
from esgmap.findings import Assessment, InputFile
from esgmap.reported import Document, Report
from esgmap.titles import TitleFile

SOURCES = "Sources & hashes"
COLUMNS = (
    Column("Kind", 12),
    Column("Id or file", 27, "code"),
    Column("Title", 32),
    Column("Facts", 7, "number"),
    Column("First fact", 24, "link"),
    Column("SHA-256", 56, "small"),
    Column("Why it is used", 34),
    Column("Where from", 34),
    Column("Compiled from", 50),
    Column("Checked on", 12),
    Column("Note", 44),
)


def document_rows(report: Report) -> dict[str, int]:
    """The row of each document: they stand first."""
    return {each.id: FIRST_ROW + number for number, each in enumerate(report.documents)}


def sources_table(plan: Plan, facts: Table, options: IndexOptions) -> Table:
    """The documents, input files, choices, editions, mappings and tables that this workbook rests on."""
    assessment = plan.assessment
    report = assessment.report
    made = {"Title": f"esgmap {assessment.tool_version}", "Note": "made this workbook"}
    rows = (
        *(_document(each, plan, facts) for each in report.documents),
        *(_file(each) for each in assessment.inputs if each.kind == "input file"),
        _told("report", report.id, {"Title": report.title}),
        _language(plan, options),
        *_editions(assessment),
        *(_file(each) for each in assessment.inputs if each.kind not in {"input file", "edition"}),
        *(_title_file(each) for each in (options.titles.files if options.titles else ())),
        _told("tool", "esgmap", made),
    )
    return Table(
        sheet=SOURCES,
        title="Sources and hashes: what this workbook rests on",
        note="A file with the same SHA-256 is the same file to the last byte.",
        columns=COLUMNS,
        rows=tuple(Row(tuple(told.get(each.title, "") for each in COLUMNS)) for told in rows),
        frozen=2,
        id_titles=("Kind", "Id or file"),
    )


def _told(kind: str, name: str, more: Mapping[str, Value]) -> dict[str, Value]:
    return {"Kind": kind, "Id or file": name, **more}


def _language(plan: Plan, options: IndexOptions) -> dict[str, Value]:
    """The language of the index sheets, and how many of their titles are on record in it."""
    note = "the language of titles"
    if options.titles:
        note += f"; {coverage_text(plan.sheets, options.titles)}"
    return _told("option", "lang", {"Title": options.lang, "Note": note})


def _title_file(file: TitleFile) -> dict[str, Value]:
    told = {"Title": file.title, "SHA-256": file.sha256, "Checked on": file.checked_on, "Note": file.note}
    return _told("shared table", file.name, told)


def _file(file: InputFile) -> dict[str, Value]:
    return _told(file.kind, file.path, {"SHA-256": file.sha256})


def _document(document: Document, plan: Plan, facts: Table) -> dict[str, Value]:
    """A document with the number of facts that rest on it, and the way back to the first."""
    report = plan.assessment.report
    row = document_rows(report)[document.id]
    ids = [fact.id for fact in report.facts if fact.evidence.document == document.id]
    number = sum(1 for each in texts(facts, "Document") if each == document.id)
    told: dict[str, Value] = {
        "Title": document.title,
        "Facts": Formula(f"=SUMPRODUCT(--EXACT({column(facts, 'Document')},$B{row}))", number),
        "First fact": Link(ids[0], "Facts", plan.fact_row[ids[0]]) if ids else "",
        "SHA-256": document.sha256,
        "Note": f"{document.pages} pages" if document.pages else "",
    }
    return _told("document", document.id, told)


def _editions(assessment: Assessment) -> Iterator[dict[str, Value]]:
    """Each edition once, whichever frameworks name it."""
    editions = {each.id: each for framework in assessment.frameworks for each in framework.editions}
    for edition in editions.values():
        told = {
            "Title": f"{edition.standard}: {edition.title} ({edition.edition}), {edition.publisher}",
            "SHA-256": edition.sha256,
            "Why it is used": edition_reason(edition, assessment),
            "Where from": edition.reference,
            "Compiled from": edition.compiled_from,
            "Checked on": edition.checked_on,
            "Note": edition.note,
        }
        yield _told("edition", edition.id, told)
