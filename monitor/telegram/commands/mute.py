"""/mute 8h, /mute 2d, /mute off: nothing comes for a time."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

from monitor.alerts.shown import local
from monitor.locales import translator
from monitor.model import Subscriber
from monitor.storage.digests import reschedule
from monitor.storage.subscribers import save_settings
from monitor.storage.transaction import Transaction
from monitor.telegram.commands.access import admitted, known
from monitor.telegram.commands.call import Answer, Button, Call
from monitor.telegram.locales import said

PRESS = "mu"  # mu:<minutes>; 0 is off
LONGEST = timedelta(days=30)
_ASKED = re.compile(r"(\d{1,4})\s*(m|min|h|d|w|м|мин|ч|д|н)", re.IGNORECASE)
_MINUTES = {"m": 1, "min": 1, "h": 60, "d": 1440, "w": 10080, "м": 1, "мин": 1, "ч": 60, "д": 1440, "н": 10080}
_OFF = frozenset({"off", "выкл", "0"})


def answer(tx: Transaction, call: Call) -> Answer | None:
    """Mute for the time that was asked for; without one say how it is."""
    if not admitted(tx, call):
        return None
    subscriber = known(tx, call)
    if subscriber is None or not subscriber.active:
        return Answer(said(call.locale).not_subscribed)
    if not call.argument:
        return _shown(subscriber, call.now)
    minutes = minutes_of(call.argument)
    if minutes is None:
        say = translator(subscriber.locale).say
        return Answer(say("Say for how long: <code>/mute 8h</code>, <code>/mute 2d</code>, at most 30 days; or <code>/mute off</code>."))
    return _shown(_muted(tx, subscriber, minutes, call.now), call.now)


def press(tx: Transaction, call: Call) -> Answer | None:
    """The same by a button."""
    subscriber = known(tx, call)
    minutes = call.argument.partition(":")[2]
    if subscriber is None or not subscriber.active or not admitted(tx, call) or not (minutes.isascii() and minutes.isdecimal()):
        return None
    return _shown(_muted(tx, subscriber, int(minutes[:5]), call.now), call.now)


def minutes_of(asked: str) -> int | None:
    """How long is meant, in minutes; 0 is not at all, None is nothing that can be understood."""
    if asked.lower() in _OFF:
        return 0
    found = _ASKED.fullmatch(asked)
    minutes = int(found[1]) * _MINUTES[found[2].lower()] if found else 0
    return minutes if 0 < minutes <= LONGEST // timedelta(minutes=1) else None


def _muted(tx: Transaction, subscriber: Subscriber, minutes: int, now: datetime) -> Subscriber:
    until = now + min(timedelta(minutes=minutes), LONGEST) if minutes else None
    changed = replace(subscriber, muted_until=until)
    save_settings(tx, changed)
    reschedule(tx, subscriber.id, now=now)
    return changed


def _shown(subscriber: Subscriber, now: datetime) -> Answer:
    say = translator(subscriber.locale).say
    times = ((say("1 hour"), 60), (say("8 hours"), 480), (say("1 day"), 1440), (say("7 days"), 10080))
    choice = tuple(Button(name, f"{PRESS}:{minutes}") for name, minutes in times)
    if subscriber.muted_until is None or subscriber.muted_until <= now:
        return Answer(say("🔔 Alerts are on. Quiet for how long?"), (choice,))
    until = f"{local(subscriber.muted_until, subscriber.timezone):%Y-%m-%d %H:%M}{'' if subscriber.timezone else ' UTC'}"
    text = say("🔕 Quiet until {until}. What you miss is kept in /latest.", until=until)
    return Answer(text, (choice, (Button(say("🔔 End it now"), f"{PRESS}:0"),)))
