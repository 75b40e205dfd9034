"""`esgmap verify` as it was before: the workbook made anew is written into a file, and the file is read back.

The yardstick of `esgmap verify`, which reads it off the pen. Run as a script it is the whole command:
`python benchmarks/anew.py INDEX.xlsx DIR`. Before anything is timed, both ways must give the same.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from esgmap.commands import _workbooks
from esgmap.export.workbook import record_of, write
from esgmap.export.workbook_returned import SHOWN, returned
from esgmap.findings import Assessment
from esgmap.returned import Returned, read_returned


def by_file(assessment: Assessment) -> Returned:
    """What the inputs give now, by way of a file."""
    with tempfile.TemporaryDirectory(prefix="esgmap-") as scratch:
        target = Path(scratch) / "anew.xlsx"
        write(assessment, target)
        found, problems = read_returned(target.read_bytes(), SHOWN)
    if found is None:
        raise SystemExit(f"a workbook just written cannot be read: {problems}")
    return found


def pair(assessment: Assessment) -> tuple[Callable[[], None], Callable[[], None]]:
    """Both ways, once their results were found equal."""
    if returned(record_of(assessment)) != by_file(assessment):
        raise SystemExit("the two ways do not give the same workbook")

    def ours() -> None:
        returned(record_of(assessment))

    def theirs() -> None:
        by_file(assessment)

    return ours, theirs


def made_anew(assessment: Assessment, *_: Any) -> Returned:
    """In the place of the function that `esgmap verify` calls."""
    return by_file(assessment)


def main() -> None:
    """Run `esgmap verify` in this way."""
    from esgmap.cli import cli

    _workbooks.made_anew = made_anew
    cli(["verify", *sys.argv[1:]], prog_name="esgmap")


if __name__ == "__main__":
    main()
