"""A new workbook file: text stays text, and two runs give the same bytes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError

from esgmap.export.workbook_text import safe


def _options() -> dict[str, Any]:
    """What every workbook is made with."""
    return {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "in_memory": True,
        # Column widths are counted in digits of the default font: Arial, as wide in Excel as in LibreOffice.
        "default_format_properties": {"font_name": "Arial", "font_size": 10},
    }


@contextmanager
def new_book(target: Path, title: str, subject: str, day: date) -> Iterator[Workbook]:
    """A workbook that is written to `target` at the end, dated by the day given and never by the clock.

    Raises OSError if the file system refuses, as every other exporter does.
    """
    try:
        with Workbook(str(target), _options()) as book:
            book.set_properties(
                {
                    "title": safe(title)[:250],
                    "subject": safe(subject)[:250],
                    "author": "esgmap",
                    "created": datetime.combine(day, time()),
                }
            )
            yield book
    except FileCreateError as fault:
        cause = fault.args[0] if fault.args else fault
        raise cause if isinstance(cause, OSError) else OSError(str(fault)) from fault


def unwritten_book() -> Workbook:
    """A workbook to draw in that is never written: what was drawn is all that is wanted."""
    return Workbook(io.BytesIO(), _options())
