"""A picture of each sheet of a workbook, to be looked at before it is handed on.

    python docs/pictures.py out/index.xlsx out/pictures

LibreOffice lays the workbook out as it prints; the first page of each sheet becomes a PNG. Needs `soffice`,
`pdftotext` and `pdftoppm`.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path


def main(workbook: Path, target: Path) -> None:
    """Write one PNG for each sheet into the target folder."""
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        profile = f"-env:UserInstallation={Path(scratch, 'profile').as_uri()}"
        call("soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", scratch, str(workbook))
        pdf = Path(scratch, workbook.with_suffix(".pdf").name)
        for number, (name, page) in enumerate(first_pages(pdf), start=1):
            stem = target / f"{number:02d}-{re.sub('[^a-z0-9]+', '-', name.lower()).strip('-')}"
            pages = ("-f", str(page), "-l", str(page), "-singlefile")
            call("pdftoppm", "-r", "90", *pages, "-png", str(pdf), str(stem))
            sys.stdout.write(f"{stem}.png\n")


def call(*command: str) -> str:
    """Run a program and give back what it prints; raises CalledProcessError."""
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603


def first_pages(pdf: Path) -> list[tuple[str, int]]:
    """Each sheet and its first page; the footer of every page names its sheet."""
    found: dict[str, int] = {}
    for page, words in enumerate(call("pdftotext", "-layout", str(pdf), "-").split("\f"), start=1):
        footers = re.findall(r"^\s*(.+?)\s+Page \d+ of \d+\s*$", words, re.MULTILINE)
        if footers:
            found.setdefault(footers[-1], page)
    return list(found.items())


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
