"""The one tree of errors. What is expected (a 304, a timeout, a quiet feed) is a value in model.py, not an error.

::

    MonitorError
    ├── ConfigInvalid          every problem of the operator's files, with file:line:column
    ├── QueryInvalid           every problem of one query, by line and column
    ├── NotAFeed               bytes that are no feed
    ├── NotAPage               bytes that hold no article
    ├── NotARegister           bytes that hold no rows of an official list
    ├── TemplateFailed         an operator's template of messages, or what it makes, with its line
    ├── DatabaseUnreachable    the database does not answer or cannot be opened
    ├── TelegramUnreachable    Telegram does not answer at start-up, or refuses the token
    └── DeliveryError          one message to one chat
        ├── RetryLater         certainly not sent; try again after some seconds
        ├── Unreachable        certainly not sent, and no use to try: blocked, kicked, gone
        ├── Migrated           certainly not sent: the group has another id now
        ├── Refused            certainly not sent: Telegram does not accept this text
        └── FateUnknown        may have been sent: the answer was lost
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class MonitorError(Exception):
    """The root of all errors that this program raises on purpose."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Problem:
    """One thing that is wrong, or doubtful, in what an operator wrote.

    Attributes:
        file: path as the operator knows it, relative to the config folder; empty for a query given by itself.
        line: first is 1; 0 where the whole file is meant.
        column: first is 1; 0 where the whole line is meant.
        message: what is wrong, and what to write instead.
        severity: "error" (refused) or "warning" (accepted, shown).
    """

    file: str = ""
    line: int = 0
    column: int = 0
    message: str
    severity: str = "error"

    def __str__(self) -> str:
        place = ":".join([self.file, *(str(n) for n in (self.line, self.column) if n)]).lstrip(":")
        mark = "warning: " if self.severity == "warning" else ""
        return f"{place}: {mark}{self.message}" if place else f"{mark}{self.message}"


class ConfigInvalid(MonitorError):
    """The config cannot be applied; ``problems`` has every reason, in the order of files and lines."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


class QueryInvalid(MonitorError):
    """A query cannot be understood; ``problems`` has every reason."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


class NotAFeed(MonitorError):
    """These bytes are no feed. ``reason`` is a word for the log.

    Of feeds ``html``, ``empty``, ``broken``, ``too_large``, ``unknown``; of listings also ``binary``, ``selector`` (no valid CSS),
    ``no_rows`` (the selectors or paths fit nothing; of APIs ``selector`` is a wrong path); of channels ``preview_off`` and ``no_channel``.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason


class NotARegister(MonitorError):
    """These bytes hold no rows of a register. ``reason``: ``empty``, ``broken``, ``too_large``, ``selector``, ``no_rows``."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason


class NotAPage(MonitorError):
    """These bytes hold no article. ``reason`` is a word for the log: ``empty``, ``binary``, ``no_text``, ``too_large``."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason


class TemplateFailed(MonitorError):
    """An operator's template cannot be read, or makes what Telegram refuses. ``line`` is 0 where the whole is meant."""

    def __init__(self, reason: str, *, line: int = 0) -> None:
        super().__init__(f"line {line}: {reason}" if line else reason)
        self.reason = reason
        self.line = line


class DatabaseUnreachable(MonitorError):
    """The database does not answer, or its file cannot be opened. The message never holds the password of its URL."""


class TelegramUnreachable(MonitorError):
    """Telegram does not answer or refuses the token. The message never holds the token."""


class DeliveryError(MonitorError):
    """One message did not, or may not, have reached one chat."""


class RetryLater(DeliveryError):
    """Telegram asked us to wait, or could certainly not be reached: nothing was sent."""

    def __init__(self, seconds: float, *, whole_bot: bool = False) -> None:
        super().__init__(f"retry after {seconds:g} s")
        self.seconds = seconds
        self.whole_bot = whole_bot


class Unreachable(DeliveryError):
    """Nothing sent to this chat will arrive. ``reason``: ``blocked``, ``kicked``, ``deactivated``, ``no_rights``, ``chat_gone``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Migrated(DeliveryError):
    """The group became a supergroup: send to ``chat_id`` from now on."""

    def __init__(self, chat_id: int) -> None:
        super().__init__(f"the chat is now {chat_id}")
        self.chat_id = chat_id


class Refused(DeliveryError):
    """Telegram does not accept the text as it is (its own words in ``description``)."""

    def __init__(self, description: str) -> None:
        super().__init__(description)
        self.description = description


class FateUnknown(DeliveryError):
    """The request left and no answer came: the message may be in the chat, or, where it was ``given_up``, may come to be there yet."""

    def __init__(self, what: str, *, given_up: bool = False) -> None:
        super().__init__(what)
        self.given_up = given_up
