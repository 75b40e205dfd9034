"""The sheets of an audit sample as tables: the rows to test, and the population in the order of the draw."""

from __future__ import annotations

from collections.abc import Iterator

from esgmap.export.sample_words import (
    confidence_text,
    reason_text,
    since_text,
    stated_text,
    uses_text,
)
from esgmap.export.wording import cut_text, gap_texts, locations, period_text, value_text
from esgmap.export.workbook_table import FIRST_ROW, Column, Formula, Row, Table, Value
from esgmap.model import Hub
from esgmap.population import Member, Sample
from esgmap.reported import Fact
from esgmap.sampling import GLUE, TARGETED, Drawn, rank_hash

SAMPLE, POPULATION = "Sample", "Population"
GAP = Column("", 1.6, "gap", "gap")
HEAD = (Column("No.", 5, "number"), Column("Row id", 25, "code"), Column("Drawn for", 15))
WHY = Column("Why it was chosen", 26)
SINCE = Column("Since the baseline", 22)
FACT_COLUMNS = (
    Column("What is stated", 25),
    Column("Value as printed", 26),
    Column("Value", 11, "number"),
    Column("Unit", 9),
    Column("Period", 9.5),
    Column("Dimensions", 14),
    Column("Basis", 9.5),
    Column("Document", 13),
    Column("Page", 6.5),
    Column("Section", 15),
    Column("Anchor", 22),
    Column("Counts for", 27),
)
REQUIREMENT_COLUMNS = (
    Column("Framework", 10),
    Column("Code", 17, "code"),
    Column("What is asked", 34),
    Column("Status", 10, "status"),
    Column("Rests on", 48),
    Column("Place in the report", 26),
    Column("What is missing", 26),
    Column("Reason for leaving it out", 24),
    Column("Wording of the requirement", 18),
)
REVIEW = (
    Column("Result", 11, "input", "review"),
    Column("Value found", 14, "input", "review"),
    Column("Difference", 11, "number", "review"),
    Column("Nature of the error", 20, "input", "review"),
    Column("Working paper", 11, "input", "review"),
    Column("Tested by", 10, "input", "review"),
    Column("Date", 11, "date", "review"),
    Column("Comment", 26, "input", "review"),
)
STATUS_REVIEW = (
    REVIEW[0],
    Column("Status found", 14, "input", "review"),
    *REVIEW[3:],
)
STRATA = {True: Column("Targets", 24), False: Column("Strata", 24)}
"""What the population says of each row: of a targeted sample the targets that it fits, else its strata."""
POPULATION_HEAD = (Column("Row id", 32, "code"), Column("What is stated", 46))
POPULATION_COLUMNS = (
    Column("Drawn", 8, "status"),
    Column("Place in the order", 9, "number"),
    Column("Rank hash", 62, "small"),
    Column("Content hash", 34, "small"),
)


def review_columns(of: str) -> tuple[Column, ...]:
    """The columns that the tester fills in."""
    return STATUS_REVIEW if of == "requirements" else REVIEW


def sample_columns(sample: Sample) -> tuple[Column, ...]:
    """The columns of the sheet of rows to test."""
    own = REQUIREMENT_COLUMNS if sample.plan.of == "requirements" else FACT_COLUMNS
    why = (WHY,) if sample.plan.method == TARGETED else ()
    since = (SINCE,) if sample.population.baseline else ()
    return (*HEAD, *why, *own, *since, GAP, *review_columns(sample.plan.of))


def sample_table(sample: Sample) -> Table:
    """The rows drawn, each with all that a tester needs to find what it states."""
    columns = sample_columns(sample)
    rows = tuple(
        Row(tuple(_cells(number, drawn, member, sample, columns)))
        for number, (drawn, member) in enumerate(sample.chosen(), start=1)
    )
    what = "status" if sample.plan.of == "requirements" else "value"
    return Table(
        sheet=SAMPLE,
        title="Sample: the rows to test",
        note=f"{len(rows)} rows. Compare each {what} with its source and fill in the yellow cells; “differs” "
        "and “not found” count as errors, a row without a result stays open.",
        columns=columns,
        rows=rows,
        frozen=2,
    )


def _cells(
    number: int, drawn: Drawn, member: Member, sample: Sample, columns: tuple[Column, ...]
) -> Iterator[Value]:
    plan, hub = sample.plan, sample.assessment.hub
    yield from (number, drawn.id, GLUE.join(drawn.strata))
    if plan.method == TARGETED:
        yield reason_text(drawn.strata, member, plan)
    if member.finding:
        yield from _requirement_cells(member, sample)
    else:
        yield from _fact_cells(member, hub)
    if sample.population.baseline:
        yield since_text(member)
    yield ""
    for column in review_columns(plan.of):
        is_difference = column.title == "Difference"
        yield _difference(columns, FIRST_ROW + number - 1) if is_difference else ""


def _difference(columns: tuple[Column, ...], row: int) -> Formula:
    """What was found less what is stated, where both are numbers."""
    titles = [column.title for column in columns]
    value, found = (f"{letter(titles.index(title))}{row}" for title in ("Value", "Value found"))
    return Formula(f'=IF(AND(ISNUMBER({value}),ISNUMBER({found})),{found}-{value},"")', "")


def letter(column: int) -> str:
    """The letters of a column, counted from 0."""
    high, low = divmod(column, 26)
    return (chr(64 + high) if high else "") + chr(65 + low)


def _fact_cells(member: Member, hub: Hub) -> tuple[Value, ...]:
    fact = member.facts[0]
    evidence = fact.evidence
    printed = fact.value_as_printed or value_text(fact)
    return (
        fact.label,
        f"{printed} (lacks: {fact.lacks})" if fact.is_partial else printed,
        fact.number if fact.value_state == "number" else None,
        _unit(fact, hub),
        period_text(fact.period),
        cut_text(fact, hub),
        fact.basis if fact.whose == "own" else f"{fact.basis}, {fact.whose.replace('-', ' ')}",
        evidence.document,
        evidence.pages,
        evidence.section,
        evidence.anchor,
        uses_text(member),
    )


def _unit(fact: Fact, hub: Hub) -> str:
    """The unit as printed, and the unit it was read as where that is not plain from it."""
    printed, unit = fact.unit_as_printed, hub.units.get(fact.unit)
    known = () if unit is None else (unit.id, unit.label, *unit.printed)
    if unit is None or printed.replace(" ", "") in {each.replace(" ", "") for each in known}:
        return printed or fact.unit
    return f"{printed} (read as {unit.label})" if printed else unit.label


def _requirement_cells(member: Member, sample: Sample) -> tuple[Value, ...]:
    finding = member.finding
    if finding is None:
        return ()
    requirement, omission = finding.requirement, finding.omission
    framework = member.item.marks["framework"][0]
    return (
        framework,
        requirement.local_id,
        requirement.label,
        finding.status.value,
        "\n".join(f"{fact.id}: {fact.label}, {value_text(fact)}" for fact in member.facts),
        locations(finding, sample.assessment.facts_by_id()),
        "; ".join(gap_texts(finding)),
        f"{omission.reason}: {omission.explanation}" if omission else "",
        confidence_text(member),
    )


# --- the population -------------------------------------------------------------------------------


def population_table(sample: Sample) -> Table:
    """Every item in the order of its rank hash, with its strata and whether it was drawn."""
    plan = sample.plan
    strata: dict[str, list[str]] = {}
    for part in sample.draw.strata:
        for each in part.ids:
            strata.setdefault(each, []).append(part.name)
    drawn = {row.id for row in sample.draw.rows}
    hashes = {member.item.id: rank_hash(plan.seed, member.item.id) for member in sample.population.members}
    ordered = sorted(sample.population.members, key=lambda member: hashes[member.item.id])
    rows = (
        (
            member.item.id,
            stated_text(member),
            GLUE.join(strata.get(member.item.id, ())),
            "yes" if member.item.id in drawn else "no",
            place,
            hashes[member.item.id],
            member.item.content,
        )
        for place, member in enumerate(ordered, start=1)
    )
    targeted = plan.method == TARGETED
    by_hand = "To perform the draw again by hand: filter a stratum and take its first rows."
    first = "Every row with the targets that it fits." if targeted else by_hand
    return Table(
        sheet=POPULATION,
        title="Population: every row that could be drawn, in the order of the draw",
        note=f"{first} Rank hash: printf 'SEED\\nROW ID' | sha256sum",
        columns=(*POPULATION_HEAD, STRATA[targeted], *POPULATION_COLUMNS),
        rows=tuple(Row(cells) for cells in rows),
        frozen=1,
    )
