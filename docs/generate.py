"""Write docs/commands.md from the commands' help and docs/checks.md from the checks' docstrings."""

from __future__ import annotations

import importlib
import inspect
from pathlib import Path

import click

from esgmap.checks import CHECKS, FIGURES, REFERENCES, evidence_found
from esgmap.cli import COMMANDS, cli

DOCS = Path(__file__).parent


def commands_page() -> str:
    """Each command's help, as the terminal shows it."""
    parts = ["# The commands\n", "Made from `--help` by `make docs`.\n", *_help(cli, "esgmap")]
    context = click.Context(cli)
    for name in sorted(COMMANDS):
        if command := cli.get_command(context, name):
            parts += _help(command, f"esgmap {name}")
    return "\n".join(parts)


def _help(command: click.Command, path: str) -> list[str]:
    settings = cli.context_settings
    context = click.Context(command, info_name=path, terminal_width=100, **settings)
    parts = [f"## {path}\n", "```", command.get_help(context), "```\n"]
    if isinstance(command, click.Group) and command is not cli:
        for name in sorted(command.commands):
            parts += _help(command.commands[name], f"{path} {name}")
    return parts


def checks_page() -> str:
    """Each check's docstring, with its code: those of the input, then those of the figures."""
    parts = ["# The checks\n", "Made from the checks themselves by `make docs`.\n", "# Of the input\n"]
    for code, check in CHECKS.items():
        stops = "While it stands, nothing is assessed or written." if code in REFERENCES else ""
        parts.append(_check((code,), check.__module__, stops))
    parts.append("# Of the figures\n")
    parts += [_check((code,), check.__module__) for code, check in FIGURES.items()]
    parts += ["# Of the documents\n", _check(evidence_found.CODES, evidence_found.__name__)]
    return "\n".join(parts)


def _check(codes: tuple[str, ...], module: str, further: str = "") -> str:
    first, _, rest = (inspect.getdoc(importlib.import_module(module)) or "").partition("\n\n")
    first = " ".join(first.split())
    heads = ", ".join(f"`{code}`" for code in codes)
    return "\n\n".join(part for part in (f"## {heads}", f"**{first}**", rest.strip(), further) if part) + "\n"


def main() -> None:
    """Write both pages."""
    (DOCS / "commands.md").write_text(commands_page(), encoding="utf-8")
    (DOCS / "checks.md").write_text(checks_page(), encoding="utf-8")


if __name__ == "__main__":
    main()
