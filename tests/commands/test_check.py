"""`esgmap check`: what it says, in what order and form, and what it exits with."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator
from small_reports import FACTS

from esgmap.cli import cli
from esgmap.export import check_words
from esgmap.export.html import render as html
from esgmap.export.markdown import render as markdown
from esgmap.findings import Assessment
from esgmap.model import Problem, Severity, Source
from esgmap.tables import SCHEMAS
from esgmap.workspace import run

MakeReport = Callable[..., Path]
TWICE = {**FACTS[0], "id": "scope1-again", "value": "140", "value_as_printed": "140"}
ALIKE = {**FACTS[1], "id": "scope1-2020-text", "value": "155", "value_as_printed": "155"}
WIDTHS = (80, 120)


def check(*words: object, width: int = 100) -> Result:
    return CliRunner(env={"COLUMNS": str(width)}).invoke(cli, ["check", *map(str, words)])


def data(*words: object) -> dict:
    shown = check(*words, "--format", "json")
    found = json.loads(shown.stdout)
    schema = json.loads((SCHEMAS / "check.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(found)
    return found


@pytest.fixture
def folder(make_report: MakeReport) -> Path:
    """A report of which one figure is told with two values, and another with one value twice."""
    return make_report(extra=[TWICE, ALIKE])


def key_of(folder: Path) -> str:
    return next(each.key for each in run(folder).problems if each.code == "same-fact-differs")


def answered(folder: Path, until: str = "") -> Path:
    text = f"problem,accepted_because,by,on,until\n{key_of(folder)},two meters,A. Chan,2022-03-01,{until}\n"
    (folder / "responses.csv").write_text(text, encoding="utf-8")
    return folder


def test_a_problem_is_told_with_numbers_places_remedy_and_key(folder):
    shown = check(folder)
    assert shown.exit_code == 1
    lines = shown.stdout.splitlines()
    start = next(
        n for n, line in enumerate(lines) if line.startswith("facts.csv:2: error[same-fact-differs]")
    )
    told = lines[start : start + 8]
    assert "    128.42 [128.415 to 128.425] = 140 [139.5 to 140.5] (tonne of CO2 equivalent)" in told
    assert "    at scope1-2021 (facts.csv:2), scope1-again (facts.csv:5)" in told
    assert any(line.startswith("    → find the right one") for line in told)
    assert f"    key {key_of(folder)}" in told


def test_what_was_checked_and_held_is_counted_and_listed(folder):
    short, long = check(folder).stdout, check(folder, "--held").stdout
    assert "\nWhat was checked\n" in short
    assert "same-fact-differs" in short.partition("What was checked")[2]
    assert "2 looked at, 1 held, 1 to look into" in short
    assert "Held: same-fact-differs" not in short
    held = long.partition("Held: same-fact-differs")[2]
    assert "155.17 [155.165 to 155.175] = 155 [154.5 to 155.5] (tonne of CO2 equivalent)" in held


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("example_name", ["kingsoft-cloud-2021", "quillharbour-2025"])
def test_no_line_is_wider_than_the_screen_but_for_keys(example, width, example_name):
    shown = check(example.parent / example_name, "--held", width=width)
    words = ("key ", "→ ", "at ")
    for line in shown.stdout.splitlines():
        bare = line.strip()
        is_one_word = len(bare.removeprefix("→ ").removeprefix("at ").split()) == 1
        assert len(line) <= width or bare.startswith(words[0]) or is_one_word, line


def test_the_counts_are_those_of_what_is_told(example, assessment):
    shown = check(example).stdout
    told = check_words.severity_counts(assessment.problems)
    assert shown.rstrip().splitlines()[-1] == told
    openings = [line for line in shown.splitlines() if "[" in line and line[:1] not in {" ", ""}]
    assert len([line for line in openings if ": " in line]) == len(assessment.problems)


def test_json_holds_what_the_schema_says(folder):
    found = data(folder)
    (problem,) = [each for each in found["problems"] if each["code"] == "same-fact-differs"]
    assert problem["facts"] == ["scope1-2021", "scope1-again"]
    assert (problem["where"], problem["also"]) == ("facts.csv:2", ["facts.csv:5"])
    assert problem["key"] == key_of(folder)
    assert problem["answer"] is None
    both = [each for each in found["examined"] if each["code"] == "same-fact-differs"]
    assert [each["holds"] for each in both] == [False, True]
    assert [each["problem"] for each in both] == [problem["key"], None]
    assert both[0]["sides"] == [
        {"text": "128.42", "low": 128.415, "high": 128.425, "value": 128.42},
        {"text": "140", "low": 139.5, "high": 140.5, "value": 140},
    ]
    counts = found["counts"]["checks"]["same-fact-differs"]
    assert counts == {"looked_at": 2, "held": 1, "open": 1, "accepted": 0}
    assert found["as_of"] is None


def test_the_whole_example_fits_the_schema(example):
    found = data(example)
    assert len(found["examined"]) > 100
    assert {each["relation"] for each in found["examined"]} >= {"=", None}


def test_input_that_cannot_be_used_fits_the_schema_too(make_report):
    folder = make_report(extra=[{**TWICE, "indicator": "no-such-thing"}])
    found = data(folder)
    assert found["examined"] == []
    assert [each["key"] for each in found["problems"]] == [None]
    assert check(folder).exit_code == 2


@pytest.mark.parametrize(
    ("as_of", "fail_on", "exit_code"),
    [("2022-06-30", "error", 0), ("2022-07-01", "error", 1), ("2022-06-30", "never", 0)],
)
def test_what_is_accepted_does_not_count(folder, as_of, fail_on, exit_code):
    answered(folder, "2022-06-30")
    assert check(folder, "--as-of", as_of, "--fail-on", fail_on).exit_code == exit_code
    found = data(folder, "--as-of", as_of)
    (problem,) = [each for each in found["problems"] if each["code"] == "same-fact-differs"]
    assert problem["answer"] == {
        "accepted_because": "two meters",
        "by": "A. Chan",
        "on": "2022-03-01",
        "until": "2022-06-30",
        "note": "",
        "expired": as_of > "2022-06-30",
    }
    assert found["as_of"] == as_of
    assert found["counts"]["accepted"] == (as_of <= "2022-06-30")


@pytest.mark.parametrize("day", ["2022-13-01", "yesterday", "20220301"])
def test_a_day_that_is_none_is_refused(folder, day):
    shown = check(folder, "--as-of", day)
    assert shown.exit_code == 2
    assert day in shown.stderr


# --- last year's report ---------------------------------------------------------------------------


def test_figures_of_an_earlier_report_are_compared(make_report):
    earlier = [{**FACTS[1], "value": "150.17", "value_as_printed": "150.17"}]
    prior = make_report(earlier, id="small-2020", period={"start": "2020-01-01", "end": "2020-12-31"})
    folder = make_report()
    assert "restated-figure" not in check(folder).stdout
    shown = check(folder, "--prior", prior)
    assert shown.exit_code == 1
    assert "error[restated-figure]" in shown.stdout
    assert "155.17 [155.165 to 155.175] = 150.17 [150.165 to 150.175]" in shown.stdout
    assert "small-2020/facts.csv:2" in shown.stdout
    assert data(folder, "--prior", prior)["counts"]["error"] == 1


def test_an_answer_to_a_restated_figure_waits_for_the_earlier_report(make_report):
    folder = make_report()
    text = "problem,accepted_because,by,on\nrestated-figure/scope1-2020/abcdef,told,A. Chan,2022-03-01\n"
    (folder / "responses.csv").write_text(text, encoding="utf-8")
    assert "answer-without-problem" not in check(folder).stdout
    assert "answer-without-problem" in check(folder, "--prior", make_report()).stdout


def test_an_earlier_report_that_cannot_be_read_stops_the_check(make_report, tmp_path):
    (tmp_path / "empty").mkdir()
    shown = check(make_report(), "--prior", tmp_path / "empty")
    assert shown.exit_code == 2
    assert shown.stdout == ""
    assert "cannot be read as an earlier report" in shown.stderr


# --- other lists of problems ----------------------------------------------------------------------


def many(severity: Severity, number: int) -> tuple[Problem, ...]:
    return tuple(
        Problem("made-up", severity, f"thing {n}", "mend it", Source("facts.csv", n)) for n in range(number)
    )


def with_problems(assessment: Assessment, *problems: Problem) -> Assessment:
    return replace(assessment, problems=problems)


def test_long_lists_of_notes_are_folded(assessment):
    made = with_problems(assessment, *many(Severity.WARNING, 20), *many(Severity.NOTE, 30))
    text = markdown(made).partition("## Problems found in the input")[2].partition("\n## ")[0]
    assert text.count("- **warning**") == 20
    assert text.count("- **note**") == check_words.SHOWN_NOTES + 1
    assert "27 more alike" in text
    page = html(made)
    folded = page.partition('<details class="alike-problems">')[2].partition("</details>")[0]
    assert folded.count("data-problem") == 30
    assert "30 notes" in folded


def test_a_command_with_other_business_tells_a_few_problems_and_counts_the_rest(make_report):
    odd = [{**FACTS[0], "id": f"odd-{n}", "unit": "GJ", "label": f"Odd {n}"} for n in range(9)]
    folder = make_report(extra=odd)
    shown = CliRunner().invoke(cli, ["gaps", str(folder)])
    assert shown.stderr.count("[unit-mismatch]") == 6
    assert "more errors or warnings" in shown.stderr
    assert "see `esgmap check`" in shown.stderr


def test_the_gap_reports_tell_answers(folder):
    outcome = run(answered(folder))
    assert outcome.assessment
    told = "ccepted by A. Chan on 2022-03-01: two meters."
    assert told in html(outcome.assessment)
    assert told in markdown(outcome.assessment)
    gaps = json.loads(CliRunner().invoke(cli, ["gaps", str(folder), "--format", "json"]).stdout)
    assert gaps["answers_as_of"] == "2022-03-01"
    assert [each["answer"]["by"] for each in gaps["problems"] if each["answer"]] == ["A. Chan"]
