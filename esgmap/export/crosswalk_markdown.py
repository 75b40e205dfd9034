"""A crosswalk as a Markdown page."""

from __future__ import annotations

from collections.abc import Iterator

from esgmap.chains import STRENGTH
from esgmap.crosswalk import Standing
from esgmap.export.crosswalk_rows import (
    PREDICATE_MEANINGS,
    PREDICATE_WORDS,
    STANDING_MEANINGS,
    Line,
    View,
    lone_lines,
    pair_lines,
    summary_texts,
)
from esgmap.export.markdown import escape

NAME = "md"


def render(view: View) -> str:
    """The crosswalk as Markdown text."""
    return "\n".join(_lines(view)) + "\n"


def _lines(view: View) -> Iterator[str]:
    yield f"# {escape(view.title)}"
    for text in summary_texts(view):
        yield from ("", escape(text))
    yield from ("", "The second is to the first:", "")
    for predicate in STRENGTH:
        yield f"- **{PREDICATE_WORDS[predicate]}**: {PREDICATE_MEANINGS[predicate]}"
    lines = pair_lines(view)
    if lines:
        yield from (
            "",
            "## Pairs",
            "",
            "| From | | To | Confidence | How it is known |",
            "|---|---|---|---|---|",
        )
        yield from map(_row, lines)
    for standing in Standing:
        lone = [each for each in lone_lines(view) if each.standing is standing]
        if not lone:
            continue
        yield from (
            "",
            f"## {standing.value.capitalize()}",
            "",
            f"{STANDING_MEANINGS[standing].capitalize()}.",
            "",
        )
        for is_from, name in zip((True, False), view.names, strict=True):
            own = [each for each in lone if each.is_from == is_from]
            if own:
                yield from (f"### {escape(name)}", "")
                yield from (f"- **{escape(each.end.code)}** {escape(each.end.label)}" for each in own)
                yield ""


def _row(line: Line) -> str:
    how = "<br>".join(escape(each) for each in (*filter(None, [line.share]), *line.steps))
    ends = [f"**{escape(end.code)}** {escape(end.label)}" for end in (line.start, line.end)]
    return f"| {ends[0]} | {PREDICATE_WORDS[line.predicate]} | {ends[1]} | {line.confidence} | {how} |"
