"""A fact is cut by a dimension that `dimensions.tsv` does not have, or by a topic that is not declared.

A misspelt dimension would turn a breakdown into an unexplained restriction. Members of a dimension are the
report's own and may be new, but those of a closed dimension (gender) and the material topics may not.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from esgmap.checks.subject import Subject
from esgmap.model import Fact, Problem, Severity

CODE = "unknown-dimension"


def check(subject: Subject) -> Iterator[Problem]:
    """Yield one problem for each dimension or closed member that is not known."""
    known = subject.hub.dimensions
    topics = [topic.id for topic in subject.report.topics]
    for fact in subject.report.facts:
        for name, member in fact.dimensions:
            if name not in known:
                near = difflib.get_close_matches(name, known, 3, 0.5)
                hint = f"nearest: {', '.join(near)}" if near else f"known: {', '.join(known)}"
                yield _problem(fact, f"dimension `{name}` of fact `{fact.id}` is not known", hint)
            elif name == "topic" and member not in topics:
                hint = f"declared in report.yaml: {', '.join(topics) or 'none'}"
                yield _problem(fact, f"topic `{member}` of fact `{fact.id}` is not a declared topic", hint)
            elif meant := _misspelt(member, known[name].members):
                hint = f"write it as `{meant}`, or choose a name that cannot be taken for it"
                yield _problem(fact, f"`{name}={member}` of fact `{fact.id}` looks like a slip", hint)


def _misspelt(member: str, members: tuple[str, ...]) -> str:
    """The known member that this one is a slip of, if any: same letters but for case, blanks, hyphens."""
    plain = {_plain(each): each for each in members}
    near = plain.get(_plain(member), "")
    return near if near != member else ""


def _plain(member: str) -> str:
    return "".join(character for character in member.casefold() if character.isalnum())


def _problem(fact: Fact, message: str, hint: str) -> Problem:
    return Problem(CODE, Severity.ERROR, message, hint, fact.source, (fact.id,))
