"""`esgmap frameworks`: browse the catalogues of the standards."""

from __future__ import annotations

import sys

import click

from esgmap.applicability import load_rules
from esgmap.catalogue import Catalogue, load_catalogue
from esgmap.codes import Reading, read_code
from esgmap.commands._shared import UNUSABLE, print_problems
from esgmap.commands.frameworks_check import check
from esgmap.commands.frameworks_diff import diff
from esgmap.content import frameworks_folder
from esgmap.model import Disclosure, Edition, Requirement
from esgmap.regulations import ClaimRule, Relation, load_claim_rules, load_relations

CLAIMS = ["in-accordance", "with-reference", "core", "comprehensive", "referenced"]


@click.group("frameworks")
def command() -> None:
    """Browse the catalogues of the standards."""


command.add_command(diff)
command.add_command(check)


@command.command("list")
def list_editions() -> None:
    """List every edition with its counts and dates.

    \b
    Example:
      esgmap frameworks list
    """
    editions = list(_catalogue().editions.values())
    wide = max(len(edition.id) for edition in editions)
    click.echo(f"{'edition':{wide}}  disclosures  requirements  in force from  until       title")
    for edition in editions:
        requirements = sum(len(each.requirements) for each in edition.disclosures)
        numbers = f"{len(edition.disclosures):>11}  {requirements:>12}"
        dates = f"{edition.effective_from or '':13}  {edition.superseded_from or '':10}"
        click.echo(f"{edition.id:{wide}}  {numbers}  {dates}  {_title(edition)}")
    click.echo("")
    click.echo(
        "Entries have a title and dates only; reference frameworks have goals that never get a status."
    )
    click.echo("The topic lists of the GRI Sector Standards are not in scope.")


def _title(edition: Edition) -> str:
    role = "" if edition.role == "assessed" else f" [{edition.role}]"
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
    for disclosure in found:
        _print_disclosure(catalogue, disclosure, relations)


def _not_found(code: str, edition: str | None, reading: Reading) -> None:
    """Say what the code may have been, and stop."""
    click.echo(f"`{code}` is not known{f' in {edition}' if edition else ''}.", err=True)
    if reading.eaten:
        click.echo("A spreadsheet may have changed it; it is ambiguous between:", err=True)
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


def _print_disclosure(catalogue: Catalogue, disclosure: Disclosure, relations: list[Relation]) -> None:
    edition = catalogue.editions[disclosure.edition_id]
    words = "official title" if disclosure.title_is_official else "our own words"
    click.echo(f"{disclosure.code}  {disclosure.title} ({words})")
    click.echo(f"  {_title(edition)} [{edition.id}], {_dates(edition)}")
    if edition.role == "assessed":
        omission = "permitted, with a reason" if disclosure.omission_permitted else "not permitted"
        obligation = disclosure.obligation or "no obligation"
        click.echo(f"  obligation: {obligation}; omission: {omission}; {disclosure.confidence}")
        for line in _by_issuer(disclosure):
            click.echo(f"    {line}")
    if disclosure.replaces:
        note = f" ({disclosure.change_note})" if disclosure.change_note else ""
        click.echo(f"  takes the place of {', '.join(disclosure.replaces)}: {disclosure.change}{note}")
    if disclosure.note:
        click.echo(f"  note: {disclosure.note}")
    for item in disclosure.items:
        indent = "    " + "  " * (item.local_id.count("-") - disclosure.code.count("-"))
        click.echo(f"{indent}{item.local_id}  {item.label}{_asks(item)}")
    related = [f"{each.to_id} ({each.confidence})" for each in relations if each.from_id == disclosure.id]
    if related:
        click.echo(f"  relates to: {', '.join(related)}")
    click.echo("")


def _dates(edition: Edition) -> str:
    basis = edition.effective_basis.replace("-", " ") or "no date"
    if not edition.effective_from:
        return basis
    until = f" until {edition.superseded_from}" if edition.superseded_from else ""
    return f"in force from {edition.effective_from}{until} ({basis})"


def _by_issuer(disclosure: Disclosure) -> list[str]:
    """The obligations that a regime lays on each class of issuer, one line a class."""
    rules, _ = load_rules(frameworks_folder())
    lines: dict[str, list[str]] = {}
    for rule in rules:
        if (rule.edition_id, rule.regime) == (disclosure.edition_id, disclosure.regime):
            since = f" from {rule.begins}" if rule.begins.year > 1 else ""
            lines.setdefault(rule.issuer_class, []).append(f"{rule.obligation}{since}")
    return [f"{issuer}: {', '.join(each)}" for issuer, each in lines.items()]


def _asks(item: Requirement) -> str:
    needs = item.needs
    parts = [item.kind, f"in {item.unit}" if item.unit else ""]
    parts += [f"by {breakdown}" for breakdown in needs.breakdowns]
    parts += [f"{dimension} = {member}" for dimension, member in needs.fixed]
    parts += [f"{item.periods} years" if item.periods > 1 else "", item.condition]
    parts += ["" if item.confidence == "verified" else item.confidence]
    told = "; ".join(part for part in parts if part)
    return f"  ({told})" if told else ""


@command.command("claims")
@click.argument(
    "claim", type=click.Choice(["in-accordance", "with-reference", "core", "comprehensive", "referenced"])
)
def claims(claim: str) -> None:
    """Say what a GRI claim requires of the report and its index, each with its clause.

    \b
    Example:
      esgmap frameworks claims with-reference
    """
    rules, problems = load_claim_rules(frameworks_folder())
    print_problems(problems)
    for rule in rules:
        if rule.claim == claim:
            click.echo(_claim_line(rule))


def _claim_line(rule: ClaimRule) -> str:
    doubt = "" if rule.confidence == "verified" else f", {rule.confidence}"
    return f"{rule.rule:22} {rule.requirement} ({rule.clause}{doubt})"
