"""`monitor sources check URL`: what a URL is, how it would be polled, what to write into config/sources, and its newest items.

Everything is fetched through the guarded fetcher with the config's policy. Of the feeds that a page names, and of the sitemaps of an index,
a handful is followed, one step far.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from monitor import polling
from monitor.app import policy_of
from monitor.catalog.load import Catalog, load
from monitor.cli import FINDINGS, OK, SOURCES
from monitor.cli.jsonlines import lines_out
from monitor.cli.source_yaml import as_yaml, source_of
from monitor.errors import NotAFeed
from monitor.feeds.parse import parse_feed
from monitor.feeds.xml import inflated
from monitor.fetching.client import Fetcher
from monitor.model import Feed, FeedId, FeedKind, FeedSpec, Fetched, FetchFailed, Outcome, ParsedFeed, SourceId, Tier
from monitor.pages.channel import read_channel
from monitor.pages.discover import look_over
from monitor.pages.listing import read_listing
from monitor.service import now

FOLLOWED = 5  # feeds or sitemaps
PREVIEW = 10
_CHANNEL = re.compile(r"https?://(?:t|telegram)\.me/(?:s/)?(\w+)/?")
_OLDEST = datetime.min.replace(tzinfo=UTC)
Ask = Callable[[str], Awaitable[Outcome]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One thing that can be watched."""

    spec: FeedSpec
    parsed: ParsedFeed
    fetched: Fetched


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What one answer is: ``what`` in a word, what can be watched at once, and what it names to be asked next."""

    what: str
    found: Found | None = None
    names: tuple[str, ...] = ()
    title: str = ""


@click.command("check", help=SOURCES["check"], context_settings={"show_default": True})
@click.argument("url")
@click.option("--config", type=click.Path(path_type=Path, file_okay=False), default="config", help="The config folder.")
@click.option("--allow-network", "networks", multiple=True, metavar="CIDR", help="May be asked although it is not public.")
@click.option("--json", "in_json", is_flag=True, help="One JSON object instead of text.")
def command(url: str, config: Path, networks: tuple[str, ...], in_json: bool) -> int:
    """Say what a URL is; 1 where there is nothing to watch."""
    catalog = load(config, os.environ) if config.exists() else Catalog()
    try:
        report = asyncio.run(checked(url, catalog, networks))
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--allow-network") from error
    if in_json:
        lines_out([report])
    else:
        click.echo(as_text(report), nl=False)
    return OK if report["found"] else FINDINGS


async def checked(url: str, catalog: Catalog, networks: tuple[str, ...] = ()) -> dict[str, Any]:
    """Ask ``url``, follow a handful of what it names, and return the report.

    Raises:
        ValueError: a network is no CIDR.
    """
    policy = policy_of(catalog)
    fetcher = Fetcher(replace(policy, allow_networks=(*policy.allow_networks, *networks)))
    try:
        pace = polling.paces(catalog.settings.polling.shortest, catalog.settings.polling.longest, {}, 1.0)[Tier.B]
        return await survey(url, fetcher.fetch, pace=pace)
    finally:
        await fetcher.close()


async def survey(url: str, ask: Ask, *, pace: polling.Pace) -> dict[str, Any]:
    """Return the report on one URL: plain values, ready for JSON."""
    channel = _CHANNEL.fullmatch(url)
    asked = f"https://t.me/s/{channel[1]}" if channel else url
    outcome = await ask(asked)
    if not isinstance(outcome, Fetched):
        how, detail = (str(outcome.failure), outcome.detail) if isinstance(outcome, FetchFailed) else ("not_modified", "")
        return {"url": url, "outcome": how, "detail": detail, "what": "nothing", "found": [], "preview": [], "yaml": ""}
    look = await asyncio.to_thread(recognise, outcome)
    followed = [answer for name in look.names[:FOLLOWED] if isinstance(answer := await ask(name), Fetched)]
    further = [(await asyncio.to_thread(recognise, answer)).found for answer in followed]
    feeds = [one for one in further if one is not None and one.spec.kind in {FeedKind.FEED, FeedKind.SITEMAP}]
    found = feeds or ([look.found] if look.found else [])
    paced = [_described(one, pace=pace) for one in found]
    name = look.title or (found[0].parsed.title if found else "")
    language = next((one.parsed.language.partition("-")[0].lower() for one in found if one.parsed.language), "")
    source = source_of(outcome.url, name, language, [one.spec for one in found])
    return {
        "url": url,
        "outcome": "ok",
        "detail": "",
        "what": look.what,
        "found": paced,
        "preview": preview(found[0].parsed) if found else [],
        "yaml": as_yaml([source]) if found else "",
    }


def recognise(fetched: Fetched) -> Look:
    """Say what a body is: feed, sitemap, sitemap index, channel, page with feeds, listing, table, or nothing."""
    try:
        parsed = parse_feed(fetched.body, url=fetched.url, content_type=fetched.content_type)
        if parsed.parts:
            return Look(what="sitemap_index", names=parsed.parts)
        kind = FeedKind.SITEMAP if b"<urlset" in inflated(fetched.body)[:4096] else FeedKind.FEED
        return Look(
            what=kind.value, found=Found(spec=FeedSpec(url=fetched.url, kind=kind), parsed=parsed, fetched=fetched), title=parsed.title
        )
    except NotAFeed:
        return _page(fetched)


def _page(fetched: Fetched) -> Look:
    if _CHANNEL.fullmatch(fetched.url):
        try:
            posts = read_channel(fetched.body, url=fetched.url)
        except NotAFeed as error:
            return Look(what=error.reason)
        spec = FeedSpec(url=fetched.url, kind=FeedKind.CHANNEL, pages=False)
        return Look(what="channel", found=Found(spec=spec, parsed=posts, fetched=fetched), title=posts.title)
    offer = look_over(fetched.body, url=fetched.url, content_type=fetched.content_type)
    found = None
    if offer.selectors:
        spec = FeedSpec(url=fetched.url, kind=FeedKind.LISTING, selectors=offer.selectors)
        with contextlib.suppress(NotAFeed):
            rows = read_listing(fetched.body, offer.selectors, url=fetched.url, content_type=fetched.content_type, language=offer.language)
            found = Found(spec=spec, parsed=rows, fetched=fetched)
    what = "page_with_feeds" if offer.feeds else "listing" if found else "table" if offer.table_rows else "nothing"
    return Look(what=what, found=found, names=offer.feeds, title=offer.title)


def _described(one: Found, *, pace: polling.Pace) -> dict[str, Any]:
    """Return what would be watched, and how often it would be asked to begin with."""
    entries, at = one.parsed.entries, now()
    feed = Feed(id=FeedId(0), source=SourceId(""), url=one.spec.url, kind=one.spec.kind, next_at=at)
    times = [entry.published for entry in entries if entry.published]
    after = polling.after_check(feed, one.fetched, now=at, new=len(entries), entry_times=times, ttl=one.parsed.ttl, pace=pace)
    return {
        "url": one.spec.url,
        "kind": one.spec.kind.value,
        "title": one.parsed.title,
        "entries": len(entries),
        "every_seconds": round(after.interval.total_seconds()),
        "validators": bool(one.fetched.etag or one.fetched.last_modified),
        "selectors": asdict(one.spec.selectors) if one.spec.selectors else None,
    }


def preview(parsed: ParsedFeed) -> list[dict[str, str]]:
    """Return the newest items, those without a time in the feed's order."""
    timed = [replace(entry, published=entry.published or entry.updated) for entry in parsed.entries]
    newest = sorted(timed, key=lambda entry: entry.published or _OLDEST, reverse=True)[:PREVIEW]
    return [{"title": e.title, "url": e.url, "published": e.published.isoformat() if e.published else ""} for e in newest]


def as_text(report: Mapping[str, Any]) -> str:
    """Return a report for people."""
    lines = [
        f"{report['url']}: {report['what'].replace('_', ' ')}" + (f" ({report['outcome']}: {report['detail']})" if report["detail"] else "")
    ]
    for one in report["found"]:
        again = " if it changed" if one["validators"] else ""
        lines.append(f"  {one['kind']} {one['url']}: {one['entries']} items, asked{again} every {one['every_seconds'] // 60} min")
    if report["what"] == "table":
        lines.append("  a table of many rows, with no list of articles")
    if report["found"]:
        lines += ["", "For a file in config/sources:", "", report["yaml"], "Newest:"]
        lines += [f"  {item['published'][:16] or 'undated':<16}  {item['title'] or item['url']}" for item in report["preview"]]
    return re.sub(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", "", "\n".join(lines)) + "\n"
