"""`monitor story merge ID INTO`: both are one happening."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from monitor.cli import STORY
from monitor.cli.story_store import BY, CONFIG, NUMBER, corrected
from monitor.model import StoryId
from monitor.service import now
from monitor.storage.story_corrections import merge_stories


@click.command("merge", help=STORY["merge"])
@click.argument("story", metavar="ID", type=NUMBER)
@click.argument("into", metavar="INTO", type=NUMBER)
@BY
@CONFIG
def command(story: int, into: int, by: str, config: Path) -> None:
    """Move all articles of a story into another."""
    moved = corrected(config, partial(merge_stories, story=StoryId(story), into=StoryId(into), by=by, at=now()))
    what = "its article is" if moved == 1 else f"its {moved} articles are"
    click.echo(f"story {story} leads to story {into}: {what} there; `monitor story split {into} ARTICLE…` takes some out again")
