"""Tables → text with a position.

Owns the reading of TSV and CSV, and of a sheet once `sheets` has opened it. What comes in: a path and a
schema (`esgmap/schemas/`, JSON Schema: the one place where columns are declared). What goes out: rows of
text, each cell able to say where it stands, and every problem found, at once. Nothing here knows what a
column means.
"""

from __future__ import annotations

import csv
import difflib
import hashlib
import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from operator import itemgetter
from pathlib import Path

from esgmap.cells import letters
from esgmap.model import Problem, Severity, Source
from esgmap.texts import broken_quote, decode, field_place, split_lines

SCHEMAS = Path(__file__).parent / "schemas"
SUFFIXES = (".tsv", ".csv", ".xlsx")
Grid = list[tuple[int, list[str]]]
_HEADER_LINE = re.compile(r"#(\s*)([A-Za-z_][\w-]*):\s*(.*?)\s*")


@dataclass(frozen=True, slots=True)
class Column:
    """What one column may hold."""

    name: str
    description: str
    required: bool
    choices: tuple[str, ...]
    pattern: re.Pattern[str] | None
    default: str
    shape: str


@dataclass(frozen=True, slots=True)
class Schema:
    """The columns of one kind of table, in order."""

    name: str
    columns: dict[str, Column]


@cache
def load_schema(name: str) -> Schema:
    """Read `esgmap/schemas/<name>.schema.json`."""
    raw = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    required = set(raw.get("required", ()))
    columns = {}
    for key, spec in raw["properties"].items():
        pattern = spec.get("pattern")
        columns[key] = Column(
            name=key,
            description=spec["description"],
            required=key in required,
            choices=tuple(spec.get("enum", ())),
            pattern=re.compile(pattern) if pattern else None,
            default=spec.get("default", ""),
            shape=spec.get("title", ""),
        )
    return Schema(name, columns)


@dataclass(slots=True)
class Table:
    """A table's text: commented header lines, rows, and what is needed to name a cell."""

    path: str
    sha256: str
    header: dict[str, str] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    positions: dict[str, int] = field(default_factory=dict)
    sheet: str = ""
    lines: tuple[str, ...] = ()
    delimiter: str = ","

    def picker(self, *columns: str) -> Callable[[list[str]], tuple[str, ...]]:
        """What takes the texts of these columns (two at least) out of a row's values, in this order."""
        return itemgetter(*(self.positions.get(column, -1) for column in columns))

    def place(self, line: int, column: str = "") -> Source:
        """Where the row that starts on a line stands, or one of its cells."""
        index = self.positions.get(column) if column else None
        if index is None and not self.sheet:
            return Source(self.path, line)
        return self.field_place(line, index or 0)

    def field_place(self, line: int, index: int) -> Source:
        """Where the cell with this number stands, counted from 0."""
        if self.sheet:
            return Source(self.path, line, cell=f"{self.sheet}!{letters(index + 1)}{line}")
        return Source(self.path, *field_place(self.lines, line, index, self.delimiter))


@dataclass(slots=True)
class Row:
    """One row: `row[column]` is the text there, empty where the table has no such column.

    `values` holds a text for each place of `Table.positions`, and an empty one behind them.
    """

    values: list[str]
    line: int
    table: Table = field(repr=False)

    def __getitem__(self, column: str) -> str:
        return self.values[self.table.positions.get(column, -1)]

    @property
    def cells(self) -> dict[str, str]:
        """The texts by column."""
        return {column: self.values[place] for column, place in self.table.positions.items()}

    def has(self, column: str) -> bool:
        """Whether the table has this column."""
        return column in self.table.positions

    def source(self, column: str = "") -> Source:
        """Where the row, or one of its cells, stands."""
        if not column and not self.table.sheet:
            return Source(self.table.path, self.line)
        return self.table.place(self.line, column)


def read_table(path: Path, schema_name: str, shown_as: str = "") -> tuple[Table | None, list[Problem]]:
    """Read one table; a file in which no rows can be told apart is None, with the problem that says why.

    A table with problems is returned all the same, so that its readers find the problems of their own.
    """
    shown = shown_as or path.name
    try:
        raw = path.read_bytes()
    except OSError as fault:
        hint = "see whether the file may be read, and close it in other programs"
        return None, [
            error("unreadable-file", f"the file cannot be read: {fault.strerror}", hint, Source(shown))
        ]
    if not raw.strip():
        hint = f"put at least the header row there: {', '.join(load_schema(schema_name).columns)}"
        return None, [error("empty-file", "the file is empty", hint, Source(shown))]
    table = Table(shown, hashlib.sha256(raw).hexdigest())
    if path.suffix.lower() == ".xlsx":
        from esgmap.sheets import read_sheet

        table.sheet, grid, problems = read_sheet(raw, shown, schema_name)
    else:
        grid, problems = _read_text(raw, table)
    return bind(table, grid, schema_name, problems)


def read_rows(folder: Path, stem: str, schema_name: str) -> tuple[list[Row], list[Problem]]:
    """Read one of the tables under `frameworks/` that all share; with any error in it, it gives no row."""
    table, problems = read_table(folder / f"{stem}.tsv", schema_name, f"frameworks/{stem}.tsv")
    if table is None or any(problem.severity is Severity.ERROR for problem in problems):
        return [], problems
    return table.rows, problems


def _read_text(raw: bytes, table: Table) -> tuple[Grid, list[Problem]]:
    """Decode and split a text table, filling in what the table needs to name its cells."""
    text = decode(raw, table.path)
    if isinstance(text, Problem):
        return [], [text]
    table.lines = lines = split_lines(text)
    comments = 0
    while comments < len(lines) and lines[comments].startswith("#"):
        comments += 1
    table.header = _read_header(lines[:comments])
    table.delimiter = _delimiter(next((line for line in lines[comments:] if line.strip()), ""))
    if table.delimiter == "\t" and '\n"' not in text and '\t"' not in text and text[:1] != '"':
        rows = enumerate(lines[comments:], comments + 1)
        return [(number, line.split("\t")) for number, line in rows if line.strip()], []
    body = io.StringIO("\n" * comments + "\n".join(lines[comments:]), newline="")
    grid: Grid = []
    started = 0
    reader = csv.reader(body, delimiter=table.delimiter, strict=True)
    try:
        for cells in reader:
            if any(cells) and any(map(str.strip, cells)):
                grid.append((started + 1, cells))
            started = reader.line_num
    except csv.Error as fault:
        return grid, [_broken_row(table, started + 1, str(fault))]
    return grid, []


def _delimiter(header: str) -> str:
    """What separates the cells, as the header row shows: no column title holds a separator."""
    if "\t" in header:
        return "\t"
    return ";" if ";" in header and "," not in header else ","


def _broken_row(table: Table, line: int, fault: str) -> Problem:
    if "limit" in fault:
        message = f"a cell of this row is too long ({fault}); the rows below were not read"
        hint = "see whether a closing double quote is missing"
        return error("broken-quotes", message, hint, table.place(line))
    message = "the double quotes of the cell that begins here do not match; the rows below were not read"
    hint = 'put the cell in double quotes and write each double quote inside it twice: "the ""green"" plan"'
    place = Source(table.path, *broken_quote(table.lines, line, table.delimiter))
    return error("broken-quotes", message, hint, place)


def _read_header(lines: tuple[str, ...]) -> dict[str, str]:
    """Commented header lines of the form `# key: value`; indented ones are joined as `key.inner`."""
    header: dict[str, str] = {}
    outer = ""
    for line in lines:
        match = _HEADER_LINE.fullmatch(line)
        if not match:
            continue
        indent, key, value = match.groups()
        if len(indent) > 2 and outer:
            key = f"{outer}.{key}"
        else:
            outer = key
        if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
            value = value[1:-1]
        header[key] = value
    return header


def bind(
    table: Table, grid: Grid, schema_name: str, problems: list[Problem]
) -> tuple[Table | None, list[Problem]]:
    """Check header and cells against the schema and turn the grid into rows."""
    schema = load_schema(schema_name)
    if not grid:
        hint = f"start with: {', '.join(schema.columns)}"
        nothing = [error("empty-file", "no header row was found", hint, Source(table.path))]
        return None, problems or nothing
    line, titles = grid[0]
    names = [title.strip() for title in titles]
    table.positions = {name: index for index, name in enumerate(names) if name}
    if set(names) != schema.columns.keys() or len(names) != len(schema.columns):
        problems += _column_problems(schema, names, lambda index: table.field_place(line, index))
    if "" not in names and all(len(cells) == len(names) for _, cells in grid):
        table.rows = [Row([*map(str.strip, cells), ""], number, table) for number, cells in grid[1:]]
    else:
        problems += _uneven_rows(table, grid[1:], names)
    problems += _cell_problems(schema, table)
    return table, problems


def _uneven_rows(table: Table, grid: Grid, names: list[str]) -> Iterator[Problem]:
    """Make the rows of a table whose records are shorter or longer than its header row."""
    width = len(names)
    for number, cells in grid:
        if len(cells) > width or "" in names:
            yield from _stray_cells(table, number, cells, names)
            if any(map(str.strip, cells[width:])):
                continue  # its cells have moved: what stands in which column cannot be said
        padding = [""] * (width - len(cells) + 1)
        table.rows.append(Row([*map(str.strip, cells[:width]), *padding], number, table))


def _stray_cells(table: Table, line: int, cells: list[str], names: list[str]) -> Iterator[Problem]:
    """A problem for the first cell of a row that stands under no column title."""
    for index, cell in enumerate(cells):
        if cell.strip() and (index >= len(names) or not names[index]):
            text = cell if len(cell) < 40 else f"{cell[:37]}…"
            message = f"`{text}` stands in a column without a title"
            hint = "give the column its title in the header row, or clear the cell"
            if index >= len(names) and not table.sheet:
                message = f"{len(cells)} cells found, {len(names)} columns expected; `{text}` is too many"
                separator = {",": "a comma", ";": "a semicolon", "\t": "a tab"}[table.delimiter]
                hint = f'put a cell that holds {separator} in double quotes: "…"'
            yield error("extra-cells", message, hint, table.field_place(line, index))
            return


def _column_problems(schema: Schema, names: list[str], place: Callable[[int], Source]) -> Iterator[Problem]:
    plain = {name.casefold().replace(" ", "_"): name for name in names if name not in schema.columns}
    renamed = set()
    for column in schema.columns.values():
        if column.required and column.name not in names:
            found = ", ".join(name for name in names if name) or "nothing"
            near = difflib.get_close_matches(column.name, plain, 1, 0.75)
            hint = f"rename `{plain[near[0]]}`" if near else f"add the column: {column.description}"
            renamed |= {plain[each] for each in near}
            yield error("missing-column", f"column `{column.name}` is missing; found {found}", hint, place(0))
    for index, name in enumerate(names):
        if name and names.index(name) < index:
            message = f"column `{name}` stands twice; first at {place(names.index(name))}"
            yield error("duplicate-column", message, "keep one of them", place(index))
    for index, name in enumerate(names):
        if name and name not in schema.columns and name not in renamed:
            near = difflib.get_close_matches(name.casefold().replace(" ", "_"), schema.columns, 1, 0.6)
            hint = f"is `{near[0]}` meant?" if near else f"known columns: {', '.join(schema.columns)}"
            message = f"column `{name}` is not known and is left out"
            yield Problem("unknown-column", Severity.WARNING, message, hint, place(index))


def _cell_problems(schema: Schema, table: Table) -> Iterator[Problem]:
    present = [column for column in schema.columns.values() if column.name in table.positions]
    widest = max(table.positions.values(), default=0)
    columns = list(zip(*(row.values for row in table.rows), strict=True)) or [()] * (widest + 1)
    checks = [c for c in present if not _is_sound(c, set(columns[table.positions[c.name]]))]
    for row in table.rows if checks else ():
        for column in checks:
            text = row[column.name]
            if not text:
                if column.required:
                    message = f"`{column.name}` is empty"
                    hint = f"fill in {column.description}{_one_of(column.choices)}"
                    yield error("missing-value", message, hint, row.source(column.name))
            elif column.choices and text not in column.choices:
                near = difflib.get_close_matches(text.casefold(), column.choices, 1, 0.6)
                hint = f"is `{near[0]}` meant?" if near else "choose one of these, spelt the same"
                message = f"`{column.name}` is `{text}`; expected one of {', '.join(column.choices)}"
                yield error("unknown-choice", message, hint, row.source(column.name))
            elif column.pattern and not column.pattern.fullmatch(text):
                message = f"`{column.name}` is `{text}`; expected {column.shape or column.description}"
                yield error("malformed-value", message, column.description, row.source(column.name))


def _is_sound(column: Column, values: set[str]) -> bool:
    """Whether a column may hold each of these values."""
    if "" in values and column.required:
        return False
    if not column.choices and column.pattern is None:
        return True
    told = values - {""}
    if column.choices and not told <= set(column.choices):
        return False
    return column.pattern is None or all(map(column.pattern.fullmatch, told))


def _one_of(choices: tuple[str, ...]) -> str:
    return f": {', '.join(choices)}" if choices else ""


def error(code: str, message: str, hint: str, source: Source) -> Problem:
    """A problem that keeps the input from being used."""
    return Problem(code, Severity.ERROR, message, hint, source)


def find_table(folder: Path, stem: str) -> tuple[Path | None, list[Problem]]:
    """Find `stem` with one of the known endings; two of them at once are a problem, not a guess."""
    found = [folder / f"{stem}{suffix}" for suffix in SUFFIXES if (folder / f"{stem}{suffix}").is_file()]
    if len(found) > 1:
        names = " and ".join(path.name for path in found)
        message = f"{names} both exist; which one counts is not guessed"
        hint = "keep the one that is up to date, and move the other out of the folder"
        return None, [error("two-tables", message, hint, Source(found[0].name))]
    return (found[0] if found else None), []
