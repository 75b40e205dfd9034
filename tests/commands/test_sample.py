"""`esgmap sample`: its options, what it refuses, its forms, and a paper there and back."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import shlex
import shutil
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator
from sample_papers import changed, filling, rows, set_cell
from small_reports import write_rows

from esgmap.cli import cli
from esgmap.commands._sample_plan import remembered, spelt
from esgmap.export.workbook_sample import PAPER
from esgmap.sampling import AXES, TARGETS, Plan
from esgmap.tables import SCHEMAS

MakeReport = Callable[..., Path]
CLEAN, FOUND, UNUSABLE = 0, 1, 2
SEED = ("--seed", "2021-A")


def schema(name: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8")))


def call(*arguments: object, **settings: Any) -> Result:
    """Run esgmap in this process; a fault of ours is raised."""
    return CliRunner().invoke(cli, [str(each) for each in arguments], catch_exceptions=False, **settings)


def data(*arguments: object) -> dict[str, Any]:
    """What `esgmap sample --format json` prints, which is valid."""
    shown = call("sample", *arguments, "--format", "json")
    assert shown.exit_code == CLEAN, shown.stderr
    found: dict[str, Any] = json.loads(shown.stdout)
    schema("sample").validate(found)
    return found


def refused(*arguments: object) -> str:
    """What is said against wrong usage, on one line."""
    shown = call("sample", *arguments)
    assert (shown.exit_code, shown.stdout) == (UNUSABLE, "")
    return " ".join(shown.stderr.split())


# --- drawing --------------------------------------------------------------------------------------


def test_the_json_form_keeps_to_its_schema(example: Path):
    found = data(example, *SEED, "--tolerable-error", "5%")
    assert found["population"]["rows"] == 560
    assert found["strata"] == [{"name": "whole population", "rows": 560, "drawn": 59}]
    assert [row["number"] for row in found["rows"]] == list(range(1, 60))
    for row in found["rows"]:
        assert row["rank"] == hashlib.sha256(f"2021-A\n{row['id']}".encode()).hexdigest()
    assert [row["rank"] for row in found["rows"]] == sorted(row["rank"] for row in found["rows"])
    assert (found["confidence"], found["tolerable_error"]) == ("95.0000", "5.0000")


@pytest.mark.parametrize("axis", [axis for axis in AXES if axis != "change"])
@pytest.mark.parametrize("of", ["facts", "requirements"])
def test_every_axis_divides_facts_and_requirements(example: Path, axis: str, of: str):
    found = data(example, *SEED, "--of", of, "--by", axis, "--size", 60, "--minimum", 0)
    assert found["method"] == "stratified"
    assert sum(part["drawn"] for part in found["strata"]) == 60
    assert len(found["rows"]) <= 60


@pytest.mark.parametrize("target", [target for target in TARGETS if target not in {"changed", "restated"}])
def test_every_target_finds_something_in_the_example(example: Path, target: str):
    found = data(example, *SEED, "--target", target, "--size", 5)
    assert found["method"] == "targeted"
    assert 1 <= len(found["rows"]) <= 5
    assert all(row["drawn_for"] == [target] for row in found["rows"])


def test_a_baseline_divides_new_from_changed(make_report: MakeReport):
    before, after = make_report(), make_report(id="small-2022")
    path = after / "facts.csv"
    text = path.read_text(encoding="utf-8").replace("155.17,155.17", "155.18,155.18")
    path.write_text(text.replace("scope1-2021", "scope1-now"), encoding="utf-8")
    found = data(after, *SEED, "--by", "change", "--size", 3, "--baseline", before)
    told = {row["id"]: (row["drawn_for"], row["since_baseline"]) for row in found["rows"]}
    assert told == {
        "fact:scope1-now": (["new"], "new"),
        "fact:scope1-2020": (["changed"], "changed: value: 155.17 → 155.18"),
        "fact:privacy-policy": (["unchanged"], "unchanged"),
    }
    assert found["baseline"] == {"name": before.name, "matched": 2, "gone": ["scope1-2021"]}
    picked = data(after, *SEED, "--target", "changed", "--baseline", before)
    assert {row["id"] for row in picked["rows"]} == {"fact:scope1-now", "fact:scope1-2020"}


def test_a_baseline_of_other_ids_is_remarked_on(example: Path, make_report: MakeReport):
    shown = call("sample", example, *SEED, "--size", 3, "--baseline", make_report())
    assert shown.exit_code == CLEAN
    assert "only 1 of 560 facts have a namesake in the baseline" in shown.stderr


def test_the_terminal_names_strata_and_rows(example: Path):
    shown = call("sample", example, *SEED, "--by", "framework", "--size", 12)
    assert (shown.exit_code, shown.stderr) == (CLEAN, "")
    for words in (
        "Audit sample: Kingsoft Cloud",
        "seed        2021-A",
        "Nasdaq",
        "To draw it again:",
        "fact:",
    ):
        assert words in shown.stdout
    assert max(len(line) for line in shown.stdout.splitlines() if "esgmap sample" not in line) <= 100


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ((), "--seed is needed"),
        (("--size", 5), "--seed is needed"),
        (("--seed", "", "--size", 5), "a seed is made of letters"),
        (("--seed", "a'b", "--size", 5), "a seed is made of letters"),
        (("--seed", "a\nb", "--size", 5), "a seed is made of letters"),
        (SEED, "say how many rows, in one way"),
        ((*SEED, "--size", 5, "--share", "5%"), "say how many rows, in one way"),
        ((*SEED, "--size", 0), "0 is not in the range x>=1"),
        ((*SEED, "--size", -3), "-3 is not in the range x>=1"),
        ((*SEED, "--size", 561), "561 rows are asked for, and the population has 560"),
        ((*SEED, "--share", "110%"), "`110%` is more than 100%"),
        ((*SEED, "--share", "0%"), "--share 0% draws nothing"),
        ((*SEED, "--share", "0.1"), "write 10% or 0.1%"),
        ((*SEED, "--share", "ten"), "`ten` is no percentage"),
        ((*SEED, "--share", "-5%"), "`-5%` is no percentage"),
        ((*SEED, "--tolerable-error", "5%", "--expected-error", "5%"), "must be more than --expected-error"),
        ((*SEED, "--size", 5, "--expected-error", "1%"), "--expected-error goes with --tolerable-error"),
        (
            (*SEED, "--size", 5, "--confidence", "100%"),
            "--confidence must be more than 0% and less than 100%",
        ),
        ((*SEED, "--by", "region", "--size", 5), "'region' is not one of"),
        ((*SEED, "--by", "basis", "--by", "basis", "--size", 5), "--by names the same axis twice"),
        (
            (*SEED, *(each for axis in ("basis", "section", "document") for each in ("--by", axis))),
            "two axes at most",
        ),
        ((*SEED, "--by", "section", "--size", 5), "5 rows cannot hold 1 of each of 32 strata"),
        ((*SEED, "--by", "basis", "--tolerable-error", "5%"), "add --allocation each"),
        ((*SEED, "--by", "change", "--size", 5), "told apart by --baseline DIR"),
        ((*SEED, "--target", "changed"), "told apart by --baseline DIR"),
        ((*SEED, "--target", "restated"), "no row fits restated"),
        ((*SEED, "--target", "largest", "--by", "basis"), "leave one of them out"),
        ((*SEED, "--target", "largest", "--share", "5%"), "only --size can limit the rows"),
        ((*SEED, "--target", "largest", "--of", "requirements"), "rank facts"),
        ((*SEED, "--target", "part", "--top", 3), "--top goes with --target largest"),
        ((*SEED, "--minimum", 3, "--size", 5), "go with --by"),
        ((*SEED, "--status", "met", "--size", 5), "--status goes with --of requirements"),
        ((*SEED, "--of", "requirements", "--status", "relief", "--size", 5), "the population is empty"),
        ((*SEED, "--framework", "tcfd", "--size", 5), "`tcfd` is not in report.yaml; there are gri, sasb"),
        ((*SEED, "--size", 5, "--baseline", "nowhere"), "does not exist"),
        ((*SEED, "--size", 5, "-o", "sample.pdf"), "sample.pdf must end in .xlsx"),
        (("--results", "nowhere.xlsx"), "there is no file nowhere.xlsx"),
        (("--results", "x.xlsx", *SEED, "--by", "basis"), "leave out --seed, --by"),
    ],
)
def test_wrong_usage_is_said(example: Path, options: tuple[object, ...], told: str):
    assert told in refused(example, *options)


def test_everything_wrong_is_said_at_once(example: Path):
    told = refused(example, "--by", "change", "--target", "part", "--status", "met", "--confidence", "0%")
    for words in ("--seed is needed", "leave one of them out", "--baseline", "--status goes", "--confidence"):
        assert words in told


def test_a_baseline_that_cannot_be_used_stops_the_draw(example: Path, make_report: MakeReport):
    broken = make_report()
    (broken / "facts.csv").write_text("id,label\n", encoding="utf-8")
    shown = call("sample", example, *SEED, "--size", 3, "--baseline", broken)
    assert (shown.exit_code, shown.stdout) == (UNUSABLE, "")
    assert "The baseline" in shown.stderr
    assert "facts.csv" in shown.stderr


def test_a_paper_that_cannot_be_written_leaves_nothing(example: Path, tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    shown = call("sample", example, *SEED, "--size", 3, "-o", tmp_path / "file" / "x.xlsx")
    assert (shown.exit_code, shown.stdout) == (UNUSABLE, "")
    assert "cannot be written" in shown.stderr
    assert (tmp_path / "file").read_text() == "in the way"


# --- the command line of a plan -------------------------------------------------------------------

SPELT = [
    (Plan(seed="a", size=3), "--seed a --size 3"),
    (Plan(seed="a b", size=3), '--seed "a b" --size 3'),
    (Plan(seed="#1", share=Fraction(1, 40)), '--seed "#1" --share 2.5%'),
    (
        Plan(seed="a", tolerable=Fraction(5, 100), expected=Fraction(1, 100), confidence=Fraction(9, 10)),
        "--seed a --tolerable-error 5% --expected-error 1% --confidence 90%",
    ),
    (
        Plan(seed="a", of="requirements", statuses=("met", "partial"), frameworks=("gri",), size=9),
        "--seed a --of requirements --framework gri --status met --status partial --size 9",
    ),
    (
        Plan(seed="a", by=("basis", "section"), allocation="equal", minimum=2, bases=("plan",), size=9),
        "--seed a --only-basis plan --by basis --by section --allocation equal --minimum 2 --size 9",
    ),
    (Plan(seed="a", targets=("largest", "part"), top=9), "--seed a --target largest --target part --top 9"),
]


@pytest.mark.parametrize(("plan", "words"), SPELT)
def test_a_plan_is_spelt_as_a_command_that_gives_it_again(plan: Plan, words: str):
    line = spelt(plan, "a folder", None, "sample.xlsx")
    assert line == f'esgmap sample "a folder" {words} -o sample.xlsx'
    assert remembered(line, "x.xlsx") == (plan, "")


@pytest.mark.parametrize(
    "name", ["../2020", "last year", "it's", 'say "x"', "C:/reports/2020", "年報 2020", "$HOME"]
)
def test_any_folder_can_be_a_baseline(name: str):
    plan = Plan(seed="a", by=("change",), size=3)
    assert remembered(spelt(plan, "x", name, None), "x.xlsx") == (plan, name)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("", "does not begin with"),
        ("rm -rf /", "does not begin with `esgmap sample`"),
        ("esgmap sample x --seed a --size many", "'many' is not a valid integer"),
        ("esgmap sample x --seed 'a", "No closing quotation"),
        ("esgmap sample x --seed a --size 3 --magic", "No such option"),
        ("esgmap sample x --seed a --help", "No such option"),
        ("esgmap sample x --seed a", "say how many rows"),
    ],
)
def test_a_command_that_cannot_be_understood_is_refused(
    line: str, told: str, capsys: pytest.CaptureFixture[str]
):
    with pytest.raises(SystemExit) as stopped:
        remembered(line, "paper.xlsx")
    assert stopped.value.code == UNUSABLE
    shown = capsys.readouterr().err
    assert told in shown
    assert "paper.xlsx: error[no-command]" in shown


# --- the page ------------------------------------------------------------------------------------

PAGE = (Path(__file__).parents[2] / "docs" / "sampling.md").read_text(encoding="utf-8")
LINES = [line for line in PAGE.splitlines() if line.startswith("esgmap sample examples/")]


@pytest.mark.parametrize("line", LINES)
def test_the_commands_of_the_page_work(line: str, example: Path, tmp_path: Path, monkeypatch: Any):
    monkeypatch.chdir(tmp_path)
    words = [word.replace("examples/", f"{example.parent}/") for word in shlex.split(line)[1:]]
    shown = call(*words)
    assert (shown.exit_code, "To draw it again:" in shown.stdout) == (CLEAN, True)


def test_the_page_names_every_option_axis_and_target():
    assert len(LINES) >= 4
    assert {
        name for name in (*AXES, *TARGETS) if f"`{name}`" not in PAGE and f"--by {name}" not in PAGE
    } == set()
    shown = call("sample", "--help").stdout
    options = set(re.findall(r"^  (?:-o, )?(--[a-z-]+)", shown, re.MULTILINE)) - {"--output", "--help"}
    assert {option for option in options if option not in PAGE} - {"--seed"} == set()


# --- a paper there and back -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def few(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example with a ninth of its facts, to be quick."""
    folder = Path(shutil.copytree(example, tmp_path_factory.mktemp("few") / example.name))
    with (folder / "facts.csv").open(encoding="utf-8", newline="") as file:
        facts = list(csv.DictReader(file))
    write_rows(folder / "facts.csv", "facts", facts[::9])
    return folder


@pytest.fixture(scope="module")
def paper(few: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("paper") / "sample.xlsx"
    shown = call("sample", few, *SEED, "--by", "framework", "--size", 30, "-o", path)
    assert shown.exit_code == CLEAN
    assert shown.stderr == f"wrote {path}\n"
    assert "fact:" not in shown.stdout, "the rows are on the paper"
    return path


def filled(paper: Path, target: Path, *results: str) -> Path:
    target.write_bytes(changed(paper.read_bytes(), filling(results)))
    return target


def results_data(*arguments: object) -> tuple[int, dict[str, Any]]:
    shown = call("sample", *arguments, "--format", "json")
    found: dict[str, Any] = json.loads(shown.stdout)
    schema("sample-results").validate(found)
    return shown.exit_code, found


def test_a_paper_holds_the_rows_that_are_printed(few: Path, paper: Path):
    book = openpyxl.load_workbook(paper)
    printed = data(few, *SEED, "--by", "framework", "--size", 30)
    assert [row["Row id"] for row in rows(book["Sample"])] == [row["id"] for row in printed["rows"]]
    line = next(row[1].value for row in book[PAPER].iter_rows() if row[0].value == "To draw it again")
    words = shlex.split(line)
    assert words[:3] == ["esgmap", "sample", few.name]
    again = data(few, *words[3:-2])
    assert again["rows"] == printed["rows"]


def test_a_clean_paper_ends_well(few: Path, paper: Path, tmp_path: Path):
    good = filled(paper, tmp_path / "good.xlsx", "agrees")
    shown = call("sample", few, "--results", good)
    assert shown.exit_code == CLEAN
    assert "The rows are those that the seed draws" in shown.stdout
    assert "The population is today what it was" in shown.stdout
    code, found = results_data(few, "--results", good)
    assert (code, found["whole"]["errors"], found["open"]) == (CLEAN, 0, [])
    assert all(part["upper_limit"] for part in found["strata"])


@pytest.mark.parametrize("result", ["differs", "not found"])
def test_errors_are_counted_and_named(few: Path, paper: Path, tmp_path: Path, result: str):
    wrong = filled(paper, tmp_path / "wrong.xlsx", "agrees", "agrees", result)
    shown = call("sample", few, "--results", wrong)
    assert shown.exit_code == FOUND
    code, found = results_data(few, "--results", wrong)
    assert code == FOUND
    assert found["whole"]["errors"] == len(found["errors"]) == found["whole"]["drawn"] // 3
    for error in found["errors"]:
        assert f"{error['place']}  {error['id']}: {result}" in shown.stdout
    assert found["same_rows"]
    assert found["same_population"]


def test_open_rows_are_no_good_end(few: Path, paper: Path):
    code, found = results_data(few, "--results", paper)
    assert code == FOUND
    assert found["whole"]["open"] == len(found["open"]) == found["whole"]["drawn"]
    assert "still to be tested" in call("sample", few, "--results", paper).stdout


def test_a_population_that_changed_is_told(make_report: MakeReport, tmp_path: Path):
    folder, path = make_report(), tmp_path / "sample.xlsx"
    assert call("sample", folder, *SEED, "--size", 2, "-o", path).exit_code == CLEAN
    good = filled(path, tmp_path / "good.xlsx", "agrees")
    assert call("sample", folder, "--results", good).exit_code == CLEAN
    facts = folder / "facts.csv"
    facts.write_text(facts.read_text(encoding="utf-8").replace("128.42", "128.43"), encoding="utf-8")
    shown = call("sample", folder, "--results", good)
    assert shown.exit_code == FOUND
    assert "The population has changed since:" in shown.stdout
    assert "changed 1: fact:scope1-2021" in shown.stdout


def test_an_edited_row_is_told_by_its_cell(few: Path, paper: Path, tmp_path: Path):
    edited = tmp_path / "edited.xlsx"
    edit = set_cell("Sample", 2, "Value as printed", "99")
    edited.write_bytes(changed(paper.read_bytes(), filling(("agrees",)), edit))
    code, found = results_data(few, "--results", edited)
    assert code == FOUND
    assert [(each["place"], each["what"], each["found"]) for each in found["edited"]] == [
        ("Sample!E8", "Value as printed", "99")
    ]
    assert "Sample!E8" in call("sample", few, "--results", edited).stdout


def test_unreadable_results_are_said_with_their_cell(few: Path, paper: Path, tmp_path: Path):
    typed = tmp_path / "typed.xlsx"
    typed.write_bytes(changed(paper.read_bytes(), set_cell("Sample", 1, "Result", "fine")))
    shown = call("sample", few, "--results", typed)
    assert (shown.exit_code, shown.stdout) == (UNUSABLE, "")
    assert "typed.xlsx:Sample!" in shown.stderr
    assert "the result is `fine`" in shown.stderr
    assert "Nothing was evaluated" in shown.stderr


def test_a_paper_with_a_baseline_finds_it_again(make_report: MakeReport, tmp_path: Path, monkeypatch: Any):
    before, after = make_report(), make_report()
    path = tmp_path / "sample.xlsx"
    monkeypatch.chdir(after.parent)
    options = ("--by", "change", "--size", 3, "--baseline", before.name, "-o", path)
    assert call("sample", after.name, *SEED, *options).exit_code == CLEAN
    good = filled(path, tmp_path / "good.xlsx", "agrees")
    assert call("sample", after, "--results", good).exit_code == CLEAN
    (tmp_path / "elsewhere").mkdir()
    os.chdir(tmp_path / "elsewhere")
    assert "say where it is" in refused(after, "--results", good)
    assert call("sample", after, "--results", good, "--baseline", before).exit_code == CLEAN


def test_hostile_results_are_printed_plainly(few: Path, paper: Path, tmp_path: Path):
    target = tmp_path / "hostile.xlsx"
    put = [
        set_cell("Sample", 0, "Result", "differs"),
        set_cell("Sample", 0, "Value found", "\u202egnorw [red]not markup[/red]"),
        set_cell("Sample", 0, "Nature of the error", "=1+1"),
    ]
    target.write_bytes(changed(paper.read_bytes(), *put))
    shown = call("sample", few, "--results", target)
    assert shown.exit_code == FOUND
    assert "[red]not markup[/red]" in shown.stdout
    assert "\u202e" not in shown.stdout
    assert io.StringIO(shown.stdout).readline().startswith("Results of hostile.xlsx")
