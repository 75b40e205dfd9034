"""A table of text → what its columns and rows are: labels, units, periods, parents, sections, figures.

Comes in: a `PageTable` of any document, and the units. Goes out: a `Layout`. Header rows may be several, may
come again further down, and may name years in bands over columns; years may also stand in the rows. Nothing
is known here of indicators.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from esgmap.packs.columns import Column, column_of, header_rows, heads_of, kinds_of_columns, unit_in
from esgmap.packs.figures import BLANK, NIL, NUMBER, TEXT, Figure, figure, is_year, sign_of
from esgmap.packs.headings import WORDS, Heading, heading, is_heading
from esgmap.packs.measures import UNKNOWN, Measure, Units, measure, measure_in
from esgmap.pages import PageTable

CHILD = re.compile(
    r"^\s*(?:[-–—•·◦▪]\s*)?(?:of which|thereof|there of|o/w|including|incl\.|hereof|davon)\b[:,]?\s*"
    r"|^\s*(?:[-–—•·◦▪]\s*)?其中[:：]?\s*|^\s*[-–—•·◦▪]\s*",
    re.I,
)
OPENS = re.compile(r"(?:[,;]?\s*(?:of which|thereof|which includes?|including|其中)\s*)?[:：]\s*$", re.I)
_LEGEND = re.compile(
    r"^\W*(?:[\"“']?\s*[-–—‐]\s*[\"”']?)\s*(?:[:=]|means|denotes|indicates|represents|表示|代表)\s*(.+)", re.I
)
_NONE = re.compile(r"\bnil\b|\bnone\b|\bzero\b|no (?:cases?|incidents?)|无|無|零", re.I)


@dataclass(frozen=True, slots=True)
class Line:
    """A row of figures: its label, the sections and rows that it stands under, and its figures by column.

    `parents` are rows with figures that this one is a part of, `sections` rows without; both from the
    outside in. `unit_from` says where the unit stands: label, column, above, section.
    """

    at: int
    label: str
    bare: str
    sections: tuple[str, ...]
    parents: tuple[str, ...]
    figures: tuple[tuple[Column, Figure], ...]
    unit: Measure | None = None
    unit_from: str = ""
    period: Heading | None = None

    @property
    def path(self) -> tuple[str, ...]:
        """Everything that names the row, from the outside in."""
        return tuple(dict.fromkeys((*self.sections, *self.parents, self.label)))


@dataclass(frozen=True, slots=True)
class Layout:
    """A table as it is laid out. `sign` is its decimal sign (empty: nothing tells), `dash` what a dash means.

    `corner` are texts over the labels, which often hold the unit of the whole table.
    """

    table: PageTable
    lines: tuple[Line, ...]
    corner: tuple[str, ...] = ()
    unit: Measure | None = None
    sign: str = ""
    is_mixed: bool = False
    dash: str = ""
    period: Heading | None = None
    columns: tuple[Column, ...] = ()


@dataclass(slots=True)
class _Place:
    """Where the reading stands: sections and rows that what follows may belong to, the last unit."""

    sections: list[str] = field(default_factory=list)
    tops: list[tuple[int, str]] = field(default_factory=list)
    unit: Measure | None = None
    section_unit: Measure | None = None
    was_section: bool = False
    was_child: bool = False
    opens: bool = False
    label: str = ""
    repeated: frozenset[str] = frozenset()


def lay_out(table: PageTable, units: Units, sign: str = "", legend: Iterable[str] = ()) -> Layout:
    """Read a table; `sign` is the decimal sign of its document, `legend` the notes of all its tables."""
    own, mixed = sign_of(
        text
        for row, texts in enumerate(table.rows)
        for column, text in enumerate(texts)
        if column and (row, column) not in table.stored
    )
    sign = own or sign
    shown = [
        [figure(text, sign, (row, column) in table.stored) for column, text in enumerate(texts)]
        for row, texts in enumerate(table.rows)
    ]
    top = header_rows(table, shown)
    values, unit_at, labels = kinds_of_columns(table, shown, top, units)
    heads = heads_of(table, top, values)
    columns = {at: column_of(at, heads[at], units) for at in values}
    corner = tuple(
        dict.fromkeys(table.rows[row][at] for row in range(top) for at in labels if table.rows[row][at])
    )
    lines = tuple(_lines(_Rows(table, shown, top, labels, unit_at, columns, units)))
    places = (*corner, table.caption)
    unit = next((found for text in places if (found := unit_in(text, units))), None)
    named = (heading(text) for text in (table.caption, *corner, table.section, table.sheet) if text)
    period = next((each for each in named if each.period), None)
    dash = next((told for note in (*table.notes, *legend) if (told := _dash(note))), "")
    return Layout(table, lines, corner, unit, sign, mixed, dash, period, tuple(columns.values()))


def _dash(note: str) -> str:
    """What a legend says of a dash: nil, not-available, or nothing."""
    match = _LEGEND.match(note)
    if not match:
        return ""
    return NIL if _NONE.search(match[1]) else "not-available"


# --- rows -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Rows:
    """What the rows of a table are read with."""

    table: PageTable
    shown: Sequence[Sequence[Figure]]
    top: int
    labels: list[int]
    unit_at: int | None
    columns: dict[int, Column]
    units: Units

    def starts_small(self, label: str) -> bool:
        """Whether a label begins with a small letter in a table whose labels do not."""
        names = [self.label(row)[:1] for row in range(self.top, len(self.table.rows))]
        capital = sum(name.isupper() for name in names)
        small = sum(name.islower() for name in names)
        return label[:1].islower() and label[:1].isascii() and capital >= small

    def label(self, row: int) -> str:
        """The text of the outermost column of labels."""
        return self.table.rows[row][self.labels[0]] if self.labels else ""


def _lines(rows: _Rows) -> Iterable[Line]:
    table, place = rows.table, _Place()
    columns = dict(rows.columns)
    names = [rows.label(row) for row in range(rows.top, len(table.rows))]
    by_year = sum(map(is_year, names)) > len(names) * 0.5
    told = [_section_name(rows, row) for row in range(rows.top, len(table.rows))]
    recurring = {name for name in told if name and told.count(name) > 1}
    if (first := _first_section(rows)) and any(told):
        _enter(place, first, recurring, rows.units)
    for row in range(rows.top, len(table.rows)):
        texts = table.rows[row]
        figures = [(columns[at], rows.shown[row][at]) for at in columns]
        if _comes_again(rows, row):
            columns = {
                at: column_of(at, (texts[at],) if texts[at] else columns[at].heads, rows.units)
                for at in columns
            }
            if rows.label(row) and not is_heading([rows.label(row)]):
                _enter(place, rows.label(row), recurring, rows.units)
            continue
        kept = tuple((column, each) for column, each in figures if each.kind != BLANK)
        if not any(each.is_shown for _, each in kept):
            if name := _section_name(rows, row):
                _enter(place, name, recurring, rows.units)
                place.was_section = True
            continue
        if not place.tops:
            place.repeated = _repeated(rows, row)
        yield _line(rows, row, place, kept, by_year)


def _repeated(rows: _Rows, row: int) -> frozenset[str]:
    """The labels that stand several times before the next heading: each says something of the row above them.

    Management, Male, Female, Technical staff, Male, Female: the first row of all has a label of its own.
    """
    labels: list[str] = []
    for at in range(row, len(rows.table.rows)):
        if _section_name(rows, at):
            break
        texts = [rows.table.rows[at][column] for column in rows.labels]
        labels.append(next((text for text in reversed(texts) if text), ""))
    found = frozenset(label for label in labels if label and labels.count(label) > 1)
    return found if labels and labels[0] not in found else frozenset()


def _first_section(rows: _Rows) -> str:
    """The heading over the first rows, where it stands in the header row, over the labels."""
    text = rows.label(rows.top - 1).strip() if rows.top else ""
    if not text or WORDS.fullmatch(text) or heading(text).period or unit_in(text, rows.units):
        return ""
    return text


def _comes_again(rows: _Rows, row: int) -> bool:
    """Whether a row in the middle of a table is a header row that stands there once more."""
    texts = [rows.table.rows[row][at] for at in rows.columns]
    told = [each for each in texts if each]
    if len(told) < 1 or not all(
        heading(each).period and figure(each).kind in {NUMBER, TEXT} for each in told
    ):
        return False
    known = [column.heads[0] for column in rows.columns.values() if column.heads]
    return set(told) <= set(known) or (len(told) > 1 and len({heading(each).year for each in told}) > 1)


def _section_name(rows: _Rows, row: int) -> str:
    """The text of a row without figures, if it is a heading of what follows."""
    if any(rows.shown[row][at].is_shown for at in rows.columns):
        return ""
    texts = [rows.table.rows[row][at] for at in rows.labels if rows.table.rows[row][at]]
    told = texts or [text for text in dict.fromkeys(rows.table.rows[row]) if text]
    return told[0].strip() if texts or len(told) == 1 else ""


def _enter(place: _Place, name: str, recurring: set[str], units: Units) -> None:
    """Take in a heading between the rows: inside the one before if that had no row yet, or comes again."""
    inner = name in recurring
    if place.was_section and len(place.sections) < 3:
        place.sections.append(name)
    elif inner and place.sections and place.sections[0] not in recurring:
        place.sections = [place.sections[0], name]
    else:
        place.sections = [name]
    place.tops, place.was_child, place.opens = [], False, False
    place.section_unit = unit_in(name, units)
    if place.section_unit is not None:
        place.unit = None


def _line(
    rows: _Rows, row: int, place: _Place, figures: tuple[tuple[Column, Figure], ...], by_year: bool
) -> Line:
    texts = [rows.table.rows[row][at] for at in rows.labels]
    outer = [text for text in texts[:-1] if text] if texts and texts[-1] else []
    label = next((text for text in reversed(texts) if text), "") or place.label
    found, bare = measure_in(label, rows.units)
    own = _unit(rows, row, place, found)
    depth = _depth(rows, row, label, place)
    while place.tops and place.tops[-1][0] >= depth:
        place.tops.pop()
    parents = tuple(name for _, name in place.tops)
    place.tops.append((depth, _clean(label)))
    place.was_section, place.label = False, label
    place.was_child, place.opens = depth > 0, bool(OPENS.search(label)) or (place.opens and depth > 0)
    period = heading(label) if by_year and is_year(label) else None
    sections = (*place.sections, *dict.fromkeys(outer))
    return Line(row, label, _clean(bare), sections, parents, figures, *own, period)


def _unit(rows: _Rows, row: int, place: _Place, found: Measure | None) -> tuple[Measure | None, str]:
    """The unit of a row, and where it stands; in a column of units an empty cell repeats the one above."""
    written = rows.table.rows[row][rows.unit_at].strip() if rows.unit_at is not None else ""
    if written and figure(written).kind != "dash":
        place.unit = measure(written, rows.units) or Measure(written, (), UNKNOWN)
        if found is None or place.unit.units:
            return place.unit, "column"
    if found is not None:
        return found, "label"
    if place.unit is not None:
        return place.unit, "above"
    return (place.section_unit, "section") if place.section_unit is not None else (None, "")


def _depth(rows: _Rows, row: int, label: str, place: _Place) -> int:
    """How deep a row stands below the one that it is a part of; 0 for a row of its own."""
    indents = rows.table.indents
    step = indents[row] if indents else 0
    least = (
        min((indents[each] for each in range(rows.top, len(rows.table.rows))), default=0) if indents else 0
    )
    if CHILD.match(label):
        return 1 + (step - least)
    if step > least and place.tops:
        return 1 + (step - least)
    if place.tops and label in place.repeated:
        return 1
    if place.was_child and place.label.split() and _clean(place.label).split()[:1] == label.split()[:1]:
        return max((depth for depth, _ in place.tops), default=1) or 1
    if rows.starts_small(label) and (place.was_child or place.opens):
        return max((depth for depth, _ in place.tops), default=1) or 1
    return 0


def _clean(label: str) -> str:
    return OPENS.sub("", CHILD.sub("", label)).strip(" :-–")
