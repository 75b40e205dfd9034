"""Pages beyond the document."""

from __future__ import annotations

import pytest
from made_statements import alarms, examined, fact, told

CODE = "evidence-outside-document"


@pytest.mark.parametrize(
    ("pages", "beyond"),
    [("50", False), ("51", True), ("49-51", True), ("xii", False), ("0", True), ("A51", False)],
)
def test_a_page_is_one_of_the_document(pages: str, beyond: bool):
    assert told(alarms(CODE, fact("x", "pue", "1.4", pages=pages))) == [("warning", ("x",))] * beyond


def test_what_has_no_pages_or_another_document_is_left_alone():
    assert examined(CODE, fact("x", "pue", "1.4", pages="")) == []
    assert examined(CODE, fact("x", "pue", "1.4", pages="900", document="other")) == []
    assert examined(CODE, fact("x", "pue", "1.4", pages="900"), pages="") == []
    (found,) = examined(CODE, fact("x", "pue", "1.4"), fact("y", "pue", "1.4", pages="2-3"))
    assert found.title == "the pages of 2 facts are pages of “The report”"
