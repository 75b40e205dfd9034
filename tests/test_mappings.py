"""Every SSSOM file under `mappings/`: points to things that exist, does not contradict itself, says why.

A rule takes mappings and gives the faults. Each is shown to fail on a bad mapping below.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from esgmap.catalogue import edition_files, load_catalogue
from esgmap.content import frameworks_folder, mappings_folder
from esgmap.coverage import FULL_MATCH
from esgmap.hub import load_hub
from esgmap.mappings import SUFFIX, load_mappings, mapping_file
from esgmap.model import Hub, Mapping, Requirement, Source
from esgmap.tables import read_table

EDITIONS = {
    mapping_file(mappings_folder(), edition_id).name: edition_id
    for edition_id in edition_files(frameworks_folder())
}
FILES = sorted(path.name for path in mappings_folder().iterdir())
LEAST_FILES, LEAST_ROWS = 28, 1450
Rule = Callable[[list[Mapping]], list[str]]


@cache
def requirements() -> dict[str, Requirement]:
    """Every assessed requirement of every edition."""
    catalogue, problems = load_catalogue(frameworks_folder())
    assert problems == []
    return catalogue.requirements()


@cache
def hub() -> Hub:
    """The shared indicators, dimensions and units."""
    found, problems = load_hub(frameworks_folder())
    assert problems == []
    return found


@cache
def mappings(name: str) -> list[Mapping]:
    """The mappings of one file, which must load without a single problem."""
    found, problems = load_mappings(mappings_folder(), [EDITIONS[name]])
    assert problems == []
    return found


# --- rules on the rows ----------------------------------------------------------------------------


def subjects_exist(rows: list[Mapping]) -> list[str]:
    """The subject is an assessed requirement, not a group or a disclosure."""
    return [row.subject_id for row in rows if row.subject_id not in requirements()]


def objects_exist(rows: list[Mapping]) -> list[str]:
    """The object is an indicator of the hub."""
    return [row.object_id for row in rows if row.object_id not in hub().indicators]


def no_pair_stands_twice(rows: list[Mapping]) -> list[str]:
    """A requirement and an indicator meet once: never under two predicates, never as yes and as no."""
    pairs = Counter((row.subject_id, row.object_id) for row in rows)
    return [f"{subject} {object_id}" for (subject, object_id), number in pairs.items() if number > 1]


def comments(rows: list[Mapping]) -> list[str]:
    """What is not an exact match says why, in a comment."""
    return [
        f"{row.subject_id} {row.object_id}"
        for row in rows
        if not row.comment and (row.is_negative or row.predicate_id != "skos:exactMatch")
    ]


def confidences(rows: list[Mapping]) -> list[str]:
    """Confidence is a number from 0 to 1; a mapping that covers is one we believe in."""
    faults = []
    for row in rows:
        number = Decimal(row.confidence or -1)
        covers = row.predicate_id in FULL_MATCH and not row.is_negative
        if not 0 <= number <= 1 or (covers and number < Decimal("0.5")):
            faults.append(f"{row.subject_id} {row.object_id} {row.confidence}")
    return faults


def provenance(rows: list[Mapping]) -> list[str]:
    """Made by hand, by a named author, on a day."""
    return [
        f"{row.subject_id} {row.object_id}"
        for row in rows
        if row.justification != "semapv:ManualMappingCuration" or not row.author or not _is_day(row)
    ]


def _is_day(row: Mapping) -> bool:
    try:
        return bool(date.fromisoformat(row.mapping_date))
    except ValueError:
        return False


def kinds_fit(rows: list[Mapping]) -> list[str]:
    """What covers a figure wholly is an indicator for figures of the same kind of unit."""
    faults = []
    for row in rows:
        requirement, indicator = requirements()[row.subject_id], hub().indicators[row.object_id]
        covers = row.predicate_id in FULL_MATCH and not row.is_negative
        if not covers or requirement.kind != "quantitative":
            continue
        other = requirement.unit_kind not in {"", indicator.unit_kind}
        if indicator.value_type != "quantity" or other:
            asked = requirement.unit_kind or "a figure"
            has = indicator.unit_kind or indicator.value_type
            faults.append(f"{row.subject_id} asks for {asked}, {row.object_id} has {has}")
    return faults


RULES: tuple[Rule, ...] = (
    subjects_exist,
    objects_exist,
    no_pair_stands_twice,
    comments,
    confidences,
    provenance,
    kinds_fit,
)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("name", FILES)
def test_rows(name: str, rule: Rule):
    assert rule(mappings(name)) == []


@pytest.mark.parametrize("name", FILES)
def test_subjects_are_of_the_file_s_own_edition(name: str):
    others = {row.subject_id for row in mappings(name) if not row.subject_id.startswith(f"{EDITIONS[name]}/")}
    assert others == set()


# --- each rule can fail ---------------------------------------------------------------------------

GOOD = Mapping(
    subject_id="hkex:esg-guide-2020/A1.2-scope1",
    predicate_id="skos:exactMatch",
    object_id="ghg-scope1",
    is_negative=False,
    justification="semapv:ManualMappingCuration",
    author="esgmap maintainers",
    mapping_date="2026-11-22",
    confidence="0.95",
    comment="",
    source=Source("mappings/x.sssom.tsv", 2, 1),
)
BAD: list[tuple[Rule, list[Mapping]]] = [
    (subjects_exist, [replace(GOOD, subject_id="hkex:esg-guide-2020/A1.2")]),
    (subjects_exist, [replace(GOOD, subject_id="gri:gri-2-2021/2-5-b")]),
    (objects_exist, [replace(GOOD, object_id="ghg-scope4")]),
    (no_pair_stands_twice, [GOOD, GOOD]),
    (no_pair_stands_twice, [GOOD, replace(GOOD, is_negative=True)]),
    (no_pair_stands_twice, [GOOD, replace(GOOD, predicate_id="skos:narrowMatch")]),
    (comments, [replace(GOOD, is_negative=True)]),
    (comments, [replace(GOOD, predicate_id="skos:closeMatch")]),
    (comments, [replace(GOOD, predicate_id="skos:narrowMatch")]),
    (confidences, [replace(GOOD, confidence="1.5")]),
    (confidences, [replace(GOOD, confidence="")]),
    (confidences, [replace(GOOD, confidence="0.3")]),
    (provenance, [replace(GOOD, justification="semapv:LexicalMatching")]),
    (provenance, [replace(GOOD, author="")]),
    (provenance, [replace(GOOD, mapping_date="2026-02-30")]),
    (kinds_fit, [replace(GOOD, object_id="energy-total")]),
    (kinds_fit, [replace(GOOD, object_id="ghg-methods", predicate_id="skos:closeMatch")]),
]


@pytest.mark.parametrize(("rule", "rows"), BAD)
def test_rule_can_fail(rule: Rule, rows: list[Mapping]):
    assert len(rule(rows)) == 1


@pytest.mark.parametrize("rule", RULES)
def test_rule_lets_good_rows_pass(rule: Rule):
    far = replace(GOOD, object_id="energy-total", is_negative=True, comment="energy is no emission")
    assert rule([GOOD, far]) == []


def test_every_rule_is_shown_to_fail():
    assert {rule for rule, _ in BAD} == set(RULES)


# --- files ----------------------------------------------------------------------------------------


def test_every_file_is_read():
    assert [name for name in FILES if name not in EDITIONS or not name.endswith(SUFFIX)] == []
    assert len(FILES) >= LEAST_FILES
    assert sum(len(mappings(name)) for name in FILES) >= LEAST_ROWS


@pytest.mark.parametrize("name", FILES)
def test_header(name: str):
    table, problems = read_table(mappings_folder() / name, "mapping")
    assert problems == []
    assert table is not None
    header = table.header
    set_id = header["mapping_set_id"]
    assert set_id == f"https://w3id.org/esgmap/mappings/{name.removesuffix(SUFFIX)}"
    assert header["license"].startswith("https://")
    assert header["mapping_set_title"]
    prefixes = {key.split(".")[1] for key in header if key.startswith("curie_map.")}
    assert {"esgmap", "skos", "semapv", EDITIONS[name].split(":")[0]} <= prefixes
    used = {
        text.split(":")[0]
        for row in table.rows
        for text in (row["subject_id"], row["predicate_id"], row["object_id"], row["mapping_justification"])
    }
    assert used <= prefixes


# --- is anything left unmapped? -------------------------------------------------------------------


def unmapped(edition_id: str) -> list[str]:
    """Requirements of an edition that no indicator answers, not even in part."""
    name = mapping_file(Path(), edition_id).name
    wide = {"skos:broadMatch", "skos:relatedMatch"}
    answered = {
        row.subject_id for row in mappings(name) if not row.is_negative and row.predicate_id not in wide
    }
    return [each for each in requirements() if each.startswith(f"{edition_id}/") and each not in answered]


@pytest.mark.parametrize("edition_id", ["hkex:esg-guide-2020", "sasb:tc-si-2018-10", "nasdaq:esg-guide-2019"])
def test_every_requirement_has_a_positive_mapping(edition_id: str):
    assert unmapped(edition_id) == []


def test_unmapped_requirements_are_found():
    assert len(unmapped("gri:gri-2-2021")) > 10, "GRI 2 asks for statements that facts answer directly"


def test_tempting_wrong_answers_are_kept():
    negative = defaultdict(set)
    for name in FILES:
        for row in mappings(name):
            if row.is_negative:
                negative[row.subject_id].add(row.object_id)
    assert sum(map(len, negative.values())) >= 250
    assert "survey-participation-rate" in negative["sasb:tc-si-2018-10/TC-SI-330a.2-1"]
    assert "pue" in negative["sasb:tc-si-2018-10/TC-SI-130a.1-1"]
