"""`esgmap frameworks diff`: what changed between two editions, and what it does to a report."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

import click

from esgmap.catalogue import edition_files, load_catalogue
from esgmap.commands._shared import UNUSABLE, assessed, print_problems
from esgmap.content import frameworks_folder
from esgmap.diff import Change, Move, Step, compare, moves
from esgmap.model import Edition
from esgmap.workspace import run_migrated


@click.command("diff")
@click.argument("old")
@click.argument("new")
@click.option(
    "--report",
    "folder",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Also say how the statuses of this report move.",
)
@click.option("--issuer-class", help="Assess as this class of issuer, as hkex-main-board.")
@click.option(
    "--format", "form", type=click.Choice(["terminal", "json"]), default="terminal", show_default=True
)
def diff(old: str, new: str, folder: Path | None, issuer_class: str | None, form: str) -> None:
    """Say what changed from the edition OLD to the edition NEW.

    \b
    Examples:
      esgmap frameworks diff sasb:tc-si-2018-10 sasb:tc-si-2023-12
      esgmap frameworks diff hkex:esg-guide-2020 hkex:esg-code-2025 --report examples/kingsoft-cloud-2021
    """
    earlier, later = _editions(old, new)
    steps = compare(earlier, later)
    moved = _moves(steps, folder, (old, new), issuer_class) if folder else []
    if form == "json":
        data = {"steps": [_step_data(each) for each in steps], "moves": [_move_data(each) for each in moved]}
        click.echo(json.dumps(data, ensure_ascii=False, indent=1))
        return
    _print_steps(earlier, later, steps)
    if folder:
        _print_moves(moved)


def _editions(old: str, new: str) -> tuple[Edition, Edition]:
    known = edition_files(frameworks_folder())
    for wanted in (old, new):
        if wanted not in known:
            same = [each for each in known if each.split(":")[0] == wanted.split(":")[0]]
            click.echo(f"edition `{wanted}` is not known; known: {', '.join(same or known)}", err=True)
            sys.exit(UNUSABLE)
    catalogue, problems = load_catalogue(frameworks_folder(), [old, new])
    print_problems(problems)
    return catalogue.editions[old], catalogue.editions[new]


def _moves(steps: list[Step], folder: Path, ids: tuple[str, str], issuer_class: str | None) -> list[Move]:
    old, new = ids
    before, _ = assessed(folder)
    if not any(old in claim.editions for claim in before.report.claims):
        click.echo(f"{folder.name} is not checked against {old}.", err=True)
        sys.exit(UNUSABLE)
    after = run_migrated(folder, old, new, issuer_class or "")
    if after.assessment is None:
        print_problems(after.problems)
        sys.exit(UNUSABLE)
    return moves(steps, before, after.assessment)


def _print_steps(old: Edition, new: Edition, steps: list[Step]) -> None:
    click.echo(f"{old.id} → {new.id}")
    for level in ("disclosure", "requirement"):
        counts = Counter(step.change for step in steps if step.level == level)
        told = ", ".join(f"{counts[change]} {change.value}" for change in Change if counts[change])
        click.echo(f"  {level}s: {told}")
    for change in Change:
        rows = [step for step in steps if step.change is change and step.level != "group"]
        if change is Change.UNCHANGED or not rows:
            continue
        click.echo(f"\n{change.value}")
        for step in rows:
            click.echo(f"  {_step_line(step)}")


def _step_line(step: Step) -> str:
    name = (step.new_id or step.old_ids[0]).split("/", 1)[1]
    was = ", ".join(each.split("/", 1)[1] for each in step.old_ids) if step.new_id else ""
    origin = f" (was {was})" if was and was != name else ""
    return f"{name}  {step.label}{origin}" + (f": {step.note}" if step.note else "")


def _print_moves(moved: list[Move]) -> None:
    counts = Counter((move.before, move.after, move.obligation) for move in moved)
    click.echo("\nthis report")
    for (before, after, obligation), number in sorted(counts.items()):
        binding = f" ({obligation})" if obligation else ""
        click.echo(f"  {number} requirements: {before} → {after}{binding}")
    for move in moved:
        click.echo(f"\n  {_step_line(move.step)}\n    {move.step.change.value}; {move.before} → {move.after}")
        for word, items in (
            ("facts", move.facts),
            ("mappings", move.mappings),
            ("omissions", move.omissions),
        ):
            if items:
                click.echo(f"    {word}: {', '.join(items)}")


def _step_data(step: Step) -> dict[str, object]:
    return {
        "change": step.change.value,
        "level": step.level,
        "old": list(step.old_ids),
        "new": step.new_id or None,
        "label": step.label,
        "note": step.note,
    }


def _move_data(move: Move) -> dict[str, object]:
    return {
        **_step_data(move.step),
        "before": move.before,
        "after": move.after,
        "obligation": move.obligation,
        "facts": list(move.facts),
        "mappings": list(move.mappings),
        "omissions": list(move.omissions),
    }
