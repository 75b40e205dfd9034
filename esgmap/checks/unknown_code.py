"""A fact or an omission names a requirement or disclosure that no edition in scope has.

A code that is in none of the editions of `report.yaml` would count for nothing. If an edition outside the
scope is named, the problem says so.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

from esgmap.checks.subject import Subject
from esgmap.model import Problem, Severity, Source

CODE = "unknown-code"


def check(subject: Subject) -> Iterator[Problem]:
    """Yield one problem for each code that does not exist in the scope."""
    requirements = subject.catalogue.requirements()
    disclosures = {
        each.id: each.title for edition in subject.catalogue.editions.values() for each in edition.disclosures
    }
    labels = {key: each.label for key, each in requirements.items()}
    for fact in subject.report.facts:
        for code in fact.answers:
            if code not in requirements:
                place = subject.place(fact.source, "answers")
                yield _problem(subject, code, labels, place, f"`answers` of fact `{fact.id}`")
    for omission in subject.report.omissions:
        if omission.disclosure_id not in disclosures:
            place = subject.place(omission.source, "disclosure")
            yield _problem(subject, omission.disclosure_id, disclosures, place, "the omission")
            continue
        for code in omission.requirement_ids:
            if code not in requirements:
                place = subject.place(omission.source, "requirements")
                yield _problem(subject, code, labels, place, "the omission")


def _problem(subject: Subject, code: str, known: dict[str, str], place: Source, where: str) -> Problem:
    message = f"`{code}`, named by {where}, is in none of the editions that report.yaml names"
    return Problem(CODE, Severity.ERROR, message, _hint(subject, code, known), place)


def _hint(subject: Subject, code: str, known: dict[str, str]) -> str:
    edition_id = code.split("/", 1)[0]
    if edition_id in subject.known_editions and edition_id not in subject.catalogue.editions:
        return f"add the edition {edition_id} to report.yaml, or take the code out"
    parts = [
        requirement.id
        for disclosure in subject.catalogue.disclosures(code)
        for requirement in disclosure.requirements
        if requirement.id in known
    ]
    if parts:
        return f"name the parts that are meant, of {', '.join(parts)}"
    same = [each for each in known if each.split("/", 1)[1] == code]
    if same:
        return f"write {' or '.join(same)}"
    near = difflib.get_close_matches(code, _same_edition(edition_id, known) or known, 3, 0.6)
    if near:
        return "nearest: " + "; ".join(f"{each} ({known[each]})" for each in near)
    return "write edition/code, as gri:gri-305-2016/305-1-a; `esgmap frameworks show 305-1` lists them"


def _same_edition(edition_id: str, known: Iterable[str]) -> list[str]:
    return [each for each in known if each.startswith(f"{edition_id}/")]
