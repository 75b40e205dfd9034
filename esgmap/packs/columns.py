"""The head of a table → which rows hold headings; which columns hold labels, units and figures.

Comes in: a `PageTable` and what its cells hold. Headings may be several rows, with years in bands over
columns.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from esgmap.packs.figures import BLANK, NUMBER, Figure, figure, is_year
from esgmap.packs.headings import WORDS, Heading, heading, is_heading
from esgmap.packs.measures import Measure, Units, measure, measure_in
from esgmap.pages import PageTable

UNIT_TITLE = re.compile(
    r"units?(?: of measure(?:ment)?)?|uom|measure(?:ment)?(?: unit)?|单位|單位|计量单位", re.I
)
ASIDE = re.compile(
    r"notes?|comments?|remarks?|sources?|references?|ref\.?|gri.*|sasb.*|hkex.*|tcfd.*|sdgs?|standards?|assurance"
    r"|boundary|scope of data|methodology|page|link|备注|備註|注释|來源|来源",
    re.I,
)
LABELS = 4
"""No more than so many columns hold labels."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of figures: its headings from top to bottom, what they say of the period, and their unit."""

    at: int
    heads: tuple[str, ...]
    period: Heading
    unit: Measure | None = None

    @property
    def name(self) -> str:
        """The headings in one text."""
        return " › ".join(self.heads)


def unit_in(text: str, units: Units) -> Measure | None:
    """The unit that a heading or caption is, or holds; None if there is none."""
    if WORDS.fullmatch(text.strip()):
        return None
    whole = measure(text, units)
    found = whole if whole and not whole.is_vacuous else measure_in(text, units)[0]
    return None if found is None or found.is_vacuous else found


def header_rows(table: PageTable, shown: Sequence[Sequence[Figure]]) -> int:
    """How many rows at the top hold headings."""
    first = next(
        (
            row
            for row, figures in enumerate(shown)
            if any(each.is_shown for each in figures[1:]) and not _is_header(table.rows[row])
        ),
        len(table.rows),
    )
    wide = [row for row in range(first) if any(table.rows[row][1:]) and len(set(table.rows[row])) > 1]
    return wide[-1] + 1 if wide else 0


def _is_header(texts: Sequence[str]) -> bool:
    told = [each for each in texts if each.strip()]
    return (
        bool(told)
        and is_heading(told)
        and all(not figure(each).is_shown or heading(each).period for each in told)
    )


def kinds_of_columns(
    table: PageTable, shown: Sequence[Sequence[Figure]], top: int, units: Units
) -> tuple[list[int], int | None, list[int]]:
    """The columns of figures, that of units, and those of labels."""
    values, labels = list[int](), list[int]()
    unit_at: int | None = None
    for at in range(len(table.rows[0])):
        titles = [table.rows[row][at] for row in range(top) if table.rows[row][at]]
        body = [(table.rows[row][at], shown[row][at]) for row in range(top, len(table.rows))]
        told = [(text, each) for text, each in body if each.kind != BLANK]
        figures = sum(each.is_shown for _, each in told)
        if any(ASIDE.fullmatch(title.strip()) for title in titles) and at:
            continue
        bare = bool(titles) and all(each.kind == NUMBER and not is_year(text) for text, each in told)
        if not at and told and bare:
            values.append(at)
        elif unit_at is None and at and _is_unit_column(titles, [text for text, _ in told], figures, units):
            unit_at = at
        elif (
            told and at and figures >= max(1, len(told) * 0.4) and any(e.kind == NUMBER for _, e in told)
        ) or (told and at and figures and any(heading(title).period for title in titles)):
            values.append(at)
        elif not values and len(labels) < LABELS and (told or not at):
            labels.append(at)
    return values, unit_at, labels if labels or 0 in values else [0]


def _is_unit_column(titles: list[str], texts: list[str], figures: int, units: Units) -> bool:
    if any(UNIT_TITLE.fullmatch(title.strip()) for title in titles):
        return True
    if not texts or figures > len(texts) / 3:
        return False
    read = [measure(text, units) for text in texts]
    return sum(each is not None for each in read) >= 0.6 * len(texts) and any(
        each and each.units for each in read
    )


def heads_of(table: PageTable, top: int, values: list[int]) -> dict[int, tuple[str, ...]]:
    """The headings over each column of figures; a band goes on to the right until the next one begins."""
    found: dict[int, list[str]] = {at: [] for at in values}
    for row in range(top):
        texts, band = table.rows[row], ""
        below = [table.rows[each] for each in range(row + 1, top)]
        for at in range(min(values, default=0), len(texts)):
            band = texts[at] or (band if any(each[at] for each in below) else "")
            if at in found and band and band not in found[at]:
                found[at].append(band)
    return {at: tuple(heads) for at, heads in found.items()}


def column_of(at: int, heads: tuple[str, ...], units: Units) -> Column:
    """A column from its headings: the first that names a period, the first that has a role, what is left."""
    read = [heading(text) for text in heads]
    dated = next((each for each in read if each.period), None)
    role = next((each.role for each in read if each.role != "value"), "value")
    rests = [each.rest for each in read if each.rest]
    base = dated or Heading(" ".join(heads))
    period = Heading(base.text, base.period, base.year, role, " ".join(rests), base.is_financial, base.begins)
    found = [unit_in(text, units) for text in reversed(rests)]
    return Column(at, heads, period, next((each for each in found if each), None))
