"""The gap report as one self-contained HTML page, for reading, filtering and printing.

Comes in: an assessment. Goes out: the text of a page that loads nothing: styles and the small filter script
stand inside it, and a Content-Security-Policy names their hashes, so that a browser runs and fetches nothing
else. Every text is escaped by the template engine. Without JavaScript the page shows everything.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from esgmap.export import check_words, claim_wording, wording
from esgmap.export.counts import FRAMEWORK_NAMES, ORDER, Topic, by_topic, count, framework_name, softened
from esgmap.findings import Assessment, DisclosureFinding, Finding, FrameworkFinding, Status
from esgmap.model import Disclosure, Requirement

NAME = "html"
TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Segment:
    """One status in a bar: its number, its start and its width in hundredths of a percent."""

    status: str
    number: int
    start: int
    width: int

    @property
    def has_room(self) -> bool:
        """Whether the number fits into its part of the bar."""
        return self.width >= 200 + 220 * len(str(self.number))


@dataclass(frozen=True, slots=True)
class Bar:
    """A stacked bar: what is counted, how many there are, and the statuses that occur."""

    label: str
    total: int
    segments: tuple[Segment, ...]

    @property
    def spoken(self) -> str:
        """The bar in words, for a screen reader."""
        words = (f"{each.number} {wording.STATUS_WORDS[each.status]}" for each in self.segments)
        return f"{self.total} {self.label}: {', '.join(words)}"


@dataclass(frozen=True, slots=True)
class FrameworkView:
    """One framework as the page shows it."""

    found: FrameworkFinding
    name: str
    short_name: str
    disclosures: Bar
    requirements: Bar
    counts: dict[str, tuple[int, int]]
    softened: int
    topics: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One row below a disclosure: a lettered group with its status, or a requirement with its finding."""

    requirement: Requirement
    depth: int
    status: str
    finding: Finding | None


def render(assessment: Assessment) -> str:
    """The gap report as the text of an HTML page."""
    environment = _environment()
    style = _read("gaps.css") + _running_head(page_title(assessment))
    script = _read("gaps.js")
    text = environment.get_template("gaps.html.j2").render(
        **_words(assessment),
        title=page_title(assessment),
        assessment=assessment,
        report=assessment.report,
        hub=assessment.hub,
        facts=assessment.facts_by_id(),
        frameworks=[_view(each) for each in assessment.frameworks],
        style=Markup(style),  # noqa: S704 - our own files, and a head line of escapes only
        script=Markup(script),  # noqa: S704 - our own file
        policy=f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; base-uri 'none'",
    )
    return text.rstrip("\n") + "\n"


def page_title(assessment: Assessment) -> str:
    """What the browser's tab, the heading and the printed pages are called."""
    report = assessment.report
    return f"ESG gap report: {wording.plain(report.entity)} {report.period.end.year}"


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: wording.printable(value) if type(value) is str else value,
    )
    environment.filters["capital"] = _capital
    environment.filters["sentence"] = wording.stopped
    return environment


def _words(assessment: Assessment) -> dict[str, Any]:
    return {
        "words": wording,
        "claims": claim_wording,
        "checks": check_words,
        "order": ORDER,
        "count": count,
        "items": _items,
        "files": _report_files(assessment),
        "is_link": lambda text: text.startswith(("https://", "http://")),
    }


def _view(framework: FrameworkFinding) -> FrameworkView:
    disclosures, requirements = count(framework.disclosures), count(framework.findings)
    return FrameworkView(
        found=framework,
        name=framework_name(framework),
        short_name=FRAMEWORK_NAMES.get(framework.claim.framework, framework.claim.framework),
        disclosures=_bar("disclosures", disclosures),
        requirements=_bar("requirements", requirements),
        counts={status: (number, requirements[status]) for status, number in disclosures.items()},
        softened=softened(framework),
        topics=tuple(by_topic(framework)),
    )


def _bar(label: str, counts: dict[str, int]) -> Bar:
    total = sum(counts.values())
    segments, before = [], 0
    for status, number in counts.items():
        if number:
            start, end = before * 10000 // total, (before + number) * 10000 // total
            segments.append(Segment(status, number, start, end - start))
            before += number
    return Bar(label, total, tuple(segments))


def _items(found: DisclosureFinding) -> list[Item]:
    """The groups and requirements of a disclosure in the standard's order, each with its depth."""
    findings = {finding.requirement.id: finding for finding in found.findings}
    depths = _depths(found.disclosure)
    items = []
    for row in found.disclosure.items:
        finding = findings.get(row.id)
        status = finding.status if finding else found.groups.get(row.id, Status.UNMET)
        items.append(Item(row, depths[row.id], status.value, finding))
    return items


def _depths(disclosure: Disclosure) -> dict[str, int]:
    depths: dict[str, int] = {}
    for row in disclosure.items:
        depths[row.id] = depths.get(row.parent_id, -1) + 1
    return depths


def _report_files(assessment: Assessment) -> list[tuple[str, str]]:
    """The files that the report is made of; the tables of the standards stand with their editions."""
    tables = {edition.sha256 for framework in assessment.frameworks for edition in framework.editions}
    return [(each.path, each.sha256) for each in assessment.inputs if each.sha256 not in tables]


def _capital(text: str) -> str:
    """The text with a capital letter at its start."""
    return text[:1].upper() + text[1:]


def _running_head(title: str) -> str:
    """The rule that prints the title above each page; every character is escaped, whatever it is."""
    escaped = "".join(f"\\{ord(letter):06x}" for letter in title)
    return f'@page {{ @top-left {{ content: "{escaped}" }} }}\n'


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
    return f"'sha256-{digest}'"


def _read(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")
