"""Answers to problems: what the table must hold, what one covers, for how long, and what outlives it."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from made_up import fact
from small_reports import FACTS

from esgmap.cli import cli
from esgmap.examined import Examined, Objection, objected
from esgmap.model import Answer, Problem, Severity, Source
from esgmap.report import load_report
from esgmap.responses import Response, day_of, settle, stray_answers, with_keys
from esgmap.workspace import Asked, Outcome, run

MakeReport = Callable[..., Path]
TWICE = {**FACTS[0], "id": "scope1-again", "value": "140", "value_as_printed": "140"}
"""A second value for a figure of the small report: the checks object to it."""
ROW = {
    "problem": "",
    "accepted_because": "two meters, of which one was replaced",
    "by": "A. Chan",
    "on": "2022-03-01",
    "until": "2022-12-31",
    "note": "letter of 1 March",
}


def check(folder: Path, *options: str) -> Result:
    return CliRunner().invoke(cli, ["check", str(folder), *options])


def answer(folder: Path, *rows: dict[str, str], name: str = "responses.csv") -> Path:
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(ROW), lineterminator="\n")
        writer.writeheader()
        writer.writerows({**ROW, **each} for each in rows)
    return folder


def differing(outcome: Outcome) -> Problem:
    return next(each for each in outcome.problems if each.code == "same-fact-differs")


@pytest.fixture
def folder(make_report: MakeReport) -> Path:
    """A small report with one problem of the figures."""
    return make_report(extra=[TWICE])


# --- keys -----------------------------------------------------------------------------------------


def test_a_key_says_nothing_of_where_the_figures_stand(make_report):
    first = differing(run(make_report(extra=[TWICE])))
    moved = differing(run(make_report([*reversed(FACTS)], extra=[TWICE])))
    assert first.key == moved.key
    assert first.source != moved.source
    assert first.key.startswith("same-fact-differs/scope1-2021/")


@pytest.mark.parametrize(
    "change",
    [
        {"value": "141", "value_as_printed": "141"},
        {"value": "140", "value_as_printed": "140.0"},
        {"unit": "kgCO2e"},
    ],
)
def test_a_key_changes_with_its_figures(make_report, change):
    before = differing(run(make_report(extra=[TWICE])))
    after = differing(run(make_report(extra=[{**TWICE, **change}])))
    assert before.key != after.key
    assert before.key.rpartition("/")[0] == after.key.rpartition("/")[0]


def warning(message: str, *facts: str, line: int = 2) -> Problem:
    return Problem("made-up", Severity.WARNING, message, "", Source("facts.csv", line), facts)


def test_two_problems_of_one_check_and_fact_have_two_keys_in_any_order():
    facts = {"f1": fact("f1")}
    one, two = warning("one thing", "f1"), warning("another thing", "f1")
    first = {each.message: each.key for each in with_keys([one, two], facts)}
    second = {each.message: each.key for each in with_keys([two, one], facts)}
    assert first == second
    assert len(set(first.values())) == 2


def test_a_problem_without_facts_is_known_by_its_words_not_by_places_in_them():
    told = with_keys([warning("first at facts.csv:3:1"), warning("first at facts.xlsx:Facts!B9")], {})
    same, other = (each.key.split("-")[0:3] for each in told)
    assert same == other
    assert with_keys([warning("second at facts.csv:3:1")], {})[0].key != told[0].key


def test_every_problem_of_an_assessed_report_has_a_key_of_its_own(assessment):
    keys = [each.key for each in assessment.problems]
    assert all(keys)
    assert len(set(keys)) == len(keys)
    of_figures = {each.problem.key for each in assessment.examined if each.problem}
    assert of_figures
    assert of_figures <= set(keys)


def test_what_keeps_a_report_from_being_assessed_cannot_be_answered(make_report):
    outcome = run(make_report(extra=[{**TWICE, "indicator": "no-such-thing"}]))
    assert outcome.assessment is None
    assert [each.key for each in outcome.problems if each.code == "unknown-indicator"] == [""]


# --- answers --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("as_of", "state", "exit_code"),
    [
        ("2022-03-01", "accepted", 0),
        ("2022-12-31", "accepted", 0),
        ("2023-01-01", "expired", 1),
    ],
)
def test_an_answer_holds_to_its_last_day_and_then_the_problem_counts_again(folder, as_of, state, exit_code):
    answer(folder, {"problem": differing(run(folder)).key})
    result = check(folder, "--as-of", as_of)
    assert result.exit_code == exit_code, result.output
    assert "same-fact-differs" in result.output, "it stays in sight"
    one_line = " ".join(result.output.split())
    if state == "accepted":
        told = "accepted by A. Chan on 2022-03-01 until 2022-12-31: two meters, of which one was replaced"
        assert f"Accepted, as of {as_of}" in result.output
    else:
        told = "the answer of A. Chan of 2022-03-01 has expired: it held until 2022-12-31"
        assert "Accepted, as of" not in result.output
    assert told in one_line
    assert f"answers as of {as_of}" in one_line


def test_without_a_last_day_an_answer_holds_while_the_figures_stay(folder):
    answer(folder, {"problem": differing(run(folder)).key, "until": ""})
    assert check(folder, "--as-of", "2099-01-01").exit_code == 0


def test_outputs_look_at_answers_on_the_day_of_the_latest_and_read_no_clock(folder):
    key = differing(run(folder)).key
    answer(folder, {"problem": key, "until": "2022-03-05"})
    outcome = run(folder)
    assert outcome.assessment
    assert outcome.assessment.as_of == date(2022, 3, 1)
    assert differing(outcome).is_accepted
    answer(folder, {"problem": key, "until": "2022-03-05"}, {"problem": "x/y/z", "on": "2022-03-06"})
    later = run(folder)
    assert not differing(later).is_accepted
    assert differing(later).answer.has_expired
    assert run(folder, Asked(date(2022, 3, 2))).assessment.as_of == date(2022, 3, 2)


def test_without_answers_there_is_no_day(folder):
    assert run(folder, Asked(date(2022, 3, 2))).assessment.as_of is None


def test_the_table_is_an_input_of_the_assessment(folder):
    answer(folder, {"problem": differing(run(folder)).key})
    assert "responses.csv" in [each.path for each in run(folder).assessment.inputs]


def test_a_tab_separated_table_and_a_sheet_are_read_alike(folder, tmp_path):
    key = differing(run(folder)).key
    answer(folder, {"problem": key})
    text = (folder / "responses.csv").read_text(encoding="utf-8")
    rows = list(csv.reader(text.splitlines()))
    (folder / "responses.csv").unlink()
    (folder / "responses.tsv").write_text("\n".join("\t".join(row) for row in rows), encoding="utf-8")
    told = differing(run(folder)).answer
    (folder / "responses.tsv").unlink()
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.worksheets[0]["D2"] = date(2022, 3, 1)
    book.worksheets[0]["E2"] = date(2022, 12, 31)
    book.save(folder / "responses.xlsx")
    assert differing(run(folder)).answer == told
    assert told == Answer(
        ROW["accepted_because"], "A. Chan", date(2022, 3, 1), date(2022, 12, 31), "letter of 1 March"
    )


# --- answers to what is not there -----------------------------------------------------------------


def test_an_answer_whose_figures_changed_is_told_with_the_nearest_problem(make_report):
    old = differing(run(make_report(extra=[TWICE]))).key
    folder = make_report(extra=[{**TWICE, "value": "141", "value_as_printed": "141"}])
    outcome = run(answer(folder, {"problem": old}))
    (note,) = [each for each in outcome.problems if each.code == "answer-without-problem"]
    assert note.severity is Severity.NOTE
    assert old in note.message
    assert ROW["accepted_because"] in note.message
    assert differing(outcome).key in note.hint
    assert str(note.source) == "responses.csv:2:1"
    assert not differing(outcome).is_accepted


def test_a_key_that_is_misspelt_is_told_with_the_one_that_is_meant(folder):
    key = differing(run(folder)).key
    outcome = run(answer(folder, {"problem": key.replace("same-fact", "sam-fact")}))
    (note,) = [each for each in outcome.problems if each.code == "answer-without-problem"]
    assert f"`{key}`" in note.hint


def test_an_answer_to_a_problem_that_is_gone_may_be_taken_out(make_report):
    outcome = run(answer(make_report(), {"problem": "unit-mismatch/scope1-2021/abcdef"}))
    (note,) = outcome.problems
    assert note.hint == "take the row out if the problem is gone"


def test_answers_to_checks_that_were_not_run_wait():
    response = Response("restated-figure/f1/abcdef", Answer("yes", "me", date(2022, 1, 1)), Source("r"))
    assert len(list(stray_answers([], [response]))) == 1
    assert list(stray_answers([], [response], frozenset({"restated-figure"}))) == []


def test_an_answer_belongs_to_the_problem_wherever_it_is_listed():
    one = fact("f1", number=Decimal(5))
    found = objected("made-up", "t", (one,), Objection(Severity.ERROR, "m", "h"))
    assert found.problem
    response = Response(found.problem.key, Answer("yes", "me", date(2022, 1, 1)), Source("r"))
    other = Examined("made-up", "held", (one,))
    settled = settle([warning("w")], [other, found], {"f1": one}, [response], day_of([response]))
    assert settled.examined[0] == other
    assert settled.examined[1].problem == settled.problems[1]
    assert [each.is_accepted for each in settled.problems] == [False, True]
    assert replace(settled.problems[1], answer=None) == found.problem


# --- what is wrong with the table -----------------------------------------------------------------


def test_what_is_wrong_with_the_table_is_told_at_once_with_its_place(folder):
    key = differing(run(folder)).key
    rows = (
        {"problem": key, "until": "2022-02-28"},
        {"problem": key},
        {"problem": "a/b/c", "accepted_because": ""},
        {"problem": "a/b/d", "on": "2022-02-30", "until": "soon"},
        {"problem": "", "by": ""},
    )
    result = check(answer(folder, *rows))
    assert result.exit_code == 2
    told = [line.partition(": `")[0] for line in result.output.splitlines() if line.startswith("responses")]
    assert sorted(told) == [
        "responses.csv:2:97: error[date-format]",
        "responses.csv:3:1: error[duplicate-answer]",
        "responses.csv:4:7: error[missing-value]",
        "responses.csv:5:55: error[date-format]",
        "responses.csv:5:66: error[malformed-value]",
        "responses.csv:6:1: error[missing-value]",
        "responses.csv:6:42: error[missing-value]",
    ]


def test_a_missing_column_is_told(folder):
    (folder / "responses.csv").write_text("problem,by,on\n", encoding="utf-8")
    result = check(folder)
    assert result.exit_code == 2
    assert "column `accepted_because` is missing" in result.output


def test_two_tables_of_answers_are_not_guessed_between(folder):
    answer(folder, {"problem": "a/b/c"})
    shutil.copy(folder / "responses.csv", folder / "responses.tsv")
    assert "[two-tables]" in check(folder).output


def test_a_workbook_that_stands_for_a_report_holds_answers_on_a_sheet(tmp_path):
    path = tmp_path / "data.xlsx"
    words = ["init", "--workbook", path, "--entity", "Example", "--edition", "gri-305-2016"]
    words += ["--start", "2025-01-01", "--end", "2025-12-31"]
    made = CliRunner().invoke(cli, list(map(str, words)), catch_exceptions=False)
    assert made.exit_code == 0, made.output
    assert load_report(path).responses == ()
    book = openpyxl.load_workbook(path)
    sheet = book["Responses"]
    header = next(row for row in range(1, 20) if sheet.cell(row, 1).value == "Problem")
    titles = [cell.value for cell in sheet[header]]
    assert titles == ["Problem", "Accepted because", "By", "On", "Until", "Note"]
    rows = (
        ("a/b/c", "known", "A. Chan", date(2026, 3, 1), date(2026, 12, 31)),
        ("a/b/d", "known", "A. Chan", "2026-03-02", "2026-03-01"),
    )
    for number, row in zip((header + 1, header + 3), rows, strict=True):
        for column, value in enumerate(row, 1):
            sheet.cell(number, column).value = value
    book.save(path)
    loaded = load_report(path)
    first = loaded.responses[0]
    assert first.key == "a/b/c"
    assert first.answer == Answer("known", "A. Chan", date(2026, 3, 1), date(2026, 12, 31))
    (problem,) = [each for each in loaded.problems if each.code == "date-format"]
    assert str(problem.source) == f"data.xlsx:Responses!E{header + 3}"
