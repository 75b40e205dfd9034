"""The cells of one computation on the sheet Checks: values, limits, difference and verdict, all formulas.

Two sides stand in one row; more sides, and parts of a formula that is too long, stand in rows below it. Comes
in: a comparison and the row that it begins in. Goes out: cells by the titles of their columns.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from esgmap.computations import Comparison, Operation, Term, value, written
from esgmap.export.workbook_checks_terms import ATOM, Lookup, Written, joined, write_term
from esgmap.export.workbook_table import Column, Formula, Value, column_letter
from esgmap.intervals import Interval, Number

COLUMNS = (
    Column("Relation", 8.5, "status", "proof"),
    Column("Unit", 10, "text", "proof"),
    Column("First value", 14, "number", "proof"),
    Column("First low", 14, "number", "proof"),
    Column("First high", 14, "number", "proof"),
    Column("Second value", 14, "number", "proof"),
    Column("Second low", 14, "number", "proof"),
    Column("Second high", 14, "number", "proof"),
    Column("Highest low", 14, "number", "proof"),
    Column("Lowest high", 14, "number", "proof"),
    Column("Difference", 12, "number", "proof"),
    Column("Verdict", 9, "status", "proof"),
)
AGREES, DIFFERS = "agrees", "differs"
NO_LIMIT, NO_VALUE = "no limit", "n/a"
SLACK = Fraction(1, 10**12)
"""How far, of their size, two limits may pass each other by the arithmetic of the programs alone."""
DIGITS, MOST_PLACES = 6, 12
MOST_TERMS = 60
"""Terms of a sum that stand in one formula where not all of them fit."""
Told = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Part:
    """A row below a computation: one of many sides, or a part of a long one."""

    label: str
    cells: Told


@dataclass(frozen=True, slots=True)
class Laid:
    """A computation as it will stand: the cells of its own row, and the rows below."""

    cells: Told
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Where cells stand: the letters of the columns by their titles, and how facts are looked up."""

    letters: dict[str, str]
    lookup: Lookup

    def at(self, title: str, row: int) -> str:
        """A cell by the title of its column."""
        return f"{self.letters[title]}{row}"


def sheet_of(columns: Sequence[Column], lookup: Lookup) -> Sheet:
    """The letters of all columns."""
    return Sheet({each.title: column_letter(n) for n, each in enumerate(columns)}, lookup)


def lay_out(comparison: Comparison, row: int, sheet: Sheet) -> Laid:
    """The cells of a comparison that begins in a row."""
    parts: list[Part] = []
    cells: Told = {"Relation": comparison.relation, "Unit": comparison.unit}
    bounds: list[Interval] = []
    if len(comparison.sides) == 2:
        for name, side in zip(("First", "Second"), comparison.sides, strict=True):
            told = _fitted(side, row, parts, sheet)
            bounds.append(told.bounds)
            cells |= _side(name, told, _known(side))
        cells["Difference"] = _difference(comparison, row, sheet)
        rows: tuple[tuple[int, str], ...] = ((row, "First"), (row, "Second"))
    else:
        listed = list(_listed(comparison.sides, row, parts, sheet))
        rows = tuple(at for at, _ in listed)
        bounds = [each for _, each in listed]
    return Laid(cells | _verdict(comparison.relation, row, (rows, bounds), sheet), tuple(parts))


def _listed(
    sides: Iterable[Term], row: int, parts: list[Part], sheet: Sheet
) -> Iterator[tuple[tuple[int, str], Interval]]:
    """Each of many sides in a row of its own; gives the rows with what each side can come to."""
    for number, side in enumerate(sides, 1):
        told = _fitted(side, row, parts, sheet)
        parts.append(Part(f"side {number}: {written(side)}", _side("First", told, _known(side))))
        yield (row + len(parts), "First"), told.bounds


def _known(term: Term) -> Fraction | None:
    try:
        return value(term)
    except ZeroDivisionError:
        return None


def _side(name: str, told: Written, known: Fraction | None) -> Told:
    """The value and the limits of one side."""
    shape = shape_of(known, told.bounds.low, told.bounds.high)
    return {
        f"{name} value": NO_VALUE if known is None else Formula(f"={told.value}", float(known), shape),
        f"{name} low": _limit(told.low, told.bounds.low, shape),
        f"{name} high": _limit(told.high, told.bounds.high, shape),
    }


def _limit(formula: str | None, end: Number, shape: str) -> Value:
    return NO_LIMIT if formula is None else Formula(f"={formula}", float(end), shape)


def _difference(comparison: Comparison, row: int, sheet: Sheet) -> Value:
    first, second = map(_known, comparison.sides)
    if first is None or second is None:
        return NO_VALUE
    text = f"={sheet.at('Second value', row)}-{sheet.at('First value', row)}"
    return Formula(text, float(second - first), shape_of(second - first))


# --- verdict --------------------------------------------------------------------------------------


def _verdict(
    relation: str, row: int, sides: tuple[tuple[tuple[int, str], ...], list[Interval]], sheet: Sheet
) -> Told:
    """Whether some values fulfil the relation, from the limits of the sides, wherever they stand."""
    rows, bounds = sides
    if relation == "≤":
        pair = (bounds[0].low, bounds[1].high)
        return {"Verdict": _test(sheet.at("First low", row), sheet.at("Second high", row), pair)}
    if relation == "≥":
        pair = (bounds[1].low, bounds[0].high)
        return {"Verdict": _test(sheet.at("Second low", row), sheet.at("First high", row), pair)}
    low, high = max(each.low for each in bounds), min(each.high for each in bounds)
    lows, highs = (",".join(sheet.at(f"{name} {end}", at) for at, name in rows) for end in ("low", "high"))
    if len(rows) > 2:
        lows, highs = (_run(rows, end, sheet) for end in ("low", "high"))
    shape = shape_of(low, high)
    return {
        "Highest low": _limit(None if math.isinf(low) else f"MAX({lows})", low, shape),
        "Lowest high": _limit(None if math.isinf(high) else f"MIN({highs})", high, shape),
        "Verdict": _test(sheet.at("Highest low", row), sheet.at("Lowest high", row), (low, high)),
    }


def _run(rows: tuple[tuple[int, str], ...], end: str, sheet: Sheet) -> str:
    """The cells of many sides: as one range where they stand one below the other."""
    numbers = [at for at, _ in rows]
    title = f"First {end}"
    if numbers == list(range(numbers[0], numbers[-1] + 1)):
        return f"{sheet.at(title, numbers[0])}:{sheet.at(title, numbers[-1])}"
    return ",".join(sheet.at(title, number) for number in numbers)


def _test(low: str, high: str, ends: tuple[Number, Number]) -> Formula:
    """A cell that says whether a low limit lies below a high one; where one is missing it does."""
    if any(map(math.isinf, ends)):
        return Formula(f'="{AGREES}"', AGREES)
    first, second = (Fraction(end) for end in ends)
    holds = first <= second + SLACK * (abs(first) + abs(second))
    text = f'=IF({low}<={high}+{float(SLACK):.0E}*(ABS({low})+ABS({high})),"{AGREES}","{DIFFERS}")'
    return Formula(text, AGREES if holds else DIFFERS)


# --- long formulas --------------------------------------------------------------------------------


def _fitted(term: Term, row: int, parts: list[Part], sheet: Sheet) -> Written:
    """A term as formulas that are not too long: else of parts, which stand in the rows below."""
    told = write_term(term, sheet.lookup)
    if told.is_short or not isinstance(term, Operation):
        return told
    cells = []
    for group in _groups(term):
        inner = _fitted(group, row, parts, sheet)
        parts.append(Part(f"part: {written(group)}", _side("First", inner, _known(group))))
        at = row + len(parts)
        value_cell, low, high = (sheet.at(f"First {each}", at) for each in ("value", "low", "high"))
        ends = (low if inner.low else None, high if inner.high else None)
        cells.append(Written(value_cell, *ends, ATOM, inner.bounds))
    return joined(term.sign, cells)


def _groups(term: Operation) -> list[Term]:
    """The terms of a sum, so many together as fit; those of any other operation one by one."""
    if term.sign != "+":
        return list(term.terms)
    size = min(MOST_TERMS, max(1, (len(term.terms) + 1) // 2))
    starts = range(0, len(term.terms), size)
    return [Operation("+", term.terms[start : start + size]) for start in starts]


def shape_of(*numbers: Number | None) -> str:
    """A number format with as many digits as tell the numbers, and tell them apart."""
    known = [Fraction(each) for each in numbers if each is not None and not math.isinf(each)]
    places = max(map(_places, known), default=0)
    if width := max(known, default=Fraction(0)) - min(known, default=Fraction(0)):
        places = max(places, min(MOST_PLACES, 1 - math.floor(math.log10(width))))
    return "#,##0" + (f".{'0' * places}" if places else "")


def _places(number: Fraction) -> int:
    """The decimals that a number needs: all where they are few, else up to six digits that count."""
    exact = next((n for n in range(DIGITS + 1) if (number * 10**n).denominator == 1), None)
    if exact is not None or not number:
        return exact or 0
    return min(MOST_PLACES, max(0, DIGITS - 1 - math.floor(math.log10(abs(number)))))
