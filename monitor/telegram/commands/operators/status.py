"""/status: how the service is, on one screen."""

from __future__ import annotations

from datetime import datetime

from monitor.locales import Translator
from monitor.model import DeliveryState, Health
from monitor.storage.deliveries import delivery_counts
from monitor.storage.silences import silences_at
from monitor.storage.status import Trouble, look_around
from monitor.storage.transaction import Transaction
from monitor.telegram.commands.call import Answer, Call
from monitor.telegram.commands.operators.paged import ago, plain, speaker
from monitor.telegram.records import probing_seen

_TROUBLES = 5
_PROBLEMS = 3
_SIZES = ((1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "kB"))


def answer(tx: Transaction, call: Call) -> Answer:
    """Say it all in a message."""
    t, now, running = speaker(tx, call), call.now, call.office.running()
    seen, counts = look_around(tx, troubles=_TROUBLES), delivery_counts(tx)
    well = seen.feeds.get(Health.OK, 0)
    bad = ", ".join(f"{health.value} {count}" for health, count in seen.feeds.items() if health is not Health.OK and count)
    waiting = counts[DeliveryState.QUEUED] + counts[DeliveryState.SENDING] + counts[DeliveryState.UNCERTAIN]
    lines = [
        t.say("<b>Status</b>"),
        t.say(
            "Running for {time}: {topics}, {sources}.",
            time=ago(t, running.since, now),
            topics=t.counted("{count} topic", "{count} topics", running.topics),
            sources=t.counted("{count} source", "{count} sources", running.sources),
        ),
        t.say("Feeds: {well} of {all} well.", well=well, all=sum(seen.feeds.values())) + (f" {bad}." if bad else ""),
        t.say("Last check: {time} ago.", time=ago(t, seen.checked, now)) if seen.checked else t.say("Nothing was checked yet."),
        t.say(
            "Deliveries: {waiting} waiting, {uncertain} of unknown fate, {sent} sent, {parked} given up.",
            waiting=waiting,
            uncertain=counts[DeliveryState.UNCERTAIN],
            sent=counts[DeliveryState.SENT],
            parked=counts[DeliveryState.PARKED],
        ),
        _lost_answers(t, probing_seen(tx)),
        *([t.say("The oldest that is due waits for {time}.", time=ago(t, seen.oldest_due, now))] if _late(seen.oldest_due, now) else []),
        t.say("Subscribers: {count}.", count=seen.subscribers),
        t.say("Database: {size}.", size=_size(seen.size)),
    ]
    if silent := silences_at(tx, now):
        lines.append(t.say("Silent: {topics}.", topics=plain(", ".join(each.topic for each in silent))))
    if running.problems:
        lines.append(t.say("The last edit of the config is refused:"))
        lines += [f"• {plain(each)}" for each in running.problems[:_PROBLEMS]]
    if seen.troubles:
        lines.append(t.say("Last errors:"))
        lines += [f"• {_trouble(each)}, {t.say('{time} ago', time=ago(t, each.at, now))}" for each in seen.troubles]
    return Answer("\n".join(lines))


def _lost_answers(t: Translator, seen: bool | None) -> str:
    """Whether Telegram was seen to say what became of a message to which no answer came."""
    if seen is None:
        return t.say("Lost answers: not tried yet, the first alert does.")
    if seen:
        return t.say("Lost answers: a message's fate can be found out.")
    return t.say("Lost answers: a message's fate cannot be found out, it is sent once more and says so.")


def _late(due: datetime | None, now: datetime) -> bool:
    return due is not None and due <= now


def _trouble(one: Trouble) -> str:
    return plain(f"{one.whose}: {one.what}", 160)


def _size(count: int) -> str:
    return next((f"{count / size:.1f} {unit}" for size, unit in _SIZES if count >= size), f"{count} B")
