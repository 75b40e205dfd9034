"""Figures that stand in several indexes, or in another unit than printed: which must agree, and how nearly.

A quantity is what one indicator says for one period and one cut, on one basis, of one party. Comes in: an
assessment. Goes out: quantities and conversions with their facts, in decimals. Knows no workbook.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from esgmap.export.workbook_lines import Line
from esgmap.export.workbook_rows import IndexSheet, Plan
from esgmap.export.workbook_units import Measure, measured
from esgmap.intervals import half_step
from esgmap.model import Hub, Requirement, Unit
from esgmap.reported import Fact

OWN_MONEY = ("currency", "intensity", "price")
"""Kinds of unit that end so hold several currencies, of which none is converted into another."""
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A fact in the unit that a quantity is shown in: what it is multiplied by, and half its last digit."""

    fact: Fact
    factor: Decimal
    half_step: Decimal

    @property
    def value(self) -> Decimal:
        """The figure in that unit; a nil is zero."""
        return (self.fact.number or Decimal(0)) * self.factor


@dataclass(frozen=True, slots=True)
class Quantity:
    """What several uses of a figure must agree on: the figures, and which framework uses which of them."""

    key: Key
    unit: str
    figures: tuple[Figure, ...]
    used_in: dict[str, tuple[Figure, ...]]

    @property
    def rounding(self) -> Decimal:
        """How far printed values may lie apart: by half a last digit of each of the two coarsest."""
        steps = sorted((each.half_step for each in self.figures), reverse=True)
        return sum(steps[:2], Decimal(0)) if len(steps) > 1 else Decimal(0)

    @property
    def values(self) -> list[Decimal]:
        """Every value, in the order of the figures."""
        return [each.value for each in self.figures]


@dataclass(frozen=True, slots=True)
class Conversion:
    """A figure that counts for a requirement that asks for it in another unit."""

    sheet: IndexSheet
    line: Line
    fact: Fact
    measure: Measure
    unit: str


# --- quantities -----------------------------------------------------------------------------------


def quantities(plan: Plan) -> list[Quantity]:
    """Each quantity that several frameworks use, or that is given by several facts that count."""
    hub = plan.assessment.hub
    groups: dict[Key, dict[str, dict[str, Fact]]] = {}
    for name, fact in _used(plan):
        if fact.value_state in {"number", "nil"}:
            by_framework = groups.setdefault(_key(fact), {})
            by_framework.setdefault(name, {})[fact.id] = fact
    found = [each for key, uses in groups.items() for each in _comparable(key, uses, hub)]
    return [each for each in found if len(each.used_in) > 1 or len(each.figures) > 1]


def _used(plan: Plan) -> Iterator[tuple[str, Fact]]:
    for sheet in plan.sheets:
        for line in sheet.counted:
            for support in line.finding.because if line.finding else ():
                yield sheet.short, plan.facts[support.fact_id]


def _key(fact: Fact) -> Key:
    """What makes two facts the same quantity; a fact without an indicator is like none but itself."""
    cut = "; ".join(f"{name}={member}" for name, member in sorted(fact.dimensions))
    return fact.indicator or f"fact {fact.id}", str(fact.period), cut, fact.basis, fact.whose


def _comparable(key: Key, uses: dict[str, dict[str, Fact]], hub: Hub) -> Iterator[Quantity]:
    """The uses of a quantity by what can be converted into each other; a nil agrees with any unit."""
    facts = {fact.id: fact for used in uses.values() for fact in used.values()}
    kinds = dict.fromkeys(_kind(each, hub) for each in facts.values() if each.value_state == "number")
    for kind in kinds or {("",): None}:
        nils_too = len(kinds) < 2
        ids = [
            each.id
            for each in facts.values()
            if (nils_too if each.value_state == "nil" else _kind(each, hub) == kind)
        ]
        figures = {each.fact.id: each for each in _figures([facts[each] for each in ids], hub)}
        used = {name: tuple(figures[each] for each in own if each in figures) for name, own in uses.items()}
        unit = next((facts[each].unit for each in ids if facts[each].value_state == "number"), "")
        in_use = {name: each for name, each in used.items() if each}
        yield Quantity((*key, "/".join(kind)), unit, tuple(figures.values()), in_use)


def _kind(fact: Fact, hub: Hub) -> tuple[str, ...]:
    """What a unit can be converted within: its kind, and its currency where it holds one."""
    unit = hub.units.get(fact.unit)
    if unit is None:
        return (fact.unit,)
    return (unit.kind, unit.id[-3:]) if unit.kind.endswith(OWN_MONEY) else (unit.kind,)


def _figures(facts: Iterable[Fact], hub: Hub) -> Iterator[Figure]:
    """The facts in the unit of the first that has one."""
    known = list(facts)
    numbers = [each for each in known if each.value_state == "number"]
    first = hub.units.get(numbers[0].unit) if numbers else None
    for fact in known:
        factor = _factor(hub.units.get(fact.unit), first) if fact.value_state == "number" else Decimal(1)
        yield Figure(fact, factor, half_step(fact) * factor)


def _factor(unit: Unit | None, into: Unit | None) -> Decimal:
    return unit.factor / into.factor if unit and into else Decimal(1)


# --- conversions ----------------------------------------------------------------------------------


def conversions(plan: Plan) -> Iterator[Conversion]:
    """Each figure that counts for a requirement which names another unit of its kind."""
    hub = plan.assessment.hub
    for sheet in plan.sheets:
        for line in sheet.counted:
            if line.finding is None:
                continue
            requirement = line.finding.requirement
            for support in line.finding.because:
                fact = plan.facts[support.fact_id]
                measure = measured(fact, requirement, hub)
                if measure and _is_converted(fact, requirement, hub):
                    yield Conversion(sheet, line, fact, measure, requirement.unit)


def _is_converted(fact: Fact, requirement: Requirement, hub: Hub) -> bool:
    own, asked = hub.units.get(fact.unit), hub.units.get(requirement.unit)
    return bool(own and asked and own.kind == asked.kind and own.factor != asked.factor)
