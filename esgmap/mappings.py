"""`mappings/<edition>.sssom.tsv` → SSSOM mappings from requirements to indicators of the hub."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from esgmap.model import Mapping, Problem
from esgmap.tables import Table, read_table

SUFFIX = ".sssom.tsv"
PROVENANCE = ("mapping_justification", "author_label", "mapping_date", "confidence", "comment")


def mapping_file(folder: Path, edition_id: str) -> Path:
    """Where the mappings of an edition lie; a framework's name that begins the stem is not doubled."""
    framework, stem = edition_id.split(":", 1)
    name = stem if stem.startswith(f"{framework}-") else f"{framework}-{stem}"
    return folder / f"{name}{SUFFIX}"


def load_mappings(folder: Path, edition_ids: Iterable[str]) -> tuple[list[Mapping], list[Problem]]:
    """Read the mappings of these editions; an edition that nothing is mapped for has no file."""
    mappings: list[Mapping] = []
    problems: list[Problem] = []
    for edition_id in edition_ids:
        path = mapping_file(folder, edition_id)
        if not path.is_file():
            continue
        table, found = read_table(path, "mapping", f"mappings/{path.name}")
        problems += found
        mappings += to_mappings(table) if table else []
    return mappings, problems


def to_mappings(table: Table) -> list[Mapping]:
    """The rows of a table of mappings as records."""
    pick = table.picker("subject_id", "predicate_id", "object_id", "predicate_modifier", *PROVENANCE)
    mappings = []
    for row in table.rows:
        subject, predicate, found, modifier, how, who, when, confidence, comment = pick(row.values)
        object_id, is_negative = found.removeprefix("esgmap:"), modifier == "Not"
        provenance = (how, who, when, confidence, comment, row.source())
        mappings.append(Mapping(subject, predicate, object_id, is_negative, *provenance))
    return mappings
