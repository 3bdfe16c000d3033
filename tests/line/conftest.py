"""What every test of the whole line has: a Bot API on loopback that saw nothing Telegram would frown on."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.line.bot_api import BotApi


@pytest.fixture
async def bot_api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        yield api
    assert api.violations == []
