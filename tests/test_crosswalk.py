"""The crosswalk: algebra of predicates, chains through the hub, negative mappings, what has no pair."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up import mapping, requirement

from esgmap.catalogue import Catalogue, load_catalogue
from esgmap.chains import (
    BROAD,
    CLOSE,
    EXACT,
    NARROW,
    RELATED,
    STRENGTH,
    Pair,
    compose,
    cut,
    find_pairs,
    index_mappings,
    inverse,
    wider_indicators,
)
from esgmap.content import frameworks_folder, mappings_folder
from esgmap.crosswalk import Crosswalk, Standing, limit, make_crosswalk, roll_up
from esgmap.hub import load_hub
from esgmap.mappings import load_mappings
from esgmap.model import NO_TERM, Breakdown, DimensionNeeds, Hub, Indicator, Mapping, Requirement, Source

HKEX, SASB, NASDAQ = "hkex:esg-guide-2020", "sasb:tc-si-2018-10", "nasdaq:esg-guide-2019"


# --- the algebra ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("steps", "wanted"),
    [
        ((EXACT, EXACT), EXACT),
        ((EXACT, CLOSE), CLOSE),
        ((CLOSE, CLOSE), CLOSE),
        ((NARROW, EXACT), NARROW),
        ((NARROW, CLOSE), NARROW),
        ((NARROW, NARROW), NARROW),
        ((BROAD, BROAD), BROAD),
        ((BROAD, NARROW), RELATED),
        ((NARROW, BROAD), RELATED),
        ((RELATED, EXACT), RELATED),
        ((RELATED, NARROW), RELATED),
        ((RELATED, RELATED), None),
        ((NARROW, BROAD, RELATED), None),
    ],
)
def test_composition(steps: tuple[str, ...], wanted: str | None):
    assert compose(*steps) == wanted


def test_composition_is_the_same_from_both_ends():
    for steps in product(STRENGTH, repeat=3):
        back = compose(*(inverse(step) for step in reversed(steps)))
        there = compose(*steps)
        assert back == (there and inverse(there)), steps


def test_composition_is_never_stronger_than_its_weakest_step():
    for steps in product(STRENGTH, repeat=2):
        found = compose(*steps)
        weakest = max(STRENGTH.index(step) for step in steps)
        assert (
            found is None or STRENGTH.index(found) >= weakest or {found, STRENGTH[weakest]} == {NARROW, BROAD}
        )


def asks(*breakdowns: str, total: bool = False, periods: int = 1, **fixed: str) -> Requirement:
    """A requirement that wants these breakdowns (`gender*age`) and members."""
    cuts = tuple(Breakdown(tuple(each.split("*"))) for each in breakdowns)
    needs = DimensionNeeds(total, cuts, tuple(fixed.items()))
    return requirement(needs=needs, periods=periods)


@pytest.mark.parametrize(
    ("mine", "theirs", "wanted"),
    [
        (asks(), asks(), EXACT),
        (asks("gender"), asks("gender"), EXACT),
        (asks("gender", "age"), asks("gender"), NARROW),
        (asks("gender"), asks("gender", "age"), BROAD),
        (asks(), asks("gender"), RELATED),
        (asks("gender"), asks("gender", total=True), BROAD),
        (asks("gender"), asks("region"), None),
        (asks("gender"), asks("gender*region"), RELATED),
        (asks(periods=3), asks(), NARROW),
        (asks(), asks(waste="hazardous"), NARROW),
        (asks(waste="hazardous"), asks(), BROAD),
        (asks(waste="hazardous"), asks(waste="other"), None),
        (asks(waste="hazardous"), asks(site="own"), RELATED),
        (asks(), requirement(kind="narrative"), RELATED),
        (requirement(kind="yes-no"), requirement(kind="narrative"), EXACT),
    ],
)
def test_how_two_requirements_cut_a_figure(mine: Requirement, theirs: Requirement, wanted: str | None):
    assert cut(mine, theirs) == wanted
    assert cut(theirs, mine) == (wanted and inverse(wanted))


# --- chains in a small hub ------------------------------------------------------------------------


def indicator(name: str, **changes: str) -> Indicator:
    """An indicator for an amount of energy."""
    values = {"label": name, "definition": "", "value_type": "quantity", "unit_kind": "energy"}
    values |= {"basis": "performance", "broader": "", "calculation": "", **changes}
    return Indicator(id=name, source=Source("frameworks/indicators.tsv", 2), **values)


HUB = Hub(
    {
        each.id: each
        for each in (
            indicator("fuel"),
            indicator("power"),
            indicator("energy", calculation="sum fuel + power"),
            indicator("grid", broader="power"),
            indicator("policy", value_type="text", unit_kind=""),
        )
    },
    {},
    {},
)
A, B, C = (requirement(id=f"made:{name}/X", disclosure_id=f"made:{name}/X") for name in "abc")


def row(asked: Requirement, name: str, predicate: str = EXACT, **changes: object) -> Mapping:
    """A mapping of a requirement to an indicator."""
    return mapping(subject_id=asked.id, object_id=name, predicate_id=predicate, **changes)


def pairs_of(*rows: Mapping, ends: tuple[Requirement, Requirement] = (A, B)) -> list[Pair]:
    """The pairs between two requirements with these mappings."""
    return find_pairs([ends[0]], [ends[1]], index_mappings(rows), HUB)[0]


def test_the_same_figure_is_exact():
    (pair,) = pairs_of(row(A, "fuel"), row(B, "fuel"))
    assert pair.predicate == EXACT
    assert pair.chains[0].via == ("fuel",)


@pytest.mark.parametrize(
    "changes", [{"kind": "narrative", "unit_kind": ""}, {"kind": "yes-no", "unit_kind": ""}]
)
def test_words_are_close_at_best(changes: dict[str, str]):
    ends = tuple(requirement(id=each.id, disclosure_id=each.id, **changes) for each in (A, B))
    (pair,) = pairs_of(row(A, "policy"), row(B, "policy"), ends=ends)
    assert pair.predicate == CLOSE


def test_a_figure_is_never_exactly_its_sum_or_its_part():
    for part, whole in (("fuel", "energy"), ("power", "energy"), ("grid", "power"), ("grid", "energy")):
        (pair,) = pairs_of(row(A, part), row(B, whole))
        assert pair.predicate == BROAD, (part, whole)
        assert pair.chains[0].via == (part, whole)
        (back,) = pairs_of(row(A, whole), row(B, part))
        assert back.predicate == NARROW


def test_two_parts_of_one_sum_are_no_pair():
    assert pairs_of(row(A, "fuel"), row(B, "power")) == []


def test_sums_and_wider_indicators_are_known():
    assert wider_indicators(HUB)["grid"] == {"power", "energy"}
    assert wider_indicators(HUB)["energy"] == frozenset()


def test_the_weakest_link_gives_the_confidence():
    (pair,) = pairs_of(row(A, "fuel", confidence="0.9"), row(B, "fuel", CLOSE, confidence="0.7"))
    assert (pair.predicate, pair.confidence) == (CLOSE, Decimal("0.7"))


def test_every_chain_is_kept_and_the_strongest_counts():
    (pair,) = pairs_of(row(A, "fuel"), row(B, "fuel", CLOSE), row(A, "power", RELATED), row(B, "power"))
    assert pair.predicate == CLOSE
    assert [chain.via for chain in pair.chains] == [("fuel",), ("power",)]


def test_chains_in_opposite_directions_leave_a_relation():
    (pair,) = pairs_of(row(A, "fuel"), row(B, "fuel", NARROW), row(A, "power", NARROW), row(B, "power"))
    assert {chain.predicate for chain in pair.chains} == {BROAD, NARROW}
    assert pair.predicate == RELATED


def test_no_counterpart_is_no_indicator():
    assert pairs_of(row(A, NO_TERM, CLOSE), row(B, NO_TERM, CLOSE)) == []


# --- negative mappings ----------------------------------------------------------------------------


def test_a_negative_mapping_is_no_chain():
    assert pairs_of(row(A, "fuel"), row(B, "fuel", is_negative=True)) == []


def test_a_chain_that_contradicts_a_negative_mapping_is_not_offered():
    rows = (row(A, "fuel"), row(A, "grid", CLOSE), row(B, "grid"), row(B, "fuel", is_negative=True))
    pairs, contradictions = find_pairs([A], [B], index_mappings(rows), HUB)
    assert pairs == []
    (found,) = contradictions
    assert (found.chain.via, found.forbidden_by, found.agrees_with) == (("grid",), rows[3], rows[0])
    back, turned = find_pairs([B], [A], index_mappings(rows), HUB)
    assert (back, len(turned)) == ([], 1)


def test_what_is_only_close_to_the_denied_leaves_a_relation():
    rows = (row(A, "fuel", CLOSE), row(A, "grid"), row(B, "grid"), row(B, "fuel", is_negative=True))
    pairs, contradictions = find_pairs([A], [B], index_mappings(rows), HUB)
    assert [pair.predicate for pair in pairs] == [RELATED]
    assert contradictions == []


def test_a_part_is_not_denied_by_its_negative_mapping():
    (pair,) = pairs_of(row(A, "fuel"), row(B, "energy"), row(B, "fuel", is_negative=True))
    assert pair.predicate == BROAD


# --- any mappings at all --------------------------------------------------------------------------

NAMES = sorted(HUB.indicators)
ROWS = st.lists(
    st.builds(
        row,
        st.sampled_from([A, B, C]),
        st.sampled_from(NAMES),
        st.sampled_from(STRENGTH),
        is_negative=st.booleans(),
        confidence=st.sampled_from(["0.5", "0.7", "0.95"]),
    ),
    max_size=12,
    unique_by=lambda each: (each.subject_id, each.object_id),
)


@given(ROWS)
def test_turned_round_it_is_the_same(rows: list[Mapping]):
    reach = index_mappings(rows)
    there, denied = find_pairs([A], [B, C], reach, HUB)
    back, denied_back = find_pairs([B, C], [A], reach, HUB)
    assert {(p.from_id, p.to_id, p.predicate, p.confidence, len(p.chains)) for p in there} == {
        (p.to_id, p.from_id, inverse(p.predicate), p.confidence, len(p.chains)) for p in back
    }
    assert len(denied) == len(denied_back)


@given(ROWS)
def test_nothing_is_stronger_than_what_it_rests_on(rows: list[Mapping]):
    for pair in find_pairs([A], [B, C], index_mappings(rows), HUB)[0]:
        best = pair.chains[0]
        links = [best.first.predicate_id, best.second.predicate_id]
        if pair.predicate == EXACT:
            assert links == [EXACT, EXACT] and len(best.via) == 1
        if pair.predicate == CLOSE:
            assert set(links) <= {EXACT, CLOSE} and len(best.via) == 1
        assert pair.confidence <= max(
            min(Decimal(c.first.confidence), Decimal(c.second.confidence)) for c in pair.chains
        )


# --- the shipped content --------------------------------------------------------------------------


@cache
def content() -> tuple[Catalogue, Hub]:
    """Every edition, and the hub."""
    return load_catalogue(frameworks_folder())[0], load_hub(frameworks_folder())[0]


@cache
def crosswalk(start: str, end: str) -> Crosswalk:
    """A crosswalk of shipped editions."""
    catalogue, hub = content()
    mappings, problems = load_mappings(mappings_folder(), [start, end])
    assert problems == []
    return make_crosswalk(catalogue, mappings, hub, [start], [end])


@pytest.mark.parametrize(
    ("start", "end"),
    [(HKEX, SASB), (HKEX, NASDAQ), (SASB, NASDAQ), (HKEX, "gri:gri-305-2016"), (HKEX, "hkex:esg-code-2025")],
)
def test_shipped_crosswalks_turned_round(start: str, end: str):
    there, back = crosswalk(start, end), crosswalk(end, start)
    for field in ("pairs", "code_pairs"):
        own = {(p.from_id, p.to_id, p.predicate, p.confidence) for p in getattr(there, field)}
        other = {(p.to_id, p.from_id, inverse(p.predicate), p.confidence) for p in getattr(back, field)}
        assert own == other != set()
    lone = {(each.requirement.id, each.is_from, each.standing) for each in there.unpaired}
    assert lone == {(each.requirement.id, not each.is_from, each.standing) for each in back.unpaired}


def test_well_known_pairs():
    found = {(p.from_id.split("/")[1], p.to_id.split("/")[1]): p for p in crosswalk(HKEX, SASB).pairs}
    assert found["A2.1-total", "TC-SI-130a.1-1"].predicate == EXACT
    assert ("B3.1-gender", "TC-SI-330a.2-1") not in found
    energy = {(p.from_id.split("/")[1], p.to_id.split("/")[1]): p for p in crosswalk(NASDAQ, SASB).pairs}
    assert energy["E3.1", "TC-SI-130a.1-1"].predicate == BROAD, "direct energy is a part of all energy"


def test_every_requirement_is_paired_or_told():
    found = crosswalk(HKEX, SASB)
    catalogue, _ = content()
    everything = {
        item.id
        for name in (HKEX, SASB)
        for each in catalogue.editions[name].disclosures
        for item in each.requirements
    }
    paired = {end for pair in found.pairs for end in (pair.from_id, pair.to_id)}
    told = {each.requirement.id for each in found.unpaired}
    assert paired | told == everything
    assert not paired & told


# --- what has no pair, and the roll-up -------------------------------------------------------------


def standings(*rows: Mapping) -> dict[str, Standing]:
    """The standing of A and B without a pair, in editions of one requirement each."""
    catalogue, hub = content()
    small = {name: next(iter(catalogue.editions[name].disclosures)).requirements[0] for name in (HKEX, SASB)}
    found = make_crosswalk(
        Catalogue({name: _only(catalogue, name) for name in small}), list(rows), hub, [HKEX], [SASB]
    )
    return {each.requirement.edition_id: each.standing for each in found.unpaired}


def _only(catalogue: Catalogue, name: str):
    from dataclasses import replace

    edition = catalogue.editions[name]
    first = edition.disclosures[0]
    return replace(edition, disclosures=(replace(first, items=first.requirements[:1]),))


def test_looked_at_and_not_yet_looked_at_are_told_apart():
    catalogue, _ = content()
    mine, theirs = (catalogue.editions[name].disclosures[0].requirements[0] for name in (HKEX, SASB))
    none_of_mine = mapping(subject_id=mine.id, object_id=NO_TERM, predicate_id=CLOSE)
    none_of_theirs = mapping(subject_id=theirs.id, object_id=NO_TERM, predicate_id=CLOSE)
    open_ones = {HKEX: Standing.NOT_LOOKED_AT, SASB: Standing.NOT_LOOKED_AT}
    assert standings() == standings(none_of_mine) == standings(none_of_theirs) == open_ones
    known = {HKEX: Standing.NO_COUNTERPART, SASB: Standing.NO_COUNTERPART}
    assert standings(none_of_mine, none_of_theirs) == known


def pair(from_id: str, to_id: str, predicate: str) -> Pair:
    """A pair with one chain."""
    (found,) = pairs_of(row(A, "fuel"), row(B, "fuel"))
    return Pair(from_id, to_id, predicate, Decimal("0.9"), found.chains)


def rolled(*pairs: Pair) -> tuple[str, int, int, int, int]:
    """The roll-up of pairs between a disclosure of two requirements and one of two."""
    mine = {f"a/X-{n}": requirement(id=f"a/X-{n}", disclosure_id="a/X") for n in (1, 2)}
    theirs = {f"b/Y-{n}": requirement(id=f"b/Y-{n}", disclosure_id="b/Y") for n in (1, 2)}
    (found,) = roll_up(pairs, mine, theirs)
    return found.predicate, found.from_matched, found.from_total, found.to_matched, found.to_total


def test_roll_up_to_codes():
    one, two = pair("a/X-1", "b/Y-1", EXACT), pair("a/X-2", "b/Y-2", CLOSE)
    assert rolled(one, two) == (CLOSE, 2, 2, 2, 2)
    assert rolled(one) == (RELATED, 1, 2, 1, 2)
    assert rolled(one, pair("a/X-2", "b/Y-1", BROAD)) == (BROAD, 2, 2, 1, 2)
    assert rolled(one, pair("a/X-1", "b/Y-2", NARROW)) == (NARROW, 1, 2, 2, 2)
    assert rolled(one, pair("a/X-2", "b/Y-2", RELATED)) == (RELATED, 2, 2, 2, 2)


def test_two_disclosures_of_one_figure_can_be_the_same():
    (found,) = roll_up([pair(A.id, B.id, EXACT)], {A.id: A}, {B.id: B})
    assert found.predicate == EXACT


def test_limited_to_a_disclosure():
    part = limit(crosswalk(HKEX, SASB), frozenset({f"{HKEX}/A2.1"}))
    assert {each.from_id for each in part.code_pairs} == {f"{HKEX}/A2.1"}
    assert {each.from_id for each in part.pairs} == {f"{HKEX}/A2.1-total"}
    assert {each.requirement.disclosure_id for each in part.unpaired} == {f"{HKEX}/A2.1"}
