"""The sheet `Report` of a workbook → what report.yaml would hold, with the cell of every value.

Lines and lists are known by their labels, wherever they stand; lines that people add are left alone. What is
filled in wrongly is told by the same schema as report.yaml.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

from esgmap.cells import read_list
from esgmap.form_columns import (
    BLOCKS,
    CHOICES,
    DOCUMENTS,
    EDITIONS,
    FIELDS,
    FRAMEWORKS,
    SECTORS,
    TOPICS,
    Block,
    Field,
    plain_title,
)
from esgmap.model import Problem, Severity, Source
from esgmap.sheets import SheetCells
from esgmap.yamlfile import Keys, check_values

YES, NO = frozenset({"yes", "y", "true", "x", "1"}), frozenset({"no", "n", "false", "0"})
Record = dict[str, tuple[str, Source]]
"""One line of a list: the text and the cell under each key."""


@dataclass(slots=True)
class Head:
    """What the sheet says: the values of report.yaml, the cell of each, the own choices, and all problems."""

    raw: dict[str, Any] = field(default_factory=dict)
    spots: dict[Keys, Source] = field(default_factory=dict)
    choices: dict[str, tuple[str, ...]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_head(cells: SheetCells, shown: str) -> Head:
    """Read the sheet; what is missing or wrong is among the problems."""
    head, lists = Head(), {block.heading: list[Record]() for block in BLOCKS}
    head.spots[()] = Source(shown, 1, cell=f"{cells.name}!A1")
    _walk(cells, shown, head, lists)
    _frameworks(lists, head)
    _sectors(lists[SECTORS.heading], head)
    _topics(lists[TOPICS.heading], head)
    _documents(lists[DOCUMENTS.heading], head)
    for record in lists[CHOICES.heading]:
        names = tuple(record[key][0] if key in record else "" for _, key in CHOICES.columns[1:])
        if "dimension" in record:
            head.choices[record["dimension"][0]] = names
    topics = head.raw.get("material_topics", {}).get("topics", ())
    head.choices["topic"] = tuple(each.get("id", "") for each in topics)
    head.problems += check_values(head.raw, "report", head.spots)
    return head


def _walk(cells: SheetCells, shown: str, head: Head, lists: dict[str, list[Record]]) -> None:
    """Go down the lines, and sort what stands there to the fields and the lists."""
    block: Block | None = None
    columns: dict[int, str] = {}
    for number, line in cells.rows().items():
        place, first = next(iter(line.items()))
        heading = next((each for each in BLOCKS if plain_title(each.heading) == plain_title(first)), None)
        if heading and len(line) < 3:
            block, columns = heading, {}
        elif block and not columns:
            known = {column: key for column, text in line.items() if (key := block.key(text))}
            columns = known if len(known) > 1 else {}
        elif block:
            lists[block.heading] += _record(cells, shown, number, columns)
        else:
            _field(cells, shown, (number, place), head)


def _record(cells: SheetCells, shown: str, number: int, columns: dict[int, str]) -> list[Record]:
    record = {
        key: (text, cells.source(shown, number, column))
        for column, key in columns.items()
        if (text := cells.text(number, column))
    }
    return [record] if record else []


def _field(cells: SheetCells, shown: str, at: tuple[int, int], head: Head) -> None:
    """Take over the value beside a label; a label that is nearly one of ours is told."""
    number, column = at
    label, text = cells.text(number, column), cells.text(number, column + 1)
    known = {plain_title(each.label): each for each in FIELDS} | {each.keys[-1]: each for each in FIELDS[:3]}
    found = known.get(plain_title(label))
    place = cells.source(shown, number, column + 1)
    if found is None:
        near = difflib.get_close_matches(plain_title(label), known, 1, 0.8)
        if near and text:
            message = f"`{label}` is not known, and its value is left out"
            hint = f"is `{known[near[0]].label}` meant?"
            head.problems.append(Problem("unknown-key", Severity.WARNING, message, hint, place))
        return
    _keep(found, text, place, head)


def _keep(found: Field, text: str, place: Source, head: Head) -> None:
    inner = head.raw
    for depth, key in enumerate(found.keys[:-1], start=1):
        head.spots.setdefault(found.keys[:depth], place)
        if text or found.keys[0] == "period":
            inner = inner.setdefault(key, {})
    head.spots.setdefault(found.keys, place)
    if not text:
        return
    if found.repeated:
        items = inner.setdefault(found.keys[-1], [])
        head.spots[*found.keys, len(items)] = place
        items.append(text)
    elif found.keys[-1] in inner:
        message = f"`{found.label}` stands twice; first at {head.spots[found.keys]}"
        head.problems.append(_error("duplicate-key", message, "keep one of them", place))
    else:
        head.spots[found.keys] = place
        inner[found.keys[-1]] = text


# --- the lists ------------------------------------------------------------------------------------


def _frameworks(lists: dict[str, list[Record]], head: Head) -> None:
    found: list[dict[str, Any]] = []
    for record in lists[FRAMEWORKS.heading]:
        name, place = record.get("framework", ("", next(iter(record.values()))[1]))
        name = name.casefold()
        if any(each["framework"] == name for each in found):
            message = f"framework `{name}` stands twice"
            head.problems.append(_error("duplicate-key", message, "keep one of the lines", place))
            continue
        head.spots["frameworks", len(found)] = place
        head.spots["frameworks", len(found), "editions"] = place
        for key, (_, cell) in record.items():
            head.spots["frameworks", len(found), key] = cell
        told = {key: text for key, (text, _) in record.items()} | {"framework": name, "editions": []}
        found.append({key: value for key, value in told.items() if value != ""})
    for record in lists[EDITIONS.heading]:
        if "edition" in record:
            _edition(record, found, head)
    if found:
        head.raw["frameworks"] = found
        head.spots.setdefault(("frameworks",), head.spots["frameworks", 0])


def _edition(record: Record, found: list[dict[str, Any]], head: Head) -> None:
    """Put an edition under its framework, which its id names or its name begins with."""
    text, place = record["edition"]
    framework, colon, _ = text.partition(":")
    names = [each.get("framework", "") for each in found]
    if not colon:
        fitting = [name for name in names if text.startswith(f"{name}-")] or names
        if len(fitting) != 1:
            message = f"edition `{text}` does not say of which framework it is"
            hint = "write the framework in front, as gri:gri-2-2021 or sasb:tc-si-2023-12"
            head.problems.append(_error("unknown-edition", message, hint, place))
            return
        framework = fitting[0]
    if framework not in names:
        head.spots["frameworks", len(found)] = place
        found.append({"framework": framework, "editions": []})
        names.append(framework)
    number = names.index(framework)
    editions = found[number]["editions"]
    head.spots["frameworks", number, "editions", len(editions)] = place
    editions.append(text)
    pinned, pin_place = record.get("pinned", ("", place))
    if pinned.casefold() in YES:
        found[number].setdefault("pinned", []).append(text)
    elif pinned and pinned.casefold() not in NO:
        message = f"`Pinned` is `{pinned}`; expected yes, or nothing"
        hint = "write yes if the edition is used on purpose before or after its time"
        head.problems.append(_error("unknown-choice", message, hint, pin_place))


def _sectors(records: list[Record], head: Head) -> None:
    """Sector Standards under their frameworks, each with its topics that are not material."""
    frameworks = head.raw.get("frameworks", [])
    names = [each.get("framework", "") for each in frameworks]
    for record in records:
        place = next(iter(record.values()))[1]
        name = record.get("framework", (names[0] if len(names) == 1 else "", place))[0].casefold()
        if name not in names or "title" not in record:
            message = "this line of Sector Standards names no framework of the report, or no title"
            head.problems.append(_error("missing-value", message, "fill in Framework and Title", place))
            continue
        at = ("frameworks", names.index(name), "sector_standards")
        standards = frameworks[names.index(name)].setdefault("sector_standards", [])
        titles = [each["title"] for each in standards]
        if record["title"][0] not in titles:
            head.spots[*at, len(standards)] = place
            titles.append(record["title"][0])
            standards.append({"title": record["title"][0]})
        number = titles.index(record["title"][0])
        told = {key: record[key][0] for key in ("topic", "explanation") if key in record}
        if told:
            topics = standards[number].setdefault("not_material", [])
            head.spots[*at, number, "not_material", len(topics)] = place
            for key in told:
                head.spots[*at, number, "not_material", len(topics), key] = record[key][1]
            topics.append(told)


def _topics(records: list[Record], head: Head) -> None:
    topics: list[dict[str, Any]] = []
    for record in records:
        at = ("material_topics", "topics", len(topics))
        head.spots[at] = next(iter(record.values()))[1]
        for key, (_, place) in record.items():
            head.spots[*at, key] = place
        topic: dict[str, Any] = {key: text for key, (text, _) in record.items()}
        if "id" not in topic and (made := slug(topic.get("label", ""))):
            topic["id"] = made
            head.spots[*at, "id"] = head.spots[*at, "label"]
        if "disclosures" in topic:
            place = record["disclosures"][1]
            topic["disclosures"] = list(read_list(topic["disclosures"]))
            head.spots |= {(*at, "disclosures", number): place for number in range(len(topic["disclosures"]))}
        if "sector_refs" in topic:
            _sector_refs(topic, at, record["sector_refs"][1], head)
        topics.append(topic)
    if topics or "material_topics" in head.raw:
        head.raw.setdefault("material_topics", {})["topics"] = topics


def _sector_refs(topic: dict[str, Any], at: Keys, place: Source, head: Head) -> None:
    refs: list[dict[str, str]] = []
    for each in read_list(topic["sector_refs"]):
        disclosure, _, number = (part.strip() for part in each.partition("="))
        if not (disclosure and number):
            message = f"`{each}` names no disclosure with its number"
            hint = "write gri-305-2016/305-1 = 14.1.5, and a semicolon before the next"
            head.problems.append(_error("malformed-value", message, hint, place))
            continue
        head.spots[*at, "sector_refs", len(refs), "disclosure"] = place
        refs.append({"disclosure": disclosure, "number": number})
    topic["sector_refs"] = refs


def _documents(records: list[Record], head: Head) -> None:
    for number, record in enumerate(records):
        head.spots["documents", number] = next(iter(record.values()))[1]
        head.spots |= {("documents", number, key): place for key, (_, place) in record.items()}
    if records:
        head.spots["documents",] = head.spots["documents", 0]
        head.raw["documents"] = [{key: text for key, (text, _) in each.items()} for each in records]


def slug(text: str) -> str:
    """A text as an id: small letters and digits, hyphens between words; empty if no letter is left.

    >>> slug("Climate & Energy (2025)")
    'climate-energy-2025'
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.casefold()).strip("-")


def _error(code: str, message: str, hint: str, place: Source) -> Problem:
    return Problem(code, Severity.ERROR, message, hint, place)
