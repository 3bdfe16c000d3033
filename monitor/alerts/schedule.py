"""When a subscriber is told of an alert: at once, at the end of his quiet hours, or in the next digest of his local day.

A slot has a key, by which it comes once: ``hourly:2026-11-30T14``, ``daily:2026-11-30``, ``weekly:2026-W49``, ``quiet:2026-11-30``. Keys
are of the subscriber's own clock and times are instants, so a digest at 02:30 comes once where clocks go back, and late where they go
forward.
https://docs.python.org/3/library/datetime.html#datetime.datetime.fold
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from monitor.alerts.decide import Turn
from monitor.model import Pace, Quiet, Sound, SourceId, Subscriber, TopicId

MINUTES = 60
DAY = timedelta(days=1)
NOBODY = SourceId("")

HOURLY, DAILY, WEEKLY, QUIET, RESUMED, FLOOD = "hourly:", "daily:", "weekly:", "quiet:", "resumed:", "flood:"
DIGESTS = (HOURLY, DAILY, WEEKLY)
"""How the keys of digests begin; those of other bundles are of alerts that would have come at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What decides who is told of an alert, and when.

    Attributes:
        topic: whose it is.
        language: of the article it shows; empty where that is not known: nobody is refused for it.
        source: of the article it shows.
        sources: how many tell its story.
        urgent: whether its topic is: it goes out before all others, but at no other time, unless its reader wants it in his quiet hours.
    """

    topic: TopicId
    language: str = ""
    source: SourceId = NOBODY
    sources: int = 1
    urgent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """When a subscriber is told, and with what: all that is due in one bundle is one message. Empty: by itself."""

    due: datetime
    bundle: str = ""


def slot(subscriber: Subscriber, news: News, *, now: datetime, turn: Turn | None = None, made: Collection[str] = ()) -> Slot | None:
    """Return when a subscriber is told; None where he is not at all.

    What too few sources tell waits for his next digest: of a subscriber who is told at once, that of his day. A digest that would come in
    quiet hours is told with all that was held in them.

    Args:
        subscriber: who is active, with what he chose.
        news: the alert.
        now: the time of the decision.
        turn: when an alert that is told at once goes out; None is now, by itself.
        made: keys of digests that he had: a clock that went back makes none twice.
    """
    if not hears(subscriber, news.topic) or not wants(subscriber, news):
        return None
    if subscriber.muted_until is not None and now < subscriber.muted_until:
        return None
    pace = pace_of(subscriber, news.topic)
    if pace is Pace.NOW and news.sources >= subscriber.corroboration:
        planned = Slot(due=now) if turn is None else Slot(due=turn.due, bundle=turn.bundle)
    else:
        planned = next_digest(subscriber, pace, now=now, made=made)
    return held(planned, subscriber, urgent=news.urgent)


def hears(subscriber: Subscriber, topic: TopicId) -> bool:
    """Whether a subscriber hears of a topic."""
    chosen = subscriber.subscriptions.get(topic)
    return (chosen is None or chosen.on) and sound_of(subscriber, topic) is not Sound.OFF


def wants(subscriber: Subscriber, news: News) -> bool:
    """Whether it is in a language that a subscriber reads, by a source that he has not muted."""
    spoken = not news.language or not subscriber.languages or news.language in subscriber.languages
    return spoken and news.source not in subscriber.muted_sources


def pace_of(subscriber: Subscriber, topic: TopicId) -> Pace:
    """How soon a subscriber wants to be told of a topic."""
    chosen = subscriber.subscriptions.get(topic)
    return (chosen and chosen.pace) or subscriber.pace


def sound_of(subscriber: Subscriber, topic: TopicId) -> Sound:
    """How an alert of a topic announces itself to a subscriber."""
    chosen = subscriber.subscriptions.get(topic)
    return (chosen and chosen.sound) or subscriber.sound


def silent(subscriber: Subscriber, topics: Collection[TopicId]) -> bool:
    """Whether a message that tells of these topics makes no sound: only where that of none of them would."""
    return all(sound_of(subscriber, topic) is Sound.SILENT for topic in topics)


def held(planned: Slot, subscriber: Subscriber, *, urgent: bool = False) -> Slot:
    """Put off to their end what would come in a subscriber's quiet hours; what is urgent, and comes alone, unless he wants it then."""
    quiet = subscriber.quiet
    if quiet is None or (urgent and quiet.but_urgent and not planned.bundle):
        return planned
    end = _end_of_quiet(planned.due, quiet, zone_of(subscriber.timezone))
    return planned if end is None else Slot(due=end, bundle=f"{QUIET}{_local(end, subscriber).date()}")


def next_digest(subscriber: Subscriber, pace: Pace, *, now: datetime, made: Collection[str] = ()) -> Slot:
    """Return the first digest after ``now`` that was not made; of one who is told at once, that of his day. Quiet hours are not asked."""
    slots = _hourly(subscriber, now) if pace is Pace.HOURLY else _daily(subscriber, now, weekly=pace is Pace.WEEKLY)
    return next(each for each in slots if each.due > now and each.bundle not in made)


@cache
def zone_of(name: str) -> ZoneInfo:
    """Return the time zone of an IANA name; UTC where there is none of that name."""
    try:
        return ZoneInfo(name or "UTC")
    except (KeyError, ValueError, OSError):  # unknown, no name at all, a folder of names
        return ZoneInfo("UTC")


def _hourly(subscriber: Subscriber, now: datetime) -> Iterator[Slot]:
    """Each full hour of the local clock. Where clocks go back, the hour that comes again has a key of its own."""
    moment = now.replace(second=0, microsecond=0)
    while True:
        moment += timedelta(minutes=MINUTES - _local(moment, subscriber).minute)
        local = _local(moment, subscriber)
        if local.minute == 0:  # else the clock was set within that hour, by half an hour
            yield Slot(due=moment, bundle=f"{HOURLY}{local:%Y-%m-%dT%H}{'+' if local.fold else ''}")


def _daily(subscriber: Subscriber, now: datetime, *, weekly: bool) -> Iterator[Slot]:
    zone, day = zone_of(subscriber.timezone), _local(now, subscriber).date() - 2 * DAY
    while True:
        day += DAY
        if not weekly or day.weekday() == subscriber.digest_weekday:
            due = _instant(day, subscriber.digest_hour * MINUTES, zone)
            local = _local(due, subscriber).date()  # another day than asked for where a country left that one out
            yield Slot(due=due, bundle=f"{WEEKLY}{local:%G-W%V}" if weekly else f"{DAILY}{local}")


def _end_of_quiet(moment: datetime, quiet: Quiet, zone: ZoneInfo) -> datetime | None:
    """Return when the quiet hours end that a moment is in; None where it is in none."""
    local = moment.astimezone(zone)
    minute = local.hour * MINUTES + local.minute
    over_midnight = quiet.start > quiet.end
    inside = minute >= quiet.start or minute < quiet.end if over_midnight else quiet.start <= minute < quiet.end
    if not inside:
        return None
    day = local.date() + DAY if over_midnight and minute >= quiet.start else local.date()
    ends = (_instant(day, quiet.end, zone, fold=fold) for fold in (0, 1))  # an hour that comes again ends again
    return next((end for end in ends if end > moment), None)


def _instant(day: date, minute: int, zone: ZoneInfo, *, fold: int = 0) -> datetime:
    """Return when a local clock shows this. The first time where it does twice; an hour later where it is set past it."""
    midnight, minute = divmod(minute, 24 * MINUTES)
    local = datetime.combine(day + midnight * DAY, time(*divmod(minute, MINUTES), fold=fold), zone)
    return local.astimezone(UTC)


def _local(moment: datetime, subscriber: Subscriber) -> datetime:
    return moment.astimezone(zone_of(subscriber.timezone))
