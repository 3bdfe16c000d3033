"""What a chat is and what the bot may do there, asked of the Bot API double."""

from __future__ import annotations

import pytest

from monitor.errors import FateUnknown, TelegramUnreachable, Unreachable
from monitor.telegram.bot import BotSettings, connected
from monitor.telegram.chats import Standing, standing
from tests.line.bot_api import TOKEN

pytestmark = pytest.mark.anyio

GROUP, CHANNEL = -100_200, -1_000_000_000_300
MEMBERS = [
    pytest.param({"status": "member"}, {}, "", id="a-member"),
    pytest.param({"status": "administrator"}, {"can_send_messages": False}, "", id="an-administrator-where-others-may-not"),
    pytest.param(
        {"status": "member"}, {"can_send_messages": False}, "members may not write there, and the bot is no administrator", id="nobody-may"
    ),
    pytest.param({"status": "restricted"}, {}, "", id="restricted-in-other-things"),
    pytest.param({"status": "restricted", "can_send_messages": False}, {}, "the bot is restricted", id="restricted"),
    pytest.param({"status": "restricted", "is_member": False}, {}, "the bot is restricted", id="restricted-and-gone"),
    pytest.param({"status": "left"}, {}, "the bot is no member", id="left"),
    pytest.param({"status": "kicked", "until_date": 0}, {}, "the bot was removed", id="removed"),
]


async def asked(bot_api, chat_id):
    async with connected(BotSettings(token=TOKEN, api_url=bot_api.url, request_seconds=2)) as bot:
        return await standing(bot, chat_id)


@pytest.mark.parametrize(("member", "permissions", "lacks"), MEMBERS)
async def test_what_the_bot_may_do_in_a_group(bot_api, member, permissions, lacks):
    chat = bot_api.chat(GROUP)
    chat.member, chat.permissions = member, permissions
    assert await asked(bot_api, GROUP) == Standing(chat_id=GROUP, kind="group", title="Readers", lacks=lacks)


@pytest.mark.parametrize(
    ("member", "lacks"),
    [
        pytest.param({"status": "administrator", "can_post_messages": True}, "", id="may-post"),
        pytest.param({"status": "administrator"}, "the bot is no administrator who may post", id="may-not"),
        pytest.param({"status": "member"}, "the bot is no administrator who may post", id="a-reader"),
    ],
)
async def test_what_the_bot_may_do_in_a_channel(bot_api, member, lacks):
    chat = bot_api.chat(CHANNEL)
    chat.kind, chat.member = "channel", member
    assert await asked(bot_api, CHANNEL) == Standing(chat_id=CHANNEL, kind="channel", title="Readers", lacks=lacks)


async def test_a_person(bot_api):
    bot_api.chat(7)
    assert await asked(bot_api, 7) == Standing(chat_id=7, kind="private", title="Reader")
    bot_api.leave(7)
    assert (await asked(bot_api, 7)).title == "Reader"  # as Telegram tells it


async def test_one_who_never_wrote(bot_api):
    with pytest.raises(Unreachable, match="chat_gone"):
        await asked(bot_api, 8)


async def test_what_goes_wrong_is_told_without_the_token(bot_api):
    bot_api.chat(GROUP).member = {"status": "restricted", "can_edit_tag": None, "until_date": "never"}
    with pytest.raises(FateUnknown, match="the answer cannot be read"):
        await asked(bot_api, GROUP)
    bot_api.fault("unauthorized", method="getChat")
    with pytest.raises(TelegramUnreachable, match="refuses the token"):
        await asked(bot_api, GROUP)
