"""An audit sample and its results as lines of plain text for a terminal; the command adds colour."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from fractions import Fraction

from esgmap.export.agenda_words import counted
from esgmap.export.sample_words import (
    baseline_texts,
    method_text,
    percent,
    population_text,
    reason_text,
    since_text,
    size_text,
    stated_text,
)
from esgmap.export.terminal import Line
from esgmap.export.wording import plain
from esgmap.population import Member, Sample
from esgmap.sample_returned import Judged, Tally
from esgmap.sampling import TARGETED, Drawn, Plan

ONCE = "each row once"
MOST = 12
"""How many ids of one kind are named; the rest are counted."""


def lines(sample: Sample, width: int, with_rows: bool) -> Iterator[Line]:
    """The draw: what it was drawn from and how, its strata, and its rows if they are wanted."""
    plan, population = sample.plan, sample.population
    yield f"Audit sample: {sample.assessment.report.entity}", "title"
    told = f"{population_text(plan)} {counted(len(population.members), 'row')}."
    yield from _wrapped("population  ", told, width)
    yield from _wrapped("            ", f"fingerprint {population.fingerprint}", width)
    for number, text in enumerate(baseline_texts(population)):
        yield from _wrapped("            " if number else "baseline    ", text, width)
    yield from _wrapped("method      ", method_text(sample), width)
    yield from _wrapped("seed        ", plan.seed, width)
    yield from _wrapped("size        ", size_text(sample), width)
    yield "", ""
    names = [part.name for part in sample.draw.strata]
    wide = _wide(names, width, 20)
    yield f"{'':{wide}}{'rows':>10}{'drawn':>10}", "head"
    for part in sample.draw.strata:
        yield from _named(part.name, f"{len(part.ids):>10}{part.size:>10}", wide)
    if with_rows:
        for number, (drawn, member) in enumerate(sample.chosen(), start=1):
            yield from _row(number, drawn, member, sample, width)
    yield "", ""
    yield "To draw it again:", ""
    yield f"  {sample.command}", ""


def _wrapped(start: str, text: str, width: int, style: str = "") -> Iterator[Line]:
    """A text behind a start, its further lines indented as far; ids are kept whole where they fit.

    What people wrote loses its control characters here.
    """
    inner = max(20, width - len(start))
    for number, piece in enumerate(textwrap.wrap(plain(text), inner, break_on_hyphens=False)):
        yield f"{start if number == 0 else ' ' * len(start)}{piece}", style


def _wide(names: Sequence[str], width: int, numbers: int) -> int:
    return max(12, min(width - numbers, max(map(len, names), default=0) + 1))


def _named(name: str, numbers: str, wide: int) -> Iterator[Line]:
    """A name with its numbers; a name that is too long stands above them."""
    if len(name) >= wide:
        yield name, ""
        name = ""
    yield f"{name:{wide}}{numbers}", ""


def _row(number: int, drawn: Drawn, member: Member, sample: Sample, width: int) -> Iterator[Line]:
    yield "", ""
    yield from _wrapped(f"{number:>4}  ", drawn.id, width, "head")
    yield from _wrapped("      ", stated_text(member), width)
    places = dict.fromkeys(fact.evidence.location for fact in member.facts if fact.evidence.location)
    yield from _wrapped("      ", "; ".join(places), width)
    why = reason_text(drawn.strata, member, sample.plan)
    yield from _wrapped("      ", why or ("; ".join(drawn.strata) if sample.plan.by else ""), width)
    yield from _wrapped("      ", since_text(member), width)


# --- results --------------------------------------------------------------------------------------


def result_lines(judged: Judged, plan: Plan, width: int) -> Iterator[Line]:
    """The results: do draw and population hold, then errors, rates and limits, then what is in error."""
    paper = judged.paper
    yield f"Results of {paper.shown}", "title"
    yield from _draw_lines(judged, width)
    yield from _population_lines(judged, width)
    yield "", ""
    yield from _tally_lines(judged, plan, width)
    errors = [row for row in paper.rows if row.is_error]
    for row in errors:
        found = "; ".join(part for part in (row.found and f"found: {row.found}", row.nature) if part)
        told = f"{row.result}. {found}" if found else row.result
        yield from _wrapped(f"  {row.place}  ", f"{row.id}: {told}", width, "unmet")
    for row in paper.rows:
        if row.doubt:
            yield from _wrapped(f"  {row.place}  ", f"{row.id}: {row.doubt}", width, "warning")
    if judged.whole.open:
        left = [row.id for row in paper.rows if row.is_open]
        told = f"{counted(judged.whole.open, 'row')} still to be tested: {_some(left)}"
        yield from _wrapped("", told, width, "warning")


def _draw_lines(judged: Judged, width: int) -> Iterator[Line]:
    paper = judged.paper
    if judged.same_rows:
        told = (
            "The rows are those that the seed draws from the population on the paper, as they were written."
        )
        yield from _wrapped("", told, width, "met")
        return
    yield "The paper is not as it was drawn:", "unmet"
    for words, ids in (("drawn, but not on the paper", judged.missing), ("not drawn", judged.beside)):
        if ids:
            yield from _wrapped("  ", f"{counted(len(ids), 'row')} {words}: {_some(ids)}", width)
    if judged.misprinted:
        yield from _wrapped("  ", "the fingerprint does not fit the population that the paper lists", width)
    for each in paper.edits[:MOST]:
        named = ": ".join(part for part in (each.row_id, each.title) if part)
        yield from _wrapped(f"  {each.place}  ", f"{named}: {each.found or 'empty'}", width)
    if len(paper.edits) > MOST:
        yield f"  and {len(paper.edits) - MOST} more cells or rows", ""


def _population_lines(judged: Judged, width: int) -> Iterator[Line]:
    if judged.same_population:
        yield from _wrapped("", "The population is today what it was when the rows were drawn.", width, "met")
    else:
        yield "The population has changed since:", "unmet"
    for word, ids in (("added", judged.added), ("removed", judged.removed), ("changed", judged.changed)):
        if ids:
            yield from _wrapped("  ", f"{word} {len(ids)}: {_some(ids)}", width)
    tested = {row.id for row in judged.paper.rows}
    if stale := [each for each in (*judged.changed, *judged.removed) if each in tested]:
        told = f"to be tested again, or no longer there, of the rows on the paper: {_some(stale)}"
        yield from _wrapped("  ", told, width)
    if judged.today_only:
        told = f"the same seed would draw today, and is not on the paper: {_some(judged.today_only)}"
        yield from _wrapped("  ", told, width)


def _some(ids: Sequence[str]) -> str:
    more = f" and {len(ids) - MOST} more" if len(ids) > MOST else ""
    return ", ".join(ids[:MOST]) + more


def _tally_lines(judged: Judged, plan: Plan, width: int) -> Iterator[Line]:
    targeted = plan.method == TARGETED
    heads = ("rows", "drawn", "tested", "open", "errors", *(() if targeted else ("rate", "at most")))
    wide = _wide([ONCE, *(each.name for each in judged.tallies)], width, 9 * len(heads))
    yield f"{'':{wide}}{''.join(f'{head:>9}' for head in heads)}", "head"
    for tally in judged.tallies:
        yield from _named(tally.name, _numbers(tally, targeted), wide)
    if len(judged.tallies) != 1 or targeted or judged.missing or judged.beside:
        yield from _named(ONCE, _numbers(judged.whole, True), wide)
    if targeted:
        told = "The rows were picked, not drawn: no rate of the population follows from them."
    elif all(tally.limit is None for tally in judged.tallies):
        told = "No limit is given while rows are open."
    else:
        told = (
            f"At most: with a confidence of {percent(plan.confidence)}, no larger share of a stratum's rows "
            "is in error (Clopper and Pearson)."
        )
    yield from _wrapped("", told, width)


def _numbers(tally: Tally, bare: bool) -> str:
    counts = (tally.population, tally.drawn, tally.tested, tally.open, tally.errors)
    told = "".join(f"{number:>9}" for number in counts)
    if bare:
        return told
    rate = "" if tally.rate is None else _short(tally.rate)
    limit = "open" if tally.limit is None else _short(Fraction(tally.limit))
    return f"{told}{rate:>9}{limit:>9}"


def _short(share: Fraction) -> str:
    return f"{float(share) * 100:.1f} %"
