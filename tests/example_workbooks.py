"""The workbooks of the examples, each written once for all tests that only read it."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from esgmap.export.workbook import write
from esgmap.workspace import run

EXAMPLES = Path(__file__).parents[1] / "examples"


def example_workbook(name: str, folders: pytest.TempPathFactory) -> Path:
    """The workbook of an example, which the workers of a parallel run share; not to be changed."""
    shared = folders.getbasetemp()
    shared = shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared
    target = shared / f"{name}.xlsx"
    if not target.exists():
        outcome = run(EXAMPLES / name)
        assert outcome.assessment, outcome.problems
        beside = target.with_suffix(f".{os.getpid()}.xlsx")
        write(outcome.assessment, beside)
        beside.replace(target)
    return target


def example_book(name: str, folders: pytest.TempPathFactory) -> Workbook:
    """The same as openpyxl has it, with its formulas; not to be changed."""
    return _loaded(example_workbook(name, folders))


@cache
def _loaded(path: Path) -> Workbook:
    return openpyxl.load_workbook(path)
