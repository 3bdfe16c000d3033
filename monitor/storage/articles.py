"""Articles: each stored once, the pages still to be fetched for them, and whose copy one is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, func, literal_column, null, or_, select, union_all, update

from monitor.model import Article, ArticleId, FeedId
from monitor.storage.archive_index import STORING, index_again, index_new
from monitor.storage.queues import claim_one_a_host, host_of
from monitor.storage.rows import article_of, pieces
from monitor.storage.tables import articles, forgotten, has_text, has_url, pages
from monitor.storage.transaction import Transaction, insert_new, one_at_a_time
from monitor.storage.types import hash63
from monitor.text.words import read
from monitor.topics.archive_keys import index_keys

# Statements of every article are made once: building one anew costs more than running it.
_BY_ID = select(articles).where(articles.c.id.in_(bindparam("ids", expanding=True)))
_none: ColumnElement[int] = literal_column("0")
_KNOWN = union_all(
    *(
        select(table.c.guid_hash, *columns).where(
            table.c.feed_id == bindparam("feed"), table.c.guid_hash.in_(bindparam("hashes", expanding=True))
        )
        for table, columns in (
            (articles, (articles.c.id, articles.c.entry_hash, articles.c.told_hash, articles.c.updated)),
            (forgotten, (_none.label("id"), _none.label("entry_hash"), _none.label("told_hash"), null().label("updated"))),
        )
    )
)
_original = func.coalesce(articles.c.copy_of, articles.c.id)
_FIRST = (
    select(_original)
    .where(articles.c.seen >= bindparam("since"), articles.c.id != bindparam("excluding"), _original != bindparam("excluding"))
    .order_by(articles.c.seen, articles.c.id)
    .limit(1)
)
_SAME_URL = _FIRST.where(has_url, articles.c.canonical_hash == bindparam("hash"), articles.c.canonical_url == bindparam("url"))
_SAME_TEXT = _FIRST.where(has_text, articles.c.text_hash == bindparam("hash"))


# ── each once ──────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Known:
    """What stands under a guid: the article (0 where it is forgotten), and the hashes of what its feed said last."""

    article: ArticleId
    entry_hash: int
    told_hash: int
    updated: datetime | None = None


def known_guids(tx: Transaction, feed: FeedId, guids: Sequence[str]) -> dict[str, Known]:
    """Return those of a feed's guids that were stored before, forgotten ones included."""
    by_hash = {hash63(guid): guid for guid in guids}
    known: dict[str, Known] = {}
    for some in pieces(list(by_hash)):
        for row in tx.execute(_KNOWN, {"feed": feed, "hashes": some}):
            known[by_hash[row.guid_hash]] = Known(ArticleId(row.id), row.entry_hash, row.told_hash, row.updated)
    return known


def insert_article(tx: Transaction, article: Article, keys: str | None = None) -> ArticleId | None:
    """Store an article with its words in the archive's index, and return its id; None where its feed has one with this guid.

    From here on no other transaction stores one until this one ends: two sources that publish the same text at once are
    seen to do so.

    Args:
        tx: a transaction.
        article: its id is not read.
        keys: ``index_keys(read(article))``, where the caller has them.

    Raises:
        ValueError: it does not say when it was seen.
    """
    if article.seen is None:
        raise ValueError("an article is stored with the time it was seen")
    one_at_a_time(tx, STORING)
    values = _text_of(article) | {
        "feed_id": article.feed,
        "source": article.source,
        "guid": article.guid,
        "guid_hash": hash63(article.guid),
        **_link_of(article),
        "country": article.country,
        "publisher": article.publisher,
        "seen": article.seen,
        "copy_of": article.copy_of,
        "story_id": article.story,
        "entry_hash": article.entry_hash,
        "told_hash": article.text_hash,
        "withdrawn": article.withdrawn,
    }
    stored = tx.execute(insert_new(tx, articles, articles.c.id), values).scalar()
    if stored is None:
        return None
    index_new(tx, ArticleId(stored), index_keys(read(article)) if keys is None else keys, seen=article.seen)
    return ArticleId(stored)


def update_text(tx: Transaction, article: Article, keys: str | None = None) -> None:
    """Store what an article's page added, or what it says now: title, lead, body, language, authors, times, URLs, hashes.

    ``keys`` is ``index_keys(read(article))`` where the caller has them, and empty where no word has changed.
    """
    one_at_a_time(tx, STORING)
    tx.execute(update(articles).where(articles.c.id == article.id).values(_text_of(article) | _link_of(article)))
    index_again(tx, article.id, index_keys(read(article)) if keys is None else keys)


def is_stored(tx: Transaction, article: Article) -> bool:
    """Return whether an article is stored with this very text, and let nobody change it until this transaction ends."""
    one_at_a_time(tx, STORING)
    stored = articles_by_id(tx, [article.id])
    return bool(stored) and _text_of(stored[0]) | _link_of(stored[0]) == _text_of(article) | _link_of(article)


def heard(tx: Transaction, article_id: ArticleId, *, entry_hash: int, told_hash: int) -> None:
    """Remember what the feed said last of an article, so that the same is not looked at again."""
    tx.execute(update(articles).where(articles.c.id == article_id).values(entry_hash=entry_hash, told_hash=told_hash))


def page_seen(tx: Transaction, article_id: ArticleId, *, title_hash: int) -> None:
    """Remember the headline on an article's page."""
    tx.execute(update(articles).where(articles.c.id == article_id).values(page_title_hash=title_hash))


def mark_withdrawn(tx: Transaction, article_id: ArticleId, at: datetime | None) -> None:
    """Note since when an article's page is gone; None where it is there."""
    tx.execute(update(articles).where(articles.c.id == article_id).values(withdrawn=at))


def _text_of(article: Article) -> dict[str, Any]:
    return {
        "canonical_url": article.canonical_url,
        "canonical_hash": hash63(article.canonical_url),
        "title": article.title,
        "lead": article.lead,
        "body": article.body,
        "language": article.language,
        "authors": article.authors,
        "published": article.published,
        "updated": article.updated,
        "text_hash": article.text_hash,
        "page_hash": article.page_hash,
        "page_title_hash": article.page_title_hash,
    }


def _link_of(article: Article) -> dict[str, Any]:
    return {"url": article.url, "url_hash": hash63(article.url)}


def articles_by_id(tx: Transaction, ids: Sequence[ArticleId]) -> list[Article]:
    """Return these articles, in the order asked for; unknown ids are left out."""
    found = {row.id: article_of(row) for some in pieces(ids) for row in tx.execute(_BY_ID, {"ids": some})}
    return [found[wanted] for wanted in ids if wanted in found]


# ── pages to be fetched ────────────────────────────────────────────────────────────────────────────


def schedule_page(tx: Transaction, article_id: ArticleId, due: datetime, *, host: str = "") -> None:
    """Queue the fetch of an article's page. ``host`` is who must not be asked for two at once; by default that of the URL."""
    if not host:
        url = tx.execute(select(articles.c.url).where(articles.c.id == article_id)).scalar_one()
        host = host_of(url)
    tx.execute(insert_new(tx, pages), {"article_id": article_id, "host": host, "due": due})


def claim_pages(tx: Transaction, *, limit: int, now: datetime, lease: timedelta) -> list[Article]:
    """Lease up to ``limit`` pages that are due: at most one of each host, and none of a host that is being asked."""
    return articles_by_id(tx, [ArticleId(claimed) for claimed in claim_one_a_host(tx, pages, limit=limit, now=now, lease=lease)])


def page_failed(tx: Transaction, article_id: ArticleId, *, retry_at: datetime | None) -> None:
    """End the lease: ask again at ``retry_at``, or never where that is None."""
    if retry_at is None:
        page_done(tx, article_id)
        return
    again = {"due": retry_at, "leased_until": None, "attempts": pages.c.attempts + 1}
    tx.execute(update(pages).where(pages.c.article_id == article_id).values(again))


def release_page(tx: Transaction, article_id: ArticleId) -> None:
    """End the lease and change nothing else: the page was not asked for."""
    tx.execute(update(pages).where(pages.c.article_id == article_id).values(leased_until=None))


def page_done(tx: Transaction, article_id: ArticleId) -> None:
    """Take an article's page off the queue."""
    tx.execute(delete(pages).where(pages.c.article_id == article_id))


# ── copies ─────────────────────────────────────────────────────────────────────────────────────────


def same_url(tx: Transaction, canonical_url: str, *, since: datetime, excluding: ArticleId | None = None) -> ArticleId | None:
    """Return the original with this canonical URL that was seen since then; the first where there are several."""
    same = {"url": canonical_url, "hash": hash63(canonical_url), "since": since, "excluding": excluding or 0}
    first = tx.execute(_SAME_URL, same).scalar() if canonical_url else None
    return None if first is None else ArticleId(first)


def same_text(tx: Transaction, text_hash: int, *, since: datetime, excluding: ArticleId | None = None) -> ArticleId | None:
    """Return the original with this hash of its text (0: none) that was seen since then; the first where there are several."""
    same = {"hash": text_hash, "since": since, "excluding": excluding or 0}
    first = tx.execute(_SAME_TEXT, same).scalar() if text_hash else None
    return None if first is None else ArticleId(first)


def mark_copy(tx: Transaction, article_id: ArticleId, of: ArticleId) -> ArticleId:
    """Note that an article is a copy and return the original it now belongs to.

    Copies do not chain: a copy of a copy belongs to the same original, and the article's own copies go with it.
    """
    original = ArticleId(tx.execute(select(func.coalesce(articles.c.copy_of, articles.c.id)).where(articles.c.id == of)).scalar_one())
    if original != article_id:
        its_own = or_(articles.c.id == article_id, articles.c.copy_of == article_id)
        tx.execute(update(articles).where(its_own).values(copy_of=original))
    return original
