"""The real report: the tool against the settled reading, and what the example must hold."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

from esgmap.findings import Assessment

SETTLED = Path(__file__).parent / "assessments" / "kingsoft-cloud-2021.tsv"


def settled() -> list[dict[str, str]]:
    with SETTLED.open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source, delimiter="\t"))


def statuses(assessment: Assessment) -> dict[str, str]:
    return {
        finding.requirement.id: finding.status.value
        for framework in assessment.frameworks
        for finding in framework.findings
    }


def test_every_status_is_the_settled_one(assessment: Assessment) -> None:
    expected = {row["requirement"]: row["status"] for row in settled()}
    assert len(expected) == 790
    assert statuses(assessment) == expected


def test_nothing_is_met_that_the_reading_did_not_find_met(assessment: Assessment) -> None:
    reading = {row["requirement"]: row["reading"] for row in settled()}
    found = statuses(assessment)
    assert [each for each, status in found.items() if status == "met" and reading[each] != "met"] == []


def test_every_difference_from_the_reading_says_why() -> None:
    differing = [row for row in settled() if row["reading"] != row["status"]]
    assert differing
    assert [row["requirement"] for row in differing if not row["why"]] == []


def test_one_fact_reaches_all_four_frameworks(assessment: Assessment) -> None:
    reached: dict[str, set[str]] = {}
    for framework in assessment.frameworks:
        for finding in framework.findings:
            for support in finding.because:
                reached.setdefault(support.fact_id, set()).add(framework.claim.framework)
    assert any(frameworks == {"gri", "sasb", "hkex", "nasdaq"} for frameworks in reached.values())


def test_both_years_of_every_statistics_table_are_there(assessment: Assessment) -> None:
    tables = Counter(
        (fact.evidence.section, fact.period.end.year)
        for fact in assessment.report.facts
        if "›" in fact.evidence.anchor and fact.value_state in {"number", "not-available"}
    )
    environment = {
        year: number for (section, year), number in tables.items() if section == "Environmental Statistics"
    }
    assert environment == {2020: environment[2021], 2021: environment[2021]}
    figures = [fact for fact in assessment.report.facts if fact.value_state != "text"]
    assert len(figures) >= 190


def test_na_is_a_state_of_its_own(assessment: Assessment) -> None:
    hazardous = {fact.id: fact for fact in assessment.report.facts if fact.value_as_printed == "NA"}
    assert len(hazardous) == 2
    assert {fact.value_state for fact in hazardous.values()} == {"not-available"}
    assert {fact.number for fact in hazardous.values()} == {None}


def test_the_report_gives_no_reason_for_an_omission(assessment: Assessment) -> None:
    assert assessment.report.omissions == ()
    assert "explained" not in statuses(assessment).values()


def test_every_fact_can_be_followed(assessment: Assessment) -> None:
    nowhere = [
        fact.id for fact in assessment.report.facts if not (fact.evidence.location and fact.evidence.anchor)
    ]
    assert nowhere == []
