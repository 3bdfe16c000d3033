"""What becomes of the matches of one article: which are told at once, which are kept back and why, who hears them and when.

A story alerts once a topic. What joins it later shows in the messages that are there, and alerts again only where it is other news: another
stage, the first source that speaks for itself, the first report in a language that a reader has and the story had not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from monitor.alerts.when import Backing, met
from monitor.model import Alert, AlertId, Article, ArticleId, Body, Match, Stage, Subscriber, SubscriberId, Topic, TopicId

# A clock that is a little ahead is common; a date further ahead is a mistake, and proves nothing about age.
CLOCKS_DIFFER = timedelta(days=1)

FOR_AGE = frozenset({"old", "first_check"})
UNCORROBORATED = "uncorroborated"
SUPERSEDED = "superseded"
SILENCED = "silenced"  # an operator wants nobody to be told of the topic for now

OFFICIAL = "official"
LANGUAGE = "language:"

FLOOD_WINDOW = timedelta(hours=1)
BURST = 2  # times the limit
_EDIT_PAUSES = (
    (timedelta(hours=1), timedelta(minutes=1)),
    (timedelta(hours=6), timedelta(minutes=5)),
    (timedelta(days=1), timedelta(minutes=15)),
)
_LATE_PAUSE = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A story with an article in it, and what was told of it before.

    Attributes:
        alerts: of the story, of any topic, told and held, in the order they were raised.
        backing: who tells the story, the article's source among them.
        official: whether the article is the story's first by a source that speaks for itself.
        language: that of the article, where it is the first of the story in it; empty where it is not, or opened the story.
    """

    alerts: tuple[Alert, ...] = ()
    backing: Backing = field(default_factory=Backing)
    official: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """An alert that is raised, or held, or that was held and is told now.

    Attributes:
        topic: whose it is.
        article: of whom it tells: the one that was matched, or the one that was held.
        stage: how far what it claims has come.
        change: what is news of a story that was told: ``official``, ``language:xx``.
        held: why nobody is told: ``first_check``, ``old``, ``body_only``, ``uncorroborated``, ``silenced``; empty where people are.
        takes: the held alert that becomes this one; None where it is a new one.
        tells: other held alerts of the story that need not be told any more.
    """

    topic: TopicId
    article: ArticleId
    stage: Stage | None = None
    change: str = ""
    held: str = ""
    takes: AlertId | None = None
    tells: tuple[AlertId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """When an alert goes out: at once and by itself, or at the end of the hour with all others of its bundle."""

    due: datetime
    bundle: str = ""


def decide(
    matches: Sequence[Match],
    topics: Mapping[TopicId, Topic],
    *,
    article: Article,
    now: datetime,
    fresh: timedelta,
    first_check: bool,
    standing: Standing | None = None,
) -> tuple[Ruling, ...]:
    """Rule on each match of one article, in the order of ``matches``, then on what was held until more stood behind the story.

    A match gets no ruling where its topic is unknown or switched off, where the topic ignores hits in the body and has no other, and
    where it says nothing that was not told.

    Args:
        matches: what the matcher found, at most one a topic.
        topics: the topics in force.
        article: the article that matched.
        now: the time of the decision, in UTC.
        fresh: how old an article may be and still be news.
        first_check: whether its feed is being read for the first time, when all of it is new to us and most of it is not news.
        standing: the article's story. None where nothing is known of any: then each match stands by itself, and no ``alert_when`` is asked.
    """
    age = _held_for_age(article, now=now, fresh=fresh, first_check=first_check)
    rulings: list[Ruling] = []
    for match in matches:
        topic = topics.get(match.topic)
        body_only = match.field == "body"
        if topic is None or not topic.enabled or (body_only and topic.body is Body.IGNORE):
            continue
        held = age or ("body_only" if body_only and topic.body is Body.DIGEST else "")
        if held or standing is None:
            rulings.append(Ruling(topic=topic.id, article=article.id, stage=match.stage, held=held))
        elif ruling := _news(match, topic, article, standing):
            rulings.append(ruling)
    if standing is not None:
        told = {ruling.topic for ruling in rulings if not ruling.held}
        rulings += _released([topics[t] for t in _waiting(standing) if t in topics and t not in told], standing)
    return tuple(rulings)


def audience(subscribers: Iterable[Subscriber], topic: TopicId) -> tuple[SubscriberId, ...]:
    """Who hears this topic: those that are active and have not muted it, in the order given."""
    return tuple(each.id for each in subscribers if each.active and topic not in each.muted_topics)


def turn_of(topic: TopicId, *, told: int, limit: int, now: datetime) -> Turn:
    """Return when an alert goes out, where ``told`` of its topic were raised within the last hour and ``limit`` an hour are messages."""
    if told < limit:
        return Turn(due=now)
    hour = now.replace(minute=0, second=0, microsecond=0)
    return Turn(due=hour + FLOOD_WINDOW, bundle=f"flood:{topic}:{hour:%Y-%m-%dT%H}")


def burst(wave: int, limit: int) -> int:
    """Return how many alerts a check may send that breaks a silence with ``wave`` articles: up to twice the limit are no flood."""
    return wave if limit < wave <= BURST * limit else limit


def edit_pause(first: datetime, now: datetime) -> timedelta:
    """Return how long a message waits before it shows what joined its story: the longer, the longer ago the story was ``first`` told."""
    age = now - first
    return next((pause for until, pause in _EDIT_PAUSES if age < until), _LATE_PAUSE)


def _news(match: Match, topic: Topic, article: Article, standing: Standing) -> Ruling | None:
    """Rule on a match that neither its age nor its place holds back."""
    mine = [alert for alert in standing.alerts if alert.topic == topic.id]
    told = [alert for alert in mine if not alert.held]
    if told:
        return _other_news(match, article, told, mine, standing)
    waiting = [alert for alert in mine if alert.held == UNCORROBORATED]
    same = next((alert for alert in reversed(mine) if alert.stage is match.stage), None)
    if article.copy_of is not None and mine and not waiting and (match.stage is None or same is not None):
        return None  # archived news, told again
    if not met(topic.alert_when, standing.backing):
        if same in waiting or (waiting and match.stage is None):
            return None
        return Ruling(
            topic=topic.id, article=article.id, stage=match.stage, held=UNCORROBORATED, takes=same.id if same is not None else None
        )
    if waiting and (same in waiting or match.stage is None):
        return next(_released([topic], standing))
    return Ruling(
        topic=topic.id,
        article=article.id,
        stage=match.stage,
        takes=same.id if same is not None else None,
        tells=tuple(alert.id for alert in waiting),
    )


def _other_news(match: Match, article: Article, told: Sequence[Alert], mine: Sequence[Alert], standing: Standing) -> Ruling | None:
    """Rule on a match of a story that its topic has told."""
    stages = {alert.stage for alert in told} - {None}
    if match.stage is not None and match.stage not in stages:
        held = next((alert.id for alert in mine if alert.held and alert.stage is match.stage), None)
        return Ruling(topic=match.topic, article=article.id, stage=match.stage, takes=held)
    if standing.official:
        return Ruling(topic=match.topic, article=article.id, change=OFFICIAL)
    if standing.language:
        return Ruling(topic=match.topic, article=article.id, change=f"{LANGUAGE}{standing.language}")
    return None


def _waiting(standing: Standing) -> tuple[TopicId, ...]:
    return tuple(dict.fromkeys(alert.topic for alert in standing.alerts if alert.held == UNCORROBORATED))


def _released(topics: Iterable[Topic], standing: Standing) -> Iterator[Ruling]:
    """Release of each topic the last alert that waits, where enough stands behind the story now; the others need not be told."""
    for topic in topics:
        if topic.enabled and met(topic.alert_when, standing.backing):
            *others, last = (alert for alert in standing.alerts if alert.topic == topic.id and alert.held == UNCORROBORATED)
            tells = tuple(alert.id for alert in others)
            yield Ruling(topic=topic.id, article=last.article, stage=last.stage, change=last.change, takes=last.id, tells=tells)


def _held_for_age(article: Article, *, now: datetime, fresh: timedelta, first_check: bool) -> str:
    published = article.published
    if published is None or published > now + CLOCKS_DIFFER:
        return "first_check" if first_check else ""
    if published < now - fresh:
        return "first_check" if first_check else "old"
    return ""
