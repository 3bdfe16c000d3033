"""What every test of this package has: a Bot API that saw nothing Telegram would frown on, a Bot that speaks to it, a database."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from telegram import Bot

from monitor.storage.database import Database, open_database, upgrade
from monitor.telegram.request import make_bot
from monitor.telegram.sender import Sender
from tests.line.bot_api import TOKEN, BotApi


@pytest.fixture
async def bot_api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        yield api
    assert api.violations == []


@pytest.fixture
async def bot(bot_api: BotApi) -> AsyncIterator[Bot]:
    bot = make_bot(TOKEN, api_url=bot_api.url, request_seconds=1.0)
    await bot.initialize()
    yield bot
    await bot.shutdown()


@pytest.fixture
def sender(bot: Bot) -> Sender:
    return Sender(bot)


@pytest.fixture(scope="session")
def database_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty file with our tables, to be copied."""
    file = tmp_path_factory.mktemp("telegram") / "template.db"
    upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture
def database_url(tmp_path: Path, database_template: Path) -> str:
    shutil.copy(database_template, tmp_path / "monitor.db")
    return f"sqlite:///{tmp_path}/monitor.db"


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = open_database(database_url)
    yield opened
    await opened.close()
