"""A percentage of things that are counted must be given by some whole number of them.

With what is declared as `whole-part-of`: 50 % of 2 requests is one request, 30 % of 2 is none at all.
Silent where the whole is so large that every printed percentage has a whole number.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from esgmap.checks.ledger import Ledger
from esgmap.checks.reckoning import Reading, calculations, find, judged, quoted, titled
from esgmap.checks.subject import Subject
from esgmap.computations import Comparison, Constant, Figure, interval, percent, value
from esgmap.examined import Examined
from esgmap.reported import Fact

CODE = "no-whole-number"
UNIT = "percent"
HALVES = Fraction(1, 2)


def examine(subject: Subject) -> Iterator[Examined]:
    """Look for the whole number that gives each declared percentage."""
    ledger = subject.ledger
    for indicator, calculation in calculations(ledger, "whole-part-of"):
        (part,) = calculation.alternatives[0].top
        for cell in ledger.of_indicator[indicator]:
            base = find(ledger, cell, part, True)
            bases = ledger.readings(base) if base else ()
            for fact in ledger.printed(cell):
                readings = list(_readings(ledger, ledger.figure(fact), bases))
                title = f"{titled(ledger, cell)}: a whole number of them"
                found = judged(CODE, title, readings, calculation.strength, _words)
                if found:
                    yield found


def _words(comparison: Comparison) -> tuple[str, str]:
    share, whole = comparison.facts
    message = f"no whole number of {quoted((whole,))} gives the share of `{share.id}`"
    return message, "mend the share or the number; if it is a share of something else, say of what"


def _readings(ledger: Ledger, share: Figure, bases: tuple[Fact, ...]) -> Iterator[Reading]:
    for base in bases:
        whole = ledger.figure(base)
        number = nearest_whole(share, whole)
        if number:
            yield Reading(Comparison((share, percent(number, whole)), "=", UNIT), len(bases) == 1)


def nearest_whole(share: Figure, whole: Figure) -> Constant | None:
    """The whole number that comes nearest to a percentage of a whole; None where every share has one.

    That is so where the printed percentage is as wide as the share of one of them, and where the whole is no
    count or not exact.
    """
    bounds, of = interval(share), interval(whole)
    if not whole.is_counted or of.low != of.high or not of.high or not bounds.is_bounded:
        return None
    if (bounds.high - bounds.low) * of.high >= 100:
        return None
    exact = value(share) * value(whole) / 100
    return Constant(Decimal(int(exact + HALVES)), "the nearest whole number")
