"""Daily digests that were empty for days: the silence is told, so that nobody wonders whether the bot is still there."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import exists, func, or_, select

from monitor.alerts.digest import nothing_new
from monitor.alerts.schedule import Slot, held, zone_of
from monitor.model import Channel, Pace, Subscriber, SubscriberId
from monitor.storage.rows import pieces
from monitor.storage.subscribers import subscribers_by_id
from monitor.storage.tables import alerts, articles, broadcast_sends, broadcasts, deliveries, digests, subscribers
from monitor.storage.transaction import Transaction

QUIET_DAYS = 7
EMPTY = "empty:"
AT_ONCE = 1_000
"""So many subscribers are told by one transaction."""


def tell_of_silence(tx: Transaction, *, now: datetime) -> int:
    """Have those told, after their digest's hour, whose daily digests were empty for a week; return how many.

    It is sent as what operators say to all is (``by`` is 0). Each hears of it once a week: the key is of his local day.
    """
    since = now - timedelta(days=QUIET_DAYS)
    readers = [each for each in subscribers_by_id(tx, _in_silence(tx, since)) if _may_hear(each, now)]
    if not readers:
        return 0
    read = tx.execute(select(func.count()).where(articles.c.seen >= since)).scalar_one()
    for locale in sorted({each.locale for each in readers}):
        html = nothing_new(locale, days=QUIET_DAYS, articles=read)
        made = broadcasts.insert().values(at=now, by=0, html=html, confirmed=now).returning(broadcasts.c.id)
        number = tx.execute(made).scalar_one()
        those = [each for each in readers if each.locale == locale]
        for some in pieces(those):
            tx.execute(broadcast_sends.insert(), [{"broadcast_id": number, "subscriber_id": each.id, "state": "queued"} for each in some])
            tx.execute(digests.insert(), [{"subscriber_id": each.id, "slot": _key(each, now), "at": now, "alerts": 0} for each in some])
    return len(readers)


def _in_silence(tx: Transaction, since: datetime) -> list[SubscriberId]:
    """Who has had no digest, and no alert that was raised, since."""
    its_own = digests.c.subscriber_id == subscribers.c.id
    told = exists().where(deliveries.c.subscriber_id == subscribers.c.id, deliveries.c.alert_id == alerts.c.id, alerts.c.raised > since)
    found = (
        select(subscribers.c.id)
        .where(subscribers.c.active, subscribers.c.channel == Channel.TELEGRAM.value, subscribers.c.pace == Pace.DAILY.value)
        .where(or_(subscribers.c.since.is_(None), subscribers.c.since <= since))
        .where(~exists().where(its_own, digests.c.at > since), ~told)
        .order_by(subscribers.c.id)
        .limit(AT_ONCE)
    )
    return [SubscriberId(each) for each in tx.execute(found).scalars()]


def _may_hear(reader: Subscriber, now: datetime) -> bool:
    hour = now.astimezone(zone_of(reader.timezone)).hour
    muted = reader.muted_until is not None and now < reader.muted_until
    return hour >= reader.digest_hour and not muted and held(Slot(due=now), reader).due == now


def _key(reader: Subscriber, now: datetime) -> str:
    return f"{EMPTY}{now.astimezone(zone_of(reader.timezone)).date()}"
