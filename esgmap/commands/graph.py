"""`esgmap graph`: everything that led to the statuses as RDF, questions to it, and the statuses once more."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from esgmap.commands._shared import (
    CLEAN,
    FOUND,
    UNUSABLE,
    assessed,
    print_problems,
    print_problems_json,
    report_argument,
    saving,
    wrote,
)

if TYPE_CHECKING:
    from esgmap.reperform import Difference
    from esgmap.store import Answer, Store

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


@command.command("query")
@report_argument
@click.argument("query")
@click.option(
    "--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True
)
def query(folder: Path, query: str, form: str) -> None:
    """Put a question in SPARQL to the graph.

    QUERY is a file that ends in .rq, or the question itself. The prefixes of the graph (esgm, dct, skos,
    sssom, prov, oa and so on) need not be declared. A CONSTRUCT or DESCRIBE query gives Turtle.

    \b
    Examples:
      esgmap graph query examples/kingsoft-cloud-2021 facts.rq --format csv
      esgmap graph query examples/kingsoft-cloud-2021 'SELECT (COUNT(*) AS ?facts) {?fact a esgm:Fact}'
    """
    text = _query_text(query)
    assessment, _ = assessed(folder)
    from esgmap.graph import make_quads
    from esgmap.store import ask

    with _refusing("table"):
        answer = ask(make_quads(assessment), text)
    if not answer.is_table and form != "table":
        told = "gives triples, which have no columns; leave --format out to have them as Turtle"
        raise click.BadParameter(f"a CONSTRUCT or DESCRIBE query {told}", param_hint="--format")
    for line in _answer_lines(answer, form):
        click.echo(line)


@command.command("reperform")
@report_argument
@click.option(
    "--store",
    "address",
    metavar="URL",
    help="Where a SPARQL server takes queries, as http://localhost:7878/query. Default: the engine inside.",
)
@click.option(
    "--update",
    metavar="URL",
    help="Where the server takes updates, if that is not to be guessed from --store.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0.1),
    default=60,
    show_default=True,
    help="How many seconds the server may take for one answer.",
)
@click.option(
    "--format", "form", type=click.Choice(["terminal", "json"]), default="terminal", show_default=True
)
def reperform(folder: Path, address: str | None, update: str | None, timeout: float, form: str) -> None:
    """Derive every status once more, from the graph alone, and compare.

    The published queries (`esgmap graph queries`) run one after the other on the facts, requirements,
    mappings and omissions; the statuses that esgmap gives are kept away from them. A server must allow
    changes: the work is done in one named graph of its own, which is removed at the end. If it wants a user
    and a password, put them in the environment as ESGMAP_STORE_USER and ESGMAP_STORE_PASSWORD. Exit code 1
    if anything differs.

    \b
    Examples:
      esgmap graph reperform examples/kingsoft-cloud-2021
      esgmap graph reperform examples/kingsoft-cloud-2021 --store http://localhost:7878/query
    """
    if update and not address:
        raise click.BadParameter("give --store too", param_hint="--update")
    assessment, _ = assessed(folder)
    from esgmap.reperform import differences, statuses
    from esgmap.reperform import reperform as derive

    with _refusing(form):
        derived = derive(assessment, _store(address, update, timeout))
    found = differences(statuses(assessment), derived)
    if form == "json":
        click.echo(json.dumps(_as_data(found, len(derived)), ensure_ascii=False, indent=1))
    else:
        for line in _difference_lines(found, len(derived)):
            click.echo(line)
    sys.exit(FOUND if found else CLEAN)


@command.command("queries")
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder to write to; without it the names are listed.",
)
def queries(output: Path | None) -> None:
    """Write the queries that derive the statuses, with a guide for auditors.

    \b
    Example:
      esgmap graph queries -o queries
    """
    from esgmap.export.files import write_text
    from esgmap.reperform import GUIDE, as_update, read_stages

    if output is None:
        for stage in read_stages():
            click.echo(f"{stage.name}.rq  {stage.purpose}")
        return
    texts = {f"{stage.name}.rq": stage.text for stage in read_stages()}
    texts |= {"README.md": GUIDE.read_text(encoding="utf-8"), "all-stages.ru": as_update()}
    with saving(output):
        for name, text in texts.items():
            write_text(output / name, text)
    wrote(output)


# --- what these commands share --------------------------------------------------------------------


def _query_text(query: str) -> str:
    """The question: the text of a file, or the argument itself."""
    if not query.endswith(".rq") and not (len(query) < 256 and Path(query).is_file()):
        return query
    try:
        return Path(query).read_text(encoding="utf-8")
    except UnicodeDecodeError as fault:
        raise click.BadParameter(f"{query} is not UTF-8 text", param_hint="QUERY") from fault
    except OSError as fault:
        reason = fault.strerror or fault
        raise click.BadParameter(f"{query} cannot be read: {reason}", param_hint="QUERY") from fault


def _store(address: str | None, update: str | None, seconds: float) -> Store:
    if address is None:
        from esgmap.store import LocalStore

        return LocalStore()
    from esgmap.endpoint import EndpointStore

    return EndpointStore(address, update or "", seconds)


@contextmanager
def _refusing(form: str) -> Iterator[None]:
    """Print what a store refuses, with what to do, and stop with exit code 2."""
    from esgmap.store import StoreError

    try:
        yield
    except StoreError as fault:
        if form == "json":
            print_problems_json([fault.problem])
        else:
            print_problems([fault.problem])
        sys.exit(UNUSABLE)


def _answer_lines(answer: Answer, form: str) -> list[str]:
    if not answer.is_table:
        return answer.turtle.splitlines()
    if form == "json":
        rows = [dict(zip(answer.header, row, strict=True)) for row in answer.rows]
        return json.dumps(rows, ensure_ascii=False, indent=1).splitlines()
    if form == "csv":
        return _csv_lines(answer)
    table = [answer.header, *(tuple(" ".join(cell.split()) for cell in row) for row in answer.rows)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    ruled = [table[0], tuple("-" * width for width in widths), *table[1:]]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in ruled
    ]


def _csv_lines(answer: Answer) -> list[str]:
    import csv
    import io

    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerows([answer.header, *answer.rows])
    return file.getvalue().removesuffix("\n").split("\n")


def _difference_lines(found: list[Difference], number: int) -> list[str]:
    if not found:
        return [f"{number:,} statuses derived by SPARQL, all equal"]
    width = max(len(each.id) for each in found)
    lines = [
        f"{each.id:{width}}  esgmap says {each.told or 'nothing'}, SPARQL derives {each.derived or 'nothing'}"
        for each in found
    ]
    word = "is" if len(found) == 1 else "are"
    return [*lines, f"{number:,} statuses derived by SPARQL, {len(found):,} {word} not equal"]


def _as_data(found: list[Difference], number: int) -> dict[str, object]:
    rows = [{"id": each.id, "told": each.told, "derived": each.derived} for each in found]
    return {"schema": 1, "derived": number, "differences": rows}
