"""`monitor story not ID ARTICLE`: this article does not belong, and never will."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from monitor.cli import STORY
from monitor.cli.story_store import BY, CONFIG, NUMBER, corrected
from monitor.model import ArticleId, StoryId
from monitor.service import now
from monitor.storage.story_corrections import not_in_story


@click.command("not", help=STORY["not"])
@click.argument("story", metavar="ID", type=NUMBER)
@click.argument("article", metavar="ARTICLE", type=NUMBER)
@BY
@CONFIG
def command(story: int, article: int, by: str, config: Path) -> None:
    """Take one article out of a story."""
    new = corrected(config, partial(not_in_story, story=StoryId(story), article=ArticleId(article), by=by, at=now()))
    click.echo(f"article {article} is now, with all copies, story {new}; `monitor story merge {new} {story}` takes it back")
