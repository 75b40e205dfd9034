"""A workbook that stands for a report folder → what report.yaml and the tables would hold, cell by cell.

A row of the sheet `Facts` in which nothing is answered is no fact, whatever else stands there. What a
spreadsheet makes of a number is undone where it is certain, and refused where it is not.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from esgmap.archive import UnreadableError
from esgmap.cells import Misread, read_decimal, read_members
from esgmap.form_columns import (
    ANSWERS,
    ASIDE,
    FACT_TITLES,
    FACTS,
    OMISSION_TITLES,
    OMISSIONS,
    OPEN_MEMBER,
    PLACES,
    REPORT,
    RESPONSE_TITLES,
    RESPONSES,
    plain_title,
)
from esgmap.form_report import Head, read_head
from esgmap.model import Problem, Severity, Source
from esgmap.opening import OpenBook, StoredSheet, open_book
from esgmap.sheets import SheetCells, read_cells
from esgmap.tables import Grid, Table, bind, error
from esgmap.yamlfile import Keys

WORKBOOK_ENDINGS = (".xlsx", ".xlsm")
CODE = "not-a-report"
HEADER_WITHIN = 40
"""The header row stands among the first so many rows; people put lines of their own above it."""
LEAST_TITLES = 4
MADE_BY = "`esgmap init --workbook FILE.xlsx` makes one"
SEALED = "Seals"
"""The sheet by which the workbooks are known that esgmap writes and that are no report."""
SAYS_NOTHING = re.compile(
    r"[\W_]*|n\W?a\W?|n\W?k\W?|nil|none|null|not (available|applicable|known|yet|disclosed|reported)|"
    r"unknown|pending|open|missing|t\W?b\W?[acd]\W?|to ?do|to be (added|confirmed|determined|done|stated)|"
    r"無|无|没有|沒有|不適用|不适用|暫無|暂无|待定|待補|待补",
    re.IGNORECASE,
)
"""What people type to keep a place: taken as a statement, it would answer a question with nothing."""

Line = dict[str, str]
"""One row by the names of its columns."""


@dataclass(frozen=True, slots=True)
class Form:
    """What the workbook holds; a table is None if its sheet cannot be read.

    `raw` is what report.yaml would hold, `spots` the cell of every value of it, `head_problems` what is wrong
    with them.
    """

    sha256: str
    raw: dict[str, Any] | None
    spots: Mapping[Keys, Source]
    facts: Table | None
    omissions: Table | None
    head_problems: tuple[Problem, ...]
    problems: tuple[Problem, ...] = ()
    responses: Table | None = None


def read_form(path: Path) -> Form:
    """Read a file that is given in place of a report folder; whatever is wrong with it is told."""
    if problem := _wrong_ending(path):
        return Form("", None, {}, None, None, (problem,))
    try:
        raw = path.read_bytes()
    except OSError as fault:
        message = f"the file cannot be read: {fault.strerror}"
        hint = "see whether the file may be read, and close it in other programs"
        return Form("", None, {}, None, None, (error("unreadable-file", message, hint, Source(path.name)),))
    fingerprint = hashlib.sha256(raw).hexdigest()
    book, problems = open_book(raw, path.name)
    if book is None:
        return Form(fingerprint, None, {}, None, None, tuple(problems))
    if lacking := _lacking(book, path.name):
        return Form(fingerprint, None, {}, None, None, (lacking,))
    try:
        return _form(book, path.name, fingerprint)
    except UnreadableError as fault:
        return Form(fingerprint, None, {}, None, None, (fault.problem,))


def _form(book: OpenBook, shown: str, fingerprint: str) -> Form:
    cells = read_cells(_named(book, REPORT))
    head = read_head(cells, shown)
    documents = [each.get("id", "") for each in head.raw.get("documents", ())]
    only = documents[0] if len(documents) == 1 else ""
    tables: dict[str, Table | None] = {FACTS: None, OMISSIONS: None, RESPONSES: None}
    settling: dict[str, Settle] = {
        FACTS: partial(_facts, head=head, only=only),
        OMISSIONS: partial(_filled, only=only),
        RESPONSES: partial(_filled, only=""),
    }
    problems: list[Problem] = []
    for name, settle in settling.items():
        if any(_is(sheet, name) for sheet in book.sheets):
            table = Table(shown, fingerprint)
            tables[name], found = _table(read_cells(_named(book, name)), table, name.casefold(), settle)
            problems += found
    told = (*cells.faults.values(), *head.problems)
    return Form(
        *(fingerprint, head.raw or None, head.spots, tables[FACTS], tables[OMISSIONS], told, tuple(problems)),
        responses=tables[RESPONSES],
    )


# --- which file, which sheets ---------------------------------------------------------------------


def _wrong_ending(path: Path) -> Problem | None:
    if path.suffix.lower() in WORKBOOK_ENDINGS:
        return None
    wanted = "DIR is a report folder, or a workbook (.xlsx) that stands for one"
    hint = f"give the folder that the file lies in; {MADE_BY}"
    if path.suffix.lower() in {".xls", ".xlsb", ".ods", ".numbers"}:
        hint = "open it in the program that it comes from, and save it as Excel Workbook (.xlsx)"
    return error(CODE, f"a file of this kind is no report: {wanted}", hint, Source(path.name))


def _lacking(book: OpenBook, shown: str) -> Problem | None:
    """What keeps the workbook from being a report: a sheet that is not there, or another kind of workbook."""
    absent = [name for name in (REPORT, FACTS) if not any(_is(sheet, name) for sheet in book.sheets)]
    if not absent:
        return None
    if any(_is(sheet, SEALED) for sheet in book.sheets):
        message = "this is an index or a working paper that esgmap wrote, and no report"
        hint = (
            "give the report folder as DIR; an index goes to `esgmap verify FILE DIR`, `esgmap sign` "
            "or `esgmap review merge FILE DIR`, a working paper to `esgmap sample DIR --results FILE`"
        )
        return error(CODE, message, hint, Source(shown))
    names = ", ".join(f"`{sheet.name}`" for sheet in book.sheets)
    told = " and ".join(f"`{name}`" for name in absent)
    message = f"the workbook has no sheet {told}; there {'is' if len(book.sheets) == 1 else 'are'} {names}"
    hint = f"give the sheets back their names; or start from a workbook that has them: {MADE_BY}"
    if any(_is(sheet, FACTS) for sheet in book.sheets):
        hint += "; a table of facts alone lies as facts.xlsx in a folder with report.yaml"
    return error(CODE, message, hint, Source(shown))


def _is(sheet: StoredSheet, name: str) -> bool:
    return plain_title(sheet.name) == plain_title(name)


def _named(book: OpenBook, name: str) -> StoredSheet:
    return next(sheet for sheet in book.sheets if _is(sheet, name))


# --- a sheet of rows ------------------------------------------------------------------------------

Settle = Callable[[SheetCells, dict[int, Line], dict[str, int], str], Iterator[Problem]]
"""What makes the rows of one kind complete: changes them in place, drops those that say nothing."""


def _table(
    cells: SheetCells, table: Table, schema_name: str, settle: Settle
) -> tuple[Table | None, list[Problem]]:
    """The table on a sheet: its rows that say something, under the names of the schema."""
    titles = {"facts": FACT_TITLES, "omissions": OMISSION_TITLES, "responses": RESPONSE_TITLES}[schema_name]
    rows = cells.rows()
    header = _header(rows, titles)
    if header is None:
        message = f"no row of the sheet `{cells.name}` has the column titles"
        hint = f"they stand together in one row: {', '.join(titles.values())}"
        place = Source(table.path, 1, cell=f"{cells.name}!A1")
        return None, [error("missing-column", message, hint, place)]
    names = {column: _column(text, titles) for column, text in rows[header].items()}
    names = {column: name for column, name in names.items() if name}
    lines = {
        number: {name: line.get(column, "") for column, name in names.items()}
        for number, line in rows.items()
        if number > header
    }
    places = {name: column for column, name in names.items()}
    problems = [
        problem for (row, column), problem in cells.faults.items() if row > header and column in names
    ]
    problems += settle(cells, lines, places, table.path)
    table.sheet = cells.name
    width = max(names)
    grid: Grid = [(header, [names.get(column, "") for column in range(1, width + 1)])]
    for number, line in lines.items():
        grid.append((number, [line.get(names.get(column, ""), "") for column in range(1, width + 1)]))
    return bind(table, grid, schema_name, problems)


def _header(rows: dict[int, dict[int, str]], titles: dict[str, str]) -> int | None:
    """The number of the row that has most of the titles."""
    known = {plain_title(each) for pair in titles.items() for each in pair}
    counts = {
        number: sum(plain_title(text) in known for text in line.values())
        for number, line in rows.items()
        if number <= HEADER_WITHIN
    }
    best = max(counts, key=lambda number: (counts[number], -number), default=0)
    return best if counts.get(best, 0) >= LEAST_TITLES else None


def _column(title: str, titles: dict[str, str]) -> str:
    """The schema's name of a column; a title that is nearly one of ours stays as it is, to be told of.

    Empty for our own columns that are for people alone, and for those that people added.
    """
    plain = plain_title(title)
    known = {plain_title(each): name for name, shown in titles.items() for each in (name, shown)}
    if plain in known:
        return known[plain]
    if plain in map(plain_title, ASIDE) or not difflib.get_close_matches(plain, known, 1, 0.85):
        return ""
    return title


def _filled(
    cells: SheetCells, lines: dict[int, Line], places: dict[str, int], shown: str, only: str
) -> Iterator[Problem]:
    """Leave out the rows in which nothing is filled in; name the document where there is but one."""
    for number, line in list(lines.items()):
        if not any(text for name, text in line.items() if name != "document"):
            del lines[number]
        elif "document" in line and not line["document"]:
            line["document"] = only
    yield from ()


# --- facts ----------------------------------------------------------------------------------------


def _facts(
    cells: SheetCells, lines: dict[int, Line], places: dict[str, int], shown: str, head: Head, only: str
) -> Iterator[Problem]:
    """Leave out the rows without an answer, and settle what the others leave open."""
    for number, line in list(lines.items()):

        def place(name: str, row: int = number) -> Source:
            return cells.source(shown, row, places.get(name, 1))

        faulty = any((number, column) in cells.faults for column in places.values())
        if not any(line.get(name) for name in ANSWERS) and not faulty:
            del lines[number]
            if filled := [name for name in PLACES if line.get(name)]:
                message = f"`{filled[0]}` is filled in, and nothing is answered; the row counts for nothing"
                hint = "fill in the value; or say `nil` (there were none) or `not-available` in value_state"
                yield Problem("row-without-value", Severity.WARNING, message, hint, place("value"))
            continue
        if only and not line.get("document"):
            line["document"] = only
        if faulty and not line.get("value_state"):
            line["value_state"] = "number"  # the fault is told at its own cell, and nowhere else
        yield from _settle_value(line, (number, places.get("value", 0)) in cells.numbers, place)
        yield from _settle_members(line, head.choices, place)


def _settle_value(line: Line, is_number: bool, place: Callable[[str], Source]) -> Iterator[Problem]:
    """Say what kind of value stands there, if the row does not, and undo a percent sign."""
    value = line.get("value", "")
    if not line.get("value_state") and value:
        line["value_state"] = "number" if is_number or line.get("unit") or value.endswith("%") else "text"
    if line.get("value_state") == "text" and SAYS_NOTHING.fullmatch(value) and value:
        message = f"`value` is `{value}`, which says nothing; as a statement it would answer the question"
        hint = "clear it; or choose `nil` (there were none) or `not-available` in value_state"
        yield error("says-nothing", message, hint, place("value"))
    if line.get("value_state") != "number":
        return
    if value.endswith("%") and line.get("unit") == "pct":
        bare = value.removesuffix("%").strip()
        if not isinstance(read_decimal(bare), Misread):
            line["value"] = bare
            line["value_as_printed"] = line.get("value_as_printed") or value
    elif line.get("value_as_printed"):
        return  # what is printed tells that it is meant so
    elif line.get("unit") == "pct" and re.fullmatch(r"-?0\.[0-9]*[1-9][0-9]*", value):
        message = f"`value` is {value} in per cent, which is less than 1%"
        hint = "if a share of the whole is meant, write it in per cent: 73 for 73%; otherwise leave it"
        yield Problem("percent-below-one", Severity.WARNING, message, hint, place("value"))


def _settle_members(
    line: Line, choices: dict[str, tuple[str, ...]], place: Callable[[str], Source]
) -> Iterator[Problem]:
    """Put the team's own names in place of `?1`, `?2` …; a row that is filled in cannot leave them open."""
    if OPEN_MEMBER not in line.get("dimensions", ""):
        return
    members = read_members(line["dimensions"])
    if isinstance(members, Misread):
        return
    told = []
    for name, member in members:
        if not member.startswith(OPEN_MEMBER):
            told.append((name, member))
            continue
        number = member.removeprefix(OPEN_MEMBER)
        known = choices.get(name, ())
        chosen = known[int(number) - 1] if number.isdecimal() and 0 < int(number) <= len(known) else ""
        if not chosen:
            where = "Material topics" if name == "topic" else "Own choices"
            message = f"`dimensions` says `{name}={member}`, and nothing says what that is"
            hint = f"name it on the sheet Report under {where}, or write the name here in its place"
            yield error("open-member", message, hint, place("dimensions"))
        told.append((name, chosen or member))
    line["dimensions"] = ";".join(f"{name}={member}" for name, member in told)
