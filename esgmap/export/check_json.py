"""What `esgmap check` says as JSON, in the published form of `esgmap/schemas/check.schema.json`."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

from esgmap.computations import Term, interval, value, written
from esgmap.examined import Examined
from esgmap.export.check_words import counts_by_check
from esgmap.export.json_gaps import problem_data
from esgmap.findings import Assessment
from esgmap.intervals import Number
from esgmap.model import Problem, Severity

DIGITS = 15
"""Significant digits of a number, as many as a spreadsheet keeps."""


def render(problems: Sequence[Problem], assessment: Assessment | None) -> str:
    """The text; without an assessment, nothing was examined."""
    examined = assessment.examined if assessment else ()
    as_of = assessment.as_of if assessment else None
    data = {
        "schema": 1,
        "as_of": str(as_of) if as_of else None,
        "problems": [problem_data(each) for each in problems],
        "examined": [_examined(each) for each in examined],
        "counts": _counts(problems, examined),
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _examined(each: Examined) -> dict[str, Any]:
    comparison = each.comparison
    return {
        "code": each.code,
        "title": each.title,
        "facts": [fact.id for fact in each.facts],
        "relation": comparison.relation if comparison else None,
        "unit": comparison.unit if comparison else "",
        "sides": [_side(side) for side in comparison.sides] if comparison else [],
        "holds": comparison.holds if comparison else each.problem is None,
        "problem": each.problem.key if each.problem else None,
    }


def _side(term: Term) -> dict[str, Any]:
    bounds = interval(term)
    try:
        known: Number | None = value(term)
    except ZeroDivisionError:
        known = None
    return {
        "text": written(term),
        "low": _number(bounds.low),
        "high": _number(bounds.high),
        "value": _number(known),
    }


def _number(number: Number | None) -> int | float | None:
    """A number to as many digits as JSON readers keep; null where there is no limit, or nothing to tell."""
    if number is None or math.isinf(number):
        return None
    told = float(f"{float(number):.{DIGITS}g}")
    return int(told) if told.is_integer() and abs(told) < 10**DIGITS else told


def _counts(problems: Sequence[Problem], examined: Sequence[Examined]) -> dict[str, Any]:
    """How many problems of each severity nobody accepted, how many are accepted, and each check's counts."""
    by_severity = {
        each.value: sum(1 for one in problems if one.severity is each and not one.is_accepted)
        for each in Severity
    }
    checks = {
        each.code: {
            "looked_at": each.looked_at,
            "held": each.held,
            "open": each.open,
            "accepted": each.accepted,
        }
        for each in counts_by_check(examined, problems)
    }
    return {**by_severity, "accepted": sum(1 for one in problems if one.is_accepted), "checks": checks}
