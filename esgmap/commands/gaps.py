"""`esgmap gaps`: the gap report, in the terminal or as a file."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from esgmap.commands._shared import (
    CLEAN,
    FOUND,
    assessed,
    give,
    limited,
    paint,
    print_found,
    report_argument,
    terminal_width,
    text_option,
    with_text,
)
from esgmap.export import terminal
from esgmap.export.registry import GAP_REPORTS, render_gaps
from esgmap.findings import Assessment, Status

FORMATS = ["terminal", *GAP_REPORTS]


@click.command("gaps")
@report_argument
@click.option("--framework", help="Only this framework: gri, sasb, hkex or nasdaq.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="terminal", show_default=True)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file.")
@click.option(
    "--fail-on",
    type=click.Choice(["unmet", "partial", "never"]),
    default="unmet",
    show_default=True,
    help="The mildest gap that gives exit code 1.",
)
@text_option
def command(
    folder: Path, framework: str | None, form: str, output: Path | None, fail_on: str, text: Path | None
) -> None:
    """Say what is reported, what is missing, and why.

    \b
    Examples:
      esgmap gaps examples/kingsoft-cloud-2021 --framework hkex
      esgmap gaps examples/kingsoft-cloud-2021 --format html -o gaps.html
    """
    assessment, outcome = assessed(folder)
    assessment = limited(with_text(assessment, text), framework)
    if form == "terminal" and output is None:
        for line, style in terminal.lines(assessment, terminal_width()):
            paint(line, style)
        print_found(outcome.problems)
    else:
        _write(assessment, form, output)
    sys.exit(FOUND if has_gaps(assessment, fail_on) else CLEAN)


def _write(assessment: Assessment, form: str, output: Path | None) -> None:
    if form == "terminal":
        text = "\n".join(line for line, _ in terminal.lines(assessment, 100)) + "\n"
    else:
        text = render_gaps(assessment, form)
    give(text, output)


def has_gaps(assessment: Assessment, fail_on: str) -> bool:
    """Whether anything that counts is open at or below the given status."""
    wanted = {"unmet": {Status.UNMET}, "partial": {Status.UNMET, Status.PARTIAL}, "never": set()}[fail_on]
    return any(
        finding.lowers and finding.status in wanted
        for framework in assessment.frameworks
        for finding in framework.findings
    )
