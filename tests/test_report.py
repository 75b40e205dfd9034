"""A report folder → a report: what is read, what is refused, and that nothing hides anything."""

from __future__ import annotations

import hashlib
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from small_reports import FACTS

from esgmap.model import Period, Severity, Source
from esgmap.report import Loaded, load_report
from esgmap.reported import Omission, Report, SectorTopic
from esgmap.tables import load_schema

BASE = FACTS[0]


def report_of(loaded: Loaded) -> Report:
    assert loaded.report is not None, loaded.problems
    return loaded.report


def told(loaded: Loaded) -> list[tuple[str, str]]:
    return [(str(problem.source), problem.code) for problem in loaded.problems]


def rewrite(folder: Path, old: str, new: str, name: str = "report.yaml") -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


# --- what is read ---------------------------------------------------------------------------------


def test_a_fact_is_read_with_every_column(make_report):
    row = {name: f"{name} text" for name in load_schema("facts").columns}
    row |= {
        "id": "share",
        "answers": "hkex:esg-guide-2020/B1.1-gender; hkex:esg-guide-2020/B1.1-age",
        "extent": "part",
        "value_state": "number",
        "value": "0.50",
        "period": "2021-08",
        "dimensions": "region=hk;gender=female",
        "basis": "estimated",
        "whose": "supplier",
        "pages": "32-33",
    }
    (fact,) = report_of(load_report(make_report([row]))).facts
    assert fact.id == "share"
    assert fact.answers == ("hkex:esg-guide-2020/B1.1-gender", "hkex:esg-guide-2020/B1.1-age")
    assert (fact.is_partial, fact.lacks) == (True, "lacks text")
    assert (fact.value, fact.number, str(fact.number)) == ("0.50", Decimal("0.50"), "0.50")
    assert fact.period == Period(date(2021, 8, 1), date(2021, 8, 31))
    assert fact.dimensions == (("gender", "female"), ("region", "hk"))
    assert (fact.basis, fact.whose) == ("estimated", "supplier")
    assert (fact.evidence.document, fact.evidence.pages) == ("document text", "32-33")
    assert (fact.evidence.section, fact.evidence.anchor) == ("section text", "anchor text")
    same = ("indicator", "label", "value_as_printed", "unit", "unit_as_printed", "note")
    assert [getattr(fact, name) for name in same] == [f"{name} text" for name in same]
    assert str(fact.source) == "facts.csv:2"


def test_what_is_left_empty_has_its_default(make_report):
    fact = report_of(load_report(make_report())).facts[2]
    assert (fact.basis, fact.whose, fact.is_partial, fact.indicator) == ("measured", "own", False, "")
    assert fact.number is None


@pytest.mark.parametrize(
    ("state", "value", "number"),
    [
        ("number", "0", Decimal(0)),
        ("number", "-1.50", Decimal("-1.50")),
        ("nil", "", Decimal(0)),
        ("nil", "0", Decimal(0)),
        ("not-available", "", None),
        ("text", "12 of them", None),
    ],
)
def test_a_number_comes_of_its_state(make_report, state: str, value: str, number: Decimal | None):
    loaded = load_report(make_report([BASE | {"value_state": state, "value": value}]))
    assert loaded.problems == ()
    assert report_of(loaded).facts[0].number == number


def test_a_year_is_the_financial_year_of_the_report(make_report):
    loaded = load_report(make_report(period={"start": "2021-04-01", "end": "2022-03-31"}))
    report = report_of(loaded)
    assert [str(fact.period) for fact in report.facts[:2]] == [
        "2021-04-01/2022-03-31",
        "2020-04-01/2021-03-31",
    ]
    assert report.period.holds(report.facts[0].period)


def test_omissions_are_read(make_report):
    row = {
        "disclosure": "hkex:esg-guide-2020/B1.1",
        "requirements": "B1.1-gender; B1.1-age",
        "reason": "Considered reasons",
        "explanation": "Because",
        "document": "report",
        "pages": "9",
    }
    (omission,) = report_of(load_report(make_report(omissions=[row]))).omissions
    assert isinstance(omission, Omission)
    assert omission.requirement_ids == (
        "hkex:esg-guide-2020/B1.1-gender",
        "hkex:esg-guide-2020/B1.1-age",
    )
    assert (omission.reason, omission.explanation, omission.evidence.pages) == (
        "Considered reasons",
        "Because",
        "9",
    )
    assert str(omission.source) == "omissions.csv:2:1"


def test_a_claim_knows_where_each_edition_is_named(make_report):
    folder = make_report()
    rewrite(folder, "  - esg-guide-2020", "  - esg-guide-2020\n  - other:edition")
    claim = report_of(load_report(folder)).claims[0]
    assert claim.editions == ("hkex:esg-guide-2020", "other:edition")
    lines = (folder / "report.yaml").read_text().splitlines()
    for edition, source in zip(("esg-guide-2020", "other:edition"), claim.sources, strict=True):
        assert source.path == "report.yaml"
        assert lines[source.line - 1][source.column - 1 :] == edition


def test_every_file_read_is_an_input_with_its_hash(make_report):
    folder = make_report(omissions=[])
    inputs = load_report(folder).inputs
    assert [each.path for each in inputs] == ["report.yaml", "facts.csv", "omissions.csv"]
    for each in inputs:
        assert each.sha256 == hashlib.sha256((folder / each.path).read_bytes()).hexdigest()


def test_facts_may_lie_in_a_workbook(make_report):
    folder = make_report()
    plain = report_of(load_report(folder)).facts
    book, names = openpyxl.Workbook(), list(load_schema("facts").columns)
    for row in [dict(zip(names, names, strict=True)), *FACTS]:
        book.worksheets[0].append([row.get(name) for name in names])
    (folder / "facts.csv").unlink()
    book.save(folder / "facts.xlsx")
    loaded = load_report(folder)
    assert loaded.problems == ()
    facts = report_of(loaded).facts
    assert [(f.id, f.number, f.period, f.evidence) for f in facts] == [
        (f.id, f.number, f.period, f.evidence) for f in plain
    ]
    assert str(facts[1].source) == "facts.xlsx:Sheet!A3"
    assert str(loaded.place(facts[1].source, "label")) == "facts.xlsx:Sheet!F3"


def test_a_cell_of_a_record_is_found_again(make_report):
    loaded = load_report(make_report())
    fact = report_of(loaded).facts[1]
    assert str(fact.source) == "facts.csv:3"
    assert str(loaded.place(fact.source, "indicator")) == "facts.csv:3:13"
    elsewhere = Source("report.yaml", 3, 1)
    assert loaded.place(elsewhere, "indicator") == elsewhere


# --- what is refused ------------------------------------------------------------------------------


def test_a_doubled_id_names_the_first(make_report):
    loaded = load_report(make_report(extra=[BASE]))
    assert told(loaded) == [("facts.csv:5:1", "duplicate-id")]
    assert "first at facts.csv:2:1" in loaded.problems[0].message
    assert "own id" in loaded.problems[0].hint


CELLS = [
    ({"value": "1,234.5"}, "value", "number-format"),
    ({"value": ""}, "value", "missing-value"),
    ({"period": "31.12.2021"}, "period", "date-format"),
    ({"period": "2021-02-30"}, "period", "date-format"),
    ({"period": ""}, "period", "missing-value"),
    ({"dimensions": "gender"}, "dimensions", "dimension-format"),
    ({"value_state": "nil"}, "value", "value-state"),
    ({"value_state": "not-available", "value": "n/a"}, "value", "value-state"),
    ({"value_state": "text", "value": ""}, "value", "missing-value"),
    ({"extent": "part"}, "lacks", "missing-value"),
    ({"value_state": ""}, "value_state", "missing-value"),
    ({"id": ""}, "id", "missing-value"),
    ({"basis": "guessed"}, "basis", "unknown-choice"),
    ({"pages": "p. 3"}, "pages", "malformed-value"),
]


@pytest.mark.parametrize(("change", "column", "code"), CELLS)
def test_a_bad_cell_is_one_problem_at_its_place_with_a_remedy(
    make_report, change: dict[str, str], column: str, code: str
):
    loaded = load_report(make_report(extra=[BASE | {"id": "bad"} | change]))
    assert len(loaded.problems) == 1, loaded.problems
    problem = loaded.problems[0]
    fact = report_of(loaded).facts[3]
    assert (problem.code, problem.severity) == (code, Severity.ERROR)
    assert problem.source == loaded.place(fact.source, column)
    assert f"`{column}`" in problem.message
    assert problem.hint


def test_no_bad_cell_hides_another(make_report):
    """All of them in one table, and two in each row."""
    rows = [BASE | {"id": f"bad-{number}"} | change for number, (change, _, _) in enumerate(CELLS)]
    loaded = load_report(make_report([row | {"whose": "nobody"} for row in rows]))
    found = [problem.code for problem in loaded.problems]
    assert sorted(found) == sorted([code for _, _, code in CELLS] + ["unknown-choice"] * len(CELLS))
    assert len(report_of(loaded).facts) == len(CELLS), "the checks see the rest of a bad row"


def test_a_missing_column_is_said_once(make_report):
    folder = make_report()
    rewrite(folder, "period", "periode", "facts.csv")
    loaded = load_report(folder)
    assert [problem.code for problem in loaded.problems] == ["missing-column"]
    assert loaded.problems[0].hint == "rename `periode`"


def test_a_table_without_rows_is_a_warning(make_report):
    loaded = load_report(make_report([], omissions=[]))
    assert [(each.code, each.severity) for each in loaded.problems] == [("no-facts", Severity.WARNING)]
    assert report_of(loaded).facts == ()


def test_an_omission_without_edition_is_refused(make_report):
    loaded = load_report(make_report(omissions=[{"disclosure": "B1.1", "reason": "Considered reasons"}]))
    assert told(loaded) == [("omissions.csv:2:1", "malformed-value")]
    assert report_of(loaded).omissions == ()


# --- report.yaml ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2021-02-30", "2021-12-31", ["2021-02-30"]),
        ("2021-02-30", "2021-13-31", ["2021-02-30", "2021-13-31"]),
        ("2021-12-31", "2021-01-01", ["2021-12-31 to 2021-01-01"]),
        ("2021-12-31", "2021-12-31", ["2021-12-31 to 2021-12-31"]),
    ],
)
def test_a_period_that_cannot_be_is_refused(make_report, start: str, end: str, expected: list[str]):
    folder = make_report(period={"start": start, "end": end})
    loaded = load_report(folder)
    assert loaded.report is None
    assert [problem.code for problem in loaded.problems] == ["date-format"] * len(expected)
    lines = (folder / "report.yaml").read_text().splitlines()
    for problem, part in zip(loaded.problems, expected, strict=True):
        assert part in problem.message
        assert problem.hint
        assert problem.source is not None
        assert lines[problem.source.line - 1][problem.source.column - 1 :].strip("'") == part.split(" to ")[0]


def test_a_malformed_day_is_said_once(make_report):
    loaded = load_report(make_report(period={"start": "1 January", "end": "2021-12-31"}))
    assert [problem.code for problem in loaded.problems] == ["malformed-value"]


def test_a_broken_report_yaml_does_not_hide_bad_facts(make_report):
    folder = make_report(extra=[BASE | {"id": "bad", "value": "1,2"}], title=None)
    loaded = load_report(folder)
    assert loaded.report is None
    assert [problem.code for problem in loaded.problems] == ["missing-key", "number-format"]
    (folder / "report.yaml").unlink()
    loaded = load_report(folder)
    assert [problem.code for problem in loaded.problems] == ["unreadable-file", "number-format"]


def test_an_unknown_key_does_not_keep_the_facts_from_being_checked(make_report):
    loaded = load_report(make_report(titel="x"))
    assert [problem.code for problem in loaded.problems] == ["unknown-key"]
    assert len(report_of(loaded).facts) == len(FACTS)


# --- files ----------------------------------------------------------------------------------------


def test_missing_facts_are_a_problem_and_missing_omissions_are_none(make_report):
    folder = make_report(omissions=[])
    (folder / "omissions.csv").unlink()
    assert load_report(folder).problems == ()
    (folder / "facts.csv").unlink()
    assert told(load_report(folder)) == [("facts.csv", "unreadable-file")]


def test_two_tables_of_facts_are_refused(make_report):
    folder = make_report()
    shutil.copy(folder / "facts.csv", folder / "facts.tsv")
    assert [problem.code for problem in load_report(folder).problems] == ["two-tables"]


def test_a_file_that_may_not_be_read_is_a_problem(make_report, monkeypatch):
    """As root every file may be read: the refusal is made here."""
    folder = make_report()
    read_bytes = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.name == "facts.csv":
            raise PermissionError(13, "Permission denied", str(path))
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    loaded = load_report(folder)
    assert told(loaded) == [("facts.csv", "unreadable-file")]
    assert "Permission denied" in loaded.problems[0].message


def test_an_empty_folder_says_what_belongs_there(tmp_path: Path):
    loaded = load_report(tmp_path)
    assert told(loaded) == [("report.yaml", "unreadable-file"), ("facts.csv", "unreadable-file")]
    assert all("report.yaml" in problem.hint or "facts.csv" in problem.hint for problem in loaded.problems)


# --- material topics and Sector Standards ---------------------------------------------------------


def test_a_topic_holds_what_it_names_under_full_ids_with_their_places(make_report):
    topic = {
        "id": "climate",
        "label": "Climate",
        "sector_ref": "14.1",
        "disclosures": ["tc-si-2018-10", "hkex:esg-guide-2020/A1.2", "gri-305-2016"],
        "sector_refs": [{"disclosure": "esg-guide-2020/A1.2", "number": "14.1.5"}],
    }
    folder = make_report(material_topics={"topics": [topic]})
    (found,) = report_of(load_report(folder)).topics
    assert [each.id for each in found.disclosures] == [
        "sasb:tc-si-2018-10",
        "hkex:esg-guide-2020/A1.2",
        "gri-305-2016",
    ]
    lines = (folder / "report.yaml").read_text(encoding="utf-8").splitlines()
    for each, written in zip(found.disclosures, topic["disclosures"], strict=True):
        assert lines[each.source.line - 1][each.source.column - 1 :] == written
    assert found.names("sasb:tc-si-2018-10/TC-SI-130a.1")
    assert found.names("hkex:esg-guide-2020/A1.2")
    assert not found.names("hkex:esg-guide-2020/A1.3")
    assert found.sector_number("hkex:esg-guide-2020/A1.2") == "14.1.5"
    assert found.sector_number("hkex:esg-guide-2020/A1.3") == ""


def test_a_topic_may_name_nothing(make_report):
    topics = {"topics": [{"id": "climate", "label": "Climate"}]}
    (found,) = report_of(load_report(make_report(material_topics=topics))).topics
    assert (found.disclosures, found.sector_ref, found.sector_refs) == ((), "", ())
    assert not found.names("sasb:tc-si-2018-10")


def test_a_claim_holds_its_sector_standards_or_that_none_applies(make_report):
    noise = {"topic": "Noise", "explanation": "No site makes any."}
    claims = [
        {"framework": "sasb", "editions": ["tc-si-2018-10"], "no_sector_standard": "none is asked"},
        {
            "framework": "hkex",
            "editions": ["esg-guide-2020"],
            "sector_standards": [{"title": "GRI 14", "not_material": [noise]}, {"title": "GRI 12"}],
        },
    ]
    first, second = report_of(load_report(make_report(frameworks=claims))).claims
    assert (first.sector_standards, first.no_sector_standard) == ((), "none is asked")
    assert [each.title for each in second.sector_standards] == ["GRI 14", "GRI 12"]
    assert second.sector_standards[0].not_material == (SectorTopic("Noise", "No site makes any."),)
    assert (second.sector_standards[1].not_material, second.no_sector_standard) == ((), "")


def test_two_topics_of_one_id_are_an_error_at_the_second(make_report):
    topics = {"topics": [{"id": each, "label": each} for each in ("a", "b", "a")]}
    loaded = load_report(make_report(material_topics=topics))
    (problem,) = loaded.problems
    assert (problem.code, problem.severity) == ("duplicate-id", Severity.ERROR)
    assert "topic id `a` stands twice" in problem.message
