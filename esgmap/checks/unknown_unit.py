"""A fact has a number in a unit that `units.tsv` does not have, or in no unit at all.

Without a unit a figure cannot be compared with what a requirement asks for.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from esgmap.checks.subject import Subject
from esgmap.model import Problem, Severity

CODE = "unknown-unit"


def check(subject: Subject) -> Iterator[Problem]:
    """Yield one problem for each number without a known unit."""
    units = subject.hub.units
    for fact in subject.report.facts:
        if fact.unit and fact.unit not in units:
            near = difflib.get_close_matches(fact.unit, units, 3, 0.5)
            hint = f"nearest: {', '.join(near)}" if near else f"known: {', '.join(units)}"
            message = f"unit `{fact.unit}` of fact `{fact.id}` is not known"
            yield Problem(CODE, Severity.ERROR, message, hint, fact.source, (fact.id,))
        elif fact.value_state == "number" and not fact.unit:
            message = f"fact `{fact.id}` is a number without a unit"
            hint = "use `count` for a plain number, `pct` for a percentage, `ratio` for a bare ratio"
            yield Problem(CODE, Severity.ERROR, message, hint, fact.source, (fact.id,))
