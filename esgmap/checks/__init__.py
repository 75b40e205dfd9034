"""Checks: one per file, each with `CODE` and `check(subject)`; its docstring is its manual entry.

A new check is one file here and one line in `CHECKS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from esgmap.checks import (
    document_missing,
    edition_timing,
    evidence_missing,
    omission_explained,
    omission_incomplete,
    omission_permitted,
    omission_repeated,
    outside_period,
    relief_not_here,
    unit_mismatch,
    unknown_code,
    unknown_dimension,
    unknown_indicator,
    unknown_topic_disclosure,
    unknown_unit,
)
from esgmap.checks.subject import Subject
from esgmap.model import Problem

Check = Callable[[Subject], Iterator[Problem]]

REFERENCES: dict[str, Check] = {
    unknown_indicator.CODE: unknown_indicator.check,
    unknown_code.CODE: unknown_code.check,
    unknown_unit.CODE: unknown_unit.check,
    unknown_dimension.CODE: unknown_dimension.check,
    unknown_topic_disclosure.CODE: unknown_topic_disclosure.check,
    document_missing.CODE: document_missing.check,
}
"""Checks whose errors keep a report from being assessed: what a row points to does not exist."""

CHECKS: dict[str, Check] = {
    **REFERENCES,
    unit_mismatch.CODE: unit_mismatch.check,
    outside_period.CODE: outside_period.check,
    evidence_missing.CODE: evidence_missing.check,
    omission_permitted.CODE: omission_permitted.check,
    omission_explained.CODE: omission_explained.check,
    omission_incomplete.CODE: omission_incomplete.check,
    omission_repeated.CODE: omission_repeated.check,
    relief_not_here.CODE: relief_not_here.check,
    edition_timing.CODE: edition_timing.check,
}


def run_checks(subject: Subject) -> list[Problem]:
    """Run every check, in the order of `CHECKS`."""
    return [problem for check in CHECKS.values() for problem in check(subject)]
