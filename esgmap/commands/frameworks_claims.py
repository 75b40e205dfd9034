"""`esgmap frameworks claims`: what a claim requires, and whether a report holds it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from esgmap.commands._shared import FOUND, REPORT, assessed, hang, paint, print_problems, terminal_width
from esgmap.content import frameworks_folder
from esgmap.export.claim_wording import (
    VERDICTS,
    by_requirement,
    chosen,
    claim_summary,
    condition_text,
    failing,
)
from esgmap.findings import FrameworkFinding, Verdict
from esgmap.regulations import ClaimRule, load_claim_rules

CLAIMS = ("in-accordance", "with-reference", "core", "comprehensive", "referenced", "comply-or-explain")


@click.command("claims")
@click.argument("claim", required=False, type=click.Choice(CLAIMS))
@click.option(
    "--report",
    "folder",
    metavar="DIR",
    type=REPORT,
    help="Judge the claims of this report instead.",
)
def claims(claim: str | None, folder: Path | None) -> None:
    """Say what a CLAIM requires of the report and its index, each with its clause.

    With --report, say for each claim of the report which conditions hold and which do not; exit code 1 if any
    does not.

    \b
    Examples:
      esgmap frameworks claims with-reference
      esgmap frameworks claims --report examples/kingsoft-cloud-2021
    """
    if folder and not claim:
        _judge(folder)
    elif claim and not folder:
        _describe(claim)
    else:
        raise click.UsageError("name a CLAIM, or a report with --report")


def _describe(claim: str) -> None:
    rules, problems = load_claim_rules(frameworks_folder())
    print_problems(problems)
    own = [rule for rule in rules if rule.claim == claim]
    click.echo(f"{own[0].framework.upper()}, {claim}: {len(own)} rules")
    for rule in own:
        click.echo("")
        hang(f"{rule.rule}  ", rule.requirement, terminal_width(), 2)
        hang("    ", _grounds(rule), terminal_width())


def _grounds(rule: ClaimRule) -> str:
    doubt = "" if rule.confidence == "verified" else f"; {rule.confidence}"
    judge = "; for a person to judge" if rule.test == "by-person" else ""
    return f"{rule.clause}{doubt}{judge}"


def _judge(folder: Path) -> None:
    assessment, _ = assessed(folder)
    for framework in assessment.frameworks:
        _print_claim(framework)
    if any(failing(framework) for framework in assessment.frameworks):
        sys.exit(FOUND)


def _print_claim(framework: FrameworkFinding) -> None:
    width = terminal_width()
    name = f"{framework.claim.framework}, {framework.claim.claim or 'no claim'}"
    hang("", f"{name}: {claim_summary(framework) or 'no conditions are known for it.'}", width)
    parts = [f"{part} {VERDICTS[verdict]}" for part, verdict in by_requirement(framework).items()]
    if parts:
        hang("  ", "; ".join(parts), width)
    for verdict in (Verdict.FAILS, Verdict.BY_PERSON, Verdict.HOLDS):
        for condition in chosen(framework, verdict):
            paint(f"  {condition.rule}: {VERDICTS[verdict]}", "unmet" if verdict is Verdict.FAILS else "")
            hang("      ", condition_text(condition), width)
    click.echo("")
