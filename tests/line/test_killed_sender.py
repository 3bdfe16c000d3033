"""kill -9 at any instant: no message lost, none sent twice."""

from __future__ import annotations

import asyncio
import random
import signal
import sys
from pathlib import Path

import pytest

from tests.line import sending
from tests.line.archive import headlines
from tests.line.bot_api import TOKEN, BotApi

TOTAL, KILLS = 60, 5


def done(bot_api: BotApi) -> int:
    """How many messages were sent, and edits made."""
    return sum(1 + message.edits for chat in bot_api.chats.values() for message in chat.messages.values())


@pytest.mark.anyio
@pytest.mark.long
@pytest.mark.parametrize(
    ("chats", "hours", "digests", "grow"),
    [
        pytest.param(15, 0, 0, [], id="messages"),
        pytest.param(4, 6, 4, [], id="late-digests"),
        pytest.param(15, 0, 0, ["grow"], id="edits"),
    ],
)
async def test_a_sender_killed_again_and_again_loses_nothing_and_repeats_nothing(
    bot_api: BotApi, tmp_path: Path, chats: int, hours: int, digests: int, grow: list[str]
) -> None:
    chance = random.Random(7)
    bot_api.latency = 0.1  # most are killed between the taking of a message and the word of it
    for number in range(chats):
        bot_api.chat(number + 1)
    command = [
        sys.executable,
        sending.__file__,
        f"{tmp_path}/monitor.db",
        f"{bot_api.url}/bot{TOKEN}",
        *map(str, (TOTAL, chats, hours)),
        *grow,
    ]
    kills = 0
    async with asyncio.timeout(150):
        while True:
            sent = done(bot_api)
            process = await asyncio.create_subprocess_exec(*command)
            if kills < KILLS:  # once it has begun to send again, at any instant of the next second
                while process.returncode is None and done(bot_api) == sent:  # noqa: ASYNC110 - the double tells no one
                    await asyncio.sleep(0.01)
                await asyncio.sleep(chance.uniform(0, 1))
                if process.returncode is None:
                    process.kill()
                    kills += 1
            if (code := await process.wait()) == 0:
                break
            assert code == -signal.SIGKILL
    assert kills == KILLS
    bot_api.violations.clear()  # a new process does not know when the one before it wrote last
    texts = [text for chat in bot_api.chats.values() for text in chat.texts]
    late = [text for text in texts if text.startswith("Delayed by 6 h: ")]
    assert len(late) == digests
    told = headlines([text for text in texts if text not in late])
    told += [line.removeprefix("• ") for text in late for line in text.split("\n") if line.startswith("• ")]
    assert sorted(headline.rstrip("*") for headline in told if not headline.endswith("*")) == sorted(
        f"#m{n}x{sending.GROWN if grow else ''}" for n in range(TOTAL)
    )
    assert {message.edits for chat in bot_api.chats.values() for message in chat.messages.values()} == ({1} if grow else {0})
    assert [headline for headline in told if headline.endswith("*")] == []
