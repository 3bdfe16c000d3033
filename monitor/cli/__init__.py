"""The command line: one file a command, listed in one table and imported only when it is called."""

from __future__ import annotations

import importlib
import sys
from typing import Any

import click

from monitor.errors import ConfigInvalid, DatabaseUnreachable, MonitorError, TelegramUnreachable

OK, FINDINGS, USAGE, CONFIG_INVALID, OUT_OF_REACH, INTERRUPTED = 0, 1, 2, 3, 4, 130

COMMANDS = {
    "run": "Watch the sources of a config folder and send alerts.",
    "init": "Set up the bot: its token, its operators, what they hear, a message to see it.",
    "doctor": "Name in a line each what is right and what is wrong, with what to do.",
    "demo": "Show the whole product on its bundled newsroom: offline, no token.",
    "check": "Say what is wrong with a config folder.",
    "sources": "Say what a URL is, list what is watched, import and export lists of feeds.",
    "registers": "Show the official lists that are watched, accept a reading that is held, compare two saved copies.",
    "topics": "List the topics with their figures, or try their examples.",
    "concepts": "List the concepts, or find spellings in the archive that sound like one.",
    "explain": "Say why an article matched or did not, clause by clause; whose copy it is; who was told.",
    "stories": "List the stories, newest first, or say which sources tell them first.",
    "story": "Show one story: who told it first, who copied whom, why each article is in it; split it, merge it, take an article out.",
    "review": "Print one day in figures.",
    "notify": "Send a message to a place that alerts go to by way of Apprise: e-mail, Matrix, Slack, ntfy.",
    "proposals": "List changes of topics that readers ask for with what they would cost, take or refuse one.",
    "backtest": "Say what a topic, a query or an edit would have found in the archive: gained, lost, and the alerts that follow.",
    "search": "Search the archive in the language of topics.",
    "inspect": "Run one stage alone: JSON lines in, JSON lines out.",
    "db": "Bring the database to this version's form.",
}
SOURCES = {
    "check": "Say what a URL is, how it would be polled, and what to write into config/sources.",
    "list": "List every feed that is watched, how it is and since when, and what to do about it.",
    "import": "Print the feeds of an OPML file as YAML for config/sources.",
    "export": "Print the feeds of a config folder as OPML.",
}
REGISTERS = {
    "list": "List the official lists that are watched and how each stands, or the readings of one that were kept.",
    "show": "Print the rows of an official list as they were last confirmed, or as they were read at some time.",
    "accept": "Believe a reading that is held: its rows are the list from now on.",
    "diff": "Print the rows that differ between two saved copies of a list; 1 where any do.",
}
TOPICS = {
    "list": "List the topics: examples, stages, exclusions, alerts of the last seven days, who hears them. The command without a word.",
    "test": "Try the examples of topics, all or those that are named; 1 where any fails.",
}
CONCEPTS = {
    "list": "List the concepts: terms by language, the topics that name them, languages they lack. The command without a word.",
    "suggest": "Show spellings in the archive that sound like a concept's words, to accept or refuse: nothing is matched by them.",
}
STORIES = {
    "list": "List the stories: sources, languages, countries, stages, what was told. The command without a word.",
    "sources": "Say how often each source tells a story before all others, and by how much.",
}
STORY = {
    "show": "Print a story's timeline, why each article is in it, its alerts and corrections. The command where a number comes first.",
    "split": "Move articles of a story, with their copies, into a new one.",
    "merge": "Move all articles of a story into another: both are one happening.",
    "not": "Take an article that does not belong out of a story, with its copies, for good.",
}
NOTIFY = {
    "test": "Send a message to one place, by its name in the config; 1 where it is not taken.",
}
PROPOSALS = {
    "list": "List what readers ask for and nobody answered yet, with what it would cost. The command without a word.",
    "show": "Print a proposal whole: what it would gain and lose, and the alerts called right among that.",
    "take": "Write its exclusion into the topic's file, where the config loads and the topic's examples hold with it.",
    "refuse": "Leave the topic as it is; the same is not proposed again.",
}
INSPECT = {
    "feeds": "Feed files to entries.",
    "articles": "Page files to articles.",
    "queries": "One query against one text.",
    "topics": "Texts against the topics of a config folder.",
    "copies": "A stream of texts to groups of copies.",
    "stories": "A stream of texts to stories.",
    "fetch": "One URL through the guarded fetcher.",
    "render": "Articles to a Telegram message.",
}


class Table(click.Group):
    """A group whose commands live in modules that are imported when they are called: ``--help`` stays quick.

    Where a group has a ``usual`` command, its name may be left out, with options and without, and before a number.
    """

    def __init__(self, *args: Any, table: dict[str, str], modules: str, usual: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._table = table
        self._modules = modules
        self._usual = usual

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the usual command where none is named."""
        first = args[0] if args else ""
        if self._usual and (not first or first.isdigit() or (first.startswith("-") and first not in ctx.help_option_names)):
            args = [self._usual, *args]
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names in the order of the table."""
        return list(self._table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Import the module of one command and return its ``command``."""
        if cmd_name not in self._table:
            return None
        command: click.Command = importlib.import_module(self._modules.format(cmd_name)).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """Write the table; nothing is imported for it."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self._table.items()))


@click.group(cls=Table, table=COMMANDS, modules="monitor.cli.{}", context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="monitor")
def monitor() -> None:
    """Watch news sources for what you asked for, and hear of each thing once."""


def main() -> None:
    """Run the command line and exit with the contract's code: 0 ok, 1 findings, 2 usage, 3 config, 4 out of reach, 130."""
    try:
        code = monitor(standalone_mode=False)
    except click.exceptions.Abort:
        code = INTERRUPTED
    except click.exceptions.Exit as done:
        code = done.exit_code
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except KeyboardInterrupt:
        code = INTERRUPTED
    except ConfigInvalid as error:
        for problem in error.problems:
            click.echo(str(problem), err=True)
        code = CONFIG_INVALID
    except (DatabaseUnreachable, TelegramUnreachable) as error:
        click.echo(f"monitor: {error}", err=True)
        code = OUT_OF_REACH
    except MonitorError as error:
        click.echo(f"monitor: {error}", err=True)
        code = FINDINGS
    sys.exit(code if isinstance(code, int) else OK)
