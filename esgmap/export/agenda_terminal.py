"""What to collect next, as lines of plain text for a terminal; the command adds colour."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from esgmap.agenda import Agenda, Open, Step, Writing
from esgmap.export.agenda_words import (
    RANKING,
    closes_text,
    collect_text,
    completes_text,
    counted,
    effort_text,
    framework_short,
    indicator_label,
    opening,
    share,
)
from esgmap.export.terminal import Line
from esgmap.findings import Assessment

NAMED_ANSWERS = 4
"""How many answers of one disclosure are named; the rest are counted."""


def lines(agenda: Agenda, assessment: Assessment, limit: int | None, width: int) -> Iterator[Line]:
    """The agenda, wrapped to a width: what to collect, the cheapest, what to write, what is barred."""
    yield from _wrapped("", f"What to collect next: {assessment.report.entity}", width, "title")
    yield from _wrapped("", opening(agenda, assessment), width)
    if agenda.steps:
        yield from _steps(agenda, assessment, limit, width)
        yield from _cheapest(agenda, assessment, width)
    if agenda.writings:
        yield from _writings(agenda, limit, width)
    if agenda.barred:
        yield from _barred(agenda, width)
    yield "", ""
    yield from _wrapped("", RANKING, width)


def _steps(agenda: Agenda, assessment: Assessment, limit: int | None, width: int) -> Iterator[Line]:
    yield "", ""
    yield "Collect, in this order", "head"
    for rank, step in enumerate(agenda.steps[:limit], 1):
        yield "", ""
        label = indicator_label(step.indicator, assessment.hub)
        yield from _wrapped(f"{rank:>4}  ", label, width, "head")
        yield from _step(step, agenda, assessment, width)
    yield from _rest(len(agenda.steps), limit, "indicator", width)


def _step(step: Step, agenda: Agenda, assessment: Assessment, width: int) -> Iterator[Line]:
    effort = "" if step.effort == 1 else f"; effort {effort_text(step.effort)}"
    yield from _told("collect", f"{collect_text(step.facts, assessment.hub)}{effort}", width)
    yield from _told("closes", closes_text(step), width)
    if step.completes:
        yield from _told("completes", completes_text(step.completes), width)
    total = len(agenda.opens)
    so_far = f"{step.closed_so_far} of {total} closed ({share(step.closed_so_far, total)} %)"
    yield from _told("so far", so_far, width)
    yield from _told("enter as", step.indicator, width)


def _cheapest(agenda: Agenda, assessment: Assessment, width: int) -> Iterator[Line]:
    yield "", ""
    yield "The cheapest, each by itself", "head"
    for step in agenda.cheapest:
        facts = collect_text(step.facts, assessment.hub)
        label = indicator_label(step.indicator, assessment.hub)
        completes = f"; completes {completes_text(step.completes)}" if step.completes else ""
        yield from _wrapped("      - ", f"{label} ({facts}): closes {closes_text(step)}{completes}", width)


def _writings(agenda: Agenda, limit: int | None, width: int) -> Iterator[Line]:
    yield "", ""
    yield "Answer one by one, where no shared indicator can help", "head"
    for rank, writing in enumerate(agenda.writings[:limit], 1):
        yield "", ""
        disclosure = writing.within.disclosure
        start = f"{rank:>4}  {framework_short(writing.framework)} {disclosure.code}  "
        yield from _wrapped(start, disclosure.title, width, "head")
        for each in writing.closes[:NAMED_ANSWERS]:
            yield from _wrapped("      - ", _answer(each), width)
        if (rest := len(writing.closes) - NAMED_ANSWERS) > 0:
            yield from _wrapped("        ", f"and {counted(rest, 'more answer')}", width)
        if writing.completes:
            yield from _wrapped("        ", f"completes {_whole(writing)}", width)
    yield from _rest(len(agenda.writings), limit, "disclosure", width)


def _answer(each: Open) -> str:
    requirement = each.finding.requirement
    what = each.lacks[0].text if len(each.lacks) == 1 else counted(len(each.lacks), each.lacks[0].kind)
    return f"{requirement.local_id} {requirement.label} ({what})"


def _whole(writing: Writing) -> str:
    return f"{framework_short(writing.framework)} {writing.within.disclosure.code}"


def _barred(agenda: Agenda, width: int) -> Iterator[Line]:
    yield "", ""
    yield "What no new fact alone can close", "head"
    for each in agenda.barred:
        requirement = each.finding.requirement
        told = f"{requirement.local_id}: {requirement.label} (asks for {each.lacks[0].text})"
        yield from _wrapped("      - ", told, width)


def _rest(total: int, limit: int | None, noun: str, width: int) -> Iterator[Line]:
    if limit is not None and total > limit:
        yield "", ""
        told = f"and {counted(total - limit, f'more {noun}')}: --limit {total} shows them all"
        yield from _wrapped("      ", told, width)


def _told(word: str, text: str, width: int) -> Iterator[Line]:
    yield from _wrapped(f"      {word:<10}", text, width)


def _wrapped(start: str, text: str, width: int, style: str = "") -> Iterator[Line]:
    """A text behind a start, its further lines indented as far; codes are kept whole."""
    inner = max(20, width - len(start))
    for number, piece in enumerate(textwrap.wrap(text, inner, break_on_hyphens=False)):
        yield f"{start if number == 0 else ' ' * len(start)}{piece}", style
