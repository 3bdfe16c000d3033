"""What an alert shows, before it is put into words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from monitor.alerts.passage import Passage, Stretch, clean, shorten
from monitor.alerts.schedule import zone_of
from monitor.model import Article, Source, Span, Stage, StoryId, TopicId


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleView:
    """One article as an alert shows it. Stretches are offsets into the text they belong to, in characters."""

    title: str
    url: str = ""
    source_name: str = ""
    country: str = ""  # ISO 3166-1 alpha-2
    language: str = ""  # BCP 47
    published: datetime | None = None
    title_hits: tuple[Stretch, ...] = ()
    text: str = ""  # lead or body: the one that holds the hit to quote
    text_hits: tuple[Stretch, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryView:
    """How far a story of several articles has come. ``published`` of the first and the latest is when they told of it."""

    id: StoryId  # 0 where it is not stored
    sources: int
    languages: int  # 0 is not known
    first: ArticleView
    latest: ArticleView


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertView:
    """An alert as it is shown to one subscriber. The first article is quoted, the others are named."""

    topic: TopicId
    topic_title: str
    articles: tuple[ArticleView, ...]
    locale: str = "en"
    timezone: str = ""  # of the subscriber: IANA; empty is UTC
    stage: Stage | None = None
    change: str = ""  # as in Alert
    told: bool = False  # whether the subscriber was told of this topic and story before
    stage_before: Stage | None = None  # the last that was told before
    story: StoryView | None = None  # None where there is one article
    possible_repeat: bool = False
    styled: Callable[[AlertView], str] | None = None  # the message in a form of the operators' own; empty where that fails


def article_view(article: Article, spans: Iterable[Span], *, source: Source | None = None) -> ArticleView:
    """How an article is shown, given the spans of its match: the lead is quoted where it has a hit, else the body where that has one."""
    by_field: dict[str, list[Stretch]] = {"title": [], "lead": [], "body": []}
    for span in spans:
        by_field[span.field].append((span.start, span.end))
    quoted = "body" if by_field["body"] and not by_field["lead"] else "lead"
    text = article.body if quoted == "body" or not article.lead else article.lead
    return ArticleView(
        title=article.title,
        url=article.url,
        source_name=article.publisher or (source.name if source else article.source),
        country=article.country or (source.country if source else ""),
        language=article.language,
        published=article.published,
        title_hits=tuple(by_field["title"]),
        text=text,
        text_hits=tuple(by_field[quoted]),
    )


def story_of(articles: Sequence[ArticleView]) -> StoryView | None:
    """The story of these articles, as far as they tell it themselves; None of a single one."""
    if len(articles) < 2:
        return None
    in_order = sorted(articles, key=lambda each: (each.published is None, each.published or datetime.max.replace(tzinfo=UTC)))
    dated = [each for each in in_order if each.published is not None]
    told = dated if len(dated) > 1 else in_order
    return StoryView(
        id=StoryId(0),
        sources=len({source_name(each, NAME_UNITS) for each in articles}),
        languages=len({each.language for each in articles} - {""}),
        first=told[0],
        latest=told[-1],
    )


def local(at: datetime, zone: str) -> datetime:
    """A moment on the clock of an IANA zone, UTC where that is empty; as it is in the first and last hours that there are."""
    try:
        return at.astimezone(zone_of(zone))
    except OverflowError:
        return at


NAME_UNITS = 60
"""The share of a source's name that is one of many, in UTF-16 units."""


def source_name(article: ArticleView, limit: int) -> str:
    """The source's name, else the host that its URL names, in at most ``limit`` UTF-16 units."""
    name = clean(article.source_name).text or clean(re.sub(r"^\w+://(?:www\.)?|[/?#].*$", "", article.url)).text
    return shorten(Passage(name), limit).text
