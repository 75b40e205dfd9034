"""What the titles in other languages keep: of rows that exist, once each, in their own script, with sources.

A rule takes the editions by id and the rows of one table, `titles.<language>.tsv`; it yields a problem for
each fault. The script is checked by the letters that the usual character set of each script holds (Big5,
GB 2312): a letter that both sets hold, such as 后, is not found to be out of place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from esgmap.cells import read_list
from esgmap.model import Edition, Problem
from esgmap.tables import Row, error
from esgmap.titles import VERIFIED

Editions = dict[str, Edition]
Rule = Callable[[Editions, list[Row]], Iterator[Problem]]
LETTERS = {"zh-Hant": "big5", "zh-Hans": "gb2312"}
HAN = re.compile("[\u4e00-\u9fff]")
NUMBER = re.compile(r"\d+")


def subjects(editions: Editions, rows: list[Row]) -> Iterator[Problem]:
    """A title is that of a disclosure or a topic of an edition that exists."""
    for row in rows:
        edition = editions.get(row["edition"])
        if edition is None:
            message = f"`{row['edition']}` is no edition"
            yield error("edition", message, "`esgmap frameworks list` shows all", row.source("edition"))
        elif row["subject"] not in _known(edition, row["kind"]):
            message = f"`{row['edition']}` has no {row['kind']} `{row['subject']}`"
            hint = "write the code, or the topic, as it stands in the edition's table"
            yield error("title-of", message, hint, row.source("subject"))


def twice(_: Editions, rows: list[Row]) -> Iterator[Problem]:
    """A title stands once."""
    seen: dict[tuple[str, ...], int] = {}
    for row in rows:
        key = (row["edition"], row["kind"], row["subject"])
        first = seen.setdefault(key, row.line)
        if first != row.line:
            message = f"the {row['kind']} `{row['subject']}` stands twice; first in line {first}"
            yield error("twice", message, "keep one of them", row.source("subject"))


def scripts(_: Editions, rows: list[Row]) -> Iterator[Problem]:
    """A title is written in the script of its table."""
    for row in rows:
        lang = language(row)
        strange = [letter for letter in row["title"] if not _has(LETTERS.get(lang, ""), letter)]
        if strange:
            message = f"`{row['title']}` holds {', '.join(strange)}, which {lang} does not use"
            yield error("script", message, "copy the title from a source in this script", row.source("title"))
        elif not HAN.search(row["title"]):
            message = f"`{row['title']}` is not in the language of the table, {lang}"
            hint = "leave the row out; the English title is then shown, and marked"
            yield error("script", message, hint, row.source("title"))


def numbers(_: Editions, rows: list[Row]) -> Iterator[Problem]:
    """The title of a topic has the numbers of the topic: the standard's, the aspect's, the year."""
    for row in rows:
        if row["kind"] == "topic" and NUMBER.findall(row["title"]) != NUMBER.findall(row["subject"]):
            message = f"`{row['title']}` has not the numbers of `{row['subject']}`"
            yield error("title-of", message, "see whether it is the title of another", row.source("title"))


def sources(_: Editions, rows: list[Row]) -> Iterator[Problem]:
    """A source is named in the header of the table; a verified title has two."""
    for row in rows:
        named = read_list(row["source"])
        if unknown := [each for each in named if f"sources.{each}" not in row.table.header]:
            message = f"the header names no source `{unknown[0]}`"
            hint = "add a line to `# sources:` that says what it is and where it stands"
            yield error("source", message, hint, row.source("source"))
        if row["confidence"] == VERIFIED and len(set(named)) < 2:
            message = f"the title of `{row['subject']}` is verified by one source"
            yield error("source", message, "write `single`, or name the second", row.source("confidence"))


RULES: tuple[Rule, ...] = (subjects, twice, scripts, numbers, sources)


def language(row: Row) -> str:
    """The language of a row's table, which its file name tells."""
    return row.table.path.rpartition("/")[2].removeprefix("titles.").removesuffix(".tsv")


def _known(edition: Edition, kind: str) -> set[str]:
    return {each.code if kind == "disclosure" else each.topic for each in edition.disclosures}


def _has(letters: str, letter: str) -> bool:
    """Whether a character set holds a letter; an unknown set holds none."""
    try:
        letter.encode(letters)
    except (UnicodeEncodeError, LookupError):
        return False
    return True
