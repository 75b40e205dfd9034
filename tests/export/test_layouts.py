"""The index layouts: columns, groups and order of each standard's own index, and what stands in its cells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from xlsxwriter import Workbook

from esgmap.export.workbook_entries import closed_spans, refuse_omissions
from esgmap.export.workbook_index import PROOF, index_table
from esgmap.export.workbook_order_gri import FURTHER, GENERAL, MATERIAL, OUTSIDE, REPORTED, SECTOR
from esgmap.export.workbook_pen import GREY_OUT, Pen
from esgmap.export.workbook_rows import IndexSheet, Plan, fact_hash, finding_hash, make_plan
from esgmap.export.workbook_strength import STRENGTHS, evidence_strength, place_strength
from esgmap.export.workbook_table import FIRST_ROW, REVIEW, Formula, Table
from esgmap.export.workbook_units import measured
from esgmap.findings import Assessment, Status, Verdict
from esgmap.model import Source
from esgmap.reported import (
    Evidence,
    MaterialTopic,
    SectorRef,
    SectorStandard,
    SectorTopic,
    TopicDisclosure,
)
from esgmap.workspace import run

EXAMPLES = Path(__file__).parents[2] / "examples"
NAMES = ("kingsoft-cloud-2021", "quillharbour-2025")
PLACE = Source("report.yaml", 1, 1)
ASSESSED = {"disclosure", "group", "requirement"}
OMISSION = ("Requirement(s) omitted", "Reason", "Explanation")
Rows = list[dict[str, Any]]


def assessed(name: str) -> Assessment:
    outcome = run(EXAMPLES / name)
    assert outcome.assessment, outcome.problems
    return outcome.assessment


@pytest.fixture(scope="module")
def plans() -> dict[str, Plan]:
    return {name: make_plan(assessed(name)) for name in NAMES}


@pytest.fixture(scope="module")
def kingsoft(plans: dict[str, Plan]) -> Plan:
    return plans["kingsoft-cloud-2021"]


@pytest.fixture(scope="module")
def quillharbour(plans: dict[str, Plan]) -> Plan:
    return plans["quillharbour-2025"]


def sheet_of(plan: Plan, framework: str) -> IndexSheet:
    return next(each for each in plan.sheets if each.framework.claim.framework == framework)


def rows_of(table: Table) -> Rows:
    titles = [column.title for column in table.columns]
    return [dict(zip(titles, row.cells, strict=True)) for row in table.rows]


def index_of(plan: Plan, framework: str) -> Rows:
    return rows_of(index_table(sheet_of(plan, framework), plan))


def row(rows: Rows, row_id: str) -> dict[str, Any]:
    (found,) = (each for each in rows if each["Row id"] == row_id)
    return found


def own_titles(plan: Plan, framework: str) -> list[str]:
    table = index_table(sheet_of(plan, framework), plan)
    return [column.title for column in table.columns if column.block == "own"]


def groups(plan: Plan, framework: str) -> list[tuple[str, list[str]]]:
    """Each heading with the codes of the disclosures below it; the first group has none."""
    found: list[tuple[str, list[str]]] = [("", [])]
    for line in sheet_of(plan, framework).lines:
        if line.kind in {"heading", "subheading"}:
            found.append((line.text, []))
        elif line.kind in {"disclosure", "reference"}:
            found[-1][1].append(line.disclosure.code)
    return found


def with_topics(assessment: Assessment, *topics: MaterialTopic, **claim: Any) -> Plan:
    """The plan of the assessment with these topics, and with changes to the GRI claim."""
    gri, *others = assessment.frameworks
    gri = replace(gri, claim=replace(gri.claim, **claim))
    report = replace(assessment.report, topics=topics)
    return make_plan(replace(assessment, report=report, frameworks=(gri, *others)))


def topic(topic_id: str, *names: str, **changes: Any) -> MaterialTopic:
    given = tuple(TopicDisclosure(f"gri:{each}", PLACE) for each in names)
    return MaterialTopic(topic_id, topic_id.capitalize(), given, **changes)


# --- every layout ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_every_disclosure_and_requirement_stands_once_at_its_level(plans: dict[str, Plan], name: str):
    for sheet in plans[name].sheets:
        rows = rows_of(index_table(sheet, plans[name]))
        told = Counter((each["Level"], each["Row id"]) for each in rows if each["Level"] in ASSESSED)
        expected = Counter(
            (level, row_id)
            for found in sheet.framework.disclosures
            for level, row_id in (
                ("disclosure", found.disclosure.id),
                *(("group" if item.is_group else "requirement", item.id) for item in found.disclosure.items),
            )
        )
        assert told == expected
        assert set(told.values()) == {1}


@pytest.mark.parametrize("name", NAMES)
def test_row_ids_are_unique_on_their_sheet_and_lead_to_their_row(plans: dict[str, Plan], name: str):
    for sheet in plans[name].sheets:
        ids = [each["Row id"] for each in rows_of(index_table(sheet, plans[name]))]
        assert not [each for each, number in Counter(filter(None, ids)).items() if number > 1]
        assert {row_id: FIRST_ROW + ids.index(row_id) for row_id in sheet.row_of} == sheet.row_of


@pytest.mark.parametrize("name", NAMES)
def test_assurance_and_review_columns_are_the_same_everywhere_and_stand_right(
    plans: dict[str, Plan], name: str
):
    first = ["Row id", "Status", "What is missing", "Evidence strength", "Facts", "Further facts"]
    assert [column.title for column in PROOF][: len(first)] == first
    for sheet in plans[name].sheets:
        columns = index_table(sheet, plans[name]).columns
        blocks = [block for block, _ in groupby(column.block for column in columns)]
        assert blocks == ["own", "gap", "proof", "review"]
        assert tuple(each for each in columns if each.block == "proof") == PROOF
        assert [each.title for each in columns][-4:] == ["Review status", "Reviewer", "Date", "Comment"]
        assert columns[-4:] == REVIEW


# --- GRI in accordance ----------------------------------------------------------------------------


def test_gri_in_accordance_has_the_columns_of_its_appendix(quillharbour: Plan):
    assert own_titles(quillharbour, "gri") == [
        "GRI standard / other source",
        "Disclosure",
        "Location",
        *OMISSION,
        "GRI Sector Standard ref. no.",
    ]


def test_gri_in_accordance_has_its_header_block(quillharbour: Plan):
    rows = index_of(quillharbour, "gri")
    told = [(each["GRI standard / other source"], each["Disclosure"]) for each in rows[:4]]
    assert told == [
        (
            "Statement of use (proposed, to be confirmed)",
            "Quillharbour Systems Holdings Limited has reported in accordance with the GRI Standards for the "
            "period 1 January 2025 to 31 December 2025.",
        ),
        ("GRI 1 used", "GRI 1: Foundation 2021"),
        ("Applicable GRI Sector Standard(s)", "Not stated by the report"),
        (
            "Material topics",
            "Climate and energy; Data security and privacy; Talent and equal chances; Anti-corruption; "
            "Responsible supply chain",
        ),
    ]
    assert [each["Level"] for each in rows[:5]] == ["header"] * 4 + [""]
    assert rows[0]["Row id"] == "gri:index/statement-of-use"


def test_gri_in_accordance_groups_by_material_topic(quillharbour: Plan):
    general = [f"2-{number}" for number in range(1, 31)]
    assert groups(quillharbour, "gri") == [
        ("", []),
        (GENERAL, general),
        (MATERIAL, ["3-1", "3-2"]),
        (
            "Material topic: Climate and energy",
            ["3-3", *(f"302-{n}" for n in range(1, 6)), *(f"305-{n}" for n in range(1, 8))],
        ),
        ("Material topic: Data security and privacy", ["3-3", "418-1"]),
        ("Material topic: Talent and equal chances", ["3-3", "404-1", "404-2", "404-3", "405-1", "405-2"]),
        ("Material topic: Anti-corruption", ["3-3", "205-1", "205-2", "205-3"]),
        ("Material topic: Responsible supply chain", ["3-3", "414-1", "414-2"]),
        (SECTOR, []),
        ("3-3 over all material topics together: for the counts, no part of the index", ["3-3"]),
    ]


def test_each_topic_has_its_own_3_3_with_its_own_place(quillharbour: Plan):
    rows = index_of(quillharbour, "gri")
    whole = "gri:gri-3-2021/3-3"
    places = {
        each.id: row(rows, f"{whole}@{each.id}")["Location"] for each in quillharbour.assessment.report.topics
    }
    assert places["climate-and-energy"] == "p. 7, Climate and energy"
    assert places["anti-corruption"] == "p. 8, Anti-corruption"
    assert len(set(places.values())) == 5
    mine = row(rows, f"{whole}-a@talent")
    assert (mine["Level"], mine["Status"], mine["Location"]) == (
        "topic requirement",
        "met",
        "p. 7, Talent and equal chances",
    )
    levels = Counter(each["Level"] for each in rows if str(each["Row id"]).startswith(f"{whole}@"))
    assert levels == {"topic disclosure": 5}
    assert row(rows, whole)["Level"] == "disclosure"
    assert mine["Content hash"] != row(rows, f"{whole}-a")["Content hash"]


def test_a_fact_about_one_topic_leads_to_the_row_of_that_topic(quillharbour: Plan):
    facts = quillharbour.assessment.report.facts
    of_talent = next(each for each in facts if ("topic", "talent") in each.dimensions)
    row_of = sheet_of(quillharbour, "gri").row_of
    uses = [use for use in quillharbour.uses[of_talent.id] if use.code.startswith("GRI 3-3")]
    assert uses
    for use in uses:
        row_id = f"gri:gri-3-2021/{use.code.removeprefix('GRI ')}@talent"
        assert use.link.row == row_of[row_id]


def test_without_named_disclosures_topics_are_listed_and_standards_stand_in_their_order(quillharbour: Plan):
    bare = [MaterialTopic(each.id, each.label) for each in quillharbour.assessment.report.topics]
    found = groups(with_topics(quillharbour.assessment, *bare), "gri")
    assert [heading for heading, codes in found if codes == ["3-3"]][:5] == [
        f"Material topic: {each.label}" for each in bare
    ]
    standards = found[8:-2]
    assert [heading for heading, _ in standards] == [
        "GRI 205: Anti-corruption 2016",
        "GRI 302: Energy 2016",
        "GRI 305: Emissions 2016",
        "GRI 404: Training and Education 2016",
        "GRI 405: Diversity and Equal Opportunity 2016",
        "GRI 414: Supplier Social Assessment 2016",
        "GRI 418: Customer Privacy 2016",
    ]
    assert standards[0][1] == ["205-1", "205-2", "205-3"]


def test_a_disclosure_of_two_topics_stands_under_the_first_and_is_referred_to_under_the_second(
    quillharbour: Plan,
):
    topics = (
        topic("climate-and-energy", "gri-302-2016"),
        topic("talent", "gri-302-2016/302-1", "gri-2-2021/2-7"),
    )
    plan = with_topics(quillharbour.assessment, *topics)
    rows = index_of(plan, "gri")
    ids = [each["Row id"] for each in rows]
    assert len(ids) - ids.count("") == len(set(ids) - {""})
    reference = row(rows, "gri:gri-302-2016/302-1@talent")
    assert reference["Location"] == "See above, under “Material topic: Climate-and-energy”"
    assert (reference["Level"], reference["Status"], reference["Content hash"]) == ("reference", "", "")
    assert row(rows, "gri:gri-2-2021/2-7@talent")["Location"] == f"See above, under “{GENERAL}”"
    assert row(rows, "gri:gri-302-2016/302-1")["Level"] == "disclosure"
    found = dict(groups(plan, "gri"))
    assert found["Material topic: Talent"] == ["3-3", "2-7", "302-1"]
    assert found[FURTHER][:3] == ["205-1", "205-2", "205-3"]
    assert "302-1" not in found[FURTHER]


def test_what_no_topic_names_and_the_report_is_silent_on_is_no_part_of_the_index(quillharbour: Plan):
    assessment = quillharbour.assessment
    gri = assessment.frameworks[0]
    silent = tuple(
        replace(
            found,
            status=Status.UNMET,
            findings=tuple(
                replace(each, status=Status.UNMET, because=(), omission=None) for each in found.findings
            ),
        )
        if found.disclosure.code == "418-1"
        else found
        for found in gri.disclosures
    )
    changed = replace(assessment, frameworks=(replace(gri, disclosures=silent),))
    plan = with_topics(changed, topic("climate-and-energy", "gri-302-2016"))
    assert dict(groups(plan, "gri"))[OUTSIDE] == ["418-1"]
    mine = row(index_of(plan, "gri"), "gri:gri-418-2016/418-1")
    assert (mine["Location"], mine["Reason"], mine["Requirement(s) omitted"]) == ("Not reported", "", "")
    named = with_topics(changed, topic("data", "gri-418-2016"))
    mine = row(index_of(named, "gri"), "gri:gri-418-2016/418-1")
    assert (mine["Location"], mine["Reason"], mine["Requirement(s) omitted"]) == (
        "Not reported",
        "None given",
        "All",
    )


def test_sector_standards_stand_in_the_header_in_their_group_and_beside_their_disclosures(quillharbour: Plan):
    climate = topic(
        "climate-and-energy",
        "gri-302-2016",
        sector_ref="14.1",
        sector_refs=(SectorRef("gri:gri-302-2016/302-1", "14.1.2", PLACE),),
    )
    standard = SectorStandard("GRI 14: Mining Sector 2024", (SectorTopic("Noise", "No site makes any."),))
    plan = with_topics(quillharbour.assessment, climate, sector_standards=(standard,))
    rows = index_of(plan, "gri")
    number = "GRI Sector Standard ref. no."
    assert rows[2]["Disclosure"] == "GRI 14: Mining Sector 2024"
    assert row(rows, "gri:gri-3-2021/3-3@climate-and-energy")[number] == "14.1"
    assert row(rows, "gri:gri-302-2016/302-1")[number] == "14.1.2"
    assert row(rows, "gri:gri-302-2016/302-2")[number] == ""
    noise = row(rows, "gri:sector/GRI 14: Mining Sector 2024/Noise")
    assert [noise[title] for title in ("GRI standard / other source", "Disclosure", "Explanation")] == [
        "GRI 14: Mining Sector 2024",
        "Noise",
        "No site makes any.",
    ]


def test_none_applies_only_if_the_report_says_so(quillharbour: Plan):
    topics = quillharbour.assessment.report.topics
    plan = with_topics(quillharbour.assessment, *topics, no_sector_standard="none covers software.")
    rows = index_of(plan, "gri")
    assert rows[2]["Disclosure"] == "None applies: none covers software."
    assert row(rows, "gri:sector/none")["Disclosure"] == "None applies: none covers software."
    assert row(index_of(quillharbour, "gri"), "gri:sector/none")["Disclosure"] == "Not stated by the report"


def test_no_statement_of_use_is_proposed_for_a_claim_that_fails(quillharbour: Plan):
    assessment = quillharbour.assessment
    gri = assessment.frameworks[0]
    conditions = tuple(
        replace(each, verdict=Verdict.FAILS) if each.rule == "2-a" else each for each in gri.conditions
    )
    plan = make_plan(replace(assessment, frameworks=(replace(gri, conditions=conditions),)))
    first = index_of(plan, "gri")[0]
    assert first["GRI standard / other source"] == "Statement of use"
    assert first["Disclosure"] == "None: the claim does not hold (2-a)"


def test_a_reason_for_a_whole_disclosure_is_told_once(quillharbour: Plan):
    rows = index_of(quillharbour, "gri")
    whole, part = row(rows, "gri:gri-302-2016/302-2"), row(rows, "gri:gri-302-2016/302-2-a")
    assert whole["Requirement(s) omitted"] == "All"
    assert whole["Explanation"].startswith("Cloud providers and airlines do not yet state")
    assert [part[title] for title in OMISSION] == [
        "a",
        "Information unavailable / incomplete",
        "as for the whole disclosure",
    ]
    single = row(rows, "gri:gri-302-2016/302-1-c-iii")
    assert single["Explanation"].startswith("Cooling bought in Singapore is not metered")


def test_claims_of_2016_know_no_sector_standards(quillharbour: Plan):
    topics = quillharbour.assessment.report.topics
    plan = with_topics(quillharbour.assessment, *topics, claim="core")
    assert own_titles(plan, "gri") == ["GRI standard / other source", "Disclosure", "Location", *OMISSION]
    headings = [heading for heading, _ in groups(plan, "gri")]
    assert SECTOR not in headings
    assert headings[1:4] == [GENERAL, MATERIAL, "Material topic: Climate and energy"]


# --- GRI with reference ---------------------------------------------------------------------------


def test_gri_with_reference_has_three_columns_and_a_short_header(kingsoft: Plan):
    assert own_titles(kingsoft, "gri") == ["GRI standard", "Disclosure", "Location"]
    rows = index_of(kingsoft, "gri")
    assert [each["GRI standard"] for each in rows[:3]] == [
        "Statement of use (proposed, to be confirmed)",
        "GRI 1 used",
        REPORTED,
    ]
    assert rows[0]["Disclosure"].endswith("with reference to the GRI Standards.")


def test_gri_with_reference_lists_only_what_is_reported_above(kingsoft: Plan):
    _, (above, reported), (below, outside) = groups(kingsoft, "gri")
    assert (above, below) == (REPORTED, OUTSIDE)
    found = {each.disclosure.code: each for each in kingsoft.assessment.frameworks[0].disclosures}
    assert {found[code].status for code in reported} == {Status.MET, Status.PARTIAL}
    assert {found[code].status for code in outside} == {Status.UNMET}
    rows = index_of(kingsoft, "gri")
    disclosures = [each for each in rows if each["Level"] == "disclosure"]
    silent = [each["Location"] == "Not reported" for each in disclosures]
    assert silent == [False] * len(reported) + [True] * len(outside)
    table = index_table(sheet_of(kingsoft, "gri"), kingsoft)
    first_outside = next(n for n, each in enumerate(rows) if each["GRI standard"] == OUTSIDE)
    assert table.unprinted == len(rows) - first_outside


def test_gri_with_reference_says_which_parts_are_reported(kingsoft: Plan):
    rows = index_of(kingsoft, "gri")
    place = "p. 51, About this Report (a in part; b in part; d)"
    assert row(rows, "gri:gri-2-2021/2-3")["Location"] == place
    assert row(rows, "gri:gri-305-2016/305-4")["Location"] == "p. 32-33, Environmental Statistics"
    assert row(rows, "gri:gri-305-2016/305-4")["Status"] == "met"


def test_a_reason_under_a_claim_that_knows_none_stands_with_the_auditor(quillharbour: Plan):
    report = quillharbour.assessment.report
    plan = with_topics(quillharbour.assessment, *report.topics, claim="with-reference")
    mine = row(index_of(plan, "gri"), "gri:gri-302-2016/302-5-a")
    assert mine["Location"] == ""
    assert (
        "the report gives the reason “Not applicable”: The software runs on servers"
        in mine["What is missing"]
    )
    assert row(index_of(plan, "gri"), "gri:gri-302-2016/302-5")["Location"] == "Not reported"


# --- SASB -----------------------------------------------------------------------------------------


def test_sasb_has_two_tables_and_its_columns(quillharbour: Plan):
    assert own_titles(quillharbour, "sasb") == [
        "Topic",
        "Code",
        "Metric (and part)",
        "Category",
        "Unit of measure",
        "Response",
        "Location",
        "Modification or omission: rationale",
        "As printed in the report",
    ]
    _, (first, metrics), (second, activity) = groups(quillharbour, "sasb")
    assert (first, second) == ("Sustainability disclosure topics and metrics", "Activity metrics")
    assert activity == ["TC-SI-000.A", "TC-SI-000.B", "TC-SI-000.C"]
    assert not set(activity) & set(metrics)


@pytest.mark.parametrize("name", NAMES)
def test_a_live_response_is_the_fact_times_the_factor_of_the_units(plans: dict[str, Plan], name: str):
    plan = plans[name]
    units, facts = plan.assessment.hub.units, plan.assessment.report.facts
    live = 0
    for line in sheet_of(plan, "sasb").lines:
        if line.finding is None:
            continue
        response = row(index_of(plan, "sasb"), line.id)["Response"]
        if not isinstance(response, Formula):
            continue
        live += 1
        looked_up = r'=INDEX\(Facts_Value,MATCH\("([^"]+)",Facts_Id,0\)\)(?:\*([\d.]+))?'
        fact_id, factor = re.fullmatch(looked_up, response.text).groups()
        fact = next(each for each in facts if each.id == fact_id)
        assert fact.id in {each.fact_id for each in line.finding.because}
        assert line.finding.status is Status.MET
        asked = units.get(line.finding.requirement.unit)
        wanted = units[fact.unit].factor / asked.factor if asked else Decimal(1)
        assert Decimal(factor or 1) == wanted
        assert response.value == fact.number * wanted
    assert live >= (1 if name.startswith("kingsoft") else 15)


def test_a_response_is_in_the_unit_of_the_metric(kingsoft: Plan, quillharbour: Plan):
    rows = index_of(kingsoft, "sasb")
    energy = row(rows, "sasb:tc-si-2018-10/TC-SI-130a.1-1")
    assert energy["Response"].value == Decimal("35081.89") * Decimal("3.6")
    assert energy["Response"].text.endswith("*3.6")
    assert energy["Response"].number_format == '#,##0.0" GJ"'
    assert energy["As printed in the report"] == "35,081.89 MWh"
    water = row(rows, "sasb:tc-si-2018-10/TC-SI-130a.2-1")
    assert water["Response"] == "112.63979 thousand cubic metres (in part)"
    assert water["As printed in the report"] == "112,639.79 tons"
    rows = index_of(quillharbour, "sasb")
    both = row(rows, "sasb:tc-si-2023-12/TC-SI-130a.1-1")
    assert "*" not in both["Response"].text, "the figure printed in the metric's own unit is taken"
    assert both["Response"].value == Decimal("4124.2")
    assert both["As printed in the report"] == "1,145.6 MWh; 4,124.2 GJ"
    estimated = row(rows, "sasb:tc-si-2023-12/TC-SI-130a.2-2")["Response"]
    assert estimated.number_format == '#,##0.000" thousand cubic metres (estimated)"'
    percent = row(rows, "sasb:tc-si-2023-12/TC-SI-130a.1-2")["Response"]
    assert (percent.value, percent.number_format) == (Decimal("99.2"), '#,##0.0"%"')


def test_a_metric_says_what_became_of_each_of_its_parts(kingsoft: Plan, quillharbour: Plan):
    rows = index_of(quillharbour, "sasb")
    told = {
        code: row(rows, f"sasb:tc-si-2023-12/TC-SI-{code}")
        for code in ("550a.1", "550a.1-3", "330a.3", "330a.2", "000.B", "000.B-1", "130a.1")
    }
    assert told["550a.1"]["Response"] == "Reported: (1), (2); Reported in part: (3)"
    assert told["550a.1"]["Modification or omission: rationale"] == "None given"
    assert told["550a.1-3"]["Response"] == "0.42 days (for 1 April 2025 to 31 December 2025) (in part)"
    assert (
        told["330a.3"]["Response"]
        == "Reported: (1) a, (1) b, (1) c, (1) d; Modified: (2) a, (2) b, (2) c, (2) d"
    )
    assert told["330a.2"]["Response"] == "Omitted"
    assert told["000.B"]["Response"] == "Reported: (2); Modified: (1)"
    assert told["000.B-1"]["Response"] == "Modified; given instead: 21.4 HKD million"
    assert told["130a.1"]["Response"] == "Reported: see below"
    silent = row(index_of(kingsoft, "sasb"), "sasb:tc-si-2018-10/TC-SI-220a.3")
    assert [silent[title] for title in ("Response", "Modification or omission: rationale", "Status")] == [
        "Not reported",
        "None given",
        "unmet",
    ]


def test_no_response_of_a_part_is_empty(kingsoft: Plan, quillharbour: Plan):
    for plan in (kingsoft, quillharbour):
        for each in index_of(plan, "sasb"):
            if each["Level"] in {"disclosure", "requirement"}:
                assert each["Response"] != "", each["Row id"]


@pytest.mark.parametrize(
    ("printed", "unit", "asked", "text"),
    [
        ("35081.89", "MWh", "GJ", "126,294.8 GJ"),
        ("10", "MWh", "GJ", "36 GJ"),
        ("0.5", "MWh", "GJ", "2 GJ"),
        ("1500", "kWh", "GJ", "5.400 GJ"),
        ("4124.20", "GJ", "GJ", "4,124.20 GJ"),
        ("12.5", "HKD", "", "12.5 HKD"),
        ("7", "count", "persons", "7"),
        ("50.0", "pct", "pct", "50.0%"),
        ("3120", "m3", "thousand-m3", "3.120 thousand cubic metres"),
    ],
)
def test_a_converted_figure_keeps_as_many_digits_as_were_printed(
    kingsoft: Plan, printed: str, unit: str, asked: str, text: str
):
    fact = replace(
        kingsoft.assessment.report.facts[0], value_state="number", number=Decimal(printed), unit=unit
    )
    requirement = replace(kingsoft.assessment.frameworks[0].findings[0].requirement, unit=asked)
    found = measured(fact, requirement, kingsoft.assessment.hub)
    assert found is not None
    assert found.text() == text


def test_units_of_another_kind_are_never_converted(kingsoft: Plan):
    fact = replace(kingsoft.assessment.report.facts[0], value_state="number", number=Decimal(5), unit="t")
    requirement = replace(kingsoft.assessment.frameworks[0].findings[0].requirement, unit="GJ")
    found = measured(fact, requirement, kingsoft.assessment.hub)
    assert found is not None
    assert (found.text(), found.factor) == ("5 t", 1)


def test_what_is_said_beside_a_figure_cannot_break_its_number_format(kingsoft: Plan):
    fact = replace(kingsoft.assessment.report.facts[0], value_state="number", number=Decimal(5), unit="t")
    requirement = kingsoft.assessment.frameworks[0].findings[0].requirement
    found = measured(fact, requirement, kingsoft.assessment.hub)
    assert found is not None
    assert found.number_format('a "quoted" part') == '#,##0" t (a ”quoted” part)"'
    assert found.number_format("x" * 200) == ""
    assert found.number_format("a\nb") == ""


# --- HKEX -----------------------------------------------------------------------------------------


def test_hkex_has_its_columns(quillharbour: Plan, kingsoft: Plan):
    for plan in (quillharbour, kingsoft):
        assert own_titles(plan, "hkex") == [
            "Aspect",
            "Provision",
            "Requirement",
            "Complied / explained / not reported",
            "Section and page",
            "Explanation",
        ]


def test_hkex_2025_has_mandatory_items_then_aspects_then_part_d(quillharbour: Plan):
    found = groups(quillharbour, "hkex")
    headings = [heading for heading, _ in found]
    assert headings[:7] == [
        "",
        "Part B: Mandatory Disclosure Requirements",
        "Part C: “Comply or explain” Provisions",
        "A. Environmental",
        "Aspect A1: Emissions",
        "Aspect A2: Use of Resources",
        "Aspect A3: The Environment and Natural Resources",
    ]
    assert headings[7:18] == [
        "B. Social",
        "Aspect B1: Employment",
        "Aspect B2: Health and Safety",
        "Aspect B3: Development and Training",
        "Aspect B4: Labour Standards",
        "Aspect B5: Supply Chain Management",
        "Aspect B6: Product Responsibility",
        "Aspect B7: Anti-corruption",
        "Aspect B8: Community Investment",
        "Part D: Climate-related Disclosures",
        "(I) Governance",
    ]
    assert headings[18].startswith("(II) Strategy: ")
    assert headings[-1].startswith("(IV) Metrics and Targets: ")
    assert found[1][1] == ["MDR-Governance", "MDR-Principles", "MDR-Boundary"]
    assert found[4][1] == ["A1", "A1.1", "A1.3", "A1.4", "A1.5", "A1.6"]
    for heading, codes in found:
        if heading.startswith("Aspect"):
            assert "." not in codes[0], "the general disclosure stands first"
            assert all("." in code for code in codes[1:])
    part_d = [code for heading, codes in found[17:] for code in codes]
    assert part_d == [f"D-{number}" for number in range(19, 42)]


def test_hkex_2020_has_a_fourth_aspect_and_no_part_d(kingsoft: Plan):
    headings = [heading for heading, _ in groups(kingsoft, "hkex")]
    assert "Aspect A4: Climate Change" in headings
    assert not any("Part D" in each for each in headings)
    assert dict(groups(kingsoft, "hkex"))["Aspect A1: Emissions"][0] == "A1"


def complied(plan: Plan, row_id: str) -> str:
    return row(index_of(plan, "hkex"), f"hkex:esg-code-2025/{row_id}")["Complied / explained / not reported"]


@pytest.mark.parametrize(
    ("row_id", "words"),
    [
        ("A3.1", "Complied"),
        ("B1", "Complied in part; the rest not explained"),
        ("B6.1", "Explained"),
        ("B8", "Complied; explained for a part"),
        ("D-32", "Relief used"),
        ("D-20", "Complied; relief used for a part"),
        ("D-36", "Not required"),
        ("D-41", "Not reported; asked only “if applicable”"),
        ("D-41-considered", "Not reported; asked only “if applicable”"),
    ],
)
def test_hkex_says_what_became_of_a_provision(quillharbour: Plan, row_id: str, words: str):
    assert complied(quillharbour, row_id) == words


def test_silence_on_a_provision_is_called_a_breach_where_the_claim_binds(quillharbour: Plan):
    rows = index_of(quillharbour, "hkex")
    told = "Complied / explained / not reported"
    open_ones = [
        each
        for each in rows
        if each["Level"] == "requirement" and each["Status"] == "unmet" and each["Counts"] == "yes"
    ]
    assert {(each["Obligation"], each[told]) for each in open_ones} == {
        ("comply or explain", "Neither complied nor explained")
    }
    assert len(open_ones) == 2


def test_a_mandatory_gap_is_no_matter_of_explaining(quillharbour: Plan):
    assessment = quillharbour.assessment
    hkex = assessment.frameworks[2]
    silent = tuple(
        replace(
            found,
            status=Status.UNMET,
            findings=tuple(replace(each, status=Status.UNMET, because=()) for each in found.findings),
        )
        for found in hkex.disclosures
        if found.disclosure.code == "MDR-Boundary"
    )
    plan = make_plan(replace(assessment, frameworks=(replace(hkex, disclosures=silent),)))
    assert complied(plan, "MDR-Boundary") == "Not complied; mandatory"


def test_a_guide_that_is_used_by_choice_is_not_breached(kingsoft: Plan):
    words = {each["Complied / explained / not reported"] for each in index_of(kingsoft, "hkex")}
    assert "Not reported" in words
    assert not [each for each in words if "either" in each or "not explained" in each]


# --- Nasdaq ---------------------------------------------------------------------------------------


def test_nasdaq_has_its_columns_and_sections(kingsoft: Plan):
    assert own_titles(kingsoft, "nasdaq") == ["Metric", "Question", "Answer", "Location"]
    headings = [(heading, len(codes)) for heading, codes in groups(kingsoft, "nasdaq")]
    assert headings == [
        ("", 0),
        ("Environmental (E)", 10),
        ("Social (S)", 10),
        ("Corporate Governance (G)", 10),
    ]


# --- where no omission is permitted ---------------------------------------------------------------


def closed(plan: Plan, framework: str) -> dict[str, str]:
    table = index_table(sheet_of(plan, framework), plan)
    titles = [column.title for column in table.columns]
    place = titles.index("Row id")
    return {str(each.cells[place]): each.closed for each in table.rows if each.closed}


def test_gri_rows_that_take_no_reason_name_the_clause(quillharbour: Plan):
    found = closed(quillharbour, "gri")
    codes = {row_id.split("/")[1] for row_id in found}
    assert {code for code in codes if re.fullmatch(r"\d-\d", code)} == {
        *("2-1", "2-2", "2-3", "2-4", "2-5", "3-1", "3-2")
    }
    assert found["gri:gri-2-2021/2-1-a"] == (
        "2-1 to 2-5 carry no reason for omission (GRI 1: 2021, requirement 2)"
    )
    assert (
        found["gri:gri-3-2021/3-2"] == "3-1 and 3-2 carry no reason for omission (GRI 1: 2021, requirement 4)"
    )


def test_hkex_rows_that_are_mandatory_for_this_issuer_take_no_explanation(quillharbour: Plan, kingsoft: Plan):
    found = closed(quillharbour, "hkex")
    codes = {row_id.split("/")[1] for row_id in found}
    assert {"MDR-Governance", "MDR-Principles", "MDR-Boundary"} <= codes
    mandatory = {
        each.requirement.id.split("/")[1]
        for each in quillharbour.assessment.frameworks[2].findings
        if each.requirement.obligation == "mandatory"
    }
    relieved = {
        each.split("/")[1]
        for relief in quillharbour.assessment.grounds.reliefs
        for each in relief.requirement_ids
    }
    assert mandatory - relieved <= codes
    assert not relieved & codes
    assert "D-28" not in codes, "Scope 3 may be explained"
    assert "B1" not in codes
    assert all("no explanation takes its place" in told for told in found.values())
    by_choice = closed(kingsoft, "hkex")
    assert by_choice["hkex:esg-guide-2020/MDR-Boundary"] == (
        "No omission is permitted here (Part B, Reporting Boundary)"
    )


def test_layouts_without_mandatory_rows_close_none(quillharbour: Plan):
    assert closed(quillharbour, "sasb") == {}


@pytest.fixture(scope="module")
def drawn(quillharbour: Plan, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Any]:
    """A function that gives an index sheet, drawn and read back with another library."""
    target = tmp_path_factory.mktemp("layouts") / "index.xlsx"
    with Workbook(str(target)) as book:
        pen = Pen(book)
        for sheet in quillharbour.sheets:
            table = index_table(sheet, quillharbour)
            refuse_omissions(pen.table(table, "owner"), table)
    book = openpyxl.load_workbook(target)
    return lambda framework: book[sheet_of(quillharbour, framework).name]


@pytest.mark.parametrize("framework", ["gri", "hkex"])
def test_closed_cells_are_grey_and_locked_and_all_others_are_not(
    quillharbour: Plan, drawn: Callable[[str], Any], framework: str
):
    sheet = drawn(framework)
    table = index_table(sheet_of(quillharbour, framework), quillharbour)
    seen = Counter()
    for number, each in enumerate(table.rows, start=FIRST_ROW):
        for place, column in enumerate(table.columns, start=1):
            cell = sheet.cell(number, place)
            is_closed = column.is_omission and bool(each.closed)
            assert cell.protection.locked == is_closed, cell.coordinate
            is_grey = cell.fill.fgColor.rgb == "FF" + GREY_OUT.lstrip("#")
            assert is_grey == is_closed, cell.coordinate
            seen[is_closed] += 1
    assert seen[True] > 20
    assert not sheet.protection.sheet


@pytest.mark.parametrize("framework", ["gri", "hkex"])
def test_an_entry_into_a_closed_cell_is_refused_with_the_clause(
    quillharbour: Plan, drawn: Callable[[str], Any], framework: str
):
    rules = [each for each in drawn(framework).data_validations.dataValidation if each.type == "textLength"]
    table = index_table(sheet_of(quillharbour, framework), quillharbour)
    expected = {
        told: sum(last - first + 1 for first, last in spans) for told, spans in closed_spans(table).items()
    }
    told = {}
    for rule in rules:
        assert (rule.operator, rule.formula1, rule.showErrorMessage) == ("equal", "0", True)
        assert rule.errorStyle in {None, "stop"}
        told[rule.error] = sum(area.size["rows"] for area in rule.sqref.ranges)
    assert told == expected
    assert all("(" in each and len(each) <= 255 for each in told)


# --- evidence strength ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("evidence", "word"),
    [
        (Evidence("d", "9", "Energy", "Energy › Petrol › 2025"), "table cell"),
        (Evidence("d", "", "Energy", "Energy › Petrol › 2025"), "table cell"),
        (Evidence("d", "9", "Energy", "The reporting entity is"), "passage"),
        (Evidence("d", "9", "Energy", ""), "page and section"),
        (Evidence("d", "9", "", ""), "page or section"),
        (Evidence("d", "", "Energy", ""), "page or section"),
        (Evidence("d", "", "", ""), "document only"),
        (Evidence("", "9", "Energy", ""), "none"),
    ],
)
def test_each_place_has_its_strength(evidence: Evidence, word: str):
    assert place_strength(evidence) == word
    assert word in STRENGTHS


def test_the_weakest_fact_gives_the_strength_and_what_weakens_it_follows(quillharbour: Plan):
    gri = quillharbour.assessment.frameworks[0]
    facts = dict(quillharbour.facts)
    finding = next(each for each in gri.findings if len(each.because) > 1 and each.because[0].mapping)
    first, second = (facts[each.fact_id] for each in finding.because[:2])
    facts = {each.fact_id: replace(first, basis="measured") for each in finding.because}
    exact = replace(
        finding.because[0], mapping=replace(finding.because[0].mapping, predicate_id="skos:exactMatch")
    )
    sure = replace(
        finding,
        requirement=replace(finding.requirement, confidence="verified"),
        because=tuple(replace(exact, fact_id=each.fact_id) for each in finding.because),
    )
    strong = Evidence("d", "1", "S", "T › r › c")
    facts = {fact_id: replace(each, evidence=strong) for fact_id, each in facts.items()}
    assert evidence_strength((sure,), facts) == "table cell"
    weak = facts | {
        second.id: replace(facts[second.id], evidence=Evidence("d", "1", "", ""), basis="estimated")
    }
    assert evidence_strength((sure,), weak) == "page or section; estimated"
    by_hand = replace(sure, because=(replace(exact, mapping=None), *sure.because[1:]))
    doubted = replace(by_hand, requirement=replace(sure.requirement, confidence="single"))
    assert evidence_strength((doubted,), facts) == "table cell; named by hand; wording unconfirmed"
    assert evidence_strength((replace(sure, because=()),), facts) == ""


@pytest.mark.parametrize("name", NAMES)
def test_what_rests_on_facts_has_a_strength_and_nothing_else(plans: dict[str, Plan], name: str):
    for sheet in plans[name].sheets:
        for each in rows_of(index_table(sheet, plans[name])):
            if each["Level"] in {"requirement", "topic requirement"}:
                rests = bool(each["Facts"]) or each["Status"] in {"explained", "relief"}
                assert bool(each["Evidence strength"]) == rests, each["Row id"]


# --- content hashes -------------------------------------------------------------------------------


def changes_of(plan: Plan) -> Any:
    gri = plan.assessment.frameworks[0]
    return next(each for each in gri.findings if each.because and each.because[0].mapping and each.missing)


def test_a_content_hash_covers_facts_mapping_rule_and_question(kingsoft: Plan):
    finding = changes_of(kingsoft)
    support, *rest = finding.because
    facts = kingsoft.facts
    first = facts[support.fact_id]
    other = replace(support, mapping=replace(support.mapping, predicate_id="skos:relatedMatch"))
    elsewhere = replace(support, mapping=replace(support.mapping, object_id="something-else"))
    negative = replace(support, mapping=replace(support.mapping, is_negative=True))
    variants = [
        *(replace(finding, because=(each, *rest)) for each in (other, elsewhere, negative)),
        replace(finding, rule="another: rule"),
        replace(finding, missing=("another gap",)),
        replace(finding, requirement=replace(finding.requirement, label="Another question")),
        replace(finding, requirement=replace(finding.requirement, locator="Elsewhere")),
    ]
    hashes = [finding_hash(each, facts) for each in (finding, *variants)]
    for change in ({"label": "x"}, {"note": "x"}, {"basis": "estimated"}, {"indicator": "x"}, {"lacks": "x"}):
        hashes.append(finding_hash(finding, {**facts, first.id: replace(first, **change)}))
    hashes.append(finding_hash(finding, facts, "another row"))
    assert len(set(hashes)) == len(hashes)


def test_a_fact_s_hash_covers_what_it_says_and_not_where_the_input_stands(kingsoft: Plan):
    fact = kingsoft.assessment.report.facts[0]
    assert fact_hash(replace(fact, source=Source("facts.csv", 999, 1))) == fact_hash(fact)
    anchored = replace(fact, evidence=replace(fact.evidence, anchor="another cell"))
    assert fact_hash(anchored) != fact_hash(fact)
    assert re.fullmatch("[0-9a-f]{16}", fact_hash(fact))
    hashes = {fact_hash(each) for each in kingsoft.assessment.report.facts}
    assert len(hashes) == len(kingsoft.assessment.report.facts)


# --- words ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_members_are_told_in_words(plans: dict[str, Plan], name: str):
    members = {
        member
        for fact in plans[name].assessment.report.facts
        for _, member in fact.dimensions
        if re.search("[a-z]-[a-z]", member)
    }
    assert len(members) > 10
    for sheet in plans[name].sheets:
        layout = index_table(sheet, plans[name])
        own = [place for place, column in enumerate(layout.columns) if column.block == "own"]
        text = "\n".join(
            str(each.cells[place]) + getattr(each.cells[place], "number_format", "")
            for each in layout.rows
            for place in own
        )
        assert not [each for each in members if f": {each}" in text]
