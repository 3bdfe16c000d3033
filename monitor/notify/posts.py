"""What goes out as one letter: a delivery, or one that tells those beside it too, late ones or many at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from monitor.alerts.digest import LISTED, bundled, overdue
from monitor.alerts.letter import Letter, alert_letter, digest_letter
from monitor.alerts.shown import AlertView
from monitor.model import Channel, Delivery, DeliveryId, Subscriber
from monitor.storage.claims import claim_deliveries
from monitor.storage.deliveries import told_by, waiting_for
from monitor.storage.digests import Contents, contents_of
from monitor.storage.subscribers import subscribers_by_id
from monitor.storage.transaction import Transaction

LoadViews = Callable[[Transaction, Sequence[Delivery]], Mapping[DeliveryId, AlertView]]
"""Says what deliveries show."""

POSSIBLE_REPEAT = "possible_repeat"
"""A delivery's reason where nobody knows whether it arrived: it is sent once more, and says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One letter to one place."""

    delivery: Delivery
    reader: Subscriber
    told_before: tuple[Delivery, ...] = ()  # collapsed already, at a try that was not taken
    tells: tuple[Delivery, ...] = ()  # still queued, to be collapsed when it is sent
    contents: Contents = field(default_factory=Contents)

    @property
    def listed(self) -> tuple[Delivery, ...]:
        """All that it tells, oldest first, as far as a letter has room."""
        others = sorted((*self.told_before, *self.tells), key=lambda each: (each.due, each.id))
        return (self.delivery, *others[: LISTED - 1 - len(self.contents.unconfirmed)], *self.contents.unconfirmed)

    def letter(self, views: Mapping[DeliveryId, AlertView], *, now: datetime) -> Letter:
        """Return the letter, from the views of all that it lists."""
        others, contents, repeated = (*self.told_before, *self.tells), self.contents, self.delivery.reason == POSSIBLE_REPEAT
        if not others and not contents.unconfirmed:
            return alert_letter(views[self.delivery.id], repeated=repeated)
        apart = contents.unsure | {each.id for each in contents.unconfirmed}
        together = {each.bundle for each in (self.delivery, *others)} == {self.delivery.bundle} != {""}
        return digest_letter(
            [views[each.id] for each in self.listed if each.id not in apart],
            unsure=[views[each.id] for each in self.listed if each.id in apart],
            count=1 + len(others) + len(contents.unconfirmed) + contents.rest,
            delay=None if together else now - min(each.due for each in (self.delivery, *others)),
            bundle=self.delivery.bundle if together else "",
            page=contents.page,
            repeated=repeated,
        )


def claim_posts(tx: Transaction, *, limit: int, now: datetime, lease: timedelta) -> list[Post]:
    """Lease what is due, at most one letter a place, with what each is to tell."""
    posts: list[Post] = []
    dropped = True
    while dropped and len(posts) < limit:
        claimed = claim_deliveries(tx, Channel.APPRISE, limit=limit - len(posts), now=now, lease=lease)
        readers = {each.id: each for each in subscribers_by_id(tx, [delivery.subscriber for delivery in claimed])}
        packed = [_packed(tx, delivery, readers[delivery.subscriber], now) for delivery in claimed]
        posts += [post for post in packed if post is not None]
        dropped = None in packed
    return posts


def _packed(tx: Transaction, delivery: Delivery, reader: Subscriber, now: datetime) -> Post | None:
    told = told_by(tx, delivery.id) if delivery.attempts else []
    waiting = waiting_for(tx, delivery.subscriber, now=now)
    together = bundled(waiting, delivery) or overdue(waiting, now)
    contents = contents_of(tx, reader, delivery, [] if told else together, now=now)
    if contents is None:
        return None
    return Post(delivery=delivery, reader=reader, told_before=tuple(told), tells=contents.tells, contents=contents)
