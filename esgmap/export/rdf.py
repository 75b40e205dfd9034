"""The graph as Turtle, TriG, N-Quads or N-Triples: the same bytes on every run."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import Quad, RdfFormat, Triple, serialize

from esgmap.export.files import write_whole
from esgmap.findings import Assessment
from esgmap.graph import make_quads
from esgmap.graph_terms import PREFIXES

NAME = "ttl"
FORMATS = {
    ".ttl": RdfFormat.TURTLE,
    ".trig": RdfFormat.TRIG,
    ".nq": RdfFormat.N_QUADS,
    ".nt": RdfFormat.N_TRIPLES,
}
WITH_GRAPHS = frozenset({".trig", ".nq"})


def render(assessment: Assessment, suffix: str = ".ttl") -> bytes:
    """The graph in the form that the file ending names; Turtle and N-Triples hold no named graphs."""
    quads = make_quads(assessment)
    statements: list[Quad] | list[Triple]
    if suffix in WITH_GRAPHS:
        statements = sorted(quads, key=lambda quad: (str(quad.graph_name), str(quad)))
    else:
        statements = [quad.triple for quad in quads]
    if suffix in {".nq", ".nt"}:
        return serialize(statements, format=FORMATS[suffix]) or b""
    return _ordered_prefixes(serialize(statements, format=FORMATS[suffix], prefixes=PREFIXES) or b"")


def _ordered_prefixes(content: bytes) -> bytes:
    """Sort the prefix lines, which the serializer writes in an order that changes from run to run."""
    head, body = content[: content.rfind(b"\n@prefix")], content[content.rfind(b"\n@prefix") + 1 :]
    last, _, rest = body.partition(b"\n")
    return b"\n".join(sorted([*head.split(b"\n"), last])) + b"\n" + rest


def write(assessment: Assessment, target: Path) -> None:
    """Write the graph to a file, whole or not at all."""
    content = render(assessment, target.suffix)
    write_whole(target, lambda path: path.write_bytes(content))
