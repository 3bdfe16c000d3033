"""The clock: a handful of intervals on APScheduler that claim what is due and submit it. When a feed is due is a column, never a job."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

Job = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Every:
    """A job and its interval in seconds."""

    name: str
    seconds: float
    job: Job


@dataclass(frozen=True, slots=True, kw_only=True)
class Daily:
    """A job and its UTC time of day."""

    name: str
    hour: int
    minute: int
    job: Job


class Clockwork:
    """Few jobs, each at most once at a time; a late one runs once, however late (the defaults skip it: FACTS, Scheduling)."""

    def __init__(self, jobs: list[Every | Daily]) -> None:
        self._scheduler = AsyncIOScheduler(timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None})
        for job in jobs:
            trigger = (
                IntervalTrigger(seconds=job.seconds, timezone=UTC)
                if isinstance(job, Every)
                else CronTrigger(hour=job.hour, minute=job.minute, timezone=UTC)
            )
            self._scheduler.add_job(job.job, trigger, id=job.name, name=job.name)

    def start(self) -> None:
        """Begin; needs a running event loop."""
        self._scheduler.start()

    def stop(self) -> None:
        """Start no job any more. Those that run are not cancelled: whoever owns the stages waits for them."""
        self._scheduler.pause()
        for job in self._scheduler.get_jobs():
            job.remove()

    def close(self) -> None:
        """End for good, after the stages have ended."""
        self._scheduler.shutdown(wait=False)
