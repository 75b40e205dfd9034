"""An explanation does not name what its reason calls for.

For “Information unavailable / incomplete”, GRI asks for the steps to obtain the information and the expected
time frame; for “Legal prohibitions”, for the specific prohibition (GRI 1: 2021, requirement 6-a-ii). They are
looked for in English and Chinese; in another language, or in unusual words, a person has to look. The
omission still counts.
"""

from __future__ import annotations

from collections.abc import Iterator

from esgmap.checks.subject import Subject
from esgmap.explanations import LACKING, lacks, says_something, titles_of
from esgmap.model import Problem, Severity

CODE = "omission-incomplete"


def check(subject: Subject) -> Iterator[Problem]:
    """Yield a warning for each explanation in which something its reason calls for is not found."""
    titles = titles_of(subject.report.omissions, subject.catalogue)
    for omission in subject.report.omissions:
        known = subject.reasons.get(omission.disclosure_id.split(":", 1)[0], ())
        reason = next((each for each in known if each.reason == omission.reason), None)
        if reason is None or not says_something(omission.explanation, reason.reason, titles[omission]):
            continue
        if lacking := lacks(omission.explanation, reason.must_name):
            told = " and ".join(LACKING[name] for name in lacking)
            message = f"“{reason.reason}” for {omission.disclosure_id}: {told}"
            hint = f"the reason is to be accompanied by {reason.accompanied_by} ({reason.clause})"
            place = subject.place(omission.source, "explanation")
            yield Problem(CODE, Severity.WARNING, message, hint, place)
