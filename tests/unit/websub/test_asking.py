from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.model import Failure, FeedId, Fetched, FetchFailed, SourceId
from monitor.storage.websub import HubSubscription, State
from monitor.websub.asking import ask_hub, callback_base, form_of, unguessable

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ONE = HubSubscription(
    feed=FeedId(7),
    source=SourceId("kabul-times"),
    hub="https://hub.example/",
    topic="https://kabul.example/feed",
    callback="https://monitor.example/websub/abc",
    token="abc",
    secret="shh",
    state=State.ASKED,
    pending=True,
    until=None,
    act_at=NOW,
    attempts=1,
)


class Wrote:
    """Stands where a database does, and keeps what is to be written."""

    def __init__(self):
        self.units = []

    async def run(self, unit, feed, **values):
        self.units.append((unit.__name__, feed, *values.values()))


async def asked(outcome, one=ONE):
    wrote, posted = Wrote(), []

    async def post(url, form):
        posted.append((url, form))
        return outcome

    await ask_hub(one, wrote, post, now=NOW)
    assert posted == [(one.hub, form_of(one))]
    return wrote.units


def failed(failure=Failure.HTTP, status=0, **facts):
    return FetchFailed(failure=failure, status=status, **facts)


DENIED = [("mark_denied", 7, NOW + timedelta(days=7), NOW)]
OUTCOMES = [
    pytest.param(Fetched(url=ONE.hub, status=202, body=b""), [], id="accepted: the hub asks back"),
    pytest.param(failed(status=400), DENIED, id="it understands and will not"),
    pytest.param(failed(Failure.BLOCKED), DENIED, id="an address that is not public"),
    pytest.param(failed(Failure.GONE, 410), DENIED, id="gone"),
    pytest.param(failed(Failure.REDIRECT, 302), DENIED, id="elsewhere"),
    pytest.param(failed(status=503), [], id="it is ill: asked again later"),
    pytest.param(failed(Failure.TIMEOUT), [], id="it does not answer"),
    pytest.param(failed(Failure.RATE_LIMITED), [("put_off", 7, NOW + timedelta(minutes=1))], id="no turn"),
    pytest.param(
        failed(Failure.RATE_LIMITED, 429, retry_after=timedelta(hours=2)),
        [("put_off", 7, NOW + timedelta(hours=2))],
        id="it asks us to wait",
    ),
]


@pytest.mark.parametrize(("outcome", "expected"), OUTCOMES)
async def test_what_follows_from_a_hubs_answer(outcome, expected):
    assert await asked(outcome) == expected


async def test_a_promise_that_holds_is_not_given_up_for_a_refusal():
    assert await asked(failed(status=400), replace(ONE, state=State.LIVE)) == []


def test_what_a_hub_is_sent():
    assert form_of(ONE) == {
        "hub.callback": "https://monitor.example/websub/abc",
        "hub.mode": "subscribe",
        "hub.topic": "https://kabul.example/feed",
        "hub.lease_seconds": "864000",
        "hub.secret": "shh",
    }
    assert form_of(replace(ONE, state=State.ENDING)) == {
        "hub.callback": "https://monitor.example/websub/abc",
        "hub.mode": "unsubscribe",
        "hub.topic": "https://kabul.example/feed",
    }


@pytest.mark.parametrize("public", ["https://m.example", "https://m.example/", "https://m.example/monitor/"])
def test_where_callbacks_begin(public):
    assert callback_base(public) == public.rstrip("/") + "/websub/"


def test_chance_has_32_bytes_and_a_secret_fits():
    assert len({unguessable() for _ in range(100)}) == 100
    assert len(bytes.fromhex(unguessable())) == 32
    assert len(unguessable()) < 200
