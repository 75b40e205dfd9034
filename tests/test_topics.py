"""Each material topic by itself: what is said of one counts for no other; the whole follows from all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from made_up import HUB, REASONS, YEAR, disclosure, fact, narrative, requirement, statement

from esgmap.assess import Evidenced, assess_disclosure, gather_evidence, index_evidence
from esgmap.coverage import Scope
from esgmap.findings import Assessment, Status
from esgmap.model import Disclosure
from esgmap.reported import Fact
from esgmap.topics import assess_by_topic
from esgmap.workspace import run

EXAMPLES = Path(__file__).parents[1] / "examples"
TOPICS = ("climate", "people")
ASKED = narrative(dimensions="topic")
FIRST, SECOND = f"{ASKED.disclosure_id}-a", f"{ASKED.disclosure_id}-b"


def evidence(*facts: Fact, topics: tuple[str, ...] = TOPICS) -> Evidenced:
    return index_evidence(facts, [], [], REASONS, Scope(YEAR, topics, HUB))


def said(fact_id: str, topic: str, *answers: str) -> Fact:
    return statement(fact_id, dimensions=f"topic={topic}" if topic else "", answers=answers or (ASKED.id,))


def statuses(asked: Disclosure, given: Evidenced) -> dict[str, Status]:
    return {topic: found[0].status for topic, found in assess_by_topic([asked], given).items()}


def test_what_is_said_of_one_topic_counts_for_no_other():
    found = assess_by_topic([disclosure(ASKED)], evidence(said("f1", "climate")))
    climate, people = found["climate"][0].findings[0], found["people"][0].findings[0]
    assert (climate.status, [each.fact_id for each in climate.because]) == (Status.MET, ["f1"])
    assert (people.status, people.because, people.near_misses) == (Status.UNMET, (), ())


def test_a_statement_about_no_topic_answers_for_none():
    assert statuses(disclosure(ASKED), evidence(said("f1", ""))) == dict.fromkeys(TOPICS, Status.UNMET)


def test_topics_stand_in_the_order_of_the_report_and_without_any_there_is_nothing():
    assert [*statuses(disclosure(ASKED), evidence(topics=("people", "climate")))] == ["people", "climate"]
    assert assess_by_topic([disclosure(ASKED)], evidence(topics=())) == {}


def test_only_what_is_asked_of_every_topic_is_judged_by_topic():
    assert assess_by_topic([disclosure(requirement(dimensions="gender"))], evidence(fact())) == {}
    assert disclosure(requirement(), ASKED).is_asked_by("topic")
    assert not disclosure(requirement()).is_asked_by("topic")


PARTS = disclosure(narrative(id=FIRST, dimensions="topic"), narrative(id=SECOND, dimensions="topic"))


@pytest.mark.parametrize("said_of", [(), ("climate",), ("people",), TOPICS])
@pytest.mark.parametrize("parts", [(FIRST,), (SECOND,), (FIRST, SECOND)])
def test_the_whole_is_met_exactly_if_each_topic_is(said_of: tuple[str, ...], parts: tuple[str, ...]):
    given = evidence(*(said(f"f-{each}", each, *parts) for each in said_of))
    whole = assess_disclosure(PARTS, given)
    each = statuses(PARTS, given)
    assert (whole.status is Status.MET) == all(status is Status.MET for status in each.values())
    for number in range(2):
        by_topic = [found[0].findings[number] for found in assess_by_topic([PARTS], given).values()]
        is_met = all(finding.status is Status.MET for finding in by_topic)
        assert (whole.findings[number].status is Status.MET) == is_met


# --- the examples ---------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=["kingsoft-cloud-2021", "quillharbour-2025"])
def assessment(request: pytest.FixtureRequest) -> Assessment:
    outcome = run(EXAMPLES / request.param)
    assert outcome.assessment
    return outcome.assessment


def test_the_examples_have_3_3_for_each_topic_and_nothing_else(assessment: Assessment):
    for framework in assessment.frameworks:
        codes = {
            topic: [each.disclosure.code for each in found] for topic, found in framework.by_topic.items()
        }
        is_gri = framework.claim.framework == "gri"
        assert codes == ({topic.id: ["3-3"] for topic in assessment.report.topics} if is_gri else {})


def test_in_the_examples_the_whole_is_met_exactly_if_each_topic_is(assessment: Assessment):
    gri = assessment.frameworks[0]
    whole = next(each for each in gri.disclosures if each.disclosure.code == "3-3")
    each = [found[0] for found in gri.by_topic.values()]
    assert (whole.status is Status.MET) == all(found.status is Status.MET for found in each)
    for place, finding in enumerate(whole.findings):
        parts = [found.findings[place] for found in each]
        assert (finding.status is Status.MET) == all(part.status is Status.MET for part in parts)
        ids = {support.fact_id for part in parts for support in part.because}
        assert ids == {support.fact_id for support in finding.because}


def test_without_what_is_said_of_one_topic_that_topic_alone_is_not_met():
    outcome = run(EXAMPLES / "quillharbour-2025")
    assert outcome.assessment
    report = outcome.assessment.report
    kept = tuple(each for each in report.facts if ("topic", "talent") not in each.dimensions)
    assert len(kept) < len(report.facts)
    gri = outcome.assessment.frameworks[0]
    given = gather_evidence(replace(report, facts=kept), outcome.assessment.hub, outcome.assessment.grounds)
    found = assess_by_topic((each.disclosure for each in gri.disclosures), given)
    told = {topic: each[0].status for topic, each in found.items()}
    assert told.pop("talent") is Status.UNMET
    assert set(told.values()) == {Status.MET}
