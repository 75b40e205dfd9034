"""Which rows of a population are tested: a draw that anybody can perform again, on any machine, by hand.

Comes in: items (an id, what is stated about it as a hash, the values it has on each axis) and a plan. Goes
out: the strata and the rows drawn. The order of a draw is that of `rank_hash`; no random numbers are used.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from math import ceil

from esgmap.sample_size import needed

WHOLE = "whole population"
GLUE = "; "
"""Between the names of the strata that one row is drawn for."""
ALLOCATIONS = ("proportional", "equal", "each")
RANDOM, STRATIFIED, TARGETED = "random", "stratified", "targeted"
AXES = {
    "framework": "the framework it counts for",
    "basis": "measured, estimated, restated, target …",
    "change": "new, changed or unchanged since the baseline",
    "document": "the document it stands in",
    "section": "the section it stands in",
    "status": "how it counts; of a requirement, its status",
}
"""What a population is divided by, each with its meaning."""
TARGETS = {
    "estimated": "it is an estimate, or rests on one",
    "restated": "it is restated, or rests on a restated figure",
    "part": "it was judged to answer a requirement in part only",
    "unverified": "our wording of a requirement behind it is not confirmed by two sources",
    "sole": "a requirement that is met rests on a single fact: this one, or the one behind it",
    "changed": "it is new or changed since the baseline",
    "most-used": "most requirements rest on it",
    "largest": "it is among the largest figures of its kind of unit",
}
"""What a targeted sample looks for, each with the reason that stands beside a row."""
RESULTS = ("agrees", "differs", "not found", "not tested")
"""What a tester may say of a row; a row without a result is not tested either."""
ERRORS = frozenset({"differs", "not found"})
RANKED = frozenset({"most-used", "largest"})
"""Targets that rank the rows and take the first ones."""


@dataclass(frozen=True, slots=True)
class Item:
    """One row of a population; `content` is the hash of what is stated, `marks` its values by axis.

    `figure` is a kind of unit and an amount in its base unit; `weight` how many requirements rest on it.
    """

    id: str
    content: str
    marks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    traits: frozenset[str] = frozenset()
    figure: tuple[str, Decimal] | None = None
    weight: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """What a sample is drawn from and how, as the auditor asked for it; shares are shares of one.

    Exactly one of `size`, `share` and `tolerable` says how many rows; a targeted sample may do without.
    """

    seed: str
    of: str = "facts"
    frameworks: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    allocation: str = "proportional"
    minimum: int = 1
    targets: tuple[str, ...] = ()
    top: int = 5
    size: int | None = None
    share: Fraction | None = None
    tolerable: Fraction | None = None
    expected: Fraction = Fraction(0)
    confidence: Fraction = Fraction(95, 100)

    @property
    def method(self) -> str:
        """Random, stratified or targeted."""
        return TARGETED if self.targets else STRATIFIED if self.by else RANDOM


@dataclass(frozen=True, slots=True)
class Stratum:
    """A part of the population that is drawn from by itself: its items in the order of the draw."""

    name: str
    ids: tuple[str, ...]
    size: int

    @property
    def drawn(self) -> tuple[str, ...]:
        """The items drawn from it."""
        return self.ids[: self.size]


@dataclass(frozen=True, slots=True)
class Drawn:
    """One row of the sample: the strata it was drawn for; of a targeted sample, the reasons for it."""

    id: str
    strata: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Draw:
    """The strata of a population and the rows drawn from them, each once."""

    strata: tuple[Stratum, ...]
    rows: tuple[Drawn, ...]

    @property
    def overlaps(self) -> bool:
        """Whether an item stands in several strata."""
        ids = [each for stratum in self.strata for each in stratum.ids]
        return len(ids) > len(set(ids))


def rank_hash(seed: str, item_id: str) -> str:
    """What orders a draw: the SHA-256 of the seed, a line feed and the id, as 64 hexadecimal digits.

    >>> rank_hash("2021", "fact:a")[:16]
    'ef2bd309be7a37b4'
    """
    return hashlib.sha256(f"{seed}\n{item_id}".encode()).hexdigest()


def obstacle(items: Sequence[Item], plan: Plan) -> str:
    """Why a plan cannot be carried out on these items, as a sentence that says what to do; or nothing."""
    if not items:
        return "the population is empty: no row fits; widen what is drawn from"
    if plan.targets:
        if reasons(items, plan):
            return ""
        return f"no row fits {' or '.join(plan.targets)}: choose other targets"
    strata = by_stratum(items, plan.by)
    size, room = rows_wanted(plan, len(items)), sum(map(len, strata.values()))
    if size > room and plan.allocation != "each":
        return f"{size} rows are asked for, and the population has {len(items)}: ask for fewer"
    least = sum(min(plan.minimum, len(ids)) for ids in strata.values())
    if plan.by and plan.allocation != "each" and size < least:
        told = f"{size} rows cannot hold {plan.minimum} of each of {len(strata)} strata"
        return f"{told}: ask for {least} rows at least, or for a smaller minimum"
    return ""


def perform(items: Sequence[Item], plan: Plan) -> Draw:
    """Draw the rows that a plan asks for; the plan must have no `obstacle`."""
    if plan.targets:
        return draw_targeted(reasons(items, plan), plan)
    return draw_from(by_stratum(items, plan.by), plan)


def draw_from(strata: Mapping[str, Sequence[str]], plan: Plan) -> Draw:
    """Draw from strata that are known already, as a working paper lists them."""
    populations = [len(ids) for ids in strata.values()]
    if plan.allocation == "each" and plan.by:
        sizes = tuple(min(rows_wanted(plan, number), number) for number in populations)
    else:
        distinct = len({each for ids in strata.values() for each in ids})
        minimum = plan.minimum if plan.by else 0
        sizes = allocate(populations, rows_wanted(plan, distinct), plan.allocation, minimum)
    return draw(strata, sizes, plan.seed)


def rows_wanted(plan: Plan, population: int) -> int:
    """How many rows a plan asks for of a population; all of them if no sample would be large enough."""
    if plan.size is not None:
        return plan.size
    if plan.share is not None:
        return ceil(plan.share * population)
    if plan.tolerable is not None:
        found = needed(plan.confidence, plan.tolerable, plan.expected, population)
        return found.rows if found else population
    return population


def in_order(ids: Iterable[str], seed: str) -> tuple[str, ...]:
    """The ids in the order in which they are drawn."""
    return tuple(sorted(set(ids), key=lambda each: (rank_hash(seed, each), each)))


# --- random and stratified ------------------------------------------------------------------------


def strata_of(item: Item, by: Sequence[str]) -> tuple[str, ...]:
    """The names of the strata that an item belongs to: one for each of its values, crossed over the axes."""
    names = [""]
    for axis in by:
        names = [f"{name} / {value}" if name else value for name in names for value in item.marks[axis]]
    return tuple(stratum_name(name) for name in names) if by else (WHOLE,)


def stratum_name(text: str) -> str:
    """A text as the name of a stratum: without the separator of names, and without control characters."""
    plain = "".join(letter if letter.isprintable() else " " for letter in text.replace(";", ","))
    return " ".join(plain.split())


def by_stratum(items: Iterable[Item], by: Sequence[str]) -> dict[str, list[str]]:
    """The ids of each stratum that is not empty, in the order of the strata's names."""
    found: dict[str, list[str]] = {}
    for item in items:
        for name in strata_of(item, by):
            found.setdefault(name, []).append(item.id)
    return dict(sorted(found.items()))


def draw(strata: Mapping[str, Sequence[str]], sizes: Sequence[int], seed: str) -> Draw:
    """Take the first of each stratum in the order of the draw; what is drawn for several stands once."""
    parts = tuple(
        Stratum(name, in_order(ids, seed), size)
        for (name, ids), size in zip(strata.items(), sizes, strict=True)
    )
    names: dict[str, list[str]] = {}
    for part in parts:
        for each in part.drawn:
            names.setdefault(each, []).append(part.name)
    return Draw(parts, tuple(Drawn(each, tuple(found)) for each, found in names.items()))


def allocate(populations: Sequence[int], size: int, allocation: str, minimum: int) -> tuple[int, ...]:
    """How many rows each stratum gives, `size` in all.

    `proportional` follows the populations, by the largest remainder; `equal` gives all strata alike. No
    stratum gives more than it has, nor less than the minimum; ties go to the stratum that stands first.
    Raises ValueError if the size cannot hold the minima, or is more than there is.
    """
    floors = [min(minimum, population) for population in populations]
    if not sum(floors) <= size <= sum(populations):
        raise ValueError(f"{size} rows for strata of {list(populations)} rows, {minimum} each")
    if allocation == "equal":
        return _fill([Fraction(0)] * len(floors), floors, populations, size)
    whole = sum(populations)
    quotas = [Fraction(size * population, whole) for population in populations]
    sizes = [max(int(quota), floor) for quota, floor in zip(quotas, floors, strict=True)]
    while sum(sizes) > size:
        spare = [place for place, floor in enumerate(floors) if sizes[place] > floor]
        sizes[max(spare, key=lambda place: (sizes[place] - quotas[place], place))] -= 1
    return _fill(quotas, sizes, populations, size)


def _fill(quotas: list[Fraction], sizes: list[int], populations: Sequence[int], size: int) -> tuple[int, ...]:
    """Give what is left, row by row, to the stratum that is furthest below its quota and has room."""
    filled = list(sizes)
    while sum(filled) < size:
        room = [place for place, population in enumerate(populations) if filled[place] < population]
        filled[max(room, key=lambda place: (quotas[place] - filled[place], -place))] += 1
    return tuple(filled)


# --- targeted -------------------------------------------------------------------------------------


def reasons(items: Sequence[Item], plan: Plan) -> dict[str, list[str]]:
    """Why each item is chosen, by the targets of a plan; those without a reason are left out.

    Ties in a ranking are broken by the order of the draw.
    """
    order = {each: place for place, each in enumerate(in_order((item.id for item in items), plan.seed))}
    found: dict[str, list[str]] = {}
    for target in plan.targets:
        for each in sorted(_targeted(items, target, plan.top, order), key=order.__getitem__):
            found.setdefault(each, []).append(target)
    return found


def _targeted(items: Sequence[Item], target: str, top: int, order: dict[str, int]) -> set[str]:
    if target == "most-used":
        used = [item for item in items if item.weight]
        used.sort(key=lambda item: (-item.weight, order[item.id]))
        return {item.id for item in used[:top]}
    if target == "largest":
        return _largest(items, top, order)
    return {item.id for item in items if target in item.traits}


def _largest(items: Sequence[Item], top: int, order: dict[str, int]) -> set[str]:
    """The largest figures of each kind of unit, whatever their sign."""
    kinds: dict[str, list[tuple[Decimal, int, str]]] = {}
    for item in items:
        if item.figure:
            kind, amount = item.figure
            kinds.setdefault(kind, []).append((-abs(amount), order[item.id], item.id))
    return {item_id for figures in kinds.values() for _, _, item_id in sorted(figures)[:top]}


def draw_targeted(found: Mapping[str, Sequence[str]], plan: Plan) -> Draw:
    """Take the items with most reasons, all if no size is given; ties go by the order of the draw."""
    order = {each: place for place, each in enumerate(in_order(found, plan.seed))}
    taken = sorted(found, key=lambda each: (-len(found[each]), order[each]))[: plan.size]
    strata = []
    for target in plan.targets:
        fits = [each for each in found if target in found[each]]
        ids = sorted(fits, key=lambda each: (each not in taken, order[each]))
        strata.append(Stratum(target, tuple(ids), sum(1 for each in ids if each in taken)))
    return Draw(tuple(strata), tuple(Drawn(each, tuple(found[each])) for each in taken))
