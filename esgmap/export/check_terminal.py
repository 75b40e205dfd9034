"""What `esgmap check` says, as lines of plain text for a terminal; the command adds colour."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from esgmap.computations import told
from esgmap.examined import Examined
from esgmap.export.check_words import answer_text, counts_by_check, places_text, severity_counts
from esgmap.export.wording import problem_line
from esgmap.findings import Assessment
from esgmap.model import Problem

Line = tuple[str, str]
"""A line's text, and the word that decides its colour."""
INDENT = "    "
HOW_TO_ANSWER = (
    "To accept a problem as it stands, write its key into responses.csv, with the reason and your name; "
    "see docs/checking.md."
)


def lines(assessment: Assessment, width: int, with_held: bool = False) -> Iterator[Line]:
    """Problems first, the gravest on top; what is accepted; what held; the counts."""
    problems = assessment.problems
    still_open = [each for each in problems if not each.is_accepted]
    accepted = [each for each in problems if each.is_accepted]
    for problem in still_open:
        yield from _problem(problem, width)
    if accepted:
        yield from _head(f"Accepted, as of {assessment.as_of}", bool(still_open))
        for problem in accepted:
            yield from _problem(problem, width)
    if assessment.examined:
        yield from _head("What was checked", bool(problems))
        yield from _checked(assessment, width)
    if with_held:
        yield from _held(assessment.examined, width)
    if any(each.key for each in still_open):
        yield "", ""
        yield from _hanging("", HOW_TO_ANSWER, width)
    expired = any(each.answer and each.answer.has_expired for each in problems)
    day = f" (answers as of {assessment.as_of})" if accepted or expired else ""
    yield f"{severity_counts(problems)}{day}", "head"


def _head(text: str, is_apart: bool) -> Iterator[Line]:
    if is_apart:
        yield "", ""
    yield text, "head"


def _problem(problem: Problem, width: int) -> Iterator[Line]:
    """A problem with its computation, its places, its remedy, its answer and its key."""
    style = "" if problem.is_accepted else problem.severity.value
    for number, (text, _) in enumerate(_hanging("", problem_line(problem), width, INDENT)):
        yield text, style if number == 0 else ""
    if problem.computation:
        yield from _hanging(INDENT, problem.computation, width)
    if problem.also:
        yield from _hanging(f"{INDENT}at ", places_text(problem), width)
    if problem.answer:
        yield from _hanging(INDENT, answer_text(problem.answer), width)
    if problem.hint and not problem.is_accepted:
        yield from _hanging(f"{INDENT}→ ", problem.hint, width)
    if problem.key:
        yield f"{INDENT}key {problem.key}", ""


def _checked(assessment: Assessment, width: int) -> Iterator[Line]:
    counts = counts_by_check(assessment.examined, assessment.problems)
    codes = {each.code for each in assessment.examined}
    wide = max(len(code) for code in codes) + 2
    for each in counts:
        if each.code in codes:
            yield from _hanging(f"  {each.code:<{wide}}", each.text, width)


def _held(examined: tuple[Examined, ...], width: int) -> Iterator[Line]:
    """Each thing that held, with its computation where there is one, under its check."""
    held = [each for each in examined if each.problem is None]
    for code in dict.fromkeys(each.code for each in held):
        yield from _head(f"Held: {code}", True)
        for each in held:
            if each.code == code:
                yield from _hanging("  ", each.title, width, INDENT)
                if each.comparison:
                    yield from _hanging(INDENT, told(each.comparison), width)


def _hanging(start: str, text: str, width: int, further: str = "") -> Iterator[Line]:
    """A text behind a start, its further lines indented as far; words and codes are kept whole."""
    indent = further or " " * len(start)
    pieces = textwrap.wrap(
        text,
        width,
        initial_indent=start,
        subsequent_indent=indent,
        break_on_hyphens=False,
        break_long_words=False,
    )
    for piece in pieces or [start.rstrip()]:
        yield piece, ""
