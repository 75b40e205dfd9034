"""What the tables of content keep among themselves: successors, regimes, reliefs, relations, claims, counts.

A rule takes a shelf, which is everything that was read, or one edition with the shelf; it yields a problem,
with its place and its remedy, for each fault.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from esgmap.cells import read_list
from esgmap.inforce import ASSESSED, REFERENCE
from esgmap.model import Disclosure, Edition, Problem, Requirement, Source
from esgmap.tables import Row, error, load_schema


@dataclass(frozen=True, slots=True)
class Shelf:
    """The editions by id, and the rows of each table that speaks of them, by the table's name."""

    editions: dict[str, Edition]
    rows: dict[str, list[Row]]


Rule = Callable[[Shelf], Iterator[Problem]]
EditionRule = Callable[[Edition, Shelf], Iterator[Problem]]


# --- one edition among the others -----------------------------------------------------------------


def replaced_rows(edition: Edition, shelf: Shelf) -> Iterator[Problem]:
    """What a row replaces is a row of another edition."""
    for row in _rows(edition):
        for replaced in row.replaces:
            older = shelf.editions.get(replaced.split("/", 1)[0])
            if older is None or older.id == edition.id or replaced not in _ids(older):
                message = f"`{row.id}` replaces `{replaced}`, which is no row of another edition"
                hint = "write the id of an older row with its edition, as sasb:tc-si-2018-10/TC-SI-130a.1"
                yield error("replaces", message, hint, row.source)


def successors(edition: Edition, shelf: Shelf) -> Iterator[Problem]:
    """The edition that supersedes this one takes effect on the day this one ends, counted alike."""
    if not edition.superseded_by:
        return
    place = Source(_path(edition), 1)
    later = shelf.editions.get(edition.superseded_by)
    if later is None or later.id == edition.id:
        message = f"`superseded_by` is `{edition.superseded_by}`, which is no other edition"
        yield error("successor", message, "`esgmap frameworks list` shows all", place)
    elif later.effective_from != edition.superseded_from:
        message = (
            f"superseded from {edition.superseded_from}, "
            f"but {later.id} takes effect from {later.effective_from or 'no day'}"
        )
        yield error("successor", message, "make the two days the same", place)
    elif later.effective_basis != (edition.superseded_basis or edition.effective_basis):
        basis = edition.superseded_basis or edition.effective_basis
        message = f"superseded by {basis}, but {later.id} takes effect by {later.effective_basis}"
        hint = f"write `# superseded_basis: {later.effective_basis}`, or there are days with no edition"
        yield error("successor", message, hint, place)


def regimes(edition: Edition, shelf: Shelf) -> Iterator[Problem]:
    """Each regime that a row names is ruled for each class of issuer; without a rule nothing would bind."""
    classes = load_schema("applicability").columns["issuer_class"].choices
    ruled = {
        (row["regime"], row["issuer_class"])
        for row in shelf.rows["applicability"]
        if row["edition"] == edition.id
    }
    first = {row.regime: row for row in reversed(list(_rows(edition))) if row.regime}
    for regime, row in first.items():
        if lacking := [each for each in classes if (regime, each) not in ruled]:
            message = f"regime `{regime}` has no rule for {', '.join(lacking)}"
            hint = "add it to applicability.tsv; what has no rule counts as not required"
            yield error("regime", message, hint, row.source)


# --- the tables -----------------------------------------------------------------------------------


def applicability(shelf: Shelf) -> Iterator[Problem]:
    """A rule is about a regime that its edition has, and stands once."""
    used = {edition.id: {row.regime for row in _rows(edition)} for edition in shelf.editions.values()}
    yield from _twice(shelf, "applicability", "edition", "regime", "issuer_class", "from")
    for row in shelf.rows["applicability"]:
        if row["regime"] not in used.get(row["edition"], set()):
            message = f"no row of `{row['edition']}` has the regime `{row['regime']}`"
            yield error("regime", message, "see the edition's table", row.source("regime"))


def reliefs(shelf: Shelf) -> Iterator[Problem]:
    """A relief is for requirements that its edition has."""
    yield from _twice(shelf, "reliefs", "edition", "relief")
    for row in shelf.rows["reliefs"]:
        edition = shelf.editions.get(row["edition"])
        known = {each.local_id for each in _requirements(edition)} if edition else set()
        if unknown := [each for each in read_list(row["requirements"]) if each not in known]:
            message = f"`{row['edition']}` has no requirement {', '.join(unknown)}"
            yield error("relief", message, "see the edition's table", row.source("requirements"))


def supersessions(shelf: Shelf) -> Iterator[Problem]:
    """What gives way is there, stands once, and gives way on the day on which its successor takes effect."""
    gone: set[str] = set()
    for row in shelf.rows["supersessions"]:
        edition, later = shelf.editions.get(row["edition"]), shelf.editions.get(row["by"])
        codes = {each.code for each in edition.disclosures} if edition else set()
        if unknown := [each for each in read_list(row["disclosures"]) if each not in codes]:
            message = f"`{row['edition']}` has no disclosure {', '.join(unknown)}"
            yield error("supersession", message, "see the edition's table", row.source("disclosures"))
        if again := [each for each in read_list(row["disclosures"]) if f"{row['edition']}/{each}" in gone]:
            message = f"{', '.join(again)} of `{row['edition']}` gives way twice"
            yield error("supersession", message, "keep one of them", row.source("disclosures"))
        gone |= {f"{row['edition']}/{each}" for each in read_list(row["disclosures"])}
        when = (later.effective_from, later.effective_basis) if later else ()
        if when != (row["from"], row["basis"]):
            told = f"takes effect on {' by '.join(when)}" if when else "is no edition"
            message = f"gives way on {row['from']} by {row['basis']}, but `{row['by']}` {told}"
            yield error("supersession", message, "make them the same", row.source("from"))


def relations(shelf: Shelf) -> Iterator[Problem]:
    """A disclosure of an assessed edition relates to a goal or principle of a reference framework."""
    yield from _twice(shelf, "relates", "from_id", "to_id")
    ends = {
        role: {
            disclosure.id
            for edition in shelf.editions.values()
            for disclosure in edition.disclosures
            if edition.role == role
        }
        for role in (ASSESSED, REFERENCE)
    }
    for row in shelf.rows["relates"]:
        for column, role in (("from_id", ASSESSED), ("to_id", REFERENCE)):
            if row[column] not in ends[role]:
                message = f"`{row[column]}` is no disclosure of an edition with the role {role}"
                yield error("relation", message, "see `esgmap frameworks list`", row.source(column))


def claims(shelf: Shelf) -> Iterator[Problem]:
    """A rule stands once for each claim."""
    yield from _twice(shelf, "claim-rules", "framework", "claim", "rule")


def reasons(shelf: Shelf) -> Iterator[Problem]:
    """A reason for omission stands once for each framework."""
    yield from _twice(shelf, "omission-reasons", "framework", "reason")


def counts(shelf: Shelf) -> Iterator[Problem]:
    """Each edition has as many disclosures as were published, and each disclosure is counted."""
    yield from _twice(shelf, "published-counts", "edition", "codes")
    counted: set[str] = set()
    for row in shelf.rows["published-counts"]:
        edition = shelf.editions.get(row["edition"])
        if edition is None:
            message = f"`{row['edition']}` is no edition"
            yield error("count", message, "see `esgmap frameworks list`", row.source("edition"))
            continue
        fitting = [each.id for each in edition.disclosures if fnmatchcase(each.code, row["codes"])]
        counted.update(fitting)
        if len(fitting) != int(row["count"]):
            message = (
                f"{edition.id}: {row['count']} {row['what']} were published, the table has {len(fitting)}"
            )
            yield error("count", message, f"compare the table with {row['source']}", row.source("count"))
    for edition in shelf.editions.values():
        left = [each for each in edition.disclosures if each.id not in counted]
        if left:
            message = f"`{left[0].id}` is in no published count" + (
                f", nor {len(left) - 1} more" * (len(left) > 1)
            )
            yield error("count", message, "add a row to published-counts.tsv", left[0].source)


def _twice(shelf: Shelf, table: str, *columns: str) -> Iterator[Problem]:
    """A problem for each row that says of the same thing what a row above says."""
    seen: dict[tuple[str, ...], Row] = {}
    for row in shelf.rows[table]:
        key = tuple(row[column] for column in columns)
        if key in seen:
            message = f"{' '.join(filter(None, key))} stands twice; first on line {seen[key].line}"
            yield error("duplicate-row", message, "keep one of them", row.source(columns[-1]))
        seen.setdefault(key, row)


def _rows(edition: Edition) -> Iterator[Disclosure | Requirement]:
    for disclosure in edition.disclosures:
        yield disclosure
        yield from disclosure.items


def _requirements(edition: Edition) -> Iterator[Requirement]:
    for disclosure in edition.disclosures:
        yield from disclosure.requirements


def _ids(edition: Edition) -> set[str]:
    return {row.id for row in _rows(edition)}


def _path(edition: Edition) -> str:
    if edition.disclosures:
        return edition.disclosures[0].source.path
    return f"frameworks/{edition.id.replace(':', '/')}.tsv"


EDITION_RULES: tuple[EditionRule, ...] = (replaced_rows, successors, regimes)
RULES: tuple[Rule, ...] = (applicability, reliefs, supersessions, relations, claims, reasons, counts)
