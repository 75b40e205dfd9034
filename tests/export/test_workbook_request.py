"""The data request as a workbook: which rows it asks, in which order, with which drop-downs and limits."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest
from recalculated import calculated, cells

from esgmap.cli import cli
from esgmap.datarequest import Asked, request, rolled
from esgmap.export import request_words as words
from esgmap.export.workbook_request_facts import STATUS_LOOK, number_or_text
from esgmap.export.workbook_request_lists import spans, unit_list, unit_lists
from esgmap.findings import Assessment, Status
from esgmap.form_columns import FACTS, OMISSIONS, REPORT
from esgmap.model import Period
from esgmap.report import load_report, report_of
from esgmap.reported import Report
from esgmap.starting import Wanted, first_head
from esgmap.workspace import run_report

SAID = {"entity": "Example", "start": "2025-01-01", "end": "2025-12-31"}


def assessed(**more: tuple[str, ...] | str) -> Assessment:
    """The assessment of a new report without facts."""
    head, faults = first_head(Wanted(**{**SAID, **more}))  # type: ignore[arg-type]
    assert faults == []
    report = report_of(head)
    assert report is not None
    found = run_report(report).assessment
    assert found is not None
    return found


@pytest.fixture(scope="module")
def everything() -> Assessment:
    names = ("gri", "sasb", "hkex", "nasdaq")
    return assessed(frameworks=names, issuer_class="hkex-main-board", topics=("Climate", "Talent"))


@pytest.fixture(scope="module")
def asked(everything: Assessment) -> tuple[Asked, ...]:
    return request(everything, {})


def test_every_requirement_is_asked_for_and_every_row_serves_one(
    everything: Assessment, asked: tuple[Asked, ...]
):
    opens = {
        finding.requirement.id
        for framework in everything.frameworks
        for finding in framework.findings
        if finding.status in {Status.UNMET, Status.PARTIAL}
    }
    served = {requirement.id for each in asked for requirement in each.serves}
    assert len(opens) > 900
    assert opens == served
    assert all(each.serves for each in asked)


def test_ids_are_stable_and_name_one_row_each(asked: tuple[Asked, ...], everything: Assessment):
    ids = [each.id for each in asked]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", each) for each in ids)
    alone = {each.id for each in request(assessed(editions=("gri-305-2016",)), {})}
    assert alone, "what one edition asks keeps its id when others are asked, too"
    assert {each for each in alone if each.startswith("gri-305")} <= set(ids)
    assert {"ghg-scope1-2025", "ghg-scope3-2025"} <= alone & set(ids)


def test_rows_of_a_topic_stand_together(asked: tuple[Asked, ...]):
    topics = [each.topic for each in asked]
    changes = sum(first != second for first, second in pairwise(topics))
    assert changes == len(set(topics)) - 1


def test_one_figure_is_asked_once_for_all_frameworks(asked: tuple[Asked, ...]):
    (row,) = (each for each in asked if each.indicator == "ghg-scope1" and not each.dimensions)
    told = words.codes(row.serves)
    assert "GRI 305-1-a" in told
    assert "HKEX" in told
    assert "Nasdaq" in told
    assert row.unit == "tCO2e"


def test_years_before_are_asked_where_they_are_wanted():
    rows = request(assessed(frameworks=("hkex",), issuer_class="hkex-main-board"), {})
    years = {each.period for each in rows if each.indicator == "fatalities"}
    year = Period(date(2025, 1, 1), date(2025, 12, 31))
    assert years == {year, year.years_before(1), year.years_before(2)}


def test_filling_in_every_row_closes_every_requirement(everything: Assessment, asked: tuple[Asked, ...]):
    from esgmap.model import Source
    from esgmap.reported import Evidence, Fact

    year = everything.report.period
    facts = []
    for each in asked:
        is_figure = each.value_type == "quantity"
        kind = each.unit_kind
        unit = each.unit or next((u.id for u in everything.hub.units.values() if u.kind == kind), "count")
        facts.append(
            Fact(
                id=each.id,
                indicator=each.indicator,
                answers=each.answers,
                is_partial=False,
                lacks="",
                label="x",
                value_state="number" if is_figure else "text",
                value="1" if is_figure else "Said",
                number=None,
                value_as_printed="",
                unit=unit if is_figure else "",
                unit_as_printed="",
                period=each.period or year,
                dimensions=tuple((name, member.replace("*", "own-")) for name, member in each.dimensions),
                basis=each.basis or "measured",
                whose="own",
                evidence=Evidence("report-2025", "1", "", ""),
                note="",
                source=Source("made"),
            )
        )
    from dataclasses import replace

    filled = run_report(replace(everything.report, facts=tuple(facts))).assessment
    assert filled is not None
    left = [
        finding.requirement.id
        for framework in filled.frameworks
        for finding in framework.findings
        if finding.status not in {Status.MET, Status.NOT_REQUIRED}
    ]
    opens = {requirement.id for each in asked for requirement in each.serves}
    assert opens & set(left) == set()


def test_units_are_filled_in_but_never_a_currency(everything: Assessment, asked: tuple[Asked, ...]):
    units = everything.hub.units
    for each in asked:
        assert not each.unit or units[each.unit].kind == each.unit_kind, each.id
        if each.unit_kind == "currency" and not any(one.unit for one in each.serves):
            assert each.unit == "", each.id


def test_a_year_that_ends_in_june_is_named_as_facts_name_it():
    rows = request(assessed(start="2024-07-01", end="2025-06-30", editions=("gri-305-2016",)), {})
    assert {words.period(each, Period(date(2024, 7, 1), date(2025, 6, 30))) for each in rows} == {"2024", ""}


def test_last_years_targets_and_statements_are_asked_again_without_a_comparative(example: Path):
    report = load_report(example).report
    assert isinstance(report, Report)
    moved = rolled(report, Period(date(2022, 1, 1), date(2022, 12, 31)), "report-2022")
    kept = [fact for fact in moved.report.facts if fact.id not in moved.before]
    assert {fact.value_state for fact in kept} <= {"number", "nil", "not-available"}
    assert {fact.basis for fact in kept} <= {"measured", "estimated", "restated"}
    ids = [fact.id for fact in moved.report.facts]
    assert len(ids) == len(set(ids))
    assert {fact.evidence.document for fact in moved.report.facts if fact.id in moved.before} == {
        "report-2022"
    }


# --- the file -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from click.testing import CliRunner

    path = tmp_path_factory.mktemp("request") / "data.xlsx"
    given = ("--entity", "=Example & <Co>", "--start", "2025-01-01", "--end", "2025-12-31")
    editions = ("--edition", "gri-305-2016", "--edition", "gri-405-2016", "--framework", "nasdaq")
    made = CliRunner().invoke(
        cli, ["init", "--workbook", str(path), *given, *editions], catch_exceptions=False
    )
    assert made.exit_code == 0, made.output
    return path


def test_limits_of_the_file_format_are_kept(book: Path):
    opened = openpyxl.load_workbook(book)
    assert opened.sheetnames[:1] == ["Read me"]
    assert {REPORT, FACTS, OMISSIONS} < set(opened.sheetnames)
    assert opened["Lists"].sheet_state == "hidden"
    names = set(opened.defined_names)
    used = set()
    for sheet in opened.worksheets:
        assert len(sheet.title) <= 31
        for rule in sheet.data_validations.dataValidation:
            assert len(rule.prompt or "") <= 255
            if rule.type == "list":
                assert rule.formula1.startswith("List_"), (
                    "a list in the rule itself could hold 255 characters"
                )
                assert not rule.showErrorMessage, "a drop-down offers, and refuses nothing"
                used.add(rule.formula1)
    assert used <= names
    assert {"List_editions", "List_documents", "List_reasons", "List_units_emissions"} <= used | names


def test_each_row_offers_the_units_of_its_kind(book: Path, everything: Assessment):
    sheet = openpyxl.load_workbook(book)["Facts"]
    titles = {cell.value: cell.column_letter for cell in sheet[5]}
    lists = unit_lists(everything.hub)
    offered = {
        cell: rule.formula1
        for rule in sheet.data_validations.dataValidation
        if rule.type == "list"
        for area in rule.sqref.ranges
        for cell in (
            f"{openpyxl.utils.get_column_letter(area.min_col)}{row}"
            for row in range(area.min_row, area.max_row + 1)
        )
    }
    seen = 0
    for row in range(6, sheet.max_row + 1):
        unit = sheet[f"{titles['Unit']}{row}"].value
        if unit:
            kind = everything.hub.units[unit].kind
            assert offered[f"{titles['Unit']}{row}"] == f"List_{unit_list(kind).replace('-', '_')}"
            assert unit in lists[unit_list(kind)]
            seen += 1
    assert seen > 40


def test_text_never_becomes_a_formula(book: Path):
    report = openpyxl.load_workbook(book)["Report"]
    assert (report["B4"].value, report["B4"].data_type) == ("=Example & <Co>", "s")


def test_small_things():
    assert spans([9, 3, 4, 5]) == [(3, 5), (9, 9)]
    assert str(number_or_text("24549.30")) == "24549.30"
    assert number_or_text("007") == "007"


@pytest.mark.office
def test_libreoffice_calculates_and_saves_what_can_be_read(
    book: Path, tmp_path: Path, tool: Callable[[str], str]
):
    filled = tmp_path / "filled.xlsx"
    opened = openpyxl.load_workbook(book)
    sheet = opened["Facts"]
    titles = {cell.value: cell.column for cell in sheet[5]}
    rows = {sheet.cell(n, titles["Id"]).value: n for n in range(6, sheet.max_row + 1)}
    share = next(
        n
        for n in rows.values()
        if sheet.cell(n, titles["Unit"]).value == "pct" and not sheet.cell(n, titles["Dimensions"]).value
    )
    sheet.cell(rows["ghg-scope1-2025"], titles["Value"]).value = 1234.5
    sheet.cell(rows["ghg-scope1-2025"], titles["Pages"]).value = "12"
    sheet.cell(share, titles["Value"]).value = 0.73
    sheet.cell(share, titles["Value"]).number_format = "0%"
    opened.save(filled)
    saved = calculated(tool("soffice"), [filled], tmp_path)["filled.xlsx"]
    report = load_report(saved).report
    assert report is not None
    assert {fact.id: fact.value for fact in report.facts} == {
        "ghg-scope1-2025": "1234.5",
        sheet.cell(share, titles["Id"]).value: "73",
    }
    shown = cells(saved)
    assert shown["Facts", rows["ghg-scope1-2025"], 1] == "filled"
    assert shown["Facts", share, 1] == "no place"
    statuses = {shown.get(("Facts", n, 1), "") for n in rows.values()}
    assert statuses <= {*STATUS_LOOK, ""}
    progress = [value for (name, _, column), value in shown.items() if name == "Read me" and column == 2]
    assert any(re.fullmatch(r"[12] of \d+", str(value)) for value in progress)
