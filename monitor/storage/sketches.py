"""Sketches: by which near copies of an article are found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Executable, Integer, Select, bindparam, func, select

from monitor.model import ArticleId
from monitor.storage.lists import each_of, is_among
from monitor.storage.tables import articles, sketches
from monitor.storage.transaction import Transaction, insert_for
from monitor.storage.types import Id
from monitor.stories.copies import CANDIDATES, COMMON, most_alike

WINDOW = timedelta(hours=72)
_SKETCH = 1_000  # hashes of one article that are kept and looked up: the smallest, so that two articles agree on which
_EPOCH = WINDOW // timedelta(seconds=1)
_EPOCHS = (
    3  # that a look for copies goes through: an age of 72 hours lies in two, and a clock that stepped back may have put some in a third
)
_SPARE = 4  # times as many candidates as are asked for: some are copies of others, or too old
_ODD = 0x9E3779B97F4A7C15  # 2**64 over the golden ratio: it mixes the bits of a product (Knuth, TAOCP 6.4)
_64_BITS = (1 << 64) - 1


@dataclass(frozen=True, slots=True)
class Candidate:
    """An original that shares hashes with a text: how many, and the hash of its own text (``articles.text_hash``)."""

    article: ArticleId
    shared: int
    text_hash: int = 0


def save_sketch(tx: Transaction, article_id: ArticleId, hashes: Sequence[int], *, at: datetime) -> None:
    """Keep the sketch by which near copies of this article are found.

    What a text said before stays: whoever is led here by it compares what the article says now. A hash that ``COMMON`` articles of an
    epoch have is kept no more, so that a site's footer costs no more than any other words.
    """
    if hashes:
        tx.execute(_keep(tx.dialect.name), {"at_epoch": epoch_of(at), "article": article_id, "hashes": _cells(hashes)})


def sketch_candidates(tx: Transaction, hashes: Sequence[int], *, since: datetime, limit: int = CANDIDATES) -> list[Candidate]:
    """Return the originals seen since then that share most of these hashes; what many have does not count."""
    if not hashes:
        return []
    first = epoch_of(since)
    epochs = {f"epoch{turn}": first + turn for turn in range(_EPOCHS)}
    holders: defaultdict[int, list[int]] = defaultdict(list)
    for hashed, article in tx.execute(_holders(tx.dialect.name), epochs | {"hashes": _cells(hashes)}).all():
        holders[hashed].append(article)
    shared = dict(most_alike(holders, _SPARE * limit))
    if not shared:
        return []
    found: dict[int, Candidate] = {}
    for article, original, text_hash in tx.execute(_originals(tx.dialect.name), {"ids": list(shared), "since": since}).all():
        known = found.get(original)
        if known is None or known.shared < shared[article]:
            found[original] = Candidate(ArticleId(original), shared[article], text_hash)
    return sorted(found.values(), key=lambda one: (-one.shared, one.article))[:limit]


def epoch_of(at: datetime) -> int:
    """Return the number of the 72 hours that an instant is in."""
    return int(at.timestamp()) // _EPOCH


def _cells(hashes: Sequence[int]) -> list[int]:
    """32 bits of each hash, which is half the disk: a candidate is read and compared anyway."""
    return sorted({(hashed * _ODD & _64_BITS) // 2**32 - 2**31 for hashed in hashes})[:_SKETCH]


# Statements of every article are made once: building one anew costs more than running it.


@cache
def _keep(dialect: str) -> Executable:
    """Put each hash of a sketch where fewer than ``COMMON`` articles of its epoch have it."""
    epoch, each = bindparam("at_epoch", type_=Integer), each_of(dialect, "hashes").c.value
    holders = select(func.count()).where(sketches.c.epoch == epoch, sketches.c.hash == each).scalar_subquery()
    row = select(epoch, each, bindparam("article", type_=Id)).where(holders < COMMON)
    return insert_for(dialect, sketches).from_select(["epoch", "hash", "article_id"], row).on_conflict_do_nothing()


@cache
def _holders(dialect: str) -> Select[int, int]:
    epochs = [bindparam(f"epoch{turn}", type_=Integer) for turn in range(_EPOCHS)]
    return select(sketches.c.hash, sketches.c.article_id).where(sketches.c.epoch.in_(epochs), is_among(dialect, sketches.c.hash, "hashes"))


@cache
def _originals(dialect: str) -> Select[int, int, int]:
    original = articles.alias("original")
    return (
        select(articles.c.id, original.c.id, original.c.text_hash)
        .join(original, original.c.id == func.coalesce(articles.c.copy_of, articles.c.id))
        .where(is_among(dialect, articles.c.id, "ids"), articles.c.seen >= bindparam("since"))
    )
