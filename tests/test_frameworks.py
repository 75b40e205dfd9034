"""The tables under `frameworks/` keep the content rules and are as long as published; each rule can fail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from made_up import table_row

from esgmap import content_rules, content_rules_across, content_rules_hub
from esgmap.catalogue import edition_files, load_edition
from esgmap.content import frameworks_folder, mappings_folder
from esgmap.content_check import Checked, check_content, check_file
from esgmap.content_rules_across import Shelf
from esgmap.export.wording import problem_line
from esgmap.hub import load_hub, load_reasons
from esgmap.inforce import ASSESSED, BASES, ENTRY, REFERENCE, standing
from esgmap.model import Edition, Hub, Period, Problem
from esgmap.tables import Row, Table, read_table

FILES = edition_files(frameworks_folder())
HKEX_2016, HKEX, HKEX_2025 = "hkex:esg-guide-2016", "hkex:esg-guide-2020", "hkex:esg-code-2025"
SASB, SASB_2023, NASDAQ = "sasb:tc-si-2018-10", "sasb:tc-si-2023-12", "nasdaq:esg-guide-2019"
HKEX_KPIS = {"A1": 6, "A2": 5, "A3": 1, "A4": 1, "B1": 2, "B2": 3, "B3": 2, "B4": 2, "B5": 4, "B6": 5}
HKEX_KPIS |= {"B7": 3, "B8": 2}
PART_B = ("MDR-Governance", "MDR-Principles", "MDR-Boundary")
NEVER_OMITTED = {
    *(f"gri:gri-2-2021/2-{number}" for number in range(1, 6)),
    *("gri:gri-3-2021/3-1", "gri:gri-3-2021/3-2", "gri:gri-103-2016/103-1"),
    *(f"gri:gri-102-2016/102-{number}" for number in (*range(1, 17), 18, *range(40, 57))),
    *(f"{edition_id}/{code}" for edition_id in (HKEX, HKEX_2025) for code in PART_B),
}


@cache
def checked() -> Checked:
    """What `esgmap frameworks check` finds."""
    return check_content(frameworks_folder(), mappings_folder())


@cache
def edition(edition_id: str) -> Edition:
    """One edition, which must load without a single problem."""
    found, problems = load_edition(FILES[edition_id])
    assert problems == []
    assert found is not None
    return found


@cache
def hub() -> Hub:
    """The shared indicators, dimensions and units."""
    found, problems = load_hub(frameworks_folder())
    assert problems == []
    return found


def shipped_rows(stem: str, schema: str) -> list[Row]:
    """The rows of a shipped table."""
    table, problems = read_table(frameworks_folder() / f"{stem}.tsv", schema)
    assert problems == []
    assert table is not None
    return table.rows


# --- the content keeps the rules ------------------------------------------------------------------


def test_the_content_has_no_problems():
    assert [problem_line(each) for each in checked().problems] == []
    assert checked().is_readable


def test_everything_was_read():
    counts = {each.edition_id: each for each in checked().counts}
    assert list(counts) == list(FILES)
    assert Counter(each.role for each in counts.values()) == {ASSESSED: 50, ENTRY: 6, REFERENCE: 2}
    assert sum(each.disclosures for each in counts.values()) == 476
    assert sum(each.requirements for each in counts.values()) >= 1581
    assert sum(each.mappings for each in counts.values()) >= 2800


def test_each_way_of_counting_dates_is_known_to_those_who_judge_by_them():
    used = {edition(each).effective_basis for each in FILES} - {""}
    assert used == {"publication-date", "financial-year-start", "voluntary"}
    assert used <= set(BASES)
    assert {each for each in FILES if not edition(each).effective_basis} == {
        each for each in FILES if edition(each).role == REFERENCE
    }


@pytest.mark.parametrize("year", range(2018, 2029))
@pytest.mark.parametrize("edition_id", [each for each in FILES if edition(each).superseded_by])
def test_one_edition_gives_way_to_the_next_without_a_gap(edition_id: str, year: int):
    old, new = edition(edition_id), edition(edition(edition_id).superseded_by)
    for start, month in ((date(year, 1, 1), 6), (date(year, 1, 1), 12), (date(year - 1, 7, 1), 6)):
        period = Period(start, date(start.year + (start.month > 1), 6 if start.month > 1 else 12, 30))
        published = Period(*[date(period.end.year + 1, month, 1)] * 2)
        earlier, later = (standing(each, published, period) for each in (old, new))
        assert earlier.is_superseded != later.is_early, (earlier, later)


# --- counts, as published -------------------------------------------------------------------------


def test_published_counts():
    rows = shipped_rows("published-counts", "counts")
    told = {(row["edition"], row["what"]): int(row["count"]) for row in rows}
    assert told["gri:gri-2-2021", "disclosures"] == 30
    assert told["gri:gri-102-2016", "disclosures"] == 56
    assert told["gri:gri-103-2016", "disclosures"] == 3
    assert told[HKEX, "mandatory disclosures of Part B"] == 3
    assert (told[HKEX, "general disclosures"], told[HKEX, "KPIs"]) == (12, 36)
    assert (told[HKEX_2016, "general disclosures"], told[HKEX_2016, "KPIs"]) == (11, 32)
    assert told[HKEX_2025, "live provisions of Part C"] == 45
    assert told[HKEX_2025, "paragraphs 19 to 41 of Part D"] == 41 - 18
    for edition_id in (SASB, SASB_2023):
        assert (told[edition_id, "topic metrics"], told[edition_id, "activity metrics"]) == (16, 3)
    assert sum(number for (edition_id, _), number in told.items() if edition_id == NASDAQ) == 30
    assert (told["sdg:sdg-2015", "goals"], told["ungc:ungc-principles-2004", "principles"]) == (17, 10)
    counted = {edition_id for edition_id, _ in told}
    assert counted == {each for each in FILES if edition(each).role != ENTRY}


def codes(edition_id: str) -> list[str]:
    """The codes of an edition's disclosures, in order."""
    return [disclosure.code for disclosure in edition(edition_id).disclosures]


@pytest.mark.parametrize("edition_id", [each for each in FILES if each.startswith("gri:")])
def test_gri_codes_count_up(edition_id: str):
    number = edition_id.split("-")[1]
    found = codes(edition_id)
    assert found == [f"{number}-{position}" for position in range(1, len(found) + 1)]
    assert bool(found) == (edition(edition_id).role == ASSESSED)


def test_hkex_parts():
    wanted = list(PART_B)
    for aspect, number in HKEX_KPIS.items():
        wanted += [aspect, *(f"{aspect}.{position}" for position in range(1, number + 1))]
    assert codes(HKEX) == wanted
    gone = {"A1.2", "A4", "A4.1"}
    paragraphs = [f"D-{number}" for number in range(19, 42)]
    assert codes(HKEX_2025) == [*(code for code in wanted if code not in gone), *paragraphs]
    came = {*PART_B, "A4", "A4.1", "B5.3", "B5.4", "B7.3"}
    assert codes(HKEX_2016) == [code for code in wanted if code not in came]
    obligations = Counter(disclosure.obligation for disclosure in edition(HKEX).disclosures)
    assert obligations == {"mandatory": 3, "comply-or-explain": 12 + 36}


@pytest.mark.parametrize("edition_id", [SASB, SASB_2023])
def test_sasb_topics(edition_id: str):
    topics = Counter(disclosure.topic for disclosure in edition(edition_id).disclosures)
    assert topics.pop("Activity Metrics") == 3
    assert len(topics) == 6
    assert sum(topics.values()) == 16
    assert codes(edition_id)[-3:] == ["TC-SI-000.A", "TC-SI-000.B", "TC-SI-000.C"]
    assert codes(edition_id) == codes(SASB)
    assert [each.code for each in edition(edition_id).disclosures if each.title_is_official] == []


def test_nasdaq_letters():
    assert codes(NASDAQ) == [f"{letter}{number}" for letter in "ESG" for number in range(1, 11)]
    letters = [disclosure.topic[-2] for disclosure in edition(NASDAQ).disclosures]
    assert letters == [code[0] for code in codes(NASDAQ)]


def test_goals_and_principles():
    assert codes("sdg:sdg-2015") == [f"SDG-{number}" for number in range(1, 18)]
    assert codes("ungc:ungc-principles-2004") == [f"P{number}" for number in range(1, 11)]


def test_where_omission_is_not_permitted():
    refused = {
        disclosure.id
        for edition_id in FILES
        for disclosure in edition(edition_id).disclosures
        if edition(edition_id).role == ASSESSED and not disclosure.omission_permitted
    }
    assert refused == NEVER_OMITTED


# --- each rule on a table can fail ----------------------------------------------------------------

HEADER = {
    "id": "made:up-2021",
    "framework": "made",
    "standard": "Made Up",
    "title": "A standard",
    "edition": '"2021"',
    "publisher": "Nobody",
    "issued": "2020-05",
    "effective_from": "2021-01-01",
    "effective_basis": "publication-date",
    "superseded_from": "2025-01-01",
    "superseded_by": "made:up-2025",
    "reference": "nowhere",
    "compiled_from": "thin air",
    "checked_on": "2026-11-22",
}
DISCLOSURE = {
    "id": "X1",
    "level": "disclosure",
    "parent": "",
    "code": "X1",
    "title": "A disclosure",
    "wording": "official",
    "topic": "X",
    "locator": "Part X",
    "obligation": "voluntary",
    "omission": "permitted",
    "kind": "",
    "unit_kind": "",
    "unit": "",
    "dimensions": "",
    "condition": "",
    "source": "one; two",
    "confidence": "verified",
    "note": "",
    "regime": "",
    "replaces": "",
    "change": "",
    "change_note": "",
}
REQUIREMENT = {
    **DISCLOSURE,
    "id": "X1-a",
    "level": "requirement",
    "parent": "X1",
    "wording": "own",
    "obligation": "",
    "omission": "",
    "kind": "quantitative",
    "unit_kind": "energy",
    "unit": "GJ",
    "dimensions": "gender",
}
Changes = list[dict[str, str]]
TableRule = content_rules.Rule
OLD = "made:up-2015/X1"


def write_edition(path: Path, rows: Changes, lines: dict[str, str]) -> Path:
    """An edition table: a disclosure, and a requirement for each other id, each with its changes."""
    full = [{**(REQUIREMENT if each.get("id", "X1") != "X1" else DISCLOSURE), **each} for each in rows]
    header = [f"# {key}: {value}" for key, value in {**HEADER, **lines}.items() if value != "gone"]
    table = ["\t".join(DISCLOSURE), *("\t".join(each.values()) for each in full)]
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join([*header, *table]) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def made_table(tmp_path: Path) -> Callable[..., Table]:
    """A factory of edition tables as they are read, with all that is wrong with them."""

    def make(rows: Changes, lines: dict[str, str] | None = None) -> Table:
        path = write_edition(tmp_path / "made" / "up-2021.tsv", rows, lines or {})
        table, _ = read_table(path, "edition")
        assert table is not None
        return table

    return make


GOOD: Changes = [{}, {"id": "X1-a"}]
BAD_HEADERS: list[tuple[TableRule, dict[str, str], str]] = [
    (content_rules.header_keys, {"reference": "gone"}, "`# reference: …` is missing"),
    (content_rules.header_keys, {"compiled_from": ""}, "`# compiled_from: …` is missing"),
    (content_rules.header_keys, {"effectiv_from": "2021-01-01"}, "`# effectiv_from: …` is not known"),
    (content_rules.header_dates, {"issued": "May 2020"}, "issued: May 2020"),
    (content_rules.header_dates, {"issued": "2022"}, "is before `issued`"),
    (content_rules.header_dates, {"superseded_from": "2020-12-31"}, "is before `effective_from`"),
    (content_rules.header_dates, {"checked_on": "2020-04-30"}, "`checked_on` (2020-04-30) is before"),
    (content_rules.header_bases, {"effective_basis": "gone"}, "expected one of publication-date"),
    (content_rules.header_bases, {"effective_basis": "some-day"}, "effective_basis: some-day"),
    (content_rules.header_bases, {"superseded_basis": "some-day"}, "superseded_basis: some-day"),
    (content_rules.header_bases, {"effective_basis": "voluntary"}, "takes effect on no day"),
    (content_rules.header_bases, {"effective_from": "gone"}, "`# effective_from: …` is missing"),
    (content_rules.header_bases, {"superseded_by": "gone"}, "one of them is missing"),
    (content_rules.header_bases, {"superseded_from": "gone"}, "one of them is missing"),
    (content_rules.role, {"role": "asessed"}, "expected one of assessed"),
    (content_rules.role, {"role": "entry"}, "no rows"),
]
BAD_ROWS: list[tuple[TableRule, Changes, str]] = [
    (content_rules.role, [], "has no rows"),
    (content_rules.codes, [{"code": "X2"}], "id `X1` and code `X2`"),
    (content_rules.codes, [{}, {"id": "X1-a", "code": "X2"}], "stands below `X1`"),
    (content_rules.codes, [{}, {"id": "Y1-a"}], "does not begin with its code"),
    (content_rules.sourced, [{"source": ""}], "`source` of `X1` is empty"),
    (content_rules.sourced, [{"topic": ""}], "`topic` of `X1` is empty"),
    (content_rules.sourced, [{}, {"id": "X1-a", "wording": ""}], "`wording` of `X1-a` is empty"),
    (content_rules.two_sources_if_verified, [{"source": "one"}], "fewer than two"),
    (content_rules.two_sources_if_verified, [{"source": "one; recalled"}], "recalled"),
    (content_rules.titles, [{"title": "word " * 20 + "word"}], "21 words"),
    (content_rules.titles, [{}, {"id": "X1-a", "wording": "official"}], "the standard's own words"),
    (content_rules.kinds, [{}, {"id": "X1-a", "kind": ""}], "what kind of answer"),
    (content_rules.kinds, [{"kind": "narrative"}], "is a disclosure and has `kind`"),
    (content_rules.kinds, [{}, {"id": "X1-a", "level": "group"}], "is a group and has `kind`"),
    (content_rules.units, [{}, {"id": "X1-a", "unit_kind": ""}], "has the unit `GJ`"),
    (content_rules.units, [{}, {"id": "X1-a", "unit_kind": "", "unit": ""}], "a figure, but of no kind"),
    (content_rules.units, [{}, {"id": "X1-a", "unit_kind": "enrgy", "unit": ""}], "which no unit has"),
    (content_rules.units, [{}, {"id": "X1-a", "unit": "t"}], "has the unit `t`"),
    (content_rules.units, [{}, {"id": "X1-a", "kind": "narrative"}], "asks for words"),
    (content_rules.dimensions, [{}, {"id": "X1-a", "dimensions": "gender*sex"}], "`sex`"),
    (content_rules.dimensions, [{}, {"id": "X1-a", "dimensions": "total;size=big"}], "`size`"),
    (content_rules.dimensions, [{}, {"id": "X1-a", "dimensions": "gender=women"}], "`gender=women`"),
    (content_rules.nothing_asked, [{}], "is a disclosure without a requirement"),
    (content_rules.nothing_asked, [*GOOD, {"id": "X1-b", "level": "group"}], "is a group without"),
    (content_rules.obligations, [{"obligation": ""}, {"id": "X1-a"}], "does not say how it binds"),
    (content_rules.obligations, [{"omission": ""}, {"id": "X1-a"}], "whether it may be omitted"),
    (content_rules.obligations, [{"obligation": "mandatory"}], "is mandatory, and its omission"),
    (content_rules.obligations, [{}, {"id": "X1-a", "omission": "permitted"}], "is no disclosure"),
    (content_rules.changes, [{"replaces": OLD}], "its change is `not given`"),
    (content_rules.changes, [{"replaces": OLD, "change": "new"}], "its change is `new`"),
    (content_rules.changes, [{"change": "unchanged"}], "replaces nothing"),
    (content_rules.changes, [{"replaces": OLD, "change": "changed"}], "and not which"),
]


@pytest.mark.parametrize(("rule", "lines", "told"), BAD_HEADERS)
def test_rule_on_headers_can_fail(
    made_table: Callable[..., Table], rule: TableRule, lines: dict[str, str], told: str
):
    table = made_table(GOOD, lines)
    (problem,) = rule(table, hub())
    check_problem(problem, told)
    number = problem.source.line if problem.source else 0
    (key, value), *_ = lines.items()
    if number > 1 and value not in {"gone", "entry"}:
        assert table.lines[number - 1].split(":")[0] in {f"# {key}", "# effective_from", "# checked_on"}


@pytest.mark.parametrize(("rule", "rows", "told"), BAD_ROWS)
def test_rule_on_rows_can_fail(made_table: Callable[..., Table], rule: TableRule, rows: Changes, told: str):
    table = made_table(rows)
    (problem,) = rule(table, hub())
    check_problem(problem, told)
    lines = {row["id"]: row.line for row in table.rows}
    named = [lines[each] for each in problem.message.split("`")[1::2] if each in lines]
    assert problem.source is not None
    assert problem.source.line == (named[0] if named else 1)


def check_problem(problem: Problem, told: str) -> None:
    """A problem says what is wrong, where, and what to do."""
    assert told in problem.message
    assert problem.hint
    assert problem.source
    assert problem.source.path
    assert problem.source.line


@pytest.mark.parametrize("rule", content_rules.RULES)
def test_rule_lets_a_good_table_pass(made_table: Callable[..., Table], rule: TableRule):
    assert list(rule(made_table(GOOD), hub())) == []
    assert list(rule(made_table([], {"role": "entry"}), hub())) == []
    goal = {"obligation": "", "omission": "", "replaces": OLD, "change": "reworded"}
    timeless = {"role": "reference", "effective_basis": "gone", "effective_from": "gone"}
    timeless |= {"superseded_from": "gone", "superseded_by": "gone"}
    assert list(rule(made_table([goal], timeless), hub())) == []


@pytest.mark.parametrize("wrong", [{"obligation": "voluntary"}, {"omission": "permitted"}])
def test_a_reference_binds_nobody(made_table: Callable[..., Table], wrong: dict[str, str]):
    rows = [{"obligation": "", "omission": "", **wrong}]
    (problem,) = content_rules.role(made_table(rows, {"role": "reference"}), hub())
    check_problem(problem, "asks or binds")


def test_a_reference_asks_nothing(made_table: Callable[..., Table]):
    rows = [{"obligation": "", "omission": ""}, {"id": "X1-a"}]
    (problem,) = content_rules.role(made_table(rows, {"role": "reference"}), hub())
    check_problem(problem, "`X1-a` asks or binds")


def test_a_column_that_is_missing_is_told_once(tmp_path: Path):
    path = write_edition(tmp_path / "made" / "up-2021.tsv", GOOD, {})
    path.write_text(path.read_text(encoding="utf-8").replace("\tsource\t", "\torigin\t"), encoding="utf-8")
    found = [each for each in check_file(path, frameworks_folder()).problems if each.code == "not-sourced"]
    assert [each.message for each in found] == ["column `source` is missing"]


def test_every_rule_on_a_table_is_shown_to_fail():
    assert {rule for rule, *_ in (*BAD_HEADERS, *BAD_ROWS)} == set(content_rules.RULES)


# --- each rule between tables can fail ------------------------------------------------------------

GRI_SHELVED = ("gri:gri-303-2016", "gri:gri-303-2018", "gri:gri-306-2016", "gri:gri-306-2020")
SHELVED = (*GRI_SHELVED, SASB, SASB_2023, HKEX_2016, HKEX, HKEX_2025, "sdg:sdg-2015")
TABLES = {
    "applicability": ("applicability", "hkex:"),
    "reliefs": ("reliefs", HKEX_2025),
    "supersessions": ("supersessions", "gri:gri-306-2016"),
    "relates": ("relates", "gri:gri-303-2018"),
    "claim-rules": ("claims", "gri"),
    "omission-reasons": ("reasons", "gri"),
    "published-counts": ("counts", SHELVED),
}


@cache
def whole_shelf() -> Shelf:
    """A few shipped editions, and the rows that speak of nothing but them."""
    rows = {}
    for stem, (schema, begins) in TABLES.items():
        kept = [
            row for row in shipped_rows(stem, schema) if next(iter(row.cells.values())).startswith(begins)
        ]
        assert kept
        rows[stem] = kept
    return Shelf({each: edition(each) for each in SHELVED}, rows)


def shelf_with(stem: str, *rows: dict[str, str]) -> Shelf:
    """The shelf with changed copies of a table's first row in place of its rows."""
    whole = whole_shelf()
    first = whole.rows[stem][0]
    changed = [
        table_row({**first.cells, **each}, 2 + number, first.table.path) for number, each in enumerate(rows)
    ]
    return replace(whole, rows={**whole.rows, stem: changed})


def test_good_shelf_passes():
    shelf = whole_shelf()
    for rule in content_rules_across.RULES:
        assert list(rule(shelf)) == []
    for edition_rule in content_rules_across.EDITION_RULES:
        for each in shelf.editions.values():
            assert list(edition_rule(each, shelf)) == []


BAD_SHELVES: list[tuple[content_rules_across.Rule, str, Changes, str]] = [
    (content_rules_across.applicability, "applicability", [{"regime": "part-z"}], "has the regime `part-z`"),
    (content_rules_across.applicability, "applicability", [{"edition": "x:y"}], "no row of `x:y`"),
    (content_rules_across.applicability, "applicability", [{}, {"obligation": "voluntary"}], "stands twice"),
    (content_rules_across.reliefs, "reliefs", [{"requirements": "D-20-b;D-99"}], "no requirement D-99"),
    (content_rules_across.reliefs, "reliefs", [{"requirements": "D-20"}], "no requirement D-20"),
    (content_rules_across.reliefs, "reliefs", [{"edition": "x:y"}], "`x:y` has no requirement"),
    (content_rules_across.reliefs, "reliefs", [{}, {}], "stands twice; first on line 2"),
    (content_rules_across.supersessions, "supersessions", [{"edition": "x:y"}], "no disclosure 306-1, 306-5"),
    (content_rules_across.supersessions, "supersessions", [{"disclosures": "306-9"}], "no disclosure 306-9"),
    (content_rules_across.supersessions, "supersessions", [{}, {"disclosures": "306-5"}], "gives way twice"),
    (content_rules_across.supersessions, "supersessions", [{"by": "x:y"}], "`x:y` is no edition"),
    (content_rules_across.supersessions, "supersessions", [{"from": "2022-01-01"}], "takes effect on 2021"),
    (content_rules_across.relations, "relates", [{"from_id": "gri:gri-303-2018/303-9"}], "303-9"),
    (content_rules_across.relations, "relates", [{"from_id": "sdg:sdg-2015/SDG-1"}], "assessed"),
    (content_rules_across.relations, "relates", [{"to_id": "gri:gri-303-2018/303-1"}], "reference"),
    (content_rules_across.relations, "relates", [{}, {"confidence": "single"}], "stands twice"),
    (content_rules_across.claims, "claim-rules", [{}, {"clause": "another"}], "stands twice"),
    (content_rules_across.reasons, "omission-reasons", [{}, {}], "stands twice"),
]


@pytest.mark.parametrize(("rule", "stem", "rows", "told"), BAD_SHELVES)
def test_rule_between_tables_can_fail(rule: content_rules_across.Rule, stem: str, rows: Changes, told: str):
    (problem,) = rule(shelf_with(stem, *rows))
    check_problem(problem, told)
    assert str(problem.source).startswith(f"{stem}.tsv:{1 + len(rows)}")


def changed_count(number: int, **changes: str) -> Shelf:
    """The shelf with one row of the published counts changed; a row that becomes empty is taken out."""
    whole = whole_shelf()
    rows = list(whole.rows["published-counts"])
    rows[number] = table_row({**rows[number].cells, **changes}, rows[number].line, rows[number].table.path)
    kept = [row for row in rows if row["edition"]]
    return replace(whole, rows={**whole.rows, "published-counts": kept})


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"count": "4"}, ["4 disclosures were published, the table has 3"]),
        (
            {"codes": "303-[12]"},
            ["3 disclosures were published, the table has 2", "303-3` is in no published"],
        ),
        ({"edition": ""}, ["`gri:gri-303-2016/303-1` is in no published count, nor 2 more"]),
        ({"edition": "x:y"}, ["`x:y` is no edition", "`gri:gri-303-2016/303-1` is in no published count"]),
        ({"edition": "gri:gri-303-2018"}, ["stands twice", "the table has 5", "303-2016/303-1` is in no"]),
    ],
)
def test_counts_can_fail(changes: dict[str, str], told: list[str]):
    problems = list(content_rules_across.counts(changed_count(0, **changes)))
    assert len(problems) == len(told)
    for words in told:
        assert any(words in each.message for each in problems), words
    for each in problems:
        check_problem(each, "")


BAD_EDITIONS: list[tuple[content_rules_across.EditionRule, str, dict[str, str], str]] = [
    (content_rules_across.successors, SASB, {"superseded_by": "sasb:tc-si-2099"}, "no other edition"),
    (content_rules_across.successors, SASB, {"superseded_by": SASB}, "no other edition"),
    (
        content_rules_across.successors,
        SASB,
        {"superseded_from": "2025-06-30"},
        "takes effect from 2025-01-01",
    ),
    (content_rules_across.successors, SASB, {"superseded_basis": ""}, "superseded by voluntary"),
]


@pytest.mark.parametrize(("rule", "edition_id", "changes", "told"), BAD_EDITIONS)
def test_rule_on_an_edition_among_others_can_fail(
    rule: content_rules_across.EditionRule, edition_id: str, changes: dict[str, str], told: str
):
    (problem,) = rule(replace(edition(edition_id), **changes), whole_shelf())  # type: ignore[arg-type]
    check_problem(problem, told)


@pytest.mark.parametrize(
    "replaced", ["gri:gri-303-2016/303-9", "gri:gri-303-2018/303-1", "303-1", "gri:gri-303-2015/303-1"]
)
def test_what_is_replaced_is_a_row_of_another_edition(replaced: str):
    newer = edition("gri:gri-303-2018")
    first, *rest = newer.disclosures
    changed = replace(newer, disclosures=(replace(first, replaces=(replaced,)), *rest))
    (problem,) = content_rules_across.replaced_rows(changed, replace(whole_shelf(), rows={}))
    check_problem(problem, f"replaces `{replaced}`")
    assert problem.source == first.source


def test_a_regime_is_ruled_for_every_class_of_issuer():
    code = edition(HKEX_2025)
    part_b = [row for row in whole_shelf().rows["applicability"] if row["regime"] != "part-b"]
    left = [row for row in part_b if (row["regime"], row["issuer_class"]) != ("part-c", "hkex-gem")]
    shelf = replace(whole_shelf(), rows={"applicability": left})
    problems = list(content_rules_across.regimes(code, shelf))
    told = [
        "regime `part-b` has no rule for not-hkex-listed, hkex-main-board, hkex-largecap, hkex-gem",
        "regime `part-c` has no rule for hkex-gem",
    ]
    assert sorted(each.message for each in problems) == told
    assert {each.source for each in problems} == {code.disclosures[0].source, code.disclosures[3].source}


def test_every_rule_between_tables_is_shown_to_fail():
    assert {rule for rule, *_ in BAD_SHELVES} | {content_rules_across.counts} == set(
        content_rules_across.RULES
    )
    shown = {rule for rule, *_ in BAD_EDITIONS}
    others = {content_rules_across.replaced_rows, content_rules_across.regimes}
    assert shown | others == set(content_rules_across.EDITION_RULES)


# --- indicators, dimensions, units ----------------------------------------------------------------

BAD_HUBS: list[tuple[content_rules_hub.Rule, str, dict[str, str], str]] = [
    (content_rules_hub.indicator_kinds, "indicators", {"unit_kind": "enrgy"}, "a quantity of `enrgy`"),
    (content_rules_hub.indicator_kinds, "indicators", {"value_type": "text"}, "is no quantity"),
    (content_rules_hub.broader_indicators, "indicators", {"broader": "no-such"}, "`no-such` is no indicator"),
    (content_rules_hub.broader_indicators, "indicators", {"broader": "use"}, "use → use goes round"),
    (content_rules_hub.calculations, "indicators", {"calculation": "sum use + no-such"}, "has `no-such`"),
    (content_rules_hub.calculations, "indicators", {"calculation": "product use"}, "has `product`"),
    (content_rules_hub.dimension_members, "dimensions", {"required": "red;blue"}, "requires blue"),
    (content_rules_hub.dimension_members, "dimensions", {"min_members": "0"}, "requires red"),
    (content_rules_hub.calculations, "indicators", {"calculation": "sum use / use"}, "`sum` with a `/`"),
    (content_rules_hub.calculations, "indicators", {"calculation": "same use[hue=red]"}, "has `hue=red`"),
    (content_rules_hub.partitions, "dimensions", {"partitions": "red + blue"}, "is made up of `blue`"),
    (content_rules_hub.partitions, "dimensions", {"partitions": "red"}, "`red`, which is neither a list"),
    (content_rules_hub.partitions, "dimensions", {"as_whole": "blue"}, "is made up of `blue`"),
    (content_rules_hub.unit_factors, "units", {"factor": "3.6"}, "no unit of the kind `energy`"),
    (content_rules_hub.quotients, "units", {"quotient": "GJ / mRMB"}, "`mRMB`, which is no unit"),
    (content_rules_hub.quotients, "units", {"quotient": "GJ/GJ"}, "which is not `unit / unit`"),
    (content_rules_hub.plausible_factors, "plausible-factors", {"bottom": "use | gone"}, "has `gone`"),
    (content_rules_hub.plausible_factors, "plausible-factors", {"top": "use +"}, "which is no indicator"),
    (content_rules_hub.plausible_factors, "plausible-factors", {"units": "GJ / t"}, "`t`, which is no unit"),
    (content_rules_hub.plausible_factors, "plausible-factors", {"low": "9"}, "9 as the least and 2"),
    (
        content_rules_hub.plausible_ranges,
        "plausible-ranges",
        {"id": "gone"},
        "neither an indicator nor a kind",
    ),
    (content_rules_hub.plausible_ranges, "plausible-ranges", {"low": "9"}, "has 9 as the least"),
]


def hub_rows(changes: dict[str, dict[str, str]]) -> dict[str, list[Row]]:
    """One indicator, one dimension and one unit, with changes by table."""
    rows = {
        "indicators": {
            "id": "use",
            "value_type": "quantity",
            "unit_kind": "energy",
            "calculation": "sum use",
        },
        "dimensions": {
            "id": "colour",
            "members": "red",
            "required": "red",
            "min_members": "1",
            "partitions": "all",
            "as_whole": "",
        },
        "units": {"id": "GJ", "kind": "energy", "factor": "1", "quotient": ""},
        "plausible-factors": {
            "id": "own",
            "top": "use",
            "bottom": "use",
            "units": "GJ / GJ",
            "low": "0",
            "high": "2",
        },
        "plausible-ranges": {"id": "kind:energy", "low": "0", "high": "5"},
    }
    return {
        stem: [table_row({**cells, **changes.get(stem, {})}, 2, f"{stem}.tsv")]
        for stem, cells in rows.items()
    }


@pytest.mark.parametrize(("rule", "stem", "changes", "told"), BAD_HUBS)
def test_rule_on_the_hub_can_fail(
    rule: content_rules_hub.Rule, stem: str, changes: dict[str, str], told: str
):
    (problem,) = rule(hub_rows({stem: changes}))
    check_problem(problem, told)


def test_a_unit_without_a_factor():
    told = [each.message for each in content_rules_hub.unit_factors(hub_rows({"units": {"factor": "0.0"}}))]
    assert told == ["the factor of `GJ` is zero", "no unit of the kind `energy` has the factor 1"]


def test_good_hub_passes():
    for rule in content_rules_hub.RULES:
        assert list(rule(hub_rows({}))) == []
    assert {rule for rule, *_ in BAD_HUBS} == set(content_rules_hub.RULES)


def test_units():
    units = hub().units
    assert len(hub().indicators) >= 280
    assert units["MWh"].factor / units["kWh"].factor == 1000
    assert units["kg"].factor * 1000 == units["t"].factor
    assert units["per-200k-hours"].factor == 5 * units["per-1M-hours"].factor


def test_omission_reasons():
    reasons, problems = load_reasons(frameworks_folder())
    assert problems == []
    gri = {each.reason for each in reasons["gri"]}
    wanted = "Not applicable, Legal prohibitions, Confidentiality constraints"
    assert gri >= {*wanted.split(", "), "Information unavailable / incomplete"}
    assert set(reasons) == {"gri", "hkex", "sasb"}, "the Nasdaq guide knows no omissions: “no” is an answer"
    assert all(each.accompanied_by and each.clause for each in (*reasons["gri"], *reasons["hkex"]))
