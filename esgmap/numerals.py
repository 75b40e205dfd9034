"""Numbers in text, however they are written → every value that they can mean.

12,345.6 · 12 345,6 · 12.345,6 · 12’345.6 · 1,23,456 · full-width and Arabic digits · (123) · −5 · two, twice,
ZERO · 10 million · 3.2 万 · 4 crore. Comes in: a folded text. Goes out: each number with its place and its
readings; an ambiguous one has several. Numbers that count nothing are left out: Scope 2, ISO 9001, CO2,
14 April, the numbers of a list.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

BLANKS = "\u00a0\u202f\u2009\u2007\u2008\u3000"
PLAIN_SIGNS = (
    {ord(each): " " for each in BLANKS}
    | {ord(sign): plain for sign, plain in zip("−–‑—’‘٫٬", "----''.,", strict=True)}
    | dict.fromkeys(map(ord, "\u200b\u200e\u200f"))
)
PLAIN = r"\d+(?:[.,']\d+)*"
NUMBER = re.compile(rf"(?<![\d.,])\d{{1,3}}(?: \d{{3}})+(?:[.,]\d+)?(?![\d])|{PLAIN}")
SCALE = re.compile(
    r"\s*(thousand|lakhs?\b|million|mn\b|crores?\b|billion|bn\b|trillion|k\b|万|萬|亿|億|百万|百萬|千)",
    re.IGNORECASE,
)
SCALES = {
    name: power
    for power, names in ((3, "thousand k 千"), (4, "万 萬"), (6, "million mn 百万 百萬"), (8, "亿 億"))
    for name in names.split()
} | {"lakh": 5, "lakhs": 5, "crore": 7, "crores": 7, "billion": 9, "bn": 9, "trillion": 12}
TEENS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
TENS = "twenty thirty forty fifty sixty seventy eighty ninety hundred"
WORDS: dict[str, int] = {
    **{word: number for number, word in enumerate(TEENS.split())},
    **{word: 10 * number for number, word in enumerate(TENS.split(), 2)},
    "nil": 0,
    "once": 1,
    "twice": 2,
    "thrice": 3,
}
WORD = re.compile(rf"\b(?:{'|'.join(sorted(WORDS, key=len, reverse=True))})\b", re.IGNORECASE)
CHINESE = {each: number for number, each in enumerate("零一二三四五六七八九十")} | {"两": 2, "兩": 2}
CHINESE_COUNT = re.compile(r"([零一二三四五六七八九十两兩])(?=[个個名次项項家座位人届屆期])")
PERCENT = re.compile(r"\s*(?:%|per\s?cents?\b|percent(?:age)?\b|百分点|個?百分點)", re.IGNORECASE)
PERCENT_BEFORE = re.compile(r"百分之\s*$")
NAMES = (
    "scopes? category categories phase tier tables? figures? notes? chapters? sections? parts? articles? kpi "
    "gri sasb iso iec gb/t no nos sdgs? goals? level class page pages step item items version"
)
NAMED = re.compile(rf"(?:\b(?:{'|'.join(NAMES.split())})\b[.\s:-]*|[^\W\d_]-?)$", re.IGNORECASE)
AND_NAMED = re.compile(
    r"\bscopes?\s*\d(?:\s*(?:,|and|&|\+|to|-)\s*\d)*\s*(?:,|and|&|\+|to|-)\s*$", re.IGNORECASE
)
MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
DAY = re.compile(rf"^(?:st|nd|rd|th)?\s+{MONTH}\b|^\s*[日号號月年]", re.IGNORECASE)
AFTER_MONTH = re.compile(rf"\b{MONTH}\s*$", re.IGNORECASE)
LISTED = re.compile(r"^\s*\(?$")
INDIAN = re.compile(r"\d{1,2}(?:,\d\d)+,\d{3}(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number in a text: where it stands, as it is written, what it can mean; whether it is per cent."""

    start: int
    end: int
    text: str
    readings: frozenset[Decimal]
    is_percent: bool = False
    is_word: bool = False


def folded(text: str) -> str:
    """The text with full-width letters and digits, odd dashes and blanks as the plain ones."""
    return unicodedata.normalize("NFKC", text.translate(PLAIN_SIGNS)).translate(PLAIN_SIGNS)


def numerals(text: str) -> Iterator[Numeral]:
    """Every number of a folded text that may be a figure."""
    for match in NUMBER.finditer(text):
        if _is_name(text, match.start(), match.end()):
            continue
        yield _numeral(text, match.start(), match.end())
        if " " in match[0]:  # columns of figures look like one number in groups of three
            for part in re.finditer(PLAIN, match[0]):
                yield _numeral(text, match.start() + part.start(), match.start() + part.end())
    for match in WORD.finditer(text):
        value = frozenset({Decimal(WORDS[match[0].casefold()])})
        percent = PERCENT.match(text, match.end()) is not None
        yield Numeral(match.start(), match.end(), match[0], value, percent, is_word=True)
    for match in CHINESE_COUNT.finditer(text):
        yield Numeral(
            match.start(), match.end(), match[0], frozenset({Decimal(CHINESE[match[1]])}), is_word=True
        )


def _is_name(text: str, start: int, end: int) -> bool:
    """Whether the digits name something: a scope, a standard, a day, a line of a list."""
    before, after = text[max(0, start - 40) : start], text[end : end + 16]
    if NAMED.search(before) or AND_NAMED.search(before) or re.match(r"[^\W\d_]{0,2}\d", after):
        return not re.search(r"[\u2e80-\u9fff]$", before) and not re.search(
            r"(?:RMB|USD|HKD|CNY|EUR|SGD|US|HK)$", before
        )
    if end - start <= 2 and (DAY.match(after) or AFTER_MONTH.search(before)):
        return True
    return bool(LISTED.match(text[:start]) and re.match(r"[.)]\s+[^\W\d]", after))


def _numeral(text: str, start: int, end: int) -> Numeral:
    found = set(readings(text[start:end]))
    before = text[max(0, start - 8) : start].rstrip(" $€£¥")
    in_brackets = before.endswith("(") and re.match(r"\s*%?\s*\)", text[end:])
    if in_brackets or (before.endswith("-") and not re.search(r"[\w)]\s*-$", before)):
        found |= {-each for each in found}
    if scale := SCALE.match(text, end):
        power = Decimal(10) ** SCALES[scale[1].casefold()]
        found |= {each * power for each in found}
    percent = bool(PERCENT.match(text, end) or PERCENT_BEFORE.search(text[:start]))
    return Numeral(start, end, text[start:end], frozenset(each.normalize() for each in found), percent)


def readings(text: str) -> Iterator[Decimal]:
    """What digits with separators can mean: `1,234` is 1234, and in other countries 1.234.

    >>> sorted(readings("1,234"))
    [Decimal('1.234'), Decimal('1234')]

    `2,000` is never 2: nobody prints that with three noughts behind a comma.
    """
    bare = re.sub(r"[ ']", "", text)
    marks = [each for each in bare if each in ".,"]
    if not marks:
        yield Decimal(bare)
        return
    if INDIAN.fullmatch(bare):
        yield Decimal(bare.replace(",", ""))
        return
    head, _, tail = bare.rpartition(marks[-1])
    groups = re.split(r"[.,]", head)
    is_grouped = all(len(part) == 3 for part in groups[1:]) and len(groups[0]) <= 3
    if len(set(marks)) == 2:
        if is_grouped and marks[-1] not in head:
            yield Decimal(re.sub(r"[.,]", "", head) + "." + tail)
        return
    is_thousands = len(tail) == 3 and is_grouped
    if len(marks) == 1 and not (is_thousands and marks[0] == "," and tail.endswith("0")):
        yield Decimal(f"{head}.{tail}")
    if is_thousands:
        yield Decimal(re.sub(r"[.,]", "", bare))
