"""Proposed facts: from the tables of a document to rows that a person accepts, changes or rejects.

Comes in: a document that was read, the content of `frameworks/`. Goes out: proposals, never facts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from esgmap.hub import load_hub
from esgmap.model import Period, Problem
from esgmap.packs.figures import sign_of
from esgmap.packs.layout import Layout, lay_out
from esgmap.packs.measures import read_units
from esgmap.pages import PageTable, ReadDocument
from esgmap.proposals.lexicon import Lexicon, load_lexicon
from esgmap.proposals.members import members_in
from esgmap.proposals.proposing import Source, propose
from esgmap.proposals.ranking import rank
from esgmap.proposals.records import Proposal, Skipped


@dataclass(frozen=True, slots=True)
class Content:
    """What tables are read with: the lexicon, over the hub."""

    lexicon: Lexicon


def load_content(folder: Path) -> tuple[Content, list[Problem]]:
    """Read the hub and the words of `frameworks/`."""
    hub, problems = load_hub(folder)
    lexicon, found = load_lexicon(folder, hub)
    return Content(lexicon), [*problems, *found]


def layouts(tables: Iterable[PageTable], content: Content) -> list[Layout]:
    """The tables as they are laid out; what one leaves open, the others of the document may settle."""
    found = list(tables)
    units = read_units(content.lexicon.hub.units)
    texts = (
        text
        for table in found
        for row, cells in enumerate(table.rows)
        for column, text in enumerate(cells)
        if column and (row, column) not in table.stored
    )
    sign, mixed = sign_of(texts)
    legend = [note for table in found for note in table.notes]
    return [lay_out(table, units, "" if mixed else sign, legend) for table in found]


def proposals_of(
    document: ReadDocument,
    content: Content,
    chosen: Collection[int] = (),
    told: tuple[str, Period | None] = ("", None),
) -> tuple[list[Proposal], list[Skipped]]:
    """Propose facts from the chosen tables of a document (none named: all but those of hidden sheets).

    `told` is the id that facts call the document by, and the period of the report.
    """
    read = layouts(document.tables, content)
    taken = [each for each in read if (each.table.number in chosen if chosen else not each.table.is_hidden)]
    units = read_units(content.lexicon.hub.units)
    ranker = cache(lambda around, unit: rank(around, unit, content.lexicon))
    namer = cache(lambda text, indicator: members_in(text, indicator, content.lexicon))
    return propose(taken, Source(document, told[0], told[1], content.lexicon, units, ranker, namer))
