"""Buttons below our answers: which message they are on, whose settings they change, and that nobody made them up.

A button's argument goes out with a seal: a mark of the message it was made for and a hash keyed with a secret of this installation. What
comes back is believed only from the chat that it was made for, on the message that it was sent with, unchanged. Such messages are called
panels; of each chat the newest are remembered, and none of a chat where nobody asked for one or pressed a button for KEPT.
"""

from __future__ import annotations

import hmac
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import blake2b

from monitor.storage.facts import forget_facts, get_fact, set_fact
from monitor.storage.transaction import Transaction
from monitor.telegram.commands.call import Answer, Button

REMEMBERED = 30  # panels of a chat
KEPT = timedelta(days=90)
_SECRET = "telegram.secret"  # noqa: S105 - the name under which it is kept
_PANELS = "telegram.panels."
_MARK = 4  # characters
_SEAL = 8
_SIGN = "~"


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A message with buttons. ``message_id`` is 0 until it is known; ``about`` is the chat whose settings they change."""

    mark: str
    about: int
    message_id: int = 0


def new_panel(tx: Transaction, chat_id: int, *, about: int, at: datetime) -> Panel:
    """Remember that a message with buttons is about to be sent."""
    panel = Panel(mark=secrets.token_urlsafe(3), about=about)
    _, known = _used(tx, chat_id)
    _keep(tx, chat_id, _day(at), [*known, panel])
    return panel


def sealed(tx: Transaction, chat_id: int, panel: Panel, answer: Answer) -> Answer:
    """Return an answer whose buttons can be pressed on this panel alone."""
    secret = _secret(tx)

    def seal(button: Button) -> Button:
        return replace(button, argument=f"{button.argument}{_SIGN}{panel.mark}{_hash(secret, chat_id, panel, button.argument)}")

    return replace(answer, buttons=tuple(tuple(map(seal, row)) for row in answer.buttons))


def opened(tx: Transaction, chat_id: int, message_id: int, argument: str) -> tuple[str, Panel] | None:
    """Return what a pressed button means, and its panel; None where it is none of ours, there.

    A panel of which a killed process could not note the message is that of its first press.
    """
    plain, sign, seal = argument.rpartition(_SIGN)
    mark = seal[:_MARK]
    panel = next((each for each in _used(tx, chat_id)[1] if each.mark == mark), None)
    if not sign or panel is None or panel.message_id not in (0, message_id):
        return None
    if not hmac.compare_digest(seal[_MARK:].encode(), _hash(_secret(tx), chat_id, panel, plain).encode()):
        return None
    return plain, panel


def is_on(tx: Transaction, chat_id: int, panel: Panel, message_id: int, *, at: datetime) -> None:
    """Note which message a panel is, and that it is in use."""
    day, known = _used(tx, chat_id)
    if message_id != panel.message_id or day != _day(at):
        _keep(tx, chat_id, _day(at), [replace(each, message_id=message_id) if each.mark == panel.mark else each for each in known])


def forget_panels(tx: Transaction, *, before: datetime) -> int:
    """Forget the panels of chats that used none since, and return of how many chats."""
    return forget_facts(tx, _PANELS, below=_day(before))


def _used(tx: Transaction, chat_id: int) -> tuple[str, list[Panel]]:
    """The day on which a chat used a panel last, and its panels. Kept so that days compare as texts do."""
    day, *kept = (get_fact(tx, f"{_PANELS}{chat_id}") or " ").split(" ")
    parts = (each.split(":") for each in kept if each)
    return day, [Panel(mark=mark, message_id=int(message_id), about=int(about)) for mark, message_id, about in parts]


def _keep(tx: Transaction, chat_id: int, day: str, panels: list[Panel]) -> None:
    kept = (f"{each.mark}:{each.message_id}:{each.about}" for each in panels[-REMEMBERED:])
    set_fact(tx, f"{_PANELS}{chat_id}", " ".join([day, *kept]))


def _day(at: datetime) -> str:
    return at.date().isoformat()


def _secret(tx: Transaction) -> bytes:
    known = get_fact(tx, _SECRET)
    if not known:
        known = secrets.token_hex(16)
        set_fact(tx, _SECRET, known)
    return bytes.fromhex(known)


def _hash(secret: bytes, chat_id: int, panel: Panel, argument: str) -> str:
    about = f"{chat_id}:{panel.about}:{panel.mark}:{argument}".encode("utf8", "surrogatepass")
    return urlsafe_b64encode(blake2b(about, key=secret, digest_size=6).digest()).decode("ascii")
