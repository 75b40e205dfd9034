"""`esgmap init`: a report to begin with, as a folder, or as a workbook that asks for the data."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from esgmap.commands._shared import REPORT, UNUSABLE, print_problems, saving, worst, wrote
from esgmap.model import Severity
from esgmap.starting import Wanted, first_head
from esgmap.tables import load_schema

if TYPE_CHECKING:
    from esgmap.commands._request import Prepared

TABLES = ("facts", "omissions")


@click.command("init")
@click.argument("new", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--workbook",
    metavar="FILE.xlsx",
    type=click.Path(path_type=Path),
    help="Make a workbook instead that asks for the data and is then given as DIR.",
)
@click.option(
    "--from", "source", metavar="DIR", type=REPORT, help="Begin with this report; needs --workbook."
)
@click.option("--entity", default="", help="The company or group that reports.")
@click.option("--start", default="", metavar="DAY", help="The first day of the period, as 2025-01-01.")
@click.option("--end", default="", metavar="DAY", help="The last day of the period, as 2025-12-31.")
@click.option("--framework", "frameworks", multiple=True, help="gri, sasb, hkex or nasdaq; once for each.")
@click.option(
    "--edition",
    "editions",
    multiple=True,
    help="An edition, as gri-305-2016; once for each. Else all of the framework that are in force.",
)
@click.option(
    "--issuer-class",
    metavar="CLASS",
    type=click.Choice(load_schema("applicability").columns["issuer_class"].choices),
    help="Where the company is listed, as hkex-main-board; needed with hkex.",
)
@click.option("--topic", "topics", multiple=True, help="A material topic, by its name; once for each.")
def command(new: Path | None, workbook: Path | None, source: Path | None, **said: Any) -> None:
    """Begin a report: the folder DIR, or a workbook whose sheet Facts asks for what the frameworks want.

    The workbook is filled in by those who have the data, and given to the other commands in place of DIR.
    With --from it begins with a report that there is: what it says is filled in, what it lacks is asked.
    With a later --start and --end its facts become last year's, and all that it said is asked again.
    Nothing that exists is ever overwritten.

    \b
    Examples:
      esgmap init report --entity "Example Ltd" --start 2025-01-01 --end 2025-12-31 --framework gri
      esgmap init --workbook data.xlsx --entity "Example" --start 2025-01-01 --end 2025-12-31 --framework sasb
      esgmap init --workbook data.xlsx --from examples/kingsoft-cloud-2021
      esgmap init --workbook data.xlsx --from examples/kingsoft-cloud-2021 --start 2022-01-01 --end 2022-12-31
    """
    if (new is None) == (workbook is None):
        raise click.UsageError("say what to make: a folder DIR, or --workbook FILE.xlsx")
    wanted = Wanted(**{**said, "issuer_class": said["issuer_class"] or ""})
    if workbook is not None:
        _workbook(workbook, source, wanted)
    elif new is not None:
        if source is not None:
            raise click.UsageError("--from goes with --workbook FILE.xlsx; a folder can be copied as it is")
        _folder(new, wanted)


def _folder(folder: Path, wanted: Wanted) -> None:
    """Write the files of a new report folder, none of them over another."""
    from esgmap.export.files import write_text
    from esgmap.export.report_yaml import render

    head, faults = first_head(wanted)
    if folder.exists() and not folder.is_dir():
        faults.append(f"{folder} is a file; a report folder cannot be made there")
    names = ["report.yaml", *(f"{stem}{ending}" for stem in TABLES for ending in (".csv", ".tsv", ".xlsx"))]
    for name in names:
        if (folder / name).exists():
            faults.append(f"{folder / name} exists, and nothing is overwritten: choose another folder")
    refuse(faults)
    texts = {"report.yaml": render(head)}
    texts |= {f"{stem}.csv": ",".join(load_schema(stem).columns) + "\n" for stem in TABLES}
    for name, text in texts.items():
        with saving(folder / name):
            write_text(folder / name, text)
        wrote(folder / name)
    click.echo(
        "Next: say the boundary in report.yaml, and enter what the report says in facts.csv.", err=True
    )
    click.echo(f"    → esgmap check {folder}", err=True)


def _workbook(target: Path, source: Path | None, wanted: Wanted) -> None:
    """Write the workbook, if there is none of this name."""
    faults = []
    if target.suffix.lower() != ".xlsx":
        faults.append(f"{target} must end in .xlsx")
    if target.exists():
        faults.append(f"{target} exists, and nothing is overwritten: choose another name")
    from esgmap.commands._request import prepared

    found, problems, more = prepared(source, wanted)
    refuse([*faults, *more])
    print_problems(each for each in problems if each.severity is Severity.ERROR)
    if found is None or worst(problems) is Severity.ERROR:
        click.echo("Nothing was written: mend the errors above and run again.", err=True)
        sys.exit(UNUSABLE)
    _write(target, found)


def _write(target: Path, found: Prepared) -> None:
    from esgmap.export.files import write_whole
    from esgmap.export.workbook_request import write

    with saving(target):
        write_whole(target, lambda beside: write(found.request, beside, target.name))
    wrote(target)
    click.echo(found.told, err=True)
    click.echo(f"    → fill it in, then: esgmap gaps {target}", err=True)


def refuse(faults: list[str]) -> None:
    """Stop with every fault at once, as wrong usage."""
    if faults:
        for fault in faults:
            click.echo(f"Error: {fault}", err=True)
        click.echo("Nothing was written. `esgmap init --help` shows examples.", err=True)
        sys.exit(UNUSABLE)
