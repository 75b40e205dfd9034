"""Counts of statuses, worded the same in every output form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from esgmap.findings import DisclosureFinding, Finding, FrameworkFinding, Status

ORDER = (
    Status.MET,
    Status.PARTIAL,
    Status.UNMET,
    Status.EXPLAINED,
    Status.RELIEF,
    Status.NOT_REQUIRED,
)
FRAMEWORK_NAMES = {"gri": "GRI Standards", "sasb": "SASB Standards", "hkex": "HKEX", "nasdaq": "Nasdaq"}


@dataclass(frozen=True, slots=True)
class Topic:
    """The disclosures under one heading of a standard."""

    name: str
    disclosures: tuple[DisclosureFinding, ...]


def count(items: Iterable[DisclosureFinding | Finding]) -> dict[str, int]:
    """How many have each status, every status named."""
    counts = {status.value: 0 for status in ORDER}
    for item in items:
        counts[item.status.value] += 1
    return counts


def framework_name(framework: FrameworkFinding) -> str:
    """The framework's name with its edition, for a heading."""
    name = FRAMEWORK_NAMES.get(framework.claim.framework, framework.claim.framework)
    if len(framework.editions) == 1:
        return f"{framework.editions[0].standard} ({framework.editions[0].edition})"
    return name


def edition_stem(framework: FrameworkFinding) -> str:
    """The edition's id without its framework; several editions go by the framework's own name."""
    stems = [each.id.split(":", 1)[1] for each in framework.editions]
    return stems[0] if len(stems) == 1 else ", ".join(stems)


def softened(framework: FrameworkFinding) -> int:
    """How many requirements are not whole, and softened by the standard: they lower no status."""
    return sum(1 for finding in framework.findings if not finding.lowers)


def by_topic(framework: FrameworkFinding) -> list[Topic]:
    """The disclosures grouped by the standard's own headings, in its order."""
    topics: dict[str, list[DisclosureFinding]] = {}
    for disclosure in framework.disclosures:
        topics.setdefault(disclosure.disclosure.topic, []).append(disclosure)
    return [Topic(name, tuple(members)) for name, members in topics.items()]
