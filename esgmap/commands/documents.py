"""`esgmap documents`: whether each figure stands in its document where its evidence says."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from esgmap.beside import home
from esgmap.commands._shared import (
    CLEAN,
    FOUND,
    UNUSABLE,
    assessed,
    paint,
    print_problems,
    report_argument,
    terminal_width,
)
from esgmap.commands.documents_tables import tables

if TYPE_CHECKING:
    from esgmap.evidence import Search

DEFAULT = "check"
LONG, STEP = 20, 5
"""From how many pages on progress is told, and every how many."""


class WithDefault(click.Group):
    """A group whose first word may also be what its command `check` takes: `esgmap documents DIR`."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; without the name of one, it is `check`."""
        known = args and (args[0] in self.commands)
        return super().resolve_command(ctx, args if known else [DEFAULT, *args])

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Let options that stand before DIR reach `check`."""
        own = {"-h", "--help"}
        if args and args[0].startswith("-") and args[0] not in own:
            args = [DEFAULT, *args]
        return super().parse_args(ctx, args)


@click.group("documents", cls=WithDefault)
def command() -> None:
    """Look for each fact in the report's own documents, and list the tables of a document.

    \b
    `esgmap documents DIR` is short for `esgmap documents check DIR`.
    """


@command.command(DEFAULT)
@report_argument
@click.option(
    "--in",
    "documents",
    metavar="FOLDER",
    type=click.Path(exists=True, path_type=Path),
    help="Where the documents lie, if not in DIR; they are known by the sha256 in report.yaml.",
)
@click.option(
    "--format", "form", type=click.Choice(["terminal", "json"]), default="terminal", show_default=True
)
@click.option("--all", "every", is_flag=True, help="Also list the statements that only a person can compare.")
def check(folder: Path, documents: Path | None, form: str, every: bool) -> None:
    """Say of each fact of DIR whether its figure stands where its evidence says.

    Exit code 1: some figure is elsewhere, differs or is not found; 2: no document could be read.

    \b
    Examples:
      esgmap documents check examples/quillharbour-2025
      esgmap documents check examples/kingsoft-cloud-2021 --in examples
    """
    from esgmap.evidence import look_through

    report = assessed(folder)[0].report
    search = look_through(report, home(folder), documents, _progress())
    if form == "json":
        from esgmap.export.evidence_json import render

        click.echo(render(search), nl=False)
    else:
        from esgmap.export.evidence_words import lines

        print_problems(search.problems)
        for text, style in lines(search, terminal_width(), every):
            paint(text, style)
    sys.exit(_code(search))


def _code(search: Search) -> int:
    """2 where no document could be read, 1 where a fact or a document is not as it should be."""
    from esgmap.evidence import Outcome, Standing

    lost = {Standing.NOT_THERE, Standing.UNREADABLE}
    if all(each.standing in lost for each in search.looked):
        return UNUSABLE
    clean = {Outcome.FOUND, Outcome.TO_READ}
    is_clean = all(each.outcome in clean and not each.is_void for each in search.located)
    return CLEAN if is_clean and not any(each.standing in lost for each in search.looked) else FOUND


def _progress() -> Callable[[int, int], None] | None:
    """A line on stderr that counts pages, on a terminal and for long documents only."""
    if not os.isatty(2):
        return None

    def tell(done: int, every: int) -> None:
        if every >= LONG and (done % STEP == 0 or done == every):
            bar = "#" * (20 * done // every)
            click.echo(f"\rpage {done} of {every} [{bar:<20}]", err=True, nl=False)
            if done == every:
                click.echo("\r" + " " * 60 + "\r", err=True, nl=False)

    return tell


command.add_command(tables)
