"""`esgmap graph`: the RDF graph of everything that led to the statuses."""

from __future__ import annotations

from pathlib import Path

import click

from esgmap.commands._shared import assessed, report_argument, saving, wrote

ENDINGS = (".ttl", ".trig", ".nq", ".nt")


@click.group("graph")
def command() -> None:
    """The RDF graph of everything that led to the statuses."""


@command.command("export")
@report_argument
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Ends in .ttl, .trig, .nq or .nt; the second and third keep the named graphs.",
)
def export(folder: Path, output: Path) -> None:
    """Write the graph to a file that any RDF tool reads.

    \b
    Example:
      esgmap graph export examples/kingsoft-cloud-2021 -o graph.ttl
    """
    if output.suffix not in ENDINGS:
        raise click.BadParameter(f"{output.name} must end in {', '.join(ENDINGS)}", param_hint="--output")
    assessment, _ = assessed(folder)
    from esgmap.export.rdf import write

    with saving(output):
        write(assessment, output)
    wrote(output)
