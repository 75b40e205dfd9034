"""What frameworks say beside their disclosures: reliefs, relations to goals, rules of claims → records."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from esgmap.cells import read_list
from esgmap.model import Problem, Relief
from esgmap.tables import read_rows


@dataclass(frozen=True, slots=True)
class Relation:
    """A goal or principle that a disclosure relates to; it never has a status."""

    from_id: str
    to_id: str
    confidence: str
    note: str


@dataclass(frozen=True, slots=True)
class ClaimRule:
    """One thing that a claim requires of a report or of its index, and the test that judges it.

    `about` names disclosures as `edition/code` (`edition/*` for all), or an obligation; `formula` is what
    the index carries verbatim, in the statement of use with the fields {entity}, {start} and {end}.
    """

    framework: str
    claim: str
    rule: str
    requirement: str
    clause: str
    test: str
    about: tuple[str, ...]
    formula: str
    confidence: str


def load_reliefs(folder: Path) -> tuple[list[Relief], list[Problem]]:
    """Read reliefs.tsv: each relief with the requirements that may take it."""
    rows, problems = read_rows(folder, "reliefs", "reliefs")
    reliefs = [
        Relief(
            name=row["relief"],
            requirement_ids=frozenset(f"{row['edition']}/{each}" for each in read_list(row["requirements"])),
            must_still_say=row["must_still_say"],
            clause=row["clause"],
            confidence=row["confidence"],
            leaves_out=row["leaves_out"] == "yes",
        )
        for row in rows
    ]
    return reliefs, problems


def load_relations(folder: Path) -> tuple[list[Relation], list[Problem]]:
    """Read relates.tsv: which goals and principles a disclosure relates to."""
    rows, problems = read_rows(folder, "relates", "relates")
    return [Relation(row["from_id"], row["to_id"], row["confidence"], row["note"]) for row in rows], problems


def load_claim_rules(folder: Path) -> tuple[list[ClaimRule], list[Problem]]:
    """Read claim-rules.tsv: what each claim requires, with its clause."""
    rows, problems = read_rows(folder, "claim-rules", "claims")
    rules = [
        ClaimRule(
            framework=row["framework"],
            claim=row["claim"],
            rule=row["rule"],
            requirement=row["requirement"],
            clause=row["clause"],
            test=row["test"],
            about=read_list(row["about"]),
            formula=row["formula"],
            confidence=row["confidence"],
        )
        for row in rows
    ]
    return rules, problems
