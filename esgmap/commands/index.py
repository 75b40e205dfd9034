"""`esgmap index`: the content-index workbook."""

from __future__ import annotations

from pathlib import Path

import click

from esgmap.commands._shared import (
    assessed,
    print_found,
    report_argument,
    saving,
    text_option,
    with_text,
    wrote,
)
from esgmap.commands._workbooks import index_options
from esgmap.titles import ENGLISH, LANGUAGES


@click.command("index")
@report_argument
@click.option(
    "-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The .xlsx file."
)
@click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    default=ENGLISH,
    show_default=True,
    help="The language of the index sheets: official titles where we have a source, else English, so marked.",
)
@text_option
def command(folder: Path, output: Path, lang: str, text: Path | None) -> None:
    """Write the content-index workbook for the report folder DIR.

    \b
    Example:
      esgmap index examples/kingsoft-cloud-2021 -o index.xlsx
      esgmap index examples/kingsoft-cloud-2021 -o index.zh-Hant.xlsx --lang zh-Hant
    """
    if output.suffix.lower() != ".xlsx":
        raise click.BadParameter(f"{output.name} must end in .xlsx", param_hint="--output")
    assessment, outcome = assessed(folder)
    assessment = with_text(assessment, text)
    options = index_options(folder, lang)
    from esgmap.export.files import write_whole
    from esgmap.export.workbook import write

    with saving(output):
        write_whole(output, lambda path: write(assessment, path, options))
    print_found(outcome.problems)
    wrote(output)
