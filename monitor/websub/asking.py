"""Ask hubs to push feeds, to go on pushing, and to stop: https://www.w3.org/TR/websub/#subscriber-sends-subscription-request."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Mapping
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Protocol

import structlog

from monitor.model import Failure, FetchFailed, Outcome
from monitor.storage import websub
from monitor.storage.database import Database
from monitor.storage.websub import HubSubscription, State

log = structlog.get_logger()

AT_ONCE = 20  # hubs that are asked at a time
LEASE = timedelta(days=10)
DENIED_FOR = timedelta(days=7)
NO_TURN = timedelta(minutes=1)
PATH = "/websub/"


class Post(Protocol):
    """Send a form to a URL; never raises for what a site does."""

    def __call__(self, url: str, form: Mapping[str, str]) -> Awaitable[Outcome]:
        """Return what came of it."""
        ...


def callback_base(public_url: str) -> str:
    """Return what all callbacks begin with."""
    return public_url.rstrip("/") + PATH


def unguessable() -> str:
    """Return 32 bytes of chance in hexadecimal."""
    return secrets.token_hex(32)


async def keep_subscriptions(database: Database, post: Post, *, public_url: str, now: datetime) -> int:
    """Ask the hubs whose turn it is, and return how many those were."""
    base = callback_base(public_url)
    due = await database.run(websub.claim_subscriptions, base=base, limit=AT_ONCE, now=now, chance=unguessable)
    await asyncio.gather(*(ask_hub(one, database, post, now=now) for one in due))
    return len(due)


async def ask_hub(one: HubSubscription, database: Database, post: Post, *, now: datetime) -> None:
    """Ask one hub. That it accepts is no answer yet: it asks back at the callback, maybe before it answers here."""
    outcome = await post(one.hub, form_of(one))
    if not isinstance(outcome, FetchFailed):
        return
    if outcome.failure is Failure.RATE_LIMITED:
        await database.run(websub.put_off, one.feed, until=now + max(outcome.retry_after or NO_TURN, NO_TURN))
        return
    log.info("websub.failed", feed=one.feed, source=one.source, hub=one.hub, outcome=outcome.failure, status=outcome.status)
    if one.state is State.ASKED and _is_final(outcome):
        await database.run(websub.mark_denied, one.feed, again_at=now + DENIED_FOR, now=now)


def form_of(one: HubSubscription) -> dict[str, str]:
    """Return what a hub is sent."""
    if one.state is State.ENDING:
        return {"hub.callback": one.callback, "hub.mode": "unsubscribe", "hub.topic": one.topic}
    return {
        "hub.callback": one.callback,
        "hub.mode": "subscribe",
        "hub.topic": one.topic,
        "hub.lease_seconds": str(int(LEASE.total_seconds())),
        "hub.secret": one.secret,
    }


def _is_final(outcome: FetchFailed) -> bool:
    """Return whether the hub has understood and will not, or may not be asked at all."""
    refused = HTTPStatus.BAD_REQUEST <= outcome.status < HTTPStatus.INTERNAL_SERVER_ERROR
    return refused or outcome.failure in {Failure.BLOCKED, Failure.GONE, Failure.REDIRECT}
