"""Check feeds: fetch, read, match, and write all that follows in one transaction.

::

    check_feeds  fetch ─► read_feed ─► article_of ─► match ─► record_check   ┐ one transaction: feed, articles, copies,
    fetch_pages  fetch ─► read_page ─► with_page  ─► match ─► record_version ┘ matches, stories, alerts and deliveries

Every stage may be repeated: unique keys (feed, guid), (article, topic), (topic, story, stage, change), (alert, subscriber) make the
second time do nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import structlog

from monitor import polling
from monitor.model import Feed, FeedId, FeedKind, Fetched
from monitor.pipeline.line import Line
from monitor.pipeline.reading import News, postponed, read_older, read_outcome, sort_entries
from monitor.pipeline.record import check_of, match_entries, record_check, remembered, tell_check
from monitor.pipeline.registers import check_register
from monitor.pipeline.revisions import revise_retold
from monitor.storage import feeds

log = structlog.get_logger()


async def check_feeds(ids: Sequence[int], line: Line) -> int:
    """Check these feeds once and return how many new articles they had."""
    found = await line.database.read(feeds.feeds_by_id, [FeedId(i) for i in ids])
    return sum(await asyncio.gather(*((check_register if feed.kind is FeedKind.REGISTER else check_feed)(feed, line) for feed in found)))


async def check_feed(feed: Feed, line: Line) -> int:
    """Check one feed, and return how many new articles it had."""
    etag, last_modified = polling.validators(feed, line.now())
    outcome = await line.fetch(feed.asked, etag=etag, last_modified=last_modified)
    if postponed(outcome):
        after = polling.after_check(feed, outcome, now=line.now())
        await line.database.run(feeds.save_feed, after)
        log.info("feed.postponed", feed=feed.id, source=feed.source, reason=outcome.detail, until=after.next_at.isoformat())
        return 0
    reading = await read_outcome(feed, outcome, line)
    at = line.now()
    telling = reading.telling
    news = await line.database.read(sort_entries, feed.id, telling) if telling else News()
    fresh = list(news.fresh)
    if reading.parsed.older and len(fresh) == len(telling):
        fresh = await read_older(feed, reading.parsed, fresh, line, at=at)
    found = await line.beside(match_entries, fresh, feed, matcher=line.matcher, seen=at) if fresh else []
    after = remembered(feed, reading, line, new=len(fresh), size=len(outcome.body) if isinstance(outcome, Fetched) else 0, at=at)
    done = replace(check_of(feed, reading.outcome, at), entries=len(reading.parsed.entries), elapsed=outcome.elapsed)
    if news.changed:  # first: what is not yet written when the process is killed is found again
        await revise_retold(feed, news.changed, line, at=at)
    recorded = await line.database.run(record_check, feed, after, done, found, alerting=line.alerting)
    tell_check(feed, after, replace(done, new=len(recorded.placed)), recorded, line)
    return len(recorded.placed)
