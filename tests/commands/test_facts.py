"""`esgmap documents tables`, `esgmap facts propose` and `accept`, from a pack to next year's pack."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from esgmap.cli import cli
from esgmap.report import load_report
from esgmap.tables import load_schema

CLEAN, FOUND, UNUSABLE = 0, 1, 2
PACK = (
    "Energy (invented);;;\n;Unit;2022;2023\nTotal energy consumption;MWh;12 400,5;13 050,0\n"
    "– of which gas;;4 400,5;4 650,0\nNumber of employees;headcount;1 204;1 250\nOdd things;kg;1;2\n"
)
NEXT = (
    "Energy (invented);;;\n;Unit;2023;2024\nTotal energy consumption;MWh;13 150,0;13 500,0\n"
    "Number of employees;headcount;1 250;1 300\n"
)


def call(*words: object) -> Result:
    return CliRunner().invoke(cli, [str(each) for each in words], catch_exceptions=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "pack-2023.csv").write_text(PACK, encoding="utf-8")
    (tmp_path / "pack-2024.csv").write_text(NEXT, encoding="utf-8")
    year = ("--start", "2023-01-01", "--end", "2023-12-31", "--edition", "gri-302-2016")
    assert call("init", tmp_path / "report", "--entity", "Invented", *year).exit_code == CLEAN
    return tmp_path


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def decide(path: Path, decision: str = "accept", **changes: str) -> None:
    """Decide on every row that has an indicator, and set further cells of it."""
    found = rows(path)
    for row in found:
        row.update({"decision": decision, **changes} if row["indicator"] else {})
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(found[0]))
        writer.writeheader()
        writer.writerows(found)


def proposed(folder: Path, pack: str = "pack-2023.csv", name: str = "proposals.csv") -> Path:
    target = folder / name
    shown = call("facts", "propose", folder / pack, "--all", "--report", folder / "report", "-o", target)
    assert target.exists(), shown.output
    return target


# --- tables ---------------------------------------------------------------------------------------


def test_tables_are_listed(folder: Path):
    shown = call("documents", "tables", folder / "pack-2023.csv")
    assert shown.exit_code == CLEAN
    for word in ("1 table", "Energy (invented)", "2022, 2023", "MWh", "Total energy consumption"):
        assert word in shown.stdout
    data = json.loads(call("documents", "tables", folder / "pack-2023.csv", "--format", "json").stdout)
    assert (data["tables"][0]["years"], data["tables"][0]["first_cell"]) == (["2022", "2023"], "A2")


def test_tables_of_a_text_document_are_listed(tmp_path: Path):
    text = "# Waste\n\n| | 2023 |\n|---|---|\n| Waste (t) | 5 |\n"
    (tmp_path / "report.md").write_text(text, encoding="utf-8")
    assert "Waste" in call("documents", "tables", tmp_path / "report.md").stdout
    target = tmp_path / "p.csv"
    assert call("facts", "propose", tmp_path / "report.md", "--table", 1, "-o", target).exit_code == CLEAN
    assert rows(target)[0]["indicator"] == "waste-total"


def test_a_file_that_cannot_be_read(tmp_path: Path):
    shown = call("documents", "tables", tmp_path / "none.xlsx")
    assert shown.exit_code == UNUSABLE
    assert "there is no such file" in shown.stderr


# --- propose --------------------------------------------------------------------------------------


def test_proposals_hold_everything_a_person_decides_by(folder: Path):
    found = {row["id"]: row for row in rows(proposed(folder))}
    assert list(next(iter(found.values()))) == list(load_schema("proposals").columns)
    energy = found["energy-total-2023"]
    assert (energy["value"], energy["value_as_printed"], energy["unit"]) == ("13050.0", "13 050,0", "MWh")
    assert (energy["cell"], energy["decision"], energy["standing"]) == ("D3", "", "new")
    assert energy["section"] == "Energy (invented)"
    odd = next(row for row in found.values() if row["label"] == "Odd things")
    assert (odd["indicator"], odd["confidence"]) == ("", "low")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--table", "7"), "table 7 is not there; pack-2023.csv has table 1"),
        (("--report", "nowhere"), "does not exist"),
    ],
)
def test_wrong_usage_is_told(folder: Path, words: tuple[str, ...], message: str):
    shown = call("facts", "propose", folder / "pack-2023.csv", *words, "-o", folder / "x.csv")
    assert shown.exit_code == UNUSABLE
    assert message in " ".join(shown.stderr.split())
    assert not (folder / "x.csv").exists()


def test_of_several_tables_one_must_be_named(tmp_path: Path):
    book = openpyxl.Workbook()
    for sheet in (book.active, book.create_sheet("B")):
        sheet.append(["", "2023"])
        sheet.append(["Waste (t)", 5])
    book.save(tmp_path / "pack.xlsx")
    shown = call("facts", "propose", tmp_path / "pack.xlsx", "-o", tmp_path / "p.csv")
    assert shown.exit_code == UNUSABLE
    assert "say which of its 2 tables" in " ".join(shown.stderr.split())
    assert (
        call("facts", "propose", tmp_path / "pack.xlsx", "--table", 2, "-o", tmp_path / "p.csv").exit_code
        == 0
    )
    assert rows(tmp_path / "p.csv")[0]["cell"] == "B!B2"


def test_decisions_are_never_overwritten(folder: Path):
    target = proposed(folder)
    decide(target)
    shown = call("facts", "propose", folder / "pack-2023.csv", "--all", "-o", target)
    assert shown.exit_code == UNUSABLE
    assert "holds decisions" in " ".join(shown.stderr.split())


def test_proposals_as_json(folder: Path):
    target = proposed(folder, name="proposals.json")
    data = json.loads(target.read_text(encoding="utf-8"))
    assert data["proposals"][0]["indicator"] == "energy-total"


# --- accept ---------------------------------------------------------------------------------------


def test_accepted_rows_become_facts_and_the_rest_does_not(folder: Path):
    report, target = folder / "report", proposed(folder)
    before = (report / "facts.csv").read_bytes()
    decide(target, document="report-2023")
    shown = call("facts", "accept", report, "--proposals", target)
    assert shown.exit_code == CLEAN, shown.stderr
    after = (report / "facts.csv").read_bytes()
    assert after.startswith(before)
    loaded = load_report(report)
    assert loaded.report is not None
    assert len(loaded.report.facts) == 6
    assert [path.read_bytes() for path in report.glob("*.bak")] == [before]
    again = call("facts", "accept", report, "--proposals", target)
    assert again.exit_code == CLEAN
    assert "Nothing to add" in again.stderr
    assert (report / "facts.csv").read_bytes() == after


def test_everything_that_is_missing_is_told_at_once_and_nothing_written(folder: Path):
    report, target = folder / "report", proposed(folder)
    before = (report / "facts.csv").read_bytes()
    found = rows(target)
    decide(target, indicator="", unit="", period="")
    shown = call("facts", "accept", report, "--proposals", target)
    assert shown.exit_code == UNUSABLE
    for message in ("no indicator", "no unit", "no period", "is no document of report.yaml", "sha256: "):
        assert message in shown.stderr
    assert found[0]["sha256"] in shown.stderr
    assert (report / "facts.csv").read_bytes() == before
    assert not list(report.glob("*.bak"))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"unit": "t"}, "`t` measures mass, and `energy-total` is energy"),
        ({"unit": "furlongs"}, "`furlongs` is no unit"),
        ({"indicator": "joy"}, "`joy` is no indicator"),
        ({"dimensions": "colour=red"}, "`colour=red` is of no dimension"),
        ({"period": "last year"}, "`period` is `last year`"),
        ({"id": "same"}, "`same` stands twice"),
        ({"value": "1,234"}, "`value` is `1,234`"),
    ],
)
def test_what_is_wrong_in_an_edited_row_is_told(folder: Path, changes: dict[str, str], message: str):
    target = proposed(folder)
    decide(target, "changed", document="report-2023", **changes)
    shown = call("facts", "accept", folder / "report", "--proposals", target)
    assert shown.exit_code == UNUSABLE
    assert message in shown.stderr


def test_nothing_accepted_nothing_written(folder: Path):
    target = proposed(folder)
    shown = call("facts", "accept", folder / "report", "--proposals", target)
    assert shown.exit_code == FOUND
    assert "nothing was written" in shown.stderr


def test_a_facts_table_with_tabs_and_other_line_ends_stays_so(folder: Path):
    report, target = folder / "report", proposed(folder)
    header = (report / "facts.csv").read_text(encoding="utf-8").strip().replace(",", "\t")
    (report / "facts.csv").unlink()
    (report / "facts.tsv").write_bytes(header.encode())
    decide(target, document="report-2023")
    assert call("facts", "accept", report, "--proposals", target).exit_code == CLEAN
    raw = (report / "facts.tsv").read_bytes()
    assert raw.startswith(header.encode() + b"\n")
    loaded = load_report(report)
    assert loaded.report is not None
    assert len(loaded.report.facts) == 6


def test_a_workbook_of_facts_is_refused(folder: Path):
    report, target = folder / "report", proposed(folder)
    book = openpyxl.Workbook()
    book.active.append((report / "facts.csv").read_text(encoding="utf-8").strip().split(","))
    (report / "facts.csv").unlink()
    book.save(report / "facts.xlsx")
    decide(target, document="report-2023")
    shown = call("facts", "accept", report, "--proposals", target)
    assert shown.exit_code == UNUSABLE
    assert "nothing is written into workbooks" in shown.stderr


# --- next year ------------------------------------------------------------------------------------


def test_next_years_pack_shows_what_changed_and_keeps_the_ids(folder: Path):
    report, target = folder / "report", proposed(folder)
    decide(target, document="report-2023")
    call("facts", "accept", report, "--proposals", target)
    second = folder / "second.csv"
    shown = call("facts", "propose", folder / "pack-2024.csv", "--all", "--report", report, "-o", second)
    assert shown.exit_code == FOUND
    for words in ("new 2, same 1, changed 1, vanished 1", "13 050,0 MWh → 13 150,0 MWh (C3)"):
        assert words in shown.stdout
    found = {row["id"]: row["standing"] for row in rows(second)}
    assert found == {
        "energy-total-2023-restated": "changed",
        "energy-total-2024": "new",
        "workforce-headcount-2023": "same",
        "workforce-headcount-2024": "new",
    }
    decide(second, document="report-2023")
    assert call("facts", "accept", report, "--proposals", second).exit_code == CLEAN
    loaded = load_report(report)
    assert loaded.report is not None
    restated = next(fact for fact in loaded.report.facts if fact.id == "energy-total-2023-restated")
    assert (restated.basis, str(restated.number)) == ("restated", "13150.0")
    assert "energy-total-2023" in {fact.id for fact in loaded.report.facts}, "the old figure stays"
