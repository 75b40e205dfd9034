"""The user's own licensed text of a standard, laid over our labels in what is shown.

The table has two columns, `code` and `text`; a code is a disclosure's or requirement's full or local id. The
text goes into the output and nowhere else: it is never stored with esgmap. Every output says whether it
holds standard text.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from esgmap.findings import Assessment, DisclosureFinding, Finding, FrameworkFinding
from esgmap.model import Disclosure, Problem, Requirement
from esgmap.tables import error, read_table


def load_text(path: Path) -> tuple[dict[str, str], list[Problem]]:
    """Read the user's table: text by code, and every problem; a code that stands twice is one."""
    table, problems = read_table(path, "overlay")
    texts: dict[str, str] = {}
    for row in table.rows if table else []:
        if row["code"] in texts:
            message = f"code `{row['code']}` stands twice"
            problems.append(error("duplicate-code", message, "keep one of them", row.source("code")))
        texts[row["code"]] = row["text"]
    return texts, problems


def lay_over(assessment: Assessment, texts: dict[str, str], name: str) -> Assessment:
    """The assessment with the user's text in place of our labels, wherever a code is in the table."""
    frameworks = tuple(_framework(each, texts) for each in assessment.frameworks)
    note = f"This output holds text of the standards, from {name}, under its owner's licence."
    return replace(assessment, frameworks=frameworks, text_note=note)


def unused_codes(assessment: Assessment, texts: dict[str, str]) -> list[str]:
    """Codes of the user's table that name nothing in scope."""
    known: set[str] = set()
    for framework in assessment.frameworks:
        for found in framework.disclosures:
            known |= {found.disclosure.id, found.disclosure.code}
            known |= {name for item in found.disclosure.items for name in (item.id, item.local_id)}
    return [code for code in texts if code not in known]


def _framework(framework: FrameworkFinding, texts: dict[str, str]) -> FrameworkFinding:
    return replace(framework, disclosures=tuple(_disclosure(each, texts) for each in framework.disclosures))


def _disclosure(found: DisclosureFinding, texts: dict[str, str]) -> DisclosureFinding:
    disclosure = found.disclosure
    items = tuple(_item(item, texts) for item in disclosure.items)
    text = texts.get(disclosure.id) or texts.get(disclosure.code)
    laid: Disclosure = replace(disclosure, items=items, title=text or disclosure.title)
    findings = tuple(_finding(each, texts) for each in found.findings)
    return replace(found, disclosure=laid, findings=findings)


def _finding(finding: Finding, texts: dict[str, str]) -> Finding:
    return replace(finding, requirement=_item(finding.requirement, texts))


def _item(item: Requirement, texts: dict[str, str]) -> Requirement:
    text = texts.get(item.id) or texts.get(item.local_id)
    return replace(item, label=text) if text else item
