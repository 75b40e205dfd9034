"""One fact in its document: first in the tables, by row and column; then in the text, by its own words.

A figure alone proves nothing: it counts where the fact's row and column meet, or beside enough of its words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from esgmap.evidence.grid import Cell, Grid, cells_of, grid_of, names_caption
from esgmap.evidence.located import Located, Outcome
from esgmap.evidence.passages import Passage, Passages, passages_of
from esgmap.evidence.running import in_text, other_figures
from esgmap.evidence.wanted import PARTS, Wanted, wanted
from esgmap.evidence.words import heading_key, sequence_of
from esgmap.numerals import folded
from esgmap.pages import Page, ReadDocument
from esgmap.reported import Fact

LONGEST = 120
LISTED = re.compile(r"^\W*\d{1,3}\s+\D{2,80}$|^\D{2,80}[\s.·…]{2,}\d{1,3}$")
"""A line of the contents, which names a section without being it."""
QUOTE = 4
"""The end of an anchor with so many words is a quotation, if the document holds it."""
PER_WORD = 5
"""A single word tells a place if it has more letters than this."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A table with the page and the sections that it stands in."""

    grid: Grid
    page: Page
    sections: frozenset[str]


@dataclass(frozen=True, slots=True)
class Searched:
    """A document made ready to be searched."""

    passages: Passages
    grids: tuple[Placed, ...]
    sequences: tuple[tuple[str, ...], ...]


def searched(document: ReadDocument, facts: list[Fact]) -> Searched:
    """Make a document ready, with the section names that its facts use."""
    names = frozenset(fact.evidence.section for fact in facts if fact.evidence.section)
    passages = passages_of(document, names)
    sequences = tuple(tuple(sequence_of(each.text)) for each in passages.all)
    return Searched(passages, tuple(_placed(grid_of(each), passages) for each in document.tables), sequences)


def located(fact: Fact, document: Searched) -> Located:
    """Look for a fact; where it stands in several places, the one that its evidence names is told."""
    if fact.value_state == "text":
        return _statement(fact, document)
    sought = wanted(fact)
    named = [each for each in document.grids if names_caption(sought, each.grid)]
    placed = [(table, cell) for table in named or document.grids for cell in cells_of(sought, table.grid)]
    cells = [cell for _, cell in placed]
    here = [cell for table, cell in placed if _is_there(fact, table.page, table.sections, document.passages)]
    if any(each.fits for each in here):
        return _in_table(fact, Outcome.FOUND, next(each for each in here if each.fits), document)
    if here and len(sought.parts) > 1:
        return _in_table(fact, Outcome.DIFFERS, here[0], document)
    quoted = _quoted(sought, document)
    texts = sorted(in_text(sought, document.passages), key=lambda each: -each[0])
    if quoted:
        texts = [(score, each) for score, each in texts if each.number in quoted]
    told = next((each for _, each in texts if _is_place(fact, each, document.passages)), None)
    if told is not None:
        return Located(fact, Outcome.FOUND, _told(told), _cut(told.text), _unchecked(fact, document.passages))
    if fitting := [each for each in cells if each.fits]:
        return _in_table(fact, Outcome.ELSEWHERE, fitting[0], document)
    if texts:
        told = texts[0][1]
        return Located(fact, Outcome.ELSEWHERE, _told(told), _cut(told.text), f"evidence: {_claimed(fact)}")
    if here:
        return _in_table(fact, Outcome.DIFFERS, here[0], document)
    others = sorted(other_figures(sought, document.passages), key=lambda each: -each[0])
    beside = next((each for _, each in others if _is_place(fact, each, document.passages)), None)
    if beside is not None:
        shown = ", ".join(dict.fromkeys(each.text for each in beside.numbers if not each.is_word))
        return Located(fact, Outcome.DIFFERS, _told(beside), _cut(beside.text), f"there: {shown}")
    return Located(fact, Outcome.NOT_FOUND, "", "", f"evidence: {_claimed(fact)}")


def _in_table(fact: Fact, outcome: Outcome, cell: Cell, document: Searched) -> Located:
    table = cell.grid.table
    row = " | ".join(text for text in table.rows[cell.row] if text)
    page = Page(table.physical, table.printed, "")
    place = ", ".join(each for each in (page.name if table.physical else "", table.section) if each)
    place = f"{place or 'the document'}, table {table.number}, {table.cells[cell.row][cell.column]}"
    if outcome is Outcome.DIFFERS:
        detail = f"there: {table.rows[cell.row][cell.column]}"
    else:
        detail = (
            _unchecked(fact, document.passages) if outcome is Outcome.FOUND else f"evidence: {_claimed(fact)}"
        )
    return Located(fact, outcome, place, _cut(row), detail)


# --- places -----------------------------------------------------------------------------------------


def _is_place(fact: Fact, passage: Passage, passages: Passages) -> bool:
    return _is_there(fact, passage.page, passage.sections, passages)


def _placed(grid: Grid, passages: Passages) -> Placed:
    """A table stands where its rows stand in the text; else on its page, or in the section its form says."""
    table = grid.table
    page, key = Page(table.physical, table.printed, ""), heading_key(table.section)
    head = [folded(each) for each in table.rows[0] if each]
    texts = [folded(each) for row in table.rows for each in row if each][:12]
    for passage in passages.all:
        if not passage.is_row or not all(each in passage.text for each in head):
            continue
        rows = passages.all[passage.number : passage.number + len(table.rows) + 3]
        if all(any(text in row.text for row in rows) for text in texts):
            return Placed(grid, passage.page, passage.sections)
    inside = [
        each.sections for each in passages.all if table.physical and each.page.physical == table.physical
    ]
    return Placed(grid, page, frozenset({key}).union(*inside))


def _is_there(fact: Fact, page: Page, sections: frozenset[str], passages: Passages) -> bool:
    """Whether a place is the one named: its page by the printed number, or by its place if none is printed.

    A page without number among numbered ones, and a document without pages, are told by the section.
    """
    number = page.printed if passages.has_printed else str(page.physical or "")
    if fact.evidence.pages and number:
        return bool(pages_of(fact.evidence.pages) & pages_of(number))
    key = heading_key(fact.evidence.section)
    if key and key in passages.headings:
        return key in sections
    return True


def _unchecked(fact: Fact, passages: Passages) -> str:
    """What of the place could not be compared."""
    if fact.evidence.pages and (passages.has_printed or passages.has_pages):
        return ""
    if heading_key(fact.evidence.section) in passages.headings:
        return "by section: the document has no page numbers" if fact.evidence.pages else ""
    return "its place could not be compared: neither page numbers nor this section in the document"


def pages_of(text: str) -> frozenset[str]:
    """32-33, 35 → 32, 33 and 35; Roman numbers as they are written."""
    found: set[str] = set()
    for part in re.split(r"[,;]", folded(text).casefold()):
        ends = [int(each) for each in re.findall(r"\d+", part)]
        if ends:
            found |= {str(each) for each in range(ends[0], min(ends[-1], ends[0] + 500) + 1)}
        else:
            found |= set(re.findall(r"\b[ivxlc]+\b", part))
    return frozenset(found)


# --- statements ---------------------------------------------------------------------------------------


def _statement(fact: Fact, document: Searched) -> Located:
    """A statement is found by the report's own words in its anchor, where they stand together."""
    quotes = _quotes(fact)
    hits = [each for text in quotes for each in _hits(text, document)]
    here = [each for each in hits if _is_place(fact, each, document.passages)]
    hits = [each for text in quotes if len(sequence_of(text)) > 1 for each in _hits(text, document)]
    if here:
        detail = "; ".join(each for each in ("by its words", _unchecked(fact, document.passages)) if each)
        return Located(fact, Outcome.FOUND, _told(here[0]), _cut(here[0].text), detail)
    if hits:
        detail = f"evidence: {_claimed(fact)}"
        return Located(fact, Outcome.ELSEWHERE, _told(hits[0]), _cut(hits[0].text), detail)
    return Located(fact, Outcome.TO_READ)


def _quotes(fact: Fact) -> list[str]:
    """What of a statement's evidence may be the report's own words: the printed value, the anchor's ends."""
    ends = [PARTS.split(each)[-1] for each in re.split(r"\s*;\s*", fact.evidence.anchor)]
    return [each for each in (fact.value_as_printed, fact.evidence.anchor, *ends) if each.strip()]


def _quoted(sought: Wanted, document: Searched) -> frozenset[int]:
    """Where the anchor quotes the document: the numbers of the passages it is from.

    Where they show no figures, those beside them count, too.
    """
    quote = sought.parts[-1] if sought.parts else ""
    if len(sequence_of(quote)) < QUOTE:
        return frozenset()
    hits = [each for each in _hits(quote, document) if _is_place(sought.fact, each, document.passages)]
    own = [each for each in hits if any(not numeral.is_word for numeral in each.numbers)]
    if own:
        return frozenset(each.number for each in own)
    return frozenset(each.number + step for each in hits for step in (-1, 0, 1))


def _hits(quote: str, document: Searched) -> list[Passage]:
    """The passages that hold the words of a quote one after the other; of one word, only a long one tells."""
    words = sequence_of(quote)
    if not words or (len(words) == 1 and not _is_telling(quote)):
        return []
    found = [
        passage
        for passage, sequence in zip(document.passages.all, document.sequences, strict=True)
        if words[0] in sequence and not LISTED.match(passage.text) and _holds(sequence, words)
    ]
    plain = " ".join(folded(quote).casefold().split())
    return [each for each in found if plain in each.text.casefold()] or found


def _is_telling(word: str) -> bool:
    """Whether a single word tells a place: a long one, or a name such as LEED."""
    bare = word.strip(" .,:;()")
    return len(bare) > PER_WORD or (len(bare) > 2 and bare.isupper()) or (len(bare) > 3 and bare[0].isupper())


def _holds(sequence: tuple[str, ...], words: list[str]) -> bool:
    starts = (at for at, each in enumerate(sequence) if each == words[0])
    return any(list(sequence[at : at + len(words)]) == words for at in starts)


def _told(passage: Passage) -> str:
    place = passage.page.name if passage.page.physical or passage.page.printed else ""
    return ", ".join(part for part in (place, passage.section) if part) or "the document"


def _claimed(fact: Fact) -> str:
    return fact.evidence.location or "no place"


def _cut(raw: str) -> str:
    text = " ".join(raw.split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
