"""From bytes to articles: the pure half of a check. Bytes become entries, an entry becomes an article, a page completes it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime

from monitor.feeds.api import read_api
from monitor.feeds.google_news import read_google_news
from monitor.feeds.parse import parse_feed
from monitor.feeds.telling import entry_hash
from monitor.model import Article, Entry, Feed, FeedKind, Fetched, Page, ParsedFeed, Selectors
from monitor.pages.channel import read_channel
from monitor.pages.discover import find_listing
from monitor.pages.listing import read_listing
from monitor.text.html import strip_tags
from monitor.text.language import detect
from monitor.urls import canonical, speaks_for

LEAD = 600  # characters: a lead longer than this is a text, and what follows is its body
FULL_TEXT = 700  # characters of lead and body from which an entry counts as given in full
BODY = 200_000  # characters kept of a text; the longest reports of news agencies are a tenth of it
_LINKS = Selectors(item="a[href]", link="")


def body_hash(body: bytes) -> str:
    """Return what tells one body from another (BLAKE2b, 16 bytes, hex)."""
    return hashlib.blake2b(body, digest_size=16).hexdigest()


def read_feed(feed: Feed, fetched: Fetched) -> ParsedFeed:
    """Return the entries of a body, read as its feed's kind says.

    Raises:
        NotAFeed: the bytes are something else.
    """
    if feed.kind is FeedKind.LISTING:
        links = feed.selectors or find_listing(fetched.body, url=fetched.url, content_type=fetched.content_type) or _LINKS
        return read_listing(fetched.body, links, url=fetched.url, content_type=fetched.content_type, language=feed.language)
    if feed.kind is FeedKind.CHANNEL:
        return read_channel(fetched.body, url=fetched.url)
    if feed.kind is FeedKind.API:
        return read_api(fetched.body, feed.paths, url=fetched.url, content_type=fetched.content_type, language=feed.language)
    read = read_google_news if feed.kind is FeedKind.GOOGLE_NEWS else parse_feed
    return read(fetched.body, url=fetched.url, content_type=fetched.content_type, language=feed.language)


def article_of(entry: Entry, feed: Feed, *, seen: datetime) -> Article:
    """Return the article an entry tells of, as far as its feed tells it."""
    title = strip_tags(entry.title)
    lead, body = lead_and_body(strip_tags(entry.summary), strip_tags(entry.content))
    return Article(
        feed=feed.id,
        source=feed.source,
        guid=entry.guid,
        url=entry.url,
        canonical_url=canonical(entry.url),
        title=title,
        lead=lead,
        body=body,
        language=detect(f"{title}\n{lead}\n{body[:1000]}", entry.language or feed.language),
        country=feed.country,
        publisher=entry.publisher if feed.kind is FeedKind.GOOGLE_NEWS else "",
        authors=entry.authors,
        published=entry.published or (None if feed.kind is FeedKind.SITEMAP else entry.updated),  # the last edit of an old page is no news
        updated=entry.updated,
        seen=seen,
        entry_hash=entry_hash(entry),
    )


def lead_and_body(summary: str, content: str) -> tuple[str, str]:
    """Return the lead and the body of what a feed gives as summary and content, both plain text.

    A summary is the lead unless it is a whole text itself; without one the first paragraph is. What the body
    would only repeat is left out of it.
    """
    if len(summary) > LEAD and len(content) < len(summary):
        summary, content = "", summary
    if not summary:
        summary, content = _first_paragraphs(content)
    elif content.startswith(summary):
        content = content[len(summary) :].lstrip()
    return summary, content[:BODY]


def _first_paragraphs(text: str) -> tuple[str, str]:
    """Split after the first paragraph that says something, and at ``LEAD`` characters at the latest."""
    end = text.find("\n", 60)
    if end < 0 or end > LEAD:
        end = len(text) if len(text) <= LEAD else text.rfind(" ", 0, LEAD)
        end = end if end > 0 else LEAD
    return text[:end].rstrip(), text[end:].lstrip()


def wants_page(article: Article) -> bool:
    """Return whether the article's page would add to what its feed gave."""
    return bool(article.canonical_url) and len(article.lead) + len(article.body) < FULL_TEXT


def with_page(article: Article, page: Page) -> Article:
    """Return the article completed by its page: what the feed said stays, what it left out is filled in."""
    first, rest = _first_paragraphs(page.text)
    if article.lead and not page.text.startswith(article.lead[:80]):
        lead, body = article.lead, page.text
    elif len(article.lead) > len(first):
        lead, body = article.lead, page.text[len(article.lead) :].lstrip()
    else:
        lead, body = first, rest
    title = article.title or page.title
    return replace(
        article,
        title=title,
        lead=lead,
        body=body[:BODY],
        language=detect(f"{title}\n{lead}\n{body[:1000]}", article.language or page.language),
        canonical_url=_own_url(article.canonical_url, page.canonical_url),
        authors=article.authors or page.authors,
        published=article.published or page.published,
        updated=article.updated or page.updated,
    )


def _own_url(page: str, claimed: str) -> str:
    """Return the URL a page claims as its own where it may: within its site, or as who shows another's article and says whose it is."""
    theirs = canonical(claimed)
    return theirs if speaks_for(page, theirs) else page
