"""A table gives the year before for some rows and not for others, or for none of them.

A reader judges a figure by the year before; GRI 1: 2021 (Comparability) asks for the current period and
at least two before it, HKEX (Consistency) for a meaningful comparison over time. A table of which half
the rows or more have the year before lacks it in the others; these are told together. Sections of
statistics of which no row has it are told together, once, and only where other sections of the report
have it. A figure of the year before that is printed as NA while this year has one is told once for each
table: since when is it measured? Silent for highlights, targets, figures in running text (a table is
known by anchors with table, row and column) and sections with less than four rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from esgmap.checks.ledger import Cell, Ledger, cell_of
from esgmap.checks.passages import is_highlights, label_of, passage_of, quoted, table_of
from esgmap.checks.rate_without_base import bases
from esgmap.checks.subject import Subject
from esgmap.examined import Examined, Objection, held, objected
from esgmap.model import Period, Severity
from esgmap.reported import Fact

CODE = "comparative-missing"
LEAST_ROWS = 4
FEW = 5
Table = tuple[str, str, str]


def examine(subject: Subject) -> Iterator[Examined]:
    """Look at each table, and then at each section that has none of the year before."""
    tables = _tables(subject)
    compared = {table: _with_year_before(subject.ledger, facts) for table, facts in tables.items()}
    sections: dict[tuple[str, str], list[Table]] = defaultdict(list)
    for table, facts in tables.items():
        sections[table[:2]].append(table)
        with_it = compared[table]
        if with_it and 2 * len(with_it) >= len(facts):
            yield _rows(subject, table, facts, with_it)
        yield from _not_available(subject, table, with_it)
    if any(compared.values()):
        yield from _sections(sections, tables, compared)


def _tables(subject: Subject) -> dict[Table, list[Fact]]:
    """The figures of the period by table, each quantity once."""
    tables: dict[Table, list[Fact]] = defaultdict(list)
    for cell, facts in subject.ledger.cells.items():
        fact = facts[0]
        if cell.basis != "actual" or cell.whose != "own" or not _is_of(cell.period, subject.report.period):
            continue
        if table_of(fact) and not is_highlights(passage_of(fact), subject.expectations):
            tables[fact.evidence.document, fact.evidence.section, table_of(fact)].append(fact)
    return tables


def _is_of(period: Period, year: Period) -> bool:
    """Whether a figure is of the whole period, or of its last day."""
    return period == year or period.start == period.end == year.end


def _with_year_before(ledger: Ledger, facts: Iterable[Fact]) -> list[Fact]:
    """Those for which the report says something of the year before, be it that it is not available."""
    return [fact for fact in facts if _has(ledger, cell_of(fact).before())]


def _has(ledger: Ledger, cell: Cell) -> bool:
    """Whether a figure is told or told to be missing; a share of what was nil cannot be."""
    if cell in ledger.cells or cell in ledger.absent:
        return True
    indicator = ledger.hub.indicators.get(cell.indicator)
    wholes = (ledger.first(cell.of(base)) for base in (bases(indicator) if indicator else ()))
    return any(whole is not None and not whole.number for whole in wholes)


def _rows(subject: Subject, table: Table, facts: list[Fact], with_it: list[Fact]) -> Examined:
    year = subject.report.period.years_before(1).end.year
    title = f"{table[2]}: figures of {year}"
    without = [fact for fact in facts if fact not in with_it]
    if not without:
        return held(CODE, title, facts)
    rows = ", ".join(f"“{label_of(fact, subject.hub)}”" for fact in without[:FEW])
    more = f" and {len(without) - FEW} more" if len(without) > FEW else ""
    message = f"“{table[2]}” gives {year} for {len(with_it)} of {len(facts)} figures; not for {rows}{more}"
    hint = f"give {year} for these too, or say why there is none"
    return objected(CODE, title, without, Objection(Severity.WARNING, message, hint))


def _sections(
    sections: dict[tuple[str, str], list[Table]],
    tables: dict[Table, list[Fact]],
    compared: dict[Table, list[Fact]],
) -> Iterator[Examined]:
    """The sections of which no table has the year before, told together by their first figures."""
    alone: dict[str, list[Fact]] = {}
    for (_, section), members in sections.items():
        facts = [fact for table in members for fact in tables[table]]
        if len(facts) >= LEAST_ROWS and not any(compared[table] for table in members):
            alone[section] = facts
    if alone:
        told = ", ".join(f"“{section}” ({len(facts)} figures)" for section, facts in alone.items())
        message = f"this year alone is given in {told}, while other tables compare"
        hint = "give the year before there too, or say why there is none"
        firsts = [facts[0] for facts in alone.values()]
        title = "Sections of statistics: figures of the year before"
        yield objected(CODE, title, firsts, Objection(Severity.NOTE, message, hint))


def _not_available(subject: Subject, table: Table, facts: list[Fact]) -> Iterator[Examined]:
    """Rows of a table with a figure this year and NA the year before."""
    absent = subject.ledger.absent
    pairs = [
        (fact, absent[before][0])
        for fact in facts
        if (before := cell_of(fact).before()) in absent and before not in subject.ledger.cells
    ]
    if pairs:
        rows = ", ".join(f"“{label_of(fact, subject.hub)}”" for fact, _ in pairs)
        message = f"{rows}: a figure this year, and NA the year before ({quoted(na for _, na in pairs)})"
        hint = "say whether there was none, or since when it is measured"
        title = f"{table[2]}: not available the year before"
        facts = [fact for pair in pairs for fact in pair]
        yield objected(CODE, title, facts, Objection(Severity.NOTE, message, hint))
