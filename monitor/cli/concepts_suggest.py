"""`monitor concepts suggest NAME`: spellings of the archive that sound like a concept's words, shown, accepted or refused."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import click

from monitor.catalog.load import Catalog, load
from monitor.cli import CONCEPTS
from monitor.cli.asked import ask, has_database
from monitor.cli.concepts_accept import accept
from monitor.cli.jsonlines import lines_out
from monitor.model import Article, ArticleId, Concept, Topic, TopicId
from monitor.service import now
from monitor.storage.articles import articles_by_id
from monitor.storage.database import Database
from monitor.storage.search import find_candidates, vocabulary
from monitor.storage.suggestions import Refusal, refusals_of, refuse, take_back
from monitor.storage.transaction import Transaction
from monitor.text.normalize import fold
from monitor.text.words import Reading
from monitor.topics.archive_keys import wanted_keys
from monitor.topics.lexicon import How, TermWord
from monitor.topics.matcher import Matcher
from monitor.topics.named import alternatives_to, named_concepts
from monitor.topics.place import nearest
from monitor.topics.suggest import Ear, Likely, likely
from monitor.topics.weigh import Suggestion, weighed

LOOKED_AT = 12  # articles of each spelling
WEIGHED = 3  # times as many spellings as are shown
LONGEST = 100  # characters of a spelling
WIDEST = 110  # characters of a headline
MOST_PAGES = 10  # of candidates
_NO_SPELLING = re.compile(r'[\0-\x1f\x7f@#"()\[\]{}<>:;,|/\\]')


@click.command("suggest", help=CONCEPTS["suggest"], context_settings={"show_default": True})
@click.argument("name")
@click.argument("spellings", metavar="[SPELLING]…", nargs=-1)
@click.option("--accept", "accepting", is_flag=True, help="Write these spellings into the concept's file.")
@click.option("--language", metavar="L", default="", help="With --accept: the list they go into; without it, that of the articles.")
@click.option("--refuse", "refusing", is_flag=True, help="Never suggest these spellings again.")
@click.option("--because", metavar="TEXT", default="", help="With --refuse: why, for the next reader.")
@click.option("--refused", "show_refused", is_flag=True, help="Show what was refused, when and why.")
@click.option("--days", type=click.IntRange(1, 3660), help="Only spellings seen in so many days; without it, in the whole archive.")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, help="How many to show.")
@click.option("--config", type=click.Path(path_type=Path, file_okay=False), default="config", help="The config folder.")
@click.option("--json", "in_json", is_flag=True, help="A JSON line for each spelling instead of text.")
def command(
    name: str,
    spellings: tuple[str, ...],
    accepting: bool,
    language: str,
    refusing: bool,
    because: str,
    show_refused: bool,
    days: int | None,
    limit: int,
    config: Path,
    in_json: bool,
) -> None:
    """Show spellings, or take what the operator says of some."""
    _see_that_it_can_be_done(spellings, accepting=accepting, refusing=refusing, language=language, because=because)
    catalog = load(config, os.environ)
    concept = _concept(catalog, name)
    if accepting:
        there = has_database(catalog.database_url)
        seen = ask(catalog.database_url, partial(_languages, concept=concept, spellings=spellings)) if there else {}
        for line in accept(config, concept, spellings, language=language, seen=seen):
            click.echo(line)
        if there:
            ask(catalog.database_url, lambda database: database.run(take_back, concept.id, spellings))
    elif refusing:
        ask(catalog.database_url, lambda database: database.run(refuse, concept.id, spellings, because=because, at=now()))
        click.echo(f"@{concept.id}: {', '.join(spellings)} will not be suggested again")
    elif show_refused:
        _show_refused(ask(catalog.database_url, lambda database: database.read(refusals_of, concept.id)), in_json=in_json)
    else:
        since = now() - timedelta(days=days) if days else None
        found = ask(catalog.database_url, partial(suggestions, catalog=catalog, concept=concept, since=since, limit=limit))
        _show(concept, found, in_json=in_json)


async def suggestions(database: Database, *, catalog: Catalog, concept: Concept, since: datetime | None, limit: int) -> list[Suggestion]:
    """Return what the archive has that sounds like a concept, the best first.

    Raises:
        click.ClickException: the concept has no word that sounds.
    """
    ear = Ear(concept)
    if ear.deaf:
        raise click.ClickException(f"@{concept.id} has no word to listen for: its terms are phrases, Chinese, or shorter than four sounds")
    refused = {one.spelling for one in await database.read(refusals_of, concept.id)}
    words = await database.read(vocabulary, keep=lambda word: ear.hears(word) is not None)
    in_company = _company(catalog, concept)
    found = []
    for one in likely(ear, catalog.concepts, words, refused=refused, limit=limit * WEIGHED):
        count, articles = await database.read(_articles, [one.spelling, *one.forms], since=since)
        suggestion = weighed(replace(one, articles=count) if since else one, articles, ear, in_company)
        found += [suggestion] if suggestion else []
    return sorted(found, key=lambda one: (-one.score, one.likely.spelling))[:limit]


def _articles(tx: Transaction, spellings: Sequence[str], *, since: datetime | None) -> tuple[int, list[Article]]:
    """How many articles may have one of these spellings, and the newest of them."""
    wanted = wanted_keys([[TermWord(spelling, How.EXACT) for spelling in spellings]])
    newest: list[ArticleId] = []
    count, after = 0, ArticleId(0)
    for _ in range(MOST_PAGES):
        ids = find_candidates(tx, wanted, since=since, after=after)
        if not ids:
            break
        count, newest, after = count + len(ids), [*newest, *ids][-LOOKED_AT:], ids[-1]
    return count, articles_by_id(tx, newest)


def _company(catalog: Catalog, concept: Concept) -> Callable[[Article, Reading], bool]:
    """Whether an article has the concept, one that queries name as an alternative to it, or a topic that names it."""
    naming = [replace(topic, enabled=True) for topic in catalog.topics if concept.id in named_concepts(topic.query)]
    friends = {concept.id}.union(*(alternatives_to(concept.id, topic.query) for topic in naming))
    itself = Topic(id=TopicId(f"@{concept.id}"), query=" OR ".join(f"@{name}" for name in sorted(friends)))
    matcher = Matcher([itself, *naming], catalog.concepts, catalog.sources)
    return lambda article, reading: bool(matcher.match(article, reading))


async def _languages(database: Database, *, concept: Concept, spellings: Sequence[str]) -> dict[str, str]:
    """The language of most articles that have each spelling unknown to the concept; nothing of those that no article has."""
    found: dict[str, str] = {}
    ear = Ear(concept)
    for spelling in spellings:
        one = Likely(spelling=fold(spelling), articles=0, like="", likeness=1)
        _, articles = await database.read(_articles, [one.spelling], since=None)
        suggestion = weighed(one, articles, ear, lambda *_: False)
        found |= {spelling: suggestion.languages[0]} if suggestion else {}
    return found


def _concept(catalog: Catalog, name: str) -> Concept:
    known = {concept.id: concept for concept in catalog.concepts}
    wanted = name.removeprefix("@")
    if wanted not in known:
        raise click.UsageError(
            f"there is no concept `{wanted}`: {nearest(wanted, known) or '`monitor concepts` lists those that there are'}"
        )
    return known[wanted]


def _see_that_it_can_be_done(spellings: Sequence[str], *, accepting: bool, refusing: bool, language: str, because: str) -> None:
    if accepting and refusing:
        raise click.UsageError("--accept and --refuse are two calls: spellings are one or the other")
    if bool(spellings) != (accepting or refusing):
        raise click.UsageError("name the spellings, and say --accept or --refuse")
    if language and not accepting:
        raise click.UsageError("--language goes with --accept")
    if because and not refusing:
        raise click.UsageError("--because goes with --refuse")
    for spelling in spellings:
        if not 0 < len(spelling.strip()) <= LONGEST:
            raise click.UsageError(f"a spelling has from 1 to {LONGEST} characters")
        if strange := _NO_SPELLING.search(spelling):
            raise click.UsageError(f"{spelling!r} holds {strange[0]!r}: write the word alone, as it stands in texts")


def _show(concept: Concept, found: Sequence[Suggestion], *, in_json: bool) -> None:
    if in_json:
        lines_out(map(_as_json, found))
        return
    for one in found:
        for line in _as_text(one):
            click.echo(line)
    if not found:
        click.echo(f"nothing in the archive sounds like @{concept.id} that its terms do not find", err=True)
    elif sys.stdout.isatty():
        click.echo(f"monitor concepts suggest {concept.id} --accept SPELLING…, or --refuse SPELLING… [--because TEXT]", err=True)


def _as_text(one: Suggestion) -> Iterator[str]:
    notes = [
        f"{one.likely.articles} article{'s' * (one.likely.articles != 1)}",
        f"{one.likely.likeness:.2f} like {one.likely.like}",
        ", ".join(one.languages),
        "" if one.capital is None else f"capital {one.capital:.0%}",
        f"in its company {one.company:.0%}" if one.company else "",
        f"known to {', '.join('@' + name for name in one.likely.known_to)}" if one.likely.known_to else "",
    ]
    yield f"{one.written:<20} {'  '.join(filter(None, notes))}"
    if one.likely.forms:
        yield f"    also {', '.join(one.likely.forms)}"
    yield f"    {_headline(one.example)}"


def _headline(article: Article) -> str:
    text = " ".join((article.title or article.lead or article.body).split())
    day = f"{article.seen:%Y-%m-%d}" if article.seen else ""
    return f"{text[:WIDEST]}{'…' * (len(text) > WIDEST)} ({', '.join(filter(None, (article.source, day)))})"


def _as_json(one: Suggestion) -> Mapping[str, Any]:
    return {
        "spelling": one.written,
        "articles": one.likely.articles,
        "like": one.likely.like,
        "likeness": round(one.likely.likeness, 3),
        "score": round(one.score, 3),
        "languages": list(one.languages),
        "capital": None if one.capital is None else round(one.capital, 2),
        "company": round(one.company, 2),
        "forms": list(one.likely.forms),
        "known_to": list(one.likely.known_to),
        "headline": one.example.title,
        "url": one.example.url,
        "source": one.example.source,
    }


def _show_refused(refused: Sequence[Refusal], *, in_json: bool) -> None:
    if in_json:
        lines_out(asdict(one) for one in refused)
        return
    for one in refused:
        click.echo(f"{one.spelling:<20} {one.at:%Y-%m-%d}  {one.because}".rstrip())
