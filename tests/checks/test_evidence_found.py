"""What the search in the documents comes to, told as problems and as what held."""

from __future__ import annotations

from made_statements import fact, told

from esgmap.checks.evidence_found import evidence_problems
from esgmap.evidence.located import Located, Outcome

ONE = fact("one", "pue", "1.37", label="PUE", pages="27", section="Data centres")
TWO = fact("two", "pue", "1.38", label="PUE target", pages="27", section="Data centres")


def codes(*located: Located) -> list[tuple[str, str, tuple[str, ...]]]:
    found = list(evidence_problems(located))
    return [(each.code, *told([each])[0]) for each in found if each.problem]


def test_what_is_found_is_counted_by_document():
    (found,) = evidence_problems([Located(ONE, Outcome.FOUND), Located(TWO, Outcome.FOUND)])
    assert found.problem is None
    assert found.title == "2 facts stand in `report` where their evidence says"


def test_another_figure_and_none_are_told_one_by_one():
    differs = Located(ONE, Outcome.DIFFERS, "p. 27", "PUE 1.39")
    assert codes(differs, Located(TWO, Outcome.NOT_FOUND)) == [
        ("evidence-differs", "warning", ("one",)),
        ("evidence-not-found", "warning", ("two",)),
    ]
    (found,) = evidence_problems([differs])
    assert found.problem is not None
    assert "given as 1.37, and p. 27 reads “PUE 1.39”" in found.problem.message


def test_what_moved_together_is_told_together():
    moved = [Located(each, Outcome.ELSEWHERE, "p. 31") for each in (ONE, TWO)]
    assert codes(*moved) == [("evidence-elsewhere", "note", ("one", "two"))]
    assert len(codes(moved[0], Located(TWO, Outcome.ELSEWHERE, "p. 4"))) == 2


def test_a_changed_document_voids_whatever_came_of_the_search():
    void = [
        Located(ONE, Outcome.ELSEWHERE, "p. 31", is_void=True),
        Located(TWO, Outcome.NOT_FOUND, is_void=True),
    ]
    assert codes(*void) == [("evidence-void", "warning", ("one", "two"))]


def test_statements_and_absent_documents_are_no_problems_of_the_figures():
    assert list(evidence_problems([Located(ONE, Outcome.TO_READ), Located(TWO, Outcome.NO_DOCUMENT)])) == []
