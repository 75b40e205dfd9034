"""Tables → proposed facts: indicator, unit, year, members, parts; what is left open; last year's facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from made_up import YEAR, fact

from esgmap.content import frameworks_folder
from esgmap.content_rules_intake import RULES, TABLES
from esgmap.model import Period
from esgmap.packs import read_pack
from esgmap.packs.headings import heading
from esgmap.proposals import Content, load_content, proposals_of
from esgmap.proposals.lexicon import load_lexicon
from esgmap.proposals.members import members_in, slug
from esgmap.proposals.periods import written
from esgmap.proposals.records import Proposal
from esgmap.proposals.standing import beside, path_key, unique
from esgmap.proposals.tablefile import bare, columns, render
from esgmap.reported import Evidence, Report
from esgmap.tables import Row, Table, load_schema, read_table


@cache
def content() -> Content:
    found, problems = load_content(frameworks_folder())
    assert problems == []
    return found


def proposed(folder: Path, text: str, year: Period | None = None) -> list[Proposal]:
    (folder / "pack.csv").write_text(text, encoding="utf-8")
    document, problems = read_pack(folder / "pack.csv")
    assert document is not None, problems
    return proposals_of(document, content(), (), ("pack", year))[0]


def one(folder: Path, label: str, unit: str, value: str = "5") -> Proposal:
    (found,) = proposed(folder, f"Indicator;Unit;2023\n{label};{unit};{value}\n")
    return found


# --- the indicator --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "unit", "indicator", "unit_id", "members"),
    [
        ("Scope 1 emissions", "t CO2e", "ghg-scope1", "tCO2e", ""),
        ("Scope 2 (market-based)", "t CO2e", "ghg-scope2-market", "tCO2e", ""),
        ("Total energy consumption", "MWh", "energy-total", "MWh", ""),
        ("Electricity consumed", "kWh", "energy-indirect", "kWh", "energy-type=electricity"),
        ("Hazardous waste generated", "tonnes", "waste-hazardous", "t", ""),
        ("Water withdrawn: groundwater", "m3", "water-withdrawn", "m3", "water-source=groundwater"),
        ("NOx emissions", "kg", "air-emissions", "kg", "pollutant=nox"),
        ("Number of female employees", "headcount", "workforce-headcount", "persons", "gender=female"),
        ("Employee turnover rate: under 30", "%", "turnover-rate", "pct", "age-group=under-30"),
        ("TRIFR", "per million hours worked", "injury-rate-hours", "per-1M-hours", ""),
        ("Average training hours per employee", "hours", "training-hours-average", "hours", ""),
        ("直接温室气体排放（范围一）", "吨二氧化碳当量", "ghg-scope1", "tCO2e", ""),
        ("溫室氣體排放總量", "噸二氧化碳當量", "ghg-total", "tCO2e", ""),
        ("因工伤损失工作日数", "天", "lost-days", "days", ""),
        ("女性僱員人數", "人", "workforce-headcount", "persons", "gender=female"),
    ],
)
def test_an_indicator_is_suggested(
    tmp_path: Path, label: str, unit: str, indicator: str, unit_id: str, members: str
):
    found = one(tmp_path, label, unit)
    assert (found.indicator, found.unit, found.dimensions, found.period) == (
        indicator,
        unit_id,
        members,
        "2023",
    )
    assert (found.cell, found.value, found.file) == ("C2", "5", "pack.csv")


@pytest.mark.parametrize(
    ("label", "unit"),
    [
        ("Scope 1 emissions", "%"),
        ("Electricity consumption", "kWh/100 km"),
        ("Hazardous waste", "EUR m"),
        ("EBITDA", "EUR m"),
        ("Cars sold", "units"),
        ("Emission factor", "gCO2/kWh"),
    ],
)
def test_it_abstains_where_the_unit_or_the_words_do_not_fit(tmp_path: Path, label: str, unit: str):
    found = one(tmp_path, label, unit)
    assert (found.indicator, found.confidence) == ("", "low")
    assert "no indicator" in found.why


def test_a_scope_is_never_taken_for_another(tmp_path: Path):
    text = ";2023\nSCOPE 3: INDIRECT;\nAll emissions (t CO2e);10\nSCOPE 1;\nAll emissions (t CO2e);4\n"
    assert [each.indicator for each in proposed(tmp_path, text)] == ["ghg-scope3", "ghg-scope1"]


def test_every_proposal_says_why_and_where(tmp_path: Path):
    found = one(tmp_path, "Scope 1 emissions", "t CO2e")
    assert "words of “scope 1 emissions”" in found.why
    assert found.anchor == "Table 1 › Scope 1 emissions › 2023"
    assert len(found.sha256) == 64
    assert found.id == "ghg-scope1-2023"


# --- values, units, years -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "state", "value"),
    [
        ("0", "number", "0"),
        ("0.50", "number", "0.50"),
        ("nil", "nil", ""),
        ("n/a", "not-available", ""),
        ("–", "not-available", ""),
    ],
)
def test_nothing_is_a_zero_by_guess(tmp_path: Path, printed: str, state: str, value: str):
    text = f";Unit;2022;2023\nFatalities;number;1;{printed}\nInjuries;number;2;4\n"
    found = next(each for each in proposed(tmp_path, text) if each.cell == "D2")
    assert (found.value_state, found.value, found.value_as_printed) == (state, value, printed)
    assert ("a dash" in found.why) == (printed == "–")


def test_a_legend_settles_a_dash(tmp_path: Path):
    text = ";2022;2023\nFatalities;1;–\n– : nil;;\n"
    assert [each.value_state for each in proposed(tmp_path, text)] == ["number", "nil"]


def test_an_unsettled_comma_gives_no_number(tmp_path: Path):
    found = one(tmp_path, "Total energy consumption", "MWh", '"1,234"')
    assert (found.value, found.confidence) == ("", "low")
    assert "1.234 or 1234" in found.why


def test_a_scale_is_kept_and_told(tmp_path: Path):
    found = one(tmp_path, "Total waste generated", "thousand tonnes", "12.5")
    assert (found.value, found.unit) == ("12.5", "kt")
    assert "kept in the scale" in found.why


def test_a_unit_that_is_not_known_stays_open(tmp_path: Path):
    found = one(tmp_path, "GHG intensity", "t CO2e/bed")
    assert (found.indicator, found.unit, found.unit_as_printed) == ("ghg-intensity-revenue", "", "t CO2e/bed")
    assert "no unit of units.tsv" in found.why


def test_targets_base_years_restated_and_changes(tmp_path: Path):
    text = ";Base year: 2019;2022 restated;2023;Target 2030;% change\nScope 1 (t CO2e);9;8;7;3;-12.5\n"
    found = proposed(tmp_path, text)
    assert [(each.period, each.basis) for each in found] == [
        *[("2019", "measured"), ("2022", "restated"), ("2023", "measured"), ("2030", "target")]
    ]
    assert "base year" in found[0].why


def test_no_year_is_told(tmp_path: Path):
    found = proposed(tmp_path, "Indicator;Unit;Value\nScope 1 emissions;t CO2e;5\n")[0]
    assert (found.period, found.confidence) == ("", "low")
    assert "no year" in found.why


def test_the_year_of_a_report_that_ends_in_june():
    june = Period(date(2022, 7, 1), date(2023, 6, 30))
    assert written(heading("FY23"), june)[0] == "2022-07-01/2023-06-30"
    assert written(heading("2021/22"), june)[0] == "2021-07-01/2022-06-30"
    assert written(heading("2023"), None) == ("2023", "")
    assert written(heading("2022/23"), None)[0] == "2022"


# --- parts ----------------------------------------------------------------------------------------


def test_a_part_never_passes_as_a_whole(tmp_path: Path):
    text = (
        ";2022;2022;2023;2023\n;Group;of which Europe;Group;of which Europe\n"
        "Total waste (t);10;4;12;5\n– of which offices;3;1;4;2\n"
    )
    found = {each.cell: each.dimensions for each in proposed(tmp_path, text)}
    assert found["B3"] == found["D3"] == ""
    assert found["C3"] == found["E3"] == "part=of-which-europe"
    assert found["B4"].startswith("part=offices")


def test_rows_of_several_sites_are_told_apart(tmp_path: Path):
    text = ";2023\nMine A;\nFatalities;0\nWaste (t);5\nMine B;\nFatalities;0\n"
    found = proposed(tmp_path, text)
    assert [each.dimensions for each in found] == ["part=mine-a", "part=mine-a", "part=mine-b"]


def test_two_rows_that_would_be_one_fact_are_low(tmp_path: Path):
    found = proposed(tmp_path, ";2023\nScope 1 (t CO2e);5\nScope 1 (t CO2e);6\n")
    assert [each.confidence for each in found] == ["low", "low"]
    assert "would be the same fact" in found[0].why
    assert len({each.id for each in unique(found, set())}) == 2


def test_members_of_rows_and_columns_come_together(tmp_path: Path):
    text = ";;2023;2023\n;;Female;Male\nNumber of employees;headcount;10;12\nUnder 30;headcount;3;4\n"
    found = {each.cell: each.dimensions for each in proposed(tmp_path, text)}
    assert found["C3"] == "gender=female"
    assert found["D4"] == "age-group=under-30;gender=male"


def test_two_members_of_one_dimension_are_none():
    found, rest = members_in("groundwater or surface water", "water-withdrawn", content().lexicon)
    assert (found, rest) == ({}, "or")


def test_long_slugs_stay_apart():
    first, second = slug("a" * 80 + "x"), slug("a" * 80 + "y")
    assert first != second
    assert len(first) <= 60


# --- last year's facts ----------------------------------------------------------------------------


def known(**changes: object) -> Report:
    anchor = "Table 7 › Our fuels › Diesel and petrol (2) › 2020"
    old = fact(
        "fuel-2020",
        indicator="energy-direct",
        number=Decimal("20"),
        value="20",
        period="2020",
        evidence=Evidence("pack", "", "", anchor),
    )
    old = replace(old, **changes)  # type: ignore[arg-type]
    return Report(*("r", "Report", "Example", YEAR, "", "all", (), "", "", (), (), "", ()), facts=(old,))


TWO_YEARS = "Energy;Unit;2020;2021\nOur fuels;;;\nDiesel and petrol;MWh;{};30\n"


def test_a_row_keeps_what_was_decided_for_it(tmp_path: Path):
    found, vanished = beside(proposed(tmp_path, TWO_YEARS.format("20")), known(), content().lexicon.hub)
    assert [(each.id, each.standing, each.indicator) for each in found] == [
        *[("fuel-2020", "same", "energy-direct"), ("fuel-2021", "new", "energy-direct")]
    ]
    assert found[1].confidence == "high"
    assert vanished == []


def test_another_value_for_the_same_period_is_a_restatement(tmp_path: Path):
    found, _ = beside(proposed(tmp_path, TWO_YEARS.format("21")), known(), content().lexicon.hub)
    first = found[0]
    assert (first.standing, first.id, first.basis) == ("changed", "fuel-2020-restated", "restated")
    assert first.was.startswith("fuel-2020: ")


def test_the_same_in_another_unit_is_the_same(tmp_path: Path):
    report = known(number=Decimal("20000"), value="20000", unit="kWh")
    found, _ = beside(proposed(tmp_path, TWO_YEARS.format("20")), report, content().lexicon.hub)
    assert found[0].standing == "same"


def test_a_row_of_one_label_in_another_kind_of_unit_is_another_row(tmp_path: Path):
    report = known(indicator="ghg-scope1", unit="tCO2e")
    found, _ = beside(proposed(tmp_path, TWO_YEARS.format("21")), report, content().lexicon.hub)
    assert [each.standing for each in found] == ["new", "new"]


def test_a_row_that_is_gone_is_told(tmp_path: Path):
    gone = Evidence("pack", "", "", "Table 1 › Our fuels › Coal › 2020")
    report = known(indicator="fuel-nonrenewable", evidence=gone)
    _, vanished = beside(proposed(tmp_path, TWO_YEARS.format("20")), report, content().lexicon.hub)
    assert [each.fact_id for each in vanished] == ["fuel-2020"]


def test_a_path_is_known_without_its_year_and_marks():
    assert path_key("Table 1 › Fuels › Diesel (2) › FY23") == path_key("Energy › Fuels › Diesel › FY24")
    assert path_key("Table 1 › Fuels › Diesel › 2023 › Male") != path_key("Table 1 › Fuels › Diesel › 2023")


# --- the table of proposals -----------------------------------------------------------------------


def test_the_columns_are_those_of_facts_and_the_decision():
    facts = load_schema("facts").columns
    assert set(facts) <= set(columns())
    assert {"decision", "confidence", "why", "alternatives", "cell", "file", "sha256"} <= set(columns())


def test_no_text_becomes_a_formula(tmp_path: Path):
    proposal = Proposal("a-1", "=1+1", "number", value="-5", why="+cmd|x", value_as_printed="-5.0")
    path = tmp_path / "proposals.csv"
    path.write_text(render([proposal]), encoding="utf-8")
    table, problems = read_table(path, "proposals")
    assert table is not None
    assert problems == []
    row = table.rows[0]
    assert (row["label"], bare(row["label"]), row["why"], row["value"]) == ("'=1+1", "=1+1", "'+cmd|x", "-5")


# --- the words ------------------------------------------------------------------------------------


def rules_find(folder: Path, **rows: str) -> list[str]:
    tables: dict[str, list[Row]] = {}
    for stem in (*TABLES, "indicators", "dimensions"):
        head = (frameworks_folder() / f"{stem}.tsv").read_text(encoding="utf-8").splitlines()
        text = (
            "\n".join([head[0], rows[stem.replace("-", "_")]])
            if stem.replace("-", "_") in rows
            else "\n".join(head)
        )
        (folder / f"{stem}.tsv").write_text(text, encoding="utf-8")
        table, _ = read_table(folder / f"{stem}.tsv", stem)
        assert isinstance(table, Table)
        tables[stem] = table.rows
    return [problem.message for rule in RULES for problem in rule(tables)]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ({"indicator_words": "no-such\ten\tfoo\t\t\t"}, "`no-such` is no indicator"),
        ({"indicator_words": "privacy-policy\ten\tfoo\t\t\t"}, "`privacy-policy` is no quantity"),
        ({"indicator_words": "fatalities\ten\tfoo\t\tcolour\t"}, "`colour` is no dimension"),
        ({"indicator_words": "fatalities\ten\tfoo;foo\t\t\t"}, "“foo” stands twice"),
        ({"indicator_words": "fatalities\ten\tfoo\t\t\t\nfatalities\ten\tbar\t\t\t"}, "two rows in en"),
        (
            {"indicator_words": "fatalities\ten\tfoo\t\t\t\nnew-hires\ten\tfoo\t\t\t"},
            "for `fatalities` and for `new-hires`",
        ),
        ({"member_words": "colour\tred\tred\t\t"}, "`colour` is no dimension"),
        ({"member_words": "gender\tthird\tx\t\t"}, "`third` is no member of `gender`"),
        ({"member_words": "gender\tmale\tx\tnothing*\t"}, "`nothing*` is no indicator, and none begins so"),
        ({"intake_words": "same\ta;b\t\nsame\tb;c\t"}, "“b” says the same as two others"),
    ],
)
def test_each_rule_of_the_words_finds_a_bad_row(tmp_path: Path, rows: dict[str, str], message: str):
    assert any(message in each for each in rules_find(tmp_path, **rows))


def test_the_shipped_words_hold_the_rules(tmp_path: Path):
    assert rules_find(tmp_path) == []


def test_every_wording_of_an_indicator_finds_it_again():
    lexicon, problems = load_lexicon(frameworks_folder(), content().lexicon.hub)
    assert problems == []
    assert len({phrase.indicator for phrase in lexicon.phrases}) >= 150
    assert all(phrase.tokens for phrase in lexicon.phrases)
