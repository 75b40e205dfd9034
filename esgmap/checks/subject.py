"""What a check looks at: the report, the catalogue it is checked against, the hub, the allowed reasons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from esgmap.catalogue import Catalogue
from esgmap.model import Hub, OmissionReason, Relief, Source
from esgmap.reported import Report


def _row(source: Source, _column: str) -> Source:
    return source


@dataclass(frozen=True, slots=True)
class Subject:
    """A report and the content it is checked against.

    `place` says where a column's cell stands in the row that a source names.
    """

    report: Report
    catalogue: Catalogue
    hub: Hub
    reasons: dict[str, tuple[OmissionReason, ...]]
    known_editions: frozenset[str]
    place: Callable[[Source, str], Source] = _row
    reliefs: tuple[Relief, ...] = ()
