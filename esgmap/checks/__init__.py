"""Checks: one per file, each with `CODE`; its docstring is its manual entry.

A check of the input has `check(subject)`, which yields problems, and a line in `CHECKS`. A check of the
figures has `examine(subject)`, which yields everything it looked at, held or not, and a line in `FIGURES`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from esgmap.checks import (
    average_outside,
    boundary_mismatch,
    comparative_missing,
    contradicted_claim,
    conversion_differs,
    document_missing,
    edition_timing,
    evidence_missing,
    evidence_outside,
    factor_implausible,
    highlight_unsupported,
    implied_base,
    label_against_figures,
    omission_explained,
    omission_incomplete,
    omission_permitted,
    omission_repeated,
    outside_period,
    part_exceeds_whole,
    parts_of_whole,
    rate_without_base,
    ratio_differs,
    relief_not_here,
    restated,
    same_fact,
    same_quantity,
    share_of_whole,
    sum_of_parts,
    target_missed,
    unexplained_jump,
    unit_mismatch,
    unit_slip,
    unknown_code,
    unknown_dimension,
    unknown_indicator,
    unknown_topic_disclosure,
    unknown_unit,
    value_impossible,
    whole_numbers,
)
from esgmap.checks.subject import Subject
from esgmap.examined import Examined
from esgmap.model import Problem

Check = Callable[[Subject], Iterator[Problem]]
Examine = Callable[[Subject], Iterator[Examined]]

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
    evidence_missing.CODE: evidence_missing.check,
    omission_permitted.CODE: omission_permitted.check,
    omission_explained.CODE: omission_explained.check,
    omission_incomplete.CODE: omission_incomplete.check,
    omission_repeated.CODE: omission_repeated.check,
    relief_not_here.CODE: relief_not_here.check,
    edition_timing.CODE: edition_timing.check,
}

FIGURES: dict[str, Examine] = {
    same_fact.CODE: same_fact.examine,
    sum_of_parts.CODE: sum_of_parts.examine,
    parts_of_whole.CODE: parts_of_whole.examine,
    part_exceeds_whole.CODE: part_exceeds_whole.examine,
    average_outside.CODE: average_outside.examine,
    share_of_whole.CODE: share_of_whole.examine,
    whole_numbers.CODE: whole_numbers.examine,
    ratio_differs.CODE: ratio_differs.examine,
    implied_base.CODE: implied_base.examine,
    label_against_figures.CODE: label_against_figures.examine,
    same_quantity.CODE: same_quantity.examine,
    conversion_differs.CODE: conversion_differs.examine,
    factor_implausible.CODE: factor_implausible.examine,
    value_impossible.CODE: value_impossible.examine,
    unit_slip.CODE: unit_slip.examine,
    rate_without_base.CODE: rate_without_base.examine,
    unexplained_jump.CODE: unexplained_jump.examine,
    comparative_missing.CODE: comparative_missing.examine,
    restated.CODE: restated.examine,
    outside_period.CODE: outside_period.examine,
    boundary_mismatch.CODE: boundary_mismatch.examine,
    target_missed.CODE: target_missed.examine,
    contradicted_claim.CODE: contradicted_claim.examine,
    highlight_unsupported.CODE: highlight_unsupported.examine,
    evidence_outside.CODE: evidence_outside.examine,
}
"""Checks of what the figures say of each other."""


def run_figures(subject: Subject) -> list[Examined]:
    """Run every check of the figures, in the order of `FIGURES`."""
    return [each for examine in FIGURES.values() for each in examine(subject)]


def run_checks(subject: Subject) -> list[Problem]:
    """Run every check, in the order of `CHECKS`."""
    return [problem for check in CHECKS.values() for problem in check(subject)]
