"""One figure stands for two different parts of the company, or is the company's own here and shared there.

A value that is given for one site and, with the same digits, for several sites together is right for one
of them at most, unless the others have none: the reader cannot tell which (GRI 2-2; HKEX: reporting
boundary). Parts that are members of one dimension may well be equal and are left alone, as are whole
numbers below a hundred, round percentages, and a part and its whole where nothing says that there is
another part. Which dimensions tell parts of the company is declared (`boundary` in
`frameworks/check-words.tsv`). An amount that is said to be the equivalent of another (tonnes of coal for
heat) must be of the same part as that. Figures for each unit of revenue are looked at, too, where the
report leaves an entity out of its boundary and takes the revenue from the accounts: is it left out of the
revenue as well? All figures of one indicator are told together.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from esgmap.calculations import read_calculations
from esgmap.checks.ledger import Cell, Cut, Ledger, cell_of
from esgmap.checks.passages import gist, label_of, passage_of, texts
from esgmap.checks.subject import Subject
from esgmap.computations import value
from esgmap.examined import Examined, Objection, held, objected
from esgmap.model import Indicator, Period, Severity
from esgmap.reported import Fact

CODE = "boundary-mismatch"
TELLING = 3
PERCENT = "percentage"
ADDING = frozenset({"count", "mass", "energy", "emissions", "volume", "currency", "hours", "days", "area"})
"""Kinds of unit whose parts add up to the whole, so that a part may equal the whole where the rest is nil."""
REVENUE = "revenue"
INTENSITY = "-intensity"
EQUIVALENT = "equivalent"
NEAR = 0.3
"""How far two equivalents may lie apart, as logarithm: factors for coal differ by less."""
Same = tuple[Period, str, Decimal, str]
Pair = tuple[Fact, Fact]


def examine(subject: Subject) -> Iterator[Examined]:
    """Look for one value under two boundaries, two owners, and for a denominator of another boundary."""
    pairs: dict[tuple[str, str], list[Pair]] = defaultdict(list)
    members = {pair for fact in subject.report.facts for pair in fact.dimensions}
    looked = 0
    for facts in _same_values(subject):
        looked += 1
        for pair in _pairs(facts):
            for kind in _differences(subject, pair, members):
                pairs[kind, pair[0].indicator].append(pair)
    for (kind, _), found in pairs.items():
        yield _told(subject, kind, found)
    if looked:
        yield held(CODE, f"{looked} values that are told for more than one part: boundaries compared", ())
    yield from _equivalents(subject)
    yield from _denominator(subject)


def _same_values(subject: Subject) -> Iterator[list[Fact]]:
    """Figures of one indicator and period that have one telling value, and stand in more than one cell."""
    for cells in subject.ledger.of_indicator.values():
        if len(cells) == 1:
            continue
        groups: dict[Same, dict[Cell, list[Fact]]] = defaultdict(dict)
        for cell in cells:
            for fact in subject.ledger.cells[cell]:
                if fact.number and fact.value_state == "number":
                    same = groups[cell.period, cell.basis, fact.number, fact.unit]
                    same.setdefault(cell, []).append(fact)
        for group in groups.values():
            facts = [fact for each in group.values() for fact in each]
            if len(group) > 1 and _is_telling(subject, facts[0]):
                yield facts


def _is_telling(subject: Subject, fact: Fact) -> bool:
    """Whether two figures are unlikely to have the value by chance: three digits, and no round number."""
    number = fact.number or Decimal(0)
    unit = subject.ledger.unit(fact)
    if unit and unit.kind == PERCENT and number == number.to_integral_value():
        return False
    return len(number.normalize().as_tuple().digits) >= TELLING


def _pairs(facts: list[Fact]) -> Iterator[Pair]:
    """The first fact of each cell, with the first of all."""
    firsts = list({cell_of(fact): fact for fact in reversed(facts)}.values())
    firsts.sort(key=facts.index)
    for other in firsts[1:]:
        yield firsts[0], other


def _differences(subject: Subject, pair: Pair, members: set[tuple[str, str]]) -> Iterator[str]:
    """What sets the two apart, where it matters: `owner` or `boundary`. `members` are all that facts name."""
    one, other = map(cell_of, pair)
    if one.cut == other.cut and {one.whose, other.whose} == {"own", "joint"}:
        yield "owner"
    if one.whose == other.whose and _are_two_boundaries(subject, pair[0], one.cut ^ other.cut, members):
        yield "boundary"


def _are_two_boundaries(subject: Subject, fact: Fact, apart: Cut, members: set[tuple[str, str]]) -> bool:
    """Whether the pairs that only one of two cuts has make it another part of the company."""
    names = [name for name, _ in apart]
    if set(names) <= {"part"} or not set(names) <= set(subject.expectations.words.get("boundary", ())):
        return False
    if 0 < sum(pair in fact.dimensions for pair in apart) < len(apart):
        return len(set(names)) == len(names)
    unit = subject.ledger.unit(fact)
    has_another = any(name == own and member != part for name, member in members for own, part in apart)
    return not (unit and unit.kind in ADDING) and has_another


def _told(subject: Subject, kind: str, pairs: list[Pair]) -> Examined:
    first, second = pairs[0]
    facts = list({fact.id: fact for pair in pairs for fact in pair}.values())
    label = label_of(first, subject.hub)
    if kind == "owner":
        message = f"`{first.id}` and `{second.id}` give one value as own and as joint"
        hint = "say in both places what the company's own share is"
        return objected(CODE, f"{label}: whose", facts, Objection(Severity.WARNING, message, hint))
    told = "; ".join(
        f"{one.value_as_printed or one.value} for {_cut(one)} and for {_cut(two)}" for one, two in pairs
    )
    message = f"one value stands for two parts of the company: {told}"
    hint = "say which part the figure is of, and give the other its own"
    objection = Objection(Severity.WARNING, message, hint)
    return objected(CODE, f"{label}: which part of the company", facts, objection)


def _cut(fact: Fact) -> str:
    cut = sorted(cell_of(fact).cut)
    return ", ".join(f"{name} {member}" for name, member in cut) or "the whole"


# --- equivalents and denominators -----------------------------------------------------------------


def _equivalents(subject: Subject) -> Iterator[Examined]:
    """Amounts that are declared equivalents of others, beside the one that they are worked out from."""
    ledger = subject.ledger
    for cell, facts in ledger.cells.items():
        indicator = subject.hub.indicators.get(cell.indicator)
        sources = _sources(indicator) if indicator else ()
        nearest = _nearest(ledger, facts[0], sources) if sources else None
        if nearest is None:
            continue
        title = f"{label_of(facts[0], subject.hub)}: which part of the company"
        if not _clash(subject, cell.cut, cell_of(nearest).cut):
            yield held(CODE, title, (facts[0], nearest))
            continue
        message = f"`{facts[0].id}` is told for {_cut(facts[0])}, and what it is the equivalent of"
        message += f" (`{nearest.id}`) for {_cut(nearest)}"
        hint = "mend the part that is wrong, or say why one is counted for the other"
        yield objected(CODE, title, (facts[0], nearest), Objection(Severity.WARNING, message, hint))


def _sources(indicator: Indicator) -> tuple[str, ...]:
    found = (each for each in read_calculations(indicator.calculation) if each.verb == EQUIVALENT)
    return tuple(part.name for each in found for one in each.alternatives for part in one.parts)


def _nearest(ledger: Ledger, fact: Fact, sources: tuple[str, ...]) -> Fact | None:
    """The amount of the same section, year and basis that the equivalent comes nearest to."""
    own, cell = ledger.unit(fact), cell_of(fact)
    best: tuple[float, Fact] | None = None
    others = (other for name in sources for other in ledger.of_indicator.get(name, ()))
    alike = (other for other in others if (other.period, other.basis) == (cell.period, cell.basis))
    for other in (one for each in alike for one in ledger.cells[each]):
        if not (own and _is_above_zero(fact) and _is_above_zero(other) and ledger.is_alike(fact, other)):
            continue
        apart = abs(math.log(float(value(ledger.figure(other, own))) / float(fact.number or 1)))
        if passage_of(other) == passage_of(fact) and apart < NEAR and (best is None or apart < best[0]):
            best = apart, other
    return best[1] if best else None


def _is_above_zero(fact: Fact) -> bool:
    return fact.number is not None and fact.number > 0


def _clash(subject: Subject, one: Cut, other: Cut) -> bool:
    """Whether the two name different members of a dimension that tells parts of the company."""
    first, second = dict(one), dict(other)
    shared = set(first) & set(second) & set(subject.expectations.words.get("boundary", ()))
    return any(first[name] != second[name] for name in shared)


def _denominator(subject: Subject) -> Iterator[Examined]:
    """Figures per revenue of a report that leaves an entity out and takes its revenue from the accounts."""
    accounts = [each for each in texts(subject.report) if _is_of_accounts(subject, each)]
    if not subject.report.exclusions or not accounts:
        return
    cells = (cell for name in _per_revenue(subject) for cell in subject.ledger.of_indicator.get(name, ()))
    mine = (cell for cell in cells if cell.basis == "actual" and subject.report.period.holds(cell.period))
    rates = [fact for cell in mine for fact in subject.ledger.cells[cell] if fact.number is not None]
    if not rates:
        return
    title = "Boundary of the revenue behind the intensities"
    left_out = "; ".join(subject.report.exclusions)
    message = f"the report leaves out: {left_out} The revenue of its intensities is that of the accounts"
    message += f" (`{accounts[0].id}`): does it include what the figures above it leave out?"
    hint = "say whether the revenue is that of the same entities, or restate the intensities"
    yield objected(CODE, title, (*rates, accounts[0]), Objection(Severity.WARNING, message, hint))


def _per_revenue(subject: Subject) -> list[str]:
    """The indicators that are amounts for each unit of revenue."""
    hub = subject.hub.indicators.values()
    return [each.id for each in hub if each.unit_kind.endswith(INTENSITY) and REVENUE in each.label.lower()]


def _is_of_accounts(subject: Subject, fact: Fact) -> bool:
    said = gist(fact)
    return REVENUE in said.lower() and bool(subject.expectations.pattern("accounts").search(said))
