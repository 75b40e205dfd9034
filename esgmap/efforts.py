"""The user's own table of efforts: what it takes to collect an indicator, in hours, days or points.

Comes in: a table with the columns `indicator` and `effort`. Goes out: the efforts by indicator, and every
problem found. An indicator that is not in the table takes the effort 1.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

from esgmap.model import Problem, Severity, Source
from esgmap.tables import Row, error, read_table


def load_efforts(path: Path, indicators: Iterable[str]) -> tuple[dict[str, Decimal] | None, list[Problem]]:
    """Read the table; None, with the problems that say why, if anything in it cannot be used."""
    table, problems = read_table(path, "efforts")
    known = frozenset(indicators)
    efforts: dict[str, Decimal] = {}
    places: dict[str, Source] = {}
    for row in table.rows if table else ():
        problems += _problems(row, known, places)
        name = row["indicator"]
        places.setdefault(name, row.source("indicator"))
        if not any(problem.severity is Severity.ERROR for problem in problems):
            efforts[name] = Decimal(row["effort"])
    if table is None or any(problem.severity is Severity.ERROR for problem in problems):
        return None, problems
    return efforts, problems


def _problems(row: Row, known: frozenset[str], places: dict[str, Source]) -> list[Problem]:
    """What is wrong with one row beyond the form of its cells."""
    name, place = row["indicator"], row.source("indicator")
    if not name:
        return []
    if name in places:
        message = f"indicator `{name}` stands twice; first at {places[name]}"
        return [error("duplicate-id", message, "keep one of them", place)]
    if name not in known:
        near = difflib.get_close_matches(name, known, 3, 0.6)
        hint = f"nearest: {', '.join(near)}" if near else "choose an id of frameworks/indicators.tsv"
        return [error("unknown-indicator", f"indicator `{name}` is not known", hint, place)]
    return []
