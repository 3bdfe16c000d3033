"""Check feeds: fetch, read, match, and write all that follows in one transaction.

::

    check_feeds  fetch ─► read_feed ─► article_of ─► match ─► record_check ┐ one transaction: feed, articles, copies,
    fetch_pages  fetch ─► read_page ─► with_page  ─► match ─► record_page  ┘ matches, stories, alerts and deliveries

Every stage may be repeated: unique keys (feed, guid), (article, topic), (topic, story), (alert, subscriber) make the second time
do nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from monitor import extract, health, moves, polling
from monitor.model import Article, Check, Entry, Feed, FeedId, Fetched, FetchFailed, NotModified, Outcome
from monitor.pipeline.line import Alerting, Line
from monitor.pipeline.place import Matched, Placed, match_article, place, tell_placed
from monitor.pipeline.reading import Reading, new_entries, postponed, read_older, read_outcome
from monitor.storage import articles, feeds, watchlist
from monitor.storage.transaction import Transaction
from monitor.topics.matcher import Matcher

log = structlog.get_logger()

FLOOD = 2  # times ``flood_limit``: a check that would raise more is a flood, and raises ``flood_limit``


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What one check's transaction did: for the log, once it is through."""

    placed: tuple[Placed, ...] = ()
    switches: tuple[watchlist.Switch, ...] = ()


async def check_feeds(ids: Sequence[int], line: Line) -> int:
    """Check these feeds once and return how many new articles they had."""
    found = await line.database.read(feeds.feeds_by_id, [FeedId(i) for i in ids])
    return sum(await asyncio.gather(*(check_feed(feed, line) for feed in found)))


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
    fresh = await line.database.read(new_entries, feed.id, telling) if telling else []
    if reading.parsed.older and len(fresh) == len(telling):
        fresh = await read_older(feed, reading.parsed, fresh, line, at=at)
    found = await line.beside(match_entries, fresh, feed, matcher=line.matcher, seen=at) if fresh else []
    after = _after(feed, reading, line, new=len(fresh), size=len(outcome.body) if isinstance(outcome, Fetched) else 0, at=at)
    done = replace(_check_of(feed, reading.outcome, at), entries=len(reading.parsed.entries), elapsed=outcome.elapsed)
    recorded = await line.database.run(record_check, feed, after, done, found, alerting=line.alerting)
    _tell(feed, after, replace(done, new=len(recorded.placed)), recorded, line)
    return len(recorded.placed)


def _after(feed: Feed, reading: Reading, line: Line, *, new: int, size: int, at: datetime) -> Feed:
    """Return what is remembered of the feed: when it is due, where it lives, how it is."""
    entries = reading.parsed.entries
    polled = polling.after_check(
        feed,
        reading.outcome,
        now=at,
        new=new,
        entry_times=[entry.published for entry in entries if entry.published],
        ttl=reading.parsed.ttl,
        body_hash=reading.digest,
        chance=line.chance(),
        pace=line.paces[feed.tier],
    )
    moved = moves.after_answer(polled, reading.outcome, now=at)
    return health.after_check(feed, moved, reading.outcome, now=at, new=new, entries=len(entries), size=size, reason=reading.reason)


def match_entries(entries: Sequence[Entry], feed: Feed, *, matcher: Matcher, seen: datetime) -> list[Matched]:
    """Return the article of each entry, with what it matches."""
    return [match_article(extract.article_of(entry, feed, seen=seen), matcher=matcher) for entry in entries]


def record_check(tx: Transaction, before: Feed, after: Feed, check: Check, found: Sequence[Matched], *, alerting: Alerting) -> Recorded:
    """Write one check whole: the feed's new state, its new articles, and all that follows from them.

    Returns the articles that were new; one that another check stored meanwhile is not among them.
    """
    first = before.checks == 0
    placed: list[Placed] = []
    wave = sum(len(one.matches) for one in found if not is_old(one.article, alerting, check.at, first=first))
    limit = wave if wave <= FLOOD * alerting.flood_limit else alerting.flood_limit
    for one in found:
        stored = articles.insert_article(tx, one.article)
        if stored is None:
            continue
        article = replace(one.article, id=stored)
        told = sum(not alert.held for done in placed for alert in done.alerts)
        placed.append(place(tx, replace(one, article=article), alerting=alerting, at=check.at, first=first, left=limit - told))
        if after.pages and extract.wants_page(article) and not is_old(article, alerting, check.at, first=first):
            articles.schedule_page(tx, stored, check.at)
    feeds.save_feed(tx, after)
    feeds.record_check(tx, replace(check, new=len(placed)))
    turned = after.chain and health.usable(before) != health.usable(after)
    switches = watchlist.settle(tx, after.source, after.chain, now=check.at) if turned else []
    return Recorded(placed=tuple(placed), switches=tuple(switches))


def is_old(article: Article, alerting: Alerting, at: datetime, *, first: bool) -> bool:
    """Return whether an article is archive: published too long ago, or undated and there before we came."""
    return first if article.published is None else article.published < at - alerting.age(first=first)


def _check_of(feed: Feed, outcome: Outcome, at: datetime) -> Check:
    match outcome:
        case Fetched():
            return Check(feed=feed.id, at=at, outcome="ok", status=outcome.status, size=len(outcome.body))
        case NotModified():
            return Check(feed=feed.id, at=at, outcome="not_modified", status=304)
        case FetchFailed():
            return Check(feed=feed.id, at=at, outcome=outcome.failure, status=outcome.status, detail=outcome.detail)


def _tell(before: Feed, after: Feed, check: Check, recorded: Recorded, line: Line) -> None:
    log.info(
        "feed.checked",
        feed=before.id,
        source=before.source,
        outcome=check.outcome,
        status=check.status,
        entries=check.entries,
        new=check.new,
        took_ms=round(check.elapsed.total_seconds() * 1000),
        **({"detail": check.detail} if check.detail else {}),
    )
    if after.health is not before.health:
        log.info("feed.health", feed=before.id, source=before.source, health=after.health, before=before.health)
    if after.address != before.address:
        log.warning("feed.moved", feed=before.id, source=before.source, url=before.url, to=after.asked)
        line.tell_operators(moved_notice(after))
    for switch in recorded.switches:
        log.warning("feed.switched", source=switch.source, chain=switch.chain, url=switch.url, asked=switch.asked)
    tell_placed(recorded.placed)


def moved_notice(feed: Feed) -> str:
    """Return what operators are told of a feed that is asked elsewhere from now on."""
    if feed.address:
        return f"{feed.source}: {feed.url} has moved for good; {feed.address} is asked from now on. Write that into config/sources."
    return f"{feed.source}: the address that {feed.url} had moved to does not answer; {feed.url} is asked again."
