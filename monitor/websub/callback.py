"""What hubs say to us: whether we meant it, that they will not, and that something is new.

https://www.w3.org/TR/websub/#hub-verifies-intent and #content-distribution. Nothing of what is pushed is believed: a push that is signed
with our secret makes its feed due, and the feed is asked as ever.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus

import structlog

from monitor.storage import websub
from monitor.storage.database import Database
from monitor.storage.transaction import Transaction
from monitor.storage.websub import HubSubscription, State
from monitor.websub.asking import DENIED_FOR, LEASE
from monitor.websub.signature import read_signature

log = structlog.get_logger()

SHORTEST_LEASE, LONGEST_LEASE = timedelta(minutes=10), timedelta(days=30)
RENEWED_AT = 0.8  # of a lease
PUSHES_APART = timedelta(seconds=30)  # a feed is not asked more often, whatever its hub sends
MOST_BYTES = 10 << 20  # of a push
BODY_SECONDS = 30.0
LONGEST_CHALLENGE = 4_000  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """What a hub asks or says with a GET; the words are its own."""

    mode: str
    topic: str
    challenge: str = ""
    lease_seconds: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What came of an intent: ``refused`` says why it is not ours, and is empty where it is."""

    one: HubSubscription | None = None
    refused: str = ""
    until: datetime | None = None


async def answer_intent(token: str, intent: Intent, database: Database, *, now: datetime) -> str | None:
    """Return what to answer a hub with: its challenge where we meant it; None where we did not."""
    heard = await database.run(hear_intent, token, intent, now=now)
    if heard.one is None:
        return None
    told = {"feed": heard.one.feed, "source": heard.one.source, "hub": heard.one.hub}
    if heard.refused:
        log.warning("websub.refused", **told, reason=heard.refused)
        return None
    if intent.mode == "denied":
        log.warning("websub.denied", **told, reason=intent.reason[:200])
        return ""
    if heard.until is not None:
        log.info("websub.subscribed", **told, until=heard.until.isoformat())
    else:
        log.info("websub.unsubscribed", **told)
    return intent.challenge


def hear_intent(tx: Transaction, token: str, intent: Intent, *, now: datetime) -> Heard:
    """Compare what a hub says with what it was asked, and write what follows."""
    one = websub.subscription_by_token(tx, token)
    if one is None or intent.topic != one.topic:
        return Heard(one=one, refused="topic")
    if intent.mode == "denied":
        if one.state is State.ENDING:
            return Heard(one=one, refused="mode")
        websub.mark_denied(tx, one.feed, again_at=now + DENIED_FOR, now=now)
        return Heard(one=one)
    if not one.pending or intent.mode != ("unsubscribe" if one.state is State.ENDING else "subscribe"):
        return Heard(one=one, refused="mode")
    if not 0 < len(intent.challenge) <= LONGEST_CHALLENGE:
        return Heard(one=one, refused="challenge")
    if one.state is State.ENDING:
        websub.delete_subscription(tx, one.feed)
        return Heard(one=one)
    lease = lease_of(intent.lease_seconds)
    if lease is None:
        return Heard(one=one, refused="lease")
    websub.mark_live(tx, one.feed, until=now + lease, renew_at=now + lease * RENEWED_AT)
    return Heard(one=one, until=now + lease)


def lease_of(seconds: str) -> timedelta | None:
    """Return how long a hub will push, within our bounds; what we asked for where it says nothing, None where it is not worth it."""
    if not seconds:
        return LEASE
    if not (seconds.isascii() and seconds.isdigit()):
        return None
    lease = timedelta(seconds=min(int(seconds[:12]), int(LONGEST_LEASE.total_seconds())))
    return lease if lease >= SHORTEST_LEASE else None


async def answer_push(token: str, signature: str, body: AsyncIterable[bytes], database: Database, *, now: datetime) -> int:
    """Take a push and return the status to answer with: 404 where nobody knows the callback, else always 202.

    Args:
        token: the last part of the callback.
        signature: the ``X-Hub-Signature`` header.
        body: as it comes; it is read, and kept nowhere.
        database: of the subscriptions.
        now: the time.
    """
    one = await database.read(websub.subscription_by_token, token)
    if one is None:
        return HTTPStatus.NOT_FOUND
    refused = "" if one.state in {State.ASKED, State.LIVE} else "not_subscribed"
    refused = refused or await _fault(one, signature, body)
    if refused:
        log.warning("websub.refused", feed=one.feed, source=one.source, hub=one.hub, reason=refused)
        return HTTPStatus.ACCEPTED
    due = await database.run(websub.mark_pushed, one.feed, now=now, apart=PUSHES_APART)
    log.info("websub.pushed", feed=one.feed, source=one.source, due=due.isoformat())
    return HTTPStatus.ACCEPTED


async def _fault(one: HubSubscription, header: str, body: AsyncIterable[bytes]) -> str:
    """Return why a push is not to be believed; empty where it is."""
    signature = read_signature(header, one.secret)
    if signature is None:
        return "unsigned"
    size = 0
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for piece in body:
                size += len(piece)
                if size > MOST_BYTES:
                    return "too_large"
                signature.feed(piece)
    except TimeoutError:
        return "too_slow"
    return "" if signature.holds() else "signature"
