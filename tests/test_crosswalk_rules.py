"""The rules that mappings keep among themselves: each is shown to find a fault, and to let good rows pass."""

from __future__ import annotations

from dataclasses import replace

import pytest
from made_up import HUB as SMALL
from made_up import indicator, mapping, requirement

from esgmap import content_rules_crosswalk as rules
from esgmap.catalogue import load_catalogue
from esgmap.concordance import OURS_ONLY, Claim, Reason
from esgmap.content import frameworks_folder
from esgmap.content_rules_crosswalk import Web
from esgmap.hub import load_hub
from esgmap.model import Edition, Hub, Mapping, Requirement, Source

PLACE = Source("frameworks/concordances.tsv", 7)
HKEX = "hkex:esg-guide-2020"
HUB = Hub(
    {
        **SMALL.indicators,
        "fuel": indicator("fuel"),
        "power": indicator("power"),
        "energy": indicator("energy", calculation="sum fuel + power"),
        "words": indicator("words", value_type="text", unit_kind=""),
    },
    SMALL.dimensions,
    SMALL.units,
)
A, B = (requirement(id=f"made:{name}/X", disclosure_id=f"made:{name}/X") for name in "ab")
WORDS = requirement(id="made:c/X", disclosure_id="made:c/X", kind="narrative", unit_kind="")


def row(
    asked: Requirement, name: str, predicate: str = "exactMatch", line: int = 2, no: bool = False
) -> Mapping:
    """A mapping on a line of a file."""
    return mapping(
        subject_id=asked.id,
        object_id=name,
        predicate_id=f"skos:{predicate}",
        is_negative=no,
        source=Source("mappings/made.sssom.tsv", line),
    )


def web(*mappings: Mapping, claims: tuple[Claim, ...] = (), reasons: tuple[Reason, ...] = ()) -> Web:
    """Three requirements with these mappings, beside the shipped editions."""
    editions: dict[str, Edition] = load_catalogue(frameworks_folder(), [HKEX])[0].editions
    known = {each.id: each for each in (A, B, WORDS)}
    return Web(editions, known, list(mappings), HUB, list(claims), list(reasons))


def claim(from_id: str, to_id: str, relation: str = "close") -> Claim:
    """One pair that somebody claims."""
    return Claim(from_id, to_id, relation, "made up", "single", PLACE)


def reason(from_id: str, to_id: str) -> Reason:
    """Why we have a pair."""
    return Reason(from_id, to_id, OURS_ONLY, "because", PLACE)


A1, A2 = f"{HKEX}/A1", f"{HKEX}/A2"
BAD: list[tuple[rules.Rule, Web, str]] = [
    (
        rules.chain_contradictions,
        web(row(A, "fuel"), row(A, "power", "closeMatch"), row(B, "power"), row(B, "fuel", line=9, no=True)),
        "`made:b/X` and `made:a/X` are alike through `power`, yet the first is said not to be `fuel`",
    ),
    (
        rules.directions,
        web(row(A, "energy", "narrowMatch"), row(A, "fuel", "broadMatch", line=9)),
        "`fuel` is mapped as wider than `made:a/X`, `energy` as not wider",
    ),
    (rules.granularity, web(row(A, "fuel"), row(A, "energy", line=9)), "exactly `fuel` and exactly `energy`"),
    (rules.kinds, web(row(WORDS, "fuel", line=9)), "`made:c/X` is narrative, `fuel` is quantity"),
    (rules.kinds, web(row(A, "words", line=9)), "`made:a/X` is quantitative, `words` is text"),
    (rules.claimed_ids, web(claims=(claim(A1, f"{HKEX}/A9"),)), "`hkex:esg-guide-2020/A9` is no disclosure"),
    (rules.claimed_ids, web(claims=(claim("tcdf:Metrics", A1),)), "`tcdf:Metrics` is no disclosure"),
    (rules.claims_once, web(claims=(claim(A1, A2), claim(A1, A2, "related"))), "stand twice"),
    (rules.claims_once, web(claims=(claim(A1, A2, "narrow"), claim(A2, A1, "narrow"))), "turned round"),
    (
        rules.reasons_once,
        web(reasons=(reason(A1, f"{HKEX}/A9"),)),
        "`hkex:esg-guide-2020/A9` is no disclosure",
    ),
    (rules.reasons_once, web(reasons=(reason(A1, A2), reason(A1, A2))), "stand twice"),
]


@pytest.mark.parametrize(("rule", "found", "told"), BAD)
def test_rule_can_fail(rule: rules.Rule, found: Web, told: str):
    (problem,) = rule(found)
    assert told in problem.message
    assert problem.hint
    assert problem.source in (PLACE, Source("mappings/made.sssom.tsv", 9))


GOOD = web(
    row(A, "fuel"),
    row(A, "energy", "broadMatch"),
    row(B, "energy"),
    row(B, "fuel", no=True),
    row(WORDS, "words"),
    row(WORDS, "fuel", "closeMatch"),
    claims=(claim(A1, A2, "narrow"), claim(A2, A1, "broad"), claim(A1, "tcfd:Metrics"), claim(A1, HKEX)),
    reasons=(reason(A1, A2), reason(A2, A1)),
)


@pytest.mark.parametrize("rule", rules.RULES)
def test_rule_lets_good_rows_pass(rule: rules.Rule):
    assert list(rule(GOOD)) == []


def test_every_rule_is_shown_to_fail():
    assert {rule for rule, *_ in BAD} == set(rules.RULES)


def test_what_points_nowhere_is_left_to_the_rules_of_one_file():
    lost = web(replace(row(A, "fuel"), subject_id="made:z/X"), row(B, "nothing"))
    assert [problem for rule in (rules.kinds, rules.directions) for problem in rule(lost)] == []


def test_the_shipped_hub_has_wider_indicators():
    hub, _ = load_hub(frameworks_folder())
    assert any(each.broader for each in hub.indicators.values()), "or the rule of directions finds nothing"
