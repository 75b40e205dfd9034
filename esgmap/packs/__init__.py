"""Data packs: CSV, TSV and xlsx files of a company → the same tables that documents give.

Comes in: a file that a person names. Goes out: a `ReadDocument` whose tables know their sheets and cells, or
problems that say what the file is and what to do. What it is, is told by what it holds, not by its name.
"""

from __future__ import annotations

import hashlib
from importlib import import_module
from pathlib import Path

from esgmap.documents import MOST_BYTES
from esgmap.documents.refusals import refused
from esgmap.model import Problem
from esgmap.packs.blocks import tables
from esgmap.packs.grid import Grid
from esgmap.pages import PageTable, ReadDocument

BOOKS = frozenset({".xlsx", ".xlsm", ".xltx", ".xls", ".xlsb", ".ods", ".numbers"})
TEXTS = frozenset({".csv", ".tsv", ".tab", ".psv"})


def is_pack(path: Path) -> bool:
    """Whether a file is to be read as a data pack: a workbook by its bytes or name, a text by its name."""
    if path.suffix.casefold() in BOOKS | TEXTS:
        return True
    try:
        with path.open("rb") as stream:
            return stream.read(4) == b"PK\x03\x04" and b"xl/" in stream.read(4096)
    except OSError:
        return False


def read_pack(path: Path) -> tuple[ReadDocument | None, list[Problem]]:
    """Read the tables of a data pack; None if the file cannot be used, with the problems that say why."""
    shown = path.name
    if path.is_dir():
        return None, [refused(shown, "this is a folder, not a file", "name the file in it")]
    try:
        if path.stat().st_size > MOST_BYTES:
            return None, [refused(shown, f"the file is larger than {MOST_BYTES // 2**20} MB", "split it")]
        raw = path.read_bytes()
    except FileNotFoundError:
        return None, [refused(shown, "there is no such file", f"looked for in {path.parent}")]
    except OSError as fault:
        return None, [refused(shown, f"the file cannot be read: {fault.strerror}", "check its permissions")]
    if not raw.strip(b"\0 \t\r\n"):
        return None, [refused(shown, "the file is empty", "save it again, or name another file")]
    form, grids, problems = _grids(raw, path)
    if not grids:
        empty = refused(shown, "no cell holds anything", "save it again, or name another file")
        return None, problems or [empty]
    found: list[PageTable] = []
    for grid in grids:
        found += tables(grid, len(found) + 1)
    if not found:
        told = "no table with figures was found: a table has labels, a heading and numbers"
        problems.append(refused(shown, told, "see whether the file is the one that was meant"))
        return None, problems
    return ReadDocument(shown, hashlib.sha256(raw).hexdigest(), form, (), tuple(found)), problems


def _grids(raw: bytes, path: Path) -> tuple[str, list[Grid], list[Problem]]:
    """The form of the file and its grids; a workbook is known by its bytes, whatever it is called."""
    if path.suffix.casefold() in BOOKS or raw.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        read = import_module("esgmap.packs.workbooks").read_workbook
        grids, problems = read(raw, path.name)
        return "workbook", grids, problems
    from esgmap.packs.delimited import read_delimited

    grid, problems = read_delimited(raw, path.name)
    return "delimited text", [grid] if grid else [], problems
