"""The checks: each alarms where it should, with place and remedy, and keeps still in the nearest right case.

Every case is a small report, run as a user would run it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from small_reports import FACTS, REPORT

from esgmap.catalogue import Catalogue
from esgmap.checks import CHECKS, REFERENCES, run_checks
from esgmap.checks.subject import Subject
from esgmap.model import Problem, Severity
from esgmap.report import load_report
from esgmap.workspace import run

BASE = FACTS[0]
GENDER = "hkex:esg-guide-2020/B1.1-gender"
TOPICS = {"material_topics": {"topics": [{"id": "privacy", "label": "Data privacy"}]}}
GRI = {"frameworks": [*REPORT["frameworks"], {"framework": "gri", "editions": ["gri-2-2021"]}]}
GRI |= {"published": "2023-03-31"}


@dataclass(frozen=True)
class Case:
    """A fact or an omission, what else the report says, and what the check must say of it."""

    code: str
    name: str
    fact: dict[str, str] | None = None
    omission: dict[str, str] | None = None
    head: dict[str, Any] = field(default_factory=dict)
    alarm: str = ""
    hint: str = ""
    column: str = ""
    severity: Severity = Severity.ERROR


UNAVAILABLE = "Information unavailable / incomplete"


def omission(
    code: str, reason: str, explanation: str = "Two customers forbid it by contract", parts: str = ""
) -> dict[str, str]:
    return {
        "disclosure": code,
        "requirements": parts,
        "reason": reason,
        "explanation": explanation,
        "document": "report",
    }


ALARMS = [
    Case(
        "unknown-indicator",
        "a slip in the slug",
        {"indicator": "ghg-scop1"},
        alarm="indicator `ghg-scop1` of fact `x` is not known",
        hint="ghg-scope1",
        column="indicator",
    ),
    Case(
        "unknown-code",
        "a slip in the requirement",
        {"answers": "hkex:esg-guide-2020/B1.1-gendr"},
        alarm="`hkex:esg-guide-2020/B1.1-gendr`, named by `answers` of fact `x`",
        hint=f"nearest: {GENDER}",
        column="answers",
    ),
    Case(
        "unknown-code",
        "a code without its edition",
        {"answers": "B1.1-gender"},
        alarm="`B1.1-gender`",
        hint=f"write {GENDER}",
        column="answers",
    ),
    Case(
        "unknown-code",
        "a disclosure in place of its parts",
        {"answers": "hkex:esg-guide-2020/B1.1"},
        alarm="`hkex:esg-guide-2020/B1.1`",
        hint="name the parts that are meant, of ",
        column="answers",
    ),
    Case(
        "unknown-code",
        "an edition that exists and is not in scope",
        {"answers": "gri:gri-305-2016/305-1-a"},
        alarm="is in none of the editions that report.yaml names",
        hint="add the edition gri:gri-305-2016 to report.yaml",
        column="answers",
    ),
    Case(
        "unknown-code",
        "an edition that does not exist",
        {"answers": "abc:def/xyz"},
        alarm="`abc:def/xyz`",
        hint="esgmap frameworks show",
        column="answers",
    ),
    Case(
        "unknown-code",
        "an omission of an unknown disclosure",
        omission=omission("hkex:esg-guide-2020/B1.9", "Considered reasons"),
        alarm="`hkex:esg-guide-2020/B1.9`, named by the omission",
        hint="nearest: hkex:esg-guide-2020/B1",
        column="disclosure",
    ),
    Case(
        "unknown-code",
        "an omission of an unknown part",
        omission=omission("hkex:esg-guide-2020/B1.1", "Considered reasons", parts="B1.1-gender;B1.1-gendr"),
        alarm="`hkex:esg-guide-2020/B1.1-gendr`, named by the omission",
        hint=f"nearest: {GENDER}",
        column="requirements",
    ),
    Case(
        "unknown-unit",
        "a unit as it is printed",
        {"unit": "tons"},
        alarm="unit `tons` of fact `x` is not known",
        hint="write `tCO2e` (emissions)",
        column="unit",
    ),
    Case(
        "unknown-unit",
        "a slip in the unit",
        {"unit": "tCO2ee"},
        alarm="unit `tCO2ee`",
        hint="nearest: tCO2e",
        column="unit",
    ),
    Case(
        "unknown-unit",
        "a unit that is like nothing",
        {"unit": "furlongs"},
        alarm="unit `furlongs`",
        hint="write one of those for emissions: tCO2e",
        column="unit",
    ),
    Case(
        "unknown-unit",
        "a unit that is like nothing, of no indicator",
        {"unit": "furlongs", "indicator": ""},
        alarm="unit `furlongs`",
        hint="write one of frameworks/units.tsv",
        column="unit",
    ),
    Case(
        "unknown-unit",
        "a number without a unit",
        {"unit": ""},
        alarm="fact `x` is a number without a unit",
        hint="one of those for emissions: tCO2e",
        column="unit",
    ),
    Case(
        "unknown-unit",
        "a number of no indicator without a unit",
        {"unit": "", "indicator": ""},
        alarm="is a number without a unit",
        hint="`count` for a plain number",
        column="unit",
    ),
    Case(
        "unknown-dimension",
        "a slip in the dimension",
        {"dimensions": "gendre=female"},
        alarm="dimension `gendre` is not known (fact `x`)",
        hint="nearest: gender",
        column="dimensions",
    ),
    Case(
        "unknown-dimension",
        "a dimension that is like nothing",
        {"dimensions": "sex=female"},
        alarm="dimension `sex` is not known",
        hint="frameworks/dimensions.tsv, as gender",
        column="dimensions",
    ),
    Case(
        "unknown-dimension",
        "a topic that is not declared",
        {"dimensions": "topic=climate"},
        head=TOPICS,
        alarm="topic `climate` is not a declared topic",
        hint="privacy",
        column="dimensions",
    ),
    Case(
        "unknown-dimension",
        "a topic where none is declared",
        {"dimensions": "topic=climate"},
        alarm="topic `climate`",
        hint="none yet",
        column="dimensions",
    ),
    Case(
        "unknown-dimension",
        "a slip in a known member",
        {"dimensions": "gender=Fe male"},
        alarm="`gender=Fe male` looks like a slip of the pen",
        hint="`female`",
        column="dimensions",
    ),
    Case(
        "unknown-document",
        "a fact from an unlisted document",
        {"document": "annual-report"},
        alarm="document `annual-report` is not listed",
        hint="listed: report",
        column="document",
    ),
    Case(
        "unknown-document",
        "an omission from an unlisted document",
        omission=omission("hkex:esg-guide-2020/B1.1", "Considered reasons") | {"document": "other"},
        alarm="document `other` is not listed",
        hint="listed: report",
        column="document",
    ),
    Case(
        "unit-mismatch",
        "energy for emissions",
        {"unit": "MWh"},
        alarm="fact `x` is in MWh (energy), its indicator `ghg-scope1` measures emissions",
        hint="choose the unit or the indicator",
        column="unit",
        severity=Severity.WARNING,
    ),
    Case(
        "outside-period",
        "a fact after the period",
        {"period": "2022-01-01"},
        alarm="after the reporting period 2021-01-01/2021-12-31",
        hint="check the date",
        column="period",
        severity=Severity.WARNING,
    ),
    Case(
        "outside-period",
        "a fact across the start of the period",
        {"period": "2020-07-01/2021-06-30"},
        alarm="not wholly inside the reporting period",
        hint="check the date",
        column="period",
        severity=Severity.NOTE,
    ),
    Case(
        "evidence-missing",
        "neither page nor section",
        {"pages": ""},
        alarm="fact `x` has neither pages nor section",
        hint="fill in the page or the section",
        column="pages",
        severity=Severity.WARNING,
    ),
    Case(
        "omission-not-permitted",
        "GRI 2-1",
        omission=omission("gri:gri-2-2021/2-1", "Not applicable"),
        head=GRI,
        alarm="2-1 (Organizational details) may not be omitted",
        hint="report it, or leave it unmet",
        column="disclosure",
    ),
    Case(
        "omission-not-permitted",
        "a mandatory item of the HKEX Guide",
        omission=omission("hkex:esg-guide-2020/MDR-Governance", "Considered reasons"),
        alarm="may not be omitted",
        hint="report it, or leave it unmet",
        column="disclosure",
    ),
    Case(
        "omission-reason",
        "a reason that is nearly one",
        omission=omission("gri:gri-2-2021/2-21", "Confidential"),
        head=GRI,
        alarm="“Confidential” is no reason that gri knows",
        hint="is “Confidentiality constraints” meant?",
        column="reason",
    ),
    Case(
        "omission-reason",
        "a reason that is none",
        omission=omission("gri:gri-2-2021/2-21", "Too expensive"),
        head=GRI,
        alarm="known: Not applicable; Legal prohibitions",
        hint="choose the one that fits (GRI 1",
        column="reason",
    ),
    Case(
        "omission-reason",
        "no explanation",
        omission=omission("gri:gri-2-2021/2-21", "Not applicable", ""),
        head=GRI,
        alarm="“Not applicable” for gri:gri-2-2021/2-21 has no explanation",
        hint="say why it is not applicable",
        column="explanation",
    ),
    Case(
        "omission-reason",
        "the label repeated",
        omission=omission("gri:gri-2-2021/2-21", "Not applicable", "This is not applicable to the Company."),
        head=GRI,
        alarm="is explained by “This is not applicable to the Company.”: no more than the reason itself",
        hint="say why it is not applicable",
        column="explanation",
    ),
    Case(
        "omission-incomplete",
        "neither steps nor time",
        omission=omission("gri:gri-2-2021/2-21", UNAVAILABLE, "Payroll figures of Lisbon are missing"),
        head=GRI,
        alarm="no steps to obtain the information are named and no expected time frame is given",
        hint="the reason is to be accompanied by what is missing, why, the steps",
        column="explanation",
        severity=Severity.WARNING,
    ),
    Case(
        "omission-incomplete",
        "no law named",
        omission=omission("gri:gri-2-2021/2-21", "Legal prohibitions", "Its publication would be a crime"),
        head=GRI,
        alarm="the law or rule that prohibits it is not named",
        hint="which specific prohibitions",
        column="explanation",
        severity=Severity.WARNING,
    ),
    Case(
        "omission-reason",
        "a framework without omissions",
        omission=omission("nasdaq:esg-guide-2019/E1", "Not applicable"),
        head={"frameworks": [*REPORT["frameworks"], {"framework": "nasdaq", "editions": ["esg-guide-2019"]}]},
        alarm="nasdaq has no mechanism for omissions",
        hint="take the row out",
        column="reason",
    ),
]

NEAR = [
    Case("unknown-indicator", "the slug spelt right", {"indicator": "ghg-scope1"}),
    Case("unknown-indicator", "no indicator at all", {"indicator": ""}),
    Case("unknown-code", "a requirement in scope", {"answers": GENDER}),
    Case(
        "unknown-code",
        "an omission in scope",
        omission=omission("hkex:esg-guide-2020/B1.1", "Considered reasons", parts="B1.1-gender"),
    ),
    Case("unknown-unit", "the unit spelt right", {"unit": "tCO2e"}),
    Case("unknown-unit", "text needs no unit", {"unit": "", "value_state": "text", "value": "none"}),
    Case("unknown-unit", "nil needs no unit", {"unit": "", "value_state": "nil", "value": ""}),
    Case("unknown-dimension", "a member of its own", {"dimensions": "region=northern-europe"}),
    Case("unknown-dimension", "a known member", {"dimensions": "gender=female"}),
    Case("unknown-dimension", "a declared topic", {"dimensions": "topic=privacy"}, head=TOPICS),
    Case("unknown-document", "a listed document", {"document": "report"}),
    Case("unit-mismatch", "the unit of the indicator", {"unit": "tCO2e"}),
    Case("unit-mismatch", "no indicator to compare with", {"unit": "MWh", "indicator": ""}),
    Case("outside-period", "the last day", {"period": "2021-12-31"}),
    Case("outside-period", "a comparative", {"period": "2020"}),
    Case("outside-period", "a target of a later year", {"period": "2030", "basis": "target"}),
    Case("evidence-missing", "a section alone", {"pages": "", "section": "Environment"}),
    Case(
        "omission-not-permitted",
        "GRI 2-21 may be omitted",
        omission=omission("gri:gri-2-2021/2-21", "Not applicable"),
        head=GRI,
    ),
    Case(
        "omission-reason",
        "a known reason with its explanation",
        omission=omission("gri:gri-2-2021/2-21", "Not applicable"),
        head=GRI,
    ),
    Case(
        "omission-incomplete",
        "steps and time",
        omission=omission("gri:gri-2-2021/2-21", UNAVAILABLE, "Payrolls will be merged by the end of 2027"),
        head=GRI,
    ),
    Case(
        "omission-incomplete",
        "the law named",
        omission=omission("gri:gri-2-2021/2-21", "Legal prohibitions", "Cap. 486 forbids naming salaries"),
        head=GRI,
    ),
    Case(
        "omission-repeated",
        "an explanation of its own",
        omission=omission("gri:gri-2-2021/2-21", "Not applicable"),
        head=GRI,
    ),
    Case("omission-reason", "no reason is the table's to tell", omission=omission(GENDER[:-7], "")),
]

OF_WHOLE_REPORTS = {
    "edition-not-in-force",
    "relief-not-here",
    "omission-repeated",
    "unknown-topic-disclosure",
}
"""Checks of editions, reliefs and topics, which have tests of their own below."""


def name_of(case: Case) -> str:
    return f"{case.code}: {case.name}"


def found_in(folder: Path, code: str) -> list[Problem]:
    return [problem for problem in run(folder).problems if problem.code == code]


def written(make_report, case: Case) -> Path:
    extra = [BASE | {"id": "x"} | case.fact] if case.fact is not None else []
    omissions = [case.omission] if case.omission is not None else None
    return make_report(extra=extra, omissions=omissions, **case.head)


@pytest.mark.parametrize("case", ALARMS, ids=name_of)
def test_a_check_alarms_at_the_cell_with_a_remedy(make_report, case: Case):
    folder = written(make_report, case)
    found = found_in(folder, case.code)
    assert len(found) == 1, [problem.message for problem in found]
    problem = found[0]
    assert problem.severity is case.severity
    assert case.alarm in problem.message
    assert case.hint in problem.hint
    stem, line = ("omissions", 2) if case.omission else ("facts", 5)
    loaded = load_report(folder)
    assert problem.source == loaded.tables[f"{stem}.csv"].place(line, case.column)
    assert problem.source is not None
    assert problem.source.column > 0
    if case.fact is not None and case.code != "unknown-code" and case.code != "unknown-document":
        assert problem.facts == ("x",)


@pytest.mark.parametrize("case", NEAR, ids=name_of)
def test_a_check_keeps_still_in_the_nearest_right_case(make_report, case: Case):
    assert found_in(written(make_report, case), case.code) == []


def test_every_check_is_shown_to_alarm_and_to_keep_still():
    assert {case.code for case in ALARMS} | OF_WHOLE_REPORTS == {*CHECKS, "outside-period"}
    assert {case.code for case in NEAR} | OF_WHOLE_REPORTS == {*CHECKS, "outside-period"}
    assert len(CHECKS) >= 10
    assert all(case.alarm and case.hint and case.column for case in ALARMS)


def test_what_points_to_nothing_keeps_a_report_from_being_assessed(make_report):
    shown = set()
    for case in ALARMS:
        outcome = run(written(make_report, case))
        assert (outcome.assessment is None) == (case.code in REFERENCES), name_of(case)
        shown.add(outcome.assessment is None)
    assert shown == {True, False}


def test_a_good_report_gives_no_problem(make_report):
    assert run(make_report()).problems == ()


def test_every_faulty_fact_is_told(make_report):
    """One problem of a check never ends the search for more."""
    extra = [BASE | {"id": f"x{number}", "unit": "furlongs", "indicator": "nothing"} for number in range(5)]
    folder = make_report(extra=extra)
    assert [problem.facts for problem in found_in(folder, "unknown-unit")] == [
        (f"x{number}",) for number in range(5)
    ]
    assert len(found_in(folder, "unknown-indicator")) == 5


def test_places_in_a_subject_without_tables_are_the_rows(make_report):
    report = load_report(make_report(extra=[BASE | {"id": "x", "document": "other"}])).report
    assert report is not None
    hub = run(make_report()).assessment.hub
    subject = Subject(report, Catalogue({}), hub, {}, frozenset())
    places = {problem.code: str(problem.source) for problem in run_checks(subject)}
    assert places["unknown-document"] == "facts.csv:5"


# --- editions and reliefs -------------------------------------------------------------------------


def test_an_edition_out_of_its_time_is_a_warning_where_it_is_named(make_report):
    folder = make_report(period={"start": "2026-01-01", "end": "2026-12-31"})
    found = [p for p in found_in(folder, "edition-not-in-force") if "hkex:esg-guide-2020" in p.message]
    assert len(found) == 1
    assert (found[0].severity, found[0].facts) == (Severity.WARNING, ())
    assert "superseded by hkex:esg-code-2025" in found[0].message
    assert "pinned" in found[0].hint
    line = (folder / "report.yaml").read_text().splitlines()[found[0].source.line - 1]
    assert line[found[0].source.column - 1 :] == "esg-guide-2020"


def test_a_pinned_edition_is_a_note(make_report):
    claims = [
        {
            "framework": "hkex",
            "editions": ["esg-guide-2020"],
            "pinned": ["esg-guide-2020"],
            "why": "to compare",
        }
    ]
    folder = make_report(period={"start": "2026-01-01", "end": "2026-12-31"}, frameworks=claims)
    found = found_in(folder, "edition-not-in-force")
    assert [(problem.severity, problem.hint) for problem in found] == [
        (Severity.NOTE, "pinned in report.yaml: to compare")
    ]


def test_an_edition_in_its_time_is_no_problem(make_report):
    assert found_in(make_report(), "edition-not-in-force") == []


def relief(make_report, parts: str) -> list[Problem]:
    row = omission("hkex:esg-code-2025/D-25", "Capabilities", parts=parts)
    claims = [{"framework": "hkex", "editions": ["esg-code-2025"]}]
    period = {"start": "2025-01-01", "end": "2025-12-31"}
    folder = make_report(FACTS[:1], omissions=[row], frameworks=claims, period=period)
    return found_in(folder, "relief-not-here")


def test_a_relief_for_a_part_that_may_not_take_it_is_an_error_at_the_parts(make_report):
    found = relief(make_report, "D-25-a-quantitative;D-25-a-qualitative")
    assert len(found) == 1
    assert "the relief “Capabilities” may not be taken by D-25-a-qualitative" in found[0].message
    assert "D-25-a-quantitative" not in found[0].message
    assert "name in `requirements` those that may take it" in found[0].hint
    assert str(found[0].source).startswith("omissions.csv:2:")
    assert found[0].source.column > 2


def test_a_relief_for_a_part_that_may_take_it_is_no_problem(make_report):
    assert relief(make_report, "D-25-a-quantitative") == []


@pytest.mark.parametrize("many", [3, 4])
def test_one_explanation_for_many_disclosures_is_a_note_on_the_first(make_report, many: int):
    rows = [omission(f"gri:gri-2-2021/2-{number}", "Not applicable") for number in range(15, 15 + many)]
    found = found_in(make_report(omissions=rows, **GRI), "omission-repeated")
    assert [problem.severity for problem in found] == [Severity.NOTE] * (many == 4)
    for problem in found:
        assert "stands for 4 disclosures: gri:gri-2-2021/2-15, gri:gri-2-2021/2-16" in problem.message
        assert str(problem.source).startswith("omissions.csv:2:")


# --- material topics ------------------------------------------------------------------------------


def topic_problems(make_report, **topic: Any) -> list[Problem]:
    """What is said of a topic that names disclosures of GRI 3 and GRI 305."""
    claims = [{"framework": "gri", "claim": "in-accordance", "editions": ["gri-3-2021", "gri-305-2016"]}]
    topics = {"topics": [{"id": "climate", "label": "Climate", **topic}]}
    return found_in(
        make_report(FACTS[:2], frameworks=claims, material_topics=topics, published="2023-03-31"),
        "unknown-topic-disclosure",
    )


@pytest.mark.parametrize(
    "known", ["gri-305-2016", "gri:gri-305-2016", "gri-305-2016/305-1", "gri:gri-305-2016/305-1"]
)
def test_a_topic_may_name_editions_and_disclosures_with_and_without_the_framework(make_report, known: str):
    assert topic_problems(make_report, disclosures=[known]) == []


@pytest.mark.parametrize(
    ("unknown", "hint"),
    [
        ("gri-302-2016", "add the edition gri:gri-302-2016 to report.yaml"),
        ("gri-302-2016/302-1", "add the edition gri:gri-302-2016 to report.yaml"),
        ("gri-305-2016/305-1-a", "name the whole disclosure, gri:gri-305-2016/305-1"),
        ("305-1", "write gri:gri-305-2016/305-1"),
        ("gri-305-2016/305-11", "nearest: gri:gri-305-2016/305-1"),
        ("energy", "write an edition id, as gri-302-2016"),
    ],
)
def test_a_topic_that_names_what_does_not_exist_is_an_error_at_the_name(make_report, unknown: str, hint: str):
    found = topic_problems(make_report, disclosures=["gri-305-2016/305-2", unknown])
    assert len(found) == 1
    assert found[0].severity is Severity.ERROR
    assert f"{unknown}`, named by topic `climate`" in found[0].message
    assert hint in found[0].hint
    assert found[0].source is not None
    assert (found[0].source.path, found[0].source.column) == ("report.yaml", 7)


def test_a_sector_number_belongs_to_a_disclosure_of_its_topic(make_report):
    def numbered(*ids: str) -> list[Problem]:
        refs = [{"disclosure": each, "number": "14.1.1"} for each in ids]
        return topic_problems(make_report, disclosures=["gri-305-2016/305-1"], sector_refs=refs)

    assert numbered("gri-305-2016/305-1", "gri-3-2021/3-3") == []
    (other,) = numbered("gri-305-2016/305-2")
    assert "is none of the disclosures of that topic" in other.message
    (unknown,) = numbered("gri-305-2016/305-12")
    assert "named by `sector_refs` of topic `climate`, is no edition or disclosure" in unknown.message
