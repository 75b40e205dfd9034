"""A rate is told of something that is not known: printed as NA, nil, or nowhere in the report.

A rate of 100 % of an amount that the same table prints as NA cannot have been worked out from it; a rate
of nothing says nothing. A rate whose whole is nowhere in the report cannot be worked out again by a
reader (GRI 1: 2021, Verifiability; HKEX: quantitative principle). And “improved by 50 %” without a value
before and after says neither from where nor since when; “fell to 2.04” calls for the year before. What an
indicator is a rate of is declared in the columns `base` and `calculation` of `frameworks/indicators.tsv`;
a percentage without indicator is looked at only if its label says that something rose, fell or improved.
A figure without indicator counts as the whole, or as the part, by its label. All rates of one missing
whole are told together. Silent for targets, and for rates that are not the report's own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from esgmap.calculations import read_calculations
from esgmap.checks.ledger import ACTUAL, Ledger, cell_of
from esgmap.checks.passages import is_figure, label_of, passage_of, quoted, telling_words, topics
from esgmap.checks.subject import Subject
from esgmap.examined import Examined, Objection, held, objected
from esgmap.model import Indicator, Period, Severity
from esgmap.reported import Fact

CODE = "rate-without-base"
CHANGE = "change"
PERCENT, PERCENTAGE = "pct", "percentage"
SHARES = frozenset({"share-of", "whole-part-of"})
Years = dict[tuple[str, int], list[Fact]]


def examine(subject: Subject) -> Iterator[Examined]:
    """Look for what each rate is a rate of, in the same year."""
    amounts, absent = told = _by_year(subject.ledger)
    known = {name for name, _ in (*amounts, *absent)}
    unnamed: dict[tuple[str, ...], list[Fact]] = defaultdict(list)
    for fact in subject.report.facts:
        if fact.value_state != "number" or fact.basis not in ACTUAL or fact.whose != "own":
            continue
        indicator = subject.hub.indicators.get(fact.indicator)
        base = bases(indicator) if indicator else _base_by_words(subject, fact)
        if base == (CHANGE,):
            yield _change(subject, fact)
        elif fact.unit != PERCENT and _is_moved(subject, fact):
            yield _moved(subject, fact)
        elif base:
            if not known.intersection(base):
                if not _is_beside(subject, fact, base):
                    unnamed[base].append(fact)
            elif verdict := _rate(subject, fact, base, told):
                yield verdict
    for base, facts in unnamed.items():
        yield _unnamed(subject, base, facts)


def bases(indicator: Indicator) -> tuple[str, ...]:
    """What an indicator is a rate of, as declared: by `base`, or by what its calculation divides by."""
    if indicator.base or indicator.unit_kind != PERCENTAGE:
        return indicator.base
    names = []
    for calculation in read_calculations(indicator.calculation):
        for each in calculation.alternatives:
            parts = each.top if calculation.verb in SHARES else each.bottom
            names += [part.name for part in parts if not part.is_unnamed]
    return tuple(dict.fromkeys(names))


def _by_year(ledger: Ledger) -> tuple[Years, Years]:
    """The figures, and what is printed as not available, by indicator and year."""
    amounts: Years = defaultdict(list)
    absent: Years = defaultdict(list)
    for into, cells in ((amounts, ledger.cells), (absent, ledger.absent)):
        for cell, facts in cells.items():
            if cell.basis == "actual":
                into[cell.indicator, _year(cell.period)] += facts
    return amounts, absent


def _year(period: Period) -> int:
    return period.end.year


def _base_by_words(subject: Subject, fact: Fact) -> tuple[str, ...]:
    """A percentage without indicator whose label tells a change has a base, too: what it lies between."""
    if fact.indicator or fact.unit != PERCENT or subject.expectations.pattern("share").search(fact.label):
        return ()
    told = subject.expectations.pattern("rises", "falls", "improves").search(fact.label)
    return (CHANGE,) if told else ()


def _rate(subject: Subject, fact: Fact, base: tuple[str, ...], told: tuple[Years, Years]) -> Examined | None:
    """What is said of a rate whose whole is known, NA or nil; None where it has no whole for that year."""
    amounts, absent = told
    year = _year(fact.period)
    title = f"{label_of(fact, subject.hub)}, {year}: what it is a rate of"
    found = [each for name in base for each in amounts.get((name, year), ())]
    if some := next((each for each in found if each.number), None):
        return held(CODE, title, (fact, some))
    missing = found or [each for name in base for each in absent.get((name, year), ())]
    if not missing:
        return None
    if found and not fact.number:
        return held(CODE, title, (fact, missing[0]))
    state = "nil" if found else f"printed as {missing[0].value_as_printed or 'NA'}"
    message = (
        f"`{fact.id}` gives {fact.value_as_printed or fact.value} of an amount that is {state} for {year}"
    )
    hint = "give the amount, or print the rate as not available too"
    return objected(CODE, title, (fact, missing[0]), Objection(Severity.WARNING, message, hint))


def _is_beside(subject: Subject, fact: Fact, base: tuple[str, ...]) -> bool:
    """Whether a figure without indicator is the whole by its label, or the part beside the rate."""
    plain = subject.expectations.words.get("plain", ())
    wholes = [subject.hub.indicators[name].label for name in base if name in subject.hub.indicators]
    about = telling_words(fact.label, plain)
    for each in subject.report.facts:
        if not is_figure(each) or each.unit == PERCENT or _year(each.period) != _year(fact.period):
            continue
        words = telling_words(each.label, plain)
        if words and any(words <= telling_words(label, plain) for label in wholes):
            return True
        if passage_of(each) == passage_of(fact) and words & about:
            return True
    return False


def _unnamed(subject: Subject, base: tuple[str, ...], facts: list[Fact]) -> Examined:
    labels = [each.label for each in (subject.hub.indicators.get(name) for name in base) if each]
    whole = " or ".join(f"“{label}”" for label in labels)
    message = f"{quoted(facts)}: what the rates are of is nowhere in the report ({whole})"
    hint = "give the number that the rates are of, for the same year and boundary"
    title = f"{label_of(facts[0], subject.hub)}: what it is a rate of"
    return objected(CODE, title, facts, Objection(Severity.NOTE, message, hint))


def _is_moved(subject: Subject, fact: Fact) -> bool:
    """Whether the figure is printed as one that rose or fell: “fell to 2.04”."""
    return bool(subject.expectations.pattern("rises", "falls").search(fact.value_as_printed))


def _moved(subject: Subject, fact: Fact) -> Examined:
    """A figure that is said to have risen or fallen, and that of the year before."""
    title = f"{label_of(fact, subject.hub)}: from what"
    before = subject.ledger.first(cell_of(fact).before())
    if before:
        return held(CODE, title, (fact, before))
    message = f"`{fact.id}` “{fact.value_as_printed}”, and the figure of the year before is not given"
    hint = "give the figure of the year before"
    return objected(CODE, title, (fact,), Objection(Severity.WARNING, message, hint))


def _change(subject: Subject, fact: Fact) -> Examined:
    """A change in per cent: held if figures of the same thing stand for two years."""
    title = f"{label_of(fact, subject.hub)}: what changed"
    expectations = subject.expectations
    about = topics(fact, subject.hub, expectations) - _change_words(subject, fact)
    plain = expectations.words.get("plain", ())
    ends: dict[str, dict[int, Fact]] = defaultdict(dict)
    for each in subject.report.facts:
        if each.value_state == "number" and each.unit != PERCENT and about & telling_words(each.label, plain):
            ends[each.label][_year(each.period)] = each
    for years in ends.values():
        if {_year(fact.period), _year(fact.period) - 1} <= set(years):
            return held(CODE, title, (fact, years[_year(fact.period)], years[_year(fact.period) - 1]))
    message = (
        f"`{fact.id}` tells a change of {fact.value_as_printed or fact.value} without a value to start from"
    )
    hint = "give the values before and after, and of which year the first is"
    return objected(CODE, title, (fact,), Objection(Severity.WARNING, message, hint))


def _change_words(subject: Subject, fact: Fact) -> frozenset[str]:
    """The words of the label that only say that something changed."""
    pattern = subject.expectations.pattern("rises", "falls", "improves")
    plain = subject.expectations.words.get("plain", ())
    return frozenset(word for word in telling_words(fact.label, plain) if pattern.search(word))
