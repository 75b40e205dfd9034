"""`esgmap frameworks diff`: what changed between two editions, and what it does to a report."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import click

from esgmap.catalogue import Catalogue, load_catalogue
from esgmap.commands._shared import REPORT, UNUSABLE, assessed, hang, print_problems, terminal_width
from esgmap.content import frameworks_folder
from esgmap.diff import Change, Move, Step, compare, inherited, moves
from esgmap.export.wording import ISSUER_WORDS, worded
from esgmap.findings import Assessment
from esgmap.model import Edition
from esgmap.tables import load_schema
from esgmap.workspace import run_migrated

UNTOLD = {Change.UNCHANGED, Change.WITHIN}
"""Changes that are counted and not listed."""


@click.command("diff")
@click.argument("old")
@click.argument("new")
@click.option(
    "--report",
    "folder",
    metavar="DIR",
    type=REPORT,
    help="Also say how the statuses of this report move.",
)
@click.option(
    "--issuer-class",
    type=click.Choice(load_schema("applicability").columns["issuer_class"].choices),
    help="Assess as this class of issuer; else as report.yaml says.",
)
@click.option(
    "--format", "form", type=click.Choice(["terminal", "json"]), default="terminal", show_default=True
)
def diff(old: str, new: str, folder: Path | None, issuer_class: str | None, form: str) -> None:
    """Say what changed from the edition OLD to the edition NEW.

    With --report, the report is assessed against both: facts and omissions are carried to the questions that
    stayed the same, and obligations are those of the first year in which NEW is in force.

    \b
    Examples:
      esgmap frameworks diff sasb:tc-si-2018-10 sasb:tc-si-2023-12
      esgmap frameworks diff hkex:esg-guide-2020 hkex:esg-code-2025 --report examples/kingsoft-cloud-2021
    """
    catalogue, problems = load_catalogue(frameworks_folder())
    print_problems(problems)
    earlier, later = _editions(catalogue, old, new)
    steps = compare(earlier, later, catalogue.editions.values())
    after = _migrated(folder, (old, new), issuer_class) if folder else None
    moved = moves(steps, *after) if after else []
    if form == "json":
        data = {"steps": [_step_data(each) for each in steps], "moves": [_move_data(each) for each in moved]}
        click.echo(json.dumps(data, ensure_ascii=False, indent=1))
        return
    width = terminal_width()
    _print_steps(earlier, later, steps, width)
    if after:
        _print_head(after[1], later, width)
        _print_moves(moved, _number(steps, "requirement") - len(moved), width)


def _editions(catalogue: Catalogue, old: str, new: str) -> tuple[Edition, Edition]:
    """The two editions; without them, or without a row that connects them, a message and exit code 2."""
    for wanted in (old, new):
        if wanted not in catalogue.editions:
            same = [each for each in catalogue.editions if each.split(":")[0] == wanted.split(":")[0]]
            _stop(f"edition `{wanted}` is not known; known: {', '.join(same or catalogue.editions)}")
    earlier, later = catalogue.editions[old], catalogue.editions[new]
    heirs = {each for ids in inherited(earlier, catalogue.editions.values()).values() for each in ids}
    successors = list(dict.fromkeys(each.split("/", 1)[0] for each in sorted(heirs)))
    if old == new:
        _stop(f"{old} is named twice; name the older edition, then the newer one")
    if new not in successors:
        if inherited(later, [earlier]):
            hint = f"the other way round: esgmap frameworks diff {new} {old}"
        else:
            near = [f"esgmap frameworks diff {old} {each}" for each in successors]
            hint = f"what is known of {old}: {'; '.join(near) or 'no edition takes its place'}"
        _stop(f"no row of {new} takes the place of one of {old}, so nothing can be said\n    → {hint}")
    return earlier, later


def _stop(message: str) -> None:
    click.echo(message, err=True)
    sys.exit(UNUSABLE)


def _migrated(folder: Path, ids: tuple[str, str], issuer_class: str | None) -> tuple[Assessment, Assessment]:
    """The report assessed against the older edition as it is, and against the newer one."""
    old, new = ids
    before, _ = assessed(folder)
    if not any(old in claim.editions for claim in before.report.claims):
        _stop(f"{folder.name} is not checked against {old}.")
    after = run_migrated(folder, old, new, issuer_class or "")
    if after.assessment is None:
        print_problems(after.problems)
        sys.exit(UNUSABLE)
    return before, after.assessment


# --- what changed ---------------------------------------------------------------------------------


def _number(steps: Iterable[Step], level: str) -> int:
    return sum(1 for step in steps if step.level == level)


def _print_steps(old: Edition, new: Edition, steps: list[Step], width: int) -> None:
    click.echo(f"{old.id} → {new.id}")
    for level in ("disclosure", "requirement"):
        counts = Counter(step.change for step in steps if step.level == level)
        told = ", ".join(f"{counts[change]} {change.value}" for change in Change if counts[change])
        hang(f"  {level}s: ", told, width)
    for change in Change:
        rows = [step for step in steps if step.change is change and step.level != "group"]
        if change in UNTOLD or not rows:
            continue
        click.echo(f"\n{change.value}")
        note = ""
        for step in rows:
            # What is new is often new for one reason, which need not be said on every line.
            hang("  ", _step_text(step, has_note=change is not Change.ADDED or step.note != note), width, 4)
            note = step.note


def _step_text(step: Step, has_note: bool = True) -> str:
    was = ", ".join(each.split("/", 1)[1] for each in step.old_ids) if step.new_id else ""
    origin = f" (was {was})" if was and was != _name(step) else ""
    return f"{_name(step)}  {step.label}{origin}" + (f": {step.note}" if step.note and has_note else "")


def _name(step: Step) -> str:
    return (step.new_id or step.old_ids[0]).split("/", 1)[1]


# --- what it does to a report ---------------------------------------------------------------------


def _print_head(after: Assessment, new: Edition, width: int) -> None:
    report = after.report
    click.echo("")
    year = max(str(report.period.start), new.effective_from)
    told = f"as if under {new.id} in a financial year that begins on {year}"
    hang("", f"{report.title}, {told}; issuer: {worded(ISSUER_WORDS, report.issuer_class)}", width)


def _print_moves(moved: list[Move], others: int, width: int) -> None:
    counts = Counter((move.before, move.after, move.obligation) for move in moved)
    for (before, after, obligation), number in sorted(counts.items()):
        binding = f" ({obligation})" if obligation else ""
        click.echo(f"  {_requirements(number)}: {before} → {after}{binding}")
    click.echo(f"  {_requirements(others)}: as before")
    bare: dict[tuple[str, str, str], list[str]] = {}
    for move in moved:
        if move.facts or move.omissions:
            _print_move(move, width)
        else:
            key = (move.before, move.after, move.obligation)
            bare.setdefault(key, []).append(_name(move.step))
    if bare:
        click.echo("\n  without any fact or omission of the report")
    for (before, after, obligation), names in bare.items():
        binding = f" ({obligation})" if obligation else ""
        hang("    ", f"{before} → {after}{binding}: {', '.join(names)}", width, 6)


def _requirements(number: int) -> str:
    return f"{number} requirement{'' if number == 1 else 's'}"


def _print_move(move: Move, width: int) -> None:
    click.echo("")
    hang("  ", _step_text(move.step), width, 4)
    binding = f" ({move.obligation})" if move.obligation else ""
    click.echo(f"    {move.step.change.value}; {move.before} → {move.after}{binding}")
    for word in ("facts", "mappings", "omissions"):
        items: tuple[str, ...] = getattr(move, word)
        if items:
            hang(f"    {word}: ", ", ".join(items), width)


# --- as data --------------------------------------------------------------------------------------


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
