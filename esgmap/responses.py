"""`responses.csv`: what was answered to problems, one row an answer → the problems with their answers.

An answer names a problem by its key, which changes with the figures: it never covers what came after it. An
answered problem stays in sight; from the day after `until` on it counts again. Nothing here reads a clock.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from esgmap.examined import Examined, key_of
from esgmap.model import Answer, Problem, Severity, Source
from esgmap.reported import Fact
from esgmap.tables import Row, Table, error

STEM = "responses"
NO_PROBLEM = "answer-without-problem"
FAR = 4
"""Letters that tell two problems with one key apart."""
_PLACE = re.compile(r"\S+\.(?:csv|tsv|xlsx|xlsm|yaml)\b(?::\S+)?")


@dataclass(frozen=True, slots=True)
class Response:
    """One row of the table: the key of a problem, the answer to it, and where it stands."""

    key: str
    answer: Answer
    source: Source


# --- the table ------------------------------------------------------------------------------------


def responses_of(table: Table | None, problems: list[Problem]) -> tuple[Response, ...]:
    """Every row that can be read; what keeps one from being read is added to the problems."""
    found: list[Response] = []
    first: dict[str, Row] = {}
    for row in table.rows if table else ():
        key = row["problem"]
        if key and first.setdefault(key, row) is not row:
            message = f"`{key}` is answered twice; first at {first[key].source('problem')}"
            hint = "keep the answer that holds"
            problems.append(error("duplicate-answer", message, hint, row.source("problem")))
        elif response := _response(row, problems):
            found.append(response)
    return tuple(found)


def _response(row: Row, problems: list[Problem]) -> Response | None:
    on, until = (_day(row, column, problems) for column in ("on", "until"))
    if on and until and until < on:
        message = f"`until` is {until}, before the day of the answer, {on}"
        hint = "put the later day under `until`, or leave it empty if the answer holds while the figures stay"
        problems.append(error("date-format", message, hint, row.source("until")))
    if on is None or not row["problem"]:
        return None  # the table has reported it
    answer = Answer(row["accepted_because"], row["by"], on, until, row["note"])
    return Response(row["problem"], answer, row.source("problem"))


def _day(row: Row, column: str, problems: list[Problem]) -> date | None:
    """The day in a cell; that it looks like none, the table has reported."""
    try:
        return date.fromisoformat(row[column]) if row[column] else None
    except ValueError:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", row[column]):
            message = f"`{column}` is `{row[column]}`; expected a day that exists in the calendar"
            problems.append(error("date-format", message, "check year, month and day", row.source(column)))
        return None


# --- keys -----------------------------------------------------------------------------------------


def with_keys(problems: Iterable[Problem], facts: Mapping[str, Fact]) -> list[Problem]:
    """The problems, each with a key of its own that says nothing of where it stands in its file."""
    keyed = [each if each.key else replace(each, key=_key(each, facts)) for each in problems]
    times = Counter(each.key for each in keyed)
    apart = [each if times[each.key] == 1 else replace(each, key=_apart(each)) for each in keyed]
    seen: Counter[str] = Counter()
    told = []
    for each in apart:
        seen[each.key] += 1
        told.append(each if seen[each.key] == 1 else replace(each, key=f"{each.key}-{seen[each.key]}"))
    return told


def _key(problem: Problem, facts: Mapping[str, Fact]) -> str:
    """The key of a problem of the input: made from its facts, or where it has none from its words."""
    known = [facts[each] for each in problem.facts if each in facts]
    return key_of(problem.code, known, "" if known else _PLACE.sub("", problem.message))


def _apart(problem: Problem) -> str:
    words = _PLACE.sub("", problem.message)
    return f"{problem.key}-{hashlib.sha256(words.encode()).hexdigest()[:FAR]}"


# --- problems and answers -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Settled:
    """What was found and what was examined, each problem with its key and its answer."""

    problems: list[Problem]
    examined: tuple[Examined, ...]


def settle(
    found: Sequence[Problem],
    examined: Sequence[Examined],
    facts: Mapping[str, Fact],
    responses: Sequence[Response],
    as_of: date | None,
) -> Settled:
    """Give each problem of the input and of the figures its key, and the answer that holds on a day."""
    told = [*found, *(each.problem for each in examined if each.problem)]
    answered = with_answers(with_keys(told, facts), responses, as_of)
    rest = iter(answered[len(found) :])
    settled = tuple(replace(each, problem=next(rest)) if each.problem else each for each in examined)
    return Settled(answered, settled)


def day_of(responses: Sequence[Response]) -> date | None:
    """The day on which answers are looked at if none is given: that of the latest answer."""
    return max((each.answer.on for each in responses), default=None)


def with_answers(
    problems: Iterable[Problem], responses: Sequence[Response], as_of: date | None = None
) -> list[Problem]:
    """The problems, each with the answer to it; one that has expired as of a day is marked so."""
    day = as_of or day_of(responses)
    known = {each.key: each.answer for each in responses}
    return [
        replace(each, answer=_as_of(known[each.key], day)) if each.key in known else each for each in problems
    ]


def _as_of(answer: Answer, day: date | None) -> Answer:
    return replace(answer, has_expired=bool(day and answer.until and answer.until < day))


def stray_answers(
    problems: Iterable[Problem], responses: Sequence[Response], unexamined: frozenset[str] = frozenset()
) -> Iterator[Problem]:
    """A note for each answer to a problem that is not there: its figures changed, it was mended, or a typo.

    `unexamined` are the codes of checks that were not run this time; answers to their problems wait.
    """
    keys = [each.key for each in problems if each.key]
    for response in responses:
        code = response.key.partition("/")[0]
        if response.key not in keys and code not in unexamined:
            yield _stray(response, _nearest(response.key, keys))


def _stray(response: Response, near: str) -> Problem:
    code, _, rest = response.key.partition("/")
    fact = rest.rpartition("/")[0]
    about = f" (check `{code}`, first fact `{fact}`)" if fact and fact != "report" else ""
    message = (
        f"the answer of {response.answer.by} of {response.answer.on} to `{response.key}`{about} fits no "
        f"problem: its figures changed, it was mended, or the key is not spelt as `esgmap check` prints it; "
        f"it said: {response.answer.because}"
    )
    hint = "take the row out if the problem is gone"
    if near:
        hint = f"the nearest problem is `{near}`: if the answer holds for that too, put its key there"
    return Problem(NO_PROBLEM, Severity.NOTE, message, hint, response.source)


def _nearest(key: str, keys: Sequence[str]) -> str:
    """The problem of the same check about the same fact; else the one whose key is spelt most alike."""
    start = key.rpartition("/")[0]
    same = [each for each in keys if start and each.rpartition("/")[0] == start]
    alike = difflib.get_close_matches(key, same or keys, 1, 0 if same else 0.8)
    return alike[0] if alike else ""
