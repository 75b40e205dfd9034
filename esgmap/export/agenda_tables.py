"""What to collect next as a table: TSV for a spreadsheet, Markdown for a page.

One row for each indicator, then one for each disclosure in which answers of its own are to be written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

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
from esgmap.export.markdown import escape
from esgmap.export.wording import plain
from esgmap.findings import Assessment

COLUMNS = (
    *("rank", "do", "id", "label", "collect", "effort", "facts", "closes", "requirements", "completes"),
    *("closed_so_far", "share_so_far"),
)
_FORMULA = re.compile(r"^[=+\-@\t]")


def render_tsv(agenda: Agenda, assessment: Assessment, limit: int | None = None) -> str:
    """The agenda as TSV; no cell begins as a formula does."""
    rows = [COLUMNS, *_steps(agenda, assessment, limit), *_writings(agenda, limit), *_barred(agenda)]
    return "".join("\t".join(_cell(cell) for cell in row) + "\n" for row in rows)


def _cell(text: str) -> str:
    flat = plain(text)
    return f"'{flat}" if _FORMULA.match(flat) else flat


def _steps(agenda: Agenda, assessment: Assessment, limit: int | None) -> Iterator[tuple[str, ...]]:
    for rank, step in enumerate(agenda.steps[:limit], 1):
        yield (
            *(str(rank), "collect", step.indicator, indicator_label(step.indicator, assessment.hub)),
            *(collect_text(step.facts, assessment.hub), effort_text(step.effort), str(len(step.facts))),
            *(str(len(step.closes)), _ids(step.closes)),
            "; ".join(each.disclosure.id for each in step.completes),
            *_so_far(step, agenda),
        )


def _writings(agenda: Agenda, limit: int | None) -> Iterator[tuple[str, ...]]:
    for rank, writing in enumerate(agenda.writings[:limit], 1):
        disclosure = writing.within.disclosure
        labels = "; ".join(each.finding.requirement.label for each in writing.closes)
        facts = sum(len(each.lacks) for each in writing.closes)
        yield (
            *(str(rank), "answer", disclosure.id, disclosure.title, labels, "", str(facts)),
            *(str(len(writing.closes)), _ids(writing.closes)),
            disclosure.id if writing.completes else "",
            *_so_far(writing, agenda),
        )


def _barred(agenda: Agenda) -> Iterator[tuple[str, ...]]:
    for each in agenda.barred:
        requirement = each.finding.requirement
        told = (requirement.id, requirement.label, each.lacks[0].text)
        yield ("", "mend first", *told, *([""] * (len(COLUMNS) - 5)))


def _ids(closes: Iterable[Open]) -> str:
    return "; ".join(each.id for each in closes)


def _so_far(each: Step | Writing, agenda: Agenda) -> tuple[str, str]:
    return str(each.closed_so_far), share(each.closed_so_far, len(agenda.opens))


# --- Markdown -------------------------------------------------------------------------------------


def render_markdown(agenda: Agenda, assessment: Assessment, limit: int | None = None) -> str:
    """The agenda as Markdown."""
    return "\n".join(_markdown(agenda, assessment, limit)) + "\n"


def _markdown(agenda: Agenda, assessment: Assessment, limit: int | None) -> Iterator[str]:
    yield f"# What to collect next: {escape(assessment.report.entity)}"
    yield from ("", escape(opening(agenda, assessment)))
    yield from ("", "## Collect, in this order", "")
    yield "| # | Indicator | Collect | Effort | Closes | Completes | Closed then |"
    yield "| ---: | --- | --- | ---: | --- | --- | ---: |"
    for rank, step in enumerate(agenda.steps[:limit], 1):
        yield _row(
            str(rank),
            f"{indicator_label(step.indicator, assessment.hub)} ({step.indicator})",
            collect_text(step.facts, assessment.hub),
            effort_text(step.effort),
            closes_text(step),
            completes_text(step.completes),
            _then(step, agenda),
        )
    yield from ("", "## The cheapest, each by itself", "")
    for step in agenda.cheapest:
        told = f"{indicator_label(step.indicator, assessment.hub)} ({step.indicator})"
        yield f"- {escape(told)}: {escape(closes_text(step))}"
    yield from ("", "## Answer one by one, where no shared indicator can help", "")
    for rank, writing in enumerate(agenda.writings[:limit], 1):
        yield from _answers(rank, writing)
    if agenda.barred:
        yield from ("", "## What no new fact alone can close", "")
    for each in agenda.barred:
        yield f"- {escape(each.id)}: asks for {escape(each.lacks[0].text)}"
    yield from ("", RANKING)


def _row(*cells: str) -> str:
    return f"| {' | '.join(escape(cell) for cell in cells)} |"


def _then(each: Step | Writing, agenda: Agenda) -> str:
    return f"{each.closed_so_far} of {len(agenda.opens)} ({share(each.closed_so_far, len(agenda.opens))} %)"


def _answers(rank: int, writing: Writing) -> Iterator[str]:
    disclosure = writing.within.disclosure
    done = "; then it is complete" if writing.completes else ""
    head = f"{framework_short(writing.framework)} {disclosure.code} {disclosure.title}"
    yield f"{rank}. **{escape(head)}** ({counted(len(writing.closes), 'answer')}{done})"
    for each in writing.closes:
        requirement = each.finding.requirement
        yield f"   - {escape(requirement.local_id)}: {escape(requirement.label)}"
