"""`esgmap frameworks check`: whether the shipped content is well formed and sourced."""

from __future__ import annotations

import sys

import click

from esgmap.catalogue import load_catalogue
from esgmap.commands._shared import CLEAN, FOUND, print_problems
from esgmap.content import frameworks_folder


@click.command("check")
def check() -> None:
    """Check every edition table and mapping that esgmap ships.

    \b
    Example:
      esgmap frameworks check
    """
    catalogue, problems = load_catalogue(frameworks_folder())
    print_problems(problems, err=False)
    click.echo(f"{len(catalogue.editions)} editions, {len(problems)} problems")
    sys.exit(FOUND if problems else CLEAN)
