"""What a code means: the editions that have it, or what it may have been before a spreadsheet ate it.

A bare `102-1` or `306-3` stands in several editions with unrelated meaning; `2.3` may be 2-3 or 2-30. Nothing
is guessed: the candidates are named with edition and title.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

from esgmap.catalogue import Catalogue
from esgmap.model import Disclosure

_NUMBER = re.compile(r"([0-9]{1,3})[.,]([0-9]{1,2})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATE = re.compile(
    r"([0-9]{1,2})[- ]([a-z]{3})|([a-z]{3})[- ]([0-9]{2})"
    r"|[0-9]{4}-([0-9]{2})-([0-9]{2})(?:[ t]00:00:00)?|([0-9]{1,2})[/.]([0-9]{1,2})[/.](?:[0-9]{2}){1,2}"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """How a code was read: the disclosures it names, those it may have been, those that look like it."""

    exact: tuple[Disclosure, ...] = ()
    eaten: tuple[Disclosure, ...] = ()
    near: tuple[Disclosure, ...] = ()

    @property
    def is_ambiguous(self) -> bool:
        """Whether the code stands for more than one disclosure."""
        return len(self.exact) > 1 or bool(self.eaten)


def read_code(catalogue: Catalogue, code: str) -> Reading:
    """Find what a code names; an edition in front (`gri:gri-306-2020/306-3`) makes it one."""
    exact = tuple(catalogue.disclosures(code.strip()))
    if exact:
        return Reading(exact=exact)
    eaten = tuple(
        disclosure for guess in _before_the_spreadsheet(code) for disclosure in catalogue.disclosures(guess)
    )
    if eaten:
        return Reading(eaten=eaten)
    return Reading(near=_near(catalogue, code))


def _near(catalogue: Catalogue, code: str) -> tuple[Disclosure, ...]:
    known: dict[str, list[Disclosure]] = {}
    for edition in catalogue.editions.values():
        for disclosure in edition.disclosures:
            known.setdefault(disclosure.code.upper(), []).append(disclosure)
    close = difflib.get_close_matches(code.strip().upper(), known, 5, 0.6)
    return tuple(disclosure for each in close for disclosure in known[each])[:8]


def _before_the_spreadsheet(code: str) -> list[str]:
    """Codes that a spreadsheet may have turned into this number or date.

    >>> _before_the_spreadsheet("2.3"), _before_the_spreadsheet("11.1"), _before_the_spreadsheet("2-Mar")
    (['2-3', '2-30', '2.3', '2.30'], ['11-1', '11-10', '11.1', '11.10'], ['2-3', '3-2'])
    """
    text = code.strip().casefold()
    if number := _NUMBER.fullmatch(text):
        first, second = number.groups()
        ends = [second, f"{second}0"] if len(second) == 1 else [second]
        return [f"{first}{mark}{end}" for mark in "-." for end in ends]
    date = _DATE.fullmatch(text)
    if date is None:
        return []
    day_first, month_word, month_first, year, month, day, *slashed = date.groups()
    if month_word in _MONTHS:
        return _both_ways(int(day_first), _MONTHS.index(month_word) + 1)
    if month_first in _MONTHS:
        return _both_ways(_MONTHS.index(month_first) + 1, int(year))
    if slashed[0]:
        return _both_ways(int(slashed[0]), int(slashed[1]))
    return _both_ways(int(month), int(day)) if month else []


def _both_ways(first: int, second: int) -> list[str]:
    return list(dict.fromkeys((f"{first}-{second}", f"{second}-{first}")))
