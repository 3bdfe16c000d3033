"""Which matches of one article are told at once, which are kept back and why, and who hears them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.model import Article, Body, Match, Stage, Subscriber, SubscriberId, Topic, TopicId

# A clock that is a little ahead is common; a date further ahead is a mistake, and proves nothing about age.
CLOCKS_DIFFER = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What becomes of one topic's match. ``held`` is empty where it alerts, else ``first_check``, ``old``, ``body_only`` or ``flood``.

    A later article of the same story is other news only where it tells of another ``stage``.
    """

    topic: TopicId
    stage: Stage | None = None
    held: str = ""


def decide(
    matches: Sequence[Match],
    topics: Mapping[TopicId, Topic],
    *,
    article: Article,
    now: datetime,
    fresh: timedelta,
    first_check: bool,
    raised_recently: int,
    flood_limit: int,
) -> tuple[Ruling, ...]:
    """Rule on each match of one article, in the order of ``matches``.

    A match gets no ruling where its topic is unknown or switched off, or where the topic ignores hits in the body and has no other.

    Args:
        matches: what the matcher found, at most one a topic.
        topics: the topics in force.
        article: the article that matched.
        now: the time of the decision, in UTC.
        fresh: how old an article may be and still be news.
        first_check: whether its feed is being read for the first time, when all of it is new to us and most of it is not news.
        raised_recently: alerts already sent to people within the window that ``flood_limit`` is for.
        flood_limit: how many alerts may be sent within that window.
    """
    age = _held_for_age(article, now=now, fresh=fresh, first_check=first_check)
    rulings: list[Ruling] = []
    for match in matches:
        topic = topics.get(match.topic)
        body_only = match.field == "body"
        if topic is None or not topic.enabled or (body_only and topic.body is Body.IGNORE):
            continue
        held = age or ("body_only" if body_only and topic.body is Body.DIGEST else "")
        if not held and raised_recently >= flood_limit:
            held = "flood"
        if not held:
            raised_recently += 1
        rulings.append(Ruling(topic=topic.id, stage=match.stage, held=held))
    return tuple(rulings)


def audience(subscribers: Iterable[Subscriber], topic: TopicId) -> tuple[SubscriberId, ...]:
    """Who hears this topic: those that are active and have not muted it, in the order given."""
    return tuple(each.id for each in subscribers if each.active and topic not in each.muted_topics)


def _held_for_age(article: Article, *, now: datetime, fresh: timedelta, first_check: bool) -> str:
    published = article.published
    if published is None or published > now + CLOCKS_DIFFER:
        return "first_check" if first_check else ""
    if published < now - fresh:
        return "first_check" if first_check else "old"
    return ""
