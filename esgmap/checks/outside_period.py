"""A fact lies outside the reporting period and is no comparative of an earlier year.

It stays in the table of facts, but counts for no requirement of the period.
"""

from __future__ import annotations

from collections.abc import Iterator

from esgmap.checks.subject import Subject
from esgmap.model import Period, Problem, Severity

CODE = "outside-period"


def check(subject: Subject) -> Iterator[Problem]:
    """Yield a warning for facts after the period, a note for facts that straddle its start or its end."""
    period = subject.report.period
    for fact in subject.report.facts:
        if period.holds(fact.period) or fact.period.end < period.start:
            continue
        if fact.basis in {"target", "plan", "projection"}:
            continue
        late = fact.period.start > period.end
        severity = Severity.WARNING if late else Severity.NOTE
        message = f"fact `{fact.id}` is of {fact.period}, {_relation(fact.period, period)} {period}"
        hint = "it counts for no requirement of this period; check the date, or leave it as it stands"
        place = subject.place(fact.source, "period")
        yield Problem(CODE, severity, message, hint, place, (fact.id,))


def _relation(fact: Period, period: Period) -> str:
    return (
        "after the reporting period" if fact.start > period.end else "not wholly inside the reporting period"
    )
