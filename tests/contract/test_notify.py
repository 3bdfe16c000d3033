"""Deliveries by way of Apprise, over a receiver on loopback: taken, refused, without an answer, killed between; and who the readers are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from monitor import views
from monitor.model import Channel, DeliveryState, Pace, Quiet, Sound, SourceId, Subscriber, Subscription, TopicId
from monitor.notifiers import Notifier, notifier_of
from monitor.notify.outbox import FIRST_WAIT, GIVEN_UP, LATE, LONGEST_WAIT, Outbox
from monitor.notify.posts import POSSIBLE_REPEAT, claim_posts
from monitor.notify.readers import REMOVED, sync_readers
from monitor.storage import alerts, deliveries, subscribers
from tests.line.archive import all_deliveries
from tests.line.receiver import HANG, RESET, Receiver
from tests.line.running import until

pytestmark = pytest.mark.anyio
TOPICS = ("moscow-format", "brics")
HOUR = timedelta(hours=1)
ON_ONE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # what storage has no part in


def entry(name: str = "desk", *topics: str, **chosen) -> Subscriber:
    """An entry of the config as the subscriber that it is."""
    heard = topics or TOPICS
    choices = {TopicId(topic): Subscription(topic=TopicId(topic), on=topic in heard) for topic in TOPICS}
    return Subscriber(channel=Channel.APPRISE, chat_id=sum(name.encode()), name=name, subscriptions=choices, **chosen)


class House:
    """A database with one reader, the receiver that stands for its place, and a clock that the test moves."""

    def __init__(self, database, newsroom, receiver: Receiver, now) -> None:
        self.database, self.newsroom, self.receiver, self.time = database, newsroom, receiver, now
        self.notifiers: dict[str, Notifier] = {"desk": self.place("/?rto=0.2")}
        self.outbox = self.another_outbox()

    def place(self, rest: str) -> Notifier:
        found = notifier_of(self.receiver.url(rest=rest))
        assert isinstance(found, Notifier)
        return found

    def another_outbox(self) -> Outbox:
        return Outbox(database=self.database, notifiers=self._notifiers, load_views=self.load_views, now=lambda: self.time)

    def _notifiers(self) -> Mapping[str, Notifier]:
        return self.notifiers

    def load_views(self, tx, due):
        return views.load_views(tx, due, topics={}, sources={})

    async def sync(self, *entries: Subscriber) -> None:
        await self.database.run(sync_readers, entries, now=self.time)

    async def reader(self, name: str = "desk") -> Subscriber:
        found = await self.database.read(subscribers.subscriber_by_chat, Channel.APPRISE, sum(name.encode()))
        assert found is not None
        return found

    async def queued(self, *titles: str, name: str = "desk", topic: str = "moscow-format", bundle: str = "") -> None:
        reader = await self.reader(name)
        feed = await self.newsroom.feed()
        for title in titles:
            alert = await self.newsroom.alert(await self.newsroom.article(feed, title=title), topic=topic)
            await self.database.run(alerts.queue_deliveries, alert.id, [reader.id], due=self.time, bundle=bundle)

    async def send(self, after: timedelta = timedelta()) -> list[str]:
        """What the place has once all that is due was tried."""
        self.time += after
        await self.outbox.drain()
        return self.receiver.messages

    async def states(self) -> list[str]:
        return [each.state.value for each in await self.database.read(all_deliveries)]

    async def reasons(self) -> list[str]:
        return [each.reason for each in await self.database.read(all_deliveries)]


@pytest.fixture
def receiver():
    with Receiver() as running:
        yield running


@pytest.fixture
async def house(database, newsroom, receiver, now):
    made = House(database, newsroom, receiver, now)
    await made.sync(entry())
    return made


# ── what becomes of a letter ───────────────────────────────────────────────────────────────────────


@ON_ONE
async def test_each_alert_is_one_letter(house):
    await house.queued("One", "Two")
    assert await house.send() == ["One", "Two"]
    assert house.receiver.taken[0]["title"] == "moscow-format: One"
    assert await house.send(HOUR) == ["One", "Two"]
    assert await house.states() == ["sent", "sent"]


async def test_what_is_refused_is_tried_again_ever_more_slowly_and_in_order(house):
    await house.queued("One", "Two")
    house.receiver.status = 500
    assert await house.send() == []
    assert house.receiver.tried == 1  # the second waits with the first
    assert await house.send(FIRST_WAIT / 2) == []
    assert house.receiver.tried == 1
    assert await house.send(FIRST_WAIT / 2) == []
    assert await house.send(FIRST_WAIT) == []
    assert house.receiver.tried == 2
    house.receiver.status = 200
    assert await house.send(FIRST_WAIT) == ["One", "Two"]
    assert await house.states() == ["sent", "sent"]


async def test_after_hours_of_refusal_the_newest_come_alone_and_the_rest_as_one(house):
    house.receiver.status = 500
    await house.queued("Old 0", "Old 1")
    await house.send()
    house.time += 4 * HOUR
    await house.queued(*(f"New {number}" for number in range(10)))
    house.receiver.status = 200
    assert await house.send() == ["moscow-format", *(f"New {number}" for number in range(10))]
    assert house.receiver.taken[0]["title"] == "Delayed by 4 h: 2 alerts"
    assert await house.states() == ["sent", "collapsed", *["sent"] * 10]


async def test_who_takes_nothing_for_half_a_day_gets_what_is_newer(house):
    await house.queued("One", "Two")
    house.receiver.status = 500
    await house.send()
    await house.send(GIVEN_UP)
    assert await house.states() == ["queued", "queued"]
    await house.queued("Three")
    await house.send(LONGEST_WAIT)
    assert await house.states() == ["parked", "parked", "queued"]
    assert (await house.reasons())[0].startswith("refused: Failed to send JSON")
    house.receiver.status = 200
    assert await house.send(LONGEST_WAIT) == ["Three"]


@pytest.mark.parametrize("status", [HANG, RESET])
async def test_what_may_have_arrived_is_sent_once_more_and_says_so(house, status):
    house.receiver.status = status
    await house.queued("One", "Two")
    assert await house.send() == ["One"]
    assert await house.states() == ["uncertain", "queued"]
    house.receiver.status = 200
    assert await house.send(FIRST_WAIT) == ["One", "One*", "Two"]
    assert await house.states() == ["sent", "sent"]


@ON_ONE
async def test_what_may_have_arrived_twice_is_given_up(house):
    house.receiver.status = RESET
    await house.queued("One")
    await house.send()
    assert await house.send(FIRST_WAIT) == ["One", "One*"]
    assert await house.send(LONGEST_WAIT) == ["One", "One*"]
    assert (await house.states(), await house.reasons()) == (["parked"], ["uncertain"])


@ON_ONE
async def test_a_repeat_that_is_refused_is_tried_until_it_is_taken(house):
    house.receiver.status = RESET
    await house.queued("One")
    await house.send()
    house.receiver.status = 500
    await house.send(FIRST_WAIT)
    assert (await house.states(), await house.reasons()) == (["queued"], [POSSIBLE_REPEAT])
    house.receiver.status = 200
    assert await house.send(LONGEST_WAIT) == ["One", "One*"]
    assert await house.states() == ["sent"]


async def test_killed_while_it_sends_it_repeats_that_one_marked(house):
    house.receiver.status = HANG
    house.notifiers["desk"] = house.place("/")
    await house.queued("One", "Two")
    await house.outbox.look()
    await until(lambda: house.receiver.tried)
    for task in house.outbox._tasks:
        task.cancel()  # what a killed process leaves: `sending`
    house.receiver.release.set()
    house.receiver.status = 200
    house.outbox = house.another_outbox()
    assert await house.states() == ["sending", "queued"]
    assert await house.send() == ["One"]  # it may be under way still
    assert await house.send(LATE) == ["One", "One*", "Two"]
    assert await house.states() == ["sent", "sent"]


async def test_killed_between_claim_and_send_it_sends_once(house):
    await house.queued("One")
    (post,) = await house.database.run(claim_posts, limit=9, now=house.time, lease=HOUR)
    assert post.delivery.state is DeliveryState.QUEUED
    assert await house.send() == []
    await house.sync(entry())  # the next start
    assert await house.send() == ["One"]


@ON_ONE
async def test_a_place_that_hangs_holds_up_no_other(house):
    await house.sync(entry(), entry("room"))
    house.notifiers["desk"] = house.place("/?rto=30")
    with Receiver() as quick:
        found = notifier_of(quick.url())
        assert isinstance(found, Notifier)
        house.notifiers["room"] = found
        house.receiver.status = HANG
        await house.queued("One")
        await house.queued("Two", name="room")
        assert await house.outbox.look() == 2
        await until(lambda: quick.taken)
        house.receiver.release.set()
        await house.outbox.drain()
    assert quick.messages == ["Two"]


@ON_ONE
async def test_what_another_has_begun_is_left_to_it(house):
    await house.queued("One")
    (post,) = await house.database.run(claim_posts, limit=9, now=house.time, lease=HOUR)
    await house.database.run(deliveries.park, post.delivery.id, reason="stopped", at=house.time)
    await house.outbox._guarded(post)
    assert (house.receiver.tried, await house.states()) == (0, ["parked"])


@ON_ONE
async def test_a_stop_waits_for_what_is_under_way(house):
    await house.queued("One")
    await house.outbox.look()
    await house.outbox.finish()
    assert house.receiver.messages == ["One"]
    await house.outbox.finish()
    assert await house.states() == ["sent"]


@ON_ONE
async def test_what_cannot_be_shown_is_parked_and_keeps_no_other(house):
    await house.queued("One", "Two")
    load, first = house.load_views, (await house.database.read(all_deliveries))[0].id

    def broken(tx, due):
        if any(each.id == first for each in due):
            raise ValueError("no view")
        return load(tx, due)

    house.load_views = broken
    house.outbox = house.another_outbox()
    with capture_logs() as logged:
        assert await house.send() == ["Two"]
    assert [each["event"] for each in logged] == ["notify.failed", "notify.sent"]
    assert (await house.states(), await house.reasons()) == (["parked", "sent"], ["failed", ""])


# ── digests, growth ────────────────────────────────────────────────────────────────────────────────


@ON_ONE
async def test_a_bundle_is_one_letter_and_stays_one_where_it_is_refused_first(house):
    await house.queued("One", "Two", "Three", bundle="daily:2026-03-01")
    house.receiver.status = 500
    await house.send()
    assert await house.states() == ["queued", "collapsed", "collapsed"]
    house.receiver.status = 200
    await house.send(FIRST_WAIT)
    (letter,) = house.receiver.taken
    assert letter["title"] == "Your day: 3 alerts"
    assert letter["message"].splitlines() == ["moscow-format", *(f"• {title} · kabul-times" for title in ("One", "Two", "Three"))]


async def test_a_bundle_that_is_given_up_frees_what_it_was_to_tell(house):
    await house.queued("One", "Two", bundle="daily:2026-03-01")
    house.receiver.status = RESET
    await house.send()
    await house.send(FIRST_WAIT)
    house.receiver.status = 200
    assert (await house.send(LONGEST_WAIT))[2:] == ["Two"]
    assert await house.states() == ["parked", "sent"]


async def test_what_was_switched_off_since_is_not_sent(house):
    await house.queued("One")
    await house.queued("Two", topic="brics")
    await house.sync(entry("desk", "brics"))
    assert await house.send() == ["Two"]
    assert (await house.states(), await house.reasons()) == (["parked", "sent"], ["unwanted", ""])


async def test_a_story_that_grows_is_no_letter(house):
    await house.queued("One")
    await house.send()
    (told,) = await house.database.read(all_deliveries)
    story = (await house.database.read(alerts.alerts_by_id, [told.alert]))[0].story
    assert await house.database.run(alerts.show_anew, story, now=house.time, due=house.time) == 0
    assert await house.send(HOUR) == ["One"]


# ── readers ────────────────────────────────────────────────────────────────────────────────────────


async def test_an_entry_is_a_subscriber_as_it_stands(house):
    chosen = entry(
        "desk", "brics", pace=Pace.DAILY, digest_hour=6, quiet=Quiet(start=60, end=120), languages=frozenset({"ru"}), timezone="Asia/Almaty"
    )
    await house.sync(chosen)
    kept = await house.reader()
    assert kept == replace(chosen, id=kept.id, since=kept.since)
    assert kept.since == house.time
    house.time += HOUR
    await house.sync(replace(chosen, pace=Pace.NOW, muted_sources=frozenset({SourceId("x")}), sound=Sound.NORMAL))
    again = await house.reader()
    assert (again.pace, again.since, again.muted_sources) == (Pace.NOW, kept.since, {"x"})


async def test_quiet_hours_hold_what_waits(house):
    await house.queued("One")
    await house.sync(entry(quiet=Quiet(start=11 * 60, end=13 * 60)))
    assert await house.send() == []
    assert await house.send(HOUR) == ["One"]


async def test_an_entry_that_is_taken_out_is_told_no_more_and_others_lose_nothing(house):
    await house.sync(entry(), entry("room"))
    house.notifiers["room"] = house.notifiers["desk"]
    await house.queued("One", "Two")
    await house.queued("Three", name="room")
    await house.database.run(deliveries.mark_uncertain, (await house.database.read(all_deliveries))[0].id)
    await house.sync(entry("room"))
    gone = await house.reader()
    assert (gone.active, gone.reason) == (False, REMOVED)
    assert await house.send(HOUR) == ["Three"]
    assert await house.states() == ["parked", "parked", "sent"]
    await house.sync(entry(), entry("room"))
    await house.queued("Four")
    assert await house.send() == ["Three", "Four"]


@ON_ONE
async def test_without_a_notifier_nothing_is_sent(house):
    await house.queued("One")
    house.notifiers = {}
    assert await house.send() == []
    assert await house.states() == ["queued"]
    house.notifiers = {"room": house.place("/")}
    assert await house.send() == []
    assert (await house.states(), await house.reasons()) == (["parked"], [REMOVED])
