"""Who may use the bot: anyone, those that an operator gave an invitation to, or operators alone."""

from __future__ import annotations

import re

from monitor.model import Channel, Subscriber
from monitor.storage.invitations import use_invitation
from monitor.storage.subscribers import subscriber_by_chat
from monitor.storage.transaction import Transaction
from monitor.telegram.commands.call import Call

_CODE = re.compile("[A-Za-z0-9_-]{1,64}")  # what Telegram lets a link carry


def known(tx: Transaction, call: Call) -> Subscriber | None:
    """The subscriber that calls, active or not."""
    return subscriber_by_chat(tx, Channel.TELEGRAM, call.chat_id)


def admitted(tx: Transaction, call: Call) -> bool:
    """Whether this chat may subscribe, or go on reading. Who is shut out never comes so far."""
    return call.operator or call.access == "open" or (call.access == "invite" and known(tx, call) is not None)


def welcomed(tx: Transaction, call: Call) -> bool:
    """The same of one who comes with an invitation, perhaps: it is used up then."""
    if admitted(tx, call):
        return True
    invited = call.access == "invite" and _CODE.fullmatch(call.argument) is not None
    return invited and use_invitation(tx, call.argument, at=call.now)
