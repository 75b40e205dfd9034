"""How one figure follows from others: the small language of `calculation`, `partitions` and `quotient`.

Comes in: a cell of indicators.tsv, dimensions.tsv or units.tsv. Goes out: records that the checks of figures
go by. What cannot be read raises ValueError with the reason; the rules for content tell it with its place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

VERBS = ("sum", "rest", "ratio", "share-of", "whole-part-of", "same", "within", "equivalent")
"""What a calculation may begin with; docs/content.md says what each means."""
STRENGTHS = ("always", "usually", "perhaps")
"""Always (meant without a word), usually (else it needs a reason), perhaps (told only if it holds)."""
MODES = ("all", "some", "overlap", "apart")
"""How members of a dimension make up the whole where no list of them is given."""
UNNAMED = "~"
"""How a quantity begins that no indicator stands for: its value is known through its quotients alone."""

_PART = re.compile(r"(~?[A-Za-z0-9][A-Za-z0-9._-]*)(?:\[([^\]]*)\])?")
_SIGN = re.compile(r"\s[+-]\s")


@dataclass(frozen=True, slots=True)
class Part:
    """An indicator in a calculation, with members to look at instead of the whole; added or taken off."""

    name: str
    members: tuple[tuple[str, str], ...] = ()
    is_taken_off: bool = False

    @property
    def is_unnamed(self) -> bool:
        """Whether no indicator stands for it."""
        return self.name.startswith(UNNAMED)


@dataclass(frozen=True, slots=True)
class Expression:
    """A sum of parts, or one divided by another."""

    top: tuple[Part, ...]
    bottom: tuple[Part, ...] = ()

    @property
    def parts(self) -> tuple[Part, ...]:
        """All of its parts."""
        return (*self.top, *self.bottom)


@dataclass(frozen=True, slots=True)
class Calculation:
    """One statement about the figure of an indicator; any one of the alternatives may be what is meant."""

    verb: str
    strength: str
    alternatives: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Partition:
    """Members that together make up a whole: that of the dimension, or a member of it (`of`)."""

    members: tuple[str, ...]
    of: str = ""


@dataclass(frozen=True, slots=True)
class Makeup:
    """How members of a dimension make up the whole: lists of them, and what holds where none is complete.

    `orders` are pairs of members of which the first is never more than the second.
    """

    partitions: tuple[Partition, ...] = ()
    mode: str = ""
    orders: tuple[tuple[str, str], ...] = ()

    @property
    def wholes(self) -> tuple[Partition, ...]:
        """The lists of members that make up the whole of the dimension."""
        return tuple(each for each in self.partitions if not each.of)

    @property
    def named(self) -> frozenset[str]:
        """Every member that some list names."""
        listed = (name for each in self.partitions for name in (*each.members, each.of) if name)
        return frozenset((*listed, *(name for pair in self.orders for name in pair)))


@dataclass(frozen=True, slots=True)
class Quotient:
    """A unit that is one unit for so many of another."""

    top: str
    number: Decimal
    bottom: str


@cache
def read_calculations(text: str) -> tuple[Calculation, ...]:
    """Read the statements of a cell of `calculation`.

    >>> [(each.verb, each.strength) for each in read_calculations("sum a + b | c; usually within d")]
    [('sum', 'always'), ('within', 'usually')]
    """
    return tuple(_calculation(each.strip()) for each in text.split(";") if each.strip())


def _calculation(text: str) -> Calculation:
    first, _, rest = text.partition(" ")
    strength = first if first in STRENGTHS else STRENGTHS[0]
    verb, _, said = (rest if first in STRENGTHS else text).partition(" ")
    if verb not in VERBS:
        raise ValueError(f"`{verb}`, which is none of {', '.join(VERBS)}")
    alternatives = tuple(read_expression(each) for each in said.split("|"))
    if any((verb == "ratio") != bool(each.bottom) for each in alternatives):
        raise ValueError(f"`{verb}` {'without' if verb == 'ratio' else 'with'} a `/`")
    return Calculation(verb, strength, alternatives)


@cache
def read_expression(text: str) -> Expression:
    """Read `a + b - c[dimension=member]`, or one such sum over another: `a / b`."""
    top, slash, bottom = text.partition(" / ")
    return Expression(_parts(top), _parts(bottom) if slash else ())


def _parts(text: str) -> tuple[Part, ...]:
    signs = ["+", *(each.strip() for each in _SIGN.findall(text))]
    found = []
    for sign, each in zip(signs, _SIGN.split(text), strict=True):
        match = _PART.fullmatch(each.strip())
        if not match:
            raise ValueError(f"`{each.strip()}`, which is no indicator")
        found.append(Part(match[1], _members(match[2] or ""), sign == "-"))
    return tuple(found)


def _members(text: str) -> tuple[tuple[str, str], ...]:
    pairs = [each.partition("=") for each in text.split(",") if each.strip()]
    if any(not equals for _, equals, _ in pairs):
        raise ValueError(f"`[{text}]`, which names no dimension=member")
    return tuple((name.strip(), member.strip()) for name, _, member in pairs)


@cache
def read_makeup(texts: tuple[str, ...]) -> Makeup:
    """Read `partitions`: lists `a + b`, `whole = a + b`, orders `a within b`, and one word of `MODES`."""
    modes = [each for each in texts if each in MODES]
    if len(modes) > 1:
        raise ValueError(f"both `{modes[0]}` and `{modes[1]}`")
    partitions, orders = [], []
    for each in texts:
        less, within, more = each.partition(" within ")
        if within:
            orders.append((less.strip(), more.strip()))
            continue
        of, equals, said = each.partition(" = ")
        members = tuple(name.strip() for name in (said if equals else each).split(" + "))
        if each not in modes:
            if len(members) < 2 and not equals:
                raise ValueError(f"`{each}`, which is neither a list `a + b` nor one of {', '.join(MODES)}")
            partitions.append(Partition(members, of.strip() if equals else ""))
    return Makeup(tuple(partitions), modes[0] if modes else "", tuple(orders))


@cache
def read_quotient(text: str) -> Quotient | None:
    """Read `quotient`: `t / mRMB`, or `count / 200000 hours`; nothing where the cell is empty."""
    if not text:
        return None
    match = re.fullmatch(r"(\S+) / (?:(\d+) )?(\S+)", text)
    if not match:
        raise ValueError(f"`{text}`, which is not `unit / unit`")
    return Quotient(match[1], Decimal(match[2] or 1), match[3])
