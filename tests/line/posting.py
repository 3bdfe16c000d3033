"""What Telegram does where a webhook is set: it posts each update, in order, again until it is answered with 200."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import httpx

from tests.line.bot_api import BotApi

HEADER = "X-Telegram-Bot-Api-Secret-Token"


@asynccontextmanager
async def posting(api: BotApi) -> AsyncIterator[list[int]]:
    """Post while this lasts; gives the statuses that came back."""
    statuses: list[int] = []

    async def post_all() -> None:
        while True:
            update, webhook = api.oldest_update, dict(api.webhook)
            if update and webhook:
                with suppress(httpx.TransportError):
                    statuses.append(await post(webhook["url"], update, webhook["secret_token"]))
                    if statuses[-1] == 200:
                        api.confirm(update["update_id"])
                        continue
            await asyncio.sleep(0.05)

    task = asyncio.create_task(post_all())
    try:
        yield statuses
    finally:
        task.cancel()
        await asyncio.wait([task])


async def post(url: str, update: Any, secret: str | None) -> int:
    """Post one update, or bytes that are none, and return the status."""
    headers = {"Content-Type": "application/json"} | ({} if secret is None else {HEADER: secret})
    async with httpx.AsyncClient(trust_env=False) as client:
        body = {"content": update} if isinstance(update, bytes) else {"json": update}
        return (await client.post(url, headers=headers, **body)).status_code
