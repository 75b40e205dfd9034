"""The output forms by name: a new one is one file and one line here; imported when asked for."""

from __future__ import annotations

import importlib

from esgmap.findings import Assessment

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
