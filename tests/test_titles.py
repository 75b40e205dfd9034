"""Titles in other languages: what a source prints is shown, all else says that there is none on record."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from esgmap import content_rules_titles as rules
from esgmap.catalogue import load_catalogue
from esgmap.content import frameworks_folder
from esgmap.model import Edition
from esgmap.tables import Row, Table, read_table
from esgmap.titles import FONTS, LANGUAGES, WORDS, Titles, load_titles

HANT, HANS = "zh-Hant", "zh-Hans"
CHINESE = (HANT, HANS)
GRI_2, GRI_305 = "gri:gri-2-2021", "gri:gri-305-2016"
HKEX, HKEX_2025 = "hkex:esg-guide-2020", "hkex:esg-code-2025"


@cache
def editions() -> dict[str, Edition]:
    """The shipped editions."""
    return load_catalogue(frameworks_folder())[0].editions


@cache
def titles(lang: str) -> Titles:
    """The titles of a language, which must load without a problem."""
    found, problems = load_titles(frameworks_folder(), lang)
    assert problems == []
    assert found is not None
    return found


@cache
def table(lang: str) -> Table:
    """The shipped table of titles of a language."""
    found, problems = read_table(
        frameworks_folder() / f"titles.{lang}.tsv", "titles", f"frameworks/titles.{lang}.tsv"
    )
    assert problems == []
    assert found is not None
    return found


def word_rows(lang: str) -> list[Row]:
    found, problems = read_table(WORDS / f"words.{lang}.tsv", "words")
    assert problems == []
    assert found is not None
    return found.rows


def disclosure(edition_id: str, code: str):
    return next(each for each in editions()[edition_id].disclosures if each.code == code)


# --- what is shown --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "edition_id", "code", "expected"),
    [
        (HANT, GRI_2, "2-1", "組織詳細資訊"),
        (HANT, GRI_305, "305-1", "直接（範疇一）溫室氣體排放"),
        (HANT, "gri:gri-403-2018", "403-9", "職業傷害"),
        (HANT, HKEX, "A1", "一般披露"),
        (HANS, GRI_2, "2-1", "组织详细情况"),
        (HANS, "gri:gri-205-2016", "205-3", "经确认的腐败事件和采取的行动"),
        (HANS, HKEX_2025, "MDR-Boundary", "汇报范围"),
    ],
)
def test_an_official_title_takes_the_place_of_the_english_one(lang, edition_id, code, expected):
    assert titles(lang).disclosure_title(disclosure(edition_id, code)) == expected


@pytest.mark.parametrize(
    ("lang", "edition_id", "topic", "expected"),
    [
        (HANT, GRI_305, "GRI 305: Emissions 2016", "GRI 305：排放 2016"),
        (HANS, "gri:gri-303-2018", "GRI 303: Water and Effluents 2018", "GRI 303：水资源和污水 2018"),
        (HANT, HKEX, "A4 Climate Change", "A4 氣候變化"),
        (HANS, HKEX, "B7 Anti-corruption", "B7 反贪污"),
    ],
)
def test_a_topic_has_its_official_title(lang, edition_id, topic, expected):
    assert titles(lang).topic_title(edition_id, topic) == expected


@pytest.mark.parametrize(("lang", "mark"), [(HANT, "（暫無正式中文標題）"), (HANS, "（暂无正式中文标题）")])
def test_what_is_not_on_record_stays_english_and_says_so(lang, mark):
    sasb = editions()["sasb:tc-si-2018-10"].disclosures[0]
    assert titles(lang).disclosure_title(sasb) == sasb.title + mark
    assert titles(lang).topic_title(sasb.edition_id, sasb.topic) == sasb.topic + mark


def test_a_title_of_one_edition_is_not_lent_to_another():
    older = disclosure("gri:gri-403-2016", "403-1")
    assert titles(HANT).disclosure_title(older).startswith(older.title)
    kpi = disclosure(HKEX, "A1.1")
    assert titles(HANT).disclosure_title(kpi) == f"{kpi.title}（暫無正式中文標題）"


def test_fixed_words_stand_with_what_fills_their_gaps():
    known = titles(HANT)
    assert known.word("column", "Location") == "位置"
    assert known.word("cell", "Location") == "Location", "a word belongs to its place on the sheet"
    assert known.phrase("cell", "a; b.i (in part)") == "a; b.i（部分）"
    assert known.phrase("cell", "Complied; not reported for a part") == "已遵守; 部分未報告"
    assert known.phrase("cell", "Not reported; asked only “if applicable”").endswith("「if applicable」")
    assert known.word("provision", "KPI B1.1") == "關鍵績效指標 B1.1"
    assert known.phrase("cell", "p. 12; whatever the report says") == "p. 12; whatever the report says"


# --- the tables -----------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", CHINESE)
def test_the_shipped_titles_keep_the_rules(lang):
    for rule in rules.RULES:
        assert list(rule(editions(), table(lang).rows)) == []


@pytest.mark.parametrize("lang", CHINESE)
def test_a_title_says_how_it_is_sourced(lang):
    header = table(lang).header
    assert header["language"] == lang
    used = {name for row in table(lang).rows for name in row["source"].split(";")}
    declared = {key.removeprefix("sources.") for key in header if key.startswith("sources.")}
    assert used == declared


def test_every_language_has_a_font_a_table_and_the_same_words():
    assert set(LANGUAGES) == {"en", *FONTS}
    assert {path.name for path in frameworks_folder().glob("titles.*")} == {
        f"titles.{lang}.tsv" for lang in FONTS
    }
    first, second = ([(row["where"], row["english"]) for row in word_rows(lang)] for lang in CHINESE)
    assert first == second
    assert len(set(first)) == len(first)


@pytest.mark.parametrize("lang", CHINESE)
def test_words_keep_their_script_and_their_gaps(lang):
    for row in word_rows(lang):
        plain = re.sub("[“”–]", "", row["words"])
        assert plain.encode(rules.LETTERS[lang]), row["words"]
        assert row["words"].count("{}") == row["english"].count("{}")


def test_the_title_tables_are_read_by_the_content_check(tmp_path):
    from esgmap.content import mappings_folder
    from esgmap.content_check import check_content

    folder = copied(tmp_path)
    path = folder / "titles.zh-Hant.tsv"
    path.write_text(path.read_text("utf-8").replace("\tdisclosure\t2-7\t", "\tdisclosure\t2-77\t"), "utf-8")
    found = check_content(folder, mappings_folder()).problems
    assert [each.code for each in found] == ["title-of"]
    assert str(found[0].source).startswith("frameworks/titles.zh-Hant.tsv:")


def copied(tmp_path: Path) -> Path:
    from shutil import copytree

    return Path(copytree(frameworks_folder(), tmp_path / "frameworks"))


# --- each rule can fail ---------------------------------------------------------------------------

Changes = list[dict[str, str]]
BAD: list[tuple[rules.Rule, str, Changes, str]] = [
    (rules.subjects, HANT, [{"edition": "x:y"}], "`x:y` is no edition"),
    (rules.subjects, HANT, [{"subject": "GRI 2: General Disclosures"}], "has no topic"),
    (rules.subjects, HANS, [{"kind": "disclosure", "subject": "2-31"}], "has no disclosure `2-31`"),
    (rules.twice, HANT, [{}, {"title": "GRI 2：另一個 2021"}], "stands twice; first in line 2"),
    (rules.scripts, HANT, [{"title": "GRI 2：一般披露义务 2021"}], "holds 义, 务"),
    (rules.scripts, HANS, [{"title": "GRI 2：一般揭露義務 2021"}], "holds 義, 務"),
    (rules.scripts, HANS, [{"title": "GRI 2: General Disclosures 2021"}], "not in the language"),
    (rules.numbers, HANT, [{"title": "GRI 3：一般揭露 2021"}], "has not the numbers"),
    (rules.numbers, HANT, [{"title": "GRI 2：一般揭露"}], "has not the numbers"),
    (rules.sources, HANT, [{"source": "somewhere;report-service"}], "names no source `somewhere`"),
    (rules.sources, HANT, [{"source": "report-service"}], "verified by one source"),
    (rules.sources, HANT, [{"source": "report-service;report-service"}], "verified by one source"),
]


@pytest.mark.parametrize(("rule", "lang", "changes", "told"), BAD)
def test_a_rule_can_fail(rule, lang, changes, told):
    (problem,) = rule(editions(), changed(lang, changes))
    assert told in problem.message
    assert problem.hint
    assert str(problem.source).startswith(f"frameworks/titles.{lang}.tsv:{1 + len(changes)}")


def changed(lang: str, changes: Changes) -> list[Row]:
    """Changed copies of the first row of a language's table, which is a topic."""
    whole = table(lang)
    first = whole.rows[0]
    small = replace(whole, lines=("",) * 9)
    return [
        Row([*{**first.cells, **each}.values(), ""], 2 + number, small) for number, each in enumerate(changes)
    ]


def test_every_rule_is_shown_to_fail():
    assert {rule for rule, *_ in BAD} == set(rules.RULES)


# --- what cannot be used --------------------------------------------------------------------------


def test_a_language_that_is_not_there_is_told():
    found, problems = load_titles(frameworks_folder(), "zh")
    assert found is None
    assert [each.code for each in problems] == ["unknown-language"]
    assert "zh-Hant, zh-Hans" in problems[0].message


def test_a_missing_or_broken_table_is_told(tmp_path):
    found, problems = load_titles(tmp_path, HANT)
    assert found is None
    assert [each.code for each in problems] == ["unreadable-file"]
    path = copied(tmp_path) / "titles.zh-Hans.tsv"
    path.write_text(path.read_text("utf-8").replace("\tverified\t", "\trecalled\t", 1), "utf-8")
    found, problems = load_titles(path.parent, HANS)
    assert found is None
    assert [each.code for each in problems] == ["unknown-choice"]
