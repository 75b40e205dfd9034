"""`esgmap sample`: an audit sample that anybody can draw again, and the results that came back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from esgmap.commands._sample_plan import PLAN_NAMES, plan_faults, plan_of, plan_options, remembered, spelt
from esgmap.commands._shared import (
    CLEAN,
    FOUND,
    REPORT,
    UNUSABLE,
    assessed,
    paint,
    print_problems,
    report_argument,
    saving,
    terminal_width,
    worst,
    wrote,
)
from esgmap.model import Severity

if TYPE_CHECKING:
    from esgmap.findings import Assessment
    from esgmap.population import Baseline, Population, Sample
    from esgmap.sampling import Plan


@click.command("sample")
@report_argument
@plan_options
@click.option(
    "--baseline",
    metavar="DIR",
    type=REPORT,
    help="The folder of an earlier report, or of an earlier version of this one: for new and changed facts.",
)
@click.option(
    "--results",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Read a filled-in working paper back instead of drawing: same rows? how many errors?",
)
@click.option(
    "--format", "form", type=click.Choice(["terminal", "json"]), default="terminal", show_default=True
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The working paper, an .xlsx file.",
)
@click.pass_context
def command(context: click.Context, /, folder: Path, results: Path | None, form: str, **given: Any) -> None:
    """Draw a sample of facts or requirements for an audit, the same rows on every machine.

    Without --by and --target the rows are drawn at random; --by draws from strata, --target picks rows for
    what they are. How many: --size, --share, or --tolerable-error, which works the size out. Whoever has the
    seed can draw the rows again: fix it before anybody knows which rows it gives.

    \b
    Examples:
      esgmap sample examples/kingsoft-cloud-2021 --seed 2021-A --tolerable-error 5% -o sample.xlsx
      esgmap sample examples/kingsoft-cloud-2021 --seed 2021-A --by framework --size 40
      esgmap sample examples/kingsoft-cloud-2021 --seed 2021-A --target estimated --target largest
      esgmap sample examples/kingsoft-cloud-2021 --results sample.xlsx
    """
    if results:
        told = [each for each in (*PLAN_NAMES, "output") if _is_given(context, each)]
        if told:
            names = ", ".join(f"--{each.replace('_', '-')}" for each in told)
            raise click.UsageError(f"--results takes the draw from the paper: leave out {names}")
        _print_results(folder, results, given["baseline"], form)
        return
    output: Path | None = given["output"]
    if output and output.suffix.lower() != ".xlsx":
        raise click.BadParameter(f"{output.name} must end in .xlsx", param_hint="--output")
    plan = _checked(plan_of(given), given["baseline"] is not None, context)
    assessment, _ = assessed(folder)
    sample = _drawn(assessment, plan, _baseline(given["baseline"]), _line(plan, folder, given))
    if output:
        from esgmap.export.files import write_whole
        from esgmap.export.workbook_sample import write

        with saving(output):
            write_whole(output, lambda path: write(sample, path))
    _print_sample(sample, form, with_rows=output is None)
    if output:
        wrote(output)


def _is_given(context: click.Context, name: str) -> bool:
    return context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE


def _checked(plan: Plan, has_baseline: bool, context: click.Context) -> Plan:
    """The plan, if it can be carried out; else everything that is wrong with it, at once."""
    given = {name for name in PLAN_NAMES if _is_given(context, name)}
    if faults := plan_faults(plan, has_baseline, given):
        raise click.UsageError("\n".join(faults))
    return plan


def _line(plan: Plan, folder: Path, given: dict[str, Any]) -> str:
    """The command that draws the same rows again."""
    baseline, output = given["baseline"], given["output"]
    return spelt(plan, folder.resolve().name, baseline and baseline.as_posix(), output and output.name)


def _baseline(path: Path | None) -> Baseline | None:
    """The earlier report; if it cannot be used, every problem and exit code 2."""
    if path is None:
        return None
    from esgmap.population import Baseline
    from esgmap.report import load_report

    loaded = load_report(path)
    if loaded.report is None or worst(loaded.problems) is Severity.ERROR:
        print_problems(loaded.problems)
        click.echo(f"The baseline {path} cannot be used: mend the errors above, or leave it out.", err=True)
        sys.exit(UNUSABLE)
    return Baseline(path.name or path.resolve().name, loaded.report)


def _population(assessment: Assessment, plan: Plan, baseline: Baseline | None) -> Population:
    from esgmap.population import gather

    known = [each.claim.framework for each in assessment.frameworks]
    if unknown := [each for each in plan.frameworks if each not in known]:
        told = f"`{unknown[0]}` is not in report.yaml; there are {', '.join(known)}"
        raise click.BadParameter(told, param_hint="--framework")
    population = gather(assessment, plan, baseline)
    if baseline and population.matched * 10 < len(assessment.report.facts):
        told = f"only {population.matched} of {len(assessment.report.facts)} facts have a namesake"
        click.echo(
            f"{told} in the baseline: facts are matched by id, which stays from year to year", err=True
        )
    return population


def _drawn(assessment: Assessment, plan: Plan, baseline: Baseline | None, line: str) -> Sample:
    from esgmap.population import Sample
    from esgmap.sampling import obstacle, perform

    population = _population(assessment, plan, baseline)
    if told := obstacle(population.items, plan):
        raise click.UsageError(told)
    return Sample(assessment, plan, population, perform(population.items, plan), line)


def _print_sample(sample: Sample, form: str, with_rows: bool) -> None:
    if form == "json":
        from esgmap.export.sample_json import render

        click.echo(render(sample), nl=False)
        return
    from esgmap.export.sample_terminal import lines

    for line, style in lines(sample, terminal_width(), with_rows):
        paint(line, style)


# --- results --------------------------------------------------------------------------------------


def _print_results(folder: Path, results: Path, baseline: Path | None, form: str) -> None:
    """Judge a filled-in paper; exit code 1 unless all rows are the same, tested and without error."""
    from esgmap.sample_returned import judge, read_paper

    if not results.is_file():
        raise click.BadParameter(f"there is no file {results}", param_hint="--results")
    paper, problems = read_paper(results.read_bytes(), results.name)
    print_problems(problems)
    if paper is None:
        click.echo("Nothing was evaluated: mend the errors above and run again.", err=True)
        sys.exit(UNUSABLE)
    plan, named = remembered(paper.command, results.name)
    assessment, _ = assessed(folder)
    population = _population(assessment, plan, _baseline(_found_baseline(named, baseline)))
    judged = judge(paper, plan, population)
    if form == "json":
        from esgmap.export.sample_json import render_results

        click.echo(render_results(judged, plan), nl=False)
    else:
        from esgmap.export.sample_terminal import result_lines

        for line, style in result_lines(judged, plan, terminal_width()):
            paint(line, style)
    sys.exit(CLEAN if judged.is_clean else FOUND)


def _found_baseline(named: str, given: Path | None) -> Path | None:
    """Where the baseline of a paper is today."""
    if not named or given:
        return given if named else None
    path = Path(named)
    if not path.is_dir():
        told = f"the paper was drawn with the baseline {named}, which is not here: say where it is"
        raise click.BadParameter(told, param_hint="--baseline")
    return path
