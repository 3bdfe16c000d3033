from __future__ import annotations

import pytest

from monitor.errors import DeliveryError, FateUnknown, Migrated, Refused, RetryLater, TelegramUnreachable, Unreachable
from monitor.telegram.request import make_bot
from monitor.telegram.sender import UNREACHED_SECONDS, Sender
from tests.line.bot_api import TOKEN, BotApi

pytestmark = pytest.mark.anyio
READER = 11


async def test_a_message_arrives_and_is_known_again(bot_api: BotApi, sender: Sender) -> None:
    bot_api.chat(READER)
    number = await sender.send(READER, "<b>one</b>")
    assert bot_api.chats[READER].messages[number].pieces("b") == ["one"]
    assert await sender.probe(READER, number, "<b>one</b>")
    assert not await sender.probe(READER, number + 1, "<b>one</b>")


async def test_what_a_reader_wrote_is_not_ours(bot_api: BotApi, sender: Sender) -> None:
    bot_api.say(READER, "hello")
    (number,) = bot_api.chats[READER].messages
    assert not await sender.probe(READER, number, "hello")


def facts(error: Exception) -> tuple[type, object]:
    names = ("seconds", "reason", "chat_id", "description")
    return type(error), next((getattr(error, name) for name in names if hasattr(error, name)), None)


@pytest.mark.parametrize(
    ("fault", "how", "expected"),
    [
        pytest.param("429", {"seconds": 7}, (RetryLater, 7), id="told-to-wait"),
        pytest.param("429_silent", {}, (RetryLater, 5), id="told-to-wait-without-a-time"),
        pytest.param("blocked", {}, (Unreachable, "blocked"), id="blocked"),
        pytest.param("kicked", {}, (Unreachable, "kicked"), id="kicked"),
        pytest.param("deactivated", {}, (Unreachable, "deactivated"), id="account-deleted"),
        pytest.param("no_rights", {}, (Unreachable, "no_rights"), id="no-rights"),
        pytest.param("chat_not_found", {}, (Unreachable, "chat_gone"), id="chat-gone"),
        pytest.param("migrate", {"to": -1001234567890}, (Migrated, -1001234567890), id="migrated"),
        pytest.param("cannot_parse", {}, (Refused, "Can't parse entities: unsupported start tag"), id="not-parsed"),
        pytest.param("bad_request", {}, (Refused, "Something is not as it should be"), id="refused"),
        pytest.param("conflict", {}, (RetryLater, UNREACHED_SECONDS), id="another-asks-under-this-token"),
        pytest.param("unauthorized", {}, (TelegramUnreachable, None), id="token-refused"),
        *(
            pytest.param(kind, {}, (FateUnknown, None), id=kind)
            for kind in (
                "500_before", "502_before", "500_after", "reset_before", "reset_after", "hang_before", "hang_after", "torn_after", "page"
            )
        ),
    ],
)  # fmt: skip
async def test_what_each_answer_means(
    bot_api: BotApi, sender: Sender, fault: str, how: dict[str, int], expected: tuple[type, object]
) -> None:
    bot_api.chat(READER)
    bot_api.fault(fault, **how)
    with pytest.raises((DeliveryError, TelegramUnreachable)) as caught:
        await sender.send(READER, "one")
    assert facts(caught.value) == expected
    assert TOKEN not in str(caught.value)
    assert len(bot_api.chats[READER].texts) == fault.endswith("_after")


@pytest.mark.parametrize(
    ("fault", "given_up"), [("504_before", True), ("hang_before", True), ("500_before", False), ("reset_before", False)]
)
async def test_whether_a_request_may_be_carried_out_yet(bot_api: BotApi, sender: Sender, fault: str, given_up: bool) -> None:
    bot_api.chat(READER)
    bot_api.fault(fault)
    with pytest.raises(FateUnknown) as caught:
        await sender.send(READER, "one")
    assert caught.value.given_up is given_up


async def test_nobody_there_means_certainly_not_sent(bot_api: BotApi, sender: Sender) -> None:
    await bot_api.close()
    with pytest.raises(RetryLater) as caught:
        await sender.send(READER, "one")
    assert (caught.value.seconds, caught.value.whole_bot) == (UNREACHED_SECONDS, True)


async def test_a_probe_without_an_answer_is_no_answer(bot_api: BotApi, sender: Sender) -> None:
    bot_api.chat(READER)
    bot_api.fault("500_before", method="editMessageText")
    with pytest.raises(FateUnknown):
        await sender.probe(READER, 5, "one")
    bot_api.fault("bad_request", method="editMessageText")
    with pytest.raises(Refused):
        await sender.probe(READER, 5, "one")


async def test_a_button_that_is_too_old(sender: Sender) -> None:
    with pytest.raises(Refused):
        await sender.acknowledge("q1")


def test_no_token_no_bot() -> None:
    with pytest.raises(TelegramUnreachable):
        make_bot("")
