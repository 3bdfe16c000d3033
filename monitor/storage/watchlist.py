"""What is watched: the feeds of the database made those of the operator's files, and which fallbacks are asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import Row, select, update

from monitor.health import usable
from monitor.model import Feed, FeedSpec, Source, SourceId
from monitor.storage.rows import feed_of
from monitor.storage.tables import feeds, watched
from monitor.storage.transaction import Transaction, insert, one_at_a_time

_REREAD = ("kind", "options")  # where these change, what the server calls unmodified must be read anew
_FIRST_INTERVAL = timedelta(minutes=15)
# What the operator writes, in the order of _described.
_WRITTEN = ("source", "url", "kind", "language", "country", "options", "pages", "tier", "chain", "rank")
_STORED = select(feeds.c.id, feeds.c.retired, feeds.c.standby, *(feeds.c[name] for name in _WRITTEN))
_BEFORE_WRITTEN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """A fallback that is asked from now on, or no longer."""

    source: SourceId
    chain: str  # the URL of the feed it stands in for
    url: str  # its own
    asked: bool


def sync_feeds(tx: Transaction, sources: Sequence[Source], *, now: datetime) -> None:
    """Make the feeds those of the operator's sources.

    A new feed is due at once, a new fallback once it is needed; a changed one keeps its history; one that is named no more, or whose
    source is switched off, is retired: not checked, but kept with its articles, so that nothing is new again when it comes back.
    """
    one_at_a_time(tx, "sync_feeds")
    wanted = {(source.id, spec["url"]): spec for source in sources if source.enabled for spec in _described(source)}
    changes = []
    for row in tx.execute(_STORED):  # one by one: letting go of 50,000 at once would hold up everything else
        spec = wanted.pop((row.source, row.url), None)
        if change := _retirement(row, now=now) if spec is None else _change(row, spec, now=now):
            changes.append((row.id, change))
    for feed, change in changes:
        tx.execute(update(feeds).where(feeds.c.id == feed).values(change))
    if wanted:
        new = [spec | {"interval": _FIRST_INTERVAL, "next_at": now, "standby": spec["rank"] > 0} for spec in wanted.values()]
        tx.execute(insert(tx, feeds), new)
    _settle_all(tx, now=now)


def _retirement(row: Row[Any], *, now: datetime) -> dict[str, Any]:
    return {"retired": now, "leased_until": None} if row.retired is None else {}


def _change(row: Row[Any], spec: dict[str, Any], *, now: datetime) -> dict[str, Any]:
    """Return what must be written of a feed that is stored, so that it is as its operator wants it."""
    change: dict[str, Any] = {}
    if tuple(spec.values()) != tuple(row[_BEFORE_WRITTEN:]):
        change = {name: value for name, value in spec.items() if getattr(row, name) != value}
    if any(name in change for name in _REREAD):
        change |= {"etag": "", "last_modified": "", "body_hash": "", "next_at": now}
    if row.retired is not None:
        change |= {"retired": None, "gone": False, "next_at": now}
    if row.standby and not spec["rank"]:
        change |= {"standby": False, "next_at": now}
    return change


def _described(source: Source) -> Iterator[dict[str, Any]]:
    for spec in source.feeds:
        chain = spec.url if spec.fallbacks else ""
        for rank, one in enumerate((spec, *spec.fallbacks)):
            yield {
                "source": source.id,
                "url": one.url,
                "kind": one.kind.value,
                "language": one.language or (spec.language if rank else "") or source.language,
                "country": source.country,
                "options": _options(one),
                "pages": one.pages,
                "tier": source.tier.value,
                "chain": chain,
                "rank": rank,
            }


def _options(spec: FeedSpec) -> dict[str, Any]:
    """Return how a kind is read, as JSON gives it back."""
    chosen = {"selectors": spec.selectors, "paths": spec.paths}
    options = {name: asdict(one) for name, one in chosen.items() if one is not None}
    if spec.register is not None:
        options["register"] = asdict(spec.register) | {"without": list(spec.register.without)}
    return options


def settle(tx: Transaction, source: str, chain: str, *, now: datetime) -> list[Switch]:
    """Let the fallbacks of a feed be asked as far as all before them fail, and the others stand by; return what changed.

    The feed itself, and each fallback that failed, is still asked at the pace of a failing feed: so all goes back by itself.
    """
    links = tx.execute(select(feeds).where(watched, feeds.c.source == source, feeds.c.chain == chain).order_by(feeds.c.rank))
    return _settle(tx, [feed_of(row) for row in links], now=now)


def _settle_all(tx: Transaction, *, now: datetime) -> None:
    in_order = select(feeds).where(watched, feeds.c.chain != "").order_by(feeds.c.source, feeds.c.chain, feeds.c.rank)
    links = [feed_of(row) for row in tx.execute(in_order)]
    for _, chain in groupby(links, key=_chain_of):
        _settle(tx, list(chain), now=now)


def _settle(tx: Transaction, links: Sequence[Feed], *, now: datetime) -> list[Switch]:
    needed, switches = True, []
    for feed in links:
        if feed.standby == needed:
            values = {"standby": not needed, **({"next_at": now} if needed else {})}
            tx.execute(update(feeds).where(feeds.c.id == feed.id).values(values))
            switches.append(Switch(source=feed.source, chain=feed.chain, url=feed.url, asked=needed))
        needed = needed and not usable(feed)
    return switches


def _chain_of(feed: Feed) -> tuple[str, str]:
    return feed.source, feed.chain
