"""The words that tell what a text is about, so that a label can be compared with a line."""

from __future__ import annotations

import re
from functools import lru_cache

from esgmap.numerals import WORDS, folded

TOKEN = re.compile(r"[^\W\d_\u2e80-\u9fff]{2,}|[\u2e80-\u9fff]+")
YEAR = re.compile(r"(?<!\d)(?:FY\s?)?((?:19|20)\d\d)(?:\s?[/-]\s?(\d\d)(?!\d))?(?!\d)", re.IGNORECASE)
SMALL = (
    "the of and in to for by from with on at as is are was were be been an or our we its it their per than "
    "that this which has have had not no all any each during"
)
STOP = frozenset((*SMALL.split(), *WORDS))
ENDINGS = ("ization", "isation", "ations", "ation", "ings", "ing", "ies", "ers", "ed", "es", "s", "er", "y")


@lru_cache(maxsize=65536)
def words_of(text: str) -> frozenset[str]:
    """The words without endings, small words and number words; Chinese as pairs of characters."""
    return frozenset(_words(folded(text)))


def sequence_of(text: str) -> list[str]:
    """All words in their order, small ones too, without endings."""
    return [
        stem(each) for each in re.findall(r"[^\W_\u2e80-\u9fff]+|[\u2e80-\u9fff]", folded(text).casefold())
    ]


def _words(text: str) -> list[str]:
    found = []
    for token in TOKEN.findall(text.casefold()):
        if "\u2e80" <= token[0] <= "\u9fff":
            found += [token[n : n + 2] for n in range(max(1, len(token) - 1))]
        elif token not in STOP:
            found.append(stem(token))
    return found


def stem(word: str) -> str:
    """A word without its ending, if enough is left of it."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def years_of(text: str) -> frozenset[int]:
    """The years named in a text; of 2022/23 the later one, too."""
    found: set[int] = set()
    for match in YEAR.finditer(text):
        found |= {int(match[1])} | ({int(match[1][:2] + match[2])} if match[2] else set())
    return frozenset(found)


def heading_key(name: str) -> str:
    """A heading without marks, numbers in front, and case."""
    return re.sub(r"^[#\s\d.]+|[\s:：#]+$", "", folded(name)).casefold()
