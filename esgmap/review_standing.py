"""What each remark is worth today: it stands, is to be made again, gave way, lost its row, or is disputed.

Comes in: the remarks, and the rows of the workbook as it would be written now, each with its content hash.
Goes out: the standing of each remark, and what the four review cells of a row hold. Nothing of it is stored.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum

from esgmap.reviews import ADDED, REVIEW, UNKNOWN, WITHDRAWN, Remark

Rows = Mapping[tuple[str, str], str]
"""Content hashes by sheet and row id; empty for a row of a sheet that has none."""
CONFLICT_WORD, AGAIN_WORD = "conflict", "re-review"
UNDECIDED = ("", "open", CONFLICT_WORD, AGAIN_WORD)
"""Review statuses that settle nothing."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Standing(Enum):
    """What a remark is worth today."""

    CONFLICT = "conflict"
    AGAIN = "re-review"
    CURRENT = "current"
    SUPERSEDED = "superseded"
    ORPHANED = "orphaned"


@dataclass(frozen=True, slots=True)
class Stood:
    """A remark, its standing, and why."""

    remark: Remark
    standing: Standing
    why: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """The four review cells of a row, in the order of their columns."""

    status: str = ""
    reviewer: str = ""
    date: str = ""
    comment: str = ""


def stand(remarks: Iterable[Remark], rows: Rows) -> tuple[Stood, ...]:
    """The standing of every remark, in the order in which they came."""
    told = tuple(remarks)
    by_row: dict[tuple[str, str], list[Remark]] = {}
    for remark in told:
        by_row.setdefault(remark.row, []).append(remark)
    found: dict[str, Stood] = {}
    for row, group in by_row.items():
        found.update((each.remark.id, each) for each in _stand_row(group, rows.get(row)))
    return tuple(found[remark.id] for remark in told)


def _stand_row(group: list[Remark], present: str | None) -> list[Stood]:
    """The standings of the remarks on one row; `present` is its content hash, None without such a row."""
    above = _gave_way(tuple(group), {})
    again = next((each for each in group if each.content_hash == present and _decides(each)), None)
    stood = [_alone(remark, present, above.get(remark.id, "")) for remark in group]
    stood = [_seen_again(each, again) for each in stood]
    parties = _disputed([each.remark for each in stood if each.standing is Standing.CURRENT])
    return [
        Stood(each.remark, Standing.CONFLICT, _against(each.remark, parties))
        if each.remark in parties
        else each
        for each in stood
    ]


def _alone(remark: Remark, present: str | None, above: str) -> Stood:
    """The standing of a remark without a look at those that say otherwise."""
    if not remark.row_id:
        return Stood(remark, Standing.CURRENT)
    if present is None and remark.kind != ADDED:
        return Stood(remark, Standing.ORPHANED, "its row is not in the workbook any more")
    if above:
        return Stood(remark, Standing.SUPERSEDED, above)
    if remark.kind in (WITHDRAWN, ADDED):
        return Stood(remark, Standing.CURRENT)
    if remark.content_hash == UNKNOWN:
        return Stood(remark, Standing.AGAIN, "which content the reviewer saw cannot be told")
    if remark.content_hash != present:
        return Stood(remark, Standing.AGAIN, "what the row rests on changed since")
    if _word(remark) == AGAIN_WORD:
        return Stood(remark, Standing.AGAIN, "the reviewer left it at re-review")
    return Stood(remark, Standing.CURRENT)


def _seen_again(stood: Stood, again: Remark | None) -> Stood:
    """A note or an edit of before gives way to a review of the row as it is now."""
    if again and stood.standing is Standing.AGAIN and stood.remark.kind not in (REVIEW, WITHDRAWN):
        return Stood(stood.remark, Standing.SUPERSEDED, f"the row was reviewed again by {again.reviewer}")
    return stood


def _word(remark: Remark) -> str:
    return remark.review_status.casefold()


def _name(remark: Remark) -> str:
    return " ".join(remark.reviewer.casefold().split())


def _decides(remark: Remark) -> bool:
    return remark.kind == REVIEW and _word(remark) not in UNDECIDED


def _disputed(current: Iterable[Remark]) -> list[Remark]:
    """Those of the current remarks whose review statuses differ."""
    voting = [each for each in current if each.kind == REVIEW and each.review_status]
    return voting if len({_word(each) for each in voting}) > 1 else []


def _against(remark: Remark, parties: list[Remark]) -> str:
    told = (f"{each.reviewer}: {each.review_status}" for each in parties if _word(each) != _word(remark))
    return f"against {'; '.join(dict.fromkeys(told))}"


# --- what gave way to a later remark --------------------------------------------------------------

Known = dict[frozenset[str], dict[str, str]]
"""What gave way among some remarks, by their ids: worked out once for each such set."""


def _gave_way(among: tuple[Remark, ...], known: Known) -> dict[str, str]:
    """The ids of the remarks on one row that gave way to another, and why."""
    key = frozenset(each.id for each in among)
    if key not in known:
        known[key] = {}  # remarks that name each other in a circle end here
        known[key] = {old.id: why for old in among if (why := _why_gone(old, among, known))}
    return known[key]


def _why_gone(old: Remark, among: tuple[Remark, ...], known: Known) -> str:
    """Why a remark gave way; empty if it did not."""
    if old.kind not in (REVIEW, WITHDRAWN):
        return ""
    for new in among:
        if new.id == old.id or new.kind not in (REVIEW, WITHDRAWN):
            continue
        if _name(old) == _name(new) and _is_later(new, old):
            return "a later remark of the same reviewer"
        if old.is_unnamed and not new.is_unnamed and _text(old) == _text(new):
            return f"the same remark came with its name: {new.reviewer}"
        if old.id in new.after and _decides(new):
            if new.content_hash not in (old.content_hash, UNKNOWN):
                return f"reviewed again by {new.reviewer}"
            if _settles(new, old, among, known):
                return f"the conflict was settled by {new.reviewer}"
    return ""


def _is_later(new: Remark, old: Remark) -> bool:
    """Whether a remark was made with the other in view or, where that is not known, on a later day."""
    if old.id in new.after or new.id in old.after:
        return old.id in new.after and new.id not in old.after
    return not old.is_unnamed and is_day(old.date) and is_day(new.date) and old.date[:10] < new.date[:10]


def is_day(text: str) -> bool:
    """Whether a text begins with a day of the calendar, as 2026-11-01 does."""
    if not _DAY.match(text):
        return False
    try:
        date.fromisoformat(text[:10])
    except ValueError:
        return False
    return True


def _text(remark: Remark) -> tuple[str, ...]:
    return *remark.row, remark.content_hash, remark.review_status, remark.date, remark.comment


def _settles(new: Remark, old: Remark, among: tuple[Remark, ...], known: Known) -> bool:
    """Whether a third person decided a conflict that the remark was part of and that they had in view."""
    seen = tuple(each for each in among if each.id in new.after)
    gone = _gave_way(seen, known)
    current = (each for each in seen if each.id not in gone and each.content_hash == new.content_hash)
    parties = _disputed(current)
    return old in parties and _name(new) not in {_name(each) for each in parties}


# --- what the next workbook shows -----------------------------------------------------------------


def filled(stood: Iterable[Stood]) -> Filled:
    """What the review cells of a row hold, from the standings of the remarks on it.

    One remark that stands gives its own fields; several give what they agree on, and all their comments.
    """
    shown = (Standing.CONFLICT, Standing.AGAIN, Standing.CURRENT)
    standing = {each.standing for each in stood if each.standing in shown and each.remark.kind == REVIEW}
    lines = {
        _line(each.remark): each for each in stood if each.standing in shown and each.remark.kind == REVIEW
    }
    remarks = [each.remark for _, each in sorted(lines.items())]
    if not remarks:
        return Filled()
    words = {_word(each): each.review_status for each in remarks if each.review_status}
    status = next(iter(words.values())) if len(words) == 1 else ""
    if Standing.CONFLICT in standing:
        status = CONFLICT_WORD
    elif Standing.AGAIN in standing:
        status = AGAIN_WORD
    if len(remarks) == 1:
        return Filled(status, remarks[0].reviewer, remarks[0].date, remarks[0].comment)
    names = "; ".join(dict.fromkeys(each.reviewer for each in remarks))
    return Filled(status, names, _latest(remarks), "\n".join(map(_told, remarks)))


def _line(remark: Remark) -> tuple[str, ...]:
    return _name(remark), remark.date, remark.review_status, remark.comment


def _told(remark: Remark) -> str:
    facts = ", ".join(part for part in (remark.date, remark.review_status) if part)
    return f"{remark.reviewer}{f' ({facts})' if facts else ''}: {remark.comment}".rstrip()


def _latest(remarks: list[Remark]) -> str:
    days = [each.date for each in remarks if is_day(each.date)]
    return max(days, default=next((each.date for each in remarks if each.date), ""))
