"""The lines of the reconciliations on figures: in several indexes, by several facts, in another unit.

Comes in: the quantities and conversions of a report. Goes out: pairs of formulas over the sheet Facts, by the
id of each fact. Knows no workbook.
"""

from __future__ import annotations

from decimal import Decimal

from esgmap.export.wording import members_text, period_text, value_text
from esgmap.export.workbook_figures import Conversion, Figure, Quantity, conversions, quantities
from esgmap.export.workbook_pairs import TAIL, Compared, Pair
from esgmap.export.workbook_rows import NEAR, Plan, requirement_code
from esgmap.export.workbook_table import FIRST_ROW, Column, Formula, Link, Value, column_letter
from esgmap.export.workbook_tally import cell, fact_value

FIGURES, TWINS, UNITS = "one fact, several indexes", "one figure, several facts", "unit conversion"


def quantity_pairs(plan: Plan, start: int, columns: tuple[Column, ...]) -> list[Pair]:
    """The lines of quantities that several indexes use, or several facts give, from a row on."""
    return [_quantity(each, plan, row, columns) for row, each in enumerate(quantities(plan), start)]


def conversion_pairs(plan: Plan, compared: Compared, start: int, columns: tuple[Column, ...]) -> list[Pair]:
    """The lines of figures that are asked in another unit than they were printed in, from a row on."""
    found = enumerate(conversions(plan), start)
    return [_conversion(each, plan, compared, (row, columns)) for row, each in found]


def _factored(figure: Figure, plan: Plan) -> str:
    times = "" if figure.factor == 1 else f"*{plain(figure.factor)}"
    return fact_value(figure.fact.id, plan.facts) + times


def plain(value: Decimal) -> str:
    """A number as a formula writes it, to the digits that the programs keep."""
    return f"{Decimal(f'{value:.15g}'):f}"


def _quantity(quantity: Quantity, plan: Plan, row: int, columns: tuple[Column, ...]) -> Pair:
    values, figures = quantity.values, quantity.figures
    shape = number_format(*values)
    places = [n for n, each in enumerate(columns) if each.title.startswith("In ")]
    across = f"{column_letter(places[0])}{row}:{column_letter(places[-1])}{row}"
    fact = figures[0].fact
    known = plan.assessment.hub.indicators.get(fact.indicator)
    about = (
        period_text(fact.period),
        members_text(fact, plan.assessment.hub, plan.assessment.report),
        fact.basis,
    )
    more: dict[str, Value] = {
        f"In {name}": _highest(used, plan, shape) for name, used in quantity.used_in.items()
    }
    more |= {
        "First fact": Link(fact.id, "Facts", plan.fact_row[fact.id]),
        TAIL[1].title: _uses(figures, plan),
    }
    unit = plan.assessment.hub.units.get(quantity.unit)
    return Pair(
        TWINS if len(figures) > 1 else FIGURES,
        f"{known.label if known else fact.label} ({', '.join(part for part in about if part)})",
        (f"lowest that is used{f', in {unit.label}' if unit else ''}", _lowest(figures, plan, shape)),
        ("highest that is used", Formula(f"=MAX({across})", max(values), shape)),
        f"figure:{'|'.join(quantity.key)}",
        quantity.rounding,
        more,
    )


def _lowest(figures: tuple[Figure, ...], plan: Plan, shape: str) -> Formula:
    parts = [_factored(each, plan) for each in figures]
    text = f"=MIN({','.join(parts)})" if len(parts) > 1 else f"={parts[0]}"
    return Formula(text, min(each.value for each in figures), shape)


def _highest(figures: tuple[Figure, ...], plan: Plan, shape: str) -> Formula:
    parts = [_factored(each, plan) for each in figures]
    text = f"=MAX({','.join(parts)})" if len(parts) > 1 else f"={parts[0]}"
    return Formula(text, max(each.value for each in figures), shape)


def _uses(figures: tuple[Figure, ...], plan: Plan) -> str:
    """Each fact as printed, with the codes that it counts for."""
    lines = []
    for figure in figures:
        codes = dict.fromkeys(each.code for each in plan.uses[figure.fact.id] if each.how != NEAR)
        lines.append(f"{figure.fact.id} ({value_text(figure.fact)}): {', '.join(codes)}")
    return "\n".join(lines)


def number_format(*values: Decimal) -> str:
    """A format with as many decimals as the values need, at most six."""
    exponents = (each.normalize().as_tuple().exponent for each in values)
    digits = min(6, max((-each for each in exponents if isinstance(each, int)), default=0))
    return "#,##0" + (f".{'0' * digits}" if digits > 0 else "")


# --- units ----------------------------------------------------------------------------------------


def _conversion(each: Conversion, plan: Plan, compared: Compared, at: tuple[int, tuple[Column, ...]]) -> Pair:
    """A printed figure, times its factor, against the figure that the index shows or the run found."""
    row, columns = at
    titles = [column.title for column in columns]
    value, factor = (f"{column_letter(titles.index(name))}{row}" for name in ("Value in Facts", "Factor"))
    fact, shape = each.fact, number_format(each.measure.number)
    code = requirement_code(each.line.finding.requirement, each.sheet.short) if each.line.finding else ""
    place = each.sheet.row_of[each.line.id]
    own = each.fact.number or Decimal(0)
    return Pair(
        UNITS,
        f"{code} asks for {fact.label} in {each.unit}",
        (
            f"as printed, {value_text(fact)}, times the factor",
            Formula(f"={value}*{factor}", each.measure.number, shape),
        ),
        _shown(each, compared, plan),
        f"unit:{each.line.id} / {fact.id}",
        more={
            "Value in Facts": Formula(f"={fact_value(fact.id, plan.facts)}", own, number_format(own)),
            "Factor": each.measure.factor,
            "First fact": Link(fact.id, "Facts", plan.fact_row[fact.id]),
            TAIL[1].title: f"{fact.id} ({value_text(fact)}): {code}",
            "Index row": Link(f"{each.sheet.name}, row {place}", each.sheet.name, place),
        },
    )


def _shown(each: Conversion, compared: Compared, plan: Plan) -> tuple[str, Formula | Decimal]:
    """The converted figure in the index, where a cell of its own holds it; else as the run converted it."""
    table = compared.indexes[plan.sheets.index(each.sheet)]
    row = each.sheet.row_of[each.line.id]
    for title in ("Response",):
        if any(column.title == title for column in table.columns):
            found = table.rows[row - FIRST_ROW].cells[table.column(title)]
            if isinstance(found, Formula) and found.value == each.measure.number:
                shown = Formula(
                    f"={cell(table, title, row)}", found.value, number_format(each.measure.number)
                )
                return f"{title} on {each.sheet.name}", shown
    return f"in {each.unit}, by the run", each.measure.number
