"""The records of one report: its facts with their evidence, its omissions, its claims and topics; frozen.

Like those of `model`, which they are made of, they know no file format, no RDF and no workbook.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from esgmap.model import Period, Source


@dataclass(frozen=True, slots=True)
class Document:
    """A document that facts are read from; `file` is where it lies, from the report folder."""

    id: str
    title: str
    sha256: str
    pages: str
    file: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where in a document a fact stands."""

    document: str
    pages: str
    section: str
    anchor: str

    @property
    def location(self) -> str:
        """Page and section, as an index prints them."""
        pages = f"p. {self.pages}" if self.pages else ""
        return ", ".join(part for part in (pages, self.section) if part)


@dataclass(frozen=True, slots=True)
class Fact:
    """One assertion of a report, as it stands there."""

    id: str
    indicator: str
    answers: tuple[str, ...]
    is_partial: bool
    lacks: str
    label: str
    value_state: str
    value: str
    number: Decimal | None
    value_as_printed: str
    unit: str
    unit_as_printed: str
    period: Period
    dimensions: tuple[tuple[str, str], ...]
    basis: str
    whose: str
    evidence: Evidence
    note: str
    source: Source


@dataclass(frozen=True, slots=True)
class Omission:
    """A reason that the report itself gives for leaving something out."""

    disclosure_id: str
    requirement_ids: tuple[str, ...]
    reason: str
    explanation: str
    evidence: Evidence
    source: Source


@dataclass(frozen=True, slots=True)
class SectorTopic:
    """A topic of a Sector Standard that the report judges not material, and why."""

    topic: str
    explanation: str


@dataclass(frozen=True, slots=True)
class SectorStandard:
    """A Sector Standard that applies to the report, and the topics of it that are judged not material."""

    title: str
    not_material: tuple[SectorTopic, ...] = ()


@dataclass(frozen=True, slots=True)
class FrameworkClaim:
    """A framework that the report is checked against: which editions, under which claim.

    `sources` says where each edition is named, in the order of `editions`. `no_sector_standard` holds what
    the report says if none applies; without it and without `sector_standards` the report does not say.
    """

    framework: str
    claim: str
    editions: tuple[str, ...]
    obligation: str
    why: str
    sources: tuple[Source, ...] = ()
    pinned: tuple[str, ...] = ()
    sector_standards: tuple[SectorStandard, ...] = ()
    no_sector_standard: str = ""


TOPIC = "topic"
"""The dimension by which facts tell which material topic they are about."""


@dataclass(frozen=True, slots=True)
class TopicDisclosure:
    """An edition or a disclosure that the report gives for a material topic, by its id."""

    id: str
    source: Source


@dataclass(frozen=True, slots=True)
class SectorRef:
    """The reference number that a Sector Standard gives to a disclosure for a topic."""

    disclosure_id: str
    number: str
    source: Source


@dataclass(frozen=True, slots=True)
class MaterialTopic:
    """A topic that the report itself names as material, and what it reports for it, as far as it says."""

    id: str
    label: str
    disclosures: tuple[TopicDisclosure, ...] = ()
    sector_ref: str = ""
    sector_refs: tuple[SectorRef, ...] = ()

    def names(self, disclosure_id: str) -> bool:
        """Whether the disclosure, or the edition that it is of, is given for the topic."""
        return any(each.id in {disclosure_id, disclosure_id.split("/", 1)[0]} for each in self.disclosures)

    def sector_number(self, disclosure_id: str) -> str:
        """The Sector Standard's reference number of a disclosure under this topic, if one is given."""
        return next((each.number for each in self.sector_refs if each.disclosure_id == disclosure_id), "")


@dataclass(frozen=True, slots=True)
class Report:
    """One report: who, when, what is in, what it is checked against, and its facts."""

    id: str
    title: str
    entity: str
    period: Period
    published: str
    boundary: str
    exclusions: tuple[str, ...]
    issuer_class: str
    issuer_note: str
    claims: tuple[FrameworkClaim, ...]
    topics: tuple[MaterialTopic, ...]
    topics_note: str
    documents: tuple[Document, ...]
    facts: tuple[Fact, ...] = ()
    omissions: tuple[Omission, ...] = ()
    publication: Period | None = None

    @property
    def publication_or_end(self) -> Period:
        """When the report was published, as far as it is known; else the last day of its period."""
        return self.publication or Period(self.period.end, self.period.end)
