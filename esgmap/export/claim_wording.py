"""What a claim requires, and whether it holds, in words that all output forms share."""

from __future__ import annotations

from collections import Counter

from esgmap.export.wording import day_text, stopped
from esgmap.findings import Condition, FrameworkFinding, Verdict
from esgmap.reported import FrameworkClaim, Report

VERDICTS = {
    Verdict.HOLDS: "holds",
    Verdict.FAILS: "does not hold",
    Verdict.BY_PERSON: "for a person to judge",
}


def claim_summary(framework: FrameworkFinding) -> str:
    """How many of the claim's conditions fail or are for a person; empty if none is known."""
    conditions = framework.conditions
    if not conditions:
        return ""
    numbers = Counter(each.verdict for each in conditions)
    fails = numbers[Verdict.FAILS]
    told = f"{fails} of its {len(conditions)} conditions {'does' if fails == 1 else 'do'} not hold"
    if not fails:
        told = f"none of its {len(conditions)} conditions is seen to fail"
    return f"{told}; {numbers[Verdict.BY_PERSON]} are for a person to judge."


def condition_text(condition: Condition) -> str:
    """What a condition requires, whether and why it holds, and where it stands."""
    codes = f": {', '.join(condition.codes)}" if condition.codes else ""
    doubt = "" if condition.confidence == "verified" else f"; {condition.confidence}"
    why = "" if condition.verdict is Verdict.BY_PERSON else f" {stopped(condition.why + codes)}"
    return f"{stopped(condition.requirement)}{why} ({condition.clause}{doubt})"


def by_requirement(framework: FrameworkFinding) -> dict[str, Verdict]:
    """The gravest verdict of each requirement of the claim: `1` for 1-a and its parts."""
    order = (Verdict.FAILS, Verdict.BY_PERSON, Verdict.HOLDS)
    found: dict[str, Verdict] = {}
    for condition in framework.conditions:
        name = condition.rule.split("-", 1)[0]
        found[name] = min(found.get(name, Verdict.HOLDS), condition.verdict, key=order.index)
    return found


def chosen(framework: FrameworkFinding, verdict: Verdict) -> list[Condition]:
    """The conditions of the claim with this verdict."""
    return [each for each in framework.conditions if each.verdict is verdict]


def failing(framework: FrameworkFinding) -> list[Condition]:
    """The conditions of the claim that do not hold."""
    return chosen(framework, Verdict.FAILS)


def statement_text(framework: FrameworkFinding, report: Report) -> str:
    """The statement of use of the claim, filled in; empty if it lays down none."""
    start, end = day_text(report.period.start), day_text(report.period.end)
    formula = next((each for each in framework.formulas if "{entity}" in each), "")
    return formula.format(entity=report.entity, start=start, end=end)


def index_title(framework: FrameworkFinding) -> str:
    """The title that the claim lays down for the index; empty if it lays down none."""
    return framework.formulas[0] if framework.formulas else ""


def index_head(framework: FrameworkFinding, report: Report) -> list[tuple[str, str]]:
    """What stands above the rows of an index under the claim, as label and value; nothing if it asks nothing.

    The statement of use stands there only as a proposal, and not at all if a condition fails.
    """
    if not framework.formulas:
        return []
    fails = failing(framework)
    statement = ("Statement of use (proposed, to be confirmed)", statement_text(framework, report))
    if fails:
        told = f"None: the claim does not hold ({', '.join(each.rule for each in fails)})"
        statement = ("Statement of use", told)
    fields = {
        "sector_standards": sector_text(framework.claim),
        "topics": "; ".join(topic.label for topic in report.topics) or "None named by the report",
    }
    fixed = [each for each in framework.formulas[1:] if "{entity}" not in each]
    parts = (each.partition(": ") for each in fixed)
    return [statement, *((label, value.format(**fields)) for label, _, value in parts)]


def sector_text(claim: FrameworkClaim) -> str:
    """Which Sector Standards apply, as the report says; nobody is taken to have said that none does."""
    if claim.no_sector_standard:
        return f"None applies: {claim.no_sector_standard}"
    return "; ".join(each.title for each in claim.sector_standards) or "Not stated by the report"
