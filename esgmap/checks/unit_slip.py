"""A figure is about a thousand times that of the year before or after: kWh for MWh, kilograms for tonnes.

Only kinds of which reports use units a thousand apart (energy, emissions, mass, volume, money), and figures
that are not small. Told as a warning, once for each indicator. Nothing grows a thousandfold in a year; a
slip of the unit in one column of a table is the usual reason, and no sum within the column shows it.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from esgmap.checks.ledger import Cell, Ledger
from esgmap.checks.reckoning import label, period_text, quoted
from esgmap.checks.subject import Subject
from esgmap.computations import Comparison, Constant, ratio, value
from esgmap.examined import Examined, Objection, held, objected
from esgmap.model import Severity
from esgmap.reported import Fact

CODE = "unit-slip"
KINDS = frozenset({"energy", "emissions", "mass", "volume", "currency", "power", "data-volume"})
LEAST, MOST = 400, 2500
"""Between which multiples a figure is taken for a thousandfold."""
SMALL, NOTHING = 10, Decimal(0)
"""A larger figure below this, as printed, says nothing."""


def examine(subject: Subject) -> Iterator[Examined]:
    """Compare each figure with that of the year before."""
    ledger = subject.ledger
    looked_at = 0
    for indicator, cells in ledger.of_indicator.items():
        known = ledger.hub.indicators.get(indicator)
        if known is None or known.unit_kind not in KINDS:
            continue
        pairs = [pair for cell in cells for pair in _pairs(ledger, cell)]
        slipped = [pair for pair in pairs if _is_thousandfold(ledger, *pair)]
        if slipped:
            yield _told(ledger, indicator, slipped)
        looked_at += len(pairs) - len(slipped)
    if looked_at:
        yield held(CODE, f"{looked_at} figures and those of the year before: of one order of size", ())


def _pairs(ledger: Ledger, cell: Cell) -> Iterator[tuple[Fact, Fact]]:
    """The figure of a year and that of the year before."""
    now, before = ledger.readings(cell), ledger.readings(cell.before())
    told = len(now) == len(before) == 1 and now[0].number and before[0].number
    if told and ledger.is_alike(now[0], before[0]):
        yield now[0], before[0]


def _is_thousandfold(ledger: Ledger, now: Fact, before: Fact) -> bool:
    unit = ledger.unit(now)
    new, old = abs(value(ledger.figure(now, unit))), abs(value(ledger.figure(before, unit)))
    if max(abs(now.number or NOTHING), abs(before.number or NOTHING)) < SMALL:
        return False
    return LEAST <= max(new, old) / min(new, old) <= MOST


def _told(ledger: Ledger, indicator: str, pairs: list[tuple[Fact, Fact]]) -> Examined:
    now, before = pairs[0]
    unit = ledger.unit(now)
    new, old = ledger.figure(now, unit), ledger.figure(before, unit)
    larger, smaller = (new, old) if value(new) > value(old) else (old, new)
    comparison = Comparison((ratio(larger, smaller), Constant(Decimal(LEAST), "plausible")), "≤")
    times = round(value(larger) / value(smaller))
    facts = list({fact.id: fact for pair in pairs for fact in pair}.values())
    message = f"{quoted((larger.fact,))} is {times:,} times {quoted((smaller.fact,))}"
    if len(pairs) > 1:
        message += f" (so too {quoted(pair[0] for pair in pairs[1:])})"
    title = f"{label(ledger, indicator)}, {period_text(now.period)}: one order of size"
    hint = "look at the units of both years: kWh and MWh, kilograms and tonnes, thousands and ones"
    return objected(CODE, title, facts, Objection(Severity.WARNING, message, hint), comparison)
