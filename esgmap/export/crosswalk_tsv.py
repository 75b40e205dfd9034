"""A crosswalk as SSSOM/TSV: one record a pair, each with the mappings that it was derived from.

`derived_from` holds one identifier for each mapping that a pair rests on, chain by chain: the IRI that the
same mapping has in the graph. That nothing fits is a record with `sssom:NoTermFound`; what nobody has looked
at yet is no record, and is counted in the header.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from esgmap import __version__
from esgmap.chains import CLOSE
from esgmap.crosswalk import Standing
from esgmap.export.crosswalk_rows import Line, View, lone_lines, pair_lines, summary_texts
from esgmap.graph_terms import BASE, PREFIXES, mapping_iri
from esgmap.model import NO_TERM, Edition, Mapping

NAME = "tsv"
LICENSE = "https://creativecommons.org/licenses/by/4.0/"
JUSTIFICATION = "semapv:MappingChaining"
COLUMNS = (
    *("subject_id", "subject_label", "predicate_id", "object_id", "object_label", "mapping_justification"),
    *("subject_source", "object_source", "confidence", "derived_from", "comment"),
)
NOTHING = ""


def render(view: View) -> str:
    """The crosswalk as a valid SSSOM/TSV file."""
    body = io.StringIO()
    writer = csv.writer(body, delimiter="\t", lineterminator="\n")
    writer.writerow(COLUMNS)
    lines = pair_lines(view)
    for line in lines:
        writer.writerow(_record(line))
    writer.writerows(_nothing_found(view))
    return "".join(f"# {line}\n" for line in _header(view, lines)) + body.getvalue()


def _record(line: Line) -> tuple[str, ...]:
    rows = list(dict.fromkeys(row for chain in line.chains for row in (chain.first, chain.second)))
    comment = "; ".join(filter(None, (line.share, *line.steps)))
    return (
        line.start.id,
        line.start.label,
        line.predicate,
        line.end.id,
        line.end.label,
        JUSTIFICATION,
        line.start.edition,
        line.end.edition,
        line.confidence,
        "|".join(map(_curie, rows)),
        comment,
    )


def _curie(row: Mapping) -> str:
    return "mapping:" + mapping_iri(row).value.removeprefix(f"{BASE}mapping/")


def _nothing_found(view: View) -> Iterator[tuple[str, ...]]:
    """A record for each row of either side that is known to have no counterpart on the other."""
    for each in lone_lines(view):
        if each.standing is not Standing.NO_COUNTERPART:
            continue
        mine = (each.end.id, each.end.label)
        ends = (*mine, CLOSE, NO_TERM, NOTHING) if each.is_from else (NO_TERM, NOTHING, CLOSE, *mine)
        sources = (each.end.edition, NOTHING) if each.is_from else (NOTHING, each.end.edition)
        comment = "All of both sides was looked at."
        yield (*ends, JUSTIFICATION, *sources, NOTHING, NOTHING, comment)


def _header(view: View, lines: list[Line]) -> Iterator[str]:
    """The metadata of the set, as commented YAML."""
    crosswalk = view.crosswalk
    editions = (*crosswalk.from_editions, *crosswalk.to_editions)
    rows = [row for line in lines for chain in line.chains for row in (chain.first, chain.second)]
    prefixes = {each.framework: f"{BASE}{each.framework}/" for each in editions}
    prefixes |= {
        "mapping": f"{BASE}mapping/",
        **{each: PREFIXES[each] for each in ("semapv", "skos", "sssom")},
    }
    yield 'sssom_version: "1.1"'
    yield "curie_map:"
    for prefix in sorted(prefixes):
        yield f"  {prefix}: {prefixes[prefix]}"
    yield f"mapping_set_id: {BASE}crosswalks/{_stem(crosswalk.from_editions)}--{_stem(crosswalk.to_editions)}"
    yield f"mapping_set_title: {_quoted(view.title)}"
    yield f"mapping_set_description: {_quoted(' '.join(summary_texts(view)))}"
    yield f"license: {LICENSE}"
    yield "mapping_tool: esgmap"
    yield f'mapping_tool_version: "{__version__}"'
    if rows:
        yield f'mapping_date: "{max(row.mapping_date for row in rows)}"'
        yield "mapping_set_source:"
        for source in sorted({_set_id(row) for row in rows}):
            yield f"  - {source}"


def _stem(editions: tuple[Edition, ...]) -> str:
    return editions[0].id.replace(":", "-") if len(editions) == 1 else editions[0].framework


def _set_id(row: Mapping) -> str:
    return f"{BASE}mappings/" + row.source.path.rsplit("/", 1)[-1].removesuffix(".sssom.tsv")


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
