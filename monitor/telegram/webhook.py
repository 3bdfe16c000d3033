"""What Telegram posts to us where a webhook is set: believed by a secret header, and kept before Telegram is told that it arrived.

https://core.telegram.org/bots/api#setwebhook. Telegram posts an update again until it is answered with 200, so an update that is answered
is in the database, and one that comes twice is kept once.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterable, Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import structlog
from telegram import Update

from monitor.errors import DatabaseUnreachable
from monitor.storage.database import Database
from monitor.storage.telegram_updates import save_update

log = structlog.get_logger()

PATH = "/telegram"
KINDS = ("message", "callback_query", "my_chat_member")
"""The updates that the bot wants to hear, by whichever way."""
MOST_BYTES = 1 << 20  # of an update: a message has 4,096 characters, and what it replies to as many
BODY_SECONDS = 10.0
REFUSALS = 100  # that are logged by one process, so that nobody fills the log


def webhook_url(public_url: str) -> str:
    """Return the address that Telegram is to post to; empty where no public address is set."""
    return public_url and public_url.rstrip("/") + PATH


def secret_of(token: str) -> str:
    """Return what Telegram is to show with each update: made of the token, so that it is stored nowhere and no two bots share it."""
    return hmac.new(token.encode(), b"webhook of monitor", hashlib.sha256).hexdigest()


@dataclass(slots=True)
class Door:
    """Takes what is posted: ``token`` is the bot's, ``heard`` is set when something new is in the database."""

    database: Database
    token: str = field(repr=False)
    heard: Callable[[], None]
    _refused: int = 0

    async def take(self, secret: str, body: AsyncIterable[bytes]) -> HTTPStatus:
        """Keep one update, and return the status to answer with.

        Args:
            secret: the header ``X-Telegram-Bot-Api-Secret-Token``, empty where it is missing.
            body: the update, in pieces; not looked at where the secret is wrong.
        """
        if not hmac.compare_digest(secret.encode("utf-8", "surrogateescape"), secret_of(self.token).encode()):
            return self._refuse(HTTPStatus.FORBIDDEN, "secret")
        try:
            async with asyncio.timeout(BODY_SECONDS):
                raw = await _whole(body)
        except TimeoutError:
            return self._refuse(HTTPStatus.REQUEST_TIMEOUT, "too_slow")
        if raw is None:
            return self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large")
        try:
            update = Update.de_json(_update(raw))
        except ValueError:
            return self._refuse(HTTPStatus.BAD_REQUEST, "no_update")
        except Exception:  # of a kind that the library cannot read: it would not be able to when it came again
            log.exception("telegram.failed")
            return HTTPStatus.OK
        try:
            new = await self.database.run(save_update, update.update_id, update.to_json())
        except DatabaseUnreachable as error:
            log.warning("telegram.database_unreachable", error=str(error))
            return HTTPStatus.SERVICE_UNAVAILABLE  # Telegram posts it again
        if new:
            self.heard()
        return HTTPStatus.OK

    def _refuse(self, status: HTTPStatus, reason: str) -> HTTPStatus:
        self._refused += 1
        if self._refused <= REFUSALS:
            log.warning("telegram.webhook_refused", reason=reason)
        return status


async def _whole(body: AsyncIterable[bytes]) -> bytes | None:
    """The body; None where it is too large to be an update."""
    pieces, size = [], 0
    async for piece in body:
        size += len(piece)
        if size > MOST_BYTES:
            return None
        pieces.append(piece)
    return b"".join(pieces)


def _update(raw: bytes) -> dict[str, Any]:
    """The update in a body.

    Raises:
        ValueError: it is none: no JSON, no object, without an id, or about nothing that the bot wants to hear.
    """
    try:
        found = json.loads(raw)
    except RecursionError as error:
        raise ValueError("too deep") from error
    number = found.get("update_id") if isinstance(found, dict) else None
    if type(number) is not int or not 0 < number < 2**53:
        raise ValueError("no update")
    wanted = {kind: found[kind] for kind in KINDS if isinstance(found.get(kind), dict)}
    if len(wanted) != 1:
        raise ValueError("about nothing that was asked for")
    return {"update_id": number, **wanted}
