"""A place to load triples into and to put questions to: what every SPARQL engine looks like from here.

Triples go in and come out as N-Triples, so that no engine's own classes are needed. A store works in a graph
of its own and drops it afterwards. The embedded one is Oxigraph; `endpoint` speaks to a server.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Protocol

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    serialize,
)
from pyoxigraph import Store as Oxigraph

from esgmap.graph_terms import PREFIXES
from esgmap.model import Problem, Severity, Source

Row = dict[str, str]
"""One solution: the text of each variable that has a value; of an IRI its address."""


class Store(Protocol):
    """What a re-performance needs of an engine. Each method may raise StoreError."""

    def load(self, triples: bytes) -> None:
        """Add N-Triples to the working graph."""

    def construct(self, query: str) -> bytes:
        """Put a CONSTRUCT query to the working graph; N-Triples come back."""

    def select(self, query: str) -> list[Row]:
        """Put a SELECT query to the working graph."""

    def drop(self) -> None:
        """Take the working graph away, with all that was loaded."""


class StoreError(Exception):
    """A store that cannot be used, as a problem that says what to do."""

    def __init__(self, code: str, message: str, hint: str = "", where: str = "") -> None:
        super().__init__(message)
        self.problem = Problem(code, Severity.ERROR, message, hint, Source(where) if where else None)


@contextmanager
def working(store: Store) -> Iterator[Store]:
    """Use a store, and drop its working graph whatever happens; the first failure is the one that is told."""
    try:
        yield store
    except BaseException:
        with suppress(StoreError):
            store.drop()
        raise
    store.drop()


class LocalStore:
    """Oxigraph inside this process, in memory."""

    def __init__(self) -> None:
        self._engine = Oxigraph()

    def load(self, triples: bytes) -> None:
        """Add N-Triples to the working graph."""
        self._engine.load(triples, format=RdfFormat.N_TRIPLES)

    def construct(self, query: str) -> bytes:
        """Put a CONSTRUCT query to the working graph; N-Triples come back."""
        found = self._engine.query(query)
        if not isinstance(found, QueryTriples):
            raise TypeError("a CONSTRUCT query is needed")
        return serialize(found, format=RdfFormat.N_TRIPLES) or b""

    def select(self, query: str) -> list[Row]:
        """Put a SELECT query to the working graph."""
        found = self._engine.query(query)
        if not isinstance(found, QuerySolutions):
            raise TypeError("a SELECT query is needed")
        names = [each.value for each in found.variables]
        return [
            {name: node.value for name in names if isinstance(node := row[name], NamedNode | Literal)}
            for row in found
        ]

    def drop(self) -> None:
        """Take the working graph away, with all that was loaded."""
        self._engine.clear()


# --- a question to a graph ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query gives: a table (an ASK gives one cell, `true` or `false`), or triples as Turtle.

    IRIs in a table are shortened by the prefixes of ours, as `esgm:met`.
    """

    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    turtle: str = ""
    is_table: bool = True


def ask(quads: Iterable[Quad], query: str) -> Answer:
    """Put a query to named graphs; without GRAPH it sees all of them as one. Raises StoreError.

    The prefixes of ours need not be declared.
    """
    engine = Oxigraph()
    engine.extend(quads)
    try:
        found = engine.query(query, prefixes=PREFIXES, use_default_graph_as_union=True)
        if isinstance(found, QueryBoolean):
            return Answer(("answer",), (("true" if found else "false",),))
        if isinstance(found, QueryTriples):
            return Answer(turtle=_turtle(found), is_table=False)
        names = [each.value for each in found.variables]
        return Answer(tuple(names), tuple(tuple(_shown(row[name]) for name in names) for row in found))
    except (SyntaxError, OSError) as fault:
        message = f"the query cannot be run: {str(fault).strip()}"
        hint = "SPARQL 1.1 SELECT, ASK, CONSTRUCT or DESCRIBE; changes (INSERT, DELETE) are not possible here"
        raise StoreError("query", message, hint) from fault


def _turtle(found: QueryTriples) -> str:
    triples = sorted(set(found), key=str)
    written = serialize(triples, format=RdfFormat.TURTLE, prefixes=PREFIXES) or b""
    prefixes: list[str] = []
    rest: list[str] = []
    for line in written.decode().splitlines():
        (prefixes if line.startswith("@prefix") else rest).append(line)
    return "\n".join([*sorted(prefixes), *rest])


def _shown(node: object) -> str:
    if isinstance(node, NamedNode):
        for prefix, address in PREFIXES.items():
            name = node.value.removeprefix(address)
            if name != node.value and name.replace("-", "").replace("_", "").isalnum():
                return f"{prefix}:{name}"
        return node.value
    return node.value if isinstance(node, Literal | BlankNode) else "" if node is None else str(node)
