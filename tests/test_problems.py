"""Bad input, case by case: what a user reads, and that nothing is written.

Each folder of `tests/problems/` is a report folder with something wrong in it, and `expected.txt`: the exact
output of `esgmap check`. `pytest --update-golden` rewrites it; read the difference as a user would.
A `facts.sheet.csv` is made into facts.xlsx, as a spreadsheet takes what is typed.
"""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from itertools import takewhile
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from esgmap.cli import cli

PROBLEMS = Path(__file__).parent / "problems"
CASES = sorted(path.name for path in PROBLEMS.iterdir() if path.is_dir())
COUNT = 66
ASSESSED = {
    "evidence-missing",
    "fact-outside-period",
    "header-only",
    "omission-not-permitted",
    "omission-that-says-nothing",
    "omission-with-unknown-reason",
    "omission-without-explanation",
    "unit-of-another-kind",
    "unknown-column",
}
"""Cases that can be assessed all the same: exit code 1. All others are unusable: exit code 2."""

BY_LIBREOFFICE = {"workbook-saved-by-libreoffice"}
PLACE = re.compile(r"[a-z]+\.(?:csv|tsv|yaml|xlsx)(?::(?:\d+(?::\d+)?|\w+![A-Z]+\d+))?: ")
WRITERS = {
    "gaps": ["gaps", "{folder}", "--format", "html", "-o", "{out}/gaps.html"],
    "index": ["index", "{folder}", "-o", "{out}/index.xlsx"],
    "build": ["build", "{folder}", "-o", "{out}"],
    "graph": ["graph", "export", "{folder}", "-o", "{out}/graph.ttl"],
}
NOTHING = "Nothing was assessed or written: mend the errors above and run again.\n"
TARGETS = ["gaps.html", "gaps.json", "gaps.md", "graph.ttl", "index.xlsx", "manifest.json"]


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments))


@pytest.fixture
def prepared(tmp_path: Path, tool: Callable[[str], str]) -> Callable[[str], Path]:
    """A function that copies the input of a case, making its workbook if it has one."""

    def prepare(case: str) -> Path:
        folder = tmp_path / case
        shutil.copytree(PROBLEMS / case, folder, ignore=shutil.ignore_patterns("expected.txt"))
        sheet = folder / "facts.sheet.csv"
        if sheet.is_file():
            make_workbook(sheet, folder / "facts.xlsx")
            sheet.unlink()
            if case in BY_LIBREOFFICE:
                save_by_libreoffice(tool("soffice"), folder / "facts.xlsx", tmp_path / "office")
        return folder

    return prepare


def make_workbook(sheet: Path, target: Path) -> None:
    """Make a workbook of a CSV as a spreadsheet does that a person types it into."""
    book = openpyxl.Workbook()
    book.worksheets[0].title = "Facts"
    with sheet.open(newline="", encoding="utf-8") as file:
        for number, row in enumerate(csv.reader(file), start=1):
            for column, text in enumerate(row, start=1):
                value, number_format = typed(text)
                if value != "":
                    cell = book.worksheets[0].cell(number, column)
                    cell.value = value
                    cell.number_format = number_format
    book.save(target)


def typed(text: str) -> tuple[str | float | date, str]:
    """What a spreadsheet stores when a text is typed, and the number format it gives the cell."""
    if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text):
        return float(text), "General"
    if re.fullmatch(r"[0-9]+(\.[0-9]+)?%", text):
        return float(text[:-1]) / 100, "0.00%"
    if re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", text):
        return date(int(text[:4]), int(text[5:]), 1), "mmm-yy"
    return text, "General"


def save_by_libreoffice(program: str, path: Path, work: Path) -> None:
    """Open a workbook in LibreOffice and save it in its place."""
    options = [f"-env:UserInstallation={(work / 'profile').as_uri()}", "--headless", "--convert-to", "xlsx"]
    out = work / "saved"
    command = [program, *options, "--outdir", str(out), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    shutil.move(out / path.name, path)


def test_every_case_was_collected():
    assert len(CASES) == COUNT
    assert set(CASES) >= ASSESSED | BY_LIBREOFFICE
    for case in CASES:
        assert (PROBLEMS / case / "expected.txt").is_file(), f"{case} has no expected.txt"


@pytest.mark.parametrize("case", CASES)
def test_check_says_what_is_wrong_and_how_to_mend_it(
    prepared: Callable[[str], Path], golden: Callable[[str, str], None], case: str
):
    result = invoke("check", str(prepared(case)))
    golden(str(PROBLEMS / case / "expected.txt"), result.output)
    assert result.exit_code == (1 if case in ASSESSED else 2)
    *problems, count = result.output.splitlines()
    listed = list(takewhile(bool, problems))
    starts = [number for number, line in enumerate(listed) if not line.startswith(" ")]
    assert starts, "a case without a problem is no case"
    for start, end in zip(starts, [*starts[1:], len(listed)], strict=True):
        assert PLACE.match(listed[start]), "the line says where"
        assert any(re.match(r"    → \S", line) for line in listed[start:end]), "a line says how to mend it"
    assert sum(map(int, re.findall(r"\d+", count))) == len(starts)


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("case", [case for case in CASES if case not in ASSESSED | BY_LIBREOFFICE])
def test_unusable_input_leaves_every_output_as_it_was(
    prepared: Callable[[str], Path], tmp_path: Path, case: str, writer: str
):
    folder, out = prepared(case), tmp_path / "out"
    out.mkdir()
    for name in TARGETS:
        (out / name).write_text(f"{name} as it was")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    result = invoke(*(part.format(folder=folder, out=out) for part in WRITERS[writer]))
    assert result.exit_code == 2
    assert {path.name: path.read_text() for path in out.iterdir()} == {
        name: f"{name} as it was" for name in TARGETS
    }
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([case, "out"])
    expected = (PROBLEMS / case / "expected.txt").read_text(encoding="utf-8")
    *problems, _ = expected.splitlines(keepends=True)
    assert result.stderr == "".join(problems) + NOTHING
    assert result.stdout == ""


@pytest.mark.parametrize("case", sorted(ASSESSED - BY_LIBREOFFICE))
def test_what_can_be_assessed_is_written_all_the_same(
    prepared: Callable[[str], Path], tmp_path: Path, case: str
):
    """The other side: these outputs do appear, so that their absence above says something."""
    out = tmp_path / "out"
    result = invoke("build", str(prepared(case)), "-o", str(out))
    assert result.exit_code == 0
    assert sorted(path.name for path in out.iterdir()) == TARGETS


def test_every_problem_of_a_folder_is_told_at_once(prepared: Callable[[str], Path]):
    """The case holds faults of every file and tier; mending one never brings up another."""
    output = invoke("check", str(prepared("everything-at-once"))).output
    codes = re.findall(r"^\S+ \w+\[([a-z-]+)\]", output, re.MULTILINE)
    assert sorted(codes) == sorted(
        [
            "unknown-key",
            "unknown-edition",
            "unknown-indicator",
            "number-format",
            "unknown-unit",
            "date-format",
            "unknown-document",
            "duplicate-id",
            "unknown-code",
            "unknown-dimension",
            "missing-value",
            "malformed-value",
            "omission-not-permitted",
            "omission-reason",
            "unknown-document",
        ]
    )
