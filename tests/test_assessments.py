"""Cases that a reporting specialist can read and write, run against the real catalogues and mappings.

A case stands in `tests/assessments/*.yaml`:

    - name: what the case shows, in words
      edition: hkex:esg-guide-2020
      facts:                  rows of facts.csv; what is left out is: period 2021, the company's own,
                              measured, a number if there is a unit, else a statement
      omissions:              rows of omissions.csv; disclosure and requirements without the edition
      statuses: {B2.1: partial, B2.1-number: partial}        of disclosures, groups and requirements
      missing: {B2.1-number: for 2019}                       words of what the finding says is missing
      near_misses: {B2.1-rate: injuries}                     id of a fact that nearly counts, and does not
      problems: [unit-mismatch]                              codes of the problems found; none if left out

A case goes the whole way: it is written as a report folder, read, checked and assessed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from esgmap.checks import FIGURES
from esgmap.findings import Assessment, Finding
from esgmap.tables import load_schema
from esgmap.workspace import run

FOLDER = Path(__file__).parent / "assessments"
KEYS = {"name", "edition", "facts", "omissions", "statuses", "missing", "near_misses", "problems"}
Case = dict[str, Any]


def read_cases() -> list[Case]:
    """Every case of every file; all values are text, as in a table."""
    return [
        {**case, "file": path.stem}
        for path in sorted(FOLDER.glob("*.yaml"))
        if path.stem != "applicability"  # a table of another form: tests/test_applicability.py
        for case in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    ]


CASES = read_cases()
SOMETHING_ELSE = {"value": "A statement that answers no question"}


def fact_row(edition_id: str, number: int, told: dict[str, str]) -> dict[str, str]:
    """A row of facts.csv from what a case tells."""
    answers = ";".join(f"{edition_id}/{each}" for each in told.get("answers", "").split(";") if each)
    return {
        "id": f"fact-{number}",
        "label": "As the report has it",
        "value_state": "number" if told.get("unit") else "text",
        "period": "2021",
        "document": "report",
        "pages": "7",
        **told,
        "answers": answers,
    }


def assess(case: Case, make_report: Callable[..., Path]) -> tuple[Assessment, list[str]]:
    """The assessment of a case, and the codes of its problems, those of its few figures left out."""
    edition_id = case["edition"]
    framework, stem = edition_id.split(":")
    told = case.get("facts", [SOMETHING_ELSE])
    facts = [fact_row(edition_id, *each) for each in enumerate(told, start=1)]
    omissions = [
        {**each, "disclosure": f"{edition_id}/{each['disclosure']}", "document": "report", "pages": "8"}
        for each in case.get("omissions", ())
    ]
    claims = [{"framework": framework, "editions": [stem]}]
    outcome = run(make_report(facts, omissions=omissions, frameworks=claims, published="2023-03-31"))
    assert outcome.assessment, [problem.message for problem in outcome.problems]
    return outcome.assessment, [each.code for each in outcome.problems if each.code not in FIGURES]


def statuses(assessment: Assessment) -> dict[str, str]:
    """The status of every disclosure, group and requirement by its code or local id."""
    found = {}
    for disclosure in assessment.frameworks[0].disclosures:
        found[disclosure.disclosure.code] = disclosure.status.value
        found |= {group.split("/", 1)[1]: status.value for group, status in disclosure.groups.items()}
        found |= {each.requirement.local_id: each.status.value for each in disclosure.findings}
    return found


def finding(assessment: Assessment, local_id: str) -> Finding:
    """The finding of one requirement."""
    found = [each for each in assessment.frameworks[0].findings if each.requirement.local_id == local_id]
    assert len(found) == 1, local_id
    return found[0]


@pytest.mark.parametrize("case", CASES, ids=[f"{case['file']}: {case['name']}" for case in CASES])
def test_case(case: Case, make_report: Callable[..., Path]):
    assessment, problems = assess(case, make_report)
    found = statuses(assessment)
    assert {each: found.get(each) for each in case["statuses"]} == case["statuses"]
    for local_id, words in case.get("missing", {}).items():
        assert words in " | ".join(finding(assessment, local_id).missing)
    for local_id, fact_id in case.get("near_misses", {}).items():
        assert fact_id in [support.fact_id for support in finding(assessment, local_id).near_misses]
    assert problems == case.get("problems", [])


def test_cases_were_collected():
    numbers = Counter(case["file"] for case in CASES)
    assert numbers["hkex"] >= 28
    assert numbers["sasb"] >= 13
    assert numbers["gri"] >= 15
    assert numbers["nasdaq"] >= 10
    assert len({(case["file"], case["name"]) for case in CASES}) == len(CASES), "a name stands once"


def test_cases_are_well_formed():
    columns = set(load_schema("facts").columns)
    for case in CASES:
        assert set(case) - {"file"} <= KEYS, case["name"]
        assert case["statuses"], case["name"]
        assert case["edition"].startswith(f"{case['file']}:"), case["name"]
        for told in case.get("facts", ()):
            assert set(told) <= columns, case["name"]


def test_cases_tell_every_status_that_comes_about():
    told = {status for case in CASES for status in case["statuses"].values()}
    assert told == {"met", "partial", "unmet", "explained"}


def test_a_wrong_expectation_is_found(make_report: Callable[..., Path]):
    told = CASES[0]["statuses"]
    wrong = {**CASES[0], "statuses": {each: "unmet" if told[each] == "met" else "met" for each in told}}
    with pytest.raises(AssertionError):
        test_case(wrong, make_report)
