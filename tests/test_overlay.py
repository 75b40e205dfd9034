"""The user's own text of a standard: read, checked, laid over what is shown, and kept nowhere."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from esgmap.cli import cli
from esgmap.content import frameworks_folder, mappings_folder
from esgmap.export.registry import GAP_REPORTS, render_gaps
from esgmap.export.wording import NO_TEXT, text_notice
from esgmap.findings import Assessment
from esgmap.model import Severity
from esgmap.overlay import Texts, check_text, lay_over, load_text
from esgmap.tables import SCHEMAS
from esgmap.workspace import run

CLEAN, FOUND, UNUSABLE = 0, 1, 2
THEIRS = "The standard's own words on Scope 1, as licensed to us"
PART = "hkex:esg-guide-2020/A1.2-scope1"
HELD = "This output holds text of the standards, from ours.csv, under its owner's licence."


@pytest.fixture
def assessment(make_report: Callable[..., Path]) -> Assessment:
    found = run(make_report()).assessment
    assert found is not None
    return found


def laid(assessment: Assessment, by_code: dict[str, str]) -> Assessment:
    return lay_over(assessment, Texts(by_code, {}, "ours.csv", "0" * 64))


def labels(assessment: Assessment) -> dict[str, str]:
    """Every title and label that is shown, by full id."""
    shown = {}
    for framework in assessment.frameworks:
        for found in framework.disclosures:
            shown[found.disclosure.id] = found.disclosure.title
            shown |= {item.id: item.label for item in found.disclosure.items}
            assert {
                each.requirement.id: each.requirement.label for each in found.findings
            }.items() <= shown.items()
    return shown


# --- reading --------------------------------------------------------------------------------------


def write_csv(path: Path) -> None:
    path.write_text(f'code,text\nB1.1,"In all, and\nby gender"\n{PART},"{THEIRS}"\n', encoding="utf-8")


def write_tsv(path: Path) -> None:
    path.write_text(f"code\ttext\nB1.1\tIn all\n{PART}\t{THEIRS}\n", encoding="utf-8")


def write_xlsx(path: Path) -> None:
    book = openpyxl.Workbook()
    for cells in (["code", "text"], ["B1.1", "In all"], [PART, THEIRS]):
        book.active.append(cells)
    book.save(path)


@pytest.mark.parametrize(
    ("name", "write"), [("t.csv", write_csv), ("t.tsv", write_tsv), ("t.xlsx", write_xlsx)]
)
def test_a_table_of_each_kind_is_read(name: str, write: Callable[[Path], None], tmp_path: Path):
    write(tmp_path / name)
    found, problems = load_text(tmp_path / name)
    assert problems == []
    assert found is not None
    assert list(found.by_code) == ["B1.1", PART]
    assert found.by_code["B1.1"].startswith("In all")
    assert found.by_code[PART].startswith("The standard's own words")
    assert (found.name, found.sha256) == (name, hashlib.sha256((tmp_path / name).read_bytes()).hexdigest())


@pytest.mark.parametrize(
    ("content", "code", "place"),
    [
        ("", "empty-file", "t.csv"),
        ("code,words\nB1.1,x\n", "missing-column", "t.csv:1:1"),
        ("code,text\nB1.1,\n", "missing-value", "t.csv:2:6"),
        ("code,text\n,words\n", "missing-value", "t.csv:2:1"),
        ("code,text\nB1.1,one\nB1.1,two\n", "duplicate-code", "t.csv:3:1"),
        ("code,text\nB1.1,one,two\n", "extra-cells", "t.csv:2:10"),
        ('code,text\nB1.1,"one\n', "broken-quotes", "t.csv:2:6"),
    ],
)
def test_what_is_wrong_with_the_table_is_said_with_its_place(
    content: str, code: str, place: str, tmp_path: Path
):
    (tmp_path / "t.csv").write_text(content, encoding="utf-8")
    _, problems = load_text(tmp_path / "t.csv")
    errors = [each for each in problems if each.severity is Severity.ERROR]
    assert [(each.code, str(each.source)) for each in errors] == [(code, place)]
    assert errors[0].hint


def test_of_a_code_that_stands_twice_the_first_place_is_named(tmp_path: Path):
    (tmp_path / "t.csv").write_text("code,text\nB1.1,one\nB1.1,two\n")
    _, problems = load_text(tmp_path / "t.csv")
    assert problems[0].message == "code `B1.1` stands twice; first at t.csv:2:1"


# --- codes ----------------------------------------------------------------------------------------


def checked(assessment: Assessment, tmp_path: Path, *codes: str) -> list[tuple[Severity, str, str, str]]:
    (tmp_path / "t.tsv").write_text("code\ttext\n" + "".join(f"{code}\twords\n" for code in codes))
    found, problems = load_text(tmp_path / "t.tsv")
    assert found is not None
    assert problems == []
    return [(each.severity, each.code, each.hint, str(each.source)) for each in check_text(assessment, found)]


def test_codes_of_disclosures_and_parts_short_and_full_are_known(assessment: Assessment, tmp_path: Path):
    codes = ["B1.1", "B1.1-gender", PART, "hkex:esg-guide-2020/B1.2", "TC-SI-130a.1-1"]
    assert checked(assessment, tmp_path, *codes) == []


def test_a_code_that_names_nothing_in_scope_is_a_warning_with_the_nearest(
    assessment: Assessment, tmp_path: Path
):
    ((severity, code, hint, place),) = checked(assessment, tmp_path, "B1.1", "B1.1-sex")
    assert (severity, code, place) == (Severity.WARNING, "unused-text", "t.tsv:3:1")
    assert "B1.1" in hint
    ((_, _, hint, _),) = checked(assessment, tmp_path, "§§§")
    assert "esgmap frameworks show" in hint


def test_a_code_of_two_editions_must_say_which(make_report: Callable[..., Path], tmp_path: Path):
    """306-3 is about spills in one edition and about waste in the other."""
    claims = [{"framework": "gri", "editions": ["gri-306-2016", "gri-306-2020"]}]
    found = run(make_report((), frameworks=claims, published="2022")).assessment
    assert found is not None
    ((severity, code, hint, _),) = checked(found, tmp_path, "306-3", "gri:gri-306-2016/306-4", "306-2-a")
    assert (severity, code) == (Severity.ERROR, "ambiguous-code")
    assert hint == "write gri:gri-306-2016/306-3 or gri:gri-306-2020/306-3"
    only_spills = labels(laid(found, {"gri:gri-306-2016/306-3": THEIRS}))
    assert only_spills["gri:gri-306-2016/306-3"] == THEIRS
    assert only_spills["gri:gri-306-2020/306-3"] == "Waste generated"


# --- laying it over -------------------------------------------------------------------------------


def test_text_takes_the_place_of_our_words_exactly_where_it_is_given(assessment: Assessment):
    after = labels(laid(assessment, {PART: THEIRS, "B1.1": "Their title", "B1.1-gender": "By gender"}))
    changed = {key: text for key, text in after.items() if labels(assessment)[key] != text}
    assert changed == {
        PART: THEIRS,
        "hkex:esg-guide-2020/B1.1": "Their title",
        "hkex:esg-guide-2020/B1.1-gender": "By gender",
    }


def test_a_full_code_goes_before_a_short_one(assessment: Assessment):
    after = labels(laid(assessment, {"A1.2-scope1": "short", PART: "full"}))
    assert after[PART] == "full"


def test_what_is_missing_speaks_in_the_same_words(assessment: Assessment):
    part = "hkex:esg-guide-2020/A1.2-scope2"
    before, after = (
        next(each for each in found.frameworks[0].findings if each.requirement.id == part)
        for found in (assessment, laid(assessment, {part: THEIRS}))
    )
    (text,) = before.missing
    assert f"on: {before.requirement.label}" in text
    assert after.missing == (text.replace(before.requirement.label, THEIRS),)


def test_what_is_judged_for_one_topic_speaks_in_the_same_words():
    example = run(Path(__file__).parents[1] / "examples" / "quillharbour-2025").assessment
    assert example
    by_topic = laid(example, {"3-3-a": "Text of theirs", "3-3": "Title of theirs"}).frameworks[0].by_topic
    assert set(by_topic) == set(example.frameworks[0].by_topic)
    for (found,) in by_topic.values():
        assert found.disclosure.title == "Title of theirs"
        told = {each.requirement.local_id: each.requirement.label for each in found.findings}
        assert told["3-3-a"] == "Text of theirs"
        assert told["3-3-b"] != "Text of theirs"


def test_nothing_but_words_changes(assessment: Assessment):
    after = laid(assessment, dict.fromkeys(labels(assessment), THEIRS))
    assert after.text_note == HELD
    assert after.inputs == (*assessment.inputs, after.inputs[-1])
    assert after.inputs[-1].path == "text/ours.csv"
    for before, now in zip(assessment.frameworks, after.frameworks, strict=True):
        assert [each.status for each in before.findings] == [each.status for each in now.findings]
        assert [each.because for each in before.findings] == [each.because for each in now.findings]
        assert before.editions == now.editions, "the content itself is left alone"


def test_an_empty_table_still_says_that_there_may_be_text(assessment: Assessment):
    assert text_notice(laid(assessment, {})) == HELD
    assert text_notice(assessment) == NO_TEXT
    assert text_notice(replace(assessment, text_note="")) == NO_TEXT


# --- what the outputs say -------------------------------------------------------------------------


@pytest.mark.parametrize("form", GAP_REPORTS)
def test_every_gap_report_says_whether_it_holds_text(form: str, assessment: Assessment):
    without = render_gaps(assessment, form)
    theirs = {"hkex:esg-guide-2020/A1.2-scope2": "Their words on Scope 2"}
    with_text = render_gaps(laid(assessment, theirs), form)
    held = HELD.replace("'", "&#39;") if form == "html" else HELD
    assert (without.count(NO_TEXT), without.count(held)) == (1, 0)
    assert (with_text.count(NO_TEXT), with_text.count(held)) == (0, 1)
    assert "Their words on Scope 2" in with_text
    assert "Their words on Scope 2" not in without


def test_the_note_stands_in_json_as_the_schema_has_it(assessment: Assessment):
    schema = json.loads((SCHEMAS / "gaps.schema.json").read_text(encoding="utf-8"))
    for found, note in ((assessment, NO_TEXT), (laid(assessment, {PART: THEIRS}), HELD)):
        data = json.loads(render_gaps(found, "json"))
        assert data["text_note"] == note
        assert [each.message for each in Draft202012Validator(schema).iter_errors(data)] == []
    del data["text_note"]
    assert list(Draft202012Validator(schema).iter_errors(data))


def test_nobody_s_text_turns_into_markup(assessment: Assessment):
    hostile = "<script>alert(1)</script> **bold** | `code`"
    found = laid(assessment, {PART: hostile, "B1.1": hostile})
    assert "<script>alert" not in render_gaps(found, "html")
    assert "**bold**" not in render_gaps(found, "md")


# --- the commands ---------------------------------------------------------------------------------


def call(*arguments: object) -> Result:
    return CliRunner().invoke(cli, [str(each) for each in arguments], catch_exceptions=False)


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    path = tmp_path / "ours.csv"
    path.write_text(f'code,text\n{PART},"{THEIRS}"\n', encoding="utf-8")
    return path


def content_bytes() -> str:
    """A fingerprint of everything that is shipped."""
    files = [*frameworks_folder().rglob("*"), *mappings_folder().rglob("*")]
    parts = [f"{path} {path.stat().st_size}".encode() + path.read_bytes() for path in files if path.is_file()]
    return hashlib.sha256(b"".join(sorted(parts))).hexdigest()


def test_gaps_in_the_terminal_says_it_in_its_first_lines(make_report, ours: Path):
    folder = make_report(())
    assert NO_TEXT in call("gaps", folder).stdout.splitlines()[:4]
    shown = call("gaps", folder, "--text", ours)
    assert shown.exit_code == FOUND
    assert HELD in shown.stdout.splitlines()[:4]
    assert THEIRS in shown.stdout


def cells(path: Path) -> list[Any]:
    book = openpyxl.load_workbook(path, read_only=True)
    return [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell]


def test_index_holds_the_text_and_says_so_on_its_first_sheet(make_report, ours: Path, tmp_path: Path):
    folder = make_report(())
    call("index", folder, "-o", tmp_path / "with.xlsx", "--text", ours)
    call("index", folder, "-o", tmp_path / "without.xlsx")
    with_text, without = cells(tmp_path / "with.xlsx"), cells(tmp_path / "without.xlsx")
    assert (with_text.count(HELD), with_text.count(NO_TEXT)) == (1, 0)
    assert (without.count(HELD), without.count(NO_TEXT)) == (0, 1)
    assert any(THEIRS in str(cell) for cell in with_text)
    assert not any(THEIRS in str(cell) for cell in without)
    assert "text/ours.csv" in with_text, "the file stands among the sources"


def test_build_writes_it_everywhere_but_into_the_graph(make_report, ours: Path, tmp_path: Path):
    before = content_bytes()
    shown = call("build", make_report(()), "-o", tmp_path / "out", "--text", ours)
    assert shown.exit_code == CLEAN
    for form in GAP_REPORTS:
        text = (tmp_path / "out" / f"gaps.{form}").read_text(encoding="utf-8")
        assert "own words on Scope 1, as licensed to us" in text
    assert any(THEIRS in str(cell) for cell in cells(tmp_path / "out" / "index.xlsx"))
    assert "licensed to us" not in (tmp_path / "out" / "graph.ttl").read_text(encoding="utf-8")
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["text_note"] == HELD
    assert manifest["inputs"]["text/ours.csv"] == hashlib.sha256(ours.read_bytes()).hexdigest()
    assert content_bytes() == before, "nothing is ever written into what is shipped"


COMMANDS = {"gaps": (), "index": ("-o", "index.xlsx"), "build": ("-o", "out")}


def with_text(name: str, folder: Path, table: Path, tmp_path: Path) -> Result:
    options = [tmp_path / each if not each.startswith("-") else each for each in COMMANDS[name]]
    return call(name, folder, *options, "--text", table)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_problem_in_the_table_stops_the_run(name: str, make_report, ours: Path, tmp_path: Path):
    ours.write_text("code,text\nB1.1,one\nB1.1,two\n")
    shown = with_text(name, make_report(()), ours, tmp_path)
    assert (shown.exit_code, shown.stdout) == (UNUSABLE, "")
    assert "ours.csv:3:1: error[duplicate-code]" in shown.stderr
    assert "Nothing was written" in shown.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"ours.csv", "report-1"}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_code_out_of_scope_is_warned_about_and_stops_nothing(
    name: str, make_report, ours: Path, tmp_path: Path
):
    ours.write_text("code,text\nB1.1,words\n305-1,words of GRI\n")
    shown = with_text(name, make_report(()), ours, tmp_path)
    assert shown.exit_code == (FOUND if name == "gaps" else CLEAN)
    assert "ours.csv:3:1: warning[unused-text]" in shown.stderr
    assert "unused-text" not in shown.stdout


def test_codes_of_a_framework_that_is_not_shown_are_no_mistake(make_report, ours: Path):
    shown = call("gaps", make_report(()), "--framework", "sasb", "--text", ours)
    assert "unused-text" not in shown.stderr


@pytest.mark.parametrize("name", COMMANDS)
def test_a_table_that_is_not_there_is_wrong_usage(name: str, make_report, tmp_path: Path):
    shown = with_text(name, make_report(()), tmp_path / "nowhere.csv", tmp_path)
    assert (shown.exit_code, shown.stdout) == (UNUSABLE, "")
    assert "does not exist" in shown.stderr
