"""`esgmap frameworks list --report`: what is in force for a report, what it names, and why."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from esgmap.catalogue import Catalogue
from esgmap.commands._shared import UNUSABLE, hang, print_problems, terminal_width
from esgmap.content import frameworks_folder
from esgmap.inforce import ASSESSED, in_force, standing
from esgmap.model import Edition
from esgmap.report import load_report
from esgmap.reported import FrameworkClaim, Report
from esgmap.supersession import Supersession, given_way, load_supersessions


def print_standings(folder: Path, catalogue: Catalogue) -> None:
    """Print, for each framework of a report, how each edition stands for it; exit code 2 without a report."""
    loaded = load_report(folder)
    if loaded.report is None:
        print_problems(loaded.problems)
        sys.exit(UNUSABLE)
    rows, problems = load_supersessions(frameworks_folder())
    print_problems(problems)
    for claim in loaded.report.claims:
        own = [each for each in catalogue.editions.values() if each.framework == claim.framework]
        _print_framework(claim, [each for each in own if each.role == ASSESSED], loaded.report, rows)


def _print_framework(
    claim: FrameworkClaim, editions: list[Edition], report: Report, rows: list[Supersession]
) -> None:
    width = terminal_width()
    hang("", f"{claim.framework}: {claim.claim}, issuer class {report.issuer_class}", width)
    click.echo("  named in report.yaml")
    by_reason: dict[str, list[str]] = {}
    for edition in editions:
        if edition.id in claim.editions:
            reason = standing(edition, report.publication_or_end, report.period).reason
            pinned = " (pinned)" if edition.id in claim.pinned else ""
            by_reason.setdefault(reason, []).append(f"{edition.id}{pinned}")
            for row, why in given_way(edition, rows, report.publication_or_end, report.period):
                by_reason.setdefault(why, []).append(f"{row.edition_id}: {', '.join(row.codes)}")
    for reason, names in by_reason.items():
        hang("    ", f"{reason}:", width)
        hang("        ", "; ".join(names), width)
    others = [each for each in editions if each.id not in claim.editions]
    valid = in_force(others, report.publication_or_end, report.period)
    for title, found in (
        ("in force, not named", valid),
        ("not in force, not named", [each for each in others if each not in valid]),
    ):
        if found:
            hang(f"  {title}: ", ", ".join(each.id for each in found), width, 4)
    click.echo("")
