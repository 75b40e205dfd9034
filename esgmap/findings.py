"""What an assessment says: statuses and findings, each with its proof, and all that an exporter needs.

Frozen records like those of `model`, which they are made of. Knows no engine and no output form.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from esgmap.model import (
    Disclosure,
    Edition,
    Fact,
    FrameworkClaim,
    Hub,
    Mapping,
    Omission,
    Problem,
    Report,
    Requirement,
)


class Status(Enum):
    """The answer to: is this requirement reported? Ordered from best to worst for a roll-up."""

    MET = "met"
    EXPLAINED = "explained"
    RELIEF = "relief"
    NOT_REQUIRED = "not-required"
    PARTIAL = "partial"
    UNMET = "unmet"


@dataclass(frozen=True, slots=True)
class Support:
    """One fact that counts (wholly or in part), or nearly counted, and why."""

    fact_id: str
    mapping: Mapping | None
    verdict: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """The status of one requirement, with its proof."""

    requirement: Requirement
    status: Status
    rule: str
    because: tuple[Support, ...] = ()
    near_misses: tuple[Support, ...] = ()
    missing: tuple[str, ...] = ()
    omission: Omission | None = None

    @property
    def lowers(self) -> bool:
        """Whether this finding can lower its disclosure: a softened part that is not whole cannot."""
        absent = self.status in {Status.UNMET, Status.PARTIAL}
        return not (self.requirement.condition and absent)


@dataclass(frozen=True, slots=True)
class DisclosureFinding:
    """The rolled-up status of one disclosure, its groups by local id, and its findings in order."""

    disclosure: Disclosure
    status: Status
    findings: tuple[Finding, ...]
    groups: dict[str, Status] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FrameworkFinding:
    """All disclosures of one framework that a report is checked against."""

    claim: FrameworkClaim
    editions: tuple[Edition, ...]
    disclosures: tuple[DisclosureFinding, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every requirement's finding, in the standard's order."""
        return tuple(finding for each in self.disclosures for finding in each.findings)


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file that went into an assessment, with its hash."""

    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """Everything an exporter needs: the report, the findings, the problems, the inputs."""

    report: Report
    hub: Hub
    frameworks: tuple[FrameworkFinding, ...]
    problems: tuple[Problem, ...]
    inputs: tuple[InputFile, ...]
    tool_version: str
    text_note: str = ""

    def facts_by_id(self) -> dict[str, Fact]:
        """The report's facts by id."""
        return {fact.id: fact for fact in self.report.facts}
