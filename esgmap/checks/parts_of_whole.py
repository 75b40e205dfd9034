"""The parts of a breakdown do not come to their whole, or one of them is more than the whole.

How the members of a dimension make up the whole is declared (`partitions` in frameworks/dimensions.tsv):
men and women are all, regions in one of several lists, management is executive and other management; sites
are some of the whole; ethnic groups and schemes overlap. Rows and columns of a table cut twice are both
added up, and where no total is told, two breakdowns of one figure must come to one total. A list that is
complete and does not come to the whole is an error (of one or two people in many, a warning). Where the
report makes its own list, parts that exceed the whole, or miss it by less than a twentieth, call for a
look; a greater rest is taken for parts that are not told, unless the same parts make up the whole in
another year. Only what adds up is added: no percentages, ratios, rates or averages. The first test of any
table (GRI 1: 2021, Accuracy; AA1000AS).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import combinations, islice, product

from esgmap.checks.cuts import Group, groups, is_additive
from esgmap.checks.ledger import Cell, Ledger
from esgmap.checks.reckoning import (
    CHOICES,
    Reading,
    fits,
    gap,
    judged,
    quoted,
    titled,
    unit_label,
)
from esgmap.checks.subject import Subject
from esgmap.computations import Comparison, Figure, Operation, Term, number_text, total, value
from esgmap.examined import Examined, Objection, compared
from esgmap.model import Severity, Unit
from esgmap.reported import Fact

CODE = "parts-differ-from-whole"
SHORT = Fraction(1, 20)
SUBSETS, SMALLEST = 8, 2
"""Up to how many parts it is tried whether some of them make up the whole, and how many do so at least."""
NOTHING = Objection(Severity.WARNING, "", "")


def examine(subject: Subject) -> Iterator[Examined]:
    """Add up every breakdown of a figure that adds up."""
    ledger = subject.ledger
    for indicator in ledger.of_indicator:
        if is_additive(ledger, indicator):
            for each in _indicator(ledger, indicator):
                if each.problem or any(fact.number for fact in each.facts):
                    yield each


def _indicator(ledger: Ledger, indicator: str) -> Iterator[Examined]:
    """All breakdowns of one indicator; those without a complete list come last, seen beside each other."""
    without: dict[Cell, list[Group]] = defaultdict(list)
    unlisted = []
    for group in groups(ledger, indicator):
        yield from _subtotals(ledger, group)
        if group.outer not in ledger.cells:
            without[group.outer].append(group)
        elif any(group.complete()):
            yield from _listed(ledger, group)
        else:
            unlisted.append(group)
    for outer, found in without.items():
        yield from _side_by_side(ledger, outer, found)
    yield from _unlisted(ledger, unlisted)


def _subtotals(ledger: Ledger, group: Group) -> Iterator[Examined]:
    """A member that is itself made up of others."""
    for each in group.makeup.partitions:
        if each.of in group.members and all(name in group.members for name in each.members):
            cell = group.members[each.of]
            readings = _readings(ledger, cell, group, each.members)
            found = judged(CODE, _title(ledger, group, cell), readings, "always", _differs)
            if found:
                yield found


def _listed(ledger: Ledger, group: Group) -> Iterator[Examined]:
    """The whole against the lists that are complete."""
    lists = (members for _, members in group.complete())
    readings = [each for members in lists for each in _readings(ledger, group.outer, group, members)]
    found = judged(CODE, _title(ledger, group, group.outer), readings, "always", _differs)
    if found:
        yield found


def _unlisted(ledger: Ledger, found: list[Group]) -> Iterator[Examined]:
    """Wholes against members of which nobody says that they are all.

    Where the same members come to the whole in another year or row, they are taken for all of it; but one
    member alone, which may be as much as the whole by chance, only where it is declared so.
    """
    made = [(group, _readings(ledger, group.outer, group, group.top())) for group in found]
    all_of_it = set()
    for group, readings in made:
        holds = next((each.comparison for each in readings if each.comparison.holds), None)
        if holds:
            if len(group.top()) >= SMALLEST or group.makeup.mode == "all":
                all_of_it.add((group.dimension, frozenset(group.top())))
            yield Examined(CODE, _title(ledger, group, group.outer), holds.facts, holds)
    for group, readings in made:
        if any(each.comparison.holds for each in readings):
            continue
        settled = bool(readings) and all(each.is_settled for each in readings)
        if settled and (group.dimension, frozenset(group.top())) in all_of_it:
            comparison = readings[0].comparison
            objection = _objection(comparison, Severity.WARNING)
            yield compared(CODE, _title(ledger, group, group.outer), comparison, objection)
        elif group.makeup.mode == "overlap" or len(group.top()) < SMALLEST:
            for name in group.top():
                yield from _single(ledger, group, name)
        elif settled:
            yield from _several(ledger, group, readings[0].comparison)


def _single(ledger: Ledger, group: Group, name: str) -> Iterator[Examined]:
    """One part that cannot be more than the whole."""
    cell = group.members[name]
    for fact, whole in islice(product(ledger.readings(cell), ledger.readings(group.outer)), CHOICES):
        unit = ledger.unit(fact) or ledger.unit(whole)
        if fact.number and fits(ledger, whole, unit):
            sides = (ledger.figure(fact, unit), ledger.figure(whole, unit))
            message = f"`{fact.id}` is a part of `{whole.id}` and more than it"
            hint = "find the wrong figure; if the part is counted over other people, sites or years, say so"
            objection = Objection(_severity(ledger, group), message, hint)
            yield compared(CODE, titled(ledger, cell), Comparison(sides, "≤", unit_label(unit)), objection)
            return


def _several(ledger: Ledger, group: Group, comparison: Comparison) -> Iterator[Examined]:
    """Parts that exclude each other: together no more than the whole; a small rest is odd."""
    title = _title(ledger, group, group.outer)
    whole, parts = comparison.sides
    below = Comparison((parts, whole), "≤", comparison.unit)
    if not below.holds:
        subset = _subset(ledger, group, group.top())
        yield subset or compared(CODE, title, comparison, _objection(comparison, Severity.WARNING))
    elif group.makeup.mode == "all" and gap(comparison) <= SHORT:
        yield compared(CODE, title, comparison, _objection(comparison, Severity.WARNING))
    else:
        yield compared(CODE, f"{title}: no more than the whole", below, NOTHING)


def _subset(ledger: Ledger, group: Group, top: tuple[str, ...]) -> Examined | None:
    """Some of the parts that make up the whole, where others are told twice in another way."""
    if len(top) > SUBSETS:
        return None
    for size in range(len(top) - 1, SMALLEST - 1, -1):
        for members in combinations(top, size):
            for each in _readings(ledger, group.outer, group, members):
                if each.comparison.holds:
                    return compared(CODE, _title(ledger, group, group.outer), each.comparison, NOTHING)
    return None


def _side_by_side(ledger: Ledger, outer: Cell, found: list[Group]) -> Iterator[Examined]:
    """Two breakdowns of a figure whose total is not told come to one total."""
    sides: list[tuple[str, Term]] = []
    unit: Unit | None = None
    for group in found:
        members = next((members for _, members in group.complete()), ())
        facts = [_only(ledger, group.members[name]) for name in members]
        told = [fact for fact in facts if fact]
        unit = unit or next((ledger.unit(fact) for fact in told), None)
        if facts and len(told) == len(facts) and all(fits(ledger, fact, unit) for fact in told):
            sides.append((group.dimension, total([ledger.figure(fact, unit) for fact in told])))
    for name, term in sides[1:]:
        comparison = Comparison((sides[0][1], term), "=", unit_label(unit))
        title = f"{titled(ledger, outer)}: by {_name(ledger, sides[0][0])} and by {_name(ledger, name)}"
        yield compared(CODE, title, comparison, _objection(comparison, Severity.WARNING))


def _only(ledger: Ledger, cell: Cell) -> Fact | None:
    facts = ledger.readings(cell)
    return facts[0] if len(facts) == 1 else None


# --- terms and words ------------------------------------------------------------------------------


def _readings(ledger: Ledger, whole: Cell, group: Group, members: Iterable[str]) -> list[Reading]:
    """The whole against the sum of members, for each way to read their cells."""
    options = [ledger.readings(whole), *(ledger.readings(group.members[name]) for name in members)]
    is_settled = all(len(each) == 1 for each in options)
    found = []
    for first, *parts in islice(product(*options), CHOICES):
        unit = ledger.unit(first) or next((ledger.unit(each) for each in parts if ledger.unit(each)), None)
        if all(fits(ledger, each, unit) for each in parts):
            sides = (ledger.figure(first, unit), total([ledger.figure(each, unit) for each in parts]))
            found.append(Reading(Comparison(sides, "=", unit_label(unit)), is_settled))
    return found


def _title(ledger: Ledger, group: Group, cell: Cell) -> str:
    return f"{titled(ledger, cell)}: by {_name(ledger, group.dimension)}"


def _name(ledger: Ledger, dimension: str) -> str:
    known = ledger.dimension(dimension)
    return known.label.lower() if known else dimension


def _severity(ledger: Ledger, group: Group) -> Severity:
    """A member that every report means alike is surely a part; one that the report names may not be."""
    known = ledger.dimension(group.dimension)
    return Severity.ERROR if known and known.members else Severity.WARNING


def _objection(comparison: Comparison, severity: Severity) -> Objection:
    message, hint = _differs(comparison)
    return Objection(severity, message, hint)


def _differs(comparison: Comparison) -> tuple[str, str]:
    whole, parts = comparison.sides
    if isinstance(whole, Operation):
        ours, theirs = (quoted(each.fact for each in _figures(side)) for side in (whole, parts))
        message = f"two breakdowns of one figure come to different totals: {ours} and {theirs}"
        return message, "find the figure that is wrong, or say whom one of the breakdowns leaves out"
    one, *others = comparison.facts
    come_to = number_text(value(parts))
    message = f"`{one.id}` is {one.value_as_printed or one.value}, but {quoted(others)} come to {come_to}"
    return message, "find the figure that is wrong, or say which parts overlap or are not told"


def _figures(term: Term) -> Iterator[Figure]:
    if isinstance(term, Figure):
        yield term
    elif isinstance(term, Operation):
        for each in term.terms:
            yield from _figures(each)
