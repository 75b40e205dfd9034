"""What stands on the summary sheet, section by section, as cells with their formulas. Knows no workbook.

Comes in: the plan and the tables that are counted. A section is made for the row that it begins in, as its
formulas name their own rows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from esgmap.export.check_words import ACCEPTED, EXPIRED, HELD
from esgmap.export.check_words import OPEN as OPEN_STATE
from esgmap.export.counts import ORDER, by_topic
from esgmap.export.workbook_rows import IndexSheet, Plan
from esgmap.export.workbook_strength import STRENGTHS
from esgmap.export.workbook_table import (
    FIRST_ROW,
    REVIEW_CHOICES,
    Formula,
    Table,
    Value,
    column_letter,
    shown,
)
from esgmap.export.workbook_tally import (
    OK,
    Criterion,
    Tally,
    at,
    column,
    control,
    number,
    quoted,
    tally,
    texts,
    total,
)

STATUSES = tuple(status.value for status in ORDER)
SHORT_HEADS = tuple(name.replace("-", " ").capitalize() for name in STATUSES)
DISCLOSURES, REQUIREMENTS = 2, 11
SOFTENED, SHARE = REQUIREMENTS + 7, REQUIREMENTS + 8
LEFT_CONTROL, RIGHT_CONTROL = DISCLOSURES + 7, REQUIREMENTS + 9
TOTALS_ROW = FIRST_ROW + 1
"""The first framework's row, below the one that says whether all controls hold."""
ALL_TOPICS = "all topics"
GAPS_OF = "not wholly reported, of what counts"
NO_REASON = "no reason given"
REVIEW_OF = "review status of its rows"
OPEN = REVIEW_CHOICES[0]
CONTROL = "Control"
"""The title of the control cells on the sheet of reconciliations."""
STRENGTH = "Evidence strength"
LEFT_OUT = {
    status: DISCLOSURES + 1 + STATUSES.index(status) for status in ("partial", "unmet", "explained", "relief")
}
"""The statuses of what is not wholly reported, with their columns."""
Criteria = dict[str, Criterion | str]
Cells = dict[int, Value]
"""The cells of one row by their column, counted from 0."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The tables that the summary counts: the indexes, all that are reviewed, reconciliations, checks."""

    indexes: tuple[Table, ...]
    reviewed: tuple[Table, ...]
    reconciliation: Table
    checks: Table


@dataclass(frozen=True, slots=True)
class Block:
    """One section: the titles over its columns, its rows, their look, and the columns of its controls."""

    titles: dict[int, str]
    rows: tuple[Cells, ...]
    kind: str
    controls: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Index:
    """One framework's index with its name here, unique, and its rows as counted."""

    sheet: IndexSheet
    name: str
    rows: Tally


def indexes(plan: Plan, counted: Counted) -> list[Index]:
    """Each index with the rows that are counted."""
    titles = [sheet.title for sheet in plan.sheets]
    wanted = ("Level", "Topic", "Status", "Counts", "Reason used")
    return [
        Index(
            sheet,
            sheet.title if titles.count(sheet.title) == 1 else f"{sheet.title}, {sheet.short}",
            tally(table, *wanted),
        )
        for sheet, table in zip(plan.sheets, counted.indexes, strict=True)
    ]


# --- counts by framework and by topic -------------------------------------------------------------


def totals(known: list[Index], first: int, topics_first: int, topics: Block) -> Block:
    """One row for each framework, which its topics must add up to."""
    places = (topics_first, topics_first + len(topics.rows) - 1)
    rows = []
    for offset, index in enumerate(known):
        cells = _counts(index, first + offset, ALL_TOPICS)
        _control_counts(cells, first + offset, (places, topics.rows))
        rows.append(cells)
    return Block({}, tuple(rows), "disclosure", (LEFT_CONTROL, RIGHT_CONTROL))


def by_topics(known: list[Index], first: int, titles: dict[int, str]) -> Block:
    """One row for each topic of each framework."""
    rows: list[Cells] = []
    for index in known:
        for topic in by_topic(index.sheet.framework):
            cells = _counts(index, first + len(rows), topic.name)
            _control_counts(cells, first + len(rows), None)
            rows.append(cells)
    return Block(titles, tuple(rows), "plain", (LEFT_CONTROL, RIGHT_CONTROL))


def _counts(index: Index, row: int, topic: str) -> Cells:
    """How many disclosures and requirements there are, and how many with each status."""
    cells: Cells = {0: index.name, 1: topic}
    limit: Criteria = {} if topic == ALL_TOPICS else {"Topic": at(f"$B{row}", topic)}
    for start, level in ((DISCLOSURES, "disclosure"), (REQUIREMENTS, "requirement")):
        wanted: Criteria = {"Level": level, **limit}
        cells[start] = index.rows.count(wanted)
        for offset, status in enumerate(STATUSES, start=1):
            cells[start + offset] = index.rows.count({**wanted, "Status": status})
    cells[SOFTENED] = index.rows.count({"Level": "requirement", **limit, "Counts": "no"})
    cells[SHARE] = _share(cells, row)
    return cells


def _share(cells: Cells, row: int) -> Formula:
    """The share of met among the requirements that count."""
    aside = REQUIREMENTS + 1 + STATUSES.index("not-required")
    met = REQUIREMENTS + 1 + STATUSES.index("met")
    name = {place: f"{column_letter(place)}{row}" for place in (REQUIREMENTS, aside, SOFTENED, met)}
    counting = f"({name[REQUIREMENTS]}-{name[aside]}-{name[SOFTENED]})"
    known = number(cells[REQUIREMENTS]) - number(cells[aside]) - number(cells[SOFTENED])
    share = number(cells[met]) / known if known else "n/a"
    return Formula(f'=IF({counting}=0,"n/a",{name[met]}/{counting})', share, "0%")


def _control_counts(cells: Cells, row: int, below: tuple[tuple[int, int], tuple[Cells, ...]] | None) -> None:
    """Add the controls: the statuses add up to the rows, and the topics to the framework."""
    for start, place in ((DISCLOSURES, LEFT_CONTROL), (REQUIREMENTS, RIGHT_CONTROL)):
        statuses = range(start + 1, start + 1 + len(STATUSES))
        left, right, whole = (column_letter(each) for each in (statuses[0], statuses[-1], start))
        test = f"SUM({left}{row}:{right}{row})={whole}{row}"
        holds = sum(number(cells[each]) for each in statuses) == number(cells[start])
        if below:
            (first, last), rows = below
            names, sums = f"$A${first}:$A${last}", f"{whole}${first}:{whole}${last}"
            test = f"AND({test},SUMIF({names},$A{row},{sums})={whole}{row})"
            found = sum(number(each[start]) for each in rows if each[0] == cells[0])
            holds = holds and found == number(cells[start])
        cells[place] = control(test, holds)


# --- reasons for leaving out ----------------------------------------------------------------------


def reasons(known: list[Index], first: int, plan: Plan) -> Block:
    """How often each reason or relief that a framework allows is used, and how often none is given."""
    heads = {place: SHORT_HEADS[STATUSES.index(status)] for status, place in LEFT_OUT.items()}
    titles = {0: "Framework", 1: "Reason for leaving out", 2: "Requirements", LEFT_CONTROL: "Adds up"}
    rows: list[Cells] = []
    for index in known:
        start = first + len(rows)
        names = [*_allowed(index.sheet, plan), NO_REASON]
        told = [_reason(index, name, start + n) for n, name in enumerate(names, start=1)]
        rows += [_left_out(index, start, told), *told]
    return Block(titles | heads, tuple(rows), "plain", (LEFT_CONTROL,))


def _allowed(sheet: IndexSheet, plan: Plan) -> list[str]:
    """The reasons and reliefs that a framework knows under the report's claim, each once."""
    grounds = plan.assessment.grounds
    ids = {finding.requirement.id for finding in sheet.framework.findings}
    known = [each.reason for each in grounds.reasons.get(sheet.framework.claim.framework, ())]
    known += [each.name for each in grounds.reliefs if each.requirement_ids & ids]
    return list(dict.fromkeys(known))


def _reason(index: Index, reason: str, row: int) -> Cells:
    """How many requirements that count carry a reason, by their status."""
    cells: Cells = {0: index.name, 1: reason}
    if reason == NO_REASON:
        return _by_status(cells, index, row, {"Reason used": ""})
    limit: Criteria = {"Reason used": at(f"$B{row}", reason)}
    whole = index.rows.count({"Level": "requirement", **limit})
    return _by_status({**cells, DISCLOSURES: whole}, index, row, limit)


def _left_out(index: Index, row: int, told: list[Cells]) -> Cells:
    """All that is not wholly reported: the reasons below must add up to it."""
    cells = _by_status({0: index.name, 1: GAPS_OF}, index, row, {})
    test = f"AND({_sum_of(cells, row)[0]},SUM(C{row + 1}:C{row + len(told)})=C{row})"
    holds = _sum_of(cells, row)[1] and sum(number(each[2]) for each in told) == number(cells[2])
    return {**cells, LEFT_CONTROL: control(test, holds)}


def _by_status(cells: Cells, index: Index, row: int, limit: Criteria) -> Cells:
    """The cells with what is left out, status by status; where no total stands yet, with their sum."""
    counting: Criteria = {"Level": "requirement", "Counts": "yes", **limit}
    parts = {place: index.rows.count({**counting, "Status": status}) for status, place in LEFT_OUT.items()}
    cells = {DISCLOSURES: total(parts.values()), **cells, **parts}
    return {**cells, LEFT_CONTROL: control(*_sum_of(cells, row))}


def _sum_of(cells: Cells, row: int) -> tuple[str, bool]:
    """The test that the parts between the total and the control add up to it, and whether they do."""
    left, right = column_letter(DISCLOSURES + 1), column_letter(LEFT_CONTROL - 1)
    parts = sum(number(cells.get(place, "")) for place in range(DISCLOSURES + 1, LEFT_CONTROL))
    return f"SUM({left}{row}:{right}{row})=C{row}", parts == number(cells[DISCLOSURES])


# --- the strength of evidence ---------------------------------------------------------------------


def strengths(known: list[Index], first: int) -> Block:
    """How many requirements rest on evidence of which strength, by the first of the words in the column."""
    places = dict(enumerate(STRENGTHS, DISCLOSURES + 1))
    heads = {place: word.capitalize() for place, word in places.items()}
    heads[max(places)] = "No document"
    titles = {0: "Framework", 1: "Evidence", 2: "With evidence", **heads, LEFT_CONTROL: "Adds up"}
    rows = []
    for row, index in enumerate(known, first):
        cells: Cells = {0: index.name, 1: "strength of the evidence", 2: _beginning(index, "")}
        cells |= {place: _beginning(index, word) for place, word in places.items()}
        cells[LEFT_CONTROL] = control(*_sum_of(cells, row))
        rows.append(cells)
    return Block(titles, tuple(rows), "plain", (LEFT_CONTROL,))


def _beginning(index: Index, word: str) -> Formula:
    """How many requirements have an evidence strength that begins so."""
    table = index.rows.table
    pairs = zip(texts(table, "Level"), texts(table, STRENGTH), strict=True)
    found = sum(1 for level, told in pairs if level == "requirement" and told and told.startswith(word))
    ranges = f'{column(table, "Level")},"requirement",{column(table, STRENGTH)}'
    return Formula(f"=COUNTIFS({ranges},{quoted(f'{word}*' if word else '?*')})", found)


# --- the review -----------------------------------------------------------------------------------


def review(counted: Counted, first: int) -> Block:
    """How far the review of each sheet is; a word that is no choice makes the control fail."""
    places = dict(enumerate(REVIEW_CHOICES, DISCLOSURES + 1))
    heads = {place: word.capitalize() for place, word in places.items()}
    heads[DISCLOSURES + 1] = "Open or empty"
    titles = {0: "Sheet", 1: "Review", 2: "Rows", **heads, LEFT_CONTROL: "Adds up"}
    rows = []
    for row, table in enumerate(counted.reviewed, first):
        cells: Cells = {0: table.sheet, 1: REVIEW_OF, 2: _named(table)}
        found = tally(table, "Review status")
        for place, word in places.items():
            cells[place] = found.count({"Review status": word})
        cells[DISCLOSURES + 1] = total((found.count({"Review status": OPEN}), _empty(table)))
        cells[LEFT_CONTROL] = control(*_sum_of(cells, row))
        rows.append(cells)
    return Block(titles, tuple(rows), "plain", (LEFT_CONTROL,))


def _named(table: Table) -> Formula:
    """How many rows have an id."""
    ids = table.id_titles[0]
    return Formula(f"=COUNTA({column(table, ids)})", sum(1 for each in texts(table, ids) if each))


def _empty(table: Table) -> Formula:
    """How many rows with an id have no review status."""
    ids = table.id_titles[0]
    pairs = zip(texts(table, ids), texts(table, "Review status"), strict=True)
    written = f'=COUNTIFS({column(table, ids)},"<>",{column(table, "Review status")},"")'
    return Formula(written, sum(1 for row_id, status in pairs if row_id and not status))


# --- checks ---------------------------------------------------------------------------------------


def checked(checks: Table, first: int) -> Block:
    """How much each check looked at, and what came of it; what is accepted is counted apart."""
    heads = ("Looked at", "Held", "Errors", "Warnings", "Notes", "Accepted")
    titles = {0: "Check", 1: "Checks", **dict(enumerate(heads, DISCLOSURES)), LEFT_CONTROL: "Adds up"}
    known = tally(checks, "Check", "Severity", "State")
    rows = []
    for row, code in enumerate(sorted({*texts(checks, "Check")} - {""}), first):
        limit: Criteria = {"Check": at(f"$A{row}", code)}
        told = [known.count({**limit, "Severity": HELD})]
        for word in ("error", "warning", "note"):
            states = (
                known.count({**limit, "Severity": word, "State": each}) for each in (OPEN_STATE, EXPIRED)
            )
            told.append(total(states))
        told.append(known.count({**limit, "State": ACCEPTED}))
        cells: Cells = {0: code, 1: "what it looked at, and what came of it", 2: known.count(limit)}
        cells |= dict(enumerate(told, DISCLOSURES + 1))
        rows.append({**cells, LEFT_CONTROL: control(*_sum_of(cells, row))})
    return Block(titles, tuple(rows), "plain", (LEFT_CONTROL,))


# --- all together ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Laid:
    """The summary as it will stand: each section with its first row, and the state of all controls.

    The first section holds the totals of the frameworks, the last the topics.
    """

    blocks: tuple[tuple[int, Block], ...]
    every: Formula
    controls: int

    def total(self, framework: int) -> tuple[int, Cells]:
        """The row of a framework's total, and its cells."""
        first, block = self.blocks[0]
        return first + framework, block.rows[framework]


def lay_out(plan: Plan, counted: Counted, room: int, titles: dict[int, str]) -> Laid:
    """Every section: the totals, after some room the others, the topics last, under the given titles."""
    known = indexes(plan, counted)
    laid: list[tuple[int, Block]] = []
    row = TOTALS_ROW + len(known) + room
    makers: tuple[Callable[[int], Block], ...] = (
        lambda first: reasons(known, first, plan),
        lambda first: strengths(known, first),
        lambda first: review(counted, first),
        lambda first: checked(counted.checks, first),
    )
    for make in makers:
        block = make(row + 1)
        if block.rows:
            laid.append((row + 1, block))
            row += len(block.rows) + 2
    topics = by_topics(known, row + 1, titles)
    laid = [(TOTALS_ROW, totals(known, TOTALS_ROW, row + 1, topics)), *laid, (row + 1, topics)]
    ranges = control_ranges(laid, counted.reconciliation)
    number_of = sum(1 for _, said in ranges for each in said if each)
    return Laid(tuple(laid), all_controls(ranges), number_of)


def control_ranges(laid: list[tuple[int, Block]], reconciliation: Table) -> list[tuple[str, list[str]]]:
    """Where controls stand, as a formula writes it, and what each says now."""
    found = []
    for first, block in laid:
        for place in block.controls if block.rows else ():
            said = [shown(cells[place]) for cells in block.rows if place in cells]
            letter = column_letter(place)
            found.append((f"${letter}${first}:${letter}${first + len(block.rows) - 1}", said))
    found.append((column(reconciliation, CONTROL), texts(reconciliation, CONTROL)))
    return found


def all_controls(ranges: list[tuple[str, list[str]]]) -> Formula:
    """Whether every control says `ok`: one that was overwritten, or shows an error, fails too."""
    said = [each for _, cells in ranges for each in cells if each]
    fine = "+".join(f'COUNTIF({cells},"{OK}")' for cells, _ in ranges)
    return control(f"{fine}={len(said)}", all(each == OK for each in said))
