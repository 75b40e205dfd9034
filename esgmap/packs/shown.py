"""A stored number and its number format → the text that a person sees in the cell.

A spreadsheet keeps 0.4680200448 and shows 46.8%; the report says what is shown. Digits are rounded as Excel
and LibreOffice round them. Formats that this does not know give the number as it is kept.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from esgmap.sheets import cell_text, shown_text

_QUIET = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]|_.|\*.')
"""Texts in quotes, single letters, currency signs in brackets; colours, widths and fillers show nothing."""
_DIGITS = re.compile(r"[#0?][#0?,]*(?:\.[0#?]*)?")
MOST_DECIMALS = 12


def shown_number(value: int | float | Decimal, number_format: str) -> str:
    """A number as its format shows it, without separators of thousands.

    >>> shown_number(0.468020444812819, "0%"), shown_number(303263.3563, "#,##0"), shown_number(2, "General")
    ('47%', '303263', '2')
    >>> shown_number(1234567, "0.0,,"), shown_number(-5, "#,##0;(#,##0)")
    ('1.2', '-5')
    """
    exact = Decimal(cell_text(value))
    bare = _QUIET.sub("", _section(number_format, exact))
    digits = _DIGITS.search(bare)
    if not digits or "E" in bare.upper() or "/" in bare or "general" in bare.casefold():
        return cell_text(value)
    if "%" in bare:
        exact *= 100
    whole, _, decimals = digits[0].partition(".")
    exact /= Decimal(1000) ** (len(digits[0]) - len(digits[0].rstrip(",")) + _behind(bare, digits))
    del whole
    least, most = decimals.count("0"), min(len(decimals), MOST_DECIMALS)
    rounded = exact.quantize(Decimal(1).scaleb(-most), ROUND_HALF_UP)
    text = f"{rounded:f}"
    while most > least and text.endswith("0"):
        text, most = text[:-1], most - 1
    text = text.rstrip(".") if "." in text and not most else text
    text = text if Decimal(text) else text.lstrip("-")
    return f"{text}%" if "%" in bare else text


def shown_value(value: object, number_format: str, kind: str) -> str:
    """Any cell's text as a person sees it; `kind` is that of `opening.StoredCell`."""
    if kind == "number" and isinstance(value, int | float) and not isinstance(value, bool):
        return shown_number(value, number_format)
    return shown_text(value, number_format)


def unit_in_format(number_format: str) -> str:
    """The words that a format puts beside the number, such as a unit.

    >>> unit_in_format('#,##0.0" t CO2e"'), unit_in_format("0.0%"), unit_in_format("[$EUR] #,##0")
    ('t CO2e', '', 'EUR')
    """
    found = [match[1] or match[3] or "" for match in _QUIET.finditer(number_format.split(";")[0])]
    return " ".join(each.strip() for each in found if each.strip(" ()-"))


def _section(number_format: str, exact: Decimal) -> str:
    """The part of the format that holds for a number: for those above, below and at zero."""
    parts = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', number_format or "General")
    numbered = [each for each in parts if "@" not in each]
    if exact < 0 and len(numbered) > 1:
        return numbered[1]
    if not exact and len(numbered) > 2 and _DIGITS.search(_QUIET.sub("", numbered[2])):
        return numbered[2]
    return numbered[0] if numbered else "General"


def _behind(bare: str, digits: re.Match[str]) -> int:
    """How many commas stand right behind the digits after a decimal sign: each shows thousands."""
    rest = bare[digits.end() :]
    return len(rest) - len(rest.lstrip(","))
