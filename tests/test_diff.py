"""Two editions side by side: every kind of change on made-up editions, then the real ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from made_up import HUB, SCOPE, fact, mapping, omission
from small_editions import ELSEWHERE, NEW, NEWER, OLD, OLDER, block, edition, row

from esgmap.assess import assess_disclosure, index_evidence
from esgmap.catalogue import Catalogue, load_catalogue
from esgmap.content import frameworks_folder
from esgmap.diff import Change, Move, Step, compare, inherited, moves
from esgmap.findings import Assessment, FrameworkFinding
from esgmap.model import Edition, Mapping, OmissionReason
from esgmap.report import load_report
from esgmap.reported import Fact, FrameworkClaim, Omission, Report
from esgmap.workspace import run, run_migrated

MAIN_PAIRS = [
    ("sasb:tc-si-2018-10", "sasb:tc-si-2023-12"),
    ("hkex:esg-guide-2016", "hkex:esg-guide-2020"),
    ("hkex:esg-guide-2020", "hkex:esg-code-2025"),
    ("gri:gri-102-2016", "gri:gri-2-2021"),
    ("gri:gri-306-2016", "gri:gri-306-2020"),
    ("gri:gri-305-2016", "gri:gri-102-2025"),
]


def told(steps: list[Step]) -> dict[str, Change]:
    """The change of each row by its local id; old rows without a successor under a minus sign."""
    return {
        step.new_id.split("/")[1] if step.new_id else f"-{step.old_ids[0].split('/')[1]}": step.change
        for step in steps
    }


# --- every kind of change -------------------------------------------------------------------------


def test_every_kind_of_change():
    assert told(compare(OLDER, NEWER, [OLDER, NEWER, ELSEWHERE])) == {
        "A": Change.CHANGED,
        "A-same": Change.UNCHANGED,
        "A-words": Change.REWORDED,
        "A-question": Change.CHANGED,
        "A-more": Change.ADDED,
        "E": Change.RENUMBERED,
        "E-one": Change.RENUMBERED,
        "E-group": Change.ADDED,
        "F": Change.CHANGED,
        "F-a": Change.WITHIN,
        "F-b": Change.WITHIN,
        "G": Change.ADDED,
        "G-a": Change.ADDED,
        "-A-gone": Change.REMOVED,
        "-C": Change.MOVED,
        "-C-whole": Change.MOVED,
        "-D-whole": Change.WITHIN,
    }
    assert {*told(compare(OLDER, NEWER, [ELSEWHERE])).values(), Change.KEPT} == set(Change)


def test_a_step_says_where_it_comes_from():
    steps = {step.new_id: step for step in compare(OLDER, NEWER)}
    assert steps[f"{NEW}/E-one"] == Step(
        Change.RENUMBERED,
        "requirement",
        (f"{OLD}/B-one", f"{OLD}/B-two"),
        f"{NEW}/E-one",
        "E",
        "Asks E-one",
        "",
    )
    assert (steps[f"{NEW}/A"].level, steps[f"{NEW}/A"].label) == ("disclosure", "Title A")
    assert steps[f"{NEW}/E-group"].level == "group"
    assert steps[f"{NEW}/A-question"].note == "now by region"


def test_what_another_edition_took_over_names_its_heirs():
    steps = {step.old_ids[0]: step for step in compare(OLDER, NEWER, [ELSEWHERE]) if not step.new_id}
    assert steps[f"{OLD}/C"].note == "made:else-2023/Z"
    assert steps[f"{OLD}/C-whole"].note == "made:else-2023/Z", "its only part went with the disclosure"


def test_without_the_other_editions_it_is_removed():
    assert told(compare(OLDER, NEWER))["-C"] is Change.REMOVED


def test_an_older_edition_that_stays_in_force_loses_nothing():
    lasting = replace(OLDER, superseded_from="")
    changes = told(compare(lasting, NEWER))
    assert {changes[each] for each in ("-A-gone", "-C", "-C-whole")} == {Change.KEPT}


def test_a_disclosure_of_several_parts_does_not_speak_for_each():
    old = edition(OLD, block(OLD, "C", row(OLD, "C-a"), row(OLD, "C-b")), superseded_from="2023-01-01")
    changes = told(compare(old, NEWER, [ELSEWHERE]))
    assert (changes["-C"], changes["-C-a"]) == (Change.MOVED, Change.REMOVED)


def test_what_replaces_rows_of_a_third_edition_is_new_here():
    stranger = edition("made:up-1999", block("made:up-1999", "A", row("made:up-1999", "A-same")))
    changes = told(compare(stranger, NEWER))
    assert {changes[each] for each in ("A", "A-same", "E-one", "F")} == {Change.ADDED}
    assert changes["-A"] is Change.KEPT


def test_heirs_by_old_row():
    heirs = inherited(OLDER, [NEWER, ELSEWHERE])
    assert heirs[f"{OLD}/B-two"] == (f"{NEW}/E-one",)
    assert heirs[f"{OLD}/C"] == ("made:else-2023/Z",)
    assert f"{OLD}/A-gone" not in heirs


# --- how statuses move ----------------------------------------------------------------------------

EMPTY = Report(
    **{
        **dict.fromkeys(Report.__dataclass_fields__, ""),
        "period": SCOPE.period,
        "claims": (),
        "topics": (),
        "documents": (),
        "exclusions": (),
        "publication": None,
    }
)
REASONS = {"made": (OmissionReason("made", "Secret", "why", "clause 1"),)}


def assessed(
    found: Edition,
    facts: list[Fact],
    mappings: Iterable[Mapping] = (),
    omissions: Iterable[Omission] = (),
) -> Assessment:
    """An assessment of one made-up edition."""
    evidence = index_evidence(facts, mappings, omissions, REASONS, SCOPE)
    findings = tuple(assess_disclosure(each, evidence) for each in found.disclosures)
    framework = FrameworkFinding(FrameworkClaim("made", "", (found.id,), "", ""), (found,), findings)
    return Assessment(EMPTY, HUB, (framework,), (), (), "0")


def moved(before: Assessment, after: Assessment) -> dict[str, Move]:
    steps = compare(OLDER, NEWER, [ELSEWHERE])
    named = {}
    for move in moves(steps, before, after):
        row_id = move.step.new_id or move.step.old_ids[0]
        named["-" * (not move.step.new_id) + row_id.split("/")[1]] = move
    return named


def test_a_status_that_moves_names_the_facts_and_mappings_it_touches():
    before = assessed(OLDER, [fact("f1")], [mapping(subject_id=f"{OLD}/A-same")])
    after = assessed(NEWER, [])
    (move,) = [each for name, each in moved(before, after).items() if name == "A-same"]
    assert (move.before, move.after, move.obligation) == ("met", "unmet", "voluntary")
    assert (move.facts, move.mappings) == (("f1",), ("mappings/made-up-2021.sssom.tsv:2",))


def test_an_unchanged_status_is_no_move():
    before = assessed(OLDER, [fact(answers=(f"{OLD}/A-same",))])
    after = assessed(NEWER, [fact(answers=(f"{NEW}/A-same",))])
    assert "A-same" not in moved(before, after)


def test_another_question_is_a_move_even_if_the_status_stays():
    before = assessed(OLDER, [fact("f1", answers=(f"{OLD}/A-question",))])
    after = assessed(NEWER, [fact("f2", answers=(f"{NEW}/A-question",))])
    move = moved(before, after)["A-question"]
    assert (move.before, move.after, move.facts) == ("met", "met", ("f1", "f2"))
    nothing = moved(assessed(OLDER, []), assessed(NEWER, []))
    assert "A-question" not in nothing, "nothing was reported, nothing is touched"


def test_of_several_old_rows_the_worst_status_stands():
    before = assessed(OLDER, [fact(answers=(f"{OLD}/B-one",))])
    after = assessed(NEWER, [fact(answers=(f"{NEW}/E-one",))])
    move = moved(before, after)["E-one"]
    assert (move.before, move.after) == ("unmet", "met")


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("A-more", "not asked", "unmet"),
        ("F-a", "not compared", "unmet"),
        ("-A-gone", "unmet", "no longer asked"),
        ("-C-whole", "unmet", "asked by another edition"),
        ("-D-whole", "unmet", "not compared"),
    ],
)
def test_rows_on_one_side_only(name: str, before: str, after: str):
    move = moved(assessed(OLDER, []), assessed(NEWER, []))[name]
    assert (move.before, move.after) == (before, after)


def test_an_omission_that_is_touched_is_named():
    secret = omission(disclosure_id=f"{OLD}/A", requirement_ids=(f"{OLD}/A-same",))
    move = moved(assessed(OLDER, [], omissions=[secret]), assessed(NEWER, []))["A-same"]
    assert (move.before, move.after, move.omissions) == ("explained", "unmet", ("omissions.csv:2",))


# --- the shipped editions -------------------------------------------------------------------------


@cache
def catalogue() -> Catalogue:
    return load_catalogue(frameworks_folder())[0]


def shipped(old: str, new: str) -> list[Step]:
    editions = catalogue().editions
    return compare(editions[old], editions[new], editions.values())


@pytest.mark.parametrize(("old", "new"), MAIN_PAIRS)
def test_every_row_of_both_editions_stands_in_the_comparison(old: str, new: str):
    steps = shipped(old, new)
    editions = catalogue().editions
    both = {each.id for key in (old, new) for d in editions[key].disclosures for each in (d, *d.items)}
    named = [each for step in steps for each in step.old_ids] + [step.new_id for step in steps if step.new_id]
    assert set(named) == both
    assert len({step.new_id for step in steps if step.new_id}) == sum(1 for step in steps if step.new_id)


def test_sasb_2023_in_numbers():
    counts = Counter((step.level, step.change) for step in shipped(*MAIN_PAIRS[0]))
    assert counts == {
        ("disclosure", Change.UNCHANGED): 13,
        ("disclosure", Change.CHANGED): 4,
        ("disclosure", Change.REWORDED): 2,
        ("requirement", Change.UNCHANGED): 30,
        ("requirement", Change.CHANGED): 11,
        ("requirement", Change.REWORDED): 2,
        ("requirement", Change.REMOVED): 1,
    }


def test_hkex_2025_removes_ghg_intensity_and_adds_part_d():
    changes = told(shipped("hkex:esg-guide-2020", "hkex:esg-code-2025"))
    assert {each for each, change in changes.items() if change is Change.REMOVED} == {
        "-A1-policies-ghg",
        "-A1.2-intensity",
    }
    added = {each for each, change in changes.items() if change is Change.ADDED}
    assert {each[:2] for each in added} == {"D-"}
    assert (changes["D-28-a"], changes["D-28-c"], changes["D-28"]) == (
        Change.RENUMBERED,
        Change.ADDED,
        Change.CHANGED,
    )


def test_spills_of_2016_stay_and_water_went_to_another_standard():
    changes = told(shipped("gri:gri-306-2016", "gri:gri-306-2020"))
    assert (changes["-306-3"], changes["-306-4"]) == (Change.KEPT, Change.KEPT)
    assert (changes["-306-1"], changes["-306-5"]) == (Change.MOVED, Change.MOVED)
    assert changes["306-3"] is Change.CHANGED


# --- the example under newer editions -------------------------------------------------------------


def kingsoft(
    example: Path, old: str, new: str, issuer: str = ""
) -> tuple[list[Step], list[Move], Assessment]:
    before, after = run(example).assessment, run_migrated(example, old, new, issuer).assessment
    assert before is not None
    assert after is not None
    steps = shipped(old, new)
    return steps, moves(steps, before, after), after


def lines(steps: list[Step], found: list[Move], after: Assessment) -> str:
    """The moves of a report, one a line, as a reader would check them."""
    text = [f"issuer: {after.report.issuer_class}", ""]
    text += [f"{number:4} {change.value}" for change, number in counted(steps).items()]
    text.append("")
    for move in found:
        name = (move.step.new_id or move.step.old_ids[0]).split("/", 1)[1]
        binding = f" ({move.obligation})" if move.obligation else ""
        facts = f" [{', '.join(move.facts)}]" if move.facts else ""
        text.append(f"{name}: {move.step.change.value}; {move.before} → {move.after}{binding}{facts}")
    return "\n".join(text) + "\n"


def counted(steps: list[Step]) -> dict[Change, int]:
    counts = Counter(step.change for step in steps if step.level == "requirement")
    return {change: counts[change] for change in Change if counts[change]}


def test_the_example_under_sasb_2023(example: Path, golden: Callable[[str, str], None]):
    golden("kingsoft-cloud-2021/diff-sasb-2023.txt", lines(*kingsoft(example, *MAIN_PAIRS[0])))


@pytest.mark.parametrize("issuer", ["not-hkex-listed", "hkex-main-board", "hkex-largecap", "hkex-gem"])
def test_the_example_under_hkex_2025(issuer: str, example: Path, golden: Callable[[str, str], None]):
    found = kingsoft(example, "hkex:esg-guide-2020", "hkex:esg-code-2025", issuer)
    golden(f"kingsoft-cloud-2021/diff-hkex-2025-{issuer}.txt", lines(*found))


def test_scope_1_stays_met_and_becomes_mandatory_for_those_listed(example: Path):
    for issuer, held in (("hkex-gem", "mandatory"), ("not-hkex-listed", "voluntary")):
        _, found, after = kingsoft(example, "hkex:esg-guide-2020", "hkex:esg-code-2025", issuer)
        scope1 = next(
            each
            for framework in after.frameworks
            for each in framework.findings
            if each.requirement.id == "hkex:esg-code-2025/D-28-a"
        )
        assert (scope1.status.value, scope1.requirement.obligation) == ("met", held)
        assert "hkex:esg-code-2025/D-28-a" not in [move.step.new_id for move in found], (
            "met before, met after"
        )


def test_the_report_itself_is_left_as_it_is(example: Path):
    report = load_report(example).report
    run_migrated(example, *MAIN_PAIRS[0])
    assert load_report(example).report == report
