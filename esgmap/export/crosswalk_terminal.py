"""A crosswalk as lines of plain text for a terminal; the command adds colour."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from esgmap.chains import EXACT, STRENGTH
from esgmap.crosswalk import CodePair, Standing
from esgmap.export.crosswalk_rows import (
    DISCLOSURE,
    PREDICATE_MEANINGS,
    PREDICATE_WORDS,
    STANDING_MEANINGS,
    View,
    code_line,
    lone_lines,
    pair_line,
    summary_texts,
)

NAME = "terminal"
Line = tuple[str, str]
"""A line's text, and the word that decides its colour."""


def lines(view: View, width: int) -> Iterator[Line]:
    """The crosswalk, wrapped to a width: counts, pairs by disclosure, then what has no pair."""
    yield from _wrapped("", view.title, width, "title")
    for text in summary_texts(view):
        yield from _wrapped("", text, width)
    used = {each.predicate for each in view.crosswalk.code_pairs}
    used |= {each.predicate for each in view.crosswalk.pairs} if view.level != DISCLOSURE else set()
    if used:
        yield "", ""
    for predicate in STRENGTH:
        if predicate in used:
            yield from _wrapped(f"  {PREDICATE_WORDS[predicate]:9} ", PREDICATE_MEANINGS[predicate], width)
    previous = ""
    for found in view.crosswalk.code_pairs:
        if found.from_id != previous:
            start = code_line(found, view).start
            yield "", ""
            yield from _wrapped(f"{start.code}  ", start.label, width, "head")
        previous = found.from_id
        yield from _code_pair(found, view, width)
    yield from _lone(view, width)


def _code_pair(found: CodePair, view: View, width: int) -> Iterator[Line]:
    line = code_line(found, view)
    text = f"{line.end.code}  {line.end.label} ({line.end.edition}); {line.share}, {line.confidence}"
    yield from _wrapped(f"  {PREDICATE_WORDS[line.predicate]:9} ", text, width)
    if view.level == DISCLOSURE:
        return
    for pair in found.pairs:
        inner = pair_line(pair, view)
        word = PREDICATE_WORDS[inner.predicate]
        start = f"{'':12}{inner.start.code} {word}{' as' * (inner.predicate == EXACT)} {inner.end.code}, "
        text = f"{start.strip()} {inner.confidence}: {'; '.join(inner.steps)}"
        yield from _wrapped(" " * 12, text, width, indent=14)


def _lone(view: View, width: int) -> Iterator[Line]:
    found = lone_lines(view)
    for standing in Standing:
        for is_from, name in zip((True, False), view.names, strict=True):
            codes = [each.end.code for each in found if each.is_from == is_from and each.standing is standing]
            if codes:
                yield "", ""
                yield from _wrapped(
                    "", f"{standing.value.capitalize()}: {len(codes)} of {name}", width, "head"
                )
                yield from _wrapped("  ", f"{STANDING_MEANINGS[standing].capitalize()}.", width)
                yield from _wrapped("  ", ", ".join(codes), width)


def _wrapped(start: str, text: str, width: int, style: str = "", indent: int = 0) -> Iterator[Line]:
    further = " " * (indent or len(start))
    wrapped = textwrap.wrap(
        text, width, initial_indent=start, subsequent_indent=further, break_on_hyphens=False
    )
    yield from ((line, style) for line in wrapped or [start])
