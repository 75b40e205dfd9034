"""One cell's text → a value, or the reason why not.

Comes in: the text of a cell. Goes out: a `Decimal`, a `Period`, a list, or a `Misread` that says what was
found, what was expected and how to mend it. Nothing is guessed: `1,234` and `12,5` are refused.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

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
    if text.strip().upper() in {"NA", "N/A", "N.A.", "-", "–", "—", "/"}:
        return "leave value empty and write `not-available` in value_state"
    if text.strip().upper() in {"NIL", "NONE", "ZERO"}:
        return "leave value empty and write `nil` in value_state"
    digits = "".join(str(unicodedata.decimal(character, character)) for character in text)
    plain = unicodedata.normalize("NFKC", digits).strip().replace("−", "-")
    bare = plain.rstrip("% ").lstrip("-+ ")
    readings = [plain[: plain.startswith("-")] + each for each in _readings(bare)]
    unit = ", with `pct` in the unit column" if plain.endswith("%") else ""
    if len(readings) == 2:
        thousands, decimal = readings
        told = f"write {thousands} if the comma separates thousands, {decimal} if it is the decimal sign"
        return told + unit
    if readings:
        return f"write it as {readings[0]}{unit}"
    return "keep what is printed in value_as_printed, and put the bare number here"


def _readings(bare: str) -> list[str]:
    """The numbers that a figure may mean; two if a comma may be either sign."""
    readings = []
    if re.fullmatch(r"[0-9]{1,3}([,'’ ][0-9]{3})+(\.[0-9]+)?", bare):
        readings.append(re.sub("[^0-9.]", "", bare))
    if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{3})+,[0-9]+|[0-9]+,[0-9]+", bare):
        readings.append(bare.replace(".", "").replace(",", "."))
    return readings or ([bare] if _NUMBER.fullmatch(bare) else [])


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
    return Misread("date-format", expected, _date_hint(text))


def _date_hint(text: str) -> str:
    if year := re.fullmatch(r"FY ?([0-9]{4})", text, re.IGNORECASE):
        return f"write {year[1]} for the financial year"
    days = _days(text)
    if days:
        return f"write {' or '.join(map(str, days))}{', whichever is meant' if len(days) > 1 else ''}"
    return "write the date as year-month-day; if a spreadsheet changed it, format the column as text first"


def _days(text: str) -> list[date]:
    """The days that a date in another form may mean: two if day and month cannot be told apart."""
    if re.fullmatch(r"[34][0-9]{4}", text):
        return [date(1899, 12, 30) + timedelta(days=int(text))]  # a spreadsheet's number of a day
    if last := re.fullmatch(r"([0-9]{1,2})([./-])([0-9]{1,2})\2([0-9]{4})", text):
        orders = [(last[4], last[3], last[1])] + ([(last[4], last[1], last[3])] if last[2] != "." else [])
    elif first := re.fullmatch(r"([0-9]{4})[./年-]([0-9]{1,2})[./月-]([0-9]{1,2})日?", text):
        orders = [(first[1], first[2], first[3])]
    else:
        return []
    found = []
    for order in orders:
        with suppress(ValueError):
            found.append(date(*map(int, order)))
    return sorted(set(found))


@lru_cache(4096)
def read_list(text: str) -> tuple[str, ...]:
    """Split a cell at semicolons, leaving out empty parts."""
    return tuple(part.strip() for part in text.split(";") if part.strip()) if text else ()


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


NO_NEEDS = DimensionNeeds()


@lru_cache(1024)
def read_needs(text: str) -> DimensionNeeds:
    """Read a requirement's `dimensions` cell, as `total;gender;employee-category*gender`."""
    if not text:
        return NO_NEEDS
    parts = read_list(text)
    fixed = [tuple(part.split("=", 1)) for part in parts if "=" in part]
    cuts = [part for part in parts if "=" not in part and part != "total"]
    return DimensionNeeds(
        total="total" in parts,
        breakdowns=tuple(Breakdown(tuple(name.strip() for name in part.split("*"))) for part in cuts),
        fixed=tuple(sorted((name.strip(), member.strip()) for name, member in fixed)),
    )


def letters(column: int) -> str:
    """The letters of a column, counted from 1."""
    high, low = divmod(column - 1, 26)
    return (letters(high) if high else "") + chr(65 + low)
