"""What a data request says in words: what a row asks, what it is for, how to answer. Knows no workbook."""

from __future__ import annotations

from esgmap.assess import member_words
from esgmap.coverage import dimension_label
from esgmap.datarequest import Asked, period_text
from esgmap.export.agenda_words import framework_short
from esgmap.form_columns import OPEN_MEMBER
from esgmap.lacks import OPEN, is_open
from esgmap.model import Hub, Period, Requirement
from esgmap.reported import Fact

NAMED = 4
"""How many of the questions behind a row its help repeats."""
MOST_CODES = 12


def codes(serves: tuple[Requirement, ...]) -> str:
    """The codes of the requirements by framework: `GRI 305-1-a · HKEX A1.2-scope1`."""
    grouped: dict[str, dict[str, None]] = {}
    for each in serves:
        framework = framework_short(each.edition_id.partition(":")[0])
        grouped.setdefault(framework, {})[each.local_id] = None
    told = []
    for framework, names in grouped.items():
        shown = list(names)[:MOST_CODES]
        more = f" and {len(names) - MOST_CODES} more" if len(names) > MOST_CODES else ""
        told.append(f"{framework} {', '.join(shown)}{more}")
    return " · ".join(told) or "nothing that is asked for"


def members(asked: Asked) -> str:
    """The dimensions as facts.csv writes them; what the team chooses as `?1`, `?2` …."""
    return ";".join(f"{name}={_member(member)}" for name, member in asked.dimensions)


def _member(member: str) -> str:
    return f"{OPEN_MEMBER}{member.removeprefix(OPEN)}" if is_open(member) else member


def label(asked: Asked, year: Period, hub: Hub) -> str:
    """What the row asks, in a line."""
    if asked.fact:
        return asked.fact.label
    indicator = hub.indicators.get(asked.indicator)
    words = indicator.label if indicator else asked.serves[0].label
    if asked.basis == "target":
        words = f"{words} (target)" if "target" not in words.casefold() else words
    cut = [_named(name, member, hub) for name, member in asked.dimensions]
    when = [] if asked.period in (year, None) else [period(asked, year)]
    return ", ".join([words, *cut, *when])


def _named(name: str, member: str, hub: Hub) -> str:
    if is_open(member):
        return f"{dimension_label(name, hub)} {_member(member)}"
    return member_words(name, member, hub)


def period(asked: Asked, year: Period) -> str:
    """The period as facts.csv writes it; empty where the report chooses a base year."""
    return period_text(asked.period, year) if asked.period else ""


def help_text(asked: Asked, year: Period, hub: Hub) -> str:
    """How to answer the row: its kind, its unit, its year, its parts, and the questions behind it."""
    told = [_kind(asked, hub)]
    if asked.fact and asked.indicator in hub.indicators:
        cut = [_named(name, member, hub) for name, member in asked.dimensions]
        told.insert(0, f"{', '.join([hub.indicators[asked.indicator].label, *cut])}.")
    indicator = hub.indicators.get(asked.indicator)
    if indicator and indicator.definition:
        told.append(_sentence(indicator.definition))
    if asked.period is None:
        told.append("Write your base year under Period.")
    for name, member in asked.dimensions:
        if is_open(member):
            told.append(_choice(name, _member(member), hub))
    if all(each.condition for each in asked.serves) and asked.serves:
        told.append(f"The standard softens it: {asked.serves[0].condition}.")
    return "\n".join([" ".join(told), *_questions(asked, label(asked, year, hub))])


LONGEST_BEFORE = 160
"""How many characters of last year's statement are shown."""


def last_year(fact: Fact) -> str:
    """What the year before says, and where."""
    told = fact.value_as_printed or fact.value or fact.value_state.replace("-", " ")
    told = told if len(told) <= LONGEST_BEFORE else f"{told[:LONGEST_BEFORE]}…"
    return f"{told} (p. {fact.evidence.pages})" if fact.evidence.pages else told


def _kind(asked: Asked, hub: Hub) -> str:
    when = f" for {asked.period.end.year}" if asked.period else ""
    if asked.value_type == "quantity":
        unit = hub.units.get(asked.unit)
        if unit is None:
            return f"A figure{when}: choose its unit."
        if unit.id == "count":
            return f"A number{when}."
        spelt = "" if unit.label == unit.id else f" ({unit.label})"
        return f"A figure{when}, in {unit.id}{spelt}."
    if asked.value_type == "yes-no":
        return f"Yes or no{when}; a few words beside it help the reader."
    return f"A statement{when}: what the report says, in a sentence or two."


def _choice(name: str, member: str, hub: Hub) -> str:
    known = hub.dimensions[name].members if name in hub.dimensions else ()
    where = "Material topics" if name == "topic" else "Own choices"
    named = f" (known: {', '.join(known)})" if known else ""
    told = f"{dimension_label(name, hub).capitalize()} {member} is yours to name, on the sheet Report under"
    return f"{told} {where}{named}; copy the row for each further one."


def _questions(asked: Asked, asked_label: str) -> list[str]:
    """The questions behind the row in our own words, by their codes; none that the label says already."""
    told = [
        f"{framework_short(each.edition_id.partition(':')[0])} {each.local_id}: {each.label}"
        for each in asked.serves[:NAMED]
        if each.label.casefold() != asked_label.casefold()
    ]
    more = len(asked.serves) - NAMED
    return [*told, *([f"and {more} more"] if more > 0 else [])]


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."
