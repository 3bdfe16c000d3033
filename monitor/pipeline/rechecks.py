"""See the pages of articles again that people were told of: what was changed there, and whether they are there at all.

A page that is not there (404, 410) is asked for once more a quarter of an hour later at the earliest; if it is still not there, its
article is withdrawn. One that is back, and tells the article, is restored. Whatever else a site answers says nothing: 403, an error of
the server, no answer, a wall, a redirect to its front page. Nor does a page that was not there in the first place.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

import structlog

from monitor import extract
from monitor.errors import NotAPage
from monitor.model import Article, ArticleId, Fetched, FetchFailed, Outcome, Recheck, RevisionKind
from monitor.pipeline.line import Line
from monitor.pipeline.place import RECHECKS
from monitor.pipeline.reading import postponed
from monitor.pipeline.revisions import take_page
from monitor.roundup import read_article_page
from monitor.storage import articles, rechecks, revisions
from monitor.storage.transaction import Transaction

log = structlog.get_logger()

SURE = timedelta(minutes=15)  # for so long a page has not been there before it is believed
CONFIRM = timedelta(minutes=20)
BUSY = timedelta(minutes=5)  # until a host that had no turn for us is asked again
DAILY = timedelta(days=1)  # a withdrawn article is asked for so often,
WAIT = timedelta(days=8)  # until so long after it was told
NOT_THERE = (404, 410)


class Sign(StrEnum):
    """What a visit says of an article's page."""

    THERE = "there"
    MISSING = "missing"
    NOTHING = "nothing"


class Turn(StrEnum):
    """What becomes of an article by a visit."""

    STAYS = "stays"
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"


# ── decided ────────────────────────────────────────────────────────────────────────────────────────


def after_visit(recheck: Recheck, sign: Sign, *, withdrawn: bool, now: datetime) -> tuple[Recheck, datetime | None, Turn]:
    """Return what is remembered after a visit, when the next one is due (None: never), and what becomes of the article."""
    if sign is Sign.MISSING and not withdrawn:
        missing = recheck.missing or now
        if now - missing < SURE:
            return replace(recheck, missing=missing), now + CONFIRM, Turn.STAYS
        gone = replace(recheck, missing=missing, step=recheck.step + 1)
        return gone, _next(gone, withdrawn=True, now=now), Turn.WITHDRAWN
    seen = replace(recheck, step=recheck.step + 1, missing=None if sign is Sign.THERE else recheck.missing)
    restored = sign is Sign.THERE and withdrawn
    return seen, _next(seen, withdrawn=withdrawn and not restored, now=now), Turn.RESTORED if restored else Turn.STAYS


def _next(recheck: Recheck, *, withdrawn: bool, now: datetime) -> datetime | None:
    if recheck.step < len(RECHECKS):
        return max(recheck.told + RECHECKS[recheck.step], now + SURE)
    return now + DAILY if withdrawn and now + DAILY <= recheck.told + WAIT else None


def is_missing(outcome: Outcome) -> bool:
    """Return whether a site says that there is no such page, and neither a wall nor robots.txt speaks for it."""
    return isinstance(outcome, FetchFailed) and outcome.status in NOT_THERE and not outcome.challenge and not outcome.refused


def was_there(article: Article) -> bool:
    """Return whether an article's page may have been there: what was asked for and never came is not gone."""
    return bool(article.page_hash or article.page_title_hash) or not extract.wants_page(article)


# ── done ───────────────────────────────────────────────────────────────────────────────────────────


async def recheck_pages(ids: Sequence[int], line: Line) -> int:
    """See the pages of these articles again and return how many articles were withdrawn or restored."""
    wanted = [ArticleId(i) for i in ids]
    waiting = await line.database.read(rechecks.rechecks_of, wanted)
    found = {article.id: article for article in await line.database.read(articles.articles_by_id, wanted)}
    return sum(await asyncio.gather(*(recheck_page(found[one.article], one, line) for one in waiting)))


async def recheck_page(article: Article, recheck: Recheck, line: Line) -> int:
    """See the page of one article again; 1 where that withdrew or restored it."""
    outcome = await line.fetch(article.url)
    if postponed(outcome):
        await line.database.run(rechecks.save_recheck, recheck, due=line.now() + BUSY)
        return 0
    sign = Sign.MISSING if is_missing(outcome) and was_there(article) else await _seen(article, outcome, line)
    turn = await line.database.run(record_visit, recheck, sign, at=line.now())
    log.info("page.rechecked", article=article.id, source=article.source, found=sign)
    if turn is Turn.WITHDRAWN:
        log.warning("article.withdrawn", article=article.id, source=article.source, url=article.url)
    elif turn is Turn.RESTORED:
        log.info("article.restored", article=article.id, source=article.source)
    return int(turn is not Turn.STAYS)


async def _seen(article: Article, outcome: Outcome, line: Line) -> Sign:
    """Take what the page says, and return whether it is the article's."""
    if not isinstance(outcome, Fetched):
        return Sign.NOTHING
    try:
        read = await line.beside(read_article_page, outcome.body, url=outcome.url, content_type=outcome.content_type)
    except NotAPage:
        return Sign.NOTHING
    return Sign.NOTHING if await take_page(article, read, line) is None else Sign.THERE


def record_visit(tx: Transaction, recheck: Recheck, sign: Sign, *, at: datetime) -> Turn:
    """Write what a visit says of an article's page, and when the next one is due."""
    (article,) = articles.articles_by_id(tx, [recheck.article])
    after, due, turn = after_visit(recheck, sign, withdrawn=article.withdrawn is not None, now=at)
    rechecks.save_recheck(tx, after, due=due)
    if turn is not Turn.STAYS:
        articles.mark_withdrawn(tx, article.id, at if turn is Turn.WITHDRAWN else None)
        revisions.keep_revision(tx, article, article, RevisionKind(turn.value), similarity=1.0, at=at)
    return turn
