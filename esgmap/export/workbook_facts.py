"""The sheets of facts and of the crosswalk as tables. Knows no workbook."""

from __future__ import annotations

from decimal import Decimal

from esgmap.export.wording import cut_text, period_text, value_text
from esgmap.export.workbook_rows import FULL, NEAR, PART, Plan, Use
from esgmap.export.workbook_table import Column, Row, Table, Value
from esgmap.reported import Fact

FACT_COLUMNS = (
    Column("Id", 22, "code"),
    Column("Used", 9.5, "status"),
    Column("Indicator", 17),
    Column("Label", 24),
    Column("Value as printed", 30),
    Column("Value", 11, "number"),
    Column("Unit", 9),
    Column("Period", 9.5),
    Column("Dimensions", 15),
    Column("Basis", 9),
    Column("Whose", 8),
    Column("Page", 6.5),
    Column("Section", 15),
    Column("Anchor", 21),
    Column("Note", 21),
    Column("Counts for", 17),
    Column("Counts in part for", 17),
    Column("Near miss for", 20),
    Column("First index row", 17, "link"),
)
USED_WORDS = ((FULL, "in full"), (PART, "in part"), (NEAR, "near miss only"))
UNUSED = "for nothing"


def facts_table(plan: Plan) -> Table:
    """Every fact of the report, with its evidence and with what it is used for."""
    facts = plan.assessment.report.facts
    unused = sum(1 for fact in facts if not plan.uses[fact.id])
    return Table(
        sheet="Facts",
        title="Facts: what the report says, where, and what it counts for",
        note=f"{len(facts)} facts, in the order of the input; {unused} of them count for nothing here.",
        columns=FACT_COLUMNS,
        rows=tuple(Row(_fact_cells(fact, plan)) for fact in facts),
        frozen=1,
    )


def used_word(uses: tuple[Use, ...]) -> str:
    """How a fact is used at best."""
    kinds = {use.how for use in uses}
    return next((word for how, word in USED_WORDS if how in kinds), UNUSED)


def _fact_cells(fact: Fact, plan: Plan) -> tuple[Value, ...]:
    uses = plan.uses[fact.id]
    evidence = fact.evidence
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
        cut_text(fact, plan.assessment.hub),
        fact.basis,
        fact.whose.replace("-", " "),
        evidence.pages,
        evidence.section,
        evidence.anchor,
        "; ".join(part for part in (fact.note, f"lacks: {fact.lacks}" if fact.lacks else "") if part),
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


# --- the crosswalk --------------------------------------------------------------------------------


def crosswalk_table(plan: Plan) -> Table:
    """Which requirements of which framework each indicator's facts reach."""
    names = list(dict.fromkeys(sheet.short for sheet in plan.sheets))
    columns = (
        Column("Indicator", 26, "code"),
        Column("Label", 34),
        Column("Facts", 40, "link"),
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
        sheet="Crosswalk",
        title="Crosswalk: one indicator, many frameworks",
        note=f"What each indicator's facts count for. {without} facts have no indicator: see Facts.",
        columns=columns,
        rows=tuple(Row(_crosswalk_cells(each, groups[each], names, plan)) for each in sorted(groups)),
        frozen=2,
    )


def _crosswalk_cells(indicator: str, facts: list[Fact], names: list[str], plan: Plan) -> tuple[Value, ...]:
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
