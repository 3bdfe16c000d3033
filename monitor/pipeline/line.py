"""What the stages of the line work with: handed down by the composition root, so that a stage is a function of its arguments."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol, TypeVar

from monitor.model import Outcome, Source, SourceId, Tier, Topic, TopicId
from monitor.polling import Pace
from monitor.storage.database import Database
from monitor.stories.prints import Prints
from monitor.stories.rarity import Rarity
from monitor.topics.matcher import Matcher

T = TypeVar("T")


class Fetch(Protocol):
    """Ask one URL; never raises for what a site does."""

    def __call__(self, url: str, *, etag: str = "", last_modified: str = "", large: bool = False) -> Awaitable[Outcome]:
        """Return what came of one request; the validators are sent as they are. An official list is ``large``."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerting:
    """What decides whether a match is told: the topics, how old is old, how many are a flood, who is official, how rare words are."""

    topics: Mapping[TopicId, Topic]
    fresh: timedelta  # how old an entry may be that a feed's first check finds
    late: timedelta  # how old one may be that appears in a feed we watch
    flood_limit: int  # alerts of one topic an hour that are messages of their own
    sources: Mapping[SourceId, Source] = field(default_factory=dict)
    rarity: Rarity = field(default_factory=Rarity)  # learns from every article that matches
    prints: Prints = field(default_factory=Prints)  # of originals that were compared lately

    def age(self, *, first: bool) -> timedelta:
        """Return how old an entry may be and still be told."""
        return self.fresh if first else self.late


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The doors to the world, the config in force, the clock and chance."""

    fetch: Fetch
    database: Database
    matcher: Matcher
    alerting: Alerting
    paces: Mapping[Tier, Pace]
    now: Callable[[], datetime]
    chance: Callable[[], float]  # in [0, 1)
    worker: Executor
    tell_operators: Callable[[str], None]

    async def beside(self, work: Callable[..., T], *values: object, **named: object) -> T:
        """Do CPU work beside the event loop, so that whatever bytes came, no other source's check waits for them."""
        return await asyncio.get_running_loop().run_in_executor(self.worker, partial(work, *values, **named))
