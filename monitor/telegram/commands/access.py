"""Who may use the bot: anyone, those that an operator gave the invitation to, or operators alone."""

from __future__ import annotations

import hmac
import secrets

from monitor.model import Channel, Subscriber
from monitor.storage.facts import get_fact, set_fact
from monitor.storage.subscribers import subscriber_by_chat
from monitor.storage.transaction import Transaction
from monitor.telegram.commands.call import Call

_INVITATION = "telegram.invitation"


def known(tx: Transaction, call: Call) -> Subscriber | None:
    """The subscriber that calls, active or not."""
    return subscriber_by_chat(tx, Channel.TELEGRAM, call.chat_id)


def admitted(tx: Transaction, call: Call) -> bool:
    """Whether this chat may subscribe, or go on reading."""
    if call.operator or call.access == "open":
        return True
    return call.access == "invite" and (known(tx, call) is not None or _invited(tx, call.argument))


def invitation(tx: Transaction, call: Call) -> str:
    """The link by which people are invited, made when it is first asked for."""
    code = get_fact(tx, _INVITATION)
    if not code:
        code = secrets.token_urlsafe(12)
        set_fact(tx, _INVITATION, code)
    return f"https://t.me/{call.bot_name}?start={code}"


def _invited(tx: Transaction, given: str) -> bool:
    code = get_fact(tx, _INVITATION)
    return bool(code) and hmac.compare_digest(given.encode(), (code or "").encode())
