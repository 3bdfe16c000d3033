"""The end of the line, inside one transaction: whose copy an article is, what it matches, and the alerts and deliveries that follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from monitor.alerts.decide import audience, decide
from monitor.model import Alert, Article, ArticleId, Match, StoryId
from monitor.pipeline.line import Alerting
from monitor.storage import alerts, articles, rechecks, stories, subscribers
from monitor.storage.transaction import Transaction
from monitor.stories.copies import original_of, same_page
from monitor.stories.fingerprint import shingles, sketch, text_hash, titles_alike
from monitor.text.words import read
from monitor.topics.archive_keys import index_keys
from monitor.topics.matcher import Matcher

log = structlog.get_logger()

RECHECKS = (timedelta(hours=1), timedelta(hours=6), timedelta(hours=24))  # after an article was told, its page is seen again
COPY_WINDOW = timedelta(hours=72)
SAME_WINDOW = timedelta(days=60)  # within which the very same text or page is known again: a site that moves republishes its archive


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """An article with what the pure steps found in it; ``shingles`` compare it with others, ``keys`` are those it is searched by."""

    article: Article
    matches: tuple[Match, ...]
    shingles: frozenset[int]
    keys: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """What became of one article in its transaction: for the log, once the transaction is through."""

    article: Article
    alerts: tuple[Alert, ...] = ()


def match_article(article: Article, *, matcher: Matcher) -> Matched:
    """Read an article once, and find the topics it matches and the shingles it is compared by."""
    reading = read(article)
    hashed = replace(article, text_hash=text_hash(reading))
    matches = tuple(matcher.match(hashed, reading))
    return Matched(article=hashed, matches=matches, shingles=shingles(reading), keys=index_keys(reading))


def place(
    tx: Transaction,
    found: Matched,
    *,
    alerting: Alerting,
    at: datetime,
    first: bool,
    left: int | None = None,
    anew: bool = False,
    settled: bool = False,
) -> Placed:
    """Find whose copy a stored article is, keep its matches, and raise the alerts that follow: one a topic, story and stage.

    Args:
        tx: the transaction that also stores the article.
        found: the article, with its id, and what was found in it.
        alerting: the topics and the rules.
        at: now.
        first: whether this is the feed's first check, when all of an archive is new to us.
        left: how many alerts the same check may still raise; beyond them they are held. None where nothing is counted.
        anew: whether the article was placed before, with less of its text or another.
        settled: whether it stays what it is, an original or a copy: it has been told so, and its text has changed since. What another
            article with its new text has told is not told again.
    """
    article = found.article
    original = article.copy_of or (None if settled else find_original(tx, found, at=at))
    if original is not None and original != article.copy_of:
        articles.mark_copy(tx, article.id, original)
        article = replace(article, copy_of=original)
    if original is None:
        articles.save_sketch(tx, article.id, sketch(found.shingles), at=at, anew=anew)
    if anew:
        new = alerts.renew_matches(tx, article.id, found.matches, at=at, changed=settled)
        if article.story is not None and not settled:
            for match in found.matches:
                alerts.learn_stage(tx, match.topic, article.story, match.stage)
    else:
        new = alerts.save_matches(tx, article.id, found.matches, at=at)
    if new and settled:
        new = _untold(tx, found, new, at=at)
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
        if article.copy_of is not None:
            alerts.learn_stage(tx, ruling.topic, story, ruling.stage)
        wanted = Alert(topic=ruling.topic, story=story, stage=ruling.stage, article=article.id, raised=at, held=ruling.held)
        alert = alerts.raise_alert(tx, wanted)
        if alert is not None:
            raised.append(alert)
            if not alert.held:
                rechecks.schedule_recheck(tx, article.id, told=at, due=at + RECHECKS[0])
                alerts.queue_deliveries(tx, alert.id, audience(subscribers.active_subscribers(tx), alert.topic), due=at)
    return Placed(article=article, alerts=tuple(raised))


def _untold(tx: Transaction, found: Matched, new: Sequence[Match], *, at: datetime) -> list[Match]:
    """Leave out the topics that another article with this text has told."""
    other = None if found.article.copy_of else find_original(tx, found, at=at)
    elsewhere = [a.story for a in articles.articles_by_id(tx, [other] if other else []) if a.story is not None]
    return [match for match in new if not any(alerts.alert_of(tx, match.topic, story, match.stage) for story in elsewhere)]


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


def tell_placed(placed: Sequence[Placed]) -> None:
    """Log what became of articles."""
    for one in placed:
        if one.article.copy_of is not None:
            log.info("article.copied", article=one.article.id, source=one.article.source, of=one.article.copy_of)
        for alert in one.alerts:
            if alert.held:
                log.info("alert.held", topic=alert.topic, story=alert.story, article=alert.article, reason=alert.held)
            else:
                log.info("alert.raised", topic=alert.topic, story=alert.story, stage=alert.stage, article=alert.article)
