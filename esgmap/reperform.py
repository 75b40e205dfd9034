"""The statuses once more, from the graph alone: the queries of `esgmap/queries/`, run in order on any store.

Comes in: what the statuses depend on, as triples, and a store. Goes out: the status of every requirement and
disclosure by id. Each stage is a CONSTRUCT query whose triples are added to the graph before the next one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from esgmap.findings import Assessment
from esgmap.graph import make_triples
from esgmap.graph_terms import PREFIXES
from esgmap.store import Store, working

QUERIES = Path(__file__).parent / "queries"
GUIDE = QUERIES / "README.md"
STATUSES = "97-statuses"
DEEPEST = 6
"""How many dimensions a crossed breakdown may have where all stages run as one update."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One published query. A stage that `repeats` is run until it adds nothing."""

    name: str
    text: str
    is_construct: bool
    repeats: bool

    @property
    def purpose(self) -> str:
        """What the query says of itself, as one line."""
        words = [line.removeprefix("#").strip() for line in self.text.splitlines() if line.startswith("#")]
        return " ".join(words)


@dataclass(frozen=True, slots=True)
class Difference:
    """A status that esgmap gives and one that the queries derive; either may be empty: none."""

    id: str
    told: str
    derived: str


@cache
def read_stages() -> tuple[Stage, ...]:
    """The published queries in their order: stages first, then the SELECT queries that show what came out."""
    stages = []
    for path in sorted(QUERIES.glob("*.rq")):
        text = path.read_text(encoding="utf-8")
        is_construct = re.search(r"^CONSTRUCT\b", text, re.MULTILINE) is not None
        repeats = re.search(r"^# Repeat:", text, re.MULTILINE) is not None
        stages.append(Stage(path.stem, text, is_construct, repeats))
    return tuple(stages)


def as_update() -> str:
    """All stages as one SPARQL update, for a store that holds the graph and may be written to.

    The prefixes stand once, at its head: not every engine takes them again between the parts of an update.
    """
    prefixes: set[str] = set()
    updates = []
    for stage in read_stages():
        if stage.is_construct:
            lines = stage.text.splitlines()
            prefixes |= {line for line in lines if line.startswith("PREFIX ")}
            rest = "\n".join(line for line in lines if not line.startswith("PREFIX "))
            text = re.sub(r"^CONSTRUCT\b", "INSERT", rest, count=1, flags=re.MULTILINE)
            updates += [text] * (DEEPEST - 1 if stage.repeats else 1)
    return "\n".join(sorted(prefixes)) + "\n\n" + " ;\n\n".join(updates) + "\n"


def reperform(assessment: Assessment, store: Store) -> dict[str, str]:
    """Derive every status from what the assessment started from; its own statuses are not loaded.

    Raises StoreError.
    """
    return derive(make_triples(assessment), store)


def derive(triples: bytes, store: Store) -> dict[str, str]:
    """The status of every requirement and disclosure in N-Triples. Raises StoreError."""
    with working(store):
        store.load(_asked_for(triples))
        for stage in read_stages():
            if stage.is_construct:
                _run(stage, store)
        (asked,) = (stage.text for stage in read_stages() if stage.name == STATUSES)
        return {row["id"]: row["status"].removeprefix(PREFIXES["esgm"]) for row in store.select(asked)}


def _asked_for(triples: bytes) -> bytes:
    """The triples whose predicate some query names: the others would only travel to the store."""
    names = {name for stage in read_stages() for name in re.findall(r"\b[a-z]+:[\w-]+", stage.text)}
    pairs = [name.split(":") for name in names]
    known = {f"<{PREFIXES[prefix]}{name}>".encode() for prefix, name in pairs if prefix in PREFIXES}
    known.add(f"<{PREFIXES['rdf']}type>".encode())
    return b"".join(line for line in triples.splitlines(True) if line.split(b" ", 2)[1] in known)


def _run(stage: Stage, store: Store) -> None:
    before: set[bytes] = set()
    while True:
        found = store.construct(stage.text)
        store.load(found)
        lines = {*found.splitlines()}
        if not stage.repeats or lines == before:
            return
        before = lines


def statuses(assessment: Assessment) -> dict[str, str]:
    """The status of every requirement and disclosure, as the assessment has it."""
    found = {}
    for framework in assessment.frameworks:
        for each in framework.disclosures:
            found[each.disclosure.id] = each.status.value
            found |= {finding.requirement.id: finding.status.value for finding in each.findings}
    return found


def differences(told: dict[str, str], derived: dict[str, str]) -> list[Difference]:
    """Where two sets of statuses are not equal, by id."""
    ids = sorted(told.keys() | derived.keys())
    pairs = [Difference(each, told.get(each, ""), derived.get(each, "")) for each in ids]
    return [each for each in pairs if each.told != each.derived]
