"""Articles that changed after they were stored: their feeds say it otherwise, or their pages do. No change makes a new article.

What an article says now is compared with what is stored, beside the event loop, and written in one transaction: the revision with what
stood there before, the new text, its matches, and an alert where a topic matches only now. Where somebody else changed the article
meanwhile it is compared again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

import structlog

from monitor import extract
from monitor.feeds.telling import leads_elsewhere
from monitor.model import Article, ArticleId, Feed
from monitor.pages.boilerplate import without
from monitor.pipeline.line import Alerting, Line
from monitor.pipeline.place import Matched, Placed, match_article, place, tell_placed
from monitor.pipeline.reading import Retelling
from monitor.roundup import PageRead, apart, cleaned, split_article
from monitor.storage import articles, boilerplate, guids, revisions
from monitor.storage.transaction import Transaction
from monitor.stories.fingerprint import NO_TEXT, text_hash, titles_alike
from monitor.stories.revision import (
    Change,
    change_between,
    headline_hash,
    is_its_page,
    lead_of_feed,
    page_changed,
    retold,
    text_of_page,
    words_hash,
)
from monitor.text.words import read
from monitor.topics.matcher import Matcher

log = structlog.get_logger()

YOUNG = timedelta(days=7)  # an article is young: its page is fetched again when its feed says it otherwise
RETOLD = 100  # articles that one check may change, the newest
ITEMS = 100  # of a round-up, by which it is known again
_TRIES = 3  # times an article is compared where others change it at the same time
_SAME = Change(kind=None)
_COMPLETED = Change(kind=None, respelt=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a feed tells now of an article it has told of before, of a round-up with its items."""

    article: Article
    items: tuple[Article, ...] = ()
    renewed: bool = False  # it says that the page has changed


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """An article as it is to be from now on, and how that differs from what is stored."""

    found: Matched
    change: Change
    told: Told | None = None  # where its feed says so, and not its page
    items: tuple[Matched, ...] = ()  # of a round-up
    blocks: tuple[int, ...] = ()  # what may be the site's own in a page that is first read


@dataclass(frozen=True, slots=True, kw_only=True)
class Revised:
    """What became of an article that was compared: for the log, once the transaction is through."""

    placed: Placed
    change: Change
    parts: tuple[Placed, ...] = ()  # the items of a round-up


# ── its feed says it otherwise ─────────────────────────────────────────────────────────────────────


async def revise_retold(feed: Feed, changed: Sequence[Retelling], line: Line, *, at: datetime) -> int:
    """Bring the articles of entries that are told otherwise up to date; return how many were revised.

    A site may touch all its articles at once: what is beyond ``RETOLD`` waits for the next check that brings something.
    """
    told = await line.beside(told_otherwise, changed, feed, seen=at)
    count = 0
    for one in told[-RETOLD:]:
        version = partial(version_of_feed, told=one, matcher=line.matcher)
        revised = await _revise(one.article.id, line, version, at=at, pages=feed.pages)
        count += revised is not None and revised.change.kind is not None
    return count


def told_otherwise(changed: Sequence[Retelling], feed: Feed, *, seen: datetime) -> list[Told]:
    """Return what the feed tells now of each article whose words, link, date or items are not those of last time."""
    told = []
    for one in changed:
        article, *items = split_article(extract.article_of(one.entry, feed, seen=seen))
        hashed = text_hash(read(article))
        if hashed != one.known.told_hash or one.moved or one.renewed or items:
            mine = replace(article, id=one.known.article, text_hash=hashed)
            told.append(Told(article=mine, items=tuple(items), renewed=one.renewed))
    return told


def version_of_feed(stored: Article, told: Told, *, matcher: Matcher) -> Version:
    """Return an article as its feed tells it now."""
    after = retold(stored, told.article, full=not extract.wants_page(told.article))
    items = tuple(match_article(item, matcher=matcher) for item in told.items)
    return replace(_version(stored, after, matcher=matcher), told=told, items=items)


def _version(stored: Article, after: Article, *, matcher: Matcher) -> Version:
    change = change_between(stored, after)
    if change == _SAME:
        return Version(found=Matched(article=after, matches=(), fingerprint=NO_TEXT, keys=""), change=change)
    return Version(found=match_article(after, matcher=matcher), change=change)


# ── its page does ──────────────────────────────────────────────────────────────────────────────────


async def take_page(article: Article, read: PageRead, line: Line) -> Revised | None:
    """Write what a page adds to its article, or changes in it; None where it tells another, or a wall stands there."""
    known = await line.database.read(boilerplate.known_of, article.source)
    at = line.now()
    return await _revise(article.id, line, partial(version_of_page, read=read, known=known, matcher=line.matcher, at=at), at=at)


def version_of_page(stored: Article, read: PageRead, known: frozenset[int], *, matcher: Matcher, at: datetime) -> Version | None:
    """Return an article as its page tells it; None where the page does not.

    The first reading completes the article, and is no revision. Where the feed gives the whole text the page is asked for its headline.
    What the site says on many of its pages is no part of the text, then or now; nor is what a round-up tells in its items.
    """
    page = cleaned(read.page, known)
    text, headline = page.text[: extract.BODY], headline_hash(page.title)
    if stored.withdrawn is not None and not is_its_page(stored, page):
        return None
    first = not stored.page_hash and extract.wants_page(stored)
    if page.stub and not (first and len(text) > len(stored.lead) + len(stored.body)):
        return None
    hashed = 0 if page.stub else words_hash(text)
    if first:
        after = extract.with_page(stored, page) if text else replace(stored, title=stored.title or page.title)
        after = replace(after, page_hash=hashed, page_title_hash=headline)
        found, *items = (match_article(one, matcher=matcher) for one in apart(after, read.items, seen=at))
        return Version(found=found, change=_COMPLETED, items=tuple(items), blocks=() if page.stub else read.blocks)
    if not is_its_page(stored, page):
        return None
    after = stored
    if stored.page_hash and not read.items and page_changed(without(text_of_page(stored), known, stored.title), text):
        after = replace(extract.with_page(replace(stored, lead=lead_of_feed(stored), body=""), page), page_hash=hashed)
    if stored.page_title_hash not in (0, headline) and not titles_alike(stored.title, page.title):
        after = replace(after, title=page.title)
    again = tuple(match_article(one, matcher=matcher) for one in apart(stored, read.items, seen=at)[1:])
    return replace(_version(stored, replace(after, page_title_hash=headline), matcher=matcher), items=again)


# ── and is written ─────────────────────────────────────────────────────────────────────────────────


async def _revise(
    article_id: ArticleId,
    line: Line,
    version: Callable[[Article], Version | None],
    *,
    at: datetime,
    pages: bool = False,
) -> Revised | None:
    for _ in range(_TRIES):
        stored = await line.database.read(articles.articles_by_id, [article_id])
        new = await line.beside(version, stored[0]) if stored else None
        if new is None:
            return None
        revised = await line.database.run(record_version, stored[0], new, alerting=line.alerting, at=at, pages=pages)
        if revised is not None:
            _tell(stored[0], revised, line)
            return revised
    return None


def record_version(
    tx: Transaction, stored: Article, new: Version, *, alerting: Alerting, at: datetime, pages: bool = False
) -> Revised | None:
    """Write an article as it is now, and all that follows from it; None where it is not stored as it was compared.

    Args:
        tx: a transaction.
        stored: what the new version was compared with.
        new: the new version.
        alerting: the topics and the rules.
        at: now.
        pages: whether the page is to be fetched again where the feed gives no full text.
    """
    if not articles.is_stored(tx, stored):
        return None
    article, told = new.found.article, new.told
    if told is not None:
        articles.heard(tx, article.id, entry_hash=told.article.entry_hash, told_hash=told.article.text_hash)
    if new.change == _SAME:
        placed, reread = Placed(article=article), told is not None and told.renewed and bool(stored.page_hash)
        if reread or leads_elsewhere(article.url, stored.url) or article.page_title_hash != stored.page_title_hash:
            facts = {name: getattr(article, name) for name in ("url", "canonical_url", "page_title_hash", "updated")}
            articles.update_text(tx, replace(stored, **facts), keys="")
    else:
        placed, kept = _rewrite(tx, stored, new, alerting=alerting, at=at)
        reread = told is not None and kept and extract.wants_page(told.article)
    parts = [place(tx, one, alerting=alerting, at=at, first=False) for one in _fresh(tx, stored, new.items)]
    if new.blocks and placed.article.copy_of is None:
        boilerplate.learn(tx, article.source, [new.blocks])
    if pages and reread and article.seen is not None and article.seen > at - YOUNG:
        articles.schedule_page(tx, article.id, at)
    return Revised(placed=placed, change=new.change, parts=tuple(parts))


def _rewrite(tx: Transaction, stored: Article, new: Version, *, alerting: Alerting, at: datetime) -> tuple[Placed, bool]:
    """Write the new text and what follows from it; say too whether a revision of its own was kept."""
    article, change, kept = new.found.article, new.change, False
    if change.kind is None:
        revisions.carry(tx, stored, article)
    else:
        kept = revisions.keep_revision(tx, stored, article, change.kind, similarity=change.similarity, at=at).times == 1
    articles.update_text(tx, article, new.found.keys)
    settled = change != _COMPLETED
    dated = replace(article, published=article.published or article.seen) if settled else article  # what was there long is no news
    found = replace(new.found, article=dated)
    return place(tx, found, alerting=alerting, at=at, first=False, anew=True, settled=settled), kept


def _fresh(tx: Transaction, roundup: Article, items: Sequence[Matched]) -> list[Matched]:
    """Store the items of a round-up that it did not have, and return them: in one that grows their numbers change, their titles do not."""
    if not items:
        return []
    numbered = guids.holders(tx, roundup.feed, [f"{roundup.guid}#{number}" for number in range(1, ITEMS + 1)])
    known = {headline_hash(holder.title) for holder in numbered.values()}
    stored = []
    for one in items:
        title = headline_hash(one.article.title)
        guid = f"{roundup.guid}#{title:x}" if known else one.article.guid
        if title not in known and (key := articles.insert_article(tx, replace(one.article, guid=guid), one.keys)):
            stored.append(replace(one, article=replace(one.article, id=key, guid=guid)))
    return stored


def _tell(stored: Article, revised: Revised, line: Line) -> None:
    change = revised.change
    if change.kind is not None:
        log.info("article.revised", article=stored.id, source=stored.source, what=change.kind, similarity=change.similarity)
    tell_placed([revised.placed, *revised.parts], line.tell_operators)
