"""`monitor sources import`: feeds of an OPML file as YAML for config/sources, one source for each host."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import click

from monitor.cli import SOURCES
from monitor.cli.source_yaml import as_yaml, source_of
from monitor.feeds.opml import Outline, read_opml
from monitor.model import FeedSpec, Source, SourceId


@click.command("import", help=SOURCES["import"])
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def command(file: Path) -> None:
    """Print what to write into a file of config/sources."""
    click.echo(as_yaml(sources_of(read_opml(file.read_bytes()))), nl=False)


def sources_of(outlines: tuple[Outline, ...]) -> list[Source]:
    """Return a source for each host, named after its first feed; feeds in another language say so."""
    hosts: defaultdict[SourceId, list[Outline]] = defaultdict(list)
    for one in outlines:
        hosts[source_of(one.url, "", "", ()).id].append(one)
    sources = []
    for group in hosts.values():
        first = source_of(group[0].url, group[0].title, group[0].language, ())
        spoken = [source_of(one.url, "", one.language, ()).language for one in group]
        feeds = [FeedSpec(url=one.url, language=own if own != first.language else "") for one, own in zip(group, spoken, strict=True)]
        sources.append(source_of(group[0].url, group[0].title, group[0].language, feeds))
    return sources
