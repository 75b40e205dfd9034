"""Edition tables: a good one is read as it is written; a bad one is refused whole, with all its errors."""

from __future__ import annotations

from pathlib import Path

import pytest

from esgmap.catalogue import Catalogue, edition_files, load_catalogue, load_edition
from esgmap.model import Breakdown, DimensionNeeds, Edition, Problem, Severity

HEADER = """\
# id: made:up-2021
# framework: made
# standard: Made Up
# title: "A standard: made up"
# edition: "2021"
# publisher: Nobody
# effective_from: 2021-01-01
# checked_on: 2026-11-22
"""
COLUMNS = [
    *("id", "level", "parent", "code", "title", "wording", "topic", "locator", "obligation", "omission"),
    *("kind", "unit_kind", "unit", "dimensions", "periods", "condition", "confidence"),
]


def row(*cells: str, **others: str) -> str:
    """One row: the first cells in order, the others by name."""
    named = dict(zip(COLUMNS, cells, strict=False)) | others
    return "|".join(named.get(column, "") for column in COLUMNS)


SURE = {"confidence": "verified"}
GROUP = ("M1-a", "group", "M1", "M1", "Waste, in parts", "own", "Env", "M1, a")
PART = ("M1-a-i", "requirement", "M1-a", "M1", "Total waste", "own", "Env", "M1, a.i", "", "")
PART_ASKS = ("quantitative", "mass", "t", "total;site*gender;part=x", "3", "where appropriate", "single")
MANAGED = (
    "M1-b",
    "requirement",
    "M1",
    "M1",
    "Management",
    "own",
    "Env",
    "M1, b",
    "voluntary",
    "",
    "narrative",
)
ROWS = (
    row("M1", "disclosure", "", "M1", "Waste", "official", "Env", "M1", "mandatory", "not-permitted", **SURE),
    row(*GROUP, **SURE),
    row(*PART, *PART_ASKS),
    row(*MANAGED, condition="if known", **SURE),
    row("M2", "disclosure", "", "M2", "Water", "own", "Env", "M2", "by-claim", "permitted", **SURE),
)


def text_of(*rows: str, header: str = HEADER) -> str:
    return header + "\t".join(COLUMNS) + "\n" + "".join(each.replace("|", "\t") + "\n" for each in rows)


def load(folder: Path, text: str, name: str = "up-2021") -> tuple[Edition | None, list[Problem]]:
    path = folder / "made" / f"{name}.tsv"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return load_edition(path)


def good(folder: Path) -> Edition:
    edition, problems = load(folder, text_of(*ROWS))
    assert problems == []
    assert edition is not None
    return edition


# --- a good one -----------------------------------------------------------------------------------


def test_an_edition_is_read_as_it_is_written(tmp_path: Path):
    edition = good(tmp_path)
    assert (edition.id, edition.framework, edition.standard) == ("made:up-2021", "made", "Made Up")
    assert (edition.title, edition.edition) == ("A standard: made up", "2021")
    assert (edition.effective_from, edition.superseded_by) == ("2021-01-01", "")
    waste, water = edition.disclosures
    assert (waste.id, waste.code, waste.title) == ("made:up-2021/M1", "M1", "Waste")
    assert (waste.title_is_official, water.title_is_official) == (True, False)
    assert (waste.omission_permitted, water.omission_permitted) == (False, True)
    assert [item.local_id for item in waste.items] == ["M1-a", "M1-a-i", "M1-b"]
    assert [item.local_id for item in waste.requirements] == ["M1-a-i", "M1-b"], "a group asks nothing itself"
    assert water.items == ()


def test_a_requirement_inherits_what_it_does_not_say(tmp_path: Path):
    part, managed = good(tmp_path).disclosures[0].requirements
    assert (part.obligation, managed.obligation) == ("mandatory", "voluntary")
    assert (part.parent_id, part.disclosure_id) == ("made:up-2021/M1-a", "made:up-2021/M1")
    assert (part.kind, part.unit_kind, part.unit, part.periods) == ("quantitative", "mass", "t", 3)
    assert (managed.periods, managed.condition, part.condition) == (1, "if known", "where appropriate")
    assert part.needs == DimensionNeeds(True, (Breakdown(("site", "gender")),), (("part", "x"),))
    assert str(part.source) == "frameworks/made/up-2021.tsv:12"


def test_a_catalogue_holds_the_wanted_editions_in_their_order(tmp_path: Path):
    good(tmp_path)
    other = text_of(*ROWS, header=HEADER.replace("up-2021", "up-2024"))
    load(tmp_path, other, "up-2024")
    files = edition_files(tmp_path)
    assert list(files) == ["made:up-2021", "made:up-2024"]
    catalogue, problems = load_catalogue(tmp_path, ["made:up-2024", "made:up-2021"])
    assert problems == []
    assert list(catalogue.editions) == ["made:up-2024", "made:up-2021"]
    assert list(load_catalogue(tmp_path)[0].editions) == list(files)
    assert [each.id for each in catalogue.disclosures("m1")] == ["made:up-2024/M1", "made:up-2021/M1"]
    assert [each.edition_id for each in catalogue.disclosures("made:up-2021/M2")] == ["made:up-2021"]
    assert len(catalogue.requirements()) == 4
    assert {each.code for each in catalogue.nearest("M11")} == {"M1"}
    assert Catalogue({}).disclosures("M1") == []


def test_a_bad_edition_does_not_hide_a_good_one(tmp_path: Path):
    good(tmp_path)
    load(tmp_path, text_of(row("M1", "disclosure")), "up-2024")
    catalogue, problems = load_catalogue(tmp_path)
    assert list(catalogue.editions) == ["made:up-2021"]
    assert {problem.source.path for problem in problems if problem.source} == {"frameworks/made/up-2024.tsv"}


# --- bad ones -------------------------------------------------------------------------------------


def refused(folder: Path, text: str, name: str = "up-2021") -> list[tuple[str, str]]:
    edition, problems = load(folder, text, name)
    assert edition is None
    assert all(problem.message and problem.hint for problem in problems)
    path = f"frameworks/made/{name}.tsv"
    return [(str(each.source).removeprefix(path), each.code) for each in problems]


def at(text: str, line: int, column: str) -> str:
    """Where a cell of a table stands."""
    cells = text.splitlines()[line - 1].split("\t")[: COLUMNS.index(column)]
    return f":{line}:{sum(map(len, cells)) + len(cells) + 1}"


def changed(number: int, **cells: str) -> str:
    """The good table with some cells of one row changed; line 9 is the header row."""
    rows = [each.split("|") for each in ROWS]
    for name, text in cells.items():
        rows[number - 1][COLUMNS.index(name)] = text
    return text_of(*map("|".join, rows))


@pytest.mark.parametrize(
    ("number", "cells", "line", "column", "code"),
    [
        (3, {"id": "M1-b"}, 13, "id", "duplicate-id"),
        (3, {"id": "M1 b"}, 12, "id", "malformed-value"),
        (3, {"parent": "M9"}, 12, "parent", "parent"),
        (3, {"parent": ""}, 12, "parent", "parent"),
        (3, {"parent": "M1-a-i"}, 12, "parent", "parent"),
        (5, {"parent": "M1"}, 14, "parent", "parent"),
        (5, {"level": "requirement", "parent": "M2"}, 14, "parent", "parent"),
        (3, {"level": "part"}, 12, "level", "unknown-choice"),
        (3, {"periods": "0"}, 12, "periods", "malformed-value"),
        (3, {"kind": "numeric"}, 12, "kind", "unknown-choice"),
        (1, {"title": ""}, 10, "title", "missing-value"),
        (1, {"obligation": "must"}, 10, "obligation", "unknown-choice"),
        (1, {"confidence": "sure"}, 10, "confidence", "unknown-choice"),
    ],
)
def test_a_bad_row_is_found_at_its_cell(
    tmp_path: Path, number: int, cells: dict[str, str], line: int, column: str, code: str
):
    text = changed(number, **cells)
    assert refused(tmp_path, text) == [(at(text, line, column), code)]


def test_a_table_that_begins_with_a_requirement_is_refused(tmp_path: Path):
    text = changed(1, level="requirement")
    assert refused(tmp_path, text)[0] == (at(text, 10, "parent"), "parent")


def test_a_row_below_another_disclosure_than_its_parents_is_refused(tmp_path: Path):
    """Grouped by position alone it would count for the wrong disclosure."""
    text = text_of(ROWS[0], ROWS[4], ROWS[3])
    assert refused(tmp_path, text) == [(at(text, 12, "parent"), "parent")]


@pytest.mark.parametrize(
    "key", ["id", "framework", "standard", "title", "edition", "publisher", "checked_on"]
)
def test_a_missing_header_line_is_refused(tmp_path: Path, key: str):
    header = "".join(line + "\n" for line in HEADER.splitlines() if not line.startswith(f"# {key}:"))
    assert refused(tmp_path, text_of(*ROWS, header=header)) == [(":1", "missing-header")]


@pytest.mark.parametrize("day", ["2021", "1 January 2021", "2021-02-30"])
def test_a_header_date_is_a_day(tmp_path: Path, day: str):
    header = HEADER.replace("effective_from: 2021-01-01", f"effective_from: {day}")
    assert refused(tmp_path, text_of(*ROWS, header=header)) == [(":1", "date-format")]


def test_the_file_is_named_as_the_edition(tmp_path: Path):
    assert refused(tmp_path, text_of(*ROWS), "up-2022") == [(":1", "edition-id")]


def test_all_errors_of_a_bad_table_are_told_at_once(tmp_path: Path):
    header = HEADER.replace("# publisher: Nobody\n", "").replace("made:up-2021", "made:up-2020")
    rows = [each.replace("|own|", "|mine|") for each in ROWS]
    text = text_of(rows[0], rows[2], rows[2], rows[3], header=header)
    assert refused(tmp_path, text) == [
        (at(text, 10, "wording"), "unknown-choice"),
        (at(text, 11, "wording"), "unknown-choice"),
        (at(text, 12, "wording"), "unknown-choice"),
        (":1", "missing-header"),
        (":1", "edition-id"),
        (at(text, 10, "parent"), "parent"),
        (":11:1", "duplicate-id"),
        (at(text, 11, "parent"), "parent"),
    ]


def test_a_missing_column_does_not_hide_a_missing_header_line(tmp_path: Path):
    text = text_of(*ROWS).replace("# publisher: Nobody\n", "").replace("locator", "place")
    assert refused(tmp_path, text) == [
        (":8:1", "missing-column"),
        (at(text, 8, "locator"), "unknown-column"),
        (":1", "missing-header"),
    ]


def test_an_unknown_column_alone_is_a_warning(tmp_path: Path):
    edition, problems = load(tmp_path, text_of(*ROWS).replace("condition", "remark"))
    assert edition is not None
    assert [problem.severity for problem in problems] == [Severity.WARNING]


def test_a_file_that_is_no_table_is_refused(tmp_path: Path):
    assert refused(tmp_path, "") == [("", "empty-file")]
    assert refused(tmp_path, HEADER) == [("", "empty-file")]
