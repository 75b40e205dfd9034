"""Where facts stand in the report and what they are about: sections, tables, words.

Two facts are near each other if they stand in one section of one document. A table is what comes first in
an anchor of three parts (table › row › column). What a statement is about are the words of its label,
gist and anchor, without those that every second statement has. A fact's `note` is the reader's own remark
and never taken for what the report says.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from esgmap.expectations import CJK, Expectations
from esgmap.model import Hub
from esgmap.reported import TOPIC, Fact, Report

WORD = re.compile(r"[a-z]{3,}")
STEP = " › "
TABLE_DEPTH = 3
STEM = 7


@dataclass(frozen=True, slots=True)
class Passage:
    """A section of a document."""

    document: str
    section: str

    def __str__(self) -> str:
        return self.section or self.document or "the report"


def passage_of(fact: Fact) -> Passage:
    """The section that a fact stands in."""
    return Passage(fact.evidence.document, fact.evidence.section)


def table_of(fact: Fact) -> str:
    """The table that a fact stands in, if its anchor names table, row and column."""
    parts = fact.evidence.anchor.split(STEP)
    return parts[0] if len(parts) >= TABLE_DEPTH else ""


def by_passage(facts: Iterable[Fact]) -> dict[Passage, list[Fact]]:
    """The facts by section, in the order of the first of each."""
    found: dict[Passage, list[Fact]] = defaultdict(list)
    for fact in facts:
        found[passage_of(fact)].append(fact)
    return found


def is_figure(fact: Fact) -> bool:
    """Whether the fact is a number or a nil."""
    return fact.value_state in {"number", "nil"}


def gist(fact: Fact) -> str:
    """All that the report says in the fact, as far as words go: label, gist or printed value, anchor."""
    said = fact.value if fact.value_state == "text" else fact.value_as_printed
    return f"{fact.label} {said} {fact.evidence.anchor.replace(STEP, ' ')}"


def label_of(fact: Fact, hub: Hub) -> str:
    """What to call a fact: its own label, else that of its indicator."""
    indicator = hub.indicators.get(fact.indicator)
    return fact.label or (indicator.label if indicator else fact.id)


def topics(fact: Fact, hub: Hub, expectations: Expectations) -> frozenset[str]:
    """What a figure is about: the telling words of its label, of its indicator's label and of its cut."""
    indicator = hub.indicators.get(fact.indicator)
    cut = " ".join(member for name, member in fact.dimensions if name != TOPIC)
    words = f"{fact.label} {indicator.label if indicator else ''} {cut.replace('-', ' ')}"
    return telling_words(words, expectations.words.get("plain", ()))


@lru_cache(4096)
def telling_words(text: str, plain: tuple[str, ...]) -> frozenset[str]:
    """The beginnings of the words of a text that are not plain; of Chinese text, every two characters.

    >>> sorted(telling_words("Running water consumption", ("consumption",)))
    ['running', 'water']
    """
    words = {word[:STEM] for word in WORD.findall(text.lower()) if word not in plain}
    letters = CJK.findall(text)
    pairs = {first + second for first, second in pairwise(letters)}
    return frozenset(words | {pair for pair in pairs if pair not in plain})


def is_highlights(passage: Passage, expectations: Expectations) -> bool:
    """Whether a section is named as one that repeats what the body says."""
    return bool(expectations.pattern("highlights").search(passage.section))


def texts(report: Report) -> list[Fact]:
    """The facts that are told in words."""
    return [fact for fact in report.facts if fact.value_state == "text"]


def quoted(facts: Iterable[Fact]) -> str:
    """The ids of facts, for a message."""
    return ", ".join(f"`{fact.id}`" for fact in facts)
