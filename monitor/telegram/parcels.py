"""What goes out as one message: a delivery, or one that tells those beside it too, late ones or many at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from telegram import InlineKeyboardMarkup

from monitor.alerts.digest import LISTED, bundled, overdue, render_digest
from monitor.alerts.render import render_alert, without_tags
from monitor.alerts.schedule import silent
from monitor.alerts.shown import AlertView
from monitor.model import Channel, Delivery, DeliveryId, Subscriber
from monitor.storage.alerts import alerts_by_id
from monitor.storage.deliveries import claim_deliveries, told_by, unsettled, waiting_for
from monitor.storage.subscribers import subscribers_by_id
from monitor.storage.told import told_before
from monitor.storage.transaction import Transaction
from monitor.telegram.buttons import CHANNEL, below, keyboard_of, markup

LoadViews = Callable[[Transaction, Sequence[Delivery]], Mapping[DeliveryId, AlertView]]
"""Says what deliveries show."""

# What is to be done differently at the next try: words of a delivery's reason.
PLAIN = "plain"  # Telegram refused it with tags: send it without
POSSIBLE_REPEAT = "possible_repeat"  # its fate could not be found out: send it once more, and say so


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One message to one chat."""

    delivery: Delivery
    chat_id: int
    told_before: tuple[Delivery, ...] = ()  # collapsed already, at a try that did not arrive
    tells: tuple[Delivery, ...] = ()  # still queued, to be collapsed when it is sent
    follows: int = 0  # the message that told of its topic and story first; 0 where none did
    thread_id: int = 0  # of a forum; 0 is none
    silent: bool = False
    keyboard: InlineKeyboardMarkup | None = None

    @property
    def reply_to(self) -> int:
        """The message that it is a reply to; 0 for none. A digest tells of too much for that."""
        return 0 if self.told_before or self.tells else self.follows

    @property
    def buttons(self) -> InlineKeyboardMarkup | None:
        """The keyboard below it; a digest, of which no single alert could be meant, has none."""
        return None if self.told_before or self.tells else self.keyboard

    @property
    def listed(self) -> tuple[Delivery, ...]:
        """All that it tells, oldest first, as far as a message has room."""
        return (self.delivery, *sorted((*self.told_before, *self.tells), key=lambda each: (each.due, each.id))[: LISTED - 1])

    def without(self, unseen: Collection[DeliveryId]) -> Parcel:
        """The same, but for some beside its own delivery that it cannot tell."""
        told_before, tells = (tuple(each for each in some if each.id not in unseen) for some in (self.told_before, self.tells))
        return replace(self, told_before=told_before, tells=tells)

    def html(self, views: Mapping[DeliveryId, AlertView], *, now: datetime) -> str:
        """The message, from the views that there are: of its own delivery, and of those that are listed."""
        others = (*self.told_before, *self.tells)
        if not others:
            return alert_html(self.delivery, views[self.delivery.id])
        notes = self.delivery.reason.split()
        many = {each.bundle for each in others} == {self.delivery.bundle} != {""}
        delay = None if many else now - min(each.due for each in (self.delivery, *others))
        shown = [views[each.id] for each in self.listed if each.id in views]
        html = render_digest(shown, count=1 + len(others), delay=delay, possible_repeat=POSSIBLE_REPEAT in notes)
        return without_tags(html) if PLAIN in notes else html


def alert_html(delivery: Delivery, view: AlertView) -> str:
    """The message of an alert by itself, as the delivery's reason wants it."""
    notes = delivery.reason.split()
    html = render_alert(replace(view, possible_repeat=POSSIBLE_REPEAT in notes))
    return without_tags(html) if PLAIN in notes else html


def claim_parcels(tx: Transaction, *, limit: int, now: datetime, lease: timedelta) -> list[Parcel]:
    """Lease what is due in Telegram, at most one a subscriber, with what each message is to tell."""
    return [_packed(tx, delivery, reader, now) for delivery, reader in _with_readers(tx, _claimed(tx, limit, now, lease))]


def of_unknown_fate(tx: Transaction, *, now: datetime) -> list[tuple[Delivery, int]]:
    """The messages whose fate is to be asked, each with its chat."""
    return [(delivery, reader.chat_id) for delivery, reader in _with_readers(tx, unsettled(tx, Channel.TELEGRAM, now=now))]


def _claimed(tx: Transaction, limit: int, now: datetime, lease: timedelta) -> list[Delivery]:
    return claim_deliveries(tx, Channel.TELEGRAM, limit=limit, now=now, lease=lease)


def _packed(tx: Transaction, delivery: Delivery, reader: Subscriber, now: datetime) -> Parcel:
    told = told_by(tx, delivery.id) if delivery.attempts else []
    waiting = waiting_for(tx, delivery.subscriber, now=now)
    together = bundled(waiting, delivery) or overdue(waiting, now)
    tells = tuple(each for each in together if each.id != delivery.id)
    own, *others = alerts_by_id(tx, [delivery.alert, *(each.alert for each in (*told, *tells))])
    before = told_before(tx, delivery, own)
    return Parcel(
        delivery=delivery,
        chat_id=reader.chat_id,
        told_before=tuple(told),
        tells=tells,
        follows=before.message_id if before else 0,
        thread_id=reader.thread_id,
        silent=silent(reader, {each.topic for each in (own, *others)}),
        keyboard=_keyboard(tx, delivery, reader),
    )


def _keyboard(tx: Transaction, delivery: Delivery, reader: Subscriber) -> InlineKeyboardMarkup | None:
    """Of one that was never shown, nothing can have been said yet."""
    if delivery.attempts:
        return keyboard_of(tx, delivery)
    return None if reader.kind == CHANNEL else markup(below(reader.locale))


def _with_readers(tx: Transaction, found: Sequence[Delivery]) -> list[tuple[Delivery, Subscriber]]:
    readers = {each.id: each for each in subscribers_by_id(tx, [delivery.subscriber for delivery in found])}
    return [(delivery, readers[delivery.subscriber]) for delivery in found]
