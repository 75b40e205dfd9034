"""The last sheet: a fingerprint of each row of each other sheet, by which what changed since is found."""

from __future__ import annotations

from collections.abc import Iterator

from esgmap.export.workbook_record import Record
from esgmap.export.workbook_table import Column, Row, Table
from esgmap.seals import COLUMNS, TITLE_GLUE, Seal, root, row_hash

KEY = "Seals"
SEAL_COLUMNS = (
    Column("Sheet", 22, "seal"),
    Column("Row id", 60, "seal"),
    Column("Row hash", 36, "seal"),
    Column("Cell marks", 100, "seal"),
    Column("Filled-in mark", 14, "seal"),
)


def seals_table(record: Record) -> Table:
    """One row for the columns of each sheet, then one for each of its rows."""
    seals = list(record.seals())
    named = list(_columns(record))
    whole = root((f"{each[0]}\t{each[1]}", each[2]) for each in (*named, *map(_cells, seals)))
    return Table(
        sheet=KEY,
        title="Seals: a fingerprint of each row as it was written",
        note=f"{len(seals)} rows. For esgmap verify, review and sign. Root: {whole}",
        columns=SEAL_COLUMNS,
        rows=tuple(Row(cells) for cells in (*named, *map(_cells, seals))),
        frozen=2,
        id_titles=("Sheet", "Row id"),
    )


def _columns(record: Record) -> Iterator[tuple[str, ...]]:
    """What the columns of each sheet are called and what they are for, after the name of the sheet."""
    for key, name, titles in record.layouts():
        yield key, COLUMNS, row_hash(key, COLUMNS, titles), TITLE_GLUE.join((name, *titles)), ""


def _cells(seal: Seal) -> tuple[str, ...]:
    return seal.sheet, seal.row_id, seal.row_hash, " ".join(seal.marks), seal.input_mark
