"""Programs that some tests call: how to find them, and what to say when they are missing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Tool:
    """A program that some tests call: its names, and the Debian package that brings it."""

    programs: tuple[str, ...]
    package: str


TOOLS = {
    "soffice": Tool(("soffice", "libreoffice"), "libreoffice-calc"),
    "chromium": Tool(("chromium", "chromium-browser", "google-chrome"), "chromium"),
    "pdftoppm": Tool(("pdftoppm",), "poppler-utils"),
    "virtuoso": Tool(("virtuoso-t",), "virtuoso-opensource-7-bin"),
}


def find_program(name: str) -> str | None:
    """The path of a tool, under the first of its names that is installed."""
    return next((path for program in TOOLS[name].programs if (path := shutil.which(program))), None)


def absence(name: str) -> str:
    """Why a test was left out, and how to have it."""
    return f"{name} is not installed (Debian: apt-get install {TOOLS[name].package})"


def tools_summary(reasons: list[str]) -> Iterator[str]:
    """One line for each missing tool, from the reasons why tests did not run."""
    for name in TOOLS:
        if count := sum(absence(name) in reason for reason in reasons):
            yield f"{count} test{'s' if count != 1 else ''} left out: {absence(name)}"
