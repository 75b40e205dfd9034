"""What the checks of statements go by: how the tables are read, and what their content keeps."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from made_up import table_row

from esgmap import content_rules_expectations as rules
from esgmap.content import frameworks_folder
from esgmap.expectations import TABLES, Expectations, load_expectations, pattern_of
from esgmap.model import Severity
from esgmap.tables import Row

GOOD = {
    "indicators": {"id": "use", "value_type": "quantity", "better": "lower", "base": "change"},
    "dimensions": {"id": "site"},
    "units": {"id": "GJ", "kind": "energy"},
    "check-words": {"kind": "boundary", "words": "site"},
    "jump-limits": {"unit_kind": "*", "change": "50", "least": "0"},
    "contradictions": {"claim": "use", "says": "none", "against": "use / use", "words": ""},
}
BAD: list[tuple[rules.Rule, str, dict[str, str], str]] = [
    (rules.rate_bases, "indicators", {"base": "no-such"}, "`use` is no rate of `no-such`"),
    (rules.rate_bases, "indicators", {"base": "use"}, "`use` is no rate of `use`"),
    (rules.rate_bases, "indicators", {"value_type": "text"}, "`use` is no quantity"),
    (rules.boundary_dimensions, "check-words", {"words": "sight"}, "`sight` is no dimension"),
    (rules.jump_limits, "jump-limits", {"unit_kind": "energy"}, "there is no limit for other kinds"),
    (rules.contradictions, "contradictions", {"claim": "no-such"}, "`no-such` is no indicator"),
    (rules.contradictions, "contradictions", {"against": "use / other"}, "`other` is no indicator"),
    (rules.contradictions, "contradictions", {"against": ""}, "nothing speaks against `use`"),
]


def rows(changes: dict[str, dict[str, str]]) -> dict[str, list[Row]]:
    return {stem: [table_row({**cells, **changes.get(stem, {})}, 2, stem)] for stem, cells in GOOD.items()}


@pytest.mark.parametrize(("rule", "stem", "changes", "told"), BAD)
def test_a_rule_can_fail(rule: rules.Rule, stem: str, changes: dict[str, str], told: str):
    (problem,) = rule(rows({stem: changes}))
    assert told in problem.message
    assert problem.source is not None
    assert problem.source.path == stem


def test_what_stands_twice_is_told():
    twice = {stem: [*found, *rows({})[stem]] for stem, found in rows({}).items()}
    assert [problem.message for problem in rules.jump_limits(twice)] == ["`*` stands twice"]
    assert [problem.message for problem in rules.contradictions(twice)] == [
        "`use` against `use / use` stands twice"
    ]


def test_good_tables_pass_and_every_rule_was_shown_to_fail():
    for rule in rules.RULES:
        assert list(rule(rows({}))) == []
    assert {rule for rule, *_ in BAD} == set(rules.RULES)


@pytest.mark.parametrize(
    ("word", "text", "found"),
    [
        ("fell", "it FELL", True),
        ("fell", "fellow", False),
        ("reduc*", "reduction", True),
        ("reduc*", "irreducible", False),
        ("at a glance", "2021 at a Glance", True),
        ("亮点", "二零二一年亮点", True),
        ("a.b", "axb", False),
    ],
)
def test_words_are_found_whole_by_their_beginning_or_anywhere_in_chinese(word: str, text: str, found: bool):
    assert bool(pattern_of((word,)).search(text)) == found


def test_no_words_find_nothing():
    assert not Expectations().pattern("falls").search("")
    assert Expectations().limit("energy") is None


def test_the_tables_are_read(tmp_path: Path):
    (tmp_path / "check-words.tsv").write_text("kind\twords\tnote\nfalls\tfell;drop*\t\nfalls\tcut\t\n")
    (tmp_path / "jump-limits.tsv").write_text("unit_kind\tchange\tleast\nenergy\t30\t100\n*\t50\t\n")
    (tmp_path / "contradictions.tsv").write_text(
        "claim\tsays\tagainst\twords\tshows\tscope\tseverity\twhy\n"
        "wue\tfell\tw / e\t\trose\tyear\twarning\tso\n"
    )
    found, problems = load_expectations(tmp_path)
    assert problems == []
    assert found.words == {"falls": ("fell", "drop*", "cut")}
    assert [(found.limit(kind).change, found.limit(kind).least) for kind in ("energy", "mass")] == [
        (Decimal(30), Decimal(100)),
        (Decimal(50), Decimal(0)),
    ]
    (rule,) = found.contradictions
    assert (rule.against, rule.over, rule.severity) == ("w", "e", Severity.WARNING)


@pytest.mark.parametrize("missing", TABLES)
def test_a_missing_or_bad_table_is_a_problem_at_its_place(tmp_path: Path, missing: str):
    for stem in TABLES:
        text = (frameworks_folder() / f"{stem}.tsv").read_text(encoding="utf-8")
        (tmp_path / f"{stem}.tsv").write_text(text.replace("\twarning\t", "\talarm\t"), encoding="utf-8")
    (tmp_path / f"{missing}.tsv").unlink()
    _, problems = load_expectations(tmp_path)
    places = {problem.source.path for problem in problems if problem.source}
    assert places == {f"frameworks/{missing}.tsv", "frameworks/contradictions.tsv"}


def test_the_shipped_tables_are_without_problems():
    found, problems = load_expectations(frameworks_folder())
    assert problems == []
    assert len(found.words) >= 11
    assert len(found.limits) >= 15
    assert len(found.contradictions) >= 40
