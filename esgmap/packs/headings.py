"""The text of a heading → the period it names and what kind of figures stand under it.

2021 · FY23 · 2022/23 · 31 Dec 2021 · Q1 2023 · 2021年度 · Target 2030 · Base year: 2020 · 2022 adjusted.
Comes in: a heading. Goes out: a `Heading`. Whose financial year it is, the report says, not this.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass

from esgmap.packs.figures import figure

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            *("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july"),
            *("aug august", "sep sept september", "oct october", "nov november", "dec december"),
        ),
        1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_YEAR = r"(?<![\d.,])((?:19|20)\d\d)(?![\d,]|\.\d)"
_DAY = re.compile(
    rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[ .-]+(?P<m>{_MONTH})\.?,?[ -]+(?P<y>(?:19|20)\d\d)"
    rf"|(?P<m2>{_MONTH})\.? (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y2>(?:19|20)\d\d)"
    r"|(?P<d3>\d{1,2})\.(?P<m3>\d{1,2})\.(?P<y3>(?:19|20)\d\d)"
    r"|(?P<y4>(?:19|20)\d\d)[-年](?P<m4>\d{1,2})[-月](?P<d4>\d{1,2})日?",
    re.I,
)
_MONTHLY = re.compile(
    rf"(?P<m>{_MONTH})\.?[ '-]+(?P<y>(?:19|20)\d\d)|(?P<y2>(?:19|20)\d\d)[-年](?P<m2>\d{{1,2}})月?(?!\d)",
    re.I,
)
_PART = re.compile(rf"(?P<k>[QH])(?P<n>[1-4])[ /-]*{_YEAR}|{_YEAR}[ /-]*(?P<k2>[QH])(?P<n2>[1-4])", re.I)
_SPLIT = re.compile(r"(?:FY|F\.Y\.)?\s*((?:19|20)\d\d)\s*[/-]\s*(?:FY)?((?:20)?\d\d)(?!\d)", re.I)
_SHORT = re.compile(r"\b(?:FY|F|CY|GJ)[ '’-]?(\d\d)\b(?!\s*[/-]\s*\d)", re.I)
_FINANCIAL = re.compile(r"\bF\.?Y\.?|\bF\d\d\b|financial year|fiscal|财年|財年|财政年度|財政年度", re.I)
_CHINESE = str.maketrans("〇零一二三四五六七八九", "00123456789")
ROLES = (
    (
        "change",
        r"change|variation|variance|[+±]/?[-−–]|Δ|y-?o-?y|year[- ]on[- ]year|%\s*reduction|reduction vs"
        r"|compared (?:to|with)|\bvs\.?\b|trend|delta|同比|变动|變動|变化|變化|增减|增減",
    ),
    ("target", r"\btargets?\b|\bgoals?\b|\bambition|目标|目標"),
    ("base", r"base[- ]?(?:line|year)|基准年|基準年|基线|基線"),
    ("projection", r"forecast|projected|projection|budget|outlook|预测|預測"),
    ("estimated", r"estimated|preliminary|provisional|估算|估计|估計"),
    ("restated", r"restated|adjusted|revised|recalculated|重述|经调整|經調整"),
)
_ROLES = tuple((name, re.compile(pattern, re.I)) for name, pattern in ROLES)
WORDS = re.compile(
    r"units?|uom|measure(?:ment)?|metrics?|indicators?|kpis?|year|unit of measure(?:ment)?|description"
    r"|category|parameter|topic|aspect|total|note|notes|gri|reference|单位|單位|指标|指標|类别|類別|年份|年度|项目|項目",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Heading:
    """What a heading says: a period as facts.csv writes it, a role, and the words that are left.

    `year` is the one that a financial year is named for; `begins` says that it is named for the one in which
    it begins (`2022/23` is 2022). `role` is value, change, target, base, projection, estimated or restated.
    """

    text: str
    period: str = ""
    year: int = 0
    role: str = "value"
    rest: str = ""
    is_financial: bool = False
    begins: bool = False


def heading(text: str) -> Heading:
    """Read a heading.

    >>> heading("FY23").period, heading("As at 31 December 2021").period, heading("2022/23").begins
    ('2023', '2021-12-31', True)
    >>> heading("Target 2030").role, heading("% change 2022-2023").role, heading("Base year: 2020").role
    ('target', 'change', 'base')
    """
    plain = _plain(text)
    role = next((name for name, pattern in _ROLES if pattern.search(plain)), "value")
    financial = bool(_FINANCIAL.search(plain))
    for find in (_day, _part, _split, _month, _year):
        if found := find(plain):
            period, year, start, end = found
            rest = (plain[:start] + " " + plain[end:]).strip(" :,()-")
            begins = find is _split
            return Heading(text, period, year, role, " ".join(rest.split()), financial or begins, begins)
    return Heading(text, role=role, rest=plain)


def is_heading(texts: Sequence[str]) -> bool:
    """Whether the texts of a row are headings: periods, or the words that stand above columns; no figures.

    >>> is_heading(["Indicator", "Unit", "2022", "2023"]), is_heading(["Employees", "2022", "2,023"])
    (True, False)
    """
    told = [each for each in texts if each.strip()]
    named = [bool(heading(each).period) or bool(WORDS.fullmatch(_plain(each))) for each in told]
    shown = [figure(each) for each in told]
    stray = [each for each, name in zip(shown, named, strict=True) if each.is_shown and not name]
    return sum(named) >= 1 and not stray and (sum(named) >= 2 or len(told) <= 2 or named[-1])


def _day(plain: str) -> tuple[str, int, int, int] | None:
    if match := _DAY.search(plain):
        got = match.groupdict()
        year = int(got["y"] or got["y2"] or got["y3"] or got["y4"])
        named = got["m"] or got["m2"]
        month = MONTHS[named.casefold()] if named else int(got["m3"] or got["m4"])
        day = int(got["d"] or got["d2"] or got["d3"] or got["d4"])
        if 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]:
            return f"{year}-{month:02}-{day:02}", year, *match.span()
    return None


def _part(plain: str) -> tuple[str, int, int, int] | None:
    if match := _PART.search(plain):
        kind, number = (match["k"] or match["k2"]).upper(), int(match["n"] or match["n2"])
        year = int(match[3] or match[4])
        months = 3 if kind == "Q" else 6
        if number * months <= 12:
            first, last = (number - 1) * months + 1, number * months
            end = calendar.monthrange(year, last)[1]
            return f"{year}-{first:02}-01/{year}-{last:02}-{end}", year, *match.span()
    return None


def _split(plain: str) -> tuple[str, int, int, int] | None:
    """`2022/23` and `FY2022-23`: a financial year over two calendar years; `2019-2021` is no such year."""
    if match := _SPLIT.search(plain):
        year, second = int(match[1]), int(match[2])
        if second % 100 == (year + 1) % 100:
            return str(year), year + 1, *match.span()
        if second > 100 and second > year:
            return f"{year}-01-01/{second}-12-31", second, *match.span()
    return None


def _month(plain: str) -> tuple[str, int, int, int] | None:
    if match := _MONTHLY.search(plain):
        named = match["m"]
        year, month = int(match["y"] or match["y2"]), MONTHS[named.casefold()] if named else int(match["m2"])
        if 1 <= month <= 12:
            return f"{year}-{month:02}", year, *match.span()
    return None


def _year(plain: str) -> tuple[str, int, int, int] | None:
    if match := re.search(rf"(?:FY|F|CY)?\s*{_YEAR}(?:年度?)?", plain, re.I):
        return match[1], int(match[1]), *match.span()
    if match := _SHORT.search(plain):
        return f"20{match[1]}", 2000 + int(match[1]), *match.span()
    return None


def _plain(text: str) -> str:
    from esgmap.numerals import folded

    plain = folded(text)
    digits = re.sub(r"[〇零一二三四五六七八九]{4}(?=年)", lambda each: each[0].translate(_CHINESE), plain)
    return " ".join(digits.split())
