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
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from esgmap.model import Problem, Severity, Source

SCHEMAS = Path(__file__).parent / "schemas"
SUFFIXES = (".tsv", ".csv", ".xlsx")
Grid = list[tuple[int, list[str]]]


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


@dataclass(slots=True)
class Row:
    """One row: text by column; `source(column)` says where it stands."""

    cells: dict[str, str]
    line: int
    table: Table | None = field(default=None, repr=False)

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def source(self, column: str = "") -> Source:
        """Where the row, or one of its cells, stands."""
        table = self.table
        if table is None:
            return Source("")
        index = table.positions.get(column)
        if table.sheet:
            letter = _letter(index or 0)
            return Source(table.path, cell=f"{table.sheet}!{letter}{self.line}")
        if index is None:
            return Source(table.path, self.line)
        return Source(table.path, self.line, _offset(table.lines[self.line - 1], index, table.delimiter))


def read_table(path: Path, schema_name: str, shown_as: str = "") -> tuple[Table | None, list[Problem]]:
    """Read one table; a table that cannot be read at all is None, with the problem that says why."""
    shown = shown_as or path.name
    try:
        raw = path.read_bytes()
    except OSError as fault:
        return None, [error("unreadable-file", f"cannot be read: {fault.strerror}", "", Source(shown))]
    if not raw.strip():
        hint = f"put at least the header row there: {', '.join(load_schema(schema_name).columns)}"
        return None, [error("empty-file", "the file is empty", hint, Source(shown))]
    digest = hashlib.sha256(raw).hexdigest()
    table = Table(shown, digest)
    if path.suffix.lower() == ".xlsx":
        from esgmap.sheets import read_sheet

        table.sheet, grid, problems = read_sheet(raw, shown, schema_name)
    else:
        grid, problems = _read_text(raw, table, path.suffix.lower())
    if problems:
        return None, problems
    return _bind(table, grid, schema_name)


def _read_text(raw: bytes, table: Table, suffix: str) -> tuple[Grid, list[Problem]]:
    """Decode and split a text table, filling in what the table needs to name its cells."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = raw[: fault.start].count(b"\n") + 1
        column = fault.start - raw.rfind(b"\n", 0, fault.start)
        message = f"byte 0x{raw[fault.start]:02x} is not UTF-8 text"
        hint = (
            'save the file as "CSV UTF-8" (Excel) or with the character set "Unicode (UTF-8)" (LibreOffice)'
        )
        return [], [error("wrong-encoding", message, hint, Source(table.path, line, column))]
    if "\0" in text:
        message = "the file is not a text table (it holds NUL characters)"
        hint = "save it as CSV UTF-8, or give it its right ending (.xlsx for a workbook)"
        return [], [error("wrong-encoding", message, hint, Source(table.path, 1))]
    table.lines = lines = tuple(text.splitlines())
    comments = 0
    while comments < len(lines) and lines[comments].startswith("#"):
        comments += 1
    table.header = _read_header(lines[:comments])
    table.delimiter = "\t" if suffix == ".tsv" else ","
    if suffix == ".csv" and comments < len(lines) and ";" in lines[comments] and "," not in lines[comments]:
        table.delimiter = ";"
    body = io.StringIO("\n" * comments + "\n".join(lines[comments:]), newline="")
    grid: Grid = []
    started = 0
    reader = csv.reader(body, delimiter=table.delimiter)
    for cells in reader:
        if any(cells):
            grid.append((started + 1, cells))
        started = reader.line_num
    return grid, []


def _read_header(lines: tuple[str, ...]) -> dict[str, str]:
    """Commented header lines of the form `# key: value`; indented ones are joined as `key.inner`."""
    header: dict[str, str] = {}
    outer = ""
    for line in lines:
        match = re.fullmatch(r"#(\s*)([A-Za-z_][\w-]*):\s*(.*?)\s*", line)
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


def _bind(table: Table, grid: Grid, schema_name: str) -> tuple[Table | None, list[Problem]]:
    """Check header and cells against the schema and turn the grid into rows."""
    schema = load_schema(schema_name)
    if not grid:
        message = "no header row was found"
        return None, [
            error("empty-file", message, f"start with: {', '.join(schema.columns)}", Source(table.path))
        ]
    line, titles = grid[0]
    names = [title.strip() for title in titles]
    table.positions = {name: index for index, name in enumerate(names) if name}
    at = Source(table.path, cell=f"{table.sheet}!A{line}") if table.sheet else Source(table.path, line)
    problems = _column_problems(schema, names, at)
    if any(problem.severity is Severity.ERROR for problem in problems):
        return None, problems
    for number, cells in grid[1:]:
        if any(cells[len(names) :]):
            problems.append(_too_many(table, number, len(cells), len(names)))
        table.rows.append(Row(dict(zip(names, map(str.strip, cells), strict=False)), number, table))
    problems += _cell_problems(schema, table.rows)
    return table, problems


def _too_many(table: Table, line: int, found: int, expected: int) -> Problem:
    message = f"{found} cells found, {expected} columns expected"
    hint = 'put a cell that holds the separator in double quotes: "…"'
    return error("extra-cells", message, hint, Source(table.path, line))


def _column_problems(schema: Schema, names: list[str], at: Source) -> list[Problem]:
    problems = []
    for column in schema.columns.values():
        if column.required and column.name not in names:
            found = ", ".join(name for name in names if name) or "nothing"
            near = difflib.get_close_matches(column.name, names, 1, 0.75)
            hint = f"rename `{near[0]}`" if near else f"add a column `{column.name}`: {column.description}"
            message = f"column `{column.name}` is missing; found {found}"
            problems.append(error("missing-column", message, hint, at))
    for name in {name for name in names if name and names.count(name) > 1}:
        problems.append(error("duplicate-column", f"column `{name}` stands twice", "keep one of them", at))
    for name in names:
        if name and name not in schema.columns:
            near = difflib.get_close_matches(name, schema.columns, 1, 0.6)
            hint = f"is `{near[0]}` meant?" if near else f"known columns: {', '.join(schema.columns)}"
            message = f"column `{name}` is not known and is left out"
            problems.append(Problem("unknown-column", Severity.WARNING, message, hint, at))
    return problems


def _cell_problems(schema: Schema, rows: list[Row]) -> Iterator[Problem]:
    checks = [c for c in schema.columns.values() if c.required or c.choices or c.pattern]
    for row in rows:
        for column in checks:
            text = row[column.name]
            if not text:
                if column.required:
                    message = f"`{column.name}` is empty"
                    yield error("missing-value", message, column.description, row.source(column.name))
            elif column.choices and text not in column.choices:
                near = difflib.get_close_matches(text, column.choices, 1, 0.6)
                hint = f"is `{near[0]}` meant?" if near else "choose one of these, spelt the same"
                message = f"`{column.name}` is `{text}`; expected one of {', '.join(column.choices)}"
                yield error("unknown-choice", message, hint, row.source(column.name))
            elif column.pattern and not column.pattern.fullmatch(text):
                message = f"`{column.name}` is `{text}`; expected {column.shape or column.description}"
                yield error("malformed-value", message, column.description, row.source(column.name))


def error(code: str, message: str, hint: str, source: Source) -> Problem:
    """A problem that keeps the input from being used."""
    return Problem(code, Severity.ERROR, message, hint, source)


def _letter(index: int) -> str:
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _offset(line: str, index: int, delimiter: str) -> int:
    """The 1-based character at which field `index` of a line begins."""
    position, seen, quoted = 0, 0, False
    while seen < index and position < len(line):
        if line[position] == '"':
            quoted = not quoted
        elif line[position] == delimiter and not quoted:
            seen += 1
        position += 1
    return position + 1


def find_table(folder: Path, stem: str) -> tuple[Path | None, list[Problem]]:
    """Find `stem` with one of the known endings; two of them at once are a problem, not a guess."""
    found = [folder / f"{stem}{suffix}" for suffix in SUFFIXES if (folder / f"{stem}{suffix}").is_file()]
    if len(found) > 1:
        names = " and ".join(path.name for path in found)
        message = f"{names} both exist; which one counts is not guessed"
        return None, [error("two-tables", message, "keep one of them", Source(found[0].name))]
    return (found[0] if found else None), []
