"""A report carried to a newer edition: the same question keeps its facts and omissions, no other does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from made_up import fact, omission
from small_editions import NEW, NEWER, OLD, OLDER, block, edition, row

from esgmap.findings import Assessment
from esgmap.migrate import migrated
from esgmap.model import Source
from esgmap.reported import (
    Fact,
    FrameworkClaim,
    MaterialTopic,
    Omission,
    Report,
    SectorRef,
    TopicDisclosure,
)
from esgmap.workspace import run_migrated

OTHERS = "other:thing-2020"


def report(facts: list[Fact] | None = None, omissions: list[Omission] | None = None) -> Report:
    """A report checked against the older made-up edition, and against another framework."""
    values = dict.fromkeys(Report.__dataclass_fields__, "")
    claims = (
        FrameworkClaim("other", "", (OTHERS,), "", ""),
        FrameworkClaim("made", "", ("made:first-2020", OLD), "", "", pinned=("made:first-2020",)),
    )
    return Report(
        **{
            **values,
            "claims": claims,
            "facts": tuple(facts or ()),
            "omissions": tuple(omissions or ()),
            "issuer_class": "not-hkex-listed",
        }
    )


def carried(*ids: str) -> tuple[str, ...]:
    """What a fact that answers these requirements answers afterwards."""
    (moved,) = migrated(report([fact(answers=ids)]), OLDER, NEWER, "").facts
    return moved.answers


# --- claims ---------------------------------------------------------------------------------------


def test_the_new_edition_stands_in_the_old_one_s_place_and_is_pinned():
    other, made = migrated(report(), OLDER, NEWER, "hkex-gem").claims
    assert other == report().claims[0], "another framework's claim is left alone"
    assert made.editions == ("made:first-2020", NEW)
    assert made.pinned == ("made:first-2020", NEW)


def test_the_class_of_issuer_is_the_one_asked_for():
    assert migrated(report(), OLDER, NEWER, "hkex-gem").issuer_class == "hkex-gem"


def test_the_report_it_was_made_from_stays_as_it_is():
    before = report([fact(answers=(f"{OLD}/A-gone",))], [omission(disclosure_id=f"{OLD}/C")])
    copy = replace(before)
    migrated(before, OLDER, NEWER, "hkex-gem")
    assert before == copy


# --- facts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("A-same", ("A-same",)),
        ("A-words", ("A-words",)),
        ("B-one", ("E-one",)),
        ("B-two", ("E-one",)),
        ("A-question", ()),
        ("A-gone", ()),
        ("C-whole", ()),
        ("D-whole", ()),
    ],
)
def test_answers_follow_the_same_question_and_no_other(old: str, new: tuple[str, ...]):
    assert carried(f"{OLD}/{old}") == tuple(f"{NEW}/{each}" for each in new)


def test_answers_to_other_editions_stay():
    assert carried(f"{OTHERS}/Q-1", f"{OLD}/A-question", f"{OLD}/A-same") == (
        f"{OTHERS}/Q-1",
        f"{NEW}/A-same",
    )


def test_a_question_that_was_split_in_two_is_answered_twice():
    split = edition(
        NEW,
        block(NEW, "A", row(NEW, "A-x", "A-same", "reworded"), row(NEW, "A-y", "A-same", "reworded")),
    )
    (moved,) = migrated(report([fact(answers=(f"{OLD}/A-same",))]), OLDER, split, "").facts
    assert moved.answers == (f"{NEW}/A-x", f"{NEW}/A-y")


def test_nothing_else_of_a_fact_changes():
    before = fact(answers=(f"{OLD}/A-same",), dimensions="gender=male")
    (moved,) = migrated(report([before]), OLDER, NEWER, "").facts
    assert replace(moved, answers=before.answers) == before
    by_indicator = fact()
    assert migrated(report([by_indicator]), OLDER, NEWER, "").facts == (by_indicator,)


# --- omissions ------------------------------------------------------------------------------------


def omitted(code: str, *parts: str) -> list[tuple[str, tuple[str, ...]]]:
    """Where an omission ends up, as disclosure and parts."""
    before = omission(disclosure_id=f"{OLD}/{code}", requirement_ids=tuple(f"{OLD}/{each}" for each in parts))
    after = migrated(report(omissions=[before]), OLDER, NEWER, "").omissions
    for each in after:
        assert (each.reason, each.explanation, each.source) == (
            before.reason,
            before.explanation,
            before.source,
        )
    return [
        (each.disclosure_id.split("/")[1], tuple(part.split("/")[1] for part in each.requirement_ids))
        for each in after
    ]


@pytest.mark.parametrize(
    ("code", "parts", "after"),
    [
        ("A", ("A-same",), [("A", ("A-same",))]),
        ("A", ("A-same", "A-question", "A-gone"), [("A", ("A-same",))]),
        ("A", ("A-question",), []),
        ("B", ("B-one",), [("E", ("E-one",))]),
        ("C", ("C-whole",), []),
    ],
)
def test_an_omission_of_parts_follows_those_that_are_the_same(
    code: str, parts: tuple[str, ...], after: list[tuple[str, tuple[str, ...]]]
):
    assert omitted(code, *parts) == after


def test_an_omission_of_a_whole_disclosure_never_covers_new_questions():
    """A was omitted whole; in the newer edition it asks something more, which nobody has explained."""
    assert omitted("A") == [("A", ("A-same", "A-words"))]


def test_an_omission_of_a_whole_disclosure_stays_whole_if_nothing_else_is_asked():
    assert omitted("B") == [("E", ())]
    assert omitted("D") == [], "another question now"


def test_an_omission_of_another_edition_stays():
    stranger = omission(disclosure_id=f"{OTHERS}/Q")
    assert migrated(report(omissions=[stranger]), OLDER, NEWER, "").omissions == (stranger,)


def test_an_omission_goes_with_its_parts_to_every_disclosure_they_went_to():
    split = edition(
        NEW,
        block(NEW, "P", row(NEW, "P-1", "B-one", "unchanged")),
        block(NEW, "Q", row(NEW, "Q-1", "B-two", "unchanged"), row(NEW, "Q-2", change="new")),
    )
    before = omission(disclosure_id=f"{OLD}/B")
    after = migrated(report(omissions=[before]), OLDER, split, "").omissions
    assert [(each.disclosure_id, each.requirement_ids) for each in after] == [
        (f"{NEW}/P", ()),
        (f"{NEW}/Q", (f"{NEW}/Q-1",)),
    ]


# --- the whole way --------------------------------------------------------------------------------


def under_2025(folder: Path, issuer: str = "") -> Assessment:
    outcome = run_migrated(folder, "hkex:esg-guide-2020", "hkex:esg-code-2025", issuer)
    assert outcome.assessment is not None, [problem.message for problem in outcome.problems]
    return outcome.assessment


def status(found: Assessment, local_id: str) -> tuple[str, str]:
    return next(
        (each.status.value, each.requirement.obligation)
        for framework in found.frameworks
        for each in framework.findings
        if each.requirement.local_id == local_id
    )


def claim(**changes: Any) -> list[dict[str, Any]]:
    return [{"framework": "hkex", "editions": ["esg-guide-2020"], **changes}]


FIGURE = {
    "id": "scope1",
    "answers": "hkex:esg-guide-2020/A1.2-scope1;hkex:esg-guide-2020/A1.2-intensity",
    "label": "Direct emissions",
    "value_state": "number",
    "value": "12",
    "unit": "tCO2e",
    "period": "2021",
    "document": "report",
    "pages": "4",
}


def omission_row(disclosure: str, parts: str = "") -> dict[str, str]:
    return {
        "disclosure": f"hkex:esg-guide-2020/{disclosure}",
        "requirements": parts,
        "reason": "Considered reasons",
        "explanation": "the meters are installed next year",
        "document": "report",
        "pages": "9",
    }


def test_a_direct_answer_is_carried_to_the_new_code(make_report: Callable[..., Path]):
    found = under_2025(make_report([FIGURE], frameworks=claim()))
    assert status(found, "D-28-a") == ("met", "mandatory")
    assert [problem.code for problem in found.problems] == ["edition-not-in-force"], "used early, on purpose"


def test_an_explanation_is_carried_and_refused_where_the_item_is_mandatory_now(make_report):
    """Scope 2 of 2020 could be explained; Scope 2 of 2025 cannot, but for an issuer that is not listed."""
    rows = [omission_row("A1.2", "A1.2-scope2"), omission_row("A2.2")]
    folder = make_report((), omissions=rows, frameworks=claim())
    listed = under_2025(folder, "hkex-main-board")
    assert status(listed, "D-28-b") == ("unmet", "mandatory")
    assert status(listed, "A2.2-total") == ("explained", "comply-or-explain")
    assert [
        "D-28-b" in each.message for each in listed.problems if each.code == "omission-not-permitted"
    ] == [True]
    assert status(under_2025(folder, "not-hkex-listed"), "D-28-b") == ("explained", "voluntary")


def test_the_issuer_is_the_report_s_own_unless_told_otherwise(make_report):
    folder = make_report((), frameworks=claim(), issuer={"class": "hkex-gem"})
    assert status(under_2025(folder), "D-28-c")[1] == "not-required"
    assert status(under_2025(folder, "hkex-main-board"), "D-28-c")[1] == "comply-or-explain"


def test_input_that_cannot_be_used_gives_its_problems(make_report):
    folder = make_report((), frameworks=claim())
    (folder / "report.yaml").write_text("id: [", encoding="utf-8")
    outcome = run_migrated(folder, "hkex:esg-guide-2020", "hkex:esg-code-2025")
    assert outcome.assessment is None
    assert outcome.problems


# --- material topics ------------------------------------------------------------------------------


def test_a_topic_follows_the_edition_and_drops_its_single_disclosures():
    place = Source("report.yaml", 3, 5)
    named = tuple(TopicDisclosure(each, place) for each in (OLD, f"{OLD}/A", OTHERS, f"{OTHERS}/X"))
    refs = (SectorRef(f"{OLD}/A", "1.1", place), SectorRef(f"{OTHERS}/X", "1.2", place))
    before = replace(report(), topics=(MaterialTopic("t", "T", named, "1", refs),))
    (topic,) = migrated(before, OLDER, NEWER, "").topics
    assert [each.id for each in topic.disclosures] == [NEW, OTHERS, f"{OTHERS}/X"]
    assert [each.number for each in topic.sector_refs] == ["1.2"]
    assert (topic.id, topic.label, topic.sector_ref) == ("t", "T", "1")
