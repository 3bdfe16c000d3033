"""What one check leaves behind, in one transaction: the feed's new state, its new articles, and all that follows from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from monitor import extract, health, moves, polling
from monitor.feeds.hubs import hub_of
from monitor.model import Article, Check, Entry, Feed, Fetched, FetchFailed, NotModified, Outcome
from monitor.pipeline.line import Alerting, Line
from monitor.pipeline.place import Matched, Placed, match_article, place, tell_placed
from monitor.pipeline.reading import Reading
from monitor.roundup import split_article
from monitor.storage import articles, feeds, watchlist
from monitor.storage.queues import host_of
from monitor.storage.transaction import Transaction
from monitor.topics.matcher import Matcher

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What one check's transaction did: for the log, once it is through."""

    placed: tuple[Placed, ...] = ()
    switches: tuple[watchlist.Switch, ...] = ()


def remembered(feed: Feed, reading: Reading, line: Line, *, new: int, size: int, at: datetime) -> Feed:
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
    if isinstance(reading.outcome, Fetched):
        hub, topic = hub_of(reading.parsed, reading.outcome.headers, reading.outcome.url)
        polled = replace(polled, hub=hub, topic=topic)
    moved = moves.after_answer(polled, reading.outcome, now=at)
    return health.after_check(feed, moved, reading.outcome, now=at, new=new, entries=len(entries), size=size, reason=reading.reason)


def match_entries(entries: Sequence[Entry], feed: Feed, *, matcher: Matcher, seen: datetime) -> list[Matched]:
    """Return the article of each entry, of a round-up those of its items too, with what each matches."""
    told = (extract.article_of(entry, feed, seen=seen) for entry in entries)
    return [match_article(article, matcher=matcher) for one in told for article in split_article(one)]


def record_check(tx: Transaction, before: Feed, after: Feed, check: Check, found: Sequence[Matched], *, alerting: Alerting) -> Recorded:
    """Write one check whole: the feed's new state, its new articles, and all that follows from them.

    Returns the articles that were new; one that another check stored meanwhile is not among them.
    """
    first = before.checks == 0
    placed: list[Placed] = []
    wave = sum(bool(one.matches) for one in found if not is_old(one.article, alerting, check.at, first=first))
    for one in found:
        stored = articles.insert_article(tx, one.article, one.keys)
        if stored is None:
            continue
        article = replace(one.article, id=stored)
        placed.append(place(tx, replace(one, article=article), alerting=alerting, at=check.at, first=first, wave=wave))
        if after.pages and extract.wants_page(article) and not is_old(article, alerting, check.at, first=first):
            articles.schedule_page(tx, stored, check.at, host=host_of(article.url))
    feeds.save_feed(tx, after)
    feeds.record_check(tx, replace(check, new=len(placed)))
    turned = after.chain and health.usable(before) != health.usable(after)
    switches = watchlist.settle(tx, after.source, after.chain, now=check.at) if turned else []
    return Recorded(placed=tuple(placed), switches=tuple(switches))


def is_old(article: Article, alerting: Alerting, at: datetime, *, first: bool) -> bool:
    """Return whether an article is archive: published too long ago, or undated and there before we came."""
    return first if article.published is None else article.published < at - alerting.age(first=first)


def check_of(feed: Feed, outcome: Outcome, at: datetime) -> Check:
    """Return a visit as the review reads it."""
    match outcome:
        case Fetched():
            return Check(feed=feed.id, at=at, outcome="ok", status=outcome.status, size=len(outcome.body))
        case NotModified():
            return Check(feed=feed.id, at=at, outcome="not_modified", status=304)
        case FetchFailed():
            return Check(feed=feed.id, at=at, outcome=outcome.failure, status=outcome.status, detail=outcome.detail)


def tell_check(before: Feed, after: Feed, check: Check, recorded: Recorded, line: Line) -> None:
    """Log a check that was recorded, and tell operators what they must know of it."""
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
    tell_placed(recorded.placed, line.tell_operators)


def moved_notice(feed: Feed) -> str:
    """Return what operators are told of a feed that is asked elsewhere from now on."""
    if feed.address:
        return f"{feed.source}: {feed.url} has moved for good; {feed.address} is asked from now on. Write that into config/sources."
    return f"{feed.source}: the address that {feed.url} had moved to does not answer; {feed.url} is asked again."
