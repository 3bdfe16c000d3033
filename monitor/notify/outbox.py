"""The deliver stage for Apprise: claim, commit ``sending``, send, commit what came of it.

No service says what became of a message whose answer was lost. Killed at any instant, this loses nothing: what was ``sending``, or is
``uncertain``, is sent once more, and says that it may be a repeat; where that one's fate is unknown too, it is parked. What was certainly
not taken is tried again ever more slowly, and all that waits for the place with it, until it is half a day late: then it is parked.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta

import structlog

from monitor.alerts.letter import sheet_of
from monitor.errors import DatabaseUnreachable
from monitor.model import Channel, Delivery, SubscriberId
from monitor.notifiers import WHOLE, Answer, Fate, Notifier
from monitor.notify.posts import POSSIBLE_REPEAT, LoadViews, Post, claim_posts
from monitor.notify.readers import REMOVED
from monitor.storage.database import Database
from monitor.storage.deliveries import mark_queued, mark_sending, mark_sent, mark_uncertain, park, release, unsettled
from monitor.storage.holding import park_late
from monitor.storage.subscribers import subscribers_by_id
from monitor.storage.transaction import Transaction

log = structlog.get_logger()

AT_ONCE = 8
LEASE = timedelta(seconds=30)
LATE = timedelta(seconds=WHOLE + 15)  # after which nobody waits for an answer any more
PATIENCE = 6.0  # seconds that letters under way are given at a stop
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(minutes=30)
GIVEN_UP = timedelta(hours=12)
ALONE = "alone"  # why a delivery is not told with others: the letter that was to tell it was given up


class Outbox:
    """Sends what is queued for Apprise. One at a time may run over a database."""

    def __init__(
        self, *, database: Database, notifiers: Callable[[], Mapping[str, Notifier]], load_views: LoadViews, now: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._notifiers = notifiers  # by the name of a subscriber
        self._load_views = load_views
        self._now = now
        self._tasks: set[asyncio.Task[None]] = set()
        self._failures: dict[SubscriberId, int] = {}  # in a row

    async def look(self) -> int:
        """Start what is due and there is room for, and return how much is under way."""
        self._tasks = {task for task in self._tasks if not task.done()}
        if not self._notifiers():
            return len(self._tasks)
        for delivery in await self._database.read(unsettled, Channel.APPRISE, now=self._now()):
            await self._once_more(delivery)
        room = AT_ONCE - len(self._tasks)
        for post in await self._database.run(claim_posts, limit=room, now=self._now(), lease=LEASE) if room else []:
            self._tasks.add(asyncio.create_task(self._guarded(post)))
        return len(self._tasks)

    async def drain(self) -> None:
        """Send what is due now, and return when nothing is under way. What must wait longer stays queued."""
        while await self.look():
            await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)

    async def finish(self) -> None:
        """Wait a little for what is under way. Of what is not done by then nobody will know whether it was taken."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=PATIENCE)
        for task in self._tasks:
            task.cancel()

    async def _guarded(self, post: Post) -> None:
        """Let no failure keep others: what is committed says what comes next."""
        try:
            await self._deliver(post)
        except DatabaseUnreachable as error:
            log.warning("notify.database_unreachable", error=str(error))
        except Exception:
            log.exception("notify.failed", delivery=post.delivery.id)
            with suppress(DatabaseUnreachable):
                await self._database.run(_give_up, post.delivery, reason="failed", at=self._now())

    async def _deliver(self, post: Post) -> None:
        notifier = self._notifiers().get(post.reader.name)
        if notifier is None:
            await self._database.run(_give_up, post.delivery, reason=REMOVED, at=self._now())
            return
        views = await self._database.read(self._load_views, post.listed)
        letter = post.letter(views, now=self._now())
        sheet = sheet_of(letter, rich=notifier.rich, title_room=notifier.title_room, room=notifier.room)
        tells = [each.id for each in post.tells]
        begun = await self._database.run(
            mark_sending, post.delivery.id, html=letter.html, probe_from=0, until=self._now() + LATE, tells=tells
        )
        if begun:
            await self._settle(post, await notifier.send(sheet.title, sheet.body))

    async def _settle(self, post: Post, answer: Answer) -> None:
        delivery, name = post.delivery, post.reader.name
        if answer.fate is Fate.TAKEN:
            self._failures.pop(delivery.subscriber, None)
            await self._database.run(mark_sent, delivery.id, message_id=0, at=self._now())
            log.info("notify.sent", delivery=delivery.id, name=name, count=1 + len(post.told_before) + len(post.tells))
            return
        wait = self._wait(delivery.subscriber)
        if answer.fate is Fate.UNKNOWN:
            log.warning("notify.uncertain", delivery=delivery.id, name=name, error=answer.detail)
            await self._database.run(mark_uncertain, delivery.id, reason=delivery.reason, until=self._now() + wait)
            return
        log.warning("notify.refused", delivery=delivery.id, name=name, error=answer.detail, pause=wait.total_seconds())
        parked = await self._database.run(_refused, delivery, detail=answer.detail, now=self._now(), wait=wait)
        if parked:
            log.error("notify.parked", name=name, reason="refused", error=answer.detail, count=parked)

    async def _once_more(self, delivery: Delivery) -> None:
        """Queue once more what may have arrived; give it up where that was done before, or where its place is none any more."""
        (reader,) = await self._database.read(subscribers_by_id, [delivery.subscriber])
        reason = REMOVED if reader.name not in self._notifiers() else "uncertain" if delivery.reason == POSSIBLE_REPEAT else ""
        if reason:
            log.error("notify.parked", name=reader.name, reason=reason, error="", count=1)
            await self._database.run(_give_up, delivery, reason=reason, at=self._now())
        else:
            await self._database.run(mark_queued, delivery.id, reason=POSSIBLE_REPEAT)

    def _wait(self, subscriber: SubscriberId) -> timedelta:
        """How long a place is left alone that did not take a letter: the longer, the more often."""
        failures = self._failures[subscriber] = self._failures.get(subscriber, 0) + 1
        return min(LONGEST_WAIT, FIRST_WAIT * (1 << min(failures - 1, 10)))


def _give_up(tx: Transaction, delivery: Delivery, *, reason: str, at: datetime) -> None:
    """Commit that this letter is never sent; what it was to tell besides its own alert goes out alone."""
    park(tx, delivery.id, reason=reason, at=at)
    release(tx, delivery.id, reason=ALONE)


def _refused(tx: Transaction, delivery: Delivery, *, detail: str, now: datetime, wait: timedelta) -> int:
    """Let a place wait that took nothing, and return how many deliveries are given up as they waited too long for it."""
    mark_queued(tx, delivery.id, reason=delivery.reason, until=now + wait)
    if delivery.due >= now - GIVEN_UP:
        return 0
    release(tx, delivery.id, reason=ALONE)
    return park_late(tx, delivery.subscriber, before=now - GIVEN_UP, reason=f"refused: {detail}", at=now)
