"""The options of `esgmap sample` that say what is drawn and how: to a plan, and back to a command line."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Callable
from fractions import Fraction
from typing import Any, TypeVar

import click

from esgmap.commands._shared import UNUSABLE, print_problems
from esgmap.findings import Status
from esgmap.model import Problem, Severity, Source
from esgmap.sampling import ALLOCATIONS, AXES, RANKED, TARGETS, Plan

Command = TypeVar("Command", bound=Callable[..., Any])
POPULATIONS = ("facts", "counting", "figures", "requirements")
BASES = ("measured", "estimated", "restated", "target", "design", "projection", "plan")
SEED = re.compile(r"[\w .,:/#+@-]*[\w.,:/#+@-]")
NUMBER = re.compile(r"([0-9]+(?:\.[0-9]+)?) ?(%?)")
USUAL = Plan(seed="")


def _share(context: click.Context, option: click.Parameter, text: str | None) -> Fraction | None:
    """A share of one, from `5%` or `5`."""
    if text is None:
        return None
    read = NUMBER.fullmatch(text.strip())
    if read is None:
        raise click.BadParameter(f"`{text}` is no percentage; write it as 5% or 2.5%")
    share = Fraction(read[1]) / 100
    if 0 < share * 100 < 1 and not read[2]:
        told = f"`{text}` may be a share or a percentage; write {_percent(share * 100)} or {_percent(share)}"
        raise click.BadParameter(told)
    if share > 1:
        raise click.BadParameter(f"`{text}` is more than 100%")
    return share


def _seed(context: click.Context, option: click.Parameter, text: str | None) -> str | None:
    if text is not None and not SEED.fullmatch(text):
        told = "a seed is made of letters, digits, blanks and . , : / # + @ _ -, and does not end in a blank"
        raise click.BadParameter(told)
    return text


def plan_options(function: Command) -> Command:
    """Give a command the options of a plan."""
    for option in reversed(OPTIONS):
        function = option(function)
    return function


OPTIONS: tuple[Callable[[Any], Any], ...] = (
    click.option("--seed", metavar="TEXT", callback=_seed, help="What fixes the draw; needed to draw."),
    click.option(
        "--of",
        "of",
        type=click.Choice(POPULATIONS),
        default=USUAL.of,
        show_default=True,
        help="Every fact; only facts that count; only figures; or requirements.",
    ),
    click.option("--framework", "frameworks", multiple=True, help="Only what counts for this framework."),
    click.option(
        "--status",
        "statuses",
        multiple=True,
        type=click.Choice([status.value for status in Status]),
        help="With --of requirements: only these statuses. Default: met.",
    ),
    click.option(
        "--only-basis", "bases", multiple=True, type=click.Choice(BASES), help="Only facts of this basis."
    ),
    click.option(
        "--by", "by", multiple=True, type=click.Choice(list(AXES)), help="Draw from strata; at most two axes."
    ),
    click.option(
        "--allocation",
        type=click.Choice(ALLOCATIONS),
        default=USUAL.allocation,
        show_default=True,
        help="How the strata share the size; `each` draws that many from every stratum.",
    ),
    click.option(
        "--minimum",
        type=click.IntRange(min=0),
        default=USUAL.minimum,
        show_default=True,
        help="How many rows each stratum gives at least.",
    ),
    click.option(
        "--target",
        "targets",
        multiple=True,
        type=click.Choice(list(TARGETS)),
        help="Pick rows for what they are. Such a sample represents nothing but itself.",
    ),
    click.option(
        "--top",
        type=click.IntRange(min=1),
        default=USUAL.top,
        show_default=True,
        help="How many rows most-used and largest give; largest of each kind of unit.",
    ),
    click.option("--size", type=click.IntRange(min=1), help="How many rows."),
    click.option("--share", metavar="PERCENT", callback=_share, help="How many of the rows, as 10%."),
    click.option(
        "--tolerable-error",
        "tolerable",
        metavar="PERCENT",
        callback=_share,
        help="Work the size out: the error rate that would be too high, as 5%.",
    ),
    click.option(
        "--expected-error",
        "expected",
        metavar="PERCENT",
        callback=_share,
        default="0%",
        show_default=True,
        help="With --tolerable-error: the error rate that is expected.",
    ),
    click.option(
        "--confidence",
        metavar="PERCENT",
        callback=_share,
        default="95%",
        show_default=True,
        help="The confidence of the size and of the upper limit of the error rate.",
    ),
)
PLAN_NAMES = (
    *("seed", "of", "frameworks", "statuses", "bases", "by", "allocation", "minimum", "targets", "top"),
    *("size", "share", "tolerable", "expected", "confidence"),
)
SPELT = {"frameworks": "framework", "statuses": "status", "bases": "only-basis", "targets": "target"} | {
    "tolerable": "tolerable-error",
    "expected": "expected-error",
}


def plan_of(given: dict[str, Any]) -> Plan:
    """The plan that the options say."""
    values = {name: given[name] for name in PLAN_NAMES}
    if values["of"] == "requirements" and not values["statuses"]:
        values["statuses"] = (Status.MET.value,)
    return Plan(**{**values, "seed": values["seed"] or ""})


def plan_faults(plan: Plan, has_baseline: bool, given: set[str]) -> list[str]:
    """Everything that keeps a plan from making sense, each as a sentence that says what to do."""
    sizes = [
        SPELT.get(name, name) for name in ("size", "share", "tolerable") if getattr(plan, name) is not None
    ]
    is_about_facts = plan.of != "requirements"
    compares = "change" in plan.by or "changed" in plan.targets
    tells = (
        (not plan.seed, "--seed is needed: choose any text, and fix it before the rows are known"),
        (plan.by and plan.targets, "--by draws and --target picks: leave one of them out"),
        (len(plan.by) > 2, f"--by is given {len(plan.by)} times: two axes at most"),
        (len(set(plan.by)) < len(plan.by), "--by names the same axis twice: name it once"),
        (compares and not has_baseline, "new and changed facts are told apart by --baseline DIR: name it"),
        (is_about_facts and plan.statuses, "--status goes with --of requirements: facts have no status"),
        (
            not is_about_facts and RANKED & set(plan.targets),
            "--target largest and most-used rank facts: leave out --of requirements",
        ),
        (
            not plan.targets and len(sizes) != 1,
            "say how many rows, in one way: --size N, --share 10% or --tolerable-error 5%",
        ),
        (
            plan.targets and (len(sizes) > 1 or (sizes and plan.size is None)),
            "with --target, only --size can limit the rows: the other two are for rows drawn at random",
        ),
        (plan.share == 0, "--share 0% draws nothing: ask for more"),
        (
            plan.tolerable is not None and not plan.expected < plan.tolerable < 1,
            "--tolerable-error must be more than --expected-error, and less than 100%",
        ),
        (
            plan.tolerable is not None and plan.by and plan.allocation != "each",
            "--tolerable-error is for a whole population: with --by, add --allocation each, so that every "
            "stratum gets a sample of that size",
        ),
        (
            plan.tolerable is None and "expected" in given,
            "--expected-error goes with --tolerable-error: give both, or neither",
        ),
        (not 0 < plan.confidence < 1, "--confidence must be more than 0% and less than 100%"),
        (not plan.by and given & {"allocation", "minimum"}, "--allocation and --minimum go with --by"),
        (
            "top" in given and not RANKED & set(plan.targets),
            "--top goes with --target largest or --target most-used",
        ),
    )
    return [told for is_wrong, told in tells if is_wrong]


# --- the command line of a plan -------------------------------------------------------------------


def spelt(plan: Plan, folder: str, baseline: str | None, output: str | None) -> str:
    """The command line that gives a plan, with nothing in it that goes without saying."""
    words = ["esgmap", "sample", folder, "--seed", plan.seed]
    for name in PLAN_NAMES[1:]:
        value = getattr(plan, name)
        if value == getattr(USUAL, name):
            continue
        for each in value if isinstance(value, tuple) else (value,):
            words += [
                f"--{SPELT.get(name, name)}",
                _percent(each) if isinstance(each, Fraction) else str(each),
            ]
    words += ["--baseline", baseline] if baseline else []
    words += ["-o", output] if output else []
    return " ".join(_quoted(word) for word in words)


def _percent(share: Fraction) -> str:
    text = f"{float(share * 100):.6f}".rstrip("0").rstrip(".")
    return f"{text}%"


def _quoted(word: str) -> str:
    """A word as every shell takes it; in single quotes only where nothing else will do."""
    if re.fullmatch(r"[\w.,:/#+@%=-]+", word) and not word.startswith("#"):
        return word
    return f'"{word}"' if re.fullmatch(r"[\w .,:/#+@%=()&;-]+", word) else shlex.quote(word)


def remembered(line: str, shown: str) -> tuple[Plan, str]:
    """The plan of a command line, and the name of its baseline; exit code 2 if it cannot be understood."""
    try:
        words = shlex.split(line)
        if words[:2] != ["esgmap", "sample"]:
            raise click.UsageError("it does not begin with `esgmap sample`")
        context = _again.make_context("sample", words[2:])
        plan = plan_of(context.params)
        given = {
            name
            for name in PLAN_NAMES
            if context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE
        }
        if faults := plan_faults(plan, bool(context.params["baseline"]), given):
            raise click.UsageError("; ".join(faults))
    except (ValueError, click.ClickException) as fault:
        told = fault.format_message() if isinstance(fault, click.ClickException) else str(fault)
        message = f"the command on the paper, `{line}`, cannot be understood: {told}"
        hint = "put the line back as esgmap wrote it"
        print_problems([Problem("no-command", Severity.ERROR, message, hint, Source(shown))])
        sys.exit(UNUSABLE)
    return plan, context.params["baseline"] or ""


@click.command("sample", add_help_option=False)
@click.argument("folder")
@plan_options
@click.option("--baseline")
@click.option("-o", "--output")
def _again(**_: Any) -> None:
    """Read a command line that stands on a paper; it is never run."""
