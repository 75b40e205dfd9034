"""The words around a figure → the indicators that it may be of, best first, with how well they fit.

A weighted match of words, told in full: which words of which phrase were found, and which words of the row no
phrase accounts for. Figures in a unit of another kind are never of an indicator. No model, no network.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from esgmap.packs.measures import Measure
from esgmap.proposals.lexicon import Lexicon, Phrase

ROW, COLUMN, PARENT, SECTION, CAPTION, SHEET = 1.0, 0.95, 0.8, 0.7, 0.55, 0.35
"""How much a word counts by where it stands."""
FOREIGN_PARENT, FOREIGN_SECTION = 0.5, 0.2
"""How much a word counts against a phrase that lacks it, by where it stands; in the row itself, in full."""
FOREIGN_ROW = 0.8
"""What is left of a score where the row speaks of something else, and only what stands above it fits."""
LEAST = 0.3
MOST = 4


@dataclass(frozen=True, slots=True)
class Around:
    """The words around a figure: its row, its column, rows and sections above, caption, sheet.

    Each is the text of one place; parents and sections stand from the inside out.
    """

    row: str
    column: str = ""
    parents: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    caption: str = ""
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """An indicator and how well it fits, from 0 to about 1; `unexplained` are words of the row left over.

    `inherited` says that the row itself names nothing of the indicator: a row above or a heading does.
    """

    indicator: str
    score: float
    phrase: str
    unexplained: tuple[str, ...] = ()
    inherited: bool = False
    kind: str = ""


@dataclass(frozen=True, slots=True)
class _Words:
    """Tokens by place, made once for a figure."""

    held: dict[str, float]
    own: frozenset[str]
    near: frozenset[str]
    parents: frozenset[str]
    sections: frozenset[str]


def rank(around: Around, unit: Measure | None, lexicon: Lexicon) -> list[Match]:
    """The indicators that fit, best first; none if no words do, or none of this kind of unit."""
    is_told = unit is not None and bool(unit.kinds)
    words = _words(around, lexicon, is_told)
    best: dict[str, Match] = {}
    for phrase in lexicon.phrases:
        indicator = lexicon.hub.indicators[phrase.indicator]
        if unit is not None and not unit.fits(indicator.unit_kind):
            continue
        if indicator.unit_kind == "percentage" and (unit is None or unit.is_vacuous):
            continue  # a share is always printed as one
        if not words.held.keys() & phrase.tokens:
            continue
        found = _match(phrase, words, lexicon, is_told)
        if found and (phrase.indicator not in best or found.score > best[phrase.indicator].score):
            best[phrase.indicator] = found
    ranked = sorted(best.values(), key=lambda each: (-each.score, each.indicator))
    return [each for each in ranked if each.score >= LEAST][:MOST]


def _words(around: Around, lexicon: Lexicon, is_told: bool) -> _Words:
    places: list[tuple[str, float]] = [(around.row, ROW), (around.column, COLUMN)]
    places += [(text, PARENT * 0.9**step) for step, text in enumerate(around.parents)]
    places += [(text, SECTION * 0.8**step) for step, text in enumerate(around.sections)]
    places += [(around.caption, CAPTION), (around.sheet, SHEET)]
    held: dict[str, float] = {}
    for text, weight in places:
        for token in lexicon.tokens(text):
            held[token] = max(held.get(token, 0.0), weight)
    own = frozenset((*lexicon.tokens(around.row), *lexicon.tokens(around.column)))
    parents = frozenset(token for text in around.parents for token in lexicon.tokens(text))
    above = around.sections[:1] or (around.caption,)
    sections = frozenset(token for text in above for token in lexicon.tokens(text))
    near = own | parents | (frozenset() if is_told and len(own) > 1 else sections)
    return _Words(held, own, near, parents - own, sections - own - parents)


def _match(phrase: Phrase, words: _Words, lexicon: Lexicon, is_told: bool) -> Match | None:
    """How well a phrase fits; None if words speak against it, or the row speaks of something else.

    A row of foreign words is taken for a part of what stands above only where a unit (`is_told`) bears it
    out.
    """
    against = lexicon.without.get(phrase.indicator, frozenset())
    if against & words.near - phrase.tokens:
        return None
    bare = words.own - lexicon.member_tokens
    inherited = not words.own & phrase.tokens
    if inherited and bare and not (is_told and phrase.tokens & (words.parents | words.sections)):
        return None
    whole = sum(map(lexicon.weight, phrase.tokens))
    recall = sum(lexicon.weight(token) * words.held.get(token, 0.0) for token in phrase.tokens) / whole
    unexplained = bare - phrase.tokens
    foreign = (
        _sum(unexplained, lexicon)
        + FOREIGN_PARENT * _sum(words.parents - phrase.tokens - lexicon.member_tokens, lexicon)
        + FOREIGN_SECTION * _sum(words.sections - phrase.tokens - lexicon.member_tokens, lexicon)
    )
    told = sum(lexicon.weight(token) for token in phrase.tokens if token in words.held)
    precision = told / (told + foreign) if told else 0.0
    length = min(len(phrase.tokens), 5)
    score = recall**1.5 * (0.35 + 0.65 * precision) * (0.88 + 0.04 * length)
    if inherited and bare:
        score *= FOREIGN_ROW
    kind = lexicon.hub.indicators[phrase.indicator].unit_kind
    unsaid = tuple(sorted(unexplained))
    return Match(phrase.indicator, round(score, 4), phrase.text, unsaid, inherited, kind)


def _sum(tokens: Iterable[str], lexicon: Lexicon) -> float:
    return sum(map(lexicon.weight, tokens))
