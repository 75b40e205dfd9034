"""What came of looking for the facts in their documents, and which files these were."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from esgmap.model import Problem
from esgmap.reported import Document, Fact


class Outcome(Enum):
    """What came of it, in the words that a reader is told."""

    FOUND = "found"
    ELSEWHERE = "found elsewhere"
    DIFFERS = "figure differs"
    NOT_FOUND = "not found"
    TO_READ = "no figure: to be read"
    NO_DOCUMENT = "document not at hand"


OUTCOMES = {
    Outcome.FOUND: "the figure stands where the evidence says, by the words of its label or place",
    Outcome.ELSEWHERE: "the figure stands by those words, but on another page or in another section",
    Outcome.DIFFERS: "the words of the row stand there, with another figure",
    Outcome.NOT_FOUND: "the figure stands nowhere by those words",
    Outcome.TO_READ: "a statement in our own words, which only a person can compare with the document",
    Outcome.NO_DOCUMENT: "the document is not in the folder, or cannot be read",
}


@dataclass(frozen=True, slots=True)
class Located:
    """Where a fact was looked for, and what was found: the place and the line it stands in.

    `is_void` says that the document is not the one whose fingerprint is pinned, and that the fact is not
    found in it where its evidence says: moved, changed, gone, or to be read again.
    """

    fact: Fact
    outcome: Outcome
    place: str = ""
    line: str = ""
    detail: str = ""
    is_void: bool = False


class Standing(Enum):
    """Whether the file is the one that the facts were taken from, in the words that a reader is told."""

    PINNED = "the file that was pinned"
    NOT_PINNED = "not pinned"
    CHANGED = "changed since it was pinned"
    UNREADABLE = "cannot be read"
    NOT_THERE = "not at hand"


@dataclass(frozen=True, slots=True)
class Looked:
    """A document of the report as it was looked through: its file, its form, its numbers of pages.

    `pages` is 0 for a form without pages; `numbered` are the pages with a printed number, `offset` is that of
    `ReadDocument`. Without a file, `file` is empty; `sha256` is that of the file at hand.
    """

    document: Document
    standing: Standing
    file: str = ""
    form: str = ""
    sha256: str = ""
    pages: int = 0
    numbered: int = 0
    offset: int | None = None
    tables: int = 0


@dataclass(frozen=True, slots=True)
class Search:
    """All facts of a report, in its order, with the documents they were looked for in and their problems."""

    located: tuple[Located, ...]
    looked: tuple[Looked, ...]
    problems: tuple[Problem, ...]
