"""rdflib as a store, so that the queries run on an engine that shares nothing with Oxigraph."""

from __future__ import annotations

from rdflib import Graph

from esgmap.store import Row


class RdflibStore:
    """A graph of rdflib, in memory."""

    def __init__(self) -> None:
        self.graph = Graph()

    def load(self, triples: bytes) -> None:
        self.graph.parse(data=triples, format="nt")

    def construct(self, query: str) -> bytes:
        found = self.graph.query(query).graph
        assert found is not None
        return found.serialize(format="nt", encoding="utf-8")

    def select(self, query: str) -> list[Row]:
        return [
            {str(name): str(value) for name, value in row.asdict().items()}  # type: ignore[union-attr]
            for row in self.graph.query(query)
        ]

    def drop(self) -> None:
        self.graph = Graph()
