"""The words that several output forms share: values, locations, problems, supports."""

from __future__ import annotations

from esgmap.findings import Finding, Support
from esgmap.model import Fact, Problem

STATUS_WORDS = {
    "met": "reported",
    "partial": "reported in part",
    "unmet": "not reported",
    "explained": "omitted, with a permitted reason",
    "relief": "relief used",
    "not-required": "not required",
}


def value_text(fact: Fact) -> str:
    """A fact's value as an index prints it, with its unit and what narrows it."""
    if fact.value_state == "text":
        return fact.value
    printed = fact.value_as_printed or (str(fact.number) if fact.number is not None else fact.value_state)
    unit = fact.unit_as_printed or ("" if fact.unit in {"count", ""} else fact.unit)
    if unit == "%" and printed.endswith("%"):
        unit = ""
    return " ".join(part for part in (printed, unit) if part)


def dimension_text(fact: Fact) -> str:
    """What a fact is cut by."""
    return "; ".join(f"{name} = {member}" for name, member in fact.dimensions)


def locations(finding: Finding, facts: dict[str, Fact]) -> str:
    """Where the facts of a finding stand, each place once, in the order of the pages."""
    places = {facts[each.fact_id].evidence.location: facts[each.fact_id] for each in finding.because}
    ordered = sorted(places, key=lambda place: _first_page(places[place].evidence.pages))
    return "; ".join(place for place in ordered if place)


def _first_page(pages: str) -> int:
    digits = "".join(character if character.isdigit() else " " for character in pages).split()
    return int(digits[0]) if digits else 0


def support_text(support: Support) -> str:
    """How a fact came to a requirement: by which predicate and indicator, or directly."""
    if support.mapping is None:
        return "answers directly"
    words = support.mapping.predicate_id.removeprefix("skos:")
    negative = "not " if support.mapping.is_negative else ""
    return f"{negative}{words} {support.mapping.object_id}"


def problem_line(problem: Problem) -> str:
    """`path:line:column: error[code]: message`, as editors understand it."""
    where = f"{problem.source}: " if problem.source and str(problem.source) else ""
    return f"{where}{problem.severity.value}[{problem.code}]: {problem.message}"
