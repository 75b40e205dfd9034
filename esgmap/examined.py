"""One thing that was checked: what, over which facts, by which computation, and what came of it.

What held is kept like what did not, so that a reader sees how much was looked at. A problem of the figures
has a key that stays the same until one of its figures changes: an answer to it holds no longer than that.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from esgmap.computations import Comparison, told
from esgmap.model import Problem, Severity, Source
from esgmap.reported import Fact

DIGEST = 6


@dataclass(frozen=True, slots=True)
class Examined:
    """One check of one thing. `problem` is None where it held; `comparison` where nothing was computed."""

    code: str
    title: str
    facts: tuple[Fact, ...]
    comparison: Comparison | None = None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Objection:
    """What is said where something does not hold: how grave, what it means, what would resolve it."""

    severity: Severity
    message: str
    hint: str


def compared(code: str, title: str, comparison: Comparison, objection: Objection) -> Examined:
    """A comparison that was made; it is a problem if it does not hold."""
    facts = comparison.facts
    if comparison.holds:
        return Examined(code, title, facts, comparison)
    return Examined(code, title, facts, comparison, _problem(code, facts, objection, told(comparison)))


def objected(
    code: str, title: str, facts: Sequence[Fact], objection: Objection, comparison: Comparison | None = None
) -> Examined:
    """Something found without, or in spite of, a comparison."""
    computation = told(comparison) if comparison else ""
    return Examined(
        code, title, tuple(facts), comparison, _problem(code, tuple(facts), objection, computation)
    )


def held(code: str, title: str, facts: Sequence[Fact]) -> Examined:
    """Something that was looked at without a computation, and is as it should be."""
    return Examined(code, title, tuple(facts))


def _problem(code: str, facts: tuple[Fact, ...], objection: Objection, computation: str) -> Problem:
    places: list[Source] = [fact.source for fact in facts]
    return Problem(
        code,
        objection.severity,
        objection.message,
        objection.hint,
        places[0] if places else None,
        tuple(fact.id for fact in facts),
        key_of(code, facts),
        computation,
        tuple(places[1:]),
    )


def key_of(code: str, facts: Sequence[Fact], told: str = "") -> str:
    """A name for a problem that lasts as long as what the facts say, and the words told: code/fact/digest."""
    text = "\n".join(
        "\t".join(
            (fact.id, fact.indicator, fact.value_state, fact.value, fact.value_as_printed, fact.unit,
             str(fact.period), str(fact.dimensions), fact.basis, fact.whose)
        )
        for fact in sorted(facts, key=lambda each: each.id)
    )  # fmt: skip
    digest = hashlib.sha256(f"{text}{told}".encode()).hexdigest()[:DIGEST]
    return f"{code}/{facts[0].id if facts else 'report'}/{digest}"
