"""A working paper that came back, filled in: whether it is the draw that it says it is, and what was found.

Comes in: the bytes of the paper; then the plan that its command names, and the population as it is today.
Goes out: the rows with their results, what does not hold, and errors, rates and limits by stratum. Sheets and
columns are found by their titles, rows by their ids, whatever was sorted, moved or renamed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from esgmap.books import BookSheet
from esgmap.cells import letters
from esgmap.model import Problem, Severity, Source
from esgmap.population import Population
from esgmap.returned import NO_SEALS, Returned, ReturnedRow, ReturnedSheet, read_returned
from esgmap.sample_size import capped_limit, most_in_error
from esgmap.sampling import (
    ERRORS,
    GLUE,
    RESULTS,
    TARGETED,
    Draw,
    Plan,
    draw_from,
    draw_targeted,
    obstacle,
    perform,
)
from esgmap.seals import BARE, root
from esgmap.verify import Difference, Group, compare

SAMPLE, POPULATION = "Sample", "Population"
COMMAND, FINGERPRINT = "To draw it again", "Fingerprint"
FOUND_TITLES = ("Value found", "Status found")
TESTED_TITLE, RATE_TITLES = "Tested", ("Tested", "Open", "Errors", "Error rate", "Upper limit")


@dataclass(frozen=True, slots=True)
class TestedRow:
    """One row of the sample with what the tester says of it; `place` is the cell of its result."""

    id: str
    strata: tuple[str, ...]
    result: str
    found: str
    nature: str
    place: str
    doubt: str = ""

    @property
    def is_open(self) -> bool:
        """Whether the row is still to be tested."""
        return self.result not in RESULTS[:-1]

    @property
    def is_error(self) -> bool:
        """Whether the row counts as an error."""
        return self.result in ERRORS


@dataclass(frozen=True, slots=True)
class Paper:
    """A working paper as it came back: its command, its rows, and the population that it lists.

    `listed` gives for each item its content hash and the names of its strata. `edits` are cells and rows that
    are not as they were written, what testers fill in left out.
    """

    shown: str
    command: str
    fingerprint: str
    rows: tuple[TestedRow, ...]
    listed: Mapping[str, tuple[str, tuple[str, ...]]]
    edits: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """The results of one stratum; without a limit while a row is open, or if none can be worked out."""

    name: str
    population: int
    drawn: int
    tested: int
    errors: int
    limit: Decimal | None

    @property
    def open(self) -> int:
        """How many rows are still to be tested."""
        return self.drawn - self.tested

    @property
    def rate(self) -> Fraction | None:
        """Errors among the rows tested."""
        return Fraction(self.errors, self.tested) if self.tested else None

    @property
    def at_most(self) -> int | None:
        """How many rows of the stratum are in error at most."""
        return None if self.limit is None else most_in_error(self.limit, self.population)


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of a paper: its tallies, and whatever does not hold."""

    paper: Paper
    tallies: tuple[Tally, ...]
    whole: Tally
    missing: tuple[str, ...]
    beside: tuple[str, ...]
    misprinted: bool
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]
    today_only: tuple[str, ...]

    @property
    def same_rows(self) -> bool:
        """Whether the rows are those that the seed draws from the population on the paper, unedited."""
        return not (self.missing or self.beside or self.misprinted or self.paper.edits)

    @property
    def same_population(self) -> bool:
        """Whether the population is today what it was when the rows were drawn, and gives the same rows."""
        return not (self.added or self.removed or self.changed or self.today_only)

    @property
    def is_clean(self) -> bool:
        """Whether every row was tested, none is in error, and draw and population hold."""
        return self.same_rows and self.same_population and not (self.whole.open or self.whole.errors)


# --- reading --------------------------------------------------------------------------------------


def read_paper(raw: bytes, shown: str) -> tuple[Paper | None, list[Problem]]:
    """Read a paper; without a paper, the problems say what is wrong and how to mend it, all at once."""
    returned, problems = read_returned(raw, shown)
    if returned is None:
        return None, [_no_sample(each, shown) for each in problems]
    sheets = {key: returned.sheets.get(key) for key in (SAMPLE, POPULATION)}
    sample, population = sheets[SAMPLE], sheets[POPULATION]
    command = _beside(returned.added_sheets, COMMAND)
    for key, sheet in sheets.items():
        if sheet is None:
            message = f"there is no sheet with the columns of the sheet {key}"
            problems.append(_error("no-sample", message, "put the sheet back, under any name", shown))
    if not command:
        message = f"no cell says “{COMMAND}” with the command beside it"
        hint = "put the line back as the paper had it, on any sheet"
        problems.append(_error("no-command", message, hint, shown))
    if sample is None or population is None:
        return None, problems
    problems += _result_problems(sample, shown)
    if any(problem.severity is Severity.ERROR for problem in problems):
        return None, problems
    listed = _listed(population)
    rows = [_tested(row, sample) for row in _named_rows(sample)]
    remarks = {row.id for row in rows if row.id not in listed and not row.result}
    edits = (*_edits(returned, remarks), *_overwritten(returned.added_sheets))
    kept = tuple(row for row in rows if row.id not in remarks)
    return Paper(shown, command, _beside(returned.added_sheets, FINGERPRINT), kept, listed, edits), problems


def _no_sample(problem: Problem, shown: str) -> Problem:
    """The problem, told of a working paper where it is that the Seals are missing."""
    if problem.code != NO_SEALS:
        return problem
    message = "the workbook is no working paper of a sample made by esgmap, or its sheet Seals was deleted"
    return _error("no-sample", message, "take the file as `esgmap sample -o` wrote it", shown)


def _error(code: str, message: str, hint: str, shown: str, cell: str = "") -> Problem:
    return Problem(code, Severity.ERROR, message, hint, Source(shown, cell=cell))


def _beside(sheets: tuple[BookSheet, ...], label: str) -> str:
    """The text to the right of a label, on whatever sheet it stands now."""
    for sheet in sheets:
        for (row, column), cell in sheet.cells.items():
            if cell.text.strip() == label and (row, column + 1) in sheet.cells:
                return sheet.cells[row, column + 1].text.strip()
    return ""


def _result_problems(sample: ReturnedSheet, shown: str) -> Iterator[Problem]:
    if "Result" not in sample.columns:
        message = f"the sheet {sample.name} has no column “Result”"
        yield _error("no-sample", message, "give the column its title again", shown, sample.name)
        return
    for row in sample.loose:
        if row.row_id and not row.row_id.startswith(BARE):
            message = f"the row {row.row_id} stands twice"
            yield _error("duplicate-id", message, "keep one of them", shown, sample.cell(row, "Row id"))
    for row in _named_rows(sample):
        written = row.text("Result")
        if written and _result(row) not in RESULTS:
            message = f"the result is `{written}`; expected {', '.join(RESULTS[:-1])} or {RESULTS[-1]}"
            hint = "choose one of the list in the cell; what else is to be said belongs in the comment"
            yield _error("unknown-choice", message, hint, shown, sample.cell(row, "Result"))


def _result(row: ReturnedRow) -> str:
    return " ".join(row.text("Result").split()).casefold()


def _tested(row: ReturnedRow, sample: ReturnedSheet) -> TestedRow:
    found = next((row.text(title) for title in FOUND_TITLES if row.text(title)), "")
    return TestedRow(
        id=row.row_id,
        strata=_strata(row.text("Drawn for")),
        result=_result(row),
        found=found,
        nature=row.text("Nature of the error"),
        place=sample.cell(row, "Result"),
        doubt=_doubt(row, found),
    )


def _doubt(row: ReturnedRow, found: str) -> str:
    """What in a row contradicts its result."""
    result, nature = _result(row), row.text("Nature of the error")
    stated = row.text("Status") or row.text("Value")
    if result == "agrees" and found and stated and not _is_same(row, found):
        return f"agrees, though {found} was found for {stated}"
    if result == "agrees" and nature:
        return f"agrees, though the nature of an error is given: {nature}"
    if not result and (found or nature):
        return "no result, though something was filled in"
    return ""


def _is_same(row: ReturnedRow, found: str) -> bool:
    """Whether what was found is what is stated; a text found for a number is the tester's to judge."""
    stated, noted = row.cells.get("Value"), row.cells.get("Value found")
    if stated and noted and {stated.kind, noted.kind} == {"number"}:
        return Decimal(stated.text) == Decimal(noted.text)
    return noted is not None or row.text("Status").casefold() == found.strip().casefold()


def _listed(population: ReturnedSheet) -> dict[str, tuple[str, tuple[str, ...]]]:
    return {
        row.row_id: (row.text("Content hash"), _strata(row.text("Strata") or row.text("Targets")))
        for row in _named_rows(population)
    }


def _strata(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split(GLUE)))


def _edits(returned: Returned, remarks: set[str]) -> Iterator[Difference]:
    """What was changed in rows and columns of ours; what people wrote beside and below them is theirs."""
    for each in compare(returned, None).differences:
        is_row = each.row_id and not each.row_id.startswith(BARE) and each.row_id not in remarks
        is_ours = each.title or is_row
        if each.group is not Group.BESIDE and is_ours:
            yield each


def _named_rows(sheet: ReturnedSheet) -> Iterator[ReturnedRow]:
    """The rows of the table, without the lines above it and what was written below it."""
    return (row for row_id, row in sheet.rows.items() if not row_id.startswith(BARE))


def _overwritten(sheets: tuple[BookSheet, ...]) -> Iterator[Difference]:
    """Results on the paper that are no formulas any more."""
    for sheet in sheets:
        header = next((row for (row, _), cell in sheet.cells.items() if cell.text == TESTED_TITLE), 0)
        titles = {column: cell.text for (row, column), cell in sheet.cells.items() if row == header}
        if header and {"Rows", "Drawn", *RATE_TITLES[:3]} <= set(titles.values()):
            yield from _typed(sheet, header, titles)


def _typed(sheet: BookSheet, header: int, titles: dict[int, str]) -> Iterator[Difference]:
    for (row, column), cell in sorted(sheet.cells.items()):
        is_result = titles.get(column) in RATE_TITLES and (row, 1) in sheet.cells and row > header
        if is_result and _is_table(sheet, header, row) and (row, column) not in sheet.formulas:
            place = f"{sheet.name}!{letters(column)}{row}"
            yield Difference(Group.BY_HAND, place, "", titles[column], cell.text, "a formula")


def _is_table(sheet: BookSheet, header: int, row: int) -> bool:
    """Whether a row still belongs to the table below the header: every row down to it has a count of rows."""
    return all(
        (each, 2) in sheet.cells and sheet.cells[each, 2].kind == "number"
        for each in range(header + 1, row + 1)
    )


# --- judging --------------------------------------------------------------------------------------


def judge(paper: Paper, plan: Plan, today: Population) -> Judged:
    """Draw again from the population on the paper, compare, and count what was found."""
    draw = _draw_again(paper, plan)
    drawn = {row.id: row.strata for row in draw.rows} if draw else {}
    tested = {row.id: row for row in paper.rows}
    misprinted = root((each, listed[0]) for each, listed in paper.listed.items()) != paper.fingerprint
    now = {item.id: item.content for item in today.items}
    return Judged(
        paper=paper,
        tallies=tuple(_tallies(draw, tested, plan)) if draw else (),
        whole=_whole(paper, tested, drawn),
        missing=tuple(each for each in drawn if each not in tested),
        beside=tuple(each for each in tested if each not in drawn),
        misprinted=misprinted,
        added=tuple(each for each in now if each not in paper.listed),
        removed=tuple(each for each in paper.listed if each not in now),
        changed=tuple(
            each for each, (content, _) in paper.listed.items() if each in now and now[each] != content
        ),
        today_only=tuple(each for each in _drawn_today(today, plan) if each not in tested),
    )


def _drawn_today(today: Population, plan: Plan) -> Iterator[str]:
    if not obstacle(today.items, plan):
        yield from (row.id for row in perform(today.items, plan).rows)


def _draw_again(paper: Paper, plan: Plan) -> Draw | None:
    """The draw from the population as the paper lists it; none if the list cannot give so many rows."""
    if plan.method == TARGETED:
        fits = {each: names for each, (_, names) in paper.listed.items() if names}
        return draw_targeted(fits, plan)
    strata: dict[str, list[str]] = {}
    for each, (_, names) in paper.listed.items():
        for name in names:
            strata.setdefault(name, []).append(each)
    ordered = dict(sorted(strata.items()))
    try:
        return draw_from(ordered, plan)
    except ValueError:
        return None


def _tallies(draw: Draw, tested: Mapping[str, TestedRow], plan: Plan) -> Iterator[Tally]:
    for part in draw.strata:
        rows = [tested[each] for each in part.drawn if each in tested]
        done = [row for row in rows if not row.is_open]
        errors = sum(1 for row in done if row.is_error)
        limit = None
        if plan.method != TARGETED and done and len(done) == part.size:
            limit = capped_limit(plan.confidence, len(part.ids), len(done), errors)
        yield Tally(part.name, len(part.ids), part.size, len(done), errors, limit)


def _whole(paper: Paper, tested: Mapping[str, TestedRow], drawn: Mapping[str, object]) -> Tally:
    """All rows, each once; rows that were not drawn count too, so that no error found is lost."""
    done = [row for row in tested.values() if not row.is_open]
    errors = sum(1 for row in done if row.is_error)
    return Tally("all", len(paper.listed), len({*drawn, *tested}), len(done), errors, None)
