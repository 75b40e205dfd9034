"""`esgmap crosswalk`: what of one framework is asked in another."""

from __future__ import annotations

import difflib
import sys
from datetime import date
from pathlib import Path

import click

from esgmap.catalogue import Catalogue, load_catalogue
from esgmap.codes import read_code
from esgmap.commands._shared import (
    UNUSABLE,
    give,
    paint,
    print_problems,
    saving,
    terminal_width,
    worst,
    wrote,
)
from esgmap.content import frameworks_folder, mappings_folder
from esgmap.crosswalk import Crosswalk, limit, make_crosswalk
from esgmap.export.crosswalk_rows import LEVELS, REQUIREMENT, View, make_view
from esgmap.export.registry import CROSSWALKS, render_crosswalk
from esgmap.hub import load_hub
from esgmap.inforce import ASSESSED, REFERENCE, standing
from esgmap.mappings import load_mappings
from esgmap.model import Edition, Period, Problem, Severity

FORMATS = ["terminal", *CROSSWALKS, "xlsx"]


@click.command("crosswalk")
@click.argument("start", metavar="FROM")
@click.argument("end", metavar="TO")
@click.option(
    "--level",
    type=click.Choice(LEVELS),
    default=REQUIREMENT,
    show_default=True,
    help="How fine the pairs are.",
)
@click.option("--code", help="Only what begins or ends at this disclosure.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="terminal", show_default=True)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file.")
def command(start: str, end: str, level: str, code: str | None, form: str, output: Path | None) -> None:
    """Show what of the edition FROM is asked in the edition TO, and how that is known.

    FROM and TO are editions (hkex:esg-guide-2020, or esg-guide-2020). A framework's name will do if only one
    edition is meant: nasdaq; gri stands for all GRI Standards in force on the day the content was checked.

    What has no pair is either known to have none, or has not been looked at yet: the two are told apart.

    \b
    Examples:
      esgmap crosswalk esg-guide-2020 gri
      esgmap crosswalk sasb:tc-si-2018-10 esg-guide-2020 --code TC-SI-130a.1
      esgmap crosswalk nasdaq gri --format tsv -o nasdaq-gri.sssom.tsv
    """
    if form == "xlsx" and (output is None or output.suffix.lower() != ".xlsx"):
        raise click.UsageError("--format xlsx needs a file to write to: -o FILE.xlsx")
    catalogue, problems = load_catalogue(frameworks_folder())
    sides = [editions_named(name, catalogue) for name in (start, end)]
    if complaints := [side for side in sides if isinstance(side, str)]:
        _stop(list(dict.fromkeys(complaints)))
    from_ids, to_ids = ([each.id for each in side if isinstance(each, Edition)] for side in sides)
    if set(from_ids) & set(to_ids):
        _stop([f"{' and '.join(dict.fromkeys((start, end)))}: FROM and TO must be different editions."])
    hub, hub_problems = load_hub(frameworks_folder())
    mappings, mapping_problems = load_mappings(mappings_folder(), dict.fromkeys([*from_ids, *to_ids]))
    _refuse(problems + hub_problems + mapping_problems)
    found = make_crosswalk(catalogue, mappings, hub, from_ids, to_ids)
    view = make_view(_limited(found, code) if code else found, hub, level)
    _deliver(view, form, output)


def _refuse(problems: list[Problem]) -> None:
    """Stop if the shipped content cannot be read whole: half a crosswalk would be a wrong one."""
    print_problems(problems)
    if worst(problems) is Severity.ERROR:
        _stop(["Nothing was compared: mend the errors above."])


def _stop(texts: list[str]) -> None:
    for text in texts:
        click.echo(text, err=True)
    sys.exit(UNUSABLE)


# --- which editions -------------------------------------------------------------------------------


def editions_named(name: str, catalogue: Catalogue) -> list[Edition] | str:
    """The editions that a name stands for; a text that says what is wrong if it is none, or not clear."""
    known = catalogue.editions
    wanted = name.strip().casefold()
    found = [each for each in known.values() if wanted in (each.id, each.id.split(":", 1)[1])]
    if not found:
        return _framework_named(name, wanted, known)
    if found[0].role == REFERENCE:
        return _no_crosswalk(found[0].id)
    if found[0].role != ASSESSED:
        return f"`{found[0].id}` has a title and dates only: there is nothing in it to compare."
    return found


def _framework_named(name: str, wanted: str, known: dict[str, Edition]) -> list[Edition] | str:
    own = [each for each in known.values() if each.framework == wanted]
    assessed = [each for each in own if each.role == ASSESSED]
    if own and not assessed:
        return _no_crosswalk(own[0].id)
    if not own:
        stems = {each.split(":", 1)[1]: each for each in known}
        candidates = {
            **{each: each for each in known},
            **stems,
            **{e.framework: e.id for e in known.values()},
        }
        near = difflib.get_close_matches(wanted, candidates, 5, 0.5)
        hint = f"; nearest: {', '.join(dict.fromkeys(candidates[each] for each in near))}" if near else ""
        return f"`{name}` is no edition and no framework{hint}. `esgmap frameworks list` shows all."
    standards = {each.standard for each in assessed}
    if len(assessed) > 1 and _is_one_standard(assessed):
        ids = "\n".join(f"  {each.id}" for each in assessed)
        return f"`{name}` has several editions, and each asks something else. Name one:\n{ids}"
    return [each for each in assessed if len(standards) == 1 or _is_current(each)]


def _is_one_standard(editions: list[Edition]) -> bool:
    """Whether each of the editions takes the place of another: then they are one standard over the years."""
    last = [each for each in editions if not each.superseded_by]
    return len(last) == 1


def _is_current(edition: Edition) -> bool:
    """Whether the edition was in force on the day it was last checked: no clock is asked."""
    day = date.fromisoformat(edition.checked_on)
    return standing(edition, Period(day, day), Period(day, day)).is_in_force


def _no_crosswalk(edition_id: str) -> str:
    return (
        f"`{edition_id}` holds goals or principles that disclosures relate to, and asks nothing to compare.\n"
        "`esgmap frameworks show CODE` shows which of them a disclosure relates to."
    )


def _limited(crosswalk: Crosswalk, code: str) -> Crosswalk:
    editions = {each.id: each for each in (*crosswalk.from_editions, *crosswalk.to_editions)}
    reading = read_code(Catalogue(editions), code)
    if not reading.exact:
        near = [*reading.eaten, *reading.near]
        hint = f"; nearest: {', '.join(dict.fromkeys(each.code for each in near))}" if near else ""
        _stop([f"`{code}` is no disclosure of these editions{hint}."])
    return limit(crosswalk, frozenset(each.id for each in reading.exact))


# --- the output -----------------------------------------------------------------------------------


def _deliver(view: View, form: str, output: Path | None) -> None:
    from esgmap.export import crosswalk_terminal
    from esgmap.export.files import write_whole

    if form == "terminal" and output is None:
        for line, style in crosswalk_terminal.lines(view, terminal_width()):
            paint(line, style)
        return
    if form == "xlsx" and output:
        from esgmap.export.workbook_crosswalk import write

        with saving(output):
            write_whole(output, lambda path: write(view, path))
        wrote(output)
        return
    if form == "terminal":
        text = "".join(f"{line}\n" for line, _ in crosswalk_terminal.lines(view, 100))
    else:
        text = render_crosswalk(view, form)
    give(text, output)
