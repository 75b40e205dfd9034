"""An average or a rate of the whole lies outside those of its parts.

The turnover of all employees lies between that of men and that of women, whatever their numbers: no counts
are needed to see that 14 % of all cannot come from 9 % and 12 %. Tried for rates and averages per head
(declared with `ratio`), along dimensions whose members are declared to make up the whole, where the whole
and all members are told. An error, as far as the digits allow; a warning where the base is only usual,
because the parts may then be measured against other people than the whole (GRI 404-1, 401-1; HKEX B1.2,
B3.2).
"""

from __future__ import annotations

from collections.abc import Iterator

from esgmap.calculations import Calculation
from esgmap.checks.cuts import Group, groups
from esgmap.checks.ledger import Ledger
from esgmap.checks.reckoning import calculations, quoted, titled, unit_label
from esgmap.checks.subject import Subject
from esgmap.computations import Comparison, interval, total
from esgmap.examined import Examined, Objection, compared
from esgmap.model import Severity
from esgmap.reported import Fact

CODE = "average-outside-parts"
PER_HEAD = frozenset({"percentage", "hours"})
"""Kinds of unit of what is measured per head; quotients by revenue are no averages of their parts."""


def examine(subject: Subject) -> Iterator[Examined]:
    """Compare each average of a whole with the least and the most of its parts."""
    ledger = subject.ledger
    for indicator, calculation in calculations(ledger, "ratio"):
        known = ledger.hub.indicators[indicator]
        if known.unit_kind in PER_HEAD and calculation.strength != "perhaps":
            for group in groups(ledger, indicator):
                yield from _between(ledger, group, calculation)


def _between(ledger: Ledger, group: Group, calculation: Calculation) -> Iterator[Examined]:
    lists = [members for _, members in group.complete()]
    whole = ledger.readings(group.outer)
    if len(whole) != 1 or not lists:
        return
    told = [ledger.readings(group.members[name]) for name in lists[-1]]
    if any(len(each) != 1 for each in told):
        return
    parts = [each for (each,) in told]
    least = min(parts, key=lambda fact: _ends(ledger, fact)[0])
    most = max(parts, key=lambda fact: _ends(ledger, fact)[1])
    _, high = _ends(ledger, whole[0])
    is_below = high < _ends(ledger, least)[0]
    other = least if is_below else most
    unit = ledger.unit(whole[0])
    if Comparison(
        (ledger.figure(whole[0], unit), total([ledger.figure(each, unit) for each in parts])), "="
    ).holds:
        return  # shares of one base, which add up, and no averages
    sides = (ledger.figure(whole[0], unit), ledger.figure(other, unit))
    comparison = Comparison(sides, "≥" if is_below else "≤", unit_label(unit))
    side = "below" if is_below else "above"
    message = f"`{whole[0].id}` is {side} all of its parts, {quoted(parts)}"
    hint = "find the figure that is wrong, or say whom the whole counts that the parts leave out"
    severity = Severity.WARNING if calculation.strength == "usually" else Severity.ERROR
    dimension = ledger.dimension(group.dimension)
    title = (
        f"{titled(ledger, group.outer)}: between its parts by {dimension.label.lower() if dimension else ''}"
    )
    yield compared(CODE, title, comparison, Objection(severity, message, hint))


def _ends(ledger: Ledger, fact: Fact) -> tuple[float, float]:
    bounds = interval(ledger.figure(fact))
    return float(bounds.low), float(bounds.high)
