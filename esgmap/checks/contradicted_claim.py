"""An absolute statement (“zero”, “no complaints”, “100 %”) stands beside figures that speak against it.

Which figures speak against which statement is declared (`frameworks/contradictions.tsv`), with how grave
it is: an error where the two cannot both be true (no injuries, and an injury rate above zero), else a
warning or a note that asks how both can be. Balance (GRI 1: 2021; HKEX) asks that a claim is not better
than the figures. Everything that speaks against the claims of one indicator is told together, the gravest
first. A figure of another year, a target, and somebody else's figure speak against nothing; nor does a
statement about one part where what it is held against is of another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from esgmap.checks.ledger import ACTUAL, Cell, Ledger, cell_of
from esgmap.checks.passages import gist, is_figure, label_of, passage_of
from esgmap.checks.subject import Subject
from esgmap.computations import Comparison, Figure, Term, interval, ratio, value
from esgmap.examined import Examined, Objection, held, objected
from esgmap.expectations import Contradiction, pattern_of
from esgmap.model import Severity
from esgmap.reported import Fact

CODE = "contradicted-claim"
WHOLE = Decimal(100)
PERCENT = "percentage"
WORDS = {"fell": "falls", "rose": "rises", "improved": "improves"}


@dataclass(frozen=True, slots=True)
class Evidence:
    """A figure, or a ratio that moved, that speaks against a claim by a declared rule."""

    rule: Contradiction
    facts: tuple[Fact, ...]
    comparison: Comparison | None = None


Index = dict[str, list[Fact]]


def examine(subject: Subject) -> Iterator[Examined]:
    """Hold each absolute statement against what is declared to speak against it."""
    index = _by_indicator(subject)
    rules: dict[tuple[str, str], list[Contradiction]] = defaultdict(list)
    for rule in subject.expectations.contradictions:
        rules[rule.claim, rule.says].append(rule)
    for (claim, says), against in rules.items():
        claims = [fact for fact in index.get(claim, ()) if _says(subject, fact, says)]
        if claims:
            yield _judged(
                subject,
                claims,
                [each for rule in against for each in _evidence(subject, rule, claims, index)],
            )


def _by_indicator(subject: Subject) -> Index:
    """What the report says of its own year, as it was and not as it is meant to be."""
    index: Index = defaultdict(list)
    period = subject.report.period
    for fact in subject.report.facts:
        if fact.basis in ACTUAL and fact.whose == "own" and period.holds(fact.period):
            index[fact.indicator].append(fact)
    return index


def _says(subject: Subject, fact: Fact, says: str) -> bool:
    if says == "none":
        return is_figure(fact) and not fact.number
    if says == "all":
        return fact.value_state == "number" and fact.number == WHOLE
    return bool(subject.expectations.pattern(WORDS[says], "improves").search(_told_in(fact)))


def _told_in(fact: Fact) -> str:
    """The words in which a change is told: a figure's printed value, or the whole of a statement."""
    return gist(fact) if fact.value_state == "text" else fact.value_as_printed


# --- what speaks against --------------------------------------------------------------------------


def _evidence(subject: Subject, rule: Contradiction, claims: list[Fact], index: Index) -> Iterator[Evidence]:
    if rule.shows in WORDS:
        yield from _moved(subject, rule)
        return
    words, own = pattern_of(rule.words), {claim.id for claim in claims}
    for fact in index.get(rule.against, ()):
        if fact.id in own or not is_figure(fact) or not _shows(subject.ledger, fact, rule.shows):
            continue
        if rule.words and not words.search(f"{gist(fact)} {fact.dimensions}"):
            continue
        if any(_bears_on(rule, claim, fact) for claim in claims):
            yield Evidence(rule, (fact,))


def _shows(ledger: Ledger, fact: Fact, shows: str) -> bool:
    number = fact.number or Decimal(0)
    if shows == "not-all":
        unit = ledger.unit(fact)
        return unit is not None and unit.kind == PERCENT and number < WHOLE
    return number > 0


def _bears_on(rule: Contradiction, claim: Fact, fact: Fact) -> bool:
    if rule.scope == "section":
        return passage_of(claim) == passage_of(fact)
    if rule.scope == "year":
        return True
    one, other = cell_of(claim), cell_of(fact)
    return one.cut <= other.cut and (one.period == other.period or claim.period.holds(fact.period))


def _moved(subject: Subject, rule: Contradiction) -> Iterator[Evidence]:
    """A figure, or a ratio of two, that moved the other way than is claimed, however it was rounded."""
    ledger, year = subject.ledger, subject.report.period
    now = _term(ledger, rule, Cell(rule.against, year, frozenset(), "actual", "own"))
    before = _term(ledger, rule, Cell(rule.against, year.years_before(1), frozenset(), "actual", "own"))
    if now is None or before is None:
        return
    comparison = Comparison((now, before), "≤" if rule.shows == "rose" else "≥")
    if not comparison.holds:
        yield Evidence(rule, comparison.facts, comparison)


def _term(ledger: Ledger, rule: Contradiction, cell: Cell) -> Term | None:
    top = _figure(ledger, cell)
    if top is None or not rule.over:
        return top
    bottom = _figure(ledger, cell.of(rule.over))
    return ratio(top, bottom) if bottom and interval(bottom).low > 0 else None


def _figure(ledger: Ledger, cell: Cell) -> Figure | None:
    fact = ledger.first(cell)
    unit = ledger.unit(fact) if fact else None
    base = next(
        (each for each in ledger.hub.units.values() if unit and each.kind == unit.kind and each.factor == 1),
        unit,
    )
    return ledger.figure(fact, base) if fact and fact.number is not None else None


# --- what is said of it ---------------------------------------------------------------------------


def _judged(subject: Subject, claims: list[Fact], found: list[Evidence]) -> Examined:
    title = f"{label_of(claims[0], subject.hub)}: what speaks against it"
    if not found:
        return held(CODE, title, claims)
    found.sort(key=lambda each: -each.rule.severity.rank)
    gravest = found[0].rule
    against = list({fact.id: fact for each in found for fact in each.facts}.values())
    lines: dict[str, list[str]] = defaultdict(list)
    seen: set[Cell | str] = set()
    for each in found:
        cell = cell_of(each.facts[0]) if each.facts[0].indicator else each.facts[0].id
        if cell not in seen:
            lines[each.rule.why].append(_line(subject, each))
        seen.add(cell)
    told = "; ".join(f"{', '.join(said)} ({why})" for why, said in lines.items())
    message = f"“{_claim(claims[0])}”, and yet: {told}"
    hint = (
        "mend the one that is wrong"
        if gravest.severity is Severity.ERROR
        else "ask how both can be true, and say so in the report"
    )
    objection = Objection(gravest.severity, message, hint)
    return objected(CODE, title, (*claims, *against), objection, found[0].comparison)


def _claim(fact: Fact) -> str:
    said = fact.value if fact.value_state == "text" else fact.value_as_printed or fact.value or "nil"
    return f"{fact.label}: {said}"


def _line(subject: Subject, evidence: Evidence) -> str:
    fact = evidence.facts[0]
    said = f"{label_of(fact, subject.hub)} {fact.value_as_printed or fact.value}"
    if evidence.comparison:
        now, before = (value(side) for side in evidence.comparison.sides)
        figures = evidence.facts[: 2 if evidence.rule.over else 1]
        said = " / ".join(label_of(each, subject.hub) for each in figures)
        said += f" {'rose' if now > before else 'fell'} by {abs(float(now / before) - 1) * 100:,.0f} %"
    return said
