"""The log of remarks, and what a remark is worth: records, the file, standings, the review cells of a row."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esgmap.report import load_report
from esgmap.review_standing import Filled, Standing, filled, is_day, stand
from esgmap.reviews import (
    FILE,
    LONGEST,
    Remark,
    identified,
    in_order,
    load_reviews,
    pieces,
    render_reviews,
    tidy,
    unnamed,
    write_reviews,
)
from esgmap.tables import load_schema

ROW = ("GRI index", "gri:gri-305-2016/305-1-a")
NOW = {ROW: "aaaa"}


def remark(reviewer: str = "A. Chan", status: str = "agreed", **more: Any) -> Remark:
    fields = {"sheet": ROW[0], "row_id": ROW[1], "content_hash": "aaaa", "kind": "review", "file": "a.xlsx"}
    fields |= {"reviewer": reviewer, "review_status": status, "date": "2026-11-01", "comment": "p. 32 seen"}
    return identified(Remark(**{**fields, **more}))


def standings(*remarks: Remark, rows: dict[tuple[str, str], str] = NOW) -> list[str]:
    found = [each.standing.value for each in stand(remarks, rows)]
    for order in itertools.permutations(remarks):
        again = {each.remark.id: each.standing.value for each in stand(order, rows)}
        assert [again[each.id] for each in remarks] == found, "the order of the log changes nothing"
    return found


# --- records and the file -------------------------------------------------------------------------

FORMULA_LIKE = ["=1+1", "+1", "@x", "-5 t", "'=1", "''-1", "'quoted'", "=cmd|' /C calc'!A0"]
STRANGE = [
    *FORMULA_LIKE,
    "你好，第三十二页",
    "مراجعة الصفحة ٣٢",
    'two\nlines, a "quote"; a comma, a semicolon; and a\ttab',
    "# no comment line",
    "x" * 32_000,
    "\u2028 separators \u0085 of lines \x0b that are none",
    "emoji 🌱",
]


def saved(remarks: tuple[Remark, ...], folder: Path) -> tuple[Remark, ...] | None:
    write_reviews(remarks, folder / FILE)
    found, problems = load_reviews(folder)
    assert problems == []
    return found


def test_strange_texts_come_back_as_they_were(tmp_path: Path):
    remarks = tuple(remark(reviewer=f"R{number}", comment=tidy(text)) for number, text in enumerate(STRANGE))
    assert saved(remarks, tmp_path) == remarks


def test_no_cell_of_the_file_begins_as_a_formula_does():
    text = render_reviews(remark(reviewer=each, comment=each, date=each) for each in FORMULA_LIKE)
    assert "'=1+1" in text and ",=" not in text and ",+" not in text and ",@" not in text and ",-" not in text


@given(st.lists(st.text(max_size=40).map(tidy), min_size=1, max_size=6))
def test_any_text_comes_back(tmp_path_factory: pytest.TempPathFactory, texts: list[str]):
    remarks = tuple({each.id: each for each in (remark(comment=text, date=text) for text in texts)}.values())
    assert saved(remarks, tmp_path_factory.mktemp("log")) == remarks


def test_the_columns_are_those_of_the_schema():
    assert render_reviews([]).strip().split(",") == list(load_schema("reviews").columns)


def test_the_id_is_of_what_was_written_and_not_of_the_file():
    one = remark()
    assert remark(file="b.xlsx", file_sha256="0" * 64, made_with="esgmap 9").id == one.id
    for change in ({"comment": "x"}, {"reviewer": "B"}, {"status": "open"}, {"content_hash": "b"}):
        assert remark(**change).id != one.id
    assert remark(after=(one.id,)).id != one.id, "said once more, after the other was seen"


def test_remarks_that_come_in_together_have_one_order_and_each_stands_once():
    two = [remark(), remark("B. Li"), remark(file="b.xlsx"), remark("B. Li", file="0.xlsx")]
    orders = {tuple(in_order(order)) for order in itertools.permutations(two)}
    assert len(orders) == 1
    assert [(each.reviewer, each.file) for each in orders.pop()] == [
        ("A. Chan", "a.xlsx"),
        ("B. Li", "0.xlsx"),
    ]


def test_long_texts_are_cut_into_pieces_and_nothing_is_lost():
    text = "x" * (2 * LONGEST + 1)
    assert "".join(pieces(text)) == text and len(pieces(text)) == 3
    assert pieces("") == [""]


def test_a_folder_without_the_file_has_no_remarks(tmp_path: Path):
    assert load_reviews(tmp_path) == ((), [])


HEAD = ",".join(load_schema("reviews").columns)
GOOD = "0123456789abcdef,GRI index,gri:x/1,aaaa,review,agreed,A,2026-11-01,fine,,,,a.xlsx,,"


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        ("", "empty-file", "reviews.csv"),
        (f"{HEAD}\n{GOOD.replace('review,', 'remark,', 1)}\n", "unknown-choice", "reviews.csv:2:41"),
        (f"{HEAD}\n{GOOD.replace('0123', 'x', 1)}\n", "malformed-value", "reviews.csv:2:1"),
        (f"{HEAD}\n{GOOD}\n{GOOD.replace('fine', 'not fine')}\n", "duplicate-id", "reviews.csv:3:1"),
        (f"{HEAD}\n{GOOD.replace('fine', chr(34) + 'fine')}\n", "broken-quotes", "reviews.csv:2"),
        (f"{HEAD.replace('reviewer', 'who')}\n{GOOD}\n", "missing-column", "reviews.csv:1"),
        (f"{HEAD}\n{GOOD.replace('fine', 'f' + chr(0))}\n", "wrong-encoding", "reviews.csv"),
    ],
)
def test_a_log_that_cannot_be_used_says_why(tmp_path: Path, text: str, code: str, told: str):
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    remarks, problems = load_reviews(tmp_path)
    assert remarks is None
    assert code in [problem.code for problem in problems]
    assert any(str(problem.source).startswith(told) for problem in problems if problem.code == code)
    assert all(problem.hint for problem in problems)


def test_rows_that_stand_twice_word_for_word_are_one_remark(tmp_path: Path):
    """Two branches of a repository that both merged the same copy are joined line by line."""
    (tmp_path / FILE).write_text(f"{HEAD}\n{GOOD}\n{GOOD}\n", encoding="utf-8")
    remarks, problems = load_reviews(tmp_path)
    assert remarks and len(remarks) == 1 and not problems


def test_the_log_is_an_input_of_the_report_once_there_is_one(make_report):
    folder = make_report()
    assert FILE not in [each.path for each in load_report(folder).inputs]
    write_reviews((remark(),), folder / FILE)
    loaded = load_report(folder)
    assert loaded.report and FILE in [each.path for each in loaded.inputs] and not loaded.problems


def test_a_broken_log_is_told_with_the_other_problems_of_the_report(make_report):
    folder = make_report()
    (folder / FILE).write_text("no,such,columns\n1,2,3\n", encoding="utf-8")
    assert {str(each.source) for each in load_report(folder).problems} >= {"reviews.csv:1:1"}


# --- standings ------------------------------------------------------------------------------------


def test_a_remark_on_the_content_that_is_there_is_current():
    assert standings(remark()) == ["current"]


def test_a_remark_on_other_content_is_to_be_made_again():
    assert standings(remark(content_hash="bbbb")) == ["re-review"]
    assert standings(remark(content_hash="unknown")) == ["re-review"]
    assert standings(remark(content_hash="")) == ["re-review"]
    assert standings(remark(status="re-review")) == ["re-review"], "left at that by the reviewer"


def test_a_remark_whose_row_is_gone_is_orphaned_and_kept():
    assert standings(remark(), rows={}) == ["orphaned"]
    assert standings(remark(content_hash="bbbb"), remark("B", after=()), rows={}) == ["orphaned"] * 2


def test_remarks_at_no_row_never_lose_it():
    assert standings(remark(row_id="", kind="beside"), rows={}) == ["current"]
    assert standings(remark(row_id="x", kind="added-row"), rows={}) == ["current"]


def test_two_reviewers_of_one_mind_both_stand():
    assert standings(remark(), remark("B. Li", status="Agreed")) == ["current", "current"]
    assert standings(remark(), remark("B. Li", status="")) == ["current", "current"]


def test_two_reviewers_who_differ_are_a_conflict_that_names_the_other():
    both = (remark(), remark("B. Li", status="question", comment="which boundary?"))
    assert standings(*both) == ["conflict", "conflict"]
    assert [each.why for each in stand(both, NOW)] == ["against B. Li: question", "against A. Chan: agreed"]


def test_one_reviewer_who_says_two_things_in_two_copies_is_a_conflict():
    assert standings(remark(), remark(status="rejected", file="b.xlsx")) == ["conflict", "conflict"]


def test_a_stale_remark_is_no_party_to_a_conflict():
    assert standings(remark(content_hash="bbbb"), remark("B", status="rejected")) == ["re-review", "current"]


def test_a_later_remark_of_the_same_reviewer_takes_the_place_of_the_earlier():
    first = remark()
    assert standings(first, remark(status="rejected", after=(first.id,))) == ["superseded", "current"]
    assert standings(first, remark("a.  chan", status="rejected", date="2026-11-02")) == [
        "superseded",
        "current",
    ]
    same_day = remark(status="rejected")
    assert standings(first, same_day) == ["conflict", "conflict"], "which is the later is not guessed"
    earlier = remark(status="rejected", date="2026-10-01", after=(first.id,))
    assert standings(first, earlier) == ["superseded", "current"], (
        "what was seen counts more than what was typed"
    )


def test_dates_that_are_no_days_decide_nothing():
    assert standings(remark(), remark(status="open", date="2/11/2026")) == ["conflict", "conflict"]
    assert is_day("2026-11-01") and is_day("2026-11-01T10:00:00")
    assert not is_day("2026-11-31") and not is_day("1/11/2026") and not is_day("")


def test_files_without_a_name_are_not_taken_for_one_person():
    one, two = (remark(unnamed("a.xlsx"), status=each, date=day) for each, day in
                (("agreed", "2026-11-01"), ("open", "2026-11-02")))  # fmt: skip
    assert standings(one, two) == ["conflict", "conflict"]


def test_a_remark_that_comes_again_with_its_name_replaces_the_one_without():
    assert standings(remark(unnamed("a.xlsx")), remark("A. Chan")) == ["superseded", "current"]


def test_a_withdrawn_remark_gives_way_to_its_withdrawal_by_the_same_person_only():
    first = remark()
    gone = {"status": "", "date": "", "comment": "", "kind": "withdrawn", "after": (first.id,)}
    assert standings(first, remark(**gone)) == ["superseded", "current"]
    assert standings(first, remark(unnamed("b.xlsx"), **gone)) == ["current", "current"]
    assert filled(stand((first, remark(**gone)), NOW)) == Filled()


def test_a_third_person_who_saw_a_conflict_settles_it():
    one, two = remark(), remark("B. Li", status="question")
    third = remark("C. Ho", status="agreed", after=(one.id, two.id))
    assert standings(one, two, third) == ["superseded", "superseded", "current"]
    assert stand((one, two, third), NOW)[0].why == "the conflict was settled by C. Ho"
    for open_still in ("", "open", "conflict"):
        undecided = remark("C. Ho", status=open_still, after=(one.id, two.id))
        assert standings(one, two, undecided)[:2] == ["conflict", "conflict"]


def test_a_party_to_a_conflict_does_not_settle_it():
    one, two = remark(), remark("B. Li", status="question")
    again = remark("B. Li", status="question", comment="still open", after=(one.id, two.id))
    assert standings(one, two, again) == ["conflict", "superseded", "conflict"]


def test_somebody_who_did_not_see_the_conflict_adds_to_it():
    remarks = (remark(), remark("B. Li", status="question"), remark("C. Ho", status="rejected"))
    assert standings(*remarks) == ["conflict"] * 3


def test_a_review_of_the_new_content_by_another_settles_a_stale_one_that_was_in_view():
    stale = remark(content_hash="bbbb")
    again = remark("B. Li", status="agreed", after=(stale.id,))
    assert standings(stale, again) == ["superseded", "current"]
    assert standings(stale, remark("B. Li", status="agreed")) == ["re-review", "current"], "not in view"
    assert standings(stale, remark("B. Li", status="re-review", after=(stale.id,))) == [
        "re-review",
        "re-review",
    ]


def test_notes_on_old_content_give_way_to_a_review_of_the_new():
    note = remark(kind="note", status="", content_hash="bbbb", comment="look here")
    assert standings(note) == ["re-review"]
    assert standings(note, remark("B. Li")) == ["superseded", "current"]
    assert standings(note, remark("B. Li", status="open")) == ["re-review", "current"]


def test_remarks_that_name_each_other_in_a_circle_end():
    one, two = remark(), remark("B. Li", status="question")
    one, two = replace(one, after=(two.id, one.id)), replace(two, after=(one.id, two.id))
    assert {each.standing for each in stand((one, two), NOW)} <= set(Standing)


def test_many_remarks_on_one_row_are_worked_out_at_once():
    remarks: list[Remark] = []
    for number in range(41):
        seen = tuple(each.id for each in remarks)
        remarks.append(remark(f"R{number}", status=("agreed", "question")[number % 2], after=seen))
    found = [each.standing for each in stand(remarks, NOW)]
    assert found == [Standing.SUPERSEDED] * 40 + [Standing.CURRENT], "each second one settles a conflict"


# --- what the next workbook shows -----------------------------------------------------------------


def shown(*remarks: Remark, rows: dict[tuple[str, str], str] = NOW) -> Filled:
    cells = filled(stand(remarks, rows))
    for order in itertools.permutations(remarks):
        assert filled(stand(order, rows)) == cells
    return cells


def test_one_remark_shows_its_own_fields():
    assert shown(remark()) == Filled("agreed", "A. Chan", "2026-11-01", "p. 32 seen")
    assert shown(remark(content_hash="b")) == Filled("re-review", "A. Chan", "2026-11-01", "p. 32 seen")
    assert shown(remark(), rows={}) == Filled()


def test_several_remarks_show_what_they_agree_on_and_all_their_comments():
    two = remark("B. Li", date="2026-11-03", comment="seen too")
    told = "A. Chan (2026-11-01, agreed): p. 32 seen\nB. Li (2026-11-03, agreed): seen too"
    assert shown(remark(), two) == Filled("agreed", "A. Chan; B. Li", "2026-11-03", told)
    assert shown(remark(), replace(two, review_status="open")).status == "conflict"
    assert shown(remark(content_hash="b"), two).status == "re-review"


def test_remarks_of_another_kind_fill_no_review_cell():
    assert shown(remark(kind="note"), remark(kind="edit"), remark(kind="beside")) == Filled()


def test_the_same_words_from_two_copies_are_shown_once():
    again = identified(replace(remark(), content_hash="aaaa", after=("0" * 16,)))
    assert shown(remark(), again) == Filled("agreed", "A. Chan", "2026-11-01", "p. 32 seen")
