"""Indicators, dimensions, units and reasons: what is read from good tables, what is said of bad ones."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from esgmap.content import frameworks_folder
from esgmap.hub import load_hub, load_reasons
from esgmap.model import Problem, Severity

FILES = {
    "indicators.tsv": (
        "id\tlabel\tdefinition\tvalue_type\tunit_kind\tbasis\tbroader\tcalculation\n"
        "ghg\tEmissions\tAll of them\tquantity\temissions\t\t\tsum ghg-1 + ghg-2\n"
        "goal\tA goal\t\ttext\t\ttarget\tghg\t\n"
    ),
    "dimensions.tsv": (
        "id\tlabel\tmembers\trequired\tmin_members\trestricts\n"
        "gender\tGender\tmale; female\tmale;female\t2\t\n"
        "topic\tTopic\t\t\t0\tno\n"
    ),
    "units.tsv": (
        "id\tlabel\tkind\tfactor\tprinted\nt\ttonne\tmass\t1000.0\ttons; tonnes\nkg\tkilogram\tmass\t1\t\n"
    ),
    "plausible-factors.tsv": (
        "id\tlabel\ttop\tbottom\tunits\tlow\thigh\tchange\twhy\tsource\n"
        "factor\tA factor\tghg\tghg-1 | ghg-2\tt / kg\t0.1\t2\t\tso it is\there\n"
    ),
    "plausible-ranges.tsv": "id\tlow\thigh\tfirm\twhy\nghg\t0\t\tlow\tno less than none\n",
    "omission-reasons.tsv": (
        "framework\treason\taccompanied_by\tclause\tsource\tconfidence\n"
        "gri\tNot applicable\twhy\tGRI 1\there\tverified\n"
        "gri\tLegal prohibitions\twhich\tGRI 1\there\tverified\n"
        "hkex\tNot applicable\twhy\tPart C\thera\tsingle\n"
    ),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def told(problems: list[Problem]) -> list[tuple[str, str]]:
    return [(str(problem.source), problem.code) for problem in problems]


def test_the_hub_is_read(folder: Path):
    hub, problems = load_hub(folder)
    assert problems == []
    assert list(hub.indicators) == ["ghg", "goal"]
    ghg, goal = hub.indicators.values()
    assert (ghg.label, ghg.unit_kind, ghg.calculation) == ("Emissions", "emissions", "sum ghg-1 + ghg-2")
    assert (ghg.basis, goal.basis, goal.broader) == ("performance", "target", "ghg")
    assert str(goal.source) == "frameworks/indicators.tsv:3"
    gender, topic = hub.dimensions.values()
    assert (gender.members, gender.required, gender.min_members) == (("male", "female"),) * 2 + (2,)
    assert (gender.restricts, topic.restricts) == (True, False)
    assert str(hub.units["t"].factor) == "1000.0"
    assert hub.units["kg"].factor == Decimal(1)
    assert (hub.units["t"].printed, hub.units["kg"].printed) == (("tons", "tonnes"), ())
    (factor,) = hub.factors
    assert (factor.bottom, factor.high, factor.change, factor.why) == (
        *("ghg-1 | ghg-2", Decimal(2), Decimal(0)),
        "so it is (here)",
    )
    assert (hub.ranges["ghg"].low, hub.ranges["ghg"].high, hub.ranges["ghg"].firm) == (0, None, "low")


def test_reasons_are_read_by_framework_in_their_order(folder: Path):
    reasons, problems = load_reasons(folder)
    assert problems == []
    assert {key: [each.reason for each in group] for key, group in reasons.items()} == {
        "gri": ["Not applicable", "Legal prohibitions"],
        "hkex": ["Not applicable"],
    }
    assert reasons["gri"][1].accompanied_by == "which"


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        ("indicators.tsv", "goal\tA", "ghg\tA", ("3:1", "duplicate-id")),
        ("indicators.tsv", "quantity", "number", ("2:27", "unknown-choice")),
        ("indicators.tsv", "goal\t", "a goal\t", ("3:1", "malformed-value")),
        ("indicators.tsv", "value_type", "kind", ("1:1", "missing-column")),
        ("dimensions.tsv", "\t2\t", "\ttwo\t", ("2:40", "malformed-value")),
        ("dimensions.tsv", "topic\tTopic", "gender\tTopic", ("3:1", "duplicate-id")),
        ("units.tsv", "1000.0", "1e3", ("2:14", "malformed-value")),
        ("units.tsv", "kg\t", "t\t", ("3:1", "duplicate-id")),
    ],
)
def test_a_bad_table_is_a_problem_at_its_place(
    folder: Path, name: str, old: str, new: str, expected: tuple[str, str]
):
    path = folder / name
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, 1))
    _, problems = load_hub(folder)
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    assert told(errors) == [(f"frameworks/{name}:{expected[0]}", expected[1])]
    assert all(problem.hint for problem in errors)


def test_a_bad_table_does_not_hide_another(folder: Path):
    tables = [name for name in FILES if name != "omission-reasons.tsv"]
    for name in tables:
        (folder / name).unlink()
    hub, problems = load_hub(folder)
    assert [problem.code for problem in problems] == ["unreadable-file"] * len(tables)
    assert (hub.indicators, hub.dimensions, hub.units) == ({}, {}, {})


def test_a_bad_row_is_no_reason(folder: Path):
    path = folder / "omission-reasons.tsv"
    path.write_text(path.read_text().replace("verified", "sure", 1))
    reasons, problems = load_reasons(folder)
    assert reasons == {}
    assert told(problems) == [("frameworks/omission-reasons.tsv:2:35", "unknown-choice")]


def test_the_shipped_hub_is_without_problems(tmp_path: Path):
    hub, problems = load_hub(frameworks_folder())
    reasons, more = load_reasons(frameworks_folder())
    assert [*problems, *more] == []
    assert len(hub.indicators) > 100
    assert {"gri", "hkex", "sasb"} <= set(reasons)
    copy = tmp_path / "copy"
    copy.mkdir()
    for name in FILES:
        shutil.copy(frameworks_folder() / name, copy)
    assert load_hub(copy)[0] == hub
