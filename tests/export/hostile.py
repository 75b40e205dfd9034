"""An assessment in which every text that somebody wrote tries to break out of a page or a table."""

from __future__ import annotations

import dataclasses
from typing import Any

from esgmap.findings import Assessment

IN_ONE_LINE = "# <script>alert(1)</script>|`x` [x](javascript:alert(1)) \"onload='y' {{ 7*7 }} </style> - a"
"""The payload as a reader may see it."""

PAYLOAD = IN_ONE_LINE.replace(" - ", "\n\n- ") + "\u202e\x07"
"""What is put before each text; what is empty stays so, and the form of a report the same."""

WRITTEN = """
entity title boundary exclusions issuer_note topics_note published label definition value value_as_printed
unit_as_printed note lacks section anchor pages locator condition comment message hint reason reasons
explanation missing obligation why topic reference compiled_from standard edition rule
"""
"""The fields that hold free text. Ids, statuses, codes and dates are checked when they are read."""


def hostile(assessment: Assessment) -> Assessment:
    """The assessment with the payload in every free text."""
    poisoned = _poison(assessment)
    assert isinstance(poisoned, Assessment)
    return poisoned


def _poison(value: Any, field: str = "") -> Any:
    if isinstance(value, str):
        return f"{PAYLOAD} {value}" if value and field in WRITTEN.split() else value
    if isinstance(value, tuple):
        return tuple(_poison(each, field) for each in value)
    if isinstance(value, dict):
        return {key: _poison(each, field) for key, each in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = [each.name for each in dataclasses.fields(value)]
        return dataclasses.replace(value, **{name: _poison(getattr(value, name), name) for name in names})
    return value
