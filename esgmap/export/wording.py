"""The words that several output forms share: values, locations, problems, supports."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from esgmap.coverage import BASE_YEAR, dimension_label
from esgmap.findings import Assessment, DisclosureFinding, Finding, Status, Support
from esgmap.inforce import standing
from esgmap.model import Disclosure, Edition, Hub, Mapping, Period, Problem, Requirement
from esgmap.reported import TOPIC, Fact, Report

STATUS_WORDS = {
    "met": "reported",
    "partial": "reported in part",
    "unmet": "not reported",
    "explained": "omitted, with a permitted reason",
    "relief": "relief used",
    "not-required": "not required",
}
PART_WORDS = {
    "explained": "reported; a part omitted, with a permitted reason",
    "relief": "reported; relief used for a part",
}
"""A disclosure of which some parts are reported and the others excused."""

STATUS_MEANINGS = {
    "met": "Facts of the report answer it whole: right kind, period, unit, boundary and breakdown.",
    "partial": "Facts of the report answer some of it; what is missing is listed.",
    "unmet": "No fact of the report may count. Silence is never taken as “not applicable”.",
    "explained": "The report gives a reason that the framework allows here, with an explanation.",
    "relief": "The report uses a relief that the framework offers, and says so.",
    "not-required": "Not asked of this issuer, in this year, or under this claim.",
}
OBLIGATION_WORDS = {
    "mandatory": "mandatory",
    "comply-or-explain": "comply or explain",
    "by-claim": "depends on the claim",
    "recommended": "recommended",
    "voluntary": "voluntary",
    "not-required": "not asked in this year",
}
CLAIM_WORDS = {
    "in-accordance": "in accordance with the standards",
    "with-reference": "with reference to the standards",
    "references": "refers to the standards",
    "core": "in accordance with the standards of 2016, core option",
    "comprehensive": "in accordance with the standards of 2016, comprehensive option",
    "referenced": "references standards of 2016",
    "comply-or-explain": "comply or explain, as the listing rules bind the issuer",
    "voluntary": "used by choice",
}
ISSUER_WORDS = {
    "not-hkex-listed": "not listed on the Stock Exchange of Hong Kong",
    "hkex-main-board": "listed on the Main Board of the Stock Exchange of Hong Kong",
    "hkex-largecap": "LargeCap issuer on the Stock Exchange of Hong Kong",
    "hkex-gem": "listed on GEM of the Stock Exchange of Hong Kong",
}
CONFIDENCE_WORDS = {
    "single": "our wording rests on one source",
    "unverified": "our wording was written from memory; check it against the standard",
}
VERDICT_WORDS = {"covers": "counts in full", "part": "counts in part", "no": "does not count"}
MATCH_WORDS = {
    "skos:exactMatch": "is what is asked",
    "skos:closeMatch": "is in practice what is asked",
    "skos:narrowMatch": "is narrower than what is asked",
    "skos:broadMatch": "is wider than what is asked",
    "skos:relatedMatch": "is only related to what is asked",
}
SOFTENED_NOTE = "lowers no status"
NOTICE = (
    "esgmap is not affiliated with or endorsed by GRI, the IFRS Foundation (SASB), HKEX or Nasdaq. "
    "Requirements are worded in our own words and are no substitute for the standards; where they differ, "
    "the standards prevail. A status says what this report shows, not whether a figure is right; it is no "
    "assurance conclusion."
)
NO_TEXT = "This output holds no text of the standards beyond codes and official titles."
KEPT = "\n\t\u200c\u200d"
"""Invisible and yet kept: line breaks, and the joiners that some scripts are misspelt without."""
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@dataclass(frozen=True, slots=True)
class NearGroup:
    """Near misses under the same mapping whose first reason is the same; each may have more reasons."""

    mapping: Mapping | None
    reason: str
    supports: tuple[Support, ...]


def worded(words: dict[str, str], key: str) -> str:
    """The words for a key of the tables; an unknown key in plain letters."""
    return words.get(key, key.replace("-", " "))


def obligation_text(row: Disclosure | Requirement) -> str:
    """How a row binds this issuer in this year, and how it stands in the standard where that differs."""
    own = worded(OBLIGATION_WORDS, row.obligation)
    if row.standard_obligation in {"", row.obligation}:
        return own
    return f"{own} for this issuer; in the standard: {worded(OBLIGATION_WORDS, row.standard_obligation)}"


def text_notice(assessment: Assessment) -> str:
    """Whether the output holds text of the standards that the user laid over our words, as a sentence."""
    return assessment.text_note or NO_TEXT


def edition_reason(edition: Edition, assessment: Assessment) -> str:
    """Why an edition is used: by its date, and whether report.yaml pins it, as a sentence."""
    report = assessment.report
    reason = standing(edition, report.publication_or_end, report.period).reason
    pinned = any(edition.id in claim.pinned for claim in report.claims)
    return stopped(f"{reason} (pinned)" if pinned else reason)


def value_text(fact: Fact) -> str:
    """A fact's value as an index prints it, with its unit and what narrows it."""
    if fact.value_state == "text":
        return fact.value
    printed = fact.value_as_printed or (str(fact.number) if fact.number is not None else fact.value_state)
    if fact.value_state != "number":
        return printed
    unit = fact.unit_as_printed or ("" if fact.unit in {"count", "ratio", ""} else fact.unit)
    if fact.unit_as_printed and printed.endswith(unit):
        unit = ""
    return " ".join(part for part in (printed, unit) if part)


def locations(finding: Finding, facts: dict[str, Fact]) -> str:
    """Where the facts of a finding stand, each place once, in the order of the pages."""
    return "; ".join(_places(facts[each.fact_id] for each in finding.because))


def disclosure_locations(found: DisclosureFinding, facts: dict[str, Fact]) -> str:
    """Where the facts of a whole disclosure stand, each place once, in the order of the pages."""
    supports = (support for finding in found.findings for support in finding.because)
    return "; ".join(_places(facts[each.fact_id] for each in supports))


def _places(facts: Iterable[Fact]) -> list[str]:
    places = {fact.evidence.location: fact for fact in facts if fact.evidence.location}
    return sorted(places, key=lambda place: _first_page(places[place].evidence.pages))


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


# --- for readers who want sentences ---------------------------------------------------------------


def disclosure_status(found: DisclosureFinding) -> str:
    """The status of a disclosure in words; what is omitted in part only is not called omitted."""
    if is_excused_in_part(found):
        return PART_WORDS[found.status.value]
    return STATUS_WORDS[found.status.value]


def is_excused_in_part(found: DisclosureFinding) -> bool:
    """Whether some parts of an explained or relieved disclosure are reported all the same."""
    return found.status.value in PART_WORDS and any(each.status is Status.MET for each in found.findings)


def day_text(day: date) -> str:
    """A date in words, the same in every locale."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def period_text(period: Period) -> str:
    """A period in words; a calendar year is its number alone."""
    start, end = period.start, period.end
    if start == end:
        return day_text(start)
    if (start.month, start.day, end.month, end.day, end.year) == (1, 1, 12, 31, start.year):
        return str(start.year)
    return f"{day_text(start)} to {day_text(end)}"


def reading_text(fact: Fact) -> str:
    """The number that was read out of a printed value, where the print itself does not show it."""
    if fact.value_state != "number" or fact.number is None or not fact.value_as_printed:
        return ""
    bare = fact.value_as_printed.replace(",", "").replace("%", "").strip()
    return "" if bare == fact.value else fact.value


def cut_text(fact: Fact, hub: Hub) -> str:
    """What a fact is cut by, in the names of the dimensions."""
    return "; ".join(f"{dimension_label(name, hub)}: {member}" for name, member in fact.dimensions)


def members_text(fact: Fact, hub: Hub, report: Report) -> str:
    """What a fact is cut by, in words: a material topic by its label, other members without hyphens."""
    labels = {topic.id: topic.label for topic in report.topics}
    told = []
    for name, member in fact.dimensions:
        plain = re.sub("(?<=[a-z])-|-(?=[a-z])", " ", member)
        words = labels.get(member, plain) if name == TOPIC else plain
        told.append(f"{dimension_label(name, hub)}: {words}")
    return "; ".join(told)


def kind_text(fact: Fact) -> str:
    """What sets a fact apart from a measured figure of the company's own."""
    basis = "" if fact.basis == "measured" else fact.basis
    whose = {"own": "", "joint": "joint with others", "third-party": "a third party’s"}
    return ", ".join(part for part in (basis, whose.get(fact.whose, f"the {fact.whose}’s")) if part)


def place_text(fact: Fact, report: Report) -> str:
    """Where a fact stands; the document is named where a report has several."""
    evidence = fact.evidence
    titles = {each.id: each.title for each in report.documents}
    title = titles.get(evidence.document, evidence.document) if len(titles) > 1 else ""
    return ", ".join(part for part in (title, evidence.location) if part)


def match_text(mapping: Mapping | None, hub: Hub) -> str:
    """How an indicator stands to a requirement, as a sentence."""
    if mapping is None:
        return "Named in the facts as an answer to this requirement."
    indicator = hub.indicators.get(mapping.object_id)
    label = indicator.label if indicator else mapping.object_id
    words = "does not answer this, though it looks alike" if mapping.is_negative else ""
    return f"“{label}” {words or MATCH_WORDS.get(mapping.predicate_id, mapping.predicate_id)}."


def ask_text(requirement: Requirement, hub: Hub) -> str:
    """What kind of answer a requirement asks for: figure or statement, unit, breakdowns, years."""
    kinds = {"quantitative": "a figure", "yes-no": "an answer, yes or no", "narrative": "a statement"}
    parts = [kinds.get(requirement.kind, requirement.kind)]
    unit = hub.units[requirement.unit].label if requirement.unit in hub.units else requirement.unit
    if unit or requirement.unit_kind:
        parts[0] += f" ({unit or requirement.unit_kind.replace('-', ' ')})"
    needs = requirement.needs
    parts += [f"for {dimension_label(name, hub)} “{member}”" for name, member in needs.fixed]
    cuts = [" and ".join(dimension_label(name, hub) for name in each.dimensions) for each in needs.breakdowns]
    if cuts:
        parts.append(("in total and " if needs.total else "") + "; ".join(f"by {cut}" for cut in cuts))
    if requirement.periods == BASE_YEAR:
        parts.append("for the base year")
    elif requirement.periods > 1:
        parts.append(f"for {requirement.periods} years")
    return ", ".join(parts)


def gap_texts(finding: Finding) -> tuple[str, ...]:
    """What is missing, without the requirement's label beside which it stands."""
    told = f" on: {finding.requirement.label}"
    texts = [text.replace(f",{told}", "").replace(told, "") for text in finding.missing]
    return tuple(dict.fromkeys(text.removeprefix("lacks: ") for text in texts))


def rule_parts(finding: Finding) -> tuple[str, str]:
    """The name of the rule that gave the status, and its words with the clause."""
    name, _, words = finding.rule.partition(": ")
    return (name, words) if words else ("", name)


def near_groups(finding: Finding) -> tuple[NearGroup, ...]:
    """The near misses of a requirement, those that fail alike together; the fewer the reasons, the nearer."""
    groups: dict[tuple[Mapping | None, str], list[Support]] = {}
    for support in sorted(finding.near_misses, key=lambda support: len(support.reasons)):
        first = support.reasons[0] if support.reasons else "does not count"
        groups.setdefault((support.mapping, first), []).append(support)
    return tuple(NearGroup(mapping, reason, tuple(each)) for (mapping, reason), each in groups.items())


def shared_place(group: NearGroup, facts: dict[str, Fact], report: Report) -> str:
    """The one place where all facts of a group stand, or nothing."""
    places = {place_text(facts[each.fact_id], report) for each in group.supports}
    return places.pop() if len(places) == 1 else ""


def stopped(text: str) -> str:
    """The text as a sentence: a capital letter at its start, unless that is an id, a full stop at its end."""
    end = "" if text.endswith((".", "!", "?", "…")) else "."
    start = text[:1] if re.match(r"\w+:\w", text) else text[:1].upper()
    return f"{start}{text[1:]}{end}" if text else ""


def edition_text(edition: Edition) -> str:
    """An edition as a list prints it: standard, year or month, title."""
    return f"{edition.standard} ({edition.edition}), {edition.title}"


def softened_text(absent: int) -> str:
    """How many requirements are absent or incomplete without lowering anything, as a sentence."""
    who, verb = ("1 requirement", "is") if absent == 1 else (f"{absent} requirements", "are")
    soft = "softened by the standard (as “if applicable”)"
    return f"{who} not wholly reported {verb} {soft}; that lowers no status."


def spoken(message: str) -> str:
    """A message for readers of prose: names in quotation marks instead of backticks."""
    return re.sub(r"`([^`]*)`", r"“\1”", message)


def plain(text: str) -> str:
    """Text on one line, without control characters and without marks that turn the reading direction."""
    return printable(" ".join(text.split()))


def printable(text: str) -> str:
    """The text without control characters and without marks that turn the reading direction."""
    return "".join(letter for letter in text if letter.isprintable() or letter in KEPT)
