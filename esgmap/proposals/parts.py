"""Figures that would claim to be the same fact → told apart by the part that each is, or marked.

Two rows, or two columns of one year, of which nothing tells which is the whole, both become parts: a part
that passes for a whole is the worst mistake that a proposal can make.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from esgmap.packs.columns import Column
from esgmap.packs.figures import Figure
from esgmap.packs.layout import Layout, Line
from esgmap.packs.measures import Measure
from esgmap.proposals.judging import Judged
from esgmap.proposals.lexicon import Lexicon
from esgmap.proposals.members import Members
from esgmap.proposals.records import LOW

_TOTAL = re.compile(
    r"\b(?:group\s+)?(?:grand\s+|sub-?)?(?:total|overall|consolidated total|group)\b"
    r"|合计|合計|总计|總計|总量|總量",
    re.I,
)
GENERIC = "number share rate average gender region age employees"
"""Words that head columns and rows, and tell no part."""
_POINTERS = re.compile(r"\s*(?:\(\d{1,2}\)|(?<=[a-z)])\s?\d{1,2}$|[*†‡]+$)")
"""Signs behind a label that point to a note: the same row of another section may have another."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A figure on its way to a proposal: where it stands, what it is taken for, of which part."""

    layout: Layout
    line: Line
    column: Column
    figure: Figure
    unit: Measure | None
    judged: Judged
    members: Members
    part: str
    period: str
    remark: str


def told_apart(drafts: Iterable[Draft], lexicon: Lexicon) -> list[Draft]:
    """The drafts in their order, no two of which claim the same fact without saying so."""
    found = list(drafts)
    for step in (_by_column, _by_row, _by_outer, _by_inner, _by_parent, _by_table):
        found = _step(found, step, lexicon)
        if step is _by_outer:
            found = _spread(found)
    return _marked(found)


def _spread(drafts: list[Draft]) -> list[Draft]:
    """Where headings part a table into sites or companies, every figure under one is a part, alone or not."""
    names: dict[int, set[str]] = defaultdict(set)
    for draft in drafts:
        if (outer := _by_outer(draft)) and outer in draft.part:
            names[draft.layout.table.number].add(outer)
    return [
        replace(draft, part=_joined(draft.part, outer))
        if (outer := _by_outer(draft)) in names[draft.layout.table.number] and outer not in draft.part
        else draft
        for draft in drafts
    ]


def _step(drafts: list[Draft], name_of: Callable[[Draft], str], lexicon: Lexicon) -> list[Draft]:
    """Give a part to every draft of a clash but the one that is plainly the whole."""
    clashes: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for number, draft in enumerate(drafts):
        clashes[_claim(draft)].append(number)
    found = list(drafts)
    for numbers in clashes.values():
        if len(numbers) < 2:
            continue
        names = [_told(name_of(drafts[number]), lexicon) for number in numbers]
        if len(set(names)) < 2 or (name_of is _by_table and _say_the_same(drafts, numbers)):
            continue
        wholes = [number for number, name in zip(numbers, names, strict=True) if _is_whole(name)]
        for number, name in zip(numbers, names, strict=True):
            if not _is_whole(name) or (name and len(wholes) > 1 and not _TOTAL.fullmatch(name.strip())):
                found[number] = replace(drafts[number], part=_joined(drafts[number].part, name))
    return found


def _told(name: str, lexicon: Lexicon) -> str:
    """A name that tells a part; nothing if it only says Number, Percentage or By gender."""
    return name if set(lexicon.tokens(name)) - set(lexicon.tokens(GENERIC)) or _TOTAL.search(name) else ""


def _say_the_same(drafts: list[Draft], numbers: list[int]) -> bool:
    """Whether figures of several tables are one figure that is printed several times."""
    return len({(drafts[each].figure.kind, drafts[each].figure.value) for each in numbers}) == 1


def _claim(draft: Draft) -> tuple[object, ...]:
    members = tuple(sorted(draft.members.items()))
    role = draft.column.period.role
    what = draft.judged.indicator or ("", draft.line.label)
    unit = draft.unit.kinds if draft.unit else frozenset()
    return what, members, draft.part, draft.period, role, unit


def _is_whole(name: str) -> bool:
    return not name or bool(_TOTAL.search(name))


def _by_column(draft: Draft) -> str:
    return draft.column.period.rest if draft.column.period.period else draft.column.name


def _by_row(draft: Draft) -> str:
    return _POINTERS.sub("", draft.line.bare).strip()


def _by_outer(draft: Draft) -> str:
    return _POINTERS.sub("", draft.line.sections[0]).strip() if draft.line.sections else ""


def _by_inner(draft: Draft) -> str:
    return _POINTERS.sub("", draft.line.sections[-1]).strip() if len(draft.line.sections) > 1 else ""


def _by_parent(draft: Draft) -> str:
    return draft.line.parents[-1] if draft.line.parents else ""


def _joined(part: str, name: str) -> str:
    return " ".join(dict.fromkeys(each for each in (part, name) if each))


def _by_table(draft: Draft) -> str:
    return f"{draft.layout.table.section} {draft.layout.table.caption}".strip()


def _marked(drafts: list[Draft]) -> list[Draft]:
    """Those that still claim the same fact are low, and say so."""
    clashes: dict[tuple[object, ...], list[Draft]] = defaultdict(list)
    for draft in drafts:
        clashes[_claim(draft)].append(draft)
    found = []
    for draft in drafts:
        same = clashes[_claim(draft)]
        alike = [each for each in same if each is not draft]
        if alike and len({(each.figure.kind, each.figure.value) for each in same}) == 1:
            cell = _cell(alike[0])
            draft = replace(draft, remark="; ".join(filter(None, (draft.remark, f"stands also at {cell}"))))
        elif alike:
            cell = _cell(alike[0])
            told = f"{cell} would be the same fact: say what parts the two"
            judged = replace(draft.judged, confidence=LOW, remarks=(*draft.judged.remarks, told))
            draft = replace(draft, judged=judged)
        found.append(draft)
    return found


def _cell(draft: Draft) -> str:
    return draft.layout.table.cells[draft.line.at][draft.column.at]
