"""What to collect next: each step is the best there is and closes what it says; nothing is left out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lack_facts import made_fact, with_facts
from made_up import HUB, SCOPE, fact, indicator, mapping, narrative, requirement
from made_up import disclosure as made_disclosure

from esgmap.agenda import (
    OPEN_STATUSES,
    WEIGHTS,
    Agenda,
    Step,
    _Cover,
    _crossed,
    _facts,
    open_requirements,
    plan,
    weight,
)
from esgmap.assess import assess_disclosure, index_evidence
from esgmap.export.counts import count
from esgmap.findings import Assessment, DisclosureFinding, FrameworkFinding, Grounds
from esgmap.lacks import evidence_of
from esgmap.model import Disclosure, Hub, Mapping, Requirement
from esgmap.reported import Fact, FrameworkClaim
from esgmap.workspace import only, run

EXAMPLES = sorted(path.parent for path in Path(__file__).parent.parent.glob("examples/*/report.yaml"))


def facts_of(steps: Iterable[Step], hub: Hub) -> list[Fact]:
    """A fact for each fact that the steps ask for."""
    found = []
    for step in steps:
        for number, need in enumerate(step.facts):
            is_figure = need.value_type == "quantity"
            name = f"new-{step.indicator}-{number}"
            made = made_fact(name, need.period, need.dimensions, is_figure, need.unit_kind, hub)
            basis = "target" if need.basis == "target" else "measured"
            found.append(replace(made, indicator=step.indicator, basis=basis))
    return found


def reassessed(assessment: Assessment, steps: Iterable[Step]) -> list[DisclosureFinding]:
    """Every disclosure after the steps have been taken."""
    evidence = with_facts(evidence_of(assessment), facts_of(steps, assessment.hub))
    return [
        assess_disclosure(found.disclosure, evidence)
        for framework in assessment.frameworks
        for found in framework.disclosures
    ]


def open_ids(disclosures: Iterable[DisclosureFinding]) -> set[str]:
    """The requirements that are unmet or partial."""
    return {
        finding.requirement.id
        for found in disclosures
        for finding in found.findings
        if finding.status in OPEN_STATUSES
    }


def open_disclosures(disclosures: Iterable[DisclosureFinding]) -> set[str]:
    """The disclosures that are unmet or partial."""
    return {found.disclosure.id for found in disclosures if found.status in OPEN_STATUSES}


def assert_steps_close_what_they_say(assessment: Assessment, agenda: Agenda, numbers: Iterable[int]) -> None:
    """After the first k steps exactly what they say is closed and completed."""
    before = [found for framework in assessment.frameworks for found in framework.disclosures]
    for number in numbers:
        steps = agenda.steps[:number]
        after = reassessed(assessment, steps)
        closed = {each.id for step in steps for each in step.closes}
        assert open_ids(before) - open_ids(after) == closed
        assert open_ids(after) <= open_ids(before)
        completed = {each.disclosure.id for step in steps for each in step.completes}
        assert open_disclosures(before) - open_disclosures(after) == completed
        if steps:
            assert steps[-1].closed_so_far == len(closed)


# --- the example ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def agenda(assessment: Assessment) -> Agenda:
    """The agenda of the example, every indicator costing the same."""
    return plan(assessment, {})


def test_the_totals_are_those_of_the_gap_report(assessment: Assessment, agenda: Agenda):
    counts = [count(framework.findings) for framework in assessment.frameworks]
    assert len(agenda.opens) == sum(each["unmet"] + each["partial"] for each in counts)
    closed = [each.id for step in agenda.steps for each in step.closes]
    written = [each.id for writing in agenda.writings for each in writing.closes]
    barred = [each.id for each in agenda.barred]
    assert sorted([*closed, *written, *barred]) == sorted(each.id for each in agenda.opens)
    assert closed
    assert written
    last = agenda.writings[-1].closed_so_far
    assert last == len(closed) + len(written)


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda path: path.name)
def test_the_first_steps_close_what_they_say(folder: Path):
    assessment = run(folder).assessment
    assert assessment
    agenda = plan(assessment, {})
    assert agenda.steps
    numbers = [0, 1, 2, 3, 5, 10, 20, 50, len(agenda.steps)]
    assert_steps_close_what_they_say(assessment, agenda, numbers)


def test_what_is_cheapest_closes_what_it_says(assessment: Assessment, agenda: Agenda):
    before = {each.id for each in agenda.opens}
    assert len(agenda.cheapest) == 5
    for step in agenda.cheapest:
        after = open_ids(reassessed(assessment, [step]))
        assert before - after == {each.id for each in step.closes}
        assert len(step.facts) == min(len(each.facts) for each in agenda.steps)


def test_one_framework_alone_counts_alone(assessment: Assessment):
    hkex = only(assessment, "hkex")
    agenda = plan(hkex, {})
    assert {each.framework for each in agenda.opens} == {"hkex"}
    assert len(agenda.opens) < len(open_requirements(assessment, evidence_of(assessment)))
    assert_steps_close_what_they_say(hkex, agenda, [1, len(agenda.steps)])


def test_a_great_effort_moves_an_indicator_down(assessment: Assessment, agenda: Agenda):
    first = agenda.steps[0].indicator
    dear = plan(assessment, {first: Decimal(1000)})
    assert dear.steps[0].indicator == agenda.steps[1].indicator
    assert next(step.effort for step in dear.steps if step.indicator == first) == 1000


def test_the_same_in_the_same_order_however_the_mappings_stand(assessment: Assessment, agenda: Agenda):
    turned = replace(assessment.grounds, mappings=assessment.grounds.mappings[::-1])
    again = plan(replace(assessment, grounds=turned), {})
    assert [step.indicator for step in again.steps] == [step.indicator for step in agenda.steps]


# --- made-up reports ------------------------------------------------------------------------------

NAMES = ("use", "more", "less", "other")
MANY = replace(HUB, indicators={name: indicator(name) for name in NAMES})


def made_assessment(
    assessment: Assessment, disclosures: list[Disclosure], mappings: list[Mapping], facts: list[Fact]
) -> Assessment:
    """An assessment of made-up disclosures."""
    report = replace(assessment.report, facts=tuple(facts), omissions=(), period=SCOPE.period)
    evidence = index_evidence(facts, mappings, [], {}, replace(SCOPE, hub=MANY))
    found = tuple(assess_disclosure(each, evidence) for each in disclosures)
    claim = FrameworkClaim("made", "voluntary", ("made:up-2021",), "", "")
    framework = FrameworkFinding(claim, (), found)
    topics = tuple(replace(report.topics[0], id=name) for name in SCOPE.topics)
    return replace(
        assessment,
        report=replace(report, topics=topics),
        hub=MANY,
        frameworks=(framework,),
        grounds=Grounds(tuple(mappings)),
    )


def part(number: int, item: int, **changes: Any) -> Requirement:
    """A requirement of the disclosure with this number."""
    make = narrative if changes.get("kind") == "narrative" else requirement
    disclosure_id = f"made:up-2021/X{number}"
    return make(id=f"{disclosure_id}-{item}", disclosure_id=disclosure_id, parent_id=disclosure_id, **changes)


def whole(number: int, *items: Requirement, obligation: str = "voluntary") -> Disclosure:
    """A disclosure with this number."""
    made = made_disclosure(*items, code=f"X{number}", obligation=obligation)
    return replace(made, id=f"made:up-2021/X{number}")


@st.composite
def made_cases(draw: st.DrawFn) -> tuple[list[Disclosure], list[Mapping], list[Fact]]:
    """Some disclosures of some requirements, each mapped to some indicators, and some facts."""
    cuts = ["", "", "gender", "total;region", "level*gender", "gender=male"]
    predicates = ["exact", "exact", "close", "narrow", "broad"]
    disclosures, mappings = [], []
    for number in range(draw(st.integers(1, 4))):
        # What is not asked and silent would begin to count as soon as a part of it is reported.
        obligation = draw(st.sampled_from([each for each in WEIGHTS if each != "not-required"]))
        items = []
        for item in range(draw(st.integers(1, 4))):
            made = part(
                number,
                item,
                dimensions=draw(st.sampled_from(cuts)),
                kind=draw(st.sampled_from(["quantitative", "narrative"])),
                condition=draw(st.sampled_from(["", "", "if applicable"])),
                obligation=obligation,
            )
            items.append(made)
            for name in draw(st.lists(st.sampled_from(NAMES), max_size=3, unique=True)):
                predicate = f"skos:{draw(st.sampled_from(predicates))}Match"
                mappings.append(mapping(subject_id=made.id, object_id=name, predicate_id=predicate))
        disclosures.append(whole(number, *items, obligation=obligation))
    members = ["", "gender=male", "region=north", "level=top;gender=female"]
    names = draw(st.lists(st.sampled_from(NAMES), max_size=4))
    facts = [
        fact(f"f{number}", indicator=name, dimensions=draw(st.sampled_from(members)))
        for number, name in enumerate(names)
    ]
    return disclosures, mappings, facts


efforts_given = st.dictionaries(
    st.sampled_from(NAMES), st.sampled_from([Decimal("0.5"), Decimal(2), Decimal(7)]), max_size=3
)


@given(made_cases(), efforts_given)
def test_steps_of_any_report_close_what_they_say(
    assessment: Assessment,
    case: tuple[list[Disclosure], list[Mapping], list[Fact]],
    efforts: dict[str, Decimal],
):
    made = made_assessment(assessment, *case)
    agenda = plan(made, efforts)
    assert_steps_close_what_they_say(made, agenda, range(len(agenda.steps) + 1))
    counts = [each.closed_so_far for each in (*agenda.steps, *agenda.writings)]
    assert counts == sorted(set(counts))
    closed = sum(len(step.closes) for step in agenda.steps)
    written = sum(len(each.closes) for each in agenda.writings)
    assert closed + written + len(agenda.barred) == len(agenda.opens)


@settings(max_examples=25)
@given(made_cases(), efforts_given)
def test_each_step_is_the_best_there_is(
    assessment: Assessment,
    case: tuple[list[Disclosure], list[Mapping], list[Fact]],
    efforts: dict[str, Decimal],
):
    made = made_assessment(assessment, *case)
    agenda = plan(made, efforts)
    taken: list[Step] = []
    for step in agenda.steps:
        now = with_steps(made, taken)
        scores = {name: Fraction(gain(now, name)) / Fraction(efforts.get(name, 1)) for name in NAMES}
        assert step.indicator == min(scores, key=lambda name: (-scores[name], name))
        assert step.gain == gain(now, step.indicator) > 0
        taken.append(step)
    assert all(gain(with_steps(made, taken), name) == 0 for name in NAMES)


def with_steps(made: Assessment, steps: list[Step]) -> Assessment:
    """The assessment after these steps."""
    found = tuple(reassessed(made, steps))
    facts = (*made.report.facts, *facts_of(steps, made.hub))
    framework = replace(made.frameworks[0], disclosures=found)
    return replace(made, report=replace(made.report, facts=facts), frameworks=(framework,))


def gain(made: Assessment, name: str) -> int:
    """What collecting an indicator gains, found out by collecting it."""
    evidence = evidence_of(made)
    serves = [each for each in open_requirements(made, evidence) if name in each.indicators]
    cover = _Cover(evidence, _crossed(made, evidence), {})
    step = Step(name, Decimal(1), 0, _facts(name, serves, cover), (), (), 0)
    evidence = with_facts(evidence, facts_of([step], made.hub))
    total = 0
    for before in made.frameworks[0].disclosures:
        after = assess_disclosure(before.disclosure, evidence)
        closed = open_ids([before]) - open_ids([after])
        items = [each for each in before.disclosure.requirements if each.id in closed]
        total += sum(WEIGHTS[each.obligation] // (2 if each.condition else 1) for each in items)
        completed = before.status in OPEN_STATUSES and after.status not in OPEN_STATUSES
        total += WEIGHTS[before.disclosure.obligation] if completed else 0
    return total


def needed(agenda: Agenda) -> list[str]:
    """The dimensions of the facts of the first step."""
    return [";".join("=".join(pair) for pair in need.dimensions) for need in agenda.steps[0].facts]


def test_what_one_requirement_needs_does_for_another(assessment: Assessment):
    items = [part(0, 0, dimensions="region=north;gender"), part(0, 1, dimensions="region")]
    items += [part(0, 2, dimensions="region*gender"), part(0, 3, dimensions="total;region")]
    rows = [mapping(subject_id=each.id) for each in items]
    made = made_assessment(assessment, [whole(0, *items)], rows, [fact(dimensions="region=south")])
    agenda = plan(made, {})
    assert_steps_close_what_they_say(made, agenda, [1])
    assert needed(agenda) == [
        "gender=male;region=north",
        "gender=female;region=north",
        "",
        "region=*1",
        "gender=male;region=*1",
        "gender=female;region=*1",
    ]


def test_what_binds_comes_first(assessment: Assessment):
    items = [part(0, 0, obligation="voluntary"), part(1, 0, obligation="mandatory")]
    disclosures = [whole(0, items[0]), whole(1, items[1], obligation="mandatory")]
    rows = [
        mapping(subject_id=each.id, object_id=name) for each, name in zip(items, ("less", "use"), strict=True)
    ]
    agenda = plan(made_assessment(assessment, disclosures, rows, []), {})
    assert [(step.indicator, step.gain) for step in agenda.steps] == [("use", 128), ("less", 8)]
    assert [[each.disclosure.code for each in step.completes] for step in agenda.steps] == [["X1"], ["X0"]]


def test_equal_gains_are_in_the_order_of_the_ids(assessment: Assessment):
    items = [part(number, 0) for number in range(4)]
    rows = [mapping(subject_id=each.id, object_id=name) for each, name in zip(items, NAMES, strict=True)]
    disclosures = [whole(number, each) for number, each in enumerate(items)]
    agenda = plan(made_assessment(assessment, disclosures, rows, []), {})
    assert [step.indicator for step in agenda.steps] == sorted(NAMES)


def test_any_one_alternative_closes_a_requirement(assessment: Assessment):
    item = part(0, 0)
    rows = [mapping(subject_id=item.id, object_id=name) for name in NAMES]
    agenda = plan(made_assessment(assessment, [whole(0, item)], rows, []), {})
    assert [step.indicator for step in agenda.steps] == ["less"]


def test_a_part_that_would_only_be_reported_in_part_is_not_counted(assessment: Assessment):
    item = part(0, 0)
    rows = [mapping(subject_id=item.id, predicate_id="skos:narrowMatch")]
    agenda = plan(made_assessment(assessment, [whole(0, item)], rows, []), {})
    assert agenda.steps == ()
    assert [each.id for each in agenda.writings[0].closes] == [item.id]
    assert agenda.writings[0].completes


def test_what_no_fact_can_close_is_listed_apart(assessment: Assessment):
    item = part(0, 0, dimensions="colour")
    agenda = plan(made_assessment(assessment, [whole(0, item)], [mapping(subject_id=item.id)], []), {})
    assert (agenda.steps, agenda.writings) == ((), ())
    assert [each.id for each in agenda.barred] == [item.id]


def test_the_weights_are_in_the_order_of_the_obligations():
    weights = list(WEIGHTS.values())
    assert weights == sorted(weights, reverse=True)
    assert [weight("voluntary"), weight("voluntary", True), weight("unheard-of")] == [4, 2, 2]
