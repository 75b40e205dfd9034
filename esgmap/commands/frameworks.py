"""`esgmap frameworks`: browse the catalogues of the standards."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import click

from esgmap.applicability import Rule, load_rules
from esgmap.catalogue import Catalogue, load_catalogue
from esgmap.codes import Reading, read_code
from esgmap.commands._shared import REPORT, UNUSABLE, hang, print_problems, terminal_width
from esgmap.commands.frameworks_check import check
from esgmap.commands.frameworks_claims import claims
from esgmap.commands.frameworks_concordances import concordances
from esgmap.commands.frameworks_diff import diff
from esgmap.commands.frameworks_standing import print_standings
from esgmap.content import frameworks_folder
from esgmap.coverage import BASE_YEAR
from esgmap.inforce import ASSESSED, BASES
from esgmap.model import Disclosure, Edition, Requirement
from esgmap.regulations import Relation, load_relations
from esgmap.supersession import Supersession, load_supersessions

NARROW = 110
"""Below this width a title stands below its edition instead of beside it."""
LIST_NOTES = (
    "In force: for GRI, reports published on or after the day; for HKEX and SASB, financial years that begin "
    "on or after it.",
    "Entries have a title and dates only; reference frameworks have goals that never get a status. The topic "
    "lists of the GRI Sector Standards are not in scope.",
)


@click.group("frameworks")
def command() -> None:
    """Browse the catalogues of the standards."""


command.add_command(diff)
command.add_command(check)
command.add_command(claims)
command.add_command(concordances)


@command.command("list")
@click.option(
    "--report", "report", metavar="DIR", type=REPORT, help="Say what is in force for this report, and why."
)
def list_editions(report: Path | None) -> None:
    """List every edition with its counts and dates; with --report, what is in force for that report.

    \b
    Examples:
      esgmap frameworks list
      esgmap frameworks list --report examples/kingsoft-cloud-2021
    """
    if report:
        print_standings(report, _catalogue())
        return
    editions = list(_catalogue().editions.values())
    wide = max(len(edition.id) for edition in editions)
    # A table that goes to a file or another program is not wrapped: one line an edition.
    width = shutil.get_terminal_size((1000, 24)).columns
    head = f"{'edition':{wide}}  disclosures  requirements  in force from  until       title"
    click.echo(head if width >= NARROW else head.removesuffix("title").rstrip())
    for edition in editions:
        requirements = sum(len(each.requirements) for each in edition.disclosures)
        numbers = f"{len(edition.disclosures):>11}  {requirements:>12}"
        dates = f"{edition.effective_from or '-':13}  {edition.superseded_from or '-':10}"
        start = f"{edition.id:{wide}}  {numbers}  {dates}  "
        if width >= NARROW:
            hang(start, _title(edition), width)
        else:
            click.echo(start.rstrip())
            hang("    ", _title(edition), width)
    click.echo("")
    for text in (*_partly_superseded(), *LIST_NOTES):
        hang("", text, min(width, 100))


def _partly_superseded() -> list[str]:
    """What gives way in editions that otherwise stay."""
    rows, problems = load_supersessions(frameworks_folder())
    print_problems(problems)
    return [f"{_gives_way(row)}; the rest of {row.edition_id} stays." for row in rows]


def _gives_way(row: Supersession) -> str:
    what = BASES[row.basis]
    doubt = "" if row.confidence == "verified" else f" ({row.confidence})"
    return f"{', '.join(row.codes)}: superseded by {row.by} for {what} on or after {row.begins}{doubt}"


def _title(edition: Edition) -> str:
    role = "" if edition.role == ASSESSED else f" [{edition.role}]"
    return f"{edition.standard}: {edition.title} {edition.edition}{role}"


@command.command("show")
@click.argument("code")
@click.option("--edition", help="Only this edition, as hkex:esg-guide-2020.")
def show(code: str, edition: str | None) -> None:
    """Show the disclosure CODE: what it asks, part by part, and how sure we are of it.

    A code that stands in several editions is shown in each: the year is part of its identity.

    \b
    Examples:
      esgmap frameworks show B1.1
      esgmap frameworks show 305-1
      esgmap frameworks show 306-3 --edition gri:gri-306-2020
    """
    catalogue = _catalogue()
    reading = read_code(catalogue, code)
    found = [
        disclosure
        for disclosure in reading.exact or _holding(catalogue, code)
        if edition in (None, disclosure.edition_id)
    ]
    if not found:
        _not_found(code, edition, reading)
    relations, problems = load_relations(frameworks_folder())
    print_problems(problems)
    if len(found) > 1:
        click.echo(f"`{code}` stands in {len(found)} editions; each is another question:\n")
    given_way, problems = load_supersessions(frameworks_folder())
    print_problems(problems)
    for disclosure in found:
        its = catalogue.editions[disclosure.edition_id]
        own = [row for row in given_way if row.edition_id == its.id and disclosure.code in row.codes]
        _print_disclosure(its, disclosure, relations, own)


def _not_found(code: str, edition: str | None, reading: Reading) -> None:
    """Say what the code may have been, and stop."""
    click.echo(f"`{code}` is not known{f' in {edition}' if edition else ''}.", err=True)
    if reading.eaten:
        click.echo("A spreadsheet may have changed it; what it was cannot be said, but it may be:", err=True)
    for near in reading.exact or reading.eaten or reading.near:
        word = "" if reading.eaten else "also: " if reading.exact else "nearest: "
        click.echo(f"  {word}{near.code} {near.title} ({near.edition_id})", err=True)
    sys.exit(UNUSABLE)


def _holding(catalogue: Catalogue, code: str) -> list[Disclosure]:
    """Disclosures that hold a requirement with this local id."""
    wanted = code.casefold()
    return [
        disclosure
        for edition in catalogue.editions.values()
        for disclosure in edition.disclosures
        if any(wanted in (item.local_id.casefold(), item.id.casefold()) for item in disclosure.items)
    ]


def _catalogue() -> Catalogue:
    catalogue, problems = load_catalogue(frameworks_folder())
    print_problems(problems)
    return catalogue


def _print_disclosure(
    edition: Edition, disclosure: Disclosure, relations: list[Relation], given_way: list[Supersession]
) -> None:
    width = terminal_width()
    words = "official title" if disclosure.title_is_official else "our own words"
    hang(f"{disclosure.code}  ", f"{disclosure.title} ({words})", width)
    hang("  ", f"{_title(edition)} [{edition.id}], {_dates(edition)}", width, 4)
    if edition.role == ASSESSED:
        _print_obligations(disclosure, width)
    if disclosure.replaces:
        note = f" ({disclosure.change_note})" if disclosure.change_note else ""
        told = f"{', '.join(disclosure.replaces)}: {disclosure.change}{note}"
        hang("  takes the place of ", told, width, 4)
    for row in given_way:
        hang("  ", _gives_way(row), width, 4)
    if disclosure.note:
        hang("  note: ", disclosure.note, width, 4)
    for item in disclosure.items:
        depth = item.local_id.count("-") - disclosure.code.count("-")
        start = f"  {'  ' * depth}{item.local_id}  "
        hang(start, f"{item.label}{_asks(item)}", width, 4 + 2 * depth)
    related = [f"{each.to_id} ({each.confidence})" for each in relations if each.from_id == disclosure.id]
    if related:
        hang("  relates to: ", ", ".join(related), width, 4)
    click.echo("")


def _dates(edition: Edition) -> str:
    basis = edition.effective_basis.replace("-", " ") or "no date"
    if not edition.effective_from:
        return basis
    until = f" until {edition.superseded_from}" if edition.superseded_from else ""
    return f"in force from {edition.effective_from}{until} ({basis})"


def _print_obligations(disclosure: Disclosure, width: int) -> None:
    """How the disclosure binds; where that hangs on the issuer, one line for each class and set of parts."""
    rules, _ = load_rules(frameworks_folder())
    own = [rule for rule in rules if rule.edition_id == disclosure.edition_id]
    regimes: dict[str, list[str]] = {}
    for item in disclosure.requirements:
        regimes.setdefault(item.regime, []).append(item.local_id)
    is_ruled = any(rule.regime in regimes for rule in own)
    omission = "permitted, with a reason" if disclosure.omission_permitted else "not permitted"
    if is_ruled and disclosure.omission_permitted:
        omission += ", where it is not mandatory"
    told = "by class of issuer" if is_ruled else disclosure.obligation or "none"
    hang("  obligation: ", f"{told}; omission: {omission}; {disclosure.confidence}", width, 4)
    for regime, names in regimes.items():
        if len(regimes) > 1:
            hang("    for ", f"{', '.join(names)}", width, 6)
        for line in _by_issuer([rule for rule in own if rule.regime == regime]):
            hang("      " if len(regimes) > 1 else "    ", line, width, 8)


def _by_issuer(rules: list[Rule]) -> list[str]:
    """What these rules lay on each class of issuer, one line a class."""
    lines: dict[str, list[str]] = {}
    for rule in rules:
        since = f" for financial years from {rule.begins}" if rule.begins.year > 1 else ""
        doubt = "" if rule.confidence == "verified" else f" ({rule.confidence})"
        lines.setdefault(rule.issuer_class, []).append(f"{rule.obligation}{since}{doubt}")
    return [f"{issuer}: {', then '.join(each)}" for issuer, each in lines.items()]


def _asks(item: Requirement) -> str:
    needs = item.needs
    parts = [item.kind, f"in {item.unit}" if item.unit else ""]
    parts += [f"by {breakdown}" for breakdown in needs.breakdowns]
    parts += [f"{dimension} = {member}" for dimension, member in needs.fixed]
    years = "for the base year" if item.periods == BASE_YEAR else f"{item.periods} years"
    parts += [years if item.periods != 1 else "", item.condition]
    parts += ["" if item.confidence == "verified" else item.confidence]
    told = "; ".join(part for part in parts if part)
    return f" ({told})" if told else ""
