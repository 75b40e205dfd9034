"""All facts of a report in all of its documents."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from esgmap.documents import read_document
from esgmap.evidence.files import file_of
from esgmap.evidence.located import Located, Looked, Outcome, Search, Standing
from esgmap.evidence.search import located, searched
from esgmap.model import Problem, Severity
from esgmap.pages import ReadDocument
from esgmap.reported import Document, Fact, Report

KEPT = {Outcome.FOUND, Outcome.NO_DOCUMENT}
Progress = Callable[[int, int], None]


def locate(
    report: Report, folder: Path, extra: Path | None = None, progress: Progress | None = None
) -> tuple[tuple[Located, ...], list[Problem]]:
    """Look for every fact in its document, in the order of the facts; the problems are the documents'."""
    search = look_through(report, folder, extra, progress)
    return search.located, list(search.problems)


def look_through(
    report: Report, folder: Path, extra: Path | None = None, progress: Progress | None = None
) -> Search:
    """The same, with what each document of the report is.

    A document is looked for in the report's folder and in `extra`, which is a folder or the file itself.
    """
    problems: list[Problem] = []
    found: dict[str, Located] = {}
    documents: list[Looked] = []
    for document in report.documents:
        facts = [fact for fact in report.facts if fact.evidence.document == document.id]
        looked, each = _in_document(document, facts, (folder, extra, progress), problems)
        documents.append(looked)
        found |= {one.fact.id: one for one in each}
    nowhere = (Located(fact, Outcome.NO_DOCUMENT) for fact in report.facts if fact.id not in found)
    found |= {each.fact.id: each for each in nowhere}
    return Search(tuple(found[fact.id] for fact in report.facts), tuple(documents), tuple(problems))


def _in_document(
    document: Document,
    facts: list[Fact],
    places: tuple[Path, Path | None, Progress | None],
    problems: list[Problem],
) -> tuple[Looked, list[Located]]:
    folder, extra, progress = places
    file, told = file_of(document, folder, extra)
    problems += told
    if file is None:
        return Looked(document, Standing.NOT_THERE), _without_document(facts)
    read, told = read_document(file.path, progress, with_tables=True)
    problems += told
    if read is None or any(problem.severity is Severity.ERROR for problem in told):
        return Looked(document, Standing.UNREADABLE, file.path.name), _without_document(facts)
    ready = searched(read, facts)
    return _looked(document, read, file.is_changed), [
        _judged(located(fact, ready), file.is_changed) for fact in facts
    ]


def _without_document(facts: list[Fact]) -> list[Located]:
    return [Located(fact, Outcome.NO_DOCUMENT) for fact in facts]


def _looked(document: Document, read: ReadDocument, is_changed: bool) -> Looked:
    pinned = Standing.PINNED if document.sha256 else Standing.NOT_PINNED
    return Looked(
        document,
        Standing.CHANGED if is_changed else pinned,
        read.path,
        read.form,
        read.sha256,
        sum(1 for page in read.pages if page.physical),
        sum(1 for page in read.pages if page.printed),
        read.offset,
        len(read.tables),
    )


def _judged(found: Located, is_changed: bool) -> Located:
    return replace(found, is_void=True) if is_changed and found.outcome not in KEPT else found
