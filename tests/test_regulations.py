"""Reliefs, relations and rules of claims: read from good tables, refused from bad ones, and as shipped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from esgmap.catalogue import Catalogue, load_catalogue
from esgmap.content import frameworks_folder
from esgmap.hub import load_reasons
from esgmap.model import Problem
from esgmap.regulations import (
    ClaimRule,
    Relation,
    Relief,
    load_claim_rules,
    load_relations,
    load_reliefs,
)

Load = Callable[[Path], tuple[list[Any], list[Problem]]]

RELIEFS = (
    "edition\trelief\trequirements\tcondition\tleaves_out\tmust_still_say\tclause\tsource\tconfidence\n"
    "a:b\tSecret\tX-1; X-2\tif secret\tyes\tthat it is\tPart D\there\tsingle\n"
    "a:b\tAt hand\tX-2\t\tno\tthe method\tPart D\there\tverified\n"
)
RELATES = (
    "from_id\tto_id\trelation\tsource\tconfidence\tnote\n"
    "gri:gri-305-2016/305-1\tsdg:sdg-2015/SDG-13\trelated\there\tsingle\twords\n"
)
CLAIMS = (
    "framework\tclaim\trule\trequirement\tclause\ttest\tabout\tformula\tsource\tconfidence\n"
    "gri\tcore\ta\tSay it\tGRI 101\treported\ta:b/1;a:b/2\t{entity} did\there\tverified\n"
    "gri\tcore\tb\tMean it\tGRI 101\tby-person\t\t\there\tsingle\n"
)
TABLES: dict[str, tuple[Load, str]] = {
    "reliefs.tsv": (load_reliefs, RELIEFS),
    "relates.tsv": (load_relations, RELATES),
    "claim-rules.tsv": (load_claim_rules, CLAIMS),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, (_, text) in TABLES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


# --- reading --------------------------------------------------------------------------------------


def test_reliefs_are_read_with_full_ids(folder: Path):
    reliefs, problems = load_reliefs(folder)
    assert problems == []
    assert reliefs == [
        Relief("Secret", frozenset({"a:b/X-1", "a:b/X-2"}), "that it is", "Part D", "single", True),
        Relief("At hand", frozenset({"a:b/X-2"}), "the method", "Part D", "verified", False),
    ]


def test_relations_are_read(folder: Path):
    relations, problems = load_relations(folder)
    assert problems == []
    assert relations == [Relation("gri:gri-305-2016/305-1", "sdg:sdg-2015/SDG-13", "single", "words")]


def test_claim_rules_are_read(folder: Path):
    rules, problems = load_claim_rules(folder)
    assert problems == []
    assert rules == [
        ClaimRule(
            *("gri", "core", "a", "Say it", "GRI 101", "reported", ("a:b/1", "a:b/2")),
            "{entity} did",
            "verified",
        ),
        ClaimRule("gri", "core", "b", "Mean it", "GRI 101", "by-person", (), "", "single"),
    ]


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda text: text.replace("single", "perhaps"), "unknown-choice"),
        (lambda text: text.replace("\there\t", "\t\t"), "missing-value"),
        (lambda text: text.replace("source", "sources", 1), "missing-column"),
        (lambda text: "", "empty-file"),
    ],
    ids=["choice", "cell", "column", "file"],
)
def test_a_table_with_an_error_is_refused_whole(
    name: str, change: Callable[[str], str], code: str, folder: Path
):
    load, text = TABLES[name]
    (folder / name).write_text(change(text), encoding="utf-8")
    records, problems = load(folder)
    assert records == []
    assert {problem.code for problem in problems} == {code}
    assert all(str(problem.source).startswith(f"frameworks/{name}") for problem in problems)


@pytest.mark.parametrize("name", TABLES)
def test_a_missing_table_is_a_problem(name: str, folder: Path):
    (folder / name).unlink()
    records, problems = TABLES[name][0](folder)
    assert records == []
    assert [problem.code for problem in problems] == ["unreadable-file"]


# --- as shipped -----------------------------------------------------------------------------------


@cache
def catalogue() -> Catalogue:
    return load_catalogue(frameworks_folder())[0]


def shipped(load: Load) -> list[Any]:
    records, problems = load(frameworks_folder())
    assert problems == []
    return records


def test_reliefs_name_requirements_that_exist_and_nothing_mandatory():
    reliefs: list[Relief] = shipped(load_reliefs)
    requirements = catalogue().requirements()
    assert {relief.name for relief in reliefs} == {
        "Reasonable information",
        "Capabilities",
        "Commercial sensitivity",
        "Financial effects",
    }
    for relief in reliefs:
        assert relief.requirement_ids <= set(requirements), relief.name
        regimes = {requirements[each].regime for each in relief.requirement_ids}
        assert regimes == {"part-d"}, "Scope 1 and 2 emissions know no relief"
        assert relief.must_still_say


def test_only_the_relief_for_information_at_hand_leaves_nothing_out():
    assert [each.name for each in shipped(load_reliefs) if not each.leaves_out] == ["Reasonable information"]


def test_no_relief_has_the_name_of_a_reason():
    """Else the two could not be told apart in omissions.csv."""
    reasons, problems = load_reasons(frameworks_folder())
    assert problems == []
    names = {each.reason for known in reasons.values() for each in known}
    assert not names & {relief.name for relief in shipped(load_reliefs)}


def test_relations_lead_from_a_disclosure_to_a_goal():
    relations: list[Relation] = shipped(load_relations)
    assert len(relations) >= 100
    roles = {
        disclosure.id: edition.role
        for edition in catalogue().editions.values()
        for disclosure in edition.disclosures
    }
    assert {roles[each.from_id] for each in relations} == {"assessed"}
    assert {roles[each.to_id] for each in relations} == {"reference"}
    assert len({(each.from_id, each.to_id) for each in relations}) == len(relations)


def test_each_claim_has_rules_under_their_own_names():
    rules: list[ClaimRule] = shipped(load_claim_rules)
    assert set(Counter(rule.claim for rule in rules)) == {
        "in-accordance",
        "with-reference",
        "core",
        "comprehensive",
        "referenced",
        "comply-or-explain",
    }
    assert len({(rule.claim, rule.rule) for rule in rules}) == len(rules)
    assert {rule.test == "by-person" for rule in rules} == {True, False}
    for rule in [each for each in rules if each.framework == "gri"]:
        year = "2021" if rule.claim in {"in-accordance", "with-reference"} else "2016"
        assert year in rule.clause, rule
