"""`esgmap facts`: proposed facts from the tables of a document, and what a person accepts of them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from esgmap.beside import file_of
from esgmap.commands._shared import (
    CLEAN,
    FOUND,
    REPORT,
    UNUSABLE,
    give,
    paint,
    print_problems,
    report_argument,
    saving,
    terminal_width,
    worst,
    wrote,
)
from esgmap.commands._tables import content_or_stop, read_or_stop
from esgmap.model import Severity

if TYPE_CHECKING:
    from esgmap.model import Hub
    from esgmap.pages import ReadDocument
    from esgmap.proposals.records import Proposal, Vanished
    from esgmap.report import Loaded

FILE = "proposals.csv"


@click.group("facts")
def command() -> None:
    """Propose facts from the tables of a document; take over those that a person accepted.

    A proposal never becomes a fact by itself: fill in the column `decision` of proposals.csv with accept,
    changed or reject, then run `esgmap facts accept`.
    """


@command.command("propose")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--table", "numbers", type=int, multiple=True, metavar="N", help="A table by its number; once for each."
)
@click.option("--all", "every", is_flag=True, help="All tables but those of hidden sheets.")
@click.option(
    "--report",
    "folder",
    metavar="DIR",
    type=REPORT,
    help="The report that the facts are for: what it has is not new.",
)
@click.option(
    "-o",
    "output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The table of proposals; else proposals.csv in DIR or here. A name that ends in .json gives JSON.",
)
def propose(
    file: Path, numbers: tuple[int, ...], every: bool, folder: Path | None, output: Path | None
) -> None:
    """Propose facts from tables of FILE (see `esgmap documents tables FILE`), and write them to a table.

    Each row has the indicator that its words suggest, the year, the unit, the cell that it was read from, how
    sure all this is and why. With --report, rows that were accepted before keep their indicator and id, and
    changed values and rows that are gone are shown.

    \b
    Exit code: 0 proposals were written · 1 none, or some value changed or some row is gone ·
    2 wrong usage or unreadable input

    \b
    Examples:
      esgmap facts propose data-pack.xlsx --table 3 --table 4 -o proposals.csv
      esgmap facts propose data-pack.xlsx --all --report examples/quillharbour-2025
    """
    from esgmap.export.intake_words import proposed_lines
    from esgmap.proposals import proposals_of
    from esgmap.proposals.standing import beside, unique

    loaded = _loaded(folder) if folder else None
    document, _ = read_or_stop(file)
    _check_tables(document, numbers, every)
    target = output or (file_of(folder, FILE) if folder else Path(FILE))
    _check_target(target)
    content = content_or_stop()
    report = loaded.report if loaded else None
    told = (_document_id(document, loaded), report.period if report else None)
    proposals, skipped = proposals_of(document, content, numbers, told)
    vanished: list[Vanished] = []
    if report:
        proposals, vanished = beside(proposals, report, content.lexicon.hub)
    else:
        proposals = unique(proposals, set())
    for text, style in proposed_lines(proposals, skipped, vanished, terminal_width()):
        paint(text, style)
    if not proposals:
        click.echo("Nothing was written: these tables give no facts.", err=True)
        sys.exit(FOUND)
    _write(proposals, (skipped, vanished), target)
    changed = any(each.standing == "changed" for each in proposals)
    sys.exit(FOUND if changed or vanished else CLEAN)


def _loaded(folder: Path) -> Loaded:
    """The report with its facts; errors in it stop with exit code 2."""
    from esgmap.report import load_report

    loaded = load_report(folder)
    if worst(loaded.problems) is Severity.ERROR or loaded.report is None:
        print_problems(each for each in loaded.problems if each.severity is Severity.ERROR)
        click.echo("Nothing was proposed or written: mend the errors above and run again.", err=True)
        sys.exit(UNUSABLE)
    return loaded


def _check_tables(document: ReadDocument, numbers: tuple[int, ...], every: bool) -> None:
    """Stop if no table is named, or one that is not there."""
    known = [each.number for each in document.tables]
    if not known:
        click.echo(f"{document.path} has no table. `esgmap documents tables` lists what is found.", err=True)
        sys.exit(FOUND)
    strange = [str(each) for each in numbers if each not in known]
    if strange:
        told = f"table {', '.join(strange)} is not there; {document.path} has {_range(known)}"
        raise click.UsageError(f"{told}. `esgmap documents tables` lists them.")
    if not numbers and not every and len(known) > 1:
        told = f"say which of its {len(known)} tables: --table N, once for each, or --all"
        raise click.UsageError(f"{told}. `esgmap documents tables` lists them.")


def _range(known: list[int]) -> str:
    return f"table {known[0]}" if len(known) == 1 else f"tables {known[0]} to {known[-1]}"


def _check_target(target: Path) -> None:
    """Stop rather than write over a table in which somebody decided something."""
    if not target.exists():
        return
    from esgmap.proposals.tablefile import read_proposals

    table, _ = read_proposals(target) if target.suffix.casefold() == ".csv" else (None, [])
    if table is None or any(row["decision"] for row in table.rows) or not table.rows:
        told = "holds decisions" if table and table.rows else "exists, and is no table of proposals"
        raise click.UsageError(f"{target} {told}, and is not overwritten: choose another name with -o")


def _document_id(document: ReadDocument, loaded: Loaded | None) -> str:
    """What facts call the document: its id in report.yaml, by fingerprint or file name; else its name."""
    from esgmap.proposals.members import slug

    known = loaded.report.documents if loaded and loaded.report else ()
    for each in known:
        if each.sha256 == document.sha256 or (each.file and Path(each.file).name == document.path):
            return each.id
    return slug(Path(document.path).stem) or "document"


def _write(proposals: list[Proposal], others: tuple[object, object], target: Path) -> None:
    from esgmap.proposals.tablefile import render

    if target.suffix.casefold() == ".json":
        from esgmap.export.intake_json import render_proposals

        give(render_proposals(proposals, *others), target)  # type: ignore[arg-type]
        return
    give(render(proposals), target)
    click.echo("    → decide in the column `decision`, then: esgmap facts accept DIR", err=True)


@command.command("accept")
@report_argument
@click.option(
    "--proposals",
    "path",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The table of proposals; else proposals.csv in DIR.",
)
def accept(folder: Path, path: Path | None) -> None:
    """Add the accepted rows of a table of proposals to the facts of DIR.

    Rows with `accept` or `changed` in the column `decision` are added at the end of facts.csv; nothing that
    stands there is changed, and a copy of it is kept. If any of these rows lacks something, all of it is told
    and nothing is written.

    \b
    Exit code: 0 facts were added · 1 no row is accepted · 2 nothing was written because of errors

    \b
    Examples:
      esgmap facts accept examples/quillharbour-2025
    """
    from esgmap.proposals.accepting import addition
    from esgmap.proposals.tablefile import decided, errors, read_proposals

    source = path or file_of(folder, FILE)
    if not source.exists():
        raise click.UsageError(
            f"there is no {source}: run `esgmap facts propose` first, or name one with --proposals"
        )
    loaded = _loaded(folder)
    table, problems = read_proposals(source)
    if table is None or errors(problems):
        print_problems(problems)
        click.echo("Nothing was written: mend the errors above and run again.", err=True)
        sys.exit(UNUSABLE)
    if not decided(table.rows):
        click.echo(f"No row of {source} says `accept` or `changed`: nothing was written.", err=True)
        sys.exit(FOUND)
    made, found = addition(folder, loaded, table, _hub())
    print_problems(found)
    if made is None:
        click.echo("Nothing was written: mend the errors above and run again.", err=True)
        sys.exit(UNUSABLE)
    if not made.added:
        click.echo(
            f"Nothing to add: the {made.standing} accepted rows stand in {made.path.name} already.", err=True
        )
        sys.exit(CLEAN)
    from esgmap.export.files import write_whole

    copy = made.path.with_name(made.backup)
    with saving(made.path):
        if not copy.exists():
            write_whole(copy, lambda beside: beside.write_bytes(made.path.read_bytes()))
        write_whole(made.path, lambda beside: beside.write_bytes(made.content))
    click.echo(
        f"{len(made.added)} facts added to {made.path.name}; {made.standing} stood there already, "
        f"{made.rejected} rejected, {made.undecided} not decided."
    )
    wrote(made.path)
    click.echo(f"before it was {copy.name}", err=True)


def _hub() -> Hub:
    from esgmap.content import frameworks_folder
    from esgmap.hub import load_hub

    return load_hub(frameworks_folder())[0]
