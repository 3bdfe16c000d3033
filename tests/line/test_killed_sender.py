"""kill -9 of the sender, at every step of a delivery and at any instant: nothing lost, nothing told twice."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.line import dying
from tests.line.bot_api import TOKEN, BotApi
from tests.line.sending import GROWN

pytestmark = [pytest.mark.anyio, pytest.mark.long]

KILLS = int(os.environ.get("MONITOR_KILLS", "12"))
FAULTS = {
    "unanswered": ["reset_after"],
    "cut": ["reset_before"],
    "refused": ["cannot_parse"],
    "never": ["cannot_parse", "cannot_parse"],
    "held": ["429"],
}
NEW_IDS = -(10**12)  # what a group's id becomes another by

# What each chat is told in the end, and once.
TOLD = {
    "notice": dying.titles("notice", 1),
    "message": dying.titles("message", 1),
    "late": dying.titles("late", dying.LATE),
    "edit": [title + GROWN for title in dying.titles("edit", 1)],
    "unanswered": dying.titles("unanswered", 2),
    "cut": dying.titles("cut", 2),
    "refused": dying.titles("refused", 2),
    "held": dying.titles("held", 2),
    "blocked": [],
}
GIVEN_UP, *NOT_GIVEN_UP = dying.titles("never", 3)  # where its process lives to see that Telegram never accepts the digest

# Where the fate of a message cannot be found out, it is there once more at most, and marked.
PERHAPS_REPEATED = {"group": dying.titles("group", 2), "moved": dying.titles("moved", 2)}

STEPS = {
    *(
        f"{when} {unit}"
        for when in ("within", "after")
        for unit in (
            "parcels.claim_parcels", "records.begin", "records.arrived", "records.give_up", "records.lost", "records.moved",
            "deliveries.mark_uncertain", "deliveries.mark_queued", "edits.claimed_edits", "edits.mark_edited",
            "broadcasts.claim_sends", "broadcasts.begin", "broadcasts.sent", "broadcasts.settle_send",
        )
    ),
    *(f"{when} {method}" for when in ("before", "during", "after") for method in ("sendMessage", "editMessageText")),
}  # fmt: skip


def told(bot_api: BotApi, chat: int) -> Counter[str]:
    """How often a chat was told each headline; one that is marked as a possible repeat has a star."""
    lines = [(line.removeprefix("• "), "Possible repeat" in text) for text in bot_api.chat(chat).texts for line in text.split("\n")]
    return Counter(re.sub(r" in -?\d+", "", line) + "*" * marked for line, marked in lines if line.startswith("#"))


async def die(bot_api: BotApi, folder: Path, how: str, *rest: str) -> list[list[str]]:
    """Let it die until all is told, and return what it noted."""
    bot_api.latency = 0.05  # a request can be died at, or killed in, before its answer comes
    log, out = folder / "deaths", folder / "out"
    command = [sys.executable, dying.__file__, how, f"{folder}/monitor.db", f"{bot_api.url}/bot{TOKEN}", str(log), *rest]
    with out.open("wb") as file:
        async with asyncio.timeout(500 + 2 * KILLS):
            process = await asyncio.create_subprocess_exec(*command, stdout=file, stderr=file)
            assert await process.wait() == 0, out.read_text()[-3000:]
    bot_api.violations.clear()  # a new process does not know when the one before it wrote last
    return [line.split("\t") for line in log.read_text().splitlines()]


async def test_death_at_every_step(bot_api: BotApi, tmp_path: Path) -> None:
    for scenario in dying.SCENARIOS:
        for chat in dying.chats_of(scenario, dying.ROUNDS):
            bot_api.chat(chat).lost = {"blocked": "blocked", "moved": "migrate"}.get(scenario, "")
            bot_api.chat(chat).to = bot_api.chat(chat + NEW_IDS).id if scenario == "moved" else 0
            for kind in FAULTS.get(scenario, []):
                bot_api.fault(kind, chat_id=chat)

    noted = await die(bot_api, tmp_path, "steps", *dying.SCENARIOS)
    rounds = {scenario: int(what.split()[1]) for scenario, what in noted if what.startswith("rounds")}
    assert {what.split(": ")[1] for _, what in noted if not what.startswith("rounds")} >= STEPS
    for scenario, titles in TOLD.items():
        chats = dying.chats_of(scenario, rounds[scenario])
        assert {chat: told(bot_api, chat) for chat in chats} == {chat: Counter(titles) for chat in chats}
    for chat in dying.chats_of("edit", rounds["edit"]):
        assert [message.edits for message in bot_api.chat(chat).messages.values()] == [1]
    for chat in dying.chats_of("never", rounds["never"]):
        here = told(bot_api, chat)
        assert here.pop(GIVEN_UP, 1) == 1
        assert here == Counter(NOT_GIVEN_UP)
    for scenario, titles in PERHAPS_REPEATED.items():
        for chat in dying.chats_of(scenario, rounds[scenario]):
            here = told(bot_api, chat + (NEW_IDS if scenario == "moved" else 0))
            assert set(here.values()) == {1}
            assert {title.rstrip("*") for title in here} == set(titles)


async def test_death_at_any_instant(bot_api: BotApi, tmp_path: Path) -> None:
    for chat in (*dying.TOLD_SINGLY, *dying.TOLD_LATE):
        bot_api.chat(chat)
    ((singly, late),) = await die(bot_api, tmp_path, "random", str(KILLS), "7")
    one_each = [*(f"#one{number}{GROWN}" for number in range(int(singly) - 1)), f"#one{int(singly) - 1}"]
    some_each = [title for number in range(int(late)) for title in dying.titles(f"late{number}", dying.LATE)]
    for chats, titles in ((dying.TOLD_SINGLY, one_each), (dying.TOLD_LATE, some_each)):
        assert {chat: told(bot_api, chat) for chat in chats} == {chat: Counter(titles) for chat in chats}
    assert int(singly) >= KILLS + 2
