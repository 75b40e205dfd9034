"""Does one fact answer one requirement? The rules of coverage, one function each.

Comes in: a requirement, a fact, and the mapping that brought them together (None if the fact names the
requirement itself). Goes out: a verdict (`covers`, `part`, `no`) with every reason against it, in words an
auditor can check. Dimensions are judged by `assess`, which sees all facts of a requirement at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from esgmap.findings import Support
from esgmap.model import Hub, Mapping, Period, Requirement
from esgmap.reported import Fact

COVERS, PART, NO = "covers", "part", "no"
BASE_YEAR = 0
"""The number of years of a requirement that asks for a base year: the report chooses which."""

PERFORMANCE = frozenset({"measured", "estimated", "restated"})
FULL_MATCH = frozenset({"skos:exactMatch", "skos:closeMatch"})


@dataclass(frozen=True, slots=True)
class Scope:
    """What an assessment is made against, beside the requirements: the period, the topics, the hub."""

    period: Period
    topics: tuple[str, ...]
    hub: Hub


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a fact does not answer, or not wholly."""

    verdict: str
    reason: str


Rule = Callable[[Requirement, Fact, Mapping | None, Scope], Objection | None]


@lru_cache
def reporting_years(period: Period, number: int) -> tuple[Period, ...]:
    """The reporting period and the same period in the years before it, as many as are asked for.

    For a base year, which the report chooses itself, all time up to the end of the reporting period.
    """
    if number == BASE_YEAR:
        return (Period(date(1900, 1, 1), period.end),)
    return tuple(period.years_before(years) for years in range(number))


def judge(requirement: Requirement, fact: Fact, mapping: Mapping | None, scope: Scope) -> Support:
    """Put every rule of coverage to the fact; the worst verdict stands, all reasons are kept.

    A negative mapping settles it alone: its comment says why, and nothing else needs to be said.
    """
    rules = (_negative,) if mapping is not None and mapping.is_negative else RULES
    objections = [found for rule in rules if (found := rule(requirement, fact, mapping, scope))]
    if not objections:
        return Support(fact.id, mapping, COVERS)
    verdict = NO if any(each.verdict == NO for each in objections) else PART
    return Support(fact.id, mapping, verdict, tuple(objection.reason for objection in objections))


def _negative(_: Requirement, __: Fact, mapping: Mapping | None, ___: Scope) -> Objection | None:
    """A negative mapping names the tempting wrong answer."""
    if mapping and mapping.is_negative:
        return Objection(NO, mapping.comment or "mapped as not answering this requirement")
    return None


def _predicate(_: Requirement, __: Fact, mapping: Mapping | None, scope: Scope) -> Objection | None:
    """`exactMatch` and `closeMatch` cover; a narrower indicator covers in part; wider or related never."""
    if mapping is None or mapping.is_negative or mapping.predicate_id in FULL_MATCH:
        return None
    indicator = scope.hub.indicators.get(mapping.object_id)
    label = indicator.label if indicator else mapping.object_id
    if mapping.predicate_id == "skos:narrowMatch":
        return Objection(PART, mapping.comment or f"“{label}” is narrower than what is asked")
    wide = "wider than" if mapping.predicate_id == "skos:broadMatch" else "only related to"
    return Objection(NO, mapping.comment or f"“{label}” is {wide} what is asked")


def _nil(requirement: Requirement, fact: Fact, mapping: Mapping | None, scope: Scope) -> Objection | None:
    """A nil answers only the question that it was given for: none of a part is no figure for the whole."""
    is_narrow = mapping and not mapping.is_negative and mapping.predicate_id == "skos:narrowMatch"
    if fact.value_state != "nil" or requirement.kind != "quantitative" or not is_narrow:
        return None
    indicator = scope.hub.indicators.get(fact.indicator)
    label = indicator.label if indicator else fact.indicator
    return Objection(NO, f"a nil for “{label}” is no nil for all that is asked")


def _value_state(requirement: Requirement, fact: Fact, _: Mapping | None, __: Scope) -> Objection | None:
    """`NA` answers nothing; a quantity needs a figure."""
    if fact.value_state == "not-available":
        return Objection(NO, f"printed as “{fact.value_as_printed or 'NA'}”: not available answers nothing")
    if requirement.kind == "quantitative" and fact.value_state == "text":
        return Objection(NO, "a statement without the figure that is asked for")
    return None


def _basis(requirement: Requirement, fact: Fact, mapping: Mapping | None, scope: Scope) -> Objection | None:
    """A target, design value, projection or plan is not performance; a target question needs a target."""
    indicator = scope.hub.indicators.get(mapping.object_id) if mapping else None
    wanted = indicator.basis if indicator else "performance"
    if wanted == "any" or (wanted == "performance" and fact.basis in PERFORMANCE):
        return None
    names_a_target = mapping is None and requirement.kind != "quantitative"
    if fact.basis == "target" and (wanted == "target" or names_a_target):
        return None
    if wanted == "target":
        return Objection(NO, f"a target is asked for, this is {fact.basis}")
    return Objection(NO, f"a {fact.basis} value is not performance")


def _whose(_: Requirement, fact: Fact, __: Mapping | None, ___: Scope) -> Objection | None:
    """Somebody else's figure is not the reporter's, nor is a joint one; a joint practice is so in part."""
    if fact.whose == "own":
        return None
    if fact.whose == "joint":
        verdict = PART if fact.value_state == "text" else NO
        return Objection(verdict, "stated jointly with others; the company's own share is not given")
    return Objection(NO, f"this is the {fact.whose}'s, not the company's own")


def _unit(requirement: Requirement, fact: Fact, _: Mapping | None, scope: Scope) -> Objection | None:
    """The unit must convert into the kind of unit that is asked for."""
    if not requirement.unit_kind or fact.value_state != "number":
        return None
    unit = scope.hub.units.get(fact.unit)
    if unit is None or unit.kind != requirement.unit_kind:
        found = unit.kind.replace("-", " ") if unit else "no unit"
        wanted = requirement.unit_kind.replace("-", " ")
        return Objection(NO, f"the figure is {_article(found)}, the requirement asks for {_article(wanted)}")
    return None


def _period(requirement: Requirement, fact: Fact, _: Mapping | None, scope: Scope) -> Objection | None:
    """The fact must lie in a year that is asked for; a figure for a part of the year covers in part."""
    years = reporting_years(scope.period, requirement.periods)
    year = next((each for each in years if each.holds(fact.period)), None)
    is_date = fact.period.start == fact.period.end
    is_whole = requirement.periods == BASE_YEAR or fact.period == year
    if year and (is_whole or is_date or fact.value_state == "text"):
        return None
    if year:
        return Objection(PART, f"stated for {fact.period} only, a part of the year")
    return Objection(NO, f"stated for {fact.period}, outside {years[-1].start}/{years[0].end}")


def _extent(_: Requirement, fact: Fact, __: Mapping | None, ___: Scope) -> Objection | None:
    """A statement that answers in part covers in part."""
    return Objection(PART, f"lacks: {fact.lacks}") if fact.is_partial else None


def dimension_label(name: str, hub: Hub) -> str:
    """A dimension's label inside a sentence: small, unless it begins with an abbreviation."""
    label = hub.dimensions[name].label if name in hub.dimensions else name
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _article(words: str) -> str:
    if words == "no unit" or words.endswith("s"):
        return words
    return f"an {words}" if words[0] in "aeiou" else f"a {words}"


RULES: tuple[Rule, ...] = (_negative, _predicate, _nil, _value_state, _basis, _whose, _unit, _period, _extent)


def rule_texts() -> dict[str, str]:
    """Every rule of coverage by name, in the words of its docstring, for the docs and the workbook."""
    return {rule.__name__.strip("_").replace("_", "-"): (rule.__doc__ or "").strip() for rule in RULES}
