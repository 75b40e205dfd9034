"""What an assessment says: statuses and findings, each with its proof, and all that an exporter needs.

Frozen records like those of `model`, which they are made of. Knows no engine and no output form.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from esgmap.examined import Examined
from esgmap.model import (
    Disclosure,
    Edition,
    Hub,
    Mapping,
    OmissionReason,
    Period,
    Problem,
    Relief,
    Requirement,
)
from esgmap.reported import Fact, FrameworkClaim, Omission, Report


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
        absent = self.status is Status.UNMET or self.status is Status.PARTIAL
        return not (absent and self.requirement.condition)


@dataclass(frozen=True, slots=True)
class Way:
    """An indicator whose facts would count in full: the basis, kind of unit and kind of value they need."""

    indicator: str
    basis: str
    unit_kind: str
    value_type: str


@dataclass(frozen=True, slots=True)
class Lack:
    """One fact that a requirement lacks; facts for all of its lacks lift it to met, and none is spare.

    `kind` is `figure`, `answer` (yes or no) or `statement`; or `barrier` where no fact alone can help, and
    `text` says what stands in the way. Any one of `ways` will do; so will a fact that names the requirement,
    which is the only way if there is none. `dimensions` are pairs of dimension and member; a member `*1`,
    `*2` … is the report's own choice, another one than those that are there, and the same one in all lacks.
    """

    requirement_id: str
    kind: str
    ways: tuple[Way, ...]
    unit_kind: str
    unit: str
    period: Period
    dimensions: tuple[tuple[str, str], ...]
    text: str


@dataclass(frozen=True, slots=True)
class DisclosureFinding:
    """The rolled-up status of one disclosure, its groups by local id, and its findings in order."""

    disclosure: Disclosure
    status: Status
    findings: tuple[Finding, ...]
    groups: dict[str, Status] = field(default_factory=dict)


class Verdict(Enum):
    """Whether the report holds a condition of its claim; what a person has to judge stays open."""

    HOLDS = "holds"
    FAILS = "fails"
    BY_PERSON = "by-person"


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that a claim requires, whether the report holds it, and the codes that stand in the way."""

    rule: str
    requirement: str
    clause: str
    verdict: Verdict
    why: str
    codes: tuple[str, ...]
    confidence: str


@dataclass(frozen=True, slots=True)
class FrameworkFinding:
    """All disclosures of one framework that a report is checked against, and what its claim requires.

    `formulas` is what the index carries verbatim under the claim: its title, the statement of use with the
    fields {entity}, {start} and {end} open, the foundation used. `by_topic` holds, for each material topic,
    the disclosures that are asked for every one of them, judged for it alone. `closed` says of each
    disclosure or requirement that no reason can take the place of, by its id, why and by which clause.
    """

    claim: FrameworkClaim
    editions: tuple[Edition, ...]
    disclosures: tuple[DisclosureFinding, ...]
    conditions: tuple[Condition, ...] = ()
    formulas: tuple[str, ...] = ()
    by_topic: dict[str, tuple[DisclosureFinding, ...]] = field(default_factory=dict)
    closed: dict[str, str] = field(default_factory=dict)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every requirement's finding, in the standard's order."""
        return tuple(finding for each in self.disclosures for finding in each.findings)


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file that went into an assessment, with its hash.

    `kind` is `input file` (of the report folder), `edition`, `mapping` or `shared table`.
    """

    path: str
    sha256: str
    kind: str = "input file"


@dataclass(frozen=True, slots=True)
class Grounds:
    """What statuses rest on beside the report and the editions: mappings, allowed reasons, reliefs.

    `reasons` holds, for each framework, the reasons that the report's claims know; `telling` the report's
    omissions whose explanation says something.
    """

    mappings: tuple[Mapping, ...] = ()
    reasons: dict[str, tuple[OmissionReason, ...]] = field(default_factory=dict)
    reliefs: tuple[Relief, ...] = ()
    telling: tuple[Omission, ...] = ()


@dataclass(frozen=True, slots=True)
class Assessment:
    """Everything an exporter needs: the report, the findings, the problems, the inputs.

    `examined` is what the checks of the figures looked at, held or not; `as_of` the day on which the answers
    to problems were looked at, if there are any.
    """

    report: Report
    hub: Hub
    frameworks: tuple[FrameworkFinding, ...]
    problems: tuple[Problem, ...]
    inputs: tuple[InputFile, ...]
    tool_version: str
    text_note: str = ""
    grounds: Grounds = field(default_factory=Grounds)
    examined: tuple[Examined, ...] = ()
    as_of: date | None = None

    def facts_by_id(self) -> dict[str, Fact]:
        """The report's facts by id."""
        return {fact.id: fact for fact in self.report.facts}
