"""`esgmap trace`: from a code, a requirement, a fact and an indicator; as a tree and as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from esgmap.cli import cli
from esgmap.export.trace_json import as_data
from esgmap.findings import Assessment
from esgmap.tables import SCHEMAS
from esgmap.tracing import trace

MakeReport = Callable[..., Path]
CLEAN, UNUSABLE = 0, 2
SCHEMA = json.loads((SCHEMAS / "trace.schema.json").read_text(encoding="utf-8"))
GENDERS = [
    {
        "id": f"workforce-{gender}-{site}",
        "indicator": "workforce-headcount",
        "label": f"{gender.capitalize()} in {site}",
        "value_state": "number",
        "value": "10",
        "value_as_printed": "10",
        "unit": "persons",
        "period": "2021",
        "dimensions": f"gender={gender};site={site}",
        "document": "report",
        "pages": "40",
        "section": "People",
        "anchor": "Table 3",
    }
    for gender in ("male", "female")
    for site in ("north", "south", "east", "west")
]
OTHERS = [{**row, "whose": "supplier", "dimensions": "gender=male"} for row in GENDERS]


def call(*arguments: object, **settings: Any) -> Result:
    """Run esgmap in this process; a fault of ours is raised."""
    return CliRunner().invoke(cli, [str(each) for each in arguments], catch_exceptions=False, **settings)


def data(folder: Path, name: str) -> dict[str, Any]:
    """What `esgmap trace --format json` prints, which is valid."""
    shown = call("trace", folder, name, "--format", "json")
    assert (shown.exit_code, shown.stderr) == (CLEAN, "")
    found: dict[str, Any] = json.loads(shown.stdout)
    Draft202012Validator(SCHEMA).validate(found)
    return found


def words(text: str) -> str:
    """A tree's words without its lines and branches."""
    return " ".join(text.translate(str.maketrans(dict.fromkeys("│├└─", " "))).split())


# --- from a code ----------------------------------------------------------------------------------


def test_a_disclosure(make_report: MakeReport):
    shown = call("trace", make_report(), "a1.2")
    assert (shown.exit_code, shown.stderr) == (CLEAN, "")
    assert shown.stdout.startswith("HKEX ESG Guide (2020), Environmental, Social and Governance")
    for part in ("A1.2", "A1.2-scope1", "A1.2-scope2", "A1.2-intensity"):
        assert f"─ {part} " in shown.stdout
    told = words(shown.stdout)
    assert "rule: covered: " in told
    assert "(Part C, KPI A1.2)" in told
    assert "mapping: exactMatch ghg-scope1 “" in told
    assert "(confidence 0.95, by esgmap maintainers, 2026-" in told
    assert "counts: Direct GHG emissions (Scope 1) = 128.42 tCO2e [2021], fact scope1-2021" in told
    assert "evidence: report, p. 32 (facts.csv:2)" in told
    assert "missing: a figure" in told
    assert "enter it as ghg-scope2 (“" in told


@pytest.mark.parametrize("code", ["A1.2-scope1", "a1.2-SCOPE1", "hkex:esg-guide-2020/A1.2-scope1"])
def test_a_requirement(make_report: MakeReport, code: str):
    found = data(make_report(), code)
    ((requirement,),) = [each["requirements"] for each in found["codes"]]
    assert (found["facts"], found["indicators"]) == ([], [])
    assert requirement["id"] == "hkex:esg-guide-2020/A1.2-scope1"
    assert (requirement["status"], requirement["facts"]) == ("met", ["scope1-2021"])
    assert requirement["because"][0]["fact"]["evidence"]["pages"] == "32"
    assert requirement["because"][0]["mapping"]["predicate"] == "skos:exactMatch"
    assert requirement["lacks"] == []


def test_a_disclosure_by_its_full_id(make_report: MakeReport):
    found = data(make_report(), "hkex:esg-guide-2020/A1.2")
    (code,) = found["codes"]
    assert (code["edition"]["id"], code["disclosure"]["code"]) == ("hkex:esg-guide-2020", "A1.2")
    assert len(code["requirements"]) == 3


def test_a_breakdown_says_each_figure_that_it_lacks(make_report: MakeReport):
    folder = make_report(extra=GENDERS[:2])
    told = words(call("trace", folder, "B1.1-gender").stdout)
    assert "missing: these 2, to be reported in full a figure, gender: male a figure, gender: female" in told
    assert "enter them as workforce-headcount (“" in told
    ((requirement,),) = [each["requirements"] for each in data(folder, "B1.1-gender")["codes"]]
    assert [each["dimensions"] for each in requirement["lacks"]] == [
        [{"dimension": "gender", "member": "male"}],
        [{"dimension": "gender", "member": "female"}],
    ]


def test_members_of_ones_own_choice_are_numbered(make_report: MakeReport):
    ((requirement,),) = [each["requirements"] for each in data(make_report(), "B1.1-region")["codes"]]
    assert [each["dimensions"][0] for each in requirement["lacks"]] == [
        {"dimension": "region", "choice": "1"},
        {"dimension": "region", "choice": "2"},
    ]


def test_many_near_misses_are_folded(make_report: MakeReport):
    folder = make_report(extra=OTHERS)
    told = words(call("trace", folder, "B1.1-gender").stdout)
    assert "does not count (8 facts): this is the supplier's, not the company's own" in told
    assert told.count("facts.csv:") == 5
    assert "and 3 more near misses: --all" in told
    everything = words(call("trace", folder, "B1.1-gender", "--all").stdout)
    assert everything.count("facts.csv:") == 8
    assert "--all" not in everything


def test_a_reason_given_is_shown_and_what_would_be_reported_instead(make_report: MakeReport):
    explained = {
        "disclosure": "hkex:esg-guide-2020/A1.3",
        "reason": "Not material",
        "explanation": "The offices give rise to no hazardous waste that is worth weighing.",
    }
    shown = call("trace", make_report(omissions=[explained]), "A1.3")
    assert shown.exit_code == CLEAN
    assert "[explained: " in shown.stdout
    told = words(shown.stdout)
    assert "reason given: Not material: The offices give rise to no hazardous waste" in told
    assert "missing: a figure" in told


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("A1.22", "Nearest: A1.2"),
        ("TC-SI-130a.9", "TC-SI-130a.1"),
        ("scope1-202", "scope1-2021"),
        ("ghg-scop1", "ghg-scope1"),
        ("305-1", "It stands in gri:gri-305-2016: name the edition in report.yaml"),
        ("306-3", "It stands in gri:gri-306-2016, gri:gri-306-2020: name"),
        ("2.3", "  2-30 Collective bargaining agreements (gri:gri-2-2021, not in report.yaml)"),
    ],
)
def test_an_unknown_name(make_report: MakeReport, code: str, told: str):
    shown = call("trace", make_report(), code)
    assert (shown.exit_code, shown.stdout) == (UNUSABLE, "")
    assert f"`{code}` is in none of the editions" in shown.stderr
    assert told in shown.stderr


# --- from a fact or an indicator ------------------------------------------------------------------


def test_a_fact(make_report: MakeReport):
    folder = make_report()
    told = words(call("trace", folder, "scope1-2021").stdout)
    assert "evidence: report, p. 32 (facts.csv:2)" in told
    assert "counts in full for 1 requirement HKEX A1.2-scope1 " in told
    assert "counts in part for no requirement" in told
    (found,) = data(folder, "SCOPE1-2021")["facts"]
    assert [each["requirement"] for each in found["full"]] == ["hkex:esg-guide-2020/A1.2-scope1"]
    assert all(each["reasons"] for each in found["near"])


def test_a_fact_that_names_a_requirement(make_report: MakeReport):
    told = words(call("trace", make_report(), "privacy-policy").stdout)
    assert "SASB TC-SI-220a.1-privacy " in told
    assert "directly: the fact names this requirement itself" in told


def test_an_indicator(make_report: MakeReport):
    folder = make_report()
    for name in ("ghg-scope1", "esgmap:ghg-scope1"):
        told = words(call("trace", folder, name).stdout)
        assert told.startswith("indicator ghg-scope1 ")
        assert "reported by 2 facts " in told
        assert "HKEX A1.2-scope1 " in told
    (found,) = data(folder, "ghg-scope1")["indicators"]
    assert [each["id"] for each in found["facts"]] == ["scope1-2021", "scope1-2020"]
    assert "hkex:esg-guide-2020/A1.2-scope1" in {each["requirement"] for each in found["serves"]}


# --- forms ----------------------------------------------------------------------------------------


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(SCHEMA)


def test_every_code_fact_and_indicator_of_the_example_gives_valid_json(assessment: Assessment):
    validator = Draft202012Validator(SCHEMA)
    codes = [each.disclosure.id for framework in assessment.frameworks for each in framework.disclosures]
    facts = [fact.id for fact in assessment.report.facts]
    for name in [*codes[::6], *facts[::20], *list(assessment.hub.indicators)[::20]]:
        found = as_data(trace(assessment, name), assessment)
        validator.validate(found)
        assert len([*found["codes"], *found["facts"], *found["indicators"]]) >= 1
        assert not validator.is_valid({**found, "more": 1})


@pytest.mark.parametrize("name", ["B1.1", "workforce-full-time-2021", "workforce-headcount"])
@pytest.mark.parametrize("width", [80, 120])
def test_a_tree_fits_and_no_word_is_cut(name: str, width: int, example: Path):
    def shown(columns: int) -> str:
        return call("trace", example, name, env={"COLUMNS": str(columns)}).stdout

    assert max(map(len, shown(width).splitlines())) <= width
    assert words(shown(width)) == words(shown(100))


def test_the_same_twice(example: Path):
    assert call("trace", example, "B1.1", "--all").stdout == call("trace", example, "B1.1", "--all").stdout
