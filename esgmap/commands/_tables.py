"""What the commands that read tables share: a file that was read, and the words to read it with."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from esgmap.commands._shared import UNUSABLE, print_problems
from esgmap.model import Problem

if TYPE_CHECKING:
    from esgmap.pages import ReadDocument
    from esgmap.proposals import Content


def read_or_stop(file: Path) -> tuple[ReadDocument, list[Problem]]:
    """Read a document or a data pack; print the problems, and stop with exit code 2 if it cannot be read."""
    from esgmap.documents import read_document
    from esgmap.packs import is_pack, read_pack

    document, problems = read_pack(file) if is_pack(file) else read_document(file)
    print_problems(problems)
    if document is None:
        click.echo("Nothing was read.", err=True)
        sys.exit(UNUSABLE)
    return document, problems


def content_or_stop() -> Content:
    """The hub and the words of `frameworks/`; a fault in them stops with exit code 2."""
    from esgmap.content import frameworks_folder
    from esgmap.proposals import load_content

    content, problems = load_content(frameworks_folder())
    if problems:
        print_problems(problems)
        sys.exit(UNUSABLE)
    return content
