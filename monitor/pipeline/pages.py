"""Fetch the pages of articles whose feed gave less than a text: what they add, or say otherwise, is written by revisions.py."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import structlog

from monitor.errors import NotAPage
from monitor.model import Article, ArticleId, Failure, Fetched, FetchFailed
from monitor.pipeline.line import Line
from monitor.pipeline.revisions import take_page
from monitor.roundup import read_article_page
from monitor.storage import articles

log = structlog.get_logger()

PAGE_RETRY = timedelta(minutes=10)
PAGE_PATIENCE = timedelta(hours=1)  # after its article was seen, a page that still does not come is given up
PAGE_FAILURES = {Failure.TIMEOUT, Failure.NETWORK, Failure.RATE_LIMITED}  # may pass by itself


async def fetch_pages(ids: Sequence[int], line: Line) -> int:
    """Fetch the pages of these articles and return how many could be read; what matches only now is told now."""
    found = await line.database.read(articles.articles_by_id, [ArticleId(i) for i in ids])
    return sum(await asyncio.gather(*(fetch_page(article, line) for article in found)))


async def fetch_page(article: Article, line: Line) -> int:
    """Fetch the page of one article; 1 where it could be read."""
    outcome = await line.fetch(article.url)
    if isinstance(outcome, Fetched):
        try:
            read = await line.beside(read_article_page, outcome.body, url=outcome.url, content_type=outcome.content_type)
        except NotAPage as error:
            log.info("page.unreadable", article=article.id, source=article.source, reason=error.reason)
            await line.database.run(articles.page_failed, article.id, retry_at=None)
            return 0
        taken = await take_page(article, read, line)
        await line.database.run(articles.page_done, article.id)
        if taken is None:
            log.info("page.unreadable", article=article.id, source=article.source, reason=read.page.stub or "another_page")
            return 0
        log.info("page.read", article=article.id, source=article.source, characters=len(taken.placed.article.body))
        return 1
    failed = outcome if isinstance(outcome, FetchFailed) else FetchFailed(failure=Failure.EMPTY)
    worth_it = failed.failure in PAGE_FAILURES and article.seen is not None and line.now() - article.seen < PAGE_PATIENCE
    again = line.now() + PAGE_RETRY if worth_it else None
    await line.database.run(articles.page_failed, article.id, retry_at=again)
    log.info("page.failed", article=article.id, source=article.source, outcome=failed.failure, status=failed.status)
    return 0
