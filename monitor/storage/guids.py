"""What stands under a feed's guids."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, select

from monitor.feeds.guids import Holder
from monitor.model import FeedId
from monitor.storage.rows import pieces
from monitor.storage.tables import articles
from monitor.storage.transaction import Transaction
from monitor.storage.types import hash63

_HOLDERS = select(articles.c.guid, articles.c.title, articles.c.url).where(
    articles.c.feed_id == bindparam("feed"), articles.c.guid_hash.in_(bindparam("hashes", expanding=True))
)


def holders(tx: Transaction, feed: FeedId, guids: Sequence[str]) -> dict[str, Holder]:
    """Return the title and URL of each article that a feed told of under one of these guids."""
    found: dict[str, Holder] = {}
    for some in pieces(sorted({hash63(guid) for guid in guids})):
        found.update({row.guid: Holder(row.title, row.url) for row in tx.execute(_HOLDERS, {"feed": feed, "hashes": some})})
    return found
