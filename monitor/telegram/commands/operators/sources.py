"""/sources: every feed with what it is like, the failing ones first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlsplit

from monitor.health import Turn
from monitor.locales import Translator
from monitor.model import Health, SourceId
from monitor.storage.health import standings
from monitor.storage.transaction import Transaction
from monitor.telegram.commands.call import Answer, Call
from monitor.telegram.commands.operators.paged import ago, page_of, paged, plain, speaker

PAGE = "os"  # os:<page>
_NAME_UNITS = 60
_SIGNS = {Health.OK: "✅", Health.QUIET: "🔇", Health.ZOMBIE: "🧟", Health.SHRUNK: "✂️"}


def answer(tx: Transaction, call: Call) -> Answer:
    """Show the first page."""
    return _shown(tx, call, page=0)


def press(tx: Transaction, call: Call) -> Answer:
    """Turn the page."""
    return _shown(tx, call, page=page_of(call.argument))


def _shown(tx: Transaction, call: Call, *, page: int) -> Answer:
    t, names = speaker(tx, call), call.office.running().names
    found = [turn for turn in standings(tx) if not turn.feed.standby]
    if not found:
        return Answer(t.say("No source is watched."))
    found.sort(key=lambda turn: (turn.feed.health is Health.OK, -turn.feed.failures, turn.feed.source, turn.feed.url))
    well = sum(turn.feed.health is Health.OK for turn in found)
    heading = t.say("<b>Sources</b>: {well} of {all} feeds well.", well=well, all=len(found))
    return paged(t, heading, [_line(t, turn, names, call.now) for turn in found], page=page, prefix=PAGE)


def _line(t: Translator, turn: Turn, names: Mapping[SourceId, str], now: datetime) -> str:
    feed = turn.feed
    name = plain(names.get(feed.source, feed.source), _NAME_UNITS)
    host = plain(urlsplit(feed.url).hostname or feed.url, _NAME_UNITS)
    parts = [f"{_SIGNS.get(feed.health, '❌')} {name} · {host}"]
    if feed.health is not Health.OK:
        parts.append(t.say("{health} for {time}", health=feed.health.value, time=ago(t, feed.health_since, now)))
    if turn.serving:
        parts.append(t.say("a fallback serves"))
    return " · ".join(parts)
