"""What became of each fact since an earlier report, or an earlier version of the same one.

Facts are matched by id alone: ids stay the same from year to year. Comes in: the facts of both. Goes out:
new, changed or unchanged, and what changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from esgmap.reported import Fact

NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"
MOST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a fact, and what about it changed, as `unit: t → kg`."""

    kind: str
    what: tuple[str, ...] = ()


def changes_since(facts: Iterable[Fact], earlier: Iterable[Fact], same_period: bool) -> dict[str, Change]:
    """The change of each fact by its id.

    Between reports on different periods, the period and the place in the document are not compared: they
    always differ.
    """
    before = {fact.id: fact for fact in earlier}
    return {fact.id: _change(fact, before.get(fact.id), same_period) for fact in facts}


def _change(fact: Fact, before: Fact | None, same_period: bool) -> Change:
    if before is None:
        return Change(NEW)
    told = tuple(
        f"{name}: {_short(old)} → {_short(new)}"
        for (name, old), (_, new) in zip(
            _stated(before, same_period), _stated(fact, same_period), strict=True
        )
        if old != new
    )
    return Change(CHANGED, told) if told else Change(UNCHANGED)


def _short(text: str) -> str:
    """A part as a list of changes names it."""
    return text if 0 < len(text) <= MOST_SHOWN else f"{text[: MOST_SHOWN - 1]}…" if text else "nothing"


def _stated(fact: Fact, same_period: bool) -> Iterator[tuple[str, str]]:
    """What a fact states, part by part; figures are compared as numbers, so that 1.50 is 1.5."""
    yield "kind of value", fact.value_state
    yield "value", fact.value if fact.number is None else f"{fact.number.normalize():f}"
    yield "unit", fact.unit
    yield "dimensions", ", ".join(f"{name}={member}" for name, member in fact.dimensions)
    yield "basis", fact.basis
    yield "whose", fact.whose
    yield "indicator", fact.indicator
    yield "answers", ", ".join(sorted(fact.answers))
    yield "lacks", fact.lacks if fact.is_partial else ""
    if same_period:
        evidence = fact.evidence
        yield "period", str(fact.period)
        yield "document", evidence.document
        yield "page", evidence.pages
        yield "section", evidence.section
        yield "anchor", evidence.anchor
