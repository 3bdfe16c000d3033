"""One guid for one article: feeds that give several articles the same id, at once or one after another."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from monitor.model import Entry
from monitor.text.html import strip_tags
from monitor.text.words import tokenize
from monitor.urls import canonical


@dataclass(frozen=True, slots=True)
class Holder:
    """The article that a guid stands for: its title, and the URL its feed gave."""

    title: str
    url: str


def told_apart(entries: Sequence[Entry], holders: Mapping[str, Holder]) -> list[Entry]:
    """Return the entries, oldest first as given, those with another article's guid under one of their own.

    An edit changes a title or a link; an entry that differs from the guid's holder in both is another article. What is its
    own is made of the guid and the link, so that the next check gives it the same again.

    Args:
        entries: of one check.
        holders: by guid, the articles that were stored under them.
    """
    holding = dict(holders)
    apart: list[Entry] = []
    for entry in entries:
        holder = holding.setdefault(entry.guid, Holder(entry.title, entry.url))
        apart.append(replace(entry, guid=_own(entry)) if _is_another(entry, holder) else entry)
    return apart


def _is_another(entry: Entry, holder: Holder) -> bool:
    if not entry.url or not holder.url or entry.url == holder.url or canonical(entry.url) == canonical(holder.url):
        return False
    mine, theirs = _words(entry.title), _words(holder.title)
    return bool(mine and theirs) and mine != theirs


def _words(title: str) -> list[str]:
    return tokenize(strip_tags(title)).folded()


def _own(entry: Entry) -> str:
    told = f"{entry.guid}\n{canonical(entry.url)}".encode("utf-8", "replace")
    return hashlib.blake2b(told, digest_size=16).hexdigest()
