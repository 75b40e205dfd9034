"""What a requirement lacks, as plain data for every JSON form that shows it."""

from __future__ import annotations

from typing import Any

from esgmap.findings import Lack
from esgmap.lacks import is_open
from esgmap.model import Period


def lack_data(lack: Lack) -> dict[str, Any]:
    """One fact that is lacking."""
    return {
        "kind": lack.kind,
        "text": lack.text,
        "indicators": [
            {
                "indicator": way.indicator,
                "basis": way.basis,
                "unit_kind": way.unit_kind,
                "value_type": way.value_type,
            }
            for way in lack.ways
        ],
        "unit_kind": lack.unit_kind,
        "unit": lack.unit,
        "period": period_data(lack.period),
        "dimensions": dimensions_data(lack.dimensions),
    }


def dimensions_data(pairs: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
    """Dimensions and members; a member of the report's own choice as `choice`, with its number."""
    return [
        {"dimension": name, "choice" if is_open(member) else "member": member.removeprefix("*")}
        for name, member in pairs
    ]


def period_data(period: Period) -> dict[str, str]:
    """A period's first and last day."""
    return {"start": str(period.start), "end": str(period.end)}
