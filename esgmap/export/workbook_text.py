"""Text that is safe in a cell, and how many lines it takes there.

XlsxWriter does not fit the height of wrapped rows, so the lines are counted here from the letter widths of
Arial (Liberation Sans in LibreOffice has the same ones). Knows no workbook.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache

LIMIT = 32_000
"""Most UTF-16 units in a cell: Excel holds 32,767, and drops what is longer without a word."""
FONT_SIZE = 9
LINE_HEIGHT = 11.4
WIDE_LINE_HEIGHT = 13.5
"""A line that holds Chinese, Japanese or Korean letters: their fonts are taller."""
FIRST_WIDE = "\u2e80"
MIXED_ROOM = 0.87
"""The share of a line that is counted on beside such letters: their fonts may have wider Latin ones."""
WIDE = 1000
USUAL = 556
WIDTHS = {
    letter: width
    for letters, width in (
        ("'|’‘ijl", 222),
        ("ft.,:;/\\![]I ", 278),
        ('r()-`"“”„', 340),
        ("*^", 430),
        ("cksvxyzJ", 500),
        ("+=<>~±×", 584),
        ("TFZL", 611),
        ("ABEKPSVXY&", 667),
        ("CDHNRUw", 722),
        ("GOQ", 778),
        ("mM", 833),
        ("%", 889),
        ("W—…@›→", 1000),
    )
    for letter in letters
}
ILLEGAL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)
TOKENS = re.compile(
    rf"\s+|[{FIRST_WIDE}-\U0010ffff]|[^\s{FIRST_WIDE}-\U0010ffff-]*-+|[^\s{FIRST_WIDE}-\U0010ffff-]+"
)
"""Between what a line may be broken: words, behind hyphens, at each Chinese, Japanese or Korean letter."""


def safe(text: str) -> str:
    """Make text safe for a cell: no control characters, not too long, and never taken for markup."""
    if text.isprintable() and len(text) * 2 <= LIMIT and not text.startswith("<r>"):
        return text  # nearly every text; nothing that may not stand in a cell is printable
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    text = ILLEGAL.sub("", text)
    if text.startswith("<r>") and text.endswith("</r>"):
        text += " "  # XlsxWriter would write a string of this form into the file as raw markup
    return text if _units(text) <= LIMIT else _cut(text)


def _units(text: str) -> int:
    return len(text) + sum(1 for letter in text if letter > "\uffff")


def _cut(text: str) -> str:
    marker = f" … [cut here: the text has {len(text):,} characters, more than a cell can hold]"
    kept = text[: LIMIT - len(marker)]
    while _units(kept) > LIMIT - len(marker):
        kept = kept[: len(kept) - (_units(kept) - (LIMIT - len(marker)) + 1) // 2]
    return kept + marker


def text_width(text: str, bold: bool = False, size: float = FONT_SIZE) -> float:
    """The width of a text on one line, in points."""
    units = sum(WIDTHS.get(letter, USUAL if letter < FIRST_WIDE else WIDE) for letter in text)
    return units / 1000 * size * (1.07 if bold else 1.0)


def is_wide(text: str) -> bool:
    """Whether a text holds Chinese, Japanese or Korean letters."""
    return bool(text) and max(text) >= FIRST_WIDE


def line_height(text: str) -> float:
    """The height of one line of a text, in points."""
    return WIDE_LINE_HEIGHT if is_wide(text) else LINE_HEIGHT


@lru_cache(maxsize=20_000)
def count_lines(text: str, column_width: float, bold: bool = False, size: float = FONT_SIZE) -> int:
    """How many lines a text takes in a column of the given width (in Excel's units), wrapped at words."""
    room = (column_width * 7 - 2) * 0.75 * (MIXED_ROOM if is_wide(text) else 1)
    return sum(_paragraph(paragraph, room, bold, size) for paragraph in text.split("\n"))


def _paragraph(text: str, room: float, bold: bool, size: float) -> int:
    if len(text) * size * 0.9 < room:
        return 1
    lines, used = 1, 0.0
    for token in TOKENS.findall(text):
        width = text_width(token, bold, size)
        if used + width <= room or token.isspace():
            used += width
            continue
        lines += 1 if used else 0
        extra = math.ceil(width / room) - 1
        lines += extra
        used = width - extra * room
    return lines
