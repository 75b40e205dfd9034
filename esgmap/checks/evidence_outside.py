"""A fact or an omission names a page that its document does not have.

Nobody finds it there: a slip in the page, or the wrong document. Pages are compared with `pages` of the
document in report.yaml; Roman numerals, and documents without a number of pages, are left alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from esgmap.checks.subject import Subject
from esgmap.examined import Examined, Objection, held, objected
from esgmap.model import Severity
from esgmap.reported import Document, Fact

CODE = "evidence-outside-document"
PAGE = re.compile(r"(?<![A-Za-z\d])\d+(?![A-Za-z\d])")


def examine(subject: Subject) -> Iterator[Examined]:
    """Compare the last page that is named with the number of pages of the document."""
    facts: dict[str, list[Fact]] = defaultdict(list)
    for fact in subject.report.facts:
        facts[fact.evidence.document].append(fact)
    for document in subject.report.documents:
        if document.pages.isdecimal():
            yield from _document(subject, document, facts[document.id])


def _document(subject: Subject, document: Document, facts: list[Fact]) -> Iterator[Examined]:
    last, inside = int(document.pages), 0
    for fact in facts:
        beyond = [page for page in map(int, PAGE.findall(fact.evidence.pages)) if not 1 <= page <= last]
        inside += not beyond and bool(fact.evidence.pages)
        if beyond:
            message = f"fact `{fact.id}` stands on page {beyond[-1]}, and “{document.title}” has {last}"
            objection = Objection(Severity.WARNING, message, "mend the page, or the document")
            found = objected(CODE, f"{fact.label}: page", (fact,), objection)
            place = subject.place(fact.source, "pages")
            yield replace(found, problem=replace(found.problem, source=place)) if found.problem else found
    if inside:
        yield held(CODE, f"the pages of {inside} facts are pages of “{document.title}”", ())
