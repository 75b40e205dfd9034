"""How good the proposals are, against tables in which people found figures: a gold folder given by its path.

    python benchmarks/intake_gold.py FOLDER [--misses]

FOLDER holds `tables/<report>/<page>_<table>.csv` and `facts_gold.csv` with the columns table, gri,
gri_finegrained, disclosure, question, gold_value, found_row, found_col (from 0). Measured: is there a
proposal at the right cell with the right value; does its indicator reach the disclosure of the standard;
are unit and year those that the question names; how often the tool abstains, and what its words of
confidence are worth.
"""

from __future__ import annotations

import argparse
import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from pathlib import Path

from esgmap.catalogue import edition_files, load_catalogue
from esgmap.cells import letters, read_list
from esgmap.content import frameworks_folder, mappings_folder
from esgmap.mappings import load_mappings
from esgmap.packs import read_pack
from esgmap.packs.measures import Units, measure, read_units
from esgmap.proposals import Content, load_content, proposals_of
from esgmap.proposals.records import Proposal

REACHES = ("exactMatch", "closeMatch", "narrowMatch", "broadMatch")
FRAMEWORK = "gri:"


def main() -> None:
    """Measure, and print the figures."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument(
        "--misses", action="store_true", help="print every question that was not answered right"
    )
    given = asked.parse_args()
    content, problems = load_content(frameworks_folder())
    if problems:
        raise SystemExit("\n".join(problem.message for problem in problems))
    reached = reached_disclosures()
    counts: Counter[str] = Counter()
    words: dict[str, Counter[str]] = defaultdict(Counter)
    found: dict[str, dict[str, Proposal]] = {}
    units = read_units(content.lexicon.hub.units)
    with (given.folder / "facts_gold.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if not row["found_row"]:
                counts["no cell known"] += 1
                continue
            path = given.folder / "tables" / row["table"]
            if row["table"] not in found:
                found[row["table"]] = by_cell(path, content)
            judge(row, found[row["table"]], reached, units, (counts, words, given.misses))
    report(counts, words)
    totals(found)


def by_cell(path: Path, content: Content) -> dict[str, Proposal]:
    """The proposals of a file by the cell that each was read from."""
    document, _ = read_pack(path)
    proposals, _ = proposals_of(document, content) if document else ([], [])
    return {each.cell: each for each in proposals}


def reached_disclosures() -> dict[str, set[str]]:
    """For each indicator, the codes of the disclosures that a requirement of theirs maps to it."""
    wanted = [each for each in edition_files(frameworks_folder()) if each.startswith(FRAMEWORK)]
    catalogue, _ = load_catalogue(frameworks_folder(), wanted)
    mappings, _ = load_mappings(mappings_folder(), catalogue.editions)
    codes = {
        item.id: each.code
        for edition in catalogue.editions.values()
        for each in edition.disclosures
        for item in each.items
    }
    reached: dict[str, set[str]] = defaultdict(set)
    for each in mappings:
        if not each.is_negative and each.predicate_id.split(":")[-1] in REACHES and each.subject_id in codes:
            reached[each.object_id.split(":")[-1]].add(codes[each.subject_id])
    return reached


def judge(
    row: dict[str, str],
    found: dict[str, Proposal],
    reached: dict[str, set[str]],
    units: Units,
    into: tuple[Counter[str], dict[str, Counter[str]], bool],
) -> None:
    """Judge one question."""
    counts, words, misses = into
    counts["questions"] += 1
    proposal = found.get(f"{letters(int(row['found_col']) + 1)}{int(row['found_row']) + 1}")
    if proposal is None:
        counts["no proposal"] += 1
        told(misses, "no proposal", row, proposal)
        return
    counts["cell"] += 1
    counts["value"] += same_value(row["gold_value"], proposal)
    wanted = [part.split(".")[0].strip(' "') for part in row["gri_finegrained"].split(",")]
    if year := re.findall(r"\b20\d\d\b", row["question"]):
        counts["asked for a year"] += 1
        right = any(proposal.period.startswith(each) for each in year)
        counts["year"] += right
        told(misses and not right, "year", row, proposal)
    if named := unit_named(row["question"], units):
        counts["asked for a unit"] += 1
        right = bool(units_of(proposal, units) & named)
        counts["unit"] += right
        told(misses and not right, "unit", row, proposal)
    if not proposal.indicator:
        counts["abstained"] += 1
        told(misses, "abstained", row, proposal)
        return
    if not reached.get(proposal.indicator):
        counts["of no disclosure"] += 1
    first = fits(proposal.indicator, wanted, reached)
    third = first or any(fits(each, wanted, reached) for each in read_list(proposal.alternatives)[:2])
    counts["top 1"] += first
    counts["top 3"] += third
    verdict = "right" if first else "wrong" if reached.get(proposal.indicator) else "of none"
    words[proposal.confidence][verdict] += 1
    told(misses and not first, "disclosure", row, proposal)


def fits(indicator: str, wanted: Iterable[str], reached: dict[str, set[str]]) -> bool:
    """Whether an indicator reaches one of the disclosures; `305-*` is any of that standard."""
    codes = reached.get(indicator, set())
    return any(
        any(code.startswith(each[:-1]) for code in codes) if each.endswith("*") else each in codes
        for each in wanted
    )


def same_value(gold: str, proposal: Proposal) -> bool:
    """Whether the value is the gold one."""
    try:
        return proposal.number is not None and Decimal(gold.replace(",", "")) == proposal.number
    except InvalidOperation:
        return gold.strip() == proposal.value_as_printed.strip()


def unit_named(question: str, units: Units) -> set[str]:
    """The units that a question names: `in tonnes of CO2`, `in MWh`, `in millions of GJ`."""
    for match in re.finditer(r"\b(?:in|measured in|\() ?([^?,()]{1,40})", question):
        words = match[1].split()
        for length in range(len(words), 0, -1):
            found = measure(" ".join(words[:length]), units)
            if found and found.units and not found.is_vacuous:
                return {unit for unit, _ in found.units}
    return set()


def units_of(proposal: Proposal, units: Units) -> set[str]:
    """The unit of a proposal, or those that its printed unit may be."""
    read = measure(proposal.unit_as_printed, units) if proposal.unit_as_printed else None
    printed = {unit for unit, _ in read.units} if read else set()
    return {proposal.unit} if proposal.unit else printed


def told(wanted: bool, what: str, row: dict[str, str], proposal: Proposal | None) -> None:
    """Print a miss."""
    if wanted:
        got = (
            f"{proposal.indicator or '-'} {proposal.unit_as_printed} {proposal.period} <{proposal.anchor}>"
            if proposal
            else ""
        )
        print(
            f"{what:12}{row['table']} {row['gri_finegrained']} | {row['question']} |",
            f"{row['gold_value']} | {got}",
        )


def report(counts: Counter[str], words: dict[str, Counter[str]]) -> None:
    """Print the figures, each with what it is a share of."""
    asked = counts["questions"]
    judged = counts["cell"] - counts["abstained"]

    def line(name: str, count: int, of: int) -> None:
        print(f"{name:44}{count:5} of {of:4}  {100 * count / max(of, 1):5.1f} %")

    print(f"questions with a known cell: {asked} ({counts['no cell known']} more without)")
    line("a proposal at the cell", counts["cell"], asked)
    line("with the gold value", counts["value"], counts["cell"])
    line("with the year asked for", counts["year"], counts["asked for a year"])
    line("with the unit asked for", counts["unit"], counts["asked for a unit"])
    line("abstained (no indicator)", counts["abstained"], counts["cell"])
    line("right disclosure, first, of all questions", counts["top 1"], asked)
    line("right disclosure, first three, of all questions", counts["top 3"], asked)
    line("right disclosure, first, where one is proposed", counts["top 1"], judged)
    line("right disclosure, first three, where proposed", counts["top 3"], judged)
    line("proposed one that no GRI disclosure asks for", counts["of no disclosure"], judged)
    for level in ("high", "medium", "low"):
        line(f"right where the confidence is {level}", words[level]["right"], words[level].total())
        line(f"  of another disclosure ({level})", words[level]["wrong"], words[level].total())


def totals(found: dict[str, dict[str, Proposal]]) -> None:
    """Print what was proposed in all these tables, asked for or not."""
    every = [each for proposals in found.values() for each in proposals.values()]
    named = [each for each in every if each.indicator]
    print(f"\nall figures of these tables: {len(every)}; with an indicator: {len(named)}")
    print(Counter(each.confidence for each in named))


if __name__ == "__main__":
    main()
