"""The line, top to bottom: check feeds, fetch pages, and what each writes in one transaction.

::

    check_feeds  fetch ─► read_feed ─► article_of ─► match ─► record_check ┐ one transaction: feed, articles, copies,
    fetch_pages  fetch ─► read_page ─► with_page  ─► match ─► record_page  ┘ matches, stories, alerts and deliveries

Every stage may be repeated: unique keys (feed, guid), (article, topic), (topic, story), (alert, subscriber) make the second time
do nothing. What a stage needs stands in its signature; the composition root (app.py) binds it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol, TypeVar

import structlog

from monitor import extract, polling
from monitor.alerts.decide import audience, decide
from monitor.errors import NotAFeed, NotAPage
from monitor.feeds.guids import told_apart
from monitor.model import (
    Alert,
    Article,
    ArticleId,
    Check,
    Entry,
    Failure,
    Feed,
    FeedId,
    Fetched,
    FetchFailed,
    Match,
    NotModified,
    Outcome,
    ParsedFeed,
    StoryId,
    Topic,
    TopicId,
)
from monitor.pages.article import read_page
from monitor.storage import alerts, articles, feeds, guids, stories, subscribers
from monitor.storage.database import Database, Transaction
from monitor.stories.copies import original_of, same_page
from monitor.stories.fingerprint import shingles, sketch, text_hash, titles_alike
from monitor.text.words import read
from monitor.topics.matcher import Matcher

T = TypeVar("T")
Clock = Callable[[], datetime]
Chance = Callable[[], float]
log = structlog.get_logger()

COPY_WINDOW = timedelta(hours=72)
SAME_WINDOW = timedelta(days=60)  # within which the very same text or page is known again: a site that moves republishes its archive
FLOOD = 2  # times ``flood_limit``: a check that would raise more is a flood, and raises ``flood_limit``
NOT_READ = {"empty": Failure.EMPTY, "broken": Failure.PARSE, "no_rows": Failure.PARSE, "selector": Failure.PARSE}
PAGE_RETRY = timedelta(minutes=10)
PAGE_PATIENCE = timedelta(hours=1)  # after its article was seen, a page that still does not come is given up
PAGE_FAILURES = {Failure.TIMEOUT, Failure.NETWORK, Failure.RATE_LIMITED}  # may pass by itself


class Fetch(Protocol):
    """Ask one URL; never raises for what a site does."""

    def __call__(self, url: str, *, etag: str = "", last_modified: str = "") -> Awaitable[Outcome]:
        """Return what came of one request; the validators are sent as they are."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerting:
    """What decides whether a match is told: the topics, how old is old, how many of one check are a flood."""

    topics: Mapping[TopicId, Topic]
    fresh: timedelta  # how old an entry may be that a feed's first check finds
    late: timedelta  # how old one may be that appears in a feed we watch
    flood_limit: int

    def age(self, *, first: bool) -> timedelta:
        """Return how old an entry may be and still be told."""
        return self.fresh if first else self.late


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """An article with what the pure steps found in it; ``shingles`` compare it with others."""

    article: Article
    matches: tuple[Match, ...]
    shingles: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """What became of one article in its transaction: for the log, once the transaction is through."""

    article: Article
    alerts: tuple[Alert, ...] = ()


# ── check ──────────────────────────────────────────────────────────────────────────────────────────


async def check_feeds(
    ids: Sequence[int],
    *,
    fetch: Fetch,
    database: Database,
    matcher: Matcher,
    alerting: Alerting,
    fastest: timedelta,
    slowest: timedelta,
    now: Clock,
    chance: Chance,
    worker: Executor,
) -> int:
    """Check these feeds once and return how many new articles they had; each is due again between ``fastest`` and ``slowest``."""
    found = await database.read(feeds.feeds_by_id, [FeedId(i) for i in ids])

    async def check(feed: Feed) -> int:
        etag, last_modified = polling.validators(feed, now())
        outcome = await fetch(feed.url, etag=etag, last_modified=last_modified)
        outcome, parsed, digest = await _read(feed, outcome, worker)
        at = now()
        telling = [e for e in reversed(parsed.entries) if e.title or e.url]  # oldest first
        fresh = await database.read(new_entries, feed.id, telling) if telling else []
        found = await beside(worker, match_entries, fresh, feed, matcher=matcher, seen=at) if fresh else []
        after = polling.after_check(
            feed,
            outcome,
            now=at,
            new=len(fresh),
            entry_times=[e.published for e in parsed.entries if e.published],
            ttl=parsed.ttl,
            body_hash=digest,
            chance=chance(),
            fastest=fastest,
            slowest=slowest,
        )
        if isinstance(outcome, FetchFailed) and outcome.failure is Failure.RATE_LIMITED and not outcome.status:
            await database.run(feeds.save_feed, after)  # its host had no turn for us: that was no visit
            log.info("feed.postponed", feed=feed.id, source=feed.source, reason=outcome.detail, until=after.next_at.isoformat())
            return 0
        done = replace(_check_of(feed, outcome, at), entries=len(parsed.entries), elapsed=outcome.elapsed)
        placed = await database.run(record_check, after, done, found, alerting=alerting, first=feed.checks == 0)
        _tell(feed, replace(done, new=len(placed)), placed)
        return len(placed)

    return sum(await asyncio.gather(*map(check, found)))


async def _read(feed: Feed, outcome: Outcome, worker: Executor) -> tuple[Outcome, ParsedFeed, str]:
    """Read a body that came; a body that is the same as last time is not modified, one that cannot be read is a failure."""
    nothing = ParsedFeed()
    if not isinstance(outcome, Fetched):
        return outcome, nothing, feed.body_hash
    digest = extract.body_hash(outcome.body)
    if digest == feed.body_hash:
        kept = NotModified(etag=outcome.etag, last_modified=outcome.last_modified, max_age=outcome.max_age, elapsed=outcome.elapsed)
        return kept, nothing, digest
    try:
        parsed = await beside(worker, extract.read_feed, feed, outcome)
    except NotAFeed as error:
        failure = NOT_READ.get(error.reason, Failure.NOT_FEED)
        return (
            FetchFailed(failure=failure, status=outcome.status, detail=str(error), elapsed=outcome.elapsed),
            nothing,
            feed.body_hash,
        )
    return outcome, parsed, digest


def new_entries(tx: Transaction, feed: FeedId, entries: Sequence[Entry]) -> list[Entry]:
    """Return the entries, oldest first, that their feed has not told of yet; a guid that is used again tells of another article."""
    apart = told_apart(entries, guids.holders(tx, feed, [e.guid for e in entries]))
    known = articles.known_guids(tx, feed, [e.guid for e in apart])
    return list({e.guid: e for e in apart if e.guid not in known}.values())


def match_entries(entries: Sequence[Entry], feed: Feed, *, matcher: Matcher, seen: datetime) -> list[Matched]:
    """Return the article of each entry, with what it matches."""
    return [match_article(extract.article_of(entry, feed, seen=seen), matcher=matcher) for entry in entries]


def match_article(article: Article, *, matcher: Matcher) -> Matched:
    """Read an article once, and find the topics it matches and the shingles it is compared by."""
    reading = read(article)
    hashed = replace(article, text_hash=text_hash(reading))
    return Matched(article=hashed, matches=tuple(matcher.match(hashed, reading)), shingles=shingles(reading))


def record_check(tx: Transaction, feed: Feed, check: Check, found: Sequence[Matched], *, alerting: Alerting, first: bool) -> list[Placed]:
    """Write one check whole: the feed's new state, its new articles, and all that follows from them.

    Returns the articles that were new; one that another check stored meanwhile is not among them.
    """
    placed: list[Placed] = []
    wave = sum(len(one.matches) for one in found if not _old(one.article, alerting, check.at, first=first))
    limit = wave if wave <= FLOOD * alerting.flood_limit else alerting.flood_limit
    for one in found:
        stored = articles.insert_article(tx, one.article)
        if stored is None:
            continue
        article = replace(one.article, id=stored)
        told = sum(not alert.held for done in placed for alert in done.alerts)
        left = limit - told
        placed.append(place(tx, replace(one, article=article), alerting=alerting, at=check.at, first=first, left=left))
        if feed.pages and extract.wants_page(article) and not _old(article, alerting, check.at, first=first):
            articles.schedule_page(tx, stored, check.at)
    feeds.save_feed(tx, feed)
    feeds.record_check(tx, replace(check, new=len(placed)))
    return placed


def _old(article: Article, alerting: Alerting, at: datetime, *, first: bool) -> bool:
    """Return whether an article is archive: published too long ago, or undated and there before we came."""
    return first if article.published is None else article.published < at - alerting.age(first=first)


# ── pages ──────────────────────────────────────────────────────────────────────────────────────────


async def fetch_pages(
    ids: Sequence[int],
    *,
    fetch: Fetch,
    database: Database,
    matcher: Matcher,
    alerting: Alerting,
    now: Clock,
    worker: Executor,
) -> int:
    """Fetch the pages of these articles and return how many could be read; what matches only now is told now."""
    found = await database.read(articles.articles_by_id, [ArticleId(i) for i in ids])

    async def complete(article: Article) -> int:
        outcome = await fetch(article.url)
        if isinstance(outcome, Fetched):
            try:
                page = await beside(worker, read_page, outcome.body, url=outcome.url, content_type=outcome.content_type)
            except NotAPage as error:
                log.info("page.unreadable", article=article.id, source=article.source, reason=error.reason)
                await database.run(articles.page_failed, article.id, retry_at=None)
                return 0
            full = await beside(worker, match_article, extract.with_page(article, page), matcher=matcher)
            placed = await database.run(record_page, full, alerting=alerting, at=now())
            log.info("page.read", article=article.id, source=article.source, characters=len(full.article.body))
            _tell_alerts([placed])
            return 1
        failed = outcome if isinstance(outcome, FetchFailed) else FetchFailed(failure=Failure.EMPTY)
        worth_it = failed.failure in PAGE_FAILURES and article.seen is not None and now() - article.seen < PAGE_PATIENCE
        again = now() + PAGE_RETRY if worth_it else None
        await database.run(articles.page_failed, article.id, retry_at=again)
        log.info("page.failed", article=article.id, source=article.source, outcome=failed.failure, status=failed.status)
        return 0

    return sum(await asyncio.gather(*map(complete, found)))


def record_page(tx: Transaction, full: Matched, *, alerting: Alerting, at: datetime) -> Placed:
    """Write what a page added to its article, and all that follows from it."""
    articles.update_text(tx, full.article)
    articles.page_done(tx, full.article.id)
    return place(tx, full, alerting=alerting, at=at, first=False, anew=True)


# ── copies, stories, alerts: inside the transaction ────────────────────────────────────────────────


def place(
    tx: Transaction, found: Matched, *, alerting: Alerting, at: datetime, first: bool, left: int | None = None, anew: bool = False
) -> Placed:
    """Find whose copy a stored article is, keep its matches, and raise the alerts that follow: one a topic and story.

    Args:
        tx: the transaction that also stores the article.
        found: the article, with its id, and what was found in it.
        alerting: the topics and the rules.
        at: now.
        first: whether this is the feed's first check, when all of an archive is new to us.
        left: how many alerts the same check may still raise; beyond them they are held. None where nothing is counted.
        anew: whether the article was placed before, with less of its text.
    """
    article = found.article
    original = article.copy_of or find_original(tx, found, at=at)
    if original is not None and original != article.copy_of:
        articles.mark_copy(tx, article.id, original)
        article = replace(article, copy_of=original)
    if original is None:
        articles.save_sketch(tx, article.id, sketch(found.shingles), at=at, anew=anew)
    new = alerts.save_matches(tx, article.id, found.matches, at=at)
    if not new:
        return Placed(article=article)
    rulings = decide(
        new,
        alerting.topics,
        article=article,
        now=at,
        fresh=alerting.age(first=first),
        first_check=first,
        raised_recently=0,
        flood_limit=len(new) if left is None else left,
    )
    raised = []
    for ruling in rulings:
        if ruling.held == "body_only":  # weaker than an alert: a later article may still raise one
            raised.append(Alert(topic=ruling.topic, story=StoryId(0), article=article.id, raised=at, held=ruling.held))
            continue
        story = story_of(tx, article, at=at)
        alert = alerts.raise_alert(tx, Alert(topic=ruling.topic, story=story, article=article.id, raised=at, held=ruling.held))
        if alert is not None:
            raised.append(alert)
            if not alert.held:
                alerts.queue_deliveries(tx, alert.id, audience(subscribers.active_subscribers(tx), alert.topic), due=at)
    return Placed(article=article, alerts=tuple(raised))


def find_original(tx: Transaction, found: Matched, *, at: datetime) -> ArticleId | None:
    """Return the article that this one repeats: the same text, the same page, or nearly the same text."""
    article = found.article
    exact = articles.same_text(tx, article.text_hash, since=at - SAME_WINDOW, excluding=article.id)
    if exact is not None:
        return exact
    page = articles.same_url(tx, article.canonical_url, since=at - SAME_WINDOW, excluding=article.id)
    near = [i for i, _ in articles.sketch_candidates(tx, sketch(found.shingles), since=at - COPY_WINDOW) if i != article.id]
    candidates = {a.id: (a, shingles(read(a))) for a in articles.articles_by_id(tx, [page, *near] if page is not None else near)}
    if page is not None:
        other, theirs = candidates[page]
        if same_page(found.shingles, theirs, same_title=titles_alike(article.title, other.title)):
            return page
    return original_of(found.shingles, [(i, candidates[i][1]) for i in near])


def story_of(tx: Transaction, article: Article, *, at: datetime) -> StoryId:
    """Return the story an article belongs to: its own, its original's, or a new one."""
    if article.copy_of is not None:
        (first,) = articles.articles_by_id(tx, [article.copy_of])
        story = first.story or stories.open_story(tx, first.id, at=at)
        stories.join_story(tx, article.id, story)
        return story
    (stored,) = articles.articles_by_id(tx, [article.id])
    return stored.story or stories.open_story(tx, article.id, at=at)


# ── small things ───────────────────────────────────────────────────────────────────────────────────


async def beside(worker: Executor, work: Callable[..., T], *values: object, **named: object) -> T:
    """Do CPU work beside the event loop, so that whatever bytes came, no other source's check waits for them."""
    return await asyncio.get_running_loop().run_in_executor(worker, partial(work, *values, **named))


def _check_of(feed: Feed, outcome: Outcome, at: datetime) -> Check:
    match outcome:
        case Fetched():
            return Check(feed=feed.id, at=at, outcome="ok", status=outcome.status, size=len(outcome.body))
        case NotModified():
            return Check(feed=feed.id, at=at, outcome="not_modified", status=304)
        case FetchFailed():
            return Check(feed=feed.id, at=at, outcome=outcome.failure, status=outcome.status, detail=outcome.detail)


def _tell(feed: Feed, check: Check, placed: Sequence[Placed]) -> None:
    log.info(
        "feed.checked",
        feed=feed.id,
        source=feed.source,
        outcome=check.outcome,
        status=check.status,
        entries=check.entries,
        new=check.new,
        took_ms=round(check.elapsed.total_seconds() * 1000),
        **({"detail": check.detail} if check.detail else {}),
    )
    _tell_alerts(placed)


def _tell_alerts(placed: Sequence[Placed]) -> None:
    for one in placed:
        if one.article.copy_of is not None:
            log.info("article.copied", article=one.article.id, source=one.article.source, of=one.article.copy_of)
        for alert in one.alerts:
            if alert.held:
                log.info("alert.held", topic=alert.topic, story=alert.story, article=alert.article, reason=alert.held)
            else:
                log.info("alert.raised", topic=alert.topic, story=alert.story, article=alert.article)
