"""`esgmap documents tables`: the tables of a document or a data pack, for `esgmap facts propose`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from esgmap.commands._shared import CLEAN, FOUND, paint, terminal_width
from esgmap.commands._tables import content_or_stop, read_or_stop


@click.command("tables")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--format", "form", type=click.Choice(["terminal", "json"]), default="terminal", show_default=True
)
def tables(file: Path, form: str) -> None:
    """List the tables of FILE: a PDF, DOCX, HTML, Markdown or text document, a workbook, or CSV.

    Each with its number, its place, its size, and the years and units found in it.

    \b
    Exit code: 0 tables were found · 1 there is none · 2 the file cannot be read

    \b
    Examples:
      esgmap documents tables report.pdf
      esgmap documents tables data-pack.xlsx --format json
    """
    from esgmap.export.intake_json import render_tables
    from esgmap.export.intake_words import table_lines
    from esgmap.proposals import layouts

    document, problems = read_or_stop(file)
    found = layouts(document.tables, content_or_stop())
    if form == "json":
        click.echo(render_tables(document, found, problems), nl=False)
    else:
        for text, style in table_lines(document, found, terminal_width()):
            paint(text, style)
    sys.exit(CLEAN if found else FOUND)
