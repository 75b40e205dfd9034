"""The first lines of a new report: what its team says at the start → what report.yaml holds.

Which editions are in force for its period is looked up; nothing else is assumed. Every fault is told at once.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from esgmap.catalogue import edition_files, load_catalogue
from esgmap.content import frameworks_folder
from esgmap.form_columns import TO_BE_STATED
from esgmap.form_report import slug
from esgmap.inforce import ASSESSED, in_force
from esgmap.model import Edition, Period

HKEX = "hkex"
NOT_LISTED = "not-hkex-listed"
"""The class of an issuer on which no rule of an exchange is laid."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a team says at the start; empty: not said."""

    entity: str = ""
    start: str = ""
    end: str = ""
    frameworks: tuple[str, ...] = ()
    editions: tuple[str, ...] = ()
    issuer_class: str = ""
    topics: tuple[str, ...] = ()


def period_of(wanted: Wanted) -> tuple[Period | None, list[str]]:
    """The period, or what is wrong with its days; None without a fault if none was named."""
    days, faults = [], []
    for name, text in (("--start", wanted.start), ("--end", wanted.end)):
        try:
            days.append(date.fromisoformat(text))
        except ValueError:
            if text:
                faults.append(
                    f"{name} is `{text}`; expected a day that exists, as year-month-day: 2025-01-01"
                )
    if faults or not (wanted.start or wanted.end):
        return None, faults
    if len(days) < 2:
        return None, ["the period needs both its days: --start 2025-01-01 --end 2025-12-31"]
    if days[0] >= days[1]:
        return None, [
            f"the period runs from {days[0]} to {days[1]}; it has to start before it ends: "
            "swap the two days, or correct the year"
        ]
    return Period(*days), []


def first_head(wanted: Wanted) -> tuple[dict[str, Any], list[str]]:
    """What report.yaml holds at the start, and everything that is wrong with what was said."""
    period, faults = period_of(wanted)
    if not wanted.entity.strip():
        faults.append('--entity is missing: the company or group that reports, as --entity "Example Limited"')
    if period is None and not faults:
        faults.append("the period is missing: --start 2025-01-01 --end 2025-12-31")
    frameworks, found = chosen_frameworks(wanted, period)
    faults += found
    if any(each["framework"] == HKEX for each in frameworks) and not wanted.issuer_class:
        faults.append("--issuer-class is missing: what HKEX asks depends on it")
    if faults or period is None:
        return {}, faults
    year = f"{period.end.year}"
    title = f"{wanted.entity.strip()}: sustainability report {year}"
    head: dict[str, Any] = {
        "id": f"{slug(wanted.entity) or 'report'}-{year}",
        "title": title,
        "entity": wanted.entity.strip(),
        "period": {"start": str(period.start), "end": str(period.end)},
        "boundary": TO_BE_STATED,
        "issuer": {"class": wanted.issuer_class or NOT_LISTED},
        "frameworks": frameworks,
        **({"material_topics": {"topics": topics_of(wanted.topics)}} if wanted.topics else {}),
        "documents": [{"id": f"report-{year}", "title": title}],
    }
    return head, []


def topics_of(labels: Iterable[str]) -> list[dict[str, str]]:
    """Material topics by their labels, each with an id."""
    found: dict[str, str] = {}
    for number, label in enumerate(labels, start=1):
        found.setdefault(slug(label) or f"topic-{number}", label.strip())
    return [{"id": name, "label": label} for name, label in found.items()]


def chosen_frameworks(wanted: Wanted, period: Period | None) -> tuple[list[dict[str, Any]], list[str]]:
    """The frameworks with their editions: those named, else those in force for the period."""
    known = edition_files(frameworks_folder())
    editions = {
        each.id: each
        for each in load_catalogue(frameworks_folder(), known)[0].editions.values()
        if each.role == ASSESSED
    }
    names = list(dict.fromkeys(each.framework for each in editions.values()))
    faults = [_unknown("framework", each, names) for each in wanted.frameworks if each not in names]
    named: dict[str, list[str]] = {each: [] for each in wanted.frameworks if each in names}
    for text in dict.fromkeys(wanted.editions):
        full = [each for each in editions if text in (each, each.partition(":")[2])]
        if full:
            named.setdefault(full[0].partition(":")[0], []).append(full[0])
        else:
            faults.append(_unknown_edition(text, list(editions)))
    if not named and not faults:
        faults.append(f"--framework is missing: one or more of {', '.join(names)}")
    found = []
    for name, chosen in named.items():
        own = [each for each in editions.values() if each.framework == name]
        ids = chosen or _in_force(own, period)
        found.append({"framework": name, "editions": [each.partition(":")[2] for each in ids]})
    return found, faults


def _in_force(editions: list[Edition], period: Period | None) -> list[str]:
    """The editions in force, judged by the last day of the period; if there is none, the newest."""
    if period is None:
        return []
    standing = in_force(editions, Period(period.end, period.end), period)
    newest = sorted(editions, key=lambda each: each.effective_from)[-1:]
    return [each.id for each in standing or newest]


def _unknown(what: str, text: str, known: list[str]) -> str:
    near = difflib.get_close_matches(text.casefold(), known, 1, 0.5)
    hint = f"is `{near[0]}` meant?" if near else f"known: {', '.join(known)}"
    return f"{what} `{text}` is not known; {hint}"


def _unknown_edition(text: str, known: list[str]) -> str:
    stem = text.casefold().partition(":")[2] or text.casefold()
    stems = {each.partition(":")[2]: each for each in known}
    same = [full for plain, full in stems.items() if plain.rsplit("-", 1)[0] == stem.rsplit("-", 1)[0]]
    near = same or [stems[each] for each in difflib.get_close_matches(stem, stems, 3, 0.6)]
    told = f"nearest: {', '.join(near)}; " if near else ""
    return f"edition `{text}` is not known; {told}`esgmap frameworks list` shows all"
