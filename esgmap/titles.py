"""Official titles of standards, disclosures and aspects in other languages, as far as a source prints them.

What comes in: `frameworks/titles.<language>.tsv`, and the fixed words of the workbook's layouts in the same
language. What goes out: a record that gives the title of a disclosure or topic. Where no official title is on
record it gives the English one and says so; it never guesses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from esgmap.model import Disclosure, Problem, Severity, Source
from esgmap.tables import Row, Table, error, read_table

ENGLISH = "en"
FONTS = {"zh-Hant": "Microsoft JhengHei", "zh-Hans": "Microsoft YaHei"}
"""The languages there are beside English, each with a font that has its letters, the usual one in Excel."""
LANGUAGES = (ENGLISH, *FONTS)
UNTITLED = "{} (no official title on record)"
"""What stands where no official title is known; the words table has it in the language."""
WORDS = Path(__file__).parent / "export"
VERIFIED = "verified"


@dataclass(frozen=True, slots=True)
class Title:
    """A title as a source prints it, and how sure we are: `verified` (two sources agree) or `single`."""

    text: str
    confidence: str


@dataclass(frozen=True, slots=True)
class TitleFile:
    """A table that was used: its name, title, what is known of it, and the SHA-256 of its bytes."""

    name: str
    title: str
    checked_on: str
    note: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Titles:
    """The titles of one language, by edition id and code or topic, and its words by place and English words.

    `patterns` are the words with gaps: their place, what is matched in English, the words around the gaps.
    """

    lang: str
    disclosures: dict[tuple[str, str], Title]
    topics: dict[tuple[str, str], Title]
    words: dict[tuple[str, str], str]
    patterns: tuple[tuple[str, re.Pattern[str], str], ...]
    files: tuple[TitleFile, ...]

    @property
    def font(self) -> str:
        """A font that has the letters of the language."""
        return FONTS[self.lang]

    def disclosure_title(self, disclosure: Disclosure) -> str:
        """The official title of a disclosure; without one, the English title with the words that say so."""
        return self._shown(self.disclosures.get((disclosure.edition_id, disclosure.code)), disclosure.title)

    def topic_title(self, edition_id: str, topic: str) -> str:
        """The official title of a standard, aspect or part; without one, the English title so marked."""
        return self._shown(self.topics.get((edition_id, topic)), topic)

    def found(self, disclosure: Disclosure) -> Title | None:
        """The title on record for a disclosure."""
        return self.disclosures.get((disclosure.edition_id, disclosure.code))

    def word(self, where: str, english: str) -> str:
        """Fixed words of a place on a sheet, also with gaps that anything fills; other text as it is."""
        exact = self._exact(where, english)
        if exact:
            return exact
        for place, pattern, words in self.patterns:
            if place == where and (match := pattern.fullmatch(english)):
                return words.format(*(self._inner(where, each) for each in match.groups()))
        return english

    def phrase(self, where: str, english: str) -> str:
        """Fixed words, or several separated by semicolons, each in this language; other text as it is."""
        whole = self._exact(where, english)
        return whole or "; ".join(self.word(where, part) for part in english.split("; "))

    def _exact(self, where: str, english: str) -> str:
        capital = english[:1].upper() + english[1:]
        return self.words.get((where, english)) or self.words.get((where, capital), "")

    def _inner(self, where: str, english: str) -> str:
        """What fills a gap: words of the same place, or the heading that a cell refers to."""
        found = self.word(where, english)
        return found if found != english or where == "heading" else self.word("heading", english)

    def _shown(self, title: Title | None, english: str) -> str:
        return title.text if title else self.word("mark", UNTITLED.format(english))


def load_titles(frameworks: Path, lang: str) -> tuple[Titles | None, list[Problem]]:
    """Read the titles of a language from a frameworks folder; None if a table of it cannot be used."""
    shown = f"titles.{lang}.tsv"
    if lang not in FONTS:
        message = f"`{lang}` is no language of the titles; there are {', '.join(FONTS)}"
        return None, [error("unknown-language", message, "choose one of them", Source(shown))]
    titles, problems = read_table(frameworks / shown, "titles", f"frameworks/{shown}")
    words, more = read_table(WORDS / f"words.{lang}.tsv", "words", f"words.{lang}.tsv")
    problems += more
    if titles is None or words is None or any(each.severity is Severity.ERROR for each in problems):
        return None, problems
    return _titles(lang, titles, words), problems


def _titles(lang: str, titles: Table, words: Table) -> Titles:
    plain = [row for row in words.rows if "{}" not in row["english"]]
    gaps = [row for row in words.rows if "{}" in row["english"]]
    return Titles(
        lang=lang,
        disclosures=dict(_title(row) for row in titles.rows if row["kind"] == "disclosure"),
        topics=dict(_title(row) for row in titles.rows if row["kind"] == "topic"),
        words={(row["where"], row["english"]): row["words"] for row in plain},
        patterns=tuple((row["where"], _pattern(row["english"]), row["words"]) for row in gaps),
        files=tuple(_file(each) for each in (titles, words)),
    )


def _title(row: Row) -> tuple[tuple[str, str], Title]:
    return (row["edition"], row["subject"]), Title(row["title"], row["confidence"])


def _pattern(english: str) -> re.Pattern[str]:
    """What the English words are with anything in their gaps, on one line."""
    return re.compile("(.+?)".join(map(re.escape, english.split("{}"))))


def _file(table: Table) -> TitleFile:
    header = table.header
    return TitleFile(
        name=table.path.rpartition("/")[2],
        title=header.get("title", ""),
        checked_on=header.get("checked_on", ""),
        note=header.get("note", ""),
        sha256=table.sha256,
    )
