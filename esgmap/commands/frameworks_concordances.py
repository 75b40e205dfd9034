"""`esgmap frameworks concordances`: our crosswalk against those that others published."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from esgmap.catalogue import load_catalogue
from esgmap.commands._shared import CLEAN, FOUND, UNUSABLE, hang, paint, print_problems, terminal_width, worst
from esgmap.concordance import OURS_ONLY, THEIRS_ONLY, Comparison, compare_all, load_claims, load_reasons
from esgmap.content import frameworks_folder, mappings_folder
from esgmap.hub import load_hub
from esgmap.mappings import load_mappings
from esgmap.model import Severity

NAMES = {"gri": "GRI", "hkex": "HKEX", "nasdaq": "Nasdaq", "sasb": "SASB", "sdg": "SDG", "ungc": "UNGC"}
OUTSIDE_NAMES = {
    "ifrs-s2": "IFRS S2",
    "ifrs-s2-industry": "IFRS S2 industry guidance",
    "sasb-issue": "SASB issue categories",
    "tcfd": "TCFD",
}
SIDES = {OURS_ONLY: "only here", THEIRS_ONLY: "only there"}


@click.command("concordances")
@click.option(
    "--format", "form", type=click.Choice(["terminal", "json"]), default="terminal", show_default=True
)
def concordances(form: str) -> None:
    """Compare our crosswalk with the concordances that others published.

    Precision is the share of our pairs of codes that they have too, recall the share of theirs that we have.
    Every pair that only one side has is listed with the reason. Exit code 1 says that a reason is missing.

    \b
    Example:
      esgmap frameworks concordances
    """
    comparisons = _compared()
    if form == "json":
        data = {"schema": 1, "comparisons": [_data(each) for each in comparisons]}
        click.echo(json.dumps(data, ensure_ascii=False, indent=1))
    else:
        _print_all(comparisons)
    missing = any(not each.reason for found in comparisons for each in found.disagreements)
    sys.exit(FOUND if missing else CLEAN)


def _compared() -> list[Comparison]:
    catalogue, problems = load_catalogue(frameworks_folder())
    hub, hub_problems = load_hub(frameworks_folder())
    mappings, mapping_problems = load_mappings(mappings_folder(), catalogue.editions)
    claims, claim_problems = load_claims(frameworks_folder())
    reasons, reason_problems = load_reasons(frameworks_folder())
    problems += hub_problems + mapping_problems + claim_problems + reason_problems
    print_problems(problems)
    if worst(problems) is Severity.ERROR:
        click.echo("Nothing was compared: mend the errors above.", err=True)
        sys.exit(UNUSABLE)
    return compare_all(claims, reasons, catalogue, mappings, hub)


def _print_all(comparisons: list[Comparison]) -> None:
    width = terminal_width()
    click.echo(f"{'':22}{'their pairs':>12}{'our pairs':>11}{'both':>6}{'precision':>11}{'recall':>8}")
    for found in comparisons:
        if not found.not_comparable:
            numbers = f"{found.claims:>12}{found.ours:>11}{found.ours_confirmed:>6}"
            click.echo(f"{_name(found):22}{numbers}{_share(found.precision):>11}{_share(found.recall):>8}")
    click.echo("\nNot compared:")
    for found in comparisons:
        if found.not_comparable:
            hang(f"  {_name(found)}  ", f"{found.claims} pairs: {found.not_comparable}", width, 4)
    for found in comparisons:
        if found.disagreements:
            click.echo("")
            _print_disagreements(found, width)


def _print_disagreements(found: Comparison, width: int) -> None:
    paint(f"{_name(found)}: {len(found.disagreements)} pairs that only one side has", "head")
    hang("  sources: ", "; ".join(found.publishers), width, 4)
    for each in found.disagreements:
        reason = each.reason or "nobody has said why"
        start = f"  {SIDES[each.side]:10} "
        ends = f"{_code(each.from_id)} → {_code(each.to_id)} ({each.relation})"
        hang(start, f"{ends}: {reason}", width, len(start) + 2)


def _code(full_id: str) -> str:
    """A code with its edition's stem, or the stem for a whole standard."""
    return full_id.split(":", 1)[1].replace("/", " ")


def _name(found: Comparison) -> str:
    names = {**NAMES, **OUTSIDE_NAMES}
    return " → ".join(names.get(each, each) for each in found.frameworks)


def _share(share: float | None) -> str:
    return "-" if share is None else f"{share:.0%}"


def _data(found: Comparison) -> dict[str, Any]:
    return {
        "frameworks": list(found.frameworks),
        "sources": list(found.publishers),
        "their_pairs": found.claims,
        "our_pairs": found.ours,
        "our_pairs_confirmed": found.ours_confirmed,
        "their_pairs_found": found.theirs_found,
        "precision": found.precision,
        "recall": found.recall,
        "not_comparable": found.not_comparable or None,
        "disagreements": [
            {
                "from": each.from_id,
                "to": each.to_id,
                "side": each.side,
                "relation": each.relation,
                "reason": each.reason or None,
            }
            for each in found.disagreements
        ],
    }
