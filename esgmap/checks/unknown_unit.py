"""A fact has a number in a unit that `units.tsv` does not have, or in no unit at all.

Without a unit a figure cannot be compared with what a requirement asks for.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from esgmap.checks.subject import Subject
from esgmap.model import Problem, Severity, Unit

CODE = "unknown-unit"


def check(subject: Subject) -> Iterator[Problem]:
    """Yield one problem for each number without a known unit."""
    units = subject.hub.units
    for fact in subject.report.facts:
        indicator = subject.hub.indicators.get(fact.indicator)
        kind = indicator.unit_kind if indicator else ""
        if fact.unit and fact.unit not in units:
            message, hint = (
                f"unit `{fact.unit}` of fact `{fact.id}` is not known",
                _meant(fact.unit, kind, units),
            )
        elif fact.value_state == "number" and not fact.unit:
            usual = "`count` for a plain number, `pct` for a percentage, `ratio` for a bare ratio"
            message = f"fact `{fact.id}` is a number without a unit"
            hint = f"fill in {_of_kind(kind, units) or usual}"
        else:
            continue
        place = subject.place(fact.source, "unit")
        yield Problem(CODE, Severity.ERROR, message, hint, place, (fact.id,))


def _meant(text: str, kind: str, units: dict[str, Unit]) -> str:
    """The units that are printed so, those of the indicator's kind before others; else what looks like it."""
    plain = text.casefold()
    printed = [u for u in units.values() if plain in map(str.casefold, (u.id, *u.printed))]
    fitting = [unit for unit in printed if unit.kind == kind] or printed
    if fitting:
        return "write " + " or ".join(f"`{unit.id}` ({unit.kind})" for unit in fitting)
    near = difflib.get_close_matches(text, units, 3, 0.6)
    if near:
        return f"nearest: {', '.join(near)}"
    return f"write {_of_kind(kind, units) or 'one of frameworks/units.tsv'}"


def _of_kind(kind: str, units: dict[str, Unit]) -> str:
    fitting = [unit.id for unit in units.values() if unit.kind == kind]
    return f"one of those for {kind}: {', '.join(fitting)}" if fitting else ""
