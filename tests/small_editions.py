"""Two made-up editions of a standard that never was, one in the other's place, as one-line rows."""

from __future__ import annotations

from typing import Any

from made_up import disclosure, requirement

from esgmap.model import Disclosure, Edition, Requirement

OLD, NEW, OTHER = "made:up-2020", "made:up-2023", "made:else-2023"


def row(edition_id: str, local: str, replaces: str = "", change: str = "", **changes: Any) -> Requirement:
    """A requirement; its local id names its disclosure before the hyphen, `replaces` local ids of the old."""
    code = local.split("-")[0]
    return requirement(
        id=f"{edition_id}/{local}",
        edition_id=edition_id,
        disclosure_id=f"{edition_id}/{code}",
        parent_id=f"{edition_id}/{code}",
        code=code,
        label=f"Asks {local}",
        replaces=tuple(f"{OLD}/{each}" for each in replaces.split()),
        change=change,
        **changes,
    )


def block(
    edition_id: str, code: str, *items: Requirement, replaces: str = "", change: str = ""
) -> Disclosure:
    """A disclosure of these requirements."""
    values = disclosure(
        *items,
        edition_id=edition_id,
        code=code,
        title=f"Title {code}",
        replaces=tuple(f"{OLD}/{each}" for each in replaces.split()),
        change=change,
    )
    values_by_name = {name: getattr(values, name) for name in Disclosure.__dataclass_fields__}
    return Disclosure(**{**values_by_name, "id": f"{edition_id}/{code}"})


def edition(edition_id: str, *disclosures: Disclosure, **changes: Any) -> Edition:
    """An edition without dates, unless told otherwise."""
    values = dict.fromkeys(Edition.__dataclass_fields__, "")
    return Edition(**{**values, "id": edition_id, "role": "assessed", "disclosures": disclosures, **changes})


OLDER = edition(
    OLD,
    block(OLD, "A", row(OLD, "A-same"), row(OLD, "A-words"), row(OLD, "A-question"), row(OLD, "A-gone")),
    block(OLD, "B", row(OLD, "B-one"), row(OLD, "B-two")),
    block(OLD, "C", row(OLD, "C-whole")),
    block(OLD, "D", row(OLD, "D-whole")),
    superseded_from="2023-01-01",
)
"""A: one row of each kind. B: moves to another code. C: goes to another standard. D: compared as a whole."""

NEWER = edition(
    NEW,
    block(
        NEW,
        "A",
        row(NEW, "A-same", "A-same", "unchanged"),
        row(NEW, "A-words", "A-words", "reworded", change_note="plainer words"),
        row(NEW, "A-question", "A-question", "changed", change_note="now by region"),
        row(NEW, "A-more", change="new"),
        replaces="A",
        change="changed",
    ),
    block(
        NEW,
        "E",
        row(NEW, "E-one", "B-one B-two", "reworded"),
        row(NEW, "E-group", is_group=True, change="new"),
        replaces="B",
        change="reworded",
    ),
    block(NEW, "F", row(NEW, "F-a"), row(NEW, "F-b"), replaces="D", change="changed"),
    block(NEW, "G", row(NEW, "G-a", change="new"), change="new"),
)

ELSEWHERE = edition(OTHER, block(OTHER, "Z", row(OTHER, "Z-a"), replaces="C", change="reworded"))
