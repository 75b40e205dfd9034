"""The output forms by name: a new one is one file and one line here; imported when asked for."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from esgmap.findings import Assessment

if TYPE_CHECKING:
    from esgmap.export.crosswalk_rows import View

GAP_REPORTS = {
    "json": "esgmap.export.json_gaps",
    "md": "esgmap.export.markdown",
    "html": "esgmap.export.html",
}
"""Gap reports: modules with `render(assessment) -> str`."""


def render_gaps(assessment: Assessment, form: str) -> str:
    """Render the gap report in one of the forms of `GAP_REPORTS`."""
    text: str = importlib.import_module(GAP_REPORTS[form]).render(assessment)
    return text


CROSSWALKS = {
    "json": "esgmap.export.crosswalk_json",
    "md": "esgmap.export.crosswalk_markdown",
    "tsv": "esgmap.export.crosswalk_tsv",
}
"""Crosswalks as text: modules with `render(view) -> str`."""


def render_crosswalk(view: View, form: str) -> str:
    """Render a crosswalk in one of the forms of `CROSSWALKS`."""
    text: str = importlib.import_module(CROSSWALKS[form]).render(view)
    return text
