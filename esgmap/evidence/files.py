"""Which file is a document of the report: by the name that report.yaml gives it, or by its fingerprint."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from esgmap.model import Problem, Severity, Source
from esgmap.reported import Document

FORMS = {".pdf", ".docx", ".docm", ".html", ".htm", ".xhtml", ".md", ".markdown", ".txt", ".text"}
MOST_FILES = 500


@dataclass(frozen=True, slots=True)
class DocumentFile:
    """The file of a document, and whether it is not the one that was pinned."""

    path: Path
    is_changed: bool


def file_of(
    document: Document, folder: Path, extra: Path | None
) -> tuple[DocumentFile | None, list[Problem]]:
    """The document's file, or the problem that says where it was looked for."""
    places = [folder, *([extra] if extra else [])]
    if document.file:
        named = next((place / document.file for place in places if (place / document.file).is_file()), None)
        if named is not None:
            return _compared(document, named)
    if document.sha256:
        for path in _documents(places):
            if _sha256(path) == document.sha256:
                return DocumentFile(path, False), []
    if extra and (only := list(_documents([extra]))) and len(only) == 1:
        return _compared(document, only[0])
    message = f"the file of document `{document.id}` ({document.title}) is not there"
    looked = f"looked in {', '.join(_shown(place) for place in places)}"
    hint = f"{looked}; name it under `file` in report.yaml, or its folder with --in FOLDER"
    return None, [Problem("document-not-there", Severity.WARNING, message, hint, Source("report.yaml"))]


def _compared(document: Document, path: Path) -> tuple[DocumentFile, list[Problem]]:
    found = _sha256(path)
    if not document.sha256:
        message = (
            f"document `{document.id}` has no fingerprint: a later change of {path.name} would not be seen"
        )
        hint = f"write `sha256: {found}` beside it in report.yaml"
        return DocumentFile(path, False), [
            Problem("document-not-pinned", Severity.NOTE, message, hint, Source("report.yaml"))
        ]
    if found == document.sha256:
        return DocumentFile(path, False), []
    message = f"{path.name} is not the file that document `{document.id}` was read from: its sha256 differs"
    hint = f"facts that are not found in it lose their evidence; then pin `sha256: {found}`"
    return DocumentFile(path, True), [
        Problem("document-changed", Severity.WARNING, message, hint, Source("report.yaml"))
    ]


def _documents(places: list[Path]) -> Iterator[Path]:
    """The files of a folder that can be documents, in the order of their names."""
    for place in places:
        if place.is_file():
            yield place
            continue
        listed = (path for path in sorted(place.iterdir()) if path.suffix.casefold() in FORMS)
        for number, path in enumerate(listed):
            if number < MOST_FILES and path.is_file():
                yield path


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _shown(place: Path) -> str:
    return place.name or str(place)
