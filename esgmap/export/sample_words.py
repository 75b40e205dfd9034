"""The words of an audit sample that its output forms share: population, method, size, and what it tells."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from esgmap.export.agenda_words import counted, framework_short
from esgmap.export.wording import CONFIDENCE_WORDS, STATUS_WORDS, value_text, worded
from esgmap.population import KINDS, Member, Population, Sample
from esgmap.sample_size import FORMULA, needed
from esgmap.sampling import AXES, RANDOM, RANKED, STRATIFIED, TARGETED, TARGETS, Draw, Plan

RESULT_MEANINGS = {
    "agrees": "What the row states stands in its source, and the source bears it out.",
    "differs": "The source says something else. Counts as an error.",
    "not found": "The place, or the evidence for it, cannot be found. Counts as an error.",
    "not tested": "Not tested yet. The row stays open, as does one without a result.",
}
OBJECTIVES = {
    "facts": "How often does what the report folder states not agree with the source that it names: value, "
    "unit, period, what it is broken down by, whose it is, and where it stands?",
    "requirements": "How often does the status of a requirement not hold: do the facts behind it answer what "
    "is asked, wholly or in part as the status says, and are they in the report?",
}
ORDER = (
    "The rows stand in the order of their rank hash, which is the SHA-256 of the seed, a line feed and the "
    "row id, in hexadecimal digits."
)
MOST_NAMED = 20


def percent(share: Fraction) -> str:
    """A share of one in per cent, as short as it is.

    >>> percent(Fraction(5, 100)), percent(Fraction(1, 40))
    ('5 %', '2.5 %')
    """
    return f"{float(share * 100):.4f}".rstrip("0").rstrip(".") + " %"


# --- what is drawn from ---------------------------------------------------------------------------


def objective_text(plan: Plan) -> str:
    """What the sample is to find out."""
    return OBJECTIVES["requirements" if plan.of == "requirements" else "facts"]


def population_text(plan: Plan) -> str:
    """What the population is, as a sentence."""
    is_about_facts = plan.of != "requirements"
    parts = [KINDS[plan.of]]
    if not is_about_facts:
        words = " or ".join(f"“{each}” ({worded(STATUS_WORDS, each)})" for each in plan.statuses)
        parts = [f"every requirement with the status {words}"]
    if plan.frameworks:
        names = " or ".join(framework_short(each) for each in plan.frameworks)
        parts.append(f"that counts for {names}" if is_about_facts else f"of {names}")
    if plan.bases:
        bases = " or ".join(plan.bases)
        parts.append(f"that is {bases}" if is_about_facts else f"resting on a fact that is {bases}")
    text = ", ".join(parts)
    return f"{text[0].upper()}{text[1:]}."


def baseline_texts(population: Population) -> Iterator[str]:
    """What the rows were compared with, how they were matched, and what is no longer there."""
    baseline = population.baseline
    if baseline is None:
        return
    report = baseline.report
    yield (
        f"{baseline.name}: {report.title}, {report.period.start} to {report.period.end}. Facts are matched "
        "by id alone; one that has no namesake there is new."
    )
    told = "Changed means another value, unit, breakdown, basis or indicator, or another’s figure"
    if report.period == population.period:
        yield f"{told}, another period, or another place in the document."
    else:
        yield f"{told}. Period and place are not compared: the earlier report is on another period."
    gone = "No fact of the earlier report is missing here."
    if population.gone:
        gone = f"Only in the earlier report, and so not in this population: {_some(population.gone)}."
    yield f"{counted(population.matched, 'fact has', 'facts have')} a namesake there. {gone}"


def _some(ids: tuple[str, ...]) -> str:
    rest = len(ids) - MOST_NAMED
    named = ", ".join(ids[:MOST_NAMED]) + (f" and {rest} more" if rest > 0 else "")
    return f"{counted(len(ids), 'fact')} ({named})"


# --- how ------------------------------------------------------------------------------------------


def method_text(sample: Sample) -> str:
    """How the rows were chosen, as sentences."""
    plan = sample.plan
    if plan.method == RANDOM:
        return f"Random: every row has the same chance. {ORDER} The first rows are drawn."
    if plan.method == STRATIFIED:
        return _stratified_text(plan, sample.draw)
    text = "Targeted: the rows were chosen because of what they are; beside each stands why."
    if plan.size is not None:
        text += f" Those with most reasons come first. {ORDER} Among rows with as many reasons, it decides."
    return text


def _stratified_text(plan: Plan, draw: Draw) -> str:
    axes = " and by ".join(f"{axis} ({AXES[axis]})" for axis in plan.by)
    text = f"Stratified by {axes}. {_allocation_text(plan)} {ORDER} The first rows of each stratum are drawn."
    if draw.overlaps:
        text += (
            " A row may belong to several strata. Each stratum is drawn from by itself; a row drawn for "
            "several stands once, and its result counts for each of them."
        )
    return text


def _allocation_text(plan: Plan) -> str:
    if plan.allocation == "each":
        return "Every stratum gives a sample of its own of that size; a smaller one gives all its rows."
    how = "alike, as far as they have the rows"
    if plan.allocation == "proportional":
        how = "in proportion to their rows, by the largest remainder"
    least = f"; each gives at least {plan.minimum}, or all it has" if plan.minimum else ""
    return f"The strata give rows {how}{least}."


def size_text(sample: Sample) -> str:
    """How many rows, and how that number came about."""
    plan, draw = sample.plan, sample.draw
    rows = counted(len(draw.rows), "row")
    draws = sum(part.size for part in draw.strata)
    if draws > len(draw.rows) and plan.method != TARGETED:
        rows += f" ({draws} draws, some of them of the same row for several strata)"
    each = " in each stratum" if plan.by and plan.allocation == "each" else ""
    if plan.size is not None:
        return f"{rows}. The auditor asked for {plan.size}{each}."
    if plan.share is not None:
        return f"{rows}. The auditor asked for {percent(plan.share)} of the rows{each}, rounded up."
    if plan.tolerable is None:
        return f"{rows}: all that fit."
    return f"{rows}. {_computed_text(plan, plan.tolerable, sample, each)}"


def _computed_text(plan: Plan, tolerable: Fraction, sample: Sample, each: str) -> str:
    terms = (
        f"Worked out{each} from a confidence of {percent(plan.confidence)}, a tolerable error rate of "
        f"{percent(tolerable)} and an expected one of {percent(plan.expected)}."
    )
    population = len(sample.population.items)
    found = needed(plan.confidence, tolerable, plan.expected, population)
    if each:
        return f"{terms} {FORMULA}"
    if found is None:
        return f"{terms} Fewer than all {population} rows would not show it: all are drawn. {FORMULA}"
    errors = "no error is" if found.errors == 0 else f"no more than {counted(found.errors, 'error')} is"
    return f"{terms} {found.rows} rows show a rate below the tolerable one if {errors} found. {FORMULA}"


# --- what it tells --------------------------------------------------------------------------------


def telling(sample: Sample) -> tuple[str, ...]:
    """What the results of a sample tell, and what they do not."""
    plan = sample.plan
    what = "what the report leaves out (completeness), or whether the statuses are right"
    if plan.of == "requirements":
        what = "whether a requirement without this status should have had it"
    never = f"An error counts as one, however large it is. The sample does not tell {what}."
    if plan.method == TARGETED:
        return (
            "The rows were picked, not drawn: they do not represent the population. No error rate of the "
            "population, and no limit for one, follows from them. An error found is an error found.",
            never,
        )
    return (
        "Upper limit: with the confidence named above, no larger share of the stratum's rows is in error. It "
        "is the exact one-sided limit of Clopper and Pearson, and never more than the errors found and the "
        "rows not tested together. It treats the population as large, which is on the safe side while fewer "
        "than half of the rows are in error. It is given once no row of the stratum is open.",
        "All this holds only if the seed was fixed before anybody knew which rows it draws, and if every row "
        "drawn is tested: a row that is replaced or left out makes it void.",
        *_of_strata(plan, sample.draw),
        never,
    )


def _of_strata(plan: Plan, draw: Draw) -> Iterator[str]:
    if plan.by and draw.overlaps:
        yield (
            "Each stratum has its own rate and limit. There are none for all strata together, since a row of "
            "several strata had more chances of being drawn than a row of one."
        )
    elif plan.by:
        yield (
            "Each stratum has its own rate and limit. The rate of all strata weights each by its rows; there "
            "is no limit for all, since rows of different strata had different chances of being drawn."
        )


# --- one row --------------------------------------------------------------------------------------


def reason_text(targets: tuple[str, ...], member: Member, plan: Plan) -> str:
    """Why a row was chosen for a targeted sample; nothing for the other methods."""
    if plan.method != TARGETED:
        return ""
    return "; ".join(_reason(target, member, plan) for target in targets)


def _reason(target: str, member: Member, plan: Plan) -> str:
    item, change = member.item, member.change
    if target == "most-used":
        return f"{counted(item.weight, 'requirement rests', 'requirements rest')} on it"
    if target == "largest" and item.figure:
        return f"among the {plan.top} largest figures of its kind ({item.figure[0].replace('-', ' ')})"
    if target == "changed" and change:
        return f"{change.kind} since the baseline"
    if target in {"estimated", "restated"}:
        return f"it is {target}" if member.finding is None else f"it rests on a figure that is {target}"
    if target == "part":
        return "judged to answer in part only"
    if target == "sole":
        return "a single fact makes a requirement met" + ("" if member.finding else ": this one")
    return TARGETS[target]


def criteria(plan: Plan) -> Iterator[tuple[str, str]]:
    """The targets of a plan, each with its meaning."""
    for target in plan.targets:
        top = f" (the first {plan.top}" + (" of each kind)" if target == "largest" else ")")
        yield target, TARGETS[target] + (top if target in RANKED else "")


def since_text(member: Member) -> str:
    """What became of a row since the baseline, and what changed."""
    if member.change is None:
        return ""
    told = "; ".join(member.change.what)
    return f"{member.change.kind}: {told}" if told else member.change.kind


def uses_text(member: Member) -> str:
    """The codes that a fact counts for, each with the status that rests on it."""
    return "; ".join(
        f"{framework_short(use.framework)} {use.code} ({use.status.value})" for use in member.uses
    )


def stated_text(member: Member) -> str:
    """What a row states, on one line."""
    if member.finding:
        requirement = member.finding.requirement
        return f"{requirement.local_id} {requirement.label}: {member.finding.status.value}"
    fact = member.facts[0]
    return f"{fact.label}: {value_text(fact)}"


def confidence_text(member: Member) -> str:
    """How well our wording of a requirement is sourced."""
    if member.finding is None:
        return ""
    return worded(CONFIDENCE_WORDS, member.finding.requirement.confidence)
