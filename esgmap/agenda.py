"""What to collect next: the indicators that would close most requirements, those that bind first.

Comes in: an assessment and, if there is one, a table of efforts. Goes out: an `Agenda`. A pure function: a
greedy weighted set cover, in which each step takes the indicator that closes most for its effort. A
requirement is closed when it would be met; one that would only be reported in part is not counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from esgmap.assess import Evidenced
from esgmap.findings import Assessment, DisclosureFinding, Finding, Lack, Status, Way
from esgmap.lacks import Cut, evidence_of, is_open, lacks_of, ways_of
from esgmap.model import Period

WEIGHTS = {
    "mandatory": 64,
    "comply-or-explain": 32,
    "by-claim": 16,
    "recommended": 8,
    "voluntary": 4,
    "not-required": 2,
}
"""What closing a requirement, or completing a disclosure, weighs; a part that the standard softens: half."""

OPEN_STATUSES = frozenset({Status.UNMET, Status.PARTIAL})
CHEAPEST = 5


@dataclass(frozen=True, slots=True)
class Open:
    """A requirement that is not reported, or in part only, and what would close it."""

    framework: str
    within: DisclosureFinding
    finding: Finding
    lacks: tuple[Lack, ...]

    @property
    def id(self) -> str:
        """The requirement's id."""
        return self.finding.requirement.id

    @property
    def indicators(self) -> tuple[str, ...]:
        """The indicators of which any one alone would close it; none if facts must name the requirement."""
        return () if self.is_barred else tuple(way.indicator for way in self.lacks[0].ways)

    @property
    def is_barred(self) -> bool:
        """Whether no new fact alone can close it."""
        return any(lack.kind == "barrier" for lack in self.lacks)


@dataclass(frozen=True, slots=True)
class FactNeed:
    """One fact to collect; members `*1`, `*2` … are the report's own choice."""

    period: Period
    dimensions: tuple[tuple[str, str], ...]
    basis: str
    unit_kind: str
    value_type: str


@dataclass(frozen=True, slots=True)
class Step:
    """One indicator to collect: what it takes, what it newly closes and completes, how far one is then."""

    indicator: str
    effort: Decimal
    gain: int
    facts: tuple[FactNeed, ...]
    closes: tuple[Open, ...]
    completes: tuple[DisclosureFinding, ...]
    closed_so_far: int


@dataclass(frozen=True, slots=True)
class Writing:
    """What no indicator closes in one disclosure: each requirement needs an answer of its own."""

    framework: str
    within: DisclosureFinding
    gain: int
    closes: tuple[Open, ...]
    completes: bool
    closed_so_far: int


@dataclass(frozen=True, slots=True)
class Agenda:
    """What is open, and in which order to close it.

    `cheapest` are the steps that take the least effort and the fewest facts, each counted by itself.
    `barred` are those that no new fact alone can close.
    """

    opens: tuple[Open, ...]
    steps: tuple[Step, ...]
    cheapest: tuple[Step, ...]
    writings: tuple[Writing, ...]
    barred: tuple[Open, ...]


def plan(assessment: Assessment, efforts: Mapping[str, Decimal]) -> Agenda:
    """Rank what to collect; an indicator without an effort counts as 1."""
    evidence = evidence_of(assessment)
    opens = open_requirements(assessment, evidence)
    served: dict[str, list[Open]] = defaultdict(list)
    for each in opens:
        for indicator in each.indicators:
            served[indicator].append(each)
    cover = _Cover(evidence, _crossed(assessment, evidence), _blocking(opens))
    steps, after = _greedy(served, efforts, cover)
    alone = [_step(name, served[name], efforts, cover) for name in sorted(served)]
    alone.sort(key=lambda step: (step.effort, len(step.facts), -step.gain, step.indicator))
    return Agenda(
        opens=opens,
        steps=steps,
        cheapest=tuple(alone[:CHEAPEST]),
        writings=_writings([each for each in opens if not each.indicators and not each.is_barred], after),
        barred=tuple(each for each in opens if each.is_barred),
    )


def open_requirements(assessment: Assessment, evidence: Evidenced) -> tuple[Open, ...]:
    """Every requirement that `gaps` counts as unmet or partial, in its order."""
    return tuple(
        Open(framework.claim.framework, within, finding, lacks_of(finding, evidence))
        for framework in assessment.frameworks
        for within in framework.disclosures
        for finding in within.findings
        if finding.status in OPEN_STATUSES
    )


def weight(obligation: str, is_softened: bool = False) -> int:
    """What closing a requirement or completing a disclosure of this obligation weighs."""
    full = WEIGHTS.get(obligation, min(WEIGHTS.values()))
    return full // 2 if is_softened else full


# --- the greedy cover -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Crossed:
    """A requirement that crosses dimensions: a new member of one lacks all members of the other."""

    finding: Finding
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class _Cover:
    """How far one is: what keeps each disclosure from being complete, what is closed, what is completed."""

    evidence: Evidenced
    crossed: dict[str, list[_Crossed]]
    blocking: dict[str, frozenset[str]]
    closed: frozenset[str] = frozenset()
    completed: frozenset[str] = frozenset()
    collected: frozenset[tuple[str, FactNeed]] = frozenset()

    def guarded(self, indicator: str) -> Iterator[_Crossed]:
        """What is whole so far, and facts of this indicator could make incomplete again."""
        for each in self.crossed.get(indicator, ()):
            if each.finding.status is Status.MET or each.finding.requirement.id in self.closed:
                yield each

    def new(self, opens: Iterable[Open]) -> tuple[Open, ...]:
        """Those that are still open."""
        return tuple(each for each in opens if each.id not in self.closed)

    def completes(self, closes: Iterable[Open]) -> tuple[DisclosureFinding, ...]:
        """The disclosures that would be whole if these were closed too."""
        closes = tuple(closes)
        closed = self.closed | {each.id for each in closes}
        touched = {each.within.disclosure.id: each.within for each in closes}
        return tuple(
            within
            for disclosure_id, within in touched.items()
            if within.status in OPEN_STATUSES
            and disclosure_id not in self.completed
            and self.blocking[disclosure_id] <= closed
        )

    def after(self, step: Step | Writing) -> _Cover:
        """The cover with a step taken."""
        done = {each.disclosure.id for each in self.completes(step.closes)}
        return replace(
            self,
            closed=self.closed | {each.id for each in step.closes},
            completed=self.completed | done,
            collected=self.collected | _collected(step),
        )


def _collected(step: Step | Writing) -> set[tuple[str, FactNeed]]:
    return {(step.indicator, need) for need in step.facts} if isinstance(step, Step) else set()


def _crossed(assessment: Assessment, evidence: Evidenced) -> dict[str, list[_Crossed]]:
    """By indicator, the requirements that cross dimensions and that it would answer in full."""
    found: dict[str, list[_Crossed]] = defaultdict(list)
    for framework in assessment.frameworks:
        for finding in framework.findings:
            cuts = finding.requirement.needs.breakdowns
            if any(len(each.dimensions) > 1 for each in cuts):
                ways = ways_of(finding.requirement, evidence)
                for way in ways:
                    found[way.indicator].append(_Crossed(finding, ways))
    return found


def _blocking(opens: Iterable[Open]) -> dict[str, frozenset[str]]:
    """By disclosure, the open requirements that lower its status."""
    found: dict[str, set[str]] = {}
    for each in opens:
        lowering = found.setdefault(each.within.disclosure.id, set())
        if each.finding.lowers:
            lowering.add(each.id)
    return {key: frozenset(ids) for key, ids in found.items()}


def _greedy(
    served: Mapping[str, list[Open]], efforts: Mapping[str, Decimal], cover: _Cover
) -> tuple[tuple[Step, ...], _Cover]:
    by_disclosure: dict[str, set[str]] = defaultdict(set)
    for name, serves in served.items():
        for each in serves:
            by_disclosure[each.within.disclosure.id].add(name)
    scores = {name: _score(name, served[name], efforts, cover) for name in sorted(served)}
    steps = []
    while scores:
        best = min(scores, key=lambda name: (-scores[name], name))
        step = _step(best, served[best], efforts, cover)
        steps.append(step)
        cover = cover.after(step)
        # Only what serves the same disclosures can now close less, or complete more.
        for name in set().union(*(by_disclosure[each.within.disclosure.id] for each in step.closes)):
            scores[name] = _score(name, served[name], efforts, cover)
        scores = {name: score for name, score in scores.items() if score}
    return tuple(steps), cover


def _score(indicator: str, serves: list[Open], efforts: Mapping[str, Decimal], cover: _Cover) -> Fraction:
    """What an indicator would now gain for each unit of effort; 0 if everything it serves is closed."""
    closes = cover.new(serves)
    return Fraction(_gain(closes, cover.completes(closes))) / Fraction(efforts.get(indicator, Decimal(1)))


def _gain(closes: Iterable[Open], completes: Iterable[DisclosureFinding]) -> int:
    closing = sum(
        weight(each.finding.requirement.obligation, bool(each.finding.requirement.condition))
        for each in closes
    )
    return closing + sum(weight(within.disclosure.obligation) for within in completes)


def _step(indicator: str, serves: list[Open], efforts: Mapping[str, Decimal], cover: _Cover) -> Step:
    closes = cover.new(serves)
    completes = cover.completes(closes)
    return Step(
        indicator=indicator,
        effort=efforts.get(indicator, Decimal(1)),
        gain=_gain(closes, completes),
        facts=_facts(indicator, closes, cover),
        closes=closes,
        completes=completes,
        closed_so_far=len(cover.closed) + len(closes),
    )


def _facts(indicator: str, closes: Sequence[Open], cover: _Cover) -> tuple[FactNeed, ...]:
    """Each fact that the requirements need under the indicator, once; members of one's own choice at last.

    What one requirement needs may do for another, or make a crossed one incomplete; so each is asked again
    what it lacks beside the rest, until nothing is lacking.
    """
    needs = [need for each in closes for need in _needs(indicator, each.lacks)]
    found = {need: None for need in needs if not any(is_open(member) for _, member in need.dimensions)}
    cut = [(each.finding, each.lacks[0].ways) for each in closes if each.finding.requirement.needs.breakdowns]
    cut += [(each.finding, each.ways) for each in cover.guarded(indicator)]
    size = -1
    while len(found) > size:
        size = len(found)
        for finding, ways in cut:
            coming = _coming(ways, {*cover.collected, *((indicator, need) for need in found)})
            found |= dict.fromkeys(_needs(indicator, lacks_of(finding, cover.evidence, coming)))
    return tuple(found)


def _coming(ways: Iterable[Way], collected: Iterable[tuple[str, FactNeed]]) -> frozenset[Cut]:
    """Of the facts to come, those that would count in full."""
    fitting = {(way.indicator, way.basis, way.unit_kind, way.value_type) for way in ways}
    return frozenset(
        (need.period, need.dimensions)
        for name, need in collected
        if (name, need.basis, need.unit_kind, need.value_type) in fitting
    )


def _needs(indicator: str, lacks: Iterable[Lack]) -> list[FactNeed]:
    return [
        FactNeed(lack.period, lack.dimensions, way.basis, way.unit_kind, way.value_type)
        for lack in lacks
        for way in lack.ways
        if way.indicator == indicator
    ]


# --- what no indicator closes ---------------------------------------------------------------------


def _writings(opens: Iterable[Open], cover: _Cover) -> tuple[Writing, ...]:
    """By disclosure, the heaviest for each answer first; counted on from where the indicators end."""
    grouped: dict[str, list[Open]] = defaultdict(list)
    for each in opens:
        grouped[each.within.disclosure.id].append(each)
    order = {disclosure_id: number for number, disclosure_id in enumerate(grouped)}
    ranked = sorted(
        (_writing(tuple(each), cover) for each in grouped.values()),
        key=lambda found: (-Fraction(found.gain, len(found.closes)), order[found.within.disclosure.id]),
    )
    counted = []
    for found in ranked:
        counted.append(_writing(found.closes, cover))
        cover = cover.after(found)
    return tuple(counted)


def _writing(closes: tuple[Open, ...], cover: _Cover) -> Writing:
    completes = cover.completes(closes)
    within = closes[0].within
    total = len(cover.closed) + len(closes)
    return Writing(closes[0].framework, within, _gain(closes, completes), closes, bool(completes), total)
