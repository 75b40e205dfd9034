"""Every edition table under `frameworks/`: well formed, sourced, and as long as the standard is.

A rule takes the rows of one table and gives the faults. Each is shown to fail on a bad row below.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from functools import cache

import pytest

from esgmap.catalogue import edition_files, load_edition
from esgmap.cells import read_needs
from esgmap.content import frameworks_folder
from esgmap.hub import load_hub, load_reasons
from esgmap.model import Edition, Hub
from esgmap.tables import Row, Table, read_table

FILES = edition_files(frameworks_folder())
HKEX, SASB, NASDAQ = "hkex:esg-guide-2020", "sasb:tc-si-2018-10", "nasdaq:esg-guide-2019"
Rule = Callable[[list[Row]], list[str]]

DISCLOSURES = {
    "gri:gri-2-2021": 30,
    "gri:gri-3-2021": 3,
    "gri:gri-201-2016": 4,
    "gri:gri-202-2016": 2,
    "gri:gri-203-2016": 2,
    "gri:gri-204-2016": 1,
    "gri:gri-205-2016": 3,
    "gri:gri-206-2016": 1,
    "gri:gri-207-2019": 4,
    "gri:gri-301-2016": 3,
    "gri:gri-302-2016": 5,
    "gri:gri-303-2018": 5,
    "gri:gri-304-2016": 4,
    "gri:gri-305-2016": 7,
    "gri:gri-306-2020": 5,
    "gri:gri-308-2016": 2,
    "gri:gri-401-2016": 3,
    "gri:gri-402-2016": 1,
    "gri:gri-403-2018": 10,
    "gri:gri-404-2016": 3,
    "gri:gri-405-2016": 2,
    "gri:gri-406-2016": 1,
    "gri:gri-407-2016": 1,
    "gri:gri-408-2016": 1,
    "gri:gri-409-2016": 1,
    "gri:gri-410-2016": 1,
    "gri:gri-411-2016": 1,
    "gri:gri-413-2016": 2,
    "gri:gri-414-2016": 2,
    "gri:gri-415-2016": 1,
    "gri:gri-416-2016": 2,
    "gri:gri-417-2016": 3,
    "gri:gri-418-2016": 1,
    HKEX: 3 + 12 + 36,
    SASB: 16 + 3,
    NASDAQ: 30,
}
"""How many disclosures each standard has, as published."""

HKEX_KPIS = {
    "A1": 6,
    "A2": 5,
    "A3": 1,
    "A4": 1,
    "B1": 2,
    "B2": 3,
    "B3": 2,
    "B4": 2,
    "B5": 4,
    "B6": 5,
    "B7": 3,
    "B8": 2,
}
NEVER_OMITTED = {
    *(f"gri:gri-2-2021/2-{number}" for number in range(1, 6)),
    "gri:gri-3-2021/3-1",
    "gri:gri-3-2021/3-2",
    f"{HKEX}/MDR-Governance",
    f"{HKEX}/MDR-Principles",
    f"{HKEX}/MDR-Boundary",
}


@cache
def edition(edition_id: str) -> Edition:
    """One edition, which must load without a single problem."""
    found, problems = load_edition(FILES[edition_id])
    assert problems == []
    assert found is not None
    return found


@cache
def table(edition_id: str) -> Table:
    """One edition table as it is written."""
    found, problems = read_table(FILES[edition_id], "edition")
    assert problems == []
    assert found is not None
    return found


@cache
def hub() -> Hub:
    """The shared indicators, dimensions and units."""
    found, problems = load_hub(frameworks_folder())
    assert problems == []
    return found


# --- rules on the rows ----------------------------------------------------------------------------


def unique_ids(rows: list[Row]) -> list[str]:
    """An id stands once in a file."""
    return [row_id for row_id, number in Counter(row["id"] for row in rows).items() if number > 1]


def parents_exist(rows: list[Row]) -> list[str]:
    """What is not a disclosure has a parent above it, in the same disclosure; a disclosure has none."""
    faults, codes = [], {}
    for row in rows:
        if row["level"] == "disclosure":
            faults += [row["id"]] if row["parent"] or row["code"] != row["id"] else []
        elif codes.get(row["parent"]) != row["code"]:
            faults.append(row["id"])
        codes[row["id"]] = row["code"]
    return faults


def ids_begin_with_the_code(rows: list[Row]) -> list[str]:
    """A part's id begins with the code of its disclosure."""
    return [row["id"] for row in rows if not row["id"].startswith(row["code"])]


def sourced(rows: list[Row]) -> list[str]:
    """Every row says where it was read, how sure we are, where it stands in the standard, and its topic."""
    columns = ("source", "confidence", "locator", "topic", "title", "wording")
    return [f"{row['id']} {column}" for row in rows for column in columns if not row[column]]


def two_sources_if_verified(rows: list[Row]) -> list[str]:
    """A row that says `verified` names two sources or more, a recalled one is never verified."""
    faults = []
    for row in rows:
        sources = [part for part in row["source"].replace(" and ", ";").split(";") if part.strip()]
        recalled = "recalled" in row["source"]
        if row["confidence"] == "verified" and (len(sources) < 2 or recalled):
            faults.append(row["id"])
    return faults


def short_titles(rows: list[Row]) -> list[str]:
    """A title has at most 20 words."""
    return [row["id"] for row in rows if len(row["title"].split()) > 20]


def official_words(rows: list[Row]) -> list[str]:
    """Only a disclosure's title is given in the standard's own words."""
    return [row["id"] for row in rows if row["level"] != "disclosure" and row["wording"] != "own"]


def kinds(rows: list[Row]) -> list[str]:
    """A requirement asks for a figure, a statement, or yes or no; nothing else asks for anything."""
    asks = ("kind", "unit_kind", "unit", "dimensions", "periods", "condition")
    faults = [row["id"] for row in rows if row["level"] == "requirement" and not row["kind"]]
    return faults + [
        row["id"] for row in rows if row["level"] != "requirement" and any(row[column] for column in asks)
    ]


def unit_kinds(rows: list[Row]) -> list[str]:
    """A figure has a kind of unit (or a note that says why not) that exists, and a unit of that kind."""
    known = {unit.kind for unit in hub().units.values()}
    faults = []
    for row in rows:
        unit = hub().units.get(row["unit"])
        wrong_kind = row["unit_kind"] and row["unit_kind"] not in known
        wrong_unit = row["unit"] and (unit is None or unit.kind != row["unit_kind"])
        unsaid = row["kind"] == "quantitative" and not row["unit_kind"] and not row["note"]
        needless = row["kind"] in {"narrative", "yes-no"} and row["unit_kind"]
        if wrong_kind or wrong_unit or unsaid or needless:
            faults.append(row["id"])
    return faults


def dimensions(rows: list[Row]) -> list[str]:
    """Every dimension exists; a fixed member of a dimension whose members are listed is one of them."""
    known = hub().dimensions
    faults = []
    for row in rows:
        needs = read_needs(row["dimensions"])
        names = {name for each in needs.breakdowns for name in each.dimensions}
        pairs = dict(needs.fixed)
        strange = [
            name
            for name, member in pairs.items()
            if name in known and known[name].members and member not in known[name].members
        ]
        if (names | set(pairs)) - set(known) or strange:
            faults.append(row["id"])
    return faults


def groups(rows: list[Row]) -> list[str]:
    """A group and a disclosure have something below them that is assessed."""
    children: dict[str, list[Row]] = {}
    for row in rows:
        children.setdefault(row["parent"], []).append(row)

    def asks(row_id: str) -> bool:
        return any(row["level"] == "requirement" or asks(row["id"]) for row in children.get(row_id, ()))

    return [row["id"] for row in rows if row["level"] != "requirement" and not asks(row["id"])]


def obligations(rows: list[Row]) -> list[str]:
    """A disclosure says how it binds and whether it may be omitted; only a disclosure says the latter."""
    faults = []
    for row in rows:
        if row["level"] == "disclosure":
            faults += [] if row["obligation"] and row["omission"] else [row["id"]]
            mandatory = row["obligation"] == "mandatory"
            faults += [row["id"]] if mandatory and row["omission"] != "not-permitted" else []
        elif row["omission"]:
            faults.append(row["id"])
    return faults


RULES: tuple[Rule, ...] = (
    unique_ids,
    parents_exist,
    ids_begin_with_the_code,
    sourced,
    two_sources_if_verified,
    short_titles,
    official_words,
    kinds,
    unit_kinds,
    dimensions,
    groups,
    obligations,
)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("edition_id", FILES)
def test_rows(edition_id: str, rule: Rule):
    assert rule(table(edition_id).rows) == []


# --- each rule can fail ---------------------------------------------------------------------------

DISCLOSURE = {
    "id": "X1",
    "level": "disclosure",
    "code": "X1",
    "title": "A disclosure",
    "wording": "official",
    "topic": "X",
    "locator": "Part X",
    "obligation": "voluntary",
    "omission": "permitted",
    "source": "one; two",
    "confidence": "verified",
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
BAD: list[tuple[Rule, list[dict[str, str]]]] = [
    (unique_ids, [{}, {"id": "X1"}]),
    (parents_exist, [{"parent": "X0"}]),
    (parents_exist, [{}, {"id": "X1-a", "parent": "X9"}]),
    (parents_exist, [{}, {"id": "X1-a", "parent": "X1", "code": "X2"}]),
    (ids_begin_with_the_code, [{}, {"id": "Y1-a"}]),
    (sourced, [{"source": ""}]),
    (sourced, [{"confidence": ""}]),
    (sourced, [{"locator": ""}]),
    (two_sources_if_verified, [{"source": "one"}]),
    (two_sources_if_verified, [{"source": "one; recalled"}]),
    (short_titles, [{"title": "word " * 21}]),
    (official_words, [{}, {"id": "X1-a", "wording": "official"}]),
    (kinds, [{}, {"id": "X1-a", "kind": ""}]),
    (kinds, [{"kind": "narrative"}]),
    (kinds, [{}, {"id": "X1-a", "level": "group"}]),
    (unit_kinds, [{}, {"id": "X1-a", "unit_kind": ""}]),
    (unit_kinds, [{}, {"id": "X1-a", "unit_kind": "", "unit": ""}]),
    (unit_kinds, [{}, {"id": "X1-a", "unit_kind": "enrgy", "unit": ""}]),
    (unit_kinds, [{}, {"id": "X1-a", "unit": "t"}]),
    (unit_kinds, [{}, {"id": "X1-a", "kind": "narrative"}]),
    (dimensions, [{}, {"id": "X1-a", "dimensions": "gender*sex"}]),
    (dimensions, [{}, {"id": "X1-a", "dimensions": "total;size=big"}]),
    (dimensions, [{}, {"id": "X1-a", "dimensions": "gender=women"}]),
    (groups, [{}]),
    (groups, [{}, {"id": "X1-a"}, {"id": "X1-b", "level": "group"}]),
    (obligations, [{"obligation": ""}]),
    (obligations, [{"omission": ""}]),
    (obligations, [{"obligation": "mandatory"}]),
    (obligations, [{}, {"id": "X1-a", "omission": "permitted"}]),
]


def made_rows(changes: Iterable[dict[str, str]]) -> list[Row]:
    """A disclosure and requirements, each with its changes; one for X1-a is a requirement."""
    bases = [REQUIREMENT if change.get("id", "X1") != "X1" else DISCLOSURE for change in changes]
    return [Row({**base, **change}, 1) for base, change in zip(bases, changes, strict=True)]


@pytest.mark.parametrize(("rule", "changes"), BAD)
def test_rule_can_fail(rule: Rule, changes: list[dict[str, str]]):
    assert len(rule(made_rows(changes))) >= 1


@pytest.mark.parametrize("rule", RULES)
def test_rule_lets_good_rows_pass(rule: Rule):
    assert rule(made_rows([{}, {"id": "X1-a"}])) == []


def test_every_rule_is_shown_to_fail():
    assert {rule for rule, _ in BAD} == set(RULES)


# --- headers --------------------------------------------------------------------------------------


def partial_date(text: str) -> date:
    """A day, or the first day of the month or year that is given."""
    return date.fromisoformat("-".join([*text.split("-"), "01", "01"][:3]))


@pytest.mark.parametrize("edition_id", FILES)
def test_header(edition_id: str):
    header = table(edition_id).header
    wanted = ("id", "framework", "standard", "title", "edition", "publisher", "reference", "compiled_from")
    assert [key for key in wanted if not header.get(key)] == []
    assert header["id"] == edition_id
    assert header["framework"] == edition_id.split(":")[0]
    assert header["effective_basis"] in {"financial-year-start", "publication-date", "voluntary"}
    assert bool(header.get("superseded_by")) == bool(header.get("superseded_from"))
    assert (header["effective_basis"] == "voluntary") == ("effective_from" not in header)


@pytest.mark.parametrize("edition_id", FILES)
def test_dates_are_in_order(edition_id: str):
    header = table(edition_id).header
    date.fromisoformat(header["checked_on"])
    dates = [
        partial_date(header[key])
        for key in ("issued", "effective_from", "superseded_from")
        if header.get(key)
    ]
    assert dates == sorted(dates)
    assert dates[:1] <= [date.fromisoformat(header["checked_on"])]


# --- counts, as published -------------------------------------------------------------------------


def test_every_edition_is_counted():
    assert set(FILES) == set(DISCLOSURES), "say above how many disclosures the standard has"


@pytest.mark.parametrize("edition_id", DISCLOSURES)
def test_number_of_disclosures(edition_id: str):
    disclosures = edition(edition_id).disclosures
    assert len(disclosures) == DISCLOSURES[edition_id]
    assert all(disclosure.requirements for disclosure in disclosures)


@pytest.mark.parametrize("edition_id", [each for each in DISCLOSURES if each.startswith("gri:")])
def test_gri_codes_count_up(edition_id: str):
    number = edition_id.split("-")[1]
    wanted = [f"{number}-{position}" for position in range(1, DISCLOSURES[edition_id] + 1)]
    assert [disclosure.code for disclosure in edition(edition_id).disclosures] == wanted


def test_hkex_parts():
    codes = [disclosure.code for disclosure in edition(HKEX).disclosures]
    wanted = ["MDR-Governance", "MDR-Principles", "MDR-Boundary"]
    for aspect, number in HKEX_KPIS.items():
        wanted += [aspect, *(f"{aspect}.{position}" for position in range(1, number + 1))]
    assert codes == wanted
    obligations = Counter(disclosure.obligation for disclosure in edition(HKEX).disclosures)
    assert obligations == {"mandatory": 3, "comply-or-explain": 12 + 36}


def test_sasb_topics():
    topics = Counter(disclosure.topic for disclosure in edition(SASB).disclosures)
    assert topics.pop("Activity Metrics") == 3
    assert len(topics) == 6
    assert sum(topics.values()) == 16
    activity = [each.code for each in edition(SASB).disclosures if each.topic == "Activity Metrics"]
    assert activity == ["TC-SI-000.A", "TC-SI-000.B", "TC-SI-000.C"]


def test_nasdaq_letters():
    codes = [disclosure.code for disclosure in edition(NASDAQ).disclosures]
    assert codes == [f"{letter}{number}" for letter in "ESG" for number in range(1, 11)]
    letters = [disclosure.topic[-2] for disclosure in edition(NASDAQ).disclosures]
    assert letters == [code[0] for code in codes]


def test_where_omission_is_not_permitted():
    refused = {
        disclosure.id
        for edition_id in FILES
        for disclosure in edition(edition_id).disclosures
        if not disclosure.omission_permitted
    }
    assert refused == NEVER_OMITTED


def test_sasb_titles_are_our_own_words():
    assert [each.code for each in edition(SASB).disclosures if each.title_is_official] == []


# --- what the editions share ----------------------------------------------------------------------


def test_indicators():
    known = hub()
    units = {unit.kind for unit in known.units.values()}
    assert len(known.indicators) >= 280
    for indicator in known.indicators.values():
        assert (indicator.value_type == "quantity") == (indicator.unit_kind in units), indicator.id
        assert indicator.basis in {"performance", "target", "any"}, indicator.id
        assert indicator.broader in {"", *known.indicators} - {indicator.id}, indicator.id
        parts = indicator.calculation.replace("+", " ").replace("/", " ").split()
        assert not parts or parts[0] in {"sum", "ratio"}, indicator.id
        assert set(parts[1:]) <= set(known.indicators), indicator.id


def test_broader_indicators_end():
    known = hub().indicators
    for indicator in known.values():
        seen = [indicator.id]
        while broader := known[seen[-1]].broader:
            assert broader not in seen, " → ".join([*seen, broader])
            seen.append(broader)


def test_dimensions():
    for dimension in hub().dimensions.values():
        assert set(dimension.required) <= set(dimension.members), dimension.id
        assert len(dimension.required) <= dimension.min_members or not dimension.required, dimension.id


def test_units():
    units = hub().units
    assert all(unit.factor > 0 for unit in units.values())
    assert units["MWh"].factor / units["kWh"].factor == 1000
    assert units["kg"].factor * 1000 == units["t"].factor
    assert units["per-200k-hours"].factor == 5 * units["per-1M-hours"].factor
    bases = {kind: [unit.factor for unit in units.values() if unit.kind == kind] for kind in kinds_in_use()}
    assert [kind for kind, factors in bases.items() if Decimal(1) not in factors] == []


def kinds_in_use() -> set[str]:
    """Every kind of unit that a requirement asks for."""
    return {row["unit_kind"] for each in FILES for row in table(each).rows if row["unit_kind"]}


def test_omission_reasons():
    reasons, problems = load_reasons(frameworks_folder())
    assert problems == []
    assert [each.reason for each in reasons["gri"]] == [
        "Not applicable",
        "Legal prohibitions",
        "Confidentiality constraints",
        "Information unavailable / incomplete",
    ]
    assert set(reasons) == {"gri", "hkex", "sasb"}, "the Nasdaq guide knows no omissions: “no” is an answer"
    assert all(each.accompanied_by and each.clause for each in (*reasons["gri"], *reasons["hkex"]))
