"""The tables of a document → proposed facts: indicator, unit, period, members, evidence, and how sure.

Comes in: tables as they are laid out, the lexicon, the period of the report if there is one. Goes out:
proposals in the order of the tables, and what gave none. A figure that is a part of another (a row under
`of which`, a second column for the same year) always says of which part it is: no part passes as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from esgmap.model import Period
from esgmap.numerals import folded
from esgmap.packs.columns import Column
from esgmap.packs.figures import ABSENT, DASH, NIL, NUMBER, TEXT, Figure
from esgmap.packs.headings import Heading
from esgmap.packs.layout import Layout, Line
from esgmap.packs.measures import Measure, Units, measure
from esgmap.pages import PageTable, ReadDocument
from esgmap.proposals.judging import Judged, judge
from esgmap.proposals.lexicon import Lexicon
from esgmap.proposals.members import Members, merged, slug
from esgmap.proposals.members import written as members_written
from esgmap.proposals.parts import Draft, told_apart
from esgmap.proposals.periods import written as period_written
from esgmap.proposals.ranking import Around, Match
from esgmap.proposals.records import Proposal, Skipped

SKIPPED_ROLES = {"change": "it tells how figures changed"}
BASES = {"target": "target", "projection": "projection", "estimated": "estimated", "restated": "restated"}
MOST_CELLS = 20_000
PAGES = re.compile(r"\d+(?:-\d+)?")
STEP = " › "
_BULLET = re.compile(r"^\s*[-–—•·◦▪]\s*")
WHOLE = re.compile(
    r"(?:group\s+)?(?:total|overall|all|group|consolidated|合计|合計|总计|總計|全部|集团|集團)", re.I
)


@dataclass(frozen=True, slots=True)
class Source:
    """The document that is read, what facts call it, what all its tables share; two of them remember."""

    document: ReadDocument
    document_id: str
    report: Period | None
    lexicon: Lexicon
    units: Units
    rank: Callable[[Around, Measure | None], list[Match]]
    members: Callable[[str, str], tuple[Members, str]]


def propose(layouts: Iterable[Layout], source: Source) -> tuple[list[Proposal], list[Skipped]]:
    """Propose facts from the tables, and say which columns and tables give none."""
    drafts: list[Draft] = []
    skipped: list[Skipped] = []
    for layout in layouts:
        usable, left = _usable(layout)
        skipped += left
        found = [
            draft
            for line in layout.lines
            for column, figure in line.figures
            if column in usable and (draft := _draft(layout, line, (column, figure), source))
        ]
        if not found and not left:
            skipped.append(Skipped(layout.table.number, "the table", "no row has a label and a figure"))
        drafts += found
        if len(drafts) > MOST_CELLS:
            skipped.append(
                Skipped(layout.table.number, "what follows", f"over {MOST_CELLS:,} figures at once")
            )
            break
    return [_proposal(draft, source) for draft in told_apart(drafts, source.lexicon)], skipped


def _usable(layout: Layout) -> tuple[set[Column], list[Skipped]]:
    columns, skipped = set[Column](), list[Skipped]()
    for column in layout.columns:
        why = SKIPPED_ROLES.get(column.period.role, "")
        if why:
            skipped.append(Skipped(layout.table.number, f"column `{column.name}`", why))
        else:
            columns.add(column)
    held = {column for line in layout.lines for column, _ in line.figures}
    return columns | {each for each in held if each.period.role not in SKIPPED_ROLES}, skipped


# --- one figure -----------------------------------------------------------------------------------


def _draft(layout: Layout, line: Line, at: tuple[Column, Figure], source: Source) -> Draft | None:
    column, figure = at
    if figure.kind == TEXT or not (line.label or layout.table.caption or column.period.rest):
        return None
    unit, unit_from = _unit(layout, line, column, figure, source.units)
    around = _around(layout, line, column)
    ranked = source.rank(around, unit)
    members, part, odd = _members(line, column, ranked, source)
    period, remark = _period(layout, line, column, source.report)
    judged = judge(_asked(layout, figure, ranked, unit, unit_from), period, (line, column), odd)
    indicator = judged.indicator
    if not indicator and ranked:
        members, part, _ = _members(line, column, [], source)
    return Draft(layout, line, column, figure, unit, judged, members, part, period, remark)


def _asked(
    layout: Layout, figure: Figure, ranked: list[Match], unit: Measure | None, unit_from: str
) -> Judged:
    """What the judgement begins with: what was found, and the remarks on the figure itself."""
    remarks: list[str] = []
    doubts = 0
    if figure.kind == NUMBER and figure.value is None:
        readings = " or ".join(f"{each:f}" for each in figure.others)
        remarks.append(f"{figure.printed} may be {readings}: nothing in the table settles its decimal sign")
        doubts += 2
    elif layout.is_mixed and re.search(r"\d[.,]\d", figure.printed):
        remarks.append("the table writes decimals in two ways: check the figure")
        doubts += 1
    if figure.near:
        remarks.append(f"printed as {figure.near} {figure.printed}: no exact figure")
        doubts += 2
    if figure.kind == DASH and not layout.dash:
        remarks.append("a dash: none, or not available? Taken as not available; write nil if there were none")
        doubts += 2
    if unit_from == "above":
        remarks.append("unit of the row above")
    return Judged("", "", "", tuple(remarks), doubts, tuple(ranked), unit)


def _around(layout: Layout, line: Line, column: Column) -> Around:
    rest = column.period.rest if column.period.period else column.name
    label = "" if line.period else line.bare
    return Around(
        label,
        rest if not WHOLE.fullmatch(rest.strip()) else "",
        tuple(reversed(line.parents)),
        tuple(reversed(line.sections)),
        f"{layout.table.caption} {' '.join(layout.corner)}",
        f"{layout.table.section} {layout.table.sheet}",
    )


def _unit(
    layout: Layout, line: Line, column: Column, figure: Figure, units: Units
) -> tuple[Measure | None, str]:
    """The unit of a figure and where it stands: its cell, its row, its column, the table."""
    if figure.unit and (found := measure(figure.unit, units)) and not found.is_vacuous:
        return found, "cell"
    if line.unit is not None and line.unit_from in {"label", "column"} and not line.unit.is_vacuous:
        return line.unit, line.unit_from
    if column.unit is not None:
        return column.unit, "heading"
    if line.unit is not None:
        return line.unit, line.unit_from
    return layout.unit, "table" if layout.unit else ""


def _period(layout: Layout, line: Line, column: Column, report: Period | None) -> tuple[str, str]:
    """The period of a figure: of its row, its column, or the table."""
    heading: Heading | None = next(
        (each for each in (line.period, column.period, layout.period) if each is not None and each.period),
        None,
    )
    if heading is None:
        return "", "no year stands over the figure"
    text, remark = period_written(heading, report)
    if heading is layout.period and not remark:
        remark = f"the year stands in the heading of the table, `{heading.text[:40]}`"
    return text, remark


def _members(line: Line, column: Column, ranked: list[Match], source: Source) -> tuple[Members, str, bool]:
    """The members of a figure, the part that it is if it is one, and whether two places contradict."""
    best = ranked[0] if ranked else None
    indicator = best.indicator if best else ""
    rest = column.period.rest if column.period.period else column.name
    texts = [line.bare, rest, *reversed(line.parents), *reversed(line.sections)]
    lexicon = source.lexicon
    read = [source.members(text, indicator) for text in texts]
    found, _ = merged(members for members, _ in read)
    _, differs = merged([read[0][0], read[1][0]])
    row = frozenset(lexicon.tokens(line.bare))
    own = row - lexicon.member_tokens
    said = frozenset(lexicon.tokens(best.phrase)) if best is not None else frozenset()
    is_part = bool(own) and not row & said and (best is not None or bool(line.parents))
    is_part = is_part or (bool(line.parents) and not read[0][0])
    part = line.bare if is_part and not WHOLE.fullmatch(line.bare.strip()) else ""
    return found, part, differs


# --- what is written ------------------------------------------------------------------------------


def _proposal(draft: Draft, source: Source) -> Proposal:
    layout, line, figure, judged = draft.layout, draft.line, draft.figure, draft.judged
    indicator = source.lexicon.hub.indicators.get(judged.indicator)
    state, value = _value(figure, layout)
    unit = draft.unit.unit_of(indicator.unit_kind) if draft.unit and indicator else ""
    if not unit and indicator and (draft.unit is None or draft.unit.is_vacuous):
        unit = {"count": "count", "ratio": "ratio"}.get(indicator.unit_kind, "") if state == NUMBER else ""
    unit = unit or (
        draft.unit.units[0][0] if draft.unit and len(draft.unit.units) == 1 and not indicator else ""
    )
    members = members_written({**draft.members, **({"part": slug(draft.part)} if draft.part else {})})
    why = "; ".join(dict.fromkeys(each for each in (*judged.remarks, draft.remark) if each))
    return Proposal(
        id=_id(judged.indicator, draft),
        label=_BULLET.sub("", line.label).strip() or draft.column.name or layout.table.caption,
        value_state=state,
        value=value,
        value_as_printed=figure.printed,
        indicator=judged.indicator,
        unit=unit if state == NUMBER else "",
        unit_as_printed=_bare(draft.unit.printed) if draft.unit else "",
        period=draft.period,
        dimensions=members,
        basis=BASES.get(draft.column.period.role, "measured"),
        document=source.document_id,
        pages=_pages(layout.table),
        section=_section(layout.table, line),
        anchor=_anchor(layout.table, line, draft.column),
        confidence=judged.confidence,
        why=why,
        alternatives=";".join(each.indicator for each in judged.ranked if each.indicator != judged.indicator),
        cell=layout.table.cells[line.at][draft.column.at],
        file=source.document.path,
        sha256=source.document.sha256,
        number=figure.value if state == NUMBER else None,
        table=layout.table.number,
        path=(layout.table.caption or layout.table.sheet, *line.path, draft.column.period.rest),
    )


def _value(figure: Figure, layout: Layout) -> tuple[str, str]:
    """The state of the value, and the number as digits with a full stop; never a zero by guess."""
    if figure.kind == NUMBER:
        return NUMBER, f"{figure.value:f}" if figure.value is not None else ""
    if figure.kind == DASH:
        return (NIL, "") if layout.dash == NIL else (ABSENT, "")
    return (NIL, "") if figure.kind == NIL else (ABSENT, "")


def _id(indicator: str, draft: Draft) -> str:
    """An id that the same row has next year but for the period: indicator, members, period."""
    members = [member for _, member in sorted(draft.members.items())]
    label = draft.line.bare or draft.column.name or draft.layout.table.caption
    stem = [indicator or slug(label) or "row", *members, *([slug(draft.part)] if draft.part else [])]
    basis = BASES.get(draft.column.period.role, "")
    tail = [
        *([basis] if basis in {"target", "projection"} else []),
        *([slug(draft.period)] if draft.period else []),
    ]
    return "-".join(each for each in (*stem, *tail) if each)[:120]


def _bare(printed: str) -> str:
    return re.sub(r"^in\s+", "", printed.strip().strip("()[]（）").strip(), flags=re.I)


def _pages(table: PageTable) -> str:
    printed = table.printed or (str(table.physical) if table.physical else "")
    return printed if PAGES.fullmatch(printed) else ""


def _section(table: PageTable, line: Line) -> str:
    """The section as the document names it: sheet and heading; else what stands over the row or table."""
    named = [each.strip() for each in (table.sheet, table.section) if each.strip()]
    return STEP.join(dict.fromkeys(named or [*line.sections[:1]] or [table.caption]))


def _anchor(table: PageTable, line: Line, column: Column) -> str:
    name = table.caption.strip() or f"Table {table.number}"
    parts = (name, *(each.strip() for each in line.path), column.name)
    return STEP.join(folded(part) for part in dict.fromkeys(parts) if part)
