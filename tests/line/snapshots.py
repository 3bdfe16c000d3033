"""The real feed snapshots of the shared corpora, served on loopback at the time they were taken."""

from __future__ import annotations

import tarfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from monitor.storage import tables
from monitor.storage.database import Transaction
from tests.line.site import Site, config, rss

TAKEN = datetime(2026, 3, 2, tzinfo=UTC)  # their newest entries are two weeks older
TOPICS = {"robots": "robot OR робот OR 机器人 OR ربات OR roboter", "walks": "walk OR прогулка OR 散步 OR پیاده‌روی OR Spaziergang"}
NOTHING = rss()


def snapshots(shared: Path) -> dict[str, bytes]:
    """Each snapshot by its name."""
    with tarfile.open(shared / "corpora/real_feeds.tar.xz") as tar:
        return {Path(member.name).name: file.read() for member in tar if member.isfile() and (file := tar.extractfile(member))}


def house(folder: Path, site: Site, names: Iterable[str], **settings: str) -> Path:
    """Write a config that watches these snapshots, without their articles' pages: those are out in the world."""
    made = config(folder, {f"feed-{name}": site.url(f"/{name}") for name in names}, topics=TOPICS, **settings)
    settings_file = made / "monitor.yaml"  # few in flight: on a machine that does other things too, reading them makes the others wait
    settings_file.write_text(settings_file.read_text().replace("seconds_between: 0}", "seconds_between: 0, at_once: 12}"))
    sources = made / "sources" / "all.yaml"
    sources.write_text(sources.read_text().replace("'}]}", "', pages: false}]}"))
    return made


def publish(site: Site, bodies: Mapping[str, bytes]) -> None:
    """Let the site answer with these."""
    site.pages |= {f"/{name}": body for name, body in bodies.items()}


def clock_at(start: datetime) -> Callable[[], datetime]:
    """A clock that goes as ours does, and shows this time now."""
    behind: timedelta = datetime.now(UTC) - start
    return lambda: datetime.now(UTC) - behind


def stored(tx: Transaction) -> dict[str, int]:
    """How many articles of each snapshot are stored, without the items of round-ups."""
    found = {(row.source, row.guid) for row in tx.execute(select(tables.articles.c.source, tables.articles.c.guid))}
    whole = Counter(source for source, guid in found if (source, guid.rpartition("#")[0]) not in found)
    return {source.removeprefix("feed-"): count for source, count in whole.items()}
