"""The text of one cell of a table → a figure, a sign for none or not available, or nothing of the kind.

12,345.6 · 12 345,6 · 12.345,6 · 1’234 · full-width digits · (123) · −5 · 47% · 38.2 kt of CO2 · < 0.1.
What a comma or a full stop means is settled for a whole table (`sign_of`), never guessed for one cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from esgmap.numerals import folded

NUMBER, NIL, ABSENT, DASH, TEXT, BLANK = "number", "nil", "not-available", "dash", "text", "blank"
_DIGITS = r"\d{1,3}(?:[ '’]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)*|[.,]\d+"
_CURRENCY = r"(?:[A-Z]{1,3}\$|[$€£¥₹]|RMB|CNY|HKD|USD|EUR|GBP|AUD|CHF|JPY)?"
_FIGURE = re.compile(
    rf"(?P<near>[<>≤≥~≈]|c\.|ca\.|approx\.?|about|约|約)?\s*(?P<open>\()?\s*(?P<lead>{_CURRENCY})\s*"
    rf"(?P<sign>[+-])?\s*(?P<paid>{_CURRENCY})\s*(?P<digits>{_DIGITS})\s*(?P<inner>%)?\s*(?P<close>\))?\s*"
    r"(?P<rest>.*)",
    re.S,
)
_MARKS = re.compile(
    r"(?:\s*(?:\(\d{1,2}\)|\[\w{1,2}\]|\([a-z*]\)|[*†‡§#✓✔√üþ^¹²³⁴⁵⁶⁷⁸⁹]|\^\d{1,2}|\b[a-zA-Z]\)))+$"
)
"""Signs that point to a note, and ticks of an assurer, behind a figure."""
_NO_UNIT = re.compile(
    r"^(?:and|or|to|over|above|under|below|years?|older|younger|more|less|plus|st|nd|rd|th)\b"
    r"|\b(?:and|or|to|of age)\b",
    re.I,
)
"""What follows a number in words such as `50 and over`, which are no figures."""
_DASHES = re.compile(r"[-–—−‐‑―─－.·/]{1,4}")
ABSENT_WORDS = re.compile(
    r"n\.?\s?[/.]?\s?[ad]\.?|not available|not applicable|not reported|not disclosed|not measured|no data"
    r"|no information|unavailable|tbd|tbc|k\.\s?a\.|n\.?r\.?|不适用|不適用|暂无数据|暫無數據"
    r"|未披露|无数据|無數據|/",
    re.I,
)
NIL_WORDS = re.compile(r"nil|none|zero|nought|无|無|零", re.I)
YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Figure:
    """What a cell holds: its kind, the number if it is one, and what stands around the digits.

    `value` is None where nothing settles what a comma or a full stop means; `others` are then the readings.
    `near` is a sign such as `<`; `unit` the words behind the digits.
    """

    kind: str
    printed: str = ""
    value: Decimal | None = None
    unit: str = ""
    near: str = ""
    others: tuple[Decimal, ...] = ()

    @property
    def is_shown(self) -> bool:
        """Whether the cell says something of a figure: one, or that there is none."""
        return self.kind in {NUMBER, NIL, ABSENT, DASH}


def figure(text: str, sign: str = "", is_stored: bool = False) -> Figure:
    """Read a cell; `sign` is the decimal sign of its table if that is settled, and `.` for a stored number.

    >>> figure("12.345,6", ",").value, figure("(1 234)").value, figure("n/a").kind
    (Decimal('12345.6'), Decimal('-1234'), 'not-available')
    """
    printed = text.strip()
    plain = _plain(printed)
    if not plain:
        return Figure(BLANK)
    if _DASHES.fullmatch(plain):
        return Figure(DASH, printed)
    bare = _MARKS.sub("", plain).strip()
    if ABSENT_WORDS.fullmatch(plain) or ABSENT_WORDS.fullmatch(bare):
        return Figure(ABSENT, printed)
    if NIL_WORDS.fullmatch(bare):
        return Figure(NIL, printed)
    match = _FIGURE.fullmatch(bare) or _FIGURE.fullmatch(plain)
    if not match or not _is_figure(match):
        return Figure(TEXT, printed)
    is_negative = match["sign"] == "-" or bool(match["open"] and match["close"])
    found = [-each if is_negative else each for each in values(match["digits"], "." if is_stored else sign)]
    if not found:
        return Figure(TEXT, printed)
    unit = (match["inner"] or "") or (match["lead"] or match["paid"] or "")
    rest = _MARKS.sub("", match["rest"]).strip()
    unit = f"{unit} {rest}".strip()
    sole = found[0] if len(found) == 1 else None
    return Figure(NUMBER, printed, sole, unit, match["near"] or "", () if sole is not None else tuple(found))


def _is_figure(match: re.Match[str]) -> bool:
    """Whether digits and what follows are a figure with its unit, rather than words that begin with one."""
    rest = match["rest"].strip()
    if bool(match["open"]) != bool(match["close"]):
        return False
    if not rest:
        return True
    if len(rest) > 30 or re.search(r"[:;?!]|\d{3}", rest) or rest[0] in "-/.,)":
        return False
    if match["open"] or YEAR.fullmatch(match["digits"]):
        return rest == "%"
    return len(rest.split()) <= 4 and not _NO_UNIT.search(rest)


def values(digits: str, sign: str) -> list[Decimal]:
    """What digits with separators can mean, under a decimal sign or (empty) under either.

    >>> values("1,234", ""), values("1,234", "."), values("1,23,456", "."), values("5,5", ",")
    ([Decimal('1.234'), Decimal('1234')], [Decimal('1234')], [Decimal('123456')], [Decimal('5.5')])
    """
    bare = re.sub(r"[ '’]", "", digits)
    was_grouped = bare != digits
    marks = [each for each in bare if each in ".,"]
    if not marks:
        return [Decimal(bare)]
    last = marks[-1]
    head, _, tail = bare.rpartition(last)
    plain = re.sub(r"[.,]", "", head) or "0"
    decimal = Decimal(f"{plain}.{tail}")
    whole = Decimal(plain + tail)
    if len(set(marks)) == 2 or was_grouped:
        return [decimal]
    can_group = len(tail) == 3 and all(2 <= len(each) <= 3 for each in re.split(r"[.,]", head)[1:])
    can_group = can_group and 1 <= len(re.split(r"[.,]", head)[0]) <= 3 and head != "0"
    if len(marks) > 1:
        return [whole] if can_group else []
    if not can_group:
        return [decimal]
    if sign:
        return [decimal if sign == last else whole]
    return [decimal, whole]


def sign_of(texts: Iterable[str]) -> tuple[str, bool]:
    """The decimal sign that the figures of a table prove, and whether anything speaks against it.

    `("", False)` if nothing tells. Three figures or more that all have groups of three behind one sign, and
    no figure that has not, are taken as proof that it parts thousands, for a comma; never for a full stop.
    """
    proofs = {".": 0, ",": 0}
    grouped = {".": set[str](), ",": set[str]()}
    for text in texts:
        match = _FIGURE.fullmatch(_MARKS.sub("", _plain(text)).strip())
        if not match or not _is_figure(match):
            continue
        digits = match["digits"]
        marks = [each for each in digits if each in ".,"]
        if not marks:
            continue
        if len(values(digits, "")) > 1:
            grouped[marks[-1]].add(digits)
        elif len(set(marks)) == 1 and len(marks) > 1:
            proofs["," if marks[0] == "." else "."] += 1
        else:
            proofs[marks[-1]] += 1
    best = max(proofs, key=lambda each: proofs[each])
    if proofs[best]:
        return best, bool(min(proofs.values()))
    if len(grouped[","]) >= 3 and not grouped["."]:
        return ".", False
    return "", False


def is_year(text: str) -> bool:
    """Whether a cell holds nothing but a year, as headings do."""
    return bool(YEAR.fullmatch(_plain(text)))


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", folded(text.replace("²", "^2").replace("³", "^3"))).strip()
