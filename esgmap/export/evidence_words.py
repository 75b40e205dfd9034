"""What the search for the facts in their documents came to, in words for a terminal."""

from __future__ import annotations

import textwrap
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from esgmap.evidence.located import OUTCOMES, Located, Looked, Outcome, Search, Standing

Line = tuple[str, str]
"""A line and its style."""
ORDER = (Outcome.DIFFERS, Outcome.NOT_FOUND, Outcome.ELSEWHERE)
"""The outcomes that call for a look into the document, the gravest first."""
STYLES = {Outcome.DIFFERS: "error", Outcome.NOT_FOUND: "error", Outcome.ELSEWHERE: "warning"}
GRAVE = {Standing.CHANGED, Standing.UNREADABLE, Standing.NOT_THERE}


def counts(located: Sequence[Located]) -> Counter[Outcome]:
    """How many facts came to each outcome."""
    return Counter(each.outcome for each in located)


def lines(search: Search, width: int, every: bool = False) -> Iterator[Line]:
    """The documents, the counts, what is not where it should be; with `every`, what is to be read, too."""
    for looked in search.looked:
        style = "warning" if looked.standing in GRAVE else ""
        yield from _wrapped("", f"{looked.document.id}: {_document(looked)}", width, style)
    number = counts(search.located)
    yield f"{len(search.located)} fact{'s' * (len(search.located) != 1)}", "title"
    for outcome in Outcome:
        if number[outcome]:
            style = STYLES.get(outcome, "")
            yield from _wrapped(f"  {number[outcome]:>5}  {outcome.value}: ", OUTCOMES[outcome], width, style)
    yield from _void(search.located, width)
    for outcome in (*ORDER, *([Outcome.TO_READ] if every else [])):
        yield from _outcome(search.located, outcome, width)
    if number[Outcome.TO_READ] and not every:
        yield "", ""
        yield from _wrapped("", f"--all lists the {number[Outcome.TO_READ]} to be read", width)


def _document(looked: Looked) -> str:
    """The file of a document: its form, its pages and how they are numbered, whether it is pinned."""
    if not looked.form:
        return ", ".join(part for part in (looked.file, looked.standing.value) if part)
    return ", ".join((looked.file, looked.form, _numbering(looked), looked.standing.value))


def _numbering(looked: Looked) -> str:
    if not looked.pages:
        return f"{looked.numbered} numbered pages" if looked.numbered else "no pages"
    pages = f"{looked.pages} page{'s' * (looked.pages > 1)}"
    if not looked.numbered:
        return f"{pages} (no numbers printed)"
    if looked.offset is None and looked.numbered == looked.pages:
        return f"{pages} (all numbered)"
    if looked.offset is None:
        return f"{pages} ({looked.numbered} with a printed number)"
    if not looked.offset:
        return f"{pages} (numbered as in the file)"
    first = max(1, 1 - looked.offset)
    return f"{pages} (p. {first} is page {first + looked.offset} of the file)"


def _void(located: Sequence[Located], width: int) -> Iterator[Line]:
    void = [each.fact.id for each in located if each.is_void]
    if void:
        lose = "1 fact loses its" if len(void) == 1 else f"{len(void)} facts lose their"
        yield "", ""
        yield f"The document changed: {lose} evidence", "error"
        yield from _wrapped("  ", ", ".join(void), width)
        yield from _wrapped("  → ", "read them again in the new document, then pin its sha256", width)


def _outcome(located: Sequence[Located], outcome: Outcome, width: int) -> Iterator[Line]:
    """The facts of one outcome, by the place that their evidence names."""
    places: dict[str, list[Located]] = defaultdict(list)
    for each in located:
        if each.outcome is outcome:
            places[each.fact.evidence.location or "no place"].append(each)
    if places:
        yield "", ""
        number = sum(map(len, places.values()))
        yield f"{outcome.value[0].upper()}{outcome.value[1:]} ({number})", "head"
    for place, members in places.items():
        yield from _wrapped("  ", place, width, "" if outcome in STYLES else "head")
        for each in members:
            yield from _one(each, width)


def _one(each: Located, width: int) -> Iterator[Line]:
    fact = each.fact
    said = fact.value_as_printed or (fact.value if fact.number is not None else "")
    named = f"{fact.id} ({fact.source}): {fact.label}" + (f" = {said}" if said else "")
    yield from _wrapped("    ", named, width)
    if each.place:
        told = f"in {each.place}: “{each.line}”" if each.line else f"in {each.place}"
        yield from _wrapped("      ", told, width)
    if each.detail and each.outcome is Outcome.DIFFERS:
        yield from _wrapped("      ", each.detail, width)


def _wrapped(start: str, text: str, width: int, style: str = "") -> Iterator[Line]:
    indent = " " * (len(start) - len(start.lstrip()) + 2) if start.strip() else start
    found = textwrap.wrap(text, width, initial_indent=start, subsequent_indent=indent, break_on_hyphens=False)
    for line in found or [start]:
        yield line, style
