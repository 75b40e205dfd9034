"""Which editions are in force for a report: by publication date or financial year, as each edition says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from esgmap.model import Edition, Period

ASSESSED = "assessed"


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether an edition is in force for a report, and why."""

    edition_id: str
    is_in_force: bool
    is_early: bool
    is_superseded: bool
    reason: str


def standing(edition: Edition, published: Period, period: Period) -> Standing:
    """Judge one edition by the date that counts for it.

    `published` is the publication date, or the span in which it is known to lie (a year). What comes into
    force, or is superseded, inside that span is judged by the span's last day, and the reason names it.
    """
    day, what = _day_that_counts(edition, published, period)
    begins, ends = _date(edition.effective_from), _date(edition.superseded_from)
    if begins and day < begins:
        reason = f"in force for {what} from {begins}; this is {day}: used early"
        return Standing(edition.id, False, True, False, reason)
    if ends and day >= ends:
        by = f" by {edition.superseded_by}" if edition.superseded_by else ""
        reason = f"superseded{by} for {what} from {ends}; this is {day}"
        return Standing(edition.id, False, False, True, reason)
    told = f"in force for {what} from {begins}" if begins else "no date of effect is known"
    return Standing(edition.id, True, False, False, f"{told}; this is {day}")


def _day_that_counts(edition: Edition, published: Period, period: Period) -> tuple[date, str]:
    if edition.effective_basis == "financial-year-start":
        return period.start, "financial years that begin"
    if edition.effective_basis == "annual-period-start":
        return period.start, "annual periods that begin"
    return published.end, "reports published"


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def in_force(editions: list[Edition], published: Period, period: Period) -> list[Edition]:
    """The assessed editions that are in force for a report, in the order given."""
    return [
        edition
        for edition in editions
        if edition.role == ASSESSED and standing(edition, published, period).is_in_force
    ]
