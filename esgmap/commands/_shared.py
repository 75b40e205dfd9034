"""What every command shares: the DIR argument, the exit codes, printing problems and lines."""

from __future__ import annotations

import json
import os
import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from esgmap.export import check_words
from esgmap.export.wording import problem_line
from esgmap.findings import Assessment
from esgmap.model import Problem, Severity
from esgmap.workspace import Outcome, only, run

CLEAN, FOUND, UNUSABLE = 0, 1, 2
MOST_TOLD = 6
"""How many errors and warnings a command tells whose business is something else."""
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

REPORT = click.Path(exists=True, path_type=Path)
"""A report folder, or the workbook that stands for one."""

report_argument = click.argument("folder", metavar="DIR", type=REPORT)

text_option = click.option(
    "--text",
    "text",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Your own licensed text of the standards: a table with the columns code and text. "
    "It goes into the output, which says so, and nowhere else.",
)


def assessed(folder: Path) -> tuple[Assessment, Outcome]:
    """Run the assessment; if the input cannot be used, print every problem and stop with exit code 2."""
    outcome = run(folder)
    if outcome.assessment is None:
        print_problems(outcome.problems)
        click.echo("Nothing was assessed or written: mend the errors above and run again.", err=True)
        sys.exit(UNUSABLE)
    return outcome.assessment, outcome


def with_text(assessment: Assessment, path: Path | None) -> Assessment:
    """Lay the user's own text over the assessment; if it holds errors, stop with exit code 2."""
    if path is None:
        return assessment
    from esgmap.overlay import check_text, lay_over, load_text

    texts, problems = load_text(path)
    problems += check_text(assessment, texts) if texts else []
    print_problems(problems)
    if texts is None or worst(problems) is Severity.ERROR:
        click.echo("Nothing was written: mend the errors above, or leave out --text.", err=True)
        sys.exit(UNUSABLE)
    return lay_over(assessment, texts)


def print_problems(problems: Iterable[Problem], err: bool = True) -> None:
    """Print each problem with its place and its remedy."""
    for problem in problems:
        paint(problem_line(problem), problem.severity.value, err=err)
        if problem.hint:
            click.echo(f"    → {problem.hint}", err=err)


def print_problems_json(problems: Iterable[Problem]) -> None:
    """Print the problems as JSON."""
    from esgmap.export.json_gaps import problem_data

    data = [problem_data(problem) for problem in problems]
    click.echo(json.dumps({"schema": 1, "problems": data}, ensure_ascii=False, indent=1))


def print_found(problems: Sequence[Problem]) -> None:
    """Print to stderr what an assessed report has against it: what presses, as far as a screen holds it."""
    pressing = check_words.pressing(problems)
    print_problems(pressing[:MOST_TOLD])
    unsaid = len(pressing) - MOST_TOLD
    rest = [f"{unsaid} more error{'s' * (unsaid > 1)} or warning{'s' * (unsaid > 1)}"] if unsaid > 0 else []
    for code, alike in check_words.folded(problems):
        what = "accepted" if code == check_words.ACCEPTED else f"note[{code}]"
        rest.append(f"{len(alike)} {what}")
    if rest:
        click.echo(f"also {', '.join(rest)}: see `esgmap check`", err=True)


def paint(text: str, style: str = "", err: bool = False) -> None:
    """Print a line in the colour of its style; without colour when piped or when NO_COLOR is set."""
    plain = bool(os.environ.get("NO_COLOR"))
    settings = {} if plain else COLOURS.get(style, {})
    click.echo(click.style(text, **settings) if settings else text, err=err, color=False if plain else None)


def terminal_width() -> int:
    """The width to wrap to: the terminal's, between 60 and 120; 100 when piped."""
    return min(120, max(60, shutil.get_terminal_size((100, 24)).columns))


def hang(start: str, text: str, width: int, indent: int = 0) -> None:
    """Print a text behind a start, wrapped; its further lines are indented as far, or as told.

    Codes are kept whole: a hyphen is no place to break a line.
    """
    further = " " * (indent or len(start))
    lines = textwrap.wrap(
        text, width, initial_indent=start, subsequent_indent=further, break_on_hyphens=False
    )
    for line in lines or [start]:
        click.echo(line)


def worst(problems: Iterable[Problem]) -> Severity | None:
    """The gravest severity there is."""
    return max((problem.severity for problem in problems), key=lambda each: each.rank, default=None)


def give(text: str, output: Path | None) -> None:
    """Print a text, or write it to a file, whole or not at all."""
    if output is None:
        click.echo(text, nl=False)
        return
    from esgmap.export.files import write_text

    with saving(output):
        write_text(output, text)
    wrote(output)


def limited(assessment: Assessment, framework: str | None) -> Assessment:
    """The assessment with one framework alone, if one is named."""
    if not framework:
        return assessment
    known = [each.claim.framework for each in assessment.frameworks]
    if framework not in known:
        raise click.BadParameter(f"`{framework}` is not in report.yaml; there are {', '.join(known)}")
    return only(assessment, framework)


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
