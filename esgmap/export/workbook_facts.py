"""The sheets of facts and of their indicators as tables. Knows no workbook."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from esgmap.export.wording import members_text, period_text, value_text
from esgmap.export.workbook_checks_terms import rounding
from esgmap.export.workbook_rows import FULL, NEAR, PART, Plan, Use, fact_hash
from esgmap.export.workbook_sources import SOURCES, document_rows
from esgmap.export.workbook_table import FIRST_ROW, REVIEW, Column, Formula, Link, Row, Table, Value
from esgmap.export.workbook_tally import column, texts
from esgmap.reported import Fact

FACT_COLUMNS = (
    Column("Id", 22, "code"),
    Column("Used", 9.5, "status"),
    Column("Indicator", 17),
    Column("Label", 24),
    Column("Value as printed", 36),
    Column("Value", 11, "number"),
    Column("Unit", 9),
    Column("Period", 9.5),
    Column("Dimensions", 15),
    Column("Basis", 9),
    Column("Whose", 8),
    Column("Document", 15, "link"),
    Column("Page", 6.5),
    Column("Section", 15),
    Column("Anchor", 34),
    Column("Note", 30),
    Column("", 1.6, "gap", "gap"),
    Column("Counts for", 30, "text", "proof"),
    Column("Counts in part for", 30, "text", "proof"),
    Column("Near miss for", 60, "text", "proof"),
    Column("First index row", 19, "link", "proof"),
    Column("Crosswalk rows", 10, "number", "proof"),
    Column("Rounding, ±", 10, "number", "proof"),
    Column("Content hash", 18, "small", "proof"),
    *REVIEW,
)
USED_WORDS = ((FULL, "in full"), (PART, "in part"), (NEAR, "near miss only"))
UNUSED = "for nothing"


def facts_table(plan: Plan, proofs: Table) -> Table:
    """Every fact of the report, with its evidence and with what it is used for.

    `proofs` is the table of the crosswalk, in which each row of a fact is counted.
    """
    facts = plan.assessment.report.facts
    unused = sum(1 for fact in facts if not plan.uses[fact.id])
    proven = Counter(texts(proofs, "Fact"))
    documents = document_rows(plan.assessment.report)
    return Table(
        sheet="Facts",
        title="Facts: what the report says, where, and what it counts for",
        note=f"{len(facts)} facts, in the order of the input; {unused} of them count for nothing here.",
        columns=FACT_COLUMNS,
        rows=tuple(
            Row(
                (
                    *_fact_cells(fact, plan, documents),
                    _counted(proofs, FIRST_ROW + number, proven[fact.id]),
                    rounding(fact, plan.assessment.hub),
                    fact_hash(fact),
                    *([""] * len(REVIEW)),
                )
            )
            for number, fact in enumerate(facts)
        ),
        frozen=1,
        id_titles=("Id",),
    )


def used_word(uses: tuple[Use, ...]) -> str:
    """How a fact is used at best."""
    kinds = {use.how for use in uses}
    return next((word for how, word in USED_WORDS if how in kinds), UNUSED)


def _counted(proofs: Table, row: int, rows: int) -> Formula:
    """How many rows of the crosswalk a fact has; ids are compared to the letter."""
    return Formula(f"=SUMPRODUCT(--EXACT({column(proofs, 'Fact')},$A{row}))", rows)


def _fact_cells(fact: Fact, plan: Plan, documents: dict[str, int]) -> tuple[Value, ...]:
    uses = plan.uses[fact.id]
    evidence = fact.evidence
    place = documents.get(evidence.document)
    best = [use for how, _ in USED_WORDS for use in uses if use.how == how]
    return (
        fact.id,
        used_word(uses),
        fact.indicator,
        fact.label,
        fact.value_as_printed or value_text(fact),
        _number(fact),
        _unit(fact),
        period_text(fact.period),
        members_text(fact, plan.assessment.hub, plan.assessment.report),
        fact.basis,
        fact.whose.replace("-", " "),
        Link(evidence.document, SOURCES, place) if place else evidence.document,
        evidence.pages,
        evidence.section,
        evidence.anchor,
        "; ".join(part for part in (fact.note, f"lacks: {fact.lacks}" if fact.lacks else "") if part),
        "",
        *("; ".join(dict.fromkeys(use.code for use in uses if use.how == how)) for how in (FULL, PART, NEAR)),
        best[0].link if best else "",
    )


def _number(fact: Fact) -> Decimal | None:
    return fact.number if fact.value_state == "number" else None


def _unit(fact: Fact) -> str:
    """The unit as printed, and the unit it was read as where that differs."""
    printed, read = fact.unit_as_printed, fact.unit
    if not printed or not read or printed == read or (printed, read) == ("%", "pct"):
        return printed or read
    return f"{printed} ({read})"


# --- the indicators -------------------------------------------------------------------------------


def indicators_table(plan: Plan) -> Table:
    """Which requirements of which framework each indicator's facts reach: one glance for each indicator."""
    names = list(dict.fromkeys(sheet.short for sheet in plan.sheets))
    columns = (
        Column("Indicator", 24, "code"),
        Column("Label", 30),
        Column("Facts", 32, "link"),
        Column("Further facts", 34),
        Column("Frameworks reached", 11, "number"),
        *(Column(name, 26) for name in names),
    )
    groups: dict[str, list[Fact]] = {}
    for fact in plan.assessment.report.facts:
        if fact.indicator:
            groups.setdefault(fact.indicator, []).append(fact)
    without = sum(1 for fact in plan.assessment.report.facts if not fact.indicator)
    return Table(
        sheet="Indicators",
        title="Indicators: one indicator, many frameworks",
        note=f"What each indicator's facts count for; row by row on Crosswalk. {without} facts have none.",
        columns=columns,
        rows=tuple(Row(_indicator_cells(each, groups[each], names, plan)) for each in sorted(groups)),
        frozen=2,
        id_titles=("Indicator",),
    )


def _indicator_cells(indicator: str, facts: list[Fact], names: list[str], plan: Plan) -> tuple[Value, ...]:
    known = plan.assessment.hub.indicators.get(indicator)
    label = known.label if known else ""
    reached = [_reached(facts, name, plan) for name in names]
    number = sum(1 for codes in reached if codes)
    return (indicator, label, *plan.fact_cells(fact.id for fact in facts), number, *reached)


def _reached(facts: list[Fact], name: str, plan: Plan) -> str:
    """The codes of one framework, each once; whole where any fact answers it whole."""
    best: dict[str, str] = {}
    for fact in facts:
        for use in plan.uses[fact.id]:
            if use.framework == name and use.how != NEAR and best.get(use.code) != FULL:
                best[use.code] = use.how
    codes = (
        code.removeprefix(f"{name} ") + ("" if how == FULL else " (in part)") for code, how in best.items()
    )
    return "; ".join(codes)
