"""`esgmap crosswalk`: its output forms, and what it says when it is called wrongly."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from esgmap.cli import cli
from esgmap.export.crosswalk_rows import PREDICATE_WORDS

HKEX, SASB = "hkex:esg-guide-2020", "sasb:tc-si-2018-10"


def call(*arguments: str, width: int = 100) -> Result:
    """Run the command."""
    return CliRunner().invoke(cli, ["crosswalk", *arguments], env={"COLUMNS": str(width), "NO_COLOR": "1"})


# --- good calls -----------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("level", ["requirement", "disclosure"])
def test_the_terminal_form_fits_its_width(width: int, level: str):
    result = call("esg-guide-2020", SASB, "--level", level, width=width)
    assert result.exit_code == 0, result.output
    assert max(map(len, result.output.splitlines())) <= width
    assert "TC-SI-130a.1" in result.output
    assert ("A2.1-total same as TC-SI-130a.1-1" in result.output) == (level == "requirement")


def test_stem_and_id_name_the_same_edition():
    assert call("esg-guide-2020", "tc-si-2018-10").output == call(HKEX, SASB).output


def test_gri_stands_for_what_is_in_force():
    data = json.loads(call("nasdaq", "gri", "--format", "json").output)
    assert {"gri:gri-2-2021", "gri:gri-303-2018", "gri:gri-306-2020"} <= set(data["to"])
    assert not {"gri:gri-102-2016", "gri:gri-303-2016", "gri:gri-103-2025", "gri:gri-1-2021"} & set(
        data["to"]
    )
    assert data["from"] == ["nasdaq:esg-guide-2019"]


def test_limited_to_a_code():
    data = json.loads(call(HKEX, SASB, "--code", "a2.1", "--format", "json").output)
    assert [(each["from"]["code"], each["to"]["code"]) for each in data["pairs"]] == [
        ("A2.1-total", "TC-SI-130a.1-1")
    ]
    (chain,) = data["pairs"][0]["chains"]
    assert chain["via"] == ["energy-total"]
    assert [each["indicator"] for each in chain["mappings"]] == ["energy-total"] * 2
    assert {each["code"].split("-")[0] for each in data["without_pair"]} == {"A2.1"}


def test_the_markdown_form_is_a_table():
    text = call(HKEX, SASB, "--format", "md").output
    rows = [line for line in text.splitlines() if line.startswith("| **")]
    pairs = json.loads(call(HKEX, SASB, "--format", "json").output)["pairs"]
    assert len(rows) == len(pairs) > 10
    assert all(len(re.findall(r"(?<!\\)\|", row)) == 6 for row in rows)


@pytest.mark.parametrize("form", ["tsv", "md", "json", "terminal"])
def test_what_goes_to_a_file_is_what_is_shown(form: str, tmp_path: Path):
    target = tmp_path / "crosswalk"
    result = call(HKEX, SASB, "--format", form, "-o", str(target))
    assert (result.exit_code, result.stdout) == (0, "")
    shown = call(HKEX, SASB, "--format", form, width=100).output
    assert target.read_text(encoding="utf-8") == shown


def test_the_workbook(tmp_path: Path):
    target, again = tmp_path / "crosswalk.xlsx", tmp_path / "again.xlsx"
    for path in (target, again):
        assert call(HKEX, SASB, "--format", "xlsx", "-o", str(path)).exit_code == 0
    assert target.read_bytes() == again.read_bytes()
    book = load_workbook(target)
    assert book.sheetnames == ["Pairs", "Without a pair", "Words"]
    data = json.loads(call(HKEX, SASB, "--format", "json").output)
    pairs = [row for row in book["Pairs"].iter_rows(min_row=6, values_only=True) if row[0]]
    assert [(row[0], row[2], row[3], float(row[5])) for row in pairs] == [
        (
            each["from"]["code"],
            PREDICATE_WORDS[each["predicate"]],
            each["to"]["code"],
            float(each["confidence"]),
        )
        for each in data["pairs"]
    ]
    lone = [row for row in book["Without a pair"].iter_rows(min_row=6, values_only=True) if row[0]]
    assert [(row[0], row[1]) for row in lone] == [
        (each["side"], each["code"]) for each in data["without_pair"]
    ]


@pytest.mark.office
def test_the_workbook_opens_in_libreoffice(tmp_path: Path, tool: Callable[[str], str]):
    target = tmp_path / "crosswalk.xlsx"
    assert call(HKEX, "nasdaq", "--format", "xlsx", "-o", str(target)).exit_code == 0
    home = f"-env:UserInstallation=file://{tmp_path / 'home'}"
    command = [
        tool("soffice"),
        home,
        "--headless",
        "--convert-to",
        "csv:Text - txt - csv (StarCalc):44,34,76",
        "--outdir",
        str(tmp_path),
        str(target),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    text = (tmp_path / "crosswalk.csv").read_text(encoding="utf-8")
    assert "Crosswalk from HKEX ESG Guide (2020)" in text and "E3.1" in text


# --- wrong calls ----------------------------------------------------------------------------------

WRONG: list[tuple[list[str], str]] = [
    (["esg-guide-2021", SASB], "nearest: hkex:esg-guide-2020"),
    ([HKEX, "sabs"], "nearest: sasb:"),
    (["hkex", SASB], "  hkex:esg-code-2025"),
    ([HKEX, "hkex:esg-guide-2020"], "must be different editions"),
    (["gri", "gri-305-2016"], "must be different editions"),
    ([HKEX, "sdg"], "`esgmap frameworks show CODE` shows which of them"),
    (["ungc-principles-2004", HKEX], "`esgmap frameworks show CODE` shows which of them"),
    ([HKEX, "gri-1-2021"], "has a title and dates only"),
    ([HKEX, SASB, "--code", "TC-SI-130a.9"], "nearest: TC-SI-130a."),
    ([HKEX, SASB, "--code", "305-1"], "is no disclosure of these editions"),
    ([HKEX, SASB, "--format", "xlsx"], "-o FILE.xlsx"),
    ([HKEX, SASB, "--format", "xlsx", "-o", "crosswalk.csv"], "-o FILE.xlsx"),
]


@pytest.mark.parametrize(("arguments", "told"), WRONG)
def test_wrong_calls(arguments: list[str], told: str):
    result = call(*arguments)
    assert result.exit_code == 2
    assert told in result.stderr
    assert result.stdout == ""


def test_both_sides_are_told_at_once():
    result = call("hkx", "sabs")
    assert "`hkx`" in result.stderr and "`sabs`" in result.stderr


@pytest.mark.parametrize("form", ["tsv", "xlsx"])
def test_a_file_that_cannot_be_written(form: str, tmp_path: Path):
    blocked = tmp_path / "a-file"
    blocked.write_text("kept", encoding="utf-8")
    result = call(HKEX, SASB, "--format", form, "-o", str(blocked / f"crosswalk.{form}"))
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr and "→" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["a-file"]
