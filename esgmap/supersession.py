"""Disclosures that have given way to another edition, in an edition that otherwise stays.

GRI 305 of 2016 stays in force with 305-6 and 305-7 while GRI 102 of 2025 takes the place of 305-1 to 305-5.
`frameworks/supersessions.tsv` says which, from which day, counted by what.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from esgmap.applicability import NOT_REQUIRED
from esgmap.cells import read_list
from esgmap.inforce import standing
from esgmap.model import Disclosure, Edition, Period, Problem
from esgmap.tables import read_rows


@dataclass(frozen=True, slots=True)
class Supersession:
    """Codes of an edition that another takes the place of from a day on, counted by `basis`."""

    edition_id: str
    codes: tuple[str, ...]
    begins: str
    basis: str
    by: str
    confidence: str


def load_supersessions(folder: Path) -> tuple[list[Supersession], list[Problem]]:
    """Read supersessions.tsv of a frameworks folder."""
    rows, problems = read_rows(folder, "supersessions", "supersessions")
    found = [
        Supersession(
            edition_id=row["edition"],
            codes=read_list(row["disclosures"]),
            begins=row["from"],
            basis=row["basis"],
            by=row["by"],
            confidence=row["confidence"],
        )
        for row in rows
    ]
    return found, problems


def given_way(
    edition: Edition, rows: Iterable[Supersession], published: Period, period: Period
) -> list[tuple[Supersession, str]]:
    """What of an edition has given way for a report, each with the reason in words."""
    found = []
    for row in rows:
        if row.edition_id == edition.id:
            part = replace(
                edition,
                effective_from="",
                superseded_from=row.begins,
                superseded_by=row.by,
                superseded_basis=row.basis,
            )
            judged = standing(part, published, period)
            if judged.is_superseded:
                found.append((row, judged.reason))
    return found


def retired(edition: Edition, found: Iterable[tuple[Supersession, str]]) -> Edition:
    """The edition with nothing asked any more by the disclosures that have given way; their note says why."""
    reasons = {code: reason for row, reason in found for code in row.codes}
    if not reasons:
        return edition
    disclosures = tuple(
        _retired(each, reasons[each.code]) if each.code in reasons else each for each in edition.disclosures
    )
    return replace(edition, disclosures=disclosures)


def _retired(disclosure: Disclosure, reason: str) -> Disclosure:
    items = tuple(replace(item, obligation=NOT_REQUIRED) for item in disclosure.items)
    told = f"{reason[:1].upper()}{reason[1:]}."
    note = f"{told} {disclosure.note}".strip()
    return replace(disclosure, obligation=NOT_REQUIRED, items=items, note=note)
