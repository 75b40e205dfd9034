"""Small random reports: facts, requirements, mappings, omissions and reliefs that meet in every way."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations, product
from typing import Any

from hypothesis import strategies as st
from made_assessment import assessed
from made_up import SCOPE, disclosure, fact, mapping, omission, requirement

from esgmap.cells import read_needs
from esgmap.findings import Assessment
from esgmap.model import NO_TERM, Disclosure, Mapping, Relief, Requirement
from esgmap.reported import Fact, Omission

EDITION = "made:up-2021"
IDS = [f"{EDITION}/X{number}-{letter}" for number in (1, 2) for letter in "abc"]
TARGETS = [*IDS, f"{EDITION}/X1", f"{EDITION}/X2"]
NEEDS = [
    *("", "", "total", "gender", "total;gender", "region", "level", "fuel", "topic", "mystery", "fuel=gas"),
    *("gender;fuel=gas", "gender*region", "gender*region*level", "topic*gender", "region;gender", "site"),
]
CUTS = [
    *("", "", "gender=male", "gender=female", "gender=male;region=north", "gender=female;region=north"),
    *("gender=male;region=south", "gender=female;region=south", "region=north", "region=south", "fuel=gas"),
    *("fuel=gas;gender=male", "fuel=oil", "site=oslo", "topic=climate", "topic=people", "mystery=x"),
    *(
        "gender=male;topic=climate",
        "gender=male;level=top;region=north",
        "level=top",
        "gender=male;site=oslo",
    ),
]
PERIODS = [
    *("2021", "2021", "2021", "2020", "2019", "2021-08", "2021-12-31", "2022"),
    "2020-07-01/2021-06-30",
]
PREDICATES = [f"skos:{each}Match" for each in ("exact", "exact", "close", "narrow", "broad", "related")]


def one_of(values: list[str]) -> st.SearchStrategy[str]:
    return st.sampled_from(values)


@st.composite
def requirements(draw: st.DrawFn, requirement_id: str) -> Requirement:
    kind = draw(one_of(["quantitative", "quantitative", "narrative", "yes-no"]))
    unit_kind = draw(one_of(["energy", "energy", "percentage", ""])) if kind == "quantitative" else ""
    parent = requirement_id.rpartition("-")[0]
    return requirement(
        id=requirement_id,
        disclosure_id=parent,
        parent_id=parent,
        kind=kind,
        unit_kind=unit_kind,
        needs=read_needs(draw(one_of(NEEDS))),
        periods=draw(st.sampled_from([0, 1, 1, 1, 2, 3])),
        condition=draw(one_of(["", "", "if applicable"])),
        obligation=draw(one_of(["voluntary", "voluntary", "mandatory", "not-required"])),
    )


@st.composite
def disclosures(draw: st.DrawFn) -> list[Disclosure]:
    found = []
    for code in ("X1", "X2"):
        ids = [each for each in IDS if f"/{code}-" in each][: draw(st.integers(0, 3))]
        items = tuple(draw(requirements(each)) for each in ids)
        held = disclosure(*items, code=code, omission_permitted=draw(st.booleans()))
        found.append(replace(held, id=f"{EDITION}/{code}"))
    return found


FLAWS: list[dict[str, Any]] = [
    *({}, {}, {}, {}, {}, {"is_partial": True}, {"indicator": "goal"}, {"indicator": "rating"}),
    *({"value_state": state} for state in ("text", "text", "nil", "not-available")),
    *({"unit": unit} for unit in ("GJ", "pct", "t", "", "furlong")),
    *({"basis": basis} for basis in ("estimated", "target", "design")),
    *({"whose": whose} for whose in ("joint", "landlord")),
    {"value_state": "text", "whose": "joint"},
    {"value_state": "text", "basis": "target"},
    {"indicator": "goal", "basis": "target"},
]
"""What may be said of a fact otherwise than that it is a measured figure of the company's own energy."""


@st.composite
def facts(draw: st.DrawFn, number: int) -> Fact:
    named = draw(st.sampled_from([0, 0, 1, 2]))
    changes = {
        "answers": tuple(draw(st.lists(one_of(IDS), min_size=named, max_size=named, unique=True))),
        "period": draw(one_of(PERIODS)),
        "dimensions": draw(one_of(CUTS)),
        **draw(st.sampled_from(FLAWS)),
    }
    return fact(f"f{number}", **changes)


@st.composite
def mappings(draw: st.DrawFn) -> list[Mapping]:
    """For most requirements an indicator that fits, and for some another one, or the sign turned round."""
    fitting = draw(st.lists(one_of(IDS), min_size=2, max_size=6, unique=True))
    others = [
        mapping(
            subject_id=draw(one_of(IDS)),
            predicate_id=draw(one_of(PREDICATES)),
            object_id=draw(one_of(["use", "goal", "rating", NO_TERM])),
            is_negative=draw(st.sampled_from([False, False, True])),
        )
        for _ in range(draw(st.integers(0, 4)))
    ]
    rows = [*(mapping(subject_id=each) for each in fitting), *others]
    return list({_key(row): row for row in rows}.values())


@st.composite
def omissions(draw: st.DrawFn) -> Omission:
    code = draw(one_of(["X1", "X2"]))
    return omission(
        disclosure_id=f"{EDITION}/{code}",
        requirement_ids=tuple(draw(st.lists(one_of(TARGETS), max_size=2, unique=True))),
        reason=draw(one_of(["Secret", "Secret", "Sensitive", "Sensitive", "At hand", "No such reason"])),
        explanation=draw(one_of(["a contract forbids it", "a contract forbids it", "-", ""])),
    )


@st.composite
def reliefs(draw: st.DrawFn) -> Relief:
    name = draw(one_of(["Sensitive", "Sensitive", "At hand"]))
    ids = draw(st.one_of(st.just(frozenset(IDS)), st.frozensets(st.sampled_from(IDS), max_size=4)))
    return Relief(name, ids, "that it is used", "Part D", "single", draw(st.booleans()))


@st.composite
def assessments(draw: st.DrawFn, most_facts: int = 9) -> Assessment:
    """A report against two disclosures of up to three requirements each."""
    asked = draw(disclosures())
    rows = [draw(facts(number)) for number in range(draw(st.integers(1, most_facts)))]
    mapped = draw(mappings())
    given = [draw(omissions()) for _ in range(draw(st.sampled_from([0, 1, 2, 3, 4, 4])))]
    given = [replace(each, source=replace(each.source, line=line)) for line, each in enumerate(given)]
    allowed = tuple(draw(reliefs()) for _ in range(draw(st.sampled_from([0, 1, 1, 2, 3]))))
    topics = draw(st.sampled_from([(), ("climate",), ("climate", "people")]))
    return assessed(asked, rows, mapped, given, allowed, scope=replace(SCOPE, topics=topics))


@st.composite
def grids(draw: st.DrawFn) -> Assessment:
    """A report that shows most cells of one grid, against breakdowns that it may or may not complete."""
    members = {"gender": ["male", "female"], "region": ["north", "south"], "level": ["top", "low"]}
    members["topic"] = ["climate", "people"]
    shown = draw(one_of(["gender region", "gender region level", "topic gender", "region", "gender"])).split()
    cells = list(product(*(members[name] for name in shown)))
    spare = draw(st.sets(st.sampled_from(cells), max_size=1))
    rows = []
    for number, cell in enumerate(cells):
        if cell not in spare:
            cut = ";".join(f"{name}={member}" for name, member in zip(shown, cell, strict=True))
            is_partial = draw(st.sampled_from([False] * 9 + [True]))
            rows.append(fact(f"f{number}", dimensions=cut, is_partial=is_partial))
    needs = [*("*".join(order) for order in permutations(shown)), ";".join(shown), shown[0], shown[-1]]
    asked = requirement(needs=read_needs(draw(one_of(needs))), unit_kind=draw(one_of(["energy", ""])))
    topics = draw(st.sampled_from([(), ("climate",), ("climate", "people")]))
    return assessed([disclosure(asked)], rows, [mapping()], scope=replace(SCOPE, topics=topics))


def _key(row: Mapping) -> tuple[object, ...]:
    return row.subject_id, row.predicate_id, row.object_id, row.is_negative
