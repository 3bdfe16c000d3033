"""Hits now against hits then: what is gained and lost, by day, language and source, and the alerts that would follow. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypeVar

from monitor.alerts.decide import decide
from monitor.model import Article, ArticleId, FeedId, Match, SourceId, Span, Stage, Topic, TopicId
from monitor.text.language import primary

SPANS_KEPT = 12  # of one hit: more than any sentence shows

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An article that a topic finds, or found, and what becomes of it."""

    topic: TopicId
    article: ArticleId
    seen: datetime
    source: SourceId
    language: str
    story: int  # articles of one story share it: the story's id, or that of the first article, negative, where none was opened
    field: str
    stage: Stage | None = None
    held: str = ""  # why it is no alert: copy, body_only, old, first_check; empty where it is one, once a story and stage
    spans: tuple[Span, ...] = ()

    @property
    def key(self) -> tuple[TopicId, ArticleId]:
        """What makes it the same hit, then and now."""
        return self.topic, self.article


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What decides whether a hit is told, as in the line; a flood is not foreseen."""

    fresh: timedelta  # how old an article may be that a feed's first check finds
    late: timedelta  # how old one may be that appears later
    first_checks: Mapping[FeedId, datetime] = field(default_factory=dict)


def hit_of(match: Match, topic: Topic, article: Article, rules: Rules) -> Hit:
    """Return a match as a hit, ruled on as the line would have when the article was first seen.

    Raises:
        ValueError: the article does not say when that was.
    """
    if article.seen is None:
        raise ValueError("an archived article has the time it was seen")
    first = article.seen == rules.first_checks.get(article.feed)
    rulings = decide(
        [match],
        {topic.id: topic},
        article=article,
        now=article.seen,
        fresh=rules.fresh if first else rules.late,
        first_check=first,
    )
    held = rulings[0].held if rulings else "body_only"
    return Hit(
        topic=topic.id,
        article=article.id,
        seen=article.seen,
        source=article.source,
        language=primary(article.language),
        story=article.story or -(article.copy_of or article.id),
        field=match.field,
        stage=match.stage,
        held="copy" if article.copy_of else held,
        spans=match.spans[:SPANS_KEPT],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Hits then and now, each once and in the order the articles were seen. ``kept`` has those of both as they are now."""

    then: tuple[Hit, ...] = ()
    now: tuple[Hit, ...] = ()
    gained: tuple[Hit, ...] = ()
    lost: tuple[Hit, ...] = ()
    kept: tuple[Hit, ...] = ()
    retold: tuple[tuple[Hit, Hit], ...] = ()  # of the kept, those that are told otherwise, before and after: another stage, or held


def compared(then: Iterable[Hit], now: Iterable[Hit]) -> Comparison:
    """Compare hits. Of several with one key the last counts."""
    before, after = {hit.key: hit for hit in then}, {hit.key: hit for hit in now}
    kept = _in_order(hit for key, hit in after.items() if key in before)
    return Comparison(
        then=_in_order(before.values()),
        now=_in_order(after.values()),
        gained=_in_order(hit for key, hit in after.items() if key not in before),
        lost=_in_order(hit for key, hit in before.items() if key not in after),
        kept=kept,
        retold=tuple((was, hit) for hit in kept if _telling(was := before[hit.key]) != _telling(hit)),
    )


def _in_order(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    return tuple(sorted(hits, key=lambda hit: (hit.seen, hit.article, hit.topic)))


def _telling(hit: Hit) -> tuple[str, Stage | None]:
    return hit.held, hit.stage


def alerts_of(hits: Iterable[Hit]) -> list[Hit]:
    """Return the hits that raise an alert, in the order of time: once a topic, story and stage; without a stage, once a story."""
    told: dict[tuple[TopicId, int], set[Stage | None]] = {}
    raised = []
    for hit in _in_order(hits):
        if hit.held in {"copy", "body_only"}:
            continue
        stages = told.setdefault((hit.topic, hit.story), set())
        if hit.stage in stages or (hit.stage is None and stages):
            continue
        stages.add(hit.stage)
        if not hit.held:
            raised.append(hit)
    return raised


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What one subscriber who is told at once would hear: in all, a day, and on the busiest day (None where nothing is heard)."""

    alerts: int = 0
    per_day: float = 0.0
    busiest: date | None = None
    most: int = 0


def expected(alerts: Iterable[Hit], *, days: float) -> Expected:
    """Count alerts over a number of days, of which less than one counts as one."""
    by_day = Counter(hit.seen.date() for hit in alerts)
    if not by_day:
        return Expected()
    busiest = min(by_day, key=lambda day: (-by_day[day], day))
    return Expected(alerts=by_day.total(), per_day=by_day.total() / max(1.0, days), busiest=busiest, most=by_day[busiest])


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many hits then, now, gained and lost."""

    then: int = 0
    now: int = 0
    gained: int = 0
    lost: int = 0


def counts_by(comparison: Comparison, key: Callable[[Hit], K]) -> dict[K, Count]:
    """Count by day, language or source: the most hits now or then first."""
    sides = [Counter(map(key, hits)) for hits in (comparison.then, comparison.now, comparison.gained, comparison.lost)]
    then, now, gained, lost = sides
    found = {one: Count(then=then[one], now=now[one], gained=gained[one], lost=lost[one]) for one in set().union(*sides)}
    return dict(sorted(found.items(), key=lambda item: (-max(item[1].now, item[1].then), str(item[0]))))
