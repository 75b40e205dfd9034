"""`esgmap review`: bring back what reviewers wrote into copies of the workbook, and list it."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from esgmap.commands._shared import (
    CLEAN,
    FOUND,
    UNUSABLE,
    assessed,
    hang,
    paint,
    print_problems,
    report_argument,
    saving,
    terminal_width,
    text_option,
    with_text,
    wrote,
)
from esgmap.commands._workbooks import index_options, made_anew

if TYPE_CHECKING:
    from esgmap.findings import Assessment
    from esgmap.model import Problem
    from esgmap.returned import Returned
    from esgmap.review_copy import Copy
    from esgmap.review_merge import Taken
    from esgmap.review_standing import Rows, Stood
    from esgmap.reviews import Remark

OPEN = ("conflict", "re-review")
"""The standings that ask somebody to act: exit code 1."""
STANDINGS = (*OPEN, "current", "superseded", "orphaned")
STYLES = {"conflict": "unmet", "re-review": "partial"}
SHOWN = 300
"""How many letters of a remark the terminal shows; the log and the workbook hold all of it."""


@click.group("review")
def command() -> None:
    """Bring back what reviewers wrote into copies of the index workbook, and list it."""


@command.command("merge")
@click.argument(
    "copies",
    metavar="FILE.xlsx…",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@report_argument
@click.option(
    "--as", "author", metavar="NAME", default="", help="Who wrote the remarks that name no reviewer."
)
@click.option("--dry-run", is_flag=True, help="Say what would come in, and write nothing.")
@text_option
def merge(copies: tuple[Path, ...], folder: Path, author: str, dry_run: bool, text: Path | None) -> None:
    """Take the remarks out of reviewers' copies of the workbook, and add them to DIR/reviews.csv.

    What a reviewer wrote is found again by row and by the content hash of the row, however the copy was
    sorted, filtered or renamed. Nothing is dropped: notes, text beside the columns, cells typed over and
    added rows come in as well. A row whose facts or mapping changed since is to be reviewed again; remarks
    that disagree are listed with both texts. The next `esgmap index` shows all of it. A copy may be merged
    again at any time: only what is new in it is added.

    \b
    Exit code: 0 nothing is open · 1 conflicts, or rows to be reviewed again · 2 unreadable input

    \b
    Examples:
      esgmap review merge from-chan.xlsx from-li.xlsx examples/kingsoft-cloud-2021 --dry-run
      esgmap review merge from-chan.xlsx examples/kingsoft-cloud-2021 --as "A. Chan"
    """
    from esgmap.review_merge import merged, rows_of, take
    from esgmap.review_standing import stand

    assessment = with_text(assessed(folder)[0], text)
    known = index_options(folder).reviews
    read = _read(copies, assessment, folder, (author.strip(), known))
    takings = [take(copy) for copy in read]
    log = merged(known, takings)
    stood = stand(log, {**rows_of(read[0].fresh), **{("Reviews", each.id): "" for each in log}})
    for taken in takings:
        _print_taken(taken, known, stood)
    _print_conflicts(stood)
    _print_counts(stood)
    if dry_run:
        click.echo(f"Nothing was written: {len(log) - len(known)} remarks would be added.", err=True)
    elif len(log) > len(known):
        _write(log, folder)
    else:
        click.echo("Nothing new: reviews.csv stays as it is.", err=True)
    sys.exit(FOUND if any(each.standing.value in OPEN for each in stood) else CLEAN)


def _write(log: tuple[Remark, ...], folder: Path) -> None:
    from esgmap.beside import file_of
    from esgmap.export.files import write_whole
    from esgmap.reviews import FILE, write_reviews

    path = file_of(folder, FILE)
    with saving(path):
        write_whole(path, lambda beside: write_reviews(log, beside))
    wrote(path)


# --- reading --------------------------------------------------------------------------------------


def _read(
    paths: Sequence[Path], assessment: Assessment, folder: Path, told: tuple[str, tuple[Remark, ...]]
) -> list[Copy]:
    """Every copy, read; if one of them cannot be used, say all that is wrong and stop with exit code 2."""
    from esgmap.review_copy import make_copy
    from esgmap.review_merge import other_report

    anew: dict[str, Returned] = {}
    copies, problems = [], []
    for path, name in zip(paths, _names(paths), strict=True):
        file, found = _read_one(path, name, anew, (assessment, folder))
        problems += found
        if file is None:
            continue
        fresh = _fresh(file, anew, assessment, folder)
        if other := other_report(file, fresh):
            problems.append(other)
        copies.append(make_copy(file, path.read_bytes(), fresh, *told))
    print_problems(problems)
    if any(problem.severity.value == "error" for problem in problems):
        click.echo("Nothing was taken in from any copy, and reviews.csv stays as it is.", err=True)
        sys.exit(UNUSABLE)
    return copies


def _read_one(
    path: Path, name: str, anew: dict[str, Returned], given: tuple[Assessment, Path]
) -> tuple[Returned | None, list[Problem]]:
    """One copy; if its own Seals are gone, it is read by those of the workbook that the inputs give now."""
    from esgmap.returned import NO_SEALS, read_returned

    raw = path.read_bytes()
    file, problems = read_returned(raw, name)
    if file is None and [each.code for each in problems] == [NO_SEALS]:
        file, problems = read_returned(raw, name, _fresh(None, anew, *given).layouts)
        if file is not None and not file.sheets:
            return None, [*problems, *read_returned(raw, name)[1]]
    return file, problems


def _fresh(
    file: Returned | None, anew: dict[str, Returned], assessment: Assessment, folder: Path
) -> Returned:
    """The workbook that the inputs give now, in the language of a copy; made once for each language."""
    told = file.sources("option") if file else {}
    lang = told["lang"].text("Title") if "lang" in told else ""
    if lang not in anew:
        anew[lang] = made_anew(assessment, file, folder)
    return anew[lang]


def _names(paths: Sequence[Path]) -> list[str]:
    """What each copy is called: its file name; where two files share it, with the folder they lie in."""
    counts = Counter(path.name for path in dict.fromkeys(path.resolve() for path in paths))
    return [
        path.name if counts[path.name] == 1 else f"{path.resolve().parent.name}/{path.name}" for path in paths
    ]


# --- on the terminal ------------------------------------------------------------------------------


def _print_taken(taken: Taken, known: tuple[Remark, ...], stood: tuple[Stood, ...]) -> None:
    """What came in with one copy."""
    from esgmap.review_merge import new_in

    new = {each.id for each in new_in(taken, known)}
    standings = Counter(each.standing.value for each in stood if each.remark.id in new)
    kinds = Counter(each.kind for each in taken.remarks if each.id in new)
    paint(taken.copy.file.shown, "head")
    total = len(taken.remarks)
    hang("  ", f"{_number(total, 'remark')}: {len(new)} new, {total - len(new)} in reviews.csv already", 100)
    if new:
        hang("  ", "new: " + ", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items())), 100, 7)
        told = ", ".join(f"{standings[name]} {name}" for name in STANDINGS if standings[name])
        hang("  ", f"of the new: {told}", 100, 7)
    nobody = [each for each in taken.remarks if each.id in new and each.is_unnamed]
    if nobody:
        click.echo(f"  {len(nobody)} of the new name no reviewer; --as NAME says who wrote them")
    print_problems(taken.problems)


def _number(number: int, word: str) -> str:
    return f"{number} {word}{'s' * (number != 1)}"


def _print_conflicts(stood: tuple[Stood, ...]) -> None:
    """Each conflict with the texts of all its sides."""
    rows: dict[tuple[str, str], list[Stood]] = {}
    for each in stood:
        if each.standing.value == "conflict":
            rows.setdefault(each.remark.row, []).append(each)
    if rows:
        click.echo("")
        paint(_number(len(rows), "conflict"), "unmet")
    for (sheet, row_id), sides in rows.items():
        click.echo(f"  {sheet}: {row_id}")
        for side in sides:
            _print_remark(side.remark)


def _print_remark(remark: Remark, whole: bool = True) -> None:
    facts = ", ".join(part for part in (remark.review_status, remark.date, remark.place) if part)
    text = remark.comment if whole or len(remark.comment) <= SHOWN else f"{remark.comment[:SHOWN]}…"
    first, *further = text.split("\n")
    told = f"{remark.reviewer}{f' ({facts})' if facts else ''}"
    hang("    ", f"{told}: {first}" if text else told, terminal_width(), 6)
    for line in further:
        hang("      ", line, terminal_width())


def _print_counts(stood: tuple[Stood, ...]) -> None:
    counts = Counter(each.standing.value for each in stood)
    told = ", ".join(f"{counts[name]} {name}" for name in STANDINGS if counts[name])
    click.echo("")
    hang("", f"All remarks: {told or 'none'}.", terminal_width())


# --- listing --------------------------------------------------------------------------------------


@command.command("list")
@report_argument
@click.option(
    "--standing",
    "wanted",
    multiple=True,
    type=click.Choice(STANDINGS),
    help="Only remarks of this standing; may be given more than once.",
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@text_option
def listing(folder: Path, wanted: tuple[str, ...], form: str, text: Path | None) -> None:
    """List the remarks of DIR/reviews.csv, each with what it is worth today.

    \b
    conflict    two reviewers say otherwise of the same content
    re-review   the facts or the mapping that the row rests on changed since
    current     it stands
    superseded  a later remark took its place
    orphaned    its row is not in the workbook any more

    \b
    Exit code: 0 nothing is open · 1 conflicts, or rows to be reviewed again · 2 unreadable input

    \b
    Examples:
      esgmap review list examples/kingsoft-cloud-2021
      esgmap review list examples/kingsoft-cloud-2021 --standing conflict --format json
    """
    from esgmap.review_merge import rows_of
    from esgmap.review_standing import stand

    assessment = with_text(assessed(folder)[0], text)
    known = index_options(folder).reviews
    rows: Rows = rows_of(made_anew(assessment, None, folder)) if known else {}
    stood = stand(known, rows)
    shown = [each for each in stood if not wanted or each.standing.value in wanted]
    if form == "json":
        data = {"schema": 1, "report": assessment.report.id, "remarks": [_data(each) for each in shown]}
        click.echo(json.dumps(data, ensure_ascii=False, indent=1))
    else:
        _print_list(shown)
        _print_counts(stood)
    sys.exit(FOUND if any(each.standing.value in OPEN for each in stood) else CLEAN)


def _data(stood: Stood) -> dict[str, Any]:
    from dataclasses import asdict

    return {"standing": stood.standing.value, "why": stood.why, **asdict(stood.remark)}


def _print_list(stood: Sequence[Stood]) -> None:
    for name in STANDINGS:
        members = [each for each in stood if each.standing.value == name]
        if members:
            paint(f"{name}: {len(members)}", STYLES.get(name, "head"))
        for each in members:
            kind = f" [{each.remark.kind}]" if each.remark.kind != "review" else ""
            why = f": {each.why}" if each.why else ""
            where = f"{each.remark.sheet}: {each.remark.row_id or 'no row'}{kind}"
            hang("  ", f"{where}{why}", terminal_width(), 4)
            _print_remark(each.remark, whole=False)
