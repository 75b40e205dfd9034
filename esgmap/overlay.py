"""The user's own licensed text of a standard, laid over our labels in what is shown.

The table has two columns, `code` and `text`; a code is a disclosure's or requirement's full or local id. The
text goes into the output and nowhere else: it is never stored with esgmap. Every output says whether it
holds standard text.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace
from pathlib import Path

from esgmap.findings import Assessment, DisclosureFinding, Finding, FrameworkFinding, InputFile
from esgmap.model import Disclosure, Problem, Requirement, Severity, Source
from esgmap.tables import error, read_table


@dataclass(frozen=True, slots=True)
class Texts:
    """The user's text by code, where each code stands, and the file it all comes from."""

    by_code: dict[str, str]
    places: dict[str, Source]
    name: str
    sha256: str


def load_text(path: Path) -> tuple[Texts | None, list[Problem]]:
    """Read the user's table: text by code, and every problem; a code that stands twice is one."""
    table, problems = read_table(path, "overlay")
    if table is None:
        return None, problems
    by_code: dict[str, str] = {}
    places: dict[str, Source] = {}
    for row in table.rows:
        code = row["code"]
        if code in by_code:
            message = f"code `{code}` stands twice; first at {places[code]}"
            problems.append(error("duplicate-code", message, "keep one of them", row.source("code")))
            continue
        by_code[code], places[code] = row["text"], row.source("code")
    return Texts(by_code, places, table.path, table.sha256), problems


def check_text(assessment: Assessment, texts: Texts) -> list[Problem]:
    """An error for each code that names rows of several editions, a warning for each that names none."""
    names = _names(assessment)
    problems = []
    for code, place in texts.places.items():
        ids = names.get(code, [])
        if len(ids) > 1:
            message = f"code `{code}` stands in several editions, each with another question"
            problems.append(error("ambiguous-code", message, f"write {' or '.join(ids)}", place))
        elif not ids:
            near = difflib.get_close_matches(code, names, 3, 0.6)
            hint = f"nearest: {', '.join(near)}" if near else "write it as `esgmap frameworks show` does"
            message = f"code `{code}` names nothing that this report is checked against; its text is not used"
            problems.append(Problem("unused-text", Severity.WARNING, message, hint, place))
    return problems


def lay_over(assessment: Assessment, texts: Texts) -> Assessment:
    """The assessment with the user's text in place of our labels, wherever a code is in the table."""
    frameworks = tuple(_framework(each, texts.by_code) for each in assessment.frameworks)
    note = f"This output holds text of the standards, from {texts.name}, under its owner's licence."
    inputs = (*assessment.inputs, InputFile(f"text/{texts.name}", texts.sha256))
    return replace(assessment, frameworks=frameworks, inputs=inputs, text_note=note)


def _names(assessment: Assessment) -> dict[str, list[str]]:
    """The rows in scope that each code may name, by their full ids."""
    names: dict[str, list[str]] = {}
    for framework in assessment.frameworks:
        for found in framework.disclosures:
            disclosure = found.disclosure
            for row_id in (disclosure.id, *(item.id for item in disclosure.items)):
                names.setdefault(row_id, []).append(row_id)
                names.setdefault(row_id.split("/", 1)[1], []).append(row_id)
    return names


def _framework(framework: FrameworkFinding, texts: dict[str, str]) -> FrameworkFinding:
    by_topic = {
        topic: tuple(_disclosure(each, texts) for each in found)
        for topic, found in framework.by_topic.items()
    }
    disclosures = tuple(_disclosure(each, texts) for each in framework.disclosures)
    return replace(framework, disclosures=disclosures, by_topic=by_topic)


def _disclosure(found: DisclosureFinding, texts: dict[str, str]) -> DisclosureFinding:
    disclosure = found.disclosure
    items = tuple(_item(item, texts) for item in disclosure.items)
    text = _text(disclosure.id, texts)
    laid: Disclosure = replace(disclosure, items=items)
    if text:
        laid = replace(laid, title=text, title_is_official=True)
    return replace(found, disclosure=laid, findings=tuple(_finding(each, texts) for each in found.findings))


def _finding(finding: Finding, texts: dict[str, str]) -> Finding:
    laid = _item(finding.requirement, texts)
    ours, theirs = f"on: {finding.requirement.label}", f"on: {laid.label}"
    missing = tuple(text.replace(ours, theirs) for text in finding.missing)
    return replace(finding, requirement=laid, missing=missing)


def _item(item: Requirement, texts: dict[str, str]) -> Requirement:
    text = _text(item.id, texts)
    return replace(item, label=text) if text else item


def _text(row_id: str, texts: dict[str, str]) -> str:
    return texts.get(row_id) or texts.get(row_id.split("/", 1)[1], "")
