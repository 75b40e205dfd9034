"""A reason for omission stands where the framework permits none.

GRI permits none for 2-1 to 2-5, 3-1 and 3-2 (GRI 1: 2021, requirement 6). What HKEX makes mandatory for this
issuer in this year can never be explained: Part B, and Scope 1 and 2 emissions in Part D of the ESG Code. The
status stays as if the omission were not there.
"""

from __future__ import annotations

from collections.abc import Iterator

from esgmap.checks.subject import Subject
from esgmap.model import Disclosure, Problem, Requirement, Severity
from esgmap.reported import Omission

CODE = "omission-not-permitted"


def check(subject: Subject) -> Iterator[Problem]:
    """Yield an error for each omission where none is permitted."""
    disclosures = {
        each.id: each for edition in subject.catalogue.editions.values() for each in edition.disclosures
    }
    reliefs = {relief.name for relief in subject.reliefs}
    for omission in subject.report.omissions:
        disclosure = disclosures.get(omission.disclosure_id)
        if disclosure is None or omission.reason in reliefs:
            continue
        mandatory = [each.local_id for each in _named(omission, disclosure) if each.obligation == "mandatory"]
        if mandatory or not disclosure.omission_permitted:
            is_whole = not (omission.requirement_ids or disclosure.omission_permitted)
            what = disclosure.code if is_whole or not mandatory else ", ".join(mandatory)
            message = f"{what} ({disclosure.title}) may not be omitted ({disclosure.locator})"
            hint = "report it, or leave it unmet; to say that a thing does not exist is to report it"
            place = subject.place(omission.source, "disclosure")
            yield Problem(CODE, Severity.ERROR, message, hint, place)


def _named(omission: Omission, disclosure: Disclosure) -> list[Requirement]:
    """The requirements that an omission is for: those it names, else all of the disclosure."""
    named = omission.requirement_ids or tuple(each.id for each in disclosure.requirements)
    return [each for each in disclosure.requirements if each.id in named]
