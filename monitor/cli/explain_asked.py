"""What `monitor explain` is asked about: an article of the archive by its id or URL, a page fetched, or a file."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import orjson

from monitor.app import policy_of
from monitor.catalog.load import Catalog
from monitor.cli.asked import ask, has_database
from monitor.cli.rows import BadRow, text_of
from monitor.errors import NotAPage
from monitor.extract import BODY, lead_and_body, with_page
from monitor.fetching.client import Fetcher
from monitor.model import Article, ArticleId, Fetched, FetchFailed, Outcome, Source, SourceId
from monitor.roundup import PageRead, apart, cleaned, read_article_page
from monitor.storage.boilerplate import known_of
from monitor.storage.database import Database
from monitor.storage.explain import Fate, articles_at, fate_of
from monitor.text.charset import decode
from monitor.text.language import detect
from monitor.urls import canonical, host_key

STDIN = "-"
MOST_BYTES = 16 << 20
_DIGITS = 18  # of an id


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One article to explain.

    Attributes:
        article: cut and with its language as the line has them.
        where: where it was found, in words.
        language: how its language is known, in words.
        fate: what became of it, where the archive has it.
    """

    article: Article
    where: str
    language: str
    fate: Fate | None = None


def subjects_of(asked: str, catalog: Catalog) -> Sequence[Subject]:
    """Return what is asked about: one article, or a round-up and its items after it.

    Raises:
        click.ClickException: there is no such article, or the page does not come or holds none.
        click.BadParameter: a file cannot be read, or is no article.
        DatabaseUnreachable: the database does not answer.
    """
    if asked.isascii() and asked.isdigit() and len(asked) <= _DIGITS:
        fate = _archived(catalog, int(asked))
        if fate is None:
            raise click.ClickException(f"there is no article {asked} in the archive; of an article elsewhere, give its URL or a file")
        return [_of_archive(fate)]
    if asked.startswith(("http://", "https://")):
        fate = _archived(catalog, asked)
        return [_of_archive(fate)] if fate else _fetched(asked, catalog)
    return _in_file(asked, catalog)


# ── the archive ──


def _archived(catalog: Catalog, asked: int | str) -> Fate | None:
    """What the archive has of an id or URL; None where it has nothing, or there is none yet."""

    async def look(database: Database) -> Fate | None:
        ids = [ArticleId(asked)] if isinstance(asked, int) else await database.read(articles_at, asked, canonical(asked))
        return await database.read(fate_of, ids[0]) if ids else None

    return ask(catalog.database_url, look) if has_database(catalog.database_url) else None


def _of_archive(fate: Fate) -> Subject:
    article = fate.article
    language = _language(article, "its feed or source")
    return Subject(article=article, where=f"article {article.id} of the archive", language=language, fate=fate)


# ── a page ──


def _fetched(url: str, catalog: Catalog) -> Sequence[Subject]:
    outcome = asyncio.run(_outcome(url, catalog))
    if not isinstance(outcome, Fetched):
        detail = f"{outcome.failure}{f', {outcome.detail}' if outcome.detail else ''}" if isinstance(outcome, FetchFailed) else "no body"
        raise click.ClickException(f"{url} is not in the archive, and its page does not come ({detail}): save it and give the file")
    source = _source_at(outcome.url, catalog)
    try:
        read = read_article_page(outcome.body, url=outcome.url, content_type=outcome.content_type)
    except NotAPage as error:
        raise click.ClickException(f"{url} is not in the archive, and its page holds no article ({error})") from error
    if source and has_database(catalog.database_url):
        known = ask(catalog.database_url, lambda database: database.read(known_of, source.id))
        read = replace(read, page=cleaned(read.page, known))
    return _of_page(read, outcome.url, source, f"{url}, fetched now: it is not in the archive")


async def _outcome(url: str, catalog: Catalog) -> Outcome:
    fetcher = Fetcher(policy_of(catalog))
    try:
        return await fetcher.fetch(url)
    finally:
        await fetcher.close()


def _of_page(read: PageRead, url: str, source: Source | None, where: str) -> Sequence[Subject]:
    """The article of a page, and where that is a round-up its items, each of which the line matches by itself."""
    bare = Article(
        url=url,
        canonical_url=canonical(url),
        source=source.id if source else SourceId(""),
        country=source.country if source else "",
        language=source.language if source else "",
    )
    article, *items = apart(with_page(bare, read.page), read.items, seen=None)
    stub = f" (what came is a wall: {read.page.stub})" if read.page.stub else ""
    language = _language(article, "its page or source")
    first = Subject(article=article, where=where + stub + (f"; a round-up of {len(items)} items" if items else ""), language=language)
    rest = [Subject(article=item, where=f"item {n} of it", language=_language(item, "the round-up")) for n, item in enumerate(items, 1)]
    return [first, *rest]


def _source_at(url: str, catalog: Catalog) -> Source | None:
    """The source one of whose feeds is of this site: what the line would know the article's source by."""
    site = host_key(url)
    return next((source for source in catalog.sources if site and any(host_key(feed.url) == site for feed in source.feeds)), None)


# ── a file ──


def _in_file(asked: str, catalog: Catalog) -> Sequence[Subject]:
    body = _bytes_of(asked)
    where = "standard input" if asked == STDIN else asked
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start == b"{":
        return [_of_json(body, where, catalog)]
    if start == b"<":
        try:
            read = read_article_page(body, url="", content_type="")
            url = read.page.canonical_url
            return _of_page(read, url, _source_at(url, catalog), where)
        except NotAPage as error:
            raise click.BadParameter(f"{where} holds no article ({error}): give a page, a JSON object or plain text") from error
    return [_of_text(decode(body), where)]


def _bytes_of(asked: str) -> bytes:
    if asked == STDIN:
        return sys.stdin.buffer.read(MOST_BYTES)
    try:
        with Path(asked).open("rb") as file:
            return file.read(MOST_BYTES)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        why = error.strerror if isinstance(error, OSError) else str(error)
        what = "no id of an article, no URL (https://…), and no file that can be read"
        raise click.BadParameter(f"{asked!r} is {what} ({why}): give one of them, or - for standard input") from error


def _of_text(text: str, where: str) -> Subject:
    title, _, rest = text.strip().partition("\n")
    lead, body = lead_and_body("", rest.strip())
    return _known(Article(title=title.strip()[:BODY], lead=lead, body=body), where)


def _of_json(body: bytes, where: str, catalog: Catalog) -> Subject:
    try:
        row = orjson.loads(body.removeprefix(b"\xef\xbb\xbf"))
        source = SourceId(text_of(row, "source"))
        known = next((one for one in catalog.sources if one.id == source), None)
        article = Article(
            title=text_of(row, "title")[:BODY],
            lead=(text_of(row, "lead") or text_of(row, "text"))[:BODY],
            body=text_of(row, "body")[:BODY],
            language=text_of(row, "lang") or text_of(row, "language"),
            url=text_of(row, "url"),
            canonical_url=canonical(text_of(row, "url")),
            source=source,
            country=text_of(row, "country") or (known.country if known else ""),
            published=_time(row),
        )
    except (BadRow, ValueError) as error:
        what = "title, lead (or text), body, lang, url, source, published, all of them text"
        raise click.BadParameter(f"{where} is no article in JSON ({error}): write one object with {what}") from error
    return _known(article, where)


def _time(row: dict[str, Any]) -> datetime | None:
    written = text_of(row, "published")
    when = datetime.fromisoformat(written) if written else None
    return when if when is None or when.tzinfo else when.replace(tzinfo=UTC)


def _known(article: Article, where: str) -> Subject:
    if not (article.title or article.lead or article.body):
        raise click.BadParameter(f"{where} is empty: a headline in the first line, then the lead, then the body")
    told = _language(article, "the file says")
    return Subject(article=replace(article, language=article.language or _detected(article)), where=where, language=told)


# ── its language ──


def _detected(article: Article) -> str:
    return detect(f"{article.title}\n{article.lead}\n{article.body[:2000]}")


def _language(article: Article, said_by: str) -> str:
    """How the language is known, in words: from the letters and words of the text, or said elsewhere."""
    detected = _detected(article)
    if article.language in {"", detected}:
        return f"{detected}, by its letters and words" if detected else "not known: too little text to tell, and nothing says it"
    other = f" (its letters and words look like {detected})" if detected else ""
    said = said_by if said_by.endswith("says") else f"{said_by} says"
    return f"{article.language}, as {said}{other}"
