"""`esgmap frameworks check`: whether the content, or one edition table, keeps the rules."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from esgmap.commands._shared import CLEAN, FOUND, UNUSABLE, print_problems
from esgmap.content import frameworks_folder, mappings_folder
from esgmap.content_check import Checked, EditionCount, check_content, check_file
from esgmap.export.json_gaps import problem_data

CONFIDENCES = ("verified", "single", "unverified")


@click.command("check")
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--format", "form", type=click.Choice(["terminal", "json"]), default="terminal", show_default=True
)
def check(file: Path | None, form: str) -> None:
    """Say everything that is wrong with the shipped content, or with the edition table FILE.

    Without FILE every table of frameworks/ and mappings/ is checked, one by one and against each other. At
    the end stands how much there is of each edition, and how sure we are of it.

    Exit code 2 says that a table was refused whole, 1 that it can be read and breaks a rule.

    \b
    Examples:
      esgmap frameworks check
      esgmap frameworks check frameworks/hkex/esg-guide-2020.tsv
    """
    if file:
        checked = check_file(file, frameworks_folder())
    else:
        checked = check_content(frameworks_folder(), mappings_folder())
    if form == "json":
        click.echo(json.dumps(_data(checked), ensure_ascii=False, indent=1))
    else:
        print_problems(checked.problems, err=False)
        _print_counts(checked)
    if not checked.is_readable:
        sys.exit(UNUSABLE)
    sys.exit(FOUND if checked.problems else CLEAN)


def _print_counts(checked: Checked) -> None:
    rows = [_numbers(each) for each in checked.counts]
    wide = max((len(each.edition_id) for each in checked.counts), default=7)
    if rows:
        heads = list(rows[0])
        click.echo(f"{'edition':{wide}}  {'  '.join(heads)}")
        for count, numbers in zip(checked.counts, rows, strict=True):
            role = "" if count.role == "assessed" else f"  {count.role}"
            click.echo(f"{count.edition_id:{wide}}  {_line(numbers)}{role}")
        if len(rows) > 1:
            click.echo(f"{'all':{wide}}  {_line(_totals(checked))}")
    told = f"{len(rows)} edition{'s' * (len(rows) != 1)} read"
    problems = len(checked.problems)
    click.echo(f"{told}, {problems or 'no'} problem{'s' * (problems != 1)}")


def _line(numbers: dict[str, int]) -> str:
    return "  ".join(f"{number:>{len(head)}}" for head, number in numbers.items())


def _numbers(count: EditionCount) -> dict[str, int]:
    return {
        "disclosures": count.disclosures,
        "requirements": count.requirements,
        **{each: count.confidence[each] for each in CONFIDENCES},
        "mappings": count.mappings,
    }


def _totals(checked: Checked) -> dict[str, int]:
    rows = [_numbers(each) for each in checked.counts]
    return {head: sum(row[head] for row in rows) for head in (rows[0] if rows else ())}


def _data(checked: Checked) -> dict[str, Any]:
    return {
        "schema": 1,
        "problems": [problem_data(each) for each in checked.problems],
        "editions": [
            {"edition": each.edition_id, "role": each.role, **_numbers(each)} for each in checked.counts
        ],
        "totals": _totals(checked),
    }
