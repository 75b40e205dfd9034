"""The records of one report: its facts with their evidence, its omissions, its claims and topics; frozen.

Like those of `model`, which they are made of, they know no file format, no RDF and no workbook.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from esgmap.model import Period, Source


@dataclass(frozen=True, slots=True)
class Document:
    """A document that facts are read from."""

    id: str
    title: str
    sha256: str
    pages: str


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
class FrameworkClaim:
    """A framework that the report is checked against: which editions, under which claim.

    `sources` says where each edition is named, in the order of `editions`.
    """

    framework: str
    claim: str
    editions: tuple[str, ...]
    obligation: str
    why: str
    sources: tuple[Source, ...] = ()
    pinned: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MaterialTopic:
    """A topic that the report itself names as material."""

    id: str
    label: str


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
