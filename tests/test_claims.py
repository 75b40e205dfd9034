"""What a claim requires, judged: each test is shown to hold and to fail; no claim is stated that fails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from small_reports import FACTS

from esgmap.claims import TESTS, Case, closed_rows, formulas_of, judge_claim
from esgmap.content import frameworks_folder
from esgmap.export.claim_wording import by_requirement, claim_summary, failing, statement_text
from esgmap.findings import Assessment, Condition, Status, Verdict
from esgmap.model import OmissionReason, Severity, Source
from esgmap.regulations import ClaimRule, load_claim_rules
from esgmap.reported import Evidence, MaterialTopic, Omission
from esgmap.tables import load_schema
from esgmap.workspace import Outcome, run

MakeReport = Callable[..., Path]
HKEX = "hkex:esg-guide-2020"
CLAIM = ("hkex", "comply-or-explain")
PLACE = Evidence("report", "1", "", "")
SECRET = OmissionReason("hkex", "Secret", "which law", "1", must_name=("law",))


def checked(
    make_report: MakeReport, framework: str, claim: str, *editions: str, **changes: object
) -> Outcome:
    claims = [{"framework": framework, "claim": claim, "editions": list(editions)}]
    return run(make_report(FACTS[:2], frameworks=claims, published="2023-03-31", **changes))


def conditions(found: Outcome) -> dict[str, Condition]:
    assert found.assessment
    return {each.rule: each for each in found.assessment.frameworks[0].conditions}


@pytest.fixture
def small(make_report: MakeReport) -> Assessment:
    """The small report against the HKEX Guide: nearly nothing is reported."""
    found = checked(make_report, "hkex", "comply-or-explain", "esg-guide-2020")
    assert found.assessment
    return found.assessment


def judged(small: Assessment, test: str, about: str = "", telling: bool = True, **changes: Any) -> Condition:
    """One made-up rule, judged on the small report's findings with changes to the report."""
    rule = ClaimRule(*CLAIM, "r", "Do it", "1", test, tuple(about.split()), "", "verified")
    report = replace(small.report, **changes)
    case = Case(small.frameworks[0], report, (SECRET,), report.omissions if telling else ())
    (condition,) = judge_claim([rule], case)
    return condition


def omitted(code: str = "B1.1", reason: str = "Secret", explanation: str = "Cap. 486 forbids it") -> Omission:
    return Omission(f"{HKEX}/{code}", (), reason, explanation, PLACE, Source("omissions.csv", 2))


def verdict(small: Assessment, test: str, about: str = "", telling: bool = True, **changes: Any) -> Verdict:
    return judged(small, test, about, telling, **changes).verdict


# --- each test ------------------------------------------------------------------------------------


def test_reported_names_what_is_open(small: Assessment):
    found = judged(small, "reported", f"{HKEX}/A1.*")
    assert found.verdict is Verdict.FAILS
    assert found.codes == ("A1.1", "A1.2", "A1.3", "A1.4", "A1.5", "A1.6")
    assert found.why == "6 of 6 not wholly reported, nor explained"


def test_reported_holds_once_each_is_settled(small: Assessment):
    first = small.frameworks[0]
    for status in (Status.MET, Status.EXPLAINED, Status.RELIEF, Status.NOT_REQUIRED):
        done = tuple(replace(each, status=status) for each in first.disclosures)
        settled = replace(small, frameworks=(replace(first, disclosures=done),))
        assert verdict(settled, "reported", f"{HKEX}/*") is Verdict.HOLDS


def test_reported_fails_for_an_edition_out_of_scope(small: Assessment):
    found = judged(small, "reported", "gri:gri-2-2021/*")
    assert (found.verdict, found.codes) == (Verdict.FAILS, ())
    assert found.why == "the report is not checked against gri:gri-2-2021"


def test_any_reported(small: Assessment):
    assert verdict(small, "any-reported") is Verdict.HOLDS
    first = small.frameworks[0]
    nothing = tuple(replace(each, status=Status.UNMET) for each in first.disclosures)
    silent = replace(small, frameworks=(replace(first, disclosures=nothing),))
    assert verdict(silent, "any-reported") is Verdict.FAILS


def test_not_omitted(small: Assessment):
    about = f"{HKEX}/B1.1 {HKEX}/B1.2"
    assert verdict(small, "not-omitted", about, omissions=(omitted("B2.1"),)) is Verdict.HOLDS
    found = judged(small, "not-omitted", about, omissions=(omitted("B1.1"), omitted("B2.1")))
    assert (found.verdict, found.codes) == (Verdict.FAILS, ("B1.1",))


def test_omissions_give_reasons(small: Assessment):
    assert verdict(small, "omissions-give-reasons") is Verdict.HOLDS
    assert verdict(small, "omissions-give-reasons", omissions=(omitted(),)) is Verdict.HOLDS
    assert verdict(small, "omissions-name-parts", omissions=(omitted(),)) is Verdict.HOLDS
    wrong = (omitted("B1.1", "Expensive"), omitted("B1.2", explanation="Somebody forbids it"))
    found = judged(small, "omissions-give-reasons", omissions=(*wrong, omitted("B2.1")))
    assert (found.verdict, found.codes) == (Verdict.FAILS, ("B1.1", "B1.2"))


def test_an_explanation_that_says_nothing_is_no_reason(small: Assessment):
    found = judged(small, "omissions-give-reasons", telling=False, omissions=(omitted(),))
    assert (found.verdict, found.codes) == (Verdict.FAILS, ("B1.1",))


def test_omissions_of_other_frameworks_do_not_matter(small: Assessment):
    other = replace(omitted(), disclosure_id="gri:gri-2-2021/2-9", reason="Expensive")
    assert verdict(small, "omissions-give-reasons", omissions=(other,)) is Verdict.HOLDS


def test_topics_named(small: Assessment):
    assert verdict(small, "topics-named") is Verdict.FAILS
    assert verdict(small, "topics-named", topics=(MaterialTopic("a", "A"),)) is Verdict.HOLDS


def test_located(small: Assessment):
    assert verdict(small, "located") is Verdict.HOLDS
    lost = tuple(replace(each, evidence=replace(PLACE, pages="")) for each in small.report.facts)
    found = judged(small, "located", facts=lost)
    assert found.verdict is Verdict.FAILS
    assert found.codes


def test_obligation_kept(small: Assessment):
    for obligation in ("mandatory", "comply-or-explain"):
        found = judged(small, "obligation-kept", obligation)
        assert found.verdict is Verdict.FAILS
        assert found.codes
    first = small.frameworks[0]

    def with_status(status: Status) -> Assessment:
        done = tuple(
            replace(each, findings=tuple(replace(finding, status=status) for finding in each.findings))
            for each in first.disclosures
        )
        return replace(small, frameworks=(replace(first, disclosures=done),))

    explained = with_status(Status.EXPLAINED)
    assert verdict(explained, "obligation-kept", "mandatory") is Verdict.FAILS
    assert verdict(explained, "obligation-kept", "comply-or-explain") is Verdict.HOLDS
    assert verdict(with_status(Status.MET), "obligation-kept", "mandatory") is Verdict.HOLDS


def test_index_and_person(small: Assessment):
    assert verdict(small, "index") is Verdict.HOLDS
    assert verdict(small, "by-person") is Verdict.BY_PERSON


def test_nothing_fails_follows_the_others(small: Assessment):
    def rule(name: str, test: str) -> ClaimRule:
        return ClaimRule(*CLAIM, name, "Do it", "1", test, (), "", "verified")

    case = Case(small.frameworks[0], small.report, (), ())
    first, second = judge_claim([rule("all", "nothing-fails"), rule("topics", "topics-named")], case)
    assert (first.rule, first.verdict, first.why) == ("all", Verdict.FAILS, "not held: topics")
    assert second.verdict is Verdict.FAILS
    (alone,) = judge_claim([rule("all", "nothing-fails")], case)
    assert alone.verdict is Verdict.HOLDS


def test_every_test_of_the_table_is_known_and_used():
    named = set(load_schema("claims").columns["test"].choices)
    assert named == {*TESTS, "by-person", "nothing-fails"}
    rules, problems = load_claim_rules(frameworks_folder())
    assert problems == []
    assert {rule.test for rule in rules} == named


# --- claims ---------------------------------------------------------------------------------------


def test_in_accordance_needs_all_nine_and_says_which_fail(make_report: MakeReport):
    found = conditions(checked(make_report, "gri", "in-accordance", "gri-2-2021", "gri-3-2021"))
    assert len(found["2-a"].codes) == 30
    assert found["4-a"].codes == ("3-1",)
    assert found["7-a-v"].why == "no material topic is named"
    assert found["8-all-nine"].why == "not held: 2-a, 4-a, 4-b, 4-c, 7-a-v"
    assert found["9-a"].verdict is Verdict.BY_PERSON


def test_requirements_are_counted_as_the_standard_counts_them(make_report: MakeReport):
    found = checked(make_report, "gri", "in-accordance", "gri-2-2021", "gri-3-2021")
    assert found.assessment
    parts = by_requirement(found.assessment.frameworks[0])
    assert list(parts) == [str(number) for number in range(1, 10)]
    assert parts["2"] is parts["4"] is parts["7"] is parts["8"] is Verdict.FAILS
    assert parts["1"] is parts["9"] is Verdict.BY_PERSON


def test_an_omission_where_none_is_permitted_breaks_the_claim(make_report: MakeReport):
    row = {
        "disclosure": "gri:gri-2-2021/2-1",
        "reason": "Not applicable",
        "explanation": "No seat was chosen",
    }
    found = conditions(checked(make_report, "gri", "in-accordance", "gri-2-2021", omissions=[row]))
    assert (found["2-no-omission"].verdict, found["2-no-omission"].codes) == (Verdict.FAILS, ("2-1",))


def test_listed_issuers_keep_both_obligations_or_not(make_report: MakeReport):
    found = conditions(checked(make_report, "hkex", "comply-or-explain", "esg-guide-2020"))
    assert found["mandatory"].verdict is found["provisions"].verdict is Verdict.FAILS
    assert "B1.1" in found["provisions"].codes
    assert set(found["mandatory"].codes) <= {"MDR-Governance", "MDR-Principles", "MDR-Boundary"}


def test_no_rules_no_conditions(make_report: MakeReport):
    found = checked(make_report, "hkex", "voluntary", "esg-guide-2020")
    assert conditions(found) == {}
    assert found.assessment
    assert claim_summary(found.assessment.frameworks[0]) == ""
    assert "unknown-claim" not in [each.code for each in found.problems]


def test_an_unknown_claim_is_told(make_report: MakeReport):
    found = checked(make_report, "gri", "in-acordance", "gri-2-2021")
    (problem,) = [each for each in found.problems if each.code == "unknown-claim"]
    assert problem.severity is Severity.WARNING
    assert "claim `in-acordance` of gri is not known" in problem.message
    assert problem.hint.startswith("known: in-accordance, with-reference")
    assert problem.source
    assert problem.source.path == "report.yaml"


def test_statement_of_use_is_filled_in(make_report: MakeReport):
    found = checked(make_report, "gri", "with-reference", "gri-2-2021")
    assert found.assessment
    framework = found.assessment.frameworks[0]
    told = statement_text(framework, found.assessment.report)
    assert told == (
        "Small Limited has reported the information cited in this GRI content index for the period "
        "1 January 2021 to 31 December 2021 with reference to the GRI Standards."
    )
    rules, _ = load_claim_rules(frameworks_folder())
    assert formulas_of(rules, replace(framework.claim, claim="core")) == ()


def test_an_index_proposes_no_statement_that_fails(make_report: MakeReport, tmp_path: Path):
    import openpyxl
    from click.testing import CliRunner

    from esgmap.cli import cli

    claims = [{"framework": "gri", "claim": "in-accordance", "editions": ["gri-2-2021", "gri-3-2021"]}]
    folder, target = (
        make_report(FACTS[:2], frameworks=claims, published="2023-03-31"),
        tmp_path / "index.xlsx",
    )
    assert CliRunner().invoke(cli, ["index", str(folder), "-o", str(target)]).exit_code in {0, 1}
    book = openpyxl.load_workbook(target)
    label, value = (book["GRI index"][cell].value for cell in ("A6", "B6"))
    assert label == "Statement of use"
    assert value.startswith("None: the claim does not hold (2-a, 4-a")
    sheet = book["Read me"]
    rows = {row[0]: row[1] for row in sheet.iter_rows(max_col=2, values_only=True) if row[0]}
    assert "Statement of use, PROPOSED" not in rows
    assert rows["Statement of use"].startswith("Not proposed: the claim does not hold; see 2-a, 4-a")
    assert rows["GRI: conditions"].startswith("In accordance with the standards: 6 of its 42 conditions")


def test_failing_conditions_are_those_that_fail(small: Assessment):
    framework = small.frameworks[0]
    assert {each.rule for each in failing(framework)} == {"mandatory", "provisions"}
    assert claim_summary(framework) == "2 of its 5 conditions do not hold; 2 are for a person to judge."


# --- where no omission is permitted ---------------------------------------------------------------


def closed(small: Assessment, test: str, about: str) -> dict[str, str]:
    rule = ClaimRule(*CLAIM, "r", "It is reported", "clause 1", test, tuple(about.split()), "", "verified")
    other = replace(rule, claim="voluntary", clause="another")
    return closed_rows([other, rule], small.frameworks[0])


def test_what_may_not_be_omitted_is_closed_with_its_clause(small: Assessment):
    found = closed(small, "not-omitted", f"{HKEX}/B1.1 {HKEX}/A1.*")
    assert set(found) == {f"{HKEX}/B1.1", *(f"{HKEX}/A1.{number}" for number in range(1, 7))}
    assert set(found.values()) == {"It is reported (clause 1)"}


def test_what_is_mandatory_is_closed_and_what_may_be_explained_is_not(small: Assessment):
    mandatory = {
        each.requirement.id
        for each in small.frameworks[0].findings
        if each.requirement.obligation == "mandatory"
    }
    assert mandatory
    assert set(closed(small, "obligation-kept", "mandatory")) == mandatory
    assert closed(small, "obligation-kept", "comply-or-explain") == {}
    assert closed(small, "reported", f"{HKEX}/*") == {}
