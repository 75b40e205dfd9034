"""`esgmap check`: everything wrong with the input, each with its place and its remedy."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from esgmap.commands._shared import (
    CLEAN,
    FOUND,
    UNUSABLE,
    print_problems,
    print_problems_json,
    report_argument,
    worst,
)
from esgmap.model import Severity
from esgmap.workspace import run


@click.command("check")
@report_argument
@click.option(
    "--format", "form", type=click.Choice(["terminal", "json"]), default="terminal", show_default=True
)
@click.option(
    "--fail-on",
    type=click.Choice([*(each.value for each in Severity), "never"]),
    default="warning",
    show_default=True,
    help="The mildest severity that gives exit code 1.",
)
def command(folder: Path, form: str, fail_on: str) -> None:
    """Say everything that is wrong with the report folder DIR.

    \b
    Example:
      esgmap check examples/kingsoft-cloud-2021
    """
    outcome = run(folder)
    if form == "json":
        print_problems_json(outcome.problems)
    else:
        print_problems(outcome.problems, err=False)
        counts = {each.value: 0 for each in Severity}
        for problem in outcome.problems:
            counts[problem.severity.value] += 1
        told = ", ".join(f"{number} {name}{'s' * (number > 1)}" for name, number in counts.items() if number)
        click.echo(told or "Nothing found.")
    if outcome.assessment is None:
        sys.exit(UNUSABLE)
    gravest = worst(outcome.problems)
    found = fail_on != "never" and gravest is not None and gravest.rank >= Severity(fail_on).rank
    sys.exit(FOUND if found else CLEAN)
