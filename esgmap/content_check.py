"""All content, or one edition table, read and judged by the content rules: every problem, and the counts.

What cannot be read is told and left out; what it would have been judged with is then not judged either, so
that one fault does not show as a hundred.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from esgmap import (
    content_rules,
    content_rules_across,
    content_rules_crosswalk,
    content_rules_expectations,
    content_rules_hub,
    content_rules_intake,
    content_rules_mappings,
    content_rules_titles,
)
from esgmap.catalogue import Catalogue, build_edition, edition_files, load_catalogue
from esgmap.concordance import load_claims
from esgmap.concordance import load_reasons as load_claim_reasons
from esgmap.content_rules_across import Shelf
from esgmap.content_rules_crosswalk import Web
from esgmap.content_rules_intake import TABLES as INTAKE
from esgmap.content_rules_mappings import MappingSet
from esgmap.expectations import TABLES as EXPECTATIONS
from esgmap.hub import load_hub, load_reasons
from esgmap.mappings import mapping_file, to_mappings
from esgmap.model import Edition, Hub, Mapping, Problem, Severity, Source
from esgmap.tables import Row, Table, error, read_table

TABLES = {
    "applicability": "applicability",
    "reliefs": "reliefs",
    "supersessions": "supersessions",
    "relates": "relates",
    "claim-rules": "claims",
    "omission-reasons": "reasons",
    "published-counts": "counts",
}
"""The tables that speak of editions, each with the schema of its rows."""

HUB_TABLES = ("indicators", "dimensions", "units", "plausible-factors", "plausible-ranges")


@dataclass(frozen=True, slots=True)
class EditionCount:
    """How much of an edition there is: disclosures, requirements by confidence, mappings."""

    edition_id: str
    role: str
    disclosures: int
    confidence: Counter[str]
    mappings: int

    @property
    def requirements(self) -> int:
        """How many requirements get a status."""
        return self.confidence.total()


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of a check. `is_readable` is false if a table had to be refused."""

    problems: tuple[Problem, ...]
    counts: tuple[EditionCount, ...]
    is_readable: bool


def check_content(frameworks: Path, mappings: Path) -> Checked:
    """Read every table of both folders and hold it to every rule."""
    hub, refused = load_hub(frameworks)
    refused += load_reasons(frameworks)[1]
    if _has_errors(refused):
        return Checked(_sorted(refused), (), False)
    found: list[Problem] = []
    hub_rows = {
        stem: _rows(frameworks, stem, stem, refused) for stem in (*HUB_TABLES, *EXPECTATIONS, *INTAKE)
    }
    shared_rules = (*content_rules_hub.RULES, *content_rules_expectations.RULES, *content_rules_intake.RULES)
    for hub_rule in shared_rules:
        found += hub_rule(hub_rows)
    editions: dict[str, Edition] = {}
    for edition_id, path in edition_files(frameworks).items():
        shown = f"frameworks/{path.parent.name}/{path.name}"
        edition = _judge_table(*read_table(path, "edition", shown), edition_id, hub, (refused, found))
        if edition:
            editions[edition_id] = edition
    shelf = Shelf(editions, {stem: _rows(frameworks, stem, TABLES[stem], refused) for stem in TABLES})
    mapped = _judge_mappings(mappings, list(edition_files(frameworks)), shelf, hub, (refused, found))
    web = _read_web(frameworks, editions, mapped, hub, refused)
    titles = [_rows(frameworks, path.stem, "titles", refused) for path in _title_files(frameworks)]
    if not _has_errors(refused):
        found += _judge_shelf(shelf)
        for title_rule in content_rules_titles.RULES:
            for rows in titles:
                found += title_rule(editions, rows)
        for web_rule in content_rules_crosswalk.RULES:
            found += web_rule(web)
    counts = tuple(_count(each, len(mapped.get(each.id, ()))) for each in editions.values())
    return Checked(_sorted(refused + found), counts, not _has_errors(refused))


def check_file(path: Path, frameworks: Path) -> Checked:
    """Hold one edition table, wherever it lies, to the rules, beside the editions of a frameworks folder."""
    table, problems = read_table(path, "edition", str(path))
    framework = table.header.get("framework") if table else ""
    hub, refused = load_hub(frameworks)
    found: list[Problem] = []
    edition_id = f"{framework or path.parent.name}:{path.stem}"
    edition = _judge_table(table, problems, edition_id, hub, (refused, found))
    if edition is None:
        return Checked(_sorted(refused + found), (), False)
    others, _ = load_catalogue(frameworks)
    rows = {"applicability": _rows(frameworks, "applicability", "applicability", refused)}
    shelf = Shelf({**others.editions, edition.id: edition}, rows)
    for rule in content_rules_across.EDITION_RULES:
        found += rule(edition, shelf)
    return Checked(_sorted(refused + found), (_count(edition, 0),), not _has_errors(refused))


Heaps = tuple[list[Problem], list[Problem]]
"""Problems that refuse a table, and problems that rules found."""


def _judge_table(
    table: Table | None, problems: list[Problem], edition_id: str, hub: Hub, heaps: Heaps
) -> Edition | None:
    """Build the edition of a table and hold the table to the rules; None if it is refused."""
    refused, found = heaps
    if table is None:
        refused += problems
        return None
    edition, problems = build_edition(table, problems, edition_id)
    refused += problems
    if not any(problem.code == "missing-column" for problem in problems):
        for rule in content_rules.RULES:
            found += rule(table, hub)
    return edition


def _judge_mappings(
    folder: Path, edition_ids: list[str], shelf: Shelf, hub: Hub, heaps: Heaps
) -> dict[str, list[Mapping]]:
    """Hold every file of mappings to the rules; the mappings of each edition."""
    refused, found = heaps
    mapped: dict[str, list[Mapping]] = {}
    requirements = Catalogue(shelf.editions).requirements()
    owners = {mapping_file(folder, each): each for each in edition_ids}
    for path in sorted(folder.iterdir()):
        shown = f"mappings/{path.name}"
        if path not in owners:
            hint = "name it as its edition: gri-305-2016.sssom.tsv, hkex-esg-guide-2020.sssom.tsv"
            found.append(error("mapping-file", "the file belongs to no edition", hint, Source(shown)))
            continue
        table, problems = read_table(path, "mapping", shown)
        refused += problems
        if table is None or _has_errors(problems) or owners[path] not in shelf.editions:
            continue
        mappings = to_mappings(table)
        mapped[owners[path]] = mappings
        for rule in content_rules_mappings.RULES:
            found += rule(MappingSet(owners[path], table, mappings, requirements, hub))
    return mapped


def _read_web(
    frameworks: Path,
    editions: dict[str, Edition],
    mapped: dict[str, list[Mapping]],
    hub: Hub,
    refused: list[Problem],
) -> Web:
    """Everything that the rules of the crosswalk look at."""
    claims, claim_problems = load_claims(frameworks)
    reasons, reason_problems = load_claim_reasons(frameworks)
    refused += claim_problems + reason_problems
    rows = [row for each in mapped.values() for row in each]
    return Web(editions, Catalogue(editions).requirements(), rows, hub, claims, reasons)


def _judge_shelf(shelf: Shelf) -> list[Problem]:
    found: list[Problem] = []
    for edition in shelf.editions.values():
        for edition_rule in content_rules_across.EDITION_RULES:
            found += edition_rule(edition, shelf)
    for rule in content_rules_across.RULES:
        found += rule(shelf)
    return found


def _title_files(frameworks: Path) -> list[Path]:
    """The tables of titles in other languages; a folder may have none."""
    return sorted(frameworks.glob("titles.*.tsv"))


def _rows(folder: Path, stem: str, schema: str, refused: list[Problem]) -> list[Row]:
    table, problems = read_table(folder / f"{stem}.tsv", schema, f"frameworks/{stem}.tsv")
    refused += problems
    return table.rows if table else []


def _count(edition: Edition, mappings: int) -> EditionCount:
    confidence = Counter(row.confidence for each in edition.disclosures for row in each.requirements)
    return EditionCount(edition.id, edition.role, len(edition.disclosures), confidence, mappings)


def _has_errors(problems: list[Problem]) -> bool:
    return any(problem.severity is Severity.ERROR for problem in problems)


def _sorted(problems: list[Problem]) -> tuple[Problem, ...]:
    """In the order of the files, from top to bottom; what two readers found is told once."""

    def key(problem: Problem) -> tuple[str, int, int, str]:
        place = problem.source or Source("")
        return place.path, place.line, place.column, place.cell

    return tuple(sorted(dict.fromkeys(problems), key=key))
