"""The period that a heading names → the period of a fact, in the financial year of the report.

facts.csv names a financial year by the calendar year in which it begins; reports name theirs by the one
in which it ends. Comes in: a heading, and the period of the report if there is one. Goes out: the period as
it is written in facts.csv, and what a person must know of it.
"""

from __future__ import annotations

import re

from esgmap.model import Period
from esgmap.packs.headings import Heading

CALENDAR = ((1, 1), (12, 31))
_YEAR = re.compile(r"\d{4}")


def written(heading: Heading, report: Period | None) -> tuple[str, str]:
    """The period for facts.csv, and a remark where it rests on a reading; empty if none is named.

    >>> from datetime import date
    >>> written(Heading("FY23", "2023", 2023, is_financial=True), Period(date(2022, 7, 1), date(2023, 6, 30)))
    ('2022-07-01/2023-06-30', 'FY23 was taken for the financial year that ends in 2023')
    >>> written(Heading("2023", "2023", 2023), None)
    ('2023', '')
    """
    if not heading.period or not _YEAR.fullmatch(heading.period):
        return heading.period, ""
    own = report is not None and _ends(report) != CALENDAR
    if report is not None and own and report.end.year - report.start.year == 1:
        year = heading.year
        shifted = report.years_before(report.end.year - year)
        told = f"{heading.text} was taken for the financial year that ends in {year}"
        return str(shifted), told
    if heading.begins:
        told = f"{heading.text} runs over two calendar years and is named for the first"
        return heading.period, told
    if heading.is_financial and report is None:
        return heading.period, f"whether {heading.text} is the calendar year, the report says"
    return heading.period, ""


def _ends(period: Period) -> tuple[tuple[int, int], tuple[int, int]]:
    return (period.start.month, period.start.day), (period.end.month, period.end.day)
