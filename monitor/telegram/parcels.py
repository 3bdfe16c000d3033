"""What goes out as one message: a delivery, or one that tells those beside it too, late ones or many at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from telegram import InlineKeyboardMarkup

from monitor.alerts.digest import LISTED, bundled, overdue, render_digest
from monitor.alerts.render import render_alert, without_tags
from monitor.alerts.schedule import silent
from monitor.alerts.shown import AlertView
from monitor.model import Channel, Delivery, DeliveryId, Subscriber
from monitor.storage.alerts import alerts_by_id
from monitor.storage.claims import claim_deliveries
from monitor.storage.deliveries import told_by, unsettled, waiting_for
from monitor.storage.digests import Contents, contents_of
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
    contents: Contents = field(default_factory=Contents)

    @property
    def digest(self) -> bool:
        """Whether it tells of more than its own delivery."""
        return bool(self.told_before or self.tells or self.contents.unconfirmed)

    @property
    def reply_to(self) -> int:
        """The message that it is a reply to; 0 for none. A digest tells of too much for that."""
        return 0 if self.digest else self.follows

    @property
    def buttons(self) -> InlineKeyboardMarkup | None:
        """The keyboard below it; a digest, of which no single alert could be meant, has none."""
        return None if self.digest else self.keyboard

    @property
    def listed(self) -> tuple[Delivery, ...]:
        """All that it tells, oldest first, as far as a message has room."""
        others = sorted((*self.told_before, *self.tells), key=lambda each: (each.due, each.id))
        return (self.delivery, *others[: LISTED - 1 - len(self.contents.unconfirmed)], *self.contents.unconfirmed)

    def without(self, unseen: Collection[DeliveryId]) -> Parcel:
        """The same, but for some beside its own delivery that it cannot tell."""
        told_before, tells = (tuple(each for each in some if each.id not in unseen) for some in (self.told_before, self.tells))
        unconfirmed = tuple(each for each in self.contents.unconfirmed if each.id not in unseen)
        return replace(self, told_before=told_before, tells=tells, contents=replace(self.contents, unconfirmed=unconfirmed))

    def html(self, views: Mapping[DeliveryId, AlertView], *, now: datetime) -> str:
        """The message, from the views that there are: of its own delivery, and of those that are listed."""
        if not self.digest:
            return alert_html(self.delivery, views[self.delivery.id])
        others, contents = (*self.told_before, *self.tells), self.contents
        shown = {each.id: views[each.id] for each in self.listed if each.id in views}
        if len(shown) == 1 + len(others) and not contents.rest and _one_story([*shown.values()]):
            return alert_html(self.delivery, views[self.listed[-1].id])
        notes = self.delivery.reason.split()
        many = {each.bundle for each in (self.delivery, *others)} == {self.delivery.bundle} != {""}
        apart = contents.unsure | {each.id for each in contents.unconfirmed}
        html = render_digest(
            [view for key, view in shown.items() if key not in apart],
            unsure=[view for key, view in shown.items() if key in apart],
            count=1 + len(others) + len(contents.unconfirmed) + contents.rest,
            delay=None if many else now - min(each.due for each in (self.delivery, *others)),
            bundle=self.delivery.bundle if many else "",
            page=contents.page,
            possible_repeat=POSSIBLE_REPEAT in notes,
        )
        return without_tags(html) if PLAIN in notes else html


def _one_story(views: Sequence[AlertView]) -> bool:
    """Whether all of these tell one story to readers of one topic: then the last says all that there is to say."""
    return len({(view.topic, view.story.id if view.story else None) for view in views}) == 1 and views[0].story is not None


def alert_html(delivery: Delivery, view: AlertView) -> str:
    """The message of an alert by itself, as the delivery's reason wants it."""
    notes = delivery.reason.split()
    html = render_alert(replace(view, possible_repeat=POSSIBLE_REPEAT in notes))
    return without_tags(html) if PLAIN in notes else html


def claim_parcels(tx: Transaction, *, limit: int, now: datetime, lease: timedelta) -> list[Parcel]:
    """Lease what is due in Telegram, at most one a subscriber, with what each message is to tell."""
    packed = [_packed(tx, delivery, reader, now) for delivery, reader in _with_readers(tx, _claimed(tx, limit, now, lease))]
    return [parcel for parcel in packed if parcel is not None]


def of_unknown_fate(tx: Transaction, *, now: datetime) -> list[tuple[Delivery, int]]:
    """The messages whose fate is to be asked, each with its chat."""
    return [(delivery, reader.chat_id) for delivery, reader in _with_readers(tx, unsettled(tx, Channel.TELEGRAM, now=now))]


def _claimed(tx: Transaction, limit: int, now: datetime, lease: timedelta) -> list[Delivery]:
    return claim_deliveries(tx, Channel.TELEGRAM, limit=limit, now=now, lease=lease)


def _packed(tx: Transaction, delivery: Delivery, reader: Subscriber, now: datetime) -> Parcel | None:
    told = told_by(tx, delivery.id) if delivery.attempts else []
    waiting = waiting_for(tx, delivery.subscriber, now=now)
    together = _together(waiting, delivery, now)
    contents = contents_of(tx, reader, delivery, [] if told else together, now=now)
    if contents is None:
        return None
    tells = contents.tells
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
        contents=contents,
    )


def _together(waiting: Sequence[Delivery], delivery: Delivery, now: datetime) -> tuple[Delivery, ...]:
    """Which of those that wait for its reader are told in one message with a delivery: none with an urgent one, however late it is."""
    if delivery.urgent:
        return ()
    return bundled(waiting, delivery) or overdue([each for each in waiting if not each.urgent], now)


def _keyboard(tx: Transaction, delivery: Delivery, reader: Subscriber) -> InlineKeyboardMarkup | None:
    """Of one that was never shown, nothing can have been said yet."""
    if delivery.attempts:
        return keyboard_of(tx, delivery)
    return None if reader.kind == CHANNEL else markup(below(reader.locale))


def _with_readers(tx: Transaction, found: Sequence[Delivery]) -> list[tuple[Delivery, Subscriber]]:
    readers = {each.id: each for each in subscribers_by_id(tx, [delivery.subscriber for delivery in found])}
    return [(delivery, readers[delivery.subscriber]) for delivery in found]
