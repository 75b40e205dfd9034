"""The problems of a document that cannot be read: what it is, and what to do."""

from __future__ import annotations

from esgmap.model import Problem, Severity, Source

CODE = "unreadable-document"


def refused(shown: str, message: str, hint: str, severity: Severity = Severity.ERROR) -> Problem:
    """Why a document is not read, or not read whole."""
    return Problem(CODE, severity, message, hint, Source(shown))


def missing_library(shown: str, name: str) -> Problem:
    """The library for a form is not installed."""
    message = f"this form is read with {name}, which is not installed"
    return refused(shown, message, 'install it with: pip install "esgmap[documents]"')
