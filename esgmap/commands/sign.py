"""`esgmap sign`: record who signed which rows of an index, bound to what the rows say."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from esgmap import __version__
from esgmap.commands._shared import UNUSABLE, assessed, print_problems, report_argument, saving, wrote
from esgmap.commands._workbooks import read_back, workbook_argument
from esgmap.export.files import write_text

if TYPE_CHECKING:
    from esgmap.returned import Returned, ReturnedRow, ReturnedSheet
    from esgmap.signoffs import SignedRow

STATEMENT = "I have looked at these rows and their evidence, and agree with what they say."


@click.command("sign")
@workbook_argument
@report_argument
@click.option("--by", "signer", required=True, metavar="NAME", help="Who signs.")
@click.option("--role", default="", help="In which role, such as “preparer” or “assurance partner”.")
@click.option(
    "--framework", "frameworks", multiple=True, metavar="NAME", help="Only the index of this framework."
)
@click.option(
    "--code", "codes", multiple=True, metavar="CODE", help="Only this disclosure with its rows: 305-1."
)
@click.option("--facts", is_flag=True, help="The rows of the sheet Facts as well.")
@click.option("--agreed", is_flag=True, help="Only rows whose review status is “agreed”.")
@click.option("--date", "day", metavar="DAY", help="The day of signing, if it is not today: 2022-05-31.")
@click.option("--statement", default=STATEMENT, show_default=True, help="The words that are signed.")
@click.option(
    "--edited-too", is_flag=True, help="Sign rows although they were edited after they were written."
)
def command(workbook: Path, folder: Path, signer: str, day: str | None, **choice: Any) -> None:
    """Record in DIR/signoffs.json that NAME signed rows of the workbook FILE.xlsx.

    Each row is kept with the hash of what it says. A row that is edited later, or that the inputs give
    otherwise later, is void; `esgmap verify` says which rows are valid and which are void. The record shows
    that a row changed, not that the person is who the name says.

    \b
    Examples:
      esgmap sign index.xlsx examples/kingsoft-cloud-2021 --by "A. Chan" --role "assurance partner"
      esgmap sign index.xlsx examples/kingsoft-cloud-2021 --by "A. Chan" --framework gri --code 305-1
    """
    from esgmap.beside import file_of
    from esgmap.signoffs import FILE, Signoff, read_signoffs, root_of, signed_rows, signoffs_text

    signed_on = _day(day)
    assessment, _ = assessed(folder)
    file = read_back(workbook)
    _same_report(file, assessment.report.id)
    rows, edited = signed_rows(file, _chooser(choice))
    _refuse(rows, [] if choice["edited_too"] else edited)
    path = file_of(folder, FILE)
    earlier, problems = read_signoffs(path)
    if problems:
        print_problems(problems)
        click.echo("Nothing was signed: mend the file of sign-offs first.", err=True)
        sys.exit(UNUSABLE)
    signoff = Signoff(
        signer=signer,
        role=choice["role"],
        date=signed_on,
        statement=choice["statement"],
        report=assessment.report.id,
        workbook=workbook.name,
        workbook_sha256=hashlib.sha256(workbook.read_bytes()).hexdigest(),
        tool=f"esgmap {__version__}",
        root=root_of(rows),
        rows=tuple(rows),
    )
    with saving(path):
        write_text(path, signoffs_text((*earlier, signoff)))
    click.echo(f"{signer} signed {len(rows)} rows on {signed_on}. Root: {signoff.root}")
    wrote(path)


def _day(told: str | None) -> str:
    """The day of signing; today, if none is told."""
    try:
        return (date.fromisoformat(told) if told else date.today()).isoformat()
    except ValueError as fault:
        raise click.BadParameter(f"`{told}` is no day such as 2022-05-31", param_hint="--date") from fault


def _same_report(file: Returned, report_id: str) -> None:
    told = [*file.sources("report")]
    if told and report_id not in told:
        message = f"{file.shown} is the index of the report {told[0]}, and the folder holds {report_id}"
        raise click.UsageError(message)


def _chooser(choice: dict[str, Any]) -> Callable[[ReturnedSheet, ReturnedRow], bool]:
    """Which rows are signed: those of the indexes that have a level, and of Facts if asked for."""
    prefixes = tuple(f"{each.lower()}:" for each in choice["frameworks"])
    codes = set(choice["codes"])

    def chosen(sheet: ReturnedSheet, row: ReturnedRow) -> bool:
        if choice["agreed"] and row.text("Review status") != "agreed":
            return False
        if sheet.layout.key == "Facts":
            return bool(choice["facts"])
        if "Level" not in sheet.layout.titles or (prefixes and not row.row_id.startswith(prefixes)):
            return False
        return not codes or _code(row.row_id) in codes or any(_within(row.row_id, each) for each in codes)

    return chosen


def _code(row_id: str) -> str:
    return row_id.partition("/")[2]


def _within(row_id: str, code: str) -> bool:
    """Whether a row belongs to the disclosure of this code: `305-1-a` to `305-1`, not `305-10`."""
    return _code(row_id).startswith((f"{code}-", f"{code}@"))


def _refuse(rows: list[SignedRow], edited: list[str]) -> None:
    """Stop if there is nothing to sign, or if rows are not as they were written."""
    if not rows:
        click.echo("No row was chosen, so nothing was signed.", err=True)
        click.echo("    → look at --framework, --code and --agreed", err=True)
        sys.exit(UNUSABLE)
    if edited:
        told = ", ".join(edited[:8]) + (f" and {len(edited) - 8} more" if len(edited) > 8 else "")
        click.echo(f"Nothing was signed: {len(edited)} rows were edited by hand: {told}", err=True)
        click.echo(
            "    → take a workbook written anew, or sign them as they stand with --edited-too", err=True
        )
        sys.exit(UNUSABLE)
