"""When a feed is checked again, and with which validators: pure rules of a good citizen who wants to hear early."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from monitor.model import Failure, Feed, FetchFailed, NotModified, Outcome, Tier

FASTEST = timedelta(minutes=2)
SLOWEST = timedelta(hours=24)
BOUNDS = {  # of the interval of each tier
    Tier.A: (timedelta(minutes=2), timedelta(minutes=15)),
    Tier.B: (timedelta(minutes=5), timedelta(hours=1)),
    Tier.C: (timedelta(minutes=15), timedelta(hours=24)),
}
STRETCH = 10.0  # times that a tier waits longer, at the most, before the next tier has to
LONGEST_BACKOFF = timedelta(hours=24)
BACKOFF = 24  # slowest intervals that a failing feed is left alone at the most
GONE_FIRST = timedelta(hours=24)
GONE_LATER = timedelta(days=7)
UNCONDITIONAL_EVERY = timedelta(hours=24)
RECENT = 20
SLOWER = 1.2
JITTER = 0.1
HARD, SOFT = 1.0, 0.25
SERVER_ERROR = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """What bounds the pace of a tier's feeds."""

    fastest: timedelta = FASTEST
    slowest: timedelta = SLOWEST
    stretch: float = 1.0  # times that each waits longer than it would like, because there is too much to do


def paces(shortest: timedelta, longest: timedelta, load: Mapping[Tier, float], budget: float) -> dict[Tier, Pace]:
    """Return the pace of each tier.

    Args:
        shortest: what no feed is checked more often than, whatever its tier.
        longest: the same for less often.
        load: checks a second that each tier's feeds ask for together.
        budget: checks a second that there may be: where all ask for more, C waits up to ten times as
            long, then B, then A, then all alike.
    """
    over = sum(load.values()) - budget
    waits = dict.fromkeys(BOUNDS, 1.0)
    for tier in sorted(BOUNDS, reverse=True):
        asked = load.get(tier, 0.0)
        if asked > 0 and over > 0:
            waits[tier] = 1 / (1 - min(over / asked, 1 - 1 / STRETCH))
            over -= asked * (1 - 1 / waits[tier])
    alike = 1 + max(over, 0.0) / budget
    found = {}
    for tier, bounds in BOUNDS.items():
        fastest, slowest = (min(max(bound, shortest), longest) for bound in bounds)
        found[tier] = Pace(fastest=fastest, slowest=slowest, stretch=waits[tier] * alike)
    return found


def validators(feed: Feed, now: datetime) -> tuple[str, str]:
    """Return the ETag and Last-Modified to send; both empty when no body came for a day, for a wrong 304 must not last."""
    return ("", "") if _is_unconditional(feed, now) else (feed.etag, feed.last_modified)


def after_check(
    feed: Feed,
    outcome: Outcome,
    *,
    now: datetime,
    new: int = 0,
    entry_times: Sequence[datetime] = (),
    ttl: timedelta | None = None,
    body_hash: str = "",
    chance: float = 0.5,
    pace: Pace = Pace(),
) -> Feed:
    """Return the feed as it is to be stored after one check.

    Args:
        feed: as it was.
        outcome: of the check; a body that was no feed comes as FetchFailed, one that is the same as last time may come as NotModified.
        now: when the check ended.
        new: entries not seen before.
        entry_times: when the feed's entries were published, in any order.
        ttl: how long the feed itself asks to be left alone.
        body_hash: of the body; the same as last time means nothing changed.
        chance: in [0, 1), for the jitter; 0.5 is none.
        pace: bounds of the interval; no ttl or max-age lifts it further. A feed that fails is left alone for up to BACKOFF of the slowest;
            one that its hub pushes is checked at the slowest.
    """
    if isinstance(outcome, FetchFailed):
        return _after_failure(feed, outcome, now=now, chance=chance, slowest=pace.slowest)
    same = isinstance(outcome, NotModified) or (bool(body_hash) and body_hash == feed.body_hash)
    interval = _slower(feed) if same else _towards(feed, new, entry_times)
    interval = min(max(interval, pace.fastest), pace.slowest)
    pushed = feed.pushed_until is not None and now < feed.pushed_until
    after = replace(
        feed,
        interval=interval,
        next_at=now + _lifted(pace.slowest if pushed else interval * pace.stretch, chance, pace.slowest, ttl, outcome.max_age),
        failures=0,
        checks=feed.checks + 1,
        gone=False,
    )
    if isinstance(outcome, NotModified):
        return replace(
            after,
            etag=outcome.etag or feed.etag,
            last_modified=outcome.last_modified or feed.last_modified,
            unconditional_at=now if _is_unconditional(feed, now) else feed.unconditional_at,
        )
    return replace(
        after,
        etag=outcome.etag,
        last_modified=outcome.last_modified,
        body_hash=body_hash or feed.body_hash,
        unconditional_at=now,
    )


def _is_unconditional(feed: Feed, now: datetime) -> bool:
    return feed.unconditional_at is None or now - feed.unconditional_at >= UNCONDITIONAL_EVERY


def _after_failure(feed: Feed, failed: FetchFailed, *, now: datetime, chance: float, slowest: timedelta) -> Feed:
    if failed.failure is Failure.GONE:
        wait = GONE_LATER if feed.gone else GONE_FIRST
        return replace(feed, gone=True, failures=feed.failures + 1, next_at=now + _jittered(wait, chance))
    if failed.failure is Failure.RATE_LIMITED and not failed.status:  # we kept away ourselves: nothing was learned of the feed
        return replace(feed, next_at=now + (failed.retry_after or feed.interval))
    failures = feed.failures + 1
    wait = min(min(feed.interval, slowest) * (1 + failures * _weight(failed)), LONGEST_BACKOFF, BACKOFF * slowest)
    wait = max(_jittered(wait, chance), min(failed.retry_after or timedelta(), LONGEST_BACKOFF))
    return replace(feed, failures=failures, next_at=now + wait)


def _weight(failed: FetchFailed) -> float:
    """How much longer each failure in a row makes the wait, in intervals: little for what passes by itself."""
    passing = {Failure.TIMEOUT, Failure.NETWORK, Failure.EMPTY, Failure.RATE_LIMITED}
    return SOFT if failed.failure in passing or failed.status >= SERVER_ERROR else HARD


def _towards(feed: Feed, new: int, entry_times: Sequence[datetime]) -> timedelta:
    if new and feed.checks and new >= len(entry_times):
        return feed.interval / 2  # only new items: some may have come and gone between two checks
    if not new and feed.checks:
        return _slower(feed)
    recent = sorted(set(entry_times), reverse=True)[:RECENT]
    if len(recent) < 2:
        return feed.interval
    return timedelta(seconds=median((late - early).total_seconds() for late, early in pairwise(recent)) / 2)


def _slower(feed: Feed) -> timedelta:
    return feed.interval * SLOWER


def _lifted(interval: timedelta, chance: float, slowest: timedelta, *asked: timedelta | None) -> timedelta:
    wish = max((wish for wish in asked if wish is not None), default=timedelta())
    return max(_jittered(interval, chance), min(wish, slowest))


def _jittered(wait: timedelta, chance: float) -> timedelta:
    return wait * (1 + JITTER * (2 * chance - 1))
