"""What a sample is drawn from: facts and requirements as items, their traits, and what changed since."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from esgmap.fact_changes import CHANGED, NEW, UNCHANGED, Change, changes_since
from esgmap.findings import Assessment, Status
from esgmap.population import NOTHING, Baseline, Population, gather
from esgmap.reported import Fact
from esgmap.sampling import Plan
from esgmap.workspace import run

MakeReport = Callable[..., Path]
FACTS = Plan(seed="x")
MET = Plan(seed="x", of="requirements", statuses=("met",))


def assessed(folder: Path) -> Assessment:
    outcome = run(folder)
    assert outcome.assessment is not None, outcome.problems
    return outcome.assessment


@pytest.fixture(scope="module")
def second() -> Assessment:
    return assessed(Path(__file__).parent.parent / "examples" / "quillharbour-2025")


def by_id(population: Population) -> dict[str, frozenset[str]]:
    return {item.id: item.traits for item in population.items}


# --- facts ----------------------------------------------------------------------------------------


def test_all_facts_those_that_count_and_figures(assessment: Assessment):
    facts = assessment.report.facts
    counting = {
        support.fact_id
        for framework in assessment.frameworks
        for finding in framework.findings
        for support in finding.because
    }
    found = {
        of: [item.id for item in gather(assessment, Plan(seed="x", of=of)).items]
        for of in ("facts", "counting", "figures")
    }
    assert found["facts"] == [f"fact:{fact.id}" for fact in facts]
    assert found["counting"] == [f"fact:{fact.id}" for fact in facts if fact.id in counting]
    assert found["figures"] == [f"fact:{fact.id}" for fact in facts if fact.value_state == "number"]
    assert 100 < len(found["counting"]) < len(facts)


def test_a_population_can_be_narrowed(assessment: Assessment):
    sasb = gather(assessment, Plan(seed="x", frameworks=("sasb",)))
    assert sasb.items
    assert all("SASB" in item.marks["framework"] for item in sasb.items)
    targets = gather(assessment, Plan(seed="x", bases=("target", "plan")))
    assert (
        len(targets.items) == sum(fact.basis in {"target", "plan"} for fact in assessment.report.facts) > 20
    )


def test_a_fact_belongs_to_every_framework_it_counts_for(assessment: Assessment):
    uses = {
        member.item.id: {use.framework for use in member.uses} for member in gather(assessment, FACTS).members
    }
    for member in gather(assessment, FACTS).members:
        names = {name.casefold() for name in member.item.marks["framework"]}
        assert names == (uses[member.item.id] or {NOTHING})
        assert member.item.weight == len(member.uses)
    assert any(len(found) > 2 for found in uses.values())


def test_how_a_fact_counts_is_its_best_use(assessment: Assessment):
    for member in gather(assessment, FACTS).members:
        (how,) = member.item.marks["status"]
        assert (how == "in full") == any(use.in_full for use in member.uses)
        assert (how == NOTHING) == (not member.uses)
        assert all(use.status is Status.MET for use in member.uses if use.in_full)


def test_traits_say_what_a_targeted_sample_looks_for(second: Assessment):
    traits = by_id(gather(second, FACTS))
    facts = {f"fact:{fact.id}": fact for fact in second.report.facts}
    findings = [finding for framework in second.frameworks for finding in framework.findings]
    for fact_id, found in traits.items():
        name = fact_id.removeprefix("fact:")
        own = [finding for finding in findings if name in {each.fact_id for each in finding.because}]
        judged = {each.verdict for finding in own for each in finding.because if each.fact_id == name}
        assert facts[fact_id].basis in found
        assert ("part" in found) == ("part" in judged)
        assert ("unverified" in found) == any(f.requirement.confidence != "verified" for f in own)
        assert ("sole" in found) == any(
            f.status is Status.MET and {each.fact_id for each in f.because} == {name} for f in own
        )
        assert "changed" not in found
    assert all(any(trait in found for found in traits.values()) for trait in ("part", "unverified", "sole"))


def test_amounts_are_compared_in_their_base_unit_and_rates_not_at_all(second: Assessment):
    figures = {member.facts[0].unit: member for member in gather(second, FACTS).members if member.item.figure}
    for unit, member in figures.items():
        assert member.item.figure is not None
        kind, amount = member.item.figure
        known = second.hub.units[unit]
        assert (kind, amount) == (known.kind, member.facts[0].number * known.factor)
    assert {"MWh", "GJ"} <= set(figures)
    assert not {"pct", "ratio", "tCO2e-per-mHKD"} & set(figures)


# --- requirements ---------------------------------------------------------------------------------


def test_requirements_of_the_statuses_that_are_asked_for(second: Assessment):
    for statuses in (("met",), ("met", "explained"), ("unmet",)):
        population = gather(second, replace(MET, statuses=statuses))
        wanted = [
            finding.requirement.id
            for framework in second.frameworks
            for finding in framework.findings
            if finding.status.value in statuses
        ]
        assert [item.id for item in population.items] == wanted
        assert wanted
    only = gather(second, replace(MET, frameworks=("hkex",), bases=("estimated",)))
    assert {item.id.split(":")[0] for item in only.items} == {"hkex"}
    assert all(any(fact.basis == "estimated" for fact in member.facts) for member in only.members)


def test_a_requirement_without_facts_stands_in_strata_too(second: Assessment):
    population = gather(second, replace(MET, statuses=("unmet",)))
    bare = [member for member in population.members if not member.facts]
    assert bare
    for member in bare:
        assert member.item.marks["document"] == ("no fact",)
        assert member.item.marks["status"] == ("unmet",)


# --- fingerprints ---------------------------------------------------------------------------------


def changed(assessment: Assessment, fact_id: str, **values: object) -> Assessment:
    facts = tuple(
        replace(fact, **values) if fact.id == fact_id else fact  # type: ignore[arg-type]
        for fact in assessment.report.facts
    )
    return replace(assessment, report=replace(assessment.report, facts=facts))


def test_the_fingerprint_follows_every_statement_and_no_note(assessment: Assessment):
    first = assessment.report.facts[0]
    before = gather(assessment, FACTS).fingerprint
    assert gather(assessment, replace(FACTS, seed="y")).fingerprint == before
    for values in (
        {"value": "1"},
        {"value_as_printed": "1"},
        {"unit": "t"},
        {"label": "x"},
        {"is_partial": not first.is_partial},
        {"dimensions": (("gender", "female"),)},
        {"basis": "target"},
        {"whose": "joint"},
        {"evidence": replace(first.evidence, pages="99")},
        {"evidence": replace(first.evidence, anchor="elsewhere")},
    ):
        assert gather(changed(assessment, first.id, **values), FACTS).fingerprint != before, values
    for values in ({"note": "new"}, {"source": replace(first.source, line=999)}):
        assert gather(changed(assessment, first.id, **values), FACTS).fingerprint == before


def test_the_fingerprint_of_requirements_follows_the_facts_behind_them(assessment: Assessment):
    behind = next(member.facts[0] for member in gather(assessment, MET).members if member.facts)
    before = gather(assessment, MET)
    after = gather(changed(assessment, behind.id, value="other words"), MET)
    differ = [a.item.id for a, b in zip(before.members, after.members, strict=True) if a.item != b.item]
    assert differ == [member.item.id for member in before.members if behind in member.facts]
    assert before.fingerprint != after.fingerprint


def test_the_fingerprint_ignores_the_order(assessment: Assessment):
    report = replace(assessment.report, facts=assessment.report.facts[::-1])
    turned = gather(replace(assessment, report=report), FACTS)
    assert turned.fingerprint == gather(assessment, FACTS).fingerprint


# --- since an earlier report ----------------------------------------------------------------------


def fact(assessment: Assessment, fact_id: str) -> Fact:
    return assessment.facts_by_id()[fact_id]


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({}, Change(UNCHANGED)),
        ({"number": Decimal("128.420"), "value": "128.420"}, Change(UNCHANGED)),
        ({"note": "new", "label": "Scope 1", "value_as_printed": "128.4"}, Change(UNCHANGED)),
        ({"number": Decimal("130"), "value": "130"}, Change(CHANGED, ("value: 128.42 → 130",))),
        ({"unit": "kgCO2e"}, Change(CHANGED, ("unit: tCO2e → kgCO2e",))),
        ({"basis": "restated"}, Change(CHANGED, ("basis: measured → restated",))),
        ({"is_partial": True, "lacks": "one site"}, Change(CHANGED, ("lacks: nothing → one site",))),
    ],
)
def test_a_fact_is_compared_part_by_part(assessment: Assessment, values: dict[str, object], told: Change):
    now = fact(assessment, "ghg-scope1-2021")
    found = changes_since([replace(now, **values)], [now], same_period=True)  # type: ignore[arg-type]
    assert found == {"ghg-scope1-2021": told}


def test_place_and_period_are_compared_within_one_period_alone(assessment: Assessment):
    now = fact(assessment, "ghg-scope1-2021")
    moved = replace(now, evidence=replace(now.evidence, pages="40"), period=now.period.years_before(1))
    found = changes_since([now], [moved], same_period=True)["ghg-scope1-2021"]
    assert found.what == ("period: 2020-01-01/2020-12-31 → 2021-01-01/2021-12-31", "page: 40 → 32-33")
    assert changes_since([now], [moved], same_period=False)["ghg-scope1-2021"] == Change(UNCHANGED)


def test_new_facts_have_no_namesake_and_long_texts_are_cut(assessment: Assessment):
    now = fact(assessment, "ghg-scope1-2021")
    assert changes_since([now], [], same_period=True)["ghg-scope1-2021"] == Change(NEW)
    wordy = replace(now, number=None, value="word " * 40)
    told = changes_since([now], [wordy], same_period=True)["ghg-scope1-2021"].what[0]
    assert len(told) < 90
    assert "…" in told


def test_a_baseline_divides_facts_and_requirements(make_report: MakeReport):
    now = assessed(make_report())
    facts = now.report.facts
    earlier = replace(
        now.report, facts=(replace(facts[0], unit="kgCO2e"), facts[2], replace(facts[1], id="old-name"))
    )
    population = gather(now, FACTS, Baseline("last", earlier))
    kinds = {member.facts[0].id: member.item.marks["change"] for member in population.members}
    assert kinds == {"scope1-2021": (CHANGED,), "scope1-2020": (NEW,), "privacy-policy": (UNCHANGED,)}
    assert (population.matched, population.gone) == (2, ("old-name",))
    assert {item.id for item in population.items if "changed" in item.traits} == {
        "fact:scope1-2021",
        "fact:scope1-2020",
    }
    every = replace(MET, statuses=tuple(status.value for status in Status))
    behind = {
        member.item.id: (member.item.marks["change"], {each.id for each in member.facts})
        for member in gather(now, every, Baseline("last", earlier)).members
    }
    assert {change for change, facts in behind.values() if not facts} == {(UNCHANGED,)}
    assert {change for change, facts in behind.values() if facts == {"privacy-policy"}} == {(UNCHANGED,)}
    assert {change for change, facts in behind.values() if "scope1-2021" in facts} == {(CHANGED,)}
