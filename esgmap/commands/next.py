"""`esgmap next`: what to collect next, ranked by what it closes."""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path

import click

from esgmap.agenda import Agenda, plan
from esgmap.commands._shared import (
    UNUSABLE,
    assessed,
    give,
    limited,
    paint,
    print_problems,
    report_argument,
    terminal_width,
)
from esgmap.findings import Assessment

SHOWN = 10
"""How many indicators, and how many disclosures, the terminal shows unless told otherwise."""


@click.command("next")
@report_argument
@click.option("--framework", help="Only this framework: gri, sasb, hkex or nasdaq.")
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    help=f"How many to show of each list; the terminal shows {SHOWN} unless told otherwise, a file all.",
)
@click.option(
    "--effort",
    "effort",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="What each indicator takes to collect: a table with the columns indicator and effort.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["terminal", "tsv", "json", "md"]),
    default="terminal",
    show_default=True,
)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file.")
def command(
    folder: Path,
    framework: str | None,
    limit: int | None,
    effort: Path | None,
    form: str,
    output: Path | None,
) -> None:
    """Say what to collect next: the indicators that close most open requirements, those that bind first.

    \b
    Examples:
      esgmap next examples/kingsoft-cloud-2021
      esgmap next examples/kingsoft-cloud-2021 --framework hkex --format tsv -o next.tsv
    """
    assessment = limited(assessed(folder)[0], framework)
    agenda = plan(assessment, _efforts(effort, assessment))
    if form == "terminal" and output is None:
        from esgmap.export.agenda_terminal import lines

        for line, style in lines(agenda, assessment, limit or SHOWN, terminal_width()):
            paint(line, style)
        return
    give(_rendered(agenda, assessment, form, limit), output)


def _efforts(path: Path | None, assessment: Assessment) -> dict[str, Decimal]:
    """The user's efforts; if their table holds errors, stop with exit code 2."""
    if path is None:
        return {}
    from esgmap.efforts import load_efforts

    efforts, problems = load_efforts(path, assessment.hub.indicators)
    print_problems(problems)
    if efforts is None:
        click.echo("Nothing was ranked: mend the errors above, or leave out --effort.", err=True)
        sys.exit(UNUSABLE)
    return efforts


def _rendered(agenda: Agenda, assessment: Assessment, form: str, limit: int | None) -> str:
    if form == "json":
        from esgmap.export.agenda_json import render

        return render(agenda, assessment, limit)
    if form == "terminal":
        from esgmap.export.agenda_terminal import lines

        return "".join(f"{line}\n" for line, _ in lines(agenda, assessment, limit, 100))
    from esgmap.export import agenda_tables

    write = {"tsv": agenda_tables.render_tsv, "md": agenda_tables.render_markdown}[form]
    return write(agenda, assessment, limit)
