"""What we ship and write as SSSOM/TSV is valid for the `sssom` package."""

from __future__ import annotations

import csv
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from esgmap.catalogue import load_catalogue
from esgmap.content import frameworks_folder, mappings_folder
from esgmap.crosswalk import Crosswalk, Standing, make_crosswalk
from esgmap.export import crosswalk_tsv
from esgmap.export.crosswalk_rows import LEVELS, REQUIREMENT, lone_lines, make_view
from esgmap.graph_terms import mapping_iri
from esgmap.hub import load_hub
from esgmap.mappings import load_mappings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the package sets an option of pandas that is going away
    from linkml_runtime.linkml_model import SchemaDefinition
    from linkml_runtime.loaders import yaml_loader
    from sssom import validators
    from sssom.parsers import parse_sssom_table

pytestmark = pytest.mark.filterwarnings("ignore")
FILES = sorted(mappings_folder().glob("*.sssom.tsv"))
LEAST_FILES = 41
HKEX, SASB = "hkex:esg-guide-2020", "sasb:tc-si-2018-10"
UNKNOWN_SLOTS = {"derived_from"}
"""Slots of SSSOM 1.1 that the released package does not know yet, and leaves out."""


@pytest.fixture(scope="module", autouse=True)
def schema() -> Iterator[None]:
    """The schema of SSSOM, loaded once: the package would load it anew for every file."""
    with pytest.MonkeyPatch.context() as patch:
        loaded = yaml_loader.load(str(validators.SCHEMA_YAML), SchemaDefinition)
        patch.setattr(validators, "SCHEMA_YAML", loaded)
        yield


def faults(path: Path) -> tuple[list[str], int, set[str]]:
    """What the package finds wrong with a file, how many records it read, and their columns."""
    found = parse_sssom_table(path)
    reports = validators.validate(found, fail_on_error=False)
    assert reports, "the package validates nothing any more"
    told = [result.message for report in reports.values() for result in report.results]
    return told, len(found.df), set(found.df.columns)


def rows(path: Path) -> list[dict[str, str]]:
    """The records of a file as they stand there."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t"))


@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
def test_shipped_mappings_are_valid(path: Path):
    told, number, _ = faults(path)
    assert told == []
    assert number == len(rows(path))


def test_all_files_were_seen():
    assert len(FILES) >= LEAST_FILES


def test_a_row_that_is_not_well_formed_is_found(tmp_path: Path):
    bad = tmp_path / "bad.sssom.tsv"
    text = FILES[0].read_text(encoding="utf-8").replace("skos:exactMatch", "not a curie", 1)
    bad.write_text(text, encoding="utf-8")
    assert faults(bad)[1] == len(rows(bad)) - 1, "the package leaves it out"


def test_a_prefix_that_is_not_declared_is_found(tmp_path: Path):
    bad = tmp_path / "bad.sssom.tsv"
    text = FILES[0].read_text(encoding="utf-8").replace("\tesgmap:", "\tunheard:", 1)
    bad.write_text(text, encoding="utf-8")
    assert any("unheard" in told for told in faults(bad)[0])


@pytest.fixture(scope="module")
def crosswalk() -> Crosswalk:
    """From the HKEX guide of 2020 to the SASB standard of 2018."""
    catalogue, _ = load_catalogue(frameworks_folder(), [HKEX, SASB])
    mappings, _ = load_mappings(mappings_folder(), [HKEX, SASB])
    return make_crosswalk(catalogue, mappings, load_hub(frameworks_folder())[0], [HKEX], [SASB])


@pytest.mark.parametrize("level", LEVELS)
def test_a_crosswalk_is_valid(crosswalk: Crosswalk, level: str, tmp_path: Path):
    view = make_view(crosswalk, load_hub(frameworks_folder())[0], level)
    path = tmp_path / "crosswalk.sssom.tsv"
    path.write_text(crosswalk_tsv.render(view), encoding="utf-8")
    told, number, columns = faults(path)
    assert told == []
    records = rows(path)
    pairs = crosswalk.pairs if level == REQUIREMENT else crosswalk.code_pairs
    known_none = [each for each in lone_lines(view) if each.standing is Standing.NO_COUNTERPART]
    assert number == len(records) == len(pairs) + len(known_none) > len(pairs) > 0
    assert set(crosswalk_tsv.COLUMNS) - columns == UNKNOWN_SLOTS
    assert {each["mapping_justification"] for each in records} == {"semapv:MappingChaining"}


def test_each_record_names_the_mappings_that_it_rests_on(crosswalk: Crosswalk, tmp_path: Path):
    view = make_view(crosswalk, load_hub(frameworks_folder())[0], REQUIREMENT)
    path = tmp_path / "crosswalk.sssom.tsv"
    path.write_text(crosswalk_tsv.render(view), encoding="utf-8")
    base = "https://w3id.org/esgmap/mapping/"
    told = {
        (each["subject_id"], each["object_id"]): {
            name.replace("mapping:", base) for name in each["derived_from"].split("|")
        }
        for each in rows(path)
    }
    assert f"#   mapping: {base}" in path.read_text(encoding="utf-8").splitlines()
    for pair in crosswalk.pairs:
        mappings = [row for chain in pair.chains for row in (chain.first, chain.second)]
        assert told[pair.from_id, pair.to_id] == {mapping_iri(row).value for row in mappings}


def test_nothing_found_is_said_on_its_own_side(crosswalk: Crosswalk, tmp_path: Path):
    view = make_view(crosswalk, load_hub(frameworks_folder())[0], REQUIREMENT)
    path = tmp_path / "crosswalk.sssom.tsv"
    path.write_text(crosswalk_tsv.render(view), encoding="utf-8")
    lone = {
        (each.end.id, each.is_from) for each in lone_lines(view) if each.standing is Standing.NO_COUNTERPART
    }
    nothing = "sssom:NoTermFound"
    told = {(each["subject_id"], True) for each in rows(path) if each["object_id"] == nothing}
    told |= {(each["object_id"], False) for each in rows(path) if each["subject_id"] == nothing}
    assert told == lone
