"""What a report has to be asked for, row by row: what it lacks under its frameworks, beside what it has.

Comes in: an assessment. Goes out: `Asked` rows by topic, what closes most first. A pure function, as `agenda`
is, on which it rests. For next year's report, this year's facts stand in for what is asked again.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from esgmap.agenda import Agenda, FactNeed, Open, plan
from esgmap.coverage import PERFORMANCE
from esgmap.findings import Assessment
from esgmap.lacks import OPEN, is_open
from esgmap.model import Hub, Period, Requirement, Source
from esgmap.reported import TOPIC, Fact, Report

BASE_YEAR_START = 1900
OWN_UNITS = ("currency", "intensity", "price")
"""How kinds of units end for which none is usual everywhere: the company chooses, nothing is filled in."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One row: a fact that is there, or one to collect, and the requirements that it serves or would serve.

    `period` is None where the report chooses a base year. Members `*1`, `*2` … are the report's own choice.
    `before` is the same fact of the year before.
    """

    id: str
    indicator: str
    answers: tuple[str, ...]
    period: Period | None
    dimensions: tuple[tuple[str, str], ...]
    unit: str
    unit_kind: str
    value_type: str
    basis: str
    serves: tuple[Requirement, ...]
    topic: str
    fact: Fact | None = None
    before: Fact | None = None


@dataclass(frozen=True, slots=True)
class Rolled:
    """A report moved to another period: its figures kept as comparatives, all that it said asked again.

    `before` holds, by the id of each fact that is asked again, the one that it repeats.
    """

    report: Report
    before: dict[str, Fact]


def rolled(report: Report, period: Period, document: str) -> Rolled:
    """Move a report to another period; what is asked again is to be read from `document`.

    Figures stay for comparison. Statements, targets and plans are no comparatives: they are only asked again.
    """
    figures = [each for each in report.facts if each.value_state != "text" and each.basis in PERFORMANCE]
    ids = {fact.id for fact in figures}
    before: dict[str, Fact] = {}
    again = []
    for fact in report.facts:
        is_performance = fact.basis in PERFORMANCE
        if is_performance and not report.period.holds(fact.period):
            continue
        moved = (
            _moved(fact.period, report.period, period) if report.period.holds(fact.period) else fact.period
        )
        fact_id = _unused(_moved_id(fact, moved, fact.id in ids), ids)
        ids.add(fact_id)
        before[fact_id] = fact
        evidence = replace(fact.evidence, document=document, pages="", section="", anchor="")
        again.append(replace(fact, id=fact_id, period=moved, evidence=evidence, source=Source("")))
    return Rolled(replace(report, period=period, facts=(*figures, *again), publication=None), before)


def _moved(period: Period, old: Period, new: Period) -> Period:
    if period == old:
        return new
    if period.start == period.end == old.end:
        return Period(new.end, new.end)
    return period.years_before(old.end.year - new.end.year)


def _moved_id(fact: Fact, moved: Period, stays: bool) -> str:
    """The id with its year moved on; where it names none, with the year added if the old one stays, too."""
    if moved == fact.period:
        return fact.id
    for was, now in ((fact.period.start.year, moved.start.year), (fact.period.end.year, moved.end.year)):
        found = re.sub(rf"(?<![0-9]){was}(?![0-9])", str(now), fact.id)
        if found != fact.id:
            return found
    return f"{fact.id}-{moved.start.year}" if stays else fact.id


def request(assessment: Assessment, before: Mapping[str, Fact]) -> tuple[Asked, ...]:
    """Every row, by topic: first what is there, then what to collect, the greatest gain first.

    Facts named in `before` are asked for: they stand in the assessment for this year's.
    """
    made = _Making(assessment, _topics(assessment))
    agenda = plan(assessment, {})
    made.add_facts(before)
    made.add_steps(agenda)
    for writing in agenda.writings:
        for each in writing.closes:
            made.add_answers(each)
    for each in agenda.barred:
        cuts = {name for cut in each.finding.requirement.needs.breakdowns for name in cut.dimensions}
        if TOPIC in cuts and not assessment.report.topics:
            made.add_row(each.finding.requirement, ((TOPIC, f"{OPEN}1"),), assessment.report.period)
    return made.sorted()


def _topics(assessment: Assessment) -> dict[str, tuple[int, str]]:
    """Where each requirement stands: its number, and the heading that it stands under."""
    found: dict[str, tuple[int, str]] = {}
    for framework in assessment.frameworks:
        for within in framework.disclosures:
            for requirement in within.disclosure.requirements:
                found[requirement.id] = (len(found), within.disclosure.topic)
    return found


NOT_ASKED = ""
"""The topic of facts that no framework of the report asks for."""


class _Making:
    """The rows while they are made."""

    def __init__(self, assessment: Assessment, topics: dict[str, tuple[int, str]]) -> None:
        self.assessment, self.topics = assessment, topics
        self.rows: list[tuple[int, Asked]] = []
        self.ids = {fact.id for fact in assessment.report.facts}

    def add_facts(self, before: Mapping[str, Fact]) -> None:
        """The facts that are there, and those asked for again."""
        serves: dict[str, list[Requirement]] = defaultdict(list)
        for framework in self.assessment.frameworks:
            for finding in framework.findings:
                for support in finding.because:
                    serves[support.fact_id].append(finding.requirement)
        for fact in self.assessment.report.facts:
            indicator = self.assessment.hub.indicators.get(fact.indicator)
            unit = self.assessment.hub.units.get(fact.unit)
            asked = Asked(
                id=fact.id,
                indicator=fact.indicator,
                answers=fact.answers,
                period=fact.period,
                dimensions=fact.dimensions,
                unit=fact.unit,
                unit_kind=unit.kind if unit else indicator.unit_kind if indicator else "",
                value_type=indicator.value_type if indicator else "quantity" if fact.unit else "text",
                basis=fact.basis,
                serves=self._in_order(serves[fact.id]),
                topic="",
                fact=fact,
                before=before.get(fact.id),
            )
            self._keep(0, asked)

    def add_steps(self, agenda: Agenda) -> None:
        """What one indicator after the other closes."""
        wanted: dict[tuple[str, FactNeed], dict[str, Requirement]] = defaultdict(dict)
        for each in agenda.opens:
            for lack in each.lacks:
                for way in lack.ways:
                    need = FactNeed(lack.period, lack.dimensions, way.basis, way.unit_kind, way.value_type)
                    wanted[way.indicator, need][each.id] = each.finding.requirement
        for number, step in enumerate(agenda.steps, start=1):
            needed = {need: wanted[step.indicator, need] for need in step.facts}
            named = {name for serves in needed.values() for name in serves}
            for each in step.closes:
                if each.id not in named:  # what others need does for it, too: any members of the same cut
                    for need in _like(each, needed):
                        needed[need][each.id] = each.finding.requirement
            for need, serves in needed.items():
                row = self._need(step.indicator, need, self._in_order(list(serves.values())))
                self._keep(number, row)

    def add_answers(self, each: Open) -> None:
        """What one requirement lacks that no indicator carries."""
        for lack in each.lacks:
            self.add_row(each.finding.requirement, lack.dimensions, lack.period)

    def add_row(
        self, requirement: Requirement, dimensions: tuple[tuple[str, str], ...], period: Period
    ) -> None:
        """One answer to one requirement."""
        kind = {"quantitative": "quantity", "yes-no": "yes-no"}.get(requirement.kind, "text")
        stem = f"{requirement.edition_id.partition(':')[2]}.{requirement.local_id}"
        asked = Asked(
            id=self._id(stem, dimensions, period),
            indicator="",
            answers=(requirement.id,),
            period=_chosen(period),
            dimensions=dimensions,
            unit=_unit((requirement,), requirement.unit_kind, self.assessment.hub),
            unit_kind=requirement.unit_kind,
            value_type=kind,
            basis="",
            serves=(requirement,),
            topic="",
        )
        self._keep(len(self.topics), asked)

    def sorted(self) -> tuple[Asked, ...]:
        """By topic, what is there first; facts of earlier years and those that serve nothing at the end."""
        start = self.assessment.report.period.start

        def key(numbered: tuple[int, tuple[int, Asked]]) -> tuple[bool, int, int, int]:
            number, (rank, asked) = numbered
            is_past = asked.fact is not None and asked.fact.period.end < start
            return is_past, self._topic_number(asked), rank, number

        ordered = sorted(enumerate(self.rows), key=key)
        return tuple(asked for _, (_, asked) in ordered)

    def _topic_number(self, asked: Asked) -> int:
        headings = list(dict.fromkeys(topic for _, topic in self.topics.values()))
        return headings.index(asked.topic) if asked.topic in headings else len(headings)

    def _need(self, indicator: str, need: FactNeed, serves: tuple[Requirement, ...]) -> Asked:
        return Asked(
            id=self._id(indicator, need.dimensions, need.period),
            indicator=indicator,
            answers=(),
            period=_chosen(need.period),
            dimensions=need.dimensions,
            unit=_unit(serves, need.unit_kind, self.assessment.hub),
            unit_kind=need.unit_kind,
            value_type=need.value_type,
            basis=need.basis if need.basis == "target" else "",
            serves=serves,
            topic="",
        )

    def _in_order(self, serves: list[Requirement]) -> tuple[Requirement, ...]:
        unique = {each.id: each for each in serves}
        return tuple(sorted(unique.values(), key=lambda each: self.topics[each.id][0]))

    def _keep(self, rank: int, asked: Asked) -> None:
        topic = self.topics[asked.serves[0].id][1] if asked.serves else NOT_ASKED
        self.rows.append((rank, replace(asked, topic=topic)))

    def _id(self, stem: str, dimensions: tuple[tuple[str, str], ...], period: Period) -> str:
        members = [
            f"{name}-{member.removeprefix(OPEN)}" if is_open(member) else member
            for name, member in dimensions
        ]
        year = "base-year" if _chosen(period) is None else period_text(period, self.assessment.report.period)
        plain = "-".join([stem, *members, year.replace("/", "_")])
        found = _unused(re.sub(r"[^A-Za-z0-9._-]+", "-", plain), self.ids)
        self.ids.add(found)
        return found


def _like(each: Open, needed: Mapping[FactNeed, object]) -> list[FactNeed]:
    """The facts of a step that are cut as a requirement asks; all of them, if none is."""
    cuts = {(lack.period, tuple(name for name, _ in lack.dimensions)) for lack in each.lacks}
    return [
        need for need in needed if (need.period, tuple(name for name, _ in need.dimensions)) in cuts
    ] or list(needed)


def _unused(wanted: str, known: set[str]) -> str:
    if wanted not in known:
        return wanted
    return next(found for n in range(2, len(known) + 3) if (found := f"{wanted}-{n}") not in known)


def _chosen(period: Period) -> Period | None:
    """The period; None for a base year, which the report chooses."""
    return None if period.start.year == BASE_YEAR_START else period


def _unit(serves: tuple[Requirement, ...], kind: str, hub: Hub) -> str:
    """The unit that is asked for by name; else the first of its kind, unless each company has its own."""
    named = [each.unit for each in serves if each.unit and each.unit in hub.units]
    fitting = [unit for unit in named if hub.units[unit].kind == kind]
    if fitting:
        return fitting[0]
    if not kind or kind.split("-")[-1] in OWN_UNITS:
        return ""
    return next((unit.id for unit in hub.units.values() if unit.kind == kind), "")


def period_text(period: Period, year: Period) -> str:
    """A period as facts.csv writes it: `2025` for a financial year that begins as the report's does.

    >>> from datetime import date
    >>> year = Period(date(2025, 1, 1), date(2025, 12, 31))
    >>> period_text(year.years_before(1), year), period_text(Period(year.end, year.end), year)
    ('2024', '2025-12-31')
    """
    begins = (year.start.month, year.start.day) == (period.start.month, period.start.day)
    next_start = Period(period.start, period.start).years_before(-1).start
    whole = next_start.toordinal() - 1 == period.end.toordinal()
    return str(period.start.year) if begins and whole else str(period)
