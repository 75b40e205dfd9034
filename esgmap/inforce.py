"""Which editions are in force for a report: by publication date or financial year, as each edition says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from esgmap.model import Edition, Period

ASSESSED, REFERENCE, ENTRY = "assessed", "reference", "entry"
ROLES = {
    ASSESSED: "a report can be checked against it",
    REFERENCE: "goals or principles that disclosures relate to; nothing gets a status",
    ENTRY: "title and dates alone",
}
"""What an edition is there for."""

BY_PUBLICATION = "reports published"
BASES = {
    "publication-date": BY_PUBLICATION,
    "financial-year-start": "financial years that begin",
    "annual-period-start": "annual periods that begin",
    "voluntary": BY_PUBLICATION,
}
"""What an edition's dates are counted by, in words; all but publication is the first day of the period."""


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
    begins, ends = _date(edition.effective_from), _date(edition.superseded_from)
    what = BASES.get(edition.effective_basis, BY_PUBLICATION)
    # An edition of free choice has no date of effect; what supersedes it may count by financial years.
    what_ends = BASES.get(edition.superseded_basis, what)
    day, last = (_day_that_counts(each, published, period) for each in (what, what_ends))
    if begins and day < begins:
        reason = f"used early: in force for {_when(what, begins, published, period)}"
        return Standing(edition.id, False, True, False, reason)
    if ends and last >= ends:
        by = f" by {edition.superseded_by}" if edition.superseded_by else ""
        reason = f"superseded{by} for {_when(what_ends, ends, published, period)}"
        return Standing(edition.id, False, False, True, reason)
    if begins:
        reason = f"in force for {_when(what, begins, published, period)}"
        return Standing(edition.id, True, False, False, reason)
    until = f"; superseded only for {_when(what_ends, ends, published, period)}" if ends else ""
    return Standing(edition.id, True, False, False, f"used by choice, without a date of effect{until}")


def _day_that_counts(what: str, published: Period, period: Period) -> date:
    return published.end if what == BY_PUBLICATION else period.start


def _when(what: str, day: date, published: Period, period: Period) -> str:
    """From which day on, for what, and when that was for this report; an unknown day is said to be one."""
    if what != BY_PUBLICATION:
        this = f"begins on {period.start}"
    elif published.start == published.end:
        this = f"was published on {published.end}"
        if published.end == period.end:
            this = f"is judged by the last day of its period, {period.end}"
    else:
        this = f"was published in {_span(published)}"
        if published.start < day <= published.end:
            this += ", the day is not known; the last is taken"
    return f"{what} on or after {day}; this one {this}"


def _span(published: Period) -> str:
    """A calendar year or month as such, any other span by its first and last day."""
    first, last = published.start, published.end
    next_day = last + timedelta(days=1)
    if first.day == next_day.day == 1:
        if (first.month, next_day.month, next_day.year) == (1, 1, first.year + 1):
            return str(first.year)
        if (last.year, last.month) == (first.year, first.month):
            return f"{first:%Y-%m}"
    return f"the days from {first} to {last}"


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def in_force(editions: list[Edition], published: Period, period: Period) -> list[Edition]:
    """The assessed editions that are in force for a report, in the order given."""
    return [
        edition
        for edition in editions
        if edition.role == ASSESSED and standing(edition, published, period).is_in_force
    ]
