"""`monitor sources check URL`: what a URL is, how it would be polled, what to write into config/sources, and its newest items.

Everything is fetched through the guarded fetcher with the config's policy. Of the feeds that a page names, and of the sitemaps of an index,
a handful is followed, one step far.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from monitor.app import policy_of
from monitor.catalog.load import Catalog, load
from monitor.cli import FINDINGS, OK, SOURCES
from monitor.cli.jsonlines import lines_out
from monitor.cli.sources_survey import survey
from monitor.fetching.client import Fetcher
from monitor.model import Tier
from monitor.polling import paces
from monitor.service import now

_WORDS = {
    "google_news": "a query feed of Google News",
    "sitemap_index": "an index of sitemaps",
    "channel": "a Telegram channel",
    "preview_off": "a Telegram channel with its preview off",
    "no_channel": "no Telegram channel: nobody, a person or a bot has this name",
    "api": "a JSON API",
    "page_with_feeds": "a page that names feeds",
    "listing": "a page that lists articles",
    "register": "an official list",
    "challenge": "a page that asks whether we are human",
}
_UNPRINTABLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


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
    kept = catalog.settings.polling
    fetcher = Fetcher(replace(policy, allow_networks=(*policy.allow_networks, *networks)))
    try:
        return await survey(url, fetcher.fetch, now=now(), pace=paces(kept.shortest, kept.longest, {}, 1.0)[Tier.B])
    finally:
        await fetcher.close()


def as_text(report: Mapping[str, Any]) -> str:
    """Return a report for people."""
    what = _WORDS.get(report["what"], report["what"] if report["what"] == "nothing" else f"a {report['what']}")
    asked = "" if report["outcome"] == "ok" else f" ({report['outcome']}{': ' if report['detail'] else ''}{report['detail']})"
    lines = [f"{report['url']}: {what}{asked}"]
    lines += [f"  {_polled(one)}" for one in report["found"]]
    if report["advice"] and report["health"] != "ok":
        lines.append(f"  {report['health']}: {report['advice']}")
    if report["found"]:
        lines += ["", "For a file in config/sources:", "", report["yaml"], "First rows:" if report["found"][0]["format"] else "Newest:"]
        lines += [f"  {item['published'][:16] or 'undated':<16}  {item['title'] or item['url']}" for item in report["preview"]]
    return _UNPRINTABLE.sub("", "\n".join(lines)) + "\n"


def _polled(one: Mapping[str, Any]) -> str:
    """Say what would be watched, and how."""
    held = f"{one['entries']} {'rows' if one['format'] else 'items'}" + (f", the newest of {one['newest'][:16]}" if one["newest"] else "")
    how = [f"asked{' if it changed' if one['validators'] else ''} every {one['every_seconds'] // 60} min in tier B"]
    how += ["pages back"] if one["pages_back"] else []
    how += [f"pushed by {one['hub']}"] if one["hub"] else []
    kind = f"{one['kind']} ({one['format']})" if one["format"] else one["kind"]
    return "; ".join([f"{kind} {one['url']}: {held}", *how, one["health"]])
