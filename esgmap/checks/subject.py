"""What a check looks at: the report, the catalogue it is checked against, the hub, the allowed reasons."""

from __future__ import annotations

from dataclasses import dataclass

from esgmap.catalogue import Catalogue
from esgmap.model import Hub, OmissionReason, Report


@dataclass(frozen=True, slots=True)
class Subject:
    """A report and the content it is checked against."""

    report: Report
    catalogue: Catalogue
    hub: Hub
    reasons: dict[str, tuple[OmissionReason, ...]]
    known_editions: frozenset[str]
