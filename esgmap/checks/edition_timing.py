"""A report is checked against an edition that is not in force for it.

GRI editions bind by the date of publication (each standard names its own), HKEX and SASB editions by the
beginning of the financial year. A report of 2021 checked against rules of 2025 shows gaps that were none.
An edition that is used early, or kept, on purpose is named under `pinned` in report.yaml; `why` says why.
"""

from __future__ import annotations

from collections.abc import Iterator

from esgmap.checks.subject import Subject
from esgmap.inforce import standing
from esgmap.model import Problem, Severity
from esgmap.reported import FrameworkClaim

CODE = "edition-not-in-force"


def check(subject: Subject) -> Iterator[Problem]:
    """Yield a warning for each edition out of its time, a note if it is pinned."""
    report = subject.report
    for claim in report.claims:
        for edition_id, source in zip(claim.editions, claim.sources, strict=True):
            edition = subject.catalogue.editions.get(edition_id)
            if edition is None:
                continue
            found = standing(edition, report.publication_or_end, report.period)
            if not found.is_in_force:
                message = f"{edition_id}: {found.reason}"
                severity = Severity.NOTE if edition_id in claim.pinned else Severity.WARNING
                yield Problem(CODE, severity, message, _hint(claim, edition_id), source)


def _hint(claim: FrameworkClaim, edition_id: str) -> str:
    if edition_id in claim.pinned:
        return f"pinned in report.yaml: {claim.why or 'say under `why` for what reason'}"
    return "name the edition that is in force, or name this one under `pinned` and say why"
