"""Working papers of audit samples to order, and testers who fill them in; what several test modules share."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import openpyxl
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from esgmap.commands._sample_plan import spelt
from esgmap.export.workbook_sample import write
from esgmap.export.workbook_table import FIRST_ROW, HEADER_ROW
from esgmap.findings import Assessment
from esgmap.population import Baseline, Sample, gather
from esgmap.sampling import Plan, obstacle, perform

PLANS = {
    "random": Plan(seed="2021-A", tolerable=Fraction(1, 10)),
    "frameworks": Plan(seed="2021-A", by=("framework",), size=40),
    "bases": Plan(seed="2021-A", by=("basis",), size=30, minimum=3, confidence=Fraction(9, 10)),
    "each": Plan(seed="2021-A", of="counting", by=("status", "basis"), size=5, allocation="each"),
    "targeted": Plan(seed="2021-A", targets=("estimated", "most-used", "largest"), top=3),
    "requirements": Plan(
        seed="2021-A", of="requirements", statuses=("met", "partial"), by=("framework", "status"), size=20
    ),
}


def few(assessment: Assessment) -> Assessment:
    """The assessment with a ninth of its facts, to be quick; what counts for requirements stays as it was."""
    facts = tuple(
        fact
        for number, fact in enumerate(assessment.report.facts)
        if number % 9 == 0 or fact.basis == "estimated"
    )
    return replace(assessment, report=replace(assessment.report, facts=facts))


def sample_for(name: str, assessment: Assessment) -> Sample:
    """The sample of one of `PLANS`: of few facts, or of the requirements of few disclosures."""
    if name != "requirements":
        return sample_of(few(assessment), PLANS[name])
    frameworks = tuple(replace(each, disclosures=each.disclosures[::3]) for each in assessment.frameworks)
    return sample_of(replace(assessment, frameworks=frameworks), PLANS[name])


def sample_of(assessment: Assessment, plan: Plan, baseline: Baseline | None = None) -> Sample:
    """The sample of a plan."""
    population = gather(assessment, plan, baseline)
    assert obstacle(population.items, plan) == ""
    name = baseline.name if baseline else None
    line = spelt(plan, "kingsoft-cloud-2021", name, "sample.xlsx")
    return Sample(assessment, plan, population, perform(population.items, plan), line)


def paper_of(sample: Sample, target: Path) -> bytes:
    """The bytes of its working paper."""
    write(sample, target)
    return target.read_bytes()


def changed(raw: bytes, *changes: Callable[[Workbook], object]) -> bytes:
    """A paper with changes made in it, saved by openpyxl, which stands in for a spreadsheet program."""
    book = openpyxl.load_workbook(io.BytesIO(raw))
    for change in changes:
        change(book)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def column(sheet: Worksheet, title: str) -> int:
    """The column of a title, from 1."""
    return [cell.value for cell in sheet[HEADER_ROW]].index(title) + 1


def rows(sheet: Worksheet) -> list[dict[str, object]]:
    """The rows of a table sheet as values by title."""
    titles = [cell.value for cell in sheet[HEADER_ROW]]
    return [
        {str(title): cell.value for title, cell in zip(titles, cells, strict=True) if title}
        for cells in sheet.iter_rows(min_row=FIRST_ROW)
    ]


def filling(results: Iterable[str], **more: object) -> Callable[[Workbook], None]:
    """Fill in results, one after the other and round again; `more` fills other columns of every row."""
    told = list(results)

    def change(book: Workbook) -> None:
        sheet = book["Sample"]
        for number, row in enumerate(range(FIRST_ROW, sheet.max_row + 1)):
            sheet.cell(row, column(sheet, "Result")).value = told[number % len(told)] or None
            for title, value in more.items():
                sheet.cell(row, column(sheet, title.replace("_", " "))).value = value

    return change


def set_cell(sheet: str, row: int, title: str, value: object) -> Callable[[Workbook], None]:
    """Overwrite one cell of a row, counted from 0."""

    def change(book: Workbook) -> None:
        book[sheet].cell(FIRST_ROW + row, column(book[sheet], title)).value = value

    return change
