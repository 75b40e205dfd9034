"""What a document says, page by page, whatever form it came in; frozen, plain values only.

`esgmap.documents` makes these records from PDF, DOCX, HTML, Markdown and text, `esgmap.sheets` and `packs`
from spreadsheets; evidence is searched in them and proposals are made from them. Knows no file format.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its place in the file from 1, the number printed on it, its text in reading order.

    `printed` is empty where no number is printed or none could be told; a document without pages (HTML,
    Markdown, text) has one page with `physical` 0. `sections` are the headings in force on the page.
    """

    physical: int
    printed: str
    text: str
    sections: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """How a person is told of the page: as printed, with its place in the file where that differs."""
        if not self.physical:
            return "no pages"
        if self.printed and self.printed != str(self.physical):
            return f"p. {self.printed} (page {self.physical} of the file)"
        return f"p. {self.printed or self.physical}"


@dataclass(frozen=True, slots=True)
class PageTable:
    """One table: its number in the document from 1, where it begins, and its rows of text.

    Every row has the same number of cells; `cells[row][column]` is the address of a cell for the reader:
    `r3c2` in a document, `Sheet!B3` in a spreadsheet. `caption` is the line above it, `notes` those below.
    `stored` are the cells (row, column from 0) that a spreadsheet keeps as numbers, so that their full stop
    is a decimal sign for sure; `indents` how far the label of each row stands in; empty where nothing tells.
    """

    number: int
    physical: int
    printed: str
    caption: str
    section: str
    rows: tuple[tuple[str, ...], ...]
    cells: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()
    sheet: str = ""
    is_hidden: bool = False
    stored: frozenset[tuple[int, int]] = frozenset()
    indents: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document as it was read: which file, its fingerprint, its form, its pages and its tables.

    `offset` is physical minus printed page number where one offset holds for most of the document, else None.
    """

    path: str
    sha256: str
    form: str
    pages: tuple[Page, ...]
    tables: tuple[PageTable, ...] = ()
    offset: int | None = None
