"""The `esgmap` command: the group, the error handler, the exit codes.

0 nothing to report · 1 gaps or problems · 2 wrong usage or unreadable input · 3 our fault. Commands are
imported when they are called, so that `--help` stays fast.
"""

from __future__ import annotations

import importlib
import sys

import click

from esgmap import __version__

COMMANDS = {
    "build": "everything at once: index, gap report, graph, manifest",
    "check": "everything wrong with the input",
    "crosswalk": "what of one framework is asked in another",
    "documents": "does each figure stand where its evidence says; a document's tables",
    "facts": "propose facts from the tables of a document, and take over what is accepted",
    "frameworks": "browse the catalogues of the standards",
    "gaps": "what is reported, what is missing",
    "graph": "the RDF graph of everything that led to the statuses",
    "index": "the content-index workbook",
    "init": "begin a report: a folder, or a workbook that asks for the data",
    "next": "what to collect next, ranked by what it closes",
    "review": "bring reviewers' remarks back from their copies, and list them",
    "sample": "an audit sample that anybody can draw again, and its results",
    "sign": "record who signed which rows of an index",
    "trace": "why a requirement has its status",
    "verify": "what in a workbook is not what the inputs give, and why",
}


class LazyGroup(click.Group):
    """A group that imports a command when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, sorted."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"esgmap.commands.{cmd_name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands with their short help, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


@click.group(
    cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, prog_name="esgmap")
def cli() -> None:
    """Connect the facts of a report to GRI, SASB, HKEX and Nasdaq disclosures; show what is missing, and why.

    DIR is a report folder: report.yaml, facts.csv and, if there are any, omissions.csv; or the workbook that
    stands for one (esgmap init).
    """


def main() -> None:
    """Run the command line; a fault of ours leaves a log to send and exit code 3."""
    try:
        cli(prog_name="esgmap")
    except Exception:
        import tempfile
        import traceback

        with tempfile.NamedTemporaryFile("w", prefix="esgmap-", suffix=".log", delete=False) as log:
            log.write(f"esgmap {__version__}, Python {sys.version}\n{sys.argv}\n\n{traceback.format_exc()}")
        click.echo(f"esgmap failed, and it is not your fault. Please send us {log.name}", err=True)
        sys.exit(3)
