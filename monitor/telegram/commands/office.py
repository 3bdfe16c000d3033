"""What operators may ask of the service around the bot. The composition root gives it; alone, the bot has nothing to say of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from monitor.errors import Problem
from monitor.model import Article, Match, SourceId
from monitor.topics.explained.values import Explanation


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """What the service says of itself.

    Attributes:
        since: when it began.
        topics: how many are in force.
        sources: how many are watched.
        names: of the sources.
        problems: of the last edit of the config, where it was refused.
    """

    since: datetime | None = None
    topics: int = 0
    sources: int = 0
    names: Mapping[SourceId, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reloaded:
    """What became of the config: refused for these problems, or in force with these changes, both in words."""

    problems: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An article that a query finds. ``url`` is empty where it may not be linked to."""

    headline: str
    url: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What a query would have found in the archive; ``problems`` where it is wrong."""

    problems: tuple[str, ...] = ()
    articles: int = 0
    archived: int = 0
    alerts: int = 0
    a_day: float = 0.0
    languages: Mapping[str, int] = field(default_factory=dict)
    newest: tuple[Found, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """What a subscriber's search found; ``problems`` where the query is wrong, ``late`` where it took too long.

    Attributes:
        problems: what is wrong, with line and column.
        late: whether it was given up.
        total: how many articles match.
        more: whether there may be more, older ones: it was not looked further.
        archived: of how many.
        newest: the newest of them first, each with the proof.
    """

    problems: tuple[Problem, ...] = ()
    late: bool = False
    total: int = 0
    more: bool = False
    archived: int = 0
    newest: tuple[tuple[Article, Match], ...] = ()


async def _nothing_to_load() -> Reloaded:
    return Reloaded(problems=("The config is read by the running service alone.",))


async def _no_review(day: date) -> str:
    return f"{day.isoformat()}"


async def _no_trial(query: str, days: int) -> Trial:
    return Trial(problems=(f"Nothing can be tried here: {query} ({days})",))


async def _no_search(query: str, limit: int) -> Searched:
    return Searched(problems=(Problem(line=1, column=1, message=f"nothing can be searched here: {query} ({limit})"),))


async def _no_explanation(article: Article) -> Sequence[Explanation]:
    del article
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Doors to the service.

    Attributes:
        running: what it says of itself.
        reload: applies the config folder, if it is valid.
        review: the figures of a UTC day, as a page of plain text.
        trial: what a query would have found in so many days.
        search: the newest articles of the archive that a query finds, no more than so many.
        explain: why an article is, or is not, of each topic in force.
    """

    running: Callable[[], Running] = Running
    reload: Callable[[], Awaitable[Reloaded]] = _nothing_to_load
    review: Callable[[date], Awaitable[str]] = _no_review
    trial: Callable[[str, int], Awaitable[Trial]] = _no_trial
    search: Callable[[str, int], Awaitable[Searched]] = _no_search
    explain: Callable[[Article], Awaitable[Sequence[Explanation]]] = _no_explanation
