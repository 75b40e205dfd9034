"""What a code means: exact, in several editions, eaten by a spreadsheet, or merely like a known one."""

from __future__ import annotations

from functools import cache

import pytest

from esgmap.catalogue import Catalogue, load_catalogue
from esgmap.codes import Reading, read_code
from esgmap.content import frameworks_folder


@cache
def catalogue() -> Catalogue:
    found, problems = load_catalogue(frameworks_folder())
    assert problems == []
    return found


def ids(code: str, kind: str) -> list[str]:
    """The full ids of the disclosures that were found in one way; nothing was found in any other."""
    reading = read_code(catalogue(), code)
    others = {"exact", "eaten", "near"} - {kind}
    assert all(getattr(reading, other) == () for other in others), "read in one way only"
    return [disclosure.id for disclosure in getattr(reading, kind)]


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("305-1", ["gri:gri-305-2016/305-1"]),
        (" 2-9 ", ["gri:gri-2-2021/2-9"]),
        ("tc-si-130A.1", ["sasb:tc-si-2018-10/TC-SI-130a.1", "sasb:tc-si-2023-12/TC-SI-130a.1"]),
        ("d-28", ["hkex:esg-code-2025/D-28"]),
        (
            "b1.1",
            ["hkex:esg-code-2025/B1.1", "hkex:esg-guide-2016/B1.1", "hkex:esg-guide-2020/B1.1"],
        ),
        ("102-1", ["gri:gri-102-2016/102-1", "gri:gri-102-2025/102-1"]),
        ("103-2", ["gri:gri-103-2016/103-2", "gri:gri-103-2025/103-2"]),
        ("306-3", ["gri:gri-306-2016/306-3", "gri:gri-306-2020/306-3"]),
        ("gri:gri-306-2020/306-3", ["gri:gri-306-2020/306-3"]),
        ("GRI:GRI-306-2016/306-3", ["gri:gri-306-2016/306-3"]),
    ],
)
def test_a_code_that_stands_somewhere_is_read_as_it_stands(code: str, found: list[str]):
    assert ids(code, "exact") == found


def test_a_code_of_several_editions_asks_different_things():
    titles = {
        code: {d.title for d in read_code(catalogue(), code).exact} for code in ("102-1", "306-3", "103-2")
    }
    assert titles["306-3"] == {"Significant spills", "Waste generated"}
    assert all(len(each) == 2 for each in titles.values())


@pytest.mark.parametrize(
    ("written", "found"),
    [
        # A number: the hyphen became a decimal sign, and a closing zero was lost.
        ("2.3", ["2-3", "2-30"]),
        ("2,3", ["2-3", "2-30"]),
        ("2.30", ["2-30"]),
        ("305.1", ["305-1"]),
        ("2.1", ["2-1", "2-10"]),
        ("403.1", ["403-1", "403-1", "403-10"]),
        ("102.2", ["102-2", "102-2", "102-20"]),
        # A date: the second of March was 2-3 or 3-2, whichever way round the spreadsheet counts.
        ("2-Mar", ["2-3", "3-2"]),
        ("02-Mar", ["2-3", "3-2"]),
        ("2 mar", ["2-3", "3-2"]),
        ("Mar-02", ["3-2", "2-3"]),
        ("Feb-30", ["2-30"]),
        ("2026-03-02", ["3-2", "2-3"]),
        ("2026-03-02 00:00:00", ["3-2", "2-3"]),
        ("2026-03-02T00:00:00", ["3-2", "2-3"]),
        ("2/3/2026", ["2-3", "3-2"]),
        ("03/02/26", ["3-2", "2-3"]),
        ("2.3.2026", ["2-3", "3-2"]),
        ("2-Feb", ["2-2"]),
    ],
)
def test_what_a_spreadsheet_ate_is_named_and_not_guessed(written: str, found: list[str]):
    codes = [each.split("/")[1] for each in ids(written, "eaten")]
    assert codes == found
    assert read_code(catalogue(), written).is_ambiguous


@pytest.mark.parametrize(
    ("written", "first"),
    [
        ("B1.9", "hkex:"),
        ("305-8", "gri:gri-305-2016/"),
        ("TC-SI-130a.9", "sasb:"),
        ("TCSI130a.1", "sasb:"),
        ("D-42", "hkex:esg-code-2025/"),
    ],
)
def test_the_nearest_are_named(written: str, first: str):
    found = ids(written, "near")
    assert 1 <= len(found) <= 8
    assert found[0].startswith(first)


@pytest.mark.parametrize("written", ["", "something else entirely", "99.99", "31-Xyz", "0/0/0"])
def test_what_is_like_nothing_finds_nothing(written: str):
    assert ids(written, "eaten") == []


@pytest.mark.parametrize("written", ["11.1", "11.1.2", "13.22"])
def test_a_number_of_a_sector_standard_is_not_taken_for_an_eaten_code(written: str):
    """GRI Sector Standards number their topics 11.1 and so on; no 11-1 exists that it could have been."""
    reading = read_code(catalogue(), written)
    assert reading.exact == reading.eaten == ()


def test_a_plain_code_is_not_ambiguous():
    assert not read_code(catalogue(), "305-1").is_ambiguous
    assert not read_code(catalogue(), "305-8").is_ambiguous
    assert read_code(catalogue(), "306-3").is_ambiguous
    assert not Reading().is_ambiguous


def test_no_code_of_ours_is_taken_for_an_eaten_one():
    """Every code we have is read exactly, whatever it looks like."""
    for edition in catalogue().editions.values():
        for disclosure in edition.disclosures:
            reading = read_code(catalogue(), disclosure.code)
            assert disclosure in reading.exact
            assert reading.eaten == reading.near == ()
