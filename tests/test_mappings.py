"""The files under `mappings/` keep the content rules; each rule is shown to fail on a bad mapping."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from made_up import table_row

from esgmap import content_rules_mappings as rules
from esgmap.catalogue import edition_files, load_catalogue
from esgmap.content import frameworks_folder, mappings_folder
from esgmap.content_check import check_content
from esgmap.content_rules_mappings import MappingSet
from esgmap.hub import load_hub
from esgmap.mappings import load_mappings, mapping_file
from esgmap.model import NO_TERM, Hub, Mapping, Requirement, Source
from esgmap.tables import Table

EDITIONS = {
    mapping_file(mappings_folder(), edition_id).name: edition_id
    for edition_id in edition_files(frameworks_folder())
}
FILES = sorted(path.name for path in mappings_folder().iterdir())
LEAST_FILES, LEAST_ROWS, LEAST_NEGATIVE = 41, 2800, 1450
HKEX = "hkex:esg-guide-2020"


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


def test_every_file_is_read_and_keeps_the_rules():
    checked = check_content(frameworks_folder(), mappings_folder())
    assert checked.problems == ()
    counted = {each.edition_id: each.mappings for each in checked.counts if each.mappings}
    assert counted == {EDITIONS[name]: len(mappings(name)) for name in FILES}
    assert len(FILES) >= LEAST_FILES
    assert sum(counted.values()) >= LEAST_ROWS


# --- each rule can fail ---------------------------------------------------------------------------

GOOD = Mapping(
    subject_id=f"{HKEX}/A1.2-scope1",
    predicate_id="skos:exactMatch",
    object_id="ghg-scope1",
    is_negative=False,
    justification="semapv:ManualMappingCuration",
    author="esgmap maintainers",
    mapping_date="2026-11-22",
    confidence="0.95",
    comment="",
    source=Source("mappings/hkex-esg-guide-2020.sssom.tsv", 12),
)
HEADER = {
    **{f"curie_map.{prefix}": "https://example.org/" for prefix in ("esgmap", "hkex", "skos", "semapv")},
    "mapping_set_id": "https://w3id.org/esgmap/mappings/hkex-esg-guide-2020",
    "mapping_set_title": "HKEX to esgmap",
    "license": "https://creativecommons.org/licenses/by/4.0/",
}
CELLS = {
    "subject_id": GOOD.subject_id,
    "predicate_id": GOOD.predicate_id,
    "object_id": "esgmap:ghg-scope1",
    "mapping_justification": GOOD.justification,
}
BAD: list[tuple[rules.Rule, list[Mapping], str]] = [
    (rules.subjects, [replace(GOOD, subject_id=f"{HKEX}/A1.2")], "is no requirement"),
    (rules.subjects, [replace(GOOD, subject_id="gri:gri-2-2021/2-7-b")], "is no requirement"),
    (rules.subjects, [replace(GOOD, subject_id="gri:gri-305-2016/305-1-a")], f"is not of {HKEX}"),
    (rules.objects, [replace(GOOD, object_id="ghg-scope4")], "`ghg-scope4` is no indicator"),
    (rules.pairs, [GOOD, replace(GOOD)], "meet twice"),
    (rules.pairs, [GOOD, replace(GOOD, is_negative=True)], "meet as yes and as no"),
    (rules.pairs, [GOOD, replace(GOOD, predicate_id="skos:narrowMatch")], "meet twice"),
    (rules.comments, [replace(GOOD, is_negative=True)], "Not skos:exactMatch"),
    (rules.nothing_found, [GOOD, replace(GOOD, object_id=NO_TERM)], "to have no counterpart, and has one"),
    (rules.comments, [replace(GOOD, predicate_id="skos:closeMatch")], "does not say why"),
    (rules.nothing_found, [GOOD, replace(GOOD, object_id=NO_TERM)], "to have no counterpart, and has one"),
    (rules.comments, [replace(GOOD, predicate_id="skos:narrowMatch")], "does not say why"),
    (rules.confidences, [replace(GOOD, confidence="")], "`confidence` is empty"),
    (rules.confidences, [replace(GOOD, confidence="0.3")], "with a confidence of 0.3"),
    (rules.provenance, [replace(GOOD, justification="semapv:LexicalMatching")], "is not said"),
    (rules.provenance, [replace(GOOD, author="")], "is not said"),
    (rules.provenance, [replace(GOOD, mapping_date="2026-02-30")], "is not said"),
    (rules.unit_kinds, [replace(GOOD, object_id="energy-total")], "asks for emissions"),
    (
        rules.unit_kinds,
        [replace(GOOD, object_id="ghg-methods", predicate_id="skos:closeMatch")],
        "`ghg-methods` has text",
    ),
]
BAD_HEADERS = [
    ({"mapping_set_id": "https://w3id.org/esgmap/mappings/other"}, "`mapping_set_id` is"),
    ({"mapping_set_title": ""}, "is missing"),
    ({"license": "CC BY"}, "is missing"),
    ({"curie_map.skos": None}, "what skos stands for"),
]


def made_set(rows: list[Mapping], lines: dict[str, str | None] | None = None) -> MappingSet:
    """A set of mappings of the HKEX guide of 2020, with changed header lines; None takes a line out."""
    header = {key: value for key, value in {**HEADER, **(lines or {})}.items() if value is not None}
    table = Table(GOOD.source.path, "", header, [table_row(CELLS, 12)])
    return MappingSet(HKEX, table, rows, requirements(), hub())


@pytest.mark.parametrize(("rule", "rows", "told"), BAD)
def test_rule_can_fail(rule: rules.Rule, rows: list[Mapping], told: str):
    (problem,) = rule(made_set(rows))
    assert told in problem.message
    assert problem.hint
    assert problem.source == rows[-1].source


@pytest.mark.parametrize(("lines", "told"), BAD_HEADERS)
def test_rule_on_headers_can_fail(lines: dict[str, str | None], told: str):
    (problem,) = rules.header(made_set([GOOD], lines))
    assert told in problem.message
    assert str(problem.source) == f"{GOOD.source.path}:1"


@pytest.mark.parametrize("rule", rules.RULES)
def test_rule_lets_good_rows_pass(rule: rules.Rule):
    far = replace(GOOD, object_id="energy-total", is_negative=True, comment="energy is no emission")
    unsure = replace(far, object_id="water-withdrawn", confidence="0.3")
    assert list(rule(made_set([GOOD, far, unsure]))) == []


def test_every_rule_is_shown_to_fail():
    assert {rule for rule, *_ in BAD} | {rules.header} == set(rules.RULES)


def test_a_file_that_belongs_to_no_edition_is_told(tmp_path: Path):
    (tmp_path / "gri-999-2099.sssom.tsv").write_text("subject_id\n", encoding="utf-8")
    (problem,) = check_content(frameworks_folder(), tmp_path).problems
    assert problem.code == "mapping-file"
    assert str(problem.source) == "mappings/gri-999-2099.sssom.tsv"


# --- is anything left unmapped? -------------------------------------------------------------------


def unmapped(edition_id: str) -> list[str]:
    """Requirements of an edition that no indicator answers, not even in part."""
    name = mapping_file(Path(), edition_id).name
    wide = {"skos:broadMatch", "skos:relatedMatch"}
    answered = {
        row.subject_id for row in mappings(name) if not row.is_negative and row.predicate_id not in wide
    }
    return [each for each in requirements() if each.startswith(f"{edition_id}/") and each not in answered]


@pytest.mark.parametrize("edition_id", [HKEX, "sasb:tc-si-2018-10", "nasdaq:esg-guide-2019"])
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
    assert sum(map(len, negative.values())) >= LEAST_NEGATIVE
    assert "survey-participation-rate" in negative["sasb:tc-si-2018-10/TC-SI-330a.2-1"]
    assert "pue" in negative["sasb:tc-si-2018-10/TC-SI-130a.1-1"]
