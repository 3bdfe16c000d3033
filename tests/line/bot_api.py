"""A Bot API of our own on loopback: as strict as Telegram's, with faults on order, and a log of what a subscriber would see.

python-telegram-bot talks to it through ``base_url``. What Telegram would refuse, it refuses with Telegram's words; what Telegram only
frowns on (a chat written to twice within a second, a parameter that does not exist) is kept in ``violations``, which the fixture wants empty.
"""

from __future__ import annotations

import asyncio
import json
import re
import struct
import time
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from email.utils import formatdate
from socket import SO_LINGER, SOL_SOCKET
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from tests.line.telegram_html import CannotParse, Entity, parse_html, utf16

TOKEN = "987654321:AAE-not-a-real-token-0123456789abcd"
BOT = {"id": 987654321, "is_bot": True, "first_name": "Monitor", "username": "monitor_test_bot"}
SUPERGROUPS = -(10**12)
ANONYMOUS, FOR_CHANNELS = 1087968824, 136817688  # who "writes" where an administrator, or a channel, speaks as a chat

_PARAMETERS = {
    "getMe": set(),
    "getChat": {"chat_id"},
    "getChatMember": {"chat_id", "user_id"},
    "setWebhook": {"url", "allowed_updates", "secret_token"},
    "deleteWebhook": {"drop_pending_updates"},
    "getUpdates": {"offset", "limit", "timeout", "allowed_updates"},
    "setMyCommands": {"commands", "language_code", "scope"},
    "sendMessage": {
        "chat_id",
        "text",
        "parse_mode",
        "link_preview_options",
        "reply_markup",
        "disable_notification",
        "reply_parameters",
        "message_thread_id",
    },
    "editMessageText": {"chat_id", "message_id", "text", "parse_mode", "link_preview_options", "reply_markup"},
    "editMessageReplyMarkup": {"chat_id", "message_id", "reply_markup"},
    "answerCallbackQuery": {"callback_query_id", "text"},
}

# What the Bot API 9 says of a chat and of its members, so far as python-telegram-bot wants it there.
_GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
_MAY = """
    can_send_messages can_send_audios can_send_documents can_send_photos can_send_videos can_send_video_notes can_send_voice_notes can_send_polls
    can_send_other_messages can_add_web_page_previews can_change_info can_invite_users can_pin_messages can_manage_topics
    can_edit_tag can_react_to_messages
"""
_MAY_AS_ADMINISTRATOR = """
    can_manage_chat can_delete_messages can_manage_video_chats can_restrict_members can_promote_members can_change_info can_invite_users
    can_post_stories can_edit_stories can_delete_stories can_be_edited is_anonymous
"""
_PERMISSIONS = dict.fromkeys(_MAY.split(), True)
_RIGHTS = {
    "restricted": _PERMISSIONS | {"is_member": True, "until_date": 0},
    "administrator": dict.fromkeys(_MAY_AS_ADMINISTRATOR.split(), False),
}

# Each fault: status, description, parameters; and whether what was asked for is done all the same.
_ANSWERS: dict[str, tuple[int, str, dict[str, str]]] = {
    "429": (429, "Too Many Requests: retry after {seconds:g}", {"retry_after": "seconds"}),
    "429_silent": (429, "Too Many Requests", {}),
    "blocked": (403, "Forbidden: bot was blocked by the user", {}),
    "kicked": (403, "Forbidden: bot was kicked from the supergroup chat", {}),
    "deactivated": (403, "Forbidden: user is deactivated", {}),
    "no_rights": (400, "Bad Request: not enough rights to send text messages to the chat", {}),
    "chat_not_found": (400, "Bad Request: chat not found", {}),
    "migrate": (400, "Bad Request: group chat was upgraded to a supergroup chat", {"migrate_to_chat_id": "to"}),
    "cannot_parse": (400, "Bad Request: can't parse entities: Unsupported start tag", {}),
    "bad_request": (400, "Bad Request: something is not as it should be", {}),
    "conflict": (409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running", {}),
    "unauthorized": (401, "Unauthorized", {}),
    "500_before": (500, "Internal Server Error", {}),
    "502_before": (502, "Bad Gateway", {}),
    "504_before": (504, "Gateway Timeout", {}),
}
_DONE_ALL_THE_SAME = {"500_after", "reset_after", "hang_after", "torn_after", "late"}


class Refusal(Exception):
    """An answer that is not ok."""

    def __init__(self, code: int, description: str, parameters: Mapping[str, Any] | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = dict(parameters or {})


@dataclass(slots=True)
class Message:
    id: int
    text: str
    entities: tuple[Entity, ...] = ()
    buttons: list[list[dict[str, Any]]] = field(default_factory=list)
    own: bool = True  # sent by the bot
    edits: int = 0
    reply_to: int = 0
    thread: int = 0  # of a forum

    def pieces(self, kind: str) -> list[str]:
        raw = self.text.encode("utf-16-le")
        return [raw[2 * each.offset : 2 * (each.offset + each.length)].decode("utf-16-le") for each in self.entities if each.type == kind]


@dataclass(slots=True)
class Chat:
    id: int
    messages: dict[int, Message] = field(default_factory=dict)
    lost: str = ""  # a fault that every request to this chat meets
    to: int = 0  # where it moved
    newest: int = 0  # supergroups count for themselves
    member: dict[str, Any] = field(default_factory=lambda: {"status": "member"})  # what the bot is there
    kind: str = ""  # where its id does not say it: channel
    administrators: set[int] = field(default_factory=set)  # people
    members: set[int] = field(default_factory=set)
    threads: set[int] = field(default_factory=set)  # open topics, where it is a forum
    permissions: dict[str, bool] = field(default_factory=dict)  # of its members, where not all are given
    sends: deque[float] = field(default_factory=deque)

    @property
    def type(self) -> str:
        return self.kind or ("private" if self.id > 0 else "supergroup" if self.id < SUPERGROUPS else "group")

    @property
    def texts(self) -> list[str]:
        """What the bot said, in order."""
        return [each.text for each in self.messages.values() if each.own]

    def to_json(self) -> dict[str, Any]:
        return {"id": self.id, "type": self.type} | ({"first_name": "Reader"} if self.id > 0 else {"title": "Readers"})


@dataclass(slots=True)
class Fault:
    kind: str
    method: str = "sendMessage"
    chat_id: int | None = None
    times: int = 1
    seconds: float = 3.0
    to: int = 0
    after: int = 0  # so many requests pass first


class BotApi:
    """Use as ``async with BotApi() as api``; ``api.url`` is its root, without ``/bot``."""

    def __init__(self) -> None:
        self.url = ""
        self.chats: dict[int, Chat] = {}
        self.requests: list[tuple[str, dict[str, Any]]] = []
        self.violations: list[str] = []
        self.commands: dict[tuple[str, str], list[str]] = {}  # by scope, or the chat's id, and language
        self.faults: list[Fault] = []
        self.answered: dict[str, str | None] = {}
        self.down = ""  # "reset" or "503", while it is so
        self.latency = 0.0  # seconds between taking a message or an edit and saying so
        self.webhook: dict[str, Any] = {}  # as setWebhook gave it; posting.py posts to it
        self.hurried = False  # whether a chat may be written to at any pace: where that is not what is tested
        self.clock_off = 0.0  # seconds that its clock is ahead
        self._updates: list[dict[str, Any]] = []
        self._arrived = asyncio.Event()
        self._poll = 0
        self._account = 100  # private chats and basic groups share one count of messages
        self._update = 7000
        self._sends: deque[float] = deque()
        self._writers: set[asyncio.StreamWriter] = set()
        self._late: set[asyncio.Task[None]] = set()
        self._serving: set[asyncio.Task[Any]] = set()
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
        for task in self._late | self._serving:
            task.cancel()
        await asyncio.gather(*self._late, *self._serving, return_exceptions=True)

    async def open(self, port: int = 0) -> None:
        """Listen, again on the same port where it did before."""
        port = port or (urlsplit(self.url).port or 0)
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", port)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def close(self) -> None:
        """Refuse connections, and cut those that are open."""
        if self._server is not None:
            self._server.close()
        for writer in self._writers:
            writer.transport.abort()
        await asyncio.sleep(0)

    # ── what a test says and asks ──────────────────────────────────────────────────────────────────

    def chat(self, chat_id: int) -> Chat:
        """The chat, made where it is not yet."""
        return self.chats.setdefault(chat_id, Chat(chat_id))

    def fault(self, kind: str, **how: Any) -> Fault:
        """Let the next request meet a fault: see Fault."""
        assert kind in _ANSWERS or kind in _DONE_ALL_THE_SAME | {"reset_before", "hang_before", "page"}, kind
        self.faults.append(Fault(kind, **how))
        return self.faults[-1]

    def say(self, chat_id: int, text: str, *, user: int = 0, language: str = "en", thread: int = 0, speaks_as: int = 0) -> int:
        """A person writes to the bot, in a topic of a forum perhaps, or as a chat: the group itself, or a channel. Returns the update's id."""
        chat = self.chat(chat_id)
        message = Message(self._next_id(chat), text, own=False, thread=thread)
        chat.messages[message.id] = message
        who = (ANONYMOUS if speaks_as == chat_id else FOR_CHANNELS) if speaks_as else user or abs(chat_id)
        sent = self._message_json(chat, message) | {"from": self._person(who, language)}
        if speaks_as:
            sent["sender_chat"] = self.chat(speaks_as).to_json()
        if text.startswith("/"):
            sent["entities"] = [{"type": "bot_command", "offset": 0, "length": utf16(text.split(maxsplit=1)[0])}]
        return self.update({"message": sent})

    def press(self, chat_id: int, message_id: int, button: str, *, user: int = 0, language: str = "en") -> str:
        """A person presses the button whose text begins so. Returns the query's id."""
        chat = self.chats[chat_id]
        message = chat.messages[message_id]
        (found,) = [each for row in message.buttons for each in row if each["text"].startswith(button)]
        return self.press_raw(chat_id, message_id, found["callback_data"], user=user, language=language)

    def press_raw(self, chat_id: int, message_id: int, data: str, *, user: int = 0, language: str = "en") -> str:
        """A button press with any callback data, as a forged client could send it."""
        chat = self.chats[chat_id]
        query = f"q{self._update}"
        self.answered[query] = None
        person = self._person(user or abs(chat_id), language)
        message = self._message_json(chat, chat.messages[message_id])
        self.update({"callback_query": {"id": query, "from": person, "chat_instance": "1", "message": message, "data": data}})
        return query

    def leave(self, chat_id: int, status: str = "kicked") -> int:
        """The bot is blocked by a person, or removed from a group."""
        chat = self.chat(chat_id)
        chat.lost = "blocked" if chat_id > 0 else "kicked"
        old, new = ({"user": BOT, "status": each} | ({"until_date": 0} if each == "kicked" else {}) for each in ("member", status))
        change = {"chat": chat.to_json(), "from": self._person(abs(chat_id), "en"), "date": int(time.time())}
        return self.update({"my_chat_member": change | {"old_chat_member": old, "new_chat_member": new}})

    def update(self, what: dict[str, Any]) -> int:
        """Queue an update of any shape for getUpdates."""
        self._update += 1
        self._updates.append({"update_id": self._update, **what})
        self._arrived.set()
        return self._update

    @property
    def oldest_update(self) -> dict[str, Any] | None:
        """The next to be posted to a webhook."""
        return self._updates[0] if self._updates else None

    def confirm(self, update_id: int) -> None:
        """Forget an update that a webhook answered."""
        self._updates = [each for each in self._updates if each["update_id"] != update_id]

    @property
    def unconfirmed(self) -> int:
        """How many updates Telegram still keeps for the bot."""
        return len(self._updates)

    def asked(self, method: str) -> list[dict[str, Any]]:
        """The parameters of every request for this method, in order."""
        return [parameters for name, parameters in self.requests if name == method]

    # ── methods ────────────────────────────────────────────────────────────────────────────────────

    async def _perform(self, method: str, given: dict[str, Any]) -> Any:
        if unknown := set(given) - _PARAMETERS[method]:
            self.violations.append(f"{method} has no {sorted(unknown)}")
        match method:
            case "getMe":
                return BOT | {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}
            case "getChat":
                return self._get_chat(given)
            case "getChatMember":
                return self._get_member(given)
            case "setWebhook":
                self._set_webhook(given)
            case "deleteWebhook":
                self.webhook = {}
            case "getUpdates":
                return await self._get_updates(given)
            case "setMyCommands":
                return self._set_commands(given)
            case "sendMessage":
                return self._send(given)
            case "editMessageText":
                return self._edit(given)
            case "editMessageReplyMarkup":
                return self._edit_buttons(given)
            case "answerCallbackQuery":
                return self._answer(given)
        return True

    def _get_chat(self, given: dict[str, Any]) -> dict[str, Any]:
        chat = self.chats.get(int(given["chat_id"]))
        if chat is None or chat.lost != "blocked":  # of one who blocked the bot, Telegram tells as before
            chat = self._reached(given)
        gifts = dict.fromkeys(_GIFTS, True)
        told = chat.to_json() | {"accent_color_id": 1, "max_reaction_count": 11, "accepted_gift_types": gifts}
        return told | ({"permissions": dict.fromkeys(_PERMISSIONS, True) | chat.permissions} if chat.type.endswith("group") else {})

    def _get_member(self, given: dict[str, Any]) -> dict[str, Any]:
        chat = self._reached(given)
        user = int(given["user_id"])
        if user in chat.administrators:
            return {"user": self._person(user, "en")} | _RIGHTS["administrator"] | {"status": "administrator"}
        if user in chat.members:
            return {"user": self._person(user, "en"), "status": "member"}
        if user != BOT["id"]:
            raise Refusal(400, "Bad Request: PARTICIPANT_ID_INVALID")
        return {"user": BOT} | _RIGHTS.get(chat.member["status"], {}) | chat.member

    def _set_webhook(self, given: dict[str, Any]) -> None:
        """As a local Bot API server, which takes addresses without TLS, too."""
        if not re.fullmatch(r"https?://[^\s/]+(/\S*)?", given["url"]):
            raise Refusal(400, "Bad Request: bad webhook: invalid URL")
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", given["secret_token"]):
            raise Refusal(400, "Bad Request: secret token contains unallowed characters")
        self.webhook = given

    async def _get_updates(self, given: dict[str, Any]) -> list[dict[str, Any]]:
        if self.webhook:
            raise Refusal(
                409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
            )
        self._poll += 1
        mine, offset = self._poll, int(given.get("offset", 0))
        self._updates = [each for each in self._updates if each["update_id"] >= offset]
        until = time.monotonic() + float(given.get("timeout", 0))
        while not self._updates and (left := until - time.monotonic()) > 0:
            self._arrived.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._arrived.wait(), left)
            if mine != self._poll:
                raise Refusal(409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running")
        return self._updates[: int(given.get("limit", 100))]

    def _set_commands(self, given: dict[str, Any]) -> bool:
        commands = given["commands"]
        for each in commands:
            if not re.fullmatch(r"[a-z0-9_]{1,32}", each["command"]) or not 1 <= len(each["description"]) <= 256:
                raise Refusal(400, "Bad Request: BOT_COMMAND_INVALID")
        scope = given.get("scope", {"type": "default"})
        if scope["type"] == "chat":
            self._reached(scope)
        self.commands[str(scope.get("chat_id", scope["type"])), given.get("language_code", "")] = [each["command"] for each in commands]
        return True

    def _send(self, given: dict[str, Any]) -> dict[str, Any]:
        chat = self._reached(given)
        text, entities = self._read(given)
        buttons = self._keyboard(given)
        self._watch_pace(chat)
        reply_to = self._replied(chat, given)
        thread = int(given.get("message_thread_id", 0))
        if thread and thread not in chat.threads:
            raise Refusal(400, "Bad Request: message thread not found")
        message = Message(self._next_id(chat), text, entities, buttons, reply_to=reply_to, thread=thread)
        chat.messages[message.id] = message
        return self._message_json(chat, message)

    def _edit(self, given: dict[str, Any]) -> dict[str, Any]:
        chat = self._reached(given)
        message = chat.messages.get(int(given["message_id"]))
        if message is None:
            raise Refusal(400, "Bad Request: message to edit not found")
        if not message.own:
            raise Refusal(400, "Bad Request: message can't be edited")
        text, entities = self._read(given)
        buttons = self._keyboard(given)
        if (text, entities, buttons) == (message.text, message.entities, message.buttons):
            raise Refusal(
                400,
                "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current"
                " content and reply markup of the message",
            )
        self._watch_pace(chat, edit=True)
        message.text, message.entities, message.buttons = text, entities, buttons
        message.edits += 1
        return self._message_json(chat, message)

    def _edit_buttons(self, given: dict[str, Any]) -> dict[str, Any]:
        chat = self._reached(given)
        message = chat.messages.get(int(given["message_id"]))
        if message is None or not message.own:
            raise Refusal(400, "Bad Request: message to edit not found" if message is None else "Bad Request: message can't be edited")
        buttons = self._keyboard(given)
        if buttons == message.buttons:
            raise Refusal(400, "Bad Request: message is not modified: specified new message content and reply markup are exactly the same")
        self._watch_pace(chat, edit=True)
        message.buttons = buttons
        message.edits += 1
        return self._message_json(chat, message)

    def _answer(self, given: dict[str, Any]) -> bool:
        query = given["callback_query_id"]
        if query not in self.answered:
            raise Refusal(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        if utf16(given.get("text", "")) > 200:
            raise Refusal(400, "Bad Request: MESSAGE_TOO_LONG")
        self.answered[query] = given.get("text", "")
        return True

    def _reached(self, given: dict[str, Any]) -> Chat:
        chat = self.chats.get(int(given["chat_id"]))
        if chat is None:
            raise Refusal(400, "Bad Request: chat not found")
        if chat.lost:
            code, description, parameters = _ANSWERS[chat.lost]
            raise Refusal(code, description, {key: getattr(chat, name) for key, name in parameters.items()})
        return chat

    def _read(self, given: dict[str, Any]) -> tuple[str, tuple[Entity, ...]]:
        text = given.get("text", "")
        if given.get("parse_mode") not in {None, "HTML"}:
            raise Refusal(400, "Bad Request: unsupported parse_mode")
        if "parse_mode" not in given:
            if not text.strip() or utf16(text.strip()) > 4096:
                raise Refusal(400, "Bad Request: message is too long" if text.strip() else "Bad Request: message text is empty")
            return text.strip(), ()
        try:
            parsed = parse_html(text)
        except CannotParse as error:
            raise Refusal(400, f"Bad Request: {error}") from error
        return parsed.text, parsed.entities

    def _replied(self, chat: Chat, given: dict[str, Any]) -> int:
        """The message that this one replies to; 0 where there is none, or it is gone and that was said to be no matter."""
        asked = given.get("reply_parameters")
        if asked is None:
            return 0
        if unknown := set(asked) - {"message_id", "chat_id", "allow_sending_without_reply", "quote", "quote_parse_mode", "quote_position"}:
            self.violations.append(f"reply_parameters have no {sorted(unknown)}")
        if not isinstance(asked.get("message_id"), int) or asked["message_id"] < 1:
            raise Refusal(400, "Bad Request: invalid reply parameters specified")
        if asked["message_id"] in chat.messages:
            return int(asked["message_id"])
        if not asked.get("allow_sending_without_reply"):
            raise Refusal(400, "Bad Request: message to be replied not found")
        return 0

    def _keyboard(self, given: dict[str, Any]) -> list[list[dict[str, Any]]]:
        rows = given.get("reply_markup", {}).get("inline_keyboard", [])
        for button in (each for row in rows for each in row):
            if not button.get("text"):
                raise Refusal(400, "Bad Request: text buttons are unallowed in the inline keyboard")
            if not 1 <= len(button.get("callback_data", "").encode()) <= 64:
                raise Refusal(400, "Bad Request: BUTTON_DATA_INVALID")
        if sum(map(len, rows)) > 100:
            raise Refusal(400, "Bad Request: too many buttons")
        return rows

    def _watch_pace(self, chat: Chat, *, edit: bool = False) -> None:
        now = time.monotonic()
        of_chat = (chat.sends, *((1.0, 1, "1 message within a second") if chat.id > 0 else (60.0, 20, "20 messages within a minute")))
        for sends, span, most, what in (
            (self._sends, 1.0, 30, "30 messages within a second"),
            *([] if edit or self.hurried else [of_chat]),
        ):
            while sends and now - sends[0] >= span:
                sends.popleft()
            sends.append(now)
            if len(sends) > most:
                self.violations.append(f"more than {what} ({chat.id})")

    def _next_id(self, chat: Chat) -> int:
        if chat.id < SUPERGROUPS:
            chat.newest += 1
            return chat.newest
        self._account += 1
        return self._account

    def _message_json(self, chat: Chat, message: Message) -> dict[str, Any]:
        made = {"message_id": message.id, "date": int(time.time()), "chat": chat.to_json(), "text": message.text}
        if message.thread:
            made |= {"message_thread_id": message.thread, "is_topic_message": True}
        return made | ({"from": BOT} if message.own else {})

    @staticmethod
    def _person(user: int, language: str) -> dict[str, Any]:
        return {"id": user, "is_bot": False, "first_name": "Reader", "language_code": language}

    # ── HTTP ───────────────────────────────────────────────────────────────────────────────────────

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._serving.add(task)
        self._writers.add(writer)
        with suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            while await self._exchange(reader, writer):
                pass
        self._writers.discard(writer)
        self._serving.discard(task)
        writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; return whether the connection goes on."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        target = head.split(" ", 2)[1]
        length = re.search(r"(?im)^content-length: *(\d+)", head)
        body = await reader.readexactly(int(length[1])) if length else b""
        if self.down == "reset":
            return _reset(writer)
        if self.down == "503":
            return await _answer(writer, 503, {"ok": False, "error_code": 503, "description": "Service Unavailable"})
        called = re.fullmatch(r"/bot([^/]+)/(\w+)", urlsplit(target).path)
        if not called or called[2] not in _PARAMETERS:
            date = formatdate(time.time() + self.clock_off, usegmt=True)
            return await _answer(writer, 404, {"ok": False, "error_code": 404, "description": "Not Found"}, date=date)
        if called[1] != TOKEN:
            return await _answer(writer, 401, {"ok": False, "error_code": 401, "description": "Unauthorized"})
        method, given = called[2], {key: _value(key, text) for key, text in parse_qsl(body.decode(), keep_blank_values=True)}
        self.requests.append((method, given))
        return await self._meet(writer, method, given, self._due_fault(method, given))

    async def _meet(self, writer: asyncio.StreamWriter, method: str, given: dict[str, Any], fault: Fault | None) -> bool:
        kind = fault.kind if fault else ""
        if fault and kind in _ANSWERS:
            code, description, parameters = _ANSWERS[kind]
            named = {key: getattr(fault, name) for key, name in parameters.items()}
            return await _answer(writer, code, _refused(Refusal(code, description.format(seconds=fault.seconds), named)))
        if fault and kind in {"hang_before", "late"}:
            if kind == "late":
                self._late.add(asyncio.create_task(self._later(fault.seconds, lambda: self._send(given))))
            await asyncio.sleep(3600)
        if kind == "page":
            return await _answer(writer, 200, b"<html>Please sign in to this network</html>")
        if kind == "reset_before":
            return _reset(writer)
        try:
            answer = {"ok": True, "result": await self._perform(method, given)}
        except Refusal as error:
            return await _answer(writer, error.code, _refused(error))
        if self.latency and method in {"sendMessage", "editMessageText"}:
            await asyncio.sleep(self.latency)
        if kind == "hang_after":
            await asyncio.sleep(3600)
        if kind == "reset_after":
            return _reset(writer)
        if kind == "500_after":
            return await _answer(writer, 500, {"ok": False, "error_code": 500, "description": "Internal Server Error"})
        return await _answer(writer, 200, b'{"ok":true,"result":{' if kind == "torn_after" else answer)

    def _due_fault(self, method: str, given: dict[str, Any]) -> Fault | None:
        for fault in self.faults:
            if fault.times and fault.method == method and fault.chat_id in {None, int(given.get("chat_id", 0))}:
                if fault.after:
                    fault.after -= 1
                    continue
                fault.times -= 1
                return fault
        return None

    @staticmethod
    async def _later(seconds: float, act: Callable[[], object]) -> None:
        await asyncio.sleep(seconds)
        act()


def _value(key: str, text: str) -> Any:
    return (
        json.loads(text)
        if key in {"reply_markup", "reply_parameters", "link_preview_options", "commands", "allowed_updates", "scope"}
        else text
    )


def _refused(error: Refusal) -> dict[str, Any]:
    answer: dict[str, Any] = {"ok": False, "error_code": error.code, "description": error.description}
    return answer | ({"parameters": error.parameters} if error.parameters else {})


async def _answer(writer: asyncio.StreamWriter, code: int, answer: object, *, date: str = "") -> bool:
    body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    dated = f"Date: {date}\r\n" if date else ""
    writer.write(f"HTTP/1.1 {code} X\r\n{dated}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
    await writer.drain()
    return True


def _reset(writer: asyncio.StreamWriter) -> bool:
    writer.get_extra_info("socket").setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
    return False
