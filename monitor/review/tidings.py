"""Operators are told once when a feed dies or falls silent and once when it is back, whatever happens to this process between."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

import structlog

from monitor.alerts.notice import network_notice, sources_notice
from monitor.model import Health, SourceId
from monitor.storage.database import Database
from monitor.storage.health import Tidings, find_tidings, mark_told

log = structlog.get_logger()


async def tell_tidings(database: Database, *, names: Mapping[SourceId, str], now: datetime, tell: Callable[[str], None]) -> bool:
    """Tell what is due to be told of feeds, and return whether there was anything.

    It is written down as told before ``tell`` is given it, together with the notice: ``storage.health.waiting_notice`` has that until
    ``notice_arrived``.
    """
    tidings = await database.read(find_tidings, now=now)
    if not tidings:
        return False
    notice = notice_of(tidings, names)
    await database.run(mark_told, tidings, notice=notice, now=now)
    _log(tidings)
    tell(notice)
    return True


def notice_of(tidings: Tidings, names: Mapping[SourceId, str]) -> str:
    """Say in one text what is to be told."""
    if since := tidings.network_lost or tidings.network_back:
        return network_notice(since, lost=tidings.network_back is None)
    return sources_notice(tidings.turns, names)


def _log(tidings: Tidings) -> None:
    for turn in tidings.turns:
        feed = turn.feed
        since = feed.health_since.isoformat() if feed.health_since else ""
        if feed.health is Health.OK:
            log.info("feed.back", feed=feed.id, source=feed.source, url=feed.url, since=since, was=feed.told)
        else:
            log.warning("feed.died", feed=feed.id, source=feed.source, url=feed.url, health=feed.health, since=since, serving=turn.serving)
    if tidings.network_lost:
        log.warning("network.lost", since=tidings.network_lost.isoformat())
    if tidings.network_back:
        log.info("network.back", since=tidings.network_back.isoformat())
