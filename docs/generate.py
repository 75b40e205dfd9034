"""Write docs/commands.md from the commands' help and docs/checks.md from the checks' docstrings."""

from __future__ import annotations

import importlib
import inspect
from pathlib import Path

import click

from esgmap.checks import CHECKS, REFERENCES
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
    """Each check's docstring, with its code."""
    parts = ["# The checks\n", "Made from the checks themselves by `make docs`.\n"]
    for code, check in CHECKS.items():
        text = inspect.getdoc(importlib.import_module(check.__module__)) or ""
        first, _, rest = text.partition("\n")
        stops = "\n\nWhile it stands, nothing is assessed or written." if code in REFERENCES else ""
        parts.append(f"## `{code}`\n\n**{first}**\n\n{rest.strip()}{stops}\n")
    return "\n".join(parts)


def main() -> None:
    """Write both pages."""
    (DOCS / "commands.md").write_text(commands_page(), encoding="utf-8")
    (DOCS / "checks.md").write_text(checks_page(), encoding="utf-8")


if __name__ == "__main__":
    main()
