"""A small valid report: the rows and keys that the fixture `make_report` writes."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from esgmap.tables import load_schema

Rows = Iterable[dict[str, str]]

FACTS: tuple[dict[str, str], ...] = (
    {
        "id": "scope1-2021",
        "indicator": "ghg-scope1",
        "label": "Direct GHG emissions (Scope 1)",
        "value_state": "number",
        "value": "128.42",
        "value_as_printed": "128.42",
        "unit": "tCO2e",
        "period": "2021",
        "document": "report",
        "pages": "32",
    },
    {
        "id": "scope1-2020",
        "indicator": "ghg-scope1",
        "label": "Direct GHG emissions (Scope 1)",
        "value_state": "number",
        "value": "155.17",
        "value_as_printed": "155.17",
        "unit": "tCO2e",
        "period": "2020",
        "document": "report",
        "pages": "32",
    },
    {
        "id": "privacy-policy",
        "answers": "sasb:tc-si-2018-10/TC-SI-220a.1-privacy",
        "label": "Policy on user privacy",
        "value_state": "text",
        "value": "A policy says which user data is kept, and for how long",
        "period": "2021",
        "document": "report",
        "section": "Data security",
    },
)
"""The facts that `make_report` writes unless told otherwise."""

REPORT: dict[str, Any] = {
    "id": "small-2021",
    "title": "Small 2021 ESG Report",
    "entity": "Small Limited",
    "period": {"start": "2021-01-01", "end": "2021-12-31"},
    "boundary": "the company alone",
    "issuer": {"class": "hkex-main-board"},
    "frameworks": [
        {"framework": "hkex", "editions": ["esg-guide-2020"]},
        {"framework": "sasb", "editions": ["tc-si-2018-10"]},
    ],
    "documents": [{"id": "report", "title": "Small 2021 ESG Report"}],
}
"""The `report.yaml` that `make_report` writes unless told otherwise."""


SASB_ALONE = [REPORT["frameworks"][1]]
"""For `frameworks=`: half the rows of a workbook, where which standard it is does not matter."""


def write_report(
    folder: Path, facts: Rows = FACTS, *, extra: Rows = (), omissions: Rows | None = None, **overrides: Any
) -> Path:
    """Write the small report into a folder; see the fixture `make_report`."""
    head = {key: value for key, value in {**REPORT, **overrides}.items() if value is not None}
    text = yaml.safe_dump(head, allow_unicode=True, sort_keys=False)
    (folder / "report.yaml").write_text(text, encoding="utf-8")
    write_rows(folder / "facts.csv", "facts", [*facts, *extra])
    if omissions is not None:
        write_rows(folder / "omissions.csv", "omissions", omissions)
    return folder


def write_rows(path: Path, schema: str, rows: Rows) -> None:
    """Write rows as a CSV with all columns of a schema."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(load_schema(schema).columns), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
