"""A message to each operator, for `monitor init`: whoever reads it knows that alerts will come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

import click

from monitor.alerts.passage import clean
from monitor.cli import FINDINGS, OK
from monitor.cli.init_reader import UTC, reader_of
from monitor.cli.init_wishes import WHY
from monitor.errors import DeliveryError
from monitor.locales import translator
from monitor.model import Subscriber, Topic
from monitor.storage.database import Database
from monitor.telegram.bot import BotSettings
from monitor.telegram.introduction import send_one
from monitor.telegram.records import remember_id

MOST = 20  # topics that it names


async def write_to(chats: Sequence[int], topics: Sequence[Topic], *, bot: BotSettings, database: Database, now: datetime) -> int:
    """Send the message to these chats and say what became of it. FINDINGS where it did not arrive somewhere.

    Raises:
        TelegramUnreachable: Telegram does not answer.
    """
    code = OK
    for chat in chats:
        reader = await database.read(reader_of, chat)
        assert reader is not None  # noqa: S101 - it was stored just now
        try:
            message_id = await send_one(bot, chat, message(reader, topics, now))
        except DeliveryError as error:
            click.echo(f"  ✗ chat {chat}: {WHY.get(str(error), str(error))}")
            code = FINDINGS
        else:
            await database.run(remember_id, chat, message_id)
            click.echo(f"  ✓ chat {chat} has one")
    return code


def message(reader: Subscriber, topics: Sequence[Topic], now: datetime) -> str:
    """Return what a subscriber is told, in Telegram's HTML."""
    titles = [topic.title.get(reader.locale) or topic.title["en"] for topic in topics if topic.id not in reader.muted_topics]
    listed = [f"• {escape(clean(title).text)}" for title in titles[:MOST]] + ["…"] * (len(titles) > MOST)
    zone = reader.timezone or UTC
    return translator(reader.locale).say(
        "<b>It works.</b> Alerts on these topics come here:\n{topics}\n"
        "Your time is {time} ({zone}).\n/topics chooses others, /stop ends it.",
        topics="\n".join(listed) or "–",
        time=f"{now.astimezone(ZoneInfo(zone)):%H:%M}",
        zone=zone,
    )
