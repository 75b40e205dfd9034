"""What the lists of problems share: places, answers, and counts of what was looked at and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from esgmap.examined import Examined
from esgmap.model import Answer, Problem, Severity

HELD = "held"
OPEN, ACCEPTED, EXPIRED = "open", "accepted", "expired"
STATES = (OPEN, EXPIRED, ACCEPTED)
SHOWN_PLACES = 6
SHOWN_NOTES = 3
"""How many notes of one check are told in a list that is about something else; the others are counted."""


@dataclass(frozen=True, slots=True)
class CheckCount:
    """How much one check looked at, how much of that held, and its problems by whether they are accepted.

    A check of the input tells problems alone: it has looked at as many as it found.
    """

    code: str
    looked_at: int
    held: int
    open: int
    accepted: int

    @property
    def text(self) -> str:
        """The counts in words."""
        parts = [f"{self.looked_at} looked at", f"{self.held} held"]
        if self.open:
            parts.append(f"{self.open} to look into")
        if self.accepted:
            parts.append(f"{self.accepted} accepted")
        return ", ".join(parts)


def counts_by_check(examined: Iterable[Examined], problems: Iterable[Problem]) -> list[CheckCount]:
    """The counts of each check: those of the figures in their order, then those of the input by name."""
    looked: dict[str, list[int]] = {}
    for each in examined:
        found = looked.setdefault(each.code, [0, 0])
        found[0] += 1
        found[1] += each.problem is None
    told: dict[str, list[int]] = {}
    for problem in problems:
        told.setdefault(problem.code, [0, 0])[problem.is_accepted] += 1
    counts = []
    for code in (*looked, *sorted(told.keys() - looked.keys())):
        still_open, accepted = told.get(code, [0, 0])
        number, held = looked.get(code, [still_open + accepted, 0])
        counts.append(CheckCount(code, number, held, still_open, accepted))
    return counts


def severity_counts(problems: Iterable[Problem]) -> str:
    """How many problems there are, by severity, and how many are accepted: `1 error, 2 notes; 1 accepted`."""
    known = list(problems)
    accepted = sum(1 for each in known if each.is_accepted)
    numbers = {
        each.value: sum(1 for problem in known if problem.severity is each and not problem.is_accepted)
        for each in sorted(Severity, key=lambda each: each.rank, reverse=True)
    }
    told = ", ".join(f"{number} {name}{'s' * (number > 1)}" for name, number in numbers.items() if number)
    more = f"{accepted} accepted" if accepted else ""
    return "; ".join(part for part in (told, more) if part) or "Nothing found."


def state_of(problem: Problem) -> str:
    """Whether a problem is open, accepted, or open again since its answer expired."""
    if problem.answer is None:
        return OPEN
    return EXPIRED if problem.answer.has_expired else ACCEPTED


def answer_text(answer: Answer) -> str:
    """An answer as a sentence without its full stop: who accepted it, until when, why; or that it expired."""
    note = f" ({answer.note})" if answer.note else ""
    if answer.has_expired:
        told = f"the answer of {answer.by} of {answer.on} has expired: it held until {answer.until}"
    else:
        until = f" until {answer.until}" if answer.until else ""
        told = f"accepted by {answer.by} on {answer.on}{until}"
    return f"{told}: {answer.because}{note}"


def places_of(problem: Problem) -> list[tuple[str, str]]:
    """Every place of a problem, with the fact that stands there where each place has one."""
    places = [str(each) for each in (problem.source, *problem.also) if each and str(each)]
    facts = problem.facts if len(problem.facts) == len(places) else ("",) * len(places)
    return list(zip(facts, places, strict=True))


def places_text(problem: Problem) -> str:
    """The places with their facts in one line; beyond a few they are counted."""
    told = [f"{fact} ({place})" if fact else place for fact, place in places_of(problem)]
    more = f" and {len(told) - SHOWN_PLACES} more" if len(told) > SHOWN_PLACES else ""
    return ", ".join(told[:SHOWN_PLACES]) + more


def folded(problems: Sequence[Problem]) -> Iterator[tuple[str, list[Problem]]]:
    """The notes that nobody accepted by check, then what is accepted: what a list may fold."""
    notes = [each for each in problems if each.severity is Severity.NOTE and not each.is_accepted]
    for code in dict.fromkeys(each.code for each in notes):
        yield code, [each for each in notes if each.code == code]
    if accepted := [each for each in problems if each.is_accepted]:
        yield ACCEPTED, accepted


def pressing(problems: Iterable[Problem]) -> list[Problem]:
    """The errors and warnings that nobody accepted."""
    return [each for each in problems if each.severity is not Severity.NOTE and not each.is_accepted]
