"""The indicators that a figure may be of → the one to propose and how sure, or none at all.

What high, medium and low mean is measured on real tables (benchmarks/intake_gold.py) and told in
docs/intake.md. A unit that does not fit, or words that speak of something else, never give a proposal.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from esgmap.packs.columns import Column
from esgmap.packs.layout import Line
from esgmap.packs.measures import Measure
from esgmap.proposals.ranking import Match
from esgmap.proposals.records import HIGH, LOW, MEDIUM

SURE, LIKELY, POSSIBLE = 0.78, 0.58, 0.4
"""Scores from which a proposal can be high, medium, low; below, there is none."""
APART = 0.12
"""How far the next best must lie behind for a proposal to be high."""
ORDER = (LOW, MEDIUM, HIGH)


@dataclass(frozen=True, slots=True)
class Judged:
    """The indicator proposed (empty: none), how sure, why; and what the judgement rests on."""

    indicator: str
    confidence: str
    phrase: str
    remarks: tuple[str, ...]
    doubts: int
    ranked: tuple[Match, ...]
    unit: Measure | None


def judge(asked: Judged, period: str, place: tuple[Line, Column], odd: bool) -> Judged:
    """Choose the best indicator if it is good enough, and lower the confidence for every doubt."""
    ranked, unit = asked.ranked, asked.unit
    best = ranked[0] if ranked else None
    if best is None or best.score < POSSIBLE:
        told = _abstained(unit, best)
        return replace(asked, confidence=LOW, remarks=(told, *asked.remarks))
    remarks = [f"words of “{best.phrase}”"]
    level = ORDER.index(HIGH if best.score >= SURE else MEDIUM if best.score >= LIKELY else LOW)
    second = ranked[1] if len(ranked) > 1 else None
    if second and best.score - second.score < APART:
        remarks.append(f"nearly as well: {second.indicator}")
        level -= 1
    if best.inherited:
        remarks.append("the row itself names nothing of it, a heading or a row above does")
        level = min(level, 1)
    if best.unexplained and not best.inherited:
        level = min(level, 1) if best.score < 0.9 else level
        remarks.append("words not accounted for in the row")
    if unit is None:
        remarks.append("no unit found: fill it in")
        level = min(level, 1)
    elif not unit.units:
        remarks.append(f"`{unit.printed}` is no unit of units.tsv: choose one, or add it")
        level = min(level, 1)
    elif unit.is_vacuous and best.kind != "count":
        level = min(level, 1)
    elif unit.power:
        remarks.append(f"the figure is kept in the scale of `{unit.printed.strip('() ')}`")
    if not period:
        level = 0
    if odd:
        remarks.append("row and heading name two members of one dimension")
        level = 0
    if place[1].period.role == "base":
        remarks.append("the table calls this its base year")
    level -= asked.doubts
    return Judged(
        best.indicator,
        ORDER[max(level, 0)],
        best.phrase,
        (*remarks, *asked.remarks),
        asked.doubts,
        ranked,
        unit,
    )


def _abstained(unit: Measure | None, best: Match | None) -> str:
    if unit is not None and not unit.fits("") and best is None and unit.kinds:
        kinds = ", ".join(sorted(unit.kinds - {"unknown"})) or "nothing that is known"
        return f"no indicator: none in `{unit.printed.strip('() ')}` ({kinds}) goes with these words"
    return "no indicator: the words are not enough"
