"""The unit as a table prints it → units of `units.tsv`, its kind, and the scale that goes with it.

`(million m3)`, `in t CO2`, `mmtonnes CO2eq.`, `RMB'000`, `TJ/EUR mln`, `万元`. Comes in: a label, a heading
or a cell of a column of units. Goes out: a `Measure` with every unit that may be meant; a figure is never
multiplied.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from esgmap.model import Unit
from esgmap.numerals import folded

SCALES = {
    3: r"thousands?(?: of)?|'000s?|000s?|1[ ,.']?000|10\^3|x 1[ ,.']?000|千",
    4: r"10[ ,.']?000|万|萬",
    6: r"millions?(?: of)?|mm|mn|mln|mio\.?|10\^6|1[ ,.']?000[ ,.']?000|百万|百萬",
    8: r"亿|億",
    9: r"billions?(?: of)?|bn|bln|mrd\.?|10\^9|十亿|十億",
}
_BEFORE = re.compile("|".join(f"(?P<s{power}>{text})" for power, text in SCALES.items()), re.I)
_AFTER = re.compile(
    r"(?:[ '’]|(?<=[€$£¥]))(?:(?P<k>'?000s?|thousands?|k|千)|(?P<m>millions?|mn|mln|mio|m)"
    r"|(?P<b>billions?|bn|bln))$",
    re.I,
)
_SYMBOLS = (
    ("hk$", "hkd"),
    ("us$", "usd"),
    ("$us", "usd"),
    ("a$", "aud"),
    ("nt$", "twd"),
    ("€", "eur"),
    ("£", "gbp"),
    ("¥", "jpy"),
    ("人民币", "rmb"),
    ("人民幣", "rmb"),
    ("cny", "rmb"),
    ("港元", "hkd"),
)
_WORDS = (
    (r"metric (?:tonne|ton)s?|tonnes?|tons?\b|mt(?= ?co2)|公吨|公噸", "t"),
    (r"(?:nox|so2|sox|nmvoc|voc|pm)(?:[ -]?eq)?\b\.?", ""),
    (r"greenhouse gas(?:es)?|ghg", "co2e"),
    (r"carbon dioxide|co[ _-]?2", "co2"),
    (r"co2 ?/ ?co2 ?-?e\b", "co2e"),
    (r"co2[ .-]*(?:equivalents?|equiv\.?|eqv?\.?|e)(?![a-z])", "co2e"),
    (r"cubic (?:metre|meter)s?|m\^3|cbm", "m3"),
    (r"square (?:metre|meter)s?|m\^2|sq\.? ?m", "m2"),
    (r"lit(?:re|er)s?", "l"),
    (r"kilograms?|kilos", "kg"),
    (r"per ?cent(?:age)?s?", "%"),
    (r"mwh[re]?", "mwh"),
    (r"kilotonnes?|ktonnes?|k tonnes?|ktons?", "kt"),
    (r"full[- ]time equivalents?", "fte"),
    (r"\bof\b", ""),
)
_VACUOUS = re.compile(
    r"(?:number|no\.?|nr\.?|#|quantity|qty\.?|amount|value|count|units?|index|rate|ratio|数量|數量|值)", re.I
)
_BRACKETS = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|（([^（）]*)）")
_BEHIND = re.compile(r"(?:,|;|\bin|\bunit(?:s)?:?)\s+([^,;:]{1,40})$", re.I)
_AHEAD = re.compile(r"^(?:%|percentage|per ?cent|share|proportion)(?:\s+of)?\b|^%", re.I)
_TIMES = re.compile(r"years?|yr|annum|a|reporting period|年", re.I)
UNKNOWN = frozenset({"unknown"})
"""The kind of what is printed as a unit and is none that is known: no indicator is of it."""
PER_HOURS = re.compile(
    r"(?:per|/|each|hours?\)?\s*x)\s*(?P<m>1[ ,.']?000[ ,.']?000|1?\s*million|10\^6)|(?P<t>200[ ,.']?000)",
    re.I,
)
HOURS = re.compile(r"hours|工时|工時|hrs", re.I)


@dataclass(frozen=True, slots=True)
class Measure:
    """A unit as printed: the units that it may stand for, the kinds of what it measures, and the scale.

    `units` is empty where units.tsv has none; `kinds` then says what can still be told, such as an energy per
    something. Without either, nothing is known of it. `power` is that of ten by which figures are scaled.
    """

    printed: str
    units: tuple[tuple[str, str], ...] = ()
    kinds: frozenset[str] = frozenset()
    power: int = 0
    is_vacuous: bool = False

    def unit_of(self, kind: str) -> str:
        """The unit to write for an indicator of a kind; empty if units.tsv has none that fits."""
        return next((unit for unit, each in self.units if each == kind), "")

    def fits(self, kind: str) -> bool:
        """Whether figures in this unit can be of a kind."""
        return kind in self.kinds if self.kinds else True


@dataclass(frozen=True, slots=True)
class Units:
    """The units of the hub by everything that they are printed as."""

    by_spelling: dict[str, tuple[Unit, ...]]
    by_factor: dict[tuple[str, Decimal], tuple[Unit, ...]]
    by_id: dict[str, Unit]


def read_units(units: dict[str, Unit]) -> Units:
    """Make the spellings of all units ready for look-ups."""
    spellings: dict[str, list[Unit]] = defaultdict(list)
    factors: dict[tuple[str, Decimal], list[Unit]] = defaultdict(list)
    for unit in units.values():
        for text in dict.fromkeys((unit.id, unit.label, *unit.printed)):
            for key in {_key(text), text if text in {"Mt", "MT"} else _key(text)}:
                if unit not in spellings[key]:
                    spellings[key].append(unit)
        factors[unit.kind, unit.factor].append(unit)
    return Units(
        {key: tuple(found) for key, found in spellings.items()},
        {key: tuple(found) for key, found in factors.items()},
        units,
    )


def measure(text: str, units: Units) -> Measure | None:
    """The unit that a text is, and nothing but that; None if it is none."""
    plain = folded(text).strip().strip("()[]（）").strip()
    plain = re.sub(
        r"^(?:in|unit(?:s)?(?: of measure)?:?|单位[:：]?|單位[:：]?)\s+", "", plain, flags=re.I
    ).strip(" .,;:")
    if not plain or len(plain) > 60:
        return None
    if found := _by_hours(plain):
        return Measure(text.strip(), found, frozenset({"injury-frequency"}))
    plain = re.sub(r"CO2 ?/ ?CO2 ?-?e", "CO2e", plain, flags=re.I)
    power, rest = _scale(plain)
    if not rest or re.fullmatch(_BEFORE, plain.rstrip("s")) or re.fullmatch(_BEFORE, plain):
        return Measure(text.strip(), (), frozenset({"count", "currency"}), power)
    above, _, below = rest.partition("/")
    if below and _TIMES.fullmatch(below.strip()):
        rest = above.strip()
    options = list(_options(plain, 0, units)) or list(_options(rest, power, units))
    vacuous = bool(_VACUOUS.fullmatch(plain))
    if vacuous:
        counted = tuple((each, units.by_id[each].kind) for each in ("count", "ratio") if each in units.by_id)
        return Measure(text.strip(), counted, frozenset(), 0, True)
    if options:
        pairs = tuple(dict.fromkeys((unit.id, unit.kind) for unit in options))
        return Measure(text.strip(), pairs, frozenset(kind for _, kind in pairs), power)
    if known := _kinds(rest, units):
        return Measure(text.strip(), (), known, power)
    return None


def measure_in(label: str, units: Units) -> tuple[Measure | None, str]:
    """The unit inside a label, and the label without it: `Diesel (in MWh)`, `CO2e emissions in t`.

    The last brackets that hold a unit count; a label that only begins with a share is one in per cent.
    """
    plain = folded(label).strip()
    for match in reversed(list(_BRACKETS.finditer(plain))):
        inner = next((each for each in match.groups() if each is not None), "")
        for part in (inner, inner.rpartition(" in ")[2], inner.rpartition(",")[2]):
            if part and (found := measure(part, units)) and _is_told(found):
                return found, f"{plain[: match.start()]} {plain[match.end() :]}".strip()
        if inner.casefold().startswith("in ") and len(inner.split()) <= 4:
            return Measure(inner, (), UNKNOWN), plain[: match.start()].strip()
    behind = _BEHIND.search(plain)
    if behind is not None:
        found = measure(behind[1], units)
        if not found and _BEFORE.match(behind[1]):
            found = Measure(behind[1], (), UNKNOWN)
        if found and (_is_told(found) or found.printed == behind[1]):
            return found, plain[: behind.start()].strip()
    if plain.endswith("%") or _AHEAD.match(plain):
        return measure("%", units), plain.rstrip("% ").strip()
    if (words := plain.split()) and len(words) > 1:
        tail = measure(words[-1], units) if re.search(r"[A-Z0-9²³$€/]", words[-1]) else None
        if tail and tail.units and not tail.is_vacuous and len(words[-1]) > 1:
            return tail, " ".join(words[:-1])
    return None, label


def _is_told(found: Measure) -> bool:
    """Whether words in a label are a unit for sure, rather than two words with a stroke between."""
    return not found.is_vacuous and found.kinds != UNKNOWN


def _by_hours(plain: str) -> tuple[tuple[str, str], ...]:
    match = PER_HOURS.search(plain)
    if not match or not HOURS.search(plain):
        return ()
    return (("per-1M-hours" if match["m"] else "per-200k-hours", "injury-frequency"),)


def _scale(plain: str) -> tuple[int, str]:
    """The scale before or behind a unit, as a power of ten, and the unit without it."""
    match = _BEFORE.match(plain)
    if match and (rest := plain[match.end() :].strip(" .")):
        power = next(int(name[1:]) for name, text in match.groupdict().items() if text)
        return power, rest
    tail = _AFTER.search(plain)
    if tail and tail.start():
        power = 3 if tail["k"] else 6 if tail["m"] else 9
        return power, plain[: tail.start()].strip(" '’")
    ahead = re.match(r"(?P<d>US\$|HK\$|A\$|[$€£¥])\s?(?P<s>[mMkK]|bn|000)\b", plain)
    if ahead:
        power = {"m": 6, "k": 3, "bn": 9, "000": 3}[ahead["s"].casefold()]
        return power, f"{ahead['d']} {plain[ahead.end() :]}".strip()
    return 0, plain


def _options(plain: str, power: int, units: Units) -> Iterator[Unit]:
    exact = units.by_spelling.get(plain if plain in {"Mt", "MT"} else _key(plain), ())
    for unit in exact:
        if not power:
            yield unit
        elif unit.kind == "currency":
            prefix = {3: "k", 4: "w", 6: "m", 8: "y", 9: "bn"}[power]
            if scaled := units.by_id.get(f"{prefix}{unit.id}"):
                yield scaled
        else:
            yield from units.by_factor.get((unit.kind, unit.factor * Decimal(10) ** power), ())[:1]


def _kinds(plain: str, units: Units) -> frozenset[str]:
    """What a quotient measures, by what stands above the line: tonnes of CO2 per anything."""
    above, sign, below = plain.partition("/") if "/" in plain else plain.partition(" per ")
    if not sign or not below.strip():
        return frozenset({"currency"}) if plain.strip() in {"$", "local currency"} else frozenset()
    _, bare = _scale(above.strip())
    found = {unit.kind for unit in units.by_spelling.get(_key(bare), ())}
    if "co2" in _key(bare):
        found = {"emissions"}
    if _TIMES.fullmatch(below.strip()):
        return frozenset(found)
    below_unit = {unit.kind for unit in units.by_spelling.get(_key(_scale(below.strip())[1]), ())}
    if "volume" in found and "energy" in below_unit:
        return frozenset({"water-usage-effectiveness"})
    return frozenset(f"{kind}-intensity" for kind in found) or UNKNOWN


def _key(text: str) -> str:
    """A spelling without what differs from report to report.

    >>> _key("tonnes of CO2 eq."), _key("t CO2e"), _key("Cubic meters")
    ('tco2e', 'tco2e', 'm3')
    """
    plain = re.sub(r"\bMt(?=\W?CO)", "mega t ", folded(text)).casefold()
    for sign, code in _SYMBOLS:
        plain = plain.replace(sign, code)
    for pattern, word in _WORDS:
        plain = re.sub(pattern, word, plain)
    bare = re.sub(r"[\s._'’-]", "", plain)
    return bare + "e" if bare.endswith("co2") else bare


def scaled_words(measures: Iterable[Measure]) -> list[str]:
    """The units of a table as printed, each once."""
    return list(dict.fromkeys(each.printed.strip("()[] ") for each in measures if not each.is_vacuous))
