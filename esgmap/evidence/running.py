"""A fact's figure in running text: beside enough of the fact's own words, nearer than other figures."""

from __future__ import annotations

import re
from collections.abc import Iterator

from esgmap.evidence.passages import Passage, Passages
from esgmap.evidence.wanted import NOUGHT, Wanted
from esgmap.evidence.words import words_of, years_of
from esgmap.numerals import Numeral

IN_SENTENCE = {1: 0.67, 2: 0.6, 3: 0.5}
NEARBY = {1: 0.9, 2: 0.75, 3: 0.67}
LONG_SENTENCE, LONG_NEARBY = 0.34, 0.5
"""How much of the fact's words must stand with a figure of so many digits; the last: of four and more."""
CLAUSE_END = 20
PROSE = 5
"""A cell of so many words is a sentence."""
WORD = re.compile(r"[^\W\d_\u2e80-\u9fff]{2,}|[\u2e80-\u9fff]{2}")
CLAUSE = re.compile(r"[,;:()、，；：]\s|\s(?:and|while|among which|of which|but|or)\s", re.IGNORECASE)


def in_text(sought: Wanted, passages: Passages) -> Iterator[tuple[float, Passage]]:
    """Each passage that shows the figure by the fact's words, and how much of them it holds."""
    needs_all = sought.phrase or sought.fact.value_state == "nil"
    for passage in passages.all if needs_all else passages.showing(sought.values):
        spots = list(_spots(sought, passage))
        if not spots:
            continue
        if sought.quote and sought.quote in passage.text.casefold():
            yield 2.0, passage
            continue
        inside = _cover(sought, passage.words)
        needed = IN_SENTENCE.get(sought.digits, LONG_SENTENCE)
        if inside >= needed and any(_is_nearest(sought, passage, each) for each in spots):
            yield 1 + inside, passage
        elif inside > 0 and len(passage.text) < 200:
            around = _cover(sought, passages.near(passage))
            if around >= NEARBY.get(sought.digits, LONG_NEARBY) and any(
                _is_nearest(sought, passage, each) for each in spots
            ):
                yield around, passage


def other_figures(sought: Wanted, passages: Passages) -> Iterator[tuple[float, Passage]]:
    """The sentences that hold nearly all words of the fact and figures of its kind, but not its own."""
    for passage in passages.all:
        kin = [each for each in passage.numbers if not each.is_word and each.is_percent == sought.is_percent]
        score = _cover(sought, passage.words)
        if score >= 0.75 and any(not years_of(each.text) for each in kin):
            yield score, passage


def _spots(sought: Wanted, passage: Passage) -> Iterator[Numeral]:
    if sought.phrase:
        pattern = re.compile(rf"(?<!\w){re.escape(sought.phrase)}(?!\w)", re.IGNORECASE)
        for match in pattern.finditer(passage.text):
            yield Numeral(
                match.start(), match.end(), match[0], sought.values, sought.is_percent, is_word=True
            )
        if sought.fact.value_state == "nil" and not sought.fact.value_as_printed:
            for match in NOUGHT.finditer(passage.text):
                yield Numeral(match.start(), match.end(), match[0], sought.values, is_word=True)
    if sought.values:
        yield from (
            each
            for each in passage.numbers
            if sought.fits(each)
            and not (passage.is_row and _is_cell(passage.text, each))
            and (each.is_percent or not sought.is_percent or each.is_word)
        )


def _is_cell(text: str, spot: Numeral) -> bool:
    """Whether the figure is a cell of a table: that counts by its row and column alone."""
    start, end = max(text.rfind(mark, 0, spot.start) for mark in "|\t"), len(text)
    end = min((at for mark in "|\t" if (at := text.find(mark, spot.end)) >= 0), default=end)
    return len(text[start + 1 : end].split()) < PROSE


def _cover(sought: Wanted, words: frozenset[str]) -> float:
    return max((len(own & words) / len(own) for own in sought.own), default=0.0)


def _is_nearest(sought: Wanted, passage: Passage, spot: Numeral) -> bool:
    """Whether one of the fact's words stands closer to this figure than to the others of its kind.

    Where none of them stands, every figure is as near. One in a clause of another year is another figure.
    """
    bounds = [0, *(each.end() for each in CLAUSE.finditer(passage.text)), len(passage.text)]
    years = years_of(_clause(passage.text, spot, bounds))
    if years and not years & sought.years:
        return False
    kin = [each for each in passage.numbers if each.is_percent == spot.is_percent and not years_of(each.text)]
    rivals = [
        each for each in kin if not sought.values & each.readings and not spot.start <= each.start < spot.end
    ]
    own = frozenset[str]().union(*sought.own)
    places = [match for match in WORD.finditer(passage.text) if words_of(match[0]) & own]
    if not rivals or not places:
        return True
    return any(
        _gap(word, spot, bounds) <= min(_gap(word, each, bounds) for each in rivals) for word in places
    )


def _gap(word: re.Match[str], spot: Numeral, bounds: list[int]) -> int:
    """How far a figure stands from a word, in characters; the end of a clause between them counts as many."""
    low, high = sorted((word.start(), spot.start))
    ends = sum(low < each <= high for each in bounds)
    return max(word.start() - spot.end, spot.start - word.end(), 0) + CLAUSE_END * ends


def _clause(text: str, spot: Numeral, bounds: list[int]) -> str:
    start = max(each for each in bounds if each <= spot.start)
    end = min((each for each in bounds if each >= spot.end), default=len(text))
    return text[start:end]
