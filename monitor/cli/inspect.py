"""`monitor inspect …`: one stage alone, over standard input and output, streaming."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import click

from monitor.cli import INSPECT
from monitor.cli.jsonlines import lines_in, lines_out


@click.group("inspect", help="Run one stage alone: JSON lines in, JSON lines out (docs/commands.md has the fields).")
def command() -> None:
    """Group the stages."""


def _streaming(name: str) -> click.Command:
    def run() -> None:
        lines_out(import_module(f"monitor.cli.inspect_{name}").run(lines_in()))

    return click.Command(name, callback=run, help=INSPECT[name])


for _name in ("feeds", "articles", "queries", "copies", "stories", "render"):
    command.add_command(_streaming(_name))


@command.command("topics", help=INSPECT["topics"])
@click.option("--config", type=click.Path(path_type=Path, file_okay=False), default="config", show_default=True)
def topics(config: Path) -> None:
    """Match every line against the topics of a config folder."""
    lines_out(import_module("monitor.cli.inspect_topics").run(lines_in(), config))


@command.command("fetch", help=INSPECT["fetch"])
@click.argument("url")
@click.option("--allow-network", "networks", multiple=True, metavar="CIDR", help="A network that may be dialled although it is not public.")
@click.option("--allow-port", "ports", multiple=True, type=int, metavar="N", help="A port that may be dialled.")
def fetch(url: str, networks: tuple[str, ...], ports: tuple[int, ...]) -> None:
    """Fetch and read one URL as the line would."""
    lines_out([import_module("monitor.cli.inspect_fetch").run(url, networks, ports)])
