"""Does each fact stand where its evidence says? What is told of each fact, and the one door to the search.

Comes in: a report, its folder, and a folder with its documents. Goes out: for each fact where its figure was
found, in the report's own words for places; and the problems of documents that are missing or changed.
"""

from __future__ import annotations

from esgmap.evidence.located import OUTCOMES, Located, Looked, Outcome, Search, Standing
from esgmap.evidence.locating import locate, look_through

__all__ = ("OUTCOMES", "Located", "Looked", "Outcome", "Search", "Standing", "locate", "look_through")
