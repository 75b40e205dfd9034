"""The order of a GRI content index, by its claim: general disclosures, material topics, the rest.

Under a claim of accordance each material topic has its own 3-3 and the disclosures that the report gives for
it; under one of reference only what is reported stands in the index. What else was checked stands below, so
that every requirement has its row once. Knows no workbook.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from esgmap.export.claim_wording import sector_text
from esgmap.export.workbook_lines import Line, disclosure_lines
from esgmap.findings import DisclosureFinding, FrameworkFinding, Status
from esgmap.model import Edition
from esgmap.reported import TOPIC, FrameworkClaim, MaterialTopic, Report

GENERAL = "General disclosures"
MATERIAL = "Material topics"
TOPIC_OF = "Material topic: {label}"
FURTHER = "Further disclosures reported, which the report gives for no material topic"
SECTOR = "Topics in the applicable GRI Sector Standards determined as not material"
OUTSIDE = "Checked and not reported: no part of the index"
TOGETHER = "{codes} over all material topics together: for the counts, no part of the index"
REPORTED = "Reported, in full or in part"
GENERAL_TITLE = "General Disclosures"
"""The official title of GRI 2 of 2021, and of GRI 102 of 2016 before it."""
ANSWERED = frozenset({Status.MET, Status.PARTIAL})
NAMED = ANSWERED | {Status.EXPLAINED, Status.RELIEF}


def in_accordance_lines(framework: FrameworkFinding, report: Report) -> Iterator[Line]:
    """The index of a report in accordance with the GRI Standards of 2021."""
    return _lines(framework, report, _sector_lines(framework.claim))


def omission_lines(framework: FrameworkFinding, report: Report) -> Iterator[Line]:
    """The same without Sector Standards, which other claims do not know."""
    return _lines(framework, report, iter(()))


def with_reference_lines(framework: FrameworkFinding, _: Report) -> Iterator[Line]:
    """What is reported at least in part; below, what was checked and is not: nobody shall over-claim."""
    reported = [each for each in framework.disclosures if _has(each, ANSWERED)]
    if reported:
        yield Line("heading", REPORTED)
    for found in reported:
        yield from disclosure_lines(found)
    yield from _outside(OUTSIDE, (each for each in framework.disclosures if not _has(each, ANSWERED)))


def _lines(framework: FrameworkFinding, report: Report, sector: Iterator[Line]) -> Iterator[Line]:
    together = [each for each in framework.disclosures if _is_judged_by_topic(each, framework)]
    general = _of_editions(framework, {each.id for each in framework.editions if each.title == GENERAL_TITLE})
    material = _of_editions(framework, _material(framework.editions))
    first = [each for each in material if each not in together]
    yield from _group(GENERAL, general)
    yield from _group(MATERIAL, first, is_told=bool(report.topics))
    placed = {each.disclosure.id: GENERAL for each in general}
    placed |= {each.disclosure.id: MATERIAL for each in material}
    for topic in report.topics:
        yield from _topic_lines(topic, framework, placed)
    rest = [each for each in framework.disclosures if each.disclosure.id not in placed]
    yield from _rest([each for each in rest if _has(each, NAMED)], report)
    yield from sector
    yield from _outside(OUTSIDE, (each for each in rest if not _has(each, NAMED)))
    codes = ", ".join(each.disclosure.code for each in together)
    yield from _outside(TOGETHER.format(codes=codes), together)


def _has(found: DisclosureFinding, statuses: frozenset[Status]) -> bool:
    return any(finding.status in statuses for finding in found.findings)


def _is_judged_by_topic(found: DisclosureFinding, framework: FrameworkFinding) -> bool:
    ids = {each.disclosure.id for of_topic in framework.by_topic.values() for each in of_topic}
    return found.disclosure.id in ids


def _material(editions: Iterable[Edition]) -> set[str]:
    """The editions that ask something of every material topic: GRI 3, and GRI 103 of 2016 before it."""
    return {each.id for each in editions if any(row.is_asked_by(TOPIC) for row in each.disclosures)}


def _of_editions(framework: FrameworkFinding, ids: set[str]) -> list[DisclosureFinding]:
    return [each for each in framework.disclosures if each.disclosure.edition_id in ids]


def _group(heading: str, disclosures: Iterable[DisclosureFinding], is_told: bool = False) -> Iterator[Line]:
    """A heading with its disclosures; without any only if it is told all the same."""
    found = list(disclosures)
    if found or is_told:
        yield Line("heading", heading)
    for each in found:
        yield from disclosure_lines(each)


def _outside(heading: str, disclosures: Iterable[DisclosureFinding]) -> Iterator[Line]:
    found = list(disclosures)
    if found:
        yield Line("heading", heading, is_outside=True)
    for each in found:
        yield from disclosure_lines(each, is_outside=True)


def _topic_lines(topic: MaterialTopic, framework: FrameworkFinding, placed: dict[str, str]) -> Iterator[Line]:
    """A material topic: what is asked of each topic, then the disclosures given for it.

    A disclosure that stands elsewhere already is referred to; `placed` says where each stands.
    """
    heading = TOPIC_OF.format(label=topic.label)
    yield Line("subheading", heading)
    for found in framework.by_topic.get(topic.id, ()):
        yield from disclosure_lines(found, topic=topic.id, under=topic.id)
    judged = {each.disclosure.id for each in framework.by_topic.get(topic.id, ())}
    for found in framework.disclosures:
        row_id = found.disclosure.id
        if not topic.names(row_id) or row_id in judged:
            continue
        if row_id in placed:
            yield _reference(found, topic, placed[row_id])
        else:
            placed[row_id] = heading
            yield from disclosure_lines(found, under=topic.id)


def _reference(found: DisclosureFinding, topic: MaterialTopic, place: str) -> Line:
    disclosure = found.disclosure
    name = f"{disclosure.code} {disclosure.title}"
    number = topic.sector_number(disclosure.id)
    own = (disclosure.topic, name, f"See above, under “{place}”", "", "", "", number)
    return Line("reference", found=found, topic=topic.id, under=topic.id, own=own)


def _rest(reported: list[DisclosureFinding], report: Report) -> Iterator[Line]:
    """Reported disclosures that no topic has: together, or by standard if no topic says what it has."""
    if any(topic.disclosures for topic in report.topics):
        yield from _group(FURTHER, reported)
        return
    for name in dict.fromkeys(each.disclosure.topic for each in reported):
        yield from _group(name, (each for each in reported if each.disclosure.topic == name))


def _sector_lines(claim: FrameworkClaim) -> Iterator[Line]:
    """The topics of the Sector Standards that the report judges not material, each with its explanation."""
    yield Line("heading", SECTOR)
    found = [(standard.title, each) for standard in claim.sector_standards for each in standard.not_material]
    names = Counter[str]()
    for title, each in found:
        name = f"{title}/{each.topic}"
        names[name] += 1
        key = f"{claim.framework}:sector/{name}" + (f" ({names[name]})" if names[name] > 1 else "")
        yield Line("note", own=(title, each.topic, "", "", "", each.explanation), key=key)
    if not found:
        told = "None named by the report" if claim.sector_standards else sector_text(claim)
        yield Line("note", own=("", told), key=f"{claim.framework}:sector/none")
