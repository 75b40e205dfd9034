"""An omission gives a reason that the framework does not know, or no explanation.

GRI knows four reasons, each to be accompanied by an explanation (GRI 1: 2021, requirement 6). HKEX asks for
considered reasons (Main Board Rule 13.91); Part D of its ESG Code knows four reliefs, which name what must be
said all the same. An explanation that only repeats the reason's label or the disclosure's title, or is filler
(“n/a”, “not disclosed”), is none. An omission that fails here counts for nothing.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from esgmap.checks.subject import Subject
from esgmap.explanations import says_something, titles_of
from esgmap.model import OmissionReason, Problem, Severity, Source
from esgmap.reported import Omission

CODE = "omission-reason"


def check(subject: Subject) -> Iterator[Problem]:
    """Yield an error for each omission with an unknown reason or without explanation."""
    titles = titles_of(subject.report.omissions, subject.catalogue)
    for omission in subject.report.omissions:
        framework = omission.disclosure_id.split(":", 1)[0]
        allowed = (*subject.reasons.get(framework, ()), *_reliefs(omission, subject))
        reason = next((each for each in allowed if each.reason == omission.reason), None)
        if omission.reason and reason is None:
            yield _unknown(omission, allowed, subject.place(omission.source, "reason"))
        elif reason and not says_something(omission.explanation, reason.reason, titles[omission]):
            message = f"“{reason.reason}” for {omission.disclosure_id} {_found(omission.explanation)}"
            hint = f"say {reason.accompanied_by or 'why'} ({reason.clause})"
            place = subject.place(omission.source, "explanation")
            yield Problem(CODE, Severity.ERROR, message, hint, place)


def _found(explanation: str) -> str:
    if not explanation:
        return "has no explanation"
    shown = explanation if len(explanation) < 60 else f"{explanation[:57]}…"
    return f"is explained by “{shown}”: no more than the reason itself, so it counts for nothing"


def _reliefs(omission: Omission, subject: Subject) -> Iterator[OmissionReason]:
    """The reliefs of the omission's edition, as reasons."""
    edition_id = omission.disclosure_id.split("/", 1)[0]
    for relief in subject.reliefs:
        if any(each.startswith(f"{edition_id}/") for each in relief.requirement_ids):
            yield OmissionReason(edition_id, relief.name, relief.must_still_say, relief.clause)


def _unknown(omission: Omission, allowed: tuple[OmissionReason, ...], place: Source) -> Problem:
    framework = omission.disclosure_id.split(":", 1)[0]
    labels = [each.reason for each in allowed]
    if not labels:
        message = f"{framework} has no mechanism for omissions; “{omission.reason}” counts for nothing"
        return Problem(CODE, Severity.ERROR, message, "take the row out", place)
    near = difflib.get_close_matches(omission.reason, labels, 1, 0.5)
    message = f"“{omission.reason}” is no reason that {framework} knows; known: {'; '.join(labels)}"
    hint = f"is “{near[0]}” meant?" if near else f"choose the one that fits ({allowed[0].clause})"
    return Problem(CODE, Severity.ERROR, message, hint, place)
