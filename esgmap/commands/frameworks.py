"""`esgmap frameworks`: browse the catalogues of the standards."""

from __future__ import annotations

import sys

import click

from esgmap.catalogue import Catalogue, load_catalogue
from esgmap.commands._shared import UNUSABLE, print_problems
from esgmap.content import frameworks_folder
from esgmap.model import Disclosure, Requirement


@click.group("frameworks")
def command() -> None:
    """Browse the catalogues of the standards."""


@command.command("list")
def list_editions() -> None:
    """List every edition with its counts.

    \b
    Example:
      esgmap frameworks list
    """
    editions = list(_catalogue().editions.values())
    wide = max(len(edition.id) for edition in editions)
    click.echo(f"{'edition':{wide}}  disclosures  requirements  in force from  title")
    for edition in editions:
        requirements = sum(len(each.requirements) for each in edition.disclosures)
        name = f"{edition.standard}: {edition.title} {edition.edition}"
        numbers = f"{len(edition.disclosures):>11}  {requirements:>12}"
        click.echo(f"{edition.id:{wide}}  {numbers}  {edition.effective_from or '':13}  {name}")


@command.command("show")
@click.argument("code")
@click.option("--edition", help="Only this edition, as hkex:esg-guide-2020.")
def show(code: str, edition: str | None) -> None:
    """Show the disclosure CODE: what it asks, part by part, and how sure we are of it.

    \b
    Examples:
      esgmap frameworks show B1.1
      esgmap frameworks show 305-1
    """
    catalogue = _catalogue()
    found = [
        disclosure
        for disclosure in catalogue.disclosures(code) or _holding(catalogue, code)
        if edition in (None, disclosure.edition_id)
    ]
    if not found:
        click.echo(f"`{code}` is not known{f' in {edition}' if edition else ''}.", err=True)
        for near in catalogue.nearest(code):
            click.echo(f"  nearest: {near.code} {near.title} ({near.edition_id})", err=True)
        sys.exit(UNUSABLE)
    for disclosure in found:
        _print_disclosure(catalogue, disclosure)


def _holding(catalogue: Catalogue, code: str) -> list[Disclosure]:
    """Disclosures that hold a requirement with this local id."""
    wanted = code.casefold()
    return [
        disclosure
        for edition in catalogue.editions.values()
        for disclosure in edition.disclosures
        if any(wanted == item.local_id.casefold() for item in disclosure.items)
    ]


def _catalogue() -> Catalogue:
    catalogue, problems = load_catalogue(frameworks_folder())
    print_problems(problems)
    return catalogue


def _print_disclosure(catalogue: Catalogue, disclosure: Disclosure) -> None:
    edition = catalogue.editions[disclosure.edition_id]
    words = "official title" if disclosure.title_is_official else "our own words"
    click.echo(f"{disclosure.code}  {disclosure.title} ({words})")
    click.echo(f"  {edition.standard}: {edition.title} {edition.edition} [{edition.id}]")
    omission = "permitted, with a reason" if disclosure.omission_permitted else "not permitted"
    click.echo(f"  obligation: {disclosure.obligation}; omission: {omission}; {disclosure.confidence}")
    if disclosure.note:
        click.echo(f"  note: {disclosure.note}")
    for item in disclosure.items:
        indent = "    " + "  " * (item.local_id.count("-") - disclosure.code.count("-"))
        click.echo(f"{indent}{item.local_id}  {item.label}{_asks(item)}")
    click.echo("")


def _asks(item: Requirement) -> str:
    needs = item.needs
    parts = [item.kind, f"in {item.unit}" if item.unit else ""]
    parts += [f"by {breakdown}" for breakdown in needs.breakdowns]
    parts += [f"{dimension} = {member}" for dimension, member in needs.fixed]
    parts += [f"{item.periods} years" if item.periods > 1 else "", item.condition]
    parts += ["" if item.confidence == "verified" else item.confidence]
    told = "; ".join(part for part in parts if part)
    return f"  ({told})" if told else ""
