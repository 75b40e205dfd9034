"""A material topic gives an edition or a disclosure that the report is not checked against.

The index sets each disclosure under the topic that report.yaml gives it to. A name that fits nothing would
leave the topic without what the report says of it (GRI 1: 2021, requirement 5).
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from esgmap.checks.subject import Subject
from esgmap.model import Disclosure, Problem, Severity, Source
from esgmap.reported import TOPIC, MaterialTopic

CODE = "unknown-topic-disclosure"
Known = dict[str, Disclosure]


def check(subject: Subject) -> Iterator[Problem]:
    """Yield one problem for each id of a topic that is no edition or disclosure in the scope."""
    editions = subject.catalogue.editions.values()
    known = {each.id: each for edition in editions for each in edition.disclosures}
    for topic in subject.report.topics:
        for named in topic.disclosures:
            if named.id not in subject.catalogue.editions and named.id not in known:
                yield _unknown(subject, named.id, f"topic `{topic.id}`", known, named.source)
        yield from _sector_refs(subject, topic, known)


def _sector_refs(subject: Subject, topic: MaterialTopic, known: Known) -> Iterator[Problem]:
    """Numbers of disclosures that do not exist, or that are not given for the topic."""
    where = f"`sector_refs` of topic `{topic.id}`"
    for ref in topic.sector_refs:
        found = known.get(ref.disclosure_id)
        if found is None:
            yield _unknown(subject, ref.disclosure_id, where, known, ref.source)
        elif not topic.names(found.id) and not found.is_asked_by(TOPIC):
            message = f"`{found.id}`, named by {where}, is none of the disclosures of that topic"
            hint = "add it, or its edition, to `disclosures` of the topic"
            yield Problem(CODE, Severity.ERROR, message, hint, ref.source)


def _unknown(subject: Subject, written: str, where: str, known: Known, source: Source) -> Problem:
    message = f"`{written}`, named by {where}, is no edition or disclosure that the report is checked against"
    return Problem(CODE, Severity.ERROR, message, _hint(subject, written, known), source)


def _hint(subject: Subject, written: str, known: Known) -> str:
    edition = written.partition("/")[0]
    outside = [each for each in subject.known_editions if edition in {each, each.split(":", 1)[1]}]
    if outside and outside[0] not in subject.catalogue.editions:
        return f"add the edition {outside[0]} to report.yaml, or take it out of the topic"
    owners = [each.id for each in known.values() if any(item.id == written for item in each.items)]
    if owners:
        return f"name the whole disclosure, {owners[0]}"
    same = [each.id for each in known.values() if written in {each.code, each.id.split("/", 1)[1]}]
    if same:
        return f"write {' or '.join(same)}"
    inside = [each for each in known if each.startswith(f"{edition}/")]
    near = difflib.get_close_matches(written, inside or [*subject.catalogue.editions, *known], 3, 0.6)
    if near:
        return f"nearest: {', '.join(near)}"
    return "write an edition id, as gri-302-2016, or one disclosure of it, as gri-302-2016/302-1"
