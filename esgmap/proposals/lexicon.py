"""The words that people print for indicators and members → phrases to look for in the labels of tables.

Comes in: indicator-words.tsv, member-words.tsv and intake-words.tsv of `frameworks/`, and the hub. Goes out:
a `Lexicon`. English words are taken by their stems, Chinese by pairs of signs. Nothing is learned from data.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from esgmap.cells import read_list
from esgmap.model import Hub, Problem
from esgmap.numerals import folded
from esgmap.tables import Row, read_rows

TABLES = ("indicator-words", "member-words", "intake-words")
SAME, PLAIN = "same", "plain"
ITSELF = "*"
_CJK = re.compile(r"[\u3400-\u9fff]+")
_WORD = re.compile(r"[a-z][a-z0-9]*|[0-9]+(?:-[0-9]+)?|[\u3400-\u9fff]+")
_MARKS = re.compile(r"\(\d{1,2}\)|\[\w\]|(?<=[a-z)])\d{1,2}(?=\s|$)|[*†‡§]")
"""Signs that point to notes: `Headcount (3)`, `Turnover1`."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """One wording of an indicator, as tokens."""

    indicator: str
    text: str
    tokens: frozenset[str]


@dataclass(frozen=True, slots=True)
class MemberWords:
    """What stands for a member: a pattern, and the indicators with which alone it does (empty: any)."""

    dimension: str
    member: str
    pattern: re.Pattern[str]
    indicators: tuple[str, ...]

    def goes_with(self, indicator: str) -> bool:
        """Whether the words say the member beside this indicator."""
        return not self.indicators or any(
            indicator.startswith(each[:-1]) if each.endswith("*") else indicator == each
            for each in self.indicators
        )


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything that labels are read with; `weights` tell how much a token says of what is meant."""

    hub: Hub
    phrases: tuple[Phrase, ...]
    without: dict[str, frozenset[str]]
    says: dict[str, tuple[str, ...]]
    members: tuple[MemberWords, ...]
    weights: dict[str, float]
    tokens: Callable[[str], tuple[str, ...]]
    member_tokens: frozenset[str]

    def weight(self, token: str) -> float:
        """How much a token says; one that no phrase holds says as much as the rarest."""
        return self.weights.get(token, self.weights[""])


def load_lexicon(folder: Path, hub: Hub) -> tuple[Lexicon, list[Problem]]:
    """Read the three tables; a table with errors counts as empty, and the problems say so."""
    rows: dict[str, list[Row]] = {}
    problems: list[Problem] = []
    for stem in TABLES:
        rows[stem], found = read_rows(folder, stem, stem)
        problems += found
    tokens = tokenizer(
        [read_list(row["words"]) for row in rows["intake-words"] if row["kind"] == SAME],
        [word for row in rows["intake-words"] if row["kind"] == PLAIN for word in read_list(row["words"])],
    )
    phrases = tuple(_phrases(rows["indicator-words"], hub, tokens))
    members = tuple(_members(rows["member-words"]))
    spoken = (word for row in rows["member-words"] for word in read_list(row["words"]))
    known = frozenset(token for word in spoken for token in tokens(word))
    without = {
        row["indicator"]: frozenset(token for each in read_list(row["without"]) for token in tokens(each))
        for row in rows["indicator-words"]
        if row["without"]
    }
    says = {row["indicator"]: read_list(row["says"]) for row in rows["indicator-words"] if row["says"]}
    return Lexicon(hub, phrases, without, says, members, _weights(phrases), tokens, known), problems


def _phrases(rows: list[Row], hub: Hub, tokens: Callable[[str], tuple[str, ...]]) -> Iterable[Phrase]:
    seen: set[tuple[str, frozenset[str]]] = set()
    named = [(row["indicator"], text) for row in rows for text in read_list(row["words"])]
    named += [(each.id, each.label) for each in hub.indicators.values() if each.value_type == "quantity"]
    for indicator, text in named:
        found = frozenset(tokens(text))
        if found and (indicator, found) not in seen:
            seen.add((indicator, found))
            yield Phrase(indicator, text, found)


def _members(rows: list[Row]) -> Iterable[MemberWords]:
    for row in rows:
        words = sorted(read_list(row["words"]), key=len, reverse=True)
        pattern = "|".join(_bounded(folded(each).casefold()) for each in words)
        yield MemberWords(row["dimension"], row["member"], re.compile(pattern), read_list(row["indicators"]))


def _bounded(word: str) -> str:
    escaped = re.escape(word).replace(r"\ ", r"\s+")
    if _CJK.search(word):
        return escaped
    start = r"(?<![a-z0-9-])" if word[:1].isalnum() else ""
    return f"{start}{escaped}" + (r"(?![a-z0-9])" if word[-1:].isalnum() else "")


def _weights(phrases: tuple[Phrase, ...]) -> dict[str, float]:
    """How rare each token is among the indicators; under the empty token, the weight of an unknown one."""
    held: dict[str, set[str]] = {}
    for phrase in phrases:
        for token in phrase.tokens:
            held.setdefault(token, set()).add(phrase.indicator)
    number = len({phrase.indicator for phrase in phrases}) or 1
    counts = Counter({token: len(found) for token, found in held.items()})
    weights = {token: math.log(1 + number / count) for token, count in counts.items()}
    return weights | {"": math.log(1 + number / 4)}


# --- tokens ---------------------------------------------------------------------------------------


def tokenizer(same: Iterable[tuple[str, ...]], plain: Iterable[str]) -> Callable[[str], tuple[str, ...]]:
    """What splits a text into tokens: words that say the same become one, those that say nothing go."""
    alike = {folded(word).casefold(): words[0] for words in same for word in words}
    longest = sorted((word for word in alike if not _CJK.search(word)), key=len, reverse=True)
    pattern = re.compile("|".join(_bounded(word) for word in longest) or r"(?!)")
    nothing = {word.casefold() for word in plain}
    stem = _stemmer()

    @cache
    def tokens(text: str) -> tuple[str, ...]:
        """The tokens of a text, in order, each once."""
        lowered = _MARKS.sub(" ", folded(text).casefold()).replace("’", "'").replace("'s", "")
        merged = pattern.sub(lambda match: f" {_name(alike[match[0]])} ", lowered)
        found: list[str] = []
        for word in _WORD.findall(merged):
            if _CJK.match(word):
                found += _pairs(word, nothing)
            elif word not in nothing and not word.isdigit():
                found.append(word if word.startswith("xx") else stem(word))
        return tuple(dict.fromkeys(found))

    return tokens


def _name(word: str) -> str:
    """A token that stands for words that say the same, kept from the stemmer."""
    return "xx" + re.sub(r"[^a-z0-9]", "", word.replace("-", "to"))


def _pairs(word: str, nothing: set[str]) -> list[str]:
    """Chinese text in overlapping pairs of signs, without words that say nothing."""
    for each in sorted((each for each in nothing if _CJK.match(each)), key=len, reverse=True):
        word = word.replace(each, " ")
    parts = word.split()
    return [part[at : at + 2] for part in parts for at in range(max(1, len(part) - 1))]


@cache
def _stemmer() -> Callable[[str], str]:
    import snowballstemmer

    return cache(snowballstemmer.stemmer("english").stemWord)
