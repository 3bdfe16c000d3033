"""What hubs may say, and what comes of it: https://www.w3.org/TR/websub/."""

from __future__ import annotations

import asyncio
import hmac
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import update
from structlog.testing import capture_logs

from monitor.model import FeedSpec, Source, SourceId
from monitor.storage import feeds, tables, watchlist, websub
from monitor.storage.websub import State
from monitor.websub import callback
from monitor.websub.callback import Intent, answer_intent, answer_push

pytestmark = pytest.mark.anyio
HUB, TOPIC = "https://hub.example/", "https://kabul.example/feed"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BODY = b"<rss/>" * 1000
TOKEN, SECRET = "chance0", "chance1"  # what the chance of these tests gives
SUBSCRIBE = Intent(mode="subscribe", topic=TOPIC, challenge="xyz", lease_seconds="86400")
UNSUBSCRIBE = Intent(mode="unsubscribe", topic=TOPIC, challenge="xyz")
DENIED = Intent(mode="denied", topic=TOPIC, reason="no\nway")


@pytest.fixture
async def one(database, now):
    """A subscription that the hub was asked for; the feed is next due in a day."""
    sources = [Source(id=SourceId("kabul-times"), name="K", feeds=(FeedSpec(url=TOPIC),))]
    await database.run(watchlist.sync_feeds, sources, now=now)
    (feed,) = await database.run(feeds.claim_due, limit=1, now=now, lease=HOUR)
    await database.run(feeds.save_feed, replace(feed, hub=HUB, topic=TOPIC, next_at=now + DAY))
    return await claimed(database, now)


async def claimed(database, now):
    numbers = count()
    base = "https://monitor.example/websub/"
    (asked,) = await database.run(websub.claim_subscriptions, base=base, limit=9, now=now, chance=lambda: f"chance{next(numbers)}")
    return asked


async def say(database, intent, now, token=TOKEN):
    with capture_logs() as logs:
        answer = await answer_intent(token, intent, database, now=now)
    assert "chance" not in str(logs)
    return answer, [(one["event"], one.get("reason", "")) for one in logs]


async def push(database, now, *, body=BODY, secret=SECRET, header=None, token=TOKEN, pieces=100):
    async def stream():
        for start in range(0, len(body), pieces):
            yield body[start : start + pieces]

    signature = header if header is not None else "sha256=" + hmac.new(secret.encode(), body, "sha256").hexdigest()
    with capture_logs() as logs:
        status = await answer_push(token, signature, stream(), database, now=now)
    assert "chance" not in str(logs)
    return status, [(one["event"], one.get("reason", "")) for one in logs]


async def stored(database, one):
    (feed,) = await database.read(feeds.feeds_by_id, [one.feed])
    return feed, await database.read(websub.subscription_by_token, one.token)


async def test_a_hub_that_asks_what_we_meant_is_answered_with_its_challenge(database, one, now):
    assert await say(database, SUBSCRIBE, now) == ("xyz", [("websub.subscribed", "")])
    feed, after = await stored(database, one)
    assert (feed.pushed_until, after.state, after.until, after.pending) == (now + DAY, State.LIVE, now + DAY, False)
    assert after.act_at == now + 0.8 * DAY
    assert await say(database, SUBSCRIBE, now) == (None, [("websub.refused", "mode")])  # we did not ask twice


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        pytest.param({"topic": "https://other.example/"}, "topic", id="another topic"),
        pytest.param({"topic": ""}, "topic", id="no topic"),
        pytest.param({"mode": "unsubscribe"}, "mode", id="what we did not ask"),
        pytest.param({"mode": ""}, "mode", id="nothing"),
        pytest.param({"challenge": ""}, "challenge", id="no challenge"),
        pytest.param({"challenge": "x" * 4001}, "challenge", id="a long challenge"),
        pytest.param({"lease_seconds": "5"}, "lease", id="a promise that is not worth it"),
    ],
)
async def test_what_we_did_not_mean_is_not_confirmed(database, one, now, change, reason):
    assert await say(database, replace(SUBSCRIBE, **change), now) == (None, [("websub.refused", reason)])
    feed, after = await stored(database, one)
    assert (feed.pushed_until, after.state) == (None, State.ASKED)


async def test_a_callback_that_nobody_knows_says_nothing(database, one, now):
    assert await say(database, SUBSCRIBE, now, token="guessed") == (None, [])
    assert await push(database, now, token="guessed") == (404, [])


async def test_a_hub_may_deny_at_any_time(database, one, now):
    await say(database, SUBSCRIBE, now)
    assert await say(database, DENIED, now) == ("", [("websub.denied", "no\nway")])
    feed, after = await stored(database, one)
    assert (feed.pushed_until, feed.next_at, after.state) == (None, now, State.DENIED)
    assert await push(database, now) == (202, [("websub.refused", "not_subscribed")])


async def test_what_we_let_go_is_confirmed_and_forgotten(database, one, now):
    await say(database, SUBSCRIBE, now)
    assert await say(database, UNSUBSCRIBE, now) == (None, [("websub.refused", "mode")])

    def retire(tx):
        tx.execute(update(tables.feeds).values(retired=now))

    await database.run(retire)
    ending = await claimed(database, now)
    assert ending.state is State.ENDING
    assert await say(database, SUBSCRIBE, now) == (None, [("websub.refused", "mode")])
    assert await say(database, DENIED, now) == (None, [("websub.refused", "mode")])
    assert await say(database, UNSUBSCRIBE, now) == ("xyz", [("websub.unsubscribed", "")])
    assert (await stored(database, one))[1] is None


async def test_a_signed_push_makes_the_feed_due(database, one, now):
    await say(database, SUBSCRIBE, now)
    assert await push(database, now + HOUR) == (202, [("websub.pushed", "")])
    feed, _ = await stored(database, one)
    assert feed.next_at == now + HOUR
    assert await push(database, now + HOUR) == (202, [("websub.pushed", "")])


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        pytest.param({"secret": "another"}, "signature", id="another's signature"),
        pytest.param({"header": "sha256=" + "0" * 64}, "signature", id="no one's signature"),
        pytest.param({"header": ""}, "unsigned", id="none"),
        pytest.param({"header": "md5=00"}, "unsigned", id="of no method"),
        pytest.param({"body": b"x" * (10 * 1024 * 1024 + 1), "pieces": 1 << 20}, "too_large", id="too large"),
    ],
)
async def test_a_push_that_is_not_to_be_believed_is_accepted_and_ignored(database, one, now, change, reason):
    await say(database, SUBSCRIBE, now)
    assert await push(database, now, **change) == (202, [("websub.refused", reason)])
    feed, _ = await stored(database, one)
    assert feed.next_at == now + DAY


async def test_a_push_that_does_not_end_is_given_up(database, one, now, monkeypatch):
    monkeypatch.setattr(callback, "BODY_SECONDS", 0.05)

    async def drip():
        yield b"x"
        await asyncio.sleep(60)

    with capture_logs() as logs:
        assert await answer_push(TOKEN, "sha1=00", drip(), database, now=now) == 202
    assert [one["reason"] for one in logs] == ["too_slow"]
