"""What every command shares: the DIR argument, the exit codes, printing problems and lines."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from esgmap.export.json_gaps import problem_data
from esgmap.export.wording import problem_line
from esgmap.findings import Assessment
from esgmap.model import Problem, Severity
from esgmap.workspace import Outcome, run

CLEAN, FOUND, UNUSABLE = 0, 1, 2
COLOURS: dict[str, dict[str, Any]] = {
    "title": {"bold": True},
    "head": {"bold": True},
    "met": {"fg": "blue"},
    "explained": {"fg": "blue"},
    "partial": {"fg": "yellow"},
    "unmet": {"fg": "red"},
    "error": {"fg": "red"},
    "warning": {"fg": "yellow"},
}

report_argument = click.argument(
    "folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path)
)


def assessed(folder: Path) -> tuple[Assessment, Outcome]:
    """Run the assessment; if the input cannot be used, print every problem and stop with exit code 2."""
    outcome = run(folder)
    if outcome.assessment is None:
        print_problems(outcome.problems)
        click.echo("Nothing was assessed or written: mend the errors above and run again.", err=True)
        sys.exit(UNUSABLE)
    return outcome.assessment, outcome


def print_problems(problems: Iterable[Problem], err: bool = True) -> None:
    """Print each problem with its place and its remedy."""
    for problem in problems:
        paint(problem_line(problem), problem.severity.value, err=err)
        if problem.hint:
            click.echo(f"    → {problem.hint}", err=err)


def print_problems_json(problems: Iterable[Problem]) -> None:
    """Print the problems as JSON."""
    data = [problem_data(problem) for problem in problems]
    click.echo(json.dumps({"schema": 1, "problems": data}, ensure_ascii=False, indent=1))


def paint(text: str, style: str = "", err: bool = False) -> None:
    """Print a line in the colour of its style; without colour when piped or when NO_COLOR is set."""
    plain = bool(os.environ.get("NO_COLOR"))
    settings = {} if plain else COLOURS.get(style, {})
    click.echo(click.style(text, **settings) if settings else text, err=err, color=False if plain else None)


def terminal_width() -> int:
    """The width to wrap to: the terminal's, between 60 and 120; 100 when piped."""
    return min(120, max(60, shutil.get_terminal_size((100, 24)).columns))


def worst(problems: Iterable[Problem]) -> Severity | None:
    """The gravest severity there is."""
    return max((problem.severity for problem in problems), key=lambda each: each.rank, default=None)


@contextmanager
def saving(path: Path) -> Iterator[None]:
    """Turn a refusal of the file system into a message that says what to do, and exit code 2."""
    try:
        yield
    except OSError as fault:
        reason = fault.strerror or fault
        click.echo(f"{path} cannot be written: {reason}. What stood there before is unchanged.", err=True)
        click.echo("    → close it in other programs, or choose another place with -o", err=True)
        sys.exit(UNUSABLE)


def wrote(path: Path) -> None:
    """Say on stderr what was written."""
    click.echo(f"wrote {path}", err=True)
