"""What commands share that take a workbook back: reading it, and making the same anew from the inputs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from esgmap.commands._shared import UNUSABLE, print_problems
from esgmap.content import frameworks_folder
from esgmap.titles import ENGLISH, LANGUAGES, Titles, load_titles

if TYPE_CHECKING:
    from esgmap.export.workbook_options import IndexOptions
    from esgmap.findings import Assessment
    from esgmap.model import Problem
    from esgmap.returned import Returned

workbook_argument = click.argument(
    "workbook", metavar="FILE.xlsx", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)


def read_back(path: Path) -> Returned:
    """Read a workbook that came back; if it cannot be read, say why and stop with exit code 2."""
    from esgmap.returned import read_returned

    return _usable(*read_returned(path.read_bytes(), path.name))


def both(path: Path, assessment: Assessment, folder: Path) -> tuple[Returned, Returned]:
    """A workbook that came back, and the one that the inputs give now under the choices that the first names.

    Stops with exit code 2 if the file cannot be read. If its own Seals are gone, it is read by the new ones.
    """
    from esgmap.returned import NO_SEALS, read_returned

    raw = path.read_bytes()
    file, problems = read_returned(raw, path.name)
    if file is None and [each.code for each in problems] == [NO_SEALS]:
        fresh = made_anew(assessment, None, folder)
        return _usable(*read_returned(raw, path.name, fresh.layouts)), fresh
    return _usable(file, problems), made_anew(assessment, file, folder)


def _usable(file: Returned | None, problems: list[Problem]) -> Returned:
    print_problems(problems)
    if file is None:
        sys.exit(UNUSABLE)
    return file


def made_anew(assessment: Assessment, file: Returned | None, folder: Path) -> Returned:
    """The workbook that the inputs give now, with the choices that the file names, as if it had come back."""
    from esgmap.export.workbook import record_of
    from esgmap.export.workbook_returned import returned

    return returned(record_of(assessment, _options(file, folder)))


def _options(file: Returned | None, folder: Path) -> IndexOptions:
    """The choices under which a workbook was written, as its sheet of sources tells them."""
    told = file.sources("option") if file else {}
    lang = told["lang"].text("Title") if "lang" in told else ENGLISH
    return index_options(folder, lang)


def index_options(folder: Path, lang: str = ENGLISH) -> IndexOptions:
    """The choices for the workbook of a report folder."""
    from esgmap.export.workbook_options import IndexOptions
    from esgmap.reviews import load_reviews

    titles = titles_of(lang)
    return IndexOptions(titles.lang if titles else ENGLISH, load_reviews(folder)[0] or (), titles)


def titles_of(lang: str) -> Titles | None:
    """The titles of a language; None for English, and for what a changed file calls a language.

    If they cannot be read, say why and stop with exit code 2.
    """
    if lang not in LANGUAGES or lang == ENGLISH:
        return None
    titles, problems = load_titles(frameworks_folder(), lang)
    print_problems(problems)
    if titles is None:
        sys.exit(UNUSABLE)
    return titles
