"""Our crosswalk against the concordances of others: what differs has a reason, and the reasons hold."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from esgmap.catalogue import Catalogue, load_catalogue
from esgmap.cli import cli
from esgmap.concordance import (
    OURS_ONLY,
    OUTSIDE,
    THEIRS_ONLY,
    Claim,
    Comparison,
    Reason,
    compare_all,
    load_claims,
    load_reasons,
)
from esgmap.content import frameworks_folder, mappings_folder
from esgmap.hub import load_hub
from esgmap.mappings import load_mappings
from esgmap.model import Hub, Mapping, Source
from esgmap.tables import load_schema

HKEX, NASDAQ = "hkex:esg-guide-2020", "nasdaq:esg-guide-2019"
LEAST_CLAIMS = 360
LEAST = {
    ("nasdaq", "gri"): (0.75, 0.35),
    ("hkex", "gri"): (0.75, 0.35),
    ("sasb", "sasb"): (0.95, 0.9),
    ("gri", "gri"): (0.75, 0.85),
}
"""Precision and recall below which the crosswalk has got worse, by what it compares."""


@cache
def content() -> tuple[Catalogue, Hub, list[Mapping]]:
    """Everything that is shipped."""
    catalogue, problems = load_catalogue(frameworks_folder())
    hub, hub_problems = load_hub(frameworks_folder())
    mappings, mapping_problems = load_mappings(mappings_folder(), catalogue.editions)
    assert problems + hub_problems + mapping_problems == []
    return catalogue, hub, mappings


@cache
def tables() -> tuple[list[Claim], list[Reason]]:
    """The claims of others, and our reasons."""
    claims, problems = load_claims(frameworks_folder())
    reasons, reason_problems = load_reasons(frameworks_folder())
    assert problems + reason_problems == []
    return claims, reasons


@cache
def comparisons() -> dict[tuple[str, str], Comparison]:
    """Every comparison by its two frameworks."""
    catalogue, hub, mappings = content()
    return {each.frameworks: each for each in compare_all(*tables(), catalogue, mappings, hub)}


def test_every_disagreement_has_a_reason():
    silent = [
        (each.from_id, each.to_id, each.side)
        for found in comparisons().values()
        for each in found.disagreements
        if not each.reason
    ]
    assert silent == [], "say why in frameworks/concordance-reasons.tsv, or mend the mappings"


def test_every_reason_is_for_a_disagreement():
    differing = {
        (each.from_id, each.to_id, each.side)
        for found in comparisons().values()
        for each in found.disagreements
    }
    stale = [
        (each.from_id, each.to_id, each.side)
        for each in tables()[1]
        if (each.from_id, each.to_id, each.side) not in differing
    ]
    assert stale == [], "both sides agree by now: take the reason out"


def test_who_speaks_of_a_negative_mapping_has_one():
    _, _, mappings = content()
    catalogue = content()[0]
    owner = {key: (each.disclosure_id, each.edition_id) for key, each in catalogue.requirements().items()}
    fits: dict[str, set[str]] = {}
    denied: dict[str, set[str]] = {}
    for row in mappings:
        heap = denied if row.is_negative else fits
        for end in owner[row.subject_id]:
            heap.setdefault(end, set()).add(row.object_id)
    untrue = []
    empty: set[str] = set()
    for reason in tables()[1]:
        here = denied.get(reason.from_id, empty) & fits.get(reason.to_id, empty)
        there = fits.get(reason.from_id, empty) & denied.get(reason.to_id, empty)
        is_told, on_both = "egative mapping" in reason.text, "on both sides" in reason.text
        if is_told and not ((here and there) if on_both else (here or there)):
            untrue.append((reason.from_id, reason.to_id))
    assert untrue == []


@pytest.mark.parametrize("frameworks", LEAST)
def test_precision_and_recall(frameworks: tuple[str, str], capsys: pytest.CaptureFixture[str]):
    found = comparisons()[frameworks]
    with capsys.disabled():
        names = " and ".join(frameworks)
        print(f"\n{names}: precision {found.precision:.0%}, recall {found.recall:.0%}", end="")
    assert found.precision is not None and found.precision >= LEAST[frameworks][0]
    assert found.recall is not None and found.recall >= LEAST[frameworks][1]


def test_the_official_concordances_are_there():
    claims, _ = tables()
    assert len(claims) >= LEAST_CLAIMS
    pairs = {(each.from_id, each.to_id): each.relation for each in claims}
    assert pairs[f"{HKEX}/A1.1", "gri:gri-305-2016/305-7"] == "close"
    assert pairs[f"{NASDAQ}/G7", "gri:gri-418-2016"] == "broad"
    assert {name for found in comparisons() for name in found} >= {"gri", "hkex", "nasdaq", "sasb", "ungc"}


def test_what_cannot_be_compared_says_why():
    untold = {key: found.not_comparable for key, found in comparisons().items() if found.recall is None}
    assert {key[1] for key in untold} == {*OUTSIDE, "gri", "sdg"}
    assert all(untold.values())
    assert all(not comparisons()[key].disagreements for key in untold)


@pytest.mark.parametrize("name", ["concordances", "concordance-reasons"])
def test_every_column_is_documented(name: str):
    text = (Path(__file__).parent.parent / "docs" / "content.md").read_text(encoding="utf-8")
    section = text.split(f"## `frameworks/{name}.tsv`")[1].split("\n## ")[0]
    assert [each for each in load_schema(name).columns if f"`{each}`" not in section] == []


# --- small comparisons ----------------------------------------------------------------------------


def claim(from_id: str, to_id: str, relation: str = "close", publisher: str = "made up") -> Claim:
    """One pair of codes that somebody claims."""
    return Claim(from_id, to_id, relation, publisher, "single", Source("frameworks/concordances.tsv", 2))


def compare(*claims: Claim, reasons: tuple[Reason, ...] = ()) -> Comparison:
    """The comparison of some claims with the shipped crosswalk."""
    catalogue, hub, mappings = content()
    (found,) = compare_all(claims, reasons, catalogue, mappings, hub)
    return found


def test_a_pair_that_both_have():
    found = compare(claim(f"{HKEX}/A2.1", "sasb:tc-si-2018-10/TC-SI-130a.1"))
    assert (found.claims, found.ours, found.ours_confirmed, found.theirs_found) == (1, 1, 1, 1)
    assert (found.precision, found.recall, found.disagreements) == (1.0, 1.0, ())


def test_a_pair_that_only_they_have():
    found = compare(claim(f"{HKEX}/B1.2", "sasb:tc-si-2018-10/TC-SI-130a.1"))
    (missed,) = found.disagreements
    assert (found.theirs_found, found.recall, found.precision) == (0, 0.0, None)
    assert (missed.side, missed.relation, missed.reason) == (THEIRS_ONLY, "close", "")


def test_a_pair_that_only_we_have_with_its_reason():
    pair = (f"{HKEX}/A2.2", "sasb:tc-si-2018-10/TC-SI-130a.2")
    reason = Reason(*pair, OURS_ONLY, "because", Source("frameworks/concordance-reasons.tsv", 2))
    found = compare(claim(f"{HKEX}/A2.2", "sasb:tc-si-2018-10/TC-SI-130a.1"), reasons=(reason,))
    assert {(each.from_id, each.to_id): (each.side, each.reason) for each in found.disagreements} == {
        pair: (OURS_ONLY, "because"),
        (f"{HKEX}/A2.2", "sasb:tc-si-2018-10/TC-SI-130a.1"): (THEIRS_ONLY, ""),
    }
    assert found.precision == 0.0


def test_a_whole_standard_is_met_by_any_of_its_codes():
    found = compare(claim(f"{NASDAQ}/E6", "sasb:tc-si-2018-10", "broad"))
    assert (found.theirs_found, found.recall, found.precision) == (1, 1.0, 1.0)


def test_a_source_is_held_only_to_what_it_speaks_of():
    narrow = compare(claim(f"{HKEX}/A2.1", "sasb:tc-si-2018-10/TC-SI-130a.1"))
    assert narrow.ours == 1, "other codes of the Guide are not in its scope"
    other = claim(f"{HKEX}/A2.2", "sasb:tc-si-2023-12/TC-SI-130a.2", publisher="another")
    both = compare(claim(f"{HKEX}/A2.1", "sasb:tc-si-2018-10/TC-SI-130a.1"), other)
    assert both.ours == 2, "each source in its own editions"


# --- the command ----------------------------------------------------------------------------------


def test_the_command_lists_everything():
    result = CliRunner().invoke(cli, ["frameworks", "concordances"])
    assert result.exit_code == 0, result.output
    assert "precision" in result.output and "HKEX → GRI" in result.output
    assert result.output.count("only there") == sum(
        each.side == THEIRS_ONLY for found in comparisons().values() for each in found.disagreements
    )


def test_the_command_as_data():
    result = CliRunner().invoke(cli, ["frameworks", "concordances", "--format", "json"])
    data = json.loads(result.output)
    by_names = {tuple(each["frameworks"]): each for each in data["comparisons"]}
    assert by_names["hkex", "gri"]["precision"] == comparisons()["hkex", "gri"].precision
    assert by_names["nasdaq", "tcfd"]["not_comparable"]
