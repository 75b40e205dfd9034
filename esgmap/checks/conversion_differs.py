"""A conversion that the report states does not follow its own units, or conversions do not use one factor.

“30,554 GJ of heat, equivalent to 917 tonnes of coal” states a factor: 33.3 GJ a tonne, where a tonne of
coal equivalent is 29.3 GJ by definition. Which figures are told as the equivalent of others is declared
(`equivalent`); a figure goes with the one of the same cut, or else with the nearest before it in the same
passage that no other goes with. Each pair is held against the unit table. More than a twentieth off is a
warning; what is called an equivalent may be off by less, but then all such pairs of a report must imply one
factor, as far as their digits allow, else that is a note. Readers compare such equivalents, and nothing in
a report shows that they were made by different factors (GRI 302-1-g: the conversion factors used).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from esgmap.calculations import Calculation
from esgmap.checks.ledger import Cell, Ledger, cell_of
from esgmap.checks.passages import passage_of
from esgmap.checks.reckoning import calculations, find, fits, gap, label, quoted, unit_label
from esgmap.checks.subject import Subject
from esgmap.computations import Comparison, Constant, Term, number_text, ratio, value
from esgmap.examined import Examined, Objection, compared
from esgmap.model import Severity, Unit
from esgmap.reported import Fact

CODE = "conversion-differs"
CLOSE, NEAR = Fraction(1, 20), Decimal("1.0527")
"""How far a stated equivalent may be off: a twentieth of the larger, so many times the other."""
SEVERAL = 2


@dataclass(frozen=True, slots=True)
class Pair:
    """A figure and what it is told to be the equivalent of."""

    stated: Fact
    of: Fact


def examine(subject: Subject) -> Iterator[Examined]:
    """Pair the declared equivalents, hold each against the units, and those that fit against each other."""
    ledger = subject.ledger
    for indicator, calculation in calculations(ledger, "equivalent"):
        pairs = list(_pairs(subject, indicator, calculation))
        close = [pair for pair in pairs if gap(_by_units(ledger, pair)) <= CLOSE]
        for pair in pairs:
            yield _judge(ledger, pair, [each for each in close if each is not pair])
        yield from _one_factor(ledger, indicator, close)


def _pairs(subject: Subject, indicator: str, calculation: Calculation) -> Iterator[Pair]:
    """The stated equivalents, each with its source, every source once."""
    ledger = subject.ledger
    taken: set[str] = set()
    stated = [fact for cell in ledger.of_indicator[indicator] for fact in ledger.printed(cell) if fact.number]
    later = []
    for fact in stated:
        of = _by_cut(ledger, cell_of(fact), fact, calculation)
        if of and of.id not in taken and len(ledger.readings(cell_of(fact))) == 1:
            taken.add(of.id)
            yield Pair(fact, of)
        else:
            later.append(fact)
    order = {fact.id: number for number, fact in enumerate(subject.report.facts)}
    names = {part.name for each in calculation.alternatives for part in each.top}
    sources = [fact for fact in subject.report.facts if fact.indicator in names and fact.number]
    for fact in sorted(later, key=lambda each: order[each.id]):
        before = (each for each in sources if order[each.id] < order[fact.id] and each.id not in taken)
        free = [each for each in before if _goes_with(ledger, fact, each)]
        if free:
            taken.add(free[-1].id)
            yield Pair(fact, free[-1])


def _by_cut(ledger: Ledger, cell: Cell, fact: Fact, calculation: Calculation) -> Fact | None:
    """The one figure of the same cut that it may be the equivalent of."""
    cells = [find(ledger, cell, each.top[0]) for each in calculation.alternatives]
    facts = [ledger.readings(each) for each in cells if each]
    if len(facts) != 1 or len(facts[0]) != 1 or not facts[0][0].number:
        return None
    return facts[0][0] if fits(ledger, facts[0][0], ledger.unit(fact)) else None


def _goes_with(ledger: Ledger, fact: Fact, other: Fact) -> bool:
    """Whether both are told in one passage, of one time and on one basis, in units of one kind."""
    told = passage_of(fact) == passage_of(other) and fact.evidence.pages == other.evidence.pages
    return told and (fact.period, fact.basis) == (other.period, other.basis) and ledger.is_alike(fact, other)


def _by_units(ledger: Ledger, pair: Pair) -> Comparison:
    """The stated figure beside the other, brought into its unit."""
    unit = ledger.unit(pair.stated)
    return Comparison((ledger.figure(pair.stated, unit), ledger.figure(pair.of, unit)), "=", unit_label(unit))


def _judge(ledger: Ledger, pair: Pair, others: list[Pair]) -> Examined:
    """Whether a pair follows its units: by its digits, or nearly, as what is called an equivalent may."""
    comparison = _by_units(ledger, pair)
    unit, own = ledger.unit(pair.stated), ledger.unit(pair.of)
    per = f"{own.id} a {unit.id}" if unit and own else ""
    title = f"{label(ledger, pair.stated.indicator)}: {pair.stated.value_as_printed} by the units"
    if not comparison.holds and gap(comparison) <= CLOSE:
        stated, made = comparison.sides
        share = ratio(stated, made) if value(stated) > value(made) else ratio(made, stated)
        near = Comparison((share, Constant(NEAR, "close enough")), "≤")
        return Examined(CODE, f"{title}, nearly", near.facts, near)
    standard = Fraction(unit.factor) / Fraction(own.factor) if unit and own else Fraction(1)
    taken, defined = _rounded(value(_factor(ledger, pair))), _rounded(standard)
    pairing = f"`{pair.stated.id}` as the equivalent of `{pair.of.id}`"
    message = f"{pairing} takes {taken} {per}; by definition it is {defined}"
    if others:
        told = ", ".join(_rounded(value(_factor(ledger, each, own))) for each in others)
        message += f", and {quoted(each.stated for each in others)} take {told}"
    hint = "say which factor was used, and why; or convert again"
    return compared(CODE, title, comparison, Objection(Severity.WARNING, message, hint))


def _one_factor(ledger: Ledger, indicator: str, pairs: list[Pair]) -> Iterator[Examined]:
    """All pairs of one unit beside each other."""
    by_unit: dict[str, list[Pair]] = {}
    for pair in pairs:
        by_unit.setdefault(pair.stated.unit, []).append(pair)
    for found in by_unit.values():
        if len(found) < SEVERAL:
            continue
        into, unit = _common(ledger, found), ledger.unit(found[0].stated)
        terms = [_factor(ledger, pair, into) for pair in found]
        comparison = Comparison(tuple(terms), "=", f"{into.id} a {unit.id}" if into and unit else "")
        told = ", ".join(_rounded(value(term)) for term in terms)
        message = (
            f"conversions into one unit take different factors: {quoted(pair.stated for pair in found)} "
            f"take {told} {comparison.unit}"
        )
        hint = "convert all of them by one factor, or say by which each was made"
        title = f"{label(ledger, indicator)}: one factor for {len(found)} conversions"
        yield compared(CODE, title, comparison, Objection(Severity.NOTE, message, hint))


def _rounded(number: Fraction) -> str:
    return number_text(round(number, 2))


def _common(ledger: Ledger, pairs: list[Pair]) -> Unit | None:
    """The unit that most of the figures are told in before they are converted."""
    units = [ledger.unit(pair.of) for pair in pairs]
    return max((each for each in units if each), key=units.count, default=None)


def _factor(ledger: Ledger, pair: Pair, into: Unit | None = None) -> Term:
    """How many of a unit (its own, if none is given) a pair takes for one of the stated unit."""
    return ratio(ledger.figure(pair.of, into), ledger.figure(pair.stated, ledger.unit(pair.stated)))
