"""`esgmap trace`: why a requirement has its status, or what a fact or an indicator counts for."""

from __future__ import annotations

import difflib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from esgmap.commands._shared import UNUSABLE, assessed, report_argument, terminal_width
from esgmap.findings import Assessment
from esgmap.tracing import names, trace


@click.command("trace")
@report_argument
@click.argument("code")
@click.option("--all", "shows_all", is_flag=True, help="Show every near miss and everything that is lacking.")
@click.option(
    "--format", "form", type=click.Choice(["terminal", "json"]), default="terminal", show_default=True
)
def command(folder: Path, code: str, shows_all: bool, form: str) -> None:
    """Show why CODE has its status, and what would lift it; or what a fact or an indicator counts for.

    CODE is a standard's own code (B1.1, 305-1), a requirement of it (B1.1-gender), a full id, the id of a
    fact, or the id of an indicator.

    \b
    Examples:
      esgmap trace examples/kingsoft-cloud-2021 B1.1
      esgmap trace examples/kingsoft-cloud-2021 workforce-female-2021
    """
    assessment, _ = assessed(folder)
    traced = trace(assessment, code)
    if traced.is_empty:
        click.echo(f"`{code}` is in none of the editions that this report is checked against,", err=True)
        click.echo("and it is the id of no fact and of no indicator.", err=True)
        for line in _may_be(code, assessment):
            click.echo(line, err=True)
        sys.exit(UNUSABLE)
    if form == "json":
        from esgmap.export.trace_json import render

        click.echo(render(traced, assessment), nl=False)
        return
    from rich.console import Console

    from esgmap.commands.trace_tree import trees

    plain = bool(os.environ.get("NO_COLOR"))
    console = Console(highlight=False, color_system=None if plain else "auto", width=terminal_width())
    for tree in trees(traced, assessment, shows_all):
        console.print(tree)


def _may_be(code: str, assessment: Assessment) -> Iterator[str]:
    """What was perhaps meant: a code of another edition, one that a spreadsheet ate, or a look-alike."""
    from esgmap.catalogue import load_catalogue
    from esgmap.codes import read_code
    from esgmap.content import frameworks_folder

    catalogue, _ = load_catalogue(frameworks_folder())
    reading = read_code(catalogue, code)
    if reading.exact:
        editions = ", ".join(each.edition_id for each in reading.exact)
        yield f"It stands in {editions}: name the edition in report.yaml to check against it."
    elif reading.eaten:
        yield "A spreadsheet may have changed it; what it was cannot be said, but it may be:"
        scope = {edition.id for framework in assessment.frameworks for edition in framework.editions}
        for each in reading.eaten:
            where = "" if each.edition_id in scope else ", not in report.yaml"
            yield f"  {each.code} {each.title} ({each.edition_id}{where})"
    elif near := difflib.get_close_matches(code, sorted(names(assessment)), 5, 0.5):
        yield f"Nearest: {', '.join(near)}"
