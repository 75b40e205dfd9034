"""What a check looks at: the report, the catalogue it is checked against, the hub, the allowed reasons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from esgmap.catalogue import Catalogue
from esgmap.checks.ledger import Ledger, ledger_of
from esgmap.expectations import Expectations
from esgmap.model import Hub, OmissionReason, Relief, Source
from esgmap.reported import Report


def _row(source: Source, _column: str) -> Source:
    return source


@dataclass(frozen=True, slots=True)
class Subject:
    """A report and the content it is checked against.

    `place` says where a column's cell stands in the row that a source names. `ledger` holds its figures,
    `expectations` what the checks of statements go by.
    """

    report: Report
    catalogue: Catalogue
    hub: Hub
    reasons: dict[str, tuple[OmissionReason, ...]]
    known_editions: frozenset[str]
    place: Callable[[Source, str], Source] = _row
    reliefs: tuple[Relief, ...] = ()
    figures: Ledger | None = None
    expectations: Expectations = field(default_factory=Expectations)

    @property
    def ledger(self) -> Ledger:
        """The report's figures by what they measure; made anew where none was given."""
        return self.figures or ledger_of(self.report, self.hub)
