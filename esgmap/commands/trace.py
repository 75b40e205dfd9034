"""`esgmap trace`: requirement ← mapping ← fact ← evidence, or what is missing."""

from __future__ import annotations

import difflib
import json
import os
import sys
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text
from rich.tree import Tree

from esgmap.commands._shared import UNUSABLE, assessed, report_argument
from esgmap.export.json_gaps import finding_data
from esgmap.export.wording import STATUS_WORDS, cut_text, obligation_text, support_text, value_text
from esgmap.findings import Assessment, DisclosureFinding, Finding, Support
from esgmap.model import Fact, Hub

STYLES = {"met": "blue", "partial": "yellow", "unmet": "red"}


@click.command("trace")
@report_argument
@click.argument("code")
@click.option(
    "--format", "form", type=click.Choice(["terminal", "json"]), default="terminal", show_default=True
)
def command(folder: Path, code: str, form: str) -> None:
    """Show why the disclosure or requirement CODE has its status.

    CODE is the standard's own code (B1.1, 305-1), a requirement of it (B1.1-gender), or a full id.

    \b
    Example:
      esgmap trace examples/kingsoft-cloud-2021 B1.1
    """
    assessment, _ = assessed(folder)
    found = find(assessment, code)
    if not found:
        click.echo(f"`{code}` is in none of the editions that this report is checked against.", err=True)
        near = difflib.get_close_matches(code, sorted(_names(assessment)), 5, 0.5)
        if near:
            click.echo(f"Nearest: {', '.join(near)}", err=True)
        sys.exit(UNUSABLE)
    if form == "json":
        data = [finding_data(finding) for _, findings in found for finding in findings]
        click.echo(json.dumps(data, ensure_ascii=False, indent=1))
        return
    console = Console(highlight=False, color_system=None if os.environ.get("NO_COLOR") else "auto")
    facts = assessment.facts_by_id()
    for disclosure, findings in found:
        console.print(_tree(disclosure, findings, facts, assessment.hub))


def find(assessment: Assessment, code: str) -> list[tuple[DisclosureFinding, list[Finding]]]:
    """The disclosures and findings that a code, a requirement's local id or a full id names."""
    wanted = code.casefold()
    found = []
    for framework in assessment.frameworks:
        for disclosure in framework.disclosures:
            if wanted in (disclosure.disclosure.code.casefold(), disclosure.disclosure.id.casefold()):
                found.append((disclosure, list(disclosure.findings)))
                continue
            some = [each for each in disclosure.findings if wanted in _ids(each)]
            if some:
                found.append((disclosure, some))
    return found


def _ids(finding: Finding) -> tuple[str, str, str]:
    requirement = finding.requirement
    parent = requirement.parent_id.split("/", 1)[1]
    return requirement.id.casefold(), requirement.local_id.casefold(), parent.casefold()


def _names(assessment: Assessment) -> set[str]:
    return {
        name
        for framework in assessment.frameworks
        for each in framework.disclosures
        for name in (each.disclosure.code, *(finding.requirement.local_id for finding in each.findings))
    }


def _tree(found: DisclosureFinding, findings: list[Finding], facts: dict[str, Fact], hub: Hub) -> Tree:
    disclosure = found.disclosure
    head = Text.assemble(
        (disclosure.code, "bold"),
        " ",
        disclosure.title,
        f" ({obligation_text(disclosure)}) ",
        _status(found.status.value),
    )
    tree = Tree(head)
    for finding in findings:
        _branch(tree, finding, facts, hub)
    return tree


def _status(status: str) -> tuple[str, str]:
    return f"[{status}: {STATUS_WORDS[status]}]", STYLES.get(status, "blue")


def _branch(tree: Tree, finding: Finding, facts: dict[str, Fact], hub: Hub) -> None:
    requirement = finding.requirement
    softened = f" ({requirement.condition})" if requirement.condition else ""
    branch = tree.add(
        Text.assemble(
            (requirement.local_id, "bold"),
            " ",
            requirement.label,
            softened,
            " ",
            _status(finding.status.value),
        )
    )
    branch.add(Text(f"rule: {finding.rule}", "dim"))
    if requirement.confidence != "verified":
        branch.add(Text(f"catalogue: this row is {requirement.confidence}", "dim"))
    for support in finding.because:
        _support(branch, "counts" if support.verdict == "covers" else "counts in part", support, facts, hub)
    for text in finding.missing:
        branch.add(Text.assemble(("missing: ", "red"), text))
    for support in finding.near_misses:
        _support(branch, "does not count", support, facts, hub)


def _support(branch: Tree, word: str, support: Support, facts: dict[str, Fact], hub: Hub) -> None:
    fact = facts[support.fact_id]
    cut = f" [{cut_text(fact, hub)}]" if fact.dimensions else ""
    leaf = branch.add(Text.assemble(f"{word}: ", (fact.label, "bold"), f" = {value_text(fact)}{cut}"))
    leaf.add(Text(f"fact {fact.id} ({fact.source}), {support_text(support)}"))
    place = fact.evidence
    leaf.add(
        Text(f"evidence: {place.document}, {place.location}" + (f", {place.anchor}" if place.anchor else ""))
    )
    for reason in support.reasons:
        leaf.add(Text(f"because: {reason}"))
    if support.mapping:
        leaf.add(Text(f"mapping: {support.mapping.source}", "dim"))
