"""Ways in which people change a workbook, as functions on an openpyxl workbook; and how to read it back."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path

import openpyxl
from openpyxl.workbook import Workbook

from esgmap.export.workbook import record_of, write
from esgmap.export.workbook_returned import returned
from esgmap.export.workbook_table import FIRST_ROW, HEADER_ROW
from esgmap.findings import Assessment, DisclosureFinding
from esgmap.returned import Returned, read_returned
from esgmap.workspace import only, run

EXAMPLES = Path(__file__).parents[1] / "examples"
EXAMPLE = EXAMPLES / "kingsoft-cloud-2021"


UNUSED = ("ghg-scope1-2021", "ghg-scope1-2020")
"""Facts that stand on the sheet Facts and that the framework of `example` has no use for."""


@cache
def example() -> Assessment:
    """The example, assessed once; to be quick, with one framework and few facts that come near it."""
    assessment = run(EXAMPLE).assessment
    assert assessment
    (sasb,) = only(assessment, "sasb").frameworks
    few = replace(sasb, disclosures=tuple(_with_few_near_misses(each) for each in sasb.disclosures))
    named = {each.fact_id for found in few.findings for each in (*found.because, *found.near_misses)}
    facts = tuple(each for each in assessment.report.facts if each.id in {*named, *UNUSED})
    assert 40 < len(facts) < 60
    examined = tuple(each for each in assessment.examined if set(each.facts) <= set(facts))
    report = replace(assessment.report, facts=facts)
    return replace(assessment, frameworks=(few,), report=report, examined=examined)


def _with_few_near_misses(disclosure: DisclosureFinding) -> DisclosureFinding:
    findings = tuple(replace(each, near_misses=each.near_misses[:1]) for each in disclosure.findings)
    return replace(disclosure, findings=findings)


def written(assessment: Assessment, target: Path) -> bytes:
    """The bytes of the workbook of an assessment."""
    write(assessment, target)
    return target.read_bytes()


@cache
def example_file() -> bytes:
    """The workbook of `example`."""
    with tempfile.TemporaryDirectory(prefix="esgmap-test-") as folder:
        return written(example(), Path(folder) / "index.xlsx")


@cache
def example_back() -> Returned:
    """The workbook of `example` as it came back."""
    return back(example_file())


def made_anew(assessment: Assessment) -> Returned:
    """What `verify` holds a workbook against."""
    return returned(record_of(assessment))


def changed(raw: bytes, change: Callable[[Workbook], object]) -> bytes:
    """A workbook with a change made in it, saved by openpyxl, which stands in for a spreadsheet program."""
    book = openpyxl.load_workbook(io.BytesIO(raw))
    change(book)
    for sheet in book:
        _take_links_along(sheet)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


@lru_cache(maxsize=8)
def opened(raw: bytes) -> Workbook:
    """A workbook as openpyxl has it, loaded once; not to be changed."""
    return openpyxl.load_workbook(io.BytesIO(raw))


def _take_links_along(sheet) -> None:
    """Let links stand where their cells were moved to: programs do so, openpyxl does not."""
    for row in sheet.iter_rows():
        for cell in row:
            if cell.hyperlink:
                cell.hyperlink.ref = cell.coordinate


def back(raw: bytes, **more: object) -> Returned:
    """The workbook as it came back."""
    returned, problems = read_returned(raw, "back.xlsx", **more)
    assert returned, problems
    return returned


def column(sheet, title: str) -> int:
    """The column of a title, from 1."""
    return [cell.value for cell in sheet[HEADER_ROW]].index(title) + 1


def row_of(sheet, row_id: str, title: str = "Row id") -> int:
    """The row of an id."""
    place = column(sheet, title)
    return next(row for row in range(FIRST_ROW, sheet.max_row + 1) if sheet.cell(row, place).value == row_id)


def set_cell(sheet_name: str, row_id: str, title: str, value: object, id_title: str = "Row id") -> Callable:
    """Overwrite one cell."""

    def change(book: Workbook) -> None:
        sheet = book[sheet_name]
        sheet.cell(row_of(sheet, row_id, id_title), column(sheet, title)).value = value

    return change
