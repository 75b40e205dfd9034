"""Small made-up records, so that a rule can be tried without any content: no standard asks any of this."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from esgmap.assess import assess_disclosure, index_evidence
from esgmap.cells import read_members, read_needs, read_period
from esgmap.coverage import Scope
from esgmap.findings import DisclosureFinding, Finding
from esgmap.model import (
    Dimension,
    Disclosure,
    Hub,
    Indicator,
    Mapping,
    OmissionReason,
    Period,
    Requirement,
    Source,
    Unit,
)
from esgmap.reported import Evidence, Fact, Omission
from esgmap.tables import Row, Table

YEAR = Period(date(2021, 1, 1), date(2021, 12, 31))
NOWHERE = Evidence("report", "1", "Section", "")
ROW = Source("facts.csv", 2)
DISCLOSURE_ID = "made:up-2021/X1"
REQUIREMENT_ID = "made:up-2021/X1-a"
REASONS = {"made": (OmissionReason("made", "Secret", "why it is secret", "clause 1"),)}


def table_row(cells: dict[str, str], line: int = 2, path: str = "") -> Row:
    """A row of a table that has these columns."""
    positions = {name: place for place, name in enumerate(cells)}
    table = Table(path, "", positions=positions, lines=("",) * line)
    return Row([*cells.values(), ""], line, table)


def unit(unit_id: str, kind: str, factor: str = "1") -> Unit:
    """A unit."""
    return Unit(unit_id, unit_id, kind, Decimal(factor))


def indicator(indicator_id: str, **changes: Any) -> Indicator:
    """An indicator that is a performance figure in energy, unless told otherwise."""
    values: dict[str, Any] = {
        "label": indicator_id.capitalize(),
        "definition": "",
        "value_type": "quantity",
        "unit_kind": "energy",
        "basis": "performance",
        "broader": "",
        "calculation": "",
        "source": Source("indicators.tsv", 2),
    }
    return Indicator(indicator_id, **{**values, **changes})


def dimension(name: str, members: str = "", required: str = "", least: int = 1, **changes: Any) -> Dimension:
    """A dimension; members are written with blanks between them."""
    restricts = changes.get("restricts", True)
    return Dimension(name, name, tuple(members.split()), tuple(required.split()), least, restricts)


HUB = Hub(
    indicators={
        each.id: each
        for each in (
            indicator("use"),
            indicator("goal", basis="target", value_type="text", unit_kind=""),
            indicator("rating", basis="any", unit_kind="ratio"),
        )
    },
    dimensions={
        each.id: each
        for each in (
            dimension("gender", "male female", "male female", 2),
            dimension("region", "", "", 2),
            dimension("level", "", "", 2),
            dimension("fuel"),
            dimension("site"),
            dimension("topic", restricts=False),
        )
    },
    units={
        each.id: each
        for each in (
            unit("GJ", "energy"),
            unit("MWh", "energy", "3.6"),
            unit("t", "mass"),
            unit("pct", "percentage"),
        )
    },
)
SCOPE = Scope(YEAR, ("climate", "people"), HUB)


def requirement(**changes: Any) -> Requirement:
    """A requirement for a figure in energy for one year; `dimensions` is written as in an edition table."""
    dimensions = changes.pop("dimensions", "")
    values: dict[str, Any] = {
        "id": REQUIREMENT_ID,
        "edition_id": "made:up-2021",
        "disclosure_id": DISCLOSURE_ID,
        "parent_id": DISCLOSURE_ID,
        "code": "X1",
        "label": "Energy used",
        "locator": "Clause X1, a",
        "obligation": "voluntary",
        "kind": "quantitative",
        "unit_kind": "energy",
        "unit": "GJ",
        "needs": read_needs(dimensions),
        "periods": 1,
        "condition": "",
        "confidence": "verified",
        "compiled_from": "made up",
        "note": "",
        "is_group": False,
        "source": Source("frameworks/made/up-2021.tsv", 2),
    }
    return Requirement(**{**values, **changes})


def narrative(**changes: Any) -> Requirement:
    """A requirement for a statement."""
    return requirement(
        **{"kind": "narrative", "unit_kind": "", "unit": "", "label": "Words on it", **changes}
    )


def fact(fact_id: str = "f1", **changes: Any) -> Fact:
    """A measured 10 MWh for `use` in 2021; `period` and `dimensions` are written as in facts.csv."""
    period = read_period(changes.pop("period", "2021"))
    members = read_members(changes.pop("dimensions", ""))
    assert isinstance(period, Period)
    assert isinstance(members, tuple)
    values: dict[str, Any] = {
        "indicator": "use",
        "answers": (),
        "is_partial": False,
        "lacks": "",
        "label": f"Row {fact_id}",
        "value_state": "number",
        "value": "10",
        "number": Decimal(10),
        "value_as_printed": "10",
        "unit": "MWh",
        "unit_as_printed": "MWh",
        "period": period,
        "dimensions": members,
        "basis": "measured",
        "whose": "own",
        "evidence": NOWHERE,
        "note": "",
        "source": ROW,
    }
    return Fact(fact_id, **{**values, **changes})


def statement(fact_id: str = "f1", **changes: Any) -> Fact:
    """A statement instead of a figure."""
    return fact(fact_id, **{"value_state": "text", "value": "words", "number": None, "unit": "", **changes})


def nil(fact_id: str = "f1", **changes: Any) -> Fact:
    """The report says that there was none."""
    return fact(fact_id, **{"value_state": "nil", "value": "", "number": Decimal(0), "unit": "", **changes})


def mapping(**changes: Any) -> Mapping:
    """An exact match of the requirement with `use`."""
    values: dict[str, Any] = {
        "subject_id": REQUIREMENT_ID,
        "predicate_id": "skos:exactMatch",
        "object_id": "use",
        "is_negative": False,
        "justification": "semapv:ManualMappingCuration",
        "author": "nobody",
        "mapping_date": "2026-11-22",
        "confidence": "1",
        "comment": "",
        "source": Source("mappings/made-up-2021.sssom.tsv", 2),
    }
    return Mapping(**{**values, **changes})


def omission(**changes: Any) -> Omission:
    """A legal omission of the whole disclosure."""
    values: dict[str, Any] = {
        "disclosure_id": DISCLOSURE_ID,
        "requirement_ids": (),
        "reason": "Secret",
        "explanation": "a contract forbids it until 2023",
        "evidence": NOWHERE,
        "source": Source("omissions.csv", 2),
    }
    return Omission(**{**values, **changes})


def disclosure(*items: Requirement, **changes: Any) -> Disclosure:
    """A disclosure of these requirements, whose omission is permitted."""
    values: dict[str, Any] = {
        "edition_id": "made:up-2021",
        "code": "X1",
        "title": "Made up",
        "title_is_official": False,
        "topic": "X",
        "locator": "Clause X1",
        "obligation": "voluntary",
        "omission_permitted": True,
        "confidence": "verified",
        "compiled_from": "made up",
        "note": "",
        "source": Source("frameworks/made/up-2021.tsv", 1),
    }
    return Disclosure(id=DISCLOSURE_ID, items=items, **{**values, **changes})


def assess(
    asked: Disclosure,
    facts: list[Fact],
    mappings: list[Mapping] | None = None,
    omissions: list[Omission] | None = None,
) -> DisclosureFinding:
    """Assess a disclosure; unless told otherwise, `use` is an exact match of the requirement X1-a."""
    rows = [mapping()] if mappings is None else mappings
    return assess_disclosure(asked, index_evidence(facts, rows, omissions or [], REASONS, SCOPE))


def assess_one(asked: Requirement, *facts: Fact, mappings: list[Mapping] | None = None) -> Finding:
    """Assess one requirement alone."""
    return assess(disclosure(asked), list(facts), mappings).findings[0]
