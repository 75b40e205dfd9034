"""Bytes → text: what is not UTF-8 is found at its place; fields are found behind quotes and line breaks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esgmap.model import Problem
from esgmap.texts import broken_quote, decode, field_place, split_lines


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",))))
def test_utf8_is_read_with_and_without_byte_order_mark(text: str):
    if not text.startswith(("\ufeff", "PK\x03\x04")):
        assert decode(text.encode("utf-8"), "x") == text
    assert decode(text.encode("utf-8-sig"), "x") == text


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_the_first_foreign_character_is_found_at_its_line_and_column(encoding: str, mark: bytes):
    raw = mark + "erste Zeile\r\n“中文”, ".encode() + "ärgerlich\nü".encode(encoding)
    found = decode(raw, "facts.csv")
    assert isinstance(found, Problem)
    assert found.code == "wrong-encoding"
    assert str(found.source) == "facts.csv:2:7"
    assert "“中文”, " in found.message
    assert "0xe4" in found.message
    assert "UTF-8" in found.hint


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ("id,label".encode("utf-16"), "UTF-16"),
        ("id,label".encode("utf-16-be"), "NUL"),
        ("范围一".encode("gbk"), "is not UTF-8"),
        (b"PK\x03\x04rest", "workbook"),
        (b"\xd0\xcf\x11\xe0rest", "workbook"),
    ],
)
def test_what_is_no_utf8_text_is_refused(raw: bytes, told: str):
    found = decode(raw, "facts.csv")
    assert isinstance(found, Problem)
    assert told in found.message
    assert found.hint


def test_only_cr_and_lf_end_a_line():
    assert split_lines("a\r\nb\rc\n\nd") == ("a", "b", "c", "", "d")
    others = "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
    assert len(others.splitlines()) == 8, "Python takes each of them for a line end"
    assert split_lines(others) == (others,)


FIELD = st.text('ab",\n; ', max_size=6)


@given(st.lists(st.lists(st.tuples(FIELD, st.booleans()), min_size=1, max_size=5), min_size=1, max_size=4))
def test_a_field_is_found_behind_quoted_separators_and_line_breaks(records: list[list[tuple[str, bool]]]):
    """The writer notes where it begins each field; the reader must find the same places."""
    text, expected = "", []
    for fields in records:
        starts = []
        line = text.count("\n") + 1
        for number, (value, quote) in enumerate(fields):
            text += "," if number else ""
            starts.append((text.count("\n") + 1, len(text) - (text.rfind("\n") + 1) + 1))
            must = quote or value.startswith('"') or "," in value or "\n" in value
            text += '"' + value.replace('"', '""') + '"' if must else value
        expected.append((line, starts))
        text += "\n"
    lines = split_lines(text)
    for line, starts in expected:
        assert [field_place(lines, line, number, ",") for number in range(len(starts))] == starts


def test_a_field_that_is_not_there_is_placed_at_the_end():
    assert field_place(("a,b",), 1, 5, ",") == (1, 4)
    assert field_place(("",), 1, 3, ",") == (1, 1)
    assert field_place(('"a",b',), 1, 5, ",") == (1, 5)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('a,"b', (1, 3)),
        ('a,"b"c,d', (1, 3)),
        ('"a\nb","c\nd', (2, 4)),
        ('a,b"c,"d""', (1, 7)),
    ],
)
def test_the_field_with_the_broken_quote_is_found(text: str, place: tuple[int, int]):
    assert broken_quote(split_lines(text), 1, ",") == place
