"""What a feed says of an entry it has told of before: whether it is, to the letter, what it said then."""

from __future__ import annotations

from xxhash import xxh3_64_intdigest

from monitor.model import Entry
from monitor.urls import canonical

_MASK = (1 << 63) - 1  # databases know signed integers only


def entry_hash(entry: Entry) -> int:
    """Return a hash (63 bits, never 0) of an entry's title, summary and content as they came.

    It is cheap, as every entry of every check is asked for it. Where it differs the words are compared.
    """
    told = f"{entry.title}\0{entry.summary}\0{entry.content}"
    return xxh3_64_intdigest(told.encode("utf-8", "surrogatepass")) & _MASK or 1


def leads_elsewhere(url: str, before: str) -> bool:
    """Return whether a link leads to another page than before; what stands behind a question mark is not looked at."""
    if url == before or not url or not before:
        return False
    return canonical(url).partition("?")[0] != canonical(before).partition("?")[0]
