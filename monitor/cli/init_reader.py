"""What an operator hears and in whose time, for `monitor init`: chosen at the terminal or by options, stored where it differs."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from zoneinfo import available_timezones

import click

from monitor.catalog.fields import nearest
from monitor.catalog.load import Catalog
from monitor.cli.init_wishes import Wishes
from monitor.model import Channel, Subscriber, Topic, TopicId
from monitor.storage.database import Database
from monitor.storage.subscribers import add_subscriber, save_settings, set_topic, subscriber_by_chat
from monitor.storage.transaction import Transaction
from monitor.telegram.chats import Standing

ALL, UTC = "all", "UTC"
_LOCALTIME, _TIMEZONE = Path("/etc/localtime"), Path("/etc/timezone")


async def choose(
    chats: Sequence[Standing], catalog: Catalog, topics: Sequence[Topic], wishes: Wishes, *, database: Database, now: datetime
) -> bool:
    """Ask what the operators hear and in whose time, and store it; return whether anything changed."""
    before = await database.read(reader_of, chats[0].chat_id)
    zone = _chosen_zone(before, catalog, wishes)
    heard = _chosen_topics(before, topics, wishes)
    ids = [topic.id for topic in topics]
    changed = False
    for chat in chats:
        wanted = Subscriber(chat_id=chat.chat_id, kind=chat.kind, locale=catalog.settings.locale, timezone=zone)
        changed |= await database.run(store_reader, wanted, topics=ids, heard=heard, at=now)
    reader = await database.read(reader_of, chats[0].chat_id)
    muted = reader.muted_topics if reader else frozenset()
    on = [topic.id for topic in topics if topic.id not in muted]
    click.echo(f"  ✓ {len(on)} of {len(topics)} topics: {', '.join(on) or 'none'}")
    click.echo(f"  ✓ time zone {reader.timezone or UTC if reader else UTC}")
    return changed


def system_zone(environ: Mapping[str, str], *, link: Path = _LOCALTIME, named: Path = _TIMEZONE) -> str:
    """Return this machine's time zone by its IANA name; empty where it does not say it."""
    linked = os.path.realpath(link).partition("/zoneinfo/")[2] if link.is_symlink() else ""
    written = named.read_text("utf8", "replace").strip() if named.is_file() else ""
    return next((zone for zone in (environ.get("TZ", "").lstrip(":"), linked, written) if zone in _zones()), "")


def zone_named(text: str) -> str:
    """Return a time zone's name as IANA writes it, whatever its case.

    Raises:
        click.BadParameter: there is none.
    """
    wanted = text.strip().replace(" ", "_")
    by_case = {zone.casefold(): zone for zone in _zones()}
    if found := by_case.get(wanted.casefold()):
        return found
    cities = sorted(zone for zone in _zones() if zone.rpartition("/")[2].casefold() == wanted.casefold())
    near = cities or [by_case[each] for each in [nearest(wanted, by_case)] if each]
    hint = f"did you mean {' or '.join(near)}?" if near else "write one such as Asia/Almaty or UTC"
    raise click.BadParameter(f"there is no time zone `{text}`: {hint}")


def topics_named(text: str, topics: Sequence[Topic]) -> frozenset[TopicId]:
    """Return the topics of an answer such as ``all``, ``1, 3`` or ``delisting brics-invitation``.

    Raises:
        click.BadParameter: one is not there.
    """
    words = text.replace(",", " ").split()
    if words == [ALL]:
        return frozenset(topic.id for topic in topics)
    by_name = {str(number): topic.id for number, topic in enumerate(topics, 1)} | {topic.id: topic.id for topic in topics}
    unknown = [word for word in words if word not in by_name]
    if unknown or not words:
        near = nearest(unknown[0], [topic.id for topic in topics]) if unknown else ""
        hint = f"did you mean {near}?" if near else f"write {ALL}, or some of {', '.join(topic.id for topic in topics)}"
        raise click.BadParameter(f"there is no topic `{unknown[0]}`: {hint}" if unknown else hint)
    return frozenset(by_name[word] for word in words)


def reader_of(tx: Transaction, chat_id: int) -> Subscriber | None:
    """Return the subscriber of a Telegram chat."""
    return subscriber_by_chat(tx, Channel.TELEGRAM, chat_id)


def store_reader(
    tx: Transaction, wanted: Subscriber, *, topics: Collection[TopicId], heard: Collection[TopicId] | None, at: datetime
) -> bool:
    """Subscribe a chat, or change what it had where it differs; return whether anything changed.

    Args:
        tx: the transaction.
        wanted: chat, kind and time zone (empty: as it is); its locale is for a chat that is new.
        topics: all there are.
        heard: those it wants; None leaves them as they are.
        at: the time.
    """
    before = reader_of(tx, wanted.chat_id)
    reader = before or add_subscriber(tx, replace(wanted, since=at))
    chosen = replace(reader, timezone=wanted.timezone or reader.timezone, kind=wanted.kind)
    if not chosen.active:
        chosen = replace(chosen, active=True, reason="", since=at)
    if chosen != reader:
        save_settings(tx, chosen)
    turned = [topic for topic in topics if heard is not None and (topic in heard) is (topic in reader.muted_topics)]
    for topic in turned:
        set_topic(tx, reader.id, topic, on=topic in (heard or ()))
    return before is None or chosen != reader or bool(turned)


def _chosen_zone(before: Subscriber | None, catalog: Catalog, wishes: Wishes) -> str:
    if "timezone" in wishes.skip or wishes.timezone:
        return wishes.timezone or ""
    default = (before.timezone if before else "") or system_zone(os.environ) or catalog.settings.time_zone
    return click.prompt("  Time zone", default=default, value_proc=zone_named) if wishes.ask else default


def _chosen_topics(before: Subscriber | None, topics: Sequence[Topic], wishes: Wishes) -> frozenset[TopicId] | None:
    if wishes.topics:
        return topics_named(wishes.topics, topics)
    if "topics" in wishes.skip or not wishes.ask or not topics:
        return None
    for number, topic in enumerate(topics, 1):
        click.echo(f"  {number:>3}  {topic.id:<24} {topic.title['en']}")
    muted = before.muted_topics if before else frozenset()
    on = [topic.id for topic in topics if topic.id not in muted]
    chosen: frozenset[TopicId] = click.prompt(
        "  Topics, by number or name",
        default=ALL if len(on) == len(topics) else ", ".join(on),
        value_proc=partial(topics_named, topics=topics),
    )
    return chosen


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())
