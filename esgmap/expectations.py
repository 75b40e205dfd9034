"""What the checks of statements go by: words, limits of change, figures that speak against statements.

Comes in: check-words.tsv, jump-limits.tsv and contradictions.tsv of `frameworks/`. Goes out: records, and
patterns that find the words. Everything a reader may want to change is in those tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from esgmap.cells import read_list
from esgmap.model import Problem, Severity
from esgmap.tables import read_rows

TABLES = ("check-words", "jump-limits", "contradictions")
OTHERS = "*"
CJK = re.compile(r"[\u3400-\u9fff]")
NOTHING = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class JumpLimit:
    """From which change on a figure of a kind of unit calls for an explanation.

    `change` is in per cent of the year before, for percentages in points; figures below `least`, in the base
    unit of the kind, in both years are too small to ask about.
    """

    change: Decimal
    least: Decimal


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A statement and the figures that speak against it; see contradictions.tsv for what the words mean."""

    claim: str
    says: str
    against: str
    over: str
    words: tuple[str, ...]
    shows: str
    scope: str
    severity: Severity
    why: str


@dataclass(frozen=True, slots=True)
class Expectations:
    """All three tables: words by kind, limits by kind of unit, contradictions in their order."""

    words: dict[str, tuple[str, ...]] = field(default_factory=dict)
    limits: dict[str, JumpLimit] = field(default_factory=dict)
    contradictions: tuple[Contradiction, ...] = ()

    def pattern(self, *kinds: str) -> re.Pattern[str]:
        """What finds any word of these kinds; nothing where there are none."""
        return pattern_of(tuple(word for kind in kinds for word in self.words.get(kind, ())))

    def limit(self, unit_kind: str) -> JumpLimit | None:
        """The limit for a kind of unit, or the one for all others."""
        return self.limits.get(unit_kind) or self.limits.get(OTHERS)


@lru_cache(256)
def pattern_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """What finds any of the words: whole words, beginnings where a word ends with `*`, Chinese anywhere.

    >>> bool(pattern_of(("fell", "reduc*")).search("water use was Reduced"))
    True
    >>> bool(pattern_of(("fell",)).search("fellow workers"))
    False
    """
    parts = [re.escape(each) for each in words if CJK.search(each)]
    plain = [each for each in words if not CJK.search(each)]
    parts += [
        rf"\b{re.escape(each.rstrip('*'))}{'' if each.endswith('*') else chr(92) + 'b'}" for each in plain
    ]
    return re.compile("|".join(parts), re.IGNORECASE) if parts else NOTHING


def load_expectations(folder: Path) -> tuple[Expectations, list[Problem]]:
    """Read the three tables of a frameworks folder, and every problem with them."""
    rows = {stem: read_rows(folder, stem, stem) for stem in TABLES}
    problems = [problem for _, found in rows.values() for problem in found]
    words: dict[str, tuple[str, ...]] = {}
    for row in rows["check-words"][0]:
        words[row["kind"]] = (*words.get(row["kind"], ()), *read_list(row["words"]))
    limits = {
        row["unit_kind"]: JumpLimit(Decimal(row["change"]), Decimal(row["least"] or "0"))
        for row in rows["jump-limits"][0]
    }
    contradictions = [
        Contradiction(
            claim=row["claim"],
            says=row["says"],
            against=row["against"].partition("/")[0].strip(),
            over=row["against"].partition("/")[2].strip(),
            words=read_list(row["words"]),
            shows=row["shows"],
            scope=row["scope"],
            severity=Severity(row["severity"]),
            why=row["why"],
        )
        for row in rows["contradictions"][0]
    ]
    return Expectations(words, limits, tuple(contradictions)), problems


def indicators_named(against: str) -> Iterable[str]:
    """The indicators in a cell of the column `against`."""
    return (each.strip() for each in against.split("/") if each.strip())
