"""Working papers that came back: sorted, renamed, edited, cut, mistyped; and what the tests found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import sample_papers
from openpyxl.workbook import Workbook
from sample_papers import PLANS, changed, column, filling, paper_of, rows, sample_for, sample_of, set_cell

from esgmap.export.workbook_sample import PAPER
from esgmap.export.workbook_table import FIRST_ROW, HEADER_ROW
from esgmap.findings import Assessment
from esgmap.model import Severity
from esgmap.population import Sample, gather
from esgmap.sample_returned import Judged, Paper, judge, read_paper
from esgmap.sampling import RESULTS

Change = Callable[[Workbook], object]


@pytest.fixture(scope="module")
def few(assessment: Assessment) -> Assessment:
    return sample_papers.few(assessment)


@pytest.fixture(scope="module")
def sample(few: Assessment) -> Sample:
    return sample_of(few, PLANS["frameworks"])


@pytest.fixture(scope="module")
def raw(sample: Sample, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return paper_of(sample, tmp_path_factory.mktemp("paper") / "sample.xlsx")


def read(raw: bytes) -> Paper:
    paper, problems = read_paper(raw, "sample.xlsx")
    assert paper, problems
    assert problems == []
    return paper


def judged(raw: bytes, sample: Sample) -> Judged:
    return judge(read(raw), sample.plan, sample.population)


ALL_GOOD = filling(("agrees",))


def test_a_paper_that_came_back_untouched_is_the_same_and_open(raw: bytes, sample: Sample):
    found = judged(raw, sample)
    assert found.paper.command == sample.command
    assert found.same_rows
    assert found.same_population
    assert (found.whole.drawn, found.whole.open) == (len(sample.draw.rows),) * 2
    assert all(tally.limit is None for tally in found.tallies)
    assert not found.is_clean


@pytest.mark.parametrize("name", PLANS)
def test_every_kind_of_paper_comes_back_clean(name: str, assessment: Assessment, tmp_path: Path):
    sample = sample_for(name, assessment)
    found = judged(changed(paper_of(sample, tmp_path / "x.xlsx"), ALL_GOOD), sample)
    assert found.is_clean
    assert found.whole.tested == len(sample.draw.rows)
    assert [(each.name, each.drawn) for each in found.tallies] == [
        (part.name, part.size) for part in sample.draw.strata
    ]
    assert all((tally.limit is None) == (name == "targeted") for tally in found.tallies)


def test_errors_are_counted_for_every_stratum_of_their_row(raw: bytes, sample: Sample):
    told = ("agrees", "differs", "agrees", "not found", "agrees")
    found = judged(changed(raw, filling(told)), sample)
    results = {row.id: told[number % 5] for number, row in enumerate(sample.draw.rows)}
    for part, tally in zip(sample.draw.strata, found.tallies, strict=True):
        wrong = [each for each in part.drawn if results[each] in {"differs", "not found"}]
        assert (tally.tested, tally.errors, tally.open) == (part.size, len(wrong), 0)
    assert found.whole.errors == sum(each in {"differs", "not found"} for each in results.values())
    assert found.same_rows
    assert not found.is_clean


# --- what people do that changes nothing ----------------------------------------------------------


def turn_round(book: Workbook) -> None:
    for name in ("Sample", "Population"):
        sheet = book[name]
        kept = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=FIRST_ROW)]
        for number, values in enumerate(reversed(kept)):
            for place, value in enumerate(values, start=1):
                sheet.cell(FIRST_ROW + number, place).value = value


def rename(book: Workbook) -> None:
    for number, sheet in enumerate(book):
        if sheet.title != "Seals":
            sheet.title = f"WP 4.{number}"


def insert_column(book: Workbook) -> None:
    book["Sample"].insert_cols(4)
    book["Sample"].cell(HEADER_ROW, 4).value = "Our ref"
    book["Sample"].cell(FIRST_ROW, 4).value = "A-1"


def sign_off(book: Workbook) -> None:
    for row in book[PAPER].iter_rows(max_col=2):
        if row[0].value in {"Prepared by", "Reviewed by", "Conclusion"}:
            row[1].value = "A. Chan"


def shout(book: Workbook) -> None:
    sheet = book["Sample"]
    for row in range(FIRST_ROW, sheet.max_row + 1):
        sheet.cell(row, column(sheet, "Result")).value = "  AGREES "


def write_below(book: Workbook) -> None:
    sheet = book["Sample"]
    last = sheet.max_row
    sheet.cell(last + 2, 1).value = "Tested with the finance team, 3 March"
    sheet.cell(last + 3, 2).value = "Two rows were discussed"


HARMLESS: list[Change] = [turn_round, rename, insert_column, sign_off, shout, write_below]


@pytest.mark.parametrize("change", HARMLESS, ids=lambda change: change.__name__)
def test_what_people_do_around_the_rows_changes_nothing(change: Change, raw: bytes, sample: Sample):
    found = judged(changed(raw, ALL_GOOD, change), sample)
    assert found.paper.edits == ()
    assert found.is_clean


# --- what does not hold ---------------------------------------------------------------------------


def delete_row(book: Workbook) -> None:
    book["Sample"].delete_rows(FIRST_ROW + 2)


def test_a_row_that_was_deleted_is_named(raw: bytes, sample: Sample):
    found = judged(changed(raw, ALL_GOOD, delete_row), sample)
    assert found.missing == (sample.draw.rows[2].id,)
    assert not found.same_rows
    short = [tally for tally in found.tallies if tally.open]
    assert {tally.name for tally in short} == set(sample.draw.rows[2].strata)
    assert all(tally.limit is None for tally in short)


def test_a_row_that_was_put_in_the_place_of_another_is_named(raw: bytes, sample: Sample):
    drawn = {row.id for row in sample.draw.rows}
    other = next(item.id for item in sample.population.items if item.id not in drawn)
    found = judged(changed(raw, ALL_GOOD, set_cell("Sample", 0, "Row id", other)), sample)
    assert (found.beside, found.missing) == ((other,), (sample.draw.rows[0].id,))


def test_errors_of_a_row_that_was_not_drawn_are_not_lost(raw: bytes, sample: Sample):
    drawn = {row.id for row in sample.draw.rows}
    other = next(item.id for item in sample.population.items if item.id not in drawn)
    put = set_cell("Sample", 0, "Row id", other)
    found = judged(changed(raw, ALL_GOOD, put, set_cell("Sample", 0, "Result", "differs")), sample)
    assert found.whole.errors == 1
    assert sum(tally.errors for tally in found.tallies) == 0


@pytest.mark.parametrize("title", ["What is stated", "Value as printed", "Page", "Drawn for", "Counts for"])
def test_a_claim_that_was_edited_is_named_by_its_cell(title: str, raw: bytes, sample: Sample):
    found = judged(changed(raw, ALL_GOOD, set_cell("Sample", 4, title, "something else")), sample)
    assert [(edit.title, edit.row_id) for edit in found.paper.edits] == [(title, sample.draw.rows[4].id)]
    assert found.paper.edits[0].place.startswith("Sample!")
    assert found.paper.edits[0].place.endswith(str(FIRST_ROW + 4))
    assert not found.same_rows


def test_a_population_that_was_edited_does_not_fit_its_fingerprint(raw: bytes, sample: Sample):
    found = judged(changed(raw, set_cell("Population", 0, "Content hash", "0" * 32)), sample)
    assert found.misprinted
    assert not found.same_rows
    assert len(found.changed) == 1


def test_another_seed_on_the_paper_gives_other_rows(raw: bytes, sample: Sample):
    found = judge(read(raw), replace(sample.plan, seed="2021-B"), sample.population)
    assert found.missing
    assert found.beside
    assert not found.same_rows


def test_a_population_that_is_too_small_for_its_draw_is_no_fault_of_ours(raw: bytes, sample: Sample):
    found = judge(read(raw), replace(sample.plan, size=10_000), sample.population)
    assert found.tallies == ()
    assert len(found.beside) == len(sample.draw.rows)


def test_results_that_were_typed_over_a_formula_are_named(raw: bytes, sample: Sample):
    def type_over(book: Workbook) -> None:
        sheet = book[PAPER]
        header = next(row[0].row for row in sheet.iter_rows() if row[3].value == "Tested")
        sheet.cell(header + 1, 6).value = 0

    found = judged(changed(raw, filling(("differs",)), type_over), sample)
    assert [(edit.title, edit.found, edit.expected) for edit in found.paper.edits] == [
        ("Errors", "0", "a formula")
    ]


# --- since the draw -------------------------------------------------------------------------------


def test_facts_that_came_went_and_changed_since_are_named(raw: bytes, sample: Sample, few: Assessment):
    facts = list(few.report.facts)
    kept = {row.id.removeprefix("fact:") for row in sample.draw.rows}
    touched = next(number for number, fact in enumerate(facts) if fact.id in kept)
    lost = next(number for number, fact in enumerate(facts) if fact.id not in kept)
    facts[touched] = replace(facts[touched], value="other")
    added = replace(facts[lost], id="brand-new")
    today = replace(few, report=replace(few.report, facts=(*facts[:lost], *facts[lost + 1 :], added)))
    found = judge(read(changed(raw, ALL_GOOD)), sample.plan, gather(today, sample.plan))
    assert found.added == ("fact:brand-new",)
    assert found.removed == (f"fact:{few.report.facts[lost].id}",)
    assert found.changed == (f"fact:{facts[touched].id}",)
    assert found.same_rows, "the draw itself holds"
    assert not found.same_population
    assert not found.is_clean


def test_a_status_that_changed_since_changes_the_row(raw: bytes, sample: Sample, few: Assessment):
    bare = replace(few, frameworks=few.frameworks[:1])
    found = judge(read(raw), sample.plan, gather(bare, sample.plan))
    assert found.changed
    assert found.today_only


# --- results that contradict themselves -----------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "doubt"),
    [
        ({"Result": "agrees", "Nature of the error": "typo"}, "though the nature of an error is given"),
        ({"Nature of the error": "typo"}, "no result, though something was filled in"),
        ({"Value found": 3}, "no result, though something was filled in"),
        ({"Result": "differs", "Value found": 3}, ""),
        ({"Result": "agrees", "Value found": "the same words"}, ""),
    ],
)
def test_a_result_that_does_not_go_with_the_rest_is_doubted(
    cells: dict[str, object], doubt: str, raw: bytes, sample: Sample
):
    changes = [set_cell("Sample", 0, title, value) for title, value in cells.items()]
    told = [row.doubt for row in read(changed(raw, *changes)).rows if row.doubt]
    assert (told == []) == (doubt == "")
    assert all(doubt in each for each in told)


def test_agreeing_with_another_number_is_doubted(few: Assessment, tmp_path: Path):
    sample = sample_of(few, replace(PLANS["random"], of="figures"))
    raw = paper_of(sample, tmp_path / "x.xlsx")
    first = sample.assessment.facts_by_id()[sample.draw.rows[0].id.removeprefix("fact:")]
    assert first.number is not None
    for value, doubted in ((float(first.number), False), (float(first.number) + 1, True)):
        changes = (set_cell("Sample", 0, "Value found", value), set_cell("Sample", 0, "Result", "agrees"))
        assert bool(read(changed(raw, *changes)).rows[0].doubt) == doubted


def test_agreeing_with_another_status_is_doubted(assessment: Assessment, tmp_path: Path):
    sample = sample_for("requirements", assessment)
    raw = paper_of(sample, tmp_path / "x.xlsx")
    stated = sample.draw.rows[0].strata[0].rpartition(" / ")[2]
    for status, doubted in ((stated.upper(), False), ("unmet", True)):
        changes = (set_cell("Sample", 0, "Status found", status), set_cell("Sample", 0, "Result", "agrees"))
        assert bool(read(changed(raw, *changes)).rows[0].doubt) == doubted


# --- what cannot be read --------------------------------------------------------------------------


def without_command(book: Workbook) -> None:
    for row in book[PAPER].iter_rows(max_col=1):
        if row[0].value == "To draw it again":
            row[0].value = "Command"


def without_result(book: Workbook) -> None:
    sheet = book["Sample"]
    sheet.cell(HEADER_ROW, column(sheet, "Result")).value = "Outcome"


def twice(book: Workbook) -> None:
    sheet = book["Sample"]
    for place in range(1, sheet.max_column + 1):
        sheet.cell(sheet.max_row, place).value = sheet.cell(FIRST_ROW, place).value


UNREADABLE: list[tuple[Change, str, str]] = [
    (set_cell("Sample", 3, "Result", "OK"), "the result is `OK`; expected agrees, differs", "Sample!Q9"),
    (set_cell("Sample", 3, "Result", 1), "the result is `1`; expected", "Sample!Q9"),
    (without_command, "no cell says “To draw it again”", "sample.xlsx"),
    (without_result, "has no column “Result”", "Sample"),
    (twice, "stands twice", "Sample!B"),
    (lambda book: book.remove(book["Population"]), "no sheet with the columns of the sheet Population", ""),
    (lambda book: book.remove(book["Sample"]), "no sheet with the columns of the sheet Sample", ""),
    (lambda book: book.remove(book["Seals"]), "no working paper of a sample", ""),
]


@pytest.mark.parametrize(("change", "told", "place"), UNREADABLE, ids=[told for _, told, _ in UNREADABLE])
def test_what_cannot_be_read_is_said_with_its_place(change: Change, told: str, place: str, raw: bytes):
    paper, problems = read_paper(changed(raw, change), "sample.xlsx")
    assert paper is None
    (problem,) = [each for each in problems if each.severity is Severity.ERROR]
    assert told in problem.message
    assert place in str(problem.source)
    assert problem.hint


def test_everything_wrong_is_said_at_once(raw: bytes):
    changes = [set_cell("Sample", row, "Result", "ok") for row in range(4)]
    paper, problems = read_paper(changed(raw, *changes, without_command), "sample.xlsx")
    assert paper is None
    assert len(problems) == 5


@pytest.mark.parametrize("content", [b"", b"no workbook", b"PK\x03\x04"])
def test_a_file_that_is_no_workbook_is_refused(content: bytes):
    paper, problems = read_paper(content, "sample.xlsx")
    assert paper is None
    assert problems


def test_the_results_that_a_tester_may_give_are_those_of_the_list(raw: bytes, sample: Sample):
    told = [RESULTS[number % len(RESULTS)] for number in range(len(sample.draw.rows))]
    assert set(told) == set(RESULTS)
    by_id = {row.id: row for row in read(changed(raw, filling(told))).rows}
    for drawn, result in zip(sample.draw.rows, told, strict=True):
        row = by_id[drawn.id]
        assert row.result == result
        assert row.is_error == (result in {"differs", "not found"})
        assert row.is_open == (result == "not tested")
    assert len(rows_of(raw)) == len(sample.draw.rows)


def rows_of(raw: bytes) -> list[dict[str, object]]:
    from io import BytesIO

    from openpyxl import load_workbook

    return rows(load_workbook(BytesIO(raw))["Sample"])
