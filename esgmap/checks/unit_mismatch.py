"""A fact's unit is of another kind than its indicator measures.

A percentage filed under a mass, or tonnes of water under cubic metres of emissions, would be refused by every
requirement; most often the indicator or the unit is a slip.
"""

from __future__ import annotations

from collections.abc import Iterator

from esgmap.checks.subject import Subject
from esgmap.model import Problem, Severity

CODE = "unit-mismatch"


def check(subject: Subject) -> Iterator[Problem]:
    """Yield one problem for each fact whose unit and indicator do not go together."""
    for fact in subject.report.facts:
        indicator = subject.hub.indicators.get(fact.indicator)
        unit = subject.hub.units.get(fact.unit)
        if indicator and unit and indicator.unit_kind and unit.kind != indicator.unit_kind:
            message = (
                f"fact `{fact.id}` is in {unit.id} ({unit.kind}), "
                f"its indicator `{indicator.id}` measures {indicator.unit_kind}"
            )
            hint = "choose the unit or the indicator that fits what the report says"
            place = subject.place(fact.source, "unit")
            yield Problem(CODE, Severity.WARNING, message, hint, place, (fact.id,))
