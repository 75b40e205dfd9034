"""The search for each fact in its document: what is found, and above all what is not."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from made_documents import columns, pdf, table_pdf
from made_statements import fact, report_of, words

from esgmap.evidence import Located, Outcome, locate
from esgmap.evidence.passages import passages_of
from esgmap.model import Problem
from esgmap.pages import Page, ReadDocument
from esgmap.reported import Document, Fact, Report

FOUND, ELSEWHERE, DIFFERS = Outcome.FOUND, Outcome.ELSEWHERE, Outcome.DIFFERS
NOT_FOUND, TO_READ, NO_DOCUMENT = Outcome.NOT_FOUND, Outcome.TO_READ, Outcome.NO_DOCUMENT
TABLE = """# Report

## Waste

**Table: Waste**

| Tonnes | 2020 | 2021 |
|---|---:|---:|
| Non-hazardous waste | 110.74 | 371.05 |
| Hazardous waste | NA | 0.092 |
| Staff | | |
| Men | 5 | 7 |
| Women | 4 | 6 |
| Managers | 9 | 9 |
| Men | 2 | 3 |
| Women | 7 | 6 |

## People

The board has nine directors, of whom 4 are independent and 3 are women. Two awards were won in 2021.
Customers were satisfied: 95% in the survey of 1,240 customers, and 12 complaints came in.
"""


def pinned(raw: bytes, *facts: Fact, file: str = "report.md") -> Report:
    document = Document("report", "The report", hashlib.sha256(raw).hexdigest(), "50", file)
    return replace(report_of(*facts), documents=(document,))


def search(folder: Path, raw: bytes | str, *facts: Fact, name: str = "report.md") -> list[Located]:
    """Where the facts are found in a document that is pinned as it is."""
    content = raw.encode() if isinstance(raw, str) else raw
    (folder / name).write_bytes(content)
    located, problems = locate(pinned(content, *facts, file=name), folder)
    assert problems == []
    return list(located)


def outcome(folder: Path, raw: bytes | str, sought: Fact, name: str = "report.md") -> Outcome:
    (found,) = search(folder, raw, sought, name=name)
    return found.outcome


def waste(printed: str, anchor: str, period: str = "2021", section: str = "Waste", **more: str) -> Fact:
    label = anchor.split(" › ")[-1]
    return fact(
        "f", "x", printed, anchor=f"Waste › {anchor}", period=period, section=section, label=label, **more
    )


def people(printed: str, label: str, anchor: str = "", **more: str) -> Fact:
    return fact("f", "x", printed, label=label, anchor=anchor, section="People", **more)


# --- tables -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "anchor", "period", "expected"),
    [
        ("371.05", "Non-hazardous waste", "2021", FOUND),
        ("110.74", "Non-hazardous waste", "2021", DIFFERS),  # the other year
        ("371.05", "Hazardous waste", "2021", DIFFERS),  # a row whose words hold those of the right one
        ("0.092", "Hazardous waste", "2021", FOUND),
        ("7", "Staff › Men", "2021", FOUND),
        ("3", "Managers › Men", "2021", FOUND),
        ("7", "Managers › Men", "2021", DIFFERS),  # the men of another group
        ("6", "Staff › Men", "2021", DIFFERS),  # the row below
        ("372", "Non-hazardous waste", "2021", DIFFERS),
    ],
)
def test_a_figure_counts_where_its_row_and_its_year_meet(
    tmp_path: Path, printed: str, anchor: str, period: str, expected: Outcome
):
    assert outcome(tmp_path, TABLE, waste(printed, anchor, period)) is expected


def test_what_stands_in_the_cell_is_told(tmp_path: Path):
    (found,) = search(tmp_path, TABLE, waste("372", "Non-hazardous waste"))
    assert (found.place, found.detail) == ("Waste, table 1, r2c3", "there: 371.05")
    assert found.line == "Non-hazardous waste | 110.74 | 371.05"


def test_not_available_is_found_in_its_cell_only(tmp_path: Path):
    missing = waste("NA", "Hazardous waste", "2020", state="not-available")
    assert outcome(tmp_path, TABLE, missing) is FOUND
    assert outcome(tmp_path, TABLE, replace(missing, period=waste("1", "x").period)) is DIFFERS


def test_a_table_of_another_section_is_elsewhere(tmp_path: Path):
    assert outcome(tmp_path, TABLE, waste("371.05", "Non-hazardous waste", section="People")) is ELSEWHERE


@pytest.mark.parametrize("cell", ["12 345,6", "12.345,6", "１２，３４５．６", "12’345.6", "12,345.60"])
def test_a_number_is_known_in_every_form(tmp_path: Path, cell: str):
    text = TABLE.replace("371.05", cell)
    assert outcome(tmp_path, text, waste("12,345.6", "Non-hazardous waste")) is FOUND


def test_a_share_is_no_count_and_a_count_no_share(tmp_path: Path):
    text = TABLE.replace("| Men | 5 | 7 |", "| Men | 5 | 7% |", 1)
    assert outcome(tmp_path, text, waste("7", "Staff › Men")) is DIFFERS
    assert outcome(tmp_path, text, waste("7%", "Staff › Men", unit="pct")) is FOUND
    assert outcome(tmp_path, TABLE, waste("7%", "Staff › Men", unit="pct")) is DIFFERS


def test_groups_in_a_first_column_and_two_rows_of_head(tmp_path: Path):
    text = (
        "Staff\n\nINDICATORS\t\t2021\t\n\t\tNumber\tPercentage\nBy Gender\tMale\t71\t74%\n\tFemale\t25\t26%\n"
        "By Age\tUnder 30\t25\t26%\n\tOver 50\t71\t74%\n"
    )

    def at(printed: str, *parts: str, unit: str = "") -> Fact:
        return fact("f", "x", printed, anchor=" › ".join(parts), section="Staff", label=parts[1], unit=unit)

    assert outcome(tmp_path, text, at("25", "By Gender", "Female", "2021", "Number"), "a.txt") is FOUND
    assert outcome(tmp_path, text, at("26%", "By Gender", "Female", "2021", "Percentage"), "a.txt") is FOUND
    assert outcome(tmp_path, text, at("71", "By Gender", "Female", "2021", "Number"), "a.txt") is DIFFERS
    assert outcome(tmp_path, text, at("25", "By Age", "Under 30", "2021", "Number"), "a.txt") is FOUND
    assert outcome(tmp_path, text, at("71", "By Age", "Under 30", "2021", "Number"), "a.txt") is DIFFERS


def test_a_table_of_a_pdf_on_its_page(tmp_path: Path):
    rows = [["Tonnes", "2020", "2021"], ["Paper waste", "110.74", "371.05"], ["Metal waste", "4", "5"]]
    raw = table_pdf([("Words", [["a", "b"], ["c", "d"]]), ("Waste", rows)])
    sought = fact(
        "f", "x", "371.05", anchor="Waste › Paper waste › 2021", label="Paper waste", pages="2", section=""
    )
    assert outcome(tmp_path, raw, sought, "a.pdf") is FOUND
    moved = replace(sought, evidence=replace(sought.evidence, pages="1"))
    (found,) = search(tmp_path, raw, moved, name="a.pdf")
    assert (found.outcome, found.place) == (ELSEWHERE, "p. 2, table 1, r2c3")
    assert outcome(tmp_path, raw, waste("110.74", "Paper waste", pages="2"), "a.pdf") is DIFFERS


# --- running text -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sought", "expected"),
    [
        (people("4", "Independent directors"), FOUND),
        (people("nine", "Directors of the board", number="9"), FOUND),
        (people("3", "Independent directors"), DIFFERS),  # the women
        (people("5", "Independent directors"), DIFFERS),
        (people("95%", "Satisfied customers", unit="pct"), FOUND),
        (people("95", "Satisfied customers"), DIFFERS),  # a count, while the text has a share
        (people("12", "Complaints of customers"), FOUND),
        (people("2", "Awards won"), FOUND),  # the text says two
        (people("12", "Energy of data centres"), NOT_FOUND),
        (people("1,240", "Energy of data centres"), NOT_FOUND),
    ],
)
def test_a_figure_in_a_sentence_counts_by_the_words_around_it(
    tmp_path: Path, sought: Fact, expected: Outcome
):
    assert outcome(tmp_path, TABLE, sought) is expected


def test_a_figure_alone_is_never_found(tmp_path: Path):
    text = "# Report\n\n## People\n\n" + "Plain words on nothing: 2 or 5%, or 100, and 17 again.\n\n" * 3
    for printed in ("2", "5%", "100", "17"):
        sought = people(printed, "Women on the board", number=printed.rstrip("%"))
        assert outcome(tmp_path, text, sought) in {NOT_FOUND, DIFFERS}


def test_names_with_numbers_are_no_figures(tmp_path: Path):
    text = "## People\n\nThe board reviews Scope 2 emissions, ISO 9001 and CO2 with women on 2 May.\n"
    assert outcome(tmp_path, text, people("2", "Women on the board")) is NOT_FOUND


def test_words_in_place_of_a_figure(tmp_path: Path):
    text = "## People\n\nIn the year zero complaints about privacy were received. We meet twice a year.\n"
    none = people("zero complaints", "Complaints about privacy", state="nil")
    assert outcome(tmp_path, text, none) is FOUND
    assert outcome(tmp_path, text.replace("zero", "some"), none) is not FOUND
    assert outcome(tmp_path, text, people("2", "Times that we meet", "meet twice")) is FOUND


def test_a_quotation_holds_its_figure_to_its_own_sentence(tmp_path: Path):
    text = "## People\n\nPay of the highest paid was 9.4 times the median. Its rise was 0.86 times that.\n"
    quote = "Pay of the highest paid was"
    assert outcome(tmp_path, text, people("9.4", "Ratio of pay to the median", quote)) is FOUND
    assert outcome(tmp_path, text, people("0.86", "Ratio of pay to the median", quote)) is DIFFERS


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("报告期内，公司能源消耗总量为12,345.6吨标准煤。", "能源消耗总量"),
        ("צריכת אנרגיה: 12,345.6 טון", "צריכת אנרגיה"),
    ],
)
def test_other_scripts(tmp_path: Path, text: str, label: str):
    sought = fact("f", "x", "12,345.6", label=label, section="")
    assert outcome(tmp_path, text, sought, "a.txt") is FOUND
    assert outcome(tmp_path, text, fact("f", "x", "12,345.7", label=label, section=""), "a.txt") is DIFFERS


EVERY = (
    waste("371.05", "Non-hazardous waste"),
    waste("0.092", "Hazardous waste"),
    waste("7", "Staff › Men"),
    waste("6", "Staff › Women"),
    waste("9", "Staff › Managers"),
    waste("3", "Managers › Men"),
    waste("110.74", "Non-hazardous waste", "2020"),
    waste("2", "Managers › Men", "2020"),
    people("nine", "Directors of the board", number="9"),
    people("4", "Independent directors"),
    people("3", "Women on the board"),
    people("95%", "Satisfied customers", unit="pct"),
    people("1,240", "Customers in the survey"),
    people("12", "Complaints of customers"),
)
"""Facts that all stand in `TABLE`, as printed."""
NEXT = {"nine": "ten"}


def changed(sought: Fact) -> Fact:
    """The fact with a figure one unit of its last digit higher."""
    printed = sought.value_as_printed
    digits = printed.strip("%").replace(",", "")
    number = Decimal(digits) if digits not in NEXT else Decimal(9)
    number += Decimal(1).scaleb(int(number.as_tuple().exponent))
    return replace(
        sought, value_as_printed=NEXT.get(printed, f"{number:,}"), value=str(number), number=number
    )


def test_no_figure_that_is_changed_by_one_unit_is_found(tmp_path: Path):
    named = [replace(each, id=f"f{n}") for n, each in enumerate(EVERY)]
    located = search(tmp_path, TABLE, *named)
    assert {each.outcome for each in located} == {FOUND}
    located = search(tmp_path, TABLE, *(changed(each) for each in named))
    assert {each.fact.id: each.outcome for each in located if each.outcome in {FOUND, ELSEWHERE}} == {}


def test_columns_of_text_are_put_together_again(tmp_path: Path):
    left = ["Our people are what matters most, and", "the board has nine directors, of", "whom 4 are women."]
    right = ["Energy use fell in the year 2021 to", "4,321 MWh as the machines of our", "plants were new."]
    raw = columns(left, right)
    energy = fact("f", "x", "4,321", label="Energy use", section="")
    assert outcome(tmp_path, raw, energy, "a.pdf") is FOUND
    board = fact("f", "x", "4", label="Women on the board of directors", section="")
    assert outcome(tmp_path, raw, board, "a.pdf") is FOUND
    assert outcome(tmp_path, raw, replace(board, label="Energy use"), "a.pdf") is not FOUND


def test_lines_of_a_chinese_page_are_joined_without_a_blank():
    page = Page(
        1, "", "报告期内，本公司的能源消\n耗总量为12,345.6吨标准煤\n，较上年下降。\n员工总数1,234人。"
    )
    found = passages_of(ReadDocument("a.pdf", "", "PDF", (page,)), frozenset())
    assert [each.text for each in found.all] == [
        "报告期内,本公司的能源消耗总量为12,345.6吨标准煤,较上年下降。",
        "员工总数1,234人。",
    ]


# --- statements ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("anchor", "expected"),
    [
        ("People › Customers were satisfied", FOUND),
        ("Two awards were won", FOUND),
        ("Waste › opening line", TO_READ),
        ("", TO_READ),
    ],
)
def test_a_statement_is_found_by_the_words_of_the_report(tmp_path: Path, anchor: str, expected: Outcome):
    assert outcome(tmp_path, TABLE, words("f", "in our words", section="People", anchor=anchor)) is expected


def test_a_statement_of_another_section(tmp_path: Path):
    said = words("f", "in our words", section="Waste", anchor="Two awards were won")
    assert outcome(tmp_path, TABLE, said) is ELSEWHERE


# --- places ---------------------------------------------------------------------------------------------

PAGES = [
    ["Cover of the report"],
    *([f"The number of directors is {n}.", *[""] * 43, f"{n}"] for n in range(11, 17)),
]


def test_pages_are_compared_by_their_printed_number(tmp_path: Path):
    sought = people("13", "Number of directors", pages="13")
    (found,) = search(tmp_path, pdf(PAGES), sought, name="a.pdf")
    assert (found.outcome, found.place) == (FOUND, "p. 13 (page 4 of the file)")
    moved = replace(sought, evidence=replace(sought.evidence, pages="4"))
    assert outcome(tmp_path, pdf(PAGES), moved, "a.pdf") is ELSEWHERE


def test_without_printed_numbers_the_place_in_the_file_counts(tmp_path: Path):
    raw = pdf([["Cover"], ["There are 17 directors on the board"], ["End of it"]])
    assert outcome(tmp_path, raw, people("17", "Directors on the board", pages="2"), "a.pdf") is FOUND
    assert outcome(tmp_path, raw, people("17", "Directors on the board", pages="3"), "a.pdf") is ELSEWHERE


def test_a_text_without_pages_says_that_it_was_told_by_the_section(tmp_path: Path):
    (found,) = search(tmp_path, TABLE, people("4", "Independent directors", pages="7"))
    assert found.detail == "by section: the document has no page numbers"
    (lost,) = search(
        tmp_path, TABLE, replace(found.fact, evidence=replace(found.fact.evidence, section="Nowhere"))
    )
    assert (
        lost.detail
        == "its place could not be compared: neither page numbers nor this section in the document"
    )


# --- documents --------------------------------------------------------------------------------------------


def told(problems: list[Problem]) -> list[tuple[str, str]]:
    return [(each.code, each.message) for each in problems]


def test_a_document_is_known_by_its_fingerprint_in_another_folder(tmp_path: Path):
    home, other = tmp_path / "home", tmp_path / "other"
    home.mkdir()
    other.mkdir()
    (other / "any name.txt").write_text(TABLE, encoding="utf-8")
    (other / "another.txt").write_text("nothing", encoding="utf-8")
    report = pinned(TABLE.encode(), people("4", "Independent directors"), file="")
    assert [each.outcome for each in locate(report, home, other)[0]] == [FOUND]
    located, problems = locate(report, home)
    assert [each.outcome for each in located] == [NO_DOCUMENT]
    message = "the file of document `report` (The report) is not there"
    assert told(problems) == [("document-not-there", message)]
    assert (
        problems[0].hint
        == "looked in home; name it under `file` in report.yaml, or its folder with --in FOLDER"
    )


def test_a_changed_document_voids_what_moved_and_what_is_gone(tmp_path: Path):
    facts = (
        replace(people("4", "Independent directors"), id="kept"),
        replace(people("12", "Complaints of customers"), id="changed"),
        replace(waste("371.05", "Non-hazardous waste"), id="moved"),
        replace(words("f", "x", section="People", anchor="Two awards were won"), id="gone"),
    )
    text = TABLE.replace("12 complaints", "13 complaints").replace("Two awards were won", "Nothing was won")
    text = text.replace("## Waste", "## Air")
    (tmp_path / "report.md").write_text(text + "\n## Waste\n", encoding="utf-8")
    located, problems = locate(pinned(TABLE.encode(), *facts), tmp_path)
    assert {each.fact.id: each.is_void for each in located} == {
        "kept": False,
        "changed": True,
        "moved": True,
        "gone": True,
    }
    message = "report.md is not the file that document `report` was read from: its sha256 differs"
    assert told(problems) == [("document-changed", message)]


def test_a_document_without_a_fingerprint_is_told(tmp_path: Path):
    report = pinned(b"", people("4", "Independent directors"))
    loose = replace(report, documents=(replace(report.documents[0], sha256=""),))
    (tmp_path / "report.md").write_text(TABLE, encoding="utf-8")
    located, problems = locate(loose, tmp_path)
    assert [each.outcome for each in located] == [FOUND]
    assert [each.code for each in problems] == ["document-not-pinned"]


def test_a_document_that_cannot_be_read(tmp_path: Path):
    raw = b"%PDF-1.7 cut"
    (tmp_path / "report.pdf").write_bytes(raw)
    located, problems = locate(pinned(raw, people("4", "Directors"), file="report.pdf"), tmp_path)
    assert [each.outcome for each in located] == [NO_DOCUMENT]
    assert [each.code for each in problems] == ["unreadable-document"]
