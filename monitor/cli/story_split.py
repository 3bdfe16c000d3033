"""`monitor story split ID ARTICLE…`: these articles are another happening."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from monitor.cli import STORY
from monitor.cli.story_store import BY, CONFIG, NUMBER, corrected
from monitor.model import ArticleId, StoryId
from monitor.service import now
from monitor.storage.story_corrections import split_story


@click.command("split", help=STORY["split"])
@click.argument("story", metavar="ID", type=NUMBER)
@click.argument("articles", metavar="ARTICLE…", type=NUMBER, nargs=-1, required=True)
@BY
@CONFIG
def command(story: int, articles: tuple[int, ...], by: str, config: Path) -> None:
    """Move articles into a new story."""
    chosen = [ArticleId(one) for one in articles]
    new = corrected(config, partial(split_story, story=StoryId(story), chosen=chosen, by=by, at=now()))
    what = f"article {articles[0]} is" if len(chosen) == 1 else f"{len(chosen)} articles are"
    click.echo(f"{what} now, with all copies, in story {new}; `monitor story merge {new} {story}` takes it back")
