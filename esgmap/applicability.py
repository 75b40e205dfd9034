"""Who has to report what, in which year: applicability rules → the obligation of every row.

`frameworks/applicability.tsv` says, for each regime of an edition and each class of issuer, which obligation
holds for financial years that begin on or after a date. A row without a regime has its own obligation.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from esgmap.model import Disclosure, Edition, Problem, Requirement
from esgmap.tables import read_rows

NOT_REQUIRED = "not-required"


@dataclass(frozen=True, slots=True)
class Rule:
    """One obligation: for a regime of an edition, a class of issuer, and financial years from a date on."""

    edition_id: str
    regime: str
    issuer_class: str
    begins: date
    obligation: str
    confidence: str
    compiled_from: str


def load_rules(folder: Path) -> tuple[list[Rule], list[Problem]]:
    """Read applicability.tsv of a frameworks folder."""
    rows, problems = read_rows(folder, "applicability", "applicability")
    rules = [
        Rule(
            edition_id=row["edition"],
            regime=row["regime"],
            issuer_class=row["issuer_class"],
            begins=date.fromisoformat(row["from"]) if row["from"] else date.min,
            obligation=row["obligation"],
            confidence=row["confidence"],
            compiled_from=row["source"],
        )
        for row in rows
    ]
    return rules, problems


def obligation(rules: Iterable[Rule], edition_id: str, regime: str, issuer_class: str, year: date) -> str:
    """The obligation in a financial year that begins on `year`; `not-required` before any rule begins."""
    fitting = [
        rule
        for rule in rules
        if (rule.edition_id, rule.regime, rule.issuer_class) == (edition_id, regime, issuer_class)
        and rule.begins <= year
    ]
    latest = max(fitting, key=lambda rule: rule.begins, default=None)
    return latest.obligation if latest else NOT_REQUIRED


def apply_rules(edition: Edition, rules: Iterable[Rule], issuer_class: str, year: date) -> Edition:
    """The edition with the obligations that hold for this issuer in this year."""
    own = [rule for rule in rules if rule.edition_id == edition.id]
    if not own:
        return edition
    disclosures = tuple(_applied(each, own, issuer_class, year) for each in edition.disclosures)
    return replace(edition, disclosures=disclosures)


def _applied(disclosure: Disclosure, rules: list[Rule], issuer_class: str, year: date) -> Disclosure:
    def holding(row: Disclosure | Requirement) -> str:
        if not row.regime:
            return row.obligation
        return obligation(rules, disclosure.edition_id, row.regime, issuer_class, year)

    items = tuple(replace(item, obligation=holding(item)) for item in disclosure.items)
    # A disclosure whose strictest part is mandatory may hold others that can be explained (D-28: Scope 3).
    bound = all(item.obligation == "mandatory" for item in items if not item.is_group)
    permitted = disclosure.omission_permitted and not (items and bound)
    return replace(disclosure, obligation=holding(disclosure), omission_permitted=permitted, items=items)
