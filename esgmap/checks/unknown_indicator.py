"""A fact names an indicator that the hub does not have.

The hub is the list of what companies report (`frameworks/indicators.tsv`). A slug that is not in it would
silently reach no requirement, so it is an error.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from esgmap.checks.subject import Subject
from esgmap.model import Problem, Severity

CODE = "unknown-indicator"


def check(subject: Subject) -> Iterator[Problem]:
    """Yield one problem for each fact whose indicator is unknown, with the nearest known ones."""
    known = subject.hub.indicators
    for fact in subject.report.facts:
        if fact.indicator and fact.indicator not in known:
            near = difflib.get_close_matches(fact.indicator, known, 3, 0.6)
            message = f"indicator `{fact.indicator}` of fact `{fact.id}` is not known"
            hints = [f"{each} ({known[each].label})" for each in near]
            hint = (
                f"nearest: {'; '.join(hints)}" if near else "see frameworks/indicators.tsv, or leave it empty"
            )
            place = subject.place(fact.source, "indicator")
            yield Problem(CODE, Severity.ERROR, message, hint, place, (fact.id,))
