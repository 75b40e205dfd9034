"""`frameworks/<framework>/<edition>.tsv` → `Edition` records with their disclosures and requirements.

One file is one dated edition of one standard; the file's name is the edition's id. The engine above knows no
GRI, SASB or HKEX: everything it needs is said here, by the table.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from esgmap.cells import read_list, read_needs, read_period
from esgmap.model import Disclosure, Edition, Period, Problem, Requirement, Severity, Source
from esgmap.tables import Row, Table, error, read_table

REQUIREMENT = (
    *(
        "level",
        "id",
        "parent",
        "title",
        "locator",
        "obligation",
        "kind",
        "unit_kind",
        "unit",
        "dimensions",
        "periods",
    ),
    *("condition", "confidence", "source", "note", "regime", "replaces", "change", "change_note"),
)
"""The columns that a requirement is made of."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Editions by id."""

    editions: dict[str, Edition]

    def disclosures(self, code: str) -> list[Disclosure]:
        """Every disclosure under this code (letter case and edition left out), over all editions."""
        wanted = code.casefold()
        return [
            disclosure
            for edition in self.editions.values()
            for disclosure in edition.disclosures
            if wanted in (disclosure.code.casefold(), disclosure.id.casefold())
        ]

    def requirements(self) -> dict[str, Requirement]:
        """Every assessed requirement by id."""
        return {
            requirement.id: requirement
            for edition in self.editions.values()
            for disclosure in edition.disclosures
            for requirement in disclosure.requirements
        }

    def nearest(self, code: str) -> list[Disclosure]:
        """Disclosures whose code looks like this one, best first."""
        known = {
            disclosure.code: disclosure
            for edition in self.editions.values()
            for disclosure in edition.disclosures
        }
        return [known[near] for near in difflib.get_close_matches(code, known, 5, 0.6)]


def edition_files(folder: Path) -> dict[str, Path]:
    """The edition tables of a frameworks folder by edition id, without reading them."""
    return {f"{path.parent.name}:{path.stem}": path for path in sorted(folder.glob("*/*.tsv"))}


def load_catalogue(folder: Path, wanted: Iterable[str] | None = None) -> tuple[Catalogue, list[Problem]]:
    """Read the wanted editions (all, if None), in the order they are asked for."""
    files = edition_files(folder)
    problems: list[Problem] = []
    editions: dict[str, Edition] = {}
    for edition_id in files if wanted is None else wanted:
        edition, found = load_edition(files[edition_id])
        problems += found
        if edition:
            editions[edition.id] = edition
    return Catalogue(editions), problems


def load_edition(path: Path) -> tuple[Edition | None, list[Problem]]:
    """Read one edition table; a table with any error is refused whole, with all its errors."""
    shown = f"frameworks/{path.parent.name}/{path.name}"
    table, problems = read_table(path, "edition", shown)
    if table is None:
        return None, problems
    return build_edition(table, problems, f"{path.parent.name}:{path.stem}")


def build_edition(
    table: Table, problems: list[Problem], edition_id: str
) -> tuple[Edition | None, list[Problem]]:
    """Turn a table that was read, with these problems, into an edition; None if there is any error."""
    problems = [*problems, *_header_problems(table, edition_id)]
    if {"id", "level"} <= set(table.positions):
        problems += _tree_problems(table)
    if any(problem.severity is Severity.ERROR for problem in problems):
        return None, problems
    header = table.header
    return (
        Edition(
            id=edition_id,
            framework=header["framework"],
            standard=header["standard"],
            title=header["title"],
            edition=header["edition"],
            publisher=header["publisher"],
            effective_from=header.get("effective_from", ""),
            effective_basis=header.get("effective_basis", ""),
            superseded_from=header.get("superseded_from", ""),
            superseded_by=header.get("superseded_by", ""),
            superseded_basis=header.get("superseded_basis", ""),
            reference=header.get("reference", ""),
            compiled_from=header.get("compiled_from", ""),
            checked_on=header["checked_on"],
            note=header.get("note", ""),
            sha256=table.sha256,
            disclosures=_disclosures(table, edition_id),
            role=header.get("role", "assessed"),
        ),
        problems,
    )


def _header_problems(table: Table, edition_id: str) -> list[Problem]:
    problems = []
    for key in ("id", "framework", "standard", "title", "edition", "publisher", "checked_on"):
        if not table.header.get(key):
            message = f"header line `# {key}: …` is missing"
            problems.append(error("missing-header", message, "see docs/content.md", Source(table.path, 1)))
    for key in ("effective_from", "superseded_from", "checked_on"):
        text = table.header.get(key, "")
        if text and not (len(text) == 10 and isinstance(read_period(text), Period)):
            message = f"header line `# {key}: {text}`; expected a day that exists, as 2021-01-31"
            hint = "write it as year-month-day, or leave the line out if it is not known"
            problems.append(error("date-format", message, hint, Source(table.path, 1)))
    if table.header.get("id", edition_id) != edition_id:
        message = f"header id is `{table.header['id']}`, the file's name says `{edition_id}`"
        problems.append(error("edition-id", message, "make them the same", Source(table.path, 1)))
    return problems


def _tree_problems(table: Table) -> list[Problem]:
    problems = []
    owners: dict[str, str] = {}
    current = ""
    pick = table.picker("id", "level", "parent")
    for row in table.rows:
        row_id, level, parent = pick(row.values)
        if row_id in owners:
            message = f"id `{row_id}` stands twice"
            problems.append(error("duplicate-id", message, "ids are unique in a file", row.source("id")))
        if level == "disclosure":
            current = row_id
            fault = (f"disclosure `{row_id}` has a parent", "leave it empty") if parent else None
        else:
            fault = _parent_fault(row_id, parent, owners, current)
        if fault:
            problems.append(error("parent", *fault, row.source("parent")))
        owners[row_id] = current
    return problems


def _parent_fault(row_id: str, parent: str, owners: dict[str, str], current: str) -> tuple[str, str] | None:
    """What is wrong with a requirement's parent, and the remedy; `owners` says whose the rows above are."""
    if parent not in owners:
        return f"parent `{parent}` of `{row_id}` does not stand above it", "name a row above"
    if owners[parent] != current:
        told = f"parent `{parent}` of `{row_id}` belongs to `{owners[parent]}`, not to `{current}`"
        return told, "move the row below its own disclosure"
    return None


def _disclosures(table: Table, edition_id: str) -> tuple[Disclosure, ...]:
    pick = table.picker(*REQUIREMENT)
    blocks: list[tuple[Row, list[Requirement]]] = []
    for row in table.rows:
        values = pick(row.values)
        if values[0] == "disclosure":
            owner = (edition_id, values[1], row["code"], row["obligation"])
            blocks.append((row, []))
        else:
            blocks[-1][1].append(_requirement(values, Source(table.path, row.line), owner))
    return tuple(_disclosure(row, tuple(items), edition_id) for row, items in blocks)


def _disclosure(row: Row, items: tuple[Requirement, ...], edition_id: str) -> Disclosure:
    disclosure_id = f"{edition_id}/{row['id']}"
    return Disclosure(
        id=disclosure_id,
        edition_id=edition_id,
        code=row["code"],
        title=row["title"],
        title_is_official=row["wording"] == "official",
        topic=row["topic"],
        locator=row["locator"],
        obligation=row["obligation"],
        omission_permitted=row["omission"] == "permitted",
        confidence=row["confidence"],
        compiled_from=row["source"],
        note=row["note"],
        items=items,
        source=row.source(),
        regime=row["regime"],
        replaces=read_list(row["replaces"]),
        change=row["change"],
        change_note=row["change_note"],
        standard_obligation=row["obligation"],
    )


def _requirement(values: tuple[str, ...], source: Source, owner: tuple[str, str, str, str]) -> Requirement:
    """The requirement of a row, its `values` in the order of `REQUIREMENT`.

    `owner` is its disclosure: the edition's id, its own, its code and its obligation.
    """
    edition_id, disclosure_id, code, above = owner
    level, row_id, parent, title, locator, own, kind, unit_kind, unit, dimensions, periods, *more = values
    condition, confidence, compiled_from, note, regime, replaces, change, change_note = more
    obligation = own or above
    return Requirement(
        id=f"{edition_id}/{row_id}",
        edition_id=edition_id,
        disclosure_id=f"{edition_id}/{disclosure_id}",
        parent_id=f"{edition_id}/{parent}",
        code=code,
        label=title,
        locator=locator,
        obligation=obligation,
        kind=kind,
        unit_kind=unit_kind,
        unit=unit,
        needs=read_needs(dimensions),
        periods=0 if periods == "base-year" else int(periods or 1),
        condition=condition,
        confidence=confidence,
        compiled_from=compiled_from,
        note=note,
        is_group=level == "group",
        source=source,
        regime=regime,
        replaces=read_list(replaces),
        change=change,
        change_note=change_note,
        standard_obligation=obligation,
    )
