"""One URL surveyed: asked, recognised, what it names asked too, and all of it told as plain values."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Any

from monitor import health, polling
from monitor.cli.source_yaml import as_yaml, source_of
from monitor.cli.sources_recognise import CHANNEL, Found, Look, recognise
from monitor.feeds.links import link_headers
from monitor.model import Entry, Failure, Feed, FeedId, FeedKind, FeedSpec, Fetched, FetchFailed, Health, Outcome, ParsedFeed, SourceId
from monitor.polling import Pace

FOLLOWED = 5  # feeds that a page names, or sitemaps of an index
PREVIEW = 10
NOTHING: dict[str, Any] = {"what": "nothing", "found": [], "preview": [], "yaml": ""}
LARGE = "Where this is an official list, write `kind: register` by hand (docs/sources.md): lists may be larger than what is looked at."
_SEARCH = re.compile(r"(https://news\.google\.com/)((?:search|topics)[/?].*)")
_WITHOUT = {  # what is wrong where there is nothing to watch
    "challenge": Health.CHALLENGE,
    "preview_off": Health.REDIRECTED,
    "no_channel": Health.GONE,
    "sitemap_index": Health.BROKEN,
}
_OLDEST = datetime.min.replace(tzinfo=UTC)
Ask = Callable[[str], Awaitable[Outcome]]


async def survey(url: str, ask: Ask, *, now: datetime, pace: Pace) -> dict[str, Any]:
    """Return the report on one URL: plain values, ready for JSON.

    Args:
        url: as an operator has it: a channel's or a search's own page will do.
        ask: the guarded fetcher.
        now: when it is asked.
        pace: of a tier.
    """
    asked = better(url)
    outcome = await ask(asked)
    if not isinstance(outcome, Fetched):
        failed = outcome if isinstance(outcome, FetchFailed) else None
        how, detail = (str(failed.failure), failed.detail) if failed else ("not_modified", "")
        state = _health(_unknown(FeedSpec(url=asked), now), outcome, ParsedFeed(), now=now, pace=pace)[1]
        advice = LARGE if failed and failed.failure is Failure.TOO_LARGE else health.advice(state)
        return {"url": url, "outcome": how, "detail": detail, "health": state.value, "advice": advice, **NOTHING}
    look = await asyncio.to_thread(recognise, outcome)
    found = await _all_found(look, ask)
    described = [_described(one, now=now, pace=pace) for one in found]
    told = Health(described[0]["health"]) if described else _WITHOUT.get(look.what)
    name = look.title or (found[0].parsed.title if found else "")
    language = next((one.parsed.language.partition("-")[0].lower() for one in found if one.parsed.language), "")
    return {
        "url": url,
        "outcome": "ok",
        "detail": "",
        "health": told.value if told else "",
        "advice": health.advice(told) if told else "",
        "what": look.what,
        "found": described,
        "preview": preview(found[0]) if found else [],
        "yaml": as_yaml([source_of(outcome.url, name, language, _specs(found, look))]) if found else "",
    }


def better(url: str) -> str:
    """Return the address that can be watched instead of the one that people look at: a channel's preview, a search's feed."""
    if channel := CHANNEL.fullmatch(url):
        return f"https://t.me/s/{channel[1]}"
    search = _SEARCH.fullmatch(url)
    return f"{search[1]}rss/{search[2]}" if search else url


async def _all_found(look: Look, ask: Ask) -> list[Found]:
    """Return what can be watched, after a handful of what is named was asked: a page's feeds, the newest sitemaps of an index."""
    answers = await asyncio.gather(*map(ask, look.names[:FOLLOWED]))
    looks = [await asyncio.to_thread(recognise, answer) for answer in answers if isinstance(answer, Fetched)]
    named = [one.found for one in looks if one.found and one.found.spec.kind in {FeedKind.FEED, FeedKind.SITEMAP} and not one.names]
    if look.what != "sitemap_index":
        return named or ([look.found] if look.found else [])
    if look.found is None or not named:
        return []
    entries = tuple(entry for part in named for entry in part.parsed.entries)
    return [replace(look.found, parsed=replace(look.found.parsed, entries=entries))]


def _specs(found: Sequence[Found], look: Look) -> list[FeedSpec]:
    """Return the feeds to write; the list of articles on the page that named them stands in for the first while that fails."""
    specs = [one.spec for one in found]
    if look.what == "page_with_feeds" and look.found and look.found not in found:
        specs[0] = replace(specs[0], fallbacks=(look.found.spec,))
    return specs


def _unknown(spec: FeedSpec, now: datetime) -> Feed:
    return Feed(id=FeedId(0), source=SourceId(""), url=spec.url, kind=spec.kind, next_at=now)


def _health(feed: Feed, outcome: Outcome, parsed: ParsedFeed, *, now: datetime, pace: Pace) -> tuple[Feed, Health]:
    """Return the feed as it would be after this check, and what it is like; a feed whose newest news are half a year old is a zombie."""
    entries, size = parsed.entries, len(outcome.body) if isinstance(outcome, Fetched) else 0
    times = [when for entry in entries if (when := entry.published or entry.updated)]
    after = polling.after_check(feed, outcome, now=now, new=len(entries), entry_times=times, ttl=parsed.ttl, pace=pace)
    after = health.after_check(feed, after, outcome, now=now, new=len(entries), entries=len(entries), size=size)
    dead = times and now - max(times) >= health.HALF_YEAR
    empty = isinstance(outcome, Fetched) and not entries and feed.kind not in health.MAY_BE_EMPTY
    return after, Health.ZOMBIE if after.health is Health.OK and (dead or empty) else after.health


def _described(one: Found, *, now: datetime, pace: Pace) -> dict[str, Any]:
    """Return what would be watched, how often it would be asked to begin with, and what it is like."""
    spec, entries = one.spec, one.parsed.entries
    after, state = _health(_unknown(spec, now), one.fetched, one.parsed, now=now, pace=pace)
    newest = max((when for entry in entries if (when := entry.published or entry.updated)), default=None)
    return {
        "url": spec.url,
        "kind": spec.kind.value,
        "title": one.parsed.title,
        "entries": len(entries) or one.row_count,
        "newest": newest.isoformat() if newest else "",
        "every_seconds": round(after.interval.total_seconds()),
        "validators": bool(one.fetched.etag or one.fetched.last_modified),
        "pages_back": bool(one.parsed.older),
        "hub": one.parsed.hub or link_headers(dict(one.fetched.headers).get("link", ""), one.fetched.url).get("hub", ""),
        "health": state.value,
        "format": spec.register.form if spec.register else "",
        "selectors": asdict(spec.selectors) if spec.selectors else None,
        "paths": asdict(spec.paths) if spec.paths else None,
    }


def preview(one: Found) -> list[dict[str, str]]:
    """Return the newest items, those without a time in the feed's order; of a register its first rows."""
    if one.rows:
        return [{"title": row.name, "url": "", "published": ""} for row in one.rows[:PREVIEW]]
    timed = [(entry.published or entry.updated, entry) for entry in one.parsed.entries]
    newest = sorted(timed, key=lambda pair: pair[0] or _OLDEST, reverse=True)[:PREVIEW]
    return [_item(entry, when) for when, entry in newest]


def _item(entry: Entry, when: datetime | None) -> dict[str, str]:
    return {"title": entry.title, "url": entry.url, "published": when.isoformat() if when else ""}
