"""Fixtures for all tests: the example and its assessment, small reports, golden files, outside tools."""

# ruff: noqa: E402  what openpyxl looks for as it is imported has to be said before
from __future__ import annotations

import os

os.environ["OPENPYXL_DEFUSEDXML"] = "False"
"""With it, which a tool of the tests brings along, openpyxl reads in plain Python, a quarter more slowly."""

import gc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from outside_tools import absence, find_program, tools_summary
from small_reports import FACTS, Rows, write_report

from esgmap.findings import Assessment
from esgmap.workspace import run

ROOT = Path(__file__).parent.parent
GOLDEN = Path(__file__).parent / "golden"

os.environ.pop("COLUMNS", None)  # set for the workers of a parallel run: output here is piped

settings.register_profile("esgmap", deadline=None, derandomize=True, database=None, max_examples=60)
settings.load_profile("esgmap")


gc.set_threshold(200_000, 20, 50)
"""Workbooks and assessments are many small objects: looking for cycles in them took a sixth of the run."""


# --- the example --------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def example() -> Path:
    """The folder of the complete example report."""
    return ROOT / "examples" / "kingsoft-cloud-2021"


@pytest.fixture(scope="session")
def assessment(example: Path) -> Assessment:
    """The assessment of the example."""
    outcome = run(example)
    assert outcome.assessment is not None, "\n".join(map(str, outcome.problems))
    return outcome.assessment


# --- small reports to order ---------------------------------------------------------------------

MakeReport = Callable[..., Path]


@pytest.fixture
def make_report(tmp_path: Path) -> MakeReport:
    """A factory of small valid report folders, checked against HKEX esg-guide-2020 and SASB tc-si-2018-10.

    `make_report()` writes report.yaml and three facts. `facts=` and `omissions=` replace the rows, `extra=`
    adds facts, keywords replace keys of report.yaml (None takes a key out). Each call makes a new folder.
    """

    def make(
        facts: Rows = FACTS, *, extra: Rows = (), omissions: Rows | None = None, **overrides: Any
    ) -> Path:
        folder = tmp_path / f"report-{len(list(tmp_path.glob('report-*'))) + 1}"
        folder.mkdir()
        return write_report(folder, facts, extra=extra, omissions=omissions, **overrides)

    return make


# --- golden files -------------------------------------------------------------------------------


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--update-golden`."""
    told = "accept the present outputs as golden files; read the diff before you commit"
    parser.addoption("--update-golden", action="store_true", help=told)


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether the present outputs are to be accepted."""
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture
def golden(update_golden: bool) -> Callable[[str, str], None]:
    """A function that compares a text with `tests/golden/<name>`, or accepts it with `--update-golden`."""

    def compare(name: str, text: str) -> None:
        compare_golden(GOLDEN / name, text, update_golden)

    return compare


def compare_golden(path: Path, text: str, update: bool) -> None:
    """Compare a text with a golden file, or write the file if it is to be updated."""
    if update:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    shown = path.relative_to(ROOT)
    assert path.is_file(), f"{shown} is missing; `pytest --update-golden` writes it"
    wanted = path.read_text(encoding="utf-8")
    assert text == wanted, f"{shown} differs; if the change is meant, run `pytest --update-golden`"


# --- outside tools ------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def tool() -> Callable[[str], str]:
    """A function that finds `soffice`, `chromium` and the like; without it a test skips, in CI it fails."""

    def find(name: str) -> str:
        if found := find_program(name):
            return found
        if os.environ.get("CI"):
            pytest.fail(absence(name), pytrace=False)
        pytest.skip(absence(name))

    return find


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which tools were missing, how many tests were left out for it, and how to have them."""
    reports = [each for kind in ("skipped", "failed", "error") for each in terminalreporter.getreports(kind)]
    for line in tools_summary([str(report.longrepr) for report in reports]):
        terminalreporter.write_line(line)
