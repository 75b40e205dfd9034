"""A relief is used for a requirement that may not take it.

Part D of the HKEX ESG Code names the items that each relief may be used for (`frameworks/reliefs.tsv`).
Elsewhere it counts for nothing, and the status stays as if it were not there.
"""

from __future__ import annotations

from collections.abc import Iterator

from esgmap.checks.subject import Subject
from esgmap.model import Problem, Severity

CODE = "relief-not-here"


def check(subject: Subject) -> Iterator[Problem]:
    """Yield an error for each requirement under a relief that it may not take."""
    requirements = subject.catalogue.requirements()
    for omission in subject.report.omissions:
        relief = next((each for each in subject.reliefs if each.name == omission.reason), None)
        if relief is None:
            continue
        named = omission.requirement_ids or tuple(
            each.id for each in requirements.values() if each.disclosure_id == omission.disclosure_id
        )
        refused = [each.split("/", 1)[1] for each in named if each not in relief.requirement_ids]
        if refused:
            message = f"the relief “{relief.name}” may not be taken by {', '.join(refused)} ({relief.clause})"
            hint = "name in `requirements` those that may take it, or take the row out"
            place = subject.place(omission.source, "requirements")
            yield Problem(CODE, Severity.ERROR, message, hint, place)
