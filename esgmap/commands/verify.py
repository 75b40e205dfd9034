"""`esgmap verify`: what in a workbook is not what the inputs give, and why."""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from esgmap.commands._shared import (
    CLEAN,
    FOUND,
    REPORT,
    UNUSABLE,
    assessed,
    hang,
    paint,
    print_problems,
    terminal_width,
    text_option,
    with_text,
)
from esgmap.commands._workbooks import both, read_back, workbook_argument

if TYPE_CHECKING:
    from esgmap.findings import Assessment
    from esgmap.model import Problem
    from esgmap.reperform import Difference as Derived
    from esgmap.returned import Returned
    from esgmap.signoffs import Signoff, Standing
    from esgmap.verify import Difference, Verification

SHOWN = 12
"""How many differences of a group are listed unless all are asked for."""


@click.command("verify")
@workbook_argument
@click.argument(
    "folder",
    metavar="[DIR]",
    required=False,
    type=REPORT,
)
@click.option(
    "--signoffs",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The sign-offs to look at, if not signoffs.json in DIR (without DIR: beside the workbook).",
)
@click.option("--all", "everything", is_flag=True, help=f"List every difference, not {SHOWN} of each group.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@text_option
def command(
    workbook: Path, folder: Path | None, signoffs: Path | None, everything: bool, form: str, text: Path | None
) -> None:
    """Compare the workbook FILE.xlsx with its own seals and with what the report folder DIR gives now.

    Each cell that differs is listed with what stands there, what the inputs give, and why: edited by hand,
    input changed since, tool or edition changed since, row missing or added. The statuses are derived once
    more by SPARQL. Without DIR only what was done by hand can be told.

    \b
    Exit code: 0 nothing differs · 1 something differs, or a signature is void · 2 unreadable input

    \b
    Examples:
      esgmap verify index.xlsx examples/kingsoft-cloud-2021
      esgmap verify index.xlsx
    """
    from esgmap.verify import compare

    file, fresh, derived = None, None, None
    if folder is None:
        file = read_back(workbook)
    else:
        assessment = with_text(assessed(folder)[0], text)
        file, fresh = both(workbook, assessment, folder)
        derived = _derived(assessment)
    found = compare(file, fresh)
    signed, problems = _standings(signoffs or _beside(workbook, folder), file, fresh)
    if form == "json":
        click.echo(json.dumps(_data(found, derived, signed), ensure_ascii=False, indent=1))
    else:
        _print(found, everything)
        if not found.differences:
            anew = ", and as the inputs give it now" if fresh else ""
            paint(f"\nEvery cell is as it was written{anew}.", "met")
        _print_derived(derived)
        _print_signed(signed, everything)
    print_problems(problems)
    void = any(each.state == "void" for _, rows in signed for each in rows)
    sys.exit(FOUND if found.differences or derived or void or problems else CLEAN)


def _beside(workbook: Path, folder: Path | None) -> Path:
    from esgmap.beside import file_of
    from esgmap.signoffs import FILE

    return file_of(folder or workbook.parent, FILE)


def _standings(
    path: Path, file: Returned, fresh: Returned | None
) -> tuple[list[tuple[Signoff, list[Standing]]], list[Problem]]:
    from esgmap.signoffs import read_signoffs, standings

    signoffs, problems = read_signoffs(path)
    if problems and not signoffs:
        print_problems(problems)
        sys.exit(UNUSABLE)
    return [(each, standings(each, file, fresh)) for each in signoffs], problems


def _derived(assessment: Assessment) -> list[Derived]:
    """The statuses that SPARQL derives differently from the same inputs."""
    from esgmap.reperform import differences, reperform, statuses
    from esgmap.store import LocalStore

    return differences(statuses(assessment), reperform(assessment, LocalStore()))


def _data(
    found: Verification, derived: list[Derived] | None, signed: list[tuple[Signoff, list[Standing]]]
) -> dict[str, object]:
    return {
        "schema": 1,
        "rows": found.rows,
        "cells": found.cells,
        "reviewed_rows": found.remarked,
        "differences": [{**asdict(each), "group": each.group.value} for each in found.differences],
        "sources_changed": [asdict(each) for each in found.sources],
        "notes": list(found.notes),
        "derived_differently": None if derived is None else [asdict(each) for each in derived],
        "signoffs": [
            {
                "signer": signoff.signer,
                "date": signoff.date,
                "rows": [{**asdict(each.row), "state": each.state, "why": each.why} for each in rows],
            }
            for signoff, rows in signed
        ],
    }


# --- on the terminal ------------------------------------------------------------------------------


def _print(found: Verification, everything: bool) -> None:
    from esgmap.verify import Group

    width = terminal_width()
    hang(
        "",
        f"{found.rows:,} rows with {found.cells:,} cells read; {found.remarked} rows carry a review.",
        width,
    )
    for note in found.notes:
        hang("Note: ", f"{note}.", width)
    if found.sources:
        paint("\nChanged since the workbook was written", "head")
        for each in found.sources:
            hang("  ", f"{each.kind} {each.name}: {_versions(each.then, each.now)}", width, 4)
    for group in Group:
        differences = found.of(group)
        if differences:
            rows = len({each.row_id for each in differences})
            paint(f"\n{_sentence(group.value)}: {len(differences)} in {rows} row{'s' * (rows != 1)}", "head")
            _print_group(differences, width, None if everything else SHOWN)


def _versions(then: str, now: str) -> str:
    if not then or not now:
        return "new since" if now else "gone since"
    return f"{then[:16]} then, {now[:16]} now"


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _print_group(differences: tuple[Difference, ...], width: int, most: int | None) -> None:
    for each in differences[:most]:
        click.echo(f"  {each.place}  {each.row_id}")
        what = f"{each.title}: " if each.title else ""
        expected = f"; written or given now: {_quoted(each.expected)}" if each.expected else ""
        hang("    ", f"{what}{_quoted(each.found)}{expected}", width)
    if most is not None and len(differences) > most:
        sheets = Counter(each.place.partition("!")[0] for each in differences[most:])
        told = ", ".join(f"{sheet} {number}" for sheet, number in sheets.items())
        hang("  ", f"and {len(differences) - most} more ({told}); --all lists them", width)


def _quoted(text: str) -> str:
    flat = " ".join(text.split())
    return f"“{flat[:117]}…”" if len(flat) > 120 else f"“{flat}”"


def _print_derived(derived: list[Derived] | None) -> None:
    click.echo("")
    if derived is None:
        click.echo("Without the report folder the inputs and the statuses could not be checked.")
    elif derived:
        paint(f"Derived again by SPARQL: {len(derived)} statuses differ", "unmet")
        for each in derived:
            click.echo(f"  {each.id}: {each.told or 'none'} told, {each.derived or 'none'} derived")
    else:
        paint("Derived again by SPARQL from the inputs: every status is the same.", "met")


def _print_signed(signed: list[tuple[Signoff, list[Standing]]], everything: bool) -> None:
    for signoff, rows in signed:
        void = [each for each in rows if each.state == "void"]
        role = f", {signoff.role}" if signoff.role else ""
        told = f"{len(rows) - len(void)} of {len(rows)} rows valid, {len(void)} void"
        click.echo("")
        paint(f"Signed by {signoff.signer}{role}, {signoff.date}: {told}", "unmet" if void else "met")
        for each in void if everything else void[:SHOWN]:
            click.echo(f"  void: {each.row.sheet}, {each.row.row_id}: {each.why}")
        if len(void) > SHOWN and not everything:
            click.echo(f"  and {len(void) - SHOWN} more; --all lists them")
