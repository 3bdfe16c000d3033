"""The entries of ``notify`` as subscribers: taken in, brought in line with the config, and told nothing more once they are out of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from monitor.model import Channel, Subscriber
from monitor.storage.deliveries import park, unsettled
from monitor.storage.digests import reschedule
from monitor.storage.holding import let_go
from monitor.storage.subscribers import active_in, add_subscriber, deactivate, save_settings, subscribe, subscriber_by_chat
from monitor.storage.transaction import Transaction

REMOVED = "removed"
"""Why a subscriber is not active whose entry was taken out of the config, and why what waited for it is parked."""


def sync_readers(tx: Transaction, wanted: Sequence[Subscriber], *, now: datetime) -> None:
    """Make those that the config names the subscribers of Apprise, each as it stands there. What is held is tried again at once.

    What waits for one comes when its settings want it now. One that was taken out keeps what it was sent; written again, it goes on.
    """
    for one in wanted:
        before = subscriber_by_chat(tx, one.channel, one.chat_id)
        back = before is None or not before.active
        stored = add_subscriber(tx, replace(one, since=now if back else None))
        settled = replace(one, id=stored.id, since=stored.since)
        if before is None or back or before != settled:
            save_settings(tx, settled)
            for chosen in one.subscriptions.values():
                subscribe(tx, stored.id, chosen)
            reschedule(tx, stored.id, now=now)
    there = {one.chat_id for one in wanted}
    for gone in active_in(tx, Channel.APPRISE):
        if gone.chat_id not in there:
            deactivate(tx, gone.id, reason=REMOVED, at=now)
            for delivery in unsettled(tx, Channel.APPRISE, now=datetime.max.replace(tzinfo=UTC)):
                if delivery.subscriber == gone.id:
                    park(tx, delivery.id, reason=REMOVED, at=now)
    let_go(tx, Channel.APPRISE)
