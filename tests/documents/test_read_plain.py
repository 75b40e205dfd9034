from __future__ import annotations

from pathlib import Path

import pytest
from reading import good, printed, read

CHINESE = "报告期内，公司能源消耗总量为12,345.6吨标准煤，员工总数为1,234人。"
TAIWAN = "報告期內，公司能源消耗總量為12,345.6公噸，員工總數為1,234人。"
FRENCH = "Énergie : les coûts montent à 12,5 % – déjà vu. L’année 2024 fut élégante. "
POLISH = "Zużycie energii wyniosło 12,5 tysiąca ton, a łączna emisja spadła. "
CURLY = "The company’s café – 12,345.6 t “green” power. "


def test_form_feeds_part_pages(tmp_path: Path):
    document = good(tmp_path, "a.txt", b"Cover\fEnergy 12\n1\fWaste 13\n2\fWater 14\n3\f")
    assert printed(document) == ["", "1", "2", "3"]
    assert [page.physical for page in document.pages] == [1, 2, 3, 4]


def test_marks_part_pages_and_what_stands_before_is_on_the_first(tmp_path: Path):
    text = "# Report\n\n<!-- page 7 -->\n\n## Energy\n\n12 MWh\n\n<!-- page 8 -->\n\n13 t\n"
    document = good(tmp_path, "a.md", text.encode())
    assert printed(document) == ["7", "8"]
    assert document.pages[0].text.startswith("# Report")
    assert document.pages[1].sections == ("Energy",)


def test_a_text_without_pages(tmp_path: Path):
    document = good(tmp_path, "a.txt", b"Energy 12 MWh")
    assert [(page.physical, page.printed, page.name) for page in document.pages] == [(0, "", "no pages")]


def test_headings_are_those_that_the_contents_name(tmp_path: Path):
    text = "02 About us\n- 05 Energy\n\nAbout us\n\nWords.\n\nEnergy\n\nWhat\t2023\t2024\nGrid\t1\t2\n"
    document = good(tmp_path, "a.txt", text.encode())
    assert document.pages[0].sections == ("About us", "Energy")
    (table,) = document.tables
    assert (table.section, table.rows) == ("Energy", (("What", "2023", "2024"), ("Grid", "1", "2")))


def test_pipes_and_tabs_make_tables(tmp_path: Path):
    text = "# Energy\n\n**Table: Energy**\n\n| | 2023 | 2024 |\n|---|---:|---:|\n| Grid \\| own | 1 | 2 |\n"
    (table,) = good(tmp_path, "a.md", text.encode()).tables
    assert table.rows == (("", "2023", "2024"), ("Grid | own", "1", "2"))
    assert table.section == "Energy"


def test_tables_with_pipes_end_at_an_empty_line(tmp_path: Path):
    text = "| What | 2024 |\n|---|---|\n| Grid | 1 |\n\n| What | 2024 |\n|---|---|\n| Own | 2 |\n"
    tables = good(tmp_path, "a.md", text.encode()).tables
    assert [table.rows[1] for table in tables] == [("Grid", "1"), ("Own", "2")]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (CHINESE, "gb18030"),
        (TAIWAN, "big5"),
        (FRENCH, "cp1252"),
        (POLISH, "cp1250"),
    ],
)
def test_old_encodings_are_read_and_told(tmp_path: Path, text: str, encoding: str):
    document, (problem,) = read(tmp_path, "a.txt", (text * 6).encode(encoding))
    assert document is not None
    assert document.pages[0].text == text * 6
    assert problem.message == f"the text is not UTF-8; it was read as {encoding}"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_unicode_with_a_mark(tmp_path: Path, encoding: str):
    assert good(tmp_path, "a.txt", CHINESE.encode(encoding)).pages[0].text == CHINESE


@pytest.mark.parametrize("text", [CURLY, CHINESE])
def test_utf8_that_was_read_as_latin_is_put_right(tmp_path: Path, text: str):
    document, (problem,) = read(tmp_path, "a.txt", (text * 20).encode().decode("latin-1").encode())
    assert document is not None
    assert document.pages[0].text == text * 20
    assert problem.message.startswith("UTF-8 letters stood in the file as others")


def test_letters_of_other_languages_are_left_alone(tmp_path: Path):
    text = "São Paulo: GARÇÃO, PÃES e NÃO; Ångström, naïve, Ærø"
    assert good(tmp_path, "a.txt", text.encode()).pages[0].text == text
