"""The clock at 50,000 feeds: CPU of a quiet minute, and how long the loop is blocked; beside APScheduler with a job for each feed.

``python tests/bench/bench_clock.py`` runs the real Service on an SQLite file, its own jobs at their own intervals, with a runner that takes
what is claimed and does nothing: fetching and recording are measured elsewhere. What was taken is due again 15 minutes later; writing
that is not counted, since a check does it. The loop's lag is what a ticker of 5 ms comes late. An idle loop's lag is printed beside it.
"""

from __future__ import annotations

import asyncio
import random
import tempfile
import time
from collections import defaultdict
from collections.abc import Awaitable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import mean
from typing import Self

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from rich.console import Console
from sqlalchemy import text

from monitor import logs
from monitor.app import clock_jobs, opened
from monitor.catalog.load import load
from monitor.clockwork import Every
from monitor.model import Check, FeedId
from monitor.service import Service
from monitor.storage import feeds

FEEDS, FILES, SECONDS, PEER_SECONDS = 50_000, 50, 60, 15
EVERY = timedelta(minutes=15)
FAILING = 0.05


class Idle:
    """A runner that takes what is claimed and does nothing with it."""

    def __init__(self, room: int) -> None:
        self.room = room
        self.taken: list[int] = []

    def free(self, _stage: str) -> int:
        """Return how many more ids can be taken on."""
        return self.room

    def submit(self, stage: str, ids: list[int]) -> None:
        """Take them."""
        if stage == "check_feeds":
            self.taken += ids

    async def close(self, *, patience: float) -> None:
        """End."""


class Lag:
    """How late a ticker of 5 ms comes, at worst."""

    async def __aenter__(self) -> Self:
        self.worst = 0.0
        self._task = asyncio.get_running_loop().create_task(self._tick())
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.sleep(0.02)
        self._task.cancel()

    async def _tick(self) -> None:
        while True:
            before = time.monotonic()
            await asyncio.sleep(0.005)
            self.worst = max(self.worst, time.monotonic() - before - 0.005)


async def lag_of(work: Awaitable[object]) -> float:
    """Return the milliseconds that the loop was blocked at worst while ``work`` was done."""
    async with Lag() as lag:
        await work
    return lag.worst * 1000


def write_config(folder: Path) -> None:
    """Write a config with the feeds, in files of a thousand."""
    (folder / "sources").mkdir(parents=True)
    (folder / "monitor.yaml").write_text(f"database: sqlite:///{folder / 'bench.db'}\nlogs:\n  folder: {folder / 'log'}\n")
    for file in range(FILES):
        some = range(file * FEEDS // FILES, (file + 1) * FEEDS // FILES)
        lines = [
            f"  - id: s{n}\n    name: Source {n}\n    language: en\n    tier: {'ABC'[n % 3]}\n    feeds:\n      - url: https://s{n}.example/feed\n"
            for n in some
        ]
        (folder / "sources" / f"f{file:02}.yaml").write_text("sources:\n" + "".join(lines))


def spread(tx, *, now: datetime) -> None:
    """Make it look like a service that runs: each feed checked some minutes ago, a few of them failing."""
    chance = random.Random(7)
    for feed in tx.execute(text("SELECT id FROM feeds")).scalars().all():
        fails = chance.random() < FAILING
        at = now - EVERY * chance.random()
        for hours in (2, 1, 0):
            outcome = "timeout" if fails else "not_modified"
            feeds.record_check(tx, Check(feed=FeedId(feed), at=at - timedelta(hours=hours), outcome=outcome, status=304))
        tx.execute(
            text("UPDATE feeds SET checks = :checks, failures = :failures, leased_until = NULL WHERE id = :id"),
            {"checks": 0 if fails else 3, "failures": 3 if fails else 0, "id": feed},
        )


def schedule(tx) -> None:
    """Let the feeds be due evenly over the next 15 minutes."""
    now = datetime.now(UTC)
    ids = tx.execute(text("SELECT id FROM feeds")).scalars().all()
    rows = [
        {"next": f"{now + EVERY * (n / len(ids)):%F %T.%f}", "id": feed} for n, feed in enumerate(random.Random(7).sample(ids, len(ids)))
    ]
    tx.execute(text("UPDATE feeds SET next_at = :next WHERE id = :id"), rows)


def give_back(tx, ids: list[int], *, at: datetime) -> None:
    """Let these feeds be due later, and free."""
    tx.execute(
        text("UPDATE feeds SET next_at = :next, leased_until = NULL WHERE id = :id"),
        [{"next": f"{at + EVERY * random.uniform(0.9, 1.1):%F %T.%f}", "id": one} for one in ids],
    )


async def minute(service: Service, runner: Idle) -> tuple[float, float]:
    """Return the CPU seconds that the clock's jobs take a minute, each at its own interval, and how many feeds were claimed a second."""
    jobs = [job for job in clock_jobs(service) if isinstance(job, Every)]
    used: defaultdict[str, list[float]] = defaultdict(list)
    claimed = 0
    for second in range(SECONDS):
        began = time.monotonic()
        for job in jobs:
            if second % job.seconds == 0:
                start = time.process_time()
                await job.job()
                used[job.name].append(time.process_time() - start)
        claimed += len(runner.taken)
        if runner.taken:
            await service.database.run(give_back, runner.taken, at=datetime.now(UTC))
            runner.taken = []
        await asyncio.sleep(max(0.0, began + 1 - time.monotonic()))
    return sum(mean(used[job.name]) * 60 / job.seconds for job in jobs), claimed / SECONDS


async def ours(folder: Path) -> None:
    """Measure the service."""
    catalog = load(folder)
    idle = await lag_of(asyncio.sleep(3))
    async with Lag() as lag, opened(folder, catalog, console=Console(quiet=True)) as service:
        first_sync = lag.worst * 1000
        runner = Idle(room=catalog.settings.fetch.at_once)
        service.runner = runner  # type: ignore[assignment]
        lags = {
            "first tick, all due": await lag_of(service.tick()),
            "budget": await lag_of(service.keep_budget()),
        }
        runner.room = 2000
        lags["tick with room for 2,000"] = await lag_of(service.tick())
        await service.database.run(spread, now=datetime.now(UTC))
        await service.database.run(schedule)
        runner.room, runner.taken = catalog.settings.fetch.at_once, []
        lags["first telling of sources"] = await lag_of(service.tell_of_sources())
        used, claimed = await minute(service, runner)
        lags["telling of sources"] = await lag_of(service.tell_of_sources())
        lags["sync, nothing changed"] = await lag_of(service.sync())
        start = time.monotonic()
        lags["reload"] = await lag_of(service.reload())
        took = time.monotonic() - start
    print(
        f"| clock | {FEEDS:,} feeds: {used:.2f} CPU s/min (≤ 0.5), {claimed:.0f} claimed a second "
        f"| the loop blocked at worst, ms (≤ 100; idle {idle:.0f}): first sync {first_sync:.0f}, "
        f"{', '.join(f'{what} {ms:.0f}' for what, ms in lags.items())} (which took {took:.0f} s) |"
    )


async def nothing() -> None:
    """A job that does nothing."""


async def peer() -> None:
    """Measure APScheduler with one job a feed, spread over the same 15 minutes."""
    chance = random.Random(7)
    scheduler = AsyncIOScheduler(timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None})
    now = datetime.now(UTC)
    for feed in range(FEEDS):
        first = now + timedelta(seconds=20) + EVERY * chance.random()
        scheduler.add_job(nothing, "interval", seconds=EVERY.total_seconds(), id=str(feed), next_run_time=first)
    scheduler.start(paused=True)
    await asyncio.sleep(max(0.0, 20 - (datetime.now(UTC) - now).total_seconds()))
    start = time.process_time()
    scheduler.resume()
    await asyncio.sleep(PEER_SECONDS)
    used = (time.process_time() - start) * 60 / PEER_SECONDS
    scheduler.pause()
    await asyncio.sleep(0.1)
    for job in scheduler.get_jobs():
        job.next_run_time = None
    print(f"| clock, peer | APScheduler with {FEEDS:,} jobs that do nothing: {used:.2f} CPU s/min |")
    scheduler.shutdown(wait=False)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        write_config(Path(folder))
        logs.set_up(folder=Path(folder) / "log", console=False)
        asyncio.run(ours(Path(folder)))
    asyncio.run(peer())


if __name__ == "__main__":
    main()
