"""Which obligation holds for whom in which year: a table of cases, and the rules on made-up records.

The cases stand in `tests/assessments/applicability.yaml`, in words that a reporting specialist can check.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from made_up import disclosure, requirement

from esgmap.applicability import NOT_REQUIRED, Rule, apply_rules, load_rules, obligation
from esgmap.catalogue import load_catalogue
from esgmap.content import frameworks_folder
from esgmap.model import Disclosure, Edition, Requirement
from esgmap.tables import load_schema
from esgmap.workspace import run

FILE = Path(__file__).parent / "assessments" / "applicability.yaml"
CLASSES = load_schema("applicability").columns["issuer_class"].choices
Case = tuple[str, str, str, str, str]


def read_cases() -> list[Case]:
    """Every cell of the table: edition, row, class of issuer, first day of the year, obligation."""
    blocks = yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    return [
        (block["edition"], block["row"], issuer, day, held)
        for block in blocks
        for issuer, days in block["obligations"].items()
        for day, held in days.items()
    ]


CASES = read_cases()


@cache
def edition(edition_id: str) -> Edition:
    catalogue, problems = load_catalogue(frameworks_folder(), [edition_id])
    assert problems == []
    return catalogue.editions[edition_id]


@cache
def shipped_rules() -> tuple[Rule, ...]:
    rules, problems = load_rules(frameworks_folder())
    assert problems == []
    return tuple(rules)


def rows(found: Edition) -> dict[str, Disclosure | Requirement]:
    """Every row of an edition by its local id."""
    everything = [row for each in found.disclosures for row in (each, *each.items)]
    return {row.id.split("/", 1)[1]: row for row in everything}


# --- the table ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("edition_id", "row", "issuer", "day", "held"), CASES)
def test_obligation(edition_id: str, row: str, issuer: str, day: str, held: str):
    applied = apply_rules(edition(edition_id), shipped_rules(), issuer, date.fromisoformat(day))
    assert rows(applied)[row].obligation == held


def test_the_table_is_large_and_says_nothing_twice():
    assert len(CASES) >= 80
    keys = [case[:4] for case in CASES]
    assert len(set(keys)) == len(keys)
    assert {case[2] for case in CASES} == set(CLASSES)
    obligations = {case[4] for case in CASES}
    assert obligations == {*load_schema("applicability").columns["obligation"].choices, "by-claim"}


def test_every_first_day_of_a_rule_is_tried_with_the_day_before():
    """A rule that begins on another day than we think would be found by one of the two."""
    tried = {(each, rows(edition(each))[row].regime, day) for each, row, _, day, _ in CASES}
    for rule in shipped_rules():
        if rule.begins != date.min:
            before = date.fromordinal(rule.begins.toordinal() - 1)
            assert (rule.edition_id, rule.regime, str(rule.begins)) in tried
            assert (rule.edition_id, rule.regime, str(before)) in tried


def test_every_regime_has_rules_for_every_class_and_every_rule_a_regime():
    asked = {
        (edition_id, row.regime)
        for edition_id in {rule.edition_id for rule in shipped_rules()}
        for row in rows(edition(edition_id)).values()
    }
    assert all(regime for _, regime in asked), "an edition has rules for all of its rows or for none"
    ruled = {(rule.edition_id, rule.regime, rule.issuer_class) for rule in shipped_rules()}
    assert ruled == {(*each, issuer) for each in asked for issuer in CLASSES}


def test_an_obligation_is_never_lifted_again():
    """What once was mandatory for a class stays so in the edition; a slip of two dates would show."""
    order = [NOT_REQUIRED, "voluntary", "recommended", "comply-or-explain", "mandatory"]
    rules = shipped_rules()
    for key in {(rule.edition_id, rule.regime, rule.issuer_class) for rule in rules}:
        own = [rule for rule in rules if (rule.edition_id, rule.regime, rule.issuer_class) == key]
        held = [order.index(rule.obligation) for rule in sorted(own, key=lambda rule: rule.begins)]
        assert held == sorted(held), key


# --- the rules themselves -------------------------------------------------------------------------


def rule(day: str, held: str, regime: str = "r", issuer: str = "big", edition_id: str = "made:up-2021"):
    begins = date.fromisoformat(day) if day else date.min
    return Rule(edition_id, regime, issuer, begins, held, "verified", "made up")


RULES = [
    rule("2022-01-01", "mandatory"),
    rule("2020-01-01", "voluntary"),
    rule("", "voluntary", issuer="any"),
]


@pytest.mark.parametrize(
    ("issuer", "day", "held"),
    [
        ("big", "2019-12-31", NOT_REQUIRED),
        ("big", "2020-01-01", "voluntary"),
        ("big", "2021-12-31", "voluntary"),
        ("big", "2022-01-01", "mandatory"),
        ("any", "1990-01-01", "voluntary"),
        ("small", "2022-01-01", NOT_REQUIRED),
    ],
)
def test_the_latest_rule_that_has_begun_holds_in_whatever_order(issuer: str, day: str, held: str):
    year = date.fromisoformat(day)
    for rules in (RULES, RULES[::-1]):
        assert obligation(rules, "made:up-2021", "r", issuer, year) == held


def made_up(*items: Requirement, **changes: Any) -> Edition:
    return Edition(
        id="made:up-2021",
        framework="made",
        standard="Made up",
        title="Made up",
        edition="2021",
        publisher="nobody",
        effective_from="",
        effective_basis="",
        superseded_from="",
        superseded_by="",
        reference="",
        compiled_from="",
        checked_on="2026-11-22",
        note="",
        sha256="",
        disclosures=(disclosure(*items, **changes),),
    )


def applied(found: Edition, rules: list[Rule], issuer: str = "big") -> Disclosure:
    return apply_rules(found, rules, issuer, date(2022, 1, 1)).disclosures[0]


def test_a_row_without_regime_keeps_its_obligation():
    found = applied(made_up(requirement(obligation="recommended")), RULES)
    assert (found.obligation, found.items[0].obligation) == ("voluntary", "recommended")


def test_rules_of_another_edition_say_nothing():
    untouched = made_up(requirement(regime="r"), regime="r")
    assert apply_rules(untouched, [rule("", "mandatory", edition_id="made:up")], "big", date.max) == untouched


def test_what_the_standard_says_stays_beside_what_holds():
    found = applied(made_up(requirement(regime="r", standard_obligation="comply-or-explain")), RULES)
    assert (found.items[0].obligation, found.items[0].standard_obligation) == (
        "mandatory",
        "comply-or-explain",
    )


@pytest.mark.parametrize(
    ("regimes", "permitted", "after"),
    [
        (("r", "r"), True, False),
        (("r", "s"), True, True),
        (("s", "s"), True, True),
        (("r", "s"), False, False),
    ],
)
def test_omission_is_permitted_as_long_as_one_part_is_not_mandatory(
    regimes: tuple[str, str], permitted: bool, after: bool
):
    items = [requirement(id=f"made:up-2021/X1-{n}", regime=each) for n, each in enumerate(regimes)]
    rules = [rule("", "mandatory", "r"), rule("", "comply-or-explain", "s")]
    found = applied(made_up(*items, regime="r", omission_permitted=permitted), rules)
    assert found.omission_permitted is after


def test_a_group_does_not_decide_whether_omission_is_permitted():
    group = requirement(id="made:up-2021/X1-g", regime="s", is_group=True)
    rules = [rule("", "mandatory", "r"), rule("", "comply-or-explain", "s")]
    found = applied(made_up(group, requirement(regime="r"), regime="r"), rules)
    assert found.omission_permitted is False


# --- reading --------------------------------------------------------------------------------------

HEAD = "edition\tregime\tissuer_class\tfrom\tobligation\tsource\tconfidence\n"


def test_rules_are_read(tmp_path: Path):
    row = "a:b\tr\thkex-gem\t2025-01-01\tmandatory\tsomewhere\tsingle\n"
    every = "a:b\tr\tnot-hkex-listed\t\tvoluntary\tsomewhere\tverified\n"
    (tmp_path / "applicability.tsv").write_text(HEAD + row + every, encoding="utf-8")
    rules, problems = load_rules(tmp_path)
    assert problems == []
    assert rules == [
        Rule("a:b", "r", "hkex-gem", date(2025, 1, 1), "mandatory", "single", "somewhere"),
        Rule("a:b", "r", "not-hkex-listed", date.min, "voluntary", "verified", "somewhere"),
    ]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("a:b\tr\thkex-big\t2025-01-01\tmandatory\tsomewhere\tsingle", "unknown-choice"),
        ("a:b\tr\thkex-gem\t2025\tmandatory\tsomewhere\tsingle", "malformed-value"),
        ("a:b\tr\thkex-gem\t2025-01-01\tsometimes\tsomewhere\tsingle", "unknown-choice"),
        ("a:b\t\thkex-gem\t2025-01-01\tmandatory\tsomewhere\tsingle", "missing-value"),
    ],
)
def test_a_table_with_an_error_gives_no_rules(row: str, code: str, tmp_path: Path):
    (tmp_path / "applicability.tsv").write_text(f"{HEAD}{row}\n", encoding="utf-8")
    rules, problems = load_rules(tmp_path)
    assert rules == []
    assert [problem.code for problem in problems] == [code]


# --- the whole way --------------------------------------------------------------------------------


def obligations(make_report: Callable[..., Path], issuer: str, year: int, **claim: Any) -> dict[str, str]:
    """The obligations of a report's findings, by local id."""
    claims = [{"framework": "hkex", "editions": ["esg-code-2025"], **claim}]
    period = {"start": f"{year}-01-01", "end": f"{year}-12-31"}
    outcome = run(make_report((), issuer={"class": issuer}, period=period, frameworks=claims))
    assert outcome.assessment is not None
    findings = outcome.assessment.frameworks[0].findings
    return {each.requirement.local_id: each.requirement.obligation for each in findings}


def test_a_report_is_assessed_under_the_obligations_of_its_issuer_and_year(make_report):
    largecap = obligations(make_report, "hkex-largecap", 2026)
    assert (largecap["D-28-c"], largecap["D-28-a"]) == ("mandatory", "mandatory")
    assert obligations(make_report, "hkex-main-board", 2026)["D-28-c"] == "comply-or-explain"
    assert obligations(make_report, "hkex-gem", 2026)["D-28-c"] == NOT_REQUIRED
    assert set(obligations(make_report, "hkex-main-board", 2024).values()) == {NOT_REQUIRED}


def test_an_edition_pinned_before_its_time_is_used_with_the_obligations_of_its_first_year(make_report):
    early = obligations(make_report, "hkex-largecap", 2021, pinned=["esg-code-2025"], why="to see what comes")
    assert (early["D-28-a"], early["D-28-c"]) == ("mandatory", "comply-or-explain")
    late = obligations(make_report, "hkex-largecap", 2027, pinned=["esg-code-2025"], why="no matter")
    assert late["D-28-c"] == "mandatory"
