"""Who may tell the bot what: 22 operators' commands by 6 kinds of sender, and 19 kinds of tampered buttons, change nothing."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from monitor.model import Channel, Subscriber, Topic, TopicId
from monitor.storage.bans import Ban, ban
from monitor.storage.database import Database
from monitor.storage.invitations import Invitation, add_invitation
from monitor.storage.subscribers import add_subscriber, subscriber_by_chat
from monitor.storage.tables import metadata
from monitor.telegram.commands.call import Access
from monitor.telegram.conversation import House
from monitor.telegram.panels import KEPT, REMEMBERED, forget_panels
from tests.line.archive import now, queue_alerts
from tests.unit.telegram.asking import Bot, buttons_of, pressed, spoken

pytestmark = pytest.mark.anyio
OPERATOR, STRANGER, READER, MEMBER, ADMIN, GROUP, CHANNEL = 7, 21, 22, 23, 24, -1001, -1_000_000_000_005
ANONYMOUS, FOR_CHANNELS = 1087968824, 136817688
TOPICS = {t: Topic(id=t, query="x", title={"en": t.title()}) for t in (TopicId("taliban"), TopicId("brics"))}
COMMANDS = [
    "/status",
    "/sources",
    "/review",
    "/review 2026-11-30",
    "/test taliban",
    "/test 30 taliban",
    "/reload",
    "/pause taliban",
    "/resume taliban",
    "/silence taliban 8h because I say so",
    "/silences",
    "/broadcast Hello all",
    "/invite",
    "/invite 20 30",
    "/invitations",
    f"/ban {READER} because I say so",
    f"/unban {READER}",
    "/bans",
    "/proposals",
    "/STATUS",
    "/status@monitor_test_bot",
    "/broadcast@monitor_test_bot\nHello all",
]
SENDERS = {
    "stranger": {"chat": STRANGER},
    "subscriber": {"chat": READER},
    "member": {"chat": GROUP, "user": MEMBER},
    "admin": {"chat": GROUP, "user": ADMIN},
    "anonymous": {"chat": GROUP, "user": ANONYMOUS, "speaks_as": GROUP},
    "channel": {"chat": GROUP, "user": FOR_CHANNELS, "speaks_as": CHANNEL},
}


@pytest.fixture
def bot(database: Database) -> Bot:
    house = House(topics=lambda: TOPICS, operators=frozenset({OPERATOR}), bot_name="monitor_test_bot")
    return Bot(database, house, admins={(GROUP, ADMIN)})


async def everything(database: Database) -> dict[str, list]:
    """All that is in the database."""

    def rows(tx):
        return {table.name: [tuple(row) for row in tx.execute(select(table))] for table in metadata.sorted_tables}

    return await database.read(rows)


async def test_no_operators_command_of_anybody_else_has_an_effect_or_an_answer(bot: Bot, database: Database) -> None:
    assert len(COMMANDS) == 22
    await database.run(add_subscriber, Subscriber(chat_id=READER))
    await database.run(add_subscriber, Subscriber(chat_id=GROUP, kind="supergroup"))
    before = await everything(database)
    for sender, how in SENDERS.items():
        for text in COMMANDS:
            told = await bot.hear(spoken(text, **how))
            assert told is not None, (sender, text)
            assert (told.answer, told.refused) == (None, text[1:].lower().split()[0].partition("@")[0]), (sender, text)
    assert await everything(database) == before
    assert bot.asked == []  # nobody's rights matter


@pytest.mark.parametrize(
    "how", [{"chat": GROUP, "user": OPERATOR}, {"chat": OPERATOR, "user": STRANGER}, {"chat": STRANGER, "user": OPERATOR}]
)
async def test_an_operator_gives_them_in_his_own_chat_alone(bot: Bot, how: dict) -> None:
    assert await bot.say("/status", **how) == ""


async def test_a_chat_that_config_names_has_operators_for_members(bot: Bot) -> None:
    bot.house = House(topics=lambda: TOPICS, operators=frozenset({GROUP}), bot_name="monitor_test_bot")
    assert "Status" in await bot.say("/status", GROUP, user=MEMBER)
    assert await bot.say("/status", GROUP, user=FOR_CHANNELS, speaks_as=CHANNEL) == ""


# ── buttons ────────────────────────────────────────────────────────────────────────────────────────


async def test_no_tampered_button_has_an_effect(bot: Bot, database: Database) -> None:
    for chat in (READER, STRANGER):
        await bot.say("/start", chat)
    await bot.say("/start", GROUP, user=ADMIN)
    first = await bot.hear(spoken("/topics", chat=READER))
    mine, message = buttons_of(first)["✅ Taliban"], bot.newest
    other = buttons_of(first)["✅ Brics"]
    theirs = buttons_of(await bot.hear(spoken("/topics", chat=GROUP, user=ADMIN)))["✅ Taliban"]
    in_group = bot.newest
    await bot.say("/topics", STRANGER)
    sealed = mine.rpartition("~")[2]
    tampered = {
        "another chat": pressed(mine, STRANGER, message),
        "another chat's message": pressed(mine, STRANGER, bot.newest),
        "another person in a private chat": pressed(mine, READER, message, user=STRANGER),
        "a message that is not ours": pressed(mine, READER, 1),
        "another message of ours": pressed(mine, READER, bot.newest),
        "no message": {"callback_query": {"id": "q", "from": {"id": READER}, "data": mine}},
        "a message that is gone": {"callback_query": {"id": "q", "from": {"id": READER}, "data": mine, "message": {"chat": None}}},
        "changed data": pressed(mine.replace("t:0", "t:1"), READER, message),
        "another button's data, this seal": pressed(f"{other.rpartition('~')[0]}~{sealed}x"[:64], READER, message),
        "a cut seal": pressed(mine[:-1], READER, message),
        "no seal": pressed(mine.rpartition("~")[0], READER, message),
        "an operator's button": pressed(f"ob:send:1~{sealed}", READER, message),
        "too long": pressed(mine + "x" * 5000, READER, message),
        "empty": pressed("", READER, message),
        "not ASCII": pressed(f"{mine[:-2]}é\u202e", READER, message),
        "half a pair": pressed("\ud800~abcdabcdefgh", READER, message),
        "no text": pressed(None, READER, message),
        "the group's, by a member": pressed(theirs, GROUP, in_group, user=MEMBER),
        "the group's, in private": pressed(theirs, ADMIN, in_group),
    }
    assert len(tampered) == 19
    before = await everything(database)
    for kind, update in tampered.items():
        told = await bot.hear(update)
        assert told is None or told.answer is None or told.answer.html == "", kind
        assert await everything(database) == before, kind
    assert (await bot.press(mine, READER, message)).answer.html  # type: ignore[union-attr]
    after = await everything(database)
    assert after["subscriptions"] != before["subscriptions"]
    await bot.press(mine, READER, message)  # replayed
    assert await everything(database) == after
    await bot.press(theirs, GROUP, in_group, user=ADMIN)
    assert len((await everything(database))["subscriptions"]) == len(after["subscriptions"]) + 1


async def test_buttons_of_old_messages_go_out_of_use(bot: Bot) -> None:
    await bot.say("/start", READER)
    old = buttons_of(await bot.hear(spoken("/topics", chat=READER)))["✅ Taliban"]
    message = bot.newest
    for _ in range(REMEMBERED):
        await bot.say("/topics", READER)
    assert (await bot.press(old, READER, message)).answer is None  # type: ignore[union-attr]


async def test_buttons_that_nobody_used_for_long_are_forgotten(bot: Bot, database: Database) -> None:
    begun = now()
    for chat in (READER, OPERATOR):
        await bot.say("/start", chat)
        await bot.hear(spoken("/topics", chat), at=begun - 2 * KEPT)
    old, message = buttons_of(await bot.hear(spoken("/topics", chat=READER), at=begun - 2 * KEPT))["✅ Taliban"], bot.newest
    await bot.hear(pressed(old, READER, message), at=begun - KEPT / 2)
    assert [await database.run(forget_panels, before=begun - KEPT) for _ in range(2)] == [1, 0]
    assert (await bot.press(old, READER, message)).answer  # type: ignore[union-attr]
    assert await database.run(forget_panels, before=begun + KEPT) == 1
    assert (await bot.press(old, READER, message)).answer is None  # type: ignore[union-attr]


async def test_a_button_whose_message_a_killed_process_did_not_note_works_on_its_first_press(bot: Bot) -> None:
    await bot.say("/start", READER)
    bot.newest = -1  # it becomes 0, that is, unknown
    button = buttons_of(await bot.hear(spoken("/topics", chat=READER)))["✅ Taliban"]
    assert (await bot.press(button, READER, 555)).answer  # type: ignore[union-attr]
    assert (await bot.press(button, READER, 556)).answer is None  # type: ignore[union-attr]
    assert (await bot.press(button, READER, 555)).answer  # type: ignore[union-attr]


# ── open, by invitation, closed; bans ──────────────────────────────────────────────────────────────


async def active(database: Database, chat: int) -> bool:
    found = await database.read(subscriber_by_chat, Channel.TELEGRAM, chat)
    return found is not None and found.active


async def test_a_ban_wins_over_all(bot: Bot, database: Database) -> None:
    await bot.say("/start", READER)
    await database.run(queue_alerts, ["one"], [READER])
    button = buttons_of(await bot.hear(spoken("/topics", chat=READER)))["✅ Taliban"]
    for chat in (READER, GROUP, OPERATOR, MEMBER):
        await database.run(ban, Ban(chat_id=chat, by=OPERATOR, at=now(), because="spam"))
    assert not await active(database, READER)
    for text in ("/start", "/help", "/topics", "/weather", "/status"):
        for chat in (READER, OPERATOR):
            assert await bot.say(text, chat) == ""
        assert await bot.say(text, GROUP, user=ADMIN) == ""
        assert await bot.say(text, -2002, user=MEMBER) == ""  # wherever he writes
    assert (await bot.press(button, READER)).answer is None  # type: ignore[union-attr]
    assert not await active(database, READER)


@pytest.mark.parametrize("code", ["", "wrong", "x" * 65, "\x00", "🙂", "good code"])
async def test_nobody_guesses_an_invitation(bot: Bot, database: Database, code: str) -> None:
    bot.house = House(topics=lambda: TOPICS, access="invite")
    await database.run(add_invitation, Invitation(code="good", by=1, at=now(), until=now().replace(year=2100), left=1))
    assert await bot.say(f"/start {code}", READER) == ""
    assert await bot.say("/help good", READER) == ""
    assert await bot.say("/start good", READER)
    assert await bot.say("/start good", READER)  # who is in needs none
    assert await bot.say("/start good", STRANGER) == ""


# ── groups ─────────────────────────────────────────────────────────────────────────────────────────


async def test_only_administrators_change_a_group_s_settings(bot: Bot, database: Database) -> None:
    assert "Only administrators" in await bot.say("/start", GROUP, user=MEMBER)
    assert not await active(database, GROUP)
    assert await bot.say("/start", GROUP, user=FOR_CHANNELS, speaks_as=CHANNEL) == ""
    assert await bot.say("/start", GROUP, user=ADMIN)
    assert await active(database, GROUP)
    assert "Only administrators" in await bot.say("/stop", GROUP, user=MEMBER)
    shown = await bot.hear(spoken("/topics", chat=GROUP, user=MEMBER))
    told = await bot.press(buttons_of(shown)["✅ Taliban"], GROUP, user=MEMBER)
    assert told is not None
    assert told.answer is not None
    assert told.answer.toast.startswith("Only administrators")
    assert await bot.say("/stop", GROUP, user=ANONYMOUS, speaks_as=GROUP)
    assert not await active(database, GROUP)
    assert set(bot.asked) == {(GROUP, MEMBER), (GROUP, ADMIN)}


async def test_a_forum_is_answered_and_told_in_the_topic_that_asked(bot: Bot, database: Database) -> None:
    told = await bot.hear(spoken("/start", chat=GROUP, user=ADMIN, thread=9))
    assert told is not None
    assert told.thread_id == 9
    subscriber = await database.read(subscriber_by_chat, Channel.TELEGRAM, GROUP)
    assert subscriber is not None
    assert (subscriber.thread_id, subscriber.kind) == (9, "supergroup")


# ── channels ───────────────────────────────────────────────────────────────────────────────────────


def made_administrator(person: int, status: str = "administrator", chat: dict | None = None) -> dict:
    chat = chat or {"id": CHANNEL, "type": "channel", "title": "News <& more>"}
    return {"my_chat_member": {"chat": chat, "from": {"id": person}, "new_chat_member": {"status": status}}}


async def test_a_channel_is_managed_from_a_private_chat(bot: Bot, database: Database) -> None:
    bot.admins.add((CHANNEL, READER))
    await bot.say("/start", READER)
    told = await bot.hear(made_administrator(READER))
    assert told is not None
    assert told.answer is not None
    assert (told.chat_id, "News &lt;&amp; more&gt;" in told.answer.html) == (READER, True)
    assert not await active(database, CHANNEL)
    choose = buttons_of(await bot.hear(spoken("/channels", chat=READER)))
    assert list(choose) == ["✅ This chat", "▫️ News <& more>"]
    chosen = await bot.press(choose["▫️ News <& more>"], READER)
    assert list(buttons_of(chosen)) == ["▫️ This chat", "✅ News <& more>"]
    assert (await bot.say("/start", READER)).startswith("Channel <b>News &lt;&amp; more&gt;</b>")
    assert await active(database, CHANNEL)
    topics = buttons_of(await bot.hear(spoken("/topics", chat=READER)))
    message = bot.newest
    await bot.press(buttons_of(chosen)["▫️ This chat"], READER, message - 1 if message else 0)
    await bot.press(topics["✅ Taliban"], READER, message)  # it stays the channel's
    channel = await database.read(subscriber_by_chat, Channel.TELEGRAM, CHANNEL)
    reader = await database.read(subscriber_by_chat, Channel.TELEGRAM, READER)
    assert channel is not None
    assert reader is not None
    assert (channel.muted_topics, reader.muted_topics) == ({"taliban"}, frozenset())
    bot.admins.clear()  # he is no administrator of it any more
    assert (await bot.press(topics["✅ Brics"], READER, message)).answer.toast.startswith("Only administrators")  # type: ignore[union-attr]
    await bot.hear(made_administrator(READER, "kicked"))
    assert not await active(database, CHANNEL)


@pytest.mark.parametrize(
    ("access", "reason", "status", "back"),
    [
        ("open", "kicked", "administrator", True),
        ("invite", "no_rights", "administrator", True),
        ("open", "kicked", "member", False),
        ("open", "stopped", "administrator", False),
        ("closed", "kicked", "administrator", False),
    ],
)
async def test_a_group_that_was_lost_is_told_again_once_the_bot_is_its_administrator(
    bot: Bot, database: Database, access: Access, reason: str, status: str, back: bool
) -> None:
    await database.run(add_subscriber, Subscriber(chat_id=GROUP, kind="supergroup", thread_id=9, active=False, reason=reason))
    bot.house = House(topics=lambda: TOPICS, access=access)
    assert await bot.hear(made_administrator(ADMIN, status, {"id": GROUP, "type": "supergroup"})) is None
    assert await active(database, GROUP) == back


async def test_a_channel_of_somebody_who_is_not_admitted_is_not_taken_in(bot: Bot, database: Database) -> None:
    bot.house = House(topics=lambda: TOPICS, access="closed")
    assert await bot.hear(made_administrator(STRANGER)) is None
    assert await bot.say("/channels", STRANGER) == ""
    assert await database.read(subscriber_by_chat, Channel.TELEGRAM, CHANNEL) is None


async def test_channels_when_there_are_none(bot: Bot) -> None:
    assert "No channel" in await bot.say("/channels", READER)
    assert await bot.say("/channels", GROUP, user=ADMIN) == ""
