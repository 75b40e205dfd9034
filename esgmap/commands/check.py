"""`esgmap check`: everything wrong with the input and the figures, with its remedy, and what held."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import click

from esgmap.beside import home
from esgmap.checks import evidence_found, restated
from esgmap.checks.subject import Subject
from esgmap.commands._shared import (
    CLEAN,
    FOUND,
    REPORT,
    UNUSABLE,
    paint,
    print_problems,
    report_argument,
    terminal_width,
    worst,
)
from esgmap.examined import Examined
from esgmap.export.check_words import severity_counts
from esgmap.model import Severity
from esgmap.report import load_report
from esgmap.reported import Report
from esgmap.workspace import BESIDE, Asked, Outcome, run


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
    help="The mildest severity that gives exit code 1; what is accepted does not count.",
)
@click.option("--held", is_flag=True, help="Also list each thing that was checked and held.")
@click.option(
    "--as-of",
    metavar="DATE",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day on which the answers in responses.csv are looked at; today if none is given.",
)
@click.option(
    "--in",
    "documents",
    metavar="FOLDER",
    type=click.Path(exists=True, path_type=Path),
    help="Where the report's documents lie: each figure is looked for where its evidence says.",
)
@click.option(
    "--prior",
    metavar="DIR",
    type=REPORT,
    help="Last year's report folder: figures that both reports give must agree, or be told as restated.",
)
def command(folder: Path, form: str, fail_on: str, held: bool, **asked: Any) -> None:
    """Say everything that is wrong with the report folder DIR, and what was checked and held.

    A problem that responses.csv answers is shown as accepted until its answer expires.

    \b
    Examples:
      esgmap check examples/kingsoft-cloud-2021
      esgmap check examples/kingsoft-cloud-2021 --held --as-of 2022-11-30
    """
    outcome = run(folder, _asked(folder, **asked))
    if form == "json":
        _print_json(outcome)
    else:
        _print(outcome, held)
    if outcome.assessment is None:
        sys.exit(UNUSABLE)
    gravest = worst(each for each in outcome.problems if not each.is_accepted)
    found = fail_on != "never" and gravest is not None and gravest.rank >= Severity(fail_on).rank
    sys.exit(FOUND if found else CLEAN)


def _asked(folder: Path, as_of: datetime | None, documents: Path | None, prior: Path | None) -> Asked:
    """What the options ask for beyond the folder itself."""
    further: list[Callable[[Subject], Iterable[Examined]]] = []
    waiting = BESIDE
    if documents:
        further.append(partial(_in_documents, folder=folder, documents=documents))
        waiting -= set(evidence_found.CODES)
    if prior:
        further.append(partial(_against, earlier=_earlier(prior)))
        waiting -= {restated.CODE}
    return Asked(as_of.date() if as_of else date.today(), tuple(further), waiting)


def _in_documents(subject: Subject, folder: Path, documents: Path) -> Iterator[Examined]:
    """What the search for each figure in the documents came to, and what is wrong with the documents."""
    from esgmap.evidence import locate

    located, problems = locate(subject.report, home(folder), documents)
    for problem in problems:
        yield Examined(problem.code, problem.message, (), None, problem)
    yield from evidence_found.evidence_problems(located)


def _against(subject: Subject, earlier: Report) -> Iterator[Examined]:
    """The figures that an earlier report gives too."""
    return restated.restatements(subject.report, earlier, subject.hub)


def _earlier(folder: Path) -> Report:
    """The report of an earlier year; if it cannot be read, every problem is told, with exit code 2."""
    loaded = load_report(folder)
    if loaded.report is None or worst(loaded.problems) is Severity.ERROR:
        print_problems(loaded.problems)
        click.echo(f"Nothing was checked: {folder} cannot be read as an earlier report.", err=True)
        sys.exit(UNUSABLE)
    return loaded.report


def _print(outcome: Outcome, held: bool) -> None:
    from esgmap.export import check_terminal

    if outcome.assessment is None:
        print_problems(outcome.problems, err=False)
        click.echo(severity_counts(outcome.problems))
        return
    for text, style in check_terminal.lines(outcome.assessment, terminal_width(), held):
        paint(text, style)


def _print_json(outcome: Outcome) -> None:
    from esgmap.export import check_json

    click.echo(check_json.render(outcome.problems, outcome.assessment), nl=False)
