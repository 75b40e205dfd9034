"""One cell's text → a value, or the reason why not.

Comes in: the text of a cell. Goes out: a `Decimal`, a `Period`, a list, or a `Misread` that says what was
found, what was expected and how to mend it. Nothing is guessed: `1,234` and `12,5` are refused.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from esgmap.model import Breakdown, DimensionNeeds, Period

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)
_YEAR = re.compile(r"[0-9]{4}", re.ASCII)
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Misread:
    """Why a cell could not be read: a problem code, what was expected, and the remedy."""

    code: str
    expected: str
    hint: str


def read_decimal(text: str) -> Decimal | Misread:
    """Read a number whose digits are kept as written.

    >>> read_decimal("20513.66")
    Decimal('20513.66')
    >>> read_decimal("20,513.66").code
    'number-format'
    """
    if _NUMBER.fullmatch(text):
        return Decimal(text)
    expected = "a number such as 20513.66: digits, one full stop as decimal sign, nothing else"
    return Misread("number-format", expected, _number_hint(text))


def _number_hint(text: str) -> str:
    bare = text.strip().lstrip("-+").rstrip("%").strip()
    if re.fullmatch(r"[0-9]{1,3}([,'’\u00a0\u202f ][0-9]{3})+(\.[0-9]+)?", bare):
        return f"take out the thousands separators: {re.sub('[^0-9.]', '', bare)}"
    if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{3})+,[0-9]+", bare) or re.fullmatch(r"[0-9]+,[0-9]+", bare):
        plain = bare.replace(".", "").replace(",", ".")
        return f"write the decimal sign as a full stop: {plain}, if that is meant"
    if text.rstrip().endswith("%"):
        return "put the number alone here and `pct` in the unit column"
    if bare.upper() in {"NA", "N/A", "-", "—"}:
        return "leave value empty and write `not-available` in value_state"
    if any(character.isdigit() and not character.isascii() for character in text):
        return "type the digits as plain 0-9"
    return "keep what is printed in value_as_printed, and put the bare number here"


def read_period(text: str, year_start: tuple[int, int] = (1, 1)) -> Period | Misread:
    """Read `2021` (the financial year), `2021-08`, `2021-12-31` or `2021-08-01/2021-10-31`.

    `year_start` is the month and day on which the financial year begins.

    >>> str(read_period("2021"))
    '2021-01-01/2021-12-31'
    """
    try:
        if _YEAR.fullmatch(text):
            start = date(int(text), *year_start)
            end = date(int(text) + 1, *year_start)
            return Period(start, date.fromordinal(end.toordinal() - 1))
        if month := _MONTH.fullmatch(text):
            year, number = int(month[1]), int(month[2])
            return Period(date(year, number, 1), date(year, number, calendar.monthrange(year, number)[1]))
        if _DAY.fullmatch(text):
            day = date.fromisoformat(text)
            return Period(day, day)
        start_text, _, end_text = text.partition("/")
        if _DAY.fullmatch(start_text) and _DAY.fullmatch(end_text):
            start, end = date.fromisoformat(start_text), date.fromisoformat(end_text)
            if start <= end:
                return Period(start, end)
            return Misread("date-format", "an interval that starts before it ends", "swap the two dates")
    except ValueError:
        return Misread("date-format", "a day that exists in the calendar", "check year, month and day")
    expected = "2021, 2021-08, 2021-12-31 or 2021-08-01/2021-10-31"
    hint = "write the date as year-month-day; if a spreadsheet changed it, format the column as text first"
    return Misread("date-format", expected, hint)


def read_list(text: str) -> tuple[str, ...]:
    """Split a cell at semicolons, leaving out empty parts."""
    return tuple(part.strip() for part in text.split(";") if part.strip())


def read_members(text: str) -> tuple[tuple[str, str], ...] | Misread:
    """Read `gender=female;region=mainland-china`, sorted by dimension."""
    pairs = [part.partition("=") for part in read_list(text)]
    names = [name.strip() for name, _, _ in pairs]
    if all(name.strip() and member.strip() for name, _, member in pairs) and len(set(names)) == len(names):
        return tuple(sorted((name.strip(), member.strip()) for name, _, member in pairs))
    return Misread(
        "dimension-format",
        "dimension=member pairs separated by semicolons, each dimension once",
        "for example gender=female;employee-category=management",
    )


def read_needs(text: str) -> DimensionNeeds:
    """Read a requirement's `dimensions` cell, as `total;gender;employee-category*gender`."""
    parts = read_list(text)
    fixed = [tuple(part.split("=", 1)) for part in parts if "=" in part]
    cuts = [part for part in parts if "=" not in part and part != "total"]
    return DimensionNeeds(
        total="total" in parts,
        breakdowns=tuple(Breakdown(tuple(name.strip() for name in part.split("*"))) for part in cuts),
        fixed=tuple(sorted((name.strip(), member.strip()) for name, member in fixed)),
    )
