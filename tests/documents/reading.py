"""Documents of the tests, written to a file and read."""

from __future__ import annotations

from pathlib import Path

from esgmap.documents import read_document
from esgmap.model import Problem
from esgmap.pages import ReadDocument


def read(folder: Path, name: str, raw: bytes) -> tuple[ReadDocument | None, list[Problem]]:
    """What comes of a file with these bytes."""
    path = folder / name
    path.write_bytes(raw)
    return read_document(path)


def good(folder: Path, name: str, raw: bytes) -> ReadDocument:
    """A document against which nothing stands."""
    document, problems = read(folder, name, raw)
    assert problems == []
    assert document is not None
    return document


def refusal(folder: Path, name: str, raw: bytes) -> str:
    """Why a file is not read: the one problem of it, with its remedy."""
    document, (problem,) = read(folder, name, raw)
    assert document is None
    assert problem.source is not None
    assert (problem.code, problem.source.path) == ("unreadable-document", name)
    return f"{problem.message} → {problem.hint}"


def printed(document: ReadDocument) -> list[str]:
    """The printed number of each page."""
    return [page.printed for page in document.pages]
