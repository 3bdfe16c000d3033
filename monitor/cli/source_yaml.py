"""Sources as an operator would write them in config/sources."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from urllib.parse import urlsplit

from monitor.model import FeedKind, FeedSpec, Selectors, Source, SourceId

_LANGUAGE = re.compile(r"[a-z]{2,3}")


def source_of(url: str, name: str, language: str, feeds: Sequence[FeedSpec]) -> Source:
    """Return a source named after the host of ``url``, or after its channel in Telegram."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    if host in {"t.me", "telegram.me"}:
        host = f"t-me {parts.path.removeprefix('/s')}"
    spoken = language if _LANGUAGE.fullmatch(language) else ""
    slug = re.sub(r"[^a-z0-9]+", "-", host.lower()).strip("-") or "source"
    return Source(id=SourceId(slug), name=" ".join(name.split())[:80] or host, language=spoken, feeds=tuple(feeds))


def as_yaml(sources: Iterable[Source]) -> str:
    """Return a file for config/sources; every text is quoted, so that nothing in it can be taken for syntax."""
    lines = ["sources:"]
    for source in sources:
        lines += [f"  - id: {source.id}", f"    name: {_quoted(source.name)}"]
        lines += [f"    language: {_quoted(source.language)}"] if source.language else []
        lines.append("    feeds:")
        for feed in source.feeds:
            lines.append(f"      - url: {_quoted(feed.url)}")
            lines += [f"        kind: {feed.kind}"] if feed.kind is not FeedKind.FEED else []
            lines += [f"        language: {_quoted(feed.language)}"] if feed.language else []
            lines += _selectors(feed.selectors) if feed.selectors else []
            lines += ["        pages: false"] if not feed.pages else []
    return "\n".join(lines) + "\n"


def _selectors(selectors: Selectors) -> list[str]:
    chosen = {name: text for name, text in asdict(selectors).items() if text and (name, text) != ("link", "a[href]")}
    return ["        selectors:", *(f"          {name}: {_quoted(text)}" for name, text in chosen.items())]


def _quoted(text: str) -> str:
    """Return a text in double quotes; the escapes of JSON are YAML's as well."""
    printable = "".join(c for c in text if c.isprintable())
    return json.dumps(printable, ensure_ascii=False)
