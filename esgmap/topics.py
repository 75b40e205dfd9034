"""Each material topic by itself: what is asked once for every one of them is judged for each alone.

The engine knows no standard here: whatever a requirement wants broken down by the dimension `topic` is asked
of each topic. A topic's own finding rests on what is said of that topic, and of nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from esgmap.assess import Evidenced, assess_disclosure
from esgmap.findings import DisclosureFinding
from esgmap.model import Disclosure
from esgmap.reported import TOPIC, Fact


def assess_by_topic(
    disclosures: Iterable[Disclosure], evidence: Evidenced
) -> dict[str, tuple[DisclosureFinding, ...]]:
    """For each material topic, the disclosures that are asked of every topic, judged for it alone."""
    asked = [each for each in disclosures if each.is_asked_by(TOPIC)]
    if not asked:
        return {}
    return {
        topic: tuple(assess_disclosure(each, _of_topic(topic, asked, evidence)) for each in asked)
        for topic in evidence.scope.topics
    }


def _of_topic(topic: str, asked: list[Disclosure], evidence: Evidenced) -> Evidenced:
    """What the report offers for these disclosures, without what it says of other topics."""
    ids = [requirement.id for each in asked for requirement in each.requirements]
    indicators = {mapping.object_id for each in ids for mapping in evidence.mappings.get(each, ())}
    return replace(
        evidence,
        by_answer={each: _kept(evidence.by_answer.get(each, ()), topic) for each in ids},
        by_indicator={each: _kept(evidence.by_indicator.get(each, ()), topic) for each in indicators},
        scope=replace(evidence.scope, topics=(topic,)),
    )


def _kept(facts: Iterable[Fact], topic: str) -> list[Fact]:
    return [fact for fact in facts if dict(fact.dimensions).get(TOPIC, topic) == topic]
