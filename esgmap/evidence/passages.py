"""A document as sentences: each with its page, the sections it stands in, its numbers and its words.

Comes in: a `ReadDocument` and the section names that the facts' evidence uses. Goes out: `Passage` records in
reading order. Sections are begun by headings of the document, and by lines that are one of those names.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from esgmap.evidence.words import heading_key, words_of
from esgmap.numerals import Numeral, folded, numerals
from esgmap.pages import Page, ReadDocument

SENTENCE = re.compile(r"(?<=[.!?])(?<!\bNo\.)(?<!\bLtd\.)(?<!\bCo\.)\s+(?=[\"“(A-Z\d])|(?<=[。！？；])")
MARK = re.compile(r"^(#{1,6})\s")
NEAR = 200
WRAPPED, NARROW, NARROW_CHINESE = 45, 22, 12
"""A line of a PDF that is longer than the first goes on in the next; a narrower one, as in a column, only if
the next goes on in small letters or in Chinese characters."""
GOES_ON = re.compile(r"[a-zß-öø-ÿ]|\d[\d.,]*\s?(?:%|\s[a-z])|\d{1,3}(?:,\d{3})+")
CHINESE = re.compile(r"[\u2e80-\u9fff,]")
ENDED = re.compile(r"[.!?:;。：；！？]$")
BETWEEN = re.compile(r"(?<=[\u2e80-\u9fff])\n(?=[\u2e80-\u9fff,\d])|(?<=\d)\n(?=[\u2e80-\u9fff])")
"""The end of a line within Chinese text, where no blank stands."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence, or one line of a table in text; `sections` are the keys of all headings in force."""

    number: int
    text: str
    page: Page
    section: str
    sections: frozenset[str]
    numbers: tuple[Numeral, ...]
    words: frozenset[str]
    is_row: bool


@dataclass(frozen=True, slots=True)
class Passages:
    """All passages of a document, and what is known of its places."""

    all: tuple[Passage, ...]
    by_value: dict[Decimal, tuple[int, ...]]
    headings: frozenset[str]
    has_printed: bool
    has_pages: bool

    def showing(self, values: frozenset[Decimal]) -> list[Passage]:
        """The passages that show one of the values."""
        return [
            self.all[at] for at in sorted({at for value in values for at in self.by_value.get(value, ())})
        ]

    def near(self, passage: Passage) -> frozenset[str]:
        """The words of a passage and of what stands within 200 characters of it, on its page."""
        words = set(passage.words)
        for step in (-1, 1):
            left, at = NEAR, passage.number + step
            while left > 0 and 0 <= at < len(self.all) and self.all[at].page is passage.page:
                text = self.all[at].text
                words |= words_of(text[-left:] if step < 0 else text[:left])
                left, at = left - len(text), at + step
        return frozenset(words)


def passages_of(document: ReadDocument, names: frozenset[str]) -> Passages:
    """Split a document; `names` are the sections that its evidence speaks of."""
    lines = [(page, line) for page in document.pages for line in _lines(page, document.form)]
    is_marked = any(MARK.match(line) for _, line in lines) and document.form == "Markdown"
    listed = {heading_key(name): 2 for page in document.pages for name in page.sections}
    known = {key: 3 for name in names if (key := heading_key(name))} | listed
    last = {key: at for at, (_, line) in enumerate(lines) if (key := heading_key(line)) in known}
    has_pages = any(page.physical for page in document.pages)
    found: list[Passage] = []
    stack: list[tuple[int, str, str]] = []
    before = None
    for at, (page, line) in enumerate(lines):
        if page is not before and page.physical and not is_marked:
            stack = [(2, heading_key(name), name) for name in page.sections[-1:]] or stack
        before = page
        key, mark = heading_key(line), MARK.match(line)
        if mark or (not is_marked and key in known and (has_pages or last[key] == at)):
            level = len(mark[1]) if mark else known[key]
            stack = [each for each in stack if each[0] < level] + [(level, key, line.strip("# "))]
        for text in [line] if _is_row(line) else SENTENCE.split(line):
            if text.strip():
                found.append(_passage(len(found), text.strip(" "), page, stack))
    printed = any(page.printed for page in document.pages)
    return Passages(tuple(found), _by_value(found), frozenset(last) | frozenset(listed), printed, has_pages)


def _by_value(passages: list[Passage]) -> dict[Decimal, tuple[int, ...]]:
    found: dict[Decimal, dict[int, None]] = defaultdict(dict)
    for passage in passages:
        for numeral in passage.numbers:
            for value in numeral.readings:
                found[value.normalize()][passage.number] = None
    return {value: tuple(at) for value, at in found.items()}


def _passage(number: int, text: str, page: Page, stack: list[tuple[int, str, str]]) -> Passage:
    section = stack[-1][2] if stack else ""
    keys = frozenset(each[1] for each in stack)
    return Passage(number, text, page, section, keys, tuple(numerals(text)), words_of(text), _is_row(text))


def _is_row(line: str) -> bool:
    return line.startswith("|") or "\t" in line


def _lines(page: Page, form: str) -> Iterator[str]:
    """The lines of a page; in a PDF, lines that are one paragraph are put together again."""
    held = ""
    for raw in page.text.splitlines():
        line = folded(raw).strip(" ")
        if form != "PDF":
            if line:
                yield line
            continue
        if held and not _goes_on(held.rsplit("\n", 1)[-1], line):
            yield _joined(held)
            held = line
        else:
            held = f"{held}\n{line}" if held else line
    if held:
        yield _joined(held)


def _goes_on(above: str, below: str) -> bool:
    """Whether a line of a PDF is one paragraph with the line above it."""
    if not below or ENDED.search(above):
        return False
    if len(above) >= WRAPPED:
        return True
    if CHINESE.match(above[-1]) and CHINESE.match(below):
        return len(above) >= NARROW_CHINESE
    return len(above) >= NARROW and bool(GOES_ON.match(below))


def _joined(lines: str) -> str:
    return BETWEEN.sub("", lines).replace("\n", " ")
