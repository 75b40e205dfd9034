"""What is looked for, for one fact: the values that may be printed, and the fact's own words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from esgmap.evidence.words import heading_key, stem, words_of, years_of
from esgmap.numerals import Numeral, folded, numerals
from esgmap.reported import Fact

PARTS = re.compile(r"\s*[›>]\s*")
NOT_THERE = frozenset(
    {
        "na",
        "n/a",
        "n.a.",
        "n.a",
        "nil",
        "none",
        "-",
        "--",
        "*",
        "/",
        "not available",
        "无",
        "無",
        "不适用",
        "不適用",
    }
)
COMMON = frozenset(
    stem(each)
    for each in ("table", "total", "number", "percentage", "share", "figure", "rate", "year", "so", "far")
)
"""Words that stand in too many labels to tell one figure from another."""
NOUGHT = re.compile(
    r"\b(?:no|zero|nil|none|not|never|without|neither|nobody|nothing)\b|[无無未]|没有|沒有", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """One fact as it is looked for.

    `values` are what a number may mean; `phrase` is the printed value where it is words; `parts` are those of
    the anchor that name rows and columns, `quote` the last of them if it shows the figure itself.
    """

    fact: Fact
    values: frozenset[Decimal]
    phrase: str
    is_percent: bool
    digits: int
    quote: str
    parts: tuple[str, ...]
    own: tuple[frozenset[str], ...]
    years: frozenset[int]

    def fits(self, numeral: Numeral) -> bool:
        """Whether a number in the document may be the fact's figure."""
        return bool(self.values & numeral.readings) and (self.is_percent or not numeral.is_percent)


def wanted(fact: Fact) -> Wanted:
    """What to look for; numbers are compared by value, words as they are printed."""
    printed = folded(fact.value_as_printed)
    found = list(numerals(printed))
    values = {value for each in found for value in each.readings} if found else set()
    if not found and fact.number is not None:
        values = {fact.number.normalize()}
    if fact.value_state == "nil":
        values |= {Decimal(0)}
    words = " ".join(printed.casefold().split())
    is_words = bool(words) and not any(each.isdigit() for each in words)
    digits = len(re.sub(r"\D", "", printed or fact.value).lstrip("0")) or 1
    parts = tuple(part for each in PARTS.split(fact.evidence.anchor) if (part := each.strip()))
    return Wanted(
        fact,
        frozenset(value.normalize() for value in values),
        words if is_words else "",
        "%" in printed or fact.unit in {"pct", "percentage"} or any(each.is_percent for each in found),
        digits,
        _quote(parts, values),
        parts,
        _own(fact, parts),
        frozenset({fact.period.end.year}),
    )


def _quote(parts: tuple[str, ...], values: set[Decimal]) -> str:
    """The end of the anchor if it quotes the figure itself among other words: `total of 690 suppliers`."""
    quote = " ".join(folded(parts[-1]).casefold().split()) if parts else ""
    shown = any(each.readings & values for each in numerals(quote))
    return quote if shown and words_of(quote) else ""


def _own(fact: Fact, parts: tuple[str, ...]) -> tuple[frozenset[str], ...]:
    """The sets of words by which the figure is known: the label's, and those of the anchor's end."""
    kept = [each for each in parts if not (years_of(each) and not words_of(each))]
    section = heading_key(fact.evidence.section)
    named = [each for each in kept if heading_key(each) != section]
    sets = [words_of(fact.label), words_of(named[-1]) if named else frozenset[str]()]
    sets = [each - COMMON or each for each in sets if each]
    strong = [each for each in sets if len(each) > 1]
    if len(strong) < len(sets):
        strong.append(frozenset[str]().union(*sets))
    return (
        tuple(strong)
        if len(strong[-1:]) and len(strong[-1]) > 1
        else ((frozenset[str]().union(*sets),) if sets else ())
    )
