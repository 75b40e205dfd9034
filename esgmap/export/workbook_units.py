"""A figure in the unit that a metric is asked in: the number, its factor, and the format that shows the unit.

Factors are those of `units.tsv`; everything is reckoned in decimals. Knows no workbook.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from esgmap.model import Hub, Requirement, Unit
from esgmap.reported import Fact

SYMBOLS = {"pct": "%", "count": "", "persons": "", "ratio": ""}
MOST_SUFFIX = 120
"""How long a unit with what is said beside it may be: a number format holds 255 characters."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A number in the unit that is asked for; `factor` is what it was multiplied by."""

    number: Decimal
    factor: Decimal
    symbol: str
    decimals: int

    def text(self) -> str:
        """The number as it is read, with its unit: `4,124.2 GJ`."""
        space = "" if self.symbol in {"", "%"} else " "
        return f"{self.number:,.{self.decimals}f}{space}{self.symbol}"

    def number_format(self, aside: str = "") -> str:
        """The format that shows the number with its unit and what is said beside it; empty if too long."""
        space = "" if self.symbol in {"", "%"} else " "
        suffix = f"{space}{self.symbol}" + (f" ({aside})" if aside else "")
        if len(suffix) > MOST_SUFFIX or not suffix.isprintable():
            return ""
        zeros = "." + "0" * self.decimals if self.decimals else ""
        quoted = suffix.replace('"', "”")
        return f"#,##0{zeros}" + (f'"{quoted}"' if quoted else "")


def measured(fact: Fact, requirement: Requirement, hub: Hub) -> Measure | None:
    """The figure of a fact in the requirement's unit; in its own where the requirement names none."""
    if fact.number is None or fact.value_state != "number":
        return None
    own, asked = hub.units.get(fact.unit), hub.units.get(requirement.unit)
    if own is None or asked is None or own.kind != asked.kind:
        asked = own
    if own is None or asked is None:
        return Measure(fact.number, Decimal(1), fact.unit_as_printed, _places(fact.number))
    factor = own.factor / asked.factor
    number = fact.number * factor
    decimals = _places(number) if factor == 1 else _kept(fact.number, number)
    return Measure(number, factor, symbol(asked), decimals)


def symbol(unit: Unit) -> str:
    """How a unit is written behind a number; made-up ids are spelt out."""
    if unit.id in SYMBOLS:
        return SYMBOLS[unit.id]
    return unit.id if "-" not in unit.id else unit.label


def _places(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _kept(printed: Decimal, converted: Decimal) -> int:
    """The decimals that show a converted number with as many digits as were printed, and no more."""
    return max(0, len(printed.as_tuple().digits) - converted.adjusted() - 1)
