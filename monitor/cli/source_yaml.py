"""Sources as an operator would write them in config/sources."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any
from urllib.parse import urlsplit

from monitor.model import FeedKind, FeedSpec, Paths, RegisterSpec, Selectors, Source, SourceId

_LANGUAGE = re.compile(r"[a-z]{2,3}")
_DEFAULTS = {"link": "a[href]"}  # of selectors


def source_of(url: str, name: str, language: str, feeds: Sequence[FeedSpec]) -> Source:
    """Return a source named after the host of ``url``, or after its channel in Telegram."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    if host in {"t.me", "telegram.me"}:
        host = f"t-me {parts.path.removeprefix('/s')}"
    spoken = language if _LANGUAGE.fullmatch(language) else ""
    slug = re.sub(r"[^a-z0-9]+", "-", host.lower()).strip("-") or "source"
    title = " ".join(_printable(" ".join(name.split())).split())[:80].strip()
    return Source(id=SourceId(slug), name=title or host or "A source", language=spoken, feeds=tuple(feeds))


def as_yaml(sources: Iterable[Source]) -> str:
    """Return a file for config/sources; every text is quoted, so that nothing in it can be taken for syntax."""
    lines = ["sources:"]
    for source in sources:
        lines += [f"  - id: {source.id}", f"    name: {_quoted(source.name)}"]
        lines += [f"    language: {_quoted(source.language)}"] if source.language else []
        lines.append("    feeds:")
        for feed in source.feeds:
            lines += _feed(feed, "      ")
    return "\n".join(lines) + "\n"


def _feed(feed: FeedSpec, margin: str) -> list[str]:
    lines = [f"url: {_quoted(feed.url)}"]
    lines += [f"kind: {feed.kind}"] if feed.kind is not FeedKind.FEED else []
    lines += [f"language: {_quoted(feed.language)}"] if feed.language else []
    lines += _block("selectors", _selectors(feed.selectors)) if feed.selectors else []
    lines += _block("paths", _paths(feed.paths)) if feed.paths else []
    lines += _block("register", _register(feed.register)) if feed.register else []
    lines += ["pages: false"] if not feed.pages and feed.kind not in {FeedKind.GOOGLE_NEWS, FeedKind.REGISTER} else []
    lines += ["fallbacks:"] if feed.fallbacks else []
    for fallback in feed.fallbacks:
        lines += _feed(fallback, "  ")
    return [f"{margin}- {lines[0]}", *(f"{margin}  {line}" for line in lines[1:])]


def _block(name: str, values: Mapping[str, str]) -> list[str]:
    return [f"{name}:", *(f"  {key}: {value}" for key, value in values.items())]


def _selectors(selectors: Selectors) -> dict[str, str]:
    return {name: _quoted(text) for name, text in asdict(selectors).items() if text and text != _DEFAULTS.get(name)}


def _paths(paths: Paths) -> dict[str, str]:
    return {name: _quoted(text) for name, text in asdict(paths).items() if text}


def _register(spec: RegisterSpec) -> dict[str, str]:
    """Return the options that are not the default ones."""
    defaults = {one.name: one.default for one in fields(spec)}
    chosen: dict[str, Any] = {name: value for name, value in asdict(spec).items() if name != "form" and value != defaults[name]}
    return {"format": spec.form, **{name: _written(value) for name, value in chosen.items()}}


def _written(value: object) -> str:
    return _quoted(value) if isinstance(value, str) else json.dumps(value)


def _quoted(text: str) -> str:
    """Return a text in double quotes; the escapes of JSON are YAML's as well."""
    return json.dumps(_printable(text), ensure_ascii=False)


def _printable(text: str) -> str:
    return "".join(filter(str.isprintable, text))
