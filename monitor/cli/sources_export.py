"""`monitor sources export`: the feeds of a config folder as OPML. Listings and channels are no feeds to other readers and are left out."""

from __future__ import annotations

import os
from pathlib import Path

import click

from monitor.catalog.load import load
from monitor.cli import SOURCES
from monitor.feeds.opml import Outline, write_opml
from monitor.model import FeedKind


@click.command("export", help=SOURCES["export"], context_settings={"show_default": True})
@click.option("--config", type=click.Path(path_type=Path, file_okay=False), default="config", help="The config folder.")
def command(config: Path) -> None:
    """Print an OPML document."""
    outlines = [
        Outline(url=feed.url, title=source.name, language=feed.language or source.language)
        for source in load(config, os.environ).sources
        for feed in source.feeds
        if source.enabled and feed.kind is FeedKind.FEED
    ]
    click.echo(write_opml(outlines, title="Feeds of monitor"), nl=False)
