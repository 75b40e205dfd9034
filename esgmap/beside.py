"""Where the files lie that belong to a report: in its folder, or beside the workbook that stands for it."""

from __future__ import annotations

from pathlib import Path


def file_of(report: Path, name: str) -> Path:
    """The file of this name in a report folder; for a workbook `data.xlsx` it is `data.<name>` beside it."""
    return report.with_name(f"{report.stem}.{name}") if report.is_file() else report / name


def home(report: Path) -> Path:
    """The folder that paths in a report are counted from: its own, or the one that its workbook lies in."""
    return report.parent if report.is_file() else report
