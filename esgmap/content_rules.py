"""What the table of one edition keeps beyond being readable: codes, sources, words, units, dates, its role.

A rule takes the table as it is written, and the hub; it yields a problem, with its place and its remedy, for
each fault. That ids are unique and parents stand above their rows is checked by `catalogue`, which could not
build an edition otherwise.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator
from datetime import date
from itertools import pairwise

from esgmap.cells import read_list, read_needs
from esgmap.inforce import ASSESSED, BASES, ENTRY, REFERENCE, ROLES
from esgmap.model import Hub, Problem, Source
from esgmap.tables import Row, Table, error

KEYS = (
    *("id", "framework", "role", "standard", "title", "edition", "publisher", "issued", "effective_from"),
    *("effective_basis", "superseded_from", "superseded_by", "superseded_basis", "reference"),
    *("compiled_from", "checked_on", "note"),
)
"""The header lines that an edition may have."""

TITLE_WORDS = 20
ASKS = ("kind", "unit_kind", "unit", "dimensions", "periods", "condition")
Rule = Callable[[Table, Hub], Iterator[Problem]]


# --- header ---------------------------------------------------------------------------------------


def header_keys(table: Table, hub: Hub) -> Iterator[Problem]:
    """The header says where the text stands and what the table was made from, and nothing we do not know."""
    for key in ("reference", "compiled_from"):
        if not table.header.get(key):
            message = f"header line `# {key}: …` is missing"
            yield error("missing-header", message, "say where the text was read", _place(table))
    for key in table.header:
        if key not in KEYS:
            near = difflib.get_close_matches(key, KEYS, 1, 0.6)
            hint = f"is `{near[0]}` meant?" if near else f"known lines: {', '.join(KEYS)}"
            yield error("unknown-header", f"header line `# {key}: …` is not known", hint, _place(table, key))


def header_dates(table: Table, hub: Hub) -> Iterator[Problem]:
    """Issued, in force, superseded, in this order; nothing was checked before it was issued."""
    if table.header.get("issued") and _first_day(table.header["issued"]) is None:
        message = f"header line `# issued: {table.header['issued']}`; expected 2021, 2021-01 or 2021-01-31"
        yield error("date-format", message, "leave the line out if it is not known", _place(table, "issued"))
    for keys in (("issued", "effective_from", "superseded_from"), ("issued", "checked_on")):
        known = [(day, key) for key in keys if (day := _first_day(table.header.get(key, "")))]
        for (before, earlier), (after, later) in pairwise(known):
            if after < before:
                message = f"`{later}` ({after}) is before `{earlier}` ({before})"
                yield error("date-order", message, "see which of the two is wrong", _place(table, later))


def _first_day(text: str) -> date | None:
    """A day, or the first day of the month or year that is given; None if it is none of them."""
    try:
        return date.fromisoformat("-".join([*text.split("-"), "01", "01"][:3]))
    except ValueError:
        return None


def header_bases(table: Table, hub: Hub) -> Iterator[Problem]:
    """What is not a mere reference says what its dates are counted by; an end names the successor."""
    header = table.header
    basis = header.get("effective_basis", "")
    needed = [] if header.get("role") == REFERENCE else ["effective_basis"]
    for key in dict.fromkeys(
        [*needed, *(key for key in ("effective_basis", "superseded_basis") if key in header)]
    ):
        if header.get(key) not in BASES:
            message = f"header line `# {key}: {header.get(key, '')}`; expected one of {', '.join(BASES)}"
            hint = "say what the edition's dates are counted by"
            yield error("effective-basis", message, hint, _place(table, key))
    if basis == "voluntary" and header.get("effective_from"):
        message = "a voluntary edition takes effect on no day"
        yield error("effective-basis", message, "leave one out", _place(table, "effective_from"))
    if basis in BASES and basis != "voluntary" and not header.get("effective_from"):
        message = f"`effective_basis` is `{basis}`, but the header line `# effective_from: …` is missing"
        hint = "give the day, or write `voluntary` if there is none"
        yield error("effective-basis", message, hint, _place(table, "effective_basis"))
    if bool(header.get("superseded_by")) != bool(header.get("superseded_from")):
        message = "`superseded_from` and `superseded_by` go together, and one of them is missing"
        place = _place(table, "superseded_by" if header.get("superseded_by") else "superseded_from")
        yield error("superseded", message, "say from when, and by which edition", place)


def role(table: Table, hub: Hub) -> Iterator[Problem]:
    """An entry has no rows; a reference has goals alone, which bind nobody; everything else is assessed."""
    own = table.header.get("role", ASSESSED)
    if own not in ROLES:
        message = f"header line `# role: {own}`; expected one of {', '.join(ROLES)}"
        yield error("role", message, f"leave it out for `{ASSESSED}`", _place(table, "role"))
    elif own == ENTRY and table.rows:
        message = "an entry has a title and dates, and no rows"
        yield error("role", message, "take the rows out, or the header line `# role`", table.rows[0].source())
    elif own != ENTRY and not table.rows:
        hint = f"add its disclosures, or the header line `# role: {ENTRY}`"
        yield error("role", "the edition has no rows", hint, _place(table))
    elif own == REFERENCE:
        for row in table.rows:
            if row["level"] != "disclosure" or row["obligation"] or row["omission"]:
                message = f"`{row['id']}` asks or binds, in an edition that nothing is assessed against"
                hint = "a reference framework has disclosures alone, without obligation and omission"
                yield error("role", message, hint, row.source("level"))


def _place(table: Table, key: str = "") -> Source:
    """Where a header line stands; the beginning of the table if it is missing."""
    for number, line in enumerate(table.lines, 1):
        if key and line.startswith("#") and line.lstrip("# ").startswith(f"{key}:"):
            return Source(table.path, number)
    return Source(table.path, 1)


# --- rows -----------------------------------------------------------------------------------------


def codes(table: Table, hub: Hub) -> Iterator[Problem]:
    """A disclosure's id is its code; its parts carry that code, and their ids begin with it."""
    code = ""
    for row in table.rows:
        if row["level"] == "disclosure":
            code = row["code"]
            if row["id"] != code:
                message = f"id `{row['id']}` and code `{code}` of a disclosure differ"
                yield error("edition-code", message, "make them the same", row.source("code"))
        elif row["code"] != code:
            message = f"`{row['id']}` carries the code `{row['code']}` and stands below `{code}`"
            yield error("edition-code", message, f"write {code}", row.source("code"))
        elif not row["id"].startswith(code):
            message = f"id `{row['id']}` does not begin with its code `{code}`"
            yield error("edition-code", message, f"begin it with {code}", row.source("id"))


def sourced(table: Table, hub: Hub) -> Iterator[Problem]:
    """Every row says where it was read, under which heading it stands and whose words its title is."""
    for column in ("source", "topic", "wording"):
        if table.rows and column not in table.positions:
            hint = "add it and fill it in for every row"
            yield error("not-sourced", f"column `{column}` is missing", hint, table.rows[0].source())
            continue
        for row in table.rows:
            if not row[column]:
                message = f"`{column}` of `{row['id']}` is empty"
                yield error("not-sourced", message, "every row says so", row.source(column))


def two_sources_if_verified(table: Table, hub: Hub) -> Iterator[Problem]:
    """A row that says `verified` names two sources or more; what was recalled is never verified."""
    for row in table.rows:
        if row["confidence"] != "verified":
            continue
        recalled = "recalled" in row["source"]
        if recalled or len(read_list(row["source"].replace(" and ", ";"))) < 2:
            message = f"`{row['id']}` is called verified, but " + (
                "its source is recalled" if recalled else "fewer than two sources are named"
            )
            hint = "name two sources, separated by a semicolon, or write `single` or `unverified`"
            yield error("not-verified", message, hint, row.source("confidence"))


def titles(table: Table, hub: Hub) -> Iterator[Problem]:
    """A title is short, and in the standard's own words on a disclosure alone: the text is not ours."""
    for row in table.rows:
        words = len(row["title"].split())
        if words > TITLE_WORDS:
            message = f"the title of `{row['id']}` has {words} words; at most {TITLE_WORDS} are allowed"
            yield error("long-title", message, "say it shorter, in own words", row.source("title"))
        if row["wording"] == "official" and row["level"] != "disclosure":
            message = f"`{row['id']}` is a {row['level']} in the standard's own words"
            hint = "only the short title of a disclosure may be; write it in own words"
            yield error("official-wording", message, hint, row.source("wording"))


def kinds(table: Table, hub: Hub) -> Iterator[Problem]:
    """A requirement asks for a figure, a statement, or yes or no; nothing else asks for anything."""
    for row in table.rows:
        if row["level"] == "requirement":
            if not row["kind"]:
                message = f"`{row['id']}` does not say what kind of answer it asks for"
                hint = "write quantitative, narrative or yes-no"
                yield error("kind", message, hint, row.source("kind"))
        elif asked := [column for column in ASKS if row[column]]:
            message = f"`{row['id']}` is a {row['level']} and has `{asked[0]}`"
            hint = "leave it to the requirements below it"
            yield error("kind", message, hint, row.source(asked[0]))


def units(table: Table, hub: Hub) -> Iterator[Problem]:
    """A figure has a kind of unit that exists (or a note why not), and a unit of that kind."""
    for row in table.rows:
        column, message = _unit_fault(row, hub)
        if message:
            hint = "see units.tsv; a figure without a kind of unit needs a note that says why"
            yield error("unit-kind", message, hint, row.source(column))


def _unit_fault(row: Row, hub: Hub) -> tuple[str, str]:
    known = {unit.kind for unit in hub.units.values()}
    unit = hub.units.get(row["unit"])
    if row["unit_kind"] and row["unit_kind"] not in known:
        return "unit_kind", f"`{row['id']}` has the unit kind `{row['unit_kind']}`, which no unit has"
    if row["unit"] and (unit is None or unit.kind != row["unit_kind"]):
        return "unit", f"`{row['id']}` has the unit `{row['unit']}`, not one of `{row['unit_kind']}`"
    if row["kind"] == "quantitative" and not row["unit_kind"] and not row["note"]:
        return "unit_kind", f"`{row['id']}` asks for a figure, but of no kind"
    if row["kind"] in {"narrative", "yes-no"} and row["unit_kind"]:
        return "unit_kind", f"`{row['id']}` asks for words and has a unit kind"
    return "", ""


def dimensions(table: Table, hub: Hub) -> Iterator[Problem]:
    """Every dimension exists; a fixed member of a dimension whose members are listed is one of them."""
    for row in table.rows:
        needs = read_needs(row["dimensions"])
        names = {name for each in needs.breakdowns for name in each.dimensions}
        strange = [
            name for name in sorted(names | {name for name, _ in needs.fixed}) if name not in hub.dimensions
        ]
        strange += [
            f"{name}={member}"
            for name, member in needs.fixed
            if name in hub.dimensions and hub.dimensions[name].members
            if member not in hub.dimensions[name].members
        ]
        if strange:
            message = f"`{row['id']}` asks for `{strange[0]}`, which dimensions.tsv does not have"
            hint = "write it as there, or add it there first"
            yield error("dimension", message, hint, row.source("dimensions"))


def nothing_asked(table: Table, hub: Hub) -> Iterator[Problem]:
    """A group and a disclosure have something below them that is assessed."""
    if table.header.get("role", ASSESSED) != ASSESSED:
        return
    parents = {row["id"]: row["parent"] for row in table.rows}
    asking: set[str] = set()
    for row in table.rows:
        above = row["id"] if row["level"] == "requirement" else ""
        while above and above not in asking:
            asking.add(above)
            above = parents.get(above, "")
    for row in table.rows:
        if row["id"] not in asking:
            message = f"`{row['id']}` is a {row['level']} without a requirement below it"
            hint = "add what it asks for, or take it out"
            yield error("nothing-asked", message, hint, row.source("id"))


def obligations(table: Table, hub: Hub) -> Iterator[Problem]:
    """A disclosure says how it binds and whether it may be omitted; only a disclosure says the latter."""
    if table.header.get("role", ASSESSED) != ASSESSED:
        return
    for row in table.rows:
        column, message = "omission", ""
        if row["level"] != "disclosure":
            message = f"`{row['id']}` is no disclosure and has an omission rule" if row["omission"] else ""
        elif not row["obligation"]:
            column, message = "obligation", f"`{row['id']}` does not say how it binds"
        elif not row["omission"]:
            message = f"`{row['id']}` does not say whether it may be omitted"
        elif row["obligation"] == "mandatory" and row["omission"] == "permitted":
            message = f"`{row['id']}` is mandatory, and its omission is permitted"
        if message:
            hint = "obligation and omission stand on each disclosure; what is mandatory cannot be omitted"
            yield error("obligation", message, hint, row.source(column))


def changes(table: Table, hub: Hub) -> Iterator[Problem]:
    """What takes the place of an older row says what became of the question; a changed one says how."""
    for row in table.rows:
        change, column, message = row["change"], "change", ""
        if row["replaces"] and change in {"", "new"}:
            message = f"`{row['id']}` replaces an older row, and its change is `{change or 'not given'}`"
        elif change not in {"", "new"} and not row["replaces"]:
            column, message = "replaces", f"`{row['id']}` is {change} and replaces nothing"
        elif change == "changed" and not row["change_note"]:
            column, message = "change_note", f"`{row['id']}` asks another question than before, and not which"
        if message:
            hint = "give `replaces` with unchanged, reworded or changed (then with a note), or new without it"
            yield error("change", message, hint, row.source(column))


RULES: tuple[Rule, ...] = (
    *(header_keys, header_dates, header_bases, role),
    *(codes, sourced, two_sources_if_verified, titles, kinds, units, dimensions),
    *(nothing_asked, obligations, changes),
)
