"""From a declared calculation to comparisons of printed figures: which cells it means, in which units.

A part is looked for under the same cut, period, basis and owner as the figure. Where a report gives
full-time employees and no whole (`as_whole` in dimensions.tsv), these stand for the whole. What is counted
at a day may stand beside what is counted over the year that ends on it, if the caller says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import islice, product

from esgmap.calculations import Calculation, Part, read_calculations
from esgmap.checks.ledger import Cell, Ledger, is_one_kind
from esgmap.checks.passages import passage_of
from esgmap.computations import Comparison, Figure, Operation, Term, value
from esgmap.examined import Examined, Objection, compared
from esgmap.model import Period, Severity, Unit
from esgmap.reported import Fact

CHOICES = 16
"""How many ways to read cells with several figures are tried."""
PEOPLE, SHARE_OF_PEOPLE, SMALL = 2, Fraction(1, 100), Fraction(1, 1000)
"""What may be ordinary rounding: so many people if no more than that share; or that share of a figure."""
A_WEEK = 8
YEAR_DAYS = 360
HUNDRED = Decimal(100)
ROUND, TELLING_DIGITS = 1000, 2


Words = Callable[[Comparison], tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a calculation; not settled where some cell is printed with figures that disagree."""

    comparison: Comparison
    is_settled: bool = True


@dataclass(frozen=True, slots=True)
class Sum:
    """Parts added up: the term, and whether each of them is told once only."""

    term: Term
    is_settled: bool


def calculations(ledger: Ledger, *verbs: str) -> Iterator[tuple[str, Calculation]]:
    """The statements with these verbs about indicators that the report has a figure of, by indicator."""
    for name in ledger.of_indicator:
        indicator = ledger.hub.indicators.get(name)
        if indicator and indicator.calculation:
            for each in read_calculations(indicator.calculation):
                if each.verb in verbs:
                    yield name, each


def label(ledger: Ledger, indicator: str) -> str:
    """What to call an indicator."""
    known = ledger.hub.indicators.get(indicator)
    return known.label if known else indicator


def titled(ledger: Ledger, cell: Cell) -> str:
    """A cell in words: label, cut, time."""
    cut = ", ".join(member.replace("-", " ") for _, member in sorted(cell.cut))
    return ", ".join(part for part in (label(ledger, cell.indicator), cut, period_text(cell.period)) if part)


def period_text(period: Period) -> str:
    """A period in words: `2021`, `2021-12-31`, or both ends."""
    whole_year = period.start == date(period.start.year, 1, 1) and period.end == date(period.end.year, 12, 31)
    return str(period.end.year) if whole_year and period.start.year == period.end.year else str(period)


def quoted(facts: Iterable[Fact]) -> str:
    """The ids of facts, for a message."""
    return ", ".join(f"`{fact.id}`" for fact in facts)


# --- which cell a part means ----------------------------------------------------------------------


def find(ledger: Ledger, cell: Cell, part: Part, is_loose: bool = False) -> Cell | None:
    """The cell of a part that goes with a figure's cell, if the report has it.

    If loose, a day may stand for the year that it ends, and a year for its last day.
    """
    if part.name not in ledger.of_indicator:
        return None
    cut = cell.cut
    if part.members:
        fixed = {name for name, _ in part.members}
        cut = frozenset(pair for pair in cut if pair[0] not in fixed) | frozenset(part.members)
    for period in (cell.period, *(_near(cell.period) if is_loose else ())):
        for each in _alike(ledger, cut):
            found = Cell(part.name, period, each, cell.basis, cell.whose)
            if found in ledger.cells:
                return found
    return None


def _alike(ledger: Ledger, cut: frozenset[tuple[str, str]]) -> Iterator[frozenset[tuple[str, str]]]:
    """The cut itself, then without or with what often stands for a whole."""
    yield cut
    for pair in ledger.stand_ins:
        if pair in cut:
            yield cut - {pair}
        elif all(name != pair[0] for name, _ in cut):
            yield cut | {pair}


@lru_cache(512)
def _near(period: Period) -> tuple[Period, ...]:
    """The last day of a period, or one of the week before it; of a day the year that ends on it."""
    if period.start != period.end:
        days = (period.end - timedelta(days=number) for number in range(A_WEEK))
        return tuple(Period(day, day) for day in days)
    before = period.years_before(1).start
    return (Period(before + timedelta(days=1), period.end),)


def openings(period: Period) -> tuple[Period, ...]:
    """The day before a period begins, and the same period a year earlier."""
    day = period.start - timedelta(days=1)
    return (Period(day, day), period.years_before(1))


def is_year(period: Period) -> bool:
    """Whether it is about a year."""
    return (period.end - period.start).days >= YEAR_DAYS


def sums(
    ledger: Ledger, cell: Cell, parts: tuple[Part, ...], into: Unit | None, is_loose: bool = False
) -> list[Sum]:
    """The parts added up, for each way to read them; none if one of them is missing or of another kind."""
    cells = [find(ledger, cell, part, is_loose) for part in parts]
    readings = [ledger.readings(each) if each else () for each in cells]
    is_settled = all(len(each) == 1 for each in readings)
    found = []
    for facts in islice(product(*readings), CHOICES):
        if all(fits(ledger, fact, into) for fact in facts):
            figures = [ledger.figure(fact, into) for fact in facts]
            found.append(Sum(_added(figures, parts), is_settled))
    return found


def _added(figures: list[Figure], parts: tuple[Part, ...]) -> Term:
    """Figures added, and those that are taken off subtracted from all of it."""
    plus = [each for each, part in zip(figures, parts, strict=True) if not part.is_taken_off]
    minus = [each for each, part in zip(figures, parts, strict=True) if part.is_taken_off]
    term: Term = plus[0] if len(plus) == 1 else Operation("+", tuple(plus))
    return Operation("-", (term, *minus)) if minus else term


def fits(ledger: Ledger, fact: Fact, into: Unit | None) -> bool:
    """Whether a figure can be brought into a unit; a nil fits any."""
    own = ledger.unit(fact)
    if fact.value_state == "nil" or into is None:
        return True
    return own is not None and is_one_kind(own, into)


# --- what came of it ------------------------------------------------------------------------------


def judged(code: str, title: str, readings: list[Reading], strength: str, words: Words) -> Examined | None:
    """The first reading that holds; else the nearest, as a problem, if its figures are told in one way.

    `words` gives message and hint for the comparison that does not hold.
    """
    found = next((each for each in readings if each.comparison.holds), None)
    if found:
        return Examined(code, title, found.comparison.facts, found.comparison)
    if not readings or strength == "perhaps" or not all(each.is_settled for each in readings):
        return None
    nearest = min((each.comparison for each in readings), key=gap)
    message, hint = words(nearest)
    severity = Severity.WARNING if strength == "usually" or is_small(nearest) else Severity.ERROR
    round_ones = round_figures(nearest)
    if round_ones:
        severity, hint = (
            Severity.NOTE,
            f"if {quoted(round_ones)} is rounded, print it so (“about …”); else {hint}",
        )
    return compared(code, title, nearest, Objection(severity, message, hint))


def round_figures(comparison: Comparison) -> tuple[Fact, ...]:
    """The round figures of a comparison that does not hold, if it would hold were they approximate."""
    facts = comparison.facts
    found = tuple(fact for fact in facts if is_round(fact) and _stands_apart(fact, facts))
    if not found or comparison.holds:
        return ()
    loose = Comparison(tuple(_loosened(side, found) for side in comparison.sides), comparison.relation)
    return found if loose.holds else ()


def _stands_apart(fact: Fact, others: tuple[Fact, ...]) -> bool:
    """Whether it stands in another section than the others: the figures of one table are printed alike."""
    return all(passage_of(each) != passage_of(fact) for each in others if each is not fact)


def is_round(fact: Fact) -> bool:
    """Whether a figure of a thousand or more has two digits that say something at most, as 25,000."""
    number = fact.number or Decimal(0)
    return number >= ROUND and number % 1 == 0 and len(str(int(number)).rstrip("0")) <= TELLING_DIGITS


def _loosened(term: Term, facts: tuple[Fact, ...]) -> Term:
    if isinstance(term, Operation):
        return Operation(term.sign, tuple(_loosened(each, facts) for each in term.terms))
    if isinstance(term, Figure) and term.fact in facts:
        about = replace(term.fact, value_as_printed=f"about {term.fact.value_as_printed}")
        return Figure(about, term.factor, term.is_counted)
    return term


def gap(comparison: Comparison) -> Fraction:
    """How far the first two sides lie apart, as a share of the larger."""
    one, other = (value(side) for side in comparison.sides[:2])
    largest = max(abs(one), abs(other))
    return abs(one - other) / largest if largest else Fraction(0)


def is_small(comparison: Comparison) -> bool:
    """Whether the difference is what people that work part-time, or carried decimals, may leave."""
    one, other = (value(side) for side in comparison.sides[:2])
    share = gap(comparison)
    if all(each.is_counted for side in comparison.sides for each in figures_of(side)):
        return abs(one - other) <= PEOPLE and share <= SHARE_OF_PEOPLE
    return share <= SMALL


def figures_of(term: Term) -> Iterator[Figure]:
    """The figures of a term, in order."""
    if isinstance(term, Figure):
        yield term
    elif isinstance(term, Operation):
        for each in term.terms:
            yield from figures_of(each)


def unit_label(unit: Unit | None) -> str:
    """What a comparison is told in."""
    return unit.label if unit else ""
