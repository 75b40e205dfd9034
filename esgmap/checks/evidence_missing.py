"""A fact says neither on which page nor in which section it stands.

An auditor cannot follow it; an index row without a location is incomplete (GRI 1: 2021, requirement 7).
"""

from __future__ import annotations

from collections.abc import Iterator

from esgmap.checks.subject import Subject
from esgmap.model import Problem, Severity

CODE = "evidence-missing"


def check(subject: Subject) -> Iterator[Problem]:
    """Yield a warning for each fact without page and without section."""
    for fact in subject.report.facts:
        if not fact.evidence.location:
            message = f"fact `{fact.id}` has neither pages nor section"
            hint = "fill in the page or the section of the document, so that an auditor finds it"
            place = subject.place(fact.source, "pages")
            yield Problem(CODE, Severity.WARNING, message, hint, place, (fact.id,))
