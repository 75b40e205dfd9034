"""A fact or an omission names a document that `report.yaml` does not list.

Evidence that points to an unlisted document cannot be followed by the auditor.
"""

from __future__ import annotations

from collections.abc import Iterator

from esgmap.checks.subject import Subject
from esgmap.model import Problem, Severity
from esgmap.reported import Fact, Omission

CODE = "unknown-document"


def check(subject: Subject) -> Iterator[Problem]:
    """Yield one problem for each document that is not listed."""
    known = [document.id for document in subject.report.documents]
    records: list[Fact | Omission] = [*subject.report.facts, *subject.report.omissions]
    for record in records:
        document = record.evidence.document
        if document and document not in known:
            message = f"document `{document}` is not listed in report.yaml"
            hint = f"listed: {', '.join(known)}"
            yield Problem(CODE, Severity.ERROR, message, hint, subject.place(record.source, "document"))
