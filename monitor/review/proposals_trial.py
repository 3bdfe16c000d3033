"""A proposed exclusion tried on the archive, and on the alerts that people judged: what it would take, right and wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from monitor.catalog.examples import failing
from monitor.catalog.load import Catalog
from monitor.errors import Problem
from monitor.model import Article, Match, TopicId
from monitor.review.backtest_archive import side_of
from monitor.review.backtest_plan import Earlier, Plan, Then, plan_topic
from monitor.review.backtest_report import Shown, TopicReport
from monitor.review.backtest_run import Terms, run_backtest, window_of
from monitor.storage.articles import articles_by_id
from monitor.storage.database import Database
from monitor.storage.feedback import verdicts

DAYS = 30  # as `monitor backtest` looks back where it is not told how far
EXAMPLES = 5  # articles shown of each kind: enough to see what is lost, few enough for a message


async def trial(database: Database, before: Catalog, after: Catalog, topic: TopicId, *, now: datetime) -> dict[str, Any]:
    """Return what a topic gains and loses by an edit, as values that a database keeps.

    ``days``, ``articles`` (archived in these days), ``then``, ``now``, ``gained``, ``lost`` (hits), ``alerts_then``, ``alerts_now``;
    ``lost_hits``, the newest first; ``right`` and ``wrong``, alerts that people judged so, ever; ``right_lost``, ``wrong_lost``, those of
    them whose article the edit leaves out; ``right_hits``, the newest of the right ones; ``examples``, those that fail after it. A hit has
    ``article``, ``source``, ``language``, ``seen``, ``url``, ``headline`` and ``sentence``.

    Raises:
        QueryInvalid: the edit's query is wrong.
        DatabaseUnreachable: the database does not answer.
    """
    earlier = Earlier(then=Then.FOLDER, topics=before.topics, concepts=before.concepts, sources=before.sources)
    plan = plan_topic(topic, after, earlier)
    alerts = after.settings.alerts
    fresh, late = timedelta(hours=alerts.fresh_hours), timedelta(days=alerts.late_days)
    terms = Terms(window=window_of(DAYS, now), fresh=fresh, late=late, show=EXAMPLES)
    report = await run_backtest(database, plan, terms, after.sources, lambda _done, _total: None)
    return {
        "days": DAYS,
        "articles": report.archived.articles,
        **_gained_and_lost(report.topics[0]),
        **await _judged(database, plan, topic),
    }


def failing_examples(catalog: Catalog, topic: TopicId) -> list[Problem]:
    """Return the examples of a topic of which its query says the opposite.

    Raises:
        QueryInvalid: a query is wrong.
    """
    side = side_of([one for one in catalog.topics if one.id == topic], catalog.concepts, catalog.sources)
    return list(failing((one for one in catalog.examples if one.topic == topic), side.matcher.match))


def _gained_and_lost(report: TopicReport) -> Mapping[str, Any]:
    return {
        "then": report.total.then,
        "now": report.total.now,
        "gained": report.total.gained,
        "lost": report.total.lost,
        "alerts_then": report.expected_then.alerts,
        "alerts_now": report.expected_now.alerts,
        "lost_hits": [_shown(one) for one in report.lost],
        "examples": [str(problem) for problem in report.failing],
    }


async def _judged(database: Database, plan: Plan, topic: TopicId) -> Mapping[str, Any]:
    said = await database.read(verdicts, topic=topic)
    articles = {one.id: one for one in await database.read(articles_by_id, [one.article for one in said])}
    found: dict[str, Any] = {}
    for word, right in (("right", True), ("wrong", False)):
        judged = [articles[one.article] for one in said if one.right is right and one.article in articles]
        lost = _left_out(judged, plan, topic)
        found |= {word: len(judged), f"{word}_lost": len(lost)}
        if right:
            found["right_hits"] = [_as_hit(one) for one in reversed(lost[-EXAMPLES:])]
    return found


def _left_out(articles: Sequence[Article], plan: Plan, topic: TopicId) -> list[Article]:
    """The articles that the topic finds before the edit, and not after it."""

    def finds(matches: Iterable[Match]) -> bool:
        return any(match.topic == topic for match in matches)

    return [one for one in articles if finds(plan.before.matcher.match(one)) and not finds(plan.after.matcher.match(one))]


def _shown(one: Shown) -> Mapping[str, Any]:
    return {
        "article": one.hit.article,
        "source": one.hit.source,
        "language": one.hit.language,
        "seen": one.hit.seen.isoformat(),
        "url": one.url,
        "headline": one.headline.text,
        "sentence": one.sentence.text,
    }


def _as_hit(article: Article) -> Mapping[str, Any]:
    return {
        "article": article.id,
        "source": article.source,
        "language": article.language,
        "seen": article.seen.isoformat() if article.seen else "",
        "url": article.url,
        "headline": article.title or article.lead,
        "sentence": "",
    }
