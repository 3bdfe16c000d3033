from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from monitor.errors import DatabaseUnreachable, TelegramUnreachable
from monitor.model import Channel, Subscriber, Topic, TopicId
from monitor.storage.database import Database
from monitor.storage.facts import get_fact
from monitor.storage.subscribers import subscriber_by_chat
from monitor.storage.telegram_updates import pending_updates
from monitor.telegram import inbox as inbox_module
from monitor.telegram import pacing
from monitor.telegram.bot import BotSettings, connected, deliver_once, run_bot
from monitor.telegram.commands.topics import PER_PAGE, key_of
from monitor.telegram.locales import said
from tests.line.archive import headlines, now, queue_alerts, states, views_of
from tests.line.bot_api import TOKEN, BotApi

pytestmark = pytest.mark.anyio
READER, STRANGER, OPERATOR, GROUP = 21, 22, 23, -24
EN, RU = said("en"), said("ru")
TOPICS = {
    topic.id: topic
    for topic in (
        Topic(id=TopicId("moscow-format"), query="x", title={"en": "Moscow Format", "ru": "Московский формат"}),
        Topic(id=TopicId("brics" * 30), query="x", title={"en": "BRICS"}),
        Topic(id=TopicId("off"), query="x", title={"en": "Off"}, enabled=False),
    )
}


@pytest.fixture
def settings(bot_api: BotApi, monkeypatch: pytest.MonkeyPatch) -> BotSettings:
    """Of a bot that may write to a chat at any pace: test_pacing.py and test_turns.py tell of that."""
    monkeypatch.setattr(pacing, "PERSON_GAP", 0.0)
    bot_api.hurried = True
    return BotSettings(token=TOKEN, api_url=bot_api.url, operators=frozenset({OPERATOR}), request_seconds=1.0)


@asynccontextmanager
async def talking(settings: BotSettings, database: Database, topics=TOPICS) -> AsyncIterator[asyncio.Task[None]]:
    stop = asyncio.Event()
    task = asyncio.create_task(
        run_bot(settings, database=database, topics=lambda: topics, load_views=views_of, now=now, stop=stop, wake=asyncio.Event())
    )
    try:
        yield task
    finally:
        stop.set()
        async with asyncio.timeout(10):
            await task


async def eventually(condition: Callable[[], Awaitable[bool] | bool], seconds: float = 15.0) -> None:
    async with asyncio.timeout(seconds):
        while True:
            answer = condition()
            if answer if isinstance(answer, bool) else await answer:
                return
            await asyncio.sleep(0.03)


async def told(bot_api: BotApi, database: Database, chat: int, count: int) -> list[str]:
    """What the bot said to a chat, once all updates are finished."""

    async def finished() -> bool:
        return not bot_api.unconfirmed and not await database.read(pending_updates)

    await eventually(lambda: len(bot_api.chat(chat).texts) >= count)
    await eventually(finished)
    assert len(bot_api.chat(chat).texts) == count
    return bot_api.chat(chat).texts


async def reader(database: Database, chat: int = READER) -> Subscriber | None:
    return await database.read(subscriber_by_chat, Channel.TELEGRAM, chat)


async def test_start_stop_and_start_again(bot_api: BotApi, settings: BotSettings, database: Database) -> None:
    async with talking(settings, database):
        bot_api.say(READER, "/start")
        assert (await told(bot_api, database, READER, 1))[0].startswith(EN.welcome)
        subscriber = await reader(database)
        assert subscriber is not None
        assert (subscriber.active, subscriber.locale) == (True, "en")
        bot_api.say(READER, "/start")
        assert (await told(bot_api, database, READER, 2))[1].startswith(EN.already)
        bot_api.say(READER, "/stop")
        assert (await told(bot_api, database, READER, 3))[2] == EN.stopped
        subscriber = await reader(database)
        assert subscriber is not None
        assert (subscriber.active, subscriber.reason) == (False, "stopped")
        bot_api.say(READER, "/START@Monitor_Test_Bot")
        assert (await told(bot_api, database, READER, 4))[3].startswith(EN.welcome_back)
        bot_api.say(READER, "/help")
        assert (await told(bot_api, database, READER, 5))[4].startswith(EN.welcome)


async def test_an_alert_reaches_who_started(bot_api: BotApi, settings: BotSettings, database: Database) -> None:
    async with talking(settings, database):
        bot_api.say(READER, "/start", language="ru")
        assert (await told(bot_api, database, READER, 1))[0].startswith(RU.welcome)
        await database.run(queue_alerts, ["one"], [READER], locale="ru")
        await eventually(lambda: len(bot_api.chats[READER].texts) == 2)
    assert headlines(bot_api.chats[READER].texts[1:]) == ["one"]
    assert await database.read(get_fact, "telegram.newest.account") == str(max(bot_api.chats[READER].messages))


async def test_an_answer_that_was_sent_first_lets_a_first_alert_of_unknown_fate_be_found(
    bot_api: BotApi, settings: BotSettings, database: Database
) -> None:
    async with talking(settings, database):
        bot_api.say(READER, "/start")
        await told(bot_api, database, READER, 1)
        bot_api.fault("reset_after")
        await database.run(queue_alerts, ["one"], [READER])

        async def settled() -> bool:
            return await states(database) == ["sent"]

        await eventually(settled)
    assert headlines(bot_api.chats[READER].texts[1:]) == ["one"]


async def test_the_menu_is_made_for_each_scope_and_language(bot_api: BotApi, settings: BotSettings, database: Database) -> None:
    bot_api.chat(OPERATOR)
    silent_one = 99  # who never wrote to the bot
    async with talking(replace(settings, operators=frozenset({OPERATOR, silent_one})), database):
        await eventually(lambda: (str(OPERATOR), "ru") in bot_api.commands)
    made = bot_api.commands
    assert {scope for scope, _ in made} == {"default", "all_private_chats", "all_group_chats", "all_chat_administrators", str(OPERATOR)}
    assert all(made[scope, "ru"] == made[scope, ""] for scope, _ in made)
    private, operators = set(made["all_private_chats", ""]), set(made[str(OPERATOR), ""])
    assert {"start", "stop", "topics", "channels", "help"} <= private
    assert set(made["all_group_chats", ""]) < set(made["all_chat_administrators", ""]) < private < operators
    assert {"status", "broadcast"} <= operators - private


async def test_topics_are_switched_in_one_message(bot_api: BotApi, settings: BotSettings, database: Database) -> None:
    async with talking(settings, database):
        bot_api.say(READER, "/start", language="ru")
        await told(bot_api, database, READER, 1)
        bot_api.say(READER, "/topics")
        await told(bot_api, database, READER, 2)
        message = list(bot_api.chats[READER].messages.values())[-1]
        assert [row[0]["text"] for row in message.buttons] == ["✅ Московский формат", "✅ BRICS"]
        for shown in ("▫️ Московский формат", "✅ Московский формат", "▫️ Московский формат"):
            query = bot_api.press(READER, message.id, message.buttons[0][0]["text"])
            await eventually(lambda query=query: bot_api.answered[query] is not None)
            assert [row[0]["text"] for row in message.buttons] == [shown, "✅ BRICS"]
        subscriber = await reader(database)
        assert subscriber is not None
        assert subscriber.muted_topics == {"moscow-format"}
        assert len(bot_api.chats[READER].texts) == 2


async def test_pressing_an_old_button_twice_does_no_harm(bot_api: BotApi, settings: BotSettings, database: Database) -> None:
    async with talking(settings, database):
        bot_api.say(READER, "/start")
        bot_api.say(READER, "/topics")
        await told(bot_api, database, READER, 2)
        message = list(bot_api.chats[READER].messages.values())[-1]
        data = message.buttons[0][0]["callback_data"]
        for query in [bot_api.press_raw(READER, message.id, data) for _ in range(2)]:
            await eventually(lambda query=query: bot_api.answered[query] is not None)
    assert message.edits == 1


@pytest.mark.parametrize(
    "data", ["", "t", "t:2:abc:0", "t:1:abc:x", "p:-1", "p:²", "x:1", "t:0:0000000000000000:0", "t:1:" + "é" * 25, "\x00"]
)
async def test_forged_buttons_change_nothing(bot_api: BotApi, settings: BotSettings, database: Database, data: str) -> None:
    async with talking(settings, database):
        bot_api.say(READER, "/start")
        await told(bot_api, database, READER, 1)
        before = await reader(database)
        (number,) = [key for key, message in bot_api.chats[READER].messages.items() if message.own]
        query = bot_api.press_raw(READER, number, data)
        await eventually(lambda: bot_api.answered[query] is not None)
        assert await reader(database) == before


async def test_many_topics_have_pages(bot_api: BotApi, settings: BotSettings, database: Database) -> None:
    topics = {TopicId(f"t{n}"): Topic(id=TopicId(f"t{n}"), query="x", title={"en": f"Topic {n}"}) for n in range(2 * PER_PAGE + 1)}
    async with talking(settings, database, topics):
        bot_api.say(READER, "/start")
        bot_api.say(READER, "/topics")
        await told(bot_api, database, READER, 2)
        message = list(bot_api.chats[READER].messages.values())[-1]
        seen = []
        for sign in ("›", "›", "‹", None):
            seen.append((message.text.split("\n")[-1], [each["text"] for each in message.buttons[-1]], message.buttons[0][0]["text"]))
            if sign:
                query = bot_api.press(READER, message.id, sign)
                await eventually(lambda query=query: bot_api.answered[query] is not None)
    assert seen == [
        ("Page 1 of 3", ["›"], "✅ Topic 0"),
        ("Page 2 of 3", ["‹", "›"], f"✅ Topic {PER_PAGE}"),
        ("Page 3 of 3", ["‹"], f"✅ Topic {2 * PER_PAGE}"),
        ("Page 2 of 3", ["‹", "›"], f"✅ Topic {PER_PAGE}"),
    ]


async def test_topics_when_there_are_none_and_for_who_is_no_subscriber(bot_api: BotApi, settings: BotSettings, database: Database) -> None:
    async with talking(settings, database, {}):
        bot_api.say(READER, "/topics")
        bot_api.say(READER, "/start")
        bot_api.say(READER, "/topics")
        said_then = await told(bot_api, database, READER, 3)
    assert (said_then[0], said_then[2]) == (EN.not_subscribed, EN.no_topics)


@pytest.mark.parametrize(
    ("access", "chat", "text", "admitted"),
    [
        pytest.param("open", STRANGER, "/start", True, id="open"),
        pytest.param("closed", STRANGER, "/start", False, id="closed"),
        pytest.param("closed", STRANGER, "/help", False, id="closed-help"),
        pytest.param("closed", STRANGER, "/topics", False, id="closed-topics"),
        pytest.param("closed", OPERATOR, "/start", True, id="closed-operator"),
        pytest.param("invite", STRANGER, "/start", False, id="not-invited"),
        pytest.param("invite", STRANGER, "/start guess", False, id="invited-by-nobody"),
        pytest.param("invite", OPERATOR, "/start", True, id="invite-operator"),
    ],
)
async def test_who_is_admitted(
    bot_api: BotApi, settings: BotSettings, database: Database, access: str, chat: int, text: str, admitted: bool
) -> None:
    async with talking(replace(settings, access=access), database):
        bot_api.say(chat, text)
        bot_api.say(chat, text)
        await told(bot_api, database, chat, 2 * admitted)
    assert (await reader(database, chat) is not None) == admitted


async def test_an_invitation_is_passed_on(bot_api: BotApi, settings: BotSettings, database: Database) -> None:
    async with talking(replace(settings, access="invite"), database):
        bot_api.say(OPERATOR, "/invite")
        link = (await told(bot_api, database, OPERATOR, 1))[0].split("\n")[-1]
        start, code = link.split("?start=")
        assert start == "https://t.me/monitor_test_bot"
        bot_api.say(STRANGER, "/start wrong-code")
        bot_api.say(STRANGER, f"/start {code}")
        await told(bot_api, database, STRANGER, 1)
        bot_api.say(STRANGER, "/stop")
        bot_api.say(STRANGER, "/start")  # who was invited once may come back
        assert (await told(bot_api, database, STRANGER, 3))[2].startswith(EN.welcome_back)
        bot_api.say(READER, f"/start {code}")  # it was for one
        await told(bot_api, database, READER, 0)


async def test_what_is_not_for_the_bot_is_not_answered(bot_api: BotApi, settings: BotSettings, database: Database) -> None:
    async with talking(settings, database):
        bot_api.say(GROUP, "hello all")
        bot_api.say(GROUP, "/start@another_bot")
        bot_api.say(GROUP, "/weather", user=READER)
        bot_api.say(STRANGER, "/weather")
        bot_api.say(STRANGER, "/stop")
        bot_api.update({"edited_message": {"message_id": 1, "date": 1, "chat": {"id": STRANGER, "type": "private"}}})
        bot_api.chat(GROUP).administrators.add(READER)
        bot_api.say(GROUP, "/start@monitor_test_bot", user=READER)
        await told(bot_api, database, GROUP, 1)
        await told(bot_api, database, STRANGER, 0)
        bot_api.say(READER, "/start")
        bot_api.say(READER, "/weather")
        assert (await told(bot_api, database, READER, 2))[1] == EN.unknown_command


@pytest.mark.parametrize(("chat", "reason"), [(READER, "blocked"), (GROUP, "kicked")])
async def test_who_throws_the_bot_out_is_told_nothing_more(
    bot_api: BotApi, settings: BotSettings, database: Database, chat: int, reason: str
) -> None:
    bot_api.chat(chat).administrators.add(abs(chat))
    async with talking(settings, database):
        bot_api.say(chat, "/start")
        await told(bot_api, database, chat, 1)
        bot_api.leave(chat)
        bot_api.leave(STRANGER)  # whom we do not know

        async def gone() -> bool:
            subscriber = await reader(database, chat)
            return subscriber is not None and (subscriber.active, subscriber.reason) == (False, reason)

        await eventually(gone)


async def test_a_group_that_says_it_moved_is_followed(bot_api: BotApi, settings: BotSettings, database: Database) -> None:
    new = -1000000000077
    bot_api.chat(GROUP).administrators.add(READER)
    async with talking(settings, database):
        bot_api.say(GROUP, "/start", user=READER)
        await told(bot_api, database, GROUP, 1)
        bot_api.update(
            {"message": {"message_id": 500, "date": 1, "chat": {"id": GROUP, "type": "group", "title": "x"}, "migrate_to_chat_id": new}}
        )

        async def there() -> bool:
            return await reader(database, new) is not None

        await eventually(there)


async def test_an_update_is_kept_before_it_is_confirmed_and_answered_after_a_restart(
    bot_api: BotApi, settings: BotSettings, database: Database, monkeypatch
) -> None:
    async def interrupted(*_: object) -> None:
        await asyncio.sleep(3600)

    bot_api.say(READER, "/start")
    with monkeypatch.context() as patch:
        patch.setattr(inbox_module.Inbox, "_in_turn", interrupted)
        patch.setattr(inbox_module, "PATIENCE", 0.1)
        async with talking(settings, database):
            await eventually(lambda: not bot_api.unconfirmed)
            assert len(await database.read(pending_updates)) == 1
    async with talking(settings, database):
        await told(bot_api, database, READER, 1)
    assert await reader(database) is not None


async def test_an_update_that_comes_twice_is_answered_once(bot_api: BotApi, settings: BotSettings, database: Database) -> None:
    async with talking(settings, database):
        bot_api.fault("reset_after", method="getUpdates", after=1)
        bot_api.say(READER, "/start")
        await told(bot_api, database, READER, 1)


@pytest.mark.parametrize("fault", ["500_before", "429", "reset_before", "page", "conflict", "unauthorized"])
async def test_polling_goes_on_after_a_fault(bot_api: BotApi, settings: BotSettings, database: Database, fault: str, monkeypatch) -> None:
    monkeypatch.setattr(inbox_module, "LONGEST_PAUSE", 0.1)
    bot_api.fault(fault, method="getUpdates", seconds=1)
    bot_api.say(READER, "/start")
    async with talking(settings, database):
        await told(bot_api, database, READER, 1)


async def test_polling_goes_on_after_what_nobody_expected(bot_api: BotApi, settings: BotSettings, database: Database, monkeypatch) -> None:
    monkeypatch.setattr(inbox_module, "LONGEST_PAUSE", 0.1)
    surprises = [RuntimeError("once"), DatabaseUnreachable("and once more")]

    def surprised(tx):
        if surprises:
            raise surprises.pop()
        return pending_updates(tx)

    monkeypatch.setattr(inbox_module, "pending_updates", surprised)
    bot_api.say(READER, "/start")
    async with talking(settings, database):
        await told(bot_api, database, READER, 1)


async def test_a_database_out_of_reach_means_answering_later(
    bot_api: BotApi, settings: BotSettings, database: Database, monkeypatch
) -> None:
    once = [DatabaseUnreachable("the disk is full")]
    act_on = inbox_module.act_on

    def unreachable(*given, **named):
        if once:
            raise once.pop()
        return act_on(*given, **named)

    monkeypatch.setattr(inbox_module, "act_on", unreachable)
    monkeypatch.setattr(inbox_module, "POLL_SECONDS", 1)
    bot_api.say(READER, "/start")
    async with talking(settings, database):
        await told(bot_api, database, READER, 1)


async def test_a_chat_told_to_wait_gets_its_answers_later(bot_api: BotApi, settings: BotSettings, database: Database) -> None:
    bot_api.fault("429", seconds=1)
    async with talking(settings, database):
        bot_api.say(READER, "/start")
        bot_api.say(READER, "/help")
        first, _ = await told(bot_api, database, READER, 2)
    assert "/topics" in first


async def test_a_chat_told_to_wait_too_long_gets_no_answer_and_later_ones(
    bot_api: BotApi, settings: BotSettings, database: Database, monkeypatch
) -> None:
    monkeypatch.setattr(inbox_module, "TRIES", 1)
    bot_api.fault("429", seconds=1)
    async with talking(settings, database):
        bot_api.say(READER, "/start")
        bot_api.say(READER, "/help")
        await told(bot_api, database, READER, 1)


async def test_a_stop_does_not_wait_for_ever_for_an_answer(bot_api: BotApi, settings: BotSettings, database: Database, monkeypatch) -> None:
    monkeypatch.setattr(inbox_module, "PATIENCE", 0.1)
    bot_api.fault("hang_before")
    bot_api.say(READER, "/start")
    async with talking(settings, database):
        await eventually(lambda: bool(bot_api.asked("sendMessage")))
    async with talking(settings, database):
        await told(bot_api, database, READER, 1)


async def test_who_stopped_already_may_say_so_again(bot_api: BotApi, settings: BotSettings, database: Database) -> None:
    async with talking(settings, database):
        for text in ("/start", "/stop", "/stop"):
            bot_api.say(READER, text)
        assert (await told(bot_api, database, READER, 3))[1:] == [EN.stopped] * 2


async def test_a_button_is_dead_for_who_may_not_use_the_bot_any_more(bot_api: BotApi, settings: BotSettings, database: Database) -> None:
    async with talking(settings, database):
        bot_api.say(READER, "/start")
        bot_api.say(READER, "/topics")
        await told(bot_api, database, READER, 2)
    message = list(bot_api.chats[READER].messages.values())[-1]
    async with talking(replace(settings, access="closed"), database):
        query = bot_api.press(READER, message.id, message.buttons[0][0]["text"])
        await eventually(lambda: bot_api.answered[query] is not None)
    assert message.edits == 0


@pytest.mark.parametrize("fault", ["blocked", "500_before", "bad_request"])
async def test_an_answer_that_cannot_be_given_does_not_keep_the_next(
    bot_api: BotApi, settings: BotSettings, database: Database, fault: str
) -> None:
    bot_api.fault(fault)
    async with talking(settings, database):
        bot_api.say(READER, "/start")
        bot_api.say(READER, "/help")
        await told(bot_api, database, READER, 1)


async def test_an_update_that_breaks_a_command_is_answered_no_more(bot_api: BotApi, settings: BotSettings, database: Database) -> None:
    class Broken(dict):
        def values(self):
            raise RuntimeError("broken")

    async with talking(settings, database, Broken()):
        bot_api.say(READER, "/start")
        bot_api.say(READER, "/topics")
        bot_api.say(READER, "/stop")
        assert (await told(bot_api, database, READER, 2))[1] == EN.stopped


async def test_a_refused_token_is_said_without_the_token(bot_api: BotApi, settings: BotSettings, database: Database) -> None:
    wrong = "987654321:AAE-another-token-entirely-0123456789"
    with pytest.raises(TelegramUnreachable) as caught:
        async with talking(replace(settings, token=wrong), database) as bot:
            await asyncio.wait([bot], timeout=10)
    assert wrong not in repr(caught.value)
    assert wrong not in repr(replace(settings, token=wrong))
    assert bot_api.requests == []


async def test_the_bot_waits_for_telegram_at_the_start(bot_api: BotApi, settings: BotSettings, database: Database) -> None:
    await bot_api.close()
    async with talking(settings, database):
        await asyncio.sleep(0.3)
        await bot_api.open()
        bot_api.say(READER, "/start")
        await told(bot_api, database, READER, 1)


async def test_a_stop_while_telegram_is_out_of_reach(bot_api: BotApi, settings: BotSettings, database: Database) -> None:
    await bot_api.close()
    async with talking(settings, database):
        await asyncio.sleep(0.2)


async def test_delivering_once(bot_api: BotApi, settings: BotSettings, database: Database) -> None:
    bot_api.chat(READER)
    await database.run(queue_alerts, ["one"], [READER])
    await deliver_once(settings, database=database, load_views=views_of, now=now)
    assert headlines(bot_api.chats[READER].texts) == ["one"]
    await bot_api.close()
    with pytest.raises(TelegramUnreachable):
        await deliver_once(settings, database=database, load_views=views_of, now=now)


async def test_who_the_bot_is(settings: BotSettings) -> None:
    async with connected(settings) as bot:
        assert bot.username == "monitor_test_bot"


def test_a_topic_s_key_is_short_however_long_its_id_is() -> None:
    assert {len(key_of(TopicId("x" * n))) for n in (0, 1, 500)} == {16}


async def test_a_forum_is_answered_in_its_topic_where_its_administrator_asks(
    bot_api: BotApi, settings: BotSettings, database: Database
) -> None:
    forum = bot_api.chat(-1_000_000_000_088)
    forum.threads.add(9)
    forum.administrators.add(READER)
    forum.members.add(STRANGER)
    async with talking(settings, database):
        bot_api.say(forum.id, "/start", user=STRANGER, thread=9)
        await told(bot_api, database, forum.id, 1)
        assert await reader(database, forum.id) is None
        bot_api.say(forum.id, "/start", user=READER, thread=9)
        said_there = await told(bot_api, database, forum.id, 2)
    assert said_there[1].startswith(EN.welcome)
    assert {message.thread for message in forum.messages.values()} == {9}
    assert len(bot_api.asked("getChatMember")) == 2


async def test_a_refused_command_is_logged_once_and_nothing_of_its_text(bot_api: BotApi, settings: BotSettings, database: Database) -> None:
    with capture_logs() as events:
        async with talking(settings, database):
            for text in ("/broadcast my secret", "/broadcast another", "/status", "/weather secret"):
                bot_api.say(STRANGER, text)
            await told(bot_api, database, STRANGER, 0)
    refused = [each for each in events if each["event"] == "telegram.command_refused"]
    assert [(each["chat"], each["command"]) for each in refused] == [(STRANGER, "broadcast"), (STRANGER, "status")]
    assert "secret" not in str(events)
