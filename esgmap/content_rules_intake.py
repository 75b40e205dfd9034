"""What the tables of words for reading other tables keep: names that exist, and each wording said once.

A rule takes the rows of the tables by the table's name (indicator-words, member-words, intake-words, beside
indicators and dimensions), and yields a problem for each fault.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from esgmap.cells import read_list
from esgmap.model import Problem
from esgmap.tables import Row, error

TABLES = ("indicator-words", "member-words", "intake-words")
HubRows = dict[str, list[Row]]
Rule = Callable[[HubRows], Iterator[Problem]]
CODE = "words"
ITSELF = "*"


def indicators_exist(rows: HubRows) -> Iterator[Problem]:
    """Words stand for a quantity that exists, once in each language; what they settle are dimensions."""
    kinds = {row["id"]: row["value_type"] for row in rows["indicators"]}
    dimensions = {row["id"] for row in rows["dimensions"]}
    seen: set[tuple[str, str]] = set()
    for row in rows["indicator-words"]:
        name, key = row["indicator"], (row["indicator"], row["language"])
        if kinds.get(name) != "quantity":
            told = "is no quantity" if name in kinds else "is no indicator"
            yield error(CODE, f"`{name}` {told}", "see indicators.tsv", row.source("indicator"))
        elif key in seen:
            message = f"`{name}` has two rows in {row['language']}"
            yield error(CODE, message, "make one of them", row.source("indicator"))
        seen.add(key)
        for each in read_list(row["says"]):
            if each not in dimensions:
                yield error(CODE, f"`{each}` is no dimension", "see dimensions.tsv", row.source("says"))


def wordings_differ(rows: HubRows) -> Iterator[Problem]:
    """A wording stands for one indicator only, or it tells nothing; and once in its row."""
    first: dict[str, str] = {}
    for row in rows["indicator-words"]:
        words = [each.casefold() for each in read_list(row["words"])]
        for word in words:
            other = first.setdefault(word, row["indicator"])
            if other != row["indicator"] and not _may_share(rows, other, row["indicator"]):
                message = f"“{word}” stands for `{other}` and for `{row['indicator']}`"
                yield error(CODE, message, "take it out of one of them", row.source("words"))
            elif words.count(word) > 1:
                yield error(CODE, f"“{word}” stands twice", "keep it once", row.source("words"))
                break


def _may_share(rows: HubRows, one: str, other: str) -> bool:
    """Whether the unit tells two indicators apart, so that both may be worded alike."""
    kinds = {row["id"]: row["unit_kind"] for row in rows["indicators"]}
    return kinds.get(one) != kinds.get(other)


def members_exist(rows: HubRows) -> Iterator[Problem]:
    """Words stand for a member of a dimension that exists, beside indicators that exist."""
    members = {row["id"]: read_list(row["members"]) for row in rows["dimensions"]}
    known = {row["id"] for row in rows["indicators"]}
    for row in rows["member-words"]:
        name, member = row["dimension"], row["member"]
        if name not in members:
            yield error(CODE, f"`{name}` is no dimension", "see dimensions.tsv", row.source("dimension"))
        elif member != ITSELF and member not in members[name]:
            message = f"`{member}` is no member of `{name}`"
            yield error(CODE, message, "see dimensions.tsv", row.source("member"))
        for each in read_list(row["indicators"]):
            stem = each.removesuffix("*")
            if not (stem in known or (each.endswith("*") and any(one.startswith(stem) for one in known))):
                message = f"`{each}` is no indicator, and none begins so"
                yield error(CODE, message, "see indicators.tsv", row.source("indicators"))


def same_words_once(rows: HubRows) -> Iterator[Problem]:
    """A word says the same as one other only."""
    first: dict[str, Row] = {}
    for row in rows["intake-words"]:
        for word in read_list(row["words"]) if row["kind"] == "same" else ():
            if first.setdefault(word.casefold(), row) is not row:
                message = f"“{word}” says the same as two others"
                yield error(CODE, message, "keep it in one row", row.source("words"))


RULES: tuple[Rule, ...] = (indicators_exist, wordings_differ, members_exist, same_words_once)
