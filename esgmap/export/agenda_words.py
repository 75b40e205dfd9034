"""The words of an agenda that its output forms share: what to collect, what it closes, how far one is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from esgmap.agenda import Agenda, FactNeed, Open, Step, Writing
from esgmap.coverage import dimension_label
from esgmap.export.counts import FRAMEWORK_NAMES
from esgmap.findings import Assessment, DisclosureFinding
from esgmap.lacks import is_open
from esgmap.model import Hub

NAMED_MEMBERS = 8
_HYPHEN = re.compile(r"(?<![0-9])-|-(?![0-9])")
SHORT_NAMES = {"gri": "GRI", "sasb": "SASB"}
RANKING = (
    "Ranked by what each newly closes for its effort. Each obligation weighs twice as much as the next: "
    "mandatory, comply or explain, depends on the claim, recommended, voluntary. A part that the standard "
    "softens weighs half; completing a disclosure weighs as much as one more requirement. Only what would be "
    "fully reported counts as closed, not what would move to “in part”."
)


def framework_short(framework: str) -> str:
    """A framework's name on a short line."""
    return SHORT_NAMES.get(framework, FRAMEWORK_NAMES.get(framework, framework))


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: `1 figure`, `2 figures`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def share(number: int, total: int) -> str:
    """A share in per cent with one decimal."""
    if not total:
        return "0.0"
    return str((Decimal(number) * 100 / Decimal(total)).quantize(Decimal("0.1"), ROUND_HALF_UP))


def effort_text(effort: Decimal) -> str:
    """An effort as plain digits."""
    return f"{effort:f}"


def indicator_label(indicator: str, hub: Hub) -> str:
    """What an indicator is called."""
    return hub.indicators[indicator].label if indicator in hub.indicators else indicator


def collect_text(facts: tuple[FactNeed, ...], hub: Hub) -> str:
    """What to collect: how many figures or statements, which cuts and members, which years."""
    is_figure = all(need.value_type == "quantity" for need in facts)
    kinds = {"target"} & {need.basis for need in facts}
    noun = "figure" if is_figure else "statement"
    what = counted(len(facts), f"{'target ' if kinds else ''}{noun}")
    cuts = _cuts(facts, hub)
    years = sorted({need.period.end.year for need in facts})
    when = f", for {_and(str(year) for year in years)}" if len(years) > 1 else ""
    return what if cuts == ["the total"] and not when else f"{what}: {'; '.join(cuts)}{when}"


def _cuts(facts: Iterable[FactNeed], hub: Hub) -> list[str]:
    groups: dict[tuple[str, ...], dict[tuple[str, ...], None]] = {}
    for need in facts:
        names = tuple(name for name, _ in need.dimensions)
        groups.setdefault(names, {})[tuple(member for _, member in need.dimensions)] = None
    return [
        _cut(names, list(groups[names]), hub) for names in sorted(groups, key=lambda each: (len(each), each))
    ]


def _cut(names: tuple[str, ...], keys: list[tuple[str, ...]], hub: Hub) -> str:
    if not names:
        return "the total"
    by = f"by {_and(dimension_label(name, hub) for name in names)}"
    if len(names) > 1 and len(keys) > 1:
        return f"{by} ({len(keys)} combinations)"
    named = [" and ".join(_plain(each) for each in key) for key in keys if not any(map(is_open, key))]
    if len(named) > NAMED_MEMBERS:
        named = [*named[:NAMED_MEMBERS], f"and {len(named) - NAMED_MEMBERS} more"]
    chosen = sum(any(map(is_open, key)) for key in keys)
    if chosen:
        named.append(f"{chosen} {'more ' if named else ''}of your own choice")
    return f"{by} ({', '.join(named)})"


def _plain(member: str) -> str:
    return "of your own choice" if is_open(member) else _HYPHEN.sub(" ", member)


def _and(texts: Iterable[str]) -> str:
    *rest, last = list(texts)
    return f"{', '.join(rest)} and {last}" if rest else last


def by_framework(closes: Iterable[Open]) -> dict[str, int]:
    """How many requirements of each framework are closed."""
    counts: dict[str, int] = {}
    for each in closes:
        counts[each.framework] = counts.get(each.framework, 0) + 1
    return counts


def closes_text(step: Step | Writing) -> str:
    """How many requirements are closed, under which codes of which framework."""
    codes: dict[str, dict[str, None]] = {}
    for each in step.closes:
        codes.setdefault(each.framework, {})[each.within.disclosure.code] = None
    named = "; ".join(f"{framework_short(name)} {', '.join(each)}" for name, each in codes.items())
    return f"{counted(len(step.closes), 'requirement')}: {named}"


def completes_text(completes: Iterable[DisclosureFinding]) -> str:
    """The codes of the disclosures that are then whole."""
    return ", ".join(each.disclosure.code for each in completes)


def opening(agenda: Agenda, assessment: Assessment) -> str:
    """What is open and by what it can be closed, as a paragraph."""
    names = _and(framework_short(each.claim.framework) for each in assessment.frameworks)
    closable = sum(len(step.closes) for step in agenda.steps)
    written = sum(len(each.closes) for each in agenda.writings)
    total, own = (
        len(agenda.opens),
        "needs an answer of its own" if written == 1 else "need answers of their own",
    )
    told = [f"{counted(total, 'requirement')} of {names} {_is(total)} not reported, or in part only."]
    told.append(
        f"{closable} can be closed by collecting {counted(len(agenda.steps), 'indicator')}; {written} {own}."
    )
    if agenda.barred:
        told.append(f"{len(agenda.barred)} cannot be closed by new facts alone.")
    return " ".join(told)


def _is(number: int) -> str:
    return "is" if number == 1 else "are"
