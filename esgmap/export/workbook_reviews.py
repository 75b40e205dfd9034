"""The sheet of remarks as a table, and the review cells that the next workbook shows for each row.

Comes in: the remarks of `reviews.csv` and the tables of the workbook. What a remark is worth is worked out by
`review_standing`; here stands only how it is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date

from xlsxwriter.worksheet import Worksheet

from esgmap.cells import read_list
from esgmap.export.workbook_pen import SOFT_LOOK, STATUS_LOOKS, Pen
from esgmap.export.workbook_record import Record
from esgmap.export.workbook_table import FIRST_ROW, REVIEW, Column, Link, Row, Table, Value, shown
from esgmap.export.workbook_text import LIMIT
from esgmap.review_standing import Filled, Standing, Stood, filled, is_day, stand
from esgmap.reviews import REVIEW as REVIEWED
from esgmap.reviews import Remark

KEY, HASH = "Reviews", "Content hash"
CONTINUED = "Comment, continued"
COLUMNS = (
    Column("Standing", 11, "status"),
    Column("Row id", 34, "link"),
    Column("Sheet", 13),
    Column("Kind", 10),
    Column("Review status", 13),
    Column("Reviewer", 18),
    Column("Date", 11),
    Column("Comment", 60),
    Column("Written in", 16),
    Column("What stood there before", 24),
    Column("Why it stands so", 28),
    Column("From the copy", 20),
    Column("Remark", 17, "seal"),
    Column("Hash of the content then", 17, "seal"),
    Column("Made after the remarks", 18, "seal"),
    Column("Hash of the copy", 34, "seal"),
    Column("Copy of", 24, "seal"),
    Column(CONTINUED, 30, "seal"),
)
FIELDS = {
    "Row id": "row_id",
    "Sheet": "sheet",
    "Kind": "kind",
    "Review status": "review_status",
    "Reviewer": "reviewer",
    "Date": "date",
    "Comment": "comment",
    "Written in": "place",
    "What stood there before": "was",
    "From the copy": "file",
    "Remark": "id",
    "Hash of the content then": "content_hash",
    "Made after the remarks": "after",
    "Hash of the copy": "file_sha256",
    "Copy of": "made_with",
}
"""The column of each field of a remark; a long comment goes on in `CONTINUED`."""
PRINTED = 12
"""How many columns go to paper: those that tell a reader something."""
BESIDE_THE_COLUMNS = "Notes, edits and text beside our columns"
SECTIONS: tuple[tuple[str, Callable[[Stood], bool]], ...] = (
    ("Conflicts", lambda each: each.standing is Standing.CONFLICT),
    ("To be reviewed again", lambda each: each.standing is Standing.AGAIN),
    ("Current", lambda each: each.standing is Standing.CURRENT and each.remark.kind == REVIEWED),
    (BESIDE_THE_COLUMNS, lambda each: each.standing is Standing.CURRENT),
    ("Superseded", lambda each: each.standing is Standing.SUPERSEDED),
    ("Orphaned: the row is not in the workbook any more", lambda each: True),
)
"""The sections of the sheet; a remark stands in the first that it fits."""
LOOKS = {
    Standing.CONFLICT.value: STATUS_LOOKS["unmet"],
    Standing.AGAIN.value: SOFT_LOOK,
    Standing.SUPERSEDED.value: STATUS_LOOKS["not-required"],
    Standing.ORPHANED.value: STATUS_LOOKS["explained"],
}


# --- the review cells of each row -----------------------------------------------------------------


def review_values(cells: Filled) -> tuple[Value, ...]:
    """The four review cells of a row as they are written: a day as a date, all else as text."""
    is_date = is_day(cells.date) and len(cells.date) == 10
    day: Value = date.fromisoformat(cells.date) if is_date else cells.date
    return cells.status, cells.reviewer, day, cells.comment


def content_hashes(table: Table) -> dict[tuple[str, str], str]:
    """The content hash of each row of a table, by sheet and row id; none if its rows have no such hash."""
    titles = [column.title for column in table.columns]
    if HASH not in titles:
        return {}
    place, key = titles.index(HASH), table.key or table.sheet
    return {(key, row_id): shown(row.cells[place]) for row_id, row in _rows(table, titles) if row_id}


def with_reviews(table: Table, remarks: Sequence[Remark]) -> Table:
    """The table with the review cells of its rows filled in from the remarks on them."""
    titles = [column.title for column in table.columns]
    start = len(titles) - len(REVIEW)
    if not remarks or any(column.block != "review" for column in table.columns[start:]):
        return table
    key, by_row = table.key or table.sheet, dict[str, list[Stood]]()
    for each in stand((each for each in remarks if each.sheet == key), content_hashes(table)):
        by_row.setdefault(each.remark.row_id, []).append(each)
    rows = [
        replace(row, cells=(*row.cells[:start], *review_values(filled(by_row[row_id]))))
        if row_id in by_row
        else row
        for row_id, row in _rows(table, titles)
    ]
    return replace(table, rows=tuple(rows))


def _rows(table: Table, titles: list[str]) -> Iterable[tuple[str, Row]]:
    """Each row with its id; a row that has none, such as a heading, with an empty one."""
    place = titles.index(table.id_titles[0])
    return ((shown(row.cells[place]) if len(row.cells) > place else "", row) for row in table.rows)


# --- the sheet of remarks -------------------------------------------------------------------------


def standings(remarks: Sequence[Remark], tables: Iterable[Table], record: Record) -> tuple[Stood, ...]:
    """The standing of each remark in the workbook that is being drawn."""
    rows = {(seal.sheet, seal.row_id): "" for seal in record.seals()}
    rows |= {(KEY, remark.id): "" for remark in remarks}
    for table in tables:
        rows |= content_hashes(table)
    return stand(remarks, rows)


def reviews_table(stood: Sequence[Stood], tables: Iterable[Table]) -> Table:
    """Every remark of every reviewer, those that need somebody first."""
    places = _places(tables)
    sections: dict[str, list[Stood]] = {title: [] for title, _ in SECTIONS}
    for each in stood:
        sections[next(title for title, fits in SECTIONS if fits(each))].append(each)
    rows: list[Row] = []
    for title, members in sections.items():
        if members:
            heading = f"{title}: {len(members)}"
            rows.append(Row((heading, *[""] * (len(COLUMNS) - 1)), "heading"))
            rows += [Row(_cells(each, places)) for each in sorted(members, key=_order)]
    count = len(stood)
    return Table(
        sheet=KEY,
        title="Reviews: every remark that came back, and what it is worth today",
        note=f"{count} remark{'s' * (count != 1)}, from reviews.csv in the report folder; none is left out.",
        columns=COLUMNS,
        rows=tuple(rows),
        frozen=2,
        id_titles=("Remark",),
    )


def _order(stood: Stood) -> tuple[str, ...]:
    remark = stood.remark
    return remark.sheet, remark.row_id, remark.place, remark.date, remark.reviewer, remark.id


def _places(tables: Iterable[Table]) -> dict[tuple[str, str], tuple[str, int]]:
    """The sheet and the row number of each row that has an id."""
    places = {}
    for table in tables:
        titles = [column.title for column in table.columns]
        if len(table.id_titles) == 1 and table.id_titles[0] in titles:
            for number, (row_id, _) in enumerate(_rows(table, titles), FIRST_ROW):
                places[table.key or table.sheet, row_id] = (table.sheet, number)
    return places


def _cells(stood: Stood, places: dict[tuple[str, str], tuple[str, int]]) -> tuple[Value, ...]:
    remark = stood.remark
    comment, rest = _parts(remark.comment)
    told: dict[str, Value] = {
        title: getattr(remark, name) for title, name in FIELDS.items() if name != "after"
    }
    told |= {"Comment": comment, CONTINUED: rest, "Made after the remarks": "; ".join(remark.after)}
    told |= {"Standing": stood.standing.value, "Why it stands so": stood.why}
    if remark.row in places:
        told["Row id"] = Link(remark.row_id, *places[remark.row])
    return tuple(told[column.title] for column in COLUMNS)


def _parts(text: str) -> tuple[str, str]:
    """A text that is longer than a cell can hold, in two cells."""
    units = 0
    for place, letter in enumerate(text):
        units += 2 if letter > "\uffff" else 1
        if units > LIMIT:
            return text[:place], text[place:]
    return text, ""


def mark_reviews(pen: Pen, sheet: Worksheet, table: Table) -> None:
    """Colour what needs somebody (conflicts, rows to be reviewed again); print what people read."""
    titles = [column.title for column in table.columns]
    title = "Standing" if table.sheet == KEY else "Review status"
    if title not in titles:
        return
    first, last, column = FIRST_ROW - 1, max(table.last_row, FIRST_ROW) - 1, titles.index(title)
    if table.sheet == KEY:
        sheet.print_area(0, 0, last, PRINTED - 1)
    for word, look in LOOKS.items():
        rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": pen.conditional(look)}
        sheet.conditional_format(first, column, last, column, rule)


def remark_from(texts: dict[str, str]) -> Remark:
    """The remark that a row of the sheet tells, from its texts by title."""
    fields = {name: texts.get(title, "") for title, name in FIELDS.items()}
    fields["comment"] += texts.get(CONTINUED, "")
    after = read_list(fields.pop("after"))
    return Remark(**fields, after=after)
