"""proposals.csv ⇄ proposals: the table in which a person decides.

Written so that a spreadsheet program takes no text for a formula: a text that begins like one gets an
apostrophe in front, which is taken off again when the table comes back.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from esgmap.model import Problem, Severity
from esgmap.proposals.records import Proposal
from esgmap.tables import Row, Table, load_schema, read_table

SCHEMA = "proposals"
_FORMULA = re.compile(r"[=@]|[+-](?=.*[A-Za-z(])")
_GUARDED = re.compile(r"'(?=[=@+-])")


def columns() -> tuple[str, ...]:
    """The columns of proposals.csv, in order."""
    return tuple(load_schema(SCHEMA).columns)


def render(proposals: Iterable[Proposal]) -> str:
    """The proposals as a table, UTF-8 with a mark so that Excel shows every letter rightly."""
    names = columns()
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    for proposal in proposals:
        writer.writerow([_guard(_cell(proposal, name)) for name in names])
    return "\ufeff" + text.getvalue()


def _cell(proposal: Proposal, name: str) -> str:
    return str(getattr(proposal, name, "") or "")


def _guard(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) else text


def bare(text: str) -> str:
    """A text without the apostrophe that kept it from being a formula."""
    return _GUARDED.sub("", text, count=1) if _GUARDED.match(text) else text


def read_proposals(path: Path) -> tuple[Table | None, list[Problem]]:
    """The rows of a proposals table; None if they cannot be told apart, with the problems that say why."""
    return read_table(path, SCHEMA, path.name)


def decided(rows: Sequence[Row]) -> list[Row]:
    """The rows that a person accepted, as they stand or as they were edited."""
    return [row for row in rows if row["decision"] in {"accept", "changed"}]


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Those that keep a table from being used."""
    return [problem for problem in problems if problem.severity is Severity.ERROR]
