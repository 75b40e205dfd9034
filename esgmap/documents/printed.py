"""The number that is printed on each page: from the file's own labels, or from the head and foot of pages.

One offset between the place in the file and the printed number is looked for by a vote over all pages; a page
that carries another number, or none, is numbered by the offset only inside the run that the vote holds for.
What lies behind and before the run is voted on by itself: numbers may begin anew.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from esgmap.pages import Page

EDGE_LINES = 2
ALONE = re.compile(r"^\W*(?:page|p\.|第)?\s*(\d{1,4})\s*(?:页|頁|/\s*\d+|of\s+\d+)?\W*$", re.I)
AT_END = re.compile(r"^(\d{1,4})\s+(?:\D|20\d\d\b).*$|^.*(?:\D|\b20\d\d)\s+(\d{1,4})$")
PAIR = re.compile(r"^\W*(\d{1,4})\W+(\d{1,4})\W*$|^(\d{1,4})\s+\D.*\s(\d{1,4})$")
ROMAN = re.compile(
    r"^\W*(?:page\s+)?([ivxl]{1,7})\W*$|^([ivxl]{2,7})\s+\D{3,}$|^\D{3,}\s([ivxl]{2,7})$", re.I
)
TENS = ("", "x", "xx", "xxx", "xl", "l")
UNITS = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
ROMANS = {TENS[number // 10] + UNITS[number % 10]: number for number in range(1, 60)}
ENOUGH = 3
Seen = dict[int, tuple[int, ...]]
LONGEST = 90
"""A line at the edge that is longer than this is running text, whatever number it ends in."""


def with_printed(pages: list[Page], labels: dict[int, str]) -> tuple[tuple[Page, ...], int | None]:
    """The pages with their printed numbers, and the offset that most of them share.

    `labels` are those of the file, by physical number; they count where the edges of pages do not speak
    against them. Two printed pages on one (a spread) are told as `32-33`, Roman numbers of the first pages
    as they are printed.
    """
    edges = {page.physical: _edges(page) for page in pages}
    seen = {at: _numbers(lines) for at, lines in edges.items()}
    alone = {at: _numbers(lines, only_alone=True) for at, lines in edges.items()}
    told, offset = _spreads(edges, seen), None
    if not told:
        told, offset = _runs(seen, alone)
    if told:
        told |= _roman(edges, min(told), labels)
    else:
        shifts = {at - int(label) for at, label in labels.items() if label.isdigit()}
        told, offset = labels, shifts.pop() if len(shifts) == 1 else None
    return tuple(replace(page, printed=told.get(page.physical, "")) for page in pages), offset


def _runs(seen: Seen, alone: Seen) -> tuple[dict[int, str], int | None]:
    """The printed numbers of each run of pages that share an offset, and the offset of the longest one."""
    shift = _shift(seen, alone)
    if shift is None:
        return {}, None
    holding = [at for at, numbers in seen.items() if at + shift in numbers]
    first, last = min(holding), max(holding)
    told = {at: str(at + shift) for at in seen if first <= at <= last}
    for rest in ([at for at in seen if at > last], [at for at in seen if at < first]):
        if len(rest) >= ENOUGH:
            told |= _runs({at: seen[at] for at in rest}, {at: alone[at] for at in rest})[0]
    return told, -shift


def _shift(seen: Seen, alone: Seen) -> int | None:
    """Printed number minus place in the file, if it is the same on enough of the pages that show a number.

    A number that stands alone in its line counts twice: a line of text may end in one by chance. Where pages
    are few, only such numbers count.
    """
    seen = seen if len(seen) >= ENOUGH else alone
    single = Counter(number - at for at, numbers in seen.items() for number in numbers)
    double = Counter(number - at for at, numbers in alone.items() for number in numbers)
    if not single:
        return None
    shift, _ = (single + double).most_common(1)[0]
    number, shown = single[shift], sum(1 for each in seen.values() if each)
    return shift if number >= max(2, min(ENOUGH, len(seen))) and number * 2 >= shown else None


def _edges(page: Page) -> list[str]:
    lines = [line.strip() for line in page.text.splitlines() if line.strip()]
    return [*lines[:EDGE_LINES], *lines[-EDGE_LINES:]] if len(lines) > EDGE_LINES else lines


def _numbers(lines: list[str], only_alone: bool = False) -> tuple[int, ...]:
    """Every number that may be the page's, at its head and foot."""
    found = []
    for line in lines:
        if pair := PAIR.match(line):
            found += [int(each) for each in pair.groups() if each]
        elif match := ALONE.match(line) or (None if only_alone else _at_end(line)):
            found.append(int(next(each for each in match.groups() if each)))
    return tuple(dict.fromkeys(found))


def _at_end(line: str) -> re.Match[str] | None:
    return AT_END.match(line) if len(line) < LONGEST else None


def _spreads(edges: dict[int, list[str]], seen: Seen) -> dict[int, str]:
    """Where most pages carry two numbers that follow each other: which two."""
    pairs = {}
    for at, numbers in seen.items():
        pair = next(((a, a + 1) for a in sorted(numbers) if a + 1 in numbers), None)
        if pair:
            pairs[at] = pair
    steps = Counter(first - 2 * at for at, (first, _) in pairs.items())
    if not steps:
        return {}
    step, count = steps.most_common(1)[0]
    if count < ENOUGH or count * 2 < len(edges):
        return {}
    start = min(at for at, (first, _) in pairs.items() if first - 2 * at == step)
    return {at: f"{2 * at + step}-{2 * at + step + 1}" for at in seen if at >= start}


def _roman(edges: dict[int, list[str]], before: int, labels: dict[int, str]) -> dict[int, str]:
    """The Roman numbers of the pages before the first Arabic one: as printed, or as the labels say."""
    votes: Counter[int] = Counter()
    for at, lines in edges.items():
        for line in lines if at < before else ():
            match = ROMAN.match(line)
            name = next(each for each in match.groups() if each).casefold() if match else ""
            if name in ROMANS:
                votes[ROMANS[name] - at] += 1
    if not votes or votes.most_common(1)[0][1] < 2:
        return {at: label for at, label in labels.items() if at < before and label.casefold() in ROMANS}
    shift = votes.most_common(1)[0][0]
    names = {number: name for name, number in ROMANS.items()}
    return {at: names[at + shift] for at in edges if at < before and at + shift in names}
