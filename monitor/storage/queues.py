"""Queues of articles to be fetched: whose turn it is, and at most one of each host at a time."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from urllib.parse import urlsplit

from sqlalchemy import Integer, Select, Table, bindparam, func, select, update

from monitor.storage.rows import pieces
from monitor.storage.transaction import Transaction, one_at_a_time
from monitor.storage.types import Moment


def claim_one_a_host(tx: Transaction, queue: Table, *, limit: int, now: datetime, lease: timedelta) -> list[int]:
    """Lease up to ``limit`` articles of a queue that are due, and return their ids: none of a host that this queue is asking."""
    one_at_a_time(tx, f"claim_{queue.name}")
    claimed = list(tx.execute(_first_of_each(queue), {"now": now, "most": limit}).scalars())
    for some in pieces(claimed):
        tx.execute(update(queue).where(queue.c.article_id.in_(some)).values(leased_until=now + lease))
    return claimed


@cache  # each second it is asked: building it anew costs more than running it
def _first_of_each(queue: Table) -> Select[int]:
    now = bindparam("now", type_=Moment())
    asked = select(queue.c.host).where(queue.c.leased_until > now)
    waiting = (
        select(
            queue.c.article_id,
            queue.c.due,
            func.row_number().over(partition_by=queue.c.host, order_by=(queue.c.due, queue.c.article_id)).label("place"),
        )
        .where(queue.c.due <= now, queue.c.host.not_in(asked))
        .subquery()
    )
    first = select(waiting.c.article_id).where(waiting.c.place == 1).order_by(waiting.c.due, waiting.c.article_id)
    return first.limit(bindparam("most", type_=Integer()))


def host_of(url: str) -> str:
    """Return a URL's host; empty where it has none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
