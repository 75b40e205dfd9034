"""`esgmap build`: index, gap reports, graph and a manifest of every input and output."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import click

from esgmap.commands._shared import (
    assessed,
    paint,
    print_found,
    report_argument,
    saving,
    terminal_width,
    text_option,
    with_text,
    wrote,
)
from esgmap.commands._workbooks import index_options
from esgmap.export.files import write_text, write_whole
from esgmap.export.registry import GAP_REPORTS, render_gaps
from esgmap.export.terminal import summary
from esgmap.export.wording import text_notice
from esgmap.findings import Assessment


@click.command("build")
@report_argument
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="The output folder.",
)
@text_option
def command(folder: Path, output: Path, text: Path | None) -> None:
    """Write everything for the report folder DIR into the folder OUTPUT, with manifest.json.

    The graph is made to be passed on: it keeps our own words, whatever --text says.

    \b
    Example:
      esgmap build examples/kingsoft-cloud-2021 -o out
    """
    ours, outcome = assessed(folder)
    assessment = with_text(ours, text)
    for line, style in summary(assessment, terminal_width()):
        paint(line, style)
    click.echo("")
    print_found(outcome.problems)
    written = [*_reports(assessment, output), _index(assessment, folder, output), _graph(ours, output)]
    manifest = output / "manifest.json"
    with saving(manifest):
        write_text(manifest, json.dumps(_manifest(assessment, written), ensure_ascii=False, indent=1) + "\n")
    for path in (*written, manifest):
        wrote(path)


def _reports(assessment: Assessment, output: Path) -> list[Path]:
    paths = []
    for form in GAP_REPORTS:
        path = output / f"gaps.{form}"
        with saving(path):
            write_text(path, render_gaps(assessment, form))
        paths.append(path)
    return paths


def _index(assessment: Assessment, folder: Path, output: Path) -> Path:
    from esgmap.export.workbook import write

    path = output / "index.xlsx"
    with saving(path):
        write_whole(path, lambda beside: write(assessment, beside, index_options(folder)))
    return path


def _graph(assessment: Assessment, output: Path) -> Path:
    from esgmap.export.rdf import write

    path = output / "graph.ttl"
    with saving(path):
        write(assessment, path)
    return path


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _manifest(assessment: Assessment, written: list[Path]) -> dict[str, object]:
    """What was made from what: versions, editions, and the sha256 of each input and output."""
    return {
        "schema": 1,
        "tool": {"name": "esgmap", "version": assessment.tool_version},
        "report": assessment.report.id,
        "text_note": text_notice(assessment),
        "editions": [edition.id for framework in assessment.frameworks for edition in framework.editions],
        "inputs": {each.path: each.sha256 for each in assessment.inputs},
        "outputs": {path.name: _hash(path) for path in sorted(written)},
    }
