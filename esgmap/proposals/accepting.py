"""Accepted rows of a proposals table → further rows of the facts table, all of them or none.

Nothing that stands in the facts table is changed: rows are added at its end, in its own columns, separator
and line ends. What an accepted row lacks is told, everything at once, before anything is written.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from esgmap.model import Hub, Problem, Severity
from esgmap.proposals.records import SAME
from esgmap.proposals.tablefile import bare, decided
from esgmap.report import Loaded
from esgmap.report_rows import facts_of
from esgmap.tables import Row, Table, error, find_table, load_schema

FACTS = "facts"
NOT_APPENDED = "facts-not-appendable"
SAID = frozenset({"duplicate-id", "missing-value"})
"""What the rules of this module say in their own words."""


@dataclass(frozen=True, slots=True)
class Addition:
    """What accepting comes to: the facts table, its new bytes, a name for its copy, and counts."""

    path: Path
    content: bytes
    backup: str
    added: tuple[str, ...]
    standing: int
    undecided: int
    rejected: int


def addition(
    folder: Path, loaded: Loaded, proposals: Table, hub: Hub
) -> tuple[Addition | None, list[Problem]]:
    """What would be written, or every problem that keeps it from being written."""
    rows = decided(proposals.rows)
    fresh = [row for row in rows if row["standing"] != SAME and not _stands(row, loaded)]
    path, problems = _target(folder)
    problems += [problem for row in fresh for problem in _row_problems(row, hub, loaded)]
    problems += [*_document_problems(fresh, loaded), *_id_problems(fresh, loaded)]
    problems += _reading_problems(fresh, proposals, loaded)
    raw = path.read_bytes() if path else b""
    problems += _file_problems(raw, path, fresh) if path else []
    if path is None or any(problem.severity is Severity.ERROR for problem in problems):
        return None, problems
    content = _appended(raw, path, fresh)
    backup = f"{path.name}.{hashlib.sha256(raw).hexdigest()[:8]}.bak"
    counts = [sum(row["decision"] == each for row in proposals.rows) for each in ("", "reject")]
    added = tuple(row["id"] for row in fresh)
    return Addition(path, content, backup, added, len(rows) - len(fresh), counts[0], counts[1]), problems


def _stands(row: Row, loaded: Loaded) -> bool:
    """Whether the row was added before: its id, with the same value for the same indicator."""
    table = _facts_table(loaded)
    names = ("id", "indicator", "value_state", "value", "unit", "dimensions")
    return any(
        all(_text(row, name) == known[name] for name in names) for known in (table.rows if table else ())
    )


def _facts_table(loaded: Loaded) -> Table | None:
    return next((table for name, table in loaded.tables.items() if Path(name).stem == FACTS), None)


# --- the facts table ------------------------------------------------------------------------------


def _target(folder: Path) -> tuple[Path | None, list[Problem]]:
    """The text table that facts are added to; a workbook is refused: rewriting would lose its looks."""
    hint = "copy the accepted rows into its Facts sheet, or keep the facts in facts.csv"
    if folder.is_file():
        told = "the report is a workbook, and nothing is written into workbooks"
        return None, [Problem(NOT_APPENDED, Severity.ERROR, told, hint)]
    path, problems = find_table(folder, FACTS)
    if path is None:
        told = "there is no facts table"
        return None, problems or [
            Problem(
                NOT_APPENDED, Severity.ERROR, told, "begin one: esgmap init DIR, or a header in facts.csv"
            )
        ]
    if path.suffix.casefold() == ".xlsx":
        told = f"{path.name} is a workbook, and nothing is written into workbooks"
        return None, [Problem(NOT_APPENDED, Severity.ERROR, told, hint)]
    return path, problems


def _file_problems(raw: bytes, path: Path, rows: list[Row]) -> Iterator[Problem]:
    """Columns that accepted rows fill, and the facts table does not have."""
    header = _header(raw, path)
    for name in load_schema(FACTS).columns:
        if name not in header and any(row[name] for row in rows):
            told = f"{path.name} has no column `{name}`, which accepted rows fill"
            yield Problem(NOT_APPENDED, Severity.ERROR, told, "add the column to its header row")


def _header(raw: bytes, path: Path) -> list[str]:
    line = next((each for each in _lines(raw) if each.strip() and not each.startswith("#")), "")
    return [each.strip() for each in next(csv.reader([line], delimiter=_separator(line, path)), [])]


def _lines(raw: bytes) -> list[str]:
    return raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _separator(header: str, path: Path) -> str:
    if "\t" in header or path.suffix.casefold() == ".tsv":
        return "\t"
    return ";" if ";" in header and "," not in header else ","


def _appended(raw: bytes, path: Path, rows: list[Row]) -> bytes:
    """The bytes of the table with the rows behind them; not a byte before them is changed."""
    ending = "\r\n" if b"\r\n" in raw else "\n"
    header = _header(raw, path)
    line = next((each for each in _lines(raw) if each.strip() and not each.startswith("#")), "")
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=_separator(line, path), lineterminator=ending)
    for row in rows:
        writer.writerow([_text(row, name) for name in header])
    gap = b"" if raw.endswith((b"\n", b"\r")) else ending.encode()
    return raw + gap + text.getvalue().encode("utf-8")


def _text(row: Row, name: str) -> str:
    return " ".join(bare(row[name]).split()) if row.has(name) else ""


# --- the rows -------------------------------------------------------------------------------------


def _row_problems(row: Row, hub: Hub, loaded: Loaded) -> Iterator[Problem]:
    """What an accepted row lacks to be a fact, and names in it that do not exist."""
    indicator = hub.indicators.get(row["indicator"])
    if not row["indicator"] and not row["answers"]:
        yield _lacks(row, "indicator", "no indicator", "choose one (alternatives help), or reject the row")
    elif row["indicator"] and indicator is None:
        yield _lacks(
            row, "indicator", f"`{row['indicator']}` is no indicator", "see frameworks/indicators.tsv"
        )
    if row["value_state"] == "number":
        unit = hub.units.get(row["unit"])
        if not row["value"]:
            yield _lacks(row, "value", "no number", "write it with a full stop as decimal sign")
        if unit is None:
            told = f"`{row['unit']}` is no unit" if row["unit"] else "no unit"
            printed = f"; printed is `{row['unit_as_printed']}`" if row["unit_as_printed"] else ""
            yield _lacks(row, "unit", told + printed, "choose one of frameworks/units.tsv")
        elif indicator is not None and unit.kind != indicator.unit_kind:
            told = f"`{unit.id}` measures {unit.kind}, and `{indicator.id}` is {indicator.unit_kind}"
            yield _lacks(row, "unit", told, "choose another unit or another indicator")
    if not row["period"]:
        yield _lacks(row, "period", "no period", "write it as 2023, or 2022-07-01/2023-06-30")
    for part in filter(None, row["dimensions"].split(";")):
        if part.partition("=")[0].strip() not in hub.dimensions:
            yield _lacks(row, "dimensions", f"`{part}` is of no dimension", "see frameworks/dimensions.tsv")


def _document_problems(rows: list[Row], loaded: Loaded) -> Iterator[Problem]:
    """One problem for each document that rows name and report.yaml does not."""
    documents = {each.id for each in loaded.report.documents} if loaded.report else set()
    strange: dict[str, list[Row]] = {}
    for row in rows:
        if row["document"] not in documents:
            strange.setdefault(row["document"], []).append(row)
    for name, found in strange.items():
        row = found[0]
        known = ", ".join(sorted(documents))
        hint = f"add it there (id, title, file: {row['file']}, sha256: {row['sha256']}), or write {known}"
        told = f"`{name}` is no document of report.yaml" if name else "no document"
        rest = f", and {len(found) - 1} more" if len(found) > 1 else ""
        yield error(
            "proposal-incomplete", f"accepted row `{row['id']}`{rest}: {told}", hint, row.source("document")
        )


def _lacks(row: Row, column: str, told: str, hint: str) -> Problem:
    return error("proposal-incomplete", f"accepted row `{row['id']}`: {told}", hint, row.source(column))


def _id_problems(rows: list[Row], loaded: Loaded) -> Iterator[Problem]:
    """Ids that stand twice among the rows, or in the facts table already."""
    taken = {fact.id for fact in loaded.report.facts} if loaded.report else set()
    table = _facts_table(loaded)
    taken |= {row["id"] for row in table.rows} if table else set()
    seen: set[str] = set()
    for row in rows:
        if row["id"] in taken:
            told = f"`{row['id']}` stands in the facts table already; nothing there is overwritten"
            hint = "reject the row if it was accepted before, or give it another id"
            yield error("duplicate-id", told, hint, row.source("id"))
        elif row["id"] in seen:
            yield error(
                "duplicate-id", f"`{row['id']}` stands twice", "give each row its own id", row.source("id")
            )
        seen.add(row["id"])


def _reading_problems(rows: list[Row], proposals: Table, loaded: Loaded) -> list[Problem]:
    """What the reader of facts says of the new rows, at their place in the proposals."""
    found: list[Problem] = []
    facts_of(replace(proposals, rows=rows), loaded.report.period if loaded.report else None, found)
    return [problem for problem in found if problem.code not in SAID]
