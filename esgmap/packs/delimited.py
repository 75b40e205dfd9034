"""The bytes of a CSV or TSV data pack, in whatever encoding → a grid of text.

Unlike the tables of a report folder, which are UTF-8 or refused, a pack comes from others: its encoding is
told by well-kept libraries, letters that were read wrongly once are put right, and both are said.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from importlib import import_module

from esgmap.documents.refusals import missing_library, refused
from esgmap.model import Problem, Severity
from esgmap.packs.grid import Grid

MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 100_000, 1_000, 1_000_000
SEPARATORS = "\t;|,"
_WRONG = re.compile("[ÃÂâ][\u0080-\u00bf\u2018-\u203a\u20ac\u0152-\u0192\u2122\u02c6\u02dc]|\ufffd")
_MARKS = (b"\xff\xfe", b"\xfe\xff")


def read_delimited(raw: bytes, shown: str) -> tuple[Grid | None, list[Problem]]:
    """Read a text of cells; None if it is none, with the problem that says why."""
    text, problems = _decoded(raw, shown)
    if text is None:
        return None, problems
    separator = _separator(text)
    if not separator:
        told = "no line has more than one cell: neither comma, semicolon, tab nor | parts it"
        return None, [*problems, refused(shown, told, "export the table as CSV with its columns")]
    texts: dict[tuple[int, int], str] = {}
    try:
        for row, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), 1):
            if row > MOST_ROWS or len(texts) > MOST_CELLS:
                told = f"only the first {row - 1:,} rows were read"
                problems.append(refused(shown, told, "split the file", Severity.WARNING))
                break
            for column, cell in enumerate(cells[:MOST_COLUMNS], 1):
                if cell.strip():
                    texts[row, column] = cell
    except csv.Error as fault:
        told = f"the cells cannot be told apart from row {len({row for row, _ in texts}) + 1} on: {fault}"
        return None, [*problems, refused(shown, told, "see whether a closing double quote is missing")]
    indents = {place: indent for place, cell in texts.items() if (indent := _indent(cell))}
    folded = {place: " ".join(cell.split()) for place, cell in texts.items()}
    return Grid(folded, indents=indents), problems


def _decoded(raw: bytes, shown: str) -> tuple[str | None, list[Problem]]:
    """The text; libraries are asked only where UTF-8 does not do."""
    if not raw.startswith(_MARKS) and b"\0" not in raw:
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            pass
        else:
            if not _WRONG.search(text):
                return text, []
    try:
        plain = import_module("esgmap.documents.plain")
    except ImportError:
        return None, [missing_library(shown, "charset-normalizer and ftfy")]
    text, problems = plain.decoded(raw, shown)
    if text is not None and _WRONG.search(text):
        import ftfy

        mended = ftfy.fix_encoding(text)
        if mended != text:
            told = "UTF-8 letters stood in the file as others (â€™ for ’); they were put right"
            problems.append(refused(shown, told, "save the source again as UTF-8", Severity.WARNING))
        text = mended
    return text, problems


def _separator(text: str) -> str:
    """What parts the cells: the sign that gives most lines the same number of cells, above one."""
    lines = [line for line in text.splitlines()[:400] if line.strip()]
    best, most = "", 0
    for sign in SEPARATORS:
        counts = Counter(line.count(sign) for line in lines)
        counts.pop(0, None)
        if not counts:
            continue
        width, alike = counts.most_common(1)[0]
        weight = alike * (3 if sign in "\t;|" else 2) + min(width, 5)
        if weight > most:
            best, most = sign, weight
    return best


def _indent(cell: str) -> int:
    """How far the text of a cell stands in, by the blanks before it."""
    return (len(cell) - len(cell.lstrip(" \u00a0\u3000"))) if cell.strip() else 0
