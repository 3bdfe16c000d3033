"""The Bot that everything here speaks through: its connections, its timeouts, and two gaps of its library closed."""

from __future__ import annotations

import json
import os
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from functools import cache
from http import HTTPStatus
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

# python-telegram-bot reads this at each RetryAfter: spans of time are timedelta, not numbers with a warning.
os.environ["PTB_TIMEDELTA"] = "true"

import httpx
from telegram import Bot
from telegram.error import InvalidToken, RetryAfter, TimedOut
from telegram.request import HTTPXRequest

from monitor.errors import TelegramUnreachable

API_URL = "https://api.telegram.org"
POOL = 16  # with 256, the library's default, 30 messages a second cost three to five times as much CPU
_PAUSE = timedelta(seconds=5)


class BotRequest(HTTPXRequest):
    """As the library's, but two answers that a proxy may give for Telegram have its errors.

    A 429 is always a RetryAfter, also where it names no time; a 504 is a TimedOut: what was asked for may be done yet.
    """

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """Make one request; see ``telegram.request.BaseRequest.do_request``."""
        status, payload = await super().do_request(*args, **kwargs)
        if status == HTTPStatus.TOO_MANY_REQUESTS and not _names_a_time(payload):
            raise RetryAfter(_PAUSE)
        if status == HTTPStatus.GATEWAY_TIMEOUT:
            raise TimedOut
        return status, payload


def make_bot(token: str, *, api_url: str = API_URL, request_seconds: float = 10.0) -> Bot:
    """A Bot that is not initialised yet.

    Args:
        token: the secret that BotFather gave.
        api_url: where the Bot API is, without ``/bot``.
        request_seconds: how long each of connecting, writing and reading may take.

    Raises:
        TelegramUnreachable: the token is empty. Its words never hold a token.
    """
    root = api_url.rstrip("/")
    updates, others = (make_request(root, seconds=request_seconds, pool=pool) for pool in (1, POOL))
    try:
        return Bot(token, base_url=f"{root}/bot", base_file_url=f"{root}/file/bot", request=others, get_updates_request=updates)
    except InvalidToken:
        raise TelegramUnreachable("no Telegram token is set") from None


def make_request(root: str, *, seconds: float, pool: int, heard: Callable[[Any], Awaitable[None]] | None = None) -> BotRequest:
    """Connections to a Bot API; ``heard`` is given each answer with its headers, as httpx knows it."""
    return BotRequest(
        connection_pool_size=pool,
        read_timeout=seconds,
        write_timeout=seconds,
        connect_timeout=seconds,
        pool_timeout=seconds,
        httpx_kwargs={
            "trust_env": not loopback(root),  # a proxy of the environment leads outward, never to this machine
            "verify": _authorities(),
            "event_hooks": {"response": [heard] if heard else []},
        },
    )


@cache  # to read them takes 50 ms, for each of a bot's clients
def _authorities() -> Any:
    """Those who may vouch for a host, as httpx has them: an SSLContext."""
    return httpx.create_ssl_context()


def _names_a_time(payload: bytes) -> bool:
    with suppress(ValueError, KeyError, TypeError):
        return float(json.loads(payload)["parameters"]["retry_after"]) > 0
    return False


def loopback(url: str) -> bool:
    """Whether a URL leads to this machine."""
    host = urlsplit(url).hostname or ""
    with suppress(ValueError):
        return ip_address(host).is_loopback
    return host == "localhost"
