"""The same explanation stands for many disclosures.

One sentence for everything seldom explains any single thing: GRI asks for the explanation of each omission
(GRI 1: 2021, requirement 6-a), HKEX for considered reasons for each deviation (Main Board Rule 13.91). The
omissions still count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from esgmap.checks.subject import Subject
from esgmap.model import Problem, Severity
from esgmap.reported import Omission

CODE = "omission-repeated"
MANY = 4


def check(subject: Subject) -> Iterator[Problem]:
    """Yield a note for each explanation that stands, word for word, for four disclosures or more."""
    alike: dict[str, list[Omission]] = defaultdict(list)
    for omission in subject.report.omissions:
        if omission.explanation:
            alike[" ".join(omission.explanation.casefold().split())].append(omission)
    for same in alike.values():
        ids = list(dict.fromkeys(each.disclosure_id for each in same))
        if len(ids) >= MANY:
            message = f"the same explanation stands for {len(ids)} disclosures: {', '.join(ids)}"
            hint = "see whether it explains each of them; say for each what keeps it from being reported"
            place = subject.place(same[0].source, "explanation")
            yield Problem(CODE, Severity.NOTE, message, hint, place)
