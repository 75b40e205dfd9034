"""`esgmap init`: what it makes, what it refuses, and every other command on what it made."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from esgmap.cli import cli
from esgmap.export.files import write_text
from esgmap.report import load_report
from esgmap.yamlfile import read_yaml

YEAR = ("--start", "2025-01-01", "--end", "2025-12-31")
SMALL = ("--entity", "Example Limited", *YEAR, "--edition", "gri-402-2016")
CLEAN, FOUND, UNUSABLE = 0, 1, 2


def call(*words: object) -> Result:
    return CliRunner().invoke(cli, [str(each) for each in words], catch_exceptions=False)


# --- a folder -------------------------------------------------------------------------------------


def test_a_folder_is_made_that_the_other_commands_take(tmp_path: Path):
    folder = tmp_path / "new" / "report"
    made = call(
        "init", folder, *SMALL, "--framework", "sasb", "--topic", "Climate: and energy", "--topic", "Talent"
    )
    assert (made.exit_code, made.stdout) == (CLEAN, "")
    assert sorted(path.name for path in folder.iterdir()) == ["facts.csv", "omissions.csv", "report.yaml"]
    value, _, problems = read_yaml(folder / "report.yaml", "report", "report.yaml")
    assert problems == []
    assert value is not None
    assert value["id"] == "example-limited-2025"
    assert [each["label"] for each in value["material_topics"]["topics"]] == ["Climate: and energy", "Talent"]
    editions = {each["framework"]: each["editions"] for each in value["frameworks"]}
    assert editions == {"sasb": ["tc-si-2023-12"], "gri": ["gri-402-2016"]}
    assert {problem.code for problem in load_report(folder).problems} == {"no-facts", "to-be-stated"}
    assert call("gaps", folder).exit_code == FOUND


def test_a_name_that_yaml_would_misread_is_kept(tmp_path: Path):
    name = 'No: "Ünïted" #1 \\ 北京 {x}'
    assert call("init", tmp_path / "r", "--entity", name, *YEAR, "--framework", "nasdaq").exit_code == CLEAN
    report = load_report(tmp_path / "r").report
    assert report is not None
    assert report.entity == name


@pytest.mark.parametrize("name", ["report.yaml", "facts.csv", "facts.tsv", "facts.xlsx", "omissions.csv"])
def test_nothing_in_a_folder_is_overwritten(tmp_path: Path, name: str):
    write_text(tmp_path / name, "mine")
    shown = call("init", tmp_path, *SMALL)
    assert shown.exit_code == UNUSABLE
    assert f"{name} exists" in shown.stderr
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text() == "mine"


def test_other_files_of_a_folder_stay(tmp_path: Path):
    write_text(tmp_path / "responses.csv", "mine")
    assert call("init", tmp_path, *SMALL).exit_code == CLEAN
    assert (tmp_path / "responses.csv").read_text() == "mine"


# --- a workbook -----------------------------------------------------------------------------------


def test_a_workbook_is_not_overwritten(tmp_path: Path):
    write_text(tmp_path / "data.xlsx", "mine")
    shown = call("init", "--workbook", tmp_path / "data.xlsx", *SMALL)
    assert shown.exit_code == UNUSABLE
    assert "data.xlsx exists" in shown.stderr
    assert (tmp_path / "data.xlsx").read_text() == "mine"


def test_two_runs_give_the_same_bytes(tmp_path: Path):
    (tmp_path / "again").mkdir()
    first, second = tmp_path / "data.xlsx", tmp_path / "again" / "data.xlsx"
    for path in (first, second):
        assert call("init", "--workbook", path, *SMALL).exit_code == CLEAN
    assert first.read_bytes() == second.read_bytes()


def test_it_says_what_it_asks(tmp_path: Path):
    shown = call("init", "--workbook", tmp_path / "data.xlsx", *SMALL)
    assert "2 rows to fill in for 2 requirements" in shown.stderr
    assert f"esgmap gaps {tmp_path / 'data.xlsx'}" in shown.stderr


# --- wrong usage ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), ["say what to make"]),
        (("here", "--workbook", "data.xlsx"), ["say what to make"]),
        (("--workbook", "data.xlsx"), ["--entity is missing", "--framework is missing"]),
        (("here", "--entity", "E", "--framework", "gri"), ["the period is missing"]),
        (("here", *SMALL, "--start", "2025-13-01"), ["--start is `2025-13-01`", "2025-01-01"]),
        (("here", *SMALL, "--end", "2024-12-31"), ["2025-01-01 to 2024-12-31", "swap the two days"]),
        (("here", "--entity", "E", "--start", "2025-01-01", "--framework", "gri"), ["both its days"]),
        (("here", *SMALL, "--framework", "gry"), ["framework `gry` is not known; is `gri` meant?"]),
        (("here", *SMALL, "--edition", "gri-305-2019"), ["`gri-305-2019` is not known", "gri:gri-305-2016"]),
        (("here", *SMALL, "--edition", "esg-code-2026"), ["hkex:esg-code-2025"]),
        (("here", *SMALL, "--framework", "hkex"), ["--issuer-class is missing"]),
        (("here", *SMALL, "--issuer-class", "nyse"), ["hkex-main-board"]),
        (("--workbook", "data.xls", *SMALL), ["must end in .xlsx"]),
        (("here", *SMALL, "--from", "."), ["--from goes with --workbook"]),
    ],
)
def test_wrong_usage_is_told_and_writes_nothing(
    words: tuple[str, ...], told: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    shown = call("init", *words)
    assert (shown.exit_code, shown.stdout) == (UNUSABLE, "")
    for each in told:
        assert each in " ".join(shown.stderr.split())
    assert list(tmp_path.iterdir()) == []


def test_everything_wrong_is_told_at_once(tmp_path: Path):
    words = ("--start", "2025-02-30", "--framework", "gry", "--edition", "tc-si-2024-01")
    shown = call("init", "--workbook", tmp_path / "data.pdf", *words)
    for each in ("must end in .xlsx", "--start is", "--entity is missing", "`gry`", "sasb:tc-si-2023-12"):
        assert each in shown.stderr


def test_a_report_with_errors_gives_no_workbook(make_report: Callable[..., Path], tmp_path: Path):
    folder = make_report(
        extra=[{"id": "x", "label": "x", "value_state": "number", "value": "1,5", "unit": "t"}]
    )
    shown = call("init", "--workbook", tmp_path / "data.xlsx", "--from", folder)
    assert shown.exit_code == UNUSABLE
    assert "error[number-format]" in shown.stderr
    assert not (tmp_path / "data.xlsx").exists()


def test_a_text_that_no_cell_holds_is_refused(make_report: Callable[..., Path], tmp_path: Path):
    long = {"id": "long", "label": "x", "value_state": "text", "value": "word " * 7000, "period": "2021"}
    folder = make_report(extra=[{**long, "document": "report"}])
    shown = call("init", "--workbook", tmp_path / "data.xlsx", "--from", folder)
    assert shown.exit_code == UNUSABLE
    assert "longer than a cell can hold" in shown.stderr
    assert not (tmp_path / "data.xlsx").exists()


# --- last year's report ---------------------------------------------------------------------------


def test_last_years_report_is_asked_again(make_report: Callable[..., Path], tmp_path: Path):
    path = tmp_path / "next.xlsx"
    shown = call(
        *("init", "--workbook", path, "--from", make_report()),
        *("--start", "2022-01-01", "--end", "2022-12-31"),
    )
    assert shown.exit_code == CLEAN, shown.output
    loaded = load_report(path)
    assert loaded.report is not None
    assert (loaded.report.id, str(loaded.report.period)) == ("small-2022", "2022-01-01/2022-12-31")
    assert [each.id for each in loaded.report.documents] == ["report-2022", "report"]
    assert {fact.id: str(fact.period.end.year) for fact in loaded.report.facts} == {
        "scope1-2021": "2021",
        "scope1-2020": "2020",
    }, "figures stay, what was stated is asked again"
    sheet = openpyxl.load_workbook(path)["Facts"]
    titles = {cell.value: cell.column for cell in sheet[5]}
    rows = {sheet.cell(n, titles["Id"]).value: n for n in range(6, sheet.max_row + 1)}
    for name, value, told in (
        ("scope1-2022", None, "128.42 (p. 32)"),
        ("privacy-policy", None, "A policy says which user data is kept, and for how long"),
    ):
        row = rows[name]
        assert sheet.cell(row, titles["Value"]).value is value
        assert sheet.cell(row, titles["Last year"]).value == told
        assert sheet.cell(row, titles["Period"]).value == "2022"
        assert sheet.cell(row, titles["Document"]).value == "report-2022"
        assert sheet.cell(row, titles["Pages"]).value is None
    assert "HKEX A1.2-scope1" in sheet.cell(rows["scope1-2022"], titles["What for"]).value
    assert len(rows) == len(set(rows))


def test_an_earlier_year_is_refused(make_report: Callable[..., Path], tmp_path: Path):
    words = ("--from", make_report(), "--start", "2020-01-01", "--end", "2020-12-31")
    shown = call("init", "--workbook", tmp_path / "data.xlsx", *words)
    assert shown.exit_code == UNUSABLE
    assert "after --start" in shown.stderr


# --- a workbook as DIR ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small request in which one row is answered."""
    path = tmp_path_factory.mktemp("answered") / "data.xlsx"
    assert call("init", "--workbook", path, *SMALL).exit_code == CLEAN
    book = openpyxl.load_workbook(path)
    sheet = book["Facts"]
    titles = {cell.value: cell.column for cell in sheet[5]}
    sheet.cell(6, titles["Value"]).value = 4
    sheet.cell(6, titles["Pages"]).value = 12
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("gaps", "DIR"), CLEAN),
        (("check", "DIR"), FOUND),
        (("next", "DIR"), CLEAN),
        (("trace", "DIR", "402-1"), CLEAN),
        (("index", "DIR", "-o", "OUT/index.xlsx"), CLEAN),
        (("build", "DIR", "-o", "OUT"), CLEAN),
        (("sample", "DIR", "--seed", "A", "--size", "1"), CLEAN),
        (("review", "list", "DIR"), CLEAN),
        (("graph", "export", "DIR", "-o", "OUT/graph.ttl"), CLEAN),
        (("graph", "reperform", "DIR"), CLEAN),
        (("frameworks", "list", "--report", "DIR"), CLEAN),
        (("frameworks", "diff", "gri:gri-402-2016", "gri:gri-402-2016", "--report", "DIR"), None),
        (("frameworks", "claims", "--report", "DIR"), None),
    ],
)
def test_a_workbook_stands_for_a_folder(
    words: tuple[str, ...], code: int | None, answered: Path, tmp_path: Path
):
    shown = call(*(each.replace("DIR", str(answered)).replace("OUT", str(tmp_path)) for each in words))
    assert "Traceback" not in shown.output
    assert "not-a-report" not in shown.output
    assert shown.exit_code == code or (code is None and shown.exit_code in {CLEAN, FOUND, UNUSABLE}), (
        shown.output
    )


def test_the_fact_counts_with_its_cell_as_its_source(answered: Path):
    data = json.loads(call("gaps", answered, "--format", "json").stdout)
    (framework,) = data["frameworks"]
    statuses = [one["status"] for each in framework["disclosures"] for one in each["requirements"]]
    assert statuses.count("met") == 1
    assert f"{answered.name}:Facts!" in call("trace", answered, "402-1").stdout


def test_what_lies_beside_a_workbook_bears_its_name(answered: Path, tmp_path: Path):
    index = tmp_path / "index.xlsx"
    assert call("index", answered, "-o", index).exit_code == CLEAN
    signed = call("sign", index, answered, "--by", "A. Chan")
    assert signed.exit_code == CLEAN, signed.output
    assert (answered.parent / "data.signoffs.json").is_file()
    verified = call("verify", index, answered)
    assert "A. Chan" in verified.stdout, verified.output
