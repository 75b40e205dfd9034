"""A fact is cut by a dimension that `dimensions.tsv` does not have, or by a topic that is not declared.

A misspelt dimension would turn a breakdown into an unexplained restriction. Members of a dimension are the
report's own and may be new, but those of a closed dimension (gender) and the material topics may not.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from esgmap.checks.subject import Subject
from esgmap.model import Dimension, Problem, Severity

CODE = "unknown-dimension"


def check(subject: Subject) -> Iterator[Problem]:
    """Yield one problem for each dimension or closed member that is not known."""
    topics = [topic.id for topic in subject.report.topics]
    for fact in subject.report.facts:
        for name, member in fact.dimensions:
            for message, hint in _faults(name, member, subject.hub.dimensions, topics):
                place = subject.place(fact.source, "dimensions")
                message = f"{message} (fact `{fact.id}`)"
                yield Problem(CODE, Severity.ERROR, message, hint, place, (fact.id,))


def _faults(
    name: str, member: str, known: dict[str, Dimension], topics: list[str]
) -> Iterator[tuple[str, str]]:
    """What is wrong with `name=member`, and how to mend it."""
    if name not in known:
        near = difflib.get_close_matches(name, known, 3, 0.6)
        few = ", ".join(list(known)[:4])
        yield (
            f"dimension `{name}` is not known",
            f"nearest: {', '.join(near)}" if near else f"choose one of frameworks/dimensions.tsv, as {few}",
        )
    elif name == "topic" and member not in topics:
        hint = "choose one of those that report.yaml declares under material_topics: "
        yield f"topic `{member}` is not a declared topic", hint + (", ".join(topics) or "none yet")
    elif meant := _misspelt(member, known[name].members):
        hint = f"write it as `{meant}`, or choose a name that cannot be taken for it"
        yield f"`{name}={member}` looks like a slip of the pen", hint


def _misspelt(member: str, members: tuple[str, ...]) -> str:
    """The known member that this one is a slip of, if any: same letters but for case, blanks, hyphens."""
    plain = {_plain(each): each for each in members}
    near = plain.get(_plain(member), "")
    return near if near != member else ""


def _plain(member: str) -> str:
    return "".join(character for character in member.casefold() if character.isalnum())
