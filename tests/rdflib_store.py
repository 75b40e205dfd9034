"""rdflib as a store, so that the queries run on an engine that shares nothing with Oxigraph."""

from __future__ import annotations

from functools import cache

from rdflib import Graph
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query

from esgmap.store import Row


@cache
def prepared(query: str) -> Query:
    """A query as rdflib takes it apart, which takes longer than to answer it from a small graph."""
    return prepareQuery(query)


class RdflibStore:
    """A graph of rdflib, in memory."""

    def __init__(self) -> None:
        self.graph = Graph()

    def load(self, triples: bytes) -> None:
        self.graph.parse(data=triples, format="nt")

    def construct(self, query: str) -> bytes:
        found = self.graph.query(prepared(query)).graph
        assert found is not None
        return found.serialize(format="nt", encoding="utf-8")

    def select(self, query: str) -> list[Row]:
        return [
            {str(name): str(value) for name, value in row.asdict().items()}  # type: ignore[union-attr]
            for row in self.graph.query(prepared(query))
        ]

    def drop(self) -> None:
        self.graph = Graph()
