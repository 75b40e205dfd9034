"""`esgmap next`: its forms, its options, what it refuses, and that it reads well in a narrow terminal."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from esgmap.agenda import Agenda, plan
from esgmap.cli import cli
from esgmap.export import agenda_json, agenda_tables
from esgmap.export.agenda_terminal import lines
from esgmap.findings import Assessment
from esgmap.tables import SCHEMAS

MakeReport = Callable[..., Path]
CLEAN, UNUSABLE = 0, 2
SCHEMA = json.loads((SCHEMAS / "next.schema.json").read_text(encoding="utf-8"))


def call(*arguments: object) -> Result:
    """Run esgmap in this process; a fault of ours is raised."""
    return CliRunner().invoke(cli, [str(each) for each in arguments], catch_exceptions=False)


def data(*arguments: object) -> dict[str, Any]:
    """What `esgmap next --format json` prints, which is valid."""
    shown = call("next", *arguments, "--format", "json")
    assert (shown.exit_code, shown.stderr) == (CLEAN, "")
    found: dict[str, Any] = json.loads(shown.stdout)
    Draft202012Validator(SCHEMA).validate(found)
    return found


@pytest.fixture(scope="module")
def agenda(assessment: Assessment) -> Agenda:
    """The agenda of the example."""
    return plan(assessment, {})


def table(text: str) -> list[dict[str, str]]:
    """The rows of a TSV."""
    return list(csv.DictReader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE))


# --- forms ----------------------------------------------------------------------------------------


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(SCHEMA)


def test_json_is_valid_and_complete(assessment: Assessment, agenda: Agenda):
    found = agenda_json.as_data(agenda, assessment)
    Draft202012Validator(SCHEMA).validate(found)
    assert found["open"] == len(agenda.opens) == sum(found["open_by_framework"].values())
    assert len(found["steps"]) == found["indicators"] == len(agenda.steps)
    closed = [each["requirement"] for step in found["steps"] for each in step["closes"]]
    written = [each["requirement"] for each in found["statements"] for each in each["closes"]]
    assert len(set(closed)) == len(closed)
    assert len(closed) + len(written) + len(found["barred"]) == found["open"]
    assert found["steps"][0]["collect"][0]["period"] == {"start": "2021-01-01", "end": "2021-12-31"}


def test_json_that_is_not_as_published_is_found(assessment: Assessment, agenda: Agenda):
    good = agenda_json.as_data(agenda, assessment, 1)
    validator = Draft202012Validator(SCHEMA)
    assert validator.is_valid(good)
    assert not validator.is_valid({**good, "more": 1})
    for place in ("steps", "cheapest", "statements"):
        assert not validator.is_valid({**good, place: [{**good[place][0], "more": 1}]}), place


def test_tsv_holds_the_same(assessment: Assessment, agenda: Agenda):
    rows = table(agenda_tables.render_tsv(agenda, assessment))
    collect = [row for row in rows if row["do"] == "collect"]
    answer = [row for row in rows if row["do"] == "answer"]
    assert [row["id"] for row in collect] == [step.indicator for step in agenda.steps]
    assert [row["id"] for row in answer] == [each.within.disclosure.id for each in agenda.writings]
    assert sum(int(row["closes"]) for row in [*collect, *answer]) == len(agenda.opens)
    assert rows[-1]["closed_so_far"] == str(len(agenda.opens))
    assert rows[-1]["share_so_far"] == "100.0"
    assert all(None not in row and None not in row.values() for row in rows)


def test_a_cell_is_never_a_formula():
    assert agenda_tables._cell("=1+1") == "'=1+1"
    assert agenda_tables._cell("a\tb\nc") == "a b c"


def test_markdown_has_a_row_for_each_step(assessment: Assessment, agenda: Agenda):
    text = agenda_tables.render_markdown(agenda, assessment, 7)
    assert len(re.findall(r"^\| [0-9]+ \| ", text, re.MULTILINE)) == 7
    assert len(re.findall(r"^[0-9]+\. \*\*", text, re.MULTILINE)) == 7
    assert agenda.steps[0].indicator in text


@pytest.mark.parametrize("width", [60, 80, 120])
def test_lines_fit_and_no_word_is_cut(width: int, assessment: Assessment, agenda: Agenda):
    shown = [line for line, _ in lines(agenda, assessment, None, width)]
    assert max(map(len, shown)) <= width
    words = " ".join(shown).split()
    wide = " ".join(line for line, _ in lines(agenda, assessment, None, 10_000)).split()
    assert words == wide


def test_the_same_twice(example: Path):
    for form in ("terminal", "json", "tsv", "md"):
        assert (
            call("next", example, "--format", form).stdout == call("next", example, "--format", form).stdout
        )


# --- options --------------------------------------------------------------------------------------


def test_the_terminal_says_what_it_leaves_out(make_report: MakeReport):
    shown = call("next", make_report())
    assert (shown.exit_code, shown.stderr) == (CLEAN, "")
    assert "What to collect next: Small Limited" in shown.stdout
    assert len(re.findall(r"^ {6}enter as +[a-z0-9-]+$", shown.stdout, re.MULTILINE)) == 10
    rest = re.search(r"and ([0-9]+) more indicators: --limit ([0-9]+)", shown.stdout)
    assert rest
    assert int(rest[2]) == int(rest[1]) + 10
    everything = call("next", make_report(), "--limit", rest[2]).stdout
    assert everything.count("      enter as ") == int(rest[2])


def test_limit_holds_in_every_form(make_report: MakeReport):
    folder = make_report()
    assert call("next", folder, "--limit", 3).stdout.count("enter as") == 3
    found = data(folder, "--limit", 3)
    statements = data(folder)["statements"]
    assert (len(found["steps"]), found["statements"]) == (3, statements[:3])
    assert found["indicators"] > 3
    assert call("next", folder, "--limit", 0).exit_code == UNUSABLE


def test_one_framework(make_report: MakeReport):
    folder = make_report()
    both, hkex = data(folder), data(folder, "--framework", "hkex")
    assert hkex["frameworks"] == ["hkex"]
    assert hkex["open"] == both["open_by_framework"]["hkex"] < both["open"]
    shown = call("next", folder, "--framework", "gri")
    assert (shown.exit_code, shown.stdout) == (UNUSABLE, "")
    assert "`gri` is not in report.yaml" in shown.stderr


@pytest.mark.parametrize("form", ["terminal", "tsv", "json", "md"])
def test_the_file_holds_what_is_shown(form: str, make_report: MakeReport, tmp_path: Path):
    folder, target = make_report(), tmp_path / "next.txt"
    shown = call("next", folder, "--format", form, "--limit", 5, "-o", target)
    assert (shown.exit_code, shown.stdout, shown.stderr) == (CLEAN, "", f"wrote {target}\n")
    assert target.read_text(encoding="utf-8") == call("next", folder, "--format", form, "--limit", 5).stdout


# --- efforts --------------------------------------------------------------------------------------


def efforts(folder: Path, text: str, name: str = "efforts.csv") -> Path:
    """A table of efforts."""
    path = folder.parent / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(("name", "mark"), [("efforts.csv", ","), ("efforts.tsv", "\t")])
def test_efforts_change_the_order(name: str, mark: str, make_report: MakeReport):
    folder = make_report()
    first, second = (step["indicator"] for step in data(folder)["steps"][:2])
    path = efforts(folder, f"indicator{mark}effort\n{first}{mark}1000\n{second}{mark}0.5\n", name)
    found = data(folder, "--effort", path)
    assert (found["steps"][0]["indicator"], found["steps"][0]["effort"]) == (second, "0.5")
    assert next(each["effort"] for each in found["steps"] if each["indicator"] == first) == "1000"
    assert "; effort 0.5" in call("next", folder, "--effort", path).stdout


def test_a_workbook_of_efforts(make_report: MakeReport):
    xlsxwriter = pytest.importorskip("xlsxwriter")
    folder = make_report()
    path = folder.parent / "efforts.xlsx"
    first = data(folder)["steps"][0]["indicator"]
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("efforts")
        sheet.write_row(0, 0, ["indicator", "effort"])
        sheet.write_row(1, 0, [first, 4])
    steps = data(folder, "--effort", path)["steps"]
    assert [step["effort"] for step in steps if step["indicator"] == first] == ["4"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("indicator,effort\nghg-scope9,3\n", "efforts.csv:2:1: error[unknown-indicator]"),
        ("indicator,effort\nghg-scope1,0\n", "efforts.csv:2:12: error[malformed-value]"),
        ("indicator,effort\nghg-scope1,much\n", "expected a plain number above 0"),
        ("indicator,effort\nghg-scope1,\n", "error[missing-value]"),
        ("indicator,effort\nghg-scope1,1\nghg-scope1,2\n", "efforts.csv:3:1: error[duplicate-id]"),
        ("indicator\nghg-scope1\n", "error[missing-column]"),
        ("", "error[empty-file]"),
    ],
)
def test_efforts_that_cannot_be_used(text: str, told: str, make_report: MakeReport):
    folder = make_report()
    shown = call("next", folder, "--effort", efforts(folder, text))
    assert (shown.exit_code, shown.stdout) == (UNUSABLE, "")
    assert told in shown.stderr
    assert "Nothing was ranked" in shown.stderr


def test_everything_wrong_with_the_efforts_is_told_at_once(make_report: MakeReport):
    folder = make_report()
    shown = call("next", folder, "--effort", efforts(folder, "indicator,effort\nghg-scop1,3\nenergy,-1\n"))
    assert "nearest: ghg-scope1" in shown.stderr
    assert shown.stderr.count("error[") == 3
