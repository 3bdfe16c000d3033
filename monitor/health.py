"""What a feed is like, in one word, from what its checks found: pure rules, and the weekly rhythm that tells silence from a night.

A feed's rhythm is how often something new was found in each of the week's 42 slots of four hours (UTC): once a slot and week at the
most, so that a burst counts once and a slow day is no silence. A silence is measured by how many such finds it lacks: where they come
by chance, one silence in e^n lacks n of them. tests/unit/test_health.py measures how many alarms are false.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from math import log, sqrt
from urllib.parse import urlsplit

from monitor.model import Failure, Feed, FeedKind, FetchFailed, Health, NotModified, Outcome, SourceId

SLOT = timedelta(hours=4)
SLOTS = 42  # of a week, from Monday 00:00 UTC
A_MONDAY = datetime(1970, 1, 5, tzinfo=UTC)
WEEK = timedelta(weeks=1)
FULL = 8 * WEEK  # of rhythm: then what is older than half of it counts half
HALF = 4 * WEEK
WATCHED = timedelta(days=14)  # before that a rhythm says nothing
FEWEST = 3  # finds, without which there is no rhythm
SILENT = 6.0  # finds that a silence lacks; by chance that happens to one in four hundred
ZOMBIE_AFTER = timedelta(days=30)
ZOMBIE_TIMES = 8.0
HALF_YEAR = timedelta(days=182)  # of nothing new, whatever the rhythm
NEXT_TO_NOTHING = 200  # bytes
REFUSALS = frozenset({401, 402, 403, 407, 451})
TOO_MANY_REQUESTS, NOT_FOUND = 429, 404
WAITED_ENOUGH = 10  # failures in a row, after which a 429 is a refusal
GONE_AFTER = timedelta(days=3)  # of 404
UNREAD = frozenset({Failure.NOT_FEED, Failure.EMPTY, Failure.PARSE})
MAY_BE_EMPTY = frozenset({FeedKind.SITEMAP, FeedKind.GOOGLE_NEWS, FeedKind.REGISTER})  # they hold the news of days only, or rows

USABLE_FAILURES = 3
PATIENCE = timedelta(hours=1)
MANY = 14  # failures in a row, which take over an hour at the usual pace: of a feed that is bad in one way after another
APART = timedelta(days=1)  # of being told that a feed is back, and that it died again

UNREACHED = frozenset({Failure.NETWORK.value, Failure.TIMEOUT.value})
UNANSWERED = UNREACHED | {Failure.BLOCKED.value}  # that robots.txt refuses us is known without asking
RECENT = timedelta(hours=1)
MOST = 0.8  # of the feeds asked lately: where so many fall at once, it is not they
FEW = 3  # sources, below which that cannot be told from chance

_MEANING = {
    Health.OK: "answers",
    Health.QUIET: "answers, and is silent for longer than its own weekly rhythm explains",
    Health.ZOMBIE: "answers with next to nothing, or with the same for ever",
    Health.CHALLENGE: "asks whether we are human",
    Health.BLOCKED: "refuses us",
    Health.GONE: "is gone",
    Health.BROKEN: "does not answer, or cannot be read",
    Health.REDIRECTED: "leads to something else",
    Health.SHRUNK: "has lost rows and is held",
}
_ADVICE = {
    Health.OK: "Nothing is to be done.",
    Health.QUIET: "Look at its site: where it has news that the feed has not, name another feed or a listing of it.",
    Health.ZOMBIE: "Look at its site for the feed's new address, or take the feed out.",
    Health.CHALLENGE: "Ask the publisher to let this monitor pass, or name a fallback: it is asked whether it is human.",
    Health.BLOCKED: "Ask the publisher for access, or name a fallback: it refuses this monitor.",
    Health.GONE: "Find its new address (`monitor sources check` with the site's URL), or take it out.",
    Health.BROKEN: "Wait, for it is asked again and again; where it lasts, open its URL in a browser and name a fallback.",
    Health.REDIRECTED: "Open its URL to see where it leads now, and name the feed that took its place; a channel has its preview off.",
    Health.SHRUNK: "Look at the list itself: `monitor registers accept` what is right, or wait; nothing was told of the missing rows.",
}


# ── what a check says ──────────────────────────────────────────────────────────────────────────────


def after_check(before: Feed, after: Feed, outcome: Outcome, *, now: datetime, new: int, entries: int, size: int, reason: str = "") -> Feed:
    """Return ``after`` with what is now known of its health, its newest news and its rhythm.

    Args:
        before: as it was.
        after: as polling left it.
        outcome: of the check; a body that was no feed comes as FetchFailed.
        now: when the check ended.
        new: entries not seen before.
        entries: in the feed; none where it was not modified.
        size: bytes of the body; 0 where none came.
        reason: why a body was no feed, a word of NotAFeed; empty where it was one.
    """
    if isinstance(outcome, FetchFailed):
        if outcome.failure is Failure.RATE_LIMITED and not outcome.status:  # we kept away ourselves: nothing was learned
            return after
        return _turned(before, after, _of_failure(before, after, outcome, now=now, size=size, reason=reason), now)
    heard = _with_rhythm(before, after, now=now, newsy=new > 0)
    return _turned(before, heard, _of_answer(before, heard, outcome, now=now, entries=entries), now)


def _turned(before: Feed, after: Feed, health: Health, now: datetime) -> Feed:
    same = health is before.health and before.health_since is not None
    return replace(after, health=health, health_since=before.health_since if same else now)


def _of_failure(before: Feed, after: Feed, failed: FetchFailed, *, now: datetime, size: int, reason: str) -> Health:
    if failed.challenge or reason == "challenge":
        return Health.CHALLENGE
    if failed.refused or failed.failure is Failure.BLOCKED or failed.status in REFUSALS:
        return Health.BLOCKED
    if failed.status == TOO_MANY_REQUESTS and after.failures >= WAITED_ENOUGH:
        return Health.BLOCKED
    if failed.failure is Failure.GONE or reason == "no_channel" or (failed.status == NOT_FOUND and _missing_for_long(before, now)):
        return Health.GONE
    if failed.failure is Failure.HELD:
        return Health.SHRUNK
    unread = failed.failure in UNREAD
    if failed.failure is Failure.REDIRECT or reason == "preview_off" or (unread and _other_page(failed.url, after.asked)):
        return Health.REDIRECTED
    return Health.ZOMBIE if unread and size < NEXT_TO_NOTHING else Health.BROKEN


def _missing_for_long(before: Feed, now: datetime) -> bool:
    if before.health is Health.GONE:
        return True
    return before.health is Health.BROKEN and before.health_since is not None and now - before.health_since >= GONE_AFTER


def _other_page(came_from: str, asked: str) -> bool:
    return bool(came_from) and _page(came_from) != _page(asked)


def _page(url: str) -> tuple[str, str]:
    """Return what does not change where a site only moves to https, to www or to a closing slash."""
    try:
        parts = urlsplit(url)
    except ValueError:  # no page of anybody
        return url, ""
    return parts.netloc.lower().removeprefix("www."), parts.path.rstrip("/")


def _of_answer(before: Feed, after: Feed, outcome: Outcome, *, now: datetime, entries: int) -> Health:
    if isinstance(outcome, NotModified):
        emptied = before.health is Health.ZOMBIE and not before.failures  # what was read last still stands
    else:
        emptied = not entries and before.news_at is not None and after.kind not in MAY_BE_EMPTY
    if emptied:
        return Health.ZOMBIE
    return Health.OK if after.kind is FeedKind.REGISTER else _of_silence(after, now)


# ── the rhythm of a week ───────────────────────────────────────────────────────────────────────────


def _with_rhythm(before: Feed, after: Feed, *, now: datetime, newsy: bool) -> Feed:
    """Count the slot in which something new was found. The first check finds an archive: that is no rhythm."""
    if before.rhythm_since is None or not before.checks:
        return replace(after, news_at=now if newsy else before.news_at, rhythm=(0,) * SLOTS, rhythm_since=now)
    if not newsy:
        return after
    rhythm, since = before.rhythm, before.rhythm_since
    while now - since >= FULL:
        rhythm, since = _halved(rhythm), since + HALF
    if before.news_at is None or _slots(before.news_at) != _slots(now):
        slot = _slots(now) % SLOTS
        rhythm = (*rhythm[:slot], rhythm[slot] + 1, *rhythm[slot + 1 :])
    return replace(after, news_at=now, rhythm=rhythm, rhythm_since=since)


def _halved(counts: Sequence[int]) -> tuple[int, ...]:
    """Halve counts so that their sum is halved too: what one slot loses by rounding, a later one gets."""
    halves, total = [], 0
    for count in counts:
        halves.append((total + count) // 2 - total // 2)
        total += count
    return tuple(halves)


def _of_silence(feed: Feed, now: datetime) -> Health:
    """Return OK where the silence since the last news is one that the feed's own week explains."""
    since = feed.rhythm_since or now
    last = feed.news_at or since
    silence = now - last
    if silence >= HALF_YEAR:
        return Health.ZOMBIE
    if silence < SILENT * SLOT or sum(feed.rhythm) < FEWEST or now - since < WATCHED:
        return Health.OK
    watched = _visits(since, max(last, since + WATCHED))
    rates = [count / visits for count, visits in zip(feed.rhythm, watched, strict=True)]
    found = A_MONDAY + (_slots(last) + 1) * SLOT  # the slot of the last find lacks nothing
    lacking = sum(rate * visits for rate, visits in zip(rates, _visits(min(found, now), now), strict=True))
    varied = sum(rate * (1 - rate) for rate in rates if rate < 1)  # of a week's finds: how often a week a silence begins by chance
    doubt = sqrt(varied * WEEK / max(last - since, WATCHED)) / sum(rates)  # the standard error of what a week is known to have
    if lacking * (1 - doubt) < SILENT + log(max(varied, 1.0)):
        return Health.OK
    return Health.ZOMBIE if silence >= ZOMBIE_AFTER and lacking > ZOMBIE_TIMES else Health.QUIET


def _visits(start: datetime, end: datetime) -> list[float]:
    """Return how often each slot of the week passes between two times; a part of a slot counts in part."""
    (weeks, into), (weeks_later, into_later) = (divmod((at - A_MONDAY) / SLOT, SLOTS) for at in (start, end))
    whole = weeks_later - weeks
    return [whole + min(max(into_later - slot, 0.0), 1.0) - min(max(into - slot, 0.0), 1.0) for slot in range(SLOTS)]


def _slots(at: datetime) -> int:
    return (at - A_MONDAY) // SLOT


# ── what follows from it ───────────────────────────────────────────────────────────────────────────


def usable(feed: Feed) -> bool:
    """Return whether a feed serves well enough that its fallbacks stay in standby."""
    if feed.health is Health.OK:
        return True
    return feed.failures < USABLE_FAILURES and feed.health not in {Health.GONE, Health.QUIET, Health.ZOMBIE}


def advice(health: Health) -> str:
    """Return what an operator can do about it: one sentence."""
    return _ADVICE[health]


def meaning(health: Health) -> str:
    """Return what a word says of a feed: a predicate for people."""
    return _MEANING[health]


def news(feed: Feed, now: datetime) -> Health | None:
    """Return the health that operators are to be told of now; None where they know, or it may pass by itself.

    They hear that a feed died and that it is back, not how one trouble follows another; and that it died again only a day after
    they heard that it is back: twice a day at the most.
    """
    died, bad = feed.told is not Health.OK, feed.health is not Health.OK
    if died == bad or feed.health_since is None:
        return None
    if died:
        return Health.OK if now - feed.health_since >= PATIENCE else None
    if feed.told_at is not None and now - feed.told_at < APART:
        return None
    return feed.health if _certain(feed, now - feed.health_since, now) else None


def _certain(feed: Feed, lasting: timedelta, now: datetime) -> bool:
    """Return whether what is bad of a feed will hardly pass by itself."""
    if feed.health in {Health.GONE, Health.SHRUNK, Health.QUIET}:
        return True  # their rules are patient
    if feed.health is Health.ZOMBIE and not feed.failures:
        return lasting >= PATIENCE or (feed.news_at is not None and now - feed.news_at >= ZOMBIE_AFTER)
    return feed.failures >= USABLE_FAILURES and (lasting >= PATIENCE or feed.failures >= MANY)


# ── where it is not the feeds ──────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A feed whose health operators are to be told of, with the URLs that are asked in its place."""

    feed: Feed
    serving: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Glimpse:
    """How the newest check of a feed went, where operators last heard that the feed is well."""

    source: SourceId
    at: datetime
    outcome: str
    since: datetime | None  # of its health


def network_lost_since(glimpses: Sequence[Glimpse], answered: datetime | None, now: datetime) -> datetime | None:
    """Return when our own network was lost: nearly all feeds that were asked lately fell after the last that answered at all.

    Args:
        glimpses: of the feeds that were well as far as operators know.
        answered: when any feed answered last, be it with an error; None where none ever did.
        now: the time.
    """
    lately = [one for one in glimpses if now - one.at < RECENT]
    fallen = {
        one.source: one.since for one in lately if one.outcome in UNREACHED and one.since and (answered is None or one.since > answered)
    }
    return min(fallen.values()) if len(fallen) >= max(FEW, MOST * len({one.source for one in lately})) else None


def since_network(feed: Feed, back: datetime | None) -> Feed:
    """Return a feed as it is to be judged after our network was back: what it failed before was not its fault."""
    if back is None or feed.health_since is None or feed.health_since >= back or not feed.failures:
        return feed
    return replace(feed, health_since=back, failures=min(feed.failures, USABLE_FAILURES))
