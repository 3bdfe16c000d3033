"""The answer of a backtest as one value: figures of each topic, and the hits gained and lost with their sentences. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from monitor.alerts.passage import Passage
from monitor.alerts.render import headline, linkable, quotation
from monitor.alerts.shown import article_view, source_name
from monitor.errors import Problem
from monitor.locales import ENGLISH, translator
from monitor.model import Article, Source, SourceId, Topic
from monitor.review.backtest import Comparison, Count, Expected, Hit, alerts_of, counts_by, expected
from monitor.review.backtest_edits import Edit
from monitor.review.backtest_plan import Then
from monitor.storage.archive import Archived, Window

NAME_UNITS = 60
UNKNOWN = "?"  # a language that nobody said and nothing shows


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A hit as people see it. ``url`` is empty where it is none that may be linked to."""

    hit: Hit
    url: str
    source: str
    published: datetime | None
    headline: Passage
    sentence: Passage  # empty where the headline says it all


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One UTC day of a topic."""

    day: date
    count: Count
    alerts_then: int = 0
    alerts_now: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicReport:
    """What became of one topic."""

    edit: Edit
    title: str
    total: Count
    kept: int
    retold: Mapping[tuple[str, str], int]  # of the kept, how many are told otherwise: (before, after)
    days: tuple[Day, ...]
    languages: Mapping[str, Count]
    sources: Mapping[str, Count]
    expected_then: Expected
    expected_now: Expected
    subscribers: int  # who have the topic now
    forgotten: int  # that it had matched, and that are no longer archived
    failing: tuple[Problem, ...] = ()  # its examples of which its query says the opposite
    gained: tuple[Shown, ...] = ()  # the newest first, as many as were asked for
    lost: tuple[Shown, ...] = ()

    @property
    def quiet(self) -> bool:
        """Whether nothing is gained, lost, told otherwise or missed."""
        return not (self.total.gained or self.total.lost or self.retold or self.failing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A whole backtest."""

    window: Window
    then: Then
    topics: tuple[TopicReport, ...]
    looked: int  # topics that were compared
    archived: Archived
    candidates: int  # articles that were read and matched
    forgotten: int  # articles of these days that are no longer archived
    since: datetime | None = None
    folder: str = ""
    seconds: float = 0.0  # that it took

    @property
    def failing(self) -> int:
        """How many examples fail."""
        return sum(len(topic.failing) for topic in self.topics)


def topic_report(
    edit: Edit,
    comparison: Comparison,
    window: Window,
    *,
    archived: Archived,
    subscribers: int,
    forgotten: int,
    failing: Iterable[Problem] = (),
    gained: Iterable[Shown] = (),
    lost: Iterable[Shown] = (),
) -> TopicReport:
    """Count what a comparison holds."""
    before, after = alerts_of(comparison.then), alerts_of(comparison.now)
    elapsed = (window.until - max(window.since, archived.first or window.since)) / timedelta(days=1)
    by_day = counts_by(comparison, lambda hit: hit.seen.date())
    told_then, told_now = (Counter(hit.seen.date() for hit in alerts) for alerts in (before, after))
    kept = len(comparison.kept)
    return TopicReport(
        edit=edit,
        title=title_of(edit.after or edit.before),
        total=Count(then=len(comparison.then), now=len(comparison.now), gained=len(comparison.gained), lost=len(comparison.lost)),
        kept=kept,
        retold=dict(Counter((telling(was), telling(hit)) for was, hit in comparison.retold).most_common()),
        days=tuple(
            Day(day=day, count=by_day.get(day, Count()), alerts_then=told_then[day], alerts_now=told_now[day]) for day in window.days
        ),
        languages=counts_by(comparison, lambda hit: hit.language or UNKNOWN),
        sources=counts_by(comparison, lambda hit: str(hit.source)),
        expected_then=expected(before, days=elapsed),
        expected_now=expected(after, days=elapsed),
        subscribers=subscribers,
        forgotten=forgotten,
        failing=tuple(failing),
        gained=tuple(gained),
        lost=tuple(lost),
    )


def title_of(topic: Topic | None) -> str:
    """The topic's English title; its id where it has none: what was taken into force has not."""
    return "" if topic is None else topic.title.get("en") or topic.id


def telling(hit: Hit) -> str:
    """How a hit is told, in words: that it is an alert, or why not, and the stage."""
    parts = [hit.held or "alert", *([hit.stage.value] if hit.stage else [])]
    return ", ".join(parts).replace("_", " ")


def shown(hit: Hit, article: Article, sources: Mapping[SourceId, Source]) -> Shown:
    """Return a hit with its headline and the sentence that proves it, cleaned and cut as in an alert."""
    view = article_view(article, hit.spans, source=sources.get(article.source))
    return Shown(
        hit=hit,
        url=article.url if linkable(article.url) else "",
        source=source_name(view, NAME_UNITS),
        published=article.published,
        headline=headline(view, translator(ENGLISH)),
        sentence=quotation(view),
    )


def newest(hits: Sequence[Hit], limit: int | None) -> list[Hit]:
    """Return the newest hits first, at most ``limit``, all where that is None."""
    return list(reversed(hits))[:limit]
