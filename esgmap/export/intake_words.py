"""What was found in the tables of a document, and what was proposed, as lines for a terminal."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from esgmap.packs.layout import Layout
from esgmap.packs.measures import Measure
from esgmap.pages import PageTable, ReadDocument
from esgmap.proposals.records import CHANGED, HIGH, LOW, MEDIUM, NEW, SAME, Proposal, Skipped, Vanished

Line = tuple[str, str]
"""A line's text, and the word that decides its colour."""
LABELS, LONGEST, MOST_CHANGES = 3, 60, 40


def place(table: PageTable) -> str:
    """Where a table stands: its sheet and first cell, or its page.

    >>> place(PageTable(1, 7, "5", "", "", (("a",),), (("r1c1",),)))
    'p. 5 (page 7 of the file)'
    """
    if table.sheet:
        return table.cells[0][0] + (" (hidden sheet)" if table.is_hidden else "")
    if not table.physical:
        return table.cells[0][0]
    if table.printed and table.printed != str(table.physical):
        return f"p. {table.printed} (page {table.physical} of the file)"
    return f"p. {table.physical}"


def periods(layout: Layout) -> list[str]:
    """The periods that a table's headings, rows or caption name, each once."""
    found = [column.period.period for column in layout.columns if column.period.period]
    found += [line.period.period for line in layout.lines if line.period]
    if not found and layout.period:
        found.append(layout.period.period)
    return list(dict.fromkeys(found))


def units(layout: Layout) -> list[str]:
    """The units that a table prints, each once, without their brackets."""
    found: list[Measure | None] = [layout.unit, *(column.unit for column in layout.columns)]
    found += [line.unit for line in layout.lines]
    return list(dict.fromkeys(each.printed.strip("()[] ") for each in found if each and not each.is_vacuous))


def table_lines(document: ReadDocument, layouts: Sequence[Layout], width: int) -> Iterator[Line]:
    """Each table: number, place, size, caption, years, units, first labels."""
    count = len(layouts)
    yield f"{document.path}: {document.form}, {count} table{'s' * (count != 1)}", "title"
    for layout in layouts:
        table = layout.table
        size = f"{len(table.rows)} × {len(table.rows[0])}"
        yield "", ""
        yield from _wrapped(f"{table.number:>3}  ", f"{place(table)}  {size}", width, "head")
        said = (
            ("caption", table.caption or "none"),
            ("section", table.section),
            ("years", ", ".join(periods(layout)) or "none found"),
            ("units", ", ".join(units(layout)) or "none found"),
            (
                "rows",
                " · ".join(_short(line.bare or line.label) for line in layout.lines[:LABELS])
                or "none with figures",
            ),
        )
        for name, text in said:
            if text:
                yield from _wrapped(f"     {name:8} ", text, width, "")
    yield "", ""


def proposed_lines(
    proposals: Sequence[Proposal], skipped: Sequence[Skipped], vanished: Sequence[Vanished], width: int
) -> Iterator[Line]:
    """The counts of what was proposed, then what calls for a look."""
    named = [each for each in proposals if each.indicator]
    levels = Counter(each.confidence for each in named)
    yield f"{len(proposals)} proposed fact{'s' * (len(proposals) != 1)}", "title"
    yield f"  with an indicator {len(named)}: {_counted(levels, (HIGH, MEDIUM, LOW))}", ""
    yield f"  without (no indicator fits well enough) {len(proposals) - len(named)}", ""
    standings = Counter(each.standing for each in proposals)
    if standings.keys() - {""}:
        told = _counted(standings, (NEW, SAME, CHANGED))
        yield f"  beside the facts of the report: {told}, vanished {len(vanished)}", ""
    changed = [each for each in proposals if each.standing == CHANGED]
    if changed:
        yield "", ""
        yield "Another value for the same period (restated):", "partial"
        for each in changed[:MOST_CHANGES]:
            text = f"{each.was} → {each.value_as_printed} {each.unit or each.unit_as_printed} ({each.cell})"
            yield from _wrapped("  ", text, width, "")
    if vanished:
        yield "", ""
        yield "Rows that were read before and are no longer there:", "partial"
        for gone in vanished[:MOST_CHANGES]:
            yield from _wrapped("  ", f"{gone.fact_id}: {gone.label} [{gone.period}]", width, "")
    if skipped:
        yield "", ""
        yield "Gave no facts:", "head"
        for (what, why), tables in _grouped(skipped).items():
            numbers = ", ".join(map(str, sorted(tables)))
            yield from _wrapped("  ", f"{what}: {why} (table {numbers})", width, "")


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"


def _counted(counts: Counter[str], names: Iterable[str]) -> str:
    return ", ".join(f"{name} {counts[name]}" for name in names)


def _grouped(skipped: Iterable[Skipped]) -> dict[tuple[str, str], set[int]]:
    found: dict[tuple[str, str], set[int]] = {}
    for each in skipped:
        found.setdefault((each.what, each.why), set()).add(each.table)
    return found


def _wrapped(start: str, text: str, width: int, style: str) -> Iterator[Line]:
    further = " " * len(start)
    lines = textwrap.wrap(
        text, width, initial_indent=start, subsequent_indent=further, break_on_hyphens=False
    )
    for line in lines or [start]:
        yield line, style
