"""`monitor search QUERY`: the archive asked in the language of topics."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as Bar
from rich.text import Text

from monitor.alerts.passage import FIRST_STRONG_ISOLATE, POP_ISOLATE, Passage, clean
from monitor.alerts.render import headline, linkable, quotation
from monitor.alerts.shown import article_view, source_name
from monitor.catalog.load import Catalog, load
from monitor.cli import COMMANDS
from monitor.cli.jsonlines import lines_out
from monitor.errors import ConfigInvalid, QueryInvalid
from monitor.locales import ENGLISH, translator
from monitor.model import Source, SourceId, Topic, TopicId
from monitor.review.backtest_run import window_of
from monitor.review.search import Found, Progress, Results, search_archive
from monitor.service import now
from monitor.storage.archive import Window
from monitor.storage.database import open_database, upgrade
from monitor.topics.matcher import Matcher
from monitor.topics.syntax import warnings_of

SEARCH = TopicId("search")
HIT = "bold black on yellow"
NAME_UNITS = 60
WHOLE_ARCHIVE = 3_660  # days
_BARE = str.maketrans("", "", FIRST_STRONG_ISOLATE + POP_ISOLATE)  # terminals show them as boxes


@click.command("search", help=COMMANDS["search"], context_settings={"show_default": True})
@click.argument("query")
@click.option("--days", type=click.IntRange(1, WHOLE_ARCHIVE), help="How many UTC days back, today among them; without it, all there is.")
@click.option("--limit", type=click.IntRange(0), default=20, help="How many articles are shown, the newest first; all are counted.")
@click.option("--config", type=click.Path(path_type=Path, file_okay=False), default="config", help="The config folder.")
@click.option("--json", "in_json", is_flag=True, help="One JSON object instead of text.")
def command(query: str, days: int | None, limit: int, config: Path, in_json: bool) -> None:
    """Search, and print what was found."""
    catalog = load(config, os.environ)
    matcher = matcher_of(query, catalog)
    for doubt in warnings_of(query):
        click.echo(str(doubt), err=True)
    window = window_of(days or WHOLE_ARCHIVE, now())
    results = asyncio.run(look(catalog.database_url, matcher, window, limit=limit))
    sources = {source.id: source for source in catalog.sources}
    if in_json:
        lines_out([as_json(query, results, window, sources)])
    else:
        print_results(results, sources, Console(highlight=False))


def matcher_of(query: str, catalog: Catalog) -> Matcher:
    """Compile the query with the concepts of a catalog.

    Raises:
        click.UsageError: the query is wrong; with every reason, by line and column.
        ConfigInvalid: a concept is.
    """
    try:
        return Matcher([Topic(id=SEARCH, query=query)], catalog.concepts, catalog.sources)
    except QueryInvalid as error:
        if any(problem.file for problem in error.problems):
            raise ConfigInvalid(error.problems) from error
        raise click.UsageError("\n".join(map(str, error.problems))) from error


async def look(url: str, matcher: Matcher, window: Window, *, limit: int) -> Results:
    """Search the archive of a database.

    Raises:
        DatabaseUnreachable: the database does not answer.
    """
    await asyncio.to_thread(upgrade, url)
    database = open_database(url)
    try:
        with _bar() as progress:
            return await search_archive(database, matcher, SEARCH, window, limit=limit, progress=progress)
    finally:
        await database.close()


@contextmanager
def _bar() -> Iterator[Progress]:
    """Show how far it is where somebody watches, and nothing in a pipe."""
    console = Console(stderr=True)
    columns = (TextColumn("searching"), BarColumn(), MofNCompleteColumn())
    with Bar(*columns, console=console, transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("searching", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def as_json(query: str, results: Results, window: Window, sources: Mapping[SourceId, Source]) -> dict[str, Any]:
    """Return what was found as one JSON object; hits within ``headline`` and ``sentence`` are [start, end] in characters."""
    return {
        "query": query,
        "since": window.since.isoformat(),
        "until": window.until.isoformat(),
        "total": results.total,
        "archived": results.archived,
        "forgotten": results.forgotten,
        "read": results.read,
        "articles": [_row(found, sources) for found in results.newest],
    }


def _row(found: Found, sources: Mapping[SourceId, Source]) -> dict[str, Any]:
    article, match = found.article, found.match
    view = article_view(article, match.spans, source=sources.get(article.source))
    title, sentence = headline(view, translator(ENGLISH)), quotation(view)
    return {
        "id": article.id,
        "source": article.source,
        "language": article.language,
        "country": article.country,
        "published": article.published.isoformat() if article.published else None,
        "seen": article.seen.isoformat() if article.seen else None,
        "url": article.url,
        "copy_of": article.copy_of,
        "field": match.field,
        "headline": title.text,
        "headline_hits": title.hits,
        "sentence": sentence.text,
        "sentence_hits": sentence.hits,
        "spans": [[span.field, span.start, span.end] for span in match.spans],
    }


def print_results(results: Results, sources: Mapping[SourceId, Source], console: Console) -> None:
    """Print the newest first, then how many there are; in a pipe nothing is coloured or folded, and hits stand in [brackets]."""
    for found in results.newest:
        article = found.article
        view = article_view(article, found.match.spans, source=sources.get(article.source))
        facts = (f"{found.when:%Y-%m-%d %H:%M}", source_name(view, NAME_UNITS).translate(_BARE), article.language)
        kind = ("copy" if article.copy_of else "", "in the body" if found.match.field == "body" else "")
        _line(console, Text(" · ".join(fact for fact in (*facts, *kind) if fact), "dim"))
        for passage, style in ((headline(view, translator(ENGLISH)), "bold"), (quotation(view), "italic")):
            if passage.text:
                _indented(_marked(passage, style, console), console)
        if linkable(article.url):
            _line(console, Text.assemble("  ", (clean(article.url).text, "blue")))
    _line(console, Text(summary(results), "dim"))


def summary(results: Results) -> str:
    """Return how many articles match, of how many, and of how many nothing is left."""
    shown = f"; the newest {len(results.newest):,} are shown" if len(results.newest) < results.total else ""
    be = "is" if results.forgotten == 1 else "are"
    gone = f"; {results.forgotten:,} more {be} no longer archived, and cannot be searched" if results.forgotten else ""
    slow = "; the index was of no help, so every article was read" if results.unaided else ""
    return f"{results.total:,} of {_counted(results.archived, 'article')} found{shown}{slow}{gone}"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _marked(passage: Passage, style: str, console: Console) -> Text:
    if console.is_terminal:
        return Text.assemble(*((piece, HIT if hit else style) for piece, hit in passage.pieces()))
    return Text("".join(f"[{piece}]" if hit else piece for piece, hit in passage.pieces()))


def _indented(text: Text, console: Console) -> None:
    for line in text.wrap(console, max(20, console.width - 2)) if console.is_terminal else [text]:
        line.rstrip()
        _line(console, Text.assemble("  ", line))


def _line(console: Console, text: Text) -> None:
    console.print(text, soft_wrap=True)
