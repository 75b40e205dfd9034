"""In which order, under which headings, the lines of an index stand: each standard's own.

Comes in: what was found for one framework. Goes out: its lines. Knows no workbook.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from esgmap.export.claim_wording import index_head
from esgmap.export.workbook_lines import Line, disclosure_lines
from esgmap.export.workbook_order_gri import (
    in_accordance_lines,
    omission_lines,
    with_reference_lines,
)
from esgmap.findings import DisclosureFinding, FrameworkFinding
from esgmap.model import Disclosure
from esgmap.reported import Report

GRI_FORMS = {
    "in-accordance": "gri-in-accordance",
    "with-reference": "gri-with-reference",
    "references": "gri-with-reference",
    "referenced": "gri-with-reference",
}
"""The form that a GRI claim asks of its index; other claims get the one with omissions and no sector."""
HKEX_PARTS = {
    "Part B": "Part B: Mandatory Disclosure Requirements",
    "Part C": "Part C: “Comply or explain” Provisions",
    "Part D": "Part D: Climate-related Disclosures",
}
HKEX_SUBJECTS = {"A": "A. Environmental", "B": "B. Social"}
Order = Callable[[FrameworkFinding, Report], Iterator[Line]]


def form_of(framework: FrameworkFinding) -> str:
    """Which index the framework, and for GRI the claim, asks for."""
    name = framework.claim.framework
    return GRI_FORMS.get(framework.claim.claim, "gri-omissions") if name == "gri" else name


def index_lines(framework: FrameworkFinding, report: Report) -> tuple[Line, ...]:
    """All lines of a framework's index: what its claim lays down for the top, then the rows."""
    order = ORDERS.get(form_of(framework), _plain_lines)
    return (*_head_lines(framework, report), *order(framework, report))


def _head_lines(framework: FrameworkFinding, report: Report) -> Iterator[Line]:
    for label, value in index_head(framework, report):
        slug = re.sub("[^a-z0-9]+", "-", re.sub(r"\(.*?\)", "", label).lower()).strip("-")
        key = f"{framework.claim.framework}:index/{slug}"
        yield Line("head", own=(label, value), key=key)


def _plain_lines(framework: FrameworkFinding, _: Report) -> Iterator[Line]:
    for found in framework.disclosures:
        yield from disclosure_lines(found)


def _under(heading: str, disclosures: Iterable[DisclosureFinding], kind: str = "heading") -> Iterator[Line]:
    """A heading, if there is one, and the disclosures below it; nothing if there are none."""
    found = list(disclosures)
    if found and heading:
        yield Line(kind, heading)
    for each in found:
        yield from disclosure_lines(each)


# --- SASB, Nasdaq ---------------------------------------------------------------------------------


def sasb_lines(framework: FrameworkFinding, _: Report) -> Iterator[Line]:
    """Two tables: the metrics of the disclosure topics, then the activity metrics."""
    found = framework.disclosures
    metrics = (each for each in found if not is_activity(each.disclosure))
    yield from _under("Sustainability disclosure topics and metrics", metrics)
    yield from _under("Activity metrics", (each for each in found if is_activity(each.disclosure)))


def is_activity(disclosure: Disclosure) -> bool:
    """Whether a SASB metric is an activity metric, by its code."""
    return "-000." in disclosure.code


def nasdaq_lines(framework: FrameworkFinding, _: Report) -> Iterator[Line]:
    """The three sections of the guide."""
    for topic in dict.fromkeys(each.disclosure.topic for each in framework.disclosures):
        of_topic = (each for each in framework.disclosures if each.disclosure.topic == topic)
        yield from _under(topic, of_topic)


# --- HKEX -----------------------------------------------------------------------------------------


def hkex_lines(framework: FrameworkFinding, _: Report) -> Iterator[Line]:
    """Mandatory items first; then by subject area and aspect; then Part D by its own headings."""
    parts: dict[str, list[DisclosureFinding]] = {}
    for found in sorted(framework.disclosures, key=_part):
        parts.setdefault(_part(found), []).append(found)
    for part, members in parts.items():
        if part:
            yield Line("heading", HKEX_PARTS.get(part, part))
        yield from _by_aspect(members)


def _part(found: DisclosureFinding) -> str:
    """`Part C`; nothing in editions whose provisions stand in no part."""
    start = re.match(r"Part \w+", found.disclosure.locator)
    return start.group() if start else ""


def _by_aspect(members: list[DisclosureFinding]) -> Iterator[Line]:
    """Subject areas and aspects, each with its general disclosure first; other topics as they are."""
    subject = ""
    for topic in dict.fromkeys(each.disclosure.topic for each in members):
        aspect = re.fullmatch(r"([A-Z])(\d+) (.+)", topic)
        heading = HKEX_SUBJECTS.get(aspect[1], "") if aspect else ""
        if heading and heading != subject:
            subject = heading
            yield Line("heading", heading)
        of_topic = [each for each in members if each.disclosure.topic == topic]
        name = f"Aspect {aspect[1]}{aspect[2]}: {aspect[3]}" if aspect else topic
        is_told = len(of_topic) == 1 and of_topic[0].disclosure.title == topic
        of_topic.sort(key=lambda each: "." in each.disclosure.code)
        yield from _under("" if is_told else name, of_topic, "subheading")


ORDERS: dict[str, Order] = {
    "gri-in-accordance": in_accordance_lines,
    "gri-with-reference": with_reference_lines,
    "gri-omissions": omission_lines,
    "sasb": sasb_lines,
    "hkex": hkex_lines,
    "nasdaq": nasdaq_lines,
}
