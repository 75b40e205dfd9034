"""A trace as trees for the terminal.

From a code: edition → disclosure → requirement → status and rule ← mapping ← fact ← evidence, then what would
lift it and what came near. From a fact or an indicator: the other way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.text import Text
from rich.tree import Tree

from esgmap.export.agenda_words import framework_short
from esgmap.export.wording import (
    CONFIDENCE_WORDS,
    STATUS_WORDS,
    NearGroup,
    cut_text,
    edition_text,
    kind_text,
    near_groups,
    obligation_text,
    period_text,
    value_text,
    worded,
)
from esgmap.findings import Assessment, Finding, Lack, Support
from esgmap.lacks import lacks_of
from esgmap.model import Mapping
from esgmap.reported import Fact
from esgmap.tracing import CodeTrace, FactTrace, IndicatorTrace, Trace, Use

STYLES = {"met": "blue", "partial": "yellow", "unmet": "red"}
FOLDED = 5
"""How many near misses of a requirement, and how many lacks, are shown without --all."""

DIRECT = "the fact names this requirement itself"


@dataclass(frozen=True, slots=True)
class Pen:
    """What every branch needs to be drawn: the assessment, its facts by id, and whether all is shown."""

    assessment: Assessment
    facts: dict[str, Fact]
    traced: Trace
    shows_all: bool

    def cut(self, number: int) -> int:
        """How many of a list are shown."""
        return number if self.shows_all or number <= FOLDED else FOLDED

    def shares(self, sizes: list[int]) -> list[int]:
        """How many of each group are shown: one of each in turn, so that every reason is seen."""
        shown = [0] * len(sizes)
        left = self.cut(sum(sizes))
        while left:
            for place, size in enumerate(sizes):
                if left and shown[place] < size:
                    shown[place] += 1
                    left -= 1
        return shown


def trees(traced: Trace, assessment: Assessment, shows_all: bool) -> Iterable[Tree]:
    """A tree for each edition, fact and indicator that was found."""
    pen = Pen(assessment, assessment.facts_by_id(), traced, shows_all)
    editions: dict[str, Tree] = {}
    for code in traced.codes:
        root = editions.setdefault(code.edition.id, Tree(Text(edition_text(code.edition), "bold")))
        _code(root, code, pen)
    yield from editions.values()
    for fact in traced.facts:
        yield _fact_tree(fact, pen)
    for indicator in traced.indicators:
        yield _indicator_tree(indicator, pen)


# --- from a code ----------------------------------------------------------------------------------


def _code(root: Tree, found: CodeTrace, pen: Pen) -> None:
    disclosure = found.within.disclosure
    branch = root.add(
        Text.assemble(
            *((disclosure.code, "bold"), f" {disclosure.title} ({obligation_text(disclosure)}) "),
            _status(found.within.status.value),
        )
    )
    for finding in found.findings:
        _finding(branch, finding, pen)


def _status(status: str) -> tuple[str, str]:
    return f"[{status}: {STATUS_WORDS[status]}]", STYLES.get(status, "blue")


def _finding(root: Tree, finding: Finding, pen: Pen) -> None:
    requirement = finding.requirement
    softened = f" ({requirement.condition})" if requirement.condition else ""
    branch = root.add(
        Text.assemble(
            *((requirement.local_id, "bold"), f" {requirement.label}{softened} "),
            _status(finding.status.value),
        )
    )
    branch.add(Text(f"rule: {finding.rule}", "dim"))
    if requirement.confidence != "verified":
        branch.add(Text(f"note: {worded(CONFIDENCE_WORDS, requirement.confidence)}", "dim"))
    if finding.omission:
        branch.add(Text(f"reason given: {finding.omission.reason}: {finding.omission.explanation}"))
    by_mapping: dict[Mapping | None, list[Support]] = {}
    for support in finding.because:
        by_mapping.setdefault(support.mapping, []).append(support)
    for mapping, supports in by_mapping.items():
        leaf = branch.add(_mapping(mapping, pen))
        for support in supports:
            _support(leaf, "counts" if support.verdict == "covers" else "counts in part", support, pen)
    for text in _further(finding):
        branch.add(Text.assemble(("note: ", "red"), text))
    _lacks(branch, lacks_of(finding, pen.traced.evidence), pen)
    _near(branch, finding, pen)


def _mapping(mapping: Mapping | None, pen: Pen) -> Text:
    if mapping is None:
        return Text(f"directly: {DIRECT}", "dim")
    words = mapping.predicate_id.removeprefix("skos:")
    negative = "not " if mapping.is_negative else ""
    indicator = pen.assessment.hub.indicators.get(mapping.object_id)
    label = f" “{indicator.label}”" if indicator else ""
    credit = f"confidence {mapping.confidence}, by {mapping.author}, {mapping.mapping_date}"
    return Text(f"mapping: {negative}{words} {mapping.object_id}{label} ({credit}; {mapping.source})", "dim")


def _support(branch: Tree, word: str, support: Support, pen: Pen) -> None:
    fact = pen.facts[support.fact_id]
    leaf = branch.add(_fact(word, fact, pen))
    leaf.add(Text(_evidence(fact)))
    for reason in support.reasons:
        leaf.add(Text(f"because: {reason}"))


def _fact(word: str, fact: Fact, pen: Pen) -> Text:
    """One fact: label, value, unit, period, dimensions, what kind of figure it is, and its id."""
    cut = cut_text(fact, pen.assessment.hub)
    details = "; ".join(part for part in (period_text(fact.period), cut, kind_text(fact)) if part)
    start = f"{word}: " if word else ""
    return Text.assemble(start, (fact.label, "bold"), f" = {value_text(fact)} [{details}], fact {fact.id}")


def _evidence(fact: Fact) -> str:
    place = fact.evidence
    parts = ", ".join(part for part in (place.document, place.location, place.anchor) if part)
    return f"evidence: {parts or 'no place is stated'} ({fact.source})"


def _further(finding: Finding) -> list[str]:
    """What the finding says is missing, where neither a fact's reasons nor the lacks say it."""
    reasons = {reason for support in finding.because for reason in support.reasons}
    asked = f" on: {finding.requirement.label}"
    known = ("nothing for ", "a breakdown by ", *reasons)
    return [text for text in finding.missing if asked not in text and not text.startswith(known)]


def _lacks(branch: Tree, lacks: Sequence[Lack], pen: Pen) -> None:
    """What would lift the requirement to met, and how it can be entered."""
    if not lacks:
        return
    if lacks[0].kind == "barrier":
        text = f"{lacks[0].text}; no new fact alone helps"
        branch.add(Text.assemble(("missing: ", "red"), text))
        return
    indicators = pen.assessment.hub.indicators
    named = [f"{way.indicator} (“{indicators[way.indicator].label}”)" for way in lacks[0].ways]
    by_name = "under `answers`, with the id of this requirement"
    ways = " or ".join([*(f"as {each}" for each in named), by_name])
    enter = f"enter {'it' if len(lacks) == 1 else 'them'} {ways}"
    if len(lacks) == 1:
        leaf = branch.add(Text.assemble(("missing: ", "red"), lacks[0].text))
    else:
        leaf = branch.add(Text.assemble(("missing: ", "red"), f"these {len(lacks)}, to be reported in full"))
        shown = pen.cut(len(lacks))
        for lack in lacks[:shown]:
            leaf.add(Text(lack.text))
        _fold(leaf, len(lacks) - shown)
    leaf.add(Text(enter, "dim"))


def _near(branch: Tree, finding: Finding, pen: Pen) -> None:
    """The near misses, the commonest reason first."""
    groups = sorted(near_groups(finding), key=lambda group: -len(group.supports))
    sizes = [len(group.supports) for group in groups]
    for group, most in zip(groups, pen.shares(sizes), strict=True):
        if most:
            _near_group(branch, group, most, pen)
    _fold(branch, sum(sizes) - pen.cut(sum(sizes)), "near miss", "near misses")


def _near_group(branch: Tree, group: NearGroup, most: int, pen: Pen) -> None:
    number = len(group.supports)
    count = "" if number == 1 else f" ({number} facts)"
    leaf = branch.add(Text.assemble((f"does not count{count}: ", "yellow"), group.reason))
    leaf.add(_mapping(group.mapping, pen))
    shared = [
        reason
        for reason in group.supports[0].reasons[1:]
        if all(reason in support.reasons for support in group.supports)
    ]
    for reason in shared:
        leaf.add(Text(f"because: {reason}"))
    for support in group.supports[:most]:
        fact = leaf.add(_fact("", pen.facts[support.fact_id], pen))
        fact.add(Text(_evidence(pen.facts[support.fact_id])))
        for reason in support.reasons[1:]:
            if reason not in shared:
                fact.add(Text(f"because: {reason}"))


def _fold(branch: Tree, number: int, one: str = "", many: str = "") -> None:
    if number:
        noun = f" {one if number == 1 else many}" if one else ""
        branch.add(Text(f"and {number} more{noun}: --all", "italic"))


# --- from a fact or an indicator ------------------------------------------------------------------


def _fact_tree(found: FactTrace, pen: Pen) -> Tree:
    fact = found.fact
    tree = Tree(_fact("", fact, pen))
    tree.add(Text(_evidence(fact)))
    if fact.indicator:
        tree.add(Text(f"indicator: {fact.indicator}", "dim"))
    _uses(tree, "counts in full for", found.full, pen)
    _uses(tree, "counts in part for", found.part, pen)
    _near_uses(tree, found.near, pen)
    return tree


def _uses(tree: Tree, words: str, uses: Sequence[Use], pen: Pen) -> None:
    branch = tree.add(Text(f"{words} {_requirements(len(uses))}", "bold"))
    for use in uses:
        leaf = branch.add(_requirement(use.framework, use.finding))
        leaf.add(_mapping(use.support.mapping, pen))
        for reason in use.support.reasons:
            leaf.add(Text(f"because: {reason}"))


def _near_uses(tree: Tree, uses: Sequence[Use], pen: Pen) -> None:
    """The requirements it does not count for, the commonest reason first."""
    if not uses:
        return
    branch = tree.add(Text(f"comes near, but does not count for {_requirements(len(uses))}", "bold"))
    groups: dict[str, list[Use]] = {}
    for use in uses:
        reasons = "; ".join(reason.removesuffix(".") for reason in use.support.reasons)
        groups.setdefault(reasons, []).append(use)
    ordered = sorted(groups.items(), key=lambda item: -len(item[1]))
    shares = pen.shares([len(group) for _, group in ordered])
    for (reason, group), most in zip(ordered, shares, strict=True):
        count = "" if len(group) == 1 else f" ({len(group)} requirements)"
        leaf = branch.add(Text.assemble((f"why not{count}: ", "yellow"), reason)) if most else branch
        for use in group[:most]:
            leaf.add(_requirement(use.framework, use.finding))
    _fold(branch, len(uses) - pen.cut(len(uses)))


def _requirements(number: int) -> str:
    return "no requirement" if not number else f"{number} requirement{'' if number == 1 else 's'}"


def _requirement(framework: str, finding: Finding) -> Text:
    requirement = finding.requirement
    return Text.assemble(
        f"{framework_short(framework)} ",
        (requirement.local_id, "bold"),
        f" {requirement.label} ({obligation_text(requirement)}) ",
        _status(finding.status.value),
    )


def _indicator_tree(found: IndicatorTrace, pen: Pen) -> Tree:
    indicator = found.indicator
    asked = indicator.unit_kind or indicator.value_type
    tree = Tree(Text.assemble("indicator ", (indicator.id, "bold"), f" {indicator.label} ({asked})"))
    if indicator.definition:
        tree.add(Text(indicator.definition, "dim"))
    number = len(found.facts)
    told = "no fact" if not number else f"{number} fact{'' if number == 1 else 's'}"
    facts = tree.add(Text(f"reported by {told}", "bold"))
    shown = pen.cut(number)
    for fact in found.facts[:shown]:
        facts.add(_fact("", fact, pen))
    _fold(facts, number - shown)
    serves = tree.add(Text(f"mapped to {_requirements(len(found.serves))}", "bold"))
    for each in found.serves:
        leaf = serves.add(_requirement(each.framework, each.finding))
        leaf.add(_mapping(each.mapping, pen))
    return tree
