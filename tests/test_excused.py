"""What excuses a requirement that is not reported: an explanation, a relief, or not being asked at all.

Beside `test_assess.py`, which shows omissions in general: here what the issuer and its year add to them.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from made_up import (
    DISCLOSURE_ID,
    REASONS,
    REQUIREMENT_ID,
    SCOPE,
    disclosure,
    fact,
    mapping,
    omission,
    requirement,
)

from esgmap.assess import RULES, assess_disclosure, index_evidence, roll_up
from esgmap.export.json_gaps import as_data
from esgmap.findings import Assessment, DisclosureFinding, Finding, Status
from esgmap.model import Disclosure, Problem, Relief
from esgmap.reported import Fact, Omission
from esgmap.tables import SCHEMAS
from esgmap.workspace import run

MET, PARTIAL, UNMET = Status.MET, Status.PARTIAL, Status.UNMET
EXPLAINED, RELIEF, NOT_REQUIRED = Status.EXPLAINED, Status.RELIEF, Status.NOT_REQUIRED
OTHER_ID = f"{DISCLOSURE_ID}-b"

SENSITIVE = Relief("Sensitive", frozenset({REQUIREMENT_ID}), "that it is used", "Part D", "single", True)
AT_HAND = Relief("At hand", frozenset({REQUIREMENT_ID}), "the method", "Part D", "single", False)
HALF = {"dimensions": "site=oslo"}


def assess(
    asked: Disclosure, *facts: Fact, omissions: list[Omission] | None = None, reliefs: tuple[Relief, ...] = ()
) -> DisclosureFinding:
    evidence = index_evidence(facts, [mapping()], omissions or [], REASONS, SCOPE, reliefs)
    return assess_disclosure(asked, evidence)


def relieved(*facts: Fact, relief: Relief = SENSITIVE, **changes: Any) -> Finding:
    """The finding of X1-a under a relief."""
    used = omission(**{"reason": relief.name, "explanation": "the relief is used", **changes})
    asked = disclosure(requirement(), requirement(id=OTHER_ID))
    return assess(asked, *facts, omissions=[used], reliefs=(SENSITIVE, AT_HAND)).findings[0]


# --- not asked ------------------------------------------------------------------------------------


def test_what_is_not_asked_is_not_required_and_says_why():
    found = assess(disclosure(requirement(obligation="not-required")))
    assert (found.status, found.findings[0].status) == (NOT_REQUIRED, NOT_REQUIRED)
    assert found.findings[0].rule == f"not-asked: {RULES['not-asked']} (Clause X1, a)"
    assert found.findings[0].missing, "what an answer would need is shown all the same"


@pytest.mark.parametrize(("facts", "status"), [([fact()], MET), ([fact(**HALF)], PARTIAL)])
def test_what_is_reported_without_being_asked_counts_as_reported(facts: list[Fact], status: Status):
    assert assess(disclosure(requirement(obligation="not-required")), *facts).status is status


@pytest.mark.parametrize("held", ["mandatory", "comply-or-explain", "recommended", "voluntary", "by-claim"])
def test_no_other_obligation_excuses_silence(held: str):
    assert assess(disclosure(requirement(obligation=held))).status is UNMET


def test_a_reason_that_is_given_is_shown_even_where_nothing_was_asked():
    asked = disclosure(requirement(obligation="not-required"))
    assert assess(asked, omissions=[omission()]).status is EXPLAINED


def test_a_softened_part_that_is_not_asked_stays_not_required():
    asked = requirement(obligation="not-required", condition="if applicable")
    assert assess(disclosure(asked)).status is NOT_REQUIRED


# --- mandatory ------------------------------------------------------------------------------------


def test_a_mandatory_part_of_a_disclosure_that_can_be_explained_cannot():
    asked = disclosure(
        requirement(obligation="mandatory"), requirement(id=OTHER_ID, obligation="comply-or-explain")
    )
    found = assess(asked, omissions=[omission()])
    assert [finding.status for finding in found.findings] == [UNMET, EXPLAINED]
    assert found.status is UNMET
    assert found.findings[0].omission is None


def test_naming_the_mandatory_part_helps_nothing():
    asked = disclosure(requirement(obligation="mandatory"))
    found = assess(asked, omissions=[omission(requirement_ids=(REQUIREMENT_ID,))])
    assert found.status is UNMET


# --- reliefs --------------------------------------------------------------------------------------


def test_a_relief_excuses_what_may_take_it():
    found = relieved(requirement_ids=(REQUIREMENT_ID,))
    assert found.status is RELIEF
    assert found.rule == f"relief-used: {RULES['relief-used']} (Clause X1, a)"
    assert found.omission is not None
    assert found.omission.reason == "Sensitive"


def test_a_relief_for_the_whole_disclosure_excuses_only_the_parts_that_may_take_it():
    used = omission(reason="Sensitive", explanation="the relief is used")
    asked = disclosure(requirement(), requirement(id=OTHER_ID))
    found = assess(asked, omissions=[used], reliefs=(SENSITIVE,))
    assert [finding.status for finding in found.findings] == [RELIEF, UNMET]
    assert found.status is UNMET


def test_a_relief_does_not_need_that_omission_is_permitted_and_a_reason_does():
    asked = disclosure(requirement(), omission_permitted=False)
    used = omission(reason="Sensitive", explanation="the relief is used")
    assert assess(asked, omissions=[used], reliefs=(SENSITIVE,)).status is RELIEF
    assert assess(asked, omissions=[omission()], reliefs=(SENSITIVE,)).status is UNMET


@pytest.mark.parametrize(
    "changes",
    [
        {"requirement_ids": (OTHER_ID,)},
        {"explanation": ""},
        {"reason": "Sensitiv"},
        {"disclosure_id": "made:up-2021/X2"},
    ],
)
def test_a_relief_that_may_not_be_taken_changes_nothing(changes: dict[str, Any]):
    asked = disclosure(requirement(), requirement(id=OTHER_ID))
    used = omission(**{"reason": "Sensitive", "explanation": "the relief is used", **changes})
    assert assess(asked, omissions=[used], reliefs=(SENSITIVE,)) == assess(asked)


def test_what_is_met_needs_no_relief():
    found = relieved(fact())
    assert (found.status, found.omission) == (MET, None)


@pytest.mark.parametrize(
    ("relief", "facts", "status"),
    [
        (SENSITIVE, [], RELIEF),
        (SENSITIVE, [fact(**HALF)], RELIEF),
        (AT_HAND, [], UNMET),
        (AT_HAND, [fact(**HALF)], RELIEF),
        (AT_HAND, [fact()], MET),
    ],
)
def test_a_relief_for_information_at_hand_leaves_nothing_out(
    relief: Relief, facts: list[Fact], status: Status
):
    """Whoever may use what is at hand has still to report that; silence is no use of it."""
    found = relieved(*facts, relief=relief)
    assert found.status is status
    told = "the relief “At hand” leaves nothing out: what is at hand is still to be reported"
    assert (told in found.missing) is (relief is AT_HAND and not facts)


# --- the whole of a disclosure --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statuses", "whole"),
    [
        ((NOT_REQUIRED, NOT_REQUIRED), NOT_REQUIRED),
        ((MET, NOT_REQUIRED), MET),
        ((MET, RELIEF), RELIEF),
        ((RELIEF, NOT_REQUIRED), RELIEF),
        ((RELIEF, EXPLAINED), EXPLAINED),
        ((NOT_REQUIRED, UNMET), UNMET),
        ((RELIEF, UNMET), UNMET),
        ((RELIEF, PARTIAL), PARTIAL),
        ((NOT_REQUIRED, MET, UNMET), PARTIAL),
    ],
)
def test_excused_parts_never_make_a_disclosure_look_reported(statuses: tuple[Status, ...], whole: Status):
    findings = [Finding(requirement(id=f"made:up/X-{n}"), each, "") for n, each in enumerate(statuses)]
    assert roll_up(findings) is whole
    assert roll_up(findings[::-1]) is whole


# --- HKEX, the whole way --------------------------------------------------------------------------


def code_2025(
    make_report: Callable[..., Path], *rows: dict[str, str], issuer: str = "hkex-main-board", year: int = 2025
) -> tuple[Assessment, list[Problem]]:
    """A silent report of this year against the ESG Code, with these rows of omissions.csv."""
    outcome = run(
        make_report(
            (),
            omissions=rows,
            issuer={"class": issuer},
            period={"start": f"{year}-01-01", "end": f"{year}-12-31"},
            frameworks=[{"framework": "hkex", "editions": ["esg-code-2025"]}],
        )
    )
    assert outcome.assessment is not None, outcome.problems
    found = [each for each in outcome.problems if each.code not in {"no-facts", "evidence-missing"}]
    return outcome.assessment, found


def row(disclosure_code: str, parts: str = "", reason: str = "Considered reasons") -> dict[str, str]:
    return {
        "disclosure": f"hkex:esg-code-2025/{disclosure_code}",
        "requirements": parts,
        "reason": reason,
        "explanation": "the systems for it are built in the coming year",
        "document": "report",
        "pages": "9",
    }


def statuses(assessment: Assessment, *local_ids: str) -> list[str]:
    findings = {each.requirement.local_id: each for each in assessment.frameworks[0].findings}
    return [findings[each].status.value for each in local_ids]


def codes(problems: list[Problem]) -> list[str]:
    return [problem.code for problem in problems]


SCOPES = ("D-28-a", "D-28-b", "D-28-c")


def test_scope_1_and_2_cannot_be_explained_and_scope_3_can(make_report):
    found, problems = code_2025(make_report, row("D-28"))
    assert statuses(found, *SCOPES) == ["unmet", "unmet", "explained"]
    assert codes(problems) == ["omission-not-permitted"]
    assert problems[0].message.startswith("D-28-a, D-28-b (Greenhouse gas emissions) may not be omitted")


def test_scope_3_alone_is_explained_without_complaint(make_report):
    found, problems = code_2025(make_report, row("D-28", "D-28-c"))
    assert statuses(found, *SCOPES) == ["unmet", "unmet", "explained"]
    assert problems == []


def test_a_largecap_issuer_can_explain_scope_3_for_2025_and_no_longer_for_2026(make_report):
    explain = row("D-28", "D-28-c")
    found, problems = code_2025(make_report, explain, issuer="hkex-largecap")
    assert (statuses(found, "D-28-c"), problems) == (["explained"], [])
    found, problems = code_2025(make_report, explain, issuer="hkex-largecap", year=2026)
    assert (statuses(found, "D-28-c"), codes(problems)) == (["unmet"], ["omission-not-permitted"])


def test_an_issuer_that_is_not_listed_may_explain_scope_1(make_report):
    found, problems = code_2025(make_report, row("D-28", "D-28-a"), issuer="not-hkex-listed")
    assert (statuses(found, "D-28-a"), problems) == (["explained"], [])


def test_a_mandatory_item_that_is_named_whole_is_named_by_its_code(make_report):
    found, problems = code_2025(make_report, row("MDR-Boundary"))
    assert statuses(found, "MDR-Boundary-narrative") == ["unmet"]
    assert [each.message.split(" (")[0] for each in problems] == ["MDR-Boundary"]


def test_nothing_is_asked_before_the_first_year(make_report):
    found, problems = code_2025(make_report, year=2024)
    assert {each.status.value for each in found.frameworks[0].findings} == {"not-required"}
    assert {each.status.value for each in found.frameworks[0].disclosures} == {"not-required"}
    assert codes(problems) == ["edition-not-in-force"]


def test_a_relief_of_part_d_is_taken(make_report):
    found, problems = code_2025(make_report, row("D-25", "D-25-a-quantitative", "Capabilities"))
    assert (statuses(found, "D-25-a-quantitative"), problems) == (["relief"], [])


def test_a_relief_where_it_may_not_be_taken_is_an_error_and_changes_nothing(make_report):
    silent, _ = code_2025(make_report)
    found, problems = code_2025(make_report, row("D-28", "D-28-a", "Capabilities"))
    assert codes(problems) == ["relief-not-here"]
    assert problems[0].severity.value == "error"
    assert found.frameworks[0].findings == silent.frameworks[0].findings


def test_a_relief_without_explanation_counts_for_nothing(make_report):
    unsaid = {**row("D-25", "D-25-a-quantitative", "Capabilities"), "explanation": ""}
    found, problems = code_2025(make_report, unsaid)
    assert statuses(found, "D-25-a-quantitative") == ["unmet"]
    assert {problem.code for problem in problems} <= {"omission-reason", "missing-value"}
    assert problems


def test_reasonable_information_leaves_nothing_out(make_report):
    found, problems = code_2025(make_report, row("D-29", "D-29-d", "Reasonable information"))
    assert (statuses(found, "D-29-d"), problems) == (["unmet"], [])


def test_the_published_form_of_the_gap_report_knows_reliefs(make_report):
    found, _ = code_2025(make_report, row("D-25", "D-25-a-quantitative", "Capabilities"))
    data = as_data(found)
    schema = json.loads((SCHEMAS / "gaps.schema.json").read_text(encoding="utf-8"))
    assert [each.message for each in Draft202012Validator(schema).iter_errors(data)] == []
    (asked,) = [
        each
        for disclosure in data["frameworks"][0]["disclosures"]
        for each in disclosure["requirements"]
        if each["status"] == "relief"
    ]
    assert (asked["id"], asked["omission"]) == ("hkex:esg-code-2025/D-25-a-quantitative", "Capabilities")
